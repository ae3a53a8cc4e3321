"""XLSX: its sheets and their rows, read by a process of its own under limits."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from shopai.arrays import Ints
from shopai.engines.duckdb import parquet
from shopai.errors import InputError
from shopai.events.sources import sheet_process
from shopai.events.sources.layout import Layout
from shopai.events.sources.raw import RECORD, Raw
from shopai.events.sources.values import BLANKS

_BATCH: Final = 50_000
_BLANK: Final = frozenset(BLANKS)

#: Number (from 0) and cells of a row.
Row = tuple[int, list[str | None]]


def sheet_names(path: Path, name: str) -> list[str]:
    """The names of the sheets of an XLSX file."""
    (names,) = _printed(name, str(path))
    return list(names)


def sheet_rows(path: Path, name: str, sheet: str, checked: bool = False) -> Iterator[Row]:
    """Number (from 0) and cells of every row of a sheet that is not blank.

    checked : the sheet was read before, so where its cells lie is not looked at again

    Raises InputError where it cannot be read, or only with more memory or time than its size
    explains.
    """
    with closing(_printed(name, str(path), sheet, *["checked"] * checked)) as printed:
        for number, cells in chain.from_iterable(printed):
            texts = [None if cell in _BLANK else cell for cell in cells]
            if any(texts):
                yield number, texts


def _printed(name: str, *arguments: str) -> Generator[Any, None, None]:
    """Lines printed by the process that reads the file, which is stopped when nobody reads on."""
    command = [sys.executable, "-P", sheet_process.__file__, *arguments]
    with (
        tempfile.TemporaryFile() as errors,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors) as process,
    ):
        assert process.stdout is not None
        too_long = threading.Timer(sheet_process.SECONDS, process.kill)
        too_long.daemon = True
        too_long.start()  # where the system bounds nothing, and of a process that only waits
        try:
            for line in process.stdout:
                yield json.loads(line)
        except GeneratorExit:
            process.kill()
            raise
        finally:
            too_long.cancel()
        ended = process.wait()
        errors.seek(0)
        said = errors.read().decode(errors="replace").strip().splitlines()
    if ended == sheet_process.REFUSED and said:
        raise InputError(f"{name} cannot be read as XLSX: {said[-1]}")
    if ended:
        raise InputError(
            f"{name} cannot be read as XLSX: reading it takes more memory or time than a file of "
            "its size should. Save the table alone as CSV."
        )


def read_sheets(path: Path, name: str, parts: Sequence[tuple[str, Layout]], target: Path) -> Raw:
    """Write the rows of sheets with the same columns as Parquet.

    parts : name and layout of each; columns are told by their names, whatever their order

    A record's line is its row in its sheet.
    """
    columns = parts[0][1].columns
    schema = pa.schema([(RECORD, pa.int64()), *((c, pa.string()) for c in columns)])
    records, starts, end = 0, [], 0
    with pq.ParquetWriter(target, schema) as writer:
        for sheet, layout in parts:
            starts.append(end)
            order = {key: i for i, key in enumerate(map(str.casefold, layout.columns))}
            places = [order.get(column.casefold(), i) for i, column in enumerate(columns)]
            rows = sheet_rows(path, name, sheet, checked=True)
            rows = islice(rows, layout.titles + layout.header + layout.below, None)
            while batch := list(islice(rows, _BATCH)):
                numbers = pa.array([starts[-1] + number for number, _ in batch], pa.int64())
                cells = [
                    pa.array([row[i] if i < len(row) else None for _, row in batch], pa.string())
                    for i in places
                ]
                writer.write_table(pa.table([numbers, *cells], schema=schema))
                records += len(batch)
                end = starts[-1] + batch[-1][0] + 1
    types = dict.fromkeys(columns, "VARCHAR")
    first = np.asarray(starts, dtype=np.int64)

    def lines(numbers: Ints) -> Ints:
        return numbers - first[np.searchsorted(first, numbers, side="right") - 1] + 1

    return Raw(parquet(target), types, records, 0, lines)
