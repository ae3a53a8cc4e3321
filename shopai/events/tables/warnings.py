"""What the owner of a file should know of how it was read, and readings that cannot be right."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence

from shopai.columns import Event, Item, Kind
from shopai.engines.duckdb import Connection, aggregates, literal, quoted, row
from shopai.errors import Question
from shopai.events.moments import DAY_US
from shopai.events.reading.headers import Field
from shopai.events.reading.mapping import Mapping, Shape
from shopai.events.reading.words import names_shipping
from shopai.events.sources.raw import RECORD, Raw
from shopai.format import counted
from shopai.sentences import Plural

#: Columns by which two lines are the same line.
_LINE = (Event.USER, Event.ITEM, Event.KIND, Event.TIME, Event.ORDER, Event.QUANTITY, Event.PRICE)
_MONEY = (Event.PRICE, Field.AMOUNT, Field.AMOUNT_BEFORE, Field.ORDER_TOTAL)
#: From this revenue on a number is a mistake: more than any shop has turned over.
_MOST_REVENUE = 1e14
#: Orders below which one customer, or one second, may well have them all.
_ENOUGH = 20
_NO_MONEY = 0.9
#: Rows whose titles are looked at, and different titles among them.
_TITLED = 20_000
_TITLES = 500

#: Ids as a spreadsheet writes numbers of many digits: 6.917E+18.
_LOST_DIGITS = r"^\d(\.\d+)?[Ee]\+\d+$"


def columns_in_powers(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> set[str]:
    """Columns of which some of the first rows hold a number as a power of ten."""
    shape = re.compile(_LOST_DIGITS)
    return {
        column
        for i, column in enumerate(columns)
        if any("+" in row[i] and shape.match(row[i].strip()) for row in rows)
    }


def lost_digits(
    connection: Connection, raw: Raw, mapping: Mapping, seen: Container[str]
) -> list[str]:
    """A sentence for each column of ids whose last digits a spreadsheet has cut off.

    `seen` are the columns in whose first rows there is such an id: a spreadsheet spares none.
    """
    columns = [
        column
        for name in (Event.ORDER, Event.USER, Event.ITEM, Event.SESSION)
        if (column := mapping.get(name)) is not None
        and column in seen
        and raw.types.get(column) == "VARCHAR"
    ]
    if not columns:
        return []
    cells = [
        f"contains(upper({quoted(c)}), 'E+') AND regexp_matches({quoted(c)}, '{_LOST_DIGITS}')"
        for c in columns
    ]
    figures = ", ".join(
        f"count(*) FILTER (WHERE {cell}), min({quoted(c)}) FILTER (WHERE {cell})"
        for c, cell in zip(columns, cells, strict=True)
    )
    counts = aggregates(connection, figures, raw.relation)
    return [
        f"'{column}' has lost its last digits in {counted(n, 'row')}, as {example}: a spreadsheet "
        "shortens long numbers, so that different ones look the same. Export the file again and "
        "do not save it in a spreadsheet."
        for column, n, example in zip(columns, counts[::2], counts[1::2], strict=True)
        if n
    ]


def without_money(connection: Connection, raw: Raw, mapping: Mapping, events: str) -> list[str]:
    """A sentence where sales have no money, though a column is to hold it."""
    column = next((c for name in _MONEY if (c := mapping.get(name)) is not None), None)
    if column is None:
        return []
    (n,) = aggregates(
        connection,
        f"count(*) FILTER (WHERE {Event.KIND} = '{Kind.PURCHASE}' AND {Event.PRICE} IS NULL)",
        events,
    )
    if not n:
        return []
    (first,) = aggregates(
        connection, f"min({RECORD})", f"{raw.relation} WHERE {raw.text(column)} IS NULL"
    )
    where = "" if first is None else f", the first in line {raw.line(first):,}"
    said = Plural(
        "{n} row has no amount in '{column}'{where}: it counts with no revenue.",
        "{n} rows have no amount in '{column}'{where}: they count with no revenue.",
        n=n,
        column=column,
        where=where,
    )
    return [str(said)]


def titled_shipping(connection: Connection, raw: Raw, mapping: Mapping) -> list[str]:
    """A sentence where rows that count as items are called shipping and nothing else.

    They are looked for among the titles that are most frequent at the beginning of the file.
    """
    title = mapping.get(Item.TITLE) or mapping.get(Event.ITEM)
    if title is None or raw.types.get(title) != "VARCHAR":
        return []
    words = connection.sql(
        f"SELECT {raw.text(title)} AS __word FROM {raw.relation} WHERE {RECORD} < {_TITLED} "
        f"GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT {_TITLES}"
    ).fetchall()
    known = [word for (word,) in words if word is not None]
    shipping = list(filter(names_shipping, known))
    if not 0 < 2 * len(shipping) < len(known):
        return []
    (n,) = aggregates(
        connection,
        f"count(*) FILTER (WHERE {raw.text(title)} IN ({', '.join(map(literal, shipping))}))",
        raw.relation,
    )
    shown = ", ".join(f"'{word}'" for word in shipping[:3])
    return [
        f"Rows whose '{title}' is {shown} ({n:,} of them) count as items: take them out of the "
        "file where revenue is to be without shipping."
    ]


def nobody(mapping: Mapping, shape: Shape) -> list[str]:
    """A sentence where no column says who it was."""
    if mapping.get(Event.USER) is not None or shape not in ("orders", "events"):
        return []
    return [
        "No column names the customer: orders, items and revenue are counted, and all that is per "
        "customer is not."
    ]


def repeated(connection: Connection, mapping: Mapping, events: str) -> tuple[int, list[str]]:
    """The number of lines that repeat another of the same order, and a sentence on them."""
    if mapping.get(Event.ORDER) is None:
        return 0, []
    cells = ", ".join(f"coalesce(CAST({name} AS VARCHAR), '')" for name in _LINE)
    sign = f"CASE {Event.KIND} WHEN '{Kind.REFUND}' THEN -1 ELSE 1 END"
    n, money = aggregates(
        connection,
        "coalesce(sum(n - 1), 0)::BIGINT, coalesce(sum((n - 1) * money), 0)",
        f"(SELECT count(*) AS n, any_value({sign} * {Event.PRICE} * {Event.QUANTITY}) AS money "
        f"FROM {events} WHERE {Event.ORDER} IS NOT NULL GROUP BY hash({cells}) HAVING n > 1)",
    )
    if not n:
        return 0, []
    said = Plural(
        "{n} line stands twice in the same order, worth {money}. It is kept; "
        "duplicates='remove' takes it out.",
        "{n} lines stand twice in the same order, worth {money}. They are kept; "
        "duplicates='remove' takes them out.",
        n=n,
        money=f"{money:,.2f}",
    )
    return n, [str(said)]


def once(rows: str) -> str:
    """The event rows without those that repeat an earlier line of the same order."""
    return f"SELECT * EXCLUDE (__again) FROM ({_marked(rows)}) WHERE NOT __again ORDER BY {RECORD}"


def repeats(rows: str, order: str) -> str:
    """SELECT of the records that :func:`once` leaves nothing of, as :meth:`Faults.find` takes it.

    order : the column of the order's number
    """
    return (
        f'SELECT {RECORD} AS record, {literal(order)} AS "column", '
        f"CAST(any_value({Event.ORDER}) AS VARCHAR) AS value, "
        f"'the same line stands in this order already' AS reason "
        f"FROM ({_marked(rows)}) GROUP BY {RECORD} HAVING bool_and(__again)"
    )


def _marked(rows: str) -> str:
    cells = ", ".join(_LINE)
    again = f"row_number() OVER (PARTITION BY {cells} ORDER BY {RECORD}) > 1"
    return f"SELECT *, {Event.ORDER} IS NOT NULL AND {again} AS __again FROM ({rows})"


def doubtful(connection: Connection, mapping: Mapping, events: str) -> None:
    """Raise a Question where the figures cannot be those of a shop."""
    sold = f"{Event.KIND} = '{Kind.PURCHASE}'"
    n, revenue, orders, people, known, timed, spread, clocked, unpriced = row(
        connection.sql(
            f"SELECT count(*), sum({Event.PRICE} * {Event.QUANTITY}), "
            f"approx_count_distinct({Event.ORDER}), approx_count_distinct({Event.USER}), "
            f"count({Event.USER}), count({Event.EPOCH}), max({Event.EPOCH}) - min({Event.EPOCH}), "
            f"bool_or({Event.EPOCH} % {DAY_US} <> 0), "
            f"count(*) FILTER (WHERE {Event.PRICE} IS NULL) FROM {events} WHERE {sold}"
        )
    )
    priced = any(mapping.get(name) is not None for name in _MONEY)
    doubt = None
    if revenue is not None and revenue > _MOST_REVENUE:
        doubt = f"revenue would be {revenue:.3g}"
    elif orders >= _ENOUGH and people == 1 and known == n:
        doubt = f"all {orders:,} orders would be of one customer"
    elif n >= _ENOUGH and timed == n and clocked and spread < 1_000_000:
        doubt = f"all {n:,} sales would be in the same second"
    elif priced and n >= _ENOUGH and unpriced > _NO_MONEY * n:
        doubt = f"{unpriced:,} of {n:,} sales would have no amount"
    if doubt is not None:
        raise Question(
            f"Read so, {doubt}, which is unlikely; look at what the columns are mapped to, or say "
            "that it is so: doubts='accept'.",
            "doubts",
            ("accept",),
        )
