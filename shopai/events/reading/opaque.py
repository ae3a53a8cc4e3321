"""Headers in words of no language that is known here, over which only the cells could tell."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from shopai.columns import Event, Item
from shopai.events.reading.evidence import Column
from shopai.events.reading.headers import ATTRIBUTES, Field, is_known, key
from shopai.events.reading.roles import LEAST, header_points
from shopai.events.reading.table import MONEY, Table, listed
from shopai.events.reading.words import tokens

_SEVERAL: Final = 4  # headers that are not understood
_LETTERS: Final = 3  # of a word; "A" and "x1" are names of nothing
#: What a sale is made of: each has one of these fields.
_SALE: Final = (
    (Event.USER, Event.ORDER), (Event.ITEM, Item.TITLE), MONEY, (Event.TIME,),
)  # fmt: skip


def foreign(table: Table) -> str | None:
    """Most headers have letters of other alphabets, and none of their words is known."""
    unread = _unread(table)
    others = [column.name for column in unread if not _plain(column.name)]
    return _said(table, unread) if 2 * len(others) > len(unread) else None


def opaque(table: Table) -> str | None:
    """The same of any words, where nothing else tells what kind of file it is.

    Facts of customers may have any names, and so may the items of a matrix.
    """
    if table.shape not in ("orders", "events"):
        return None
    return _said(table, _unread(table))


def _plain(name: str) -> bool:
    return name.isascii()


def _unread(table: Table) -> list[Column]:
    """The columns whose header is in words and not understood, where these are most."""
    filled = [column for column in table.evidence.columns if column.filled]
    times = Counter(_bare(column.name) for column in filled)
    worded = [  # "col1", "col2", … are numbers and no words
        column
        for column in filled
        if times[_bare(column.name)] == 1
        and any(len(token) >= _LETTERS for token in tokens(column.name))
    ]
    unread = [
        column
        for column in worded
        if not column.concepts and not is_known(column.name) and key(column.name) not in ATTRIBUTES
    ]
    return unread if len(unread) >= _SEVERAL and 2 * len(unread) > len(worded) else []


def _bare(name: str) -> str:
    return re.sub(r"\d", "", name)


def _said(table: Table, unread: list[Column]) -> str | None:
    if not unread or table.shape in ("ratings", "matrix") or _told(table, unread):
        return None
    names = [column.name for column in unread]
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return (
        f"has headers in words that are not understood ({listed(names)}{more}), so that who bought "
        "what, when and for how much would be a guess. Map the columns, or rename them, such as "
        "order_id, customer_id, date, sku, quantity, price."
    )


def _told(table: Table, unread: list[Column]) -> bool:
    """Headers say three of the four facts of a sale, or what was done with an item and by whom."""
    said = {
        name
        for name, column in table.mapping.fields.items()
        if table.evidence[column] not in unread
        and header_points(name, table.evidence[column]).points >= LEAST
    }
    facts = [any(name in said for name in names) for names in _SALE]
    acted = said & {Event.KIND, Event.RATING, Field.REFUNDED} and said & {Event.USER, Event.ORDER}
    return sum(facts) > 2 or bool(acted)
