"""Frequent itemsets: every set of items that enough baskets hold."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil
from typing import Any, Final

import numpy as np
from scipy.sparse import csr_array

from shopai.arrays import Codes, Ints
from shopai.behaviour.baskets.contents import Baskets
from shopai.compiled import compiled


@dataclass(frozen=True, eq=False)
class Itemsets:
    """All sets of 1 to `max_length` items that at least `min_count` baskets hold."""

    members: tuple[Codes, ...]  # by length 1, 2, …: (m, length) items ascending, rows in order
    counts: tuple[Ints, ...]  # by length: (m,) baskets that hold all of them
    min_count: int  # the one asked for, or more where there were too many sets
    cut: int  # sets of two or more found and left out for that; there may be more of them

    def places(self, sets: Codes) -> Ints:
        """(m,) row of each of `sets` (m, length), ascending, in `members` of that length.

        Every one must be there; so is every subset of a frequent set. O(length · m log m).
        """
        if not len(sets):
            return np.empty(0, dtype=np.int64)
        n_items = int(self.members[0][-1, 0]) + 1
        place = np.searchsorted(self.members[0][:, 0], sets[:, 0])
        for length in range(2, sets.shape[1] + 1):
            rows = self.members[length - 1]
            begins = self.places(rows[:, :-1])
            known = begins * n_items + rows[:, -1]
            place = np.searchsorted(known, place * n_items + sets[:, length - 1])
        return place.astype(np.int64)


def frequent_itemsets(
    starts: Ints, items: Codes, min_count: int, max_length: int, max_itemsets: int
) -> Itemsets:
    """Every set of at most `max_length` items that `min_count` baskets hold; exact.

    Basket i holds ``items[starts[i]:starts[i + 1]]``, distinct. Row by row of the sparse
    product AᵀA of the baskets A, with items in too few baskets pruned before: the baskets with
    item i are gone through and what else is in them is counted, each pair once. What is
    frequent with i is followed to triples and so on in the same way, the rarest item of a
    set first, so that the baskets to go through get few soon.

    Where there are more than `max_itemsets` sets of two or more, the minimum is raised on the
    way to the least at which they fit, and everything below it is left out. So the result is
    always complete for its `min_count`, and no more than twice `max_itemsets` are ever held.

    Cost: pairs Σ size² / 2 over the baskets, some 10⁸ a second; memory 8 bytes for each
    entry of a basket (4 more for each length beyond two, at the worst) and the result.
    """
    n_ids = int(items.max()) + 1 if len(items) else 0
    held = np.bincount(items, minlength=n_ids)
    frequent = np.flatnonzero(held >= min_count)
    rarest_first = frequent[np.argsort(held[frequent], kind="stable")].astype(np.int32)
    sets, counts, minimum, cut = _grown(
        *_arranged(starts, items, held, rarest_first), min_count, max_length, max_itemsets
    )
    single = frequent[held[frequent] >= minimum]
    members, by_length = [single.astype(np.int32)[:, None]], [held[single].astype(np.int64)]
    lengths = (sets >= 0).sum(axis=1)
    for length in range(2, max_length + 1):
        chosen = lengths == length
        rows = np.sort(rarest_first[sets[chosen, :length]], axis=1)
        order = np.lexsort(rows.T[::-1])
        members.append(rows[order])
        by_length.append(counts[chosen][order].astype(np.int64))
    return Itemsets(tuple(members), tuple(by_length), int(minimum), int(cut))


#: Ends a basket among the ranks of its items.
END: Final = -1


def _arranged(
    starts: Ints, items: Codes, held: Ints, rarest_first: Codes
) -> tuple[Codes, Ints, Ints]:
    """The frequent items of each basket by rank, and where each rank stands.

    Returns ``ranks``, the baskets one after another, ascending and each followed by END;
    ``columns``, the places in it of rank 0, then those of rank 1, …; and the starts of these.
    """
    n = len(starts) - 1
    table = csr_array((np.ones(len(items), np.int8), items, starts), shape=(n, len(held)))
    table = table[:, rarest_first]
    table.sort_indices()
    places = np.int32 if table.nnz + n < np.iinfo(np.int32).max else np.int64
    place = np.arange(table.nnz, dtype=places) + np.repeat(
        np.arange(n, dtype=places), np.diff(table.indptr)
    )
    ranks = np.full(table.nnz + n, END, dtype=np.int32)
    ranks[place] = table.indices
    columns = csr_array((place, table.indices, table.indptr), shape=table.shape).tocsc()
    return ranks, columns.data, columns.indptr.astype(np.int64)


@compiled
def _grown(
    ranks: Codes, columns: Any, bounds: Ints, minimum: int, max_length: int, max_itemsets: int
) -> tuple[Codes, Codes, int, int]:
    """Frequent sets of two or more: ranks (m, max_length) filled up with END, baskets (m,),
    the least number of baskets after all, and how many sets were dropped for it.

    A set is given by the places of its last item in the baskets that hold it; what stands
    behind these places may follow. `level` 0 has one item, and places from `columns`.
    """
    n_ranks = len(bounds) - 1
    sets = np.empty((2 * max_itemsets, max_length), dtype=np.int32)
    counts = np.empty(2 * max_itemsets, dtype=np.int32)
    n, cut = int(np.int64(0)), 0  # not 0, for which `_thinned` is compiled once more
    deeper = max(max_length - 2, 0)
    places = np.empty((deeper + 1, len(columns) if deeper else 0), dtype=columns.dtype)
    following = np.empty((max_length, n_ranks), dtype=np.int32)
    begins = np.empty((max_length, n_ranks + 1), dtype=np.int64)
    n_following = np.zeros(max_length, dtype=np.int64)
    at = np.zeros(max_length, dtype=np.int64)
    behind = np.zeros(n_ranks, dtype=np.int64)
    touched = np.empty(n_ranks, dtype=np.int32)
    prefix = np.empty(max_length, dtype=np.int32)
    for first in range(n_ranks):
        level = 0
        prefix[0] = first
        n_following[0], at[0] = 0, 0
        source, low, high = columns, bounds[first], bounds[first + 1]
        while True:
            # One set, `prefix[:level + 1]`, held by the baskets of source[low:high].
            n_following[level], at[level] = 0, 0
            if high - low >= minimum:
                n_touched = _count(ranks, source, low, high, behind, touched)
                goes_on = level + 2 < max_length
                size = 0
                for t in range(n_touched):
                    rank = touched[t]
                    count = behind[rank]
                    behind[rank] = -1
                    if count < minimum:
                        continue
                    if n == len(counts):
                        n, minimum, dropped = _thinned(sets, counts, n, max_itemsets)
                        cut += dropped
                        if count < minimum:
                            cut += 1
                            continue
                    for place in range(max_length):
                        sets[n, place] = prefix[place] if place <= level else END
                    sets[n, level + 1] = rank
                    counts[n] = count
                    n += 1
                    if goes_on:
                        following[level, n_following[level]] = rank
                        begins[level, n_following[level]] = size
                        n_following[level] += 1
                        behind[rank] = size
                        size += count
                if goes_on and n_following[level] > 0:
                    begins[level, n_following[level]] = size
                    _deliver(ranks, source, low, high, behind, places[level])
                for t in range(n_touched):
                    behind[touched[t]] = 0
            while level >= 0 and at[level] == n_following[level]:
                level -= 1
            if level < 0:
                break
            k = at[level]
            at[level] += 1
            source, low, high = places[level], begins[level, k], begins[level, k + 1]
            prefix[level + 1] = following[level, k]
            level += 1
    if n > max_itemsets:
        n, minimum, dropped = _thinned(sets, counts, n, max_itemsets)
        cut += dropped
    return sets[:n], counts[:n], minimum, cut


@compiled
def _count(ranks: Codes, source: Any, low: int, high: int, behind: Ints, touched: Codes) -> int:
    """Count in `behind` what follows the places source[low:high]; list it in `touched`."""
    n_touched = 0
    for q in range(low, high):
        p = source[q] + 1
        while ranks[p] >= 0:
            rank = ranks[p]
            if behind[rank] == 0:
                touched[n_touched] = rank
                n_touched += 1
            behind[rank] += 1
            p += 1
    return n_touched


@compiled
def _deliver(ranks: Codes, source: Any, low: int, high: int, behind: Ints, places: Any) -> None:
    """Hand each place that follows to its rank, where `behind` says that it goes on."""
    for q in range(low, high):
        p = source[q] + 1
        while ranks[p] >= 0:
            rank = ranks[p]
            if behind[rank] >= 0:
                places[behind[rank]] = p
                behind[rank] += 1
            p += 1


@compiled
def _thinned(sets: Codes, counts: Codes, n: int, max_itemsets: int) -> tuple[int, int, int]:
    """Keep the sets in most baskets, at most `max_itemsets`, ties all or none.

    Returns how many are left, the least number of baskets a set now needs, how many went.
    """
    most = 0
    for i in range(n):
        most = max(most, counts[i])
    held_by = np.zeros(most + 2, dtype=np.int64)
    for i in range(n):
        held_by[counts[i]] += 1
    minimum, left = most + 1, 0
    while left + held_by[minimum - 1] <= max_itemsets:
        minimum -= 1
        left += held_by[minimum]
    left = 0
    for i in range(n):
        if counts[i] >= minimum:
            for place in range(sets.shape[1]):
                sets[left, place] = sets[i, place]
            counts[left] = counts[i]
            left += 1
    return left, minimum, n - left


#: Shares of all baskets that are tried as the usual minimum, the largest first.
SHARES: Final = (0.01, 0.005, 0.002, 0.001, 0.0005, 0.0002)
#: Pairs in as many baskets that make a share low enough.
ENOUGH: Final = 50
#: The usual minimum is never below this: in fewer baskets a pair is no pattern.
FEWEST: Final = 5


def minimum_count(min_support: float, n: int) -> int:
    """The least count, 1 or more, that is `min_support`: itself, or with count / n ≥ a share."""
    if isinstance(min_support, (int, np.integer)):
        return int(min_support)
    count = max(ceil(min_support * n), 1)
    # 0.07 × 100 is 7.000000000000001, yet 7 / 100 ≥ 0.07
    while count > 1 and (count - 1) / n >= min_support:
        count -= 1
    while count < n and count / n < min_support:
        count += 1
    return count


def usual_minimum(bought: Baskets) -> int:
    """The count that is the minimum where nothing else is asked for.

    The largest of :data:`SHARES` of all baskets that :data:`ENOUGH` pairs of items reach, and
    :data:`FEWEST` baskets at least. Cost: a few times :func:`frequent_itemsets` of pairs.
    """
    for share in SHARES:
        least = max(round(share * bought.n), FEWEST)
        if least == FEWEST or len(_pairs(bought, least, 1_000).counts[1]) >= ENOUGH:
            return least
    return FEWEST


def commonest_pair(bought: Baskets) -> int:
    """In how many baskets the commonest pair of items is; 0 where no basket holds two."""
    pairs = _pairs(bought, 1, 10_000)
    if len(pairs.counts[1]):
        return int(pairs.counts[1].max())
    # where too many pairs are in as many baskets, the minimum was raised to one above them all
    return pairs.min_count - 1


def _pairs(bought: Baskets, least: int, most: int) -> Itemsets:
    return frequent_itemsets(bought.starts, bought.items, least, 2, most)
