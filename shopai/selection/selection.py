"""The chosen events of a shop, for aggregations by the engine and as arrays in order of time."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Final
from weakref import WeakValueDictionary

import narwhals as nw
import numpy as np
import pandas as pd
import pyarrow as pa

from shopai.arrays import Array, Codes, Floats, Ints, Mask, Texts
from shopai.columns import Customer, Event, Item, Kind, Line
from shopai.errors import ParameterError
from shopai.events.dataset import Dataset
from shopai.events.ids import among
from shopai.events.moments import changes, shown
from shopai.selection.filter import Filter
from shopai.selection.totals import BOUGHT, GROSS, START, Totals, orders, visits

#: Stands for a missing time among the numbers of :meth:`Selection.arrays`.
NO_TIME: Final = int(np.iinfo(np.int64).min)

#: Filters of which a data set remembers what was counted.
MOST_FILTERS: Final = 100

#: What a data set remembers: its selections, and the items' titles and categories; and what is
#: remembered of a selection: its counts, and which customers are chosen.
SELECTIONS, ITEMS, TOTALS, MEMBERS = "selections", "items", "totals", "members"

#: Names told where one is asked for that is not there.
MOST_NAMED: Final = 10

#: How a column of the timeline becomes an array: SQL of its values, nothing null but numbers.
_CODED: Final = "coalesce({0}, -1)::INTEGER"
_HASHED: Final = "coalesce({0}, 0)::UBIGINT"
_MOMENT: Final = f"coalesce({{0}}, {NO_TIME + 1} - 1)"
_NUMBER: Final = "coalesce({0}, 'nan'::DOUBLE)"
_ARRAYS: Final = {
    Event.KIND: "{0}",
    Event.USER: _CODED,
    Event.ITEM: _CODED,
    Event.CHANNEL: _CODED,
    Event.DEVICE: _CODED,
    Event.EPOCH: _MOMENT,
    Line.INSTANT: _MOMENT,
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
    """One row an order; what an order is: :func:`shopai.selection.totals.order_keys`."""

    start: Ints  # (n,) its first line, µs on the shop's clock; NO_TIME for none
    gross: Floats  # (n,) money before refunds; 0 where nothing has a price
    guest: Mask  # (n,) by nobody known


@dataclass(frozen=True, eq=False)
class Visits:
    """One row a visit: a session of one customer with a shopping event."""

    start: Ints  # (n,) its first one, µs on the shop's clock; NO_TIME for none
    bought: Mask  # (n,) with a purchase


@dataclass(frozen=True, eq=False)
class Selection:
    """Events of `dataset` that pass `where`; made by :func:`select`.

    May be shared between threads: each of them reads the data through a cursor of its own.
    """

    dataset: Dataset
    where: Filter
    remembered: dict[str, Any] = field(default_factory=dict, repr=False)  # small: kept

    @property
    def items(self) -> nw.LazyFrame[Any]:
        """One row an item: ``item_id`` (its number), ``title`` (the id where none), ``category``.

        Lazy, and to be joined with `events`.
        """
        return nw.from_native(self.dataset.in_order()[2])

    @property
    def events(self) -> nw.LazyFrame[Any]:
        """The timeline's columns (:mod:`shopai.events.timeline`), lazy, in no promised order."""
        events = nw.from_native(self.dataset.in_order()[1].filter(self._condition()))
        if self.where.categories:
            chosen = self.items.filter(nw.col(Item.CATEGORY).is_in(self.where.categories))
            events = events.join(chosen.select(Item.ITEM), on=Item.ITEM, how="semi")
        if self._members is not None:
            codes = np.flatnonzero(self._members).astype(np.int32)
            people = self.beside(pa.table({Customer.USER: codes}))
            events = events.join(people, on=Customer.USER, how="semi")
        return events

    def beside(self, table: pa.Table) -> nw.LazyFrame[Any]:
        """`table` for the engine, to be joined with `events`."""
        return nw.from_native(self.dataset.in_order()[0].from_arrow(table))

    def _condition(self) -> str:
        """The filter's conditions on one event by itself, as SQL."""
        if not self.where.channels:
            return self.where.window.sql
        codes = self.channels.get_indexer(pd.Index(self.where.channels).unique())
        chosen = f"{Event.CHANNEL} IN ({', '.join(map(str, codes.tolist()))})"
        return f"{self.where.window.sql} AND {chosen}"

    def arrays(self, *columns: str, kinds: Sequence[str] | None = None) -> dict[str, Array]:
        """The events' values by column, (n_events,) each, in the order of the timeline.

        Sorted by customer (guests, −1, first), time (missing first) and row of the source.
        ``user_id``, ``item_id``, ``channel`` and ``device``: int32 numbers, −1 for none.
        ``event``: int8, place in `Kind.ALL`. ``epoch_us``, of days and hours on the shop's clock,
        and ``instant_us``, of time that passes: int64 µs, `NO_TIME` for none.
        ``session_id`` and ``order_id``: uint64, told apart and nothing more, 0 for none.
        Quantities and money: float64, NaN for none. ``line``: int64.

        kinds : only events of these; None: of all

        Cost: one scan of the columns; 10,000,000 events of four take some 0.5 s and 170 MB.
        """
        unknown = [name for name in columns if name not in _ARRAYS]
        if unknown:
            raise ParameterError(
                f"There is no array of {', '.join(unknown)}; choose among {', '.join(_ARRAYS)}."
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
        held = {Event.KIND: Line.KIND}
        if not changes(self.dataset.zone):  # then the clock runs in step with time
            held[Line.INSTANT] = Event.EPOCH
        values = ", ".join(
            f"{_ARRAYS[name].format(held.get(name, name))} AS {name}" for name in needed
        )
        read = self.dataset.timeline.filter(condition).project(values).to_arrow_table()
        arrays = {name: read.column(name).to_numpy() for name in needed}
        keep = self._kept(arrays)
        return {name: arrays[name] if keep is None else arrays[name][keep] for name in columns}

    def _kept(self, arrays: dict[str, Array]) -> Mask | None:
        """Mask of the events that pass by item and customer; None: all."""
        keep: Mask | None = None
        if self.where.categories:
            codes, names = self.categories
            chosen = np.flatnonzero(names.isin(self.where.categories))
            keep = np.append(np.isin(codes, chosen), False)[arrays[Event.ITEM]]  # −1 is the last
        if self._members is not None:
            member = np.append(self._members, False)[arrays[Event.USER]]
            keep = member if keep is None else keep & member
        return keep

    @property
    def _members(self) -> Mask | None:
        """(n_users,) whether each customer is chosen; None where all are, guests too."""
        if self.where.customers is None:
            return None
        if MEMBERS not in self.remembered:
            self.remembered[MEMBERS] = among(self.users, self.where.customers)
        members: Mask = self.remembered[MEMBERS]
        return members

    @property
    def users(self) -> pd.Index:
        """(n_users,) the id of each customer number, of the whole data set, sorted."""
        return self.dataset.numbered(Event.USER)

    @property
    def item_ids(self) -> pd.Index:
        """(n_items,) the id of each item number."""
        return self.dataset.numbered(Event.ITEM)

    @property
    def channels(self) -> pd.Index:
        """(n_channels,) the name of each channel number."""
        return self.dataset.numbered(Event.CHANNEL)

    @property
    def devices(self) -> pd.Index:
        """(n_devices,) the name of each device number."""
        return self.dataset.numbered(Event.DEVICE)

    @property
    def titles(self) -> Texts:
        """(n_items,) the title of each item number, the id where there is none."""
        return self._of_items[0]

    @property
    def categories(self) -> tuple[Codes, pd.Index]:
        """(n_items,) the number of each item's category, −1 for none; and their names, sorted."""
        return self._of_items[1:]

    @property
    def _of_items(self) -> tuple[Texts, Codes, pd.Index]:
        """Titles, numbers of the categories and their names; read once a data set."""
        remembered = self.dataset.remembered
        if ITEMS not in remembered:
            table: pd.DataFrame = self.items.sort(Item.ITEM).collect("pandas").to_native()
            codes, names = pd.factorize(table[Item.CATEGORY], sort=True)
            remembered[ITEMS] = (
                table[Item.TITLE].to_numpy(dtype=object),
                codes.astype(np.int32),
                pd.Index(names, dtype="str", name=Item.CATEGORY),
            )
        known: tuple[Texts, Codes, pd.Index] = remembered[ITEMS]
        return known

    @property
    def days(self) -> tuple[date, date] | None:
        """First and last day of the shop with one of these events; None where none has a time."""
        if self.totals.span_us is None:
            return None
        first, last = (shown(us).date() for us in self.totals.span_us)
        return first, last

    @property
    def watched_us(self) -> tuple[int, int] | None:
        """From when to when the shop was watched, as ``epoch_us``, both included.

        From the data's oldest to their newest event, of anyone and anything, as far as that is
        in the filter's dates: days in these without an event were watched too. None where that
        is never, or no event has a time.
        """
        span = select(self.dataset).totals.span_us
        if span is None:
            return None
        since, end = self.where.window.first_us, self.where.window.end_us
        first = span[0] if since is None else max(span[0], since)
        last = span[1] if end is None else min(span[1], end - 1)
        return (first, last) if first <= last else None

    @cached_property
    def orders(self) -> Orders:
        """The orders, guests' too, in no order."""
        columns = (
            nw.col(START).fill_null(NO_TIME),
            nw.col(GROSS).fill_null(0.0),
            nw.col(Event.USER).is_null().alias(Event.USER),
        )
        table = orders(self.events).select(*columns).collect("pyarrow")
        return Orders(*(table[name].to_numpy() for name in (START, GROSS, Event.USER)))

    @cached_property
    def visits(self) -> Visits:
        """The visits, guests' too, in no order."""
        columns = nw.col(START).fill_null(NO_TIME), nw.col(BOUGHT) > 0
        table = visits(self.events).select(*columns).collect("pyarrow")
        return Visits(*(table[name].to_numpy() for name in (START, BOUGHT)))

    @property
    def totals(self) -> Totals:
        """Customers, orders, visits, revenue, … of these events."""
        dataset, where = self.dataset, self.where  # and not self: its arrays would stay too
        counted = self.remembered.setdefault(TOTALS, {})
        return Totals(lambda: select(dataset, where).events, counted)


class _Selections:
    """The selections of one data set: those in use, and what of the latest ones is remembered.

    A selection knows its data set; remembered as a whole, neither would ever be let go.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.in_use: WeakValueDictionary[str, Selection] = WeakValueDictionary()
        self.remembered: dict[str, dict[str, Any]] = {}  # by filter, used last at the end

    def of(self, dataset: Dataset, where: Filter) -> Selection:
        """The selection of an equal filter, where there is one."""
        key = where.digest
        with self.lock:
            selection = self.in_use.get(key)
            if selection is None:
                selection = Selection(dataset, where, self.remembered.get(key, {}))
                self.in_use[key] = selection
            self.remembered.pop(key, None)
            self.remembered[key] = selection.remembered
            if len(self.remembered) > MOST_FILTERS:
                del self.remembered[next(iter(self.remembered))]
        return selection


def select(dataset: Dataset, where: Filter | None = None) -> Selection:
    """The events of `dataset` that pass `where`; all of them where it is None.

    Lazy: no event is read until something of it is asked for. A selection may be empty. One
    that is in use is given again for an equal filter, and what was counted of the last
    `MOST_FILTERS` stays with the data set. Raises ParameterError where `where` is no filter, or
    names a category or channel that nothing in the data has.
    """
    if not isinstance(where, Filter | None):
        raise ParameterError(
            f"The second argument is a shopai.Filter, or None for all events; found {where!r}."
        )
    selections: _Selections = dataset.remembered.setdefault(SELECTIONS, _Selections())
    selection = selections.of(dataset, where or Filter())
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
