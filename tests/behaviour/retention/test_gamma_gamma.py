"""The model of value: published numbers, by hand, by integrals, by simulation."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import gamma

from shopai.behaviour.retention.gamma_gamma import expected, fit, log_likelihood
from shopai.errors import TooThin
from tests.behaviour.retention.making import cdnow


def test_published_parameters() -> None:
    """Of the CDNOW sample: p = 6.25, q = 3.74, v = 15.44 (Fader, Hardie and Lee, 2005)."""
    table = cdnow("cdnow_customers_summary_with_transactions.csv")
    x, mean = (table[name].to_numpy(dtype=float) for name in ("x", "zbar"))
    some = (x > 0) & (mean > 0)
    found = fit(x[some], mean[some])
    assert some.sum() == 946
    assert np.exp(found.logs) == pytest.approx((6.25, 3.74, 15.44), abs=0.01)


def test_expected_value_by_hand() -> None:
    """p = 2, q = 3, v = 10: new customers 2·10/2; after 2 purchases of mean 20, 2·50/6."""
    first, second = expected(np.array([0.0, 2.0]), np.array([0.0, 20.0]), np.log([2, 3, 10]))
    assert first == pytest.approx([10, 100 / 6])
    assert second == pytest.approx([4 * 100 / (2 * 1), 4 * 2_500 / (6 * 5)])


def test_no_variance_below_two() -> None:
    _, second = expected(np.array([0.0]), np.array([0.0]), np.log([2, 1.5, 10]))
    assert second.tolist() == [np.inf]


@settings(max_examples=12, deadline=None)
@given(
    st.integers(1, 8),
    st.floats(1, 200),
    st.tuples(st.floats(0.5, 8), st.floats(2.2, 8), st.floats(5, 50)),
)
def test_likelihood_and_posterior_by_integrals(
    x: int, mean: float, parameters: tuple[float, float, float]
) -> None:
    """The mean of x Gamma(p, ν) is Gamma(p x, ν x); ν ~ Gamma(q, v)."""
    p, q, v = parameters
    centre = (p * x + q) / (v + x * mean)  # of ν, given the mean

    ways = np.linspace(-40, 40, 40_001)  # of the logarithm of ν
    nu = centre * np.exp(ways)
    told = gamma.pdf(mean, p * x, scale=1 / (nu * x)) * gamma.pdf(nu, q, scale=1 / v)

    def over(power: int) -> float:
        return np.trapezoid(told * (p / nu) ** power * nu, ways)

    whole = over(0)
    counts, means = np.array([float(x)]), np.array([mean])
    assert log_likelihood(counts, means, np.log(parameters))[0] == pytest.approx(
        np.log(whole), rel=1e-6, abs=1e-6
    )
    first, second = expected(counts, means, np.log(parameters))
    assert first == pytest.approx([over(1) / whole], rel=1e-5)
    assert second == pytest.approx([over(2) / whole], rel=1e-4)


@settings(max_examples=12, deadline=None)
@given(st.tuples(*[st.floats(-1, 3)] * 3), st.lists(st.integers(1, 9), min_size=1, max_size=5))
def test_slopes_match_finite_differences(at: tuple[float, float, float], counts: list[int]) -> None:
    x = np.array(counts, dtype=float)
    mean, logs = 10 + 3 * x, np.array(at)
    slopes = log_likelihood(x, mean, logs)[1]
    for i, step in enumerate(np.eye(3) * 1e-5):
        up, down = (log_likelihood(x, mean, logs + s * step)[0] for s in (1, -1))
        assert slopes[i] == pytest.approx((up - down) / 2e-5, rel=1e-4, abs=1e-3)


def simulated(p: float, q: float, v: float, n: int) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(7)
    x, rate = rng.integers(1, 8, n).astype(float), rng.gamma(q, 1 / v, n)
    return x, rng.gamma(p * x, 1 / (rate * x))


def test_planted_parameters_are_found() -> None:
    found = fit(*simulated(3.0, 4.0, 60.0, 4_000))
    assert (np.abs(found.logs - np.log([3.0, 4.0, 60.0])) < 3 * found.errors).all()


def test_no_mean_where_a_few_spend_nearly_all() -> None:
    with pytest.raises(TooThin, match="A few customers"):
        fit(*simulated(3.0, 0.6, 60.0, 2_000))


def test_equal_values_fit_any_model() -> None:
    with pytest.raises(TooThin, match="fit many models"):
        fit(np.full(500, 2.0), np.full(500, 9.99))
