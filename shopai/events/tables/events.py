"""Events from raw records: a record becomes events, or is set aside with its first fault."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from shopai.columns import EVENT_TYPES, Event, Item, Kind
from shopai.engines.duckdb import Connection, aggregates, literal, quoted, typed
from shopai.errors import InputError
from shopai.events.moments import epoch_sql
from shopai.events.reading.formats import Formats, other_currency
from shopai.events.reading.headers import VISIT, Field
from shopai.events.reading.kinds import kind_of
from shopai.events.reading.mapping import Mapping, Shape
from shopai.events.sources.raw import RECORD, Raw
from shopai.events.sources.values import instant

#: Number of the first fault of a record; null for a record without fault.
FAULT = "__fault"

_CANCELLED = (
    "cancelled", "canceled", "voided", "failed", "pending", "on-hold", "on hold", "unpaid",
    "pending payment", "checkout-draft", "trash", "expired", "wc-cancelled", "wc-failed",
    "wc-pending", "交易关闭", "等待买家付款", "已取消", "待付款", "未付款", "已关闭",
)  # fmt: skip
_REFUNDED = ("refunded", "returned", "wc-refunded", "已退款", "退款成功", "退货")

#: Taobao's user-behaviour tables write events as these codes.
_CODES = {"1": Kind.VIEW, "2": Kind.WISHLIST, "3": Kind.CART, "4": Kind.PURCHASE}


@dataclass
class Reading:
    """SQL of a raw relation read as events, built up column by column.

    It is run once for the events and, only if any record failed, once for the faults.
    """

    raw: Raw
    mapping: Mapping
    values: dict[str, str] = field(default_factory=dict)  # event column -> SQL
    #: condition, column, why
    faults: list[tuple[str, str | None, str]] = field(default_factory=list)

    def text(self, name: str) -> str:
        """SQL of field `name` as text; NULL where it is not mapped."""
        column = self.mapping.get(name)
        return "NULL" if column is None else self.raw.text(column)

    def identifier(self, name: str) -> str:
        """The same as an id."""
        column = self.mapping.get(name)
        return "NULL" if column is None else self.raw.identifier(column)

    def fault(self, condition: str, name: str, reason: str) -> None:
        self.faults.append((condition, self.mapping.get(name), reason))

    def read_number(self, name: str, decimal: str) -> None:
        column = self.mapping.get(name)
        self.values[name] = "NULL" if column is None else self.raw.number(column, decimal)
        if column is not None:
            wrong = f"{alias(name)} IS NULL AND {self.text(name)} IS NOT NULL"
            self.fault(wrong, name, "not a number")

    def inner(self) -> str:
        """Records with every value read, under working names."""
        columns = ", ".join(f"{sql} AS {alias(name)}" for name, sql in self.values.items())
        # Most values are used by several checks; reading them in a subquery does it once.
        return f"(SELECT *, {columns} FROM {self.raw.relation})"

    def fault_number(self) -> str:
        cases = " ".join(f"WHEN {c} THEN {i}" for i, (c, _, _) in enumerate(self.faults))
        return f"CASE {cases} END" if cases else "NULL::INTEGER"

    def fault_rows(self) -> str:
        """SELECT of `RECORD`, column, value and reason of every record at fault."""
        columns = [column for _, column, _ in self.faults]
        at = _case([column and literal(column) for column in columns])
        value = _case([column and f"CAST({quoted(column)} AS VARCHAR)" for column in columns])
        reason = _case([literal(reason) for *_, reason in self.faults])
        return (
            f'SELECT {RECORD} AS record, {at} AS "column", {value} AS value, {reason} AS reason '
            f"FROM (SELECT *, {self.fault_number()} AS {FAULT} FROM {self.inner()}) "
            f"WHERE {FAULT} IS NOT NULL"
        )


def _case(cells: Sequence[str | None]) -> str:
    branches = [f"WHEN {i} THEN {cell}" for i, cell in enumerate(cells) if cell is not None]
    return f"CASE {FAULT} {' '.join(branches)} END" if branches else "NULL::VARCHAR"


def alias(name: str) -> str:
    """Working name of a value, apart from any source column."""
    return quoted(f"__{name}")


def read_events(
    connection: Connection, raw: Raw, mapping: Mapping, shape: Shape, formats: Formats
) -> Reading:
    """Plan how records become events under `mapping`."""
    reading = Reading(raw, mapping)
    for name in (Event.USER, Event.SESSION, Event.ORDER):
        reading.values[name] = reading.identifier(name)
    # the item's id, or its title where the row (or the file) has no id
    title = reading.text(Item.TITLE)
    reading.values[Event.ITEM] = f"coalesce({reading.identifier(Event.ITEM)}, {title})"
    _read_time(reading, formats, required=shape != "ratings")
    for name in (Event.QUANTITY, Event.PRICE, Field.AMOUNT, Event.DISCOUNT, Event.RATING):
        reading.read_number(name, formats.decimal)
    for name in (Event.QUERY, *VISIT):
        reading.values[name] = reading.text(name)
    reading.values[Event.KIND] = _kind(connection, reading, shape)
    _check(reading, shape, formats)
    return reading


def _read_time(reading: Reading, formats: Formats, required: bool) -> None:
    column, cell = reading.mapping.get(Event.TIME), reading.text(Event.TIME)
    if column is None:
        reading.values[Event.TIME] = "NULL::TIMESTAMP"
        return
    kind = reading.raw.types[column]
    reading.values[Event.TIME] = instant(quoted(column), kind, formats.time, formats.zone.clock)
    missing = f"{alias(Event.TIME)} IS NULL"
    if required:
        reading.fault(f"{missing} AND {cell} IS NULL", Event.TIME, "no date")
    why = "not a date between 1970 and 2100 in the format of its column"
    reading.fault(f"{missing} AND {cell} IS NOT NULL", Event.TIME, why)


def _kind(connection: Connection, reading: Reading, shape: Shape) -> str:
    if shape == "ratings":
        return literal(Kind.RATING)
    if reading.mapping.get(Event.KIND) is None:
        return literal(Kind.PURCHASE)
    value = reading.text(Event.KIND)
    words = connection.sql(
        f"SELECT * FROM (SELECT DISTINCT {value} AS __word FROM {reading.raw.relation}) "
        "WHERE __word IS NOT NULL ORDER BY 1 LIMIT 1000"
    ).fetchall()
    known = kinds_of([word for (word,) in words], reading.mapping)
    if not known:
        shown = ", ".join(f"'{word}'" for (word,) in words[:8]) or "only blank cells"
        raise InputError(
            f"None of the event types in '{reading.mapping.get(Event.KIND)}' is known (found "
            f"{shown}); say what each means, one of {', '.join(Kind.ALL)}, or map another column."
        )
    cases = " ".join(f"WHEN {literal(word)} THEN {literal(kind)}" for word, kind in known.items())
    return f"CASE {value} {cases} END"


def kinds_of(words: list[str], mapping: Mapping) -> dict[str, str]:
    """A file's word for an event -> its kind; unknown words are left out."""
    codes = _CODES if set(words) <= _CODES.keys() else {}
    meanings = {word: mapping.kinds.get(word) or codes.get(word) or kind_of(word) for word in words}
    return {word: kind for word, kind in meanings.items() if kind}


