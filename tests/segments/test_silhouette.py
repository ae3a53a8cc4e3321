"""Silhouettes: by hand, and against the definition over all pairs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy.spatial.distance import cdist
from sklearn.metrics import silhouette_samples, silhouette_score

from shopai.errors import ParameterError
from shopai.segments import silhouette
from shopai.segments.projection import proportional
from shopai.segments.segmentation import segment
from shopai.segments.silhouette import sampled_silhouette, squared_silhouettes

LINE = np.array([[0.0], [1.0], [4.0], [6.0]])
PAIRED = np.array([0, 0, 1, 1])


def test_squared_by_hand() -> None:
    """At 0: a = 1, b = (16 + 36)/2 = 26. At 1: a = 1, b = (9 + 25)/2 = 17.
    At 4: a = 4, b = (16 + 9)/2 = 12.5. At 6: a = 4, b = (36 + 25)/2 = 30.5."""
    expected = [25 / 26, 16 / 17, 8.5 / 12.5, 26.5 / 30.5]
    np.testing.assert_allclose(squared_silhouettes(LINE, PAIRED), expected, rtol=1e-12)


def test_classical_by_hand() -> None:
    """The same points with plain distances: a = 1, 1, 2, 2 and b = 5, 4, 3.5, 5.5."""
    value, error = sampled_silhouette(LINE, PAIRED)
    assert value == pytest.approx((4 / 5 + 3 / 4 + 1.5 / 3.5 + 3.5 / 5.5) / 4)
    assert error == 0


def test_wrong_segment_is_negative_and_an_only_member_zero() -> None:
    """At 0: a = 25, b = 1. At 5: a = 25, b = 16. At 1, alone: 0."""
    found = squared_silhouettes(np.array([[0.0], [5.0], [1.0]]), np.array([0, 0, 1]))
    np.testing.assert_allclose(found, [-24 / 25, -9 / 25, 0], atol=1e-12)


def test_customers_who_do_not_differ() -> None:
    assert squared_silhouettes(np.ones((4, 2)), PAIRED).tolist() == [0, 0, 0, 0]


def by_pairs(points: np.ndarray, labels: np.ndarray, metric: str) -> np.ndarray:
    """(b − a) / max(a, b) of every point, from the n × n distances."""
    distances = cdist(points, points, metric)
    found = np.zeros(len(points))
    for i, own in enumerate(labels):
        others = labels == own
        others[i] = False
        if others.any():
            a = distances[i, others].mean()
            b = min(distances[i, labels == c].mean() for c in set(labels) - {own})
            found[i] = (b - a) / max(a, b) if max(a, b) > 0 else 0
    return found


@st.composite
def grouped(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    """Points, alike ones and one feature among them, in groups of one or more."""
    k = draw(st.integers(2, 5))
    n = draw(st.integers(k + 1, 40))
    p = draw(st.integers(1, 4))
    halves = st.integers(-20, 20).map(lambda x: x / 2)
    points = draw(hnp.arrays(np.float64, (n, p), elements=halves))
    more = draw(hnp.arrays(np.int64, n - k, elements=st.integers(0, k - 1)))
    return points + draw(st.sampled_from([0.0, 1e6])), np.r_[np.arange(k), more]


@settings(deadline=None)
@given(case=grouped(), block=st.sampled_from([3, 8, silhouette.BLOCK]))
def test_squared_is_the_definition(case: tuple[np.ndarray, np.ndarray], block: int) -> None:
    """For every customer, far from the origin too, in blocks of any size."""
    points, labels = case
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(silhouette, "BLOCK", block)
        found = squared_silhouettes(points, labels)
    np.testing.assert_allclose(found, by_pairs(points, labels, "sqeuclidean"), atol=1e-9)
    peer = silhouette_samples(points, labels, metric="sqeuclidean")
    np.testing.assert_allclose(found, peer, atol=1e-9)
    assert np.abs(found).max() <= 1


@settings(deadline=None, max_examples=30)
@given(case=grouped())
def test_classical_is_the_definition(case: tuple[np.ndarray, np.ndarray]) -> None:
    points, labels = case
    value, error = sampled_silhouette(points, labels, size=len(points))
    assert value == pytest.approx(by_pairs(points, labels, "euclidean").mean(), abs=1e-9)
    assert error == 0


@pytest.mark.parametrize("offset", [0.0, 1e6])
@pytest.mark.parametrize("k", [2, 5])
def test_both_against_scikit_learn(k: int, offset: float) -> None:
    points = np.random.default_rng(k).lognormal(size=(1_500, 3))
    labels = segment(points, k).labels.to_numpy()
    squared = squared_silhouettes(points + offset, labels)
    peer = silhouette_samples(points, labels, metric="sqeuclidean")
    np.testing.assert_allclose(squared, peer, atol=1e-9)
    value, error = sampled_silhouette(points + offset, labels)
    assert value == pytest.approx(silhouette_score(points, labels), abs=1e-9)
    assert error == 0


def test_labels_are_only_names() -> None:
    points = np.random.default_rng(0).normal(size=(60, 2))
    labels = np.arange(60) % 3
    other, order = np.array([2, 0, 1])[labels], np.random.default_rng(1).permutation(60)
    found = squared_silhouettes(points, labels)
    np.testing.assert_allclose(squared_silhouettes(points, other), found, atol=1e-12)
    again = squared_silhouettes(points[order][:, ::-1], labels[order])
    np.testing.assert_allclose(again, found[order], atol=1e-12)


# --------------------------------------------------------------------------------- a sample


def test_the_truth_is_as_often_within_the_error_as_it_should() -> None:
    """Within 1.96 standard errors of the silhouette of all in 95 of 100 samples or so.

    The spread of the 200 values alone would promise twice the precision there is.
    """
    rng = np.random.default_rng(0)
    points = rng.normal(size=(2_000, 2)) + 3 * np.repeat([[0, 0], [1, 0], [0, 1], [1, 1]], 500, 0)
    labels = segment(points, 4, scaling="none").labels.to_numpy()
    truth, _ = sampled_silhouette(points, labels)
    drawn = np.array([sampled_silhouette(points, labels, 200, seed) for seed in range(100)])
    inside = np.abs(drawn[:, 0] - truth) <= 1.96 * drawn[:, 1]
    assert inside.mean() >= 0.9
    assert drawn[:, 0].std() == pytest.approx(drawn[:, 1].mean(), rel=0.2)
    assert drawn[:, 0].mean() == pytest.approx(truth, abs=0.01)


def test_error_against_the_jackknife() -> None:
    """What happens to scikit-learn's mean silhouette when each customer is left out in turn."""
    rng = np.random.default_rng(2)
    every = rng.normal(size=(4_000, 2)) + 2.5 * np.repeat(
        [[0, 0], [1, 0], [0, 1]], [1000, 1000, 2000], 0
    )
    labels = segment(every, 3, scaling="none").labels.to_numpy()
    chosen = proportional(labels, 200, 5)
    points, mine = every[chosen], labels[chosen]
    without = np.array(
        [silhouette_score(np.delete(points, i, 0), np.delete(mine, i)) for i in range(200)]
    )
    variance = 0.0
    for label in range(3):
        m, n = (mine == label).sum(), (labels == label).sum()
        pseudo = (m - 1) / m * ((without[mine == label] - without[mine == label].mean()) ** 2).sum()
        variance += pseudo * (1 - m / n)
    assert sampled_silhouette(every, labels, 200, 5)[1] == pytest.approx(variance**0.5, rel=0.03)


