"""Silhouettes: how much nearer each customer is to the own segment than to the next.

Two forms that are not to be compared with one another:

- on *squared* Euclidean distances, exact for every customer from a few sums a segment;
- on Euclidean distances, the classical one, on a sample, since it looks at every pair.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.spatial.distance import cdist

from shopai.arrays import Floats, Ints
from shopai.errors import ParameterError
from shopai.segments.kmeans import means
from shopai.segments.projection import proportional

#: Customers the classical silhouette is estimated from.
SAMPLE: Final = 2_000
#: Rows whose distances to all centres are in memory at once, few enough for a processor's cache.
BLOCK: Final = 8_192


def squared_silhouettes(points: Floats, labels: Ints) -> Floats:
    """(n,) the silhouette of every point on squared Euclidean distances, in [−1, 1].

    s = (b − a) / max(a, b), with a the mean squared distance to the other members of the own
    cluster and b the least mean squared distance to the members of another; 0 for a cluster's
    only member and where a = b = 0 (Rousseeuw 1987; as Spark MLlib's ClusteringEvaluator).
    For a cluster C of n members with mean μ and Ψ = Σ_{y∈C} ‖y − μ‖²,

        Σ_{y∈C} ‖x − y‖² = n ‖x − μ‖² + Ψ,

    so no pair of points is looked at: O(n k p) time, O(n p) memory.

    `points` (n, p); `labels` (n,), each of 0 … k−1 in use. Raises ParameterError for k < 2.
    """
    k = int(labels.max()) + 1
    if k < 2:
        raise ParameterError("A silhouette needs at least two segments; found one.")
    sizes = np.bincount(labels, minlength=k)
    points = points - points.mean(axis=0)  # sums far from the origin lose digits
    centers = means(points, labels, k)
    own = np.empty(len(points))
    for rows in _blocks(len(points)):
        own[rows] = _squares(points[rows], centers[labels[rows]])
    spread = np.bincount(labels, own, k) / sizes  # Ψ / n
    result = np.empty(len(points))
    for rows in _blocks(len(points)):
        mine = labels[rows]
        mean_squares = np.stack([_squares(points[rows], centre) for centre in centers], axis=1)
        mean_squares += spread
        places = np.arange(len(mine))
        # the own cluster's mean goes over the n − 1 others
        a = mean_squares[places, mine] * (sizes / np.maximum(sizes - 1, 1))[mine]
        mean_squares[places, mine] = np.inf
        result[rows] = _silhouette(a, mean_squares.min(axis=1))
    result[(sizes == 1)[labels]] = 0.0
    return result


def sampled_silhouette(
    points: Floats, labels: Ints, size: int = SAMPLE, seed: int = 0
) -> tuple[float, float]:
    """The mean classical (Euclidean) silhouette and its standard error, from a sample.

    The sample has up to `size` customers, every segment by its share and at least two of a
    segment that has two, chosen by `seed`; with no more customers than that it is all of
    them and the error is 0. Where every point is a segment of its own, 0 by definition.

    A sampled customer counts twice: by the own silhouette, and in the mean distances that
    those of others are made of. With the influence I of each on the mean silhouette,

        error² = Σ_C m_C · var_C(I) · (1 − m_C / n_C) / m²

    over the segments C with n_C customers, m_C of the m sampled (the infinitesimal jackknife,
    Efron and Tibshirani 1993, of a stratified sample).

    Raises ParameterError for one segment. O(size² p) time, O(size²) memory.
    """
    n, k = len(points), int(labels.max()) + 1
    if k < 2:
        raise ParameterError("A silhouette needs at least two segments; found one.")
    if k == n:
        return 0.0, 0.0
    chosen = np.arange(n) if n <= size else _pairs(proportional(labels, size, seed), labels)
    values, influences = _classical(points[chosen], labels[chosen])
    if len(chosen) == n:
        return float(values.mean()), 0.0
    variance = 0.0
    for label, members in enumerate(np.bincount(labels)):
        among = influences[labels[chosen] == label]
        if 1 < len(among) < members:
            variance += len(among) * among.var(ddof=1) * (1 - len(among) / members)
    return float(values.mean()), float(np.sqrt(variance)) / len(chosen)


def _classical(points: Floats, labels: Ints) -> tuple[Floats, Floats]:
    """(m,) the classical silhouette s of each point, and its influence on their mean.

    The influence of y is m · ∂(mean silhouette) / ∂(weight of y), up to a constant: s(y) and,
    for every x of whose mean distance a or b it is a part, ∂s/∂a or ∂s/∂b times how far
    ‖x − y‖ is from that mean, over the number of points behind the mean. O(m² (k + p)).
    """
    used, labels = np.unique(labels, return_inverse=True)
    rows, k = np.arange(len(points)), len(used)
    apart = cdist(points, points)
    sizes = np.bincount(labels)
    mean = apart @ np.eye(k)[labels] / sizes
    others = sizes[labels] - 1
    a = mean[rows, labels] * sizes[labels] / np.maximum(others, 1)
    mean[rows, labels] = np.inf
    following = mean.argmin(axis=1)
    b = mean[rows, following]
    known = (others > 0) & (np.maximum(a, b) > 0)
    values = np.where(known, _silhouette(a, b), 0.0)
    square = np.where(known, np.maximum(a, b), np.inf) ** 2
    weight, level = np.zeros((2, len(points), k))
    weight[rows, labels] = -b / square / np.maximum(others, 1)  # ∂s/∂a over its points
    weight[rows, following] = a / square / sizes[following]
    level[rows, labels], level[rows, following] = a, b
    influences = values + (apart @ weight)[rows, labels] - (weight * level).sum(axis=0)[labels]
    influences += weight[rows, labels] * a  # no point is among its own others
    return values, influences


def _pairs(chosen: Ints, labels: Ints) -> Ints:
    """`chosen` with a second member of each segment that it has only one of."""
    lonely = np.flatnonzero(np.bincount(labels[chosen], minlength=int(labels.max()) + 1) == 1)
    extra = [np.setdiff1d(np.flatnonzero(labels == label), chosen)[:1] for label in lonely]
    return np.sort(np.concatenate([chosen, *extra]))


def _silhouette(a: Floats, b: Floats) -> Floats:
    larger = np.maximum(a, b)
    values: Floats = np.divide(b - a, larger, out=np.zeros_like(a), where=larger > 0)
    return values


def _squares(points: Floats, centers: Floats) -> Floats:
    """Squared distance of each row to its centre, or to the one centre."""
    # differences, not the expanded square: it loses digits far from the origin
    apart = points - centers
    squares: Floats = np.einsum("ij,ij->i", apart, apart)
    return squares


def _blocks(n: int) -> list[slice]:
    return [slice(begin, begin + BLOCK) for begin in range(0, n, BLOCK)]
