"""Intervals and tests of shares beside published numbers, peers and simulation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from shopai.intervals import (
    benjamini_hochberg,
    clustered,
    newcombe,
    same_share,
    wilson,
)


@pytest.mark.parametrize(  # Newcombe, Statistics in Medicine 17, 1998, 857–872, method 3
    ("hits", "n", "low", "high"),
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_as_published(hits: int, n: int, low: float, high: float) -> None:
    assert wilson(hits, n) == pytest.approx((low, high), abs=5e-5)


@pytest.mark.parametrize(  # Newcombe, Statistics in Medicine 17, 1998, 873–890, method 10
    ("a", "n", "b", "m", "low", "high"),
    [
        (56, 70, 48, 80, 0.0524, 0.3339),
        (9, 10, 3, 10, 0.1705, 0.8090),
        (10, 10, 0, 10, 0.6075, 1.0),
        (0, 10, 0, 20, -0.1611, 0.2775),
    ],
)
def test_newcombe_as_published(a: int, n: int, b: int, m: int, low: float, high: float) -> None:
    assert newcombe(a, n, b, m) == pytest.approx((low, high), abs=5e-5)


def test_wilson_by_hand() -> None:
    # 5 of 10: (0.5 + 0.19207 ± 1.95996 √(0.025 + 0.0096036)) / 1.38415
    low, high = wilson([0, 5, 10, 0], [10, 10, 10, 0])
    np.testing.assert_allclose(low, [0.0, 0.2365931, 0.7224672, 0.0], atol=1e-7)
    np.testing.assert_allclose(high, [0.2775328, 0.7634069, 1.0, 1.0], atol=1e-7)


@given(st.integers(0, 60), st.integers(0, 60))
def test_wilson_matches_scipy(hits: int, more: int) -> None:
    n = hits + more
    found = wilson(hits, n)
    if n:
        peer = stats.binomtest(hits, n).proportion_ci(method="wilson")
        assert found == pytest.approx((peer.low, peer.high), abs=1e-12)
        assert found[0] <= hits / n <= found[1]
    else:
        assert found == (0, 1)


@given(st.integers(0, 200), st.integers(1, 200), st.integers(0, 200), st.integers(1, 200))
def test_same_share_matches_scipy(a: int, more: int, b: int, other: int) -> None:
    n, m = a + more, b + other
    table = [[a, more], [b, other]]
    if a + b == 0:
        expected = 1.0
    elif stats.contingency.expected_freq(table).min() >= 5:
        expected = stats.chi2_contingency(table, correction=False).pvalue
    else:
        expected = stats.fisher_exact(table).pvalue
    assert same_share([a], n, [b], m)[0] == pytest.approx(expected, abs=1e-10)


def test_nobody_to_compare() -> None:
    assert same_share([0], 0, [3], 5).tolist() == [1.0]
    assert newcombe(0, 0, 3, 5) == (-1, 1)


def test_one_trial_each_is_wilson() -> None:
    np.testing.assert_allclose(clustered(7, 20, 7, 7, 20, 20), wilson(7, 20))


def test_customers_alike_count_once() -> None:
    """Ten customers, each with 1 of 2: ten trials. Five with all, five without: ten, not 100."""
    np.testing.assert_allclose(clustered(10, 20, 10, 20, 40, 10), wilson(5, 10))
    low, high = clustered(50, 100, 500, 500, 1000, 10)
    plain = wilson(50, 100)
    assert high - low > 2.5 * (plain[1] - plain[0])
    assert low < 0.21


def test_one_customer_says_nothing_of_others() -> None:
    np.testing.assert_allclose(clustered(30, 100, 900, 3000, 10_000, 1), wilson(0.3, 1))


def test_coverage_where_customers_differ() -> None:
    """60 customers with 1 to 30 trials each, their own shares spread around 0.3."""
    rng = np.random.default_rng(1)
    inside = np.zeros(2)
    n_draws = 1500
    n = rng.integers(1, 31, (n_draws, 60))
    y = rng.binomial(n, rng.beta(0.9, 2.1, n.shape))
    sums = [a.sum(axis=1) for a in (y, n, y * y, y * n, n * n)]
    for i, (low, high) in enumerate((clustered(*sums, 60), wilson(*sums[:2]))):
        inside[i] = np.mean((low <= 0.3) & (high >= 0.3))
    assert 0.93 <= inside[0] <= 0.975
    assert inside[1] < 0.7  # what counting trials alone would promise


def test_benjamini_hochberg_by_hand() -> None:
    p = np.array([0.04, 0.01, 0.03, 0.5])
    # ranked: 0.01 · 4, 0.03 · 4/2, 0.04 · 4/3, 0.5, each no more than the next
    np.testing.assert_allclose(benjamini_hochberg(p), [0.16 / 3, 0.04, 0.16 / 3, 0.5])
    assert benjamini_hochberg(p[:0]).tolist() == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40), st.integers(0, 60))
def test_benjamini_hochberg_counts_what_was_not_found_as_one(p: list[float], more: int) -> None:
    expected = stats.false_discovery_control(np.array(p + [1.0] * more))[: len(p)]
    found = benjamini_hochberg(np.array(p), len(p) + more)
    # subnormal numbers such as 5e-324 have too few digits for a relative tolerance
    np.testing.assert_allclose(found, expected, rtol=1e-12, atol=np.finfo(float).tiny)
