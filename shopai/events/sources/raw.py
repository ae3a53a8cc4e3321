"""Raw tables: the records of the source, not yet interpreted, with their lines.

Beside them the misfits, which fit no layout, and the faults of the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from shopai.arrays import Ints
from shopai.columns import SET_ASIDE_TYPES, SetAside
from shopai.engines.duckdb import (
    Connection,
    aggregates,
    column_aggregates,
    literal,
    parquet,
    quoted,
    typed,
)
from shopai.errors import InputError
from shopai.events.sources.amounts import Decimal, number
from shopai.events.sources.layout import Layout, records_of
from shopai.events.sources.quotes import NEVER_ENDS, is_open
from shopai.events.sources.values import (
    BLANKS,
    identifier,
    is_blank_word,
    kept_as_text,
    suspect,
    text,
    tidied,
    untidy,
)

#: Name of the record number in every raw relation, ascending in the order of the source.
RECORD = "__record"

#: Name of the column with the number of the record that a row was part of.
LINE = "__line"

_BLANK = frozenset(BLANKS)

#: Columns that are tidied in memory, where they have no more cells than that.
_MANY_COLUMNS, _FEW_CELLS = 50, 2_000_000
_TIDY = "tidied_rows"

#: Where records that do not fit the layout are listed: line, column, value, reason.
MISFITS = "misfits"

_REASONS = {
    "MISSING COLUMNS": "fewer columns than the header",
    "TOO MANY COLUMNS": "more columns than the header",
    "UNQUOTED VALUE": "quotes that do not fit together",
    "INVALID ENCODING": "bytes that are not valid in this encoding",
    "LINE SIZE OVER MAXIMUM": "a line longer than 2 MB",
    "INVALID STATE": "quotes that do not fit together",
}


#: Words of a reason, and what helps.
_REMEDIES = (
    ("encoding", "choose another encoding"),
    ("quote", "write each quote inside a cell twice, or export without quotes"),
    ("than the header", "export it again with as many cells in each line as in the header"),
    ("longer than", "break up its long lines"),
    ("JSON", "write one JSON object a line"),
    ("cancelled or unpaid", "check the words of the status, or say with states= which are sales"),
    ("currency", "choose the currency that most rows have"),
    ("seen before", "map another column as the customer"),
)


@dataclass(frozen=True)
class Raw:
    """Records to be interpreted; tidied, a text cell is null or without space around it."""

    relation: str  # SQL of a relation with `RECORD` and the source columns
    types: dict[str, str]  # source column -> DuckDB type
    records: int  # rows of `relation`
    misfits: int  # rows of `MISFITS`, not part of `records`
    lines: Lines  # finds the source lines of records
    ids: Mapping[str, str] = field(default_factory=dict)  # column -> SQL of its ids, where given
    in_step: bool = True  # every line after the header holds one record
    worded: bool = False  # words such as "NULL" may still stand for nothing, see `values.BLANKS`
    zones: Mapping[str, str] = field(default_factory=dict)  # column -> time zone of its type

    @property
    def columns(self) -> list[str]:
        return list(self.types)

    def line(self, record: int) -> int:
        """The line of the source that a record begins on, 1-based."""
        return int(self.lines(np.array([record], dtype=np.int64))[0])

    def text(self, column: str) -> str:
        """SQL of a column's cells as text, see :func:`shopai.events.sources.values.text`."""
        return text(quoted(column), self.types[column])

    def identifier(self, column: str) -> str:
        """The same as ids, see :func:`shopai.events.sources.values.identifier`."""
        return self.ids.get(column) or identifier(quoted(column), self.types[column])

    def share(self, column: str, decimal: Decimal = ".") -> str:
        """The same as shares: "45 %" is 0.45, and so is 0.45."""
        if self.types[column] != "VARCHAR":
            return self.number(column, decimal)
        cell = quoted(column)
        bare = number(f"replace({cell}, '%', '')", "VARCHAR", decimal)
        return f"{bare} / CASE WHEN contains({cell}, '%') THEN 100 ELSE 1 END"

    def number(self, column: str, decimal: Decimal = ".") -> str:
        """The same as numbers, see :func:`shopai.events.sources.amounts.number`."""
        return number(quoted(column), self.types[column], decimal)


def numbered(path: Path) -> str:
    """The Parquet file at `path`, its rows numbered from 0 as `RECORD`."""
    return (
        f"(SELECT file_row_number AS {RECORD}, * EXCLUDE (file_row_number) "
        f"FROM read_parquet({literal(str(path))}, file_row_number=true))"
    )


