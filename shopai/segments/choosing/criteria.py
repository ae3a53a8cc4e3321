"""Numbers that say how good a partition is: compact segments, far apart.

All of `points` (n, p) with `labels` (n,), each of 0 … k−1 in use, and `centers` (k, p) the
means of the segments.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.spatial.distance import cdist

from shopai.arrays import Floats, Ints


def calinski_harabasz(points: Floats, centers: Floats, labels: Ints) -> float:
    """Variance between segments over variance within, each by its degrees of freedom.

    (B / (k − 1)) / (W / (n − k)) with W = Σ ‖x − μ(x)‖² and B = Σ_C n_C ‖μ_C − μ‖²
    (Caliński and Harabasz 1974). Larger is better; infinite where W is 0, missing where
    k = 1 or k = n. O(n p).
    """
    n, k = len(points), len(centers)
    if not 1 < k < n:
        return float("nan")
    within = float(((points - centers[labels]) ** 2).sum())
    sizes = np.bincount(labels, minlength=k)
    between = float(sizes @ ((centers - points.mean(axis=0)) ** 2).sum(axis=1))
    return between / (k - 1) / (within / (n - k)) if within > 0 else float("inf")


def davies_bouldin(points: Floats, centers: Floats, labels: Ints) -> float:
    """Mean over the segments of how much each resembles the one it resembles most.

    max_j (S_i + S_j) / ‖μ_i − μ_j‖ with S the mean distance of the members to their centre
    (Davies and Bouldin 1979). 0 and up, smaller is better; missing where k = 1 or k = n.
    O(n p + k² p).
    """
    n, k = len(points), len(centers)
    if not 1 < k < n:
        return float("nan")
    distances = np.sqrt(((points - centers[labels]) ** 2).sum(axis=1))
    spread = np.bincount(labels, distances, k) / np.bincount(labels, minlength=k)
    apart = cdist(centers, centers)
    np.fill_diagonal(apart, np.inf)
    return float(((spread[:, np.newaxis] + spread) / apart).max(axis=1).mean())


def knee(ks: Sequence[int], inertias: Sequence[float]) -> int | None:
    """The K where the falling inertia bends most: farthest below the chord of its ends.

    Both axes are scaled to 0 … 1 first (Satopää et al. 2011, "Finding a 'kneedle' in a
    haystack"). Every bent curve has a knee, groups or not, so it is shown and never decides.
    None below three Ks, or where the curve does not fall below its chord.
    """
    if len(ks) < 3:
        return None
    x, y = np.asarray(ks, dtype=float), np.asarray(inertias, dtype=float)
    if y[0] <= y[-1]:
        return None
    below = 1 - (x - x[0]) / (x[-1] - x[0]) - (y - y[-1]) / (y[0] - y[-1])
    return int(ks[int(below.argmax())]) if below.max() > 1e-9 else None
