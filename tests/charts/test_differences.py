"""The numbers inside the chart of what two audiences do differently."""

from __future__ import annotations

import numpy as np
import pandas as pd

from shopai.behaviour.journeys.comparison import Comparison
from shopai.charts.audiences import MOST, difference_dots, in_p
from shopai.charts.theme import MUTED, PRIMARY, SECOND
from shopai.columns import Difference
from shopai.selection.filter import Filter
from shopai.selection.selection import select

from .journeys_shop import shop

TABLE = pd.DataFrame(
    {
        Difference.WHAT: ["cart", "view", "purchase"],
        Difference.FIRST: [30, 90, 5],
        Difference.SECOND: [10, 95, 25],
        Difference.FIRST_SHARE: [0.3, 0.9, 0.05],
        Difference.SECOND_SHARE: [0.1, 0.95, 0.25],
        Difference.POINTS: [20.0, -5.0, -20.0],
        Difference.LOW: [9.0, -13.0, -30.0],
        Difference.HIGH: [30.5, 2.5, -10.0],
        Difference.P: [0.0004, 0.18, 0.0001],
        Difference.ADJUSTED: [0.0006, 0.18, 0.0003],
    }
)


def found(table: pd.DataFrame = TABLE) -> Comparison:
    return Comparison(table, 100, 100, 0, select(shop(), Filter()).totals)


def test_dots_by_hand() -> None:
    figure = difference_dots(found(), TABLE, ("token", "event"), "<A>", "B")
    dots, *legend = figure.data
    assert np.asarray(dots.x).tolist() == [20, -5, -20]
    assert list(dots.marker.color) == [PRIMARY, MUTED, SECOND]
    assert np.asarray(dots.error_x.array).tolist() == [10.5, 7.5, 10]
    assert np.asarray(dots.error_x.arrayminus).tolist() == [11, 8, 10]
    assert list(figure.layout.yaxis.ticktext) == ["Add to cart", "View", "Purchase"]
    assert dots.customdata[0].split("<br>") == [
        "<b>Add to cart</b>",
        "&lt;A&gt;: 30.0% (30 of 100)",
        "B: 10.0% (10 of 100)",
        "+20.0 points (+9.0 points to +30.5 points)",
        "p corrected: < 0.001",
    ]
    assert [entry.name for entry in legend] == [
        "More in &lt;A&gt;",
        "More in B",
        "May be chance",
    ]


def test_only_the_first_rows_are_drawn() -> None:
    many = pd.concat([TABLE] * 10, ignore_index=True)
    dots = difference_dots(found(many), many, ("token", "event"), "A", "B").data[0]
    assert len(dots.x) == MOST


def test_p_values_are_written_to_a_thousandth() -> None:
    assert in_p(0.0123) == "0.012"
    assert in_p(0.00099) == "< 0.001"
    assert in_p(float("nan")) == "–"
