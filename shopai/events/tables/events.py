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
from shopai.events.reading.mapping import ANY_ROW, Mapping, Shape
from shopai.events.reading.vocabulary import Concept as C
from shopai.events.reading.words import header, in_hundredths
from shopai.events.sources.raw import RECORD, Raw
from shopai.events.sources.values import instant
from shopai.events.tables import money
from shopai.events.tables.order_states import OrderStates, order_states
from shopai.events.tables.rows import other_kinds

#: Number of the first fault of a record; null for a record without fault.
FAULT = "__fault"

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
    other_rows: tuple[str, str] | None = None  # column and condition of rows that are no items
    states: OrderStates = field(default_factory=lambda: OrderStates(None, None, None))

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
        column, others = self.mapping.get(name), self.mapping.all_of(name)[1:]
        self.values[name] = "NULL" if column is None else self.raw.number(column, decimal)
        if name == Field.DISCOUNT_RATE and column is not None:
            self.values[name] = self.raw.share(column, decimal)
        elif column is not None and in_hundredths(column):
            self.values[name] = f"{self.values[name]} / 100"
        if column is not None:
            wrong = f"{self.values[name]} IS NULL AND {self.text(name)} IS NOT NULL"
            self.fault(wrong, name, "not a number")
        if column is not None and others:  # several discounts come off together
            parts = [f"coalesce(abs({self.raw.number(c, decimal)}), 0)" for c in (column, *others)]
            self.values[name] = " + ".join(parts)

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
    _read_time(connection, reading, formats, required=shape != "ratings")
    for name in (Event.QUANTITY, Event.PRICE, Event.DISCOUNT, Event.RATING, *money.NUMBERS):
        reading.read_number(name, formats.decimal)
    if (no_rating := _no_rating(connection, reading)) is not None:
        reading.values[Event.RATING] = f"nullif({reading.values[Event.RATING]}, {no_rating})"
        reading.fault(f"{alias(Event.RATING)} IS NULL", Event.RATING, f"{no_rating:g} is no rating")
    for name in (Event.QUERY, *VISIT):
        reading.values[name] = reading.text(name)
    reading.values[Event.KIND] = _kind(connection, reading, shape)
    reading.states = order_states(connection, raw, mapping)
    reading.other_rows = other_kinds(connection, raw, mapping) if shape in _SOLD else None
    _check(connection, reading, shape, formats)
    return reading


_SOLD = ("orders", "events")  # shapes whose rows may be sales
#: Numbers that questionnaires write for no answer.
_NO_ANSWERS = (99.0, 999.0, 9999.0)


def _no_rating(connection: Connection, reading: Reading) -> float | None:
    """The number that stands for no rating: far above all others, or -1 where they are positive."""
    column = reading.mapping.get(Event.RATING)
    if column is None:
        return None
    rating, listed = reading.values[Event.RATING], ", ".join(map(str, _NO_ANSWERS))
    most, others, least, next_to_least = aggregates(
        connection,
        f"max({rating}), max({rating}) FILTER (WHERE {rating} NOT IN ({listed})), "
        f"min({rating}), min({rating}) FILTER (WHERE {rating} <> -1)",
        reading.raw.relation,
    )
    if most in _NO_ANSWERS and others is not None and others <= most / 4:
        return float(most)
    return -1.0 if least == -1 and (next_to_least or 0) > 0 else None


#: Formats beside which a column may write some days in another, and those others.
_WITH_OTHERS = ("iso", "dmy", "mdy", "named")
_PLAIN = ("iso", "named")
_FIRST = 2_000  # rows by which it is told whether there are some


def _read_time(connection: Connection, reading: Reading, formats: Formats, required: bool) -> None:
    column, cell = reading.mapping.get(Event.TIME), reading.text(Event.TIME)
    if column is None:
        reading.values[Event.TIME] = "NULL::TIMESTAMP"
        return
    kind = reading.raw.types[column]
    cell_as, clock = quoted(column), formats.zone.clock
    moment = instant(cell_as, kind, formats.time, clock)
    if formats.time in _WITH_OTHERS and kind == "VARCHAR":
        # By hand a day is written now so, now so: these two ways no other can be mistaken for.
        others = [instant(cell_as, kind, name, clock) for name in _PLAIN if name != formats.time]
        several = f"coalesce({', '.join([moment, *others])})"
        first = f"(SELECT {cell_as} FROM {reading.raw.relation} LIMIT {_FIRST})"
        one, more = aggregates(connection, f"count({moment}), count({several})", first)
        if more > one:
            moment = several
    reading.values[Event.TIME] = moment
    missing = f"{alias(Event.TIME)} IS NULL"
    if required:
        reading.fault(f"{missing} AND {cell} IS NULL", Event.TIME, "no date")
    why = "not a date between 1970 and 2100 in the format of its column"
    reading.fault(f"{missing} AND {cell} IS NOT NULL", Event.TIME, why)


