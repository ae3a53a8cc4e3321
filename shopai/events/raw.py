"""The source as a table of records, before anything is interpreted.

Text is read by DuckDB under an explicit all-text schema and kept as Parquet; what does
not even fit the layout is listed with its line. Parquet is read in place.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from python_calamine import CalamineError, CalamineWorkbook

from shopai.errors import InputError
from shopai.events.engine import literal, quoted, row
from shopai.events.layout import Layout, unique_names
from shopai.events.values import BLANKS, is_blank_word, tidied, untidy

#: Name of the record number in every raw relation: 0 for the first data row.
RECORD = "__record"

#: Where records that do not fit the layout are listed: line, column, value, reason.
MISFITS = "misfits"

_MISFIT_REASONS = {
    "MISSING COLUMNS": "fewer columns than the header",
    "TOO MANY COLUMNS": "more columns than the header",
    "UNQUOTED VALUE": "a quote that never ends",
    "INVALID ENCODING": "bytes that are not valid in this encoding",
    "LINE SIZE OVER MAXIMUM": "a line longer than 2 MB",
    "INVALID STATE": "quotes that do not fit together",
}


@dataclass(frozen=True)
class Raw:
    """Records to be interpreted.

    Attributes
    ----------
    relation : SQL of a relation with `RECORD` and the source columns
    types : source column -> DuckDB type
    records : rows of `relation`
    misfits : rows of `MISFITS`, not part of `records`
    lines : finds the source lines of records
    worded : words such as "NULL" may still stand for nothing (see `values.BLANKS`)
    """

    relation: str
    types: dict[str, str]
    records: int
    misfits: int
    lines: Lines
    worded: bool = False

    @property
    def columns(self) -> list[str]:
        return list(self.types)


@dataclass(frozen=True)
class Lines:
    """From record numbers to the line (or sheet row) people see in their editor.

    Usually the record number plus a constant. Only where quoted line breaks, blank lines
    or misfits come between is the text walked once more, and only as far as needed.
    """

    offset: int
    text: Path | None = None  # walk this file; None: the constant is exact
    layout: Layout | None = None
    skip: frozenset[int] = frozenset()  # lines on which misfits begin

    def of(self, records: Sequence[int]) -> np.ndarray:
        """Line numbers, 1-based, of ascending `records`; int64, same length."""
        numbers = np.asarray(records, dtype=np.int64)
        if self.text is None or self.layout is None or len(numbers) == 0:
            return numbers + self.offset
        wanted, found = int(numbers[-1]), []
        for record, line in enumerate(self._starts()):
            found.append(line)
            if record == wanted:
                break
        starts = np.array(found, dtype=np.int64)
        return starts[np.minimum(numbers, len(starts) - 1)]

    def _starts(self) -> Iterator[int]:
        assert self.text is not None and self.layout is not None
        csv.field_size_limit(sys.maxsize)
        header = self.layout.header
        with self.text.open(encoding="utf-8", errors="replace", newline="") as file:
            if len(self.layout.delimiter) > 1:
                for line, content in enumerate(file, start=1):
                    if content.strip("\r\n") and not (header and line == 1):
                        yield line
                return
            quoting = csv.QUOTE_MINIMAL if self.layout.quoted else csv.QUOTE_NONE
            reader = csv.reader(file, delimiter=self.layout.delimiter, quoting=quoting)
            before = 0
            for cells in reader:
                start, before = before + 1, reader.line_num
                if not cells or start in self.skip:
                    continue
                if header:
                    header = False
                    continue
                yield start


def read_text(
    connection: duckdb.DuckDBPyConnection, text: Path, layout: Layout, newlines: int, target: Path
) -> Raw:
    """Read a UTF-8 text table into Parquet at `target`.

    Cost: one pass, in parallel, memory bounded by the connection's limit.
    """
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in layout.columns)
    quote = literal('"') if layout.quoted else "''"
    reader = (
        f"read_csv({literal(str(text))}, auto_detect=false, compression='none', delim={literal(layout.delimiter)}, "
        f"quote={quote}, escape={quote}, header={str(layout.header).lower()}, "
        f"columns={{{columns}}}, nullstr=[{', '.join(map(literal, BLANKS))}], "
        f"null_padding={str(layout.ragged).lower()}, "
        # Rows in quotes over several lines cannot be padded in parallel.
        f"parallel={str(not layout.ragged).lower()}, store_rejects=true, rejects_limit=0, "
        "strict_mode=true)"
    )
    # select *, not count(*): only what is materialised is checked.
    connection.sql(f"SELECT * FROM {reader}").write_parquet(str(target))
    misfits = _keep_misfits(connection, text)
    (records,) = row(connection.sql(f"SELECT count(*) FROM read_parquet({literal(str(target))})"))
    offset = 2 if layout.header else 1
    plain = misfits == 0 and newlines + 1 - layout.header - records in (0, 1)
    skip = {line for (line,) in connection.sql(f"SELECT line FROM {MISFITS}").fetchall()}
    lines = Lines(offset) if plain else Lines(offset, text, layout, frozenset(skip))
    return Raw(
        relation=_numbered(target),
        types=dict.fromkeys(layout.columns, "VARCHAR"),
        records=records,
        misfits=misfits,
        lines=lines,
    )


def _numbered(path: Path) -> str:
    return (
        f"(SELECT file_row_number AS {RECORD}, * EXCLUDE (file_row_number) "
        f"FROM read_parquet({literal(str(path))}, file_row_number=true))"
    )


def tidy(connection: duckdb.DuckDBPyConnection, raw: Raw, columns: Iterable[str]) -> Raw:
    """`raw` with every text cell of `columns` either null or without space around it.

    Most columns are tidy already; a look at each (one cheap scan) spares the rest of the
    work a trim of every cell.
    """
    texts = sorted({c for c in columns if raw.types[c] == "VARCHAR"})
    if not texts:
        return raw
    words = [f" OR coalesce(bool_or({is_blank_word(quoted(c))}), false)" for c in texts]
    looks = [untidy(quoted(c)) + word * raw.worded for c, word in zip(texts, words, strict=True)]
    found = row(connection.sql(f"SELECT {', '.join(looks)} FROM {raw.relation}"))
    replaced = [
        f"{tidied(quoted(c))} AS {quoted(c)}" for c, odd in zip(texts, found, strict=True) if odd
    ]
    if not replaced:
        return raw
    relation = f"(SELECT * REPLACE ({', '.join(replaced)}) FROM {raw.relation})"
    return replace(raw, relation=relation)


def no_misfits(connection: duckdb.DuckDBPyConnection) -> None:
    """Start an empty list of misfits."""
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {MISFITS} "
        '(line BIGINT, "column" VARCHAR, value VARCHAR, reason VARCHAR)'
    ).fetchall()


def _keep_misfits(connection: duckdb.DuckDBPyConnection, text: Path) -> int:
    """Move DuckDB's rejects to `MISFITS`, one row a record, with true line numbers."""
    no_misfits(connection)
    rejects = connection.sql(
        "SELECT min(byte_position) AS start, any_value(error_type), any_value(csv_line), "
        "any_value(error_message) FROM reject_errors GROUP BY line ORDER BY start"
    ).fetchall()
    connection.execute("DELETE FROM reject_errors").fetchall()
    if not rejects:
        return 0
    starts = _line_starts(text, [start - 1 for start, *_ in rejects])
    rows = []
    for line, (_, kind, value, message) in zip(starts, rejects, strict=True):
        reason = _MISFIT_REASONS.get(kind, str(message).split("\n")[0])
        rows.append((line, None, (value or "").strip("\r\n")[:500], reason))
    table = pa.table(
        {
            "line": pa.array([r[0] for r in rows], pa.int64()),
            "column": pa.array([r[1] for r in rows], pa.string()),
            "value": pa.array([r[2] for r in rows], pa.string()),
            "reason": pa.array([r[3] for r in rows], pa.string()),
        }
    )
    connection.register("misfit_rows", table)
    connection.execute(f"INSERT INTO {MISFITS} SELECT * FROM misfit_rows").fetchall()
    connection.unregister("misfit_rows")
    return len(rows)


