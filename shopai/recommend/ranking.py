"""From scores to recommendations: which items come first, and the table of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from shopai.arrays import Codes, Floats, Ints, Mask
from shopai.columns import Basis, Scored
from shopai.preferences import Preferences
from shopai.recommend.kernels.order import first

#: Columns of a table of offers, in order.
OFFERS = (Scored.RANK, Scored.ITEM, Scored.SCORE, Scored.SUPPORT, Scored.BASIS)

#: Decimals that scores are compared to: what differs by rounding only is a tie.
DIGITS: Final = 9


class CustomerHistory(NamedTuple):
    """The preferences of one customer."""

    items: Codes  # (m,), column positions, ascending
    values: Floats  # (m,)


class Scores(NamedTuple):
    """A model's score of every item, for one customer."""

    values: Floats  # (n_items,), the larger the better; any number without support
    support: Codes  # (n_items,), how many things each score is based on; 0: there is no score
    min_support: int = 1  # items with less support come after all others


class Ranked(NamedTuple):
    """The items to offer one user, best first."""

    items: Ints  # (m,), column positions
    scores: Floats  # (m,)
    support: Codes  # (m,); 0: it is merely popular, -1: pinned


@dataclass(frozen=True, eq=False)
class Bestsellers:
    """Items by the number of customers who have a preference for them.

    Ties: by the higher mean preference, then by their order. Items nobody has come last.
    """

    order: Ints  # (n_items,), positions, most popular first
    counts: Ints  # (n_items,), customers
    means: Floats  # (n_items,), of those who have it; else that of all

    @classmethod
    def of(cls, prefs: Preferences) -> Bestsellers:
        """Count. Costs O(nnz)."""
        matrix = prefs.matrix
        n = matrix.shape[1]
        counts = np.bincount(matrix.indices, minlength=n)
        sums = np.bincount(matrix.indices, matrix.data, minlength=n)
        means = np.full(n, float(matrix.data.mean()))
        np.divide(sums, counts, out=means, where=counts > 0)
        order = np.lexsort((-means, -counts))
        return cls(order, counts, means)

    def ranked(self, allowed: Mask, n: int) -> Ranked:
        """The n most popular of the items `allowed`, an (n_items,) mask."""
        best = self.order[allowed[self.order]][:n]
        return Ranked(best, self.means[best], np.zeros(len(best), dtype=np.int32))


def best(scores: Scores, allowed: Mask, n: int, popular: Bestsellers) -> Ints:
    """(m,) positions of the n best of the items `allowed` that have support.

    Those with at least `scores.min_support` come first; each by score, ties by more support, then
    by popularity, then by the order of the items.
    """
    candidates = np.flatnonzero(allowed & (scores.support > 0))
    rounded = np.round(scores.values[candidates], DIGITS)
    support = scores.support[candidates]
    counts = popular.counts[candidates]
    weak = support < scores.min_support
    if len(candidates) > _FEW * n:
        chosen = first(weak, rounded, support, counts, n)
    else:
        chosen = np.lexsort((-counts, -support, -rounded, weak))[:n]
    return candidates[chosen]


#: Up to this many candidates an offer, sorting them all is as quick as picking.
_FEW: Final = 10


def concatenated(*parts: Ranked) -> Ranked:
    """All of them, in order, as one."""
    return Ranked(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))


def offers(prefs: Preferences, ranked: Sequence[Ranked], basis: str) -> pd.DataFrame:
    """The items of one or more users, one user after another: the columns :data:`OFFERS`.

    `basis`: what the model's recommendations are based on.
    """
    nothing = Ranked(np.empty(0, np.int64), np.empty(0), np.empty(0, np.int32))
    every = concatenated(nothing, *ranked)
    ranks = [np.arange(1, len(each.items) + 1) for each in (nothing, *ranked)]
    kinds = np.array([Basis.POPULAR, basis, Basis.PINNED], dtype=object)
    return pd.DataFrame(
        {
            Scored.RANK: np.concatenate(ranks),
            Scored.ITEM: prefs.items[every.items],
            Scored.SCORE: every.scores,
            Scored.SUPPORT: np.maximum(every.support, 0).astype(np.int64),
            Scored.BASIS: pd.Series(kinds[np.sign(every.support)], dtype="str"),
        }
    )
