"""The dashboard: its pages, its sidebar. Computes nothing."""

from __future__ import annotations

import streamlit as st
from streamlit.navigation.page import Page

from pages.ui import chart_theme, guard, page_theme, run, session, visitors
from pages.ui.navigation import script
from shopai.messages import _


def page(name: str, title: str, icon: str, default: bool = False) -> Page:
    return st.Page(
        script(name),
        title=title,
        icon=f":material/{icon}:",
        url_path=name,
        default=default,
    )


PAGES = {
    _("Explore"): [
        page("overview", _("Overview"), "monitoring", default=True),
        page("segments", _("Segments"), "groups"),
        page("rfm", _("RFM"), "leaderboard"),
        page("movement", _("Movement"), "moving"),
        page("similarity", _("Similarity"), "grid_on"),
        page("baskets", _("Baskets"), "shopping_basket"),
        page("journeys", _("Journeys"), "route"),
        page("retention", _("Retention"), "event_repeat"),
        page("search", _("Search"), "search"),
    ],
    _("Act"): [
        page("audiences", _("Audiences"), "group_add"),
        page("recommendations", _("Recommendations"), "recommend"),
        page("evaluate", _("Evaluate"), "balance"),
    ],
    _("Data"): [page("data", _("Data"), "upload_file")],
}

st.set_page_config(page_icon="🛍️", layout="wide")
# Off in the settings, so that nothing is shown there until this list is known.
st.set_option("client.showSidebarNavigation", True)
shown = st.navigation(PAGES, expanded=True)
visitors.note()
with run.entered(), guard.sentences():
    page_theme.style()
    chart_theme.style()
    session.in_sidebar()
    shown.run()
