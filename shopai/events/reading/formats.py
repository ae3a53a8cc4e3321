"""Formats, told by whole columns: how numbers and dates are written, which currency.

A column that fits two readings raises a :class:`~shopai.errors.Question` instead of a guess.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from shopai.columns import Event, Item
from shopai.engines.duckdb import Connection, aggregates, column_aggregates, literal, quoted
from shopai.errors import InputError, Question
from shopai.events.reading.headers import Field
from shopai.events.reading.mapping import Mapping
from shopai.events.reading.zones import UTC, Zone
from shopai.events.sources.amounts import currency_sign, decimal_evidence
from shopai.events.sources.offsets import UTC_CLOCK, Clock
from shopai.events.sources.raw import Raw
from shopai.events.sources.values import (
    TIME_FORMATS,
    best_format,
    instant,
    is_time_type,
    text,
)

NUMBERS = (
    Event.QUANTITY, Event.PRICE, Field.AMOUNT, Field.AMOUNT_BEFORE, Field.ORDER_TOTAL,
    Event.DISCOUNT, Field.ORDER_DISCOUNT, Field.REFUNDED, Field.REFUNDED_UNITS, Field.SHIPPING,
    Event.RATING, Item.COST, Item.STOCK,
)  # fmt: skip


MONEY = (
    Event.PRICE, Field.AMOUNT, Field.AMOUNT_BEFORE, Field.ORDER_TOTAL,
)  # fmt: skip


@dataclass(frozen=True)
class Formats:
    """Notation of the cells of one file."""

    decimal: str = "."
    time: str = "iso"  # key of values.TIME_FORMATS
    currency: str | None = None  # the one currency kept; None where the file names none
    zone: Zone = UTC  # of the shop's clock


def decide_decimal(
    connection: Connection,
    raw: Raw,
    columns: list[str],
    asked: str | None,
    commas: bool | None = False,
    money: Collection[str] = (),
) -> str:
    """The decimal mark of the file's numbers: "." or ",".

    A mark counts as decimal where only that explains a cell ("12,5", "0,75", "1.234,5"). 1,234
    alone fits both: it is read as the file's dates and delimiter let one expect, `commas`, and
    asked about where these disagree, None.
    """
    if asked is not None:
        if asked not in (".", ","):
            raise InputError(f"decimal must be '.' or ',', not '{asked}'.")
        return asked
    texts = [c for c in columns if raw.types[c] == "VARCHAR"]
    if not texts:
        return "."
    counts = column_aggregates(connection, texts, decimal_evidence, raw.relation, raw.records)
    n_commas, n_points = map(sum, zip(*counts, strict=True))
    if n_commas or n_points:
        return "," if n_commas > n_points else "."
    if commas is not True and _in_thousands(connection, raw, [c for c in texts if c in money]):
        return ","
    if commas is False:
        return "."
    grouped = column_aggregates(
        connection,
        texts,
        lambda cell: [
            rf"any_value({cell}) FILTER (WHERE regexp_matches({cell}, '\d,\d{{3}}\D*$'))"
        ],
        raw.relation,
        raw.records,
    )
    example = next((cell for (cell,) in grouped if cell is not None), None)
    if example is not None and commas is None:
        raise Question(
            f"Numbers such as {example} fit both a decimal comma (12,5) and a comma between "
            "thousands (12,500), and nothing else in the file tells; say which by decimal: ',' for "
            "a decimal comma, '.' for one between thousands.",
            "decimal",
            (",", "."),
        )
    return "," if example is not None and commas else "."


def _in_thousands(connection: Connection, raw: Raw, columns: Sequence[str]) -> bool:
    """Amounts are written as 35.000, in thousands parted by points.

    Raises Question where they may as well have three decimals.
    """
    cells = " UNION ALL ".join(f"SELECT {quoted(c)} AS __cell FROM {raw.relation}" for c in columns)
    if not columns:
        return False
    pointed = r"regexp_matches(__cell, '^\D*\d{1,3}(\.\d{3})+\D*$')"
    n, round_ones, example = aggregates(
        connection,
        f"count(*) FILTER (WHERE {pointed}), "
        rf"count(*) FILTER (WHERE {pointed} AND regexp_matches(__cell, '[05]00\D*$')), "
        f"any_value(__cell) FILTER (WHERE {pointed})",
        f"({cells})",
    )
    if n < _FEWEST:
        return False
    if n > round_ones:
        raise Question(
            f"Amounts such as {example} fit both a point between thousands (35.000) and three "
            "decimals, and nothing else in the file tells; say which by decimal: ',' for "
            "thousands, '.' for decimals.",
            "decimal",
            (",", "."),
        )
    return True


_FEWEST = 3  # amounts that let one say how all are written


def decide_time(
    connection: Connection,
    raw: Raw,
    column: str | None,
    asked: str | None,
    clock: Clock = UTC_CLOCK,
    commas: bool = False,
) -> str:
    """The time format of `column`; d/m/y against m/d/y is decided on every row.

    Where all rows fit both, the day comes first in a file that writes decimal `commas`: no country
    does that and puts the month first.
    """
    if column is None:
        return "iso"
    kind, cell = raw.types[column], quoted(column)
    if asked is not None:
        if asked not in TIME_FORMATS:
            raise InputError(f"dates must be one of {', '.join(TIME_FORMATS)}, not '{asked}'.")
        if asked == "typed" and not is_time_type(kind):
            raise InputError(f"The column '{column}' is not of a date type; choose another format.")
        return "typed" if is_time_type(kind) else asked
    best = best_format(connection, raw.relation, cell, kind, clock)
    if best is None:
        shown = connection.sql(
            f"SELECT DISTINCT {text(cell, kind)} FROM {raw.relation} "
            f"WHERE {text(cell, kind)} IS NOT NULL LIMIT 3"
        ).fetchall()
        cells = ", ".join(f"'{value}'" for (value,) in shown) or "only blank cells"
        raise InputError(
            f"The column '{column}' is mapped to date and time, but most of its cells are no "
            f"dates this tool knows (found {cells}); map another column, or write dates as "
            "2024-01-31 10:00:00."
        )
    if best not in ("dmy", "mdy"):
        return best
    return _day_or_month_first(connection, raw, column, clock, commas)


def _day_or_month_first(
    connection: Connection, raw: Raw, column: str, clock: Clock, commas: bool
) -> str:
    cell = quoted(column)
    dmy, mdy = (instant(cell, "VARCHAR", name, clock) for name in ("dmy", "mdy"))
    days_first, months_first, differ, example, dots = aggregates(
        connection,
        f"count({dmy}), count({mdy}), count(*) FILTER (WHERE {dmy} <> {mdy}), "
        f"any_value({cell}) FILTER (WHERE {dmy} <> {mdy}), "
        rf"count(*) FILTER (WHERE regexp_matches({cell}, '^\d\d?\.\d\d?\.'))",
        raw.relation,
    )
    if days_first != months_first:
        return "dmy" if days_first > months_first else "mdy"
    if differ and not (dots or commas):  # dots are written where the day comes first
        raise Question(
            f"Dates in '{column}' fit both day/month and month/day in every row (such as "
            f"'{example}'); say which is meant by dates: dmy (day first) or mdy (month first).",
            "dates",
            ("dmy", "mdy"),
        )
    return "dmy"


def decide_currency(
    connection: Connection, raw: Raw, mapping: Mapping, asked: str | None
) -> str | None:
    """The one currency whose rows are kept; several are never added up."""
    expression = currency_of(raw, mapping)
    if expression is None:
        return asked.upper() if asked else None
    counted = connection.sql(
        f"SELECT * FROM (SELECT {expression} AS __code, count(*) AS __n FROM {raw.relation} "
        "GROUP BY 1) WHERE __code IS NOT NULL ORDER BY __n DESC, __code"
    ).fetchall()
    codes = tuple(str(code) for code, _ in counted)
    if asked is not None and codes and asked.upper() not in codes:
        raise InputError(
            f"No row is in {asked.upper()}; the file has {', '.join(codes)}. Choose one of them."
        )
    if asked is not None:
        return asked.upper()
    if len(codes) > 1:
        counts = ", ".join(f"{code} (rows: {n:,})" for code, n in counted[:6])
        raise Question(
            f"The file has prices in several currencies: {counts}. They cannot be added up; "
            "choose one as the currency. Rows in the others are set aside.",
            "currency",
            codes,
        )
    return codes[0] if codes else None


def currency_of(raw: Raw, mapping: Mapping) -> str | None:
    """SQL of a row's currency code: its own column, else the sign beside a price."""
    column = mapping.get(Event.CURRENCY)
    if column is not None:
        cell = raw.text(column)
        is_code = f"length({cell}) = 3 AND NOT ends_with({cell}, '$')"
        code = f"CASE WHEN {is_code} THEN {cell} ELSE coalesce({currency_sign(cell)}, {cell}) END"
        return f"upper({code})"
    money = mapping.get(Event.PRICE) or mapping.get(Field.AMOUNT)
    if money is None or raw.types[money] != "VARCHAR":
        return None
    cell = quoted(money)
    # Most prices are bare numbers: only the others are searched for a sign.
    return f"CASE WHEN TRY_CAST({cell} AS DOUBLE) IS NULL THEN {currency_sign(cell)} END"


def other_currency(raw: Raw, mapping: Mapping, kept: str | None) -> str | None:
    """SQL that is true for rows in another currency than `kept`."""
    expression = currency_of(raw, mapping)
    if expression is None or kept is None:
        return None
    return f"coalesce({expression} <> {literal(kept)}, false)"
