"""The role of every column: scored by header and cells, and decided for all columns together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.optimize import linear_sum_assignment

from shopai.columns import Customer, Event, Item
from shopai.events.reading.cells import AMOUNTS, FEW, TESTS
from shopai.events.reading.evidence import Column, Evidence
from shopai.events.reading.headers import NAMES, Field, key
from shopai.events.reading.vocabulary import Concept as C
from shopai.events.reading.words import header

#: Concepts a header must have, those it may have besides, and how well it then names the role.
Pattern = tuple[frozenset[str], frozenset[str], float]


def _pattern(needed: str, score: float, allowed: str = "") -> Pattern:
    return frozenset(needed.split()), frozenset(allowed.split()), score


_SOLD = f"{C.ORDER} {C.ITEM} {C.LINE} {C.SALE} {C.PURCHASE} {C.TRANSACTION} {C.INVOICE}"
_MONEY = (
    f"{_SOLD} {C.PAID} {C.NET} {C.GROSS} {C.TAX} {C.WITH} {C.WITHOUT} {C.PAYMENT} {C.AMOUNT} "
    f"{C.TOTAL} {C.CURRENCY}"
)

#: Role -> what its header says. A header with a concept beyond those of a pattern is not of it.
PATTERNS: Final[dict[str, tuple[Pattern, ...]]] = {
    Event.USER: (
        _pattern(f"{C.CUSTOMER} {C.ID}", 1.0, f"{C.BILLING} {C.ORDER} {C.PARENT}"),
        _pattern(f"{C.CUSTOMER} {C.EMAIL}", 0.9, f"{C.ADDRESS} {C.BILLING} {C.ORDER} {C.ID}"),
        _pattern(C.CUSTOMER, 0.8, f"{C.BILLING} {C.CREATED}"),
        _pattern(
            C.EMAIL, 0.75, f"{C.ADDRESS} {C.BILLING} {C.INVOICE} {C.RECIPIENT} {C.ID} {C.PAYMENT}"
        ),
        _pattern(f"{C.CUSTOMER} {C.NAME}", 0.6, f"{C.BILLING} {C.ORDER}"),
        _pattern(f"{C.CUSTOMER} {C.PHONE}", 0.55, f"{C.BILLING} {C.ID}"),
        _pattern(C.PHONE, 0.45, f"{C.BILLING} {C.RECIPIENT} {C.ID}"),
        _pattern(f"{C.BILLING} {C.NAME}", 0.4, C.INVOICE),
        _pattern(C.RECIPIENT, 0.4, f"{C.NAME} {C.ID}"),
        _pattern(C.COMPANY, 0.35, C.NAME),
    ),
    Event.ORDER: (
        _pattern(
            f"{C.ORDER} {C.ID}",
            1.0,
            f"{C.PURCHASE} {C.SALE} {C.TRANSACTION} {C.PARENT} {C.INVOICE}",
        ),
        _pattern(f"{C.ORDER} {C.ID}", 0.6, C.LINE),
        _pattern(C.ORDER, 0.8, f"{C.SALE} {C.PURCHASE} {C.PARENT}"),
        _pattern(f"{C.PURCHASE} {C.ID}", 0.8),
        _pattern(f"{C.INVOICE} {C.ID}", 0.8, f"{C.SALE} {C.PARENT}"),
        _pattern(f"{C.SALE} {C.ID}", 0.75),
        _pattern(f"{C.TRANSACTION} {C.ID}", 0.75, f"{C.SALE} {C.PAYMENT}"),
        _pattern(f"{C.ORDER} {C.NAME}", 0.7),
        _pattern(C.INVOICE, 0.65),
        _pattern(C.TRANSACTION, 0.6),
        _pattern(f"{C.PAYMENT} {C.ID}", 0.5),
    ),
    Event.ITEM: (
        _pattern(f"{C.ITEM} {C.ID}", 1.0, f"{C.LINE} {C.SELLER} {C.STOCK} {C.SIZE} {C.PARENT}"),
        _pattern(C.ITEM, 0.85, f"{C.LINE} {C.SELLER} {C.STOCK} {C.PURCHASE} {C.SALE} {C.ORDER}"),
    ),
    Item.TITLE: (
        _pattern(f"{C.ITEM} {C.NAME}", 1.0, f"{C.LINE} {C.ORDER}"),
        _pattern(f"{C.ITEM} {C.DESCRIPTION}", 0.9, f"{C.LINE} {C.ORDER}"),
        _pattern(C.DESCRIPTION, 0.6, C.LINE),
        _pattern(C.ITEM, 0.5, f"{C.LINE} {C.ORDER}"),
        _pattern(C.NAME, 0.4, C.LINE),
    ),
    Event.RATING: (_pattern(C.RATING, 0.7, C.ITEM),),
    Event.QUANTITY: (
        _pattern(C.QUANTITY, 1.0, f"{_SOLD} {C.TOTAL} {C.UNIT} {C.PAID} {C.CREATED}"),
        _pattern(C.QUANTITY, 0.9, f"{_SOLD} {C.TOTAL} {C.UNIT} {C.SHIPPING} {C.COMPLETED}"),
        _pattern(f"{C.UNIT} {C.SALE}", 0.8),
        _pattern(f"{C.TOTAL} {C.ITEM}", 0.8),
    ),
    Event.PRICE: (
        _pattern(f"{C.PRICE} {C.UNIT}", 1.0, f"{_MONEY} {C.ORIGINAL}"),
        _pattern(C.PRICE, 0.85, f"{_MONEY}"),
        _pattern(f"{C.AMOUNT} {C.UNIT}", 0.8, _MONEY),
        _pattern(f"{C.PRICE} {C.ORIGINAL}", 0.5, _MONEY),
        _pattern(C.UNIT, 0.3, f"{C.NET} {C.GROSS}"),
    ),
    Field.AMOUNT: (
        _pattern(f"{C.AMOUNT} {C.PAID}", 0.95, f"{_MONEY} {C.CUSTOMER}"),
        _pattern(f"{C.PRICE} {C.PAID}", 0.95, _MONEY),
        _pattern(C.AMOUNT, 0.85, _MONEY),
        _pattern(f"{C.PRICE} {C.TOTAL}", 0.85, _MONEY),
        _pattern(C.SUBTOTAL, 0.8, f"{_MONEY} {C.PRICE}"),
        _pattern(C.TOTAL, 0.75, _MONEY),
        _pattern(C.SALE, 0.7, _MONEY),
        _pattern(C.GROSS, 0.6, _MONEY),
        _pattern(C.NET, 0.5, _MONEY),
        _pattern(C.PAID, 0.5, f"{_MONEY} {C.CUSTOMER}"),
        _pattern(C.PURCHASE, 0.4, _MONEY),
    ),
    Event.DISCOUNT: (
        _pattern(C.DISCOUNT, 0.9, f"{_MONEY} {C.SELLER} {C.STAFF} {C.COUPON} {C.RATE} {C.PRICE}"),
        _pattern(f"{C.COUPON} {C.AMOUNT}", 0.8, _MONEY),
        _pattern(C.COUPON, 0.5, f"{_MONEY} {C.SELLER}"),
    ),
    Field.REFUNDED: (
        _pattern(f"{C.REFUND} {C.AMOUNT}", 1.0, f"{_MONEY} {C.CUSTOMER}"),
        _pattern(f"{C.REFUND} {C.TOTAL}", 0.95, _MONEY),
        _pattern(f"{C.REFUND} {C.PRICE}", 0.8, _MONEY),
        _pattern(C.REFUND, 0.6, f"{_SOLD} {C.TAX} {C.WITH} {C.WITHOUT}"),
    ),
    Field.REFUNDED_UNITS: (_pattern(f"{C.REFUND} {C.QUANTITY}", 0.9, f"{_SOLD} {C.UNIT}"),),
    Field.SHIPPING: (
        _pattern(C.SHIPPING, 0.8, f"{_MONEY} {C.FEE} {C.COST} {C.PRICE} {C.CUSTOMER}"),
    ),
    Event.CURRENCY: (
        _pattern(C.CURRENCY, 0.9, f"{C.ORDER} {C.ID} {C.PAYMENT} {C.TRANSACTION} {C.SALE}"),
    ),
    Customer.EMAIL: (
        _pattern(
            C.EMAIL, 0.7, f"{C.CUSTOMER} {C.ADDRESS} {C.BILLING} {C.INVOICE} {C.ID} {C.PAYMENT}"
        ),
    ),
    Customer.PHONE: (_pattern(C.PHONE, 0.6, f"{C.CUSTOMER} {C.BILLING} {C.ID} {C.RECIPIENT}"),),
    Item.CATEGORY: (
        _pattern(C.CATEGORY, 0.7, f"{C.ITEM} {C.NAME}"),
        _pattern(f"{C.ITEM} {C.TYPE}", 0.5),
    ),
    Item.BRAND: (_pattern(C.BRAND, 0.7, f"{C.ITEM} {C.NAME}"),),
    Item.COST: (_pattern(C.COST, 0.7, f"{C.UNIT} {C.ITEM} {C.PRICE}"),),
    Item.STOCK: (_pattern(C.STOCK, 0.7, f"{C.QUANTITY} {C.ITEM} {C.UNIT}"),),
    Event.SESSION: (_pattern(f"{C.SESSION} {C.ID}", 0.8), _pattern(C.SESSION, 0.6)),
    Event.KIND: (
        _pattern(C.EVENT, 0.8, f"{C.TYPE} {C.NAME} {C.CUSTOMER}"),
        _pattern(
            C.TYPE,
            0.3,
            f"{C.TRANSACTION} {C.ORDER} {C.LINE} {C.PAYMENT} {C.AMOUNT} {C.SALE} {C.INVOICE}",
        ),
    ),
    Event.CHANNEL: (_pattern(C.CHANNEL, 0.5, f"{C.SALE} {C.ORDER} {C.CUSTOMER}"),),
    Event.DEVICE: (_pattern(C.DEVICE, 0.5, f"{C.TYPE} {C.CATEGORY} {C.CUSTOMER}"),),
    Customer.CITY: (_pattern(C.CITY, 0.4, f"{C.BILLING} {C.CUSTOMER} {C.SHIPPING} {C.RECIPIENT}"),),
    Customer.STATE: (_pattern(C.STATE, 0.4, f"{C.BILLING} {C.CUSTOMER} {C.SHIPPING}"),),
    Customer.ZIP: (_pattern(C.ZIP, 0.4, f"{C.BILLING} {C.CUSTOMER} {C.SHIPPING} {C.ID}"),),
    Field.NAME: (
        _pattern(f"{C.CUSTOMER} {C.NAME}", 0.4, C.BILLING),
        _pattern(f"{C.BILLING} {C.NAME}", 0.35, C.INVOICE),
        _pattern(f"{C.RECIPIENT} {C.NAME}", 0.3),
    ),
}

_EXACT: Final = 1.3  # points of a header that is known as it stands
_PER_RANK: Final = 0.02  # lost with each better name of the field
_WAYS_TO_REACH: Final = {
    C.EMAIL: 0.9,
    C.PHONE: 0.5,
    C.NAME: 0.6,
}  # points of them as an id, at most
_UNKNOWN: Final = 0.12  # lost with each word of the header that says nothing
_BLANK: Final = 0.4  # lost by a moment that is blank in all rows
LEAST: Final = 0.25  # points without which a column has no role


@dataclass(frozen=True)
class Score:
    """How well a column plays a role."""

    points: float
    exact: bool  # its header is known as it stands


def header_points(role: str, column: Column) -> Score:
    """Points of a column's name for a role, before its cells are looked at."""
    names = NAMES.get(role, ())
    name = key(column.name)
    if role == Item.TITLE and any(name in NAMES[person] for person in _PERSONS):
        return Score(0.0, False)
    if role == Field.AMOUNT and C.TAX in column.concepts and not column.concepts & _TAXED:
        return Score(0.0, False)  # the tax itself
    if role == Field.AMOUNT and column.counts_items:
        return Score(0.0, False)
    if _of_discount(column):  # money before or after a discount, and not the discount
        if role == Event.DISCOUNT:
            return Score(0.0, False)
        if role in (Event.PRICE, Field.AMOUNT) and C.SHIPPING not in column.concepts:
            return Score(_matching(role, column.concepts - _OF_DISCOUNT, column), False)
    outer, _, inner = column.name.rpartition(".")
    inner = key(inner)
    # "item.price" is a price; "shipping.amount" is no amount of a sale.
    agrees = role not in PATTERNS or not header(outer).concepts or _by_patterns(role, column) > 0
    for known in (name, inner) if agrees else (name,):
        if known in names:
            most = _most(column) if role == Event.USER else _EXACT
            by_words = _time_points(column) if role == Event.TIME else _by_patterns(role, column)
            rank = _EXACT - _PER_RANK * names.index(known)
            return Score(min(most, max(rank, by_words)), True)
    if role == Event.TIME:
        return Score(_time_points(column), False)
    return Score(_by_patterns(role, column), False)


