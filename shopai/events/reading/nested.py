"""The records of a JSON file, and the lists inside them that are lines of an order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from shopai.engines.scratch import ScratchFolder
from shopai.errors import InputError
from shopai.events.reading.choice import Table, choose
from shopai.events.reading.vocabulary import Concept as C
from shopai.events.reading.words import header
from shopai.events.sources.json_files import (
    Form,
    JsonLayout,
    Keys,
    Level,
    cut_out,
    first_records,
    form_of,
    lines_of,
    search,
)
from shopai.events.sources.json_parents import PARENT, has_parents, nest
from shopai.events.sources.layout import Rows, check_columns
from shopai.events.sources.utf8 import first_lines

_ROWS: Final = 1000  # to look at
_DEEPEST: Final = 3  # levels
_LINES: Final = frozenset({C.ITEM, C.LINE, C.ORDER})
_IN_A_LINE: Final = frozenset({C.ITEM, C.QUANTITY, C.PRICE, C.AMOUNT, C.TOTAL})
_NO_LINES: Final = frozenset(
    {C.SHIPPING, C.TAX, C.DISCOUNT, C.REFUND, C.PAYMENT, C.FEE, C.NOTE, C.ADDRESS, C.COUPON,
     C.TRANSACTION, C.TRACKING, C.URL, C.STATUS}
)  # fmt: skip


def levels_of(records: Sequence[Any]) -> tuple[Level, ...]:
    """The levels of some records: their own values, and those of the lists that become rows.

    Of several lists of objects in a record the one that looks most like the lines of an order is
    taken; the others stay a value.
    """
    levels: list[Level] = []
    path: Keys = ()
    objects = list(records)
    while True:
        values: dict[Keys, None] = {}
        lists: dict[Keys, list[Any]] = {}
        for each in objects:
            _walk(each, (), values, lists)
        chosen = max(lists, key=lambda keys: _likeness(keys, lists[keys]), default=None)
        if chosen and (
            len(levels) == _DEEPEST - 1
            or _likeness(chosen, lists[chosen]) < 1
            or (levels and len(_told(objects)) > 1)  # these are the lines already
        ):
            chosen = None
        if levels:
            values.pop((PARENT,), None)  # they stand inside it
        values |= dict.fromkeys(keys for keys in lists if keys != chosen)
        levels.append(Level(path, tuple(keys for keys in values if keys != chosen)))
        if chosen is None:
            return tuple(levels)
        path, objects = chosen, lists[chosen]


def _walk(value: Any, keys: Keys, values: dict[Keys, None], lists: dict[Keys, list[Any]]) -> None:
    """Collect the keys to each value inside `value`, and its lists of objects."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            _walk(inner, (*keys, key), values, lists)
    elif isinstance(value, list) and value and all(isinstance(each, dict) for each in value):
        lists.setdefault(keys, []).extend(value)
    elif keys and value not in ([], {}):
        values.setdefault(keys)


def _likeness(keys: Keys, objects: Sequence[Any]) -> float:
    """How much a list of objects looks like the lines of an order, from 0 on."""
    concepts = header(keys[-1]).concepts
    if concepts & _NO_LINES and C.ITEM not in concepts:
        return 0.0
    named = 2 * bool(concepts & _LINES)
    return named + len(_told(objects)) + min(len(objects), 1000) / 10_000


def _told(objects: Sequence[Any]) -> set[str]:
    """The facts of a line of an order that objects tell."""
    keys = {
        key for each in objects[:100] for key, value in each.items() if not isinstance(value, list)
    }
    return {concept for key in keys for concept in header(key).concepts if concept in _IN_A_LINE}


def _by_column(record: Any) -> bool:
    """True for a table that pandas writes as columns: each a list, or an object by row number."""
    if {"columns", "data"} <= record.keys():
        return True
    columns = list(record.values())
    by_row = [set(each) for each in columns if isinstance(each, dict) and each]
    lists = [len(each) for each in columns if isinstance(each, list)]
    same_rows = len(by_row) == len(columns) > 1 and all(each == by_row[0] for each in by_row)
    plain = len(lists) == len(columns) > 1 and len(set(lists)) == 1
    return (same_rows and all(key.isdigit() for key in by_row[0])) or plain


def is_record(beside: Sequence[str]) -> bool:
    """True where values beside a list say whose it is: one order, or one customer's orders."""
    whose = {C.ORDER, C.INVOICE, C.CUSTOMER, C.EMAIL}
    return any(header(key).concepts & whose for key in beside)


@dataclass(frozen=True)
class Records:
    """The records of a JSON file, and how it holds them."""

    text: Path  # where they are read from
    layout: JsonLayout
    rows: Rows  # the first
    name: str | None = None  # of the list they stand in
    names: tuple[str, ...] = ()  # of all lists
    warnings: tuple[str, ...] = ()


def find_records(
    scratch: ScratchFolder, text: Path, head: str, name: str, chosen: str | None
) -> Records:
    """The records of the JSON file `text`, of which `head` is the beginning.

    chosen : the name of a list inside the one object of the file

    Raises InputError for what is no JSON or holds no list `chosen`, Question where several lists
    may be meant.
    """
    form = form_of(head)
    if form == "lines" and has_parents(text, head):
        whole = scratch.path("nested.json")
        nest(scratch.connection, text, lines_of(text), whole)
        return _records(scratch, whole, form, first_lines(whole), name)
    if form is not None:
        return _records(scratch, text, form, head, name)
    searched = search(text, name)
    if searched.objects > 1 or not searched.lists or is_record(searched.beside):
        return _records(scratch, text, "values", head, name)
    names = tuple(each.name for each in searched.lists)
    if chosen is not None and chosen not in names:
        raise InputError(f"{name} has no list '{chosen}'; it has {', '.join(names)}.")
    cut: dict[str, Records] = {}
    for i, each in enumerate(searched.lists):
        if chosen in (None, each.name):
            part = scratch.path(f"list{i}.json")
            cut_out(text, each, part)
            cut[each.name] = _records(scratch, part, "array", "", name)
    tables = [
        Table(each.name, cut[each.name].layout.names, cut[each.name].rows, each.n)
        for each in searched.lists
        if each.name in cut
    ]
    best = choose(tables, name, "lists").name
    counts = ", ".join(f"'{each.name}' ({each.n:,})" for each in searched.lists)
    said = (
        f"{name} holds {len(names)} lists of objects: {counts}. '{best}' was read; name another as "
        "the sheet to read that.",
    )
    return replace(cut[best], name=best, names=names, warnings=said * (len(names) > 1))


def _records(scratch: ScratchFolder, text: Path, form: Form, head: str, name: str) -> Records:
    records = first_records(scratch.connection, text, form, head, name)
    if form == "values" and any(map(_by_column, records)):
        raise InputError(
            f"{name} is JSON written column by column; write it record by record, as a list of "
            "objects (in pandas: orient='records')."
        )
    layout = JsonLayout(form, levels_of(records))
    check_columns(name, len(layout.names))
    return Records(text, layout, layout.rows(records)[:_ROWS])
