"""Pages run inside the app, whichever way they are opened."""

from __future__ import annotations

import atexit
import gc
import runpy
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

APP = Path(__file__).parents[2] / "app.py"

_inside: ContextVar[bool] = ContextVar("inside", default=False)


@cache
def set_modules_aside() -> None:
    """Keep what is loaded by now out of the collection of garbage, once for a server.

    Streamlit collects garbage after every run of a page, so that a session's data go as soon as
    they can. Looking at all loaded modules too takes some 0.1 s each time.
    """
    gc.collect()
    gc.freeze()
    atexit.register(gc.unfreeze)  # libraries count what is left of them at the end


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
