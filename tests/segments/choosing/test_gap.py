"""The gap statistic: formula and rule by hand, and worked out anew with scikit-learn."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from threadpoolctl import threadpool_limits

from shopai.segments.choosing.criteria import (
    ahead_of_one,
    first_within_error,
    gap,
    log_inertias,
    reference,
)


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """So many small fits that threads would only wait for one another."""
    with threadpool_limits(1, user_api="openmp"):
        yield


LOGS = np.array([3.0, 1.0])
THREE = np.array([[4.0, 3.0], [5.0, 3.5], [6.0, 4.0]])  # of three references, k = 1 and 2


def test_formula_by_hand() -> None:
    """Means 5 and 3.5; deviations (ddof 0) √(2/3) and √(0.5/3); √(1 + 1/3) of that."""
    found, error = gap(LOGS, THREE)
    assert found.tolist() == [2.0, 2.5]
    assert error == pytest.approx([np.sqrt(2 / 3 * 4 / 3), np.sqrt(0.5 / 3 * 4 / 3)])


def test_ahead_of_one_group_by_hand() -> None:
    """Gap(2) − Gap(1) = 0.5. The references fall by 1, 1.5 and 2, deviation (ddof 1) 0.5."""
    assert ahead_of_one(LOGS, THREE) == pytest.approx([0, 0.5 / (0.5 * np.sqrt(4 / 3))])


def test_perfect_and_meaningless_numbers_of_groups() -> None:
    """W = 0 for the data: infinitely tighter. For the references too, at K = n: unknown."""
    data = np.array([0.0, -np.inf, -np.inf])
    references = np.array([[1.0, 0.5, -np.inf], [2.0, 0.0, -np.inf]])
    with np.errstate(all="raise"):
        found, error = gap(data, references)
        ahead = ahead_of_one(data, references)
    np.testing.assert_array_equal(found, [1.5, np.inf, np.nan])
    assert np.isfinite(error[:2]).all()
    np.testing.assert_array_equal(ahead, [0.0, np.inf, np.nan])


@pytest.mark.parametrize(
    ("gaps", "errors", "k"),
    [
        ([0.5, 0.4, 0.9, 0.8], [0, 0, 0, 0], 1),
        ([0.1, 0.4, 0.9, 0.8], [0, 0, 0, 0], 3),
        ([0.1, 0.4, 0.9, 0.95], [0, 0, 0, 0.1], 3),  # 0.95 − 0.1 < 0.9
        ([0.1, 0.4, 0.9, 0.95], [9, 0, 0, 0.02], None),  # the error of the next counts
        ([0.1, 0.2, 0.3, 0.4], [0, 0, 0.1, 0], 2),  # just as large is enough
        ([0.1, 0.2, 0.3, 0.4], [0, 0, 0, 0], None),
        ([0.1, np.inf], [0, 0.1], None),
        ([0.2, 0.1, np.nan], [0, 0, np.nan], 1),
        ([0.2], [0.1], None),
    ],
)
def test_one_standard_error_rule_by_hand(
    gaps: list[float], errors: list[float], k: int | None
) -> None:
    ks = range(1, len(gaps) + 1)
    assert first_within_error(ks, np.array(gaps), np.array(errors)) == k


# -------------------------------------------------------------------------- the references


@given(
    points=hnp.arrays(
        np.float64,
        st.tuples(st.integers(2, 30), st.integers(1, 4)),
        elements=st.integers(-50, 50).map(float),
    ),
    seed=st.integers(0, 9),
)
def test_reference_has_the_shape_of_the_data(points: np.ndarray, seed: int) -> None:
    found = reference(points, seed)
    assert found.shape == points.shape
    np.testing.assert_array_equal(found, reference(points, seed))
    # along the main axes, in some order and sense: no wider than the data
    _, _, axes = np.linalg.svd(points - points.mean(axis=0))
    widths = np.sort(np.ptp(points @ axes.T, axis=0))
    if len(set(np.linalg.svd(points - points.mean(axis=0))[1].round(6))) == points.shape[1]:
        assert (np.sort(np.ptp(found, axis=0)) <= widths + 1e-6).all()
    # the box holds the data, so its diagonal is at least their farthest corner
    assert np.linalg.norm(found, axis=1).max() <= np.linalg.norm(widths) + 1e-6


def test_reference_turns_with_the_data() -> None:
    """A thin cloud along a diagonal: the box is thin along the diagonal, not a big square."""
    rng = np.random.default_rng(0)
    flat = rng.normal(size=(5_000, 2)) * [10, 0.1]
    turn = np.array([[1, 1], [-1, 1]]) / np.sqrt(2)
    found = reference(flat @ turn + [1e3, -1e3], 1)
    main = PCA(2).fit_transform(flat)
    box = np.sort(np.ptp(main, axis=0))
    np.testing.assert_allclose(np.sort(np.ptp(found, axis=0)), box, rtol=0.01)
    # uniform: the variance is a twelfth of the squared width, the axes do not correlate
    np.testing.assert_allclose(np.sort(found.var(axis=0)), box**2 / 12, rtol=0.05)
    assert abs(np.corrcoef(found.T)[0, 1]) < 0.05


def test_log_inertias_by_hand() -> None:
    points = np.array([[0.0], [2.0], [10.0], [12.0]])
    found = log_inertias(points, [1, 2, 4, 5], seed=0)
    np.testing.assert_allclose(found, [np.log(104), np.log(4), -np.inf, np.nan], rtol=1e-12)


def test_whole_statistic_against_another_hand() -> None:
    """With 30 references each, the two must agree within what chance explains."""
    rng = np.random.default_rng(0)
    points = rng.normal(size=(90, 2)) @ [[1, 0.6], [0, 1]] + np.repeat(
        [[0, 0], [7, 0], [0, 7]], 30, 0
    )
    ks = [1, 2, 3, 4]
    ours, error = gap(
        log_inertias(points, ks, 0),
        np.stack([log_inertias(reference(points, 100 + b), ks, 0) for b in range(30)]),
    )

    def logs(data: np.ndarray) -> list[float]:
        return [np.log(KMeans(k, n_init=5, random_state=1).fit(data).inertia_) for k in ks]

    pca = PCA(2).fit(points)
    turned = pca.transform(points)
    low, high = turned.min(axis=0), turned.max(axis=0)
    boxes = [pca.inverse_transform(rng.uniform(low, high, turned.shape)) for _ in range(30)]
    theirs = np.array([logs(box) for box in boxes])
    peer, spread = theirs.mean(axis=0) - logs(points), theirs.std(axis=0)
    np.testing.assert_array_less(np.abs(ours - peer), 4 * spread * np.sqrt(2 / 30))
    np.testing.assert_allclose(error, spread * np.sqrt(1 + 1 / 30), rtol=0.4)
    assert first_within_error(ks, ours, error) == 3
