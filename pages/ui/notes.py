"""Notes of the visitor on the open data: names of segments, and audiences.

They stay in the browser session, one set of notes a data set: opening the same file again in
the session brings them back, and nobody else sees them.
"""

from __future__ import annotations

from typing import Final

import streamlit as st

from pages.ui.results import personas_of
from shopai.audiences import Notes
from shopai.audiences.notes import titled
from shopai.events.dataset import Dataset
from shopai.segments.segmentation import Segmentation

#: Where the session state holds them: fingerprint -> notes.
NOTES: Final = "notes"


def current(dataset: Dataset) -> Notes:
    """The notes on `dataset`; empty ones at first."""
    kept: dict[str, Notes] = st.session_state.get(NOTES) or {}
    return kept.get(dataset.fingerprint) or Notes(dataset.fingerprint)


def put(dataset: Dataset, notes: Notes) -> None:
    """Make `notes` those on `dataset`."""
    kept: dict[str, Notes] = st.session_state.get(NOTES) or {}
    st.session_state[NOTES] = {**kept, dataset.fingerprint: notes}


def names_of(dataset: Dataset, seg: Segmentation) -> tuple[str, ...]:
    """(k,) what each segment is called; text a visitor may have typed, or of the data."""
    return current(dataset).segment_names(personas_of(dataset, seg).names)


def titles_of(dataset: Dataset, seg: Segmentation) -> tuple[str, ...]:
    """(k,) the segments' names with their numbers before them, for legends."""
    return titled(names_of(dataset, seg))
