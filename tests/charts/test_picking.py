"""From marks on a chart to rows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopai.charts.picking import in_box, in_polygon, marked

POINTS = np.array([[0.0, 0.0], [1.0, 1.0], [2.0, 2.0], [3.0, 0.5], [1.5, 0.2]])
LABELS = np.array([0, 0, 1, 1, 0])


def point(position: int) -> dict[str, object]:
    return {"customdata": [position, "name"]}


def test_nothing_marked_is_nobody() -> None:
    assert marked(POINTS, LABELS, {"points": [], "box": [], "lasso": []}).tolist() == []


def test_a_click_is_that_customer_and_a_centre_is_nobody() -> None:
    selection = {"points": [point(3), {"x": 1.0, "y": 1.0}], "box": [], "lasso": []}
    assert marked(POINTS, LABELS, selection).tolist() == [3]


def test_a_box_holds_those_not_drawn_too() -> None:
    # point 1 was drawn and marked; point 4 lies inside but was not drawn
    box = {"x": [2.0, 0.5], "y": [0.1, 1.5]}
    selection = {"points": [point(1)], "box": [box], "lasso": []}
    assert marked(POINTS, LABELS, selection).tolist() == [1, 4]


def test_segments_switched_off_stay_out() -> None:
    everything = {"x": [-1.0, 4.0], "y": [-1.0, 4.0]}
    selection = {"points": [point(2)], "box": [everything], "lasso": []}
    assert marked(POINTS, LABELS, selection).tolist() == [2, 3]


def test_a_browser_s_array_of_numbers_is_read() -> None:
    selection = {"points": [{"customdata": {"0": 3.0, "1": 12.5}}, {"customdata": [1.0, 2.0]}]}
    assert marked(POINTS, LABELS, selection).tolist() == [1, 3]


def test_positions_of_an_older_larger_picture_are_ignored() -> None:
    assert marked(POINTS, LABELS, {"points": [point(99)]}).tolist() == []


def test_a_notch_in_a_lasso_is_outside() -> None:
    # a square with a triangular notch cut from the top down to (2, 1)
    x, y = [0.0, 4.0, 4.0, 2.0, 0.0], [0.0, 0.0, 4.0, 1.0, 4.0]
    points = np.array([[2.0, 0.5], [2.0, 2.0], [0.5, 2.0], [3.5, 2.0], [5.0, 2.0]])
    assert in_polygon(points, x, y).tolist() == [True, False, True, True, False]


@given(
    st.lists(st.tuples(st.floats(-9, 9), st.floats(-9, 9)), min_size=1, max_size=30),
    st.integers(-8, 7),
    st.integers(-8, 7),
    st.integers(1, 5),
    st.integers(1, 5),
)
def test_a_rectangular_lasso_is_a_box(
    points: list[tuple[float, float]], left: int, bottom: int, width: int, height: int
) -> None:
    table = np.array(points)
    right, top = left + width, bottom + height
    on_edge = np.isin(table[:, 0], [left, right]) | np.isin(table[:, 1], [bottom, top])
    lasso = in_polygon(table, [left, right, right, left], [bottom, bottom, top, top])
    box = in_box(table, [left, right], [bottom, top])
    assert (lasso == box)[~on_edge].all()


def test_a_box_holds_its_edges() -> None:
    assert in_box(np.array([[1.0, 1.0]]), [1, 2], [0, 1]).tolist() == [True]
    assert in_polygon(np.array([[np.nan, 1.0]]), [0, 2, 1], [0, 0, 5]).tolist() == [
        pytest.approx(False)
    ]
