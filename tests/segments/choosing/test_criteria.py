"""Criteria of a partition: by hand, against scikit-learn, and published values."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.spatial.distance import pdist
from sklearn.cluster import KMeans
from sklearn.datasets import load_iris
from sklearn.metrics import calinski_harabasz_score, davies_bouldin_score

from shopai.segments.choosing.criteria import calinski_harabasz, davies_bouldin, knee
from shopai.segments.kmeans import inertia, means
from shopai.segments.segmentation import segment
from shopai.segments.silhouette import sampled_silhouette

LINE = np.array([[0.0], [2.0], [10.0], [14.0]])
PAIRED = np.array([0, 0, 1, 1])


def test_criteria_by_hand() -> None:
    """Centres 1 and 12, mean 6.5: W = 1 + 1 + 4 + 4, B = 2·5.5² + 2·5.5² = 121, and the mean
    distances to the centres are 1 and 2, the centres 11 apart."""
    centers = means(LINE, PAIRED, 2)
    assert centers.tolist() == [[1], [12]]
    assert inertia(LINE, centers, PAIRED) == 10
    assert calinski_harabasz(LINE, centers, PAIRED) == pytest.approx((121 / 1) / (10 / 2))
    assert davies_bouldin(LINE, centers, PAIRED) == pytest.approx(3 / 11)


def test_davies_bouldin_takes_the_most_alike_of_three() -> None:
    """Spreads 1, 1, 0 and centres 0, 4, 20: (2/4 + 2/4 + max(1/16, 1/20)) / 3."""
    points = np.array([[-1.0], [1.0], [3.0], [5.0], [20.0]])
    labels = np.array([0, 0, 1, 1, 2])
    found = davies_bouldin(points, means(points, labels, 3), labels)
    assert found == pytest.approx((0.5 + 0.5 + 1 / 16) / 3)


@st.composite
def grouped(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, int]:
    k = draw(st.integers(2, 5))
    n = draw(st.integers(k + 1, 40))
    points = draw(
        hnp.arrays(np.float64, (n, draw(st.integers(1, 3))), elements=st.integers(-9, 9).map(float))
    )
    more = draw(hnp.arrays(np.int64, n - k, elements=st.integers(0, k - 1)))
    return points, np.r_[np.arange(k), more], k


@settings(max_examples=40, deadline=None)
@given(case=grouped())
def test_criteria_match_scikit_learn(case: tuple[np.ndarray, np.ndarray, int]) -> None:
    points, labels, k = case
    centers = means(points, labels, k)
    within = inertia(points, centers, labels)
    assume(within > 0 and pdist(centers).min() > 0)  # as K-means leaves them
    ours = calinski_harabasz(points, centers, labels)
    assert ours == pytest.approx(calinski_harabasz_score(points, labels), rel=1e-9)
    peer = davies_bouldin_score(points, labels)
    assert davies_bouldin(points, centers, labels) == pytest.approx(peer, rel=1e-9)
    turned = np.roll(np.arange(k), 1)
    assert davies_bouldin(points, centers[np.argsort(turned)], turned[labels]) == pytest.approx(
        peer, rel=1e-9
    )


@pytest.mark.parametrize("k", [2, 3, 7, 12])
def test_on_what_k_means_finds(k: int) -> None:
    points = np.random.default_rng(k).lognormal(size=(3_000, 4))
    model = KMeans(k, n_init=1, random_state=0, tol=0).fit(points)
    labels = model.labels_.astype(np.int64)
    centers = means(points, labels, k)
    assert inertia(points, centers, labels) == pytest.approx(model.inertia_, rel=1e-9)
    ch, db = calinski_harabasz_score(points, labels), davies_bouldin_score(points, labels)
    assert calinski_harabasz(points, centers, labels) == pytest.approx(ch, rel=1e-9)
    assert davies_bouldin(points, centers, labels) == pytest.approx(db, rel=1e-9)


def test_iris_as_published() -> None:
    """Fisher's flowers in three: inertia 78.85, mean silhouette 0.5528."""
    flowers = load_iris().data
    for seed in range(5):
        seg = segment(flowers, 3, seed, scaling="none")
        assert seg.inertia == pytest.approx(78.85, abs=0.005)
        labels = seg.labels.to_numpy()
        assert sampled_silhouette(flowers, labels) == (pytest.approx(0.5528, abs=5e-5), 0)
        assert sorted(seg.sizes) == [38, 50, 62]


# ------------------------------------------------------------------------------- degenerate


def test_nothing_to_compare_is_missing() -> None:
    for labels in (np.zeros(4, dtype=np.int64), np.arange(4)):
        centers = means(LINE, labels, labels.max() + 1)
        assert np.isnan(calinski_harabasz(LINE, centers, labels))
        assert np.isnan(davies_bouldin(LINE, centers, labels))


def test_segments_of_customers_who_do_not_differ() -> None:
    points = np.array([[0.0], [0.0], [8.0]])
    labels = np.array([0, 0, 1])
    centers = means(points, labels, 2)
    assert calinski_harabasz(points, centers, labels) == np.inf
    assert davies_bouldin(points, centers, labels) == 0


# ----------------------------------------------------------------------------------- a knee


@pytest.mark.parametrize(
    ("ks", "inertias", "bend"),
    [
        # the chord falls 25 a step from 110 to 10: 85, 60, 35 against 40, 20, 15
        ([1, 2, 3, 4, 5], [110, 40, 20, 15, 10], 2),  # 45 below, 40, 20
        ([1, 2, 3, 4, 5], [110, 80, 20, 15, 10], 3),  # 5, 40, 20
        ([2, 3, 9], [80, 40, 10], 3),  # 30 below 70, whatever the steps
        ([2, 4, 12], [100, 79, 0], 4),  # 1 below 80
        ([2, 4, 12], [100, 81, 0], None),  # above it
        ([2, 3, 4], [30, 20, 10], None),  # straight
        ([2, 3, 4], [10, 10, 10], None),
        ([2, 3, 4], [10, 5, 12], None),
        ([2, 3], [30, 10], None),
        ([2], [30], None),
    ],
)
def test_knee_by_hand(ks: list[int], inertias: list[float], bend: int | None) -> None:
    assert knee(ks, inertias) == bend
    assert knee(ks, [7.5 * value for value in inertias]) == bend
