"""Sparse tables as plain arrays, for the compiled loops."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import scipy.sparse as sp

from shopai.arrays import Codes, Floats, Ints
from shopai.compiled import compiled


class Sparse(NamedTuple):
    """A compressed sparse matrix: line j holds entries indptr[j] to indptr[j + 1]."""

    indptr: Ints  # (n_lines + 1,)
    indices: Codes  # (nnz,)
    data: Floats  # (nnz,)


def sparse(matrix: sp.csr_matrix | sp.csc_matrix) -> Sparse:
    """The arrays of `matrix`; entries are shared, not copied, where the types fit."""
    return Sparse(
        matrix.indptr.astype(np.int64),
        matrix.indices.astype(np.int32, copy=False),
        matrix.data.astype(np.float64, copy=False),
    )


@compiled
def means_and_norms(lines: Sparse) -> tuple[Floats, Floats]:
    """Mean and Euclidean norm of the stored values of every line; 0 for an empty line.

    Compiled, since NumPy would need arrays as long as the table meanwhile.
    """
    n = len(lines.indptr) - 1
    means = np.zeros(n)
    norms = np.zeros(n)
    for line in range(n):
        start, stop = lines.indptr[line], lines.indptr[line + 1]
        for p in range(start, stop):
            means[line] += lines.data[p]
            norms[line] += lines.data[p] ** 2
        if stop > start:
            means[line] /= stop - start
        norms[line] = np.sqrt(norms[line])
    return means, norms


@compiled
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
