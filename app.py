"""The dashboard: its pages, its sidebar. Computes nothing."""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import Page

from pages.ui import guard, run, sidebar
from pages.ui.navigation import script


def page(name: str, title: str, icon: str, default: bool = False) -> Page:
    return st.Page(
        script(name),
        title=title,
        icon=f":material/{icon}:",
        url_path=name,
        default=default,
    )


PAGES = {
    "Explore": [
        page("overview", "Overview", "monitoring", default=True),
        page("segments", "Segments", "groups"),
        page("choose", "How many segments?", "tune"),
        page("rfm", "RFM", "leaderboard"),
        page("movement", "Movement", "moving"),
        page("similarity", "Similarity", "grid_on"),
        page("baskets", "Baskets", "shopping_basket"),
        page("journeys", "Journeys", "route"),
        page("retention", "Retention", "event_repeat"),
        page("search", "Search", "search"),
    ],
    "Act": [
        page("audiences", "Audiences", "group_add"),
        page("recommendations", "Recommendations", "recommend"),
        page("evaluate", "Evaluate", "balance"),
    ],
    "Data": [page("data", "Data", "upload_file")],
}

st.set_page_config(page_icon="🛍️", layout="wide")
# Off in the settings, so that nothing is shown there until this list is known.
st.set_option("client.showSidebarNavigation", True)
shown = st.navigation(PAGES, expanded=True)
# A table's own download writes cells as they are; ours neutralise what a spreadsheet would run.
st.html("<style>button[aria-label*='Download as CSV'] {display: none !important;}</style>")
with run.entered(), guard.sentences():
    sidebar.show()
    shown.run()
