"""Metrics of the catalogue: how much of it recommendations show, and which part."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from shopai.arrays import Floats, Ints
from shopai.preferences import Preferences

#: Most lists whose diversity is measured: enough for the mean to a hundredth of the spread.
DIVERSE: Final = 5000
#: Items compared with all others at once.
BLOCK: Final = 256


def exposure(lists: Ints, lines: Ints, n: int, n_items: int) -> sp.csr_matrix:
    """(n, n_items) how often each item is in the lists of each of n groups of customers.

    `lines`: (m,) the group 0 … n−1 that each list belongs to.
    """
    listed = lists >= 0
    rows = np.broadcast_to(lines[:, np.newaxis], lists.shape)[listed]
    table = sp.coo_matrix((np.ones(len(rows)), (rows, lists[listed])), shape=(n, n_items))
    return table.tocsr()  # adds up what occurs twice


def coverage(counts: Floats) -> Floats:
    """(B,) share of the items that are in any list, of (B, n_items) counts."""
    return np.asarray((counts > 0).mean(axis=1))


def gini(counts: Floats) -> Floats:
    """(B,) Gini coefficient of each row of (B, n_items) counts ≥ 0; NaN for a row of zeros.

    2 Σ i·x_(i) / (n Σ x) − (n + 1) / n with x_(1) ≤ … ≤ x_(n): 0 where all are alike,
    (n − 1) / n where one has everything.
    """
    n = counts.shape[1]
    ordered = np.sort(counts, axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        weighted = ordered @ np.arange(1.0, n + 1) / ordered.sum(axis=1)
    return np.asarray(2 * weighted / n - (n + 1) / n)


def novelty(lists: Ints, train: Preferences) -> Floats:
    """(m,) mean −log2 of the share of customers who have an item; NaN for an empty list.

    An item that nobody has counts as if one customer had it.
    """
    customers = max(int((np.diff(train.matrix.indptr) > 0).sum()), 1)
    counts = np.bincount(train.matrix.indices, minlength=train.matrix.shape[1])
    return mean_of(lists, -np.log2(np.maximum(counts, 1) / customers))


def popularity(lists: Ints, train: Preferences) -> Floats:
    """(m,) mean number of customers who have an item of the list; NaN for an empty one."""
    return mean_of(lists, np.bincount(train.matrix.indices, minlength=train.matrix.shape[1]))


def consumed(rows: Ints, train: Preferences) -> Floats:
    """(m,) the same of the items that the customers at `rows` have; NaN without any."""
    matrix = train.matrix
    counts = np.bincount(matrix.indices, minlength=matrix.shape[1]).astype(np.float64)
    pattern = sp.csr_matrix((np.ones(matrix.nnz), matrix.indices, matrix.indptr), matrix.shape)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray((pattern @ counts)[rows] / np.diff(matrix.indptr)[rows])


def mean_of(lists: Ints, values: npt.NDArray[np.number]) -> Floats:
    """(m,) mean over each list of its items' `values` (n_items,); NaN for an empty list."""
    listed = lists >= 0
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(listed, values[lists], 0).sum(axis=1) / listed.sum(axis=1))


def diversity(lists: Ints, train: Preferences, seed: int) -> Floats:
    """(m,) 1 − the mean cosine of two items in a list; NaN where it was not measured.

    The cosine is of the items' columns of preferences, 0 with an item nobody has. Measured
    are lists of two items or more, at most :data:`DIVERSE` of them, drawn with `seed`. Costs
    what the products of their items with each other cost, Σ over customers of the square of
    how many of them the customer has, and BLOCK × their items numbers of memory.
    """
    result = np.full(len(lists), np.nan)
    there = np.flatnonzero((lists >= 0).sum(axis=1) >= 2)
    if len(there) > DIVERSE:
        there = np.sort(np.random.default_rng(seed).choice(there, DIVERSE, replace=False))
    if not len(there):
        return result
    some = lists[there]
    left, right = np.triu_indices(some.shape[1], 1)
    first, second = some[:, left], some[:, right]
    both = (first >= 0) & (second >= 0)
    items, codes = np.unique(np.concatenate([first[both], second[both]]), return_inverse=True)
    one, other = codes[: int(both.sum())], codes[int(both.sum()) :]
    similar = np.zeros(both.shape)
    similar[both] = _cosines(train.by_item[:, items], one, other)
    result[there] = 1 - similar.sum(axis=1) / both.sum(axis=1)
    return result


def _cosines(columns: sp.csc_matrix, one: Ints, other: Ints) -> Floats:
    """(p,) cosines of the pairs of columns; of each other's, by blocks of the first."""
    lengths = np.sqrt(np.asarray(columns.multiply(columns).sum(axis=0)).ravel())
    scale = np.divide(1.0, lengths, out=np.zeros_like(lengths), where=lengths > 0)
    unit = (columns @ sp.diags(scale)).tocsc()
    by_user = unit.tocsr()
    similar = np.empty(len(one))
    order = np.argsort(one, kind="stable")
    starts = np.arange(0, unit.shape[1] + BLOCK, BLOCK)
    bounds = np.searchsorted(one[order], starts)
    for start, low, high in zip(starts, bounds, bounds[1:], strict=False):
        if low == high:
            continue
        pairs = order[low:high]
        products = (unit[:, start : start + BLOCK].T @ by_user).toarray()
        similar[pairs] = products[one[pairs] - start, other[pairs]]
    return similar
