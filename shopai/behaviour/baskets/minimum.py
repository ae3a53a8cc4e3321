"""In how many baskets a set of items must be."""

from __future__ import annotations

from math import ceil
from typing import Final

import numpy as np

from shopai.behaviour.baskets.contents import Baskets
from shopai.behaviour.baskets.itemsets import Itemsets, frequent_itemsets

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
