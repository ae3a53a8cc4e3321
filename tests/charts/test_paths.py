"""The numbers inside the charts of paths."""

from __future__ import annotations

import numpy as np
import pytest

from shopai.behaviour.journeys.paths import paths, step_matrix
from shopai.charts.journeys import GONE
from shopai.charts.paths import path_flows, step_map
from shopai.charts.theme import MUTED

from .journeys_shop import shop


def test_the_sankey_by_hand() -> None:
    """All five view; three go on to the cart, two leave; two buy, one leaves."""
    figure = path_flows(paths(shop(), steps=3))
    (trace,) = figure.data
    assert trace.node.label == (
        "View 100.0%",
        "Add to cart 60.0%",
        "Left 40.0%",
        "Purchase 40.0%",
        "Left 20.0%",
    )
    assert trace.link.source == (0, 0, 1, 1)
    assert trace.link.target == (1, 2, 3, 4)
    assert list(trace.link.value) == [3, 2, 2, 1]
    assert trace.link.customdata[2] == (
        "<b>Add to cart</b> to <b>Purchase</b><br>2 visits<br>40.0% of all<br>66.7% of Add to cart"
    )
    assert trace.node.customdata[3] == (
        "<b>Purchase</b><br>2 visits<br>40.0% of all<br>66.7% of those at the step before"
    )
    assert trace.node.color[2] == trace.node.color[4] == GONE
    assert [note.text for note in figure.layout.annotations] == ["Step 1", "Step 2", "Step 3"]
    assert figure.layout.title.text == "The first steps of 5 visits"


def test_others_are_grey_and_names_are_text() -> None:
    found = paths(shop(), of="category", per="customer", steps=2, top=1)
    (trace,) = path_flows(found).data
    assert any(label.startswith("&lt;Light&gt;") for label in trace.node.label)
    others = [c for c, n in zip(trace.node.color, trace.node.label, strict=True) if "Other" in n]
    assert others == [MUTED]


def test_every_column_has_its_own_place() -> None:
    (trace,) = path_flows(paths(shop(), steps=3)).data
    assert trace.node.x == (0.001, 0.5, 0.5, 0.999, 0.999)
    assert all(0 <= y <= 1 for y in trace.node.y)


def test_the_step_matrix_leaves_out_empty_rows() -> None:
    found = paths(shop(), steps=3)
    matrix = step_matrix(found)
    figure = step_map(matrix, found)
    (cells,) = figure.data
    assert list(figure.layout.yaxis.ticktext) == ["View", "Add to cart", "Purchase", "Left"]
    assert np.asarray(cells.z).sum(axis=0) == pytest.approx([1, 1, 1])
    assert list(map(list, cells.text))[1] == ["", "60.0%", ""]
    assert cells.customdata[3][1].startswith("<b>Left</b> at step 2<br>")
