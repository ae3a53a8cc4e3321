"""Shares of the searches of a query that led to something, with intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from shopai.arrays import Codes, Floats, Ints, Mask
from shopai.behaviour.search.search_outcomes import Searches
from shopai.intervals import clustered


@dataclass(frozen=True, eq=False)
class Proportions:
    """Hits among the followed searches of groups, (m,) each."""

    hits: Ints
    share: Floats  # 0 … 1; NaN where no search could be followed
    low: Floats  # ends of the 95 % interval
    high: Floats

    def complement(self) -> Proportions:
        """The same of those that came to nothing; without `hits`, which stay."""
        return Proportions(self.hits, 1 - self.share, 1 - self.high, 1 - self.low)


@dataclass(frozen=True, eq=False)
class Trials:
    """The followed searches by query and searcher: one searcher's are not independent."""

    pair: Ints  # (n_searches,) the query and searcher of each; −1 where not followed or no query
    size: Ints  # (n_pairs,) followed searches of each pair
    n: Ints  # (n_queries,) followed searches
    n_squares: Ints  # (n_queries,) sum of size²
    searchers: Ints  # (n_queries,) pairs
    query: Ints  # (n_pairs,) the query of each pair

    @classmethod
    def of(cls, searches: Searches, query: Codes, n_queries: int) -> Trials:
        """`query`, (n_searches,): the group of each, −1 for none, instead of its own."""
        counted = searches.followed & (query >= 0)
        who = searches.who[counted]
        people = int(who.max(initial=0)) + 1
        number, key = pd.factorize(query[counted] * np.int64(people) + who)
        size = np.bincount(number, minlength=len(key))
        owner = key // people
        pair = np.full(len(query), -1, np.int64)
        pair[counted] = number
        return cls(
            pair=pair,
            size=size,
            n=_sums(owner, size, n_queries),
            n_squares=_sums(owner, size * size, n_queries),
            searchers=np.bincount(owner, minlength=n_queries),
            query=owner,
        )

    def of_queries(self, hit: Mask) -> Proportions:
        """Of each query, the share of its followed searches marked in `hit`, (n_searches,)."""
        pair = self.pair[hit]
        hits = np.bincount(pair[pair >= 0], minlength=len(self.size))
        return self._proportions(self.query, hits, self.size, np.arange(len(self.n)))

    def of_groups(self, searches: Ints, group: Ints, query: Ints) -> Proportions:
        """Of each group, the share of its query's followed searches that are among `searches`.

        searches : (h,) indices of searches, each once a group; those not followed are left out
        group : (h,) the group of each, 0 … m−1
        query : (m,) the query of each group
        """
        pair = self.pair[searches]
        n_pairs = np.int64(len(self.size) + 1)
        number, key = pd.factorize(group[pair >= 0] * n_pairs + pair[pair >= 0])
        hits = np.bincount(number, minlength=len(key))
        return self._proportions(key // n_pairs, hits, self.size[key % n_pairs], query)

    def _proportions(self, group: Ints, hits: Ints, size: Ints, query: Ints) -> Proportions:
        """From the hits of each group and searcher, out of so many searches of the searcher."""
        m = len(query)
        total, n = _sums(group, hits, m), self.n[query]
        low, high = clustered(
            total,
            n,
            _sums(group, hits * hits, m),
            _sums(group, hits * size, m),
            self.n_squares[query],
            self.searchers[query],
        )
        none = n == 0
        return Proportions(
            total,
            np.where(none, np.nan, total / np.maximum(n, 1)),
            np.where(none, np.nan, low),
            np.where(none, np.nan, high),
        )


def _sums(group: Ints, values: Ints, n_groups: int) -> Ints:
    return np.bincount(group, values, minlength=n_groups).astype(np.int64)
