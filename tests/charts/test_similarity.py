"""The numbers inside the heat map."""

import numpy as np
import pandas as pd
import pytest

from shopai.charts.similarity import Typical, heat_map, reach, typical

USERS = ["17850", "<b>", "c"]
SIMILARITY = pd.DataFrame(
    [[1.0, 0.25, -0.5], [0.25, 1.0, 0.1], [-0.5, 0.1, 1.0]], index=USERS, columns=USERS
)
COMMON = pd.DataFrame([[9, 4, 2], [4, 8, 1], [2, 1, 7]], index=USERS, columns=USERS)


def test_cells_hold_similarity_and_items_in_common_in_the_order_given() -> None:
    order = ["c", "17850", "<b>"]
    figure = heat_map(SIMILARITY.loc[order, order], COMMON, "cosine")
    (cells,) = figure.data
    assert np.asarray(cells.z) == pytest.approx(
        np.array([[1, -0.5, 0.1], [-0.5, 1, 0.25], [0.1, 0.25, 1]]), abs=1e-7
    )
    assert np.asarray(cells.customdata).tolist() == [[7, 2, 1], [2, 9, 4], [1, 4, 8]]
    assert list(cells.x) == list(cells.y) == ["c", "17850", "&lt;b&gt;"]
    assert figure.layout.xaxis.type == figure.layout.yaxis.type == "category"
    assert figure.layout.title.text == "Similarity of 3 customers (cosine)"


def test_zero_is_in_the_middle_of_the_colours() -> None:
    (cells,) = heat_map(SIMILARITY, COMMON, "cosine", limit=0.3).data
    assert (cells.zmin, cells.zmax) == (-0.3, 0.3)
    assert cells.colorscale[2] == (0.5, "#f4f4f2")
    assert list(cells.colorbar.ticktext) == ["≤ −0.3", "−0.15", "0", "0.15", "≥ 0.3"]
    (full,) = heat_map(SIMILARITY, COMMON, "cosine").data
    assert list(full.colorbar.ticktext) == ["−1", "−0.5", "0", "0.5", "1"]


def test_few_customers_are_named_and_many_are_not() -> None:
    few = heat_map(SIMILARITY, COMMON, "cosine")
    assert list(few.layout.yaxis.ticktext) == ["17850", "&lt;b&gt;", "c"]
    many = pd.DataFrame(np.eye(41), index=range(41), columns=range(41))
    assert heat_map(many, many.astype(int), "cosine").layout.yaxis.showticklabels is False


def test_the_colours_reach_as_far_as_nearly_all_pairs() -> None:
    assert reach(SIMILARITY) == 0.5
    assert reach(SIMILARITY * 0.1 + 0.9 * np.eye(3)) == 0.05
    assert reach(SIMILARITY.iloc[:1, :1]) == 1.0


def test_typical_is_the_median_pair_and_the_closest() -> None:
    assert typical(SIMILARITY, COMMON) == Typical(0.1, ("17850", "<b>"), 0.25, 4)


def test_a_pair_that_shares_a_single_item_is_not_the_closest() -> None:
    alike = SIMILARITY.copy()
    alike.loc["<b>", "c"] = alike.loc["c", "<b>"] = 1.0
    assert typical(alike, COMMON).pair == ("17850", "<b>")
    assert typical(alike, COMMON.clip(upper=1)).pair == ("<b>", "c")
