"""Pages, run by `app.py`."""

from __future__ import annotations

from collections.abc import Callable


def run(page: Callable[[], None]) -> None:
    """Run a page's function; the last line of every page."""
    page()
