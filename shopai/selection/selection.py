"""The chosen events of a shop, for aggregations by the engine and as arrays in order of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final

import duckdb
import narwhals as nw
import numpy as np
import pandas as pd
import pyarrow as pa

from shopai.arrays import Array, Codes, Floats, Ints, Mask, Texts
from shopai.columns import Customer, Event, Item, Kind, Line
from shopai.errors import ParameterError
from shopai.events.dataset import Dataset
from shopai.events.ids import among
from shopai.selection.filter import Filter
from shopai.selection.measures import GROSS, START, orders
from shopai.selection.totals import BOUGHT, Totals, visits

#: Stands for a missing time among the numbers of :meth:`Selection.arrays`.
NO_TIME: Final = int(np.iinfo(np.int64).min)

#: Filters whose totals are remembered with a data set.
MOST_TOTALS: Final = 100

#: Names told where one is asked for that is not there.
MOST_NAMED: Final = 10

#: How a column of the timeline becomes an array: SQL of its values, nothing null but numbers.
_CODED: Final = "coalesce({0}, -1)::INTEGER"
_HASHED: Final = "coalesce({0}, 0)::UBIGINT"
_NUMBER: Final = "coalesce({0}, 'nan'::DOUBLE)"
_ARRAYS: Final = {
    Event.USER: _CODED,
    Event.ITEM: _CODED,
    Event.CHANNEL: _CODED,
    Event.DEVICE: _CODED,
    Event.EPOCH: f"coalesce({{0}}, {NO_TIME + 1} - 1)",
    Event.SESSION: _HASHED,
    Event.ORDER: _HASHED,
    Event.QUANTITY: _NUMBER,
    Event.PRICE: _NUMBER,
    Event.DISCOUNT: _NUMBER,
    Event.RATING: _NUMBER,
    Line.LINE: "{0}",
}


@dataclass(frozen=True, eq=False)
class Orders:
    """One row an order; what an order is: :func:`shopai.selection.measures.order_keys`."""

    start: Ints  # (n,) µs since 1970 of its first line; NO_TIME for none
    gross: Floats  # (n,) money before refunds; 0 where nothing has a price
    guest: Mask  # (n,) by nobody known


@dataclass(frozen=True, eq=False)
class Visits:
    """One row a visit: a session of one customer with a shopping event."""

    start: Ints  # (n,) µs since 1970 of its first one; NO_TIME for none
    bought: Mask  # (n,) with a purchase


@dataclass(frozen=True, eq=False)
class Selection:
    """Events of `dataset` that pass `where`; made by :func:`select`."""

    dataset: Dataset
    where: Filter

    @cached_property
    def _tables(
        self,
    ) -> tuple[duckdb.DuckDBPyConnection, duckdb.DuckDBPyRelation, duckdb.DuckDBPyRelation]:
        return self.dataset.in_order()

    @property
    def items(self) -> nw.LazyFrame[Any]:
        """One row an item: ``item_id`` (its number), ``title`` (the id where none), ``category``.

        Lazy, and to be joined with `events`.
        """
        return nw.from_native(self._tables[2])

    @cached_property
    def events(self) -> nw.LazyFrame[Any]:
        """The timeline's columns (:mod:`shopai.events.timeline`), lazy, in no promised order."""
        where = self.where
        timeline = self._tables[1]
        events = nw.from_native(timeline.filter(self._condition()))
        if where.categories:
            chosen = self.items.filter(nw.col(Item.CATEGORY).is_in(where.categories))
            events = events.join(chosen.select(Item.ITEM), on=Item.ITEM, how="semi")
        if self._members is not None:
            codes = np.flatnonzero(self._members).astype(np.int32)
            people = self.beside(pa.table({Customer.USER: codes}), "chosen_customers")
            events = events.join(people, on=Customer.USER, how="semi")
        return events

    def beside(self, table: pa.Table, name: str) -> nw.LazyFrame[Any]:
        """`table` for the engine, under a `name` of its own, to be joined with `events`.

        Another one of the same name takes its place, in this selection alone.
        """
        cursor = self._tables[0]
        cursor.register(name, table)
        return nw.from_native(cursor.table(name))

    def _condition(self) -> str:
        """What of the filter one event says by itself, as SQL."""
        where = self.where
        tests = ["true"]
        if where.first_us is not None:
            tests.append(f"{Event.EPOCH} >= {where.first_us}")
        if where.end_us is not None:
            tests.append(f"{Event.EPOCH} < {where.end_us}")
        if where.channels:
            codes = self.channels.get_indexer(pd.Index(where.channels).unique())
            tests.append(f"{Event.CHANNEL} IN ({', '.join(map(str, codes.tolist()))})")
        return " AND ".join(tests)

    def arrays(self, *columns: str, kinds: Sequence[str] | None = None) -> dict[str, Array]:
        """The events' values by column, (n_events,) each, in the order of the timeline.

        Sorted by customer (guests, −1, first), time (missing first) and row of the source.
        ``user_id``, ``item_id``, ``channel`` and ``device``: int32 numbers, −1 for none.
        ``event``: int8, place in `Kind.ALL`. ``epoch_us``: int64, `NO_TIME` for none.
        ``session_id`` and ``order_id``: uint64, told apart and nothing more, 0 for none.
        Quantities and money: float64, NaN for none. ``line``: int64.

        kinds : only events of these; None: of all

        Cost: one scan of the columns; 10,000,000 events of four take some 0.5 s and 170 MB.
        """
        unknown = [name for name in columns if name != Event.KIND and name not in _ARRAYS]
        if unknown:
            raise ParameterError(
                f"There is no array of {', '.join(unknown)}; choose among "
                f"{', '.join([Event.KIND, *_ARRAYS])}."
            )
        needed = dict.fromkeys(columns)
        if self.where.categories:
            needed[Event.ITEM] = None
        if self._members is not None:
            needed[Event.USER] = None
        condition = self._condition()
        if kinds is not None:
            places = ", ".join(str(Kind.ALL.index(kind)) for kind in kinds)
            condition += f" AND {Line.KIND} IN ({places or '-1'})"
        values = ", ".join(
            f"{Line.KIND} AS {Event.KIND}"
            if name == Event.KIND
            else f"{_ARRAYS[name].format(name)} AS {name}"
            for name in needed
        )
        found = self.dataset.timeline.filter(condition).project(values).fetchnumpy()
        arrays = {name: np.ma.getdata(found[name]) for name in needed}
        keep = self._kept(arrays)
        return {name: arrays[name] if keep is None else arrays[name][keep] for name in columns}

    def _kept(self, arrays: dict[str, Array]) -> Array | None:
        """Which events pass by item and customer; None: all."""
        keep: Array | None = None
        if self.where.categories:
            codes, names = self.categories
            chosen = np.flatnonzero(names.isin(self.where.categories))
            keep = np.append(np.isin(codes, chosen), False)[arrays[Event.ITEM]]  # −1 is the last
        if self._members is not None:
            member = np.append(self._members, False)[arrays[Event.USER]]
            keep = member if keep is None else keep & member
        return keep

    @cached_property
    def _members(self) -> Array | None:
        """(n_users,) whether each customer is chosen; None where all are, guests too."""
        if self.where.customers is None:
            return None
        return among(self.users, self.where.customers)

    @cached_property
    def users(self) -> pd.Index:
        """(n_users,) the id of each customer number, of the whole data set, sorted."""
        return self.dataset.numbered(Event.USER)

    @cached_property
    def item_ids(self) -> pd.Index:
        """(n_items,) the id of each item number."""
        return self.dataset.numbered(Event.ITEM)

    @cached_property
    def channels(self) -> pd.Index:
        """(n_channels,) the name of each channel number."""
        return self.dataset.numbered(Event.CHANNEL)

    @cached_property
    def devices(self) -> pd.Index:
        """(n_devices,) the name of each device number."""
        return self.dataset.numbered(Event.DEVICE)

    @cached_property
    def _item_table(self) -> pd.DataFrame:
        table: pd.DataFrame = self.items.sort(Item.ITEM).collect("pandas").to_native()
        return table

    @cached_property
    def titles(self) -> Texts:
        """(n_items,) the title of each item number, the id where there is none."""
        return self._item_table[Item.TITLE].to_numpy(dtype=object)

    @cached_property
    def categories(self) -> tuple[Codes, pd.Index]:
        """(n_items,) the number of each item's category, −1 for none; and their names, sorted."""
        remembered = self.dataset.remembered
        if Item.CATEGORY not in remembered:
            codes, names = pd.factorize(self._item_table[Item.CATEGORY], sort=True)
            remembered[Item.CATEGORY] = (
                codes.astype(np.int32),
                pd.Index(names, dtype="str", name=Item.CATEGORY),
            )
        known: tuple[Codes, pd.Index] = remembered[Item.CATEGORY]
        return known

    @property
    def days(self) -> tuple[date, date] | None:
        """First and last day, UTC, with one of these events; None where none has a time."""
        if self.totals.span_us is None:
            return None
        first, last = (pd.Timestamp(end, unit="us").date() for end in self.totals.span_us)
        return first, last

    @property
    def watched_us(self) -> tuple[int, int] | None:
        """From when to when the shop was watched, µs since 1970, both included.

        From the data's oldest to their newest event, of anyone and anything, as far as that is
        in the filter's dates: days in these without an event were watched too. None where that
        is never, or no event has a time.
        """
        span = select(self.dataset).totals.span_us
        if span is None:
            return None
        since, end = self.where.first_us, self.where.end_us
        first = span[0] if since is None else max(span[0], since)
        last = span[1] if end is None else min(span[1], end - 1)
        return (first, last) if first <= last else None

    @cached_property
    def orders(self) -> Orders:
        """The orders, guests' too, in no order."""
        found = orders(self.events).select(
            nw.col(START).fill_null(NO_TIME),
            nw.col(GROSS).fill_null(0.0),
            nw.col(Event.USER).is_null().alias(Event.USER),
        )
        table: pa.Table = found.collect("pyarrow").to_native()
        return Orders(*(table[name].to_numpy() for name in (START, GROSS, Event.USER)))

    @cached_property
    def visits(self) -> Visits:
        """The visits, guests' too, in no order."""
        found = visits(self.events).select(nw.col(START).fill_null(NO_TIME), nw.col(BOUGHT) > 0)
        table: pa.Table = found.collect("pyarrow").to_native()
        return Visits(*(table[name].to_numpy() for name in (START, BOUGHT)))

    @cached_property
    def totals(self) -> Totals:
        """Customers, orders, visits, revenue, … of these events."""
        dataset, where = self.dataset, self.where  # and not self: its arrays would stay too
        remembered: dict[str, dict[str, Any]] = dataset.remembered.setdefault("totals", {})
        counted = remembered.setdefault(where.digest, {})
        if len(remembered) > MOST_TOTALS:
            remembered.pop(next(iter(list(remembered))), None)
        return Totals(lambda: select(dataset, where).events, counted)


def select(dataset: Dataset, where: Filter | None = None) -> Selection:
    """The events of `dataset` that pass `where`; all of them where it is None.

    Lazy: no event is read until something of it is asked for. A selection may be empty. Raises
    ParameterError where `where` is no filter, or names a category or channel that nothing in
    the data has.
    """
    if not isinstance(where, Filter | None):
        raise ParameterError(
            f"The second argument is a shopai.Filter, or None for all events; found {where!r}."
        )
    selection = Selection(dataset, where or Filter())
    if selection.where.categories:
        _known("category", selection.where.categories, selection.categories[1])
    if selection.where.channels:
        _known("channel", selection.where.channels, selection.channels)
    return selection


def _known(what: str, wanted: tuple[str, ...], there: pd.Index) -> None:
    unknown = [name for name in wanted if name not in there]
    if unknown:
        some = ", ".join(there[:MOST_NAMED]) + (", …" if len(there) > MOST_NAMED else "")
        raise ParameterError(
            f"Nothing in these data has the {what} {unknown[0]!r}; there "
            + (f"are {some}." if len(there) else "is none.")
        )
