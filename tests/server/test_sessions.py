"""Data of a visitor who left are gone soon after, whoever comes next."""

from __future__ import annotations

import urllib.request
from pathlib import Path

import pytest

from tests.engines.test_scratch import CRASHES, another
from tests.events.loading import ORDERS
from tests.server.conftest import Server, Start, wait_until
from tests.server.visitor import Visitor

pytestmark = pytest.mark.slow

FILE = (ORDERS + "1,u1,2024-01-31,A,1,2.5\n2,u2,2024-02-01,B,1,3.5\n").encode()
#: Orders of eighty customers: enough for every page.
MANY = ORDERS.encode() + b"".join(
    b"%d,u%d,2024-%02d-%02d,%c,%d,%d.5\n"
    % (n, n % 80, n % 12 + 1, n % 28 + 1, 65 + n * n % 7, n % 3 + 1, n % 5 + 2)
    for n in range(400)
)


@pytest.fixture(scope="module")
def server(start: Start) -> Server:
    """Ends a session at most three seconds after its browser left."""
    return start(STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL="4")


def uploaded_bytes(server: Server) -> int:
    """Bytes of uploads that Streamlit itself holds, by its public figures."""
    with urllib.request.urlopen(f"{server.url}/_stcore/metrics", timeout=60) as answer:
        lines = answer.read().decode().splitlines()
    return sum(int(line.split()[-1]) for line in lines if "UploadedFileManager" in line)


def test_a_session_takes_its_files_along_though_nobody_else_comes(server: Server) -> None:
    with Visitor(server) as visitor:
        visitor.open()
        demo = server.scratch_folders()
        visitor.open("data")
        visitor.upload("data", "orders.csv", FILE)
        assert "orders.csv" in visitor.text()
        wait_until(lambda: uploaded_bytes(server) > 0, server)
        visitor.click("data", "load")
        assert "Every one of the 2 rows could be used" in visitor.text()
        assert len(server.scratch_folders()) > len(demo)
    wait_until(lambda: server.scratch_folders() == demo, server)
    wait_until(lambda: uploaded_bytes(server) == 0, server)


@pytest.mark.parametrize(
    "page", ["segments", "rfm", "movement", "journeys", "audiences", "recommendations"]
)
def test_the_buttons_of_a_page_keep_no_data(server: Server, page: str) -> None:
    with Visitor(server) as visitor:
        visitor.open()
        demo = server.scratch_folders()
        visitor.open("data")
        visitor.upload("data", "orders.csv", MANY)
        visitor.click("data", "load")
        visitor.open(page)
        assert len(server.scratch_folders()) > len(demo)
    wait_until(lambda: server.scratch_folders() == demo, server)


def test_what_others_left_behind_goes_at_the_start_and_while_the_server_runs(
    start: Start, tmp_path: Path
) -> None:
    another(CRASHES, tmp_path).wait()
    assert list(tmp_path.iterdir())
    server = start(TMPDIR=str(tmp_path), STREAMLIT_SERVER_DISCONNECTED_SESSION_TTL="4")
    assert list(tmp_path.iterdir()) == []
    another(CRASHES, tmp_path).wait()
    wait_until(lambda: not list(tmp_path.iterdir()), server)
