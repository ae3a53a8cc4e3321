"""The numbers inside the funnel's charts."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from shopai.behaviour.journeys.funnel import funnel
from shopai.behaviour.journeys.funnel_table import Funnel
from shopai.charts.funnel import funnel_bars, funnel_dots, funnel_weeks
from shopai.charts.theme import colour
from shopai.columns import FunnelStep

from .journeys_shop import shop

NAMES = ["View", "Add to cart", "<b>Buy</b>"]


@pytest.fixture(scope="module")
def visits() -> Funnel:
    return funnel(shop(), per="session")


def test_a_bar_a_step_with_both_shares_by_hand(visits: Funnel) -> None:
    """Five visits view, three of them fill a cart after 2, 4 and 6 minutes, two buy."""
    whole, bars, texts = funnel_bars(visits, NAMES).data
    assert np.asarray(whole.x).tolist() == [5, 5, 5]
    assert np.asarray(bars.x).tolist() == [5, 3, 2]
    assert list(texts.text) == [
        "<b>View</b>  5",
        "<b>Add to cart</b>  3<br>60.0% of first · 60.0% of previous · median 4 min",
        "<b>&lt;b&gt;Buy&lt;/b&gt;</b>  2<br>40.0% of first · 66.7% of previous · median 5 min",
    ]
    row = visits.table.iloc[2]
    assert bars.customdata[2].split("<br>") == [
        "<b>&lt;b&gt;Buy&lt;/b&gt;</b>",
        "2 visits",
        "2 known customers",
        f"40.0% of first (95% interval {row[FunnelStep.LOW]:.1%} to {row[FunnelStep.HIGH]:.1%})",
        f"66.7% of previous ({row[FunnelStep.PREVIOUS_LOW]:.1%} to "
        f"{row[FunnelStep.PREVIOUS_HIGH]:.1%})",
        "1 visit lost before it",
        "Median time from the step before: 5 min (n = 2)",
    ]
    assert bars.customdata[0] == "<b>View</b><br>5 visits<br>4 known customers"
    assert funnel_bars(visits, NAMES).layout.title.text == "Visits at each step (n = 5)"


def test_customers_are_called_customers() -> None:
    figure = funnel_bars(funnel(shop()), NAMES)
    assert figure.layout.title.text == "Customers at each step (n = 4)"
    assert figure.data[1].customdata[0] == "<b>View</b><br>4 customers"


def test_a_row_a_group_the_largest_first() -> None:
    """Three visits view a sofa and one buys it; two view a lamp and one buys it."""
    found = funnel(shop(), per="session", by="category")
    figure = funnel_dots(found, NAMES, "category")
    carts, buys = figure.data
    assert list(figure.layout.yaxis.ticktext) == ["Seats", "&lt;Light&gt;"]
    by_row = dict(zip(np.asarray(buys.y).tolist(), np.asarray(buys.x).tolist(), strict=True))
    assert by_row == {0: pytest.approx(1 / 3), 1: pytest.approx(1 / 2)}
    by_row = dict(zip(np.asarray(carts.y).tolist(), np.asarray(carts.x).tolist(), strict=True))
    assert by_row == {0: pytest.approx(1 / 3), 1: 1.0}
    assert (carts.name, buys.name) == ("Add to cart", "&lt;b&gt;Buy&lt;/b&gt;")
    rows = found.table[found.table[FunnelStep.STEP] == 3]
    assert np.asarray(buys.error_x.array) == pytest.approx(
        (rows[FunnelStep.HIGH] - rows[FunnelStep.SHARE_OF_FIRST]).to_numpy()
    )
    assert buys.marker.color == colour(2)
    assert any("&lt;Light&gt;" in text and "1 visit" in text for text in buys.customdata)


def test_weeks_in_order_and_partial_ones_open() -> None:
    """Four visits in the first week, one in the second, which the data end in."""
    found = funnel(shop(), per="session", by="week")
    band, line = funnel_weeks(found, NAMES).data[:2]
    assert pd.to_datetime(line.x).strftime("%Y-%m-%d").tolist() == ["2025-03-03", "2025-03-10"]
    assert np.asarray(line.y).tolist() == [0.75, 0.0]
    assert list(line.marker.symbol) == ["circle", "circle-open"]
    assert "Not covered in full" in line.customdata[1]
    assert "Not covered" not in line.customdata[0]
    assert len(band.x) == 4


def test_nobody_is_an_empty_picture() -> None:
    found = funnel(shop(), steps=("wishlist", "purchase"))
    whole, bars, texts = funnel_bars(found, ["a", "b"]).data
    assert [len(trace.y) for trace in (whole, bars, texts)] == [len(found.table)] * 3
    assert np.asarray(bars.x).sum() == 0
