"""Two groupings of the same customers: counts by hand, the index against its definition."""

from __future__ import annotations

from math import comb

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopai.errors import InputError
from shopai.segments.rfm import cross_tab


def test_adjusted_rand_index_by_hand() -> None:
    """f is in one grouping only, g's label is missing.

    Pairs alike in rows: {a,b}, {a,c}, {b,c}, {d,e}: 4 of 10; in columns {a,b}, {c,d}, {c,e},
    {d,e}: 4; in both {a,b}, {d,e}: 2. By chance 4·4/10 = 1.6; (2 − 1.6) / (4 − 1.6) = 1/6.
    """
    order = ["gold", "silver", "bronze"]
    groups = pd.Series(
        pd.Categorical(["gold"] * 3 + ["silver"] * 4, categories=order, ordered=True),
        index=list("abcdefg"),
        name="group",
    )
    labels = pd.Series([2, 2, 1, 1, 1, np.nan, 0], index=list("edcbagx"), name="segment")
    labels = labels.reindex(list("abcdegx"))[["e", "d", "c", "b", "a", "g", "x"]]
    labels[["a", "b"]] = 0
    labels[["c", "d", "e"]] = 1
    found = cross_tab(groups, labels)
    assert found.counts.index.tolist() == ["gold", "silver"]
    assert found.counts.columns.tolist() == [0, 1]
    assert found.counts.to_numpy().tolist() == [[2, 1], [0, 2]]
    assert found.shares.loc["gold"].tolist() == [2 / 3, 1 / 3]
    assert found.customers == 5
    assert found.adjusted_rand == pytest.approx(1 / 6)


def by_pairs(counts: np.ndarray) -> float:
    """Hubert and Arabie's formula from the table of counts."""
    both = sum(comb(int(n), 2) for n in counts.ravel())
    rows = sum(comb(int(n), 2) for n in counts.sum(axis=1))
    columns = sum(comb(int(n), 2) for n in counts.sum(axis=0))
    chance = rows * columns / comb(int(counts.sum()), 2)
    most = (rows + columns) / 2
    return 1.0 if most == chance else (both - chance) / (most - chance)


@settings(max_examples=30, deadline=None)
@given(pairs=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4)), min_size=2, max_size=60))
def test_adjusted_rand_index_matches_its_definition(pairs: list[tuple[int, int]]) -> None:
    rows, columns = (pd.Series(side) for side in zip(*pairs, strict=True))
    found = cross_tab(rows, columns)
    pd.testing.assert_frame_equal(
        found.counts, pd.crosstab(rows, columns), check_names=False, check_dtype=False
    )
    assert found.adjusted_rand == pytest.approx(by_pairs(found.counts.to_numpy()))
    assert cross_tab(rows, rows * 7 % 5).adjusted_rand == 1
    assert cross_tab(columns, rows).adjusted_rand == pytest.approx(found.adjusted_rand)


def test_no_customer_in_both() -> None:
    with pytest.raises(InputError, match="No customer is in both groupings"):
        cross_tab(pd.Series([1], index=["a"]), pd.Series([1], index=["b"]))
