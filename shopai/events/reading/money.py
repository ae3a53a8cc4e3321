"""Which columns are the money: per unit, of a line or of an order, told by arithmetic.

price × quantity = amount is a statement about three columns, so they are decided together. Where
the rows say nothing, the header does; where they say otherwise than the header, they are believed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from shopai.arrays import Floats
from shopai.columns import Event, Item
from shopai.events.reading.evidence import Column, Evidence
from shopai.events.reading.headers import Field
from shopai.events.reading.roles import LEAST, header_points, points
from shopai.events.reading.vocabulary import Concept as C

Level = Literal["unit", "line", "order"]
#: Level of the money -> role of its column.
ROLES: Final[dict[Level, str]] = {
    "unit": Event.PRICE, "line": Field.AMOUNT, "order": Field.ORDER_TOTAL,
}  # fmt: skip
_SAME: Final = 0.006  # of the larger: amounts are rounded to cents
_MOSTLY: Final = 0.9
_PERCENT: Final = re.compile(r"[-+]?\d+([.,]\d+)?\s?%$")
#: Rates of tax and the like that stand between two columns of the same thing.
_RATES: Final = (1.02, 1.28)


def close(one: Floats, other: Floats) -> Floats:
    """Where two columns are the same to the cent or to half a percent; NaN where one is unknown."""
    far = np.abs(one - other) > np.maximum(0.011, _SAME * np.maximum(np.abs(one), np.abs(other)))
    return np.where(np.isfinite(one) & np.isfinite(other), np.where(far, 0.0, 1.0), np.nan)


def agreement(one: Floats, other: Floats) -> float:
    """Share of the rows with both in which they are the same; 0 where there are none."""
    same = close(one, other)
    return float(np.nanmean(same)) if np.isfinite(same).any() else 0.0


@dataclass(frozen=True, eq=False)
class Sales:
    """The parts of the first rows that the money has to agree with.

    quantity : (n_rows,) units of each row, 1 where the file has none
    orders, items : (n_rows,) the id of each row's order and item, "" where unknown
    """

    quantity: Floats
    orders: Sequence[str]
    items: Sequence[str]

    @classmethod
    def of(cls, evidence: Evidence, fields: dict[str, str]) -> Sales:
        def cells(name: str | None) -> Sequence[str]:
            return evidence[name].cells if name else [""] * evidence.n_rows

        quantity = fields.get(Event.QUANTITY)
        units = evidence[quantity].numbers if quantity else np.ones(evidence.n_rows)
        item = fields.get(Event.ITEM) or fields.get(Item.TITLE)
        if quantity:  # a blank is one unit, a word is no number
            blank = np.array([not cell for cell in evidence[quantity].cells])
            units = np.where(blank, 1.0, units)
        return cls(units, cells(fields.get(Event.ORDER)), cells(item))

    def rows_of(self, ids: Sequence[str]) -> list[list[int]]:
        """Rows that share an id, of each id that comes again."""
        groups: dict[str, list[int]] = defaultdict(list)
        for row, name in enumerate(ids):
            if name:
                groups[name].append(row)
        return [rows for rows in groups.values() if len(rows) > 1]


def evidence_of_level(sales: Sales, column: Column) -> tuple[Level, int] | None:
    """The level the rows speak for, and how many orders or items say so; None where none does."""
    values = column.numbers
    votes: dict[Level, int] = {"unit": 0, "line": 0, "order": 0}
    for rows in sales.rows_of(sales.items):
        price, units = values[rows], np.abs(sales.quantity[rows])
        if not np.isfinite(price * units).all() or np.ptp(units) == 0 or (price * units == 0).any():
            continue
        spread_unit, spread_line = _spread(np.abs(price)), _spread(np.abs(price) / units)
        if spread_unit < 0.01 < spread_line:
            votes["unit"] += 1
        elif spread_line < 0.01 < spread_unit:
            votes["line"] += 1
    multi = sales.rows_of(sales.orders)
    alike = told = 0
    for rows in multi:
        if len({sales.items[row] for row in rows}) < 2 and np.ptp(sales.quantity[rows]) == 0:
            continue
        price = values[rows]
        known = price[np.isfinite(price)]
        if len(known) == 0:
            continue
        told += 1
        first_only = len(known) == 1 and np.isfinite(price[0])
        alike += bool(first_only or (len(known) == len(rows) and _spread(known) < 1e-6))
    if told and alike >= _MOSTLY * told and (told > 1 or votes["unit"] == votes["line"] == 0):
        votes["order"] = alike + votes["unit"] + votes["line"]
    level = max(votes, key=votes.__getitem__)
    others = sum(votes.values()) - votes[level]
    if votes[level] == 0 or (level != "order" and others > 0.2 * votes[level]):
        return None
    return level, votes[level]


def _spread(values: Floats) -> float:
    """Range of positive values relative to the largest."""
    top = float(np.max(np.abs(values)))
    return float(np.ptp(values)) / top if top else 0.0


@dataclass(frozen=True, eq=False)
class Money:
    """A column of money, its level and why."""

    column: Column
    level: Level
    reason: str
    points: float  # of its header for that level
    shown: bool  # the rows say so, not only the header


def candidates(evidence: Evidence, taken: set[str]) -> list[Column]:
    """Columns that may be the money of a sale."""
    return [
        column
        for column in evidence.columns
        if column.name not in taken
        and column.numeric > 0.6
        and not column.is_date
        and max(header_points(role, column).points for role in (Event.PRICE, Field.AMOUNT)) >= LEAST
    ]


def judged(sales: Sales, column: Column, by_name: Level | None = None) -> Money:
    """A candidate at its likeliest level; `by_name` where its known header tells one."""
    unit, line = (header_points(role, column).points for role in (Event.PRICE, Field.AMOUNT))
    by_name = by_name or _named_level(column, unit, line)
    best_points = max(unit, line)
    seen = evidence_of_level(sales, column)
    if seen is None:
        if by_name == "order" and sales.rows_of(sales.orders):
            by_name = "line"  # it differs among the lines of an order
        return Money(column, by_name, "by its header", best_points, False)
    level, n = seen
    words = {
        "unit": f"the same at different quantities (items: {n})",
        "line": f"grows with the quantity (items: {n})",
        "order": f"the same on all lines of an order (orders: {n})",
    }
    return Money(column, level, words[level], best_points, True)


def _named_level(column: Column, unit: float, line: float) -> Level:
    concepts = column.concepts
    if C.PAID not in concepts and (
        unit > line or (C.PRICE in concepts and C.TOTAL not in concepts)
    ):
        return "unit"
    of_order = concepts & {C.ORDER, C.INVOICE} and not concepts & {C.ITEM, C.LINE, C.UNIT}
    return "order" if of_order else "line"


@dataclass(frozen=True, eq=False)
class MoneyReading:
    """Roles of the columns of money, and what is to be said of them.

    Attributes
    ----------
    fields : role -> column, of price, amounts, discount, refunds and shipping
    reasons : role -> why, in a few words
    warnings : sentences about columns that do not agree
    rivals : two columns that may be the money, with the revenue of the first rows; or none
    """

    fields: dict[str, str]
    reasons: dict[str, str]
    warnings: tuple[str, ...] = ()
    rivals: tuple[tuple[str, float], ...] = ()


def _liking(money: Money) -> float:
    """Points of a column among those of its level: what was paid before what was listed."""
    concepts = money.column.concepts
    return (
        money.points
        + 0.3 * (C.PAID in concepts)
        - 0.5 * (C.ORIGINAL in concepts)
        - 0.3 * bool(concepts & {C.TAX} and C.WITHOUT not in concepts and C.WITH not in concepts)
        + 0.1 * bool(concepts & {C.ITEM, C.LINE})
        + 0.05 * money.shown
    )


def best(monies: Sequence[Money], level: Level) -> Money | None:
    """The best column of a level, the earlier of equals."""
    own = [money for money in monies if money.level == level]
    return max(own, key=_liking, default=None)


def decide(evidence: Evidence, fields: dict[str, str], fixed: bool = False) -> MoneyReading:
    """The roles of the columns of money among those of `evidence`.

    `fields` holds what is decided besides; `fixed`, that its price and amount are those of a
    known export: then they stay, unless the rows say that the one is of another level.
    """
    monies = {Event.PRICE, Field.AMOUNT, Field.ORDER_TOTAL, Field.AMOUNT_BEFORE}
    others = {column for role, column in fields.items() if role not in monies}
    sales = Sales.of(evidence, fields)
    if fixed:
        levels = {fields[role]: level for level, role in ROLES.items() if role in fields}
        judgements = [judged(sales, evidence[name], level) for name, level in levels.items()]
    else:
        judgements = [judged(sales, column) for column in candidates(evidence, others)]
    unit, line, order = (best(judgements, level) for level in ("unit", "line", "order"))
    if line is not None and unit is None:
        line = _subtotal(judgements, line)
    chosen: dict[str, Money] = {}
    warnings: list[str] = []
    rivals: tuple[tuple[str, float], ...] = ()
    if unit is not None and line is not None:
        chosen, said, rivals = _both(evidence, fields, sales, unit, line)
        warnings += said
    elif unit is not None:
        chosen = {Event.PRICE: unit}
    elif line is not None:
        chosen = {Field.AMOUNT: line}
    elif order is not None:
        chosen = {Field.ORDER_TOTAL: _subtotal(judgements, order)}
    result = {role: money.column.name for role, money in chosen.items()}
    reasons = {role: money.reason for role, money in chosen.items()}
    result |= _discounts(evidence, fields, sales, chosen, reasons)
    if Field.AMOUNT_BEFORE in result:
        result.pop(Field.AMOUNT, None)
    refunded = fields.get(Field.REFUNDED)
    if refunded is not None and not evidence[refunded].is_flag:
        result[Field.REFUNDED] = refunded
    shipping = fields.get(Field.SHIPPING)
    if shipping is not None and _holds_shipping(chosen, evidence[shipping]):
        result[Field.SHIPPING] = shipping
        warnings.append(
            f"The shipping in '{shipping}' is taken off '{next(iter(result.values()))}': revenue "
            "is what was paid for items."
        )
    return MoneyReading(result, reasons, tuple(warnings), rivals)


def _holds_shipping(chosen: dict[str, Money], shipping: Column) -> bool:
    """The money is the total of an order, in which the shipping is."""
    if Event.PRICE in chosen or not chosen:
        return False
    concepts = next(iter(chosen.values())).column.concepts
    total = C.TOTAL in concepts and not concepts & {C.SUBTOTAL, C.ITEM, C.LINE, C.NET}
    return total and bool(np.nansum(np.abs(shipping.numbers)) > 0)


def _subtotal(judgements: Sequence[Money], instead_of: Money) -> Money:
    """The subtotal among the columns of money: without shipping, after discounts."""
    subtotals = [m for m in judgements if C.SUBTOTAL in m.column.concepts and m.level != "unit"]
    paid = C.PAID in instead_of.column.concepts
    return subtotals[0] if subtotals and not paid else instead_of


def _both(
    evidence: Evidence, fields: dict[str, str], sales: Sales, unit: Money, line: Money
) -> tuple[dict[str, Money], list[str], tuple[tuple[str, float], ...]]:
    """The roles of a price per unit and an amount of the line, one of which may be the money."""
    product, amount = unit.column.numbers * sales.quantity, line.column.numbers
    price, total = unit.column.name, line.column.name
    if agreement(product, amount) >= _MOSTLY:
        both = {Event.PRICE: unit, Field.AMOUNT: line}
        words = f"'{price}' × quantity is '{total}'"
        return {role: _because(money, words) for role, money in both.items()}, [], ()
    name = fields.get(Event.DISCOUNT)
    if name is not None:
        off = np.abs(np.nan_to_num(evidence[name].numbers))
        shares = np.where(off > 1, off / 100, off)
        for net, words in (
            (product - off, f"'{price}' × quantity less '{name}'"),
            (product * (1 - shares), f"'{price}' × quantity less the rate in '{name}'"),
        ):
            if agreement(net, amount) >= _MOSTLY:
                return {Field.AMOUNT: _because(line, words)}, [], ()
    usable = np.isfinite(product) & np.isfinite(amount) & (np.abs(product) > 0)
    if not usable.any():
        return {Event.PRICE: unit}, [], ()
    ratio = np.median(amount[usable] / product[usable])
    steady = agreement(product * ratio, amount) >= _MOSTLY
    by_price, by_total = float(np.nansum(product)), float(np.nansum(amount))
    if steady and (_RATES[0] <= ratio <= _RATES[1] or _RATES[0] <= 1 / ratio <= _RATES[1]):
        more, less = (total, price) if ratio > 1 else (price, total)
        share = max(ratio, 1 / ratio) - 1
        said = (
            f"'{more}' is {share:.0%} more than '{less}', as with tax: revenue is by '{price}', "
            f"{by_price:,.2f} in the first rows; by '{total}' it would be {by_total:,.2f}."
        )
        return {Event.PRICE: unit}, [said], ()
    if (
        C.PAID in line.column.concepts
        and np.mean(amount[usable] <= product[usable] + 0.011) >= _MOSTLY
    ):
        return {Field.AMOUNT: _because(line, "what was paid")}, [], ()
    concepts = line.column.concepts
    if C.TOTAL in concepts and not concepts & {C.ITEM, C.LINE, C.SALE, C.PRICE}:
        at_least = bool(np.mean(amount[usable] >= product[usable] - 0.011) >= _MOSTLY)
        if at_least and ratio < 3:
            said = (
                f"'{total}' is more than '{price}' × quantity, as with shipping or tax: revenue is "
                f"by '{price}'."
            )
            return {Event.PRICE: unit}, [said], ()
    return (
        {Event.PRICE: unit},
        [],
        ((price, by_price), (total, by_total)),
    )


def _because(money: Money, reason: str) -> Money:
    return Money(money.column, money.level, reason, money.points, True)


def _discounts(
    evidence: Evidence,
    fields: dict[str, str],
    sales: Sales,
    chosen: dict[str, Money],
    reasons: dict[str, str],
) -> dict[str, str]:
    """The roles of discounts: of the line or the order, an amount or a rate; and of their base."""
    if not chosen:
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
        and np.isfinite(column.numbers).any()
    ]
    columns.sort(key=lambda column: column.name != fields.get(Event.DISCOUNT))
    roles: dict[str, str] = {}
    for column in columns:
        name = _discount_role(fields, sales, column, money.column)
        if name not in roles:
            roles[name] = column.name
    if Event.DISCOUNT in roles and Field.DISCOUNT_RATE in roles:
        del roles[Field.DISCOUNT_RATE]
    if Field.ORDER_DISCOUNT in roles:
        reasons[Field.ORDER_DISCOUNT] = "of the order, not of its lines"
    before = C.PAID not in concepts and C.TOTAL not in concepts and concepts & {C.PRICE, C.ORIGINAL}
    if role == Field.AMOUNT and before and Event.DISCOUNT in roles:
        roles[Field.AMOUNT_BEFORE] = money.column.name
    return roles


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
