"""K-means on a matrix: many cheap starts, the best of them finished on all rows.

One k-means++ start often ends in a local optimum. Ten or more starts on every row are too
slow to move a slider by, and starts on a plain subsample miss the few customers far from
the rest, who decide the inertia of skewed data. So the starts run on a weighted sample in
which a row's chance grows with its squared distance from the mean and its weight undoes
that chance: the "lightweight coreset" of Bachem, Lucic and Krause, "Scalable k-means
clustering via lightweight coresets" (KDD 2018).
"""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # has no type stubs

Matrix = NDArray[np.float64]
Labels = NDArray[np.int64]

CORESET: Final = 10_000  # rows the starts run on; with fewer rows, all of them
HEATS: Final = 8  # of each heat the best start counts
STARTS: Final = 2  # k-means++ starts a heat
STARTS_SMALL: Final = 8  # ... where there are few rows: cheap, and local optima abound
SMALL: Final = 1_000  # rows
SHORT: Final = 10  # steps a start gets to show what it is worth
KEPT: Final = 3  # winners of heats that then run to the end on the sample
FINISHED: Final = 1  # of those, how many go on to all rows
QUICK_STARTS: Final = 3  # starts of a quick fit
QUICK: Final = 50  # its steps at most


def kmeans(points: Matrix, k: int, seed: int) -> Labels:
    """Labels 0 … k−1 (n,) that minimise Σᵢ Σ_{x∈Cᵢ} ‖x − μᵢ‖², every cluster occupied.

    `points` (n, p) must have at least `k` distinct rows. The same seed gives the same
    labels. A step costs O(min(n, 10,000) · k · p) for each of 16 starts (64 where n is at
    most 1,000) and O(n · k · p) for the best of them; memory O(n p).
    """
    rng = np.random.default_rng(seed)
    sample, weights = coreset(points, CORESET, rng)
    if distinct(sample, k) < k:
        sample, weights = points, np.ones(len(points))
    starts = STARTS_SMALL if len(points) <= SMALL else STARTS
    # One thread: the pieces are too small for more to pay, and threads that wait for one
    # another stall for seconds when several people move the slider at once.
    with threadpool_limits(limits=1, user_api="openmp"):
        heats = [
            KMeans(k, n_init=starts, max_iter=SHORT, random_state=int(s)).fit(sample, None, weights)
            for s in rng.integers(2**31, size=HEATS)
        ]
        kept = sorted(heats, key=_badness)[:KEPT]
        ended = (heat if heat.n_iter_ < SHORT else _finish(sample, weights, heat) for heat in kept)
        best = sorted(ended, key=_badness)
        if len(sample) < len(points):
            every = np.ones(len(points))
            best = [_finish(points, every, model) for model in best[:FINISHED]]
    labels: Labels = min(best, key=_badness).labels_.astype(np.int64)
    return labels


def small_fit(points: Matrix, k: int, seed: int, weights: Matrix | None = None) -> KMeans:
    """A quick K-means on few rows, for comparisons that are made hundreds of times.

    `points` must have at least `k` distinct rows. One thread, if the caller's is limited.
    """
    model = KMeans(k, n_init=QUICK_STARTS, max_iter=QUICK, random_state=seed)
    return model.fit(points, None, weights)


def distinct(points: Matrix, enough: int) -> int:
    """How many rows differ; counting stops where one column alone shows `enough`."""
    most = max(len(pd.unique(column)) for column in points.T)
    return most if most >= enough else len(np.unique(points, axis=0))


def coreset(points: Matrix, size: int, rng: np.random.Generator) -> tuple[Matrix, Matrix]:
    """`size` rows of `points` and weights, whose weighted inertia stands for that of all rows.

    With `size` rows or fewer: all of them, weight 1.
    """
    n = len(points)
    if n <= size:
        return points, np.ones(n)
    far = ((points - points.mean(axis=0)) ** 2).sum(axis=1)
    chance = 0.5 / n + 0.5 * far / far.sum()
    chosen = rng.choice(n, size=size, p=chance)
    return points[chosen], 1.0 / (size * chance[chosen])


def inertia(points: Matrix, centers: Matrix, labels: Labels) -> float:
    """Σ of squared distances of the points to the centres of their clusters."""
    return float(((points - centers[labels]) ** 2).sum())


def means(points: Matrix, labels: Labels, k: int) -> Matrix:
    """Mean of the members of each cluster, (k, p)."""
    sums = np.column_stack([np.bincount(labels, column, minlength=k) for column in points.T])
    centers: Matrix = sums / np.bincount(labels, minlength=k)[:, np.newaxis]
    return centers


def _finish(points: Matrix, weights: Matrix, begun: KMeans) -> KMeans:
    """K-means from the centres of `begun` to its end."""
    model = KMeans(begun.n_clusters, init=begun.cluster_centers_, n_init=1, random_state=0)
    return model.fit(points, None, weights)


def _badness(model: KMeans) -> tuple[int, float]:
    """Empty clusters first, then inertia."""
    return model.n_clusters - len(np.unique(model.labels_)), model.inertia_