def tidy(connection: Connection, raw: Raw, columns: Iterable[str]) -> Raw:
    """`raw` with every text cell of `columns` either null or without space around it.

    Most columns are tidy already; a look at each (one cheap scan) spares the rest of the
    work a trim of every cell.
    """
    texts = sorted({c for c in columns if raw.types[c] == "VARCHAR"})
    if texts and not raw.worded:
        looks = column_aggregates(
            connection, texts, lambda cell: [suspect(cell)], raw.relation, raw.records
        )
        texts = [c for c, (odd,) in zip(texts, looks, strict=True) if odd]
    if not texts:
        return raw
    worded = raw.worded

    def tests(cell: str) -> list[str]:
        words = f" OR coalesce(bool_or({is_blank_word(cell)}), false)" * worded
        return [untidy(cell) + words, kept_as_text(cell)]

    odd = column_aggregates(connection, texts, tests, raw.relation, raw.records)
    marks = {c: marked for c, (loose, marked) in zip(texts, odd, strict=True) if loose or marked}
    if not marks:
        return raw
    if len(marks) > _MANY_COLUMNS and len(marks) * raw.records <= _FEW_CELLS:
        return _tidied_in_memory(connection, raw, list(marks))
    replaced = ", ".join(f"{tidied(quoted(c), marks[c])} AS {quoted(c)}" for c in marks)
    relation = f"(SELECT * REPLACE ({replaced}) FROM {raw.relation})"
    return replace(raw, relation=relation)


def _tidied_in_memory(connection: Connection, raw: Raw, columns: Sequence[str]) -> Raw:
    """The same for many columns of few rows: to plan as many expressions takes seconds each time.

    The cells are tidied one under the other, and the rows put into a table of the connection.
    """
    listed = ", ".join(map(quoted, columns))
    clean = tidied("__cell", marked=True)
    changed = dict(
        connection.sql(
            f"SELECT DISTINCT __cell, {clean} FROM (SELECT {listed} FROM {raw.relation}) "
            f"UNPIVOT (__cell FOR __column IN ({listed})) WHERE {clean} IS DISTINCT FROM __cell"
        ).fetchall()
    )
    table = connection.sql(f"SELECT * FROM {raw.relation}").to_arrow_table()
    for column in columns:
        place = table.schema.get_field_index(column)
        cells = [changed.get(cell, cell) for cell in table.column(place).to_pylist()]
        table = table.set_column(place, column, pa.array(cells, pa.string()))
    connection.register("tidy_rows", table)
    connection.execute(f"CREATE OR REPLACE TEMP TABLE {_TIDY} AS FROM tidy_rows").fetchall()
    connection.unregister("tidy_rows")
    return replace(raw, relation=_TIDY)


def no_misfits(connection: Connection) -> None:
    """Start an empty list of misfits."""
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE {MISFITS} "
        '(line BIGINT, "column" VARCHAR, value VARCHAR, reason VARCHAR)'
    ).fetchall()


def add_misfits(connection: Connection, misfits: Sequence[tuple[int, str, str]]) -> None:
    """List line, value and reason of records that do not fit."""
    if not misfits:
        return
    rows = pd.DataFrame(misfits, columns=["line", "value", "reason"])
    connection.register("misfit_rows", rows)
    connection.execute(
        f"INSERT INTO {MISFITS} SELECT line, NULL, left(value, 500), reason FROM misfit_rows"
    ).fetchall()
    connection.unregister("misfit_rows")


def misfit_reasons(connection: Connection) -> dict[str, int]:
    """Why records did not fit -> how many, most first."""
    counted = connection.sql(
        f"SELECT reason, count(*) FROM {MISFITS} GROUP BY 1 ORDER BY 2 DESC, 1"
    )
    return dict(counted.fetchall())


def list_rejects(connection: Connection, text: Path, delimiter: str = "") -> list[int]:
    """List the records of `text` that DuckDB's reader refused as misfits; returns their lines."""
    # A record with several errors is one record: they share where it starts.
    refused = connection.sql(
        "SELECT line_byte_position - 1, any_value(csv_line), any_value(error_type), "
        "any_value(error_message) FROM reject_errors GROUP BY line_byte_position ORDER BY 1"
    ).fetchall()
    connection.execute("DELETE FROM reject_errors").fetchall()
    lines = lines_at(text, [start for start, *_ in refused])
    misfits = []
    for line, (_, record, kind, message) in zip(lines, refused, strict=True):
        why = _REASONS.get(kind, str(message).split("\n")[0])
        if kind == "UNQUOTED VALUE" and is_open((record or ""), delimiter):
            why = NEVER_ENDS
        misfits.append((line, (record or "").strip("\r\n"), why))
    add_misfits(connection, misfits)
    return lines


#: Line numbers, 1-based, of ascending record numbers; same length.
Lines = Callable[[Ints], Ints]


def shifted(offset: int) -> Lines:
    """Lines where every record has exactly one: its number plus a constant."""
    return lambda records: records + offset


def passing(passed: Sequence[int]) -> Lines:
    """Lines where every record has exactly one, and the ascending lines `passed` hold none."""
    # Before the i-th of them lie `passed[i] - i - 1` records.
    before = np.asarray(passed, dtype=np.int64) - np.arange(len(passed)) - 1
    return lambda records: records + 1 + np.searchsorted(before, records, side="right")


