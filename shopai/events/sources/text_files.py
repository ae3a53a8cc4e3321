"""Text files, read by DuckDB under an explicit all-text schema, never by its guess."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from shopai.engines.duckdb import Connection, aggregates, literal, quoted
from shopai.events.sources.layout import Layout
from shopai.events.sources.quotes import mend
from shopai.events.sources.raw import (
    Raw,
    add_misfits,
    list_rejects,
    no_misfits,
    numbered,
    shifted,
    walked,
)
from shopai.events.sources.values import BLANKS

#: A text with its quotes mended, written beside the records where there is need of it.
MENDED = "mended.txt"

_WIDE = 500  # columns


def read_text(
    connection: Connection, text: Path, layout: Layout, newlines: int, target: Path
) -> Raw:
    """Read a UTF-8 text table of `newlines` line feeds into Parquet at `target`.

    Cost: one pass, in parallel, memory bounded by the connection's limit. Where lines and records
    do not run in step, one more in plain Python for quotes that do not fit together (and a second
    reading, where there are such), and one up to the last row set aside.
    """
    raw = _read_table(connection, text, layout, newlines, target)
    if raw.in_step or not layout.quoted:
        return raw
    whole = target.with_name(MENDED)
    misfits = mend(text, layout, whole)
    if misfits is None:
        whole.unlink()
        return raw
    no_misfits(connection)
    data_alone = replace(layout, escape='"', skip=0, header=False, below=0)
    raw = _read_table(connection, whole, data_alone, newlines, target)
    add_misfits(connection, misfits)
    return replace(raw, misfits=raw.misfits + len(misfits))


def _read_table(
    connection: Connection, text: Path, layout: Layout, newlines: int, target: Path
) -> Raw:
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in layout.columns)
    quote = literal('"') if layout.quoted else "''"
    escape = literal(layout.escape) if layout.quoted else "''"
    # The reader takes no word for nothing that has the escape in it: "\\N" is left to be tidied.
    blanks = [word for word in BLANKS if layout.escape == '"' or layout.escape not in word]
    reader = (
        f"read_csv({literal(str(text))}, auto_detect=false, compression='none', "
        f"delim={literal(layout.delimiter)}, quote={quote}, escape={escape}, "
        f"header=false, skip={layout.before}, "
        f"columns={{{columns}}}, nullstr=[{', '.join(map(literal, blanks))}], "
        f"null_padding={str(layout.ragged).lower()}, "
        # Rows in quotes over several lines cannot be padded in parallel.
        f"parallel={str(not layout.ragged).lower()}, store_rejects=true, rejects_limit=0, "
        "strict_mode=true)"
    )
    # A line of delimiters alone, as spreadsheets write blank rows, is a blank line. To look for
    # them in very wide tables would take more memory than to read those.
    wide = len(layout.columns) > _WIDE
    some = "true" if wide else f"coalesce({', '.join(map(quoted, layout.columns))}) IS NOT NULL"
    # select *, not count(*): only what is materialised is checked.
    connection.sql(f"SELECT * FROM {reader} WHERE {some}").write_parquet(str(target))
    refused = list_rejects(connection, text, layout.delimiter)
    (records,) = aggregates(connection, "count(*)", numbered(target))
    in_step = not refused and newlines + 1 - layout.before - records in (0, 1)
    return Raw(
        relation=numbered(target),
        types=dict.fromkeys(layout.columns, "VARCHAR"),
        records=records,
        misfits=len(refused),
        lines=shifted(1 + layout.before) if in_step else walked(text, layout, frozenset(refused)),
        in_step=in_step,
        worded=len(blanks) < len(BLANKS),
    )
