"""What neighbours add to what is usual, for single pairs of line and feature."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from shopai.arrays import Floats, Ints
from shopai.recommend.kernels.arrays import Sparse
from shopai.recommend.kernels.order import NOBODY, order_keys, smallest
from shopai.recommend.kernels.similarities import Likeness, asked_of, to_all


class Centred(NamedTuple):
    """What is usual: value − line[j] − feature[i] is what a neighbour says."""

    line: Floats  # (n_lines,)
    feature: Floats  # (n_features,)


@njit(cache=True, nogil=True)
def deviations_of_pairs(
    lines: Ints,
    features: Ints,
    rows: Sparse,
    columns: Sparse,
    like: Likeness,
    usual: Centred,
    k: int,
    min_k: int,
    negative: bool,
) -> Floats:
    """What neighbours add to what is usual for lines[j] at features[j]; 0 for too few of them.

    Quickest with `lines` sorted: similarities are computed whenever the line changes. Walks
    the entries of each feature, however many neighbours there are.
    """
    n = len(rows.indptr) - 1
    deviation = np.zeros(len(lines))
    raters = np.empty(n, np.uint64)
    entries = np.empty(n, np.int64)
    similar, keys = usual.line, raters  # of the current line, once there is one
    current = -1
    for j in range(len(lines)):
        if lines[j] != current:
            current = lines[j]
            similar, _ = to_all(asked_of(rows, like, current), columns, like, n)
            keys = order_keys(similar, current, negative)
        found = 0
        for p in range(columns.indptr[features[j]], columns.indptr[features[j] + 1]):
            # Written always, kept only when a neighbour: no branch to mispredict.
            raters[found] = keys[columns.indices[p]]
            entries[found] = p
            found += raters[found] != NOBODY
        if found == 0 or min(found, k) < min_k:
            continue
        last = NOBODY
        if found > k:
            last = smallest(raters[:found], k)
        total = weight = 0.0
        of_feature = usual.feature[features[j]]
        for p in entries[:found]:
            other = columns.indices[p]
            if keys[other] <= last:
                total += similar[other] * (columns.data[p] - usual.line[other] - of_feature)
                weight += abs(similar[other])
        deviation[j] = total / weight
    return deviation
