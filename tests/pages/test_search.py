"""The Search page: the core's numbers in its views, untrusted queries, and what it needs."""

from __future__ import annotations

import pandas as pd
import pytest

from pages.search.controls import LEADS, MOST
from shopai.behaviour.search.terms import search_terms
from shopai.behaviour.search.topics import search_topics
from shopai.columns import Event, Kind, SearchTable, SearchTarget, SearchTopic
from shopai.events.dataset import Dataset, from_frames
from shopai.findings.search import most_failed
from shopai.format import percent
from shopai.selection.filter import Filter
from tests.behaviour.search.conftest import buy, search, shop, view

from .conftest import Open, figures, text, titles, unfolded

#: The views by their titles.
VIEWS = {
    "Not found": "missing", "Most searched": MOST, "Rising": "rising",
    "Where a query leads": LEADS, "Topics": "topics",
}  # fmt: skip


def test_the_demo_shop_opens_on_what_is_not_bought(open_page: Open, demo_shop: Dataset) -> None:
    app = open_page("search", demo_shop)
    assert not app.exception
    assert not app.error
    terms = search_terms(demo_shop)
    share = terms.overall[SearchTable.NO_PURCHASE]
    assert f"**{100 * share:.0f} of 100 searches** lead to no purchase" in text(app)
    ranked = terms.ranked(SearchTable.NO_PURCHASE)
    failed = (ranked[SearchTable.NO_PURCHASE] * ranked[SearchTable.FOLLOWED]).round().astype(int)
    most = ranked.loc[failed.idxmax()]
    query, n = most[SearchTable.QUERY], failed.max()
    assert (
        "No query is surely worse than the others; more of these searches are for "
        f"**{query}** than for any other, **{n} of {most[SearchTable.FOLLOWED]:,.0f}**."
    ) in text(app)
    assert titles(app) == ["Led to no purchase"]
    assert {metric.label: metric.value for metric in app.metric} == {
        "Searches": f"{terms.searches:,}",
        "Led to no purchase": percent(share),
    }
    shown = app.dataframe[0].value
    assert shown[SearchTable.QUERY].tolist() == ranked[SearchTable.QUERY].tolist()
    assert SearchTable.NO_CLICK not in shown  # all searches led to one
    assert f"with **{len(terms.customers_of([query]))} who searched for {query}**" in text(app)
    said = text(unfolded(app, "search"))
    assert f"({percent(terms.overall[SearchTable.NO_PURCHASE_LOW])} to " in said
    assert "**One query** is everything typed the same" in said


def aprons() -> Dataset:
    """All 20 searches for a linen apron, by 20 customers, find nothing; all 60 for lamps do."""
    rows = []
    for n in range(80):
        at = (f"u{n}", f"v{n}", 100 * n)
        rows.append(search(*at, "linen apron" if n < 20 else "lamp"))
        rows += [view(*at, "lamp1")] * (n >= 20)
    return shop(rows)


def test_what_is_looked_for_and_not_there_is_named(open_page: Open) -> None:
    app = open_page("search", aprons())
    assert app.selectbox(key="search_outcome").value == SearchTable.NO_CLICK
    assert (
        "**linen apron** is not there: **20 of 20 searches** led to no click (of all searches "
        "25.0%)."
    ) in text(app)
    assert "1 of 2 queries is above the average with its whole interval" in str(
        [box.label for box in app.expander]
    )
    assert "with **20 who searched for linen apron**" in text(app)
    app.button(key="searchers_journeys").click().run()
    (audience,) = app.session_state["notes"][app.session_state["dataset"].fingerprint].audiences
    assert sorted(audience.customers) == sorted(f"u{n}" for n in range(20))


def test_a_query_leads_on_to_where_it_leads(open_page: Open, demo_shop: Dataset) -> None:
    app = open_page("search", demo_shop)
    ranked = search_terms(demo_shop).ranked(SearchTable.NO_PURCHASE)
    first = ranked[SearchTable.QUERY].iloc[most_failed(ranked, SearchTable.NO_PURCHASE)]
    app.button(key="search_leads_on").click().run()
    assert app.segmented_control(key="search_view").value == LEADS
    assert app.selectbox(key="search_query").value == first
    assert titles(app) == [f"Categories “{first}” led to"]
    app.selectbox(key="search_query").set_value("kitchen").run()
    leads = search_terms(demo_shop).led_to("category", ["kitchen"]).iloc[0]
    assert (
        f"**kitchen** leads most to **Kitchen**: {percent(leads[SearchTarget.CLICKED_SHARE])} of "
        f"its {leads[SearchTarget.FOLLOWED]:,} searches led to a click there, "
        f"{percent(leads[SearchTarget.BOUGHT_SHARE])} to a purchase."
    ) in text(app)


