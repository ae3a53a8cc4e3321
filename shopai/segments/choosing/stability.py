"""Do the same segments come back when the customers are drawn anew?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import adjusted_rand_score

from shopai.arrays import Floats, Ints
from shopai.segments.kmeans import distinct, small_fit


@dataclass(frozen=True, eq=False)
class Resampled:
    """One resample, segmented for each of m Ks and held against the segments of everyone."""

    jaccard: tuple[Floats, ...]  # m × (k,) overlap with the most alike, 0 … 1
    rand: tuple[float, ...]  # (m,) adjusted Rand index of the resampled customers


def resampled(
    points: Floats, labels: Sequence[Ints], ks: Sequence[int], size: int, seed: int
) -> Resampled:
    """Draw `size` customers with replacement, segment them, compare.

    For each segment C of everyone (restricted to those drawn) the Jaccard index
    |C ∩ D| / |C ∪ D| with the segment D of the resample that is most alike; missing where
    no member of C was drawn. Averaged over resamples it is the clusterwise stability of
    Hennig, "Cluster-wise assessment of cluster stability", Computational Statistics & Data
    Analysis 52 (2007): 0.5 and below dissolved, from 0.75 a valid, from 0.85 a highly stable
    segment. `labels` holds one (n,) array for each of `ks`.
    """
    rng = np.random.default_rng(seed)
    drawn, times = np.unique(rng.integers(len(points), size=size), return_counts=True)
    some = points[drawn]
    jaccard, rand = [], []
    for k, everyone in zip(ks, labels, strict=True):
        fewer = min(k, distinct(some, k))
        again = small_fit(some, fewer, int(rng.integers(2**31)), times.astype(float)).labels_
        own = everyone[drawn]
        jaccard.append(most_alike(own, again, k))
        rand.append(float(adjusted_rand_score(own, again)))
    return Resampled(tuple(jaccard), tuple(rand))


def most_alike(own: Ints, again: Ints, k: int) -> Floats:
    """(k,) of each segment of `own` the largest Jaccard index with a segment of `again`."""
    columns = int(again.max()) + 1
    both = np.bincount(own * columns + again, minlength=k * columns).reshape(k, columns)
    members = both.sum(axis=1)
    either = members[:, np.newaxis] + both.sum(axis=0) - both
    best = (both / np.maximum(either, 1)).max(axis=1)
    overlaps: Floats = np.where(members > 0, best, np.nan)
    return overlaps
