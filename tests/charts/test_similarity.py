"""The numbers inside the heat map."""

import numpy as np
import pandas as pd
import pytest

from shopai.charts.similarity import Typical, heat_map, histogram, once, reach, spread, typical
from shopai.charts.theme import DIVERGING, SHADES

USERS = ["17850", "<b>", "c"]
SIMILARITY = pd.DataFrame(
    [[1.0, 0.25, -0.5], [0.25, 1.0, 0.1], [-0.5, 0.1, 1.0]], index=USERS, columns=USERS
)
COMMON = pd.DataFrame([[9, 4, 2], [4, 8, 1], [2, 1, 7]], index=USERS, columns=USERS)


def test_cells_hold_similarity_and_items_in_common_in_the_order_given() -> None:
    order = ["c", "17850", "<b>"]
    figure = heat_map(SIMILARITY.loc[order, order], COMMON)
    (cells,) = figure.data
    assert np.asarray(cells.z) == pytest.approx(
        np.array([[1, -0.5, 0.1], [-0.5, 1, 0.25], [0.1, 0.25, 1]]), abs=1e-7
    )
    assert np.asarray(cells.customdata).tolist() == [[7, 2, 1], [2, 9, 4], [1, 4, 8]]
    assert list(cells.x) == list(cells.y) == ["c", "17850", "&lt;b&gt;"]
    assert figure.layout.xaxis.type == figure.layout.yaxis.type == "category"
    assert figure.layout.title.text == "Similarity of 3 customers"


def test_zero_is_in_the_middle_of_the_colours() -> None:
    (cells,) = heat_map(SIMILARITY, COMMON, limit=0.3).data
    assert (cells.zmin, cells.zmax) == (-0.3, 0.3)
    assert cells.colorscale == DIVERGING
    assert list(cells.colorbar.ticktext) == ["≤ −0.3", "−0.15", "0", "0.15", "≥ 0.3"]
    (full,) = heat_map(SIMILARITY, COMMON).data
    assert list(full.colorbar.ticktext) == ["−1", "−0.5", "0", "0.5", "1"]


def test_zero_begins_the_colours_where_nothing_is_below_it() -> None:
    (cells,) = heat_map(SIMILARITY.abs(), COMMON, limit=0.3).data
    assert (cells.zmin, cells.zmax) == (0, 0.3)
    assert cells.colorscale == tuple(map(tuple, SHADES))


def test_few_customers_are_named_and_many_are_not() -> None:
    few = heat_map(SIMILARITY, COMMON)
    assert list(few.layout.yaxis.ticktext) == ["17850", "&lt;b&gt;", "c"]
    many = pd.DataFrame(np.eye(42), index=range(42), columns=range(42))
    assert heat_map(many, many.astype(int)).layout.yaxis.showticklabels is False


def test_the_colours_reach_as_far_as_nearly_all_pairs() -> None:
    assert reach(SIMILARITY) == 0.5
    assert reach(SIMILARITY * 0.1 + 0.9 * np.eye(3)) == 0.05
    assert reach(SIMILARITY.iloc[:1, :1]) == 1.0


def test_typical_is_the_median_pair_and_the_closest() -> None:
    assert typical(SIMILARITY, COMMON) == Typical(0.1, ("17850", "<b>"), 0.25, 4, 2)


def test_a_pair_that_shares_a_single_item_is_not_the_closest() -> None:
    alike = SIMILARITY.copy()
    alike.loc["<b>", "c"] = alike.loc["c", "<b>"] = 1.0
    assert typical(alike, COMMON).pair == ("17850", "<b>")
    assert typical(alike, COMMON.clip(upper=1)).pair == ("<b>", "c")


# By hand, limit 0.5, bins of 0.025: what a pair shares, and the right edge of its bin.
LIKENESS = [0.0, 0.1, 0.11, 0.5, 0.5, 0.02, 0.3, 0.0]
IN_COMMON = [0, 1, 2, 3, 5, 6, 40, 1]


def test_a_pair_is_counted_by_similarity_and_by_shared_items() -> None:
    found = spread(LIKENESS, IN_COMMON)
    assert found.edges == pytest.approx(np.linspace(0, 0.5, 21))
    cells = {(0, 3): 1, (1, 4): 1, (2, 19): 2, (3, 0): 1, (3, 11): 1}
    expected = np.zeros((4, 20), int)
    for cell, n in cells.items():
        expected[cell] = n
    assert found.counts.tolist() == expected.tolist()
    assert (found.pairs, found.similar, found.firm) == (8, 6, 4)
    assert (found.single, found.thin) == pytest.approx((1 / 6, 2 / 6))
    assert found.thin_on_top == 0


def test_accidents_among_the_most_similar_are_told_apart() -> None:
    # twenty-one pairs; the most similar tenth are two and one that ties with them
    likeness = [*np.linspace(0.1, 0.4, 18), 1.0, 1.0, 1.0]
    found = spread(likeness, [9] * 18 + [2, 1, 3])
    assert found.thin == pytest.approx(2 / 21)
    assert found.thin_on_top == pytest.approx(2 / 3)


def test_what_is_below_zero_is_counted_but_not_similar() -> None:
    found = spread([-1.0, -0.5, 1.0, 0.0], [2, 2, 3, 9], signed=True)
    assert found.edges == pytest.approx(np.linspace(-1, 1, 41))
    assert np.argwhere(found.counts).tolist() == [[1, 0], [1, 9], [2, 39]]
    assert (found.similar, found.thin) == (1, 0)
    assert len(spread([-0.5], [2]).edges) == 41


def test_nothing_alike() -> None:
    for found in (spread([], []), spread([0.0, 0.0], [0, 1])):
        assert found.counts.sum() == found.similar == found.firm == 0
        assert np.isnan(found.single)


@pytest.mark.parametrize("signed", [False, True])
def test_every_pair_falls_in_the_bin_that_holds_it(signed: bool) -> None:
    rng = np.random.default_rng(4)
    values = np.round(rng.uniform(-1 if signed else 0, 1, 500), 2)
    shared = rng.integers(1, 9, 500)
    found = spread(values, shared, signed)
    for low, high, counts in zip(found.edges[:-1], found.edges[1:], found.counts.T, strict=True):
        inside = (values > low + 1e-9) & (values <= high + 1e-9) & (values != 0)
        inside |= (low == -1) & (values == -1)
        groups = [inside & (shared == 1), inside & (shared == 2)]
        groups += [inside & (shared >= 3) & (shared < 6), inside & (shared >= 6)]
        assert counts.tolist() == [int(group.sum()) for group in groups]


def test_each_pair_of_a_table_once() -> None:
    assert once(SIMILARITY).tolist() == [0.25, -0.5, 0.1]
    assert once(SIMILARITY.iloc[:1, :1]).tolist() == []


def test_the_histogram_stacks_the_groups() -> None:
    figure = histogram(spread(LIKENESS, IN_COMMON), "Cosine <b>", "Pairs of customers")
    names = [bars.name for bars in figure.data]
    assert names == ["1 shared item", "2 items", "3 to 5 items", "6 or more"]
    assert figure.layout.barmode == "stack"
    assert figure.layout.xaxis.title.text == "Similarity (Cosine &lt;b&gt;)"
    third = figure.data[2]
    assert (third.x[19], third.y[19], third.width) == pytest.approx((0.4875, 2, 0.025))
    assert list(third.customdata[19]) == ["0.475 to 0.5", "100.0%"]
