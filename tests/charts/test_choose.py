"""Choosing K drawn: the figures hold the table's numbers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from shopai.charts.choose import PANELS, Z, criterion, stability_map
from shopai.columns import Criterion
from shopai.segments.choosing.choose import KChoice, choose_k


@pytest.fixture(scope="module")
def choice() -> KChoice:
    rng = np.random.default_rng(0)
    centres = np.array([[0, 0], [9, 0], [0, 9]])
    return choose_k(centres[np.arange(120) % 3] + rng.normal(size=(120, 2)), ks=range(2, 6))


@pytest.mark.parametrize("column", PANELS)
def test_each_panel_draws_its_column(choice: KChoice, column: str) -> None:
    figure = criterion(choice, column)
    line = figure.data[0]
    drawn = line.y[1:] if column == Criterion.GAP else line.y
    assert drawn.tolist() == choice.table[column].tolist()
    assert figure.layout.shapes[0].x0 == choice.recommended == 3
    rings = [list(trace.x) for trace in figure.data if trace.mode == "markers"]
    assert rings == ([[choice.says[column]]] if choice.says.get(column) else [])


def test_whiskers_are_95_percent(choice: KChoice) -> None:
    line = criterion(choice, Criterion.GAP).data[0]
    assert line.error_y.array[1:] == pytest.approx(Z * choice.table[Criterion.GAP_ERROR])
    assert line.x[0] == 1
    assert line.y[0] == choice.one_group[0]


def test_stability_beside_the_weakest_segment(choice: KChoice) -> None:
    mean, weakest = criterion(choice, Criterion.STABILITY).data[:2]
    assert mean.y.tolist() == choice.table[Criterion.STABILITY].tolist()
    assert weakest.y.tolist() == choice.table[Criterion.WEAKEST].tolist()


def test_the_map_has_a_cell_a_segment(choice: KChoice) -> None:
    (cells,) = stability_map(choice).data
    assert np.isfinite(cells.z).sum(axis=1).tolist() == [2, 3, 4, 5]
    assert cells.z[1, :3].tolist() == choice.stability.loc[3, [0, 1, 2]].tolist()
    assert [text for text in cells.text[0] if text] == [f"{v:.2f}" for v in cells.z[0, :2]]


def test_no_line_where_nothing_is_recommended(choice: KChoice) -> None:
    nothing = replace(choice, recommended=None)
    assert not criterion(nothing, Criterion.SQUARED).layout.shapes