def _line_starts(text: Path, offsets: Sequence[int]) -> list[int]:
    """The line on which each of the ascending byte `offsets` lies, blank lines skipped."""
    lines, line, position, wanted = [], 1, 0, 0
    with text.open("rb") as file:
        for content in file:
            end = position + len(content)
            blank = not content.strip(b"\r\n")
            while wanted < len(offsets) and offsets[wanted] < end and not blank:
                lines.append(line)
                wanted += 1
            if wanted == len(offsets):
                break
            position, line = end, line + 1
    return lines + [line] * (len(offsets) - len(lines))


def read_parquet(connection: duckdb.DuckDBPyConnection, path: Path, name: str) -> Raw:
    """Read a Parquet file, or every Parquet file of a folder, in place."""
    files = sorted(path.rglob("*.parquet")) if path.is_dir() else [path]
    listed = "[" + ", ".join(literal(str(file)) for file in files) + "]"
    counts = []
    try:
        for file in files:
            counts.append(pq.read_metadata(file).num_rows)
        described = connection.sql(f"DESCRIBE SELECT * FROM read_parquet({listed})").fetchall()
    except (pa.ArrowException, OSError, duckdb.Error) as error:
        raise InputError(
            f"{name} cannot be read as Parquet: {str(error).splitlines()[0]}. Export it again."
        ) from None
    types = {column: kind for column, kind, *_ in described}
    if sum(counts) == 0:
        raise InputError(f"{name} holds no rows; export it again with its data.")
    starts = ", ".join(
        f"{literal(str(file))}: {start}"
        for file, start in zip(files, np.cumsum([0, *counts[:-1]]).tolist(), strict=True)
    )
    if len(files) == 1:
        relation = _numbered(files[0])
    else:
        relation = (
            f"(SELECT file_row_number + map_extract_value(MAP {{{starts}}}, filename) AS {RECORD}, "
            f"* EXCLUDE (file_row_number, filename) "
            f"FROM read_parquet({listed}, file_row_number=true, filename=true))"
        )
    no_misfits(connection)
    return Raw(relation, types, sum(counts), 0, Lines(offset=1), worded=True)


