"""Finding items by title among a hundred thousand, by search; lists of items put together."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd
import streamlit as st

from shopai.behaviour.lookup import find_items
from shopai.charts.labels import shortened
from shopai.columns import Item
from shopai.events.dataset import Dataset
from shopai.sentences import plain

MOST_MATCHES: Final = 8
#: Matches looked at for some that may be picked: those nobody knows cannot.
_LOOKED_AT: Final = 100


def search(
    names: pd.DataFrame,
    known: pd.Index,
    label: str,
    key: str,
    pick: Callable[[str], None],
    suggested: Sequence[str] = (),
    invitation: str = "Or begin with one of these:",
) -> None:
    """A search box, and what it finds as buttons; pressing one calls `pick` with its id.

    names : title by item id, as :func:`shopai.behaviour.lookup.item_names` gives
    known : the ids that may be picked
    suggested : items offered under `invitation` while nothing is typed
    """
    text = st.text_input(label, key=key, type="search", placeholder="Type a part of a title")
    typed = (text or "").strip()
    matches = find_items(names, typed, _LOOKED_AT) if typed else suggested
    offered = [item for item in matches if item in known][:MOST_MATCHES]
    if typed and not offered:
        st.caption(f"No item is called anything like “{plain(typed)}”. Try fewer characters.")
    if not offered:
        return
    if not typed:
        st.caption(invitation)
    with st.container(horizontal=True, key=f"{key}_matches"):
        for place, item in enumerate(offered):
            title = str(names[Item.TITLE].get(item, item))
            st.button(
                plain(shortened(title, 40)),
                key=f"{key}_match_{place}",
                icon=":material/add:",
                on_click=_picked,
                args=(key, pick, item),
            )


def _picked(key: str, pick: Callable[[str], None], item: str) -> None:
    pick(item)
    st.session_state[key] = ""


@dataclass(frozen=True)
class KeptItems:
    """A list of items for every data set, under a key of the session state."""

    key: str

    def of(self, dataset: Dataset) -> list[str]:
        """The ids, in the order they were added."""
        every: dict[str, list[str]] = st.session_state.get(self.key) or {}
        return every.get(dataset.fingerprint, [])

    def add(self, dataset: Dataset, item: str) -> None:
        """Put `item` at the end, unless it is there."""
        self._put(dataset, list(dict.fromkeys([*self.of(dataset), item])))

    def remove(self, dataset: Dataset, item: str) -> None:
        """Take `item` out."""
        self._put(dataset, [each for each in self.of(dataset) if each != item])

    def button(self, dataset: Dataset, item: str, key: str, about: str, label: str = "") -> None:
        """A button that takes `item` out."""
        icon, args = ":material/close:", (dataset, item)
        st.button(label, f"{key}_{item}", help=about, icon=icon, on_click=self.remove, args=args)

    def _put(self, dataset: Dataset, items: list[str]) -> None:
        every: dict[str, list[str]] = st.session_state.get(self.key) or {}
        st.session_state[self.key] = {**every, dataset.fingerprint: items}
