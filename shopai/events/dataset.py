"""A shop's data set: typed Parquet files, read lazily, and the report of how they were made."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any, Final

import pandas as pd

from shopai.columns import EVENT_TYPES, ITEM_TYPES, SET_ASIDE_TYPES, Customer, Event, Item
from shopai.engines.duckdb import Connection, Relation, counts, quoted, row, typed
from shopai.engines.scratch import ScratchFolder
from shopai.events.moments import UTC_ZONE, epoch_sql, shown, zone_named
from shopai.events.reading.card import Card
from shopai.events.sources.encodings import sha256
from shopai.events.timeline import NUMBER, NUMBERED, TEXT, TIMELINE, write_timeline

InOrder = tuple[Connection, Relation, Relation]

_FILES: Final = ("events.parquet", "items.parquet", "customers.parquet", "set_aside.parquet")


@dataclass(frozen=True)
class Report:
    """The fate of every row of the source: ``rows_read == rows_kept + sum(set_aside)``."""

    source: str  # the file's name
    rows_read: int  # data rows, headers and blank lines not counted
    rows_kept: int  # rows that became events (or customers)
    set_aside: dict[str, int] = field(default_factory=dict)  # reason -> rows, most first
    notes: dict[str, int] = field(default_factory=dict)  # what else is worth knowing -> rows
    settings: dict[str, str] = field(default_factory=dict)  # shape, encoding, dates, ...
    warnings: tuple[str, ...] = ()  # sentences, each naming its column, line or count
    reading: Card = field(default_factory=Card)  # which column plays which role, and why

    def __post_init__(self) -> None:
        aside = sum(self.set_aside.values())
        if self.rows_read != self.rows_kept + aside:
            raise AssertionError(
                f"rows read {self.rows_read} != kept {self.rows_kept} + set aside {aside}"
            )


@dataclass(frozen=True, eq=False)
class Dataset:
    """Events, items and customers of one shop.

    Attributes
    ----------
    name : what to call it on screen
    report : what became of every row of the source
    fingerprint : SHA-256 of the source and of how it was read; equal fingerprints mean
        equal data, so caches key on it instead of hashing the data
    currency : the one currency of all prices, or None where the source names none
    zone : of the shop's clock, by which days and hours are: "UTC", an offset such as "-05:00",
        or an IANA name such as "Europe/Berlin"
    synthetic : made by :mod:`shopai.demo.shop`, to be labelled so wherever shown
    scratch : holds ``events.parquet``, ``items.parquet``, ``customers.parquet`` and
        ``set_aside.parquet``
    """

    name: str
    report: Report
    fingerprint: str
    scratch: ScratchFolder
    currency: str | None = None
    synthetic: bool = False
    zone: str = UTC_ZONE
    #: Results kept with the data, for several analyses to share; each bounds its own.
    remembered: dict[str, Any] = field(default_factory=dict, init=False, repr=False)
    _of_thread: threading.local = field(default_factory=threading.local, init=False, repr=False)

    @property
    def is_there(self) -> bool:
        """False once somebody else removed its files, as who clears a machine's temporary ones."""
        return all(self.scratch.path(file).exists() for file in _FILES)

    @property
    def events(self) -> Relation:
        """The event table (`columns.EVENT_TYPES`), lazy: nothing is read until asked for."""
        return self._table("events.parquet")

    @property
    def items(self) -> Relation:
        """The item table (`columns.ITEM_TYPES`), lazy: one row an item."""
        return self._table("items.parquet")

    @property
    def customers(self) -> Relation:
        """The customer table, lazy: `user_id` and the source's attributes of a customer."""
        return self._table("customers.parquet")

    @property
    def timeline(self) -> Relation:
        """The events in the order of each customer's time, ids as numbers, lazy.

        See :mod:`shopai.events.timeline`; written at the first asking where it is not yet.
        """
        with self.scratch.writing:
            if not self.scratch.path(TIMELINE).exists():
                write_timeline(self.scratch.connection, self.scratch.folder, self.zone)
        return self._table(TIMELINE)

    def in_order(self) -> InOrder:
        """This thread's cursor, and on it the timeline and the items, to be joined by ``item_id``.

        The items: one row a number, ``title`` (the id where there is none), ``category``.
        DuckDB joins no relations of different cursors, and no two threads may use one.
        """
        own = self._of_thread
        if not hasattr(own, "tables"):
            _ = self.timeline
            cursor, path = self.scratch.connection.cursor(), self.scratch.path
            numbers = cursor.read_parquet(str(path(NUMBERED[Event.ITEM]))).set_alias("n")
            items = cursor.read_parquet(str(path("items.parquet"))).set_alias("i")
            joined = numbers.join(items, f"n.{TEXT} = i.{Item.ITEM}", how="left").aggregate(
                f"n.{NUMBER} AS {Item.ITEM}, "
                f"coalesce(any_value(i.{Item.TITLE}), any_value(n.{TEXT})) AS {Item.TITLE}, "
                f"any_value(i.{Item.CATEGORY}) AS {Item.CATEGORY}",
                f"n.{NUMBER}",
            )
            own.tables = cursor, cursor.read_parquet(str(path(TIMELINE))), joined
        tables: InOrder = own.tables
        return tables

    def numbered(self, column: str) -> pd.Index:
        """(n,) the texts that the timeline's `column` numbers, in the order of their numbers.

        Of :attr:`Event.USER`, ``ITEM``, ``CHANNEL`` or ``DEVICE``. Kept: 20 MB a million ids.
        """
        if column not in self.remembered:
            _ = self.timeline
            names: pd.DataFrame = self._table(NUMBERED[column]).order(NUMBER).df()
            self.remembered[column] = pd.Index(names[TEXT], dtype="str", name=column)
        texts: pd.Index = self.remembered[column]
        return texts

    @property
    def rows_set_aside(self) -> Relation:
        """Line, column, value and reason of every row set aside, lazy."""
        return self._table("set_aside.parquet")

    def _table(self, file: str) -> Relation:
        return self.scratch.connection.cursor().read_parquet(str(self.scratch.path(file)))

    @cached_property
    def event_counts(self) -> dict[str, int]:
        """Rows of the event table by kind, most first."""
        rows = (
            self.events.aggregate(f"{Event.KIND}, count(*) AS n", Event.KIND)
            .order("n DESC, 1")
            .fetchall()
        )
        return dict(rows)

    @cached_property
    def filled(self) -> frozenset[str]:
        """Columns of the event, item and customer tables with at least one value."""
        tables = (self.events, self.items, self.customers)
        known = [counts(table, table.columns) for table in tables]
        return frozenset(column for each in known for column, n in each.items() if n)

    @property
    def first_day(self) -> date | None:
        """The day of the earliest event, by the shop's clock; None where none has a time."""
        return self._days[0]

    @property
    def last_day(self) -> date | None:
        """The day of the latest event, by the shop's clock; None where none has a time."""
        return self._days[1]

    @cached_property
    def _days(self) -> tuple[date | None, date | None]:
        first, last = row(self.events.aggregate(f"min({Event.EPOCH}), max({Event.EPOCH})"))
        return (None, None) if first is None else (shown(first).date(), shown(last).date())

    @cached_property
    def n_customers(self) -> int:
        """Distinct known customers: of the events, else of the customer table."""
        table = self.events if self.event_counts else self.customers
        (n,) = row(table.aggregate(f"count(DISTINCT {Event.USER})"))
        return int(n)


