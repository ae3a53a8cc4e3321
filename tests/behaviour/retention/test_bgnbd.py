"""The model of repeat purchases: published numbers, by hand, by integrals, by simulation."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import betaln
from scipy.stats import gamma

from shopai.behaviour.retention.bgnbd import Seen, alive, fit, log_likelihood
from shopai.behaviour.retention.expected_total import moments
from shopai.behaviour.retention.likelihood import Maximum
from shopai.errors import TooThin
from tests.behaviour.retention.making import cdnow, lives, seen, summary

PUBLISHED = (0.243, 4.414, 0.793, 2.426)  # Fader, Hardie and Lee (2005), of the CDNOW sample

logs = st.tuples(*[st.floats(-1.5, 1.5)] * 4).map(np.array)


@st.composite
def customers(draw: st.DrawFn) -> Seen:
    rows = []
    for _ in range(draw(st.integers(1, 6))):
        age = draw(st.floats(0.5, 80))
        x = draw(st.integers(0, 12))
        rows.append((x, age * draw(st.floats(0.05, 1)) if x else 0.0, age))
    return seen(*rows)


def sample() -> Seen:
    table = cdnow("cdnow_customers_summary.csv")
    columns = (table[name].to_numpy(dtype=float) for name in ("frequency", "recency", "T"))
    return Seen(*columns, np.ones(len(table)))


@pytest.fixture(scope="module")
def cdnow_fit() -> Maximum:
    return fit(sample())


def test_published_parameters(cdnow_fit: Maximum) -> None:
    found = cdnow_fit
    assert sample().n == 2_357
    assert np.exp(found.logs) == pytest.approx(PUBLISHED, abs=0.0005)
    assert found.log_likelihood == pytest.approx(-9582.4, abs=0.05)


def test_the_fit_is_a_maximum(cdnow_fit: Maximum) -> None:
    data, found = sample(), cdnow_fit
    assert np.abs(log_likelihood(data, found.logs)[1]).max() < 1e-3
    for step in np.vstack([np.eye(4), -np.eye(4)]) * 0.01:
        assert log_likelihood(data, found.logs + step)[0] < found.log_likelihood


def test_published_expectation() -> None:
    """The paper's customer of 2 repeat purchases, the last in week 30.43: 1.226 in 39 weeks."""
    one, parameters = seen((2, 30.43, 38.86)), np.log(PUBLISHED)
    first, _ = moments(one.x, one.age, 39.0, parameters)
    assert first * alive(one, parameters) == pytest.approx([1.226], abs=0.001)


def test_bgnbd_likelihood_by_hand() -> None:
    """All parameters 1: who bought once in 1 week, ½; who came back in week 1 of 3, 5/32."""
    ones = np.zeros(4)
    assert log_likelihood(seen((0, 0, 1)), ones)[0] == pytest.approx(np.log(1 / 2))
    back = seen((1, 1, 3))  # B(1, 2) / B(1, 1) · (1/4² + 1/1 · 1/2²)
    assert log_likelihood(back, ones)[0] == pytest.approx(np.log(5 / 32))
    assert alive(back, ones) == pytest.approx([1 / 5])  # (1/16) / (1/16 + 1/4)
    assert alive(seen((0, 0, 9)), ones).tolist() == [1.0]
    # of r and α alone: 1/1 · Γ(2) / Γ(1) · 1 / (1 + 3)²
    assert log_likelihood(back, ones[:2])[0] == pytest.approx(np.log(1 / 16))
    assert alive(back, ones[:2]).tolist() == [1.0]


@settings(max_examples=12, deadline=None)
@given(customers(), logs)
def test_likelihood_is_the_mean_over_customers(data: Seen, at: np.ndarray) -> None:
    """Of λˣ [(1−p)ˣ e^−λT + [x > 0] p (1−p)ˣ⁻¹ e^−λt], by numeric integrals."""
    r, alpha, a, b = np.exp(at)
    ways = np.linspace(-300, 300, 60_001)  # of the logit of p, where its density is smooth
    p, q = -np.logaddexp(0, -ways), -np.logaddexp(0, ways)  # ln p and ln(1 − p)
    density = a * p + b * q - betaln(a, b)
    stays, ends = [], []
    for x, recency, age in zip(data.x, data.recency, data.age, strict=True):

        def over_rates(until: float, x: float = x) -> float:
            """λˣ e^−λu under Gamma(r, α) is a multiple of the density of Gamma(r + x, α + u)."""
            scale = gamma.pdf(1.0, r, scale=1 / alpha) * np.exp(-until)
            return scale / gamma.pdf(1.0, r + x, scale=1 / (alpha + until))

        def over_leaving(i: float, j: float) -> float:
            return np.trapezoid(np.exp(density + i * p + j * q), ways)

        stays.append(over_leaving(0, x) * over_rates(age))
        ends.append(over_leaving(1, x - 1) * over_rates(recency) if x else 0.0)
    expected = np.log(np.array(stays) + np.array(ends)).sum()
    assert log_likelihood(data, at)[0] == pytest.approx(expected, rel=1e-5, abs=1e-5)
    still = np.array(stays) / (np.array(stays) + np.array(ends))
    assert alive(data, at) == pytest.approx(still, rel=1e-5, abs=1e-9)


