"""Items the shop wants at a certain place of every list."""

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

PINS: Final = KeptItems("pins")
MOST_PINS: Final = 5
LAST_PLACE: Final = 50


def pinned(dataset: Dataset, prefs: Preferences, names: pd.DataFrame) -> tuple[Pin, ...]:
    """The controls; returns place and item of each. `names`: title by item id."""
    items = [item for item in PINS.of(dataset) if item in prefs.items]
    if len(items) < MOST_PINS:
        search(
            names,
            prefs.items,
            "Pin an item to a place",
            "pin_item",
            lambda item: PINS.add(dataset, item),
        )
    found: dict[int, str] = {}
    for item in items:
        title = plain(shortened(_title(names, item), 40))
        with st.container(horizontal=True, vertical_alignment="bottom", key=f"pin_row_{item}"):
            place = st.number_input(
                f"Place of {title}", 1, LAST_PLACE, len(found) + 1, key=f"pin_{item}", **KEPT
            )
            st.button(
                "",
                key=f"unpin_{item}",
                icon=":material/close:",
                help="Unpin it",
                on_click=PINS.remove,
                args=(dataset, item),
            )
        if place in found:
            st.warning(f"Place {place} is taken by {plain(_title(names, found[place]))}.")
        else:
            found[place] = item
    return tuple(found.items())


def _title(names: pd.DataFrame, item: str) -> str:
    return str(names[Item.TITLE].get(item, item))
