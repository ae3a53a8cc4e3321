"""Opening a file: encoding, layout, first rows, likely mapping and shape, for the user to check."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from shopai.columns import Event
from shopai.engines.duckdb import Connection, quoted
from shopai.engines.failures import MACHINE, not_loaded
from shopai.engines.scratch import ScratchFolder
from shopai.errors import InputError
from shopai.events.reading.first_rows import sniff
from shopai.events.reading.mapping import Mapping, Shape, shape_of
from shopai.events.reading.nested import find_records, levels_of
from shopai.events.reading.pasted import find_parts, pasted
from shopai.events.reading.pasted import warnings as pasted_warnings
from shopai.events.reading.understanding import Understanding, understand
from shopai.events.reading.workbook import find_sheets
from shopai.events.sources.binary_files import (
    ParquetTable,
    in_place,
    parquet_files,
    parquet_table,
    read_parquet,
    readable,
    write_frame,
)
from shopai.events.sources.encodings import scan, sha256
from shopai.events.sources.files import open_source
from shopai.events.sources.json_files import JsonLayout, Level, read_json
from shopai.events.sources.layout import MOST_OF_A_TABLE, Layout, Rows
from shopai.events.sources.limits import Limits, Source
from shopai.events.sources.raw import Raw, misfit_reasons, no_misfits, none_usable
from shopai.events.sources.sheets import read_sheets
from shopai.events.sources.text_files import read_text
from shopai.events.sources.utf8 import as_utf8, first_lines
from shopai.events.tables.orders import one_group

_ROWS = 1000
_WIDE = 200  # columns


@dataclass(frozen=True)
class Opened:
    """A file that is understood but not yet loaded."""

    source: Source  # the file, unpacked
    columns: tuple[str, ...]  # source column names, in file order
    rows: tuple[tuple[str, ...], ...]  # the first rows, as text; up to 1,000
    understanding: Understanding  # the likeliest reading, with its reasons
    fingerprint: str  # SHA-256 of the content
    scratch: ScratchFolder
    text: Path | None = None  # the file as UTF-8
    newlines: int = 0
    encoding: str | None = None  # of a text file
    layout: Layout | None = None
    json: JsonLayout | None = None
    parquet: tuple[ParquetTable, tuple[Level, ...]] | None = None
    sheet: str | None = None  # of an XLSX file, or the list of a JSON object that is read
    sheets: tuple[str, ...] = ()  # all that may be read instead
    parts: tuple[tuple[str, Layout], ...] = ()  # of an XLSX file the sheets that are read
    #: Sentences about the file that its owner should know, each naming its column, line or count.
    warnings: tuple[str, ...] = ()
    holder: ScratchFolder | None = None  # keeps a file written for this opening

    @property
    def mapping(self) -> Mapping:
        """The likeliest meaning of the columns."""
        return self.understanding.mapping

    @property
    def shape(self) -> Shape | None:
        """The shape of the file under :attr:`mapping`; None where nothing fits."""
        return self.understanding.shape

    @property
    def preview(self) -> pd.DataFrame:
        """The first rows, as text."""
        return pd.DataFrame(list(self.rows), columns=list(self.columns), dtype=str)

    def read(self, connection: Connection, target: Path) -> Raw:
        """All rows as records; `target` is where Parquet is written if need be.

        Raises InputError where no record fits the layout.
        """
        no_misfits(connection)
        raw = self._read(connection, target)
        if raw.records == 0:
            raise none_usable(self.source.name, misfit_reasons(connection))
        return raw

    def _read(self, connection: Connection, target: Path) -> Raw:
        if self.text is not None and self.json is not None:
            return read_json(connection, self.text, self.json, self.source.name, target)
        if self.text is not None and self.layout is not None:
            return read_text(connection, self.text, self.layout, self.newlines, target)
        if self.parts:
            return read_sheets(self.source.path, self.source.name, self.parts, target)
        assert self.parquet is not None
        return read_parquet(connection, *self.parquet, target)


def open_file(
    path: str | Path,
    *,
    encoding: str | None = None,
    sheet: str | None = None,
    header: bool | None = None,
    limits: Limits | None = None,
    name: str | None = None,
) -> Opened:
    """Look into a file: format, encoding, layout, first rows, likely mapping and shape.

    Parameters
    ----------
    path : a file (CSV or other delimited text, JSON, Parquet, XLSX; also .gz or .zip), or a
        folder of Parquet files
    encoding, sheet, header : answers that override what is detected; a list inside a JSON object
        is named as a sheet
    limits : how large the file and what it unpacks to may be
    name : what to call it, where `path` is a temporary file

    Raises InputError where the file cannot be a table, or the machine has no room or memory for
    it; one sentence names cause and remedy.

    Cost: one sequential read of text files (two, where they are not UTF-8).

    >>> import pandas as pd
    >>> orders = {"customer": ["a"], "item": ["x"], "date": ["2025-01-31"], "price": [9.5]}
    >>> pd.DataFrame(orders).to_csv("orders.csv", index=False)
    >>> shopai.open_file("orders.csv").mapping.fields
    {'item_id': 'item', 'timestamp': 'date', 'user_id': 'customer', 'price': 'price'}
    """
    path = Path(path)
    try:
        scratch = ScratchFolder()
        source = open_source(path, scratch.path("unpacked"), limits or Limits(), name)
        if source.format == "parquet":
            return _open_parquet(source, scratch)
        if source.format == "xlsx":
            return _open_xlsx(source, scratch, sheet, header)
        return _open_text(source, scratch, encoding, sheet, header)
    except MACHINE as error:
        raise not_loaded(name or path.name, error) from error


def open_frame(frame: pd.DataFrame) -> Opened:
    """The same for a pandas table."""
    holder = ScratchFolder()
    path = holder.path("table.parquet")
    write_frame(frame, path)
    return replace(open_file(path, name="table"), holder=holder)


def _understood(
    source: Source,
    scratch: ScratchFolder,
    fingerprint: str,
    columns: Sequence[str],
    rows: Rows,
    delimiter: str = ",",
) -> Opened:
    """The part all formats share: the columns and their likely meaning."""
    columns, rows = one_group(tuple(columns), tuple(map(tuple, rows)))
    if len(columns) < 2:
        raise InputError(
            f"{source.name} has one column only ({columns[0]}); a table of customers and "
            "what they did needs at least two."
        )
    if len(columns) > _WIDE and shape_of(Mapping({}), columns, rows) == "matrix":
        # Thousands of items on one scale: their names are no facts of a sale.
        understanding = Understanding(Mapping({Event.USER: columns[0]}), "matrix")
    elif len(columns) > MOST_OF_A_TABLE:
        raise InputError(
            f"{source.name} has {len(columns):,} columns and is no matrix of ratings; at most "
            f"{MOST_OF_A_TABLE:,} can be read. Leave out the columns that are not needed."
        )
    else:
        understanding = understand(columns, rows, delimiter)
    return Opened(source, columns, rows, understanding, fingerprint, scratch)


def _open_text(
    source: Source,
    scratch: ScratchFolder,
    encoding: str | None,
    sheet: str | None,
    header: bool | None,
) -> Opened:
    if source.members:
        return _open_parts(source, scratch, encoding, header)
    utf8 = as_utf8(source.path, source.name, encoding, scratch.path("utf8.txt"))
    sha = utf8.scan.sha256
    if source.format == "json":
        opened = _open_json(source, scratch, utf8.path, sha, sheet)
    else:
        scanned = utf8.scan if utf8.path == source.path else scan(utf8.path)
        layout = sniff(first_lines(utf8.path), source.name, header, scanned.quotes)
        opened = _understood(source, scratch, sha, layout.columns, layout.rows, layout.delimiter)
        opened = replace(
            opened,
            text=utf8.path,
            newlines=scanned.newlines,
            layout=layout,
            warnings=(*layout.remarks, *opened.warnings),
        )
    warnings = (*utf8.warnings, *opened.warnings)
    return replace(opened, encoding=utf8.encoding.words, warnings=warnings)


def _open_parts(
    source: Source, scratch: ScratchFolder, encoding: str | None, header: bool | None
) -> Opened:
    parts = find_parts(source, scratch, encoding, header)
    text = pasted(parts, scratch.path("pasted.txt"))
    scanned, layout = scan(text), parts[0].layout
    fingerprint = "+".join(part.utf8.scan.sha256 for part in parts)
    opened = _understood(
        source, scratch, fingerprint, layout.columns, layout.rows, layout.delimiter
    )
    return replace(
        opened,
        text=text,
        newlines=scanned.newlines,
        encoding=" and ".join(dict.fromkeys(part.utf8.encoding.words for part in parts)),
        layout=replace(layout, quoted=scanned.quotes and layout.quoted),
        warnings=(*pasted_warnings(parts, source), *opened.warnings),
    )


def _open_json(
    source: Source,
    scratch: ScratchFolder,
    text: Path,
    sha256: str,
    chosen: str | None,
) -> Opened:
    found = find_records(scratch, text, first_lines(text), source.name, chosen)
    if len(found.layout.names) < 2:
        raise InputError(
            f"{source.name} looks like JSON, but holds no list of objects with at least two keys; "
            'each object should look like {"user": "u1", "item": "i1", …}.'
        )
    fingerprint = sha256 if found.name is None else f"{sha256}:{found.name}"
    opened = _understood(source, scratch, fingerprint, found.layout.names, found.rows)
    return replace(
        opened,
        text=found.text,
        json=found.layout,
        sheet=found.name,
        sheets=found.names,
        warnings=found.warnings,
    )


def _open_parquet(source: Source, scratch: ScratchFolder) -> Opened:
    table = parquet_table(scratch.connection, source.path, source.name)
    levels = levels_of([table.example])
    raw = in_place(scratch.connection, table, levels)
    # Some types need packages of their own to become Python objects; text does not.
    cells = ", ".join(f"CAST({quoted(column)} AS VARCHAR)" for column in raw.columns)
    with readable(source.name):
        sample = scratch.connection.sql(
            f"SELECT {cells} FROM {raw.relation} LIMIT {_ROWS}"
        ).fetchall()
    rows = [["" if cell is None else cell for cell in cells] for cells in sample]
    fingerprint = "+".join(sha256(file) for file in parquet_files(source.path))
    opened = _understood(source, scratch, fingerprint, raw.columns, rows)
    return replace(opened, parquet=(table, levels))


def _open_xlsx(
    source: Source, scratch: ScratchFolder, sheet: str | None, header: bool | None
) -> Opened:
    read, names = find_sheets(source.path, source.name, sheet, header)
    fingerprint = f"{sha256(source.path)}:{read.name}"
    layout = read.parts[0][1]
    opened = _understood(source, scratch, fingerprint, layout.columns, layout.rows)
    return replace(
        opened,
        layout=layout,
        parts=read.parts,
        sheet=read.name,
        sheets=names,
        warnings=read.warnings,
    )
