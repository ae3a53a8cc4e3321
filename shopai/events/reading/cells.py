"""The cells a column must have for a role: no customer is a date, no order number is money."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import numpy as np

from shopai.columns import Customer, Event, Item, Kind
from shopai.events.reading.documents import are_documents
from shopai.events.reading.evidence import Column
from shopai.events.reading.headers import NAMES, Field, key
from shopai.events.reading.kinds import kind_of
from shopai.events.reading.status import are_states, reads_as_states
from shopai.events.reading.vocabulary import Concept as C
from shopai.events.reading.words import header

Test = Callable[[Column], bool]


def _is_id(column: Column) -> bool:
    """Cells may be ids: no dates, no times of day, no money, no yes and no."""
    return not (column.is_date or column.is_clock or column.written_in_decimals)


def _is_person(column: Column) -> bool:
    # What is struck out of a name tells nobody apart; of an id enough may be left.
    masked = column.masked and C.ID not in column.concepts
    # One address on all rows is the shop's own.
    own = (
        column.emails == 1.0
        and len(column.filled) > FEW < len(column.cells)
        and len(column.distinct) == 1
    )
    # "Customer membership": a class of customers.
    few = len(column.distinct) <= 2 and len(column.filled) > FEW and column.header.unknown > 0
    counted = (_counts(column) or _says_how_many(column)) and C.ID not in column.concepts
    other = masked or own or few or counted or _only_in(column, _CURRENCY_LIKE)
    return _is_id(column) and not other


def _is_item(column: Column) -> bool:
    """Cells may be ids of items: not of a few words of yes and no, and not counts."""
    flag = column.is_flag and len(column.filled) > FEW
    return _is_id(column) and not flag and not _counts(column)


def _is_order(column: Column) -> bool:
    classes = len(column.distinct) <= FEW < len(column.filled) / 4 and column.numeric < 0.5
    # "Preferred order category": words that come again under a header that says more.
    words = column.header.unknown > 0 and column.share(_DIGIT) == 0.0 and not column.unique
    return _is_id(column) and not (_counts(column) or classes or words or reads_as_states(column))


_DIGIT: Final = re.compile(r".*\d")


def _counts(column: Column) -> bool:
    """Small whole numbers under a header with words that are not understood."""
    small = column.whole and bool(np.nanmax(np.abs(column.numbers)) < 1000)
    return small and column.header.unknown > 0


def _says_how_many(column: Column) -> bool:
    """Whole numbers under the plural of a person: "Customers"."""
    return column.whole and key(column.name) in _PERSONS_COUNTED


_PERSONS_COUNTED: Final = frozenset(
    ["customers", "clients", "users", "visitors", "buyers", "members", "guests", "shoppers",
     "kunden", "besucher", "clientes", "usuarios", "visitantes", "visiteurs", "clienti", "klanten",
     "klienci", "客流", "客数", "人数"]
)  # fmt: skip


def _only_in(column: Column, words: frozenset[str]) -> bool:
    return bool(column.filled) and all(cell.casefold() in words for cell in column.distinct)


_CURRENCY_LIKE: Final = frozenset(["eur", "usd", "gbp", "cny", "jpy", "try", "inr", "pln"])


def _is_amount(column: Column) -> bool:
    return column.numeric > 0.6 and not (column.is_clock or (column.is_date and not column.whole))


def _is_time(column: Column) -> bool:
    """Cells may be moments; in a report made for people other rows stand between them."""
    named = C.DATE in column.concepts and column.dates > _SOME
    return column.is_date or named or column.is_epoch or column.is_serial


def _is_title(column: Column) -> bool:
    if column.whole and column.header.unknown:  # counts of something
        return False
    return not (column.is_date or column.is_clock or column.written_in_decimals)


def _is_kind(column: Column) -> bool:
    """Words for events; of a column that is only said to be a type, some must be for sales."""
    if column.is_date:
        return False
    if _known(Event.KIND, column) or (C.EVENT in column.concepts and C.NAME not in column.concepts):
        return True
    if C.EVENT in column.concepts:  # the name of an event may be that of a concert
        return any(map(kind_of, column.distinct))
    lines = any(header(word).concepts & {C.LINE, C.ITEM} for word in column.distinct)
    if lines or are_documents(list(column.distinct)):
        return False  # it tells lines from the rows of orders, or documents, see status.py
    kinds = {kind_of(word) for word in column.distinct}
    return Kind.PURCHASE in kinds and len(kinds) > 1


def _known(role: str, column: Column) -> bool:
    return key(column.name) in NAMES[role]


AMOUNTS: Final = (
    Event.QUANTITY, Event.PRICE, Field.AMOUNT, Event.DISCOUNT, Field.REFUNDED, Field.SHIPPING,
    Item.COST, Event.RATING,
)  # fmt: skip
FEW: Final = 3
_SOME: Final = 0.3

#: What the cells of a role must be; of a column without cells all is believed.
TESTS: Final[dict[str, Test]] = {
    Event.USER: _is_person,
    Event.ORDER: _is_order,
    Event.ITEM: _is_item,
    Item.TITLE: _is_title,
    Event.TIME: _is_time,
    Event.CURRENCY: lambda column: column.numeric < 0.5,
    Field.REFUNDED_UNITS: lambda column: column.mostly_nothing,
    Customer.STATE: lambda column: not (reads_as_states(column) or are_states(column)),
    Event.KIND: _is_kind,
    Customer.EMAIL: lambda column: column.emails > 0.5 or key(column.name) in NAMES[Customer.EMAIL],
    **dict.fromkeys(AMOUNTS, _is_amount),
    Field.REFUNDED: lambda column: _is_amount(column) and not column.is_flag,
}  # fmt: skip
