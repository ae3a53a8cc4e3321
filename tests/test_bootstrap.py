"""The bootstrap of customers, by hand and against the normal approximation."""

from __future__ import annotations

import numpy as np
import pytest

from shopai.bootstrap import GROUPS, CustomerDraws, interval


def of_mean(x: np.ndarray, seed: int = 0, resamples: int = 1000) -> tuple[float, float]:
    """Ends of the 95% interval of the mean of customers' values."""
    low, high = interval(CustomerDraws.of(len(x), seed, resamples).ratios(x, np.ones(len(x))))
    return float(low), float(high)


@pytest.mark.parametrize("n", [300, 3 * GROUPS + 7])
def test_interval_of_a_mean_matches_the_normal_approximation(n: int) -> None:
    """Also where customers are drawn in groups."""
    x = np.random.default_rng(3).exponential(2, n)
    low, high = of_mean(x)
    error = x.std() / np.sqrt(n)
    assert (high - low) / (2 * 1.96 * error) == pytest.approx(1, abs=0.1)
    assert (low + high) / 2 == pytest.approx(x.mean(), abs=error / 4)


def test_interval_of_a_mean_covers_95_of_100() -> None:
    rng = np.random.default_rng(10)
    inside = 0
    for seed in range(300):
        low, high = of_mean(rng.normal(1, 1, 60), seed, 400)
        inside += low <= 1 <= high
    assert 0.90 <= inside / 300 <= 0.98


def test_ratios_are_the_means_of_the_customers_drawn() -> None:
    """Each draw's mean, worked out from how often each customer was drawn."""
    draws = CustomerDraws.of(4, 7, resamples=5)
    values = np.array([1.0, 10.0, 100.0, 1000.0])
    expected = [np.repeat(values, w.astype(int)).mean() for w in draws.weights]
    assert draws.ratios(values, np.ones(4)).tolist() == pytest.approx(expected)
    assert (draws.weights.sum(axis=1) == 4).all()


def test_draws_without_a_value_are_left_out_of_the_interval() -> None:
    below = np.array([1.0, 0.0, 0.0])
    ratios = CustomerDraws.of(3, 0, resamples=200).ratios(below * 2, below)
    assert np.isnan(ratios).any()
    assert interval(ratios) == (2.0, 2.0)
    assert np.isnan(interval(np.array([np.nan]))).all()


def test_interval_of_several_columns_is_that_of_each() -> None:
    nan, inf = np.nan, np.inf
    draws = np.array([[0.0, 1.0, nan, 2.0], [1.0, nan, nan, inf], [2.0, 3.0, nan, 6.0]])
    low, high = interval(draws)
    np.testing.assert_allclose(low, [0.05, 1.05, nan, 2.1])
    np.testing.assert_allclose(high, [1.95, 2.95, nan, 5.9])


def test_the_seed_decides_the_interval() -> None:
    x = np.arange(5000.0)
    assert of_mean(x, 1) == of_mean(x, 1) != of_mean(x, 2)
