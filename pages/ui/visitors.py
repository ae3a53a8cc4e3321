"""Browser sessions that end: what a visitor had open goes a while after the browser left.

Streamlit keeps a session for one that comes back, and lets go of it only when something else
happens on the server: data of the last visitor of a day would stay overnight.
"""

from __future__ import annotations

import asyncio
import gc
import time
from collections.abc import Callable
from typing import Final, Protocol

import streamlit as st
from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

from shopai.engines import scratch

#: How often sessions are looked at in the time in which Streamlit takes one up again. They end at
#: the third look without a browser: after half that time, and before it is over.
LOOKS: Final = 4


class State(Protocol):
    """The values a session holds, by key."""

    def clear(self) -> None: ...


class Session(Protocol):
    """The part of Streamlit's session that is used here."""

    @property
    def session_state(self) -> State: ...

    def shutdown(self) -> None: ...


class Runtime(Protocol):
    """The part of Streamlit's runtime that is used here."""

    def is_active_session(self, session_id: str) -> bool: ...

    def close_session(self, session_id: str) -> None: ...


#: Sessions that ran a page, and when each was first seen without a browser.
_sessions: Final[dict[str, Session]] = {}
_left: Final[dict[str, float]] = {}


def note() -> None:
    """Remember the session that runs a page; call it on every run."""
    context = get_script_run_ctx()
    if context is not None and runtime.exists():
        session = runtime.get_instance().get_app_session(context.session_id)
        if session is not None:
            _sessions[context.session_id] = session


def end_left(running: Runtime, now: float, patience: float) -> int:
    """End sessions seen without a browser for `patience` seconds; the number ended.

    With a session go its data set, its results and the bytes it uploaded. To be called on the
    thread of the server's loop.
    """
    ended = 0
    for name, session in list(_sessions.items()):
        if running.is_active_session(name):
            _left.pop(name, None)
        elif now - _left.setdefault(name, now) >= patience:
            del _sessions[name], _left[name]
            running.close_session(name)
            session.shutdown()  # where Streamlit itself had forgotten the session
            _clear(session.session_state)  # Streamlit's loop holds the last one until the next
            ended += 1
    return ended


def _clear(state: State) -> None:
    """Let go of all values, and of what buttons were given, which Streamlit's clearing keeps."""
    state.clear()
    widgets = getattr(state, "_new_widget_state", None)
    if widgets is not None:
        widgets.widget_metadata.clear()


async def watch(clock: Callable[[], float] = time.monotonic) -> None:
    """Look after sessions that were left, and after what ended processes left, until cancelled."""
    period = st.get_option("server.disconnectedSessionTTL") / LOOKS
    while True:
        await asyncio.sleep(period)
        if end_left(runtime.get_instance(), clock(), 2 * period):
            await asyncio.to_thread(gc.collect)
        await asyncio.to_thread(scratch.remove_abandoned)