_PERSONS: Final = (Field.NAME, Customer.FIRST_NAME, Customer.LAST_NAME)
#: Concepts beside a tax that say that a column is money with or without it.
_TAXED: Final = frozenset({C.WITH, C.WITHOUT, C.PRICE, C.SUBTOTAL})


#: Concepts of a discount that is in or off an amount, and of what else is in it.
_OF_DISCOUNT: Final = frozenset({C.DISCOUNT, C.WITH, C.WITHOUT, C.SELLER, C.TAX, C.FEE})


def _of_discount(column: Column) -> bool:
    """The header says money with or without a discount: "subtotal after discount"."""
    concepts = column.concepts
    money = concepts & {C.PRICE, C.AMOUNT, C.SUBTOTAL, C.TOTAL, C.SALE}
    if C.TAX in concepts:  # a discount may be with tax too
        money &= {C.PRICE, C.SUBTOTAL}
    return bool(C.DISCOUNT in concepts and concepts & {C.WITH, C.WITHOUT} and money)


def _by_patterns(role: str, column: Column) -> float:
    return _matching(role, column.concepts, column)


def _matching(role: str, concepts: frozenset[str], column: Column) -> float:
    best = 0.0
    for needed, allowed, score in PATTERNS.get(role, ()):
        if needed <= concepts and concepts <= needed | allowed:
            best = max(best, score - 0.03 * len(concepts - needed))
    return best - _UNKNOWN * column.header.unknown if best else 0.0