def walked(text: Path, layout: Layout, misfits: frozenset[int]) -> Lines:
    """Lines where quoted line breaks, blank lines or misfits (by their line) come between.

    Cost: the text is read once more, as far as the last record asked for.
    """

    def of(records: Ints) -> Ints:
        if len(records) == 0:
            return records
        starts = []
        with text.open(encoding="utf-8", errors="replace", newline="") as file:
            source = records_of(file, layout.delimiter, layout.quoted, layout.escape)
            for _ in range(layout.before):
                next(source, None)
            for line, cells in source:
                if line not in misfits and any(cell not in _BLANK for cell in cells):
                    starts.append(line)
                    if len(starts) > records[-1]:
                        break
        return np.array(starts, dtype=np.int64)[np.minimum(records, len(starts) - 1)]

    return of


def by_line(connection: Connection, rows: str, numbers: Lines) -> Lines:
    """Lines where each of `rows` says in its column `LINE` which record it is of.

    `numbers` finds the lines of those.
    """

    def of(records: Ints) -> Ints:
        connection.register("rows_asked", pd.DataFrame({RECORD: records}))
        found = connection.sql(
            f"SELECT {LINE} FROM {rows} JOIN rows_asked USING ({RECORD}) ORDER BY {RECORD}"
        ).fetchnumpy()[LINE]
        connection.unregister("rows_asked")
        return numbers(np.asarray(found, dtype=np.int64))

    return of


def lines_at(text: Path, offsets: Sequence[int]) -> list[int]:
    """The line on which each of the ascending byte `offsets` lies.

    An offset within a line end, or on a blank line, is that of the next line.
    """
    lines: list[int] = []
    line, start = 1, 0
    with text.open("rb") as file:
        for content in file:
            end = start + len(content.rstrip(b"\r\n"))
            if end > start:
                while len(lines) < len(offsets) and offsets[len(lines)] < end:
                    lines.append(line)
            if len(lines) == len(offsets):
                break
            line, start = line + 1, start + len(content)
    return lines + [line] * (len(offsets) - len(lines))


def none_usable(name: str, reasons: dict[str, int]) -> InputError:
    """The refusal of a file without a usable row; `reasons`: why -> rows, most first."""
    counted = [f"{n:,} × {reason}" for reason, n in list(reasons.items())[:3]]
    advice = dict.fromkeys(_advice(reason) for reason in list(reasons)[:2])
    return InputError(
        f"No row of {name} could be used ({', '.join(counted) or 'it holds none'}); "
        f"{', and '.join(advice) or 'export it again with its data'}."
    )


def _advice(reason: str) -> str:
    """The remedy for rows set aside for this reason."""
    for words, remedy in _REMEDIES:
        if words in reason:
            return remedy
    return "check what each column is mapped to"


class Faults:
    """Records at fault, one row each however many faults a record has."""

    table = "faults"

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE {self.table} "
            '(record BIGINT, "column" VARCHAR, value VARCHAR, reason VARCHAR)'
        ).fetchall()

    def find(self, select: str) -> None:
        """Keep the first fault of each record that `select` lists."""
        self.connection.execute(
            f"INSERT INTO {self.table} SELECT record, fault.at, left(fault.value, 500), fault.why "
            'FROM (SELECT record, first(struct_pack(at := "column", value := value, '
            f"why := reason)) AS fault FROM ({select}) GROUP BY record)"
        ).fetchall()

    def write(self, path: Path, lines: Lines) -> dict[str, int]:
        """Write faults and misfits with their lines to `path`; returns reason -> rows."""
        con = self.connection
        records = con.sql(f"SELECT record FROM {self.table} ORDER BY 1").fetchnumpy()["record"]
        records = np.asarray(records, dtype=np.int64)
        con.register("fault_lines", pd.DataFrame({"record": records, "line": lines(records)}))
        listed = typed(SET_ASIDE_TYPES, {name: quoted(name) for name in SET_ASIDE_TYPES})
        con.sql(
            f'SELECT {listed} FROM (SELECT line, "column", value, reason FROM {self.table} '
            f"JOIN fault_lines USING (record) UNION ALL SELECT * FROM {MISFITS}) "
            f"ORDER BY {SetAside.LINE}"
        ).write_parquet(str(path))
        con.unregister("fault_lines")
        counted = con.sql(
            f"SELECT {SetAside.REASON}, count(*) FROM {parquet(path)} GROUP BY 1 ORDER BY 2 DESC, 1"
        )
        return dict(counted.fetchall())

    def kept(self, records: int, name: str, set_aside: dict[str, int]) -> int:
        """Number of `records` without fault. Raises InputError where it is 0."""
        (failed,) = aggregates(self.connection, "count(*)", self.table)
        if records == failed:
            raise none_usable(name, set_aside)
        return records - int(failed)
