"""The contributions of neighbours to single pairs of line and feature."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from shopai.arrays import Floats, Ints
from shopai.recommend.kernels.arrays import Sparse
from shopai.recommend.kernels.order import NO_NEIGHBOUR, order_keys, smallest
from shopai.recommend.kernels.similarities import PreparedMeasure, target_of, to_all


class Baselines(NamedTuple):
    """The usual value of a line at a feature: line[j] + feature[i].

    A neighbour's deviation from it is what the neighbour adds to a prediction.
    """

    line: Floats  # (n_lines,)
    feature: Floats  # (n_features,)


@njit(cache=True, nogil=True)
def deviations_of_pairs(
    lines: Ints,
    features: Ints,
    rows: Sparse,
    columns: Sparse,
    measure: PreparedMeasure,
    baselines: Baselines,
    k: int,
    min_k: int,
    negative: bool,
) -> Floats:
    """The contribution of neighbours to lines[j] at features[j]; 0 for too few of them.

    Quickest with `lines` sorted: similarities are computed whenever the line changes. Walks
    the entries of each feature, however many neighbours there are.
    """
    n = len(rows.indptr) - 1
    deviation = np.zeros(len(lines))
    raters = np.empty(n, np.uint64)
    entries = np.empty(n, np.int64)
    similar, keys = baselines.line, raters  # of the current line, once there is one
    current = -1
    for j in range(len(lines)):
        if lines[j] != current:
            current = lines[j]
            similar, _ = to_all(target_of(rows, measure, current), columns, measure, n)
            keys = order_keys(similar, current, negative)
        size = 0
        for p in range(columns.indptr[features[j]], columns.indptr[features[j] + 1]):
            # Written always, kept only when a neighbour: no branch to mispredict.
            raters[size] = keys[columns.indices[p]]
            entries[size] = p
            size += raters[size] != NO_NEIGHBOUR
        if size == 0 or min(size, k) < min_k:
            continue
        last = NO_NEIGHBOUR
        if size > k:
            last = smallest(raters[:size], k)
        total = weight = 0.0
        of_feature = baselines.feature[features[j]]
        for p in entries[:size]:
            other = columns.indices[p]
            if keys[other] <= last:
                total += similar[other] * (columns.data[p] - baselines.line[other] - of_feature)
                weight += abs(similar[other])
        deviation[j] = total / weight
    return deviation
