"""Raw tables: the records of the source, not yet interpreted, and those that fit no layout."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from shopai.engines.duckdb import Connection, aggregates, literal, quoted
from shopai.events.amounts import Decimal, number
from shopai.events.lines import Lines, lines_at
from shopai.events.values import (
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

#: Where records that do not fit the layout are listed: line, column, value, reason.
MISFITS = "misfits"

_REASONS = {
    "MISSING COLUMNS": "fewer columns than the header",
    "TOO MANY COLUMNS": "more columns than the header",
    "UNQUOTED VALUE": "a quote that never ends",
    "INVALID ENCODING": "bytes that are not valid in this encoding",
    "LINE SIZE OVER MAXIMUM": "a line longer than 2 MB",
    "INVALID STATE": "quotes that do not fit together",
}


@dataclass(frozen=True)
class Raw:
    """Records to be interpreted; tidied, a text cell is null or without space around it."""

    relation: str  # SQL of a relation with `RECORD` and the source columns
    types: dict[str, str]  # source column -> DuckDB type
    records: int  # rows of `relation`
    misfits: int  # rows of `MISFITS`, not part of `records`
    lines: Lines  # finds the source lines of records
    worded: bool = False  # words such as "NULL" may still stand for nothing, see `values.BLANKS`

    @property
    def columns(self) -> list[str]:
        return list(self.types)

    def text(self, column: str) -> str:
        """SQL of a column's cells as text, see :func:`shopai.events.values.text`."""
        return text(quoted(column), self.types[column])

    def identifier(self, column: str) -> str:
        """The same as ids, see :func:`shopai.events.values.identifier`."""
        return identifier(quoted(column), self.types[column])

    def number(self, column: str, decimal: Decimal = ".") -> str:
        """The same as numbers, see :func:`shopai.events.amounts.number`."""
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
        suspects = ", ".join(suspect(quoted(c)) for c in texts)
        looks = aggregates(connection, suspects, raw.relation)
        texts = [c for c, odd in zip(texts, looks, strict=True) if odd]
    if not texts:
        return raw
    words = [f" OR coalesce(bool_or({is_blank_word(quoted(c))}), false)" for c in texts]
    tests = [untidy(quoted(c)) + word * raw.worded for c, word in zip(texts, words, strict=True)]
    tests += [kept_as_text(quoted(c)) for c in texts]
    odd = aggregates(connection, ", ".join(tests), raw.relation)
    replaced = [
        f"{tidied(quoted(c), marked)} AS {quoted(c)}"
        for c, untidied, marked in zip(texts, odd[: len(texts)], odd[len(texts) :], strict=True)
        if untidied or marked
    ]
    if not replaced:
        return raw
    relation = f"(SELECT * REPLACE ({', '.join(replaced)}) FROM {raw.relation})"
    return replace(raw, relation=relation)


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


def list_rejects(connection: Connection, text: Path) -> list[int]:
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
        misfits.append((line, (record or "").strip("\r\n"), why))
    add_misfits(connection, misfits)
    return lines
