"""Choosing one customer among a million: by search, never from a list of all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd
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


@session_cache(2)
def _examples(dataset: Dataset, settings: PreferenceSettings) -> tuple[str, ...]:
    return example_customers(preferences_by(dataset, settings))


def customer(dataset: Dataset, at: Any = st) -> str | None:
    """The customer chosen on the pages that show one; at first an example, to show something.

    at : the container the search box stands in
    """
    suggested = _examples(dataset, preference_settings.current(dataset))
    return search(
        dataset,
        CUSTOMER,
        suggested[len(suggested) // 2] if suggested else "",
        "Search for a customer above, or look at one of these:",
        suggested,
        at=at,
    )


def search(
    dataset: Dataset,
    key: str,
    first: str,
    invitation: str,
    suggested: Sequence[str] = (),
    among: pd.Index | None = None,
    at: Any = st,
) -> str | None:
    """Search box, matches and suggestions; the chosen customer's id, or None while choosing.

    key : also the name of the customer in the page's address
    first : what the box holds at first
    invitation : said above the suggestions, or alone while nothing is typed
    among : the ids that can be chosen; all customers' where None
    at : the container the box stands in
    """
    text = at.text_input(
        "Customer",
        first,
        key=key,
        type="search",
        placeholder="Type a customer id or a part of it",
        help="Any part of an id; press Enter to search.",
        width=260,
        **SHARED,
    )
    typed = (text or "").strip()
    matches = find_customers(dataset, typed, MOST_MATCHES) if typed else []
    matches = [user for user in matches if among is None or user in among]
    if typed in matches or len(matches) == 1:
        return matches[0]
    if matches:
        count = f"first {MOST_MATCHES}" if len(matches) == MOST_MATCHES else f"{len(matches)}"
        said = f"Ids that contain “{plain(typed)}” ({count}). Pick one:"
        _choices(said, matches, key, "match")
        return None
    if typed:
        st.info(f"No customer id contains “{plain(typed)}”. Try fewer characters.")
    elif not suggested:
        st.info(invitation)
    if suggested:
        _choices(invitation, suggested, key, "example")
    return None


def _choices(label: str, ids: Sequence[str], key: str, kind: str) -> None:
    """The ids as buttons; pressing one fills the search box."""
    st.caption(label)
    with st.container(horizontal=True, key=f"{key}_{kind}"):
        for position, user in enumerate(ids):
            called = f"{key}_{kind}_{position}"
            st.button(plain(user), key=called, on_click=_choose, args=(key, user))


def _choose(key: str, user: str) -> None:
    st.session_state[key] = user
