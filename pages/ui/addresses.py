"""Addresses that name no page: old names lead on to the page of today, and others are said."""

from __future__ import annotations

import time
from collections.abc import Collection
from typing import Final
from urllib.parse import unquote

import streamlit as st
from streamlit.runtime.runtime_util import MESSAGE_FLUSH_INTERVAL_SECS
from streamlit.runtime.scriptrunner import get_script_run_ctx

from pages.ui import history, links

#: Name of a page before -> its name now, and what the address says beside the values it had.
OLD: Final[dict[str, tuple[str, dict[str, str]]]] = {
    "overview": ("", {}),
    "choose": ("segments", {"section": "How many?"}),
    "evaluate": ("recommendations", {"recommendations_view": "Which model is best?"}),
}


def lead_on(names: Collection[str]) -> None:
    """Take an address with a name that is none of `names` to the page meant, else to the first.

    To be called before `st.navigation`, which knows only the names of today.
    """
    context = get_script_run_ctx()
    pages = context.pages_manager if context is not None else None
    asked = pages.intended_page_name if pages and not pages.intended_page_script_hash else None
    if context is None or pages is None or not asked or asked in names:
        return
    name, more = OLD.get(asked.lower(), (asked.lower(), {}))
    values = {key: st.query_params.get_all(key) for key in st.query_params}
    if name and name not in names:
        links.no_such_page(unquote(asked))
        name, values = "", {}
    pages.set_script_intent("", name)
    st.query_params.from_dict({**values, **more, history.SWITCH: history.INSTEAD})
    with context.session_state.query_params() as address:
        address.set_initial_query_params_from_current()
    time.sleep(2 * MESSAGE_FLUSH_INTERVAL_SECS)  # else the browser gets only what is said last
