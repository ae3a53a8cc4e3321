"""What the lists do to the catalogue, by hand and against the plain definitions."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics.pairwise import cosine_similarity

from shopai.evaluate import metrics
from tests.recommend.models.oracle import prefs_of

NO = math.nan
#: Item 0 has four customers, 1 two, 2 one, 3 none.
TRAIN = prefs_of(
    np.array(
        [
            [1, 2, NO, NO],
            [1, NO, NO, NO],
            [1, NO, 3, NO],
            [1, 2, NO, NO],
            [NO, NO, NO, NO],
        ]
    )
)
LISTS = np.array([[0, 1], [0, 3], [2, -1], [-1, -1]])


def test_novelty_by_hand() -> None:
    """Of four customers with anything: shares 1, 1/2, 1/4, and 1/4 for what nobody has."""
    found = metrics.novelty(LISTS, TRAIN)
    assert found[:3].tolist() == [0.5, 1.0, 2.0]
    assert math.isnan(found[3])


def test_popularity_by_hand() -> None:
    assert metrics.popularity(LISTS, TRAIN)[:3].tolist() == [3, 2, 1]
    found = metrics.consumed(np.array([0, 1, 4]), TRAIN)
    assert found[:2].tolist() == [3, 4]
    assert math.isnan(found[2])


def test_coverage_by_hand() -> None:
    counts = metrics.exposure(LISTS, np.array([0, 0, 1, 1]), 2, 4).toarray()
    assert counts.tolist() == [[2, 1, 0, 1], [0, 0, 1, 0]]
    assert metrics.coverage(counts).tolist() == [0.75, 0.25]


def test_gini_by_hand() -> None:
    """All alike; one has all of four; 1, 2, 3: mean absolute difference 8/9 over twice 2."""
    assert metrics.gini(np.array([[5.0, 5, 5, 5], [0, 7, 0, 0]])).tolist() == [0, 0.75]
    assert metrics.gini(np.array([[2.0, 1, 3]]))[0] == pytest.approx(8 / 9 / 4)
    assert math.isnan(metrics.gini(np.zeros((1, 3)))[0])


def test_diversity_by_hand() -> None:
    """Items 0 and 1: (1, 1, 1, 1)·(2, 0, 0, 2) / (2·√8) = 1/√2; with what nobody has, 0."""
    found = metrics.diversity(LISTS, TRAIN, 0)
    assert found[0] == pytest.approx(1 - 1 / math.sqrt(2))
    assert found[1] == 1
    assert np.isnan(found[2:]).all()


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 6))
def test_diversity_is_the_mean_over_pairs(seed: int, k: int) -> None:
    rng = np.random.default_rng(seed)
    dense = np.where(rng.random((9, 7)) < 0.5, rng.integers(1, 6, (9, 7)), NO)
    dense[0, 0] = 1
    lists = np.array([rng.permutation(7)[:k] for _ in range(5)])
    lists[0, -1] = -1
    lists[1, 1:] = -1
    similar = cosine_similarity(np.nan_to_num(dense).T)
    found = metrics.diversity(lists, prefs_of(dense), seed)
    for line, value in zip(lists, found, strict=True):
        items = line[line >= 0]
        pairs = [similar[a, b] for x, a in enumerate(items) for b in items[x + 1 :]]
        expected = 1 - np.mean(pairs) if pairs else NO
        assert value == pytest.approx(expected, abs=1e-12, nan_ok=True)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.integers(0, 9), min_size=1, max_size=12).filter(any))
def test_gini_is_half_the_relative_mean_difference(counts: list[int]) -> None:
    x = np.array(counts, dtype=float)
    expected = np.abs(x[:, np.newaxis] - x).mean() / (2 * x.mean())
    assert metrics.gini(x[np.newaxis])[0] == pytest.approx(expected, abs=1e-12)
