"""Cosine of one column of a table with some others."""

from __future__ import annotations

import numpy as np
from numba import njit

from shopai.arrays import Floats, Ints
from shopai.recommend.kernels.arrays import Sparse


@njit(cache=True, nogil=True)
def cosines(one: int, others: Ints, columns: Sparse, n_rows: int) -> Floats:
    """(len(others),) Σ x·y / (‖x‖·‖y‖) of column `one` with each of `others`; NaN for no norm.

    Costs the entries of these columns, and `n_rows` numbers meanwhile.
    """
    vector = np.zeros(n_rows)
    length = 0.0
    for p in range(columns.indptr[one], columns.indptr[one + 1]):
        vector[columns.indices[p]] = columns.data[p]
        length += columns.data[p] ** 2
    cosine = np.full(len(others), np.nan)
    for place in range(len(others)):
        dot = norm = 0.0
        for p in range(columns.indptr[others[place]], columns.indptr[others[place] + 1]):
            value = columns.data[p]
            dot += value * vector[columns.indices[p]]
            norm += value * value
        if norm > 0 and length > 0:
            cosine[place] = dot / (np.sqrt(norm) * np.sqrt(length))
    return cosine
