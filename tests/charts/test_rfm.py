"""The numbers inside the RFM charts."""

import numpy as np
import pandas as pd
import pytest

from shopai.charts.rfm import COLOURS, MOST_WRITTEN, cross_map, grid_map
from shopai.columns import Event, Feature, RfmTable, SegmentShare
from shopai.segments.rfm import CrossTab, cross_tab, grid, score_customers
from shopai.segments.rfm_rules import GROUPS, NAMES

#: Scores 555, 343, 333, 212 and 111: one customer at each of R 5, 4, 3, 2 and 1.
FIVE = pd.DataFrame(
    {
        Feature.RECENCY: [1, 2, 3, 4, 5],
        Feature.FREQUENCY: [9, 7, 5, 2, 1],
        Feature.MONETARY: [1500.0, 400.0, 90.0, 30.0, -20.0],
    },
    index=pd.Index(list("abcde"), name=Event.USER),
)
CELLS = grid(score_customers(FIVE).scores)


def test_every_cell_is_coloured_by_its_group() -> None:
    (heat,) = grid_map(CELLS).data
    z = np.asarray(heat.z)
    assert z.shape == (5, 5)
    assert (heat.zmin, heat.zmax) == (-0.5, 10.5)
    scale = [(stop, colour) for stop, colour in heat.colorscale]
    for (r, fm), group in CELLS[RfmTable.GROUP].items():
        code = z[fm - 1, r - 1]  # rows go up with FM, columns right with R
        assert NAMES[code] == group
        share = (code + 0.5) / 11  # where on the scale the code falls
        around = [colour for stop, colour in scale if abs(stop - share) < 0.5 / 11 + 1e-9]
        assert set(around) == {COLOURS[group]} or COLOURS[group] in around
    assert len(set(COLOURS.values())) == 11


def test_every_cell_says_its_customers_and_on_hover_the_rest() -> None:
    figure = grid_map(CELLS, "EUR")
    (heat,) = figure.data
    notes = np.asarray(heat.customdata, dtype=object)
    assert notes[4, 4] == (
        "<b>Champions</b> (R 5, FM 5)<br>Customers: 1 (20.0% of buyers)<br>Revenue: €1,500 (75.0%)"
    )
    assert notes[0, 0] == (
        "<b>Lost</b> (R 1, FM 1)<br>Customers: 1 (20.0% of buyers)<br>Revenue: −€20 (−1.0%)"
    )
    assert notes[0, 4] == (
        "<b>New customers</b> (R 5, FM 1)<br>Customers: 0 (0.0% of buyers)<br>Revenue: €0 (0.0%)"
    )
    counts = {(a.x, a.y): a.text for a in figure.layout.annotations[:25]}
    assert counts[5, 4.75] == counts[1, 0.75] == "<b>1</b>"
    assert counts[5, 0.75] == "<b>0</b>"
    assert figure.layout.title.text == "Customers by RFM score (5 who bought)"


def test_each_name_stands_once_on_its_rectangle() -> None:
    names = grid_map(CELLS).layout.annotations[25:]
    assert [a.text.replace("<br>", " ") for a in names] == list(NAMES)
    for written, group in zip(names, GROUPS, strict=True):
        assert group.r[0] <= written.x <= group.r[1]
        assert group.fm[1] < written.y < group.fm[1] + 0.5
        assert written.bgcolor == COLOURS[group.name]


def test_text_of_the_data_is_escaped() -> None:
    (heat,) = grid_map(CELLS, "<b>$").data
    assert heat.customdata[4][4].endswith("Revenue: 1,500 &lt;b&gt;&#36; (75.0%)")


def crossed(segments: int = 2) -> CrossTab:
    groups = pd.Series(["x<", "x<", "x<", "x<", *["y"] * segments], name=RfmTable.GROUP)
    labels = pd.Series([0, 0, 0, 1, *range(segments)], name=SegmentShare.SEGMENT)
    return cross_tab(groups, labels)


def test_the_cross_map_has_shares_of_the_group_with_counts_on_hover() -> None:
    figure = cross_map(crossed())
    (heat,) = figure.data
    assert np.asarray(heat.z).tolist() == [[75, 25], [50, 50]]
    assert heat.customdata[0] == [
        "<b>x&lt; (4)</b> in <b>Segment 1</b><br>3 customers, 75.0% of the group",
        "<b>x&lt; (4)</b> in <b>Segment 2</b><br>1 customer, 25.0% of the group",
    ]
    assert list(heat.y) == ["x&lt; (4)", "y (2)"]
    assert heat.texttemplate == "%{z:.0f}%"
    assert heat.showscale is False
    assert figure.layout.title.text == "Share of each RFM group by segment (n = 6)"
    assert list(figure.layout.xaxis.ticktext) == ["Segment<br>1", "Segment<br>2"]


def test_segments_may_have_names() -> None:
    figure = cross_map(crossed(), ["Big <baskets>", "Big <baskets>"])
    (heat,) = figure.data
    assert list(figure.layout.xaxis.ticktext) == ["Big<br>&lt;baskets&gt;"] * 2
    assert "in <b>Big &lt;baskets&gt;</b>" in heat.customdata[1][1]
    assert list(figure.layout.xaxis.tickvals) == [0, 1]


@pytest.mark.parametrize("segments", [MOST_WRITTEN, MOST_WRITTEN + 1])
def test_where_shares_do_not_fit_a_scale_stands_beside(segments: int) -> None:
    (heat,) = cross_map(crossed(segments)).data
    assert (heat.texttemplate is None) == heat.showscale == (segments > MOST_WRITTEN)
