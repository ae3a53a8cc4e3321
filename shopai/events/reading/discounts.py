"""The discounts beside a price or an amount: of the line or the order, amounts or rates."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import permutations
from typing import Final

import numpy as np

from shopai.arrays import Floats
from shopai.columns import Event
from shopai.events.reading.evidence import Column, Evidence
from shopai.events.reading.headers import Field
from shopai.events.reading.levels import (
    MOSTLY,
    Money,
    Sales,
    agreement,
    candidates,
    evidence_of_level,
)
from shopai.events.reading.roles import LEAST, points
from shopai.events.reading.vocabulary import Concept as C

_FEWEST: Final = 2  # rows that a statement needs
_CENTS: Final = 0.021  # lost by rounding the lines of an order
_PERCENT: Final = re.compile(r"[-+]?\d+([.,]\d+)?\s?%$")


def discounts(
    evidence: Evidence,
    fields: dict[str, str],
    sales: Sales,
    chosen: dict[str, Money],
    reasons: dict[str, str],
) -> dict[str, str]:
    """The roles of discounts: of the line or the order, an amount or a rate; and of their base."""
    if not chosen or Field.ORDER_TOTAL in chosen:
        return {}
    role, money = next(iter(chosen.items()))
    concepts = money.column.concepts
    if role == Event.PRICE and concepts & {C.PAID, C.NET}:
        return {}  # the price is what was paid: the discount is off already
    taken = {column for name, column in fields.items() if name != Event.DISCOUNT}
    columns = [
        column
        for column in evidence.columns
        if column.name not in taken | {money.column.name}
        and points(Event.DISCOUNT, column).points >= LEAST
        and bool(np.isfinite(column.numbers).any())
    ]
    columns.sort(key=lambda column: column.name != fields.get(Event.DISCOUNT))
    if any(_off_already(evidence, sales, money.column, column) for column in columns):
        return {}
    # Our own event table has its discount beside a price after it, and keeps it.
    own = all(fields.get(name) == name for name in (Event.USER, Event.ITEM, Event.KIND, Event.TIME))
    if not own and any(_off_in_items(sales, money, column) for column in columns):
        return {}
    roles: dict[str, str] = {}
    for column in columns:
        name = _discount_role(fields, sales, column, money.column)
        if name not in roles:
            roles[name] = column.name
    if Field.DISCOUNT_RATE in roles:
        _without_twice(evidence, sales, money, roles)
    if role == Field.AMOUNT:  # an amount is what was paid, unless a total says otherwise
        roles.pop(Field.ORDER_DISCOUNT, None)
    if Field.ORDER_DISCOUNT in roles:
        reasons[Field.ORDER_DISCOUNT] = "of the order, not of its lines"
    before = C.PAID not in concepts and C.TOTAL not in concepts and concepts & {C.PRICE, C.ORIGINAL}
    if role == Field.AMOUNT and before and Event.DISCOUNT in roles:
        roles[Field.AMOUNT_BEFORE] = money.column.name
    return roles


def after_discount(evidence: Evidence, judgements: Sequence[Money]) -> Money | None:
    """The money that is another of its level less a discount, in rows with and without one."""
    for discount in evidence.columns:
        off = np.abs(np.nan_to_num(discount.numbers))
        some = off > 0
        if points(Event.DISCOUNT, discount).points < LEAST or some.sum() < _FEWEST:
            continue
        for before, after in permutations(judgements, 2):
            net, paid = before.column.numbers - off, after.column.numbers
            alike = agreement(net, paid) >= MOSTLY and agreement(net[some], paid[some]) >= MOSTLY
            if alike and before.level == after.level != "order" and not some.all():
                return after
    return None


def _without_twice(evidence: Evidence, sales: Sales, money: Money, roles: dict[str, str]) -> None:
    """Of a discount that is written as a rate and as an amount too, the amount of the line."""
    rate = np.abs(np.nan_to_num(evidence[roles[Field.DISCOUNT_RATE]].numbers))
    rate = np.where(rate > 1, rate / 100, rate)
    line = money.column.numbers * (sales.quantity if money.level == "unit" else 1.0)
    for role in (Event.DISCOUNT, Field.ORDER_DISCOUNT):
        if role not in roles:
            continue
        off = np.abs(evidence[roles[role]].numbers)
        if agreement((np.abs(line) * rate)[rate > 0], off[rate > 0]) >= MOSTLY:
            roles[Event.DISCOUNT] = roles.pop(role)
            del roles[Field.DISCOUNT_RATE]
            return
    if Event.DISCOUNT in roles:
        del roles[Field.DISCOUNT_RATE]


def _off_already(evidence: Evidence, sales: Sales, price: Column, discount: Column) -> bool:
    """Another column less the discount is the price: the discount is off it."""
    off = np.abs(np.nan_to_num(discount.numbers))
    if not np.nansum(off) > 0:
        return False
    share = np.where(off > 1, off / 100, off)
    for other in candidates(evidence, {price.name, discount.name}):
        listed = other.numbers
        known = np.isfinite(listed) & np.isfinite(price.numbers)
        if not np.any((off > 0) & known):
            continue
        # A rate may also say what remains: 90% of the price.
        for net in (listed - off, listed * (1 - share), listed * share):
            if (
                agreement(net, price.numbers) >= MOSTLY
                and agreement(net[off > 0], price.numbers[off > 0]) >= MOSTLY
            ):
                return True
        if _off_its_lines(sales, listed, price.numbers, off):
            return True
    return False


def _off_in_items(sales: Sales, money: Money, discount: Column) -> bool:
    """The price of an item falls by the discount where there is one: it is off already."""
    units = np.abs(sales.quantity)
    price = np.abs(money.column.numbers) / (1.0 if money.level == "unit" else units)
    off = np.abs(np.nan_to_num(discount.numbers)) / units
    falls = stays = 0
    for rows in sales.rows_of(sales.items):
        if np.ptp(off[rows]) > _CENTS and np.isfinite(price[rows] + off[rows]).all():
            stays += bool(np.ptp(price[rows]) < _CENTS)
            falls += bool(np.ptp(price[rows] + off[rows]) < _CENTS < np.ptp(price[rows]))
    return falls >= _FEWEST and falls > stays


def _off_its_lines(sales: Sales, listed: Floats, price: Floats, off: Floats) -> bool:
    """The lines of each order are less than those by another column by the order's discount."""
    ways = ((listed, price * sales.quantity), (listed * sales.quantity, price * sales.quantity))
    reduced = [rows for rows in sales.rows_of(sales.orders) if off[rows[0]] > 0]
    return any(
        all(abs(np.sum(before[rows] - after[rows]) - off[rows[0]]) < _CENTS for rows in reduced)
        for before, after in ways
        if reduced
    )


def _discount_role(fields: dict[str, str], sales: Sales, column: Column, money: Column) -> str:
    """The kind of discount a column holds."""
    values = np.abs(column.numbers)
    known = values[np.isfinite(values) & (values != 0)]
    fraction = len(known) > 0 and bool(np.all(known < 1)) and len(set(known.tolist())) > 1
    prices = np.abs(money.numbers[np.isfinite(money.numbers)])
    small = fraction and len(prices) > 0 and float(np.median(prices)) >= 2
    percent = column.share(_PERCENT) > 0.5 or C.RATE in column.concepts
    if C.AMOUNT not in column.concepts and (percent or small):
        return Field.DISCOUNT_RATE
    of_line = column.concepts & {C.LINE, C.ITEM}
    level = evidence_of_level(sales, column)
    shared = level is not None and level[0] == "order" and len(known) > 0
    apart = money.concepts & {C.LINE, C.ITEM} and Event.ORDER in fields
    of_order = Event.ORDER in fields and (shared or C.ORDER in column.concepts or bool(apart))
    return Field.ORDER_DISCOUNT if of_order and not of_line else Event.DISCOUNT
