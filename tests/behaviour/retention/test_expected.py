"""Expected purchases against the paper's formula, integrals and simulated customers."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import betaln, expit, hyp2f1

from shopai.behaviour.retention.expected_total import beta_points, expectation, moments
from tests.behaviour.retention.making import lives, summary

positive = st.floats(0.05, 20)


def formula_10(x: float, age: float, t: float, r: float, alpha: float, a: float, b: float) -> float:
    """Fader, Hardie and Lee (2005), of who is a customer still."""
    late = alpha + age + t
    power = ((alpha + age) / late) ** (r + x) * hyp2f1(r + x, b + x, a + b + x - 1, t / late)
    return (a + b + x - 1) / (a - 1) * (1 - power)


@pytest.mark.parametrize(
    ("x", "age", "t"), [(0, 0, 39), (2, 38.86, 39), (26, 30, 39), (0, 0, 520), (5, 1, 520)]
)
def test_expected_purchases_match_the_papers_formula(x: float, age: float, t: float) -> None:
    parameters = (0.243, 4.414, 0.793, 2.426)
    first, _ = moments(np.array([x]), np.array([age]), t, np.log(parameters))
    assert first == pytest.approx([formula_10(x, age, t, *parameters)], rel=1e-9)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 40), st.floats(0, 60), st.floats(0.1, 60), st.tuples(*[positive] * 4))
def test_moments_are_means_over_leaving(
    x: int, age: float, t: float, parameters: tuple[float, float, float, float]
) -> None:
    r, alpha, a, b = parameters
    first, second = moments(np.array([float(x)]), np.array([age]), t, np.log(parameters))
    ways = np.linspace(-600, 300, 90_001)  # of the logit of p, where its density is smooth
    p, stay = expit(ways), expit(-ways)
    density = np.exp(a * np.log(p) + (b + x) * np.log(stay) - betaln(a, b + x))
    k, shape = t / (alpha + age), r + x
    n = shape * np.log1p(k * p)
    once = -np.expm1(-n) / p
    chance = -np.expm1(-n) - shape * k * p / (1 + k * p) * np.exp(-n)
    square = np.maximum(p, 1e-150) ** 2
    series = shape * (shape + 1) * k**2 / 2 * (1 - 2 * (shape + 2) * k * p / 3)
    twice = np.where((shape + 2) * k * p < 1e-4, series, chance / square)  # digits are lost there
    assert first == pytest.approx([np.trapezoid(once * density, ways)], rel=1e-6)
    assert second == pytest.approx([np.trapezoid(2 * stay * twice * density, ways)], rel=1e-5)


def test_no_hole_where_a_is_one() -> None:
    x, age = np.array([3.0]), np.array([20.0])
    at, beside = (moments(x, age, 30.0, np.log([0.5, 4.0, a, 2.0]))[0] for a in (1.0, 1.000001))
    assert at == pytest.approx(beside, rel=1e-5)


def test_thousands_of_purchases() -> None:
    """A wholesale customer whose rate is known: about rate × time while they hardly leave."""
    first, second = moments(np.array([5_000.0]), np.array([100.0]), 10.0, np.log([1, 1, 0.01, 50]))
    assert first == pytest.approx([500], rel=0.02)
    assert second == pytest.approx(first**2, rel=0.02)


def test_where_nobody_leaves() -> None:
    """NBD: (r + x) t / (α + T), and its factorial square."""
    first, second = moments(np.array([2.0]), np.array([6.0]), 4.0, np.log([1.0, 2.0]))
    assert (first[0], second[0]) == pytest.approx((3 * 4 / 8, 3 * 4 * (4 / 8) ** 2))


@settings(max_examples=12, deadline=None)
@given(positive, positive, st.sampled_from([32, 64]))
def test_beta_points_have_the_moments_of_beta(a: float, b: float, n: int) -> None:
    p, share = beta_points(a, b, n)
    assert share.sum() == pytest.approx(1)
    assert share @ p == pytest.approx(a / (a + b))
    assert share @ p**2 == pytest.approx(a * (a + 1) / ((a + b) * (a + b + 1)))
    assert ((p > 0) & (p < 1)).all()


def test_points_where_the_recurrence_is_zero_by_zero() -> None:
    p, share = beta_points(0.5, 0.5, 32)  # the arcsine law: Chebyshev's points, equal weights
    assert share == pytest.approx(np.full(32, 1 / 32))
    assert np.sort(p) == pytest.approx(
        np.sort((1 + np.cos(np.pi * (np.arange(32) + 0.5) / 32)) / 2)
    )


def test_simulated_customers_do_as_expected() -> None:
    """6,000 lives of 80 weeks: what is expected at week 40 of the 40 weeks after."""
    planted = (0.6, 5.0, 0.8, 2.5)
    purchases = lives(6_000, 80, *planted, seed=5)
    data = summary(purchases, 40)
    ahead = expectation(data, np.log(planted), 40.0)
    actual = np.array([float((times > 40).sum()) for times in purchases])
    error = np.sqrt(ahead.variance.sum())
    assert abs(actual.sum() - ahead.mean.sum()) < 3.5 * error
    for many in (0, 1, 2):  # and of each number of purchases before
        some = data.x == many
        gap = actual[some].sum() - ahead.mean[some].sum()
        assert abs(gap) < 3.5 * np.sqrt(ahead.variance[some].sum())
    spread = ((actual - ahead.mean) ** 2).sum() / ahead.variance.sum()
    assert spread == pytest.approx(1, abs=0.15)  # the variance is the model's
