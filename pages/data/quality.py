"""Quality report: rows read, kept and set aside of the open data set's source."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from pages.ui import show
from pages.ui.frame import Frame
from shopai.columns import SetAside
from shopai.events.dataset import Dataset
from shopai.format import counted
from shopai.sentences import plain

_SHOWN = 200
_COLUMNS: Final = {
    SetAside.LINE: ("Line", "%d"),
    SetAside.COLUMN: "Column",
    SetAside.VALUE: "Value",
    SetAside.REASON: "Reason",
}


def report(frame: Frame) -> None:
    """Rows read, kept and set aside, by reason; the latter to look at and to download."""
    dataset = frame.dataset
    counts = dataset.report
    aside = sum(counts.set_aside.values())
    st.header("Quality report", anchor=False)
    rows = {"read": counts.rows_read, "kept": counts.rows_kept, "set aside": aside}
    with st.container(horizontal=True):
        for what, n in rows.items():
            st.metric(f"Rows {what}", f"{n:,}", border=True)
    st.markdown(in_short(dataset))
    if aside:
        _set_aside(frame, aside)
    facts = [(f"Rows: {what}", f"{n:,}") for what, n in counts.notes.items()]
    facts += [(what.capitalize(), text) for what, text in counts.settings.items()]
    if facts:
        st.markdown("**How the file was read**")
        shown = pd.DataFrame([map(plain, fact) for fact in facts], columns=["What", "Found"])
        st.table(shown, border="horizontal", hide_index=True, alt="How the file was read")


def in_short(dataset: Dataset) -> str:
    """Rows used and set aside in one sentence, as Markdown."""
    aside = sum(dataset.report.set_aside.values())
    read = dataset.report.rows_read
    if not aside and read == 1:
        return "**The one row could be used.**"
    if not aside:
        return f"**Every one of the {read:,} rows could be used.**"
    share = aside / read
    shown = "under 0.1%" if share < 0.001 else f"{share:.1%}"
    kept = dataset.report.rows_kept
    return (
        f"**{kept:,} of {read:,} rows {'is' if kept == 1 else 'are'} used; {aside:,} ({shown}) "
        f"{'is' if aside == 1 else 'are'} set aside**, each with its line and its reason below. "
        "No row is dropped silently."
    )


def _set_aside(frame: Frame, aside: int) -> None:
    dataset = frame.dataset
    reasons = pd.DataFrame(list(dataset.report.set_aside.items()), columns=["Reason", "Rows"])
    left, right = st.columns([2, 3], gap="medium")
    with left:
        show.table(reasons, "set_aside_reasons")
    with right:
        rows = dataset.rows_set_aside.limit(_SHOWN).df()
        height = min(35 * (len(rows) + 1) + 3, 248)
        show.table(rows, "set_aside_rows", _COLUMNS, height=height)
        if aside > _SHOWN:
            st.caption(f"The first {_SHOWN} of {aside:,}; the download has them all.")
    label, called = f"The {counted(aside, 'row')} set aside", (dataset.name, "set aside")
    with frame.files:
        show.download(label, dataset.rows_set_aside.df, *called, key="download_set_aside")
