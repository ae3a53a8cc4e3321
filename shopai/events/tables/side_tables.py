"""The tables beside the events: items, customers, and the two shapes without events."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from shopai.columns import ITEM_TYPES, Customer, Event, Item
from shopai.engines.duckdb import Connection, aggregates, column_aggregates, literal, quoted
from shopai.errors import InputError
from shopai.events.reading.formats import Formats
from shopai.events.reading.headers import CONTACT, Field
from shopai.events.reading.mapping import Mapping
from shopai.events.sources.amounts import number, plain_number
from shopai.events.sources.layout import unique_names
from shopai.events.sources.raw import RECORD, Raw
from shopai.events.sources.values import text


def items_sql(
    raw: Raw, mapping: Mapping, formats: Formats, item: str, events: str, moment: str
) -> str:
    """SELECT of the item table: what the source says most often of each item.

    Of the stock, which changes, it is what the newest record says. `item` is the SQL of a
    record's item id, `moment` of its instant, `events` a relation of the finished events.
    """
    joins, columns = [], [f"ids.{Item.ITEM}"]
    for name, kind in ITEM_TYPES.items():
        column = mapping.get(name)
        if name == Item.ITEM:
            continue
        if column is None:
            columns.append(f"CAST(NULL AS {kind}) AS {name}")
            continue
        value = raw.number(column, formats.decimal) if kind == "DOUBLE" else raw.text(column)
        if name == Item.STOCK:
            chosen = (
                f"SELECT {item} AS __id, arg_max({value}, {_age(mapping, moment)}) AS {name} "
                f"FROM {raw.relation} GROUP BY 1"
            )
        else:
            chosen = (
                f"SELECT __id, arg_max(__v, (__n, __v)) AS {name} FROM "
                f"(SELECT __id, __v, count(*) AS __n FROM "
                f"(SELECT {item} AS __id, {value} AS __v FROM {raw.relation}) "
                f"WHERE __v IS NOT NULL GROUP BY 1, 2) GROUP BY 1"
            )
        joins.append(f"LEFT JOIN ({chosen}) AS {name}_of ON {name}_of.__id = ids.{Item.ITEM}")
        columns.append(f"{name}_of.{name}")
    ids = f"(SELECT DISTINCT {Item.ITEM} FROM {events} WHERE {Item.ITEM} IS NOT NULL)"
    return f"SELECT {', '.join(columns)} FROM {ids} AS ids {' '.join(joins)} ORDER BY 1"


def contact_columns(mapping: Mapping) -> set[str]:
    """Source columns that reach a customer or say where one lives."""
    return {column for name in (*CONTACT, Field.NAME) if (column := mapping.get(name)) is not None}


def contact_cells(mapping: Mapping, types: dict[str, str]) -> dict[str, str]:
    """Column of the customer table -> SQL of its cell, as text.

    A name in one column is parted at its last space: "Ana Maria Silva" is Ana Maria, Silva.
    A single word is a first name.
    """
    cells = {
        name: _digits(quoted(column), types[column])
        for name in CONTACT
        if (column := mapping.get(name)) is not None
    }
    whole = mapping.get(Field.NAME)
    if whole is not None:
        cell = f"trim({text(quoted(whole), types[whole])})"
        parts = {
            Customer.FIRST_NAME: rf"nullif(regexp_replace({cell}, '\s+\S+$', ''), '')",
            Customer.LAST_NAME: rf"nullif(regexp_extract({cell}, '\s(\S+)$', 1), '')",
        }
        cells = parts | cells
    return cells


def _digits(cell: str, kind: str) -> str:
    """`cell` as text; a whole number that a typed file holds as a float without its ".0"."""
    if kind not in ("FLOAT", "DOUBLE"):
        return text(cell, kind)
    whole = f"{cell} = trunc({cell}) AND abs({cell}) < 1e18"
    digits = f"CAST(CAST({cell} AS HUGEINT) AS VARCHAR)"
    return f"CASE WHEN {whole} THEN {digits} ELSE {text(cell, kind)} END"


def customers_sql(
    connection: Connection,
    raw: Raw,
    mapping: Mapping,
    formats: Formats,
    events: str,
    moment: str,
) -> str:
    """SELECT of the customer table: the known customers, each with its newest attributes.

    Of several values a customer has for one attribute the newest by `moment`, the SQL of a
    record's instant, is taken, blank cells left out; without instants the last of the file.
    """
    ids = f"(SELECT DISTINCT {Event.USER} FROM {events} WHERE {Event.USER} IS NOT NULL)"
    user = mapping.get(Event.USER)
    contact = contact_cells(mapping, raw.types)
    # An attribute keeps its own name, unless one of ours is taken already.
    names = unique_names([Event.USER, *contact, *mapping.attributes])[1 + len(contact) :]
    attributes = dict(zip(names, mapping.attributes, strict=True))
    if user is None or not (contact or attributes):
        return f"SELECT {Event.USER} FROM {ids} ORDER BY 1"
    values = contact | {name: raw.text(column) for name, column in attributes.items()}
    order = _age(mapping, moment)
    # read once, and then compared
    read = ", ".join(f"{value} AS {quoted(name)}" for name, value in values.items())
    newest = ", ".join(
        f"arg_max({cell}, __order) FILTER (WHERE {cell} IS NOT NULL) AS {cell}"
        for cell in map(quoted, values)
    )
    known = (
        f"(SELECT __id, {newest} FROM (SELECT {raw.identifier(user)} AS __id, "
        f"{order} AS __order, {read} FROM {raw.relation}) GROUP BY 1)"
    )
    cells = {name: f"known.{quoted(name)}" for name in values}
    for name, column in attributes.items():
        if _all_numbers(connection, raw, column, formats.decimal):
            cells[name] = number(cells[name], "VARCHAR", formats.decimal)
    typed = ", ".join(f"{cell} AS {quoted(name)}" for name, cell in cells.items())
    return (
        f"SELECT ids.{Event.USER}, {typed} FROM {ids} AS ids "
        f"LEFT JOIN {known} AS known ON known.__id = ids.{Event.USER} ORDER BY 1"
    )


def _age(mapping: Mapping, moment: str) -> str:
    """SQL of what orders records from oldest to newest: by time, else as the file has them."""
    if mapping.get(Event.TIME) is None:
        return RECORD
    # The newest export row is the first of some files and the last of others.
    return f"(coalesce(epoch_us({moment}), {-(2**62)}), {RECORD})"


def _all_numbers(connection: Connection, raw: Raw, column: str, decimal: str) -> bool:
    """True where each filled cell is a number, and none has a leading zero or +."""
    n, numbers, codes = aggregates(
        connection,
        f"count({raw.text(column)}), count({raw.number(column, decimal)}), count(*) FILTER "
        rf"(WHERE regexp_matches(CAST({quoted(column)} AS VARCHAR), '^\s*(\+|0\d)'))",
        f"(SELECT DISTINCT {quoted(column)} FROM {raw.relation})",
    )
    return bool(n > 0 and numbers == n and codes == 0)


#: Share of a column's filled cells that must be numbers for it to count as numeric.
MOSTLY = 0.9


class _Counts(NamedTuple):
    """Cells of a column."""

    filled: int
    numbers: int
    classes: int  # of numbers
    plain: int  # numbers without any mark, which are read at once


def _counts(
    connection: Connection, raw: Raw, columns: Sequence[str], decimal: str
) -> dict[str, _Counts]:
    def of(cell: str, kind: str = "VARCHAR") -> list[str]:
        value = number(cell, kind, decimal)
        return [
            f"count({text(cell, kind)})",
            f"count({value})",
            f"count(*) FILTER (WHERE {value} IS NULL AND {_is_class(text(cell, kind))})",
            f"count({plain_number(cell, decimal)})" if kind == "VARCHAR" else "0",
        ]

    texts = [c for c in columns if raw.types[c] == "VARCHAR"]
    counts = dict(
        zip(
            texts,
            column_aggregates(connection, texts, of, raw.relation, raw.records),
            strict=True,
        )
    )
    for column in columns:
        if column not in counts:
            typed = ", ".join(of(quoted(column), raw.types[column]))
            counts[column] = aggregates(connection, typed, raw.relation)
    return {column: _Counts(*counts[column]) for column in columns}


def _is_class(cell: str) -> str:
    """Condition: a cell is a class of numbers, such as 5+, <18, 45-54 or 65 and over."""
    pattern = r"^([<>≤≥]=?\s*\d.*|\d[\d.,]*\s*(\+|and|or|und|o|et|y|bis|to|-|–)\s*\w*.*)$"
    return f"regexp_matches({cell}, '{pattern}')"


def customer_table(
    connection: Connection, raw: Raw, mapping: Mapping, formats: Formats
) -> tuple[str, str]:
    """SELECTs of the customer table of a file with one row a customer, and of its faults.

    Columns of numbers become DOUBLE; contacts are text under our names, whatever their digits.
    Set aside are records without an id, with one seen before, or with words in a numeric column.
    """
    user = mapping.get(Event.USER)
    key = f"'row ' || ({RECORD} + 1)" if user is None else raw.identifier(user)
    contact, taken = contact_cells(mapping, raw.types), contact_columns(mapping)
    others = [column for column in raw.columns if column != user and column not in taken]
    counts = _counts(connection, raw, others, formats.decimal)
    numbers = {
        c: f"TRY_CAST({quoted(c)} AS DOUBLE)"
        if counts[c].plain == counts[c].filled
        else raw.number(c, formats.decimal)
        for c in others
    }
    # "0, 1, 2, 3+" are classes, none of which is a broken number.
    numeric = [
        c
        for c, (n, n_numbers, n_classes, _) in counts.items()
        if n and n_numbers >= MOSTLY * n and not 0 < n_classes == n - n_numbers
    ]
    if not numeric:
        raise InputError(
            "No column of the customer table holds numbers "
            f"(found {', '.join(others[:10]) or 'only contact data'}); "
            "segments need at least one, such as orders, spend or age. Add one, or load the "
            "shop's orders, in which a customer id says who bought."
        )
    values = {c: numbers[c] if c in numeric else raw.text(c) for c in others}
    name = literal(user) if user is not None else "NULL"
    again = f"row_number() OVER (PARTITION BY {key} ORDER BY {RECORD}) > 1"
    faults = [
        (f"{key} IS NULL", name, "NULL", literal("no customer id")),
        (again, name, key, literal("a customer id seen before")),
    ]
    for c in (c for c in numeric if counts[c].numbers < counts[c].filled):
        cell = raw.text(c)
        wrong = f"{cell} IS NOT NULL AND {values[c]} IS NULL"
        faults.append((wrong, literal(c), cell, literal("not a number")))

    def pick(position: int) -> str:
        return " ".join(f"WHEN {fault[0]} THEN {fault[position]}" for fault in faults)

    listed = ", ".join(
        [f"{sql} AS {quoted('__' + name)}" for name, sql in contact.items()]
        + [f"{sql} AS {quoted(c)}" for c, sql in values.items()]
    )
    body = (
        f"(SELECT {RECORD}, {key} AS __id, {listed}, CASE {pick(3)} END AS __reason, "
        f"CASE {pick(1)} END AS __column, CASE {pick(2)} END AS __value FROM {raw.relation})"
    )
    # A column that is not the id may be called user_id, and one that is no e-mail email.
    names = unique_names([Event.USER, *contact, *values])[1 + len(contact) :]
    kept = ", ".join(
        [f"{quoted('__' + name)} AS {quoted(name)}" for name in contact]
        + [
            f"{quoted(column)} AS {quoted(name)}"
            for column, name in zip(values, names, strict=True)
        ]
    )
    return (
        f"SELECT __id AS {Event.USER}, {kept} FROM {body} WHERE __reason IS NULL ORDER BY {RECORD}",
        f'SELECT {RECORD} AS record, __column AS "column", __value AS value, __reason AS reason '
        f"FROM {body} WHERE __reason IS NOT NULL",
    )


#: Columns of the cells of a matrix, see :func:`matrix_tables`.
ID, ITEM, RATING = "__id", "__item", "__rating"


def matrix_tables(raw: Raw, mapping: Mapping, formats: Formats) -> tuple[str, str, list[str]]:
    """A wide rating matrix as cells: SELECTs of its ratings and of its faults, and its items.

    Blank and 0 mean not rated. A record without an id, without any rating, or with a cell
    that is no number is at fault; its other ratings are still among the first SELECT's.
    """
    user = mapping.get(Event.USER) or raw.columns[0]
    items = [column for column in raw.columns if column != user]
    listed = ", ".join(f"CAST({quoted(column)} AS VARCHAR) AS {quoted(column)}" for column in items)
    wide = f"(SELECT {RECORD}, {raw.identifier(user)} AS {ID}, {listed} FROM {raw.relation})"
    cells = (
        f"(SELECT {RECORD}, {ID}, {ITEM}, __cell, "
        f"{number('__cell', 'VARCHAR', formats.decimal)} AS {RATING} FROM {wide} "
        f"UNPIVOT INCLUDE NULLS (__cell FOR {ITEM} IN ({', '.join(map(quoted, items))})))"
    )
    bad = f"__cell IS NOT NULL AND {RATING} IS NULL"
    judged = (
        f"(SELECT {RECORD}, bool_and({ID} IS NULL) AS nobody, "
        f"min({{'item': {ITEM}, 'cell': __cell}}) FILTER (WHERE {bad}) AS bad, "
        f"coalesce(bool_or({RATING} <> 0), false) AS rated FROM {cells} GROUP BY {RECORD})"
    )
    faults = (
        f"SELECT {RECORD} AS record, "
        f'CASE WHEN nobody THEN {literal(user)} ELSE bad.item END AS "column", '
        "CASE WHEN NOT nobody THEN bad.cell END AS value, "
        "CASE WHEN nobody THEN 'no customer id' WHEN bad IS NOT NULL THEN 'not a number' "
        f"ELSE 'no rating' END AS reason FROM {judged} "
        "WHERE nobody OR bad IS NOT NULL OR NOT rated"
    )
    return f"SELECT * FROM {cells} WHERE {RATING} <> 0 ORDER BY {RECORD}", faults, items
