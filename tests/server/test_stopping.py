"""A server that is stopped ends in order, and leaves no data behind."""

from __future__ import annotations

import signal

import pytest

from tests.server.conftest import PATIENCE, Start
from tests.server.visitor import Visitor

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_though_visitors_are_there(start: Start, number: signal.Signals) -> None:
    server = start()
    with Visitor(server) as reads, Visitor(server) as waits:
        reads.open()
        assert server.scratch_folders()
        waits.begin("segments")
        server.process.send_signal(number)
        code = server.process.wait(timeout=PATIENCE)
    assert code == (130 if number == signal.SIGINT else -number)
    assert "Traceback" not in server.said()
    assert server.scratch_folders() == []
