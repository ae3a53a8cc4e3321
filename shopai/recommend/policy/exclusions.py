"""Items that a policy excludes for every customer, and the reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from shopai.arrays import Ints, Mask
from shopai.columns import CatalogueTable
from shopai.errors import MissingColumns, ParameterError
from shopai.format import listed
from shopai.preferences import Preferences
from shopai.recommend.policy.catalogue import Catalogue
from shopai.recommend.policy.policy import Policy


class Reason(NamedTuple):
    """Why items are not offered, as a sentence goes on after "1 item", "2 items" and "it"."""

    one: str
    many: str

    @classmethod
    def being(cls, what: str) -> Reason:
        return cls(f"is {what}", f"are {what}")

    def of(self, n: int) -> str:
        return f"{n:,} {self.one if n == 1 else self.many}"


def exclusions(policy: Policy, facts: ItemFacts) -> Iterator[tuple[Reason, Mask]]:
    """Why items are excluded for every customer, and (n_items,) which; an item may come twice."""
    for name, wanted, unwanted in (
        (CatalogueTable.CATEGORY, policy.categories, policy.without_categories),
        (CatalogueTable.BRAND, policy.brands, policy.without_brands),
    ):
        rule = f"Choosing by {name}"
        if wanted:
            mask = ~facts.named(name, wanted, rule)
            yield Reason.being(f"not of a {name} asked for"), mask
        if unwanted:
            mask = facts.named(name, unwanted, rule)
            yield Reason.being(f"of a {name} left out"), mask
    if policy.without_items:
        left_out = [facts.position(item, "left out") for item in policy.without_items]
        mask = np.zeros(len(facts.items), dtype=bool)
        mask[left_out] = True
        yield Reason.being("never to be offered"), mask
    if policy.in_stock:
        rule = "Leaving out what is out of stock"
        stock = facts.column(CatalogueTable.STOCK, "stock", rule).to_numpy()
        yield Reason.being("out of stock"), stock <= 0
        yield Reason("has an unknown stock", "have an unknown stock"), np.isnan(stock)
    low, high = policy.lowest_price, policy.highest_price
    if low is not None or high is not None:
        price = facts.column(CatalogueTable.PRICE, "price", "A price band").to_numpy()
        if low is not None:
            less = f"less than {low:,.10g}"
            yield Reason(f"costs {less}", f"cost {less}"), price < low
        if high is not None:
            more = f"more than {high:,.10g}"
            yield Reason(f"costs {more}", f"cost {more}"), price > high
        yield Reason("has no known price", "have no known price"), np.isnan(price)


class ItemFacts:
    """The catalogue's facts of the items of some preferences, in their order."""

    def __init__(self, prefs: Preferences, catalogue: Catalogue | None) -> None:
        self.table = None if catalogue is None else catalogue.items
        self.items = prefs.items
        self.rows = None if self.table is None else positions_among(prefs.items, self.table.index)

    def has(self, name: str) -> bool:
        """True where column `name` says anything."""
        return (
            self.table is not None and name in self.table and bool(self.table[name].notna().any())
        )

    def column(self, name: str, what: str, rule: str) -> pd.Series:
        """(n_items,) column `name`, missing where unknown; raises where nothing is known."""
        if self.table is None or self.rows is None:
            raise MissingColumns(
                f"{rule} needs each item's {what}; pass catalogue(dataset), or leave the rule out."
            )
        if not self.has(name):
            raise MissingColumns(
                f"{rule} needs each item's {what}, which the data do not say; load data with a "
                "column for it, or leave the rule out."
            )
        return self.table[name].take(self.rows).where(self.rows >= 0)

    def named(self, name: str, wanted: Iterable[str], rule: str) -> Mask:
        """(n_items,) whether column `name` is one of `wanted`; raises for one that nothing is."""
        wanted = list(wanted)
        column = self.column(name, name, rule)
        assert self.table is not None  # or there was no column
        known = pd.unique(self.table[name].dropna())
        for each in wanted:
            if each not in known:
                raise ParameterError(
                    f"No item has the {name} {each!r}; there are {listed(sorted(known), 12)}."
                )
        return column.isin(wanted).to_numpy(dtype=bool)

    def position(self, item: str, done: str) -> int:
        at = int(self.items.get_indexer(pd.Index([item], dtype=self.items.dtype))[0])
        if at < 0:
            raise ParameterError(
                f"Item {item!r} is to be {done}, but no such item can be recommended; check the id."
            )
        return at


def positions_among(ids: pd.Index, among: pd.Index) -> Ints:
    """The position of each of `ids` `among` others, -1 for nowhere."""
    if ids.equals(among):
        return np.arange(len(ids))
    positions: Ints = among.get_indexer(ids).astype(np.int64)
    return positions
