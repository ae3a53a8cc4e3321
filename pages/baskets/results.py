"""Results of the Baskets page, kept for the browser session."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import pandas as pd

from pages.ui.keys import session_cache
from shopai.behaviour.baskets.contents import CATEGORY_LEVEL, DAY, ORDER, SESSION, Baskets, baskets
from shopai.behaviour.baskets.itemsets import commonest_pair, usual_minimum
from shopai.behaviour.baskets.offers import bundles, customers_to_win
from shopai.behaviour.baskets.rules import FISHER_BOTH, Rules, rules_of
from shopai.columns import Rule
from shopai.events.dataset import Dataset
from shopai.selection.filter import Filter

#: How several baskets are called where there is little room.
SHORT: Final = {ORDER: "orders", SESSION: "visits", DAY: "customer-days"}

#: Longer rules come in millions: so many sets of items are plenty to choose from.
MOST_SETS: Final = {2: 100_000, 3: 30_000, 4: 20_000}

#: Bundles worked out; the best of them are shown.
MOST_BUNDLES: Final = 100


class Cut(NamedTuple):
    """The baskets looked at: of which events, and what a basket is."""

    dataset: Dataset
    where: Filter
    level: str  # "item" or "category"
    per: str  # "order", "session" or "day"
    largest: int  # different items it may have


class Mining(NamedTuple):
    """The rules that are looked for."""

    least: int | float  # baskets a rule is in: a number, or below 1 a share
    confidence: float
    length: int  # items of a rule


class RuleFilter(NamedTuple):
    """The rules that are shown, and in which order: arguments of :meth:`Rules.filtered`."""

    min_lift: float
    below_p: float | None
    without: tuple[str, ...]
    offered: tuple[str, ...]
    search: str = ""
    rank: str = Rule.LEVERAGE


@session_cache(6, "Filling the baskets …")
def baskets_of(cut: Cut) -> Baskets:
    """The baskets of the events that pass."""
    dataset, where, level, per, largest = cut
    return baskets(dataset, where, level=level, per=per, max_basket=largest)


@session_cache(4, "Looking for what is bought together …")
def mined(cut: Cut, mining: Mining) -> Rules:
    """The rules that hold in enough baskets."""
    return rules_of(
        baskets_of(cut),
        min_support=mining.least,
        min_confidence=mining.confidence,
        max_length=mining.length,
        max_itemsets=MOST_SETS[mining.length],
    )


@session_cache(8)
def usual_least(cut: Cut) -> int:
    """In how many baskets a rule is to be where nothing else is asked for."""
    return usual_minimum(baskets_of(cut))


@session_cache(8)
def commonest_pair_of(cut: Cut) -> int:
    """In how many baskets the pair is that is in most; 0 where no basket holds two items."""
    return commonest_pair(baskets_of(cut))


@session_cache(4)
def between_categories(cut: Cut) -> Rules:
    """Every two categories that were ever bought together."""
    return rules_of(
        baskets_of(cut._replace(level=CATEGORY_LEVEL)),
        min_support=1,
        min_confidence=0.0,
        # of both sides: what is seldom bought together shows too; exact, for chi-square takes
        # one basket of two rare categories for no accident
        test=FISHER_BOTH,
    )


@session_cache(6)
def bundles_of(
    cut: Cut, mining: Mining, passing: RuleFilter, take_up: float, discount: float, price: str
) -> pd.DataFrame:
    """Bundles of the rules chosen, by these assumptions."""
    passing = passing._replace(rank=Rule.LEVERAGE)
    rules = mined(cut, mining).filtered(**passing._asdict())
    assumed: dict[str, Any] = {"take_up": take_up, "discount": discount, "price": price}
    return bundles(cut.dataset, rules, n=MOST_BUNDLES, **assumed)


@session_cache(40)
def customers_of(cut: Cut, first: tuple[str, ...], second: tuple[str, ...]) -> pd.Index:
    """Customers who bought the first and not the second."""
    return customers_to_win(cut.dataset, baskets_of(cut), first, second)
