"""Customers who bought this also bought: one item's company, without mining all rules."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from shopai.behaviour.baskets.contents import Baskets
from shopai.behaviour.baskets.exact_tests import fisher
from shopai.behaviour.baskets.rules import Rules
from shopai.checks import whole_number
from shopai.columns import AlsoBought
from shopai.errors import ParameterError
from shopai.intervals import benjamini_hochberg, wilson

#: Baskets with both below which nothing is shown: once is no pattern.
MIN_COUNT: Final = 2


def also_bought(bought: Baskets | Rules, item: str, n: int = 10) -> pd.DataFrame:
    """Other items in the baskets with `item`, columns of :class:`AlsoBought`.

    The `n` others that are in most baskets beyond what chance would give, a·c/N for an item
    in c of N baskets and `item` in a; that is by leverage, for lift alone favours the rare and
    confidence alone the popular. Only those together in two baskets or more, and more often
    than by chance. Fewer than `n` rows, or none, where there are no more.

    bought : baskets, or rules made of them
    item : an item id, or a category where the baskets hold these

    The interval of the confidence is Wilson's, 95 %. p-values are of Fisher's one-sided test;
    the adjusted ones allow for every other item in two baskets or more.

    Raises ParameterError for an item the data do not know.
    Cost: one row of AᵀA: a look at each entry of the baskets, 10 ms for ten million.

    >>> rules = shopai.association_rules(dataset, min_support=5)
    >>> shopai.also_bought(rules, "i0220", n=2)[["item_id", "count"]]
      item_id  count
    0   i0221     17
    1   i0178      2
    """
    held_in = bought.baskets if isinstance(bought, Rules) else bought
    code = int(held_in.ids.get_indexer(pd.Index([item]))[0])
    if code < 0:
        raise ParameterError(f"The data know no {held_in.level} {item!r}; choose another.")
    whole_number("n", n)
    starts, items = held_in.starts, held_in.items
    rows = np.searchsorted(starts, np.flatnonzero(items == code), side="right") - 1
    sizes = starts[rows + 1] - starts[rows]
    within = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    company = items[np.repeat(starts[rows], sizes) + within]
    both = np.bincount(company, minlength=len(held_in.ids))
    held = np.bincount(items, minlength=len(held_in.ids))
    both[code] = 0
    a, n_baskets = len(rows), held_in.n
    others = np.flatnonzero(both >= MIN_COUNT)
    p = fisher(n_baskets, np.full(len(others), a), held[others], both[others])
    tested = int((held >= MIN_COUNT).sum() - (held[code] >= MIN_COUNT))
    adjusted = benjamini_hochberg(p, max(tested, 1))
    beyond = n_baskets * both[others] - a * held[others]
    best = np.flatnonzero(beyond > 0)
    best = best[np.argsort(-beyond[best], kind="stable")][:n]
    chosen = others[best]
    low, high = wilson(both[chosen], max(a, 1))
    return pd.DataFrame(
        {
            AlsoBought.ITEM: held_in.ids[chosen],
            AlsoBought.TITLE: held_in.names.to_numpy()[chosen],
            AlsoBought.CATEGORY: held_in.categories.to_numpy()[chosen],
            AlsoBought.COUNT: both[chosen],
            AlsoBought.CONFIDENCE: both[chosen] / max(a, 1),
            AlsoBought.LOW: low,
            AlsoBought.HIGH: high,
            AlsoBought.LIFT: n_baskets * both[chosen] / (max(a, 1) * held[chosen]),
            AlsoBought.P: p[best],
            AlsoBought.P_ADJUSTED: adjusted[best],
        }
    )
