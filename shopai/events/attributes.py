"""Customer attributes among the columns nobody named: those with one value per customer."""

from __future__ import annotations

from collections.abc import Sequence

from shopai.columns import Event
from shopai.engines.duckdb import Connection, aggregates, quoted
from shopai.events.headers import NUMBERED_ITEM
from shopai.events.layout import Rows
from shopai.events.mapping import Mapping
from shopai.events.raw import Raw

#: Customers with the same value on several orders that a column needs to be an attribute.
ENOUGH = 20


def candidates(mapping: Mapping, columns: Sequence[str], rows: Rows) -> list[str]:
    """Unmapped columns with at most one value per customer in the first rows.

    Cheap, and leaves few columns whose every row has to be read.
    """
    user = mapping.get(Event.USER)
    if user is None:
        return []
    used = {*mapping.fields.values(), *mapping.attributes}
    key, constant = list(columns).index(user), []
    for i, column in enumerate(columns):
        if column in used or NUMBERED_ITEM.match(column):
            continue
        pairs = {(row[key], row[i]) for row in rows if row[key] and row[i]}
        if pairs and len({customer for customer, _ in pairs}) == len(pairs):
            constant.append(column)
    return constant


def constant_columns(
    connection: Connection, raw: Raw, mapping: Mapping, columns: Sequence[str]
) -> tuple[str, ...]:
    """The columns among `columns` that are constant per customer over all rows.

    A column is, if it has two values or more, no customer has two of them, and at least
    `ENOUGH` customers have it on different orders (or, without orders, times).

    Cost: one aggregation by customer; none without `columns`.
    """
    user = mapping.get(Event.USER)
    moment = mapping.get(Event.ORDER) or mapping.get(Event.TIME)
    if not columns or user is None or moment is None:
        return ()
    cells = [raw.text(column) for column in columns]
    extremes = ", ".join(f"min({c}) AS low_{i}, max({c}) AS high_{i}" for i, c in enumerate(cells))
    customers = (
        f"(SELECT min({quoted(moment)}) <> max({quoted(moment)}) AS again, {extremes} "
        f"FROM {raw.relation} WHERE {quoted(user)} IS NOT NULL GROUP BY {quoted(user)})"
    )
    tests = ", ".join(
        f"coalesce(bool_and(low_{i} = high_{i}) AND min(low_{i}) < max(low_{i}) "
        f"AND count(low_{i}) FILTER (WHERE again) >= {ENOUGH}, false)"
        for i in range(len(cells))
    )
    constant = aggregates(connection, tests, customers)
    return tuple(column for column, yes in zip(columns, constant, strict=True) if yes)
