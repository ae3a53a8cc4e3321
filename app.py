"""The dashboard: its pages, its sidebar. Computes nothing."""

from __future__ import annotations

from typing import Any

import streamlit as st
from streamlit.navigation.page import Page

from pages.ui import (
    addresses,
    chart_theme,
    guard,
    history,
    navigation,
    page_theme,
    session,
    visitors,
)
from shopai.events.dataset import Dataset
from shopai.messages import _


def pages(dataset: Dataset | None) -> dict[str, list[Page]]:
    """The pages under their headings; those that `dataset` cannot fill say so in the sidebar."""
    lacks = navigation.lacks(dataset)

    def page(name: str, title: str, icon: str, **more: Any) -> Page:
        lack = lacks.get(name)
        icon = f":material/{'block' if lack else icon}:"
        script = navigation.script(name)
        return st.Page(script, title=title, icon=icon, url_path=name, help=lack, **more)

    return {
        "": [page("data", _("Data"), "upload_file")],
        _("Understand"): [
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
        ],
    }


def app() -> None:
    """Show the page asked for; in a function, since a script's own names outlive its session."""
    st.set_page_config(page_icon="🛍️", layout="wide")
    dataset = session.opened()
    listed = pages(dataset)
    addresses.lead_on({page.url_path for group in listed.values() for page in group})
    shown = st.navigation(listed, expanded=True)
    history.arrive()
    visitors.note()
    with guard.sentences():
        page_theme.style()
        chart_theme.style()
        session.in_sidebar()
        if session.opened() is not dataset:  # opened just now
            shown = st.navigation(pages(session.opened()), expanded=True)
        shown.run()


app()
