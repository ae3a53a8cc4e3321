"""Patterns of many events: looked for when asked, beside the page, and given up by Cancel."""

from __future__ import annotations

import threading
import time
from typing import Any, Final

import streamlit as st

from pages.ui import cache, journey_results
from pages.ui.text import plain
from shopai.behaviour.filter import Filter
from shopai.behaviour.selection import select
from shopai.behaviour.sequences import Patterns
from shopai.events.dataset import Dataset

#: Up to so many events the patterns are found within the time of a click.
QUICK: Final = 1_000_000
#: And up to so many events times the events of a journey: patterns grow with both.
QUICK_WORK: Final = 20_000_000
#: Where the session state holds what was found, asked for and cancelled, by what it depends on.
KEPT, ASKED, CANCELLED = "patterns_found", "patterns_asked", "patterns_cancelled"
MOST_KEPT: Final = 4
#: Where it holds the thread that looks for patterns now: one a session.
THREAD: Final = "patterns_thread"
#: Seconds between two looks whether the work is done.
PAUSE: Final = 0.3

Key = tuple[str, str, tuple[Any, ...]]


def _quick(dataset: Dataset, where: Filter, per: str) -> bool:
    """Whether the patterns are found within the time of a click: few events, in short journeys."""
    n = cache.n_events_of(dataset, where)
    if n > QUICK:
        return False
    totals = select(dataset, where).totals
    return n * n <= QUICK_WORK * max(totals.customers if per == "customer" else totals.visits, 1)


def of(dataset: Dataset, where: Filter, settings: tuple[Any, ...]) -> Patterns | None:
    """The patterns: at once where there are few events, else when asked; None until then."""
    if _quick(dataset, where, per=settings[1]):
        found: Patterns = journey_results.patterns_of(dataset, where, *settings)
        return found
    key = (dataset.fingerprint, where.digest, settings)
    every: dict[Key, Patterns] = st.session_state.get(KEPT) or {}
    if key in every:
        return every[key]
    ask, room = st.empty(), st.empty()
    # taken out first: what is interrupted, by Cancel or another page, does not begin again
    begins = st.session_state.pop(ASKED, None) == key
    ask.button(
        "Find the patterns",
        key="find_patterns",
        type="primary",
        icon=":material/play_arrow:",
        disabled=begins,
        on_click=_asked,
        args=(key,),
    )
    if not begins:
        if st.session_state.get(CANCELLED) == key:
            room.info("The search was cancelled; nothing of it was kept.")
        return None
    with room.container():
        words = st.empty()
        close = ":material/close:"
        st.button("Cancel", key="cancel_patterns", icon=close, on_click=_cancel, args=(key,))
        made = _made(dataset, where, settings, words)
    ask.empty()
    room.empty()
    st.session_state[KEPT] = dict(list({**every, key: made}.items())[-MOST_KEPT:])
    return made


def _made(dataset: Dataset, where: Filter, settings: tuple[Any, ...], words: Any) -> Patterns:
    """Found in a thread of its own, so that the page can be left meanwhile.

    One that is left goes on to its end unseen, and what it finds is dropped; the next of the
    same session begins after it. Whatever the search raises is raised here.
    """
    made: list[Patterns | Exception] = []

    def work() -> None:
        try:
            made.append(journey_results.patterns_by(dataset, where, *settings))
        except Exception as error:  # a thread's own errors are seen by nobody
            made.append(error)

    before: threading.Thread | None = st.session_state.get(THREAD)
    while before is not None and before.is_alive():
        words.info("The search before this one is still coming to its end …")
        before.join(PAUSE)
    thread = threading.Thread(target=work, daemon=True)
    began = time.monotonic()
    st.session_state[THREAD] = thread
    thread.start()
    while thread.is_alive():
        words.info(plain(f"Finding the patterns … {time.monotonic() - began:.0f} s so far."))
        thread.join(PAUSE)
    st.session_state.pop(THREAD, None)
    if not made:
        raise RuntimeError("The search for patterns ended without a result.")
    if isinstance(made[0], Exception):
        raise made[0]
    return made[0]


def _asked(key: Key) -> None:
    st.session_state[ASKED] = key
    st.session_state.pop(CANCELLED, None)


def _cancel(key: Key) -> None:
    st.session_state[CANCELLED] = key
