"""Segments that keep their number, and so their colour and name, from one K to another."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from shopai.arrays import Ints
from shopai.columns import Flow, SegmentShare
from shopai.errors import InputError
from shopai.segments.segmentation import Segmentation


def numbered_like(seg: Segmentation, like: Segmentation) -> Segmentation:
    """`seg` with its segments numbered as those of `like` that share most customers with them.

    The pairs are chosen so that the customers who keep their number are as many as can be
    (the assignment problem; Kuhn 1955, "The Hungarian method"). With more segments than
    `like` has, the rest follow in the order they had; with fewer, the numbers stay 0 … k−1,
    so number segments by K rising: K = 3 like K = 2, K = 4 like that, …

    Raises InputError for other customers. O(n + k³).
    """
    table = shared(seg, like)
    k = seg.k
    gain = np.zeros((k, max(k, like.k)), dtype=np.int64)
    gain[:, : like.k] = table
    # a number of `like` that this K has no room for cannot be kept
    rows, numbers = linear_sum_assignment(gain[:, :k], maximize=True)
    kept = gain[rows, numbers] > 0
    number = np.full(k, -1, dtype=np.int64)
    number[rows[kept]] = numbers[kept]
    number[number < 0] = np.setdiff1d(np.arange(k), number)
    return _renumbered(seg, number)


def shared(a: Segmentation, b: Segmentation) -> Ints:
    """(a.k, b.k): customers in segment i of `a` and segment j of `b`.

    Raises InputError unless both are of the same customers.
    """
    if not a.labels.index.equals(b.labels.index):
        raise InputError(
            f"The two segmentations are of different customers ({len(a.labels):,} and "
            f"{len(b.labels):,}); compare segmentations of the same table."
        )
    pairs = a.labels.to_numpy() * b.k + b.labels.to_numpy()
    counts: Ints = np.bincount(pairs, minlength=a.k * b.k).reshape(a.k, b.k)
    return counts


def flows(a: Segmentation, b: Segmentation) -> pd.DataFrame:
    """Flows of customers from the segments of `a` to those of `b`.

    One row a pair of segments with customers, by label: :class:`shopai.columns.Flow`.
    Raises InputError unless both are of the same customers.
    """
    return flow_table(shared(a, b))


def flow_table(counts: Ints) -> pd.DataFrame:
    """One row a pair of groups with customers, of `counts` (groups before, groups after)."""
    source, target = np.nonzero(counts)
    customers = counts[source, target]
    return pd.DataFrame(
        {
            Flow.SOURCE: source,
            Flow.TARGET: target,
            Flow.CUSTOMERS: customers,
            Flow.SHARE: customers / counts.sum(axis=1)[source],
        }
    )


def _renumbered(seg: Segmentation, number: Ints) -> Segmentation:
    """`seg` with label l called `number[l]`."""
    order = np.argsort(number)
    numbers = pd.RangeIndex(seg.k, name=SegmentShare.SEGMENT)
    return replace(
        seg,
        labels=pd.Series(
            number[seg.labels.to_numpy()], index=seg.labels.index, name=seg.labels.name
        ),
        centers=seg.centers.iloc[order].set_axis(numbers, axis=0),
        sizes=seg.sizes.iloc[order].set_axis(numbers, axis=0),
        scaled_centers=seg.scaled_centers[order],
    )