@settings(max_examples=15, deadline=None)
@given(customers(), logs, st.sampled_from([2, 3, 4]))
def test_slopes_match_finite_differences(data: Seen, at: np.ndarray, k: int) -> None:
    slopes = log_likelihood(data, at[:k])[1]
    for i, step in enumerate(np.eye(k) * 1e-5):
        rise = log_likelihood(data, at[:k] + step)[0] - log_likelihood(data, at[:k] - step)[0]
        assert slopes[i] == pytest.approx(rise / 2e-5, rel=1e-4, abs=1e-4)


def test_equal_customers_in_one_row() -> None:
    one = Seen(np.array([2.0]), np.array([3.0]), np.array([9.0]), np.array([3.0]))
    three = seen(*[(2, 3, 9)] * 3)
    at = np.log([0.5, 3, 0.7, 2])
    for together, apart in zip(log_likelihood(one, at), log_likelihood(three, at), strict=True):
        assert together == pytest.approx(apart, rel=1e-12)


def test_planted_parameters_are_found() -> None:
    planted = (0.6, 5.0, 0.8, 2.5)
    found = fit(summary(lives(6_000, 60, *planted, seed=3), 60))
    assert len(found.logs) == 4
    assert (np.abs(found.logs - np.log(planted)) < 3 * found.errors).all()
    assert found.errors.max() < 0.25


def test_where_nobody_leaves_two_parameters_do() -> None:
    found = fit(summary(lives(2_000, 60, 0.8, 9.0, 0.0, 1.0, seed=4), 60))
    assert len(found.logs) == 2
    assert (np.abs(found.logs - np.log([0.8, 9.0])) < 3 * found.errors).all()


def test_one_rate_of_leaving_for_all_is_found() -> None:
    """p = 0.2 for everyone: a and b may be as large as one likes, their odds are known.

    By chance customers may seem to differ a little; then a and b are known, if badly.
    """
    a, alike = 1e7, 0
    for seed in (2, 3):
        found = fit(summary(lives(3_000, 60, 0.8, 6.0, a, 4 * a, seed=seed), 60))
        odds = found.logs[2] - (found.logs[3] if len(found.logs) == 4 else 0.0)
        assert odds == pytest.approx(np.log(0.25), abs=0.2)
        if len(found.logs) == 3:
            alike += 1
            assert (np.abs(found.logs - np.log([0.8, 6.0, 0.25])) < 3 * found.errors).all()
            assert found.errors.max() < 0.2
    assert alike >= 1


@settings(max_examples=12, deadline=None)
@given(customers(), logs)
def test_one_rate_of_leaving_is_the_limit(data: Seen, at: np.ndarray) -> None:
    """Of a and b without end at a / b = the odds."""
    limit = np.array([at[0], at[1], at[2] + np.log(1e8), np.log(1e8)])
    one = at[:3]
    assert log_likelihood(data, one)[0] == pytest.approx(log_likelihood(data, limit)[0], abs=1e-4)
    assert alive(data, one) == pytest.approx(alive(data, limit), rel=1e-5, abs=1e-12)
    for told, near in zip(
        moments(data.x, data.age, 30.0, one), moments(data.x, data.age, 30.0, limit), strict=True
    ):
        assert told == pytest.approx(near, rel=1e-4)


def test_customers_all_alike_fit_any_model() -> None:
    """Every customer buys every eighth week: r and α may be as large as one likes."""
    alike = Seen(np.array([5.0]), np.array([40.0]), np.array([42.0]), np.array([900.0]))
    with pytest.raises(TooThin, match="fit many models"):
        fit(alike)


@pytest.mark.slow
def test_bgnbd_matches_the_lifetimes_package() -> None:
    """Probability alive and expected purchases, beside the `lifetimes` package."""
    x, recency, age = (
        [0, 1, 2, 7, 26],
        [0.0, 1.71, 30.43, 20.0, 30.0],
        [38.86, 38.86, 38.86, 25, 31],
    )
    script = (
        "import json, pandas as pd, lifetimes, numpy as np; f = lifetimes.BetaGeoFitter();"
        f"f.params_ = pd.Series(dict(zip(('r', 'alpha', 'a', 'b'), {PUBLISHED})));"
        f"x, t, T = map(np.array, ({x}, {recency}, {age}));"
        "e = f.conditional_expected_number_of_purchases_up_to_time(39, x, t, T);"
        "print(json.dumps([list(e), list(f.conditional_probability_alive(x, t, T))]))"
    )
    run = [sys.executable, "-W", "ignore", "-c", script]
    answer = subprocess.run(run, capture_output=True, check=True, text=True)
    purchases, still = json.loads(answer.stdout)
    data, at = seen(*zip(x, recency, age, strict=True)), np.log(PUBLISHED)
    assert alive(data, at) == pytest.approx(still, rel=1e-9)
    first, _ = moments(data.x, data.age, 39.0, at)
    assert first * alive(data, at) == pytest.approx(purchases, rel=1e-9)
