"""Charts of searches hold the numbers of their tables, and show queries as they were typed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from shopai.behaviour.search.topics import search_topics
from shopai.charts import search as charts
from shopai.charts.theme import MUTED, PRIMARY, SECOND
from shopai.columns import SearchTable, SearchTarget

NAMES = ["<b>lamp</b>", "手机壳 🎁", "$x$ & y"]
SHOWN = ["&lt;b&gt;lamp&lt;/b&gt;", "手机壳 🎁", "&#36;x&#36; &amp; y"]


@pytest.fixture
def table() -> pd.DataFrame:
    return pd.DataFrame(
        {
            SearchTable.QUERY: NAMES,
            SearchTable.SEARCHES: [30, 20, 10],
            SearchTable.SHARE: [0.5, 1 / 3, 1 / 6],
            SearchTable.CUSTOMERS: [9, 8, 7],
            SearchTable.FOLLOWED: [30, 20, 0],
            SearchTable.NO_PURCHASE: [0.8, 0.5, np.nan],
            SearchTable.NO_PURCHASE_LOW: [0.7, 0.3, np.nan],
            SearchTable.NO_PURCHASE_HIGH: [0.9, 0.6, np.nan],
            SearchTable.BEFORE: [10, 0, 8],
            SearchTable.RECENT: [20, 20, 2],
            SearchTable.GROWTH: [2.0, np.inf, 0.25],
            SearchTable.GROWTH_LOW: [0.9, 5.0, 0.05],
            SearchTable.GROWTH_HIGH: [4.0, np.inf, 0.9],
            SearchTable.TREND: ["", "rising", "falling"],
        }
    )


def test_most_searched(table: pd.DataFrame) -> None:
    figure = charts.top_bars(table)
    (bars,) = figure.data
    assert list(bars.x) == [30, 20, 10]
    assert list(figure.layout.yaxis.ticktext) == SHOWN
    assert bars.customdata[1] == (
        f"<b>{SHOWN[1]}</b><br>20 searches, 33.3% of all<br>by 8 known customers"
    )
    assert figure.layout.yaxis.range == (2.6, -0.6)  # the first on top


def test_what_came_of_searches(table: pd.DataFrame) -> None:
    figure = charts.outcome_dots(table, SearchTable.NO_PURCHASE, 0.6, 1)
    (dots,) = figure.data
    assert list(dots.x[:2]) == [0.8, 0.5]
    np.testing.assert_allclose(dots.error_x.array[:2], [0.1, 0.1])
    np.testing.assert_allclose(dots.error_x.arrayminus[:2], [0.1, 0.2])
    assert dots.marker.color == (SECOND, PRIMARY, PRIMARY)
    assert figure.layout.shapes[0].x0 == 0.6
    assert figure.layout.annotations[0].text == "all searches 60.0%"
    assert dots.customdata[2] == (
        f"<b>{SHOWN[2]}</b><br>– led to no purchase<br>95% interval – to –<br>n = 0 searches"
    )


def test_growth(table: pd.DataFrame) -> None:
    figure = charts.growth_dots(table)
    (dots,) = figure.data
    assert figure.layout.annotations[0].text == "unchanged"
    assert figure.layout.annotations[0].x == 0  # at 1, on an axis of logarithms
    assert list(dots.x) == [2.0, 5.0, 0.25]  # a new query stands at the low end
    np.testing.assert_allclose(dots.error_x.array, [2.0, 3.0, 0.65])
    np.testing.assert_allclose(dots.error_x.arrayminus, [1.1, 0.0, 0.2])
    assert dots.marker.color == (MUTED, PRIMARY, PRIMARY)
    assert dots.marker.symbol == ("circle", "circle-open", "circle")
    assert dots.customdata[1] == (
        f"<b>{SHOWN[1]}</b><br>any number of times its earlier share<br>"
        "95% interval 5 times to any number of times<br>0 searches before, 20 recently"
    )


def test_where_a_query_leads() -> None:
    rows = pd.DataFrame(
        {
            SearchTarget.QUERY: NAMES[0],
            SearchTarget.CATEGORY: ["<i>Lamps", None],
            SearchTarget.FOLLOWED: [30, 30],
            SearchTarget.CLICKED: [15, 3],
            SearchTarget.CLICKED_SHARE: [0.5, 0.1],
            SearchTarget.CLICKED_LOW: [0.4, 0.05],
            SearchTarget.CLICKED_HIGH: [0.6, 0.2],
            SearchTarget.BOUGHT: [6, 0],
            SearchTarget.BOUGHT_SHARE: [0.2, 0.0],
            SearchTarget.BOUGHT_LOW: [0.1, 0.0],
            SearchTarget.BOUGHT_HIGH: [0.3, 0.1],
        }
    )
    figure = charts.target_bars(rows, NAMES[0])
    clicked, bought = figure.data
    assert (list(clicked.x), list(bought.x)) == ([0.5, 0.1], [0.2, 0.0])
    assert list(figure.layout.yaxis.ticktext) == ["&lt;i&gt;Lamps", "no category"]
    assert figure.layout.title.text == f"Categories “{SHOWN[0]}” led to"
    items = charts.target_bars(rows.assign(**{SearchTarget.ITEM: "a", SearchTarget.TITLE: "A"}), "")
    assert items.layout.title.text == "Items “” led to"


def test_topics() -> None:
    table = pd.DataFrame(
        {
            SearchTable.QUERY: ["<b> lamp", "<b> rug", "oak chair", "oak bed", "sofa"],
            SearchTable.SEARCHES: [9, 8, 5, 4, 3],
        }
    )
    figure = charts.topic_bars(search_topics(table, k=2))
    (bars,) = figure.data
    assert list(bars.x) == [17, 9, 3]
    assert bars.marker.color == (PRIMARY, PRIMARY, MUTED)
    assert figure.layout.yaxis.ticktext[2] == "none of these"
    assert bars.customdata[0].endswith("such as<br>&lt;b&gt; lamp<br>&lt;b&gt; rug")


def test_empty_tables_draw(table: pd.DataFrame) -> None:
    empty = table.head(0)
    for figure in (
        charts.top_bars(empty),
        charts.outcome_dots(empty, SearchTable.NO_PURCHASE, np.nan),
        charts.growth_dots(empty),
    ):
        assert len(figure.data[0].x) == 0
