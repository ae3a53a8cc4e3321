"""Quality report: rows read, kept and set aside of the open data set's source."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.ui import show
from shopai.columns import SetAside
from shopai.events.dataset import Dataset
from shopai.sentences import plain

_SHOWN = 200


def report(dataset: Dataset) -> None:
    """Rows read, kept and set aside, by reason; the latter to look at and to download."""
    counts = dataset.report
    aside = sum(counts.set_aside.values())
    st.subheader("Quality report", anchor=False)
    with st.container(horizontal=True):
        st.metric("Rows read", f"{counts.rows_read:,}", border=True)
        st.metric("Rows kept", f"{counts.rows_kept:,}", border=True)
        st.metric("Rows set aside", f"{aside:,}", border=True)
    st.markdown(_sentence(dataset, aside))
    if aside:
        _set_aside(dataset, aside)
    facts = [(f"Rows {what}", f"{rows:,}") for what, rows in counts.notes.items()]
    facts += [(what.capitalize(), text) for what, text in counts.settings.items()]
    if facts:
        st.markdown("**How the file was read**")
        st.dataframe(
            pd.DataFrame(facts, columns=["What", "Found"]), hide_index=True, key="reading_facts"
        )


def _sentence(dataset: Dataset, aside: int) -> str:
    read = dataset.report.rows_read
    if not aside:
        return f"**Every one of the {read:,} rows could be used.**"
    share = aside / read
    shown = "under 0.1%" if share < 0.001 else f"{share:.1%}"
    return (
        f"**{dataset.report.rows_kept:,} of {read:,} rows are used; {aside:,} ({shown}) are "
        "set aside**, each with its line and its reason below. No row is dropped silently."
    )


def _set_aside(dataset: Dataset, aside: int) -> None:
    reasons = pd.DataFrame(list(dataset.report.set_aside.items()), columns=["Reason", "Rows"])
    left, right = st.columns([2, 3], gap="medium")
    with left:
        st.dataframe(reasons, hide_index=True, key="set_aside_reasons")
    with right:
        rows = dataset.rows_set_aside.limit(_SHOWN).df()
        st.dataframe(
            rows,
            hide_index=True,
            key="set_aside_rows",
            height=min(35 * (len(rows) + 1) + 3, 248),
            column_config={
                SetAside.LINE: st.column_config.NumberColumn("Line", format="%d"),
                SetAside.COLUMN: "Column",
                SetAside.VALUE: "Value",
                SetAside.REASON: "Reason",
            },
        )
        if aside > _SHOWN:
            st.caption(f"The first {_SHOWN} of {aside:,}; the download has them all.")
    show.download(
        f"Download the {aside:,} rows set aside",
        lambda: dataset.rows_set_aside.df(),
        plain(dataset.name),
        "set aside",
        key="download_set_aside",
        index=False,
    )
