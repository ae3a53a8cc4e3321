"""Parquet, read in place, and pandas tables, which go through it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from shopai.engines.duckdb import Connection, literal, quoted
from shopai.errors import InputError
from shopai.events.sources.layout import unique_names
from shopai.events.sources.raw import RECORD, Raw, shifted


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
        if isinstance(error, duckdb.OutOfMemoryException):
            raise
        raise _damaged(name, error) from error


def _damaged(name: str, error: Exception) -> InputError:
    said = str(error).strip().splitlines()[0].rstrip(".")
    return InputError(f"{name} cannot be read as Parquet ({said}). Export it again.")


def read_parquet(connection: Connection, path: Path, name: str) -> Raw:
    """A Parquet file, or every one of a folder, in place; a record's line is its row, from 1."""
    files = parquet_files(path)
    listed = "[" + ", ".join(literal(str(file)) for file in files) + "]"
    with readable(name):
        counts = [pq.read_metadata(file).num_rows for file in files]
        if sum(counts) == 0:
            raise InputError(f"{name} holds no rows; export it again with its data.")
        schema = pq.read_schema(files[0])
        described = connection.sql(f"DESCRIBE SELECT * FROM read_parquet({listed})").fetchall()
    sources = [column for column, *_ in described]
    clash = sorted({"file_row_number", "filename"} & {column.casefold() for column in sources})
    if clash:
        raise InputError(
            f"{name} has a column named {clash[0]}, which DuckDB uses for itself; rename it."
        )
    names = unique_names(sources)
    columns = ", ".join(
        f"{quoted(source)} AS {quoted(shown)}" for source, shown in zip(sources, names, strict=True)
    )
    starts = ", ".join(
        f"{literal(str(file))}: {start}"
        for file, start in zip(files, np.cumsum([0, *counts[:-1]]).tolist(), strict=True)
    )
    start = f" + map_extract_value(MAP {{{starts}}}, filename)" if len(files) > 1 else ""
    relation = (
        f"(SELECT file_row_number{start} AS {RECORD}, {columns} "
        f"FROM read_parquet({listed}, file_row_number=true, filename={str(bool(start)).lower()}))"
    )
    types = {name: kind for name, (_, kind, *_) in zip(names, described, strict=True)}
    zones = {
        shown: zone
        for source, shown in zip(sources, names, strict=True)
        if (place := schema.get_field_index(source)) >= 0
        and (zone := getattr(schema.field(place).type, "tz", None))
    }
    return Raw(relation, types, sum(counts), 0, shifted(1), worded=True, zones=zones)


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
