"""Segments keep their numbers: by hand, and against every way to number them."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from shopai.columns import Flow, SegmentShare
from shopai.errors import InputError
from shopai.segments.numbering import flows, numbered_like, shared
from shopai.segments.segmentation import Segmentation, described, placed, segment


def labelled(labels: list[int] | np.ndarray) -> Segmentation:
    """Customers 1, 4, 9, 16, … in these segments, whether K-means would do so or not."""
    labels = np.asarray(labels, dtype=np.int64)
    points = np.column_stack([np.arange(1, len(labels) + 1) ** 2, np.arange(len(labels))[::-1]])
    return described(placed(points, scaling="none"), labels, int(labels.max()) + 1, seed=7)


def test_one_more_segment_by_hand() -> None:
    """The new 2 shares most with the old 0; the new 0, of the other, keeps what is left: 1."""
    old = labelled([0, 0, 0, 0, 1, 1, 1])
    new = labelled([2, 2, 2, 1, 0, 0, 0])
    found = numbered_like(new, old)
    assert found.labels.tolist() == [0, 0, 0, 2, 1, 1, 1]
    assert found.sizes.tolist() == [3, 3, 1]
    assert found.centers.to_numpy().tolist() == [[14 / 3, 5], [110 / 3, 1], [16, 3]]
    assert found.scaled_centers.tolist() == found.centers.to_numpy().tolist()
    assert found.centers.index.tolist() == found.sizes.index.tolist() == [0, 1, 2]
    assert new.labels.tolist() == [2, 2, 2, 1, 0, 0, 0]  # not written to


def test_most_customers_keep_their_number_not_most_segments() -> None:
    """Each first choice alone would give 0 to the new 0 (3 shared) and 1 to nobody; 2 + 2 > 3."""
    old = labelled([0, 0, 0, 1, 1, 0, 0])
    new = labelled([0, 0, 0, 0, 0, 1, 1])
    assert shared(new, old).tolist() == [[3, 2], [2, 0]]
    assert numbered_like(new, old).labels.tolist() == [1, 1, 1, 1, 1, 0, 0]


def test_one_segment_fewer_by_hand() -> None:
    """The old 2 has no room among 0 and 1: its customers get the number nobody else took."""
    old = labelled([2, 2, 2, 2, 1, 0])
    new = labelled([0, 0, 0, 0, 1, 1])
    found = numbered_like(new, old)
    assert found.labels.tolist() in ([1, 1, 1, 1, 0, 0], [0, 0, 0, 0, 1, 1])
    assert sorted(set(found.labels)) == [0, 1]


def test_the_rest_follow_in_the_order_they_had() -> None:
    old = labelled([1, 1, 1, 0, 0, 0])
    new = labelled([3, 3, 0, 1, 2, 2])
    assert numbered_like(new, old).labels.tolist() == [1, 1, 2, 3, 0, 0]


@st.composite
def two(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray]:
    n = draw(st.integers(6, 40))
    both = []
    for _ in range(2):
        k = draw(st.integers(1, 5))
        more = draw(hnp.arrays(np.int64, n - k, elements=st.integers(0, k - 1)))
        order = draw(st.permutations(range(n)))
        both.append(np.r_[np.arange(k), more][list(order)])
    return both[0], both[1]


@settings(deadline=None, max_examples=50)
@given(labels=two())
def test_no_other_numbers_keep_more_customers(labels: tuple[np.ndarray, np.ndarray]) -> None:
    new, old = map(labelled, labels)
    found = numbered_like(new, old)
    number = dict(zip(new.labels, found.labels, strict=True))
    assert sorted(number) == sorted(number.values()) == list(range(new.k))
    assert [number[label] for label in labels[0]] == found.labels.tolist()
    kept = (found.labels == old.labels).sum()
    best = max((np.array(p)[labels[0]] == labels[1]).sum() for p in permutations(range(new.k)))
    assert kept == best
    for label in range(new.k):
        renamed = number[label]
        assert found.sizes[renamed] == new.sizes[label]
        assert found.centers.loc[renamed].tolist() == new.centers.loc[label].tolist()
        assert found.scaled_centers[renamed].tolist() == new.scaled_centers[label].tolist()
    assert (found.inertia, found.seed, found.space) == (new.inertia, new.seed, new.space)
    pd.testing.assert_series_equal(numbered_like(found, found).labels, found.labels)


def test_as_k_rises_and_falls() -> None:
    """Blobs that are split one after the other: those not touched keep their number."""
    rng = np.random.default_rng(0)
    points = rng.normal(size=(200, 2)) + 30 * np.repeat(
        [[0, 0], [9, 0], [0, 6], [9, 5]], 50, axis=0
    )
    by_k = {k: segment(points, k, scaling="none") for k in (2, 3, 4)}
    three = numbered_like(by_k[3], by_k[2])
    four = numbered_like(by_k[4], three)
    for a, b in ((by_k[2], three), (three, four)):
        assert (a.labels == b.labels).sum() == len(points) - 50
        assert set(b.labels[a.labels != b.labels]) == {b.k - 1}
    back = numbered_like(by_k[3], four)
    pd.testing.assert_series_equal(back.labels, three.labels)


def test_flows_by_hand() -> None:
    found = flows(labelled([0, 0, 0, 1, 1]), labelled([1, 1, 0, 0, 2]))
    assert list(found.columns) == [Flow.SOURCE, Flow.TARGET, Flow.CUSTOMERS, Flow.SHARE]
    assert found.to_numpy().tolist() == [
        [0, 0, 1, 1 / 3],
        [0, 1, 2, 2 / 3],
        [1, 0, 1, 1 / 2],
        [1, 2, 1, 1 / 2],
    ]


@settings(deadline=None, max_examples=50)
@given(labels=two())
def test_flows_hold_everyone_once(labels: tuple[np.ndarray, np.ndarray]) -> None:
    a, b = map(labelled, labels)
    found = flows(a, b)
    assert found[Flow.CUSTOMERS].min() >= 1
    assert found.groupby(Flow.SOURCE)[Flow.CUSTOMERS].sum().tolist() == a.sizes.tolist()
    assert found.groupby(Flow.TARGET)[Flow.CUSTOMERS].sum().tolist() == b.sizes.tolist()
    np.testing.assert_allclose(found.groupby(Flow.SOURCE)[Flow.SHARE].sum(), 1)
    for row in found.itertuples(index=False):
        assert row[2] == ((labels[0] == row[0]) & (labels[1] == row[1])).sum()


def test_other_customers_are_refused() -> None:
    a, b = labelled([0, 0, 1]), labelled([0, 1, 1, 0])
    for call in (numbered_like, flows, shared):
        with pytest.raises(InputError, match=r"different customers \(3 and 4\)"):
            call(a, b)


def test_labels_keep_their_name() -> None:
    found = numbered_like(labelled([1, 0, 0]), labelled([0, 1, 1]))
    assert found.labels.name == SegmentShare.SEGMENT
    assert found.sizes.name == SegmentShare.CUSTOMERS
