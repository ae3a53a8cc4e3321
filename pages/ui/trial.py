"""The comparison of models: run when asked, with progress, stopped by Cancel, then kept.

Not a cached function, since those cannot move a progress bar.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

import streamlit as st

from pages.ui import method, models, tastes
from pages.ui.tastes import Tastes
from pages.ui.text import plain
from shopai.errors import ShopaiError
from shopai.evaluate import Evaluation, evaluate
from shopai.events.dataset import Dataset
from shopai.recommend.family import FAMILY
from shopai.recommend.hybrid import Hybrid
from shopai.recommend.model import Recommender

#: Where the session state holds the comparisons, by what they depend on.
KEPT: Final = "evaluations"
MOST_KEPT: Final = 4
#: What was asked for and has not begun, and what was cancelled.
ASKED: Final = "evaluation_asked"
CANCELLED: Final = "evaluation_cancelled"


class Trial(NamedTuple):
    """What is compared, and how."""

    models: tuple[str, ...]  # names of FAMILY
    split: str
    k: int
    most: int | None  # customers tested, None for all


#: All that a comparison depends on: the data, what counts as a preference, and the trial.
Key = tuple[str, Tastes, Trial]


def of(dataset: Dataset, trial: Trial) -> Evaluation | None:
    """The comparison: as kept, or made now where that was asked for; None until it is."""
    key = (dataset.fingerprint, tastes.chosen(dataset), trial)
    every: dict[Key, Evaluation] = st.session_state.get(KEPT) or {}
    if key in every:
        return every[key]
    ask, room = st.empty(), st.empty()
    # taken out first: what is interrupted, by Cancel or another page, does not begin again
    begins = st.session_state.pop(ASKED, None) == key
    ask.button(
        "Compare the models",
        key="compare_models",
        type="primary",
        icon=":material/play_arrow:",
        disabled=begins,
        on_click=_asked,
        args=(key,),
    )
    if begins:
        with room.container():
            bar = st.progress(0.0, "Comparing the models …")
            close = ":material/close:"
            st.button("Cancel", key="cancel", icon=close, on_click=_cancel, args=(key,))
            try:
                found = _make(dataset, trial, bar.progress)
            except ShopaiError as error:
                room.error(plain(error), icon=":material/error:")
                return None
        ask.empty()
        room.empty()
        st.session_state[KEPT] = dict(list({**every, key: found}.items())[-MOST_KEPT:])
        return found
    if st.session_state.get(CANCELLED) == key:
        room.info("The comparison was cancelled; nothing of it was kept.")
    elif any(fingerprint == dataset.fingerprint for fingerprint, *_ in every):
        room.info("These settings have not been compared yet.")
    return None


def contender(dataset: Dataset, name: str) -> Recommender:
    """The model `name` of the family as it comes."""
    if not issubclass(FAMILY[name].make, Hybrid):
        return models.make(dataset, name)
    offered = models.offered(dataset)
    parts = [part for part in method.FIRST_PARTS if part in offered]
    return Hybrid({FAMILY[part].label: models.make(dataset, part) for part in parts})


def _make(dataset: Dataset, trial: Trial, show: Callable[[float, str], object]) -> Evaluation:
    """Compare; an exception of the progress ends it."""
    settings = tastes.chosen(dataset)

    def progress(share: float, what: str) -> None:
        show(min(share, 1.0), f"{plain(what[:1].upper() + what[1:])} …")

    return evaluate(
        {FAMILY[name].label: contender(dataset, name) for name in trial.models},
        dataset,
        split=trial.split,
        k=trial.k,
        weights=dict(settings.weights) or None,
        half_life_days=settings.half_life,
        max_users=trial.most,
        progress=progress,
    )


def _asked(key: Key) -> None:
    st.session_state[ASKED] = key
    st.session_state.pop(CANCELLED, None)


def _cancel(key: Key) -> None:
    st.session_state[CANCELLED] = key
