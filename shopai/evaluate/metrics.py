"""Metrics of lists of recommendations, of the catalogue they show and of predicted ratings.

Every ranking metric counts over all items, none sampled, as TREC's `trec_eval` does: P_k,
recall_k, ndcg_cut_k, map_cut_k, recip_rank over the first k, success_k.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import scipy.sparse as sp

from shopai.arrays import Floats, Ints
from shopai.columns import Metric
from shopai.preferences import Preferences

#: Most lists whose diversity is measured: enough for the mean to a hundredth of the spread.
DIVERSE: Final = 5000
#: Items compared with all others at once.
BLOCK: Final = 256


@dataclass(frozen=True)
class MetricInfo:
    """A metric's label, unit and explanation."""

    label: str
    text: str  # one sentence: exactly what it is
    unit: str = "share"  # or "rating", "seconds", "MB", "bits", "ratio"
    better: int = 1  # 1: more is better, −1: less is better, 0: neither by itself


#: The metrics in the order to show them.
METRICS: Final[dict[str, MetricInfo]] = {
    Metric.NDCG: MetricInfo(
        "NDCG",
        "How many of the right items are in the list, the earlier ones counting more: "
        "1 for the best possible list, 0 for one without a right item.",
    ),
    Metric.PRECISION: MetricInfo(
        "Precision", "Right items in the list divided by the list's length."
    ),
    Metric.RECALL: MetricInfo("Recall", "Right items in the list divided by all right items."),
    Metric.HIT: MetricInfo("Hit rate", "Customers with at least one right item in the list."),
    Metric.MAP: MetricInfo(
        "MAP",
        "Precision down to each right item in the list, summed and divided by all right items.",
    ),
    Metric.MRR: MetricInfo(
        "MRR", "One divided by the rank of the first right item; 0 without one."
    ),
    Metric.GRADED: MetricInfo(
        "NDCG by preference",
        "NDCG in which a right item counts by how much the customer preferred it.",
    ),
    Metric.RMSE: MetricInfo(
        "RMSE", "Root of the mean squared error of the predicted ratings.", "rating", -1
    ),
    Metric.MAE: MetricInfo("MAE", "Mean absolute error of the predicted ratings.", "rating", -1),
    Metric.COVERAGE: MetricInfo(
        "Catalogue coverage", "Items that are in anybody's list, of all items."
    ),
    Metric.NOVELTY: MetricInfo(
        "Novelty",
        "−log2 of the share of customers who have a recommended item, on average: "
        "1 more is half as many customers.",
        "bits",
        0,
    ),
    Metric.DIVERSITY: MetricInfo(
        "Diversity within a list",
        "1 − the cosine between the customers of two items in a list, on average.",
        "share",
        0,
    ),
    Metric.GINI: MetricInfo(
        "Gini of exposure",
        "How unevenly places in the lists go to items: 0 all alike, 1 all to one item.",
        "share",
        0,
    ),
    Metric.POPULARITY: MetricInfo(
        "Popularity bias",
        "Popularity of what is recommended divided by that of what the same customers have: "
        "above 1, more popular items than they choose themselves.",
        "ratio",
        0,
    ),
    Metric.FIT: MetricInfo("Time to learn", "Seconds to fit the training part.", "seconds", -1),
    Metric.RECOMMEND: MetricInfo(
        "Time to recommend", "Seconds to make the lists of all customers tested.", "seconds", -1
    ),
    Metric.MEMORY: MetricInfo(
        "Memory", "Most memory taken beyond what was in use before, in 1,000,000 bytes.", "MB", -1
    ),
}


def gains_of(lists: Ints, relevant: sp.csr_matrix) -> Floats:
    """(m, k) the value in `relevant` (m, n_items) of each item in each list, 0 where none.

    `relevant`: compressed rows, sorted, values > 0. Costs O(m k log nnz).
    """
    lines = np.repeat(np.arange(len(lists)), lists.shape[1])
    gains = np.asarray(relevant[lines, lists.ravel()]).reshape(lists.shape)
    return np.where(lists >= 0, gains, 0.0)


def ranking(lists: Ints, relevant: sp.csr_matrix) -> dict[str, Floats]:
    """Each ranking metric by name, (m,) one value a list; NaN for a customer with nothing right.

    lists : (m, k) best first, −1 where a list is shorter; no item twice in one
    relevant : (m, n_items) what is right for whom and how much it counts, > 0, in compressed
        sorted rows; the amounts matter to the graded NDCG alone

    With g_r the gain of the item at rank r (h_r: 1 if it is right) and R right items in all:
    precision Σ h_r / k; recall Σ h_r / R; hit rate max h_r; MRR max h_r / r; MAP
    Σ h_r (Σ_{s ≤ r} h_s / r) / R; NDCG Σ h_r / log2(r + 1) over the same sum of the best
    possible list of k; the graded one with g_r in place of h_r.
    """
    k = lists.shape[1]
    gains = gains_of(lists, relevant)
    hits = (gains > 0).astype(np.float64)
    right = np.diff(relevant.indptr).astype(np.float64)
    right[right == 0] = np.nan
    ranks = np.arange(1.0, k + 1)
    discount = 1 / np.log2(ranks + 1)
    known = np.where(np.isnan(right), np.nan, 1.0)
    counts = np.minimum(np.nan_to_num(right), k).astype(np.int64)
    ideal = np.concatenate(([0.0], np.cumsum(discount)))[counts]
    with np.errstate(invalid="ignore", divide="ignore"):
        return {
            Metric.NDCG: hits @ discount / ideal,
            Metric.PRECISION: hits.sum(axis=1) / k * known,
            Metric.RECALL: hits.sum(axis=1) / right,
            Metric.HIT: hits.max(axis=1) * known,
            Metric.MAP: (hits * np.cumsum(hits, axis=1) / ranks).sum(axis=1) / right,
            Metric.MRR: (hits / ranks).max(axis=1) * known,
            Metric.GRADED: gains @ discount / _ideal(relevant, discount),
        }


def _ideal(relevant: sp.csr_matrix, discount: Floats) -> Floats:
    """(m,) the discounted gain of the best possible list of each row."""
    rows = np.repeat(np.arange(relevant.shape[0]), np.diff(relevant.indptr))
    order = np.lexsort((-relevant.data, rows))
    # Rows stay where they are, each sorted within itself.
    rank = np.arange(len(rows)) - relevant.indptr[rows]
    listed = rank < len(discount)
    worth = relevant.data[order][listed] * discount[rank[listed]]
    return np.bincount(rows[listed], worth, minlength=relevant.shape[0]).astype(np.float64)


def errors(truth: Floats, predicted: Floats, rows: Ints, n: int) -> tuple[Floats, Floats, Floats]:
    """(n,) of each customer: sum of squared errors, of absolute errors, and their number.

    `rows`: (m,) whose rating each is, 0 … n−1. RMSE is the root of all squares over all
    numbers, whoever they belong to; MAE likewise without the root.
    """
    wrong = predicted - truth
    squares, sizes, numbers = (
        np.bincount(rows, each, minlength=n).astype(np.float64)
        for each in (wrong**2, np.abs(wrong), np.ones(len(rows)))
    )
    return squares, sizes, numbers


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
