"""The rules of a shop's baskets, mined once for each setting and kept for the session."""

from __future__ import annotations

from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np
import pandas as pd
import streamlit as st

from pages.ui.cache import KEYS
from shopai.behaviour.baskets import Baskets, Rules, baskets, bundles, rules_of
from shopai.behaviour.baskets.contents import CATEGORY_LEVEL, DAY, ORDER, SESSION
from shopai.behaviour.baskets.rules import FISHER_BOTH
from shopai.charts.baskets import SURE
from shopai.columns import Itemset, Rule
from shopai.events.dataset import Dataset
from shopai.selection.filter import Filter

#: How several baskets are called where there is little room.
SHORT: Final = {ORDER: "orders", SESSION: "visits", DAY: "customer-days"}

#: Longer rules come in millions: so many sets of items are plenty to choose from.
MOST_SETS: Final = {2: 100_000, 3: 30_000, 4: 20_000}

#: The usual minimum is the largest of these shares of all baskets that leaves as many pairs
#: as `ENOUGH`; never fewer baskets than `FEWEST`, for less is no pattern.
SHARES: Final = (0.01, 0.005, 0.002, 0.001, 0.0005, 0.0002)
ENOUGH: Final = 50
FEWEST: Final = 5


#: Bundles worked out; the best of them are shown.
MOST_BUNDLES: Final = 100


class Cut(NamedTuple):
    """What a basket is."""

    level: str  # "item" or "category"
    per: str  # "order", "session" or "day"
    largest: int  # different items it may have


class Mining(NamedTuple):
    """Which rules are looked for."""

    least: int | float  # baskets a rule is in: a number, or below 1 a share
    confidence: float
    length: int  # items of a rule


@st.cache_resource(
    scope="session", max_entries=6, hash_funcs=KEYS, show_spinner="Filling the baskets …"
)
def baskets_of(dataset: Dataset, where: Filter, cut: Cut) -> Baskets:
    """What was bought together."""
    return baskets(dataset, where, level=cut.level, per=cut.per, max_basket=cut.largest)


@st.cache_resource(
    scope="session",
    max_entries=4,
    hash_funcs=KEYS,
    show_spinner="Looking for what is bought together …",
)
def mined(dataset: Dataset, where: Filter, cut: Cut, mining: Mining) -> Rules:
    """The rules that hold in enough baskets."""
    return rules_of(
        baskets_of(dataset, where, cut),
        min_support=mining.least,
        min_confidence=mining.confidence,
        max_length=mining.length,
        max_itemsets=MOST_SETS[mining.length],
    )


@st.cache_resource(scope="session", max_entries=8, hash_funcs=KEYS, show_spinner=False)
def usual_least(dataset: Dataset, where: Filter, cut: Cut) -> int:
    """In how many baskets a rule is to be where nothing else is asked for."""
    bought = baskets_of(dataset, where, cut)
    for share in SHARES:
        least = max(round(share * bought.n), FEWEST)
        if least == FEWEST or pairs(dataset, where, cut, least) >= ENOUGH:
            return least
    return FEWEST


def pairs(dataset: Dataset, where: Filter, cut: Cut, least: int) -> int:
    """How many pairs are in `least` baskets or more."""
    found = rules_of(
        baskets_of(dataset, where, cut),
        min_support=least,
        min_confidence=1.0,  # the pairs are counted, not their rules
        max_itemsets=1_000,
    )
    return int((found.itemsets[Itemset.LENGTH] == 2).sum())


@st.cache_resource(scope="session", max_entries=8, hash_funcs=KEYS, show_spinner=False)
def commonest_pair(dataset: Dataset, where: Filter, cut: Cut) -> int:
    """In how many baskets the pair is that is in most; 0 where no basket holds two items."""
    found = rules_of(
        baskets_of(dataset, where, cut), min_support=1, min_confidence=1.0, max_itemsets=10_000
    )
    several = found.itemsets[found.itemsets[Itemset.LENGTH] == 2]
    if len(several):
        return int(several[Itemset.COUNT].max())
    # where too many are in as many baskets, the minimum was raised to one above them all
    return found.min_count - 1


