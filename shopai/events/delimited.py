"""Delimited text read by DuckDB under an explicit all-text schema, never by its guess."""

from __future__ import annotations

from pathlib import Path

from shopai.engines.duckdb import Connection, aggregates, literal
from shopai.events.layout import Layout
from shopai.events.lines import shifted, walked
from shopai.events.raw import Raw, list_rejects, numbered
from shopai.events.values import BLANKS


def read_text(
    connection: Connection, text: Path, layout: Layout, newlines: int, target: Path
) -> Raw:
    """Read a UTF-8 text table of `newlines` line feeds into Parquet at `target`.

    Cost: one pass, in parallel, memory bounded by the connection's limit; one more in plain
    Python, up to the last row set aside, where lines and records do not run in step.
    """
    columns = ", ".join(f"{literal(name)}: 'VARCHAR'" for name in layout.columns)
    quote = literal('"') if layout.quoted else "''"
    reader = (
        f"read_csv({literal(str(text))}, auto_detect=false, compression='none', "
        f"delim={literal(layout.delimiter)}, quote={quote}, escape={quote}, "
        f"header={str(layout.header).lower()}, skip={layout.skip}, "
        f"columns={{{columns}}}, nullstr=[{', '.join(map(literal, BLANKS))}], "
        f"null_padding={str(layout.ragged).lower()}, "
        # Rows in quotes over several lines cannot be padded in parallel.
        f"parallel={str(not layout.ragged).lower()}, store_rejects=true, rejects_limit=0, "
        "strict_mode=true)"
    )
    # select *, not count(*): only what is materialised is checked.
    connection.sql(f"SELECT * FROM {reader}").write_parquet(str(target))
    refused = list_rejects(connection, text)
    (records,) = aggregates(connection, "count(*)", numbered(target))
    above = layout.skip + layout.header
    in_step = not refused and newlines + 1 - above - records in (0, 1)
    return Raw(
        relation=numbered(target),
        types=dict.fromkeys(layout.columns, "VARCHAR"),
        records=records,
        misfits=len(refused),
        lines=shifted(1 + above) if in_step else walked(text, layout, frozenset(refused)),
    )
