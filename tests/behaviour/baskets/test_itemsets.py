"""Frequent itemsets against counting every subset of every basket."""

from __future__ import annotations

from collections import Counter
from itertools import combinations

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from shopai.behaviour.baskets.itemsets import Itemsets, frequent_itemsets
from tests.behaviour.baskets.making import BASKETS, made

Sets = dict[tuple[str, ...], int]


def found(contents: list[set[str]], least: int, length: int, most: int = 10**4) -> Itemsets:
    bought = made(contents)
    return frequent_itemsets(bought.starts, bought.items, least, length, most)


def named(itemsets: Itemsets, contents: list[set[str]]) -> Sets:
    ids = made(contents).ids
    return {
        tuple(ids[row]): int(count)
        for rows, counts in zip(itemsets.members, itemsets.counts, strict=True)
        for row, count in zip(rows, counts, strict=True)
    }


def counted(contents: list[set[str]], least: int, length: int) -> Sets:
    """Every subset of every basket, counted."""
    counts = Counter(
        subset
        for basket in contents
        for size in range(1, length + 1)
        for subset in combinations(sorted(basket), size)
    )
    return {subset: n for subset, n in counts.items() if n >= least}


def test_five_baskets_by_hand() -> None:
    contents = [{"a", "b"}, {"a", "c"}, {"a", "b", "c"}, {"b"}, {"a", "b"}]
    assert named(found(contents, 2, 3), contents) == {
        ("a",): 4,
        ("b",): 4,
        ("c",): 2,
        ("a", "b"): 3,
        ("a", "c"): 2,
    }
    assert named(found(contents, 1, 3), contents)["a", "b", "c"] == 1


@settings(max_examples=25, deadline=None)
@given(BASKETS, st.integers(1, 8), st.integers(2, 5))
def test_every_frequent_set_and_no_other(contents: list[set[str]], least: int, length: int) -> None:
    itemsets = found(contents, least, length)
    assert named(itemsets, contents) == counted(contents, least, length)
    assert (itemsets.min_count, itemsets.cut) == (least, 0)
    for rows in itemsets.members:
        assert rows.tolist() == sorted(rows.tolist())
        assert itemsets.places(rows).tolist() == list(range(len(rows)))


@settings(max_examples=25, deadline=None)
@given(BASKETS, st.integers(2, 5), st.integers(1, 12))
def test_too_many_sets_raise_the_minimum_no_further_than_needed(
    contents: list[set[str]], length: int, most: int
) -> None:
    itemsets = found(contents, 1, length, most)
    least = itemsets.min_count
    assert named(itemsets, contents) == counted(contents, least, length)

    def several(least: int) -> int:
        return sum(len(subset) > 1 for subset in counted(contents, least, length))

    assert several(least) <= most
    if least > 1:
        assert several(least - 1) > most
    gone = several(1) - several(least)
    assert (itemsets.cut > 0) == (gone > 0)
    assert itemsets.cut <= gone


@pytest.mark.parametrize("seed", range(3))
def test_pairs_are_the_sparse_product_of_the_baskets(seed: int) -> None:
    rng = np.random.default_rng(seed)
    held = sp.random_array((500, 60), density=0.1, format="csr", rng=rng)
    held.data[:] = 1
    held.sort_indices()
    starts, items = held.indptr.astype(np.int64), held.indices.astype(np.int32)
    product = sp.triu(held.T @ held, k=1).tocsr()
    product.data[product.data < 7] = 0
    product.eliminate_zeros()
    expected = product.tocoo()
    itemsets = frequent_itemsets(starts, items, 7, 2, 10**6)
    order = np.lexsort((expected.col, expected.row))
    assert itemsets.members[1][:, 0].tolist() == expected.row[order].tolist()
    assert itemsets.members[1][:, 1].tolist() == expected.col[order].tolist()
    assert itemsets.counts[1].tolist() == expected.data[order].tolist()


def test_what_would_never_end_ends() -> None:
    # Sets of up to five of 200 items: 2.6 × 10⁹, all in exactly twenty baskets.
    items = {f"{i:03d}" for i in range(200)}
    itemsets = found([items] * 20, 2, 5, 1_000)
    assert itemsets.min_count == 21
    assert itemsets.cut >= 1_000
    assert [len(rows) for rows in itemsets.members] == [0] * 5


def test_no_baskets_have_no_itemsets() -> None:
    itemsets = found([], 1, 3)
    assert [rows.shape for rows in itemsets.members] == [(0, 1), (0, 2), (0, 3)]
