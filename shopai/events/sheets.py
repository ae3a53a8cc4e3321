"""Sheets of XLSX files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from python_calamine import CalamineError, CalamineWorkbook

from shopai.engines.duckdb import parquet
from shopai.errors import InputError
from shopai.events.layout import Layout
from shopai.events.raw import RECORD, Raw, shifted
from shopai.events.values import BLANKS

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
            writer.write_table(_table(batch, schema))
            records += len(batch)
    types = dict.fromkeys(layout.columns, "VARCHAR")
    return Raw(parquet(target), types, records, 0, shifted(1))


def _table(batch: Sequence[Row], schema: pa.Schema) -> pa.Table:
    numbers = pa.array([number for number, _ in batch], pa.int64())
    columns = [
        pa.array([cells[i] if i < len(cells) else None for _, cells in batch], pa.string())
        for i in range(len(schema) - 1)
    ]
    return pa.table([numbers, *columns], schema=schema)
