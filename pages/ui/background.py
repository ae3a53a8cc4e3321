"""Work that takes longer than a click: done when asked, with progress, given up by Cancel, kept.

No cached functions, since those cannot move a progress bar.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

import streamlit as st

from shopai.errors import ShopaiError
from shopai.progress import Progress
from shopai.sentences import plain

Made = TypeVar("Made")

#: Results of one kind of work that are kept, the newest.
MOST_KEPT: Final = 4


def kept(name: str) -> dict[Any, Any]:
    """What was made of this kind in the session, by what it depends on."""
    found: dict[Any, Any] = st.session_state.get(f"{name}_kept") or {}
    return found


def result(
    name: str, key: object, verb: str, make: Callable[[Progress], Made], idle: str = ""
) -> Made | None:
    """The work's result: as kept, or made now where the button was clicked; None until it is.

    name : of this kind of work, in keys; the buttons are ``{name}_ask`` and ``{name}_cancel``
    key : all that the result depends on
    verb : what the button says
    make : does the work. What it tells its argument is shown; Streamlit ends it there when
        anything else is clicked, and an error of this package is shown as its sentence.
    idle : shown beside a button that waits
    """
    every: dict[Any, Made] = kept(name)
    if key in every:
        return every[key]
    ask, room = st.empty(), st.empty()
    # taken out first: what is interrupted, by Cancel or another page, does not begin again
    begins = st.session_state.pop(f"{name}_asked", None) == key

    def start(called: str, disabled: bool = False) -> None:
        icon = ":material/play_arrow:"
        st.button(
            verb, called, type="primary", icon=icon, disabled=disabled, on_click=_begin,
            args=(name, key),
        )  # fmt: skip

    with ask:
        start(f"{name}_ask", disabled=begins)
    if not begins:
        if st.session_state.get(f"{name}_cancelled") == key:
            room.info("Cancelled; nothing of it was kept.")
        elif idle:
            room.info(idle)
        return None
    with room.container():
        bar = st.progress(0.0, f"{verb} …")
        close = ":material/close:"
        st.button("Cancel", key=f"{name}_cancel", icon=close, on_click=_cancel, args=(name, key))
        try:
            made = make(lambda share, what: bar.progress(min(share, 1.0), _sentence(what)))
        except ShopaiError as error:
            room.error(plain(error), icon=":material/error:")
            with ask:
                start(f"{name}_ask_again")
            return None
    ask.empty()
    room.empty()
    st.session_state[f"{name}_kept"] = dict(list({**every, key: made}.items())[-MOST_KEPT:])
    return made


def _sentence(what: str) -> str:
    return f"{plain(what[:1].upper() + what[1:])} …"


def _begin(name: str, key: object) -> None:
    st.session_state[f"{name}_asked"] = key
    st.session_state.pop(f"{name}_cancelled", None)


def _cancel(name: str, key: object) -> None:
    st.session_state[f"{name}_cancelled"] = key
