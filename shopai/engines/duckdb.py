"""DuckDB: bounded in memory, offline, and never guessing.

One connection belongs to one data set. DuckDB connections are not to be used
from two threads at once, so every reader takes a cursor of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

Connection = duckdb.DuckDBPyConnection
Relation = duckdb.DuckDBPyRelation

#: Above this DuckDB spills to disk; enough for sorts of tens of millions of events.
MEMORY_LIMIT = "1GB"


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
