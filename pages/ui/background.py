"""Background work: starts on a button, shows progress, can be cancelled; results are cached.

Not in cached functions, since those cannot move a progress bar.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

import streamlit as st

from shopai.engines.failures import FAILURES, explained
from shopai.errors import ShopaiError
from shopai.progress import Progress
from shopai.sentences import plain

Result = TypeVar("Result")

#: Results of one kind of work that are kept, the newest.
MOST_KEPT: Final = 4


def kept(name: str) -> dict[Any, Any]:
    """The session's results of this kind of work, by what they depend on; the newest last."""
    results: dict[Any, Any] = st.session_state.get(f"{name}_kept") or {}
    return results


def forget(name: str) -> None:
    """Let the session's results of this kind of work go."""
    st.session_state.pop(f"{name}_kept", None)


def result(
    name: str,
    key: object,
    verb: str,
    work: Callable[[Progress], Result],
    idle: str = "",
    *,
    cancelled: str = "Cancelled; nothing of it was kept.",
    go_on: str = "",
    at_once: bool = False,
    most: int = MOST_KEPT,
    at: Any = st,
) -> Result | None:
    """The result of the work, cached or done now where it was started; None until it is.

    name : of this kind of work, in keys
    key : all that the result depends on
    verb : what the button says; its key is ``{name}_ask``, that of Cancel ``{name}_cancel``
    work : does the work. What it tells its argument is shown; Streamlit ends it there when
        anything else is clicked. An error of this package, or a failure of the machine, is
        shown in a sentence.
    idle : shown beside a button that waits
    cancelled : shown beside it after Cancel, or after another click that ended the work
    go_on : what the button says then, if not `verb`
    at_once : starts by itself; the button is there after Cancel alone
    most : results kept, the newest
    at : the container the button stands in; the rest is shown where this is called
    """
    every: dict[Any, Result] = kept(name)
    if key in every:
        return every[key]
    was_cancelled = st.session_state.get(f"{name}_cancelled") == key
    was_ended = was_cancelled or (not at_once and st.session_state.get(f"{name}_begun") == key)
    # taken out first: what is interrupted, by Cancel or another page, does not begin again
    started = st.session_state.pop(f"{name}_asked", None) == key
    begins = started or (at_once and not was_cancelled)
    place, room = at.empty(), st.empty()

    def button(called: str, disabled: bool = False) -> None:
        icon = ":material/play_arrow:"
        label = go_on if go_on and was_ended and not started else verb
        place.button(
            label, called, type="primary", icon=icon, disabled=disabled, on_click=_start,
            args=(name, key),
        )  # fmt: skip

    if started or not begins:
        button(f"{name}_ask", disabled=begins)
    if not begins:
        if says := cancelled if was_ended else idle:
            room.info(says)
        return None
    st.session_state[f"{name}_begun"] = key
    with room.container():
        bar = st.progress(0.0, f"{verb} …")
        close = ":material/close:"
        st.button("Cancel", key=f"{name}_cancel", icon=close, on_click=_cancel, args=(name, key))
        try:
            made = work(lambda share, what: bar.progress(min(share, 1.0), _sentence(what)))
        except (ShopaiError, *FAILURES) as error:
            known = isinstance(error, ShopaiError)
            says = plain(error) if known else explained(error).markdown()
            room.error(says, icon=":material/error:")
            del st.session_state[f"{name}_begun"]
            button(f"{name}_ask_again")
            return None
    place.empty()
    room.empty()
    del st.session_state[f"{name}_begun"]
    st.session_state[f"{name}_kept"] = dict(list({**every, key: made}.items())[-most:])
    return made


def _sentence(what: str) -> str:
    return f"{plain(what[:1].upper() + what[1:])} …"


def _start(name: str, key: object) -> None:
    st.session_state[f"{name}_asked"] = key
    st.session_state.pop(f"{name}_cancelled", None)


def _cancel(name: str, key: object) -> None:
    st.session_state[f"{name}_cancelled"] = key
