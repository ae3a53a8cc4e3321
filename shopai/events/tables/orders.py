"""Order exports: facts written on the first line only, and whole orders in one row."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from pathlib import Path

from shopai.columns import Customer, Event
from shopai.engines.duckdb import Connection, aggregates, parquet, quoted
from shopai.events.reading.headers import NUMBERED_ITEM, Field
from shopai.events.reading.mapping import Mapping
from shopai.events.sources.raw import RECORD, Raw
from shopai.events.sources.values import text

#: Fields that belong to the order: one value holds for all its lines.
ORDER_LEVEL = (
    Event.USER, Event.TIME, Event.CURRENCY, Event.CHANNEL, Event.DEVICE, Field.STATUS,
    Field.CANCELLED, Customer.EMAIL, Customer.PHONE, Customer.CONSENT,
)  # fmt: skip


def fill_orders(
    connection: Connection, raw: Raw, mapping: Mapping, target: Path
) -> tuple[Raw, dict[str, int]]:
    """Fill blank order-level cells from the first line of their order that has them.

    Shopify, for one, writes customer and date on an order's first line only. Returns the
    relation to go on with and the number of lines filled; `target` is written only where
    there is something to fill.
    """
    order = mapping.get(Event.ORDER)
    # Further states may be those of a line.
    named = {column for name in ORDER_LEVEL if (column := mapping.get(name)) is not None}
    named |= set(mapping.more.get(Event.USER, ()))
    columns = sorted((named | set(mapping.attributes)) - {order})
    if order is None or not columns:
        return raw, {}
    blank = {c: f"({text('r.' + quoted(c), raw.types[c])} IS NULL)" for c in columns}
    firsts = ", ".join(
        f"arg_min({quoted(c)}, {RECORD}) FILTER (WHERE {raw.text(c)} IS NOT NULL) AS {quoted(c)}"
        for c in columns
    )
    partly = " OR ".join(f"count({raw.text(c)}) BETWEEN 1 AND count(*) - 1" for c in columns)
    orders = (
        f"(SELECT {quoted(order)} AS __order, {firsts} FROM {raw.relation} "
        f"WHERE {raw.text(order)} IS NOT NULL GROUP BY __order HAVING {partly})"
    )
    joined = f"{raw.relation} AS r LEFT JOIN {orders} AS o ON r.{quoted(order)} = o.__order"
    fillable = " OR ".join(f"({blank[c]} AND o.{quoted(c)} IS NOT NULL)" for c in columns)
    (n,) = aggregates(connection, "count(*)", f"{joined} WHERE {fillable}")
    if n == 0:
        return raw, {}
    cells = ", ".join(
        f"CASE WHEN {blank[c]} THEN o.{quoted(c)} ELSE r.{quoted(c)} END AS {quoted(c)}"
        for c in columns
    )
    kept = ", ".join(f"r.{quoted(c)}" for c in [RECORD, *raw.columns] if c not in columns)
    connection.sql(f"SELECT {kept}, {cells} FROM {joined} ORDER BY r.{RECORD}").write_parquet(
        str(target)
    )
    return replace(raw, relation=parquet(target)), {"filled from another line of the order": n}


def with_clock(raw: Raw, mapping: Mapping) -> tuple[Raw, Mapping]:
    """Day and time of day in two columns as one, "day + time"; `mapping` then names that."""
    day, clock = mapping.get(Event.TIME), mapping.get(Field.CLOCK)
    if day is None or clock is None or clock not in raw.types:
        return raw, mapping
    name = f"{day} + {clock}"
    # A spreadsheet writes midnight behind a day that has none.
    bare = rf"regexp_replace({raw.text(day)}, '[T ]00:00:00(\.0+)?$', '')"
    moment = f"CASE WHEN {bare} IS NOT NULL THEN concat_ws(' ', {bare}, {raw.text(clock)}) END"
    relation = f"(SELECT *, {moment} AS {quoted(name)} FROM {raw.relation})"
    fields = {k: v for k, v in mapping.fields.items() if k != Field.CLOCK} | {Event.TIME: name}
    both = replace(raw, relation=relation, types=raw.types | {name: "VARCHAR"})
    return both, replace(mapping, fields=fields)


def explode_numbered(connection: Connection, raw: Raw, target: Path) -> tuple[Raw, bool]:
    """One row an item, where a row holds a whole order in columns "Product Item 1 Name", ….

    The numbered columns become "Product Item Name", …; an order without items keeps one row.
    `target` is written only where there is something to part.
    """
    groups: dict[int, dict[str, str]] = defaultdict(dict)
    for column in raw.columns:
        if match := NUMBERED_ITEM.match(column):
            groups[int(match[1])][match[2]] = column
    if not groups:
        return raw, False
    names = list(dict.fromkeys(name for n in sorted(groups) for name in groups[n]))
    numbered = {column for group in groups.values() for column in group.values()}
    others = [column for column in raw.columns if column not in numbered]

    def cell(group: dict[str, str], name: str) -> str:
        return quoted(group[name]) if name in group else "NULL"

    lines = ", ".join(
        "{" + ", ".join(
            f"{quoted('Product Item ' + name)}: {cell(groups[number], name)}" for name in names
        ) + "}"
        for number in sorted(groups)
    )  # fmt: skip
    some = " OR ".join(
        f"{text('x.' + quoted('Product Item ' + name), 'JSON')} IS NOT NULL" for name in names
    )
    kept = ", ".join(map(quoted, [RECORD, *others]))
    items = f"list_filter([{lines}], lambda x: {some})"
    connection.sql(
        f"SELECT {kept}, unnest(CASE WHEN len(__items) > 0 THEN __items ELSE [NULL] END, "
        f"recursive := true) FROM (SELECT {kept}, {items} AS __items FROM {raw.relation})"
    ).write_parquet(str(target))
    types = {column: raw.types[column] for column in others}
    types |= {f"Product Item {name}": "VARCHAR" for name in names}
    return replace(raw, relation=parquet(target), types=types), True


def one_group(
    columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Columns and first rows as :func:`explode_numbered` names them, showing item 1 of each row."""
    position: dict[str, int] = {}
    for i, column in enumerate(columns):
        match = NUMBERED_ITEM.match(column)
        position.setdefault(f"Product Item {match[2]}" if match else column, i)
    return tuple(position), tuple(tuple(row[i] for i in position.values()) for row in rows)
