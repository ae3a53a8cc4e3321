"""Charts of personas: the numbers drawn, and text from the data escaped."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from shopai.charts.personas import contributions, tree
from shopai.charts.theme import PRIMARY, SECOND, colour
from shopai.columns import Contribution, Event, Feature
from shopai.segments.persona.membership import Membership
from shopai.segments.persona.personas import personas
from shopai.segments.segmentation import Segmentation, segment

NAMES = ("<b>Loyal</b>", "Occasional")


def member(values: list[float]) -> Membership:
    contributions = pd.DataFrame(
        {
            Contribution.FEATURE: [Feature.FREQUENCY, "ci<ty"],
            Contribution.LEVEL: ["", "R&D"],
            Contribution.VALUE: [14.0, 1.0],
            Contribution.OWN: [12.0, 0.75],
            Contribution.NEXT: [2.0, 0.1],
            Contribution.CONTRIBUTION: values,
        }
    )
    return Membership("u0", 0, 1.0, 1, 2.0, contributions, np.array([14.0, 1.0]))


def test_blue_pulls_to_the_own_segment_and_orange_to_the_next() -> None:
    (bars,) = contributions(member([3.5, -0.5]), NAMES).data
    assert np.asarray(bars.x).tolist() == [3.5, -0.5]
    assert list(bars.marker.color) == [PRIMARY, SECOND]
    assert list(bars.text) == ["14", "R&amp;D"]


def test_the_numbers_beside_a_bar_are_in_their_units_and_escaped() -> None:
    figure = contributions(member([3.5, -0.5]), NAMES)
    (bars,) = figure.data
    assert list(bars.customdata) == [
        "<b>Orders: 14</b><br>&lt;b&gt;Loyal&lt;/b&gt;: 12 on average"
        "<br>Occasional: 2 on average<br>Contribution: 3.500",
        "<b>ci&lt;ty: R&amp;D</b><br>&lt;b&gt;Loyal&lt;/b&gt;: 75.0% R&amp;D on average"
        "<br>Occasional: 10.0% R&amp;D on average<br>Contribution: −0.500",
    ]
    assert list(figure.layout.yaxis.ticktext) == ["Orders", "ci&lt;ty"]
    assert figure.layout.title.text == ("Why &lt;b&gt;Loyal&lt;/b&gt;<br>and not Occasional")
    assert (
        contributions(member([1.0, 0.0])).layout.title.text == "Why Segment 1<br>and not Segment 2"
    )


@pytest.fixture(scope="module")
def shop() -> tuple[Segmentation, pd.DataFrame]:
    """Twenty customers with one or two orders, sixty with eleven or twelve."""
    table = pd.DataFrame(
        {Feature.FREQUENCY: [1, 2] * 10 + [11, 12] * 30},
        index=pd.Index([f"u{i}" for i in range(80)], name=Event.USER),
    )
    return segment(table, k=2), table


def test_the_tree_is_an_outline_with_shares_and_purity(
    shop: tuple[Segmentation, pd.DataFrame],
) -> None:
    figure = tree(personas(*shop), NAMES)
    assert [note.text for note in figure.layout.annotations] == [
        "All customers",
        "Bought up to 9 times<br><b>1 &lt;b&gt;Loyal&lt;/b&gt;</b>: 25%, 100% right",
        "Bought 10+ times<br><b>2 Occasional</b>: 75%, 100% right",
    ]
    boxes = [shape for shape in figure.layout.shapes if shape.type == "rect"]
    assert [box.fillcolor for box in boxes][1:] == [colour(0), colour(1)]
    assert boxes[0].x0 < boxes[1].x0 == boxes[2].x0
    assert figure.layout.title.text == "The rules as a tree (100.0% as K-means)"
    assert [note.y for note in figure.layout.annotations] == [0, 1, 2]


def test_one_segment_is_one_row(shop: tuple[Segmentation, pd.DataFrame]) -> None:
    table = shop[1]
    figure = tree(personas(segment(table, k=1), table))
    (only,) = figure.layout.annotations
    assert only.text == "All customers<br><b>Segment 1</b>: 100%, 100% right"
