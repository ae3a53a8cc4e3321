"""In how many baskets a set of items must be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopai.behaviour.baskets.itemsets import commonest_pair, minimum_count, usual_minimum
from tests.behaviour.baskets.making import made


@pytest.mark.parametrize(
    ("support", "n", "count"),
    [
        (3, 100, 3),
        (np.int64(3), 100, 3),
        (0.07, 100, 7),  # 0.07 × 100 is 7.000000000000001
        (0.071, 100, 8),
        (0.29, 100, 29),  # 0.29 × 100 is 28.999999999999996
        (1e-9, 100, 1),
        (0.5, 0, 1),
        (0.999, 10, 10),
    ],
)
def test_minimum_count(support: float, n: int, count: int) -> None:
    assert minimum_count(support, n) == count


@settings(max_examples=100, deadline=None)
@given(st.floats(1e-6, 0.999), st.integers(1, 10**6))
def test_minimum_count_is_the_least_that_is_enough(support: float, n: int) -> None:
    count = minimum_count(support, n)
    assert count / n >= support
    assert count == 1 or (count - 1) / n < support


def test_the_usual_minimum_leaves_fifty_pairs() -> None:
    # 11 items together are 55 pairs, in 15 of 2,000 baskets: more than 0.5 %, less than 1 %
    eleven = {f"i{n}" for n in range(11)}
    assert usual_minimum(made([eleven] * 15 + [{"x"}] * 1_985)) == 10
    # 10 items together are 45 pairs, too few at any share
    assert usual_minimum(made([eleven - {"i0"}] * 15 + [{"x"}] * 1_985)) == 5
    # of 100 baskets every share is below five baskets
    assert usual_minimum(made([eleven] * 100)) == 5
    assert usual_minimum(made([])) == 5


def test_commonest_pair_by_hand() -> None:
    assert commonest_pair(made([{"a", "b"}] * 3 + [{"a", "c"}] * 2)) == 3
    assert commonest_pair(made([{"a"}, {"b"}])) == 0
    # 142 items in two baskets: 10,011 pairs in as many baskets are too many to hold
    assert commonest_pair(made([{f"i{n}" for n in range(142)}] * 2)) == 2


def test_how_often_an_item_was_bought() -> None:
    bought = made([{"a", "b"}, {"b"}, {"b", "c"}, {"a"}], known=["z"])
    assert bought.sizes.tolist() == [2, 1, 2, 1]
    assert bought.commonest(2) == ["b", "a"]
    assert bought.commonest(9) == ["b", "a", "c"]
    assert [bought.count_of(item) for item in "abz"] == [2, 3, 0]
