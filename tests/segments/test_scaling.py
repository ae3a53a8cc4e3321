"""Each scaling by hand, with SciPy and NumPy as witnesses, and in any unit."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.stats import rankdata, skew

from shopai.errors import ParameterError
from shopai.segments.scaling import SCALINGS, STEPS, fitted, scale, skewness

ANY_UNIT = ["standard", "robust", "winsorised", "quantile"]


def standardised(values: np.ndarray) -> np.ndarray:
    return (values - values.mean(axis=0)) / values.std(axis=0)


def test_standard_by_hand() -> None:
    values = np.array([[2.0], [4.0], [6.0]])  # mean 4, variance 8/3
    assert scale(values, "standard")[:, 0] == pytest.approx([-(1.5**0.5), 0, 1.5**0.5])


def test_robust_by_hand() -> None:
    values = np.array([[1.0, 0.0], [2.0, 0.0], [3.0, 0.0], [4.0, 0.0], [100.0, 5.0]])
    scaled = scale(values, "robust")
    assert scaled[:, 0].tolist() == [-1.0, -0.5, 0.0, 0.5, 48.5]  # median 3, IQR 4 − 2
    assert scaled[:, 1] == pytest.approx([0, 0, 0, 0, 2.5])  # IQR 0: standard deviation 2


def test_log_only_where_it_helps() -> None:
    even = np.array([1.0, 2.0, 3.0, 4.0, 5.0, 6.0])
    skewed = np.array([-5.0, 0.0, 0.0, 1.0, 2.0, 1000.0])
    found = scale(np.column_stack([even, skewed]), "log-standard")
    assert found[:, 0] == pytest.approx(standardised(even))
    logged = np.array([-np.log(6), 0, 0, np.log(2), np.log(3), np.log(1001)])
    assert found[:, 1] == pytest.approx(standardised(logged))


def test_a_logarithm_that_would_make_it_worse_is_not_taken() -> None:
    """A long lower tail, far above 0: the logarithm stretches it."""
    values = np.array([[1.0], [98.0], [99.0], [99.0], [100.0], [100.0]])
    assert abs(skewness(values)[0]) > 1
    np.testing.assert_allclose(scale(values), standardised(values))


def test_winsorised_by_hand() -> None:
    """0, 1, …, 100 and the last is 9,999: the 1st and 99th percentiles are 1 and 99."""
    values = np.arange(101.0)
    values[100] = 9_999
    clipped = np.r_[1.0, np.arange(1, 100), 99.0]
    expected = (clipped - 50) / clipped.std()
    np.testing.assert_allclose(scale(values[:, None], "winsorised")[:, 0], expected)


def test_winsorised_keeps_tails_that_are_all_there_is() -> None:
    values = np.zeros((200, 1))
    values[3] = 5.0
    np.testing.assert_allclose(scale(values, "winsorised"), standardised(values))


def test_quantile_by_hand() -> None:
    """Ranks 0, ¼, ½, ¾, 1: mean ½, variance 1/8, however far the last one is."""
    values = np.array([[3.0], [1.0], [7.0], [2.0], [1e6]])
    expected = (np.array([0.5, 0, 0.75, 0.25, 1]) - 0.5) / np.sqrt(1 / 8)
    np.testing.assert_allclose(scale(values, "quantile")[:, 0], expected, atol=1e-12)


def test_none_is_as_it_was() -> None:
    values = np.array([[1.0, -2e9], [3.0, 5.5]])
    np.testing.assert_array_equal(scale(values, "none"), values)


# ---------------------------------------------------------------------------- second witness


@pytest.mark.parametrize("seed", range(3))
def test_winsorised_against_numpy(seed: int) -> None:
    values = np.random.default_rng(seed).standard_cauchy(size=(301, 3))
    low, high = np.percentile(values, [1, 99], axis=0)
    np.testing.assert_allclose(
        scale(values, "winsorised"), standardised(np.clip(values, low, high))
    )


@pytest.mark.parametrize("n", [2, 37, STEPS])
def test_quantile_against_ranks(n: int) -> None:
    values = np.random.default_rng(n).lognormal(sigma=3, size=(n, 2))
    ranks = (rankdata(values, axis=0) - 1) / (n - 1)
    np.testing.assert_allclose(scale(values, "quantile"), standardised(ranks), atol=1e-9)


def test_quantile_of_many_is_the_rank_to_a_step() -> None:
    values = np.random.default_rng(0).lognormal(size=(7_000, 1))
    ranks = (rankdata(values, axis=0) - 1) / 6_999
    found = scale(values, "quantile")
    # standardised ranks run from −√3 to √3
    np.testing.assert_allclose(found, standardised(ranks), atol=2 * np.sqrt(3) / STEPS)


def test_quantile_treats_ties_alike_and_keeps_the_order() -> None:
    values = np.random.default_rng(0).poisson(2, size=(500, 1)).astype(float)
    found = scale(values, "quantile")[:, 0]
    levels = [set(found[values[:, 0] == level]) for level in np.unique(values)]
    assert all(len(level) == 1 for level in levels)
    assert (np.diff([level.pop() for level in levels]) > 0).all()


@settings(max_examples=30, deadline=None)
@given(
    values=hnp.arrays(
        np.float64, st.integers(3, 40), elements=st.integers(-99, 99).map(float)
    ).filter(lambda x: np.ptp(x) > 0)
)
def test_skewness_against_scipy(values: np.ndarray) -> None:
    assert skewness(values[:, None])[0] == pytest.approx(skew(values), abs=1e-9)


# -------------------------------------------------------------------------------- properties

TABLES = hnp.arrays(
    np.float64,
    st.tuples(st.integers(4, 40), st.integers(1, 3)),
    elements=st.integers(-50, 50).map(float),
).filter(lambda x: all(len(set(c)) >= 3 for c in x.T))


@settings(max_examples=30, deadline=None)
@given(values=TABLES, scaling=st.sampled_from(SCALINGS))
def test_scaling_is_finite_keeps_the_order_and_leaves_its_input(
    values: np.ndarray, scaling: str
) -> None:
    before = values.copy()
    scaler = fitted(values, scaling)
    found = scaler.apply(values)
    np.testing.assert_array_equal(values, before)
    assert np.isfinite(found).all()
    assert (np.ptp(found, axis=0) > 0).all()
    if scaling in ("log-standard", "standard", "winsorised", "quantile"):
        np.testing.assert_allclose(found.mean(axis=0), 0, atol=1e-9)
        np.testing.assert_allclose(found.std(axis=0), 1)
    for column, scaled in zip(values.T, found.T, strict=True):  # nobody overtakes anybody
        assert (np.diff(scaled[np.argsort(column)]) >= -1e-9).all()
    # others are placed by what was learned, not by who comes along with them
    np.testing.assert_array_equal(scaler.apply(values[1:2]), found[1:2])
    order = np.arange(values.shape[1])[::-1]
    np.testing.assert_allclose(
        fitted(values[:, order], scaling).apply(values[:, order]), found[:, order], atol=1e-12
    )


@settings(max_examples=30, deadline=None)
@given(values=TABLES, factor=st.sampled_from([1e-3, 0.5, 60.0, 1e4]), shift=st.integers(-9, 9))
@pytest.mark.parametrize("scaling", ANY_UNIT[:3])
def test_units_do_not_matter(scaling: str, values: np.ndarray, factor: float, shift: int) -> None:
    found = scale(values * factor + shift, scaling)
    np.testing.assert_allclose(found, scale(values, scaling), atol=1e-6)


@pytest.mark.parametrize("n", [50, 5_000])
def test_units_do_not_matter_to_ranks(n: int) -> None:
    """Where values do not tie; of ties, rounding decides which end of their step they get."""
    values = np.random.default_rng(0).lognormal(size=(n, 2))
    found = scale(values * [1e3, 0.01], "quantile")
    np.testing.assert_allclose(found, scale(values, "quantile"), atol=1e-9)


def test_others_by_the_formula() -> None:
    rng = np.random.default_rng(0)
    seen, new = rng.lognormal(size=(300, 1)), np.array([[-1e3], [1.0], [1e6]])
    low, high = np.percentile(seen, [1, 99])
    clipped = seen.clip(low, high)
    lower, median, upper = np.percentile(seen, [25, 50, 75])
    logs = np.log1p(seen)
    expected = {
        "standard": (new - seen.mean()) / seen.std(),
        "robust": (new - median) / (upper - lower),
        "winsorised": (new.clip(low, high) - clipped.mean()) / clipped.std(),
        "log-standard": (np.sign(new) * np.log1p(abs(new)) - logs.mean()) / logs.std(),
        "none": new,
    }
    for scaling, values in expected.items():
        np.testing.assert_allclose(fitted(seen, scaling).apply(new), values, rtol=1e-9)
    ends = fitted(seen, "quantile").apply(new)
    assert [ends[0, 0], ends[2, 0]] == pytest.approx([-np.sqrt(3), np.sqrt(3)], rel=0.02)


def test_unknown_scaling() -> None:
    names = "log-standard, standard, robust, winsorised, quantile, none"
    with pytest.raises(ParameterError, match=f'"z-score"; choose one of {names}'):
        scale(np.array([[1.0], [2.0]]), "z-score")


@pytest.mark.parametrize("scaling", SCALINGS)
def test_no_features_at_all(scaling: str) -> None:
    """As where all that is chosen are categories."""
    assert scale(np.empty((20, 0)), scaling).shape == (20, 0)
