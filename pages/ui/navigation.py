"""Where each page's script is."""

from __future__ import annotations

from pathlib import Path
from typing import Final

_PAGES: Final = Path(__file__).resolve().parent.parent


def script(name: str) -> str:
    """The script of a page, as Streamlit wants it: beside the parts it has, or a single file."""
    folder = (_PAGES / name).is_dir()
    return f"pages/{name}/page.py" if folder else f"pages/{name}.py"
