"""The script that keeps the browser's history, as the server sends it."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest
from starlette.responses import PlainTextResponse, Response
from starlette.types import Message, Scope

from pages.ui import history

HTML = "<!DOCTYPE html><html><head></head></html>"
ACCEPT = (b"accept", b"text/html,*/*")


def answered(
    response: Response, *headers: tuple[bytes, bytes]
) -> tuple[Scope, dict[bytes, bytes], bytes]:
    """The request as the app gets it, and headers and body of the answer to the browser."""
    seen: Scope = {}
    sent: list[Message] = []

    async def app(scope: Scope, receive: object, send: object) -> None:
        seen.update(scope)
        await response(scope, receive, send)  # type: ignore[arg-type]

    async def receive() -> Message:
        return {"type": "http.request"}

    async def send(message: Message) -> None:
        sent.append(message)

    scope: Scope = {"type": "http", "method": "GET", "headers": list(headers)}
    with ThreadPoolExecutor() as threads:  # in the tests' own a browser may be driven
        threads.submit(asyncio.run, history.OneEntry(app)(scope, receive, send)).result()
    return seen, dict(sent[0]["headers"]), b"".join(each.get("body", b"") for each in sent[1:])


def test_html_comes_whole_and_with_the_script() -> None:
    asked = (ACCEPT, (b"accept-encoding", b"gzip"), (b"if-none-match", b"x"))
    scope, headers, body = answered(Response(HTML, media_type="text/html"), *asked)
    assert scope["headers"] == [ACCEPT]
    assert body == HTML.encode() + history.SCRIPT
    assert int(headers[b"content-length"]) == len(body)


@pytest.mark.parametrize(
    "response",
    [
        PlainTextResponse("no page"),
        Response(b"\x1f\x8b", media_type="text/html", headers={"content-encoding": "gzip"}),
    ],
)
def test_everything_else_stays_as_it_is(response: Response) -> None:
    _, headers, body = answered(response)
    assert body == response.body
    assert int(headers[b"content-length"]) == len(body)