def _check(reading: Reading, shape: Shape, formats: Formats) -> None:
    kind, item, user = alias(Event.KIND), alias(Event.ITEM), alias(Event.USER)
    if reading.mapping.get(Event.KIND) is not None:
        reading.fault(f"{kind} IS NULL", Event.KIND, "unknown event type")
    if reading.mapping.get(Event.ITEM) is not None or shape == "ratings":
        needs = f"{item} IS NULL" + (f" AND {kind} <> '{Kind.SEARCH}'" if shape == "events" else "")
        reading.fault(needs, Event.ITEM, "no item id")
    if shape == "ratings":
        reading.fault(f"{user} IS NULL", Event.USER, "no customer id")
    if reading.mapping.get(Event.RATING) is not None:
        needs = f"{alias(Event.RATING)} IS NULL AND {kind} = '{Kind.RATING}'"
        reading.fault(needs, Event.RATING, "no rating")
    reading.fault(f"{alias(Event.PRICE)} < 0", Event.PRICE, "negative price")
    reading.fault(
        f"{alias(Event.QUANTITY)} = 0 AND {kind} IN ('{Kind.PURCHASE}', '{Kind.REFUND}')",
        Event.QUANTITY,
        "quantity is zero",
    )
    if reading.mapping.get(Field.STATUS) is not None:
        reading.fault(_status_in(reading, _CANCELLED), Field.STATUS, "order cancelled or unpaid")
    other = other_currency(reading.raw, reading.mapping, formats.currency)
    if other is not None:
        name = Event.CURRENCY if reading.mapping.get(Event.CURRENCY) else Event.PRICE
        reading.fault(other, name, "in another currency than the one chosen")


