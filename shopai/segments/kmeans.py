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
from scipy.spatial.distance import cdist
from sklearn.cluster import KMeans
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # has no type stubs

from shopai.arrays import Floats, Ints

CORESET: Final = 10_000  # rows the starts run on; with fewer rows, all of them
HEATS: Final = 8  # of each heat the best start counts
STARTS: Final = 2  # k-means++ starts a heat
STARTS_SMALL: Final = 8  # ... where there are few rows: cheap, and local optima abound
SMALL: Final = 1_000  # rows
SHORT: Final = 10  # steps a start gets to show what it is worth
KEPT: Final = 3  # winners of heats that then run to the end on the sample; of few rows, all
FINISHED: Final = 1  # of those, how many go on to all rows
QUICK_STARTS: Final = 3  # starts of a quick fit
QUICK: Final = 50  # its steps at most
PASSES: Final = 300  # over all rows at most, until each is in its nearest cluster
STEPS: Final = 300  # between two passes, with the rows near a boundary alone
BLOCK: Final = 65_536  # rows whose distances are in memory at once


def kmeans(points: Floats, k: int, seed: int) -> Ints:
    """Labels 0 … k−1 (n,) that minimise Σᵢ Σ_{x∈Cᵢ} ‖x − μᵢ‖², every cluster occupied.

    `points` (n, p) must have at least `k` distinct rows. The same seed gives the same
    labels. It ends where the centres hardly move; :func:`settled` takes the last steps. A step
    costs O(min(n, 10,000) · k · p) for each of 16 starts (64 where n is at most 1,000) and
    O(n · k · p) for the best of them; memory O(n p).
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
        kept = sorted(heats, key=_badness)[: KEPT if len(points) > SMALL else HEATS]
        ended = (heat if heat.n_iter_ < SHORT else _finish(sample, weights, heat) for heat in kept)
        best = sorted(ended, key=_badness)
        if len(sample) < len(points):
            every = np.ones(len(points))
            best = [_finish(points, every, model) for model in best[:FINISHED]]
    labels: Ints = min(best, key=_badness).labels_.astype(np.int64)
    return labels


def small_fit(points: Floats, k: int, seed: int, weights: Floats | None = None) -> KMeans:
    """A quick K-means on few rows, for comparisons that are made hundreds of times.

    `points` must have at least `k` distinct rows. One thread, if the caller's is limited.
    """
    model = KMeans(k, n_init=QUICK_STARTS, max_iter=QUICK, random_state=seed)
    return model.fit(points, None, weights)


def distinct(points: Floats, enough: int) -> int:
    """Number of different rows; counting stops where one column alone shows `enough`."""
    most = max(len(pd.unique(column)) for column in points.T)
    return most if most >= enough else len(np.unique(points, axis=0))


def coreset(points: Floats, size: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
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


def settled(points: Floats, labels: Ints, k: int) -> Ints:
    """`labels` (n,) after Lloyd's steps to the very end: no row has a nearer mean than its own.

    K-means stops where its centres hardly move, with some rows in a thousand on the wrong side
    of a boundary. Of means equally near, a row has that of the smaller label. Every label in use
    stays in use; should a cluster be about to lose all its rows, the steps end there. After a
    pass over all rows, O(n k p), steps look at the rows nearest to a boundary alone, until a
    pass finds nothing to change: mostly the second or third.
    """
    for _ in range(PASSES):
        centers = means(points, labels, k)
        nearest, lead = _nearest(points, centers)
        if (nearest == labels).all() or not np.bincount(nearest, minlength=k).all():
            break
        few = min(max(CORESET, len(points) // 20), len(points))
        close = np.argpartition(lead, few - 1)[:few]
        close = close[np.argsort(lead[close])]
        nearest[close] = _stepped(points, nearest, close, lead[close], centers)
        labels = nearest
    return labels


def inertia(points: Floats, centers: Floats, labels: Ints) -> float:
    """Σ of squared distances of the points to the centres of their clusters."""
    return float(((points - centers[labels]) ** 2).sum())


def means(points: Floats, labels: Ints, k: int) -> Floats:
    """Mean of the members of each cluster, (k, p)."""
    sums, counts = _totals(points, labels, k)
    centers: Floats = sums / counts
    return centers


def _totals(points: Floats, labels: Ints, k: int) -> tuple[Floats, Floats]:
    """Sum (k, p) and number (k, 1) of the members of each cluster."""
    sums: Floats = np.column_stack(
        [np.bincount(labels, column, minlength=k) for column in points.T]
    )
    return sums, np.bincount(labels, minlength=k)[:, np.newaxis].astype(np.float64)


def _nearest(points: Floats, centers: Floats) -> tuple[Ints, Floats]:
    """The nearest centre (n,), the first of equals, and how much nearer it is than the next."""
    nearest, lead = np.zeros(len(points), dtype=np.int64), np.empty(len(points))
    for begin in range(0, len(points), BLOCK):
        block = slice(begin, begin + BLOCK)
        least, *others = cdist(centers, points[block], "sqeuclidean")
        second = np.full(len(least), np.inf)
        for label, square in enumerate(others, start=1):
            nearest[block][square < least] = label
            np.minimum(second, np.maximum(least, square), out=second)
            np.minimum(least, square, out=least)
        lead[block] = np.sqrt(second) - np.sqrt(least)
    return nearest, lead


def _stepped(points: Floats, labels: Ints, close: Ints, lead: Floats, centers: Floats) -> Ints:
    """Labels of the rows `close`, nearest to a boundary first, after steps of them alone.

    `labels` and `lead` are what :func:`_nearest` found with `centers`. A row's nearest centre
    stays so while no centre has moved by more than half its lead.
    """
    k, some, own = len(centers), points[close], labels[close]
    whole, part = _totals(points, labels, k), _totals(some, own, k)
    sums, counts = whole[0] - part[0], whole[1] - part[1]
    far = 0.0
    for _ in range(STEPS):
        more, added = _totals(some, own, k)
        now = (sums + more) / (counts + added)
        far = max(far, float(np.sqrt(((now - centers) ** 2).sum(axis=1)).max()))
        doubtful = int(np.searchsorted(lead, 2 * far, side="right"))
        if doubtful == len(close) < len(points):
            break  # others may be doubtful too
        nearest = own.copy()
        nearest[:doubtful] = _nearest(some[:doubtful], now)[0]
        if (nearest == own).all() or not (counts[:, 0] + np.bincount(nearest, minlength=k)).all():
            break
        own = nearest
    return own


def _finish(points: Floats, weights: Floats, begun: KMeans) -> KMeans:
    """K-means from the centres of `begun` to its end."""
    model = KMeans(begun.n_clusters, init=begun.cluster_centers_, n_init=1, random_state=0)
    return model.fit(points, None, weights)


def _badness(model: KMeans) -> tuple[int, float]:
    """Empty clusters first, then inertia."""
    return model.n_clusters - len(np.unique(model.labels_)), model.inertia_
