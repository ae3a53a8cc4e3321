"""The tables of the live map by hand: what is drawn once, and what changes with K."""

from __future__ import annotations

from base64 import b64decode

import numpy as np
import pandas as pd

from shopai.charts.live_map import base, in_words, table
from shopai.charts.segments import Cloud
from shopai.charts.theme import PALETTE
from shopai.columns import Feature, SegmentShare

USERS = ["a", "<b>", "c", "d"]
POINTS = pd.DataFrame({"x": [0.0, 1.0, 2.0, np.nan], "y": [0.0, 1.0, 2.0, 3.0]}, index=USERS)
HOVER = pd.DataFrame({Feature.FREQUENCY: [1.0, 2.0, 3.0, 4.0]}, index=USERS)
CLOUD = Cloud(POINTS, np.array([[0.5, 0.5], [2.0, 2.0]]), ("right →", "up →"))
SHARES = pd.DataFrame(
    {
        SegmentShare.CUSTOMERS: [1, 3],
        SegmentShare.CUSTOMER_SHARE: [0.25, 0.75],
        SegmentShare.REVENUE: [9.0, 1.0],
        SegmentShare.REVENUE_SHARE: [0.9, 0.1],
    }
)


def test_the_customers_drawn_are_those_asked_for_and_their_ids_are_escaped() -> None:
    figure = base(CLOUD, HOVER, np.array([0, 1, 2]))
    points, centres = figure.data
    assert points.type == "scattergl"
    assert np.asarray(points.x).tolist() == [0, 1, 2]
    assert list(points.text) == ["a", "&lt;b&gt;", "c"]
    assert np.asarray(points.customdata).tolist() == [[0, 1], [1, 2], [2, 3]]
    assert len(centres.x) == 0
    assert "3 shown; 1 without a value is not drawn" in figure.layout.title.text
    assert (figure.layout.xaxis.title.text, figure.layout.dragmode) == ("right →", "lasso")


def test_every_label_has_its_own_colour_on_the_scale() -> None:
    (points, _) = base(CLOUD, HOVER, np.array([0, 1, 2])).data
    marker = points.marker
    width = marker.cmax - marker.cmin
    steps = {shade: [] for shade in PALETTE}
    for at, shade in marker.colorscale:
        steps[shade].append(at)
    for label, shade in enumerate(PALETTE):
        low, high = steps[shade]
        assert low < (label - marker.cmin) / width < high


def test_three_axes_make_a_map_in_space() -> None:
    cloud = Cloud(POINTS.assign(z=1.0), np.array([[0.5, 0.5, 1.0]]), ("a →", "b →", "c →"))
    figure = base(cloud, HOVER, np.array([0, 1]))
    assert [trace.type for trace in figure.data] == ["scatter3d"] * 2
    assert figure.layout.scene.zaxis.title.text == "c →"


def test_the_table_of_one_k() -> None:
    made = table(np.array([1, 0, 1]), CLOUD.centers, SHARES)
    assert list(b64decode(made["labels"])) == [1, 0, 1]
    assert made["centers"] == [[0.5, 0.5], [2.0, 2.0]]
    assert made["sizes"] == ["1 customer, 25.0%", "3 customers, 75.0%"]
    assert made["words"] == in_words(SHARES)


def test_the_line_of_words() -> None:
    assert in_words(SHARES) == (
        "2 segments: the largest, 2, has 75.0% of the customers; 1 brings 90.0% of the spend."
    )
    unpriced = SHARES.assign(**{SegmentShare.REVENUE_SHARE: np.nan})
    assert in_words(unpriced) == "2 segments: the largest, 2, has 75.0% of the customers."