def _kind(connection: Connection, reading: Reading, shape: Shape) -> str:
    if shape == "ratings":
        return literal(Kind.RATING)
    if reading.mapping.get(Event.KIND) is None:
        return literal(reading.mapping.kinds.get(ANY_ROW, Kind.PURCHASE))
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


def _check(connection: Connection, reading: Reading, shape: Shape, formats: Formats) -> None:
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
    # With a minus before the amount as well, the line takes something off.
    credit = f"coalesce({alias(Field.AMOUNT)} < 0, false)"
    wrong = f"{_wrong_price(connection, reading)} AND NOT {credit}"
    reading.fault(wrong, Event.PRICE, "negative price")
    reading.fault(
        f"{alias(Event.QUANTITY)} = 0 AND {kind} IN ('{Kind.PURCHASE}', '{Kind.REFUND}')",
        Event.QUANTITY,
        "quantity is zero",
    )
    if reading.other_rows is not None:
        kind_column, condition = reading.other_rows
        reading.faults.append((condition, kind_column, "a row of shipping, a fee, tax or a total"))
    if reading.states.other_document is not None:
        kind_column, condition = reading.states.other_document
        reason = "a kind of row that is no sale, such as a quote or a delivery note"
        reading.faults.append((condition, kind_column, reason))
    if reading.states.no_sale is not None:
        column = reading.states.column
        reading.faults.append((reading.states.no_sale, column, "order cancelled or unpaid"))
    other = other_currency(reading.raw, reading.mapping, formats.currency)
    if other is not None:
        name = Event.CURRENCY if reading.mapping.get(Event.CURRENCY) else Event.PRICE
        reading.fault(other, name, "in another currency than the one chosen")


def _wrong_price(connection: Connection, reading: Reading) -> str:
    """Condition of records with a negative price, but for vouchers among the lines of an order."""
    price, order = reading.values[Event.PRICE], reading.values[Event.ORDER]
    wrong = f"{alias(Event.PRICE)} < 0"
    if reading.mapping.get(Event.PRICE) is None or reading.mapping.get(Event.ORDER) is None:
        return wrong
    (least,) = aggregates(connection, f"min({price})", reading.raw.relation)
    if (least or 0) >= 0:
        return wrong
    sold = f"SELECT {order} FROM {reading.raw.relation} WHERE {price} > 0 AND {order} IS NOT NULL"
    return f"{wrong} AND coalesce({alias(Event.ORDER)} NOT IN ({sold}), true)"


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


