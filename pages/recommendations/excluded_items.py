"""Items the shop never offers: postage, gift cards, samples."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from pages.ui.item_search import search
from pages.ui.kept_items import KeptItems
from shopai.charts.labels import shortened
from shopai.columns import Item
from shopai.events.dataset import Dataset
from shopai.preferences import Preferences
from shopai.sentences import plain

EXCLUDED: Final = KeptItems("excluded_items")


def excluded(dataset: Dataset, prefs: Preferences, names: pd.DataFrame) -> tuple[str, ...]:
    """The controls; returns the ids. `names`: title by item id."""
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
            title = str(names[Item.TITLE].get(item, item))
            st.button(
                plain(shortened(title, 40)),
                key=f"include_{item}",
                icon=":material/close:",
                help="Offer it again",
                on_click=EXCLUDED.remove,
                args=(dataset, item),
            )
    return tuple(items)
