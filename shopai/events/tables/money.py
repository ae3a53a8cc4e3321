"""Money of an event: what was paid for one unit, after discounts, without shipping.

Totals and discounts of an order are parted among its lines by their units or their money; a
refund of a part is parted likewise.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from shopai.columns import Event
from shopai.engines.duckdb import Connection, aggregates
from shopai.events.reading.headers import Field
from shopai.events.reading.mapping import Mapping
from shopai.events.sources.raw import RECORD, Raw

#: Fields of money that are read as numbers, besides those of the event table.
NUMBERS: Final = (
    Field.AMOUNT, Field.AMOUNT_BEFORE, Field.ORDER_TOTAL, Field.ORDER_DISCOUNT,
    Field.DISCOUNT_RATE, Field.REFUNDED, Field.REFUNDED_UNITS, Field.SHIPPING,
)  # fmt: skip
#: Those of them that hold the money of a line or an order.
AMOUNTS: Final = (Field.AMOUNT, Field.AMOUNT_BEFORE, Field.ORDER_TOTAL)
_OF_ORDER: Final = (Field.ORDER_TOTAL, Field.ORDER_DISCOUNT, Field.SHIPPING, Field.REFUNDED)

#: Names of the columns that :meth:`Money.relation` adds.
NET, OFF, BACK = "__net", "__off", "__back"


@dataclass(frozen=True)
class Money:
    """SQL of the money of events.

    Attributes
    ----------
    relation : the good records, with `NET`, the money of the line, and `OFF`, the discount in
        it; and `BACK`, the share of it that was given back, 0 … 1
    """

    relation: str
    parted: bool


def quantity_sql(alias: str, kinds: str) -> str:
    """Units of an event, positive; one where a sale names none. `kinds`: condition of sales."""
    return f"abs(coalesce({alias}, CASE WHEN {kinds} THEN 1 END))"


def with_money(
    connection: Connection, raw: Raw, mapping: Mapping, read: str, names: dict[str, str], units: str
) -> Money:
    """`read`, a relation of good records, with the money of each.

    `names` are the working names of the values read, `units` is the SQL of :func:`quantity_sql`.
    """
    has = {name: mapping.get(name) is not None for name in (*NUMBERS, Event.PRICE, Event.DISCOUNT)}
    a = names
    by_amount = not (has[Event.PRICE] or has[Field.AMOUNT_BEFORE] or has[Field.ORDER_TOTAL])
    gross = [f"abs({a[Event.PRICE]}) * {units}"] if has[Event.PRICE] else []
    gross += [f"abs({a[name]})" for name in (Field.AMOUNT_BEFORE, Field.AMOUNT) if has[name]]
    once = {name: _once(name) for name in _OF_ORDER if has[name]}
    if has[Field.ORDER_TOTAL]:
        shipping = f" - coalesce(abs({once[Field.SHIPPING]}), 0)" if has[Field.SHIPPING] else ""
        total = f"greatest(abs({once[Field.ORDER_TOTAL]}){shipping}, 0)"
        gross.append(f"{total} * {units} / nullif(sum({units}) OVER lines, 0)")
    elif has[Field.SHIPPING]:
        gross = [f"greatest({part} - coalesce(abs({a[Field.SHIPPING]}), 0), 0)" for part in gross]
    whole = f"coalesce({', '.join(gross)})" if len(gross) > 1 else (gross or ["NULL::DOUBLE"])[0]
    off = _line_discount(a, has, whole)
    taken = "0" if by_amount or off is None or is_own(mapping) else f"coalesce({off}, 0)"
    line = f"greatest({whole} - {taken}, 0)" if taken != "0" else whole
    if off is None:
        off = "NULL::DOUBLE"
    if not once and not has[Field.REFUNDED] and not has[Field.REFUNDED_UNITS]:
        return Money(f"(SELECT *, {line} AS {NET}, {off} AS {OFF}, 0 AS {BACK} FROM {read})", False)
    key = f"coalesce({a[Event.ORDER]}, '#' || {RECORD})"
    sign = f"({a[Field.AMOUNT]} < 0)" if has[Field.AMOUNT] else "false"
    firsts = "".join(
        f", first_value({a[name]} IGNORE NULLS) OVER lines AS {once[name]}" for name in once
    )
    window = (
        f"WINDOW lines AS (PARTITION BY {key}, coalesce({sign}, false) ORDER BY {RECORD} "
        "ROWS BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING)"
    )
    step = f"(SELECT *{firsts}, {key} AS __order_key FROM {read} {window})"
    lines = "WINDOW lines AS (PARTITION BY __order_key, coalesce(" + sign + ", false))"
    step = f"(SELECT *, {line} AS __line, {off} AS __line_off FROM {step} {lines})"
    share = "coalesce(__line / nullif(sum(__line) OVER lines, 0), 1.0 / count(*) OVER lines)"
    order_off = "0"
    if has[Field.ORDER_DISCOUNT]:
        order_off = f"coalesce(abs({once[Field.ORDER_DISCOUNT]}), 0) * {share}"
    step = (
        f"(SELECT *, greatest(__line - {order_off}, 0) AS {NET}, "
        f"CASE WHEN __line_off IS NOT NULL OR {order_off} > 0 "
        f"THEN coalesce(__line_off, 0) + {order_off} END AS {OFF} FROM {step} {lines})"
    )
    shares = []
    if has[Field.REFUNDED]:
        amount = f"abs({a[Field.REFUNDED]}) / nullif({NET}, 0)"
        if _once_an_order(connection, raw, mapping, Field.REFUNDED):
            amount = f"abs({once[Field.REFUNDED]}) / nullif(sum({NET}) OVER lines, 0)"
        shares.append(f"nullif({amount}, 0)")
    if has[Field.REFUNDED_UNITS]:
        shares.append(f"abs({a[Field.REFUNDED_UNITS]}) / nullif({units}, 0)")
    back = f"least(coalesce({', '.join([*shares, '0'])}), 1)" if shares else "0"
    return Money(f"(SELECT *, {back} AS {BACK} FROM {step} {lines})", True)


def is_own(mapping: Mapping) -> bool:
    """The file has the columns of our event table, whose price is after the discount."""
    own = (Event.USER, Event.ITEM, Event.KIND, Event.TIME, Event.PRICE, Event.DISCOUNT)
    return all(mapping.get(name) == name for name in own)


def _once(name: str) -> str:
    return f"__once_{name}"


def _line_discount(a: dict[str, str], has: dict[str, bool], whole: str) -> str | None:
    if has[Event.DISCOUNT]:
        return f"abs({a[Event.DISCOUNT]})"
    if has[Field.DISCOUNT_RATE]:
        rate = f"abs({a[Field.DISCOUNT_RATE]})"
        share = f"(CASE WHEN {rate} > 1 THEN {rate} / 100 ELSE {rate} END)"
        before = f"{whole} / nullif(1 - {share}, 0) * {share}"
        after = f"{whole} * {share}"
        by_amount = not (has[Event.PRICE] or has[Field.AMOUNT_BEFORE])
        return before if by_amount else after
    return None


def _once_an_order(connection: Connection, raw: Raw, mapping: Mapping, name: str) -> bool:
    """The column has at most one amount an order: it is of the order, not of its lines."""
    order, column = mapping.get(Event.ORDER), mapping.get(name)
    assert column is not None
    if order is None:
        return False
    (most,) = aggregates(
        connection,
        "max(n)",
        f"(SELECT count(DISTINCT {raw.text(column)}) AS n FROM {raw.relation} "
        f"WHERE {raw.text(order)} IS NOT NULL GROUP BY {raw.text(order)})",
    )
    return (most or 0) <= 1
