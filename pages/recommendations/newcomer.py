"""Somebody new: what they have is put together here, and nothing is learned again for them."""

from __future__ import annotations

import math
from typing import Final

import pandas as pd
import streamlit as st

from pages.recommendations.results import popular_of
from pages.ui import preference_settings
from pages.ui.item_search import search
from shopai.charts.labels import shortened
from shopai.columns import Item, Kind
from shopai.events.dataset import Dataset
from shopai.preferences import WEIGHTS, Preferences
from shopai.sentences import plain

#: Where the session state holds the items, by the data set's fingerprint.
BASKET: Final = "basket"
MOST_ITEMS: Final = 20
SUGGESTED: Final = 3

#: What somebody new may have done with an item, strongest first.
DID: Final = {
    Kind.PURCHASE: "Bought it",
    Kind.CART: "Put it in the cart",
    Kind.WISHLIST: "Wished for it",
    Kind.VIEW: "Looked at it",
}


def basket(dataset: Dataset, prefs: Preferences, names: pd.DataFrame) -> dict[str, float]:
    """Controls for what somebody new has; returns preference by item, maybe nothing yet."""
    chosen = [item for item in _items(dataset) if item in prefs.items]
    if len(chosen) < MOST_ITEMS:
        search(
            names,
            prefs.items,
            "What do they have already?",
            "new_item",
            lambda item: _add(dataset, item),
            suggested=() if chosen else popular_of(dataset, preference_settings.current(dataset)),
        )
    else:
        st.caption(f"{MOST_ITEMS} items are enough; take one out to add another.")
    found = {}
    for item in chosen:
        with st.container(horizontal=True, vertical_alignment="bottom", key=f"has_{item}"):
            title = plain(shortened(names[Item.TITLE].get(item, item), 60))
            found[item] = _strength(dataset, prefs, item, title)
            st.button(
                "",
                key=f"drop_{item}",
                icon=":material/close:",
                help="Take it out",
                on_click=_drop,
                args=(dataset, item),
            )
    return found


def _strength(dataset: Dataset, prefs: Preferences, item: str, title: str) -> float:
    """How much they prefer one item: a rating, or what they did with it."""
    key = f"strength_{item}"
    if prefs.scale is not None:
        low, high = prefs.scale
        if low == high:
            st.caption(f"{title}: {low:g}")
            return low
        held = st.session_state.get(key)
        if held is not None and not (isinstance(held, float) and low <= held <= high):
            del st.session_state[key]
        step = 1.0 if low.is_integer() and high.is_integer() else (high - low) / 10
        return float(st.slider(title, low, high, high, step, key=key, persist_state="session"))
    weights = WEIGHTS | dict(preference_settings.current(dataset).weights)
    options = [kind for kind in DID if weights[kind] > 0 and dataset.event_counts.get(kind)]
    options = options or [kind for kind in DID if weights[kind] > 0] or [Kind.PURCHASE]
    if st.session_state.get(key) not in options:
        st.session_state.pop(key, None)
    did = st.selectbox(
        title, options, format_func=DID.__getitem__, key=key, persist_state="session"
    )
    return math.log1p(weights[did] if weights[did] > 0 else WEIGHTS[did])


def _items(dataset: Dataset) -> list[str]:
    every: dict[str, list[str]] = st.session_state.get(BASKET) or {}
    return every.get(dataset.fingerprint, [])


def _put(dataset: Dataset, items: list[str]) -> None:
    every: dict[str, list[str]] = st.session_state.get(BASKET) or {}
    st.session_state[BASKET] = {**every, dataset.fingerprint: items}


def _add(dataset: Dataset, item: str) -> None:
    _put(dataset, list(dict.fromkeys([*_items(dataset), item])))


def _drop(dataset: Dataset, item: str) -> None:
    _put(dataset, [each for each in _items(dataset) if each != item])
