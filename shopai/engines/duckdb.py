"""DuckDB: bounded in memory, offline, and never guessing.

One connection belongs to one data set. DuckDB connections are not to be used
from two threads at once, so every reader takes a cursor of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import duckdb

Connection = duckdb.DuckDBPyConnection
Relation = duckdb.DuckDBPyRelation

#: Above this DuckDB spills to disk; enough for sorts of tens of millions of events.
MEMORY_LIMIT = "1GB"

#: Aggregates that are computed in one query.
_TOGETHER = 100

#: Cells up to which columns are looked at one under the other.
_MANY_CELLS = 20_000_000


def connect(spill: Path) -> Connection:
    """Open an in-memory DuckDB that spills into `spill` and loads nothing from outside."""
    connection = duckdb.connect(
        config={
            "memory_limit": MEMORY_LIMIT,
            "temp_directory": str(spill),
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
        }
    )
    connection.execute("SET TimeZone = 'UTC'").fetchall()
    connection.execute("SET enable_progress_bar = false").fetchall()
    return connection


@contextmanager
def computed_once(connection: Connection) -> Iterator[None]:
    """Keep filters above the columns they test.

    Pushed below a projection, a filter computes the columns it tests a second time; where
    they are parsed from text, that doubles the work.
    """
    connection.execute("SET disabled_optimizers = 'filter_pushdown'").fetchall()
    try:
        yield
    finally:
        connection.execute("RESET disabled_optimizers").fetchall()


def aggregates(connection: Connection, expressions: str, source: str) -> tuple[Any, ...]:
    """The one row of aggregates over `source`, the SQL of a relation."""
    return row(connection.sql(f"SELECT {expressions} FROM {source}"))


def many_aggregates(
    connection: Connection, expressions: Sequence[str], source: str
) -> tuple[Any, ...]:
    """The same for any number of aggregates.

    Cost: a pass for each `_TOGETHER` of them; to plan thousands at once takes a query minutes.
    """
    batches = (expressions[i : i + _TOGETHER] for i in range(0, len(expressions), _TOGETHER))
    return tuple(
        value for batch in batches for value in aggregates(connection, ", ".join(batch), source)
    )


def column_aggregates(
    connection: Connection,
    columns: Sequence[str],
    of: Callable[[str], Sequence[str]],
    source: str,
    rows: int,
) -> list[tuple[Any, ...]]:
    """Aggregates of each of some columns of text; `of` gives those of a cell, from its SQL.

    rows : of `source`, about

    Cost: a pass; many columns of few rows are looked at one under the other, since to plan a query
    takes longer than to run it.
    """
    if len(columns) <= _TOGETHER or len(columns) * rows > _MANY_CELLS:
        each = [of(quoted(column)) for column in columns]
        values = iter(many_aggregates(connection, [one for some in each for one in some], source))
        return [tuple(islice(values, len(some))) for some in each]
    listed = ", ".join(map(quoted, columns))
    together = connection.sql(
        f"SELECT __column, {', '.join(of('__cell'))} FROM (SELECT {listed} FROM {source}) "
        f"UNPIVOT INCLUDE NULLS (__cell FOR __column IN ({listed})) GROUP BY 1"
    ).fetchall()
    found = {column: tuple(values) for column, *values in together}
    return [found[column] for column in columns]


def row(relation: Relation) -> tuple[Any, ...]:
    """The first row of `relation`; an aggregate always has one."""
    first: tuple[Any, ...] = relation.fetchall()[0]
    return first


def counts(relation: Relation, columns: Iterable[str]) -> dict[str, int]:
    """Column -> rows of `relation` that have a value in it."""
    names = list(columns)
    cells = ", ".join(f"count({quoted(name)})" for name in names)
    return dict(zip(names, row(relation.aggregate(cells)), strict=True))


def parquet(path: Path) -> str:
    """The Parquet file at `path`, as the SQL of a relation."""
    return f"read_parquet({literal(str(path))})"


def typed(types: dict[str, str], cells: Mapping[str, str]) -> str:
    """SQL of the columns of a table, each cast from its cell; null where it has none."""
    return ", ".join(
        f"CAST({cells.get(name, 'NULL')} AS {kind}) AS {quoted(name)}"
        for name, kind in types.items()
    )


def quoted(name: str) -> str:
    """`name` as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """`text` as an SQL string."""
    return "'" + text.replace("'", "''") + "'"
