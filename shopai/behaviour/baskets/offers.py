"""Offers: what else goes with one item, and bundles with what they would bring."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from shopai.behaviour.baskets.contents import CATEGORY_LEVEL, Baskets
from shopai.behaviour.baskets.measures import fisher
from shopai.behaviour.baskets.rules import SURE, Rules
from shopai.checks import one_of, real_number, whole_number
from shopai.columns import AlsoBought, Bundle, Event, Kind, Line, Rule
from shopai.errors import ParameterError
from shopai.events.dataset import Dataset
from shopai.events.reading.words import names_shipping
from shopai.intervals import benjamini_hochberg, wilson
from shopai.selection.selection import Selection, select

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


def customers_to_win(
    dataset: Dataset, bought: Baskets | Rules, first: Sequence[str], second: Sequence[str]
) -> pd.Index:
    """Ids of the customers who bought all of `first`, and not all of `second`, sorted.

    At any time within the filter of the baskets, not in one basket alone: a bundle is no offer to
    somebody who has bought the other part before. Guests are nobody.

    bought : baskets of the same `dataset`, or rules made of them
    first, second : the sides of a rule, item ids; categories where the baskets hold these

    Raises ParameterError for an item the data do not know.
    Cost: one scan of the purchases.

    >>> rules = shopai.association_rules(dataset, min_support=5)
    >>> rule = rules.table.iloc[0]
    >>> sides = rule["antecedents"], rule["consequents"]
    >>> len(shopai.customers_to_win(dataset, rules, *sides))
    12
    """
    held_in = bought.baskets if isinstance(bought, Rules) else bought
    wanted = [*first, *second]
    places = held_in.ids.get_indexer(pd.Index(wanted, dtype=held_in.ids.dtype))
    if (places < 0).any():
        unknown = wanted[int((places < 0).argmax())]
        raise ParameterError(f"The data know no {held_in.level} {unknown!r}; choose another.")
    selection = select(dataset, held_in.where)
    lines = selection.arrays(Event.USER, Event.ITEM, kinds=[Kind.PURCHASE])
    of_line = lines[Event.ITEM].astype(np.int64)
    if held_in.level == CATEGORY_LEVEL:
        of_line = np.where(of_line >= 0, selection.categories[0][of_line], -1)
    known = lines[Event.USER] >= 0
    user, of_line = lines[Event.USER][known], of_line[known]
    has = np.zeros((len(wanted), len(selection.users)), dtype=bool)
    for row, place in zip(has, places, strict=True):
        row[user[of_line == place]] = True
    n = len(first)
    return selection.users[np.flatnonzero(has[:n].all(axis=0) & ~has[n:].all(axis=0))]


LATEST: Final = "latest"
MEDIAN: Final = "median"
PRICES: Final = (LATEST, MEDIAN)


def bundles(
    dataset: Dataset,
    rules: Rules,
    *,
    n: int = 20,
    take_up: float = 0.05,
    discount: float = 0.10,
    price: str = MEDIAN,
) -> pd.DataFrame:
    """The `n` bundles that bring most, columns of :class:`Bundle`, by net revenue.

    A bundle is a rule A → C with one item C, found more often than by chance (lift above 1,
    ``p_adjusted`` at most 0.05): C is offered `discount` off to whoever has A. Of several
    rules between the same items the one that brings most is kept; items called postage and
    the like are in none. With p(C) the price of C,
    for as many baskets as the rules were made of, one unit each:

    - extra revenue = take_up × baskets with A and without C × p(C) × (1 − discount)
    - discount given = baskets with A and C already × p(C) × discount, for they get it too
    - net revenue = extra − given
    - break even = given / (extra / take_up), the share that must take the offer for a net
      revenue of 0; infinite where no basket with A lacks C, above 1 where it never pays

    **This is an assumption and no forecast**: how many take an offer is known only from trying
    it. Revenue, not profit; that C would sell less by itself is not counted.

    Parameters
    ----------
    rules : of the same `dataset`; prices are of the events they were made of
    take_up : share, 0 … 1, of the baskets with A and without C that take the offer
    discount : share of the price of C, 0 … below 1
    price : "median" over all sales, or "latest", what the item was last sold at, each of
        those above 0; of categories always the median. Where it is unknown for one of the
        items, money is missing and the bundle comes last, by leverage.

    Raises ParameterError for a setting outside its range.
    Cost: one scan of the purchases and a sort of them.

    >>> rules = shopai.association_rules(dataset, min_support=5)
    >>> shopai.bundles(dataset, rules, n=2)[["antecedents", "consequents"]]
      antecedents consequents
    0    (i0258,)    (i0312,)
    1    (i0010,)    (i0032,)
    """
    whole_number("n", n)
    real_number("take_up", take_up, 0, 1)
    real_number("discount", discount, 0, 1, below=True)
    one_of("price", price, PRICES)
    single = rules.table[Rule.CONSEQUENTS].map(len) == 1
    sure = (rules.table[Rule.LIFT] > 1) & (rules.table[Rule.P_ADJUSTED] <= SURE)
    table = rules.table[single.astype(bool) & sure]
    table = table[~_with_shipping(table, rules.names)].reset_index(drop=True)
    median = price == MEDIAN or rules.level == CATEGORY_LEVEL
    prices = _prices(select(dataset, rules.baskets.where), rules.level, median)
    offers = _estimates(table, rules.n_baskets, prices, take_up, discount)
    # The rules are in order of leverage; a stable sort keeps it where money is missing.
    best = offers.sort_values(Bundle.NET, ascending=False, kind="stable", na_position="last")
    sides = zip(best[Bundle.ANTECEDENTS], best[Bundle.CONSEQUENTS], strict=True)
    again = pd.Series([tuple(sorted(a + c)) for a, c in sides], best.index).duplicated()
    return best[~again].head(n).reset_index(drop=True)


def _with_shipping(table: pd.DataFrame, names: pd.Series) -> pd.Series:
    """(n_rules,) bool, one of the items is shipping by its title."""
    sides = table[Rule.ANTECEDENTS] + table[Rule.CONSEQUENTS]
    called = names.astype("str").to_dict()
    shipping = {i for items in sides for i in items if names_shipping(called.get(i, str(i)), 1)}
    return sides.map(lambda items: not shipping.isdisjoint(items)).astype(bool)


def assumption(take_up: float = 0.05, discount: float = 0.10) -> str:
    """The assumption that the estimates of :func:`bundles` rest on, in words."""
    return (
        f"Assumed, not known: of the baskets that hold the first and lack the other, "
        f"{100 * take_up:.3g} % add it at {100 * discount:.3g} % off, and those that would "
        "hold both anyway get it at that price too."
    )


def _estimates(
    table: pd.DataFrame, n_baskets: int, prices: pd.Series, take_up: float, discount: float
) -> pd.DataFrame:
    """The columns of :class:`Bundle`, a row a rule; see :func:`bundles`."""
    known = prices.to_dict()
    of_a, of_c = (
        np.array([sum(known.get(i, np.nan) for i in items) for items in table[side]], np.float64)
        for side in (Rule.ANTECEDENTS, Rule.CONSEQUENTS)
    )
    with_a = np.rint(table[Rule.ANTECEDENT_SUPPORT].to_numpy() * n_baskets).astype(np.int64)
    count = table[Rule.COUNT].to_numpy(dtype=np.int64)
    missed = with_a - count
    extra = take_up * missed * of_c * (1 - discount)
    given = count * of_c * discount
    # The price cancels out, so this is known without it.
    pays = count * discount / (np.maximum(missed, 1) * (1 - discount))
    return pd.DataFrame(
        {
            Bundle.ANTECEDENTS: table[Rule.ANTECEDENTS],
            Bundle.CONSEQUENTS: table[Rule.CONSEQUENTS],
            Bundle.PRICE: of_a + of_c,
            Bundle.OFFER: of_a + of_c * (1 - discount),
            Bundle.COUNT: count,
            Bundle.MISSED: missed,
            Bundle.EXTRA: extra,
            Bundle.GIVEN: given,
            Bundle.NET: extra - given,
            Bundle.BREAK_EVEN: np.where(missed > 0, pays, np.inf),
            Bundle.CONFIDENCE: table[Rule.CONFIDENCE],
            Bundle.LIFT: table[Rule.LIFT],
            Bundle.P_ADJUSTED: table[Rule.P_ADJUSTED],
        }
    )


def _prices(selection: Selection, level: str, median: bool) -> pd.Series:
    """Price of a unit by id; without those that were never sold at a price above 0."""
    lines = pd.DataFrame(
        selection.arrays(Event.ITEM, Event.PRICE, Line.INSTANT, Line.LINE, kinds=[Kind.PURCHASE])
    )
    lines = lines[(lines[Event.ITEM] >= 0) & (lines[Event.PRICE] > 0)]
    ids = selection.item_ids
    if level == CATEGORY_LEVEL:
        codes, ids = selection.categories
        lines = lines.assign(**{Event.ITEM: codes[lines[Event.ITEM].to_numpy()]})
        lines = lines[lines[Event.ITEM] >= 0]
    if not median:
        lines = lines.sort_values([Line.INSTANT, Line.LINE], kind="stable")
    by_item = lines.groupby(Event.ITEM)[Event.PRICE]
    prices = by_item.median() if median else by_item.last()
    return prices.set_axis(ids[prices.index.to_numpy()])
