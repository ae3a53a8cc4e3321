"""The nearest and the next segment of each customer, with distances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from shopai.arrays import Floats, Ints
from shopai.columns import SegmentShare
from shopai.errors import ParameterError
from shopai.segments.segmentation import Segmentation

#: Rows whose distances to all centres are in memory at once.
BLOCK: Final = 65_536


@dataclass(frozen=True, eq=False)
class Assignment:
    """The nearest and the second nearest centre of each of n customers.

    Distances are Euclidean, in the scaled space of the segmentation.
    """

    labels: pd.Series[int]  # (n,) nearest, 0 … k−1, index user_id
    distance: pd.Series[float]  # (n,) to it, >= 0
    second: pd.Series[int]  # (n,) second nearest, 0 … k−1
    second_distance: pd.Series[float]  # (n,) to that, >= distance


def assign(seg: Segmentation, customers: pd.DataFrame) -> Assignment:
    """Put `customers` in the segments of `seg` without finding new ones.

    For customers `seg` has not seen, or the same at another time: each goes to the nearest
    centre. Needs two segments or more; raises as :meth:`shopai.segments.feature_space.Space.values`
    for missing columns or values. O(n k p) time, O(n) memory beside the placed customers.
    """
    return assigned(seg, seg.space.place(customers), customers.index)


def assigned(seg: Segmentation, points: Floats, users: pd.Index) -> Assignment:
    """:func:`assign` for customers placed already: `points` (n, p), index `users`."""
    if seg.k < 2:
        raise ParameterError("A next segment needs at least two; found one. Choose a larger k.")
    near, far = nearest_two(points, seg.scaled_centers)
    (labels, distance), (second, second_distance) = near, far
    return Assignment(
        labels=pd.Series(labels, index=users, name=SegmentShare.SEGMENT),
        distance=pd.Series(distance, index=users),
        second=pd.Series(second, index=users),
        second_distance=pd.Series(second_distance, index=users),
    )


def nearest_two(points: Floats, centers: Floats) -> tuple[tuple[Ints, Floats], tuple[Ints, Floats]]:
    """Label and distance of the nearest of k >= 2 centres, then of the second nearest.

    Of centres equally near, the one with the smaller number comes first.
    """
    n = len(points)
    labels, distances = np.empty((2, n), dtype=np.int64), np.empty((2, n))
    for begin in range(0, n, BLOCK):
        block = slice(begin, begin + BLOCK)
        # differences, not the expanded square: it loses digits far from the origin
        squares = np.stack([((points[block] - centre) ** 2).sum(axis=1) for centre in centers])
        for rank in (0, 1):
            labels[rank, block] = squares.argmin(axis=0)
            columns = np.arange(squares.shape[1])
            distances[rank, block] = np.sqrt(squares[labels[rank, block], columns])
            squares[labels[rank, block], columns] = np.inf
    return (labels[0], distances[0]), (labels[1], distances[1])
