"""A button named after what is chosen in the box it opens."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import streamlit as st


@contextmanager
def named_popover(
    key: str, first: str, *, at: Any = st, **more: Any
) -> Iterator[Callable[[str], None]]:
    """A popover that is called anew, by what it yields, once its controls were read.

    A button stands before the controls in its box: where the name has changed, the page runs
    again from there, before anything else is computed.

    first : the name before anything was chosen
    at : the container the button stands in; more : further arguments of the popover
    """
    held = f"{key}_name"
    names: list[str] = []
    shown = st.session_state.get(held, first)
    with at.popover(shown, key=key, **more):
        yield names.append
    if names[-1:] not in ([], [shown]):
        st.session_state[held] = names[-1]
        st.rerun()
