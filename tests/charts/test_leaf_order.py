"""Rows that resemble each other side by side."""

from itertools import permutations

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from shopai.charts.similarity import leaf_order


def square(values: np.ndarray, names: str) -> pd.DataFrame:
    return pd.DataFrame(values, index=list(names), columns=list(names))


def test_two_groups_are_taken_apart() -> None:
    # a, c and e resemble each other, so do b and d
    table = square(np.full((5, 5), 0.1), "abcde")
    for one, other in permutations("ace", 2):
        table.loc[one, other] = 0.9
    for one, other in permutations("bd", 2):
        table.loc[one, other] = 0.9
    order = "".join(leaf_order(table))
    assert set(order[:2]) == set("bd")  # "b" comes before every end the other group can have
    assert set(order[2:]) == set("ace")


def test_a_chain_comes_out_in_line() -> None:
    places = np.array([3.0, 0.0, 2.0, 1.0])
    table = square(1 - np.abs(places[:, None] - places[None]) / 2, "dacb")
    assert "".join(leaf_order(table)) in ("abcd", "dcba")


def test_one_or_two_rows_stay() -> None:
    assert list(leaf_order(square(np.ones((1, 1)), "a"))) == ["a"]
    assert list(leaf_order(square(np.ones((2, 2)), "ba"))) == ["b", "a"]


@settings(deadline=None)
@given(st.integers(3, 12), st.integers(0, 1000))
def test_every_row_is_there_once(n: int, seed: int) -> None:
    values = np.random.default_rng(seed).uniform(-1, 1, (n, n))
    values = (values + values.T) / 2
    np.fill_diagonal(values, 1)
    names = [f"u{i}" for i in range(n)]
    table = pd.DataFrame(values, index=names, columns=names)
    assert sorted(leaf_order(table)) == sorted(names)
