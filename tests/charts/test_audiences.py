"""The numbers in the pictures of audiences."""

import numpy as np
import pandas as pd
import pytest

from shopai.audiences import Audience, exclusive_intersections, overlap
from shopai.charts.audiences import MOST_COMBINATIONS, intersections, shared_map
from shopai.columns import Customer, Feature, Shared

CUSTOMERS = pd.DataFrame(
    {Feature.MONETARY: np.ones(6)},
    index=pd.Index(list("abcdef"), dtype="str", name=Customer.USER),
)
NAMES = ["<b>A</b>", "B", "A name that is too long for the axis"]
AUDIENCES = [
    Audience(name, pd.Index(list(ids)), "s", "f")
    for name, ids in zip(NAMES, ["abc", "bcd", "e"], strict=True)
]


def test_shares_are_of_the_row_and_the_diagonal_is_empty() -> None:
    figure = shared_map(overlap(AUDIENCES))
    (cells,) = figure.data
    z = np.asarray(cells.z)
    assert np.isnan(np.diag(z)).all()
    assert z[0, 1:].tolist() == [2 / 3, 0.0]
    assert list(cells.text[0]) == ["", "66.7%", "0.0%"]
    assert cells.customdata[0][1] == (
        "<b>&lt;b&gt;A&lt;/b&gt;</b> and <b>B</b><br>In both: 2"
        "<br>Of &lt;b&gt;A&lt;/b&gt;: 66.7%<br>Of either (Jaccard): 50.0%"
    )
    assert list(figure.layout.yaxis.ticktext) == [
        "&lt;b&gt;A&lt;/b&gt;", "B", "A name that is too<br>long for the axis",
    ]  # fmt: skip
    assert figure.layout.yaxis.autorange == "reversed"


def test_cells_of_many_audiences_carry_no_numbers() -> None:
    many = [Audience(f"A{i}", pd.Index(["a"]), "s", "f") for i in range(13)]
    assert shared_map(overlap(many)).data[0].texttemplate is None
    assert shared_map(overlap(many[:12])).data[0].texttemplate == "%{text}"


def test_bars_are_the_groups_and_dots_their_audiences() -> None:
    table = exclusive_intersections(AUDIENCES, CUSTOMERS)
    figure = intersections(table, NAMES)
    bars, grid, strokes = figure.data
    assert np.asarray(bars.y).tolist() == table[Shared.CUSTOMERS].tolist() == [2, 1, 1, 1]
    assert bars.customdata[0].startswith("Only in &lt;b&gt;A&lt;/b&gt; and B<br>")
    assert len(grid.x) == 4 * 3
    # both in the first, one in each of the others
    assert list(strokes.x) == [0, 0, None, 1, None, 2, None, 3, None]
    assert list(strokes.y) == [0, 1, None, 0, None, 1, None, 2, None]
    assert figure.layout.yaxis2.ticktext[0] == "&lt;b&gt;A&lt;/b&gt;"
    assert figure.layout.title.text == "Who is in which audiences"


def test_groups_beyond_the_drawn_are_counted_in_the_title() -> None:
    n = MOST_COMBINATIONS + 5
    table = pd.DataFrame(
        {Shared.AUDIENCES: [(f"A{i}",) for i in range(n)], Shared.CUSTOMERS: range(n, 0, -1)}
    )
    figure = intersections(table, [f"A{i}" for i in range(n)])
    assert len(figure.data[0].y) == MOST_COMBINATIONS
    assert figure.layout.title.text.endswith("(the 20 largest of 25 groups)")


@pytest.mark.parametrize("n", [1, 2])
def test_audiences_of_nobody_can_be_drawn(n: int) -> None:
    nobody = [Audience(f"A{i}", pd.Index([]), "s", "f") for i in range(n)]
    table = exclusive_intersections(nobody, CUSTOMERS)
    assert len(intersections(table, [a.name for a in nobody]).data[0].y) == 0
    assert np.isnan(np.asarray(shared_map(overlap(nobody)).data[0].z)).all()
