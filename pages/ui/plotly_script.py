"""Plotly's own script, out of the installed package, for components that draw by themselves.

Streamlit keeps its copy to itself. The address has the version in it, so that a browser may keep
what it got for good.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

import plotly
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse
from starlette.routing import Route

_FILE: Final = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
_ADDRESS: Final = f"/plotly-{plotly.__version__}.js"
_served: list[str] = []


def route() -> Route:
    """The route of the script; from here on :func:`address` knows it."""
    _served[:] = [_ADDRESS]
    return Route(_ADDRESS, _script, middleware=[Middleware(GZipMiddleware)])


def address() -> str:
    """Where the server has the script; empty where it has none, as in a test without a server."""
    return "".join(_served)


def _script(_: Request) -> FileResponse:
    kept = {"cache-control": "public, max-age=31536000, immutable"}
    return FileResponse(_FILE, media_type="text/javascript", headers=kept)
