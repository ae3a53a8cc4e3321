"""The percentile bootstrap of customers, at the speed of a click.

Customers are drawn with replacement, again and again, and the interval is the spread of what is
computed from them (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, chapter 13).
Drawing a million customers a thousand times takes minutes, so they are first put at random into
groups of equal size, within one, and groups are drawn instead. A mean of group sums has the same
mean, variance and, but for terms that vanish with the number of groups, the same skewness as the
mean of the customers. Where there are no more customers than groups, each is a group: the
ordinary bootstrap.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # has no type stubs

from shopai.arrays import Floats, Hashes, Ints

#: Most groups of :class:`CustomerDraws`.
GROUPS: Final = 2000
#: Most groups a segment. What the variance of a mean is estimated from: 500 groups give its
#: root to 3 %, no worse than what a thousand resamples tell of where 2.5 % of them end.
SEGMENT_GROUPS: Final = 500
#: Draws, unless told.
RESAMPLES: Final = 1000
#: Resamples whose counts are made at once, few enough for a processor's cache.
BLOCK: Final = 50
#: The ends of an interval that covers 95 %.
ENDS: Final = (2.5, 97.5)


def interval(draws: Floats) -> tuple[Floats, Floats]:
    """The 2.5th and 97.5th percentile over the first axis, draws that are not finite left out.

    NaN where no draw is finite.
    """
    finite = np.isfinite(draws)
    if finite.all():
        low, high = np.percentile(draws, ENDS, axis=0)
        return low, high
    # A thousand times slower a number, so only for the columns that need it.
    flat = np.where(finite, draws, np.nan).reshape(len(draws), -1)
    whole = ~np.isnan(flat).any(axis=0)
    ends = np.full((2, flat.shape[1]), np.nan)
    ends[:, whole] = np.percentile(flat[:, whole], ENDS, axis=0)
    some = ~whole & ~np.isnan(flat).all(axis=0)
    ends[:, some] = np.nanpercentile(flat[:, some], ENDS, axis=0)
    low, high = ends.reshape(2, *draws.shape[1:])
    return low, high


def shuffled(users: pd.Index, seed: int) -> Hashes:
    """(n,) a number for each customer, as good as random, always the same for an id and a seed."""
    # the finaliser of splitmix64, by Sebastiano Vigna: every bit of the seed moves half the bits
    mixed: Hashes = pd.util.hash_array(users.to_numpy(), categorize=False)
    mixed = mixed ^ np.random.default_rng(seed).integers(2**64, dtype=np.uint64)
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        mixed = (mixed ^ (mixed >> np.uint64(shift))) * np.uint64(factor)
    return mixed


@dataclass(frozen=True, eq=False)
class CustomerDraws:
    """Customers drawn again and again; the same draws for every number, so that they pair."""

    groups: Ints  # (n,) 0 … G−1, the group of each customer
    weights: Floats  # (B, G), how often each group was drawn

    @classmethod
    def of(cls, n: int, seed: int, resamples: int = RESAMPLES) -> CustomerDraws:
        """Draw from n ≥ 1 customers. O(n + resamples · G)."""
        rng = np.random.default_rng(seed)
        size = min(n, GROUPS)
        groups = np.arange(n) if n <= GROUPS else rng.permutation(n) % GROUPS
        drawn = rng.multinomial(size, np.full(size, 1 / size), size=resamples)
        return cls(groups.astype(np.int64), drawn.astype(np.float64))

    def sums(self, values: Floats) -> Floats:
        """(G,) of (n,) values."""
        sums = np.bincount(self.groups, values, minlength=self.weights.shape[1])
        return sums.astype(np.float64)

    def ratios(self, numerators: Floats, denominators: Floats) -> Floats:
        """(B,) Σ numerators / Σ denominators over the customers of each draw; both (n,).

        With ones as denominators, a mean. NaN for a draw whose denominators add up to 0.
        """
        with np.errstate(invalid="ignore", divide="ignore"):
            above, below = (self.weights @ self.sums(each) for each in (numerators, denominators))
            return np.asarray(above / below)


@dataclass(frozen=True, eq=False)
class SegmentDraws:
    """Results of R resamples of customers in k segments, with m columns.

    Missing where a resample has no customer of a segment with a value.
    """

    sizes: Floats  # (R, k) customers of each segment
    sums: Floats  # (R, k, m) over these customers, missing values counting nothing
    means: Floats  # (R, k, m) over those with a value
    everyone: Floats  # (R, m) mean of all customers with a value


def segment_draws(
    columns: Sequence[Floats], labels: Ints, keys: Hashes, resamples: int, seed: int
) -> SegmentDraws:
    """Draw `resamples` times from customers in segments.

    Parameters
    ----------
    columns : m arrays (n,), NaN where missing
    labels : (n,) segments 0 … k−1, each with a customer
    keys : (n,) a random number of each customer (:func:`shuffled`), by which groups are made
    seed : the same seed and keys give the same; neither the order of the rows nor the numbers
        of the segments matter

    How many customers each segment has is drawn too (multinomial, by its share); its mean is
    taken from as many as it has. O(n log n + n m) time for the groups, then
    O(resamples · k · SEGMENT_GROUPS · m); memory O(n + resamples · (SEGMENT_GROUPS + k m)).
    """
    k, m = int(labels.max()) + 1, len(columns)
    counts = np.bincount(labels)
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
    return SegmentDraws(sizes, sums, means, everyone)


def _groups(labels: Ints, counts: Ints, keys: Hashes) -> tuple[Ints, Ints, Ints]:
    """(n,) each customer's group; (k + 1,) the first group of each segment; (k,) the segments.

    The segments are in an order that their numbers have no part in.
    """
    many = np.minimum(counts, SEGMENT_GROUPS)
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
