"""The Search page: the core's numbers in its views, untrusted queries, and what it needs."""

from __future__ import annotations

import pandas as pd
import pytest

from shopai.behaviour.search.terms import search_terms
from shopai.columns import Event, Kind, SearchTable, SearchTarget
from shopai.events.dataset import Dataset, from_frames
from shopai.format import percent
from shopai.selection.filter import Filter
from tests.behaviour.search.conftest import buy, search, shop, view

from .conftest import Open, figures, text, titles


def test_the_demo_shop_shows_the_core_s_numbers(open_page: Open, demo_shop: Dataset) -> None:
    app = open_page("search", demo_shop)
    assert not app.exception
    assert not app.error
    found = search_terms(demo_shop)
    best = found.table.iloc[0]
    share = percent(found.table[SearchTable.SEARCHES].head(10).sum() / found.searches)
    assert (
        f"**{best[SearchTable.QUERY]}** is searched for most, {best[SearchTable.SEARCHES]:,} times "
        f"by {best[SearchTable.CUSTOMERS]} known customers; the first ten of "
        f"{len(found.table)} queries in the table make up **{share}** of all searches."
    ) in text(app)
    assert titles(app) == ["Most searched", "Categories “kitchen” led to", "Searches by topic"]
    values = {metric.label: metric.value for metric in app.metric}
    assert values["Searches"] == f"{found.searches:,}"
    assert values["Led to no purchase"] == percent(found.overall[SearchTable.NO_PURCHASE])
    shown = app.dataframe[0].value
    assert shown[SearchTable.QUERY].tolist() == found.table[SearchTable.QUERY].tolist()
    leads = found.led_to("category", ["kitchen"]).iloc[0]
    assert (
        f"**kitchen** leads most to **Kitchen**: {percent(leads[SearchTarget.CLICKED_SHARE])} of "
        f"its {leads[SearchTarget.FOLLOWED]:,} searches led to a click there, "
        f"{percent(leads[SearchTarget.BOUGHT_SHARE])} to a purchase."
    ) in text(app)


@pytest.mark.parametrize(
    ("shown", "title", "column"),
    [
        ("Rising", "Share of the searches, now to before", SearchTable.GROWTH_LOW),
        ("No purchase", "Led to no purchase, with 95% interval", SearchTable.NO_PURCHASE_LOW),
        ("No click", "Led to no click, with 95% interval", SearchTable.NO_CLICK_LOW),
        ("Ends the visit", "Ended the visit, with 95% interval", SearchTable.ENDED_LOW),
    ],
)
def test_views_rank_by_the_low_end(
    open_page: Open, demo_shop: Dataset, shown: str, title: str, column: str
) -> None:
    app = open_page("search", demo_shop)
    app.segmented_control(key="search_view").set_value(shown).run()
    assert not app.exception
    assert titles(app)[0] == title
    table = app.dataframe[0].value
    assert table[column].is_monotonic_decreasing
    if shown == "No click":
        assert "No query stands out: **0.0%** of all searches led to no click" in text(app)


def test_the_last_month_against_the_one_before(open_page: Open, demo_shop: Dataset) -> None:
    app = open_page("search", demo_shop)
    app.segmented_control(key="search_view").set_value("Rising").run()
    app.selectbox(key="search_recent").set_value(30).run()
    assert "after 1 Dec 2025" in text(app)


HARMFUL = ["<script>alert(1)</script>", "**bold** :red[x] $a$", "手机壳 🎁", "=cmd|' /C calc'!A0"]


def odd_shop() -> Dataset:
    rows = [search("u", f"v{n}", 99 * n, HARMFUL[n % 4]) for n in range(8)]
    return shop([*rows, view("u", "v0", 1, "lamp1"), buy("u", "v0", 2, "lamp1"),
                 search("u", "v9", 999, None)])  # fmt: skip


def test_queries_are_shown_as_they_are_and_do_nothing(open_page: Open) -> None:
    app = open_page("search", odd_shop())
    assert not app.exception
    said = "\n".join(part.value for part in app.markdown)
    assert "**\\<script\\>alert\\(1\\)\\<\\/script\\>**" in said
    labels = figures(app)[0]["layout"]["yaxis"]["ticktext"]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;"[:10] == labels[0][:10]
    assert "手机壳 🎁" in labels
    assert "Left out for saying not what for: 1 search." in text(app)
    assert "there are no topics" in text(app)
    app.segmented_control(key="search_view").set_value("No purchase").run()
    assert "No query has 20 searches that could be followed" in text(app)
    app.segmented_control(key="search_view").set_value("Rising").run()
    assert "No query has been searched 10 times by different customers" in text(app)


def test_a_category_filter_is_set_aside_and_that_is_said(
    open_page: Open, demo_shop: Dataset
) -> None:
    app = open_page("search", demo_shop)
    app.multiselect(key="category").set_value(["Kitchen"]).run()
    found = search_terms(demo_shop, Filter(categories=("Kitchen",)))
    assert {m.label: m.value for m in app.metric}["Searches"] == f"{found.searches:,}" == "24,023"
    assert "the category filter is set aside on this page" in text(app)


def test_a_file_without_searches_says_what_is_needed(
    open_page: Open, ratings_only: Dataset
) -> None:
    app = open_page("search", ratings_only)
    assert "Search needs searches with the words searched for; this file holds ratings." in text(
        app
    )
    assert not figures(app)


def test_without_times_there_is_still_a_list(open_page: Open) -> None:
    rows = [(f"u{n}", Kind.SEARCH, "lamp" if n % 3 else "rug") for n in range(30)]
    dataset = from_frames(pd.DataFrame(rows, columns=[Event.USER, Event.KIND, Event.QUERY]))
    app = open_page("search", dataset)
    assert not app.exception
    assert "**lamp** is searched for most, 20 times by 20 known customers" in text(app)
    assert "what came of them is unknown: 30 of 30 searches" in text(app)
    for shown in ("Rising", "No purchase", "Ends the visit"):
        app.segmented_control(key="search_view").set_value(shown).run()
        assert not app.exception
        assert not app.error
