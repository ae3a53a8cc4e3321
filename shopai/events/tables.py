"""The tables beside the events: items, customers, and the two shapes without events."""

from __future__ import annotations

import duckdb

from shopai.columns import ITEM_TYPES, Customer, Event, Item
from shopai.errors import InputError
from shopai.events.engine import literal, quoted, row
from shopai.events.formats import Formats
from shopai.events.mapping import Mapping
from shopai.events.raw import RECORD, Raw
from shopai.events.values import identifier, number, text


def items_sql(raw: Raw, mapping: Mapping, formats: Formats, item: str, events: str) -> str:
    """SELECT of the item table: what the source says most often of each item.

    `item` is the SQL of a record's item id, `events` a relation of the finished events.
    """
    joins, columns = [], [f"ids.{Item.ITEM}"]
    for name, kind in ITEM_TYPES.items():
        column = mapping.get(name)
        if name == Item.ITEM:
            continue
        if column is None:
            columns.append(f"CAST(NULL AS {kind}) AS {name}")
            continue
        cell, source = quoted(column), raw.types[column]
        is_cost = name == Item.COST
        value = number(cell, source, formats.decimal) if is_cost else text(cell, source)
        joins.append(
            f"LEFT JOIN (SELECT __id, arg_max(__v, (__n, __v)) AS {name} FROM "
            f"(SELECT __id, __v, count(*) AS __n FROM "
            f"(SELECT {item} AS __id, {value} AS __v FROM {raw.relation}) "
            f"WHERE __v IS NOT NULL GROUP BY 1, 2) GROUP BY 1) AS {name}_of "
            f"ON {name}_of.__id = ids.{Item.ITEM}"
        )
        columns.append(f"{name}_of.{name}")
    ids = f"(SELECT DISTINCT {Item.ITEM} FROM {events} WHERE {Item.ITEM} IS NOT NULL)"
    return f"SELECT {', '.join(columns)} FROM {ids} AS ids {' '.join(joins)} ORDER BY 1"


def attribute_columns(mapping: Mapping) -> dict[str, str]:
    """Column of the customer table -> source column."""
    named = {
        name: column
        for name in (Customer.EMAIL, Customer.PHONE, Customer.CONSENT)
        if (column := mapping.get(name)) is not None
    }
    return named | {column: column for column in mapping.attributes}


def customers_sql(
    connection: duckdb.DuckDBPyConnection, raw: Raw, mapping: Mapping, formats: Formats, events: str
) -> str:
    """SELECT of the customer table: each known customer with the newest value of every attribute."""
    ids = f"(SELECT DISTINCT {Event.USER} FROM {events} WHERE {Event.USER} IS NOT NULL)"
    user = mapping.get(Event.USER)
    attributes = attribute_columns(mapping)
    if user is None or not attributes:
        return f"SELECT {Event.USER} FROM {ids} ORDER BY 1"
    newest = ", ".join(
        f"arg_max({value}, {RECORD}) FILTER (WHERE {value} IS NOT NULL) AS {quoted(name)}"
        for name, column in attributes.items()
        for value in (text(quoted(column), raw.types[column]),)
    )
    found = (
        f"(SELECT {identifier(quoted(user), raw.types[user])} AS __id, {newest} "
        f"FROM {raw.relation} GROUP BY 1)"
    )
    typed = ", ".join(
        f"{_typed(connection, raw, column, formats, 'found.' + quoted(name))} AS {quoted(name)}"
        for name, column in attributes.items()
    )
    return (
        f"SELECT ids.{Event.USER}, {typed} FROM {ids} AS ids "
        f"LEFT JOIN {found} AS found ON found.__id = ids.{Event.USER} ORDER BY 1"
    )


def _typed(
    connection: duckdb.DuckDBPyConnection, raw: Raw, column: str, formats: Formats, cell: str
) -> str:
    """An attribute as number where every cell is one, except phone numbers and the like."""
    if column in raw.types and all_numbers(connection, raw, column, formats.decimal):
        return number(cell, "VARCHAR", formats.decimal)
    return cell


def all_numbers(connection: duckdb.DuckDBPyConnection, raw: Raw, column: str, decimal: str) -> bool:
    """Whether every filled cell of `column` is a number, none of them with a leading zero or +."""
    cell, kind = quoted(column), raw.types[column]
    n, numbers, codes = row(
        connection.sql(
            f"SELECT count({text(cell, kind)}), count({number(cell, kind, decimal)}), "
            rf"count(*) FILTER (WHERE regexp_matches(CAST({cell} AS VARCHAR), '^\s*(\+|0\d)')) "
            f"FROM (SELECT DISTINCT {cell} FROM {raw.relation})"
        )
    )
    return bool(n > 0 and numbers == n and codes == 0)


#: Share of a column's filled cells that must be numbers for it to count as numeric.
MOSTLY = 0.9