def read_json_lines(
    connection: duckdb.DuckDBPyConnection, text: Path, keys: Sequence[str], target: Path
) -> Raw:
    """Read JSON lines into Parquet: one text column a key; unreadable lines are misfits."""
    source = (
        f"(SELECT row_number() OVER () - 1 AS record, line FROM read_csv({literal(str(text))}, "
        r"auto_detect=false, compression='none', delim='\x1f', quote='', escape='', header=false, "
        "columns={'line': 'VARCHAR'}))"
    )
    cells = ", ".join(
        f"json_extract_string(line, {literal(_json_path(key))}) AS {quoted(name)}"
        for key, name in zip(keys, json_names(keys), strict=True)
    )
    connection.sql(
        f"SELECT record AS {RECORD}, {cells} FROM {source} "
        "WHERE json_valid(line) AND json_type(line) = 'OBJECT'"
    ).write_parquet(str(target))
    no_misfits(connection)
    connection.execute(
        f"INSERT INTO {MISFITS} SELECT record + 1, NULL, left(line, 500), 'not a JSON object' "
        f"FROM {source} WHERE trim(coalesce(line, '')) <> '' "
        "AND NOT coalesce(json_valid(line) AND json_type(line) = 'OBJECT', false)"
    ).fetchall()
    relation = f"read_parquet({literal(str(target))})"
    (records,) = row(connection.sql(f"SELECT count(*) FROM {relation}"))
    (misfits,) = row(connection.sql(f"SELECT count(*) FROM {MISFITS}"))
    types = dict.fromkeys(json_names(keys), "VARCHAR")
    return Raw(relation, types, records, misfits, Lines(offset=1), worded=True)


def _json_path(key: str) -> str:
    return "$." + ".".join(json.dumps(part, ensure_ascii=False) for part in key.split("\x00"))


def json_names(keys: Sequence[str]) -> tuple[str, ...]:
    """Column names for the keys :func:`json_head` found: an inner key is "outer.inner"."""
    return unique_names([key.replace("\x00", ".") for key in keys])


def json_head(head: str) -> tuple[list[str], list[dict[str, str]]]:
    """Keys and first records of JSON lines; nested objects are opened one level."""
    keys: dict[str, None] = {}
    records = []
    for line in head.splitlines()[:1000]:
        try:
            found = json.loads(line)
        except json.JSONDecodeError:
            continue
        if not isinstance(found, dict):
            continue
        flat: dict[str, str] = {}
        for name, value in found.items():
            inner = value.items() if isinstance(value, dict) else ()
            for path, cell in [(f"{name}\x00{k}", v) for k, v in inner] or [(name, value)]:
                keys.setdefault(path)
                flat[path] = "" if cell is None else str(cell)
        records.append(flat)
    return list(keys), records


def sheets(path: Path, name: str) -> list[str]:
    """The names of the sheets of an XLSX file."""
    return list(_workbook(path, name).sheet_names)


def _workbook(path: Path, name: str) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_path(str(path))
    except CalamineError as error:
        raise InputError(
            f"{name} cannot be read as XLSX ({error}); save it again, or as CSV."
        ) from None


def sheet_rows(path: Path, name: str, sheet: str) -> Iterator[tuple[int, list[str | None]]]:
    """Row number (1-based) and cells of every row of a sheet that is not blank."""
    for number, cells in enumerate(
        _workbook(path, name).get_sheet_by_name(sheet).to_python(skip_empty_area=False), start=1
    ):
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


def write_sheet(
    connection: duckdb.DuckDBPyConnection,
    rows: Iterator[tuple[int, list[str | None]]],
    layout: Layout,
    target: Path,
) -> Raw:
    """Write the rows of a sheet as Parquet, record number = row number of the sheet."""
    width = len(layout.columns)
    schema = pa.schema([(RECORD, pa.int64()), *((c, pa.string()) for c in layout.columns)])
    records = 0
    if layout.header:
        next(rows)
    with pq.ParquetWriter(target, schema) as writer:
        batch: list[tuple[int, list[str | None]]] = []
        for entry in rows:
            batch.append(entry)
            if len(batch) == 50_000:
                records += _write_batch(writer, schema, batch, width)
                batch = []
        records += _write_batch(writer, schema, batch, width)
    no_misfits(connection)
    types = dict.fromkeys(layout.columns, "VARCHAR")
    return Raw(f"read_parquet({literal(str(target))})", types, records, 0, Lines(offset=0))


def _write_batch(
    writer: pq.ParquetWriter,
    schema: pa.Schema,
    batch: Sequence[tuple[int, list[str | None]]],
    width: int,
) -> int:
    if batch:
        columns = [
            pa.array([cells[i] if i < len(cells) else None for _, cells in batch], pa.string())
            for i in range(width)
        ]
        numbers = pa.array([number for number, _ in batch], pa.int64())
        writer.write_table(pa.table([numbers, *columns], schema=schema))
    return len(batch)
