"""Scripts of the pages, the way to them, and titles by analysis."""

from __future__ import annotations

from pathlib import Path
from typing import Final, NoReturn

import streamlit as st

from shopai import readiness

_PAGES: Final = Path(__file__).resolve().parent.parent

#: The page of each analysis of :mod:`shopai.readiness`; its name is that of the analysis.
TITLES: Final = {
    readiness.OVERVIEW: "Overview",
    readiness.SEGMENTS: "Segments",
    readiness.RFM: "RFM",
    readiness.MOVEMENT: "Movement",
    readiness.SIMILARITY: "Similarity",
    readiness.BASKETS: "Baskets",
    readiness.JOURNEYS: "Journeys",
    readiness.RETENTION: "Retention",
    readiness.SEARCH: "Search",
    readiness.RECOMMENDATIONS: "Recommendations",
    readiness.EVALUATE: "Evaluate",
}


def script(name: str) -> str:
    """The script of a page, as Streamlit wants it: beside the parts it has, or a single file."""
    folder = (_PAGES / name).is_dir()
    return f"pages/{name}/page.py" if folder else f"pages/{name}.py"


def go_to(name: str) -> NoReturn:
    """Leave for the page `name`.

    Its address begins empty: to *clear* one with the values of controls Streamlit refuses.
    """
    st.switch_page(script(name), query_params={})
