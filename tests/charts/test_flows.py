from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go
import pytest

from shopai.charts.flows import GAP, HEADING, LINE, MARGINS, Band, Box, layers, sankey
from shopai.columns import Flow

LEFT, RIGHT = ["New", "Loyal", "Nobody"], ["<b>Big</b>", "Gone", "Back for more and $till counting"]
LINKS = pd.DataFrame(
    {
        Flow.SOURCE: [0, 1, 1, 2],
        Flow.TARGET: [0, 0, 2, 1],
        Flow.CUSTOMERS: [20, 1000, 200, 0],
        Flow.SHARE: [1.0, 5 / 6, 1 / 6, float("nan")],
    }
)


def drawn(links: pd.DataFrame = LINKS) -> go.Figure:
    colours = ["#000001", "#0a0b0c", "#000003"]
    return sankey(links, LEFT, RIGHT, colours, ["#000004", "#000005", "#000006"], "Title")


def test_sankey_by_hand() -> None:
    """The groups without customers have no node; the bands point at those that have."""
    (trace,) = drawn().data
    assert trace.node.label == (
        "New · 20",
        "Loyal · 1,200",
        "&lt;b&gt;Big&lt;/b&gt; · 1,020",
        "Back for more and<br>&#36;till counting · 200",
    )
    assert trace.node.color == ("#000001", "#0a0b0c", "#000004", "#000006")
    assert (
        trace.node.customdata[3] == "<b>Back for more and &#36;till counting</b><br>200 customers"
    )
    assert list(trace.link.source) == [0, 1, 1]
    assert list(trace.link.target) == [2, 2, 3]
    assert list(trace.link.value) == [20, 1000, 200]
    assert trace.link.color == ("rgba(0, 0, 1, 0.4)", *["rgba(10, 11, 12, 0.4)"] * 2)
    assert trace.link.customdata[1] == (
        "<b>Loyal</b> to <b>&lt;b&gt;Big&lt;/b&gt;</b><br>1,000 customers<br>83.3% of Loyal"
    )


def test_groups_stay_in_order_and_inside() -> None:
    """Each group spans its customers' share of the height; a gap, with room for a name of two
    lines, parts it from the next."""
    figure = drawn()
    (trace,) = figure.data
    height, gap = figure.layout.height - MARGINS, GAP + LINE
    each = (height - gap) / 1220
    middles = [y * height for y in trace.node.y]
    assert middles[0] == pytest.approx(20 * each / 2)
    assert middles[1] == pytest.approx(height - 1200 * each / 2)
    assert middles[3] - middles[2] == pytest.approx(610 * each + gap)
    assert trace.node.pad == gap
    assert trace.node.x == (0.001, 0.001, 0.999, 0.999)


def test_the_fuller_side_decides_the_height_and_the_other_is_centred() -> None:
    links = pd.DataFrame(
        {Flow.SOURCE: [0, 0], Flow.TARGET: [0, 1], Flow.CUSTOMERS: [5, 5], Flow.SHARE: [0.5, 0.5]}
    )
    (trace,) = drawn(links).data
    assert trace.node.y[0] == pytest.approx(0.5)
    assert trace.node.y[1] + trace.node.y[2] == pytest.approx(1.0)


def test_nothing_to_draw_is_an_empty_picture() -> None:
    (trace,) = drawn(LINKS[:0]).data
    assert trace.node.label == ()
    assert trace.node.y == ()


COLUMNS = [
    [Box("A", 6, "#000001", "60%", "six"), Box("<b>B</b>", 4, "#0a0b0c", "40%", "four")],
    [Box("C", 7, "#000003"), Box("Gone", 3, "#000004")],
    [Box("D", 7, "#000005")],
]
BANDS = [
    Band(0, 0, 0, 6, "all"),
    Band(0, 1, 0, 1),
    Band(0, 1, 1, 3),
    Band(0, 0, 1, 0),
    Band(1, 0, 0, 7),
]


def test_layers_by_hand() -> None:
    figure = layers(COLUMNS, BANDS, ["One", "Two", "Three"], "Title")
    (trace,) = figure.data
    assert trace.node.label == ("A 60%", "&lt;b&gt;B&lt;/b&gt; 40%", "C", "Gone", "D")
    assert trace.node.customdata[1] == "<b>&lt;b&gt;B&lt;/b&gt;</b><br>four"
    assert trace.link.source == (0, 1, 1, 2)
    assert trace.link.target == (2, 2, 3, 4)
    assert list(trace.link.value) == [6, 1, 3, 7]
    assert trace.link.color[1] == "rgba(10, 11, 12, 0.4)"
    assert trace.link.customdata[0] == "<b>A</b> to <b>C</b><br>all"
    assert [note.text for note in figure.layout.annotations] == ["One", "Two", "Three"]
    assert trace.node.x == (0.001, 0.001, 0.5, 0.5, 0.999)


def test_layers_share_one_scale() -> None:
    """The column of ten with one gap is the tallest; that of seven is centred beside it."""
    figure = layers(COLUMNS, BANDS, ["One", "Two", "Three"], "Title")
    (trace,) = figure.data
    height = figure.layout.height - MARGINS - HEADING
    each = (height - GAP) / 10
    middles = [y * height for y in trace.node.y]
    assert middles[0] == pytest.approx(6 * each / 2)
    assert middles[1] - middles[0] == pytest.approx(5 * each + GAP)
    assert middles[4] == pytest.approx(height / 2)


def test_no_layers_are_an_empty_picture() -> None:
    (trace,) = layers([], [], [], "Title").data
    assert trace.node.label == ()
