"""Opening a file: what it is and what it seems to hold, before anything is loaded.

The result is what a person confirms: encoding, layout, first rows, mapping, shape.
"""

from __future__ import annotations

import codecs
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from shopai.errors import InputError
from shopai.events import raw as raw_tables
from shopai.events.dataset import Workspace
from shopai.events.encodings import detect, scan, transcode
from shopai.events.files import Limits, Source, open_source
from shopai.events.layout import Layout, sniff, sniff_table
from shopai.events.mapping import Mapping, Shape, shape_of, suggest
from shopai.events.orders import one_group

_HEAD = 1 << 19


@dataclass(frozen=True)
class Opened:
    """A file that is understood but not yet loaded.

    Attributes
    ----------
    source : the file, unpacked
    columns : source column names, in file order
    rows : the first rows, as text; up to 1,000
    mapping, shape : the likeliest reading; shape is None where nothing fits
    encoding : of a text file, else None
    sheet, sheets : of an XLSX file, else None and ()
    fingerprint : SHA-256 of the content
    """

    source: Source
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    mapping: Mapping
    shape: Shape | None
    fingerprint: str
    workspace: Workspace
    text: Path | None = None  # the file as UTF-8
    newlines: int = 0
    encoding: str | None = None
    layout: Layout | None = None
    keys: tuple[str, ...] = ()  # of JSON lines
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    holder: Workspace | None = None  # keeps a file written for this opening

    @property
    def preview(self) -> pd.DataFrame:
        """The first rows, as text."""
        return pd.DataFrame(list(self.rows), columns=list(self.columns), dtype=str)


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
    path : a file (CSV or other delimited text, JSON lines, Parquet, XLSX; also .gz or .zip),
        or a folder of Parquet files
    encoding, sheet, header : answers that override what is detected
    limits : how large the file and what it unpacks to may be
    name : what to call it, where `path` is a temporary file

    Raises
    ------
    InputError : the file cannot be a table; one sentence names cause and remedy

    Cost: one sequential read of text files (two, where they are not UTF-8).
    """
    workspace = Workspace()
    source = open_source(Path(path), workspace.path("unpacked"), limits or Limits(), name)
    if source.format == "parquet":
        return _open_parquet(source, workspace)
    if source.format == "xlsx":
        return _open_xlsx(source, workspace, sheet, header)
    return _open_text(source, workspace, encoding, header)


def _open_text(
    source: Source, workspace: Workspace, encoding: str | None, header: bool | None
) -> Opened:
    found = scan(source.path)
    encoding = encoding or detect(found)
    text, newlines = source.path, found.newlines
    if _same_codec(encoding, "utf-8"):
        if found.other_lines > found.utf8_lines:
            raise InputError(
                f"{source.name} is not UTF-8 ({found.other_lines:,} lines are not valid); it "
                f"reads as {detect(found)}: choose that encoding."
            )
    else:
        text = workspace.path("utf8.txt")
        transcode(source.path, encoding, text)
        newlines = scan(text).newlines
    head = _head(text)
    if source.format == "json":
        return _open_json(source, workspace, text, head, found.sha256, encoding)
    layout = sniff(head, source.name, header)
    columns, rows = one_group(layout.columns, layout.rows)
    mapping = suggest(columns, rows)
    return Opened(
        source=source,
        columns=columns,
        rows=rows,
        mapping=mapping,
        shape=shape_of(mapping, columns, rows),
        fingerprint=found.sha256,
        workspace=workspace,
        text=text,
        newlines=newlines,
        encoding=encoding,
        layout=layout,
    )


def _same_codec(a: str, b: str) -> bool:
    try:
        return codecs.lookup(a) == codecs.lookup(b)
    except LookupError:
        return False


def _head(text: Path) -> str:
    """The first whole lines of a UTF-8 file."""
    with text.open("rb") as file:
        block = file.read(_HEAD)
        whole = len(block) < _HEAD
    if not whole:
        block = block[: block.rfind(b"\n") + 1] or block
    return block.decode("utf-8", errors="replace").removeprefix("\ufeff")


def _open_json(
    source: Source, workspace: Workspace, text: Path, head: str, sha256: str, encoding: str
) -> Opened:
    if head.lstrip().startswith("["):
        raise InputError(
            f"{source.name} is one JSON array; save it as JSON lines, one object a line."
        )
    keys, records = raw_tables.json_head(head)
    if len(keys) < 2:
        raise InputError(
            f"{source.name} looks like JSON, but its lines are not objects with at least two "
            'keys; each line should look like {"user": "u1", "item": "i1", …}.'
        )
    columns = raw_tables.json_names(keys)
    rows = tuple(tuple(record.get(key, "") for key in keys) for record in records)
    mapping = suggest(columns, rows)
    return Opened(
        source=source,
        columns=columns,
        rows=rows,
        mapping=mapping,
        shape=shape_of(mapping, columns, rows),
        fingerprint=sha256,
        workspace=workspace,
        text=text,
        encoding=encoding,
        keys=tuple(keys),
    )


def _open_parquet(source: Source, workspace: Workspace) -> Opened:
    raw = raw_tables.read_parquet(workspace.connection, source.path, source.name)
    if len(raw.columns) < 2:
        raise InputError(
            f"{source.name} has one column only ({raw.columns[0]}); a table of customers and "
            "what they did needs at least two."
        )
    sample = workspace.connection.sql(
        f"SELECT * EXCLUDE ({raw_tables.RECORD}) FROM {raw.relation} LIMIT 1000"
    ).fetchall()
    rows = tuple(tuple("" if cell is None else str(cell) for cell in cells) for cells in sample)
    columns = tuple(raw.columns)
    mapping = suggest(columns, rows)
    return Opened(
        source=source,
        columns=columns,
        rows=rows,
        mapping=mapping,
        shape=shape_of(mapping, columns, rows),
        fingerprint=_parquet_fingerprint(source.path),
        workspace=workspace,
    )


def _parquet_fingerprint(path: Path) -> str:
    files = sorted(path.rglob("*.parquet")) if path.is_dir() else [path]
    return "+".join(scan(file).sha256 for file in files)


def _open_xlsx(
    source: Source, workspace: Workspace, sheet: str | None, header: bool | None
) -> Opened:
    sheets = raw_tables.sheets(source.path, source.name)
    if sheet is not None and sheet not in sheets:
        raise InputError(f"{source.name} has no sheet '{sheet}'; it has {', '.join(sheets)}.")
    chosen = sheet
    table: list[list[str]] = []
    for candidate in [sheet] if sheet is not None else sheets:
        rows = raw_tables.sheet_rows(source.path, source.name, candidate)
        table = [[cell or "" for cell in cells] for _, cells in islice(rows, 1001)]
        if table:
            chosen = candidate
            break
    if chosen is None or not table:
        raise InputError(f"{source.name} has no rows; export it again with its data.")
    layout = sniff_table(table, source.name, header)
    mapping = suggest(layout.columns, layout.rows)
    return Opened(
        source=source,
        columns=layout.columns,
        rows=layout.rows,
        mapping=mapping,
        shape=shape_of(mapping, layout.columns, layout.rows),
        fingerprint=scan(source.path).sha256 + ":" + chosen,
        workspace=workspace,
        layout=layout,
        sheet=chosen,
        sheets=tuple(sheets),
    )