def event_rows(
    connection: Connection, reading: Reading, formats: Formats, cancellations: bool, exploded: bool
) -> str:
    """SELECT of the event table plus `RECORD`, without the records at fault.

    With `exploded`, one record has several rows, and a fault in one takes them all.
    """
    read = f"(SELECT *, {reading.fault_number()} AS {FAULT} FROM {reading.inner()})"
    good = f"{FAULT} IS NULL"
    if exploded:
        read = f"(SELECT *, count({FAULT}) OVER (PARTITION BY {RECORD}) AS __faults FROM {read})"
        good = "__faults = 0"
    a = {name: alias(name) for name in reading.values}
    kind, quantity = a[Event.KIND], a[Event.QUANTITY]
    sold = f"{kind} IN ('{Kind.PURCHASE}', '{Kind.REFUND}')"
    units = money.quantity_sql(quantity, sold)
    priced = money.with_money(
        connection, reading.raw, reading.mapping, f"(SELECT * FROM {read} WHERE {good})", a, units
    )
    cancelled = rf"regexp_matches({a[Event.ORDER]}, '^[Cc]\d')" if cancellations else "false"
    negative = " OR ".join(
        f"coalesce({a[name]} < 0, false)"
        for name in (Event.QUANTITY, *money.AMOUNTS)
        if name == Event.QUANTITY or reading.mapping.get(name) is not None
    )
    own_refund = reading.states.reversal or "false"
    taken_back = f"({negative} OR {cancelled} OR {own_refund})"
    voucher = f"coalesce({a[Event.PRICE]} < 0, false)"
    reversal = f"{kind} = '{Kind.PURCHASE}' AND ({taken_back} OR {voucher})"
    final_kind = f"CASE WHEN {reversal} THEN '{Kind.REFUND}' ELSE {kind} END"
    by_unit = reading.mapping.get(Event.PRICE) is not None and not _reduced(reading)
    net = f"{money.NET} / nullif({units}, 0)"
    columns = a | {
        Event.KIND: final_kind,
        Event.EPOCH: epoch_sql(a[Event.TIME], formats.zone.name),
        Event.QUANTITY: units,
        # A price that nothing was taken off stays as it is written, to the last digit.
        # That of a view, which has no units, is what was shown.
        Event.PRICE: f"coalesce(abs({a[Event.PRICE]}), {net})"
        if by_unit
        else f"coalesce({net}, abs({a[Event.PRICE]}))",
        Event.DISCOUNT: money.OFF,
        Event.CURRENCY: literal(formats.currency) if formats.currency else "NULL",
    }

    def select(overrides: dict[str, str], where: str) -> str:
        listed = typed(EVENT_TYPES, columns | overrides)
        return f"SELECT {RECORD}, {listed} FROM {priced.relation} WHERE {where}"

    rows = select({}, "true")
    # Windows hand rows on in an order of their own.
    ordered = f" ORDER BY {RECORD}" if priced.parted else ""
    if takes_back(reading):
        # The order was placed and later taken back, as a whole or in part: both happened, and
        # the money that was given back is a refund of that share of the units.
        share = f"CASE WHEN {money.BACK} > {_WHOLE} THEN 1.0 ELSE {money.BACK} END"
        if reading.states.refund is not None:
            status = reading.states.refund
            share = (
                f"CASE WHEN {money.BACK} > 0 AND {money.BACK} <= {_WHOLE} THEN {money.BACK} "
                f"WHEN {money.BACK} > {_WHOLE} OR {status} THEN 1.0 ELSE 0.0 END"
            )
        sold = f"{kind} = '{Kind.PURCHASE}' AND NOT ({taken_back} OR {voucher})"
        back = f"{sold} AND {share} > 0"
        back += _not_refunded_by_rows(reading, read, good, taken_back)
        overrides = {Event.KIND: literal(Kind.REFUND), Event.QUANTITY: f"{units} * ({share})"}
        rows += " UNION ALL " + select(overrides, back)
    return rows + ordered


#: From this share on a refund is of the whole: the cents that are left are of rounding.
_WHOLE = 0.995


def _reduced(reading: Reading) -> bool:
    """Something is taken off the price of a unit: a discount, or its share of the order's."""
    return not money.is_own(reading.mapping) and any(
        reading.mapping.get(name) is not None
        for name in (Event.DISCOUNT, Field.DISCOUNT_RATE, Field.ORDER_DISCOUNT)
    )


def _not_refunded_by_rows(reading: Reading, read: str, good: str, taken_back: str) -> str:
    """Condition that leaves out orders whose refund has rows of its own: it is one refund."""
    if reading.mapping.get(Event.ORDER) is None:
        return ""
    order = alias(Event.ORDER)
    rows = f"FROM {read} WHERE {good} AND {taken_back}"
    own = f"SELECT {order} {rows} AND {order} IS NOT NULL"
    for column in reading.raw.columns:
        concepts = header(column).concepts
        if C.PARENT in concepts and concepts & {C.ORDER, C.INVOICE}:  # of the sale it takes back
            own += f" UNION ALL SELECT {reading.raw.text(column)} {rows} "
            own += f"AND {reading.raw.text(column)} IS NOT NULL"
    return f" AND ({order} IS NULL OR {order} NOT IN ({own}))"


def takes_back(reading: Reading) -> bool:
    """Records may have a refund besides their sale: by a state, or by an amount given back."""
    given_back = (Field.REFUNDED, Field.REFUNDED_UNITS)
    return reading.states.refund is not None or any(map(reading.mapping.get, given_back))
