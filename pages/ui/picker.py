"""Choosing one customer among a million: by search, never from a list of all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import streamlit as st

from pages.ui import preference_settings
from pages.ui.controls import SHARED
from pages.ui.keys import session_cache
from pages.ui.preference_settings import PreferenceSettings
from pages.ui.results import preferences_by
from shopai.behaviour.lookup import example_customers, find_customers
from shopai.events.dataset import Dataset
from shopai.sentences import plain

#: The search box's key: also the name of the customer in the page's address.
CUSTOMER: Final = "customer"
MOST_MATCHES: Final = 20


def examples_of(dataset: Dataset) -> tuple[str, ...]:
    """A few customers worth a look."""
    return _examples(dataset, preference_settings.current(dataset))


@session_cache(2)
def _examples(dataset: Dataset, settings: PreferenceSettings) -> tuple[str, ...]:
    return example_customers(preferences_by(dataset, settings))


def customer(dataset: Dataset) -> str | None:
    """Search box, matches and examples; the chosen customer's id, or None while choosing.

    At first an example is chosen, so that the page shows something.
    """
    suggested = examples_of(dataset)
    text = st.text_input(
        "Customer",
        suggested[len(suggested) // 2] if suggested else "",
        key=CUSTOMER,
        type="search",
        placeholder="Type a customer id or a part of it",
        help="Any part of an id; press Enter to search.",
        **SHARED,
    )
    typed = (text or "").strip()
    found = find_customers(dataset, typed, MOST_MATCHES) if typed else []
    if typed in found or len(found) == 1:
        return found[0]
    if found:
        count = f"first {MOST_MATCHES}" if len(found) == MOST_MATCHES else f"{len(found)}"
        _choices(f"Ids that contain “{plain(typed)}” ({count}). Pick one:", found, "match")
        return None
    if typed:
        st.info(f"No customer id contains “{plain(typed)}”. Try fewer characters.")
    _choices("Search for a customer above, or look at one of these:", suggested, "example")
    return None


def _choices(label: str, ids: Sequence[str], key: str) -> None:
    """The ids as buttons; pressing one fills the search box."""
    st.caption(label)
    with st.container(horizontal=True, key=f"{CUSTOMER}_{key}"):
        for position, user in enumerate(ids):
            st.button(
                plain(user), key=f"{CUSTOMER}_{key}_{position}", on_click=_choose, args=(user,)
            )


def _choose(user: str) -> None:
    st.session_state[CUSTOMER] = user
