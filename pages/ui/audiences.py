"""“Save as audience”, beside any selection of customers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pandas as pd
import streamlit as st

from pages.ui import notes, show
from shopai.audiences import MOST_CHARACTERS, Audience
from shopai.errors import ParameterError
from shopai.events.dataset import Dataset
from shopai.format import counted
from shopai.sentences import plain

#: What became of the last saving, until the next run has shown it: the words, and if it went well.
_SAVED: Final = "audience_saved"


def offer(dataset: Dataset, ids: pd.Index, suggested: str, source: str, key: str) -> None:
    """A small button that opens a name box and saves the customers `ids` as an audience.

    suggested : the name it gets where none is typed; a taken one gets a number
    source : how the customers were chosen, in words: "Segment 2 of 5", "Lasso on the 2-D map"
    key : of the controls, one of its own for each place that offers this
    """
    announce()
    with st.popover(
        "Save as audience", icon=":material/group_add:", disabled=not len(ids), key=key
    ):
        name_and_save(dataset, ids, suggested, source, key)
        st.page_link(
            "pages/audiences/page.py", label="All audiences", icon=":material/arrow_forward:"
        )


def take_or_offer(
    dataset: Dataset,
    table: pd.DataFrame | Callable[[], pd.DataFrame],
    ids: pd.Index,
    suggested: str,
    source: str,
    key: str,
    *name: object,
) -> None:
    """A download of the customers `ids`, beside the button that saves them as an audience.

    table : of these customers, or what makes it; the file is named after the data and `name`
    suggested, source : as of :func:`offer`
    """
    with st.container(horizontal=True, vertical_alignment="center"):
        label = f"Download {counted(len(ids), 'customer')}"
        show.download(label, table, dataset.name, *name, key=f"download_{key}")
        offer(dataset, ids, suggested, source, f"{key}_audience")


def announce() -> None:
    """Say once what was saved, or why it was not."""
    saved = st.session_state.pop(_SAVED, None)
    if saved is not None:
        words, well = saved
        st.toast(words, icon=":material/group_add:" if well else ":material/error:")


def name_and_save(dataset: Dataset, ids: pd.Index, suggested: str, source: str, key: str) -> None:
    """The name box and the button alone; as :func:`offer`, without its popover."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.text_input(
            f"Name for {counted(len(ids), 'customer')}",
            key=f"{key}_name",
            placeholder=suggested[:MOST_CHARACTERS],
            max_chars=MOST_CHARACTERS,
        )
        st.button(
            "Save",
            key=f"{key}_save",
            type="primary",
            disabled=not len(ids),
            on_click=_save,
            args=(dataset, ids, suggested, source, key),
        )


def save(dataset: Dataset, ids: pd.Index, name: str, source: str) -> None:
    """Keep the customers under `name`, and let the next run say so, or why that failed."""
    try:
        audience = Audience(name[:MOST_CHARACTERS], ids, source, dataset.fingerprint)
        notes.put(dataset, notes.current(dataset).keeping(audience))
    except ParameterError as error:
        st.session_state[_SAVED] = (plain(error), False)
        return
    kept = notes.current(dataset).audiences[-1].name  # with a number where it was taken
    said = f"Saved: **{plain(kept)}**, {counted(len(audience), 'customer')}. See Audiences."
    st.session_state[_SAVED] = (said, True)


def _save(dataset: Dataset, ids: pd.Index, suggested: str, source: str, key: str) -> None:
    """Runs before the page does, so that the page shows what is kept from its first line."""
    typed = str(st.session_state.get(f"{key}_name") or "").strip()
    save(dataset, ids, typed or suggested, source)
    if st.session_state[_SAVED][1]:
        st.session_state[f"{key}_name"] = ""
