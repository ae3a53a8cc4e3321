"""Roles that headers leave open, told by the cells of the columns alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from shopai.columns import Event, Item
from shopai.events.reading.evidence import Column, Evidence
from shopai.events.reading.headers import ATTRIBUTES, key
from shopai.events.reading.kinds import kind_of
from shopai.events.reading.vocabulary import Concept as C

_NAMELESS: Final = re.compile(r"column_\d+$")
#: Names of columns that only number the rows.
_NUMBERED: Final = re.compile(r"(column_\d+|unnamed: ?\d+|index|row|nr|no|#)$", re.IGNORECASE)
_EPOCH: Final = re.compile(r"1\d{9}(\d{3})?(\d{3})?$")


def by_content(fields: dict[str, str], evidence: Evidence) -> None:
    """Fill the fields that headers did not settle, where the cells leave no doubt."""
    if not evidence.n_rows or len(evidence.columns) > 12:
        return
    # One column without a name among others holds headings or numbers of rows.
    named = not all(_NAMELESS.match(column.name) for column in evidence.columns)
    free = [
        column
        for column in evidence.columns
        if column.name not in fields.values()
        and not (named and _NUMBERED.match(column.name))
        and 2 * len(column.filled) > evidence.n_rows
        and key(column.name) not in ATTRIBUTES
        and (_may_be_anything(column) if named else bool(_NAMELESS.match(column.name)))
    ]

    def claim(name: str, matches: Sequence[Column]) -> None:
        if name not in fields and matches:
            fields[name] = matches[0].name
            free.remove(matches[0])

    meaningless = Event.USER not in fields and Event.ITEM not in fields
    claim(Event.TIME, [c for c in free if c.dates == 1.0 or c.share(_EPOCH) == 1.0])
    claim(Event.KIND, [c for c in free if all(map(kind_of, c.distinct)) and c.numeric < 1])
    # Nameless columns of three or four: customer, item, rating, time, in the order of MovieLens.
    if all(_NAMELESS.match(c.name) for c in evidence.columns) and 2 <= len(free) <= 4:
        claim(Event.USER, free[:1])
        claim(Event.ITEM, free[:1])
        claim(Event.RATING, [c for c in free if _rating(c)])
        claim(Event.TIME, [c for c in free if c.share(re.compile(r"\d{9,10}$")) == 1.0])
        return
    several = [c for c in free if len(c.distinct) > 1 and _tells_apart(c)]
    ids = [c for c in several if not _negative(c)]
    if Event.KIND not in fields and meaningless:
        # Two columns of ids that come again beside a small number: customer, item, rating.
        again = [c for c in ids if not c.unique and not _rating(c)]
        if len(free) == 3 and len(again) == 2:
            claim(Event.RATING, [c for c in free if _rating(c)])
        ids = again if Event.TIME not in fields else ids
    # A table with more of them, such as one of flights, may be of anything.
    told = Event.TIME in fields and meaningless and (not named or len(several) <= _PAIR)
    if Event.KIND in fields or Event.RATING in fields or told:
        order = fields.get(Event.ORDER)
        claim(Event.USER, [c for c in ids if c in free and _one_each(evidence, order, c)])
        if order is None or Item.TITLE not in fields:
            claim(Event.ITEM, [c for c in ids if c in free])


def _one_each(evidence: Evidence, order: str | None, column: Column) -> bool:
    """Each order has one of the column, as it has one customer."""
    share = evidence.determines(order, column.name) if order else None
    return share is None or share > 0.9


#: A customer and an item: all that a time alone lets one tell among columns that say nothing.
_PAIR: Final = 2


def _may_be_anything(column: Column) -> bool:
    """The header says nothing that is understood, so that only the cells can tell."""
    ids_of_something = column.concepts == {C.ID} and column.header.unknown > 0
    return not column.concepts or ids_of_something


def _tells_apart(column: Column) -> bool:
    """Cells may be ids: no dates, times, amounts or addresses of pages, and not of two classes."""
    classes = len(column.distinct) <= _CLASSES and len(column.filled) > 4 * _CLASSES
    pages = column.share(re.compile(r"/|https?:")) > 0.5
    other = column.is_date or column.is_clock or column.written_in_decimals
    return not (other or pages or classes or _fraction(column))


_CLASSES: Final = 3


def _fraction(column: Column) -> bool:
    return column.numeric == 1.0 and any("." in c and not c.endswith(".0") for c in column.distinct)


def _negative(column: Column) -> bool:
    return column.numeric == 1.0 and bool((column.numbers < 0).any())


def _rating(column: Column) -> bool:
    return column.numeric == 1.0 and bool(((column.numbers >= 0) & (column.numbers <= 10)).all())