@st.cache_resource(scope="session", max_entries=4, hash_funcs=KEYS, show_spinner=False)
def between_categories(dataset: Dataset, where: Filter, per: str, largest: int) -> Rules:
    """Every two categories that were ever bought together."""
    cut = Cut(CATEGORY_LEVEL, per, largest)
    return rules_of(
        baskets_of(dataset, where, cut),
        min_support=1,
        min_confidence=0.0,
        # of both sides: what is seldom bought together shows too; exact, for chi-square takes
        # one basket of two rare categories for no accident
        test=FISHER_BOTH,
    )


def commonest(bought: Baskets, n: int) -> list[str]:
    """The `n` items in most baskets."""
    held = np.bincount(bought.items, minlength=len(bought.ids))
    best = np.argsort(-held, kind="stable")[:n]
    return [str(bought.ids[place]) for place in best if held[place]]


def holding(bought: Baskets, item: str) -> int:
    """How many baskets hold `item`."""
    return int((bought.items == bought.ids.get_loc(item)).sum())


class Choice(NamedTuple):
    """Which of the rules are shown, and in which order."""

    lift: float  # at least
    sure: bool  # only those that are no accident
    text: str  # the names hold it
    without: str  # no name holds any of these words, parted by commas
    categories: tuple[str, ...]  # of what is offered; empty: all
    rank: str  # a column of Rule, largest first


def chosen(rules: Rules, choice: Choice) -> pd.DataFrame:
    """The rules that pass, in order; columns of :class:`shopai.columns.Rule`."""
    table = rules.table
    keep = np.array(table[Rule.LIFT] >= choice.lift)
    if choice.sure:
        keep &= (table[Rule.P_ADJUSTED] < SURE).to_numpy()
    for words, wanted in ((choice.text, True), (choice.without, False)):
        if words.strip():
            keep &= _called(rules, words, parted=not wanted) == wanted
    if choice.categories:
        of_these = rules.categories.isin(choice.categories)
        keep &= _any(table[Rule.CONSEQUENTS], frozenset(rules.categories.index[of_these]))
    found = table[keep]
    if choice.rank != Rule.LEVERAGE:  # which they are in the order of
        found = found.sort_values(choice.rank, ascending=False, kind="stable")
    return found.reset_index(drop=True)


@st.cache_resource(scope="session", max_entries=6, hash_funcs=KEYS, show_spinner=False)
def bundles_of(
    dataset: Dataset,
    where: Filter,
    cut: Cut,
    mining: Mining,
    choice: Choice,
    take_up: float,
    discount: float,
    price: str,
) -> pd.DataFrame:
    """What to offer together, of the rules chosen, by these assumptions."""
    rules = mined(dataset, where, cut, mining)
    rules = replace(rules, table=chosen(rules, choice._replace(rank=Rule.LEVERAGE)))
    return bundles(dataset, rules, n=MOST_BUNDLES, take_up=take_up, discount=discount, price=price)


def _called(rules: Rules, words: str, parted: bool) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Which rules have an item whose name or id holds the text, or one of several."""
    names = (
        rules.names.astype("str").str.lower() + "\n" + rules.names.index.astype("str").str.lower()
    )
    texts = [part.strip().lower() for part in (words.split(",") if parted else [words])]
    hit = np.zeros(len(names), dtype=bool)
    for part in texts:
        if part:
            hit |= names.str.contains(part, regex=False).to_numpy(bool)
    ids = frozenset(names.index[hit])
    return _any(rules.table[Rule.ANTECEDENTS], ids) | _any(rules.table[Rule.CONSEQUENTS], ids)


def _any(sides: pd.Series, ids: frozenset[str]) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    return np.fromiter((not ids.isdisjoint(side) for side in sides), bool, len(sides))