def from_frames(
    events: pd.DataFrame,
    items: pd.DataFrame | None = None,
    customers: pd.DataFrame | None = None,
    *,
    name: str = "table",
    currency: str | None = None,
    synthetic: bool = False,
    zone: str = UTC_ZONE,
) -> Dataset:
    """Make a :class:`Dataset` of tables that already have the normalised columns.

    Missing columns become null; ``epoch_us`` follows ``timestamp``, the instants in UTC, by the
    clock of `zone`. Nothing is checked beyond the types: :func:`shopai.load` is the door for
    data of unknown quality. Raises InputError where there is no such zone.
    """
    zone = zone_named(zone)
    scratch = ScratchFolder()
    if items is None:
        named = events if Event.ITEM in events else pd.DataFrame({Item.ITEM: pd.Series(dtype=str)})
        items = named[[Item.ITEM]].dropna().drop_duplicates()
    if customers is None:
        customers = events[[Event.USER]].dropna().drop_duplicates()
    cells = _cells(events)
    if Event.TIME in cells:
        cells[Event.EPOCH] = epoch_sql(f"CAST({cells[Event.TIME]} AS TIMESTAMP)", zone)
    tables = {
        "events.parquet": (events, typed(EVENT_TYPES, cells)),
        "items.parquet": (items, typed(ITEM_TYPES, _cells(items))),
        "customers.parquet": (
            customers,
            f"* REPLACE (CAST({Customer.USER} AS VARCHAR) AS {Customer.USER})",
        ),
        "set_aside.parquet": (pd.DataFrame(), typed(SET_ASIDE_TYPES, {})),
    }
    for file, (frame, select) in tables.items():
        some = frame if len(frame.columns) else pd.DataFrame({"nothing": []})
        scratch.connection.register("frame_to_write", some)
        written = scratch.connection.sql(f"SELECT {select} FROM frame_to_write")
        written.write_parquet(str(scratch.path(file)))
        scratch.connection.unregister("frame_to_write")
    rows = len(events) or len(customers)
    return Dataset(
        name=name,
        report=Report(name, rows, rows),
        fingerprint="+".join(sha256(scratch.path(file)) for file in list(tables)[:3]),
        scratch=scratch,
        currency=currency,
        synthetic=synthetic,
        zone=zone,
    )


def _cells(frame: pd.DataFrame) -> dict[str, str]:
    return {str(name): quoted(str(name)) for name in frame.columns}
