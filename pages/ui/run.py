"""Pages run inside the app, whichever way they are opened."""

from __future__ import annotations

import runpy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

APP = Path(__file__).parents[2] / "app.py"

_inside: ContextVar[bool] = ContextVar("inside", default=False)


@contextmanager
def entered() -> Iterator[None]:
    """What `app.py` runs a page in."""
    token = _inside.set(True)
    try:
        yield
    finally:
        _inside.reset(token)


def run(page: Callable[[], None]) -> None:
    """Run a page's function; the last line of every page.

    Until `app.py` has run once on a server, Streamlit does not know its list of pages: it
    takes every file of the folder for a page and runs just that file for a visitor who comes
    by a link to it. Then `app.py` is run from here, and comes back with navigation and sidebar.
    """
    if _inside.get():
        page()
    else:
        runpy.run_path(str(APP))
