"""Intervals and tests by hand, and against SciPy and the definitions."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from shopai.evaluate import catalogue
from shopai.evaluate.intervals import GROUPS, Resamples, ends, holm, sign_flip

P_VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=8)


def test_holm_by_hand() -> None:
    """Four tests: 4·0.005, 3·0.01, 2·0.03, and 0.04, which may not be less than that."""
    found = holm(np.array([0.01, 0.04, 0.03, 0.005]))
    assert found.tolist() == pytest.approx([0.03, 0.06, 0.06, 0.02])


@given(P_VALUES)
def test_holm_rejects_what_stepping_down_rejects(values: list[float]) -> None:
    """At any level: go up from the smallest p while p ≤ level / tests left, and stop there."""
    adjusted = holm(np.array(values))
    for level in (*adjusted, 0.01, 0.05, 0.5):
        rejected = set()
        for step, place in enumerate(np.argsort(values, kind="stable")):
            if values[place] * (len(values) - step) > level:
                break
            rejected.add(int(place))
        if level < 1:
            assert set(np.flatnonzero(adjusted <= level)) == rejected


def test_sign_flips_by_hand() -> None:
    """Differences 1, 2, 3: of 8 sign changes only +++ and −−− are as far off: p = 1/4."""
    sums = np.array([[1.0, 1.0, 0.0], [2.0, -2.0, 0.0], [3.0, 1.0, 0.0]])
    # 1, −2, 1: a sum of 0 is never closer than any; no difference at all: p = 1
    assert sign_flip(sums, 0).tolist() == [0.25, 1.0, 1.0]


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(-4, 4), min_size=2, max_size=9).filter(any))
def test_sign_flips_as_scipy(differences: list[int]) -> None:
    x = np.array(differences, dtype=float)
    theirs = stats.permutation_test(
        (x, np.zeros(len(x))),
        lambda a, b, axis: (a - b).mean(axis=axis),
        permutation_type="samples",
        n_resamples=np.inf,
        vectorized=True,
    )
    assert sign_flip(x[:, np.newaxis], 0)[0] == pytest.approx(theirs.pvalue)


def test_drawn_sign_flips_come_near_to_all_of_them() -> None:
    x = np.random.default_rng(1).normal(0.4, 1, 12)[:, np.newaxis]
    assert sign_flip(x, 0, flips=4095)[0] == pytest.approx(sign_flip(x, 0)[0], abs=0.02)


@pytest.mark.parametrize("n", [300, 3 * GROUPS + 7])
def test_the_interval_of_a_mean_is_that_of_the_normal(n: int) -> None:
    """Also where customers are drawn in groups."""
    x = np.random.default_rng(3).exponential(2, n)
    low, high = Resamples.of(n, 0).interval(x, np.ones(n))
    error = x.std() / np.sqrt(n)
    assert (high - low) / (2 * 1.96 * error) == pytest.approx(1, abs=0.1)
    assert (low + high) / 2 == pytest.approx(x.mean(), abs=error / 4)


def test_the_interval_of_a_mean_covers_95_of_100() -> None:
    rng = np.random.default_rng(10)
    inside = 0
    for seed in range(300):
        x = rng.normal(1, 1, 60)
        low, high = Resamples.of(60, seed, 400).interval(x, np.ones(60))
        inside += low <= 1 <= high
    assert 0.90 <= inside / 300 <= 0.98


def test_draws_are_of_the_customers_given() -> None:
    """Each draw's mean, worked out from how often each customer was drawn."""
    resamples = Resamples.of(4, 7, resamples=5)
    values = np.array([1.0, 10.0, 100.0, 1000.0])
    expected = [np.repeat(values, w.astype(int)).mean() for w in resamples.weights]
    assert resamples.ratios(values, np.ones(4)).tolist() == pytest.approx(expected)
    assert (resamples.weights.sum(axis=1) == 4).all()


def test_a_draw_without_anybody_is_left_out() -> None:
    resamples = Resamples.of(3, 0, resamples=200)
    below = np.array([1.0, 0.0, 0.0])
    assert np.isnan(resamples.ratios(below * 2, below)).any()
    assert resamples.interval(below * 2, below) == (2.0, 2.0)
    assert np.isnan(ends(np.array([np.nan]))).all()


def test_coverage_keeps_its_interval_around_it() -> None:
    """Each of 40 customers is shown 3 of 50 items at random."""
    rng = np.random.default_rng(2)
    lists = np.array([rng.permutation(50)[:3] for _ in range(40)])
    shown = catalogue.exposure(lists, np.arange(40), 40, 50)
    value, low, high = Resamples.of(40, 0).counted([shown], catalogue.coverage)
    assert value == len(np.unique(lists)) / 50
    assert low < value < high
    fewer = Resamples.of(40, 0).weights @ shown.toarray() > 0
    spread = np.percentile(fewer[:200].mean(axis=1), [2.5, 97.5])
    assert high - low == pytest.approx(spread[1] - spread[0])


def test_two_splits_count_alike() -> None:
    one, two = sp.csr_matrix([[1.0, 0, 0, 0]]), sp.csr_matrix([[1.0, 1, 1, 0]])
    value, _, _ = Resamples.of(1, 0).counted([one, two], catalogue.coverage)
    assert value == 0.5


def test_the_seed_decides() -> None:
    x = np.arange(5000.0)
    first, again, other = (Resamples.of(5000, s).interval(x, np.ones(5000)) for s in (1, 1, 2))
    assert first == again != other


def test_all_sign_changes_are_tried() -> None:
    """Twelve customers make 4,096: as many as are tried one by one here."""
    x = np.random.default_rng(5).normal(0.3, 1, 12)
    totals = [np.dot(signs, x) for signs in itertools.product((-1, 1), repeat=12)]
    expected = np.mean(np.abs(totals) >= abs(x.sum()) - 1e-12)
    assert sign_flip(x[:, np.newaxis], 0)[0] == pytest.approx(expected)
