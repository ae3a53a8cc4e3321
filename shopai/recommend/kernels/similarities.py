"""Similarity of one line to all others, by each of the measures."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from shopai.arrays import Codes, Floats
from shopai.compiled import compiled
from shopai.recommend.kernels.arrays import Sparse

#: The measures of :func:`to_all`.
COSINE: Final = 0
COSINE_CORATED: Final = 1
PEARSON: Final = 2
PEARSON_BASELINE: Final = 3
MSD: Final = 4
JACCARD: Final = 5

#: A variance below this share of its own sum of squares is rounding error, hence none.
NO_VARIANCE: Final = 1e-10


class PreparedMeasure(NamedTuple):
    """A measure of similarity and what it needs to know of every line."""

    code: int
    min_support: int  # fewer common features: similarity 0
    shrinkage: float  # similarity × (m − 1) / (m − 1 + shrinkage), m common features
    line_shift: Floats  # (n_lines,), with feature_shift taken from values before comparing;
    feature_shift: Floats  # (n_features,) empty where nothing is
    lengths: Floats  # (n_lines,), norm (cosine) or number of features (jaccard); else empty


class Target(NamedTuple):
    """The line whose neighbours are wanted."""

    position: int  # among the lines, -1 for one that is none of them
    features: Codes  # (m,)
    values: Floats  # (m,)
    shift: float  # as PreparedMeasure.line_shift
    length: float  # as PreparedMeasure.lengths


@compiled
def _sums(
    target: Target, columns: Sparse, measure: PreparedMeasure, n: int
) -> tuple[Floats, Codes]:
    """cosine: Σ x·y over common features / (‖x‖·‖y‖), the norms over all features of each.

    msd: 1 / (mean (x − y)² over common features + 1).
    """
    similar = np.zeros(n)
    common = np.zeros(n, np.int32)
    for position in range(len(target.features)):
        feature, x = target.features[position], target.values[position]
        for q in range(columns.indptr[feature], columns.indptr[feature + 1]):
            other = columns.indices[q]
            if measure.code == COSINE:
                similar[other] += x * columns.data[q]
            else:
                similar[other] += (x - columns.data[q]) ** 2
            common[other] += 1
    for other in range(n):
        if common[other] > 0 and measure.code == MSD:
            similar[other] = 1.0 / (similar[other] / common[other] + 1.0)
        elif common[other] > 0:
            length = target.length * measure.lengths[other]
            similar[other] = similar[other] / length if length > 0 else 0.0
    return similar, common


@compiled
def _overlap(
    target: Target, columns: Sparse, measure: PreparedMeasure, n: int
) -> tuple[Floats, Codes]:
    """jaccard: common features / features of either."""
    similar = np.zeros(n)
    common = np.zeros(n, np.int32)
    for feature in target.features:
        for q in range(columns.indptr[feature], columns.indptr[feature + 1]):
            common[columns.indices[q]] += 1
    for other in range(n):
        if common[other] > 0:
            either = target.length + measure.lengths[other] - common[other]
            similar[other] = common[other] / either
    return similar, common


@compiled
def _corated(
    target: Target, columns: Sparse, measure: PreparedMeasure, n: int
) -> tuple[Floats, Codes]:
    """cosine_corated and pearson_baseline: Σ x·y / √(Σ x²·Σ y²) over common features.

    x and y are less their shifts, where there are any.
    """
    similar = np.zeros(n)
    common = np.zeros(n, np.int32)
    sums = np.zeros((n, 3))  # of x², y², xy; side by side in memory
    shifted = len(measure.line_shift) > 0
    for position in range(len(target.features)):
        feature, x = target.features[position], target.values[position]
        of_feature = measure.feature_shift[feature] if shifted else 0.0
        x -= target.shift + of_feature
        for q in range(columns.indptr[feature], columns.indptr[feature + 1]):
            other = columns.indices[q]
            y = columns.data[q] - of_feature
            if shifted:
                y -= measure.line_shift[other]
            common[other] += 1
            total = sums[other]
            total[0] += x * x
            total[1] += y * y
            total[2] += x * y
    for other in range(n):
        xx, yy, xy = sums[other]
        if xx > 0 and yy > 0:
            similar[other] = xy / (np.sqrt(xx) * np.sqrt(yy))
    return similar, common


@compiled
def _correlations(
    target: Target, columns: Sparse, measure: PreparedMeasure, n: int
) -> tuple[Floats, Codes]:
    """pearson: the correlation over common features, centred on the means over just these."""
    similar = np.zeros(n)
    common = np.zeros(n, np.int32)
    sums = np.zeros((n, 5))  # of x, y, x², y², xy; side by side in memory
    for position in range(len(target.features)):
        feature = target.features[position]
        # Shifted by each line's mean, which changes no correlation and saves its digits.
        x = target.values[position] - target.shift
        for q in range(columns.indptr[feature], columns.indptr[feature + 1]):
            other = columns.indices[q]
            y = columns.data[q] - measure.line_shift[other]
            common[other] += 1
            total = sums[other]
            total[0] += x
            total[1] += y
            total[2] += x * x
            total[3] += y * y
            total[4] += x * y
    for other in range(n):
        m = common[other]
        if m > 1:
            x, y, xx, yy, xy = sums[other]
            x_variance = m * xx - x * x
            y_variance = m * yy - y * y
            if x_variance > NO_VARIANCE * m * xx and y_variance > NO_VARIANCE * m * yy:
                similar[other] = (m * xy - x * y) / (np.sqrt(x_variance) * np.sqrt(y_variance))
    return similar, common


@compiled
def to_all(
    target: Target, columns: Sparse, measure: PreparedMeasure, n: int
) -> tuple[Floats, Codes]:
    """Similarity of the target to all n, and the number of common features.

    (n,) each; similarities in [-1, 1], 0 where the measure is undefined, nothing is common or
    less than `measure.min_support` is. Costs the entries of its features and a pass over all lines.
    """
    if measure.code in (COSINE, MSD):
        similar, common = _sums(target, columns, measure, n)
    elif measure.code == JACCARD:
        similar, common = _overlap(target, columns, measure, n)
    elif measure.code == PEARSON:
        similar, common = _correlations(target, columns, measure, n)
    else:
        similar, common = _corated(target, columns, measure, n)
    for other in range(n):
        if common[other] < measure.min_support:
            similar[other] = 0.0
        elif measure.shrinkage > 0:
            similar[other] *= (common[other] - 1) / (common[other] - 1 + measure.shrinkage)
        similar[other] = min(1.0, max(-1.0, similar[other]))
    return similar, common


@compiled
def target_of(rows: Sparse, measure: PreparedMeasure, line: int) -> Target:
    """One of the lines as a target."""
    entries = slice(rows.indptr[line], rows.indptr[line + 1])
    shift = measure.line_shift[line] if len(measure.line_shift) else 0.0
    length = measure.lengths[line] if len(measure.lengths) else 0.0
    return Target(line, rows.indices[entries], rows.data[entries], shift, length)


@compiled
def similarities_of(
    lines: Codes, rows: Sparse, columns: Sparse, measure: PreparedMeasure
) -> Floats:
    """(len(lines), n) similarity of each of `lines` to all; 0 to itself."""
    n = len(rows.indptr) - 1
    similar = np.empty((len(lines), n))
    for position in range(len(lines)):
        line = int(np.int64(lines[position]))  # as other callers have it: compiled once for all
        row, _ = to_all(target_of(rows, measure, line), columns, measure, n)
        for other in range(n):  # an assignment of the whole row takes long to compile
            similar[position, other] = row[other]
        similar[position, line] = 0.0
    return similar
