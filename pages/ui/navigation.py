"""Scripts of the pages, the way to them, and titles by analysis."""

from __future__ import annotations

from typing import Final, NoReturn

import streamlit as st

from pages.ui import history
from pages.ui.results import readiness_of
from shopai import readiness
from shopai.engines.failures import FAILURES
from shopai.errors import ShopaiError
from shopai.events.dataset import Dataset
from shopai.sentences import plain

#: Where the session state holds the title of the page that runs.
PAGE: Final = "page"

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
}


def script(name: str) -> str:
    """The script of a page, as Streamlit wants it."""
    return f"pages/{name}/page.py"


def lacks(dataset: Dataset | None) -> dict[str, str]:
    """The reason why the data cannot fill a page, by the page's name.

    Nothing is said where nothing is open, or the data cannot be read at the moment.
    """
    if dataset is None:
        return {}
    try:
        verdicts = readiness_of(dataset)
    except (ShopaiError, *FAILURES):
        return {}
    return {each.analysis: plain(each.reason) for each in verdicts if not each.ready}


def go_to(name: str) -> NoReturn:
    """Leave for the page `name`; its address begins empty."""
    st.switch_page(script(name), query_params={history.SWITCH: history.NEXT})


def see(key: str, view: str, **held: str) -> None:
    """Show another view of this page; for the click on a button, which runs before the page does.

    key : of the page's switch of views; held : values its controls are to have, by their keys
    """
    st.session_state.update({**held, key: view})
