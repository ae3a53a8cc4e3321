"""The gap statistic: are K groups tighter than they would be without any structure?"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from shopai.arrays import Floats
from shopai.segments.kmeans import distinct, small_fit


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