def _most(column: Column) -> float:
    """An id is better than an address or a name, which several may share or one may change."""
    return min([_EXACT, *(_WAYS_TO_REACH[c] for c in column.concepts & _WAYS_TO_REACH.keys())])


#: Points a date gains or loses by what it is the date of.
_MOMENTS: Final = {
    C.ORDER: 0.2, C.PURCHASE: 0.2, C.TRANSACTION: 0.15, C.SALE: 0.15, C.INVOICE: 0.1,
    C.CREATED: 0.15, C.PAID: -0.05, C.PAYMENT: -0.05, C.COMPLETED: -0.35, C.UPDATED: -0.5,
    C.SHIPPING: -0.6, C.DUE: -0.6, C.CANCELLED: -0.7, C.REFUND: -0.6, C.BIRTH: -0.9,
    C.CUSTOMER: -0.3, C.ITEM: -0.2, C.STATUS: -0.5, C.ZONE: -1.0, C.CONSENT: -0.5, C.LAST: -0.3,
    C.CAMPAIGN: -0.4, C.COUPON: -0.6, C.STOCK: -0.6, C.BALANCE: -1.0, C.EMAIL: -1.0,
}  # fmt: skip


def _time_points(column: Column) -> float:
    concepts = column.concepts
    named = bool(concepts & {C.DATE, C.CLOCK, C.AT, C.CREATED})
    if column.filled and not (column.is_date or named):
        return 0.0
    base = 0.8 if named else 0.55 if column.is_date else 0.0
    points = base + sum(_MOMENTS.get(concept, 0.0) for concept in concepts)
    return points - 0.05 * column.header.unknown


