"""The dashboard fetches nothing from the network, whatever it is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.server.conftest import Server, Start
from tests.server.test_hosts import UPGRADE, asked
from tests.server.visitor import Visitor

pytestmark = pytest.mark.slow

#: Notes every address outside this machine that the process looks up or turns to, and refuses it.
WATCH = """
import ipaddress, os, sys

EVENTS = {"socket.connect": 1, "socket.sendto": 1, "socket.sendmsg": 1}
EVENTS |= {"socket.getaddrinfo": 0, "socket.gethostbyname": 0, "socket.gethostbyaddr": 0}

def is_outside(address):
    host = address[0] if isinstance(address, tuple) else address
    if not isinstance(host, str) or host in ("", "localhost", "0.0.0.0", "::"):
        return False  # a socket that is a file, or a name of this machine
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return not host.startswith("/")

def watch(event, arguments):
    if event in EVENTS and is_outside(arguments[EVENTS[event]]):
        with open(os.environ["NOTES"], "a") as notes:
            print(event, arguments[EVENTS[event]], file=notes)
        raise OSError("the network is out of bounds")

sys.addaudithook(watch)
"""


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    """The file of the notes."""
    (tmp_path / "sitecustomize.py").write_text(WATCH)
    notes = tmp_path / "notes"
    notes.touch()
    return notes


def watched(start: Start, notes: Path, **environment: str) -> Server:
    """A dashboard on all addresses of the machine, which notes what it turns to."""
    environment |= {"PYTHONPATH": str(notes.parent), "NOTES": str(notes)}
    return start("--address", "0.0.0.0", **environment)


def test_neither_start_nor_page_nor_a_foreign_website_makes_it_call(
    start: Start, notes: Path
) -> None:
    server = watched(start, notes)
    with Visitor(server) as visitor:
        visitor.open()
        assert "3,000" in visitor.text()
        for page in ("segments", "search", "data"):
            visitor.open(page)
    for origin in ("http://evil.example", "https://evil.example:8501"):
        assert asked(server, "localhost", "/_stcore/stream", Origin=origin, **UPGRADE) == 403
        assert asked(server, "evil.example", "/_stcore/stream", Origin=origin, **UPGRADE) == 403
    assert notes.read_text() == ""


def test_what_would_call_is_noticed(start: Start, notes: Path) -> None:
    """Streamlit's own welcome, which is off, would ask a website for the machine's address."""
    watched(start, notes, STREAMLIT_LOGGER_HIDE_WELCOME_MESSAGE="false")
    assert "socket.getaddrinfo" in notes.read_text()
