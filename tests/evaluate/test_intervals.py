"""Intervals and tests by hand, and against SciPy and the definitions."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from shopai.bootstrap import CustomerDraws
from shopai.evaluate import metrics
from shopai.evaluate.intervals import counted, holm, sign_flip

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
def test_sign_flips_match_scipy(differences: list[int]) -> None:
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


def test_coverage_keeps_its_interval_around_it() -> None:
    """Each of 40 customers is shown 3 of 50 items at random."""
    rng = np.random.default_rng(2)
    lists = np.array([rng.permutation(50)[:3] for _ in range(40)])
    shown = metrics.exposure(lists, np.arange(40), 40, 50)
    value, low, high = counted(CustomerDraws.of(40, 0), [shown], metrics.coverage)
    assert value == len(np.unique(lists)) / 50
    assert low < value < high
    fewer = CustomerDraws.of(40, 0).weights @ shown.toarray() > 0
    spread = np.percentile(fewer[:200].mean(axis=1), [2.5, 97.5])
    assert high - low == pytest.approx(spread[1] - spread[0])


def test_coverage_is_averaged_over_splits() -> None:
    one, two = sp.csr_matrix([[1.0, 0, 0, 0]]), sp.csr_matrix([[1.0, 1, 1, 0]])
    value, _, _ = counted(CustomerDraws.of(1, 0), [one, two], metrics.coverage)
    assert value == 0.5


def test_all_sign_changes_are_tried() -> None:
    """Twelve customers make 4,096: as many as are tried one by one here."""
    x = np.random.default_rng(5).normal(0.3, 1, 12)
    totals = [np.dot(signs, x) for signs in itertools.product((-1, 1), repeat=12)]
    expected = np.mean(np.abs(totals) >= abs(x.sum()) - 1e-12)
    assert sign_flip(x[:, np.newaxis], 0)[0] == pytest.approx(expected)
