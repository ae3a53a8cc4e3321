"""Text files, read by DuckDB under an explicit all-text schema, never by its guess."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from shopai.engines.duckdb import Connection, aggregates, literal, parquet, quoted
from shopai.events.sources.layout import Layout, unique_names
from shopai.events.sources.quotes import mend
from shopai.events.sources.raw import (
    MISFITS,
    RECORD,
    Raw,
    add_misfits,
    list_rejects,
    no_misfits,
    numbered,
    passing,
    shifted,
    walked,
)
from shopai.events.sources.values import BLANKS


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
    whole = target.with_name("mended.txt")
    misfits = mend(text, layout.delimiter, len(layout.columns), layout.escape, whole)
    if misfits is None:
        whole.unlink()
        return raw
    no_misfits(connection)
    doubled = replace(layout, escape='"')
    raw = _read_table(connection, whole, doubled, newlines, target)
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
        f"header={str(layout.header).lower()}, skip={layout.skip}, "
        f"columns={{{columns}}}, nullstr=[{', '.join(map(literal, blanks))}], "
        f"null_padding={str(layout.ragged).lower()}, "
        # Rows in quotes over several lines cannot be padded in parallel.
        f"parallel={str(not layout.ragged).lower()}, store_rejects=true, rejects_limit=0, "
        "strict_mode=true)"
    )
    # select *, not count(*): only what is materialised is checked.
    connection.sql(f"SELECT * FROM {reader}").write_parquet(str(target))
    refused = list_rejects(connection, text, layout.delimiter)
    (records,) = aggregates(connection, "count(*)", numbered(target))
    above = layout.skip + layout.header
    in_step = not refused and newlines + 1 - above - records in (0, 1)
    return Raw(
        relation=numbered(target),
        types=dict.fromkeys(layout.columns, "VARCHAR"),
        records=records,
        misfits=len(refused),
        lines=shifted(1 + above) if in_step else walked(text, layout, frozenset(refused)),
        in_step=in_step,
        worded=len(blanks) < len(BLANKS),
    )


def read_json_lines(connection: Connection, text: Path, keys: Sequence[str], target: Path) -> Raw:
    """Read JSON lines into Parquet: one text column a key; unreadable lines are misfits."""
    names = json_names(keys)
    # Control characters have no place in JSON, so this one parts nothing.
    reader = (
        f"read_csv({literal(str(text))}, auto_detect=false, compression='none', "
        f"delim={literal(chr(31))}, quote='', escape='', header=false, "
        "columns={'line': 'VARCHAR'}, store_rejects=true, rejects_limit=0)"
    )
    lines = target.with_name("lines.parquet")
    connection.sql(
        f"SELECT row_number() OVER () - 1 AS {RECORD}, line, "
        "json_valid(line) AND line[1] = '{' AS good "
        f"FROM (SELECT trim(line) AS line FROM {reader})"
    ).write_parquet(str(lines))
    source = parquet(lines)
    parts = [[json.dumps(part, ensure_ascii=False) for part in key.split("\x00")] for key in keys]
    paths = ", ".join(literal("$." + ".".join(each)) for each in parts)
    cells = ", ".join(f"cells[{i}] AS {quoted(name)}" for i, name in enumerate(names, start=1))
    connection.sql(
        f"SELECT {RECORD}, {cells} FROM (SELECT {RECORD}, json_extract_string("
        # A filter may run after what it guards: the guard stands in the expression too.
        f"CASE WHEN good THEN line END, [{paths}]) AS cells FROM {source} WHERE good)"
    ).write_parquet(str(target))
    numbers = passing(list_rejects(connection, text))
    bad = connection.sql(
        f"SELECT {RECORD}, line FROM {source} WHERE line <> '' AND NOT good ORDER BY 1"
    ).fetchnumpy()
    listed = zip(numbers(bad[RECORD]), bad["line"], strict=True)
    add_misfits(connection, [(line, value, "not a JSON object") for line, value in listed])
    lines.unlink()
    (records,) = aggregates(connection, "count(*)", parquet(target))
    (misfits,) = aggregates(connection, "count(*)", MISFITS)
    types = dict.fromkeys(names, "VARCHAR")
    return Raw(parquet(target), types, records, misfits, numbers, worded=True)


def json_names(keys: Sequence[str]) -> tuple[str, ...]:
    """Column names for the keys :func:`json_head` found: an inner key is "outer.inner"."""
    return unique_names([key.replace("\x00", ".") for key in keys])


def json_head(head: str) -> tuple[list[str], list[dict[str, str]]]:
    """Keys and first records of JSON lines; an inner key is outer, NUL, inner."""
    keys: dict[str, None] = {}
    records = []
    for line in head.split("\n")[:1000]:
        try:
            record = json.loads(line)
        except (json.JSONDecodeError, RecursionError):
            continue
        if not isinstance(record, dict):
            continue
        flat: dict[str, str] = {}
        for name, value in record.items():
            inner = value.items() if isinstance(value, dict) else ()
            for path, cell in [(f"{name}\x00{k}", v) for k, v in inner] or [(name, value)]:
                keys.setdefault(path)
                flat[path] = "" if cell is None else _text(cell)
        records.append(flat)
    return list(keys), records


def _text(cell: object) -> str:
    return cell if isinstance(cell, str) else json.dumps(cell, ensure_ascii=False)
