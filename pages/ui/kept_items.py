"""Lists of items a user puts together, kept for the session with the data set they are from."""

from __future__ import annotations

from dataclasses import dataclass

import streamlit as st

from shopai.events.dataset import Dataset


@dataclass(frozen=True)
class KeptItems:
    """One such list for every data set, under a key of the session state."""

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
