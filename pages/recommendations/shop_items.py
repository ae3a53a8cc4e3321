"""Items the shop has a word on: never offered, or pinned to a place of every list."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from pages.ui.controls import KEPT
from pages.ui.item_search import search
from pages.ui.kept_items import KeptItems
from shopai.charts.labels import shortened
from shopai.columns import Item
from shopai.events.dataset import Dataset
from shopai.preferences import Preferences
from shopai.recommend.policy.policy import Pin
from shopai.sentences import plain

EXCLUDED: Final = KeptItems("excluded_items")
PINS: Final = KeptItems("pins")
MOST_PINS: Final = 5
LAST_PLACE: Final = 50


def excluded(dataset: Dataset, prefs: Preferences, names: pd.DataFrame) -> tuple[str, ...]:
    """Controls for items that are never offered, as postage; returns the ids.

    names : title by item id
    """
    items = [item for item in EXCLUDED.of(dataset) if item in prefs.items]
    search(
        names,
        prefs.items.difference(items),
        "Never offer an item",
        "excluded_item",
        lambda item: EXCLUDED.add(dataset, item),
    )
    with st.container(horizontal=True, key="excluded_items_list"):
        for item in items:
            title = plain(shortened(_title(names, item), 40))
            EXCLUDED.button(dataset, item, "include", "Offer it again", title)
    return tuple(items)


def pinned(dataset: Dataset, prefs: Preferences, names: pd.DataFrame) -> tuple[Pin, ...]:
    """Controls for items at a certain place of every list; returns place and item of each."""
    items = [item for item in PINS.of(dataset) if item in prefs.items]
    if len(items) < MOST_PINS:
        search(
            names,
            prefs.items,
            "Pin an item to a place",
            "pin_item",
            lambda item: PINS.add(dataset, item),
        )
    pins: dict[int, str] = {}
    for item in items:
        title = plain(shortened(_title(names, item), 40))
        with st.container(horizontal=True, vertical_alignment="bottom", key=f"pin_row_{item}"):
            place = st.number_input(
                f"Place of {title}", 1, LAST_PLACE, len(pins) + 1, key=f"pin_{item}", **KEPT
            )
            PINS.button(dataset, item, "unpin", "Unpin it")
        if place in pins:
            st.warning(f"Place {place} is taken by {plain(_title(names, pins[place]))}.")
        else:
            pins[place] = item
    return tuple(pins.items())


def _title(names: pd.DataFrame, item: str) -> str:
    return str(names[Item.TITLE].get(item, item))