def cancellation_prefix(connection: Connection, raw: Raw, mapping: Mapping) -> bool:
    """True where a C before the invoice number marks a cancellation, as in UCI Online Retail.

    It does where nearly all rows of such invoices have a negative quantity, and others none.
    """
    order, quantity = mapping.get(Event.ORDER), mapping.get(Event.QUANTITY)
    if order is None or quantity is None:
        return False
    marked = rf"regexp_matches(CAST({quoted(order)} AS VARCHAR), '^[Cc]\d')"
    n, n_marked, n_negative = aggregates(
        connection,
        f"count(*), count(*) FILTER (WHERE {marked}), "
        f"count(*) FILTER (WHERE {marked} AND {raw.number(quantity)} < 0)",
        raw.relation,
    )
    return bool(0 < n_marked < n and n_negative > 0.9 * n_marked)


def event_rows(reading: Reading, formats: Formats, cancellations: bool, exploded: bool) -> str:
    """SELECT of the event table plus `RECORD`, without the records at fault.

    With `exploded`, one record has several rows, and a fault in one takes them all.
    """
    read = f"(SELECT *, {reading.fault_number()} AS {FAULT} FROM {reading.inner()})"
    good = f"{FAULT} IS NULL"
    if exploded:
        read = f"(SELECT *, count({FAULT}) OVER (PARTITION BY {RECORD}) AS __faults FROM {read})"
        good = "__faults = 0"
    a = {name: alias(name) for name in reading.values}
    kind, quantity, amount = a[Event.KIND], a[Event.QUANTITY], a[Field.AMOUNT]
    cancelled = rf"regexp_matches({a[Event.ORDER]}, '^[Cc]\d')" if cancellations else "false"
    final_kind = (
        f"CASE WHEN {kind} = '{Kind.PURCHASE}' AND "
        f"(coalesce({quantity} < 0, false) OR coalesce({amount} < 0, false) OR {cancelled}) "
        f"THEN '{Kind.REFUND}' ELSE {kind} END"
    )
    units = f"CASE WHEN {kind} IN ('{Kind.PURCHASE}', '{Kind.REFUND}') THEN 1 END"
    final_quantity = f"abs(coalesce({quantity}, {units}))"
    price = f"coalesce({a[Event.PRICE]}, abs({amount}) / {final_quantity})"
    columns = a | {
        Event.KIND: final_kind,
        Event.EPOCH: epoch_sql(a[Event.TIME], formats.zone.name),
        Event.QUANTITY: final_quantity,
        Event.PRICE: price,
        Event.DISCOUNT: f"abs({a[Event.DISCOUNT]})",
        Event.CURRENCY: literal(formats.currency) if formats.currency else "NULL",
    }

    def select(overrides: dict[str, str], where: str) -> str:
        listed = typed(EVENT_TYPES, columns | overrides)
        return f"SELECT {RECORD}, {listed} FROM {read} WHERE {where}"

    rows = select({}, good)
    refunded = refunded_status(reading)
    if refunded is not None:
        # The order was placed and later taken back: both happened, and the money nets to zero.
        back = f"{good} AND {refunded} AND {kind} = '{Kind.PURCHASE}'"
        rows += " UNION ALL " + select({Event.KIND: literal(Kind.REFUND)}, back)
    return rows


def refunded_status(reading: Reading) -> str | None:
    """SQL that is true for rows of an order paid and then refunded in full."""
    mapped = reading.mapping.get(Field.STATUS) is not None
    return _status_in(reading, _REFUNDED) if mapped else None


def _status_in(reading: Reading, words: Sequence[str]) -> str:
    return f"lower({reading.text(Field.STATUS)}) IN ({', '.join(map(literal, words))})"
