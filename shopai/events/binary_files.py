"""Files that are no text: Parquet, read in place; pandas tables, which go through it; XLSX."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from python_calamine import CalamineError, CalamineWorkbook

from shopai.engines.duckdb import Connection, literal, parquet, quoted
from shopai.errors import InputError
from shopai.events.layout import Layout, unique_names
from shopai.events.raw import RECORD, Raw, shifted
from shopai.events.values import BLANKS


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
    return Raw(relation, types, sum(counts), 0, shifted(1), worded=True)


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


_BATCH = 50_000

#: Number (from 0) and cells of a row.
Row = tuple[int, list[str | None]]


@contextmanager
def _readable(name: str) -> Iterator[None]:
    try:
        yield
    except CalamineError as error:
        raise InputError(
            f"{name} cannot be read as XLSX ({error}); save it again, or as CSV."
        ) from None


def sheet_names(path: Path, name: str) -> list[str]:
    """The names of the sheets of an XLSX file."""
    with _readable(name):
        return list(CalamineWorkbook.from_path(str(path)).sheet_names)


def sheet_rows(path: Path, name: str, sheet: str) -> Iterator[Row]:
    """Number (from 0) and cells of every row of a sheet that is not blank."""
    with _readable(name):
        workbook = CalamineWorkbook.from_path(str(path))
        rows = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    for number, cells in enumerate(rows):
        texts = [_cell_text(cell) for cell in cells]
        if any(texts):
            yield number, texts


def _cell_text(cell: object) -> str | None:
    if cell is None or (isinstance(cell, str) and cell in BLANKS):
        return None
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return str(cell)


def read_sheet(rows: Iterator[Row], layout: Layout, target: Path) -> Raw:
    """Write the rows of a sheet as Parquet; a record's line is its row in the sheet."""
    schema = pa.schema([(RECORD, pa.int64()), *((c, pa.string()) for c in layout.columns)])
    records = 0
    rows = islice(rows, layout.titles + layout.header, None)
    with pq.ParquetWriter(target, schema) as writer:
        while batch := list(islice(rows, _BATCH)):
            numbers = pa.array([number for number, _ in batch], pa.int64())
            columns = [
                pa.array([cells[i] if i < len(cells) else None for _, cells in batch], pa.string())
                for i in range(len(layout.columns))
            ]
            writer.write_table(pa.table([numbers, *columns], schema=schema))
            records += len(batch)
    types = dict.fromkeys(layout.columns, "VARCHAR")
    return Raw(parquet(target), types, records, 0, shifted(1))
