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
    """The block `app.py` runs a page in."""
    token = _inside.set(True)
    try:
        yield
    finally:
        _inside.reset(token)


def run(page: Callable[[], None]) -> None:
    """Run a page's function; the last line of every page."""
    if _inside.get():
        page()
    else:
        app()


def app() -> None:
    """Run the whole app for a visitor who comes by a link to a page.

    Until `app.py` has run once on a server, Streamlit does not know its list of pages: it takes
    every file of the folder `pages` for a page, by its name without leading underscores, and
    runs just that file. For a page that is a folder, `pages/_NAME.py` stands there instead.
    """
    runpy.run_path(str(APP))
