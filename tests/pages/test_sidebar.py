"""The sidebar: the pages in their order, and which of them the data cannot fill."""

from __future__ import annotations

from typing import Any
from unittest.mock import Mock

import pytest
import streamlit as st
from streamlit.navigation.page import Page

from pages.ui import navigation
from shopai.errors import InputError
from shopai.events.dataset import Dataset
from tests.pages.conftest import Open, new_app

ORDER = {
    "": ["Data"],
    "Understand": [
        "Overview", "Segments", "RFM", "Movement", "Similarity", "Baskets", "Journeys",
        "Retention", "Search",
    ],
    "Act": ["Audiences", "Recommendations"],
}  # fmt: skip

Sections = dict[str, list[Page]]


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> list[Sections]:
    """What the sidebar was given, the newest last."""
    every: list[Sections] = []
    navigate = st.navigation

    def noted(pages: Sections, **more: Any) -> Page:
        every.append(pages)
        return navigate(pages, **more)

    monkeypatch.setattr(st, "navigation", noted)
    return every


def lacking(sections: Sections) -> dict[str, str]:
    """The pages that say what the data lack for them."""
    pages = [page for group in sections.values() for page in group]
    marked = {page.title: page.help.replace("\\", "") for page in pages if page.help}
    assert list(marked) == [page.title for page in pages if page.icon == ":material/block:"]
    return marked


def test_pages_stand_in_their_order_and_keep_their_addresses(
    open_page: Open, demo_shop: Dataset, listed: list[Sections]
) -> None:
    open_page("overview", demo_shop)
    shown = {
        heading: [page.title for page in pages if page.visibility == "visible"]
        for heading, pages in listed[-1].items()
    }
    assert shown == ORDER
    for pages in listed[-1].values():
        for page in pages:
            expected = "" if page.title == "Overview" else page.title.lower()
            assert page.url_path == expected


def test_a_page_that_the_data_cannot_fill_says_why(
    open_page: Open, demo_shop: Dataset, customer_table: Dataset, listed: list[Sections]
) -> None:
    open_page("segments", demo_shop)
    assert lacking(listed[-1]) == {}
    open_page("segments", customer_table)
    marked = lacking(listed[-1])
    assert {"Baskets", "Journeys", "Retention", "Search"} <= marked.keys()
    assert "Segments" not in marked
    assert marked["Baskets"].startswith("Baskets need ")


def test_the_sidebar_is_right_on_the_run_that_opens_other_data(
    open_page: Open,
    customer_table: Dataset,
    listed: list[Sections],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = open_page("baskets", customer_table)
    assert "Baskets" in lacking(listed[-1])
    app.button(key="go_demo").click().run()
    assert lacking(listed[-1]) == {}
    monkeypatch.setattr("pages.ui.session._opened", lambda: customer_table)
    app = new_app(None)
    del app.session_state["dataset"]
    app.run()  # the first of a visitor
    assert "Baskets" in lacking(listed[-1])


def test_nothing_is_marked_where_nothing_can_be_known(
    open_page: Open,
    customer_table: Dataset,
    listed: list[Sections],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    open_page("segments", None)
    assert lacking(listed[-1]) == {}
    for error in (InputError("gone"), OSError(28, "No space left on device")):
        monkeypatch.setattr(navigation, "readiness_of", Mock(side_effect=error))
        assert not open_page("segments", customer_table).exception
        assert lacking(listed[-1]) == {}