def test_most_searched_shows_the_core_s_numbers(open_page: Open, demo_shop: Dataset) -> None:
    app = open_page("search", demo_shop, search_view="Most searched")
    terms = search_terms(demo_shop)
    best = terms.table.iloc[0]
    share = percent(terms.table[SearchTable.SEARCHES].head(10).sum() / terms.searches)
    assert (
        f"**{best[SearchTable.QUERY]}** is searched for most, "
        f"**{best[SearchTable.SEARCHES]:,} times** by {best[SearchTable.CUSTOMERS]} known "
        f"customers; the first ten of {len(terms.table)} queries make up **{share}** of all "
        "searches."
    ) in text(app)
    assert titles(app) == ["Most searched"]
    assert len(app.dataframe[0].value) == len(terms.table)


@pytest.mark.parametrize("outcome", [SearchTable.NO_CLICK, SearchTable.ENDED])
def test_other_outcomes_are_ranked_by_the_low_end(
    open_page: Open, demo_shop: Dataset, outcome: str
) -> None:
    app = open_page("search", demo_shop)
    app.selectbox(key="search_outcome").set_value(outcome).run()
    assert not app.exception
    ranked = search_terms(demo_shop).ranked(outcome)
    shown = app.dataframe[0].value
    assert shown[SearchTable.QUERY].tolist() == ranked[SearchTable.QUERY].tolist()
    assert "**0 of 100 searches**" in text(app)


def test_the_last_month_against_the_one_before(open_page: Open, demo_shop: Dataset) -> None:
    app = open_page("search", demo_shop, search_view="Rising")
    app.selectbox(key="search_recent").set_value(30).run()
    assert titles(app) == ["Share of the searches, now to before"]
    assert "**No query is surely on the rise** since 1 Dec 2025" in text(app)
    tests = unfolded(app, "search").dataframe[1].value
    assert tests[SearchTable.GROWTH_LOW].is_monotonic_decreasing


def test_the_largest_topic_leads_on_with_its_searchers(open_page: Open, demo_shop: Dataset) -> None:
    app = open_page("search", demo_shop, search_view="Topics")
    terms = search_terms(demo_shop)
    topics = search_topics(terms.table)
    largest = topics.of_query.index[topics.of_query == topics.table[SearchTopic.TOPIC].iloc[0]]
    assert f"is the largest of {topics.n} topics" in text(app)
    ids = terms.customers_of(list(largest))
    assert f"with **{len(ids):,} who searched for {largest[0]}, {largest[1]} and" in text(app)


HARMFUL = ["<script>alert(1)</script>", "**bold** :red[x] $a$", "手机壳 🎁", "=cmd|' /C calc'!A0"]


def odd_shop() -> Dataset:
    rows = [search("u", f"v{n}", 99 * n, HARMFUL[n % 4]) for n in range(8)]
    return shop([*rows, view("u", "v0", 1, "lamp1"), buy("u", "v0", 2, "lamp1"),
                 search("u", "v9", 999, None)])  # fmt: skip


def test_queries_are_shown_as_they_are_and_do_nothing(open_page: Open) -> None:
    app = open_page("search", odd_shop(), search_view="Most searched")
    assert not app.exception
    said = "\n".join(part.value for part in app.markdown)
    assert "**\\<script\\>alert\\(1\\)\\<\\/script\\>**" in said
    labels = figures(app)[0]["layout"]["yaxis"]["ticktext"]
    assert "&lt;script&gt;alert(1)&lt;/script&gt;"[:10] == labels[0][:10]
    assert "手机壳 🎁" in labels
    assert "Left out for saying not what for: 1 search." in text(unfolded(app, "search"))
    for shown, why in (
        ("Topics", "there are no topics"),
        ("Not found", "No query has 20 searches that could be followed"),
        ("Rising", "No query has been searched 10 times by different customers"),
    ):
        app.segmented_control(key="search_view").set_value(VIEWS[shown]).run()
        assert why in text(app)
        app.button(key="to_most_searched").click().run()
        assert titles(app) == ["Most searched"]


def test_a_category_filter_is_set_aside_and_that_is_said(
    open_page: Open, demo_shop: Dataset
) -> None:
    app = open_page("search", demo_shop)
    app.multiselect(key="category").set_value(["Kitchen"]).run()
    terms = search_terms(demo_shop, Filter(categories=("Kitchen",)))
    assert {m.label: m.value for m in app.metric}["Searches"] == f"{terms.searches:,}" == "24,023"
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
    app = open_page("search", dataset, search_view="Most searched")
    assert not app.exception
    assert "**lamp** is searched for most, **20 times** by 20 known customers" in text(app)
    said = text(unfolded(app, "search"))
    assert "what came of them is unknown: 30 of 30 searches" in said
    for name in VIEWS.values():
        app.segmented_control(key="search_view").set_value(name).run()
        assert not app.exception
        assert not app.error
