"""The dashboard's server: whom it answers, how long a session lives, what stands for a failed page.

``shopai run`` starts it; so does ``streamlit run serve.py`` with any option of Streamlit's.
"""

from __future__ import annotations

import asyncio
import atexit
import gc
import sys
import webbrowser
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.datastructures import Headers
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket
from streamlit.runtime.pages_manager import PagesManager
from streamlit.web import cli
from streamlit.web.server import server_util
from streamlit.web.server.starlette.starlette_websocket import is_host_allowed

from pages.ui import guard, history, transfers, visitors
from shopai.engines import scratch


class KnownHosts:
    """Answers a request only under a name of ``server.allowedHosts``, and to the app's own pages.

    A website that lets its name point to this machine would else be taken for the app itself.
    Streamlit looks at the name for its WebSocket alone, and asks an outside address for this
    machine's own before it refuses another website.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        reason = refusal(Headers(scope=scope)) if scope["type"] != "lifespan" else ""
        if not reason:
            await self.app(scope, receive, send)
        elif scope["type"] == "websocket":
            await WebSocket(scope, receive, send).close(1008)
        else:
            await PlainTextResponse(reason, 403)(scope, receive, send)


def refusal(headers: Headers) -> str:
    """Why a request is not answered, for people; empty where it is."""
    host, origin = headers.get("host"), headers.get("origin")
    if not is_host_allowed(host):
        return (
            f"This dashboard does not answer to the name {host}. If it should, start it with the "
            "name: shopai run --host NAME.\n"
        )
    if origin is not None and origin.partition("://")[2].lower() != (host or "").lower():
        return f"This dashboard answers its own pages, and none of {origin}.\n"
    return ""


def set_modules_aside() -> None:
    """Keep what is loaded by now out of the collection of garbage.

    Streamlit collects garbage after every run of a page, so that a session's data go as soon as
    they can. Looking at all loaded modules too takes some 0.1 s each time. To be called before
    there is any session, which else would never be collected.
    """
    gc.collect()
    gc.freeze()
    atexit.register(gc.unfreeze)  # libraries count what is left of them at the end


@asynccontextmanager
async def running(_: st.App) -> AsyncIterator[dict[str, Any]]:
    """The time from start to stop: sessions end a while after their browser left."""
    await asyncio.to_thread(scratch.remove_abandoned)
    # else every file in `pages` is one, outside of the app, until a visitor has run `app.py`
    PagesManager.uses_pages_directory = False
    transfers.say_what_failed_in_downloads()
    set_modules_aside()
    watching = asyncio.create_task(visitors.watch())
    _say_where()
    try:
        yield {}
    finally:
        watching.cancel()
        scratch.remove_own()


def _say_where() -> None:
    address = st.get_option("server.address") or "0.0.0.0"
    url = server_util.get_url(server_util.get_display_address(address))
    print(f"The dashboard is at {url}; Ctrl-C stops it.", flush=True)
    if not st.get_option("server.headless"):
        webbrowser.open(url)


app = st.App(
    Path(__file__).with_name("app.py"),
    lifespan=running,
    middleware=[
        Middleware(KnownHosts),
        Middleware(transfers.Uploads),
        Middleware(history.OneEntry),
    ],
    on_script_error=guard.unexpected,
)


def main(arguments: Sequence[str]) -> None:
    """Run the server until it is stopped; arguments as of ``streamlit run``."""
    cli.main(["run", __file__, *arguments], "streamlit", standalone_mode=False)


if __name__ == "__main__":
    main(sys.argv[1:])
