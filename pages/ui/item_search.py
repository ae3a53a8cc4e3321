"""Finding items by title among a hundred thousand: by search, never from a list of all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import pandas as pd
import streamlit as st

from shopai.behaviour.lookup import find_items
from shopai.charts.labels import shortened
from shopai.columns import Item
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