def points(role: str, column: Column) -> Score:
    """Points of a column for a role by name and cells; none where its cells rule it out."""
    score = header_points(role, column)
    test = TESTS.get(role)
    if score.points <= 0.0 or test is None:
        return score
    if not column.filled:  # blank in many rows: no role for which there may be another column
        return Score(score.points - 1.0 if len(column.cells) > 1 else score.points, score.exact)
    if test(column):
        blank = 1 - len(column.filled) / len(column.cells)
        # Of two moments the one that is known of most rows.
        return Score(score.points - _BLANK * blank, score.exact) if role == Event.TIME else score
    if score.exact and role in AMOUNTS and len(column.filled) <= FEW:
        return score  # too few cells to doubt a known header
    return Score(0.0, score.exact)


def assigned(evidence: Evidence, fixed: dict[str, str], roles: list[str]) -> dict[str, str]:
    """The best column for each role, all decided together; `fixed` ones stay.

    Each column plays one role and each role has one column, so that the sum of the points is as
    large as can be.
    """
    free = [column for column in evidence.columns if column.name not in fixed.values()]
    open_roles = [role for role in roles if role not in fixed]
    if not free or not open_roles:
        return fixed
    table = np.array([[points(role, c).points for c in free] for role in open_roles])
    table = np.where(table >= LEAST, table, 0.0)
    # Of equals the earlier column: a hair for each place.
    table -= np.where(table > 0, 1e-6 * np.arange(len(free)), 0.0)
    chosen = zip(*linear_sum_assignment(table, maximize=True), strict=True)
    return fixed | {open_roles[i]: free[j].name for i, j in chosen if table[i, j] > 0}
