"""The dashboard answers under its own names alone, and its own pages alone."""

from __future__ import annotations

import http.client

import pytest

from tests.server.conftest import PATIENCE, Server, Start

pytestmark = pytest.mark.slow

OWN = ("localhost:{port}", "127.0.0.1:{port}", "[::1]:{port}", "LOCALHOST", "shop.example:8501")
FOREIGN = ("evil.example", "evil.example:{port}", "localhost.evil.example", "", "10.0.0.7:{port}")
UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
}


@pytest.fixture(scope="module")
def server(start: Start) -> Server:
    """One that a team reaches as shop.example."""
    return start("--host", "shop.example")


def asked(server: Server, host: str, path: str, method: str = "GET", **headers: str) -> int:
    """Status of the answer to a request under a name."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    connection.putrequest(method, path, skip_host=True)
    connection.putheader("Host", host.format(port=server.port))
    for name, value in headers.items():
        connection.putheader(name, value.format(port=server.port))
    connection.endheaders()
    return connection.getresponse().status


@pytest.mark.parametrize("host", OWN)
def test_own_names_are_answered(server: Server, host: str) -> None:
    assert asked(server, host, "/") == 200
    assert asked(server, host, "/_stcore/health", Origin=f"http://{host}") == 200
    # of no session: refused, but by Streamlit
    assert asked(server, host, "/_stcore/upload_file/a/b", "PUT") == 403
    assert asked(server, host, "/_stcore/stream", Origin=f"http://{host}", **UPGRADE) == 101


@pytest.mark.parametrize("host", FOREIGN)
def test_a_name_that_somebody_points_here_is_refused(server: Server, host: str) -> None:
    """Also with the website's own pages as the origin, which a browser then takes for the app's."""
    for origin in ({}, {"Origin": f"http://{host}"}):
        for path in ("/", "/data", "/_stcore/health", "/_stcore/metrics", "/media/x.csv"):
            assert asked(server, host, path, **origin) == 403, path
        assert asked(server, host, "/_stcore/upload_file/a/b", "PUT", **origin) == 403
        assert asked(server, host, "/_stcore/stream", **origin, **UPGRADE) == 403


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "http://localhost:1", "null", "", "//", "http://["]
)
def test_pages_of_others_are_refused(server: Server, origin: str) -> None:
    host = "127.0.0.1:{port}"
    assert asked(server, host, "/_stcore/stream", Origin=origin, **UPGRADE) == 403
    assert asked(server, host, "/_stcore/upload_file/a/b", "PUT", Origin=origin) == 403


def test_who_is_refused_is_told_what_to_do(server: Server) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=PATIENCE)
    connection.request("GET", "/", headers={"Host": "intranet.example"})
    said = connection.getresponse().read().decode()
    assert "intranet.example" in said
    assert "shopai run --host" in said
