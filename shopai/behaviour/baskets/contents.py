"""Baskets: which items were bought together, as one sparse matrix of yes and no."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import narwhals as nw
import numpy as np
import pandas as pd

from shopai.arrays import Codes, Ints
from shopai.checks import one_of, whole_number
from shopai.columns import Event, Item, Kind
from shopai.errors import MissingColumns
from shopai.events.dataset import Dataset
from shopai.events.moments import DAY_US
from shopai.selection.filter import Filter
from shopai.selection.selection import Selection, select
from shopai.selection.totals import ORDER_KEYS, Totals, is_kind, order_keys

ITEM_LEVEL: Final = "item"
CATEGORY_LEVEL: Final = "category"
LEVELS: Final = (ITEM_LEVEL, CATEGORY_LEVEL)

ORDER: Final = "order"
SESSION: Final = "session"
DAY: Final = "day"
UNITS: Final = (ORDER, SESSION, DAY)

#: More different items than this make no basket of a shopper, but a wholesaler's or a robot's.
MAX_BASKET: Final = 500

#: How one and several of a unit are called.
WORDS: Final = {
    ORDER: ("order", "orders"),
    SESSION: ("visit with a purchase", "visits with a purchase"),
    DAY: ("customer-day", "customer-days"),
}

_DAY: Final = "day"


@dataclass(frozen=True, eq=False)
class Baskets:
    """Items bought together: row i holds ``items[starts[i]:starts[i + 1]]``."""

    starts: Ints  # (n + 1,)
    items: Codes  # (n_entries,) places in ids, distinct and ascending in a basket
    ids: pd.Index  # (n_ids,) item ids, or categories; those in no basket too
    names: pd.Series  # (n_ids,) title of an item, its id where it has none; index ids
    categories: pd.Series  # (n_ids,) category, missing where unknown; index ids
    level: str  # one of LEVELS
    per: str  # one of UNITS
    left_out: tuple[str, ...]  # sentences on what is in no basket
    totals: Totals | None  # of all chosen events; None where there are none
    where: Filter

    @property
    def n(self) -> int:
        """Number of baskets, each with at least one item."""
        return len(self.starts) - 1

    @property
    def n_items(self) -> int:
        """Number of different items in them."""
        return int(np.count_nonzero(np.bincount(self.items, minlength=1)))

    @property
    def sizes(self) -> Ints:
        """(n,) different items of each basket."""
        return np.diff(self.starts)

    def count_of(self, item: str) -> int:
        """Number of baskets with `item`, one of `ids`."""
        return int((self.items == self.ids.get_loc(item)).sum())

    def commonest(self, n: int) -> list[str]:
        """The `n` items in most baskets, the commonest first; fewer where fewer were bought."""
        held = np.bincount(self.items, minlength=len(self.ids))
        best = np.argsort(-held, kind="stable")[:n]
        return [str(self.ids[place]) for place in best if held[place]]


def baskets(
    dataset: Dataset,
    where: Filter | None = None,
    *,
    level: str = ITEM_LEVEL,
    per: str = ORDER,
    max_basket: int = MAX_BASKET,
) -> Baskets:
    """The purchases of `dataset` that pass `where`, in baskets.

    Parameters
    ----------
    level : "item", or "category": what a basket holds. An item of no known category is then in
        no basket, and a basket is the set of its categories.
    per : what makes one basket. "order": the lines of one order as :attr:`Totals.orders`
        counts them; "session": what one customer bought in one session; "day": what one
        customer bought in one day. Guests' purchases count: per session by their
        session, and per day each order of a guest is a basket, since nobody knows which
        guests are the same.
    max_basket : baskets with more different items (or categories) are left out whole and
        counted. They say little on what goes with what, and pairs grow with the square of the
        size. Cutting them short instead would make up baskets that nobody bought.

    How often an item is in a basket, and its quantity, make no difference; refunds do not
    either: what was sent back had been chosen together.

    Raises ParameterError for a setting that is none of these, and MissingColumns where the
    data have no purchases of items, or lack categories, sessions or times that are asked for.
    No basket may be left by `where`: the result is then empty, and no error.

    Cost: one aggregation by the engine and one sort of the lines; 20 bytes a line.
    """
    _check(dataset, level, per, max_basket)
    selection = select(dataset, where)
    bought = selection.events.filter(is_kind(Kind.PURCHASE))
    named = bought.filter(~nw.col(Event.ITEM).is_null())
    keyed, keys = _keyed(named, per)
    lines = keyed.select(*keys, nw.col(Event.ITEM)).unique().collect("pyarrow").to_native()
    frame = lines.select(keys).to_pandas(types_mapper=pd.ArrowDtype)
    groups = frame.groupby(keys, dropna=False, sort=False).ngroup().to_numpy()
    items = lines.column(Event.ITEM).to_numpy().astype(np.int64)
    codes, names = selection.categories
    if level == CATEGORY_LEVEL:
        ids, titles, categories = names, names.to_numpy(dtype=object), names.to_numpy(dtype=object)
        items = codes.astype(np.int64)[items]
        groups, items = groups[items >= 0], items[items >= 0]
    else:
        ids, titles = selection.item_ids, selection.titles
        categories = np.array([*names, None], dtype=object)[codes]
    pairs = np.sort(groups * max(len(ids), 1) + items)
    pairs = pairs[np.diff(pairs, prepend=-1) > 0]
    rows, columns = np.divmod(pairs, max(len(ids), 1))
    sizes = np.bincount(rows)
    sizes = sizes[sizes > 0]
    n_all, fits = len(sizes), sizes <= max_basket
    too_large = int(np.count_nonzero(~fits))
    return Baskets(
        starts=np.append(0, np.cumsum(sizes[fits])),
        items=columns[np.repeat(fits, sizes)].astype(np.int32),
        ids=ids,
        names=pd.Series(titles, index=ids, name=Item.TITLE, dtype="str"),
        categories=pd.Series(categories, index=ids, name=Item.CATEGORY, dtype="str"),
        level=level,
        per=per,
        left_out=_left_out(selection, named, level, per, max_basket, n_all, too_large),
        totals=selection.totals,
        where=selection.where,
    )


def _check(dataset: Dataset, level: str, per: str, max_basket: int) -> None:
    one_of("level", level, LEVELS)
    one_of("per", per, UNITS)
    whole_number("max_basket", max_basket)
    if not dataset.event_counts.get(Kind.PURCHASE) or Event.ITEM not in dataset.filled:
        kinds = ", ".join(kind for kind, n in dataset.event_counts.items() if n) or "none"
        raise MissingColumns(
            "Baskets need purchases that name the item; found events of these kinds: "
            f"{kinds}. Load a file with one line an item bought."
        )
    wanted = {
        (level, CATEGORY_LEVEL): (Item.CATEGORY, "items with a category", "rules between items"),
        (per, SESSION): (Event.SESSION, "a session column", "baskets per order"),
        (per, DAY): (Event.TIME, "a time column", "baskets per order"),
    }
    for (asked, needs), (column, what, instead) in wanted.items():
        if asked == needs and column not in dataset.filled:
            raise MissingColumns(
                f"Baskets by {needs} need {what} ({column}), which the data lack; "
                f"{instead} can still be shown."
            )


def _keyed(bought: nw.LazyFrame[Any], per: str) -> tuple[nw.LazyFrame[Any], list[str]]:
    """Purchases with the columns on which the lines of one basket agree, and their names."""
    if per == SESSION:
        keys = [Event.USER, Event.SESSION]
        return bought.filter(~nw.col(Event.SESSION).is_null()), keys
    if per == ORDER:
        return order_keys(bought), list(ORDER_KEYS)
    dated = order_keys(bought.filter(~nw.col(Event.EPOCH).is_null()))
    guest = nw.col(Event.USER).is_null()
    alone = [nw.when(guest).then(nw.col(key)).alias(key) for key in ORDER_KEYS[1:]]
    day = (nw.col(Event.EPOCH) // DAY_US).alias(_DAY)
    return dated.with_columns(*alone, day), [*ORDER_KEYS, _DAY]


def _left_out(
    selection: Selection,
    named: nw.LazyFrame[Any],
    level: str,
    per: str,
    max_basket: int,
    n_all: int,
    too_large: int,
) -> tuple[str, ...]:
    one, many = WORDS[per]
    sentences = []
    if per == ORDER and selection.totals.orders > n_all:
        lacking = selection.totals.orders - n_all
        what = "no item" if level == ITEM_LEVEL else "no item of a known category"
        sentences.append(
            f"Left out for naming {what}: {lacking:,} of {selection.totals.orders:,} orders."
        )
    column = {SESSION: Event.SESSION, DAY: Event.EPOCH}.get(per)
    if column is not None:
        lines = named.select(
            nw.len().alias(Event.ITEM), nw.col(column).count().alias(column)
        ).collect("pyarrow").rows(named=True)[0]  # fmt: skip
        lacking = lines[Event.ITEM] - lines[column]
        if lacking:
            what = "session" if per == SESSION else "time"
            sentences.append(
                f"Left out for having no {what}: {lacking:,} of {lines[Event.ITEM]:,} lines bought."
            )
    if too_large:
        things = "items" if level == ITEM_LEVEL else "categories"
        sentences.append(
            f"{too_large:,} of {n_all:,} {one if n_all == 1 else many} "
            f"({100 * too_large / n_all:.2g} %) with more than {max_basket:,} different "
            f"{things} {'is' if too_large == 1 else 'are'} left out."
        )
    return tuple(sentences)
