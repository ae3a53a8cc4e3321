"""Do segments come back: overlaps by hand and by sets, resamples of clear and unclear groups."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score
from threadpoolctl import threadpool_limits

from shopai.segments.choosing.criteria import most_alike, resampled
from shopai.segments.segmentation import segment


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """So many small fits that threads would only wait for one another."""
    with threadpool_limits(1, user_api="openmp"):
        yield


def test_most_alike_by_hand() -> None:
    """{a b c} shares a, b of {a b d}: 2 of 4; {d e} all but d: 1 of 2; nobody in segment 2."""
    own = np.array([0, 0, 0, 1, 1])
    again = np.array([1, 1, 2, 1, 0])
    np.testing.assert_allclose(most_alike(own, again, 3), [2 / 4, 1 / 2, np.nan])


@settings(max_examples=40, deadline=None)
@given(
    pairs=hnp.arrays(
        np.int64, st.tuples(st.integers(1, 30), st.just(2)), elements=st.integers(0, 4)
    )
)
def test_most_alike_is_jaccard_of_sets(pairs: np.ndarray) -> None:
    own, again = pairs.T
    expected = []
    for label in range(5):
        mine = set(np.flatnonzero(own == label))
        theirs = [set(np.flatnonzero(again == other)) for other in set(again)]
        expected.append(max(len(mine & o) / len(mine | o) for o in theirs) if mine else np.nan)
    np.testing.assert_allclose(most_alike(own, again, 5), expected)
    np.testing.assert_allclose(most_alike(own, (again + 2) % 5, 5), expected)  # names are nothing


def blobs(apart: float, n: int = 60) -> np.ndarray:
    corners = np.repeat([[0, 0], [1, 0], [0, 1]], n, axis=0)
    return apart * corners + np.random.default_rng(0).normal(size=(3 * n, 2))


def test_groups_apart_come_back() -> None:
    points = blobs(apart=20)
    ks = [2, 3, 4]
    labels = [segment(points, k, scaling="none").labels.to_numpy() for k in ks]
    for seed in range(5):
        found = resampled(points, labels, ks, len(points), seed)
        assert found[0][1].tolist() == [1, 1, 1]
        assert found[1][1] == 1
        assert [len(j) for j in found[0]] == ks
        assert min(found[0][2]) < 1
        again = resampled(points, labels, ks, len(points), seed)
        np.testing.assert_array_equal(np.concatenate(found[0]), np.concatenate(again[0]))
        assert found[1] == again[1]


def test_a_resample_against_another_hand() -> None:
    """Drawn one by one, each as often as it comes, and compared once each."""
    points = blobs(apart=3)
    labels = segment(points, 3, scaling="none").labels.to_numpy()
    ours = [resampled(points, [labels], [3], 180, seed) for seed in range(30)]
    rng = np.random.default_rng(99)
    jaccard, rand = [], []
    for _ in range(30):
        drawn = rng.integers(180, size=180)
        model = KMeans(3, n_init=5, random_state=0).fit(points[drawn])
        once = np.unique(drawn)
        again = model.predict(points[once])
        jaccard.append(most_alike(labels[once], again, 3))
        rand.append(adjusted_rand_score(labels[once], again))
    np.testing.assert_allclose(
        np.mean([found[0][0] for found in ours], axis=0), np.mean(jaccard, axis=0), atol=0.06
    )
    assert np.mean([found[1][0] for found in ours]) == pytest.approx(np.mean(rand), abs=0.06)


def test_no_groups_do_not_come_back() -> None:
    points = np.random.default_rng(0).random((300, 2))
    labels = segment(points, 7, scaling="none").labels.to_numpy()
    found = np.mean([resampled(points, [labels], [7], 300, s)[0][0] for s in range(10)], axis=0)
    assert found.mean() < 0.75


def test_few_customers_few_of_whom_are_drawn() -> None:
    """Two draws from four customers hold at most two of the four segments."""
    points = np.array([[0.0], [1.0], [5.0], [9.0]])
    for seed in range(10):
        found = resampled(points, [np.arange(4)], [4], 2, seed)
        assert 1 <= (found[0][0] == 1).sum() <= 2
        assert np.isnan(found[0][0][found[0][0] != 1]).all()
        assert found[1][0] == 1