def test_a_sample_is_repeated_by_its_seed() -> None:
    points = np.random.default_rng(0).normal(size=(500, 2))
    labels = np.arange(500) % 2
    one = sampled_silhouette(points, labels, 100, seed=1)
    assert one == sampled_silhouette(points, labels, 100, seed=1)
    assert one != sampled_silhouette(points, labels, 100, seed=2)


def test_two_of_every_segment_are_in_the_sample(monkeypatch: pytest.MonkeyPatch) -> None:
    """A segment seen by one member alone would count as 0, whatever it is like."""
    seen: list[np.ndarray] = []

    def spy(points: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        seen.append(np.bincount(labels))
        return classical(points, labels)

    classical = silhouette._classical
    monkeypatch.setattr(silhouette, "_classical", spy)
    labels = np.repeat([0, 1, 2], [997, 2, 1])
    points = 100.0 * labels[:, np.newaxis] + np.random.default_rng(0).normal(size=(1_000, 2))
    sampled_silhouette(points, labels, size=50)
    assert seen[0].tolist() == [48, 2, 1]


# ------------------------------------------------------------------------------- degenerate


def test_everyone_alone_is_zero() -> None:
    labels = np.arange(4)
    assert squared_silhouettes(LINE, labels).tolist() == [0, 0, 0, 0]
    assert sampled_silhouette(LINE, labels) == (0, 0)


def test_one_segment_has_no_silhouette() -> None:
    for measure in (squared_silhouettes, sampled_silhouette):
        with pytest.raises(ParameterError, match="at least two segments; found one"):
            measure(LINE, np.zeros(4, dtype=np.int64))
