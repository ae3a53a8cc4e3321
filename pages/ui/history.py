"""The browser's history: one entry a page, and Back brings back what its address asked for.

Streamlit adds an entry for every value that a page writes into its address, takes the values of
the page that is left out of its own entry, and on Back drops those that the page before had too.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime.scriptrunner import get_script_run_ctx

#: In an address on its way to the browser: a switch to another page is under way. The script below
#: takes it out again.
SWITCH: Final = "_switch"
#: Its value where the new page takes the place of the entry before, and where it gets its own.
INSTEAD, NEXT = "instead", "next"

#: Of the entries that Streamlit adds, those of another page stay entries. One of the same page
#: changes the page's entry, unless the page is being left.
SCRIPT: Final = b"""<script>
(() => {
  const [push, replace] = [history.pushState, history.replaceState].map(f => f.bind(history));
  let leaving = "";
  addEventListener("popstate", () => { leaving = ""; });
  addEventListener("click", event => {
    const link = event.target.closest?.("a[href]");
    const here = link && !link.target && link.origin === location.origin;
    const away = here && link.pathname !== location.pathname;
    leaving = away && !event.ctrlKey && !event.metaKey && !event.shiftKey ? "next" : "";
  }, true);
  history.pushState = (state, title, address) => {
    const next = new URL(address, location.href);
    leaving = next.searchParams.get("_switch") ?? leaving;
    if (next.pathname === location.pathname) {
      if (!leaving) replace(state, title, address);
      return;
    }
    if (next.searchParams.has("_switch")) next.searchParams.delete("_switch");
    (leaving === "instead" ? replace : push)(state, title, next.href);
    leaving = "";
  };
})();
</script>"""
#: Parts of a request that let its answer come compressed, or not at all.
_SPARING: Final = (b"accept-encoding", b"if-none-match", b"if-modified-since")


def arrive() -> None:
    """Give the page that runs its own address; to be called once the browser knows the page."""
    context = get_script_run_ctx()
    if context is not None and context.is_history_navigation:
        with context.session_state.query_params() as address:
            address.populate_from_query_string(context.query_string)
            address.set_initial_query_params_from_current()
            address._send_query_param_msg()
    elif SWITCH in st.query_params:
        del st.query_params[SWITCH]


def begin_with(values: Mapping[str, str | list[str]]) -> None:
    """Add to the address what controls still to be made begin with, unless it says so itself.

    After Back it is taken as it is.
    """
    context = get_script_run_ctx()
    if context is None or context.is_history_navigation:
        return
    new = {key: value for key, value in values.items() if key not in st.query_params}
    if new:
        st.query_params.update(new)
        with context.session_state.query_params() as address:
            address.set_initial_query_params_from_current()


class OneEntry:
    """Puts the script at the end of the server's HTML, where it runs before Streamlit's own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await self.app(scope, receive, send)
            return
        if b"text/html" in dict(scope["headers"]).get(b"accept", b""):
            asked = [(name, value) for name, value in scope["headers"] if name not in _SPARING]
            scope = dict(scope, headers=asked)
        html = False

        async def with_script(message: Message) -> None:
            nonlocal html
            if message["type"] == "http.response.start":
                headers = MutableHeaders(raw=message["headers"])
                html = _is_plain_html(headers)
                if html and "content-length" in headers:
                    length = int(headers["content-length"]) + len(SCRIPT)
                    headers["content-length"] = str(length)
            elif html and not message.get("more_body"):
                message["body"] += SCRIPT
            await send(message)

        await self.app(scope, receive, with_script)


def _is_plain_html(headers: MutableHeaders) -> bool:
    html = headers.get("content-type", "").startswith("text/html")
    return html and "content-encoding" not in headers
