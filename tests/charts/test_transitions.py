"""The numbers inside the charts of what comes next."""

from __future__ import annotations

import numpy as np
import pytest

from shopai.behaviour.journeys.next_purchase import next_purchase
from shopai.behaviour.journeys.transitions import transitions
from shopai.charts.transitions import time_to_purchase_curve, transition_map

from .journeys_shop import shop


def test_the_map_by_hand() -> None:
    """After five views: three carts, two ends. After three carts: two purchases, one end."""
    figure = transition_map(transitions(shop(), per="session"))
    (cells,) = figure.data
    assert list(figure.layout.yaxis.ticktext) == ["Start", "View", "Add to cart", "Purchase"]
    assert list(figure.layout.xaxis.ticktext) == ["View", "Add to cart", "Purchase", "End"]
    nan = np.nan
    expected = [[1, nan, nan, nan], [nan, 0.6, nan, 0.4], [nan, nan, 2 / 3, 1 / 3], [nan] * 3 + [1]]
    assert np.asarray(cells.z) == pytest.approx(np.array(expected), nan_ok=True)
    assert list(cells.text[1]) == ["", "60%", "", "40%"]
    assert cells.customdata[2][2].startswith("<b>Add to cart</b> to <b>Purchase</b><br>66.7% (")
    assert cells.customdata[2][2].endswith("<br>2 times, 2 customers")
    assert cells.customdata[0][1].endswith("never")


def test_two_steps_back_have_two_lines() -> None:
    figure = transition_map(transitions(shop(), per="session", order=2))
    assert "Start →<br>View" in figure.layout.yaxis.ticktext
    assert figure.layout.title.text == "What comes next after the last two steps"


def test_names_are_text() -> None:
    figure = transition_map(transitions(shop(), of="category", per="customer"))
    assert "&lt;Light&gt;" in figure.layout.yaxis.ticktext


def test_the_curve_is_the_core_s() -> None:
    found = next_purchase(shop())
    band, line = time_to_purchase_curve(found).data
    assert np.asarray(line.y).tolist() == found.curve.iloc[:, 1].tolist()
    assert len(band.x) == 2 * len(line.x)
    assert found.median is None
    assert not time_to_purchase_curve(found).layout.shapes
