"""The catalogue: what each item is and costs, and when a customer last bought it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import scipy.sparse as sp

from shopai.columns import CatalogueTable, Event, Item, Kind
from shopai.engines.duckdb import literal
from shopai.errors import InputError
from shopai.events.dataset import Dataset
from shopai.events.moments import DAY_US
from shopai.preferences import Preferences, last_times
from shopai.selection.selection import select
from shopai.selection.totals import latest

TEXTS: Final = (CatalogueTable.TITLE, CatalogueTable.CATEGORY, CatalogueTable.BRAND)
NUMBERS: Final = (
    CatalogueTable.PRICE, CatalogueTable.COST, CatalogueTable.MARGIN, CatalogueTable.STOCK,
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Catalogue:
    """The items on sale, and when each customer bought them.

    Attributes
    ----------
    items : one row an item, index item_id; any of the columns of
        :class:`shopai.columns.CatalogueTable`, others are dropped. What is missing, or no number
        where one belongs, is unknown. A margin that is not given is price − cost
    bought_days : (n_users, n_items) float32, compressed rows: days from a customer's last
        purchase of an item to the newest event of the data, > 0; None where no purchase has a
        time. Stored only for what was bought
    users : (n_users,) str, its rows; its columns are the rows of `items`

    Raises :class:`InputError` for repeated item ids, or tables that do not fit each other.
    """

    items: pd.DataFrame
    bought_days: sp.csr_matrix | None = None
    users: pd.Index | None = None

    def __post_init__(self) -> None:
        items = self.items
        index = pd.Index(items.index.astype("str"), name=Item.ITEM)
        if not index.is_unique:
            twice = index[index.duplicated()][0]
            raise InputError(f"The catalogue has item {twice!r} twice; give each item one row.")
        object.__setattr__(self, "items", _typed(items).set_axis(index))
        if self.bought_days is None:
            return
        shape = (-1 if self.users is None else len(self.users), len(items))
        if self.bought_days.shape != shape:
            raise InputError(
                "Days since a purchase need one row for each of the catalogue's users and one "
                f"column for each of its {len(items)} items; found {self.bought_days.shape}."
            )


def catalogue(dataset: Dataset, prefs: Preferences | None = None) -> Catalogue:
    """The catalogue of `dataset`.

    Its table has all columns of :class:`shopai.columns.CatalogueTable`, missing (NaN) where
    nothing is known. The price is the latest known one a unit, in the data's currency: that
    of a purchase, and only of what was never bought at a known price that of another event,
    a refund left out; a price of 0 counts as none. Events without a time are the oldest.

    With `prefs`, its items are among the rows too, and there are the days since each of its
    customers bought each item, see :func:`days_since_bought`.

    Cost: two scans of the events by the engine, with `prefs` three.

    >>> shopai.catalogue(dataset).items.columns.tolist()
    ['title', 'category', 'brand', 'price', 'cost', 'margin', 'stock']
    """
    items = _items(dataset)
    if prefs is None:
        return Catalogue(items)
    items = items.reindex(items.index.union(prefs.items).rename(Item.ITEM))
    days = days_since_bought(dataset, prefs)
    if days is None:
        return Catalogue(items)
    entries = days.tocoo()
    where = entries.row, items.index.get_indexer(prefs.items)[entries.col]
    shape = len(prefs.users), len(items)
    return Catalogue(items, sp.csr_matrix((entries.data, where), shape=shape), prefs.users)


def days_since_bought(dataset: Dataset, prefs: Preferences) -> sp.csr_matrix | None:
    """Days from a customer's last purchase of an item to the newest event of the data.

    (n_users, n_items) float32, compressed rows, aligned to `prefs`; what was never bought is
    not stored, nor what was bought at an unknown time, and what is stored is > 0. None where
    no purchase has a time.
    """
    rows, columns, times = last_times(dataset, prefs, (Kind.PURCHASE,))
    span = select(dataset).totals.span_us
    if span is None or not len(times):
        return None
    known = (rows >= 0) & (columns >= 0)
    days = np.maximum((span[1] - times[known]) / DAY_US, _NOW).astype(np.float32)
    return sp.csr_matrix((days, (rows[known], columns[known])), shape=prefs.matrix.shape)


#: Days since this very moment: not 0, which a sparse table may drop.
_NOW: Final = 1e-6


def _items(dataset: Dataset) -> pd.DataFrame:
    """The table of :func:`catalogue`, ordered by item."""
    bought = f"{Event.KIND} = {literal(Kind.PURCHASE)}"
    priced = (
        f"isfinite({Event.PRICE}) AND {Event.PRICE} > 0 AND {Event.KIND} <> {literal(Kind.REFUND)}"
    )
    prices = dataset.timeline.filter(f"{Event.ITEM} IS NOT NULL").aggregate(
        f"{Event.ITEM}, {latest(Event.PRICE, priced, f'{bought}, ')} AS {Event.PRICE}", Event.ITEM
    )
    given = (Item.TITLE, Item.CATEGORY, Item.BRAND, Item.COST, Item.STOCK)
    items: pd.DataFrame = dataset.items.project(", ".join((Item.ITEM, *given))).df()
    items = items.dropna(subset=Item.ITEM).astype({Item.ITEM: "str"}).set_index(Item.ITEM)
    items = items.reindex(dataset.numbered(Event.ITEM))
    by_number = prices.df().set_index(Event.ITEM)[Event.PRICE]
    items[CatalogueTable.PRICE] = by_number.reindex(range(len(items))).to_numpy()
    return items


def _typed(items: pd.DataFrame) -> pd.DataFrame:
    """The known columns of `items`, in order, as text and float64; the margin filled in."""
    columns: dict[str, pd.Series] = {
        name: items[name].astype("str") for name in TEXTS if name in items
    }
    for name in NUMBERS:
        if name in items:
            columns[name] = pd.to_numeric(items[name], errors="coerce").astype("float64")
    if {CatalogueTable.PRICE, CatalogueTable.COST} <= columns.keys():
        margin = columns[CatalogueTable.PRICE] - columns[CatalogueTable.COST]
        columns.setdefault(CatalogueTable.MARGIN, margin)
    order = [name for name in (*TEXTS, *NUMBERS) if name in columns]
    return pd.DataFrame(columns, index=items.index)[order]
