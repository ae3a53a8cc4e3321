"""The weights of preferences, and whether there is enough to learn from."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from pages.ui import preference_settings, show
from pages.ui.frame import Frame
from pages.ui.keys import session_cache
from pages.ui.navigation import see
from pages.ui.preference_settings import HEAVIEST, LONGEST, PreferenceSettings
from pages.ui.results import items_of, preferences_by, preferences_of
from shopai.charts import recommend as charts
from shopai.columns import Event, Kind
from shopai.errors import ShopaiError
from shopai.events.dataset import Dataset
from shopai.findings import recommendations as findings
from shopai.format import counted, percent
from shopai.preferences import WEIGHTS, Preferences
from shopai.preferences.thinness import Thinness, thinness
from shopai.sentences import plain

#: Why the last settings applied were not taken, until the page has said so.
_REFUSED: Final = "preferences_refused"
_NAMES: Final = {
    Kind.VIEW: "A view",
    Kind.WISHLIST: "A wish",
    Kind.CART: "A cart",
    Kind.PURCHASE: "A purchase",
    Kind.REFUND: "A refund",
}
UNITS: Final = {"ratings": "Rating", "events": "Strength of interest", "mixed": "Strength"}


@session_cache(2)
def thinness_of(
    dataset: Dataset, settings: PreferenceSettings
) -> tuple[Thinness, pd.DataFrame, pd.DataFrame]:
    """Thinness of the preferences; customers by their items, preferences by strength."""
    prefs = preferences_by(dataset, settings)
    state = thinness(prefs, dataset.n_customers, len(items_of(dataset)))
    return state, charts.sizes(prefs), charts.strengths(prefs)


def opened(frame: Frame) -> Preferences:
    """The preferences as chosen; where nothing is left of them, the page ends with the form."""
    try:
        prefs = preferences_of(frame.dataset)
    except ShopaiError as error:
        frame.say(plain(error))
        form(frame.dataset)
        st.stop()
    preference_settings.in_address(frame.dataset)
    return prefs


def view(frame: Frame) -> None:
    dataset, prefs = frame.dataset, opened(frame)
    state, sizes, strengths = thinness_of(dataset, preference_settings.current(dataset))
    frame.say(findings.enough(state))
    if refused := st.session_state.pop(_REFUSED, None):
        st.error(plain(refused), icon=":material/error:")
    form(dataset)
    left, right = st.columns(2, gap="large")
    with left:
        alt = f"Bars: {percent(state.few_items)} of the customers have fewer than 3 items."
        show.chart(charts.size_bars(sizes), "items_per_customer", alt)
    with right:
        figure = charts.strength_bars(strengths, UNITS[prefs.kind])
        show.chart(figure, "strengths", "Bars of how many preferences are how strong.")
    label, icon, args = "See the offers", ":material/recommend:", (frame.page.key, "offers")
    frame.next.button(label, key="see_offers", icon=icon, on_click=see, args=args)
    if len(state.sentences) > 1:
        with frame.more:
            for warning in state.sentences[1:]:
                st.warning(warning, icon=":material/warning:")
    meaning = "A preference is the latest rating."
    if prefs.kind != "ratings":
        meaning = f"A preference is {counts(dataset, prefs.kind)}."
    with frame.sure(plain(meaning)):
        st.markdown(findings.liked(state).markdown())


def counts(dataset: Dataset, kind: str) -> str:
    """The weights that are added up, in words."""
    chosen = preference_settings.current(dataset)
    weights = WEIGHTS | dict(chosen.weights)
    said = [
        f"{name.lower()} counts {weights[event]:g}"
        for event, name in _NAMES.items()
        if dataset.event_counts.get(event) and weights[event]
    ]
    days = counted(chosen.half_life or 0, "day")
    aged = f", half as much when {days} older" if chosen.half_life else ""
    rated = "the rating, where there is one, else " if kind == "mixed" else ""
    text = f"{rated}what the customer did, on a logarithmic scale: {', '.join(said)}{aged}"
    return text.replace("-", "−")


def form(dataset: Dataset) -> None:
    """The weights of the events there are, and the half-life."""
    kinds = [kind for kind in WEIGHTS if dataset.event_counts.get(kind)]
    if not kinds:
        st.caption("The data hold ratings alone: they count as they are.")
        return
    chosen = preference_settings.current(dataset)
    weights = WEIGHTS | dict(chosen.weights)
    with st.form("preferences_form", border=False):
        with st.container(horizontal=True):
            for kind in kinds:
                # A refund takes away; all else adds.
                low, high = (-HEAVIEST, 0.0) if kind == Kind.REFUND else (0.0, HEAVIEST)
                st.number_input(
                    f"{_NAMES[kind]} counts",
                    low,
                    high,
                    min(max(weights[kind], low), high),
                    0.5,
                    key=f"weight_{kind}",
                    width=150,
                )
            if Event.TIME in dataset.filled:
                st.number_input(
                    "Half as much after days",
                    1,
                    LONGEST,
                    chosen.half_life,
                    key="half_life_days",
                    placeholder="Never",
                    help="Lets what was done long ago fade. Empty: all counts alike.",
                    width=170,
                )
        with st.container(horizontal=True):
            st.form_submit_button(
                "Apply",
                key="preferences_apply",
                type="primary",
                on_click=_apply,
                args=(dataset, kinds),
            )
            if chosen != PreferenceSettings():
                st.form_submit_button("As at first", key="preferences_reset", on_click=_reset)
    st.caption("It holds for every page that recommends or compares customers.")


def _apply(dataset: Dataset, kinds: list[str]) -> None:
    """Take what the form says, unless nothing would be left to learn from."""
    state = st.session_state
    weights = {kind: float(state[f"weight_{kind}"]) for kind in kinds}
    days = state.get("half_life_days")
    wanted = PreferenceSettings.of(weights, None if days is None else int(days))
    try:
        preferences_by(dataset, wanted)
    except ShopaiError as error:
        state[_REFUSED] = str(error)
    else:
        preference_settings.change(wanted)


def _reset() -> None:
    for key in [f"weight_{kind}" for kind in WEIGHTS] + ["half_life_days"]:
        st.session_state.pop(key, None)
    preference_settings.change(PreferenceSettings())
