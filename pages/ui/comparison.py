"""The comparison of numbers of segments: made with progress, stopped by Cancel, then kept.

Not a cached function, since those cannot move a progress bar.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from pages.ui.results import series_of
from shopai.events.dataset import Dataset
from shopai.progress import Progress
from shopai.segments import KChoice
from shopai.segments.choosing.choose import choose_among
from shopai.segments.series import Settings

#: Where the session state holds the comparisons, by what they depend on.
KEPT: Final = "comparisons_of_k"
MOST_KEPT: Final = 3
#: What was cancelled, so that it does not begin anew by itself.
CANCELLED: Final = "comparison_cancelled"
#: Share of the time that finding the segments takes.
FITS: Final = 0.3


def of(dataset: Dataset, settings: Settings, ks: Sequence[int]) -> KChoice | None:
    """The comparison of at least `ks`, made now where it was not before.

    None where the visitor cancelled it; nothing is kept of it then, beside the segments found.
    """
    made = kept(dataset, settings)
    if made is not None and all(k in made.table.index or k > made.possible for k in ks):
        return made
    wanted = (dataset.fingerprint, settings, tuple(ks))
    room = st.empty()
    if st.session_state.get(CANCELLED) == wanted:
        with room.container():
            st.info("The comparison was cancelled; nothing else has changed.")
            st.button(
                "Compare the numbers of segments", key="compare", type="primary", on_click=_again
            )
        return None
    with room.container():
        bar = st.progress(0.0, "Comparing the numbers of segments …")
        st.button("Cancel", key="cancel", icon=":material/close:", on_click=_cancel, args=(wanted,))
        choice = _make(dataset, settings, ks, lambda share, what: bar.progress(share, f"{what} …"))
    room.empty()
    return choice


def _make(
    dataset: Dataset,
    settings: Settings,
    ks: Sequence[int],
    progress: Progress,
) -> KChoice:
    """Compare the Ks and keep what is found; an exception of `progress` ends it."""
    series = series_of(dataset)
    found = {}
    for place, k in enumerate(ks):
        progress(FITS * place / len(ks), f"Finding {k} segments")
        if series.possible(k, settings):
            found[k] = series.segments(k, *settings)

    def rest(share: float, what: str) -> None:
        progress(FITS + (1 - FITS) * share, what)

    choice = choose_among(series.placed(settings), ks, progress=rest, found=found)
    every = {**(st.session_state.get(KEPT) or {}), (dataset.fingerprint, settings): choice}
    st.session_state[KEPT] = dict(list(every.items())[-MOST_KEPT:])
    return choice


def kept(dataset: Dataset, settings: Settings) -> KChoice | None:
    """The comparison made with these settings, if there was one."""
    found: dict[tuple[str, Settings], KChoice] = st.session_state.get(KEPT) or {}
    return found.get((dataset.fingerprint, settings))


def _cancel(wanted: object) -> None:
    st.session_state[CANCELLED] = wanted


def _again() -> None:
    st.session_state.pop(CANCELLED, None)
