"""JSON: records on lines, in one array or one after another, with the lists of objects in them."""

from __future__ import annotations

import json
import mmap
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import duckdb

from shopai.engines.duckdb import Connection, aggregates, literal, parquet, quoted
from shopai.errors import InputError
from shopai.events.sources.layout import unique_names
from shopai.events.sources.raw import (
    LINE,
    MISFITS,
    RECORD,
    Lines,
    Raw,
    add_misfits,
    by_line,
    list_rejects,
    numbered,
    passing,
    shifted,
)

#: Records on lines, in one array, or one after another with line breaks inside.
Form = Literal["lines", "array", "values"]
#: Keys from an object to something inside it.
Keys = tuple[str, ...]

#: Bytes of one object.
MOST_OF_AN_OBJECT: Final = 64 << 20
#: Bytes of a file in which the list of records has to be searched for.
MOST_TO_SEARCH: Final = 2 << 30
_DEEPEST: Final = 4  # objects around a list of records
_FIRST: Final = 1000  # records that are looked at before all are read
_LINES_TRIED: Final = 100
_ENOUGH: Final = 8 << 20  # characters of them

#: Keys that say how a value is written, as MongoDB's "$oid", or that it is in the shop's currency.
_WRAPS: Final = re.compile(r"\$|shopMoney$")
_TOKEN: Final = re.compile(rb'"([^"\\]*(?:\\.[^"\\]*)*)"(\s*:)?|[{}\[\]]', re.DOTALL)


@dataclass(frozen=True)
class Level:
    """Objects of one depth: the records, the objects of a list in each, and so on."""

    path: Keys  # from the object above to the list; of the records themselves none
    values: tuple[Keys, ...]  # to each value of an object


