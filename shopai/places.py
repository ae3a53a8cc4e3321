"""Places of the files that travel with the package: the dashboard and the demo's sample."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def shipped(name: str) -> Path:
    """The path of ``app.py`` or ``data``: in ``_app`` once installed, in a checkout beside us."""
    installed = _PACKAGE / "_app"
    return (installed if installed.is_dir() else _PACKAGE.parent) / name
