"""Criteria for a number of segments: compact and far apart, beyond chance, stable.

Where not said otherwise, of `points` (n, p) with `labels` (n,), each of 0 … k−1 in use, and
`centers` (k, p) the means of the segments.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.spatial.distance import cdist
from sklearn.metrics import adjusted_rand_score

from shopai.arrays import Floats, Ints
from shopai.segments.kmeans import distinct, small_fit


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
    (Davies and Bouldin 1979). 0 and up, less is better; missing for k = 1 or n. O(n p + k² p).
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


def log_inertias(points: Floats, ks: Sequence[int], seed: int) -> Floats:
    """log W_k for each k, W_k the inertia K-means reaches on `points`.

    −∞ where it is 0, missing where fewer than k points differ.
    """
    logs = np.full(len(ks), np.nan)
    for place, k in enumerate(ks):
        if distinct(points, k) >= k:
            with np.errstate(divide="ignore"):
                logs[place] = np.log(small_fit(points, k, seed).inertia_)
    return logs


def reference(points: Floats, seed: int) -> Floats:
    """As many points as `points`, uniform in the box around them along their main axes.

    (b) of Tibshirani, Walther and Hastie: the box follows the principal components, so it
    fits features that go together.
    """
    centre = points.mean(axis=0)
    _, axes = np.linalg.eigh((points - centre).T @ (points - centre))
    turned = (points - centre) @ axes
    rng = np.random.default_rng(seed)
    drawn: Floats = rng.uniform(turned.min(axis=0), turned.max(axis=0), turned.shape)
    return drawn


def gap(data: Floats, references: Floats) -> tuple[Floats, Floats]:
    """Gap(k) = mean over references of log W*_k − log W_k, and its standard error s_k.

    `data` (m,) as :func:`log_inertias` of the points, `references` (B, m) of B references.
    s_k = sd over the references (ddof 0) · √(1 + 1/B). Source: Tibshirani, Walther and
    Hastie, "Estimating the number of clusters in a data set via the gap statistic", Journal
    of the Royal Statistical Society B 63 (2001). Infinite where W_k is 0, missing where W*_k
    is too, which is at k = n.
    """
    with np.errstate(invalid="ignore"):
        error = references.std(axis=0) * np.sqrt(1 + 1 / len(references))
        return references.mean(axis=0) - data, error


def ahead_of_one(data: Floats, references: Floats) -> Floats:
    """(m,) by how many standard errors Gap(k) exceeds Gap(1); ks start with 1.

    Gap(k) − Gap(1) is one quantity on each reference, log W*_1 − log W*_k, so its error is
    that of this difference, sd (ddof 1) · √(1 + 1/B): smaller than the two gaps' errors
    together, since a wide reference is wide for every k. Infinite and missing as the gap.
    """
    fall = references[:, :1] - references
    with np.errstate(divide="ignore", invalid="ignore"):
        error = fall.std(axis=0, ddof=1) * np.sqrt(1 + 1 / len(references))
        excess = (data[0] - data) - fall.mean(axis=0)
        ahead: Floats = np.where(excess == 0, 0.0, excess / error)
    return ahead


def first_within_error(ks: Sequence[int], gaps: Floats, errors: Floats) -> int | None:
    """The smallest k with Gap(k) >= Gap(next k) − s(next k); None where there is none.

    The one-standard-error rule of the paper. The largest k has no next and is never chosen.
    """
    for place in range(len(ks) - 1):
        if gaps[place] >= gaps[place + 1] - errors[place + 1]:
            return int(ks[place])
    return None


def resampled(
    points: Floats, labels: Sequence[Ints], ks: Sequence[int], size: int, seed: int
) -> tuple[list[Floats], list[float]]:
    """Draw `size` customers with replacement, segment them, compare.

    For each segment C of everyone (restricted to those drawn) the Jaccard index
    |C ∩ D| / |C ∪ D| with the segment D of the resample that is most alike; missing where
    no member of C was drawn. Averaged over resamples it is the clusterwise stability of
    Hennig, "Cluster-wise assessment of cluster stability", Computational Statistics & Data
    Analysis 52 (2007): 0.5 and below dissolved, from 0.75 a valid, from 0.85 a highly stable
    segment. `labels` holds one (n,) array for each of `ks`.

    For each of `ks`: (k,) these overlaps, and the adjusted Rand index of those drawn.
    """
    rng = np.random.default_rng(seed)
    drawn, times = np.unique(rng.integers(len(points), size=size), return_counts=True)
    some = points[drawn]
    jaccard: list[Floats] = []
    rand: list[float] = []
    for k, everyone in zip(ks, labels, strict=True):
        fewer = min(k, distinct(some, k))
        again = small_fit(some, fewer, int(rng.integers(2**31)), times.astype(float)).labels_
        own = everyone[drawn]
        jaccard.append(most_alike(own, again, k))
        rand.append(float(adjusted_rand_score(own, again)))
    return jaccard, rand


def most_alike(own: Ints, again: Ints, k: int) -> Floats:
    """(k,) of each segment of `own` the largest Jaccard index with a segment of `again`."""
    columns = int(again.max()) + 1
    both = np.bincount(own * columns + again, minlength=k * columns).reshape(k, columns)
    members = both.sum(axis=1)
    either = members[:, np.newaxis] + both.sum(axis=0) - both
    best = (both / np.maximum(either, 1)).max(axis=1)
    overlaps: Floats = np.where(members > 0, best, np.nan)
    return overlaps
