"""Rows that are no lines of an order, such as totals and headings; and lines without a head.

Spreadsheets and reports made for people have them; an export for machines has none, and pays only
for a look at its first and last rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from shopai.columns import Event, Item
from shopai.engines.duckdb import Connection, literal, parquet, quoted
from shopai.events.reading.headers import Field
from shopai.events.reading.mapping import Mapping
from shopai.events.reading.vocabulary import Concept as C
from shopai.events.reading.words import header
from shopai.events.sources.raw import RECORD, Faults, Raw

_LOOKED_AT: Final = 1_000  # rows at the beginning
_TAIL: Final = 30  # and at the end
_WORDS: Final = 60  # of a column that says what a row is
#: How a total, a carry-over or the foot of a page begins.
_TOTALS: Final = (
    r"^\W*(grand |sub-?|report |day |daily )?totals?\b|^\W*(sum|summe|gesamt(summe|betrag)?|"
    r"zwischensumme|tagessumme|endsumme|uebertrag|übertrag|total(e|en)?|totaal|sous-total|suma|razem|"
    r"subtotal|toplam|ara toplam|jumlah|итого|всего|合计|总计|小计|合計|小計|총계|합계)\b|"
    r"^\W*(page|seite|página|pagina|strona) \d|^\W*(合计|总计|小计|合計|小計|총계|합계)"
)


@dataclass(frozen=True)
class Heading:
    """Rows of one cell that name the customer of the rows below."""

    column: str  # the source column the cell stands in


def without_other_rows(connection: Connection, raw: Raw, mapping: Mapping, faults: Faults) -> Raw:
    """`raw` without totals, feet of pages and repeated headers, which become faults.

    A total begins with such a word and has no day; a repeated header has its columns' names.

    Cost: a look at some rows; a pass over all where there are any.
    """
    texts = [column for column in raw.columns if raw.types[column] == "VARCHAR"]
    if len(texts) < 2:
        return raw
    first = f"coalesce({', '.join(map(quoted, texts))})"
    names = " AND ".join(f"{quoted(c)} = {literal(c)}" for c in texts[:2])
    total = f"regexp_matches(lower({first}), {literal(_TOTALS)})"
    keys = [c for name in (Event.ORDER, Event.USER, Event.ITEM) if (c := mapping.get(name))]
    blank = " OR ".join(f"{raw.text(c)} IS NULL" for c in keys if c in raw.types) or "true"
    other = f"coalesce(({names}) OR ({total} AND ({blank})), false)"
    some = connection.sql(
        f"SELECT count(*) FROM {raw.relation} WHERE ({_seen(raw)}) AND {other}"
    ).fetchall()
    if not some[0][0]:
        return raw
    faults.find(
        f'SELECT {RECORD} AS record, NULL::VARCHAR AS "column", {first} AS value, '
        f"CASE WHEN {names} THEN 'the header once more' ELSE 'a row of totals or a page' END "
        f"AS reason FROM {raw.relation} WHERE {other}"
    )
    return replace(raw, relation=f"(SELECT * FROM {raw.relation} WHERE NOT {other})")


def _seen(raw: Raw) -> str:
    """Condition of the rows that are looked at: the first and the last ones."""
    return f"{RECORD} < {_LOOKED_AT} OR {RECORD} >= {raw.records - _TAIL}"


def heading_of(
    columns: Sequence[str], rows: Sequence[Sequence[str]], mapping: Mapping
) -> Heading | None:
    """The column in which rows of one cell name the customer of the rows below, or None.

    There must be several, with different words, in a file that names no customer elsewhere.
    """
    if mapping.get(Event.USER) is not None or mapping.get(Event.TIME) is None:
        return None
    alone: dict[int, list[str]] = {}
    for row in rows:
        filled = [i for i, cell in enumerate(row) if cell.strip()]
        if len(filled) == 1 and not re.match(_TOTALS, row[filled[0]].lower()):
            alone.setdefault(filled[0], []).append(row[filled[0]])
    for place, cells in alone.items():
        if len(cells) > 1 and len(set(cells)) == len(cells) and 2 * len(cells) < len(rows):
            return Heading(columns[place])
    return None


def with_headings(
    connection: Connection,
    raw: Raw,
    mapping: Mapping,
    heading: Heading,
    faults: Faults,
    target: Path,
) -> tuple[Raw, Mapping]:
    """Lines with the heading above them as their customer; the headings become faults."""
    name = f"{heading.column} (heading)"
    others = [column for column in raw.columns if column != heading.column]
    alone = " AND ".join(f"{raw.text(column)} IS NULL" for column in others)
    alone = f"({raw.text(heading.column)} IS NOT NULL AND {alone})"
    faults.find(
        f'SELECT {RECORD} AS record, {literal(heading.column)} AS "column", '
        f"{raw.text(heading.column)} AS value, 'a heading: the customer of the rows below' "
        f"AS reason FROM {raw.relation} WHERE {alone}"
    )
    bare = rf"regexp_replace({raw.text(heading.column)}, '^[^\d\W]+\s*:\s*', '')"
    connection.sql(
        f"SELECT * FROM (SELECT *, last_value(CASE WHEN {alone} THEN {bare} END IGNORE NULLS) "
        f"OVER (ORDER BY {RECORD}) AS {quoted(name)}, {alone} AS __heading FROM {raw.relation}) "
        f"WHERE NOT __heading ORDER BY {RECORD}"
    ).write_parquet(str(target))
    types = raw.types | {name: "VARCHAR"}
    fields = dict(mapping.fields) | {Event.USER: name}
    return replace(raw, relation=parquet(target), types=types), replace(mapping, fields=fields)


#: Facts that a line without a head has from the line above.
_HEAD: Final = (
    Event.ORDER, Event.USER, Event.TIME, Event.CURRENCY, Field.STATUS, Field.CLOCK, Field.CANCELLED,
)  # fmt: skip


def continued(
    connection: Connection, raw: Raw, mapping: Mapping, target: Path
) -> tuple[Raw, Mapping, dict[str, int]]:
    """Lines without order, customer and day with those of the line above; and how many there are.

    Where no column is the order, the bare number of the heads is.

    Cost: a look at the first rows; where there are any, a pass in the order of the file.
    """
    day, item = mapping.get(Event.TIME), mapping.get(Event.ITEM) or mapping.get(Item.TITLE)
    if mapping.get(Event.ORDER) is None and mapping.get(Event.USER) is not None:
        numbers = [c for c in raw.columns if _is_number(c) and c not in mapping.columns]
        for number in numbers[:1]:
            fields = dict(mapping.fields) | {Event.ORDER: number}
            with_number = continued(connection, raw, replace(mapping, fields=fields), target)
            return with_number if with_number[2] else (raw, mapping, {})
    head = [c for name in _HEAD if (c := mapping.get(name)) is not None and c in raw.types]
    if mapping.get(Event.ORDER) is None or day is None or item is None or item in head:
        return raw, mapping, {}
    headless = " AND ".join(f"{raw.text(column)} IS NULL" for column in head)
    headless = f"({headless} AND {raw.text(item)} IS NOT NULL)"
    begins, first, n = connection.sql(
        f"SELECT min({RECORD}), min({RECORD}) FILTER (WHERE NOT {headless}), "
        f"count(*) FILTER (WHERE {headless}) FROM {raw.relation} WHERE {_seen(raw)}"
    ).fetchall()[0]
    if not n or first != begins:
        return raw, mapping, {}
    # All facts are those of one head: one of a guest is not filled from the customer before.
    filled = ", ".join(
        f"first_value({quoted(c)}) OVER (PARTITION BY __head ORDER BY {RECORD}) AS {quoted(c)}"
        for c in head
    )
    headed = (
        f"(SELECT *, max(CASE WHEN NOT {headless} THEN {RECORD} END) OVER (ORDER BY {RECORD}) "
        f"AS __head FROM {raw.relation})"
    )
    connection.sql(
        f"SELECT * EXCLUDE (__head) REPLACE ({filled}) FROM {headed} ORDER BY {RECORD}"
    ).write_parquet(str(target))
    (lines,) = connection.sql(f"SELECT count(*) FROM {raw.relation} WHERE {headless}").fetchall()[0]
    raw = replace(raw, relation=parquet(target))
    return raw, mapping, {"that go on with the order above": lines}


def _is_number(column: str) -> bool:
    """A header that says no more than that these are numbers of orders or invoices."""
    its = header(column)
    return C.ID in its.concepts and its.concepts <= {C.ID, C.ORDER, C.INVOICE} and not its.unknown


#: Concepts of rows that are no items, where a column says what its rows are.
_NO_ITEMS: Final = frozenset(
    {C.SHIPPING, C.FEE, C.TAX, C.TIP, C.TOTAL, C.SUBTOTAL, C.PAYMENT, C.BILLING}
)
_LINES: Final = frozenset({C.ITEM, C.LINE})


def other_kinds(connection: Connection, raw: Raw, mapping: Mapping) -> tuple[str, str] | None:
    """The first column that says what a row is, and SQL of the rows that are no items.

    None where no column does: one of types, with words for items and others for shipping, fees,
    tax or the order itself; or one that describes the amounts of a settlement.
    """
    columns, conditions = [], []
    for column in raw.columns:
        concepts = header(column).concepts
        describes = {C.AMOUNT, C.DESCRIPTION} <= concepts
        is_type = C.TYPE in concepts or describes
        if not is_type or column in mapping.columns or raw.types[column] != "VARCHAR":
            continue
        words = connection.sql(
            f"SELECT DISTINCT {raw.text(column)} AS __word FROM {raw.relation} LIMIT {_WORDS + 1}"
        ).fetchall()
        known = {word: header(word).concepts for (word,) in words if word is not None}
        others = [word for word, its in known.items() if _is_no_item(its)]
        of_items = describes or any(its & _LINES for its in known.values())
        if len(known) <= _WORDS and of_items and 0 < len(others) < len(known):
            columns.append(column)
            listed = ", ".join(map(literal, others))
            conditions.append(f"coalesce({raw.text(column)} IN ({listed}), false)")
    return (columns[0], " OR ".join(conditions)) if columns else None


#: A row of the order, whose lines follow.
_WHOLE: Final = ({C.ORDER}, {C.SALE}, {C.INVOICE}, {C.TRANSACTION})


def _is_no_item(concepts: frozenset[str]) -> bool:
    """A row of shipping and the like, or of the order whose lines follow."""
    if concepts & {C.WITH, C.WITHOUT, C.PRICE}:
        return False
    its_own = C.ITEM not in concepts or concepts & {C.FEE, C.TAX}  # the fee of an item is none
    return bool(its_own and concepts & _NO_ITEMS) or concepts in _WHOLE
