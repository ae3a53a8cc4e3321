"""JSON lines whose objects name their parent, as in Shopify's bulk exports, as nested objects.

An order's line is followed, sooner or later, by those of its items, which name it::

    {"id": "gid://shopify/Order/1", "createdAt": "2024-03-14"}
    {"id": "gid://shopify/LineItem/7", "sku": "A", "__parentId": "gid://shopify/Order/1"}
"""

from __future__ import annotations

import mmap
from pathlib import Path
from typing import Final

from shopai.engines.duckdb import Connection
from shopai.events.sources.raw import list_rejects, no_misfits

#: The key of the parent's id.
PARENT: Final = "__parentId"

_DEEPEST: Final = 4  # levels: a customer, its orders, their items, and what is noted of those
_BATCH: Final = 5_000


def has_parents(text: Path, head: str) -> bool:
    """True where objects of a file that begins with `head` name their parent.

    Cost: a look through the whole file, where ids are Shopify's and children come late.
    """
    if f'"{PARENT}"' in head:
        return True
    if '"gid://' not in head:
        return False
    with text.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        return content.find(f'"{PARENT}"'.encode()) >= 0


def nest(connection: Connection, text: Path, lines: str, target: Path) -> None:
    """Write the objects of `text` to `target`, each with its children as lists in it.

    lines : SQL of a relation with the lines of `text` as the column `json`

    An object stands on its own line, that of a child is blank. A child's list is called by the
    kind in its id, `lineItems` for a LineItem, else `children`. An object whose parent is not
    there stays where it is. Children below the fourth level are left out.

    Cost: a join, memory bounded by the connection's limit, and a pass in plain Python.
    """
    no_misfits(connection)
    _make_nodes(connection, lines)
    refused = set(list_rejects(connection, text))
    _make_level(connection, 0, "parent IS NULL OR parent NOT IN (SELECT id FROM nodes WHERE first)")
    for i in range(1, _DEEPEST):
        _make_level(connection, i, f"parent IN (SELECT id FROM level{i - 1} WHERE first)")
    whole = f"level{_DEEPEST - 1}"
    for i in reversed(range(_DEEPEST - 1)):
        whole = _with_children(f"level{i}", whole)
    rows = connection.sql(
        f"SELECT coalesce(r.json, '') FROM nodes LEFT JOIN {whole} r USING (n) ORDER BY n"
    ).to_arrow_reader(_BATCH)
    written = (line for batch in rows for line in batch.column(0).to_pylist())
    with text.open("rb") as source, target.open("wb") as out:
        for number, line in enumerate(source, start=1):
            out.write(line if number in refused else next(written, "").encode() + b"\n")
    rows.close()
    for table in ("nodes", *(f"level{i}" for i in range(_DEEPEST))):
        connection.execute(f"DROP TABLE {table}")


def _make_nodes(connection: Connection, lines: str) -> None:
    """Make a table of all lines: place, text, and of objects id, kind, parent, if the id is new."""
    good = "CASE WHEN json_valid(json) AND json[1] = '{' THEN json END"
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE nodes AS SELECT *, "
        "id IS NOT NULL AND row_number() OVER (PARTITION BY id ORDER BY n) = 1 AS first, "
        r"regexp_extract(id, '^gid://[^/]+/(\w+)/', 1) AS kind FROM "
        f"(SELECT n, json, json_extract_string({good}, '$.id') AS id, "
        f"json_extract_string({good}, '$.{PARENT}') AS parent FROM "
        f"(SELECT row_number() OVER () AS n, trim(json) AS json FROM {lines}))"
    )


def _make_level(connection: Connection, i: int, where: str) -> None:
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE level{i} AS SELECT * FROM nodes WHERE {where}"
    )


def _with_children(level: str, below: str) -> str:
    """SQL of the objects of a level with those `below` as lists in them."""
    name = (
        "CASE WHEN coalesce(kind, '') = '' THEN 'children' "
        "ELSE lower(kind[1]) || kind[2:] || 's' END"
    )
    lists = (
        f"(SELECT parent, {name} AS name, string_agg(json, ', ' ORDER BY n) AS objects "
        f"FROM {below} GROUP BY ALL)"
    )
    inner = (
        "(SELECT parent, string_agg('\"' || name || '\": [' || objects || ']', ', ' ORDER BY name) "
        f"AS lists FROM {lists} GROUP BY parent)"
    )
    return (
        "(SELECT p.* REPLACE (CASE WHEN lists IS NULL THEN json "
        f"ELSE rtrim(json[:-2]) || ', ' || lists || '}}' END AS json) FROM {level} p "
        f"LEFT JOIN {inner} c ON p.first AND c.parent = p.id)"
    )