@dataclass(frozen=True)
class JsonLayout:
    """Where the rows of a JSON file are, and the columns of each."""

    form: Form
    levels: tuple[Level, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """Column names: keys joined by points, without those that only wrap a value."""
        names: list[Keys] = []
        above: Keys = ()
        for level in self.levels:
            above = (*above, *level.path)
            names += [(*above, *keys) for keys in level.values]
        shown = [[key for key in keys if not _WRAPS.match(key)] or keys for keys in names]
        return unique_names([".".join(keys) for keys in shown])

    def rows(self, records: list[Any]) -> list[tuple[str, ...]]:
        """The rows of some records, as text."""
        return [tuple(row) for record in records for row in _rows(record, self.levels)]


def _rows(record: Any, levels: tuple[Level, ...]) -> Iterator[list[str]]:
    level, below = levels[0], levels[1:]
    cells = [as_text(inside(record, keys)) for keys in level.values]
    if not below:
        yield cells
        return
    objects = inside(record, below[0].path)
    for each in objects if isinstance(objects, list) and objects else [None]:
        for more in _rows(each, below):
            yield cells + more


def inside(record: Any, keys: Keys) -> Any:
    """The value that `keys` lead to in a record; None where they lead nowhere."""
    for key in keys:
        record = record.get(key) if isinstance(record, dict) else None
    return record


def as_text(value: Any) -> str:
    """A value as the cell of a table."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def form_of(head: str) -> Form | None:
    """How records stand in a file that begins so; None where a list of them has to be searched."""
    text = head.lstrip()
    if text.startswith("["):
        return "array"
    lines = [line for line in text.split("\n")[:_LINES_TRIED] if line.strip()]
    whole = [_decoded(line) is not None for line in lines]
    return "lines" if len(lines) > 1 and (whole[0] or 2 * sum(whole) > len(lines)) else None


def _decoded(text: str) -> dict[str, Any] | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, dict) else None


@dataclass(frozen=True)
class Inside:
    """A list of objects inside the one object of a file."""

    keys: Keys  # that lead to it
    start: int  # byte of its opening bracket
    end: int  # byte behind its closing one
    n: int  # objects in it

    @property
    def name(self) -> str:
        return ".".join(self.keys)


@dataclass(frozen=True)
class Searched:
    """What a file holds whose records are not on lines."""

    objects: int  # at the top: 1, or 2 for more
    lists: tuple[Inside, ...]  # of objects, inside the first
    beside: tuple[str, ...]  # keys of plain values around them


def search(text: Path, name: str) -> Searched:
    """Look for lists of objects inside the object that `text` holds.

    Raises InputError for a file larger than `MOST_TO_SEARCH`.

    Cost: a pass in plain Python, some 20 MB a second; memory: none to speak of.
    """
    if text.stat().st_size > MOST_TO_SEARCH:
        raise InputError(
            f"{name} is one JSON object of more than {MOST_TO_SEARCH >> 30} GB; save its list of "
            "records as JSON lines, one object a line."
        )
    around: list[list[bytes]] = []  # for each open object the keys so far
    lists: list[Inside] = []
    beside: dict[bytes, None] = {}
    objects, deep, start, n = 0, 0, -1, 0  # start: of the list that is being passed through
    with text.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        for token in _TOKEN.finditer(content):
            sign = token[0][0]
            if sign == _QUOTE:
                if token[2] is not None and start < 0 and around:
                    around[-1].append(token[1])
                    beside[token[1]] = None
            elif sign in b"{[":
                if start >= 0:
                    n += deep == 0 and sign == _BRACE
                    deep += 1
                    continue
                if around and around[-1]:
                    beside.pop(around[-1][-1], None)
                if sign == _BRACE:
                    objects += not around
                    around.append([])
                elif around and len(around) <= _DEEPEST:
                    start, deep, n = token.start(), 0, 0
            elif start >= 0 and deep:
                deep -= 1
            elif start >= 0:
                if n > 0 and all(around):  # an object without a key is no JSON
                    keys = tuple(_key(each[-1]) for each in around)
                    lists.append(Inside(keys, start, token.end(), n))
                start = -1
            elif sign == _CLOSING and around:
                around.pop()
            if objects == 2:
                break
    return Searched(objects, tuple(lists), tuple(map(_key, beside)))


_QUOTE, _BRACE, _CLOSING = b'"{}'


def _key(written: bytes) -> str:
    return str(json.loads(b'"' + written + b'"'))


def cut_out(text: Path, inside: Inside, target: Path) -> None:
    """Write a list inside a file to a file of its own."""
    left = inside.end - inside.start
    with text.open("rb") as source, target.open("wb") as out:
        source.seek(inside.start)
        while left > 0 and (block := source.read(min(left, 1 << 20))):
            out.write(block)
            left -= len(block)


def first_records(
    connection: Connection, text: Path, form: Form, head: str, name: str
) -> list[Any]:
    """The first records of a file, up to 1,000; what is no object is left out."""
    if form == "lines":
        decoded = (_decoded(line) for line in head.split("\n")[:_FIRST])
        return [record for record in decoded if record is not None]
    records, size = [], 0
    with readable_json(name):
        found = connection.execute(f"SELECT json FROM {_objects(text, form)} LIMIT {_FIRST}")
        while size < _ENOUGH and (rows := found.fetchmany(20)):
            records += [_decoded(row) for (row,) in rows]
            size += sum(len(row) for (row,) in rows)
    return [record for record in records if record is not None]


def _objects(text: Path, form: Form) -> str:
    """SQL of a relation with one column, `json`: the text of each record."""
    kind = "array" if form == "array" else "unstructured"
    return (
        f"read_json_objects({literal(str(text))}, format='{kind}', compression='none', "
        f"maximum_object_size={MOST_OF_AN_OBJECT})"
    )


@contextmanager
def readable_json(name: str) -> Iterator[None]:
    """Turn what DuckDB says of a damaged file into one sentence."""
    try:
        yield
    except duckdb.InvalidInputException as error:
        said = " ".join(str(error).split())
        where = re.search(r"at byte [\d,]+ in record/value [\d,]+: [^.]*", said)
        if "maximum_object_size" in said:
            raise InputError(
                f"{name} holds an object of more than {MOST_OF_AN_OBJECT >> 20} MB; save its "
                "records as JSON lines, one object a line."
            ) from error
        raise InputError(
            f"{name} is no valid JSON ({where[0] if where else said[:200]}); export it again, best "
            "as JSON lines, one object a line."
        ) from error


def read_json(
    connection: Connection, text: Path, layout: JsonLayout, name: str, target: Path
) -> Raw:
    """Read JSON into Parquet: one text column a value; records that are no objects are misfits.

    A record's line is its line in the file, or its place in the array, from 1.

    Cost: two passes; memory bounded by the connection's limit and `MOST_OF_AN_OBJECT`.
    """
    texts = target.with_name("records.parquet")
    source = lines_of(text) if layout.form == "lines" else _objects(text, layout.form)
    with readable_json(name):
        connection.sql(
            f"SELECT row_number() OVER () - 1 AS {RECORD}, json, "
            "json_valid(json) AND json[1] = '{' AS good "
            f"FROM (SELECT trim(json) AS json FROM {source})"
        ).write_parquet(str(texts))
    refused = list_rejects(connection, text) if layout.form == "lines" else []
    numbers = passing(refused) if layout.form == "lines" else shifted(1)
    _list_misfits(connection, texts, numbers)
    connection.sql(_cells(layout, parquet(texts))).write_parquet(str(target))
    texts.unlink()
    (records,) = aggregates(connection, "count(*)", parquet(target))
    (misfits,) = aggregates(connection, "count(*)", MISFITS)
    types = dict.fromkeys(layout.names, "VARCHAR")
    rows = numbered(target)
    relation = f"(SELECT * EXCLUDE ({LINE}) FROM {rows})"
    return Raw(relation, types, records, misfits, by_line(connection, rows, numbers), worded=True)


def lines_of(text: Path) -> str:
    """SQL of a relation with one column, `json`: the lines of a file."""
    # Control characters have no place in JSON, so this one parts nothing.
    return (
        f"read_csv({literal(str(text))}, auto_detect=false, compression='none', "
        f"delim={literal(chr(31))}, quote='', escape='', header=false, "
        "columns={'json': 'VARCHAR'}, store_rejects=true, rejects_limit=0)"
    )


def _list_misfits(connection: Connection, texts: Path, numbers: Lines) -> None:
    bad = connection.sql(
        f"SELECT {RECORD}, json FROM {parquet(texts)} WHERE json <> '' AND NOT good ORDER BY 1"
    ).fetchnumpy()
    listed = zip(numbers(bad[RECORD]), bad["json"], strict=True)
    add_misfits(connection, [(line, value, "not a JSON object") for line, value in listed])


def _cells(layout: JsonLayout, texts: str) -> str:
    """SELECT of the rows: a cell a value, and the number of the record each is of."""
    # A filter may run after what it guards: the guard stands in the expression too.
    relation = (
        f"(SELECT {RECORD} AS {LINE}, CASE WHEN good THEN json END AS o0 FROM {texts} WHERE good)"
    )
    for i, level in enumerate(layout.levels[1:], start=1):
        above, path = f"o{i - 1}", _path(level.path)
        objects = (
            f"CASE WHEN json_array_length({above}, {literal(path)}) > 0 "
            f"THEN json_extract({above}, {literal(path + '[*]')}) ELSE [NULL::JSON] END"
        )
        relation = f"(SELECT *, unnest({objects}) AS o{i} FROM {relation})"
    lists, cells = [LINE], []
    for i, level in enumerate(layout.levels):
        paths = ", ".join(literal(_path(keys)) for keys in level.values)
        if paths:
            lists.append(f"json_extract_string(o{i}, [{paths}]) AS c{i}")
        cells += [f"c{i}[{j}]" for j in range(1, len(level.values) + 1)]
    named = ", ".join(
        f"{cell} AS {quoted(name)}" for cell, name in zip(cells, layout.names, strict=True)
    )
    return f"SELECT {LINE}, {named} FROM (SELECT {', '.join(lists)} FROM {relation})"


def _path(keys: Keys) -> str:
    return "$." + ".".join(json.dumps(key, ensure_ascii=False) for key in keys)
