"""Parquet, read in place, and pandas tables, which go through it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from duckdb.sqltypes import DuckDBPyType

from shopai.engines.duckdb import Connection, aggregates, literal, quoted
from shopai.engines.failures import is_damage, not_loaded
from shopai.errors import InputError
from shopai.events.sources.json_files import JsonLayout, Level
from shopai.events.sources.layout import check_columns, unique_names
from shopai.events.sources.raw import LINE, RECORD, Raw, by_line, numbered, shifted

#: Rows beyond which their number has to fit the size of the file.
_MANY: Final = 10_000_000
_ROWS_A_BYTE: Final = 10


def parquet_files(path: Path) -> list[Path]:
    """The Parquet files of a folder, at any depth, in order; or the one file."""
    return sorted(path.rglob("*.parquet")) if path.is_dir() else [path]


@contextmanager
def readable(name: str) -> Iterator[None]:
    """Turn what DuckDB or Arrow say of a damaged file into one sentence."""
    try:
        yield
    except duckdb.ProgrammingError as error:
        # Of the kinds of errors a wrong query can raise, this one is also that of wrong bytes.
        if not isinstance(error, duckdb.InvalidInputException):
            raise
        raise _damaged(name, error) from error
    except (pa.ArrowException, OSError, duckdb.Error) as error:
        raise (_damaged if is_damage(error) else not_loaded)(name, error) from error


def _damaged(name: str, error: Exception) -> InputError:
    said = str(error).strip().splitlines()[0].rstrip(".")
    return InputError(f"{name} cannot be read as Parquet ({said}). Export it again.")


@dataclass(frozen=True)
class ParquetTable:
    """Parquet files that are one table."""

    files: tuple[Path, ...]
    counts: tuple[int, ...]  # rows of each
    types: dict[str, DuckDBPyType]  # of the columns, as the files name them
    zones: dict[str, str]  # column -> time zone its type names

    @property
    def example(self) -> dict[str, Any]:
        """A record with the structs and lists of structs of every row, and 0 as each value."""
        return {name: _example(kind) for name, kind in self.types.items()}


def _example(kind: DuckDBPyType) -> Any:
    if kind.id not in ("struct", "list"):
        return 0
    inner = {name: _example(each) for name, each in kind.children if isinstance(each, DuckDBPyType)}
    if kind.id == "struct":
        return inner
    (each,) = inner.values()
    return [each] if isinstance(each, dict) and each else 0


def parquet_table(connection: Connection, path: Path, name: str) -> ParquetTable:
    """Look at a Parquet file, or every one of a folder; no row is read.

    Raises InputError where there are no rows, or many more than the files' size explains.
    """
    files = parquet_files(path)
    listed = _listed(files)
    with readable(name):
        counted = dict(
            connection.sql(
                f"SELECT file_name, num_rows FROM parquet_file_metadata({listed})"
            ).fetchall()
        )
        relation = connection.sql(f"SELECT * FROM read_parquet({listed})")
        types = dict(zip(relation.columns, relation.types, strict=True))
        schema = pq.read_schema(files[0])
    counts = tuple(int(counted[str(file)]) for file in files)
    rows, size = sum(counts), sum(file.stat().st_size for file in files)
    if rows == 0:
        raise InputError(f"{name} holds no rows; export it again with its data.")
    if rows > _MANY and rows > _ROWS_A_BYTE * size:
        raise InputError(
            f"{name} says it holds {rows:,} rows in {size:,} bytes, which no shop export does; "
            "export it again."
        )
    check_columns(name, len(types))
    clash = sorted({"file_row_number", "filename"} & {column.casefold() for column in types})
    if clash:
        raise InputError(
            f"{name} has a column named {clash[0]}, which DuckDB uses for itself; rename it."
        )
    zones = {
        name: zone
        for name in types
        if (place := schema.get_field_index(name)) >= 0
        and (zone := getattr(schema.field(place).type, "tz", None))
    }
    return ParquetTable(tuple(files), counts, types, zones)


def _listed(files: Sequence[Path]) -> str:
    return "[" + ", ".join(literal(str(file)) for file in files) + "]"


def in_place(connection: Connection, table: ParquetTable, levels: tuple[Level, ...]) -> Raw:
    """The rows of a table where they are; several may be of one record, with its number.

    Structs come as a column for each value, the objects of a list as rows, see
    :class:`~shopai.events.sources.json_files.JsonLayout`.
    """
    starts = ", ".join(
        f"{literal(str(file))}: {start}"
        for file, start in zip(
            table.files, np.cumsum([0, *table.counts[:-1]]).tolist(), strict=True
        )
    )
    start = f" + map_extract_value(MAP {{{starts}}}, filename)" if len(table.files) > 1 else ""
    relation = (
        f"(SELECT file_row_number{start} AS {RECORD}, * EXCLUDE (file_row_number"
        f"{', filename' * bool(start)}) FROM read_parquet({_listed(table.files)}, "
        f"file_row_number=true, filename={str(bool(start)).lower()}))"
    )
    above = ""
    for i, level in enumerate(levels[1:], start=1):
        objects = above + ".".join(map(quoted, level.path))
        objects = f"CASE WHEN len({objects}) > 0 THEN {objects} ELSE [NULL] END"
        relation = f"(SELECT *, unnest({objects}) AS __o{i} FROM {relation})"
        above = f"__o{i}."
    cells = [
        (f"__o{i}." if i else "") + ".".join(map(quoted, keys))
        for i, level in enumerate(levels)
        for keys in level.values
    ]
    names = JsonLayout("lines", levels).names
    columns = ", ".join(
        f"{cell} AS {quoted(name)}" for cell, name in zip(cells, names, strict=True)
    )
    relation = f"(SELECT {RECORD}, {columns} FROM {relation})"
    described = connection.sql(f"DESCRIBE SELECT * EXCLUDE ({RECORD}) FROM {relation}").fetchall()
    types = {name: kind for name, kind, *_ in described}
    zones = {
        name: table.zones[keys[0]]
        for name, keys in zip(names, levels[0].values, strict=False)  # the names of more follow
        if len(keys) == 1 and keys[0] in table.zones
    }
    return Raw(relation, types, sum(table.counts), 0, shifted(1), worded=True, zones=zones)


def read_parquet(
    connection: Connection, table: ParquetTable, levels: tuple[Level, ...], target: Path
) -> Raw:
    """The rows of a table, each a record, in place or, with lists taken apart, in `target`.

    A record's line is its row in the file, from 1.
    """
    raw = in_place(connection, table, levels)
    if len(levels) == 1:
        return raw
    connection.sql(f"SELECT * RENAME ({RECORD} AS {LINE}) FROM {raw.relation}").write_parquet(
        str(target)
    )
    rows = numbered(target)
    (records,) = aggregates(connection, "count(*)", rows)
    relation = f"(SELECT * EXCLUDE ({LINE}) FROM {rows})"
    lines = by_line(connection, rows, shifted(1))
    return Raw(relation, raw.types, records, 0, lines, worded=True, zones=raw.zones)


def write_frame(frame: pd.DataFrame, path: Path) -> None:
    """Write a pandas table of any kind as Parquet, its index too where that says anything.

    Raises InputError where it has no rows or no columns.
    """
    named = any(name is not None for name in frame.index.names)
    if named or not pd.api.types.is_integer_dtype(frame.index):
        frame = frame.reset_index()
    if frame.empty:
        raise InputError("The table has no rows or no columns; give one with both.")
    names = unique_names([str(name) for name in frame.columns])
    columns = [_column(frame.iloc[:, i]) for i in range(len(names))]
    pq.write_table(pa.table(columns, names=list(names)), path)


def _column(values: pd.Series) -> pa.Array:
    if isinstance(values.dtype, pd.PeriodDtype):
        values = values.dt.to_timestamp()
    try:
        return pa.Array.from_pandas(values)
    except (pa.ArrowException, TypeError):  # mixed kinds of objects
        return pa.array([None if _is_missing(v) else str(v) for v in values], pa.string())


def _is_missing(value: object) -> bool:
    return bool(pd.api.types.is_scalar(value) and pd.isna(value))  # type: ignore[call-overload]
