"""A session ends once its browser has been gone for a while, and not before."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from pages.ui import visitors


@dataclass
class State:
    """What a session holds."""

    held: dict[str, str] = field(default_factory=lambda: {"dataset": "customers"})

    def clear(self) -> None:
        self.held.clear()


@dataclass
class Session:
    session_state: State = field(default_factory=State)
    is_shut: bool = False

    def shutdown(self) -> None:
        self.is_shut = True


@dataclass
class Runtime:
    """A server with some sessions whose browser is there."""

    active: set[str]
    closed: list[str] = field(default_factory=list)

    def is_active_session(self, session_id: str) -> bool:
        return session_id in self.active

    def close_session(self, session_id: str) -> None:
        self.closed.append(session_id)


@pytest.fixture
def sessions(monkeypatch: pytest.MonkeyPatch) -> dict[str, Session]:
    """Two sessions that ran a page."""
    known = {"a": Session(), "b": Session()}
    monkeypatch.setattr(visitors, "_sessions", dict(known))
    monkeypatch.setattr(visitors, "_left", {})
    return known


def test_who_left_for_a_minute_has_nothing_left_here(sessions: dict[str, Session]) -> None:
    runtime = Runtime({"b"})
    ended = [visitors.end_left(runtime, now, 60) for now in (0, 30, 60, 90, 120)]
    assert ended == [0, 0, 1, 0, 0]
    assert runtime.closed == ["a"]
    assert sessions["a"].is_shut
    assert sessions["a"].session_state.held == {}
    assert not sessions["b"].is_shut
    assert sessions["b"].session_state.held


def test_who_comes_back_in_time_goes_on(sessions: dict[str, Session]) -> None:
    """The minute begins anew with every departure."""
    runtime = Runtime({"a", "b"})
    for now, is_here in ((0, False), (30, False), (59, True), (90, False), (149, False)):
        runtime.active = {"a", "b"} if is_here else {"b"}
        assert visitors.end_left(runtime, now, 60) == 0
    assert visitors.end_left(runtime, 150, 60) == 1
    assert sessions["a"].is_shut


def test_sessions_end_while_streamlit_still_knows_them() -> None:
    """The third look without a browser comes before the time is over."""
    assert 3 / visitors.LOOKS < 1
