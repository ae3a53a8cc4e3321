"""How far means and sizes of segments might be off: the bootstrap, at the speed of a click.

The percentile bootstrap (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993,
chapter 13) draws n customers with replacement, again and again, and looks at the spread of
what is computed from them. Drawing a million customers a thousand times takes minutes. So the
customers of a segment are first put at random into at most `GROUPS` groups of equal size, and
groups are drawn instead. A mean of group sums has the same mean, variance and, but for terms
that vanish with the number of groups, the same skewness as the mean of the customers; up to
`GROUPS` customers each is a group, which is the ordinary bootstrap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # has no type stubs

from shopai.arrays import Floats, Hashes, Ints
from shopai.segments.shuffle import shuffled

#: root to 3 %, no worse than what a thousand resamples tell of where 2.5 % of them end.
GROUPS: Final = 500
#: Resamples whose counts are made at once, few enough for a processor's cache.
BLOCK: Final = 50
#: The ends of an interval that covers 95 %.
ENDS: Final = (2.5, 97.5)


@dataclass(frozen=True, eq=False)
class Resamples:
    """What R resamples of customers in k segments, with m columns, came to.

    Missing where a resample has no customer of a segment with a value.
    """

    sizes: Floats  # (R, k) customers of each segment
    sums: Floats  # (R, k, m) over these customers, missing values counting nothing
    means: Floats  # (R, k, m) over those with a value
    everyone: Floats  # (R, m) mean of all customers with a value


def resampled(
    columns: Sequence[Floats], labels: Ints, users: pd.Index, resamples: int, seed: int
) -> Resamples:
    """Draw `resamples` times from customers in segments.

    Parameters
    ----------
    columns : m arrays (n,), NaN where missing
    labels : (n,) segments 0 … k−1, each with a customer
    users : (n,) the customers' ids
    seed : the same seed on the same customers gives the same; neither the order of the rows
        nor the numbers of the segments matter

    How many customers each segment has is drawn too (multinomial, by its share); its mean is
    taken from as many as it has. O(n log n + n m) time for the groups, then
    O(resamples · k · GROUPS · m); memory O(n + resamples · (GROUPS + k m)).
    """
    k, m = int(labels.max()) + 1, len(columns)
    counts = np.bincount(labels)
    keys = shuffled(users, seed)
    group, first, order = _groups(labels, counts, keys)
    each, with_value = _sums(columns, group, int(first[-1]))
    rng = np.random.default_rng(seed)
    n = len(labels)
    sizes = np.empty((resamples, k))
    sizes[:, order] = rng.multinomial(n, counts[order] / n, size=resamples)
    sums, known = np.empty((2, resamples, k, m))
    # threads that wait for one another cost more than they bring to matrices this small
    with threadpool_limits(limits=1, user_api="blas"):
        for label in order:
            mine = each[first[label] : first[label + 1]]
            totals = _drawn(len(mine), resamples, rng) @ mine
            # groups differ by a customer: a draw of larger ones is brought back to the size
            totals /= totals[:, m : m + 1]
            sums[:, label], known[:, label] = totals[:, :m], totals[:, with_value]
    with np.errstate(invalid="ignore", divide="ignore"):
        means = sums / known
        weighted = sizes[:, :, np.newaxis]
        sums *= weighted
        known *= weighted
        everyone = sums.sum(axis=1) / known.sum(axis=1)
    return Resamples(sizes, sums, means, everyone)


def interval(found: Floats) -> tuple[Floats, Floats]:
    """The 2.5th and 97.5th percentile over the first axis, resamples without a value left out."""
    if np.isnan(found).any():
        # a thousand times slower a number, so only for the columns that need it
        flat = found.reshape(len(found), -1)
        whole = ~np.isnan(flat).any(axis=0)
        ends = np.full((2, flat.shape[1]), np.nan)
        ends[:, whole] = np.percentile(flat[:, whole], ENDS, axis=0)
        some = ~whole & ~np.isnan(flat).all(axis=0)
        ends[:, some] = np.nanpercentile(flat[:, some], ENDS, axis=0)
        low, high = ends.reshape(2, *found.shape[1:])
    else:
        low, high = np.percentile(found, ENDS, axis=0)
    return low, high


def _groups(labels: Ints, counts: Ints, keys: Hashes) -> tuple[Ints, Ints, Ints]:
    """(n,) each customer's group; (k + 1,) the first group of each segment; (k,) the segments.

    The segments are in an order that their numbers have no part in.
    """
    many = np.minimum(counts, GROUPS)
    first = np.concatenate([[0], np.cumsum(many)])
    order = np.argsort(keys, kind="stable")
    order = order[np.argsort(labels[order], kind="stable")]
    mine, begin = labels[order], np.cumsum(counts) - counts
    place = np.arange(len(labels)) - begin[mine]
    group = np.empty(len(labels), dtype=np.int64)
    group[order] = first[mine] + place % many[mine]
    return group, first, np.argsort(keys[order[begin]])


def _sums(columns: Sequence[Floats], group: Ints, groups: int) -> tuple[Floats, list[int]]:
    """(groups, …) of each column the sum, then the size, then how many have a value.

    And for each column, where the latter stands: with the size where all have one.
    """
    sums, size = [], np.bincount(group, minlength=groups)
    known, places = [], []
    for column in columns:
        missing = np.isnan(column)
        places.append(len(columns))
        if missing.any():
            known.append(size - np.bincount(group, missing, minlength=groups))
            places[-1] += len(known)
            column = np.where(missing, 0.0, column)
        sums.append(np.bincount(group, column, minlength=groups))
    return np.column_stack([*sums, size, *known]).astype(np.float64), places


def _drawn(groups: int, resamples: int, rng: np.random.Generator) -> Floats:
    """(resamples, groups): how often each group is drawn; each row sums to `groups`."""
    drawn = np.empty((resamples, groups))
    for begin in range(0, resamples, BLOCK):
        rows = drawn[begin : begin + BLOCK]
        chosen = rng.integers(groups, size=rows.shape)
        chosen += groups * np.arange(len(rows))[:, np.newaxis]
        rows[:] = np.bincount(chosen.ravel(), minlength=rows.size).reshape(rows.shape)
    return drawn