def customer_table(
    connection: duckdb.DuckDBPyConnection, raw: Raw, mapping: Mapping, formats: Formats
) -> tuple[str, str]:
    """SELECTs of the customer table of a file with one row a customer, and of its faults.

    Columns of numbers become DOUBLE. A record without an id, with an id seen before, or
    with words where its column has numbers is set aside.
    """
    user = mapping.get(Event.USER)
    key = f"'row ' || ({RECORD} + 1)" if user is None else identifier(quoted(user), raw.types[user])
    others = [column for column in raw.columns if column != user]
    counts = row(
        connection.sql(
            "SELECT " + ", ".join(
                f"count({text(quoted(c), raw.types[c])}), "
                f"count({number(quoted(c), raw.types[c], formats.decimal)})"
                for c in others
            ) + f" FROM {raw.relation}"
        )
    )  # fmt: skip
    numeric = [
        c
        for c, n, k in zip(others, counts[::2], counts[1::2], strict=True)
        if n and k >= MOSTLY * n
    ]
    if not numeric:
        raise InputError(
            f"No column of the customer table holds numbers (found {', '.join(others[:10])}); "
            "segments need at least one, such as orders, spend or age."
        )
    values = {
        c: number(quoted(c), raw.types[c], formats.decimal)
        if c in numeric
        else text(quoted(c), raw.types[c])
        for c in others
    }
    name = literal(user) if user is not None else "NULL"
    faults = [(f"{key} IS NULL", name, "NULL", "no customer id"),
              (f"row_number() OVER (PARTITION BY {key} ORDER BY {RECORD}) > 1", name, key,
               "a customer id seen before")]  # fmt: skip
    for c in numeric:
        cell = text(quoted(c), raw.types[c])
        faults.append(
            (f"{cell} IS NOT NULL AND {values[c]} IS NULL", literal(c), cell, "not a number")
        )

    def pick(position: int) -> str:
        return " ".join(f"WHEN {fault[0]} THEN {fault[position]}" for fault in faults)

    reasons = " ".join(f"WHEN {c} THEN {literal(why)}" for c, _, _, why in faults)
    listed = ", ".join(f"{sql} AS {quoted(c)}" for c, sql in values.items())
    # The id may be called user_id already, and any other column may be too.
    body = (
        f"(SELECT {RECORD}, {key} AS __id, {listed}, CASE {reasons} END AS __reason, "
        f"CASE {pick(1)} END AS __column, CASE {pick(2)} END AS __value FROM {raw.relation})"
    )
    kept = ", ".join(
        f"{quoted(c)} AS {quoted(c if c.casefold() != Event.USER else c + '_2')}" for c in values
    )
    return (
        f"SELECT __id AS {Event.USER}, {kept} FROM {body} WHERE __reason IS NULL ORDER BY {RECORD}",
        f'SELECT {RECORD} AS record, __column AS "column", __value AS value, __reason AS reason '
        f"FROM {body} WHERE __reason IS NOT NULL",
    )


def matrix_tables(raw: Raw, mapping: Mapping, formats: Formats) -> tuple[str, str, list[str]]:
    """A wide rating matrix as cells: SELECTs of its ratings and of its faults, and its items.

    Blank and 0 mean not rated. A record without an id, without any rating, or with a cell
    that is no number is set aside whole.
    """
    user = mapping.get(Event.USER) or raw.columns[0]
    items = [column for column in raw.columns if column != user]
    listed = ", ".join(f"CAST({quoted(column)} AS VARCHAR) AS {quoted(column)}" for column in items)
    long = (
        f"(SELECT {RECORD}, __id, __item, __cell, {text('__cell')} AS __text, "
        f"{number('__cell', 'VARCHAR', formats.decimal)} AS __rating FROM "
        f"(UNPIVOT INCLUDE NULLS (SELECT {RECORD}, {identifier(quoted(user), raw.types[user])} "
        f"AS __id, {listed} FROM {raw.relation}) ON {', '.join(map(quoted, items))} "
        "INTO NAME __item VALUE __cell))"
    )
    bad = "(__text IS NOT NULL AND __rating IS NULL)"
    faults = (
        f"SELECT {RECORD} AS record, CASE WHEN any_value(__id) IS NULL THEN {literal(user)} "
        f'ELSE any_value(__item) FILTER (WHERE {bad}) END AS "column", '
        f"any_value(__text) FILTER (WHERE {bad}) AS value, "
        "CASE WHEN any_value(__id) IS NULL THEN 'no customer id' "
        f"WHEN bool_or({bad}) THEN 'not a number' ELSE 'no rating' END AS reason "
        f"FROM {long} GROUP BY {RECORD} HAVING any_value(__id) IS NULL OR bool_or({bad}) "
        "OR count(*) FILTER (WHERE __rating <> 0) = 0"
    )
    ratings = (
        f"SELECT {RECORD}, __id, __item, __rating FROM {long} WHERE __rating <> 0 "
        f"AND {RECORD} NOT IN (SELECT record FROM ({faults}))"
    )
    return ratings, faults, items
