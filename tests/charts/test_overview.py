"""The numbers inside the overview's charts."""

import numpy as np
import pandas as pd

from shopai.charts.overview import top_bars, trend_bars
from shopai.charts.theme import MUTED, PRIMARY
from shopai.columns import TopItems, Trend

TREND = pd.DataFrame(
    {
        Trend.START: pd.to_datetime(["2024-01-01", "2024-02-01", "2024-03-01"]),
        Trend.REVENUE: [1000.0, 250.5, 12.0],
        Trend.ORDERS: [3, 2, 1],
        Trend.EVENTS: [30, 20, 10],
        Trend.WHOLE: [True, True, False],
    }
)
BEST = pd.DataFrame(
    {
        TopItems.CATEGORY: ["<Lamps>", "Sofas"],
        TopItems.REVENUE: [9000.0, 1000.0],
        TopItems.UNITS: [90.0, 5.0],
        TopItems.EVENTS: [100, 300],
        TopItems.SHARE: [0.9, 0.1],
    }
)


def test_the_trend_is_revenue_with_partial_steps_in_grey() -> None:
    figure = trend_bars(TREND, "month", "EUR")
    (bars,) = figure.data
    assert np.asarray(bars.y).tolist() == [1000, 250.5, 12]
    assert list(bars.marker.color) == [PRIMARY, PRIMARY, MUTED]
    amounts = ["Revenue: €1,000", "Revenue: €250", "Revenue: €12"]
    assert [text.split("<br>")[1] for text in bars.customdata] == amounts
    assert ["Not covered" in text for text in bars.customdata] == [False, False, True]
    assert figure.layout.title.text == "Revenue by month"
    assert figure.layout.yaxis.title.text == "Revenue (EUR)"


def test_without_prices_the_trend_is_of_events() -> None:
    figure = trend_bars(TREND.assign(**{Trend.REVENUE: np.nan}), "week")
    assert np.asarray(figure.data[0].y).tolist() == [30, 20, 10]
    assert figure.layout.title.text == "Events by week"
    assert figure.layout.yaxis.title.text == "Events"


def test_best_sellers_by_revenue_best_on_top() -> None:
    figure = top_bars(BEST, ["<Lamps>", "Sofas"], TopItems.REVENUE, "Top", "GBP")
    (bars,) = figure.data
    assert np.asarray(bars.x).tolist() == [9000, 1000]
    assert list(bars.text) == ["£9K", "£1K"]
    assert list(figure.layout.yaxis.ticktext) == ["&lt;Lamps&gt;", "Sofas"]
    assert figure.layout.yaxis.autorange == "reversed"
    assert figure.layout.xaxis.title.text == "Revenue (GBP)"
    assert bars.customdata[0] == "&lt;Lamps&gt;<br>£9K, 90.0% of all"


def test_a_currency_is_text_of_the_file() -> None:
    figure = top_bars(BEST, ["a", "b"], TopItems.REVENUE, "Top", "<b>")
    assert list(figure.data[0].text) == ["9K &lt;b&gt;", "1K &lt;b&gt;"]
    assert figure.data[0].customdata[0] == "a<br>9K &lt;b&gt;, 90.0% of all"
    (bars,) = trend_bars(TREND, "month", "$x$").data
    assert "Revenue: 1,000 &#36;x&#36;<br>" in bars.customdata[0]


def test_best_sellers_by_events() -> None:
    figure = top_bars(BEST, ["a", "b"], TopItems.EVENTS, "Top")
    assert np.asarray(figure.data[0].x).tolist() == [100, 300]
    assert list(figure.data[0].text) == ["100", "300"]
    assert figure.layout.xaxis.title.text == "Events"
