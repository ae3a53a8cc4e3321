"""Which columns are the money, told together by arithmetic.

price × quantity = amount is a statement about three columns, and the lines of an order add up to
its total: the combination for which such statements hold is the reading.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np

from shopai.arrays import Floats
from shopai.columns import Event, Item
from shopai.events.reading.discounts import after_discount, discounts
from shopai.events.reading.evidence import Column, Evidence
from shopai.events.reading.headers import Field
from shopai.events.reading.levels import (
    MOSTLY,
    ROLES,
    Money,
    Sales,
    agreement,
    best,
    candidates,
    judged,
    liking,
)  # fmt: skip
from shopai.events.reading.quantities import hidden_quantity
from shopai.events.reading.vocabulary import Concept as C
from shopai.events.reading.witness import DISCOUNTS, Base, Sum, adds_up, paid_less

#: Rates of tax and the like that stand between two columns of the same thing.
_RATES: Final = (1.02, 1.28)
_CENTS: Final = 0.011  # lost by rounding
_FEWEST: Final = 2  # rows that a statement needs
_OFTEN: Final = 0.5  # share of the rows in which nothing is off


@dataclass(frozen=True, eq=False)
class MoneyReading:
    """Roles of the columns of money, and what is to be said of them.

    Attributes
    ----------
    fields : role -> column, of price, amounts, discount, refunds and shipping
    reasons : role -> why, in a few words
    warnings : sentences about columns that do not agree
    rivals : two columns that may be the money, with the revenue of the first rows; or none
    more : role of a discount -> further columns that come off besides
    """

    fields: dict[str, str]
    reasons: dict[str, str]
    warnings: tuple[str, ...] = ()
    rivals: tuple[tuple[str, float], ...] = ()
    more: dict[str, tuple[str, ...]] = field(default_factory=dict)


def decide(evidence: Evidence, fields: dict[str, str], fixed: bool = False) -> MoneyReading:
    """The roles of the columns of money among those of `evidence`.

    `fields` holds what is decided besides; `fixed`, that its price and amount are those of a
    known export: then they stay, unless the rows say that the one is of another level.
    """
    monies = {Event.PRICE, Field.AMOUNT, Field.ORDER_TOTAL, Field.AMOUNT_BEFORE}
    others = {column for role, column in fields.items() if role not in monies}
    if Event.QUANTITY not in fields and not fixed:
        counted = hidden_quantity(evidence, fields, others)
        if counted is not None:
            fields = fields | {Event.QUANTITY: counted}
            others = others | {counted}
    sales = Sales.of(evidence, fields)
    if fixed:
        levels = {fields[role]: level for level, role in ROLES.items() if role in fields}
        judgements = [judged(sales, evidence[name], level) for name, level in levels.items()]
    else:
        cost = fields.get(Item.COST)
        judgements = [
            judged(sales, column)
            for column in candidates(evidence, others) or candidates(evidence, others - {cost})
        ]
        judgements = _of_items(evidence, judgements)
    settled = _settled(evidence, fields, sales, judgements)
    result, warnings = settled.fields, list(settled.warnings)
    refunded = fields.get(Field.REFUNDED)
    chosen = [evidence[column] for role, column in result.items() if role in monies]
    flag = refunded is not None and evidence[refunded].is_flag
    if refunded is not None and not flag and not _is_off(judgements, chosen, evidence[refunded]):
        result[Field.REFUNDED] = refunded
    shipping = fields.get(Field.SHIPPING)
    if shipping is not None and _holds_shipping(
        sales, result, chosen, evidence[shipping], judgements
    ):
        result[Field.SHIPPING] = shipping
        warnings.append(
            f"The shipping in '{shipping}' is taken off '{chosen[0].name}': revenue "
            "is what was paid for items."
        )
    if Event.QUANTITY in fields and fields[Event.QUANTITY] not in result.values():
        result.setdefault(Event.QUANTITY, fields[Event.QUANTITY])
    return replace(settled, warnings=tuple(warnings))


def _is_off(judgements: Sequence[Money], chosen: Sequence[Column], refunded: Column) -> bool:
    """Another column less the refund is the money chosen: the refund is off it already."""
    off = np.abs(np.nan_to_num(refunded.numbers))
    back = off > 0
    return any(
        agreement((other.column.numbers - off)[back], money.numbers[back]) >= MOSTLY
        for money in chosen
        for other in judgements
        if other.column is not money and back.sum() > _FEWEST
    )


def _of_items(evidence: Evidence, judgements: list[Money]) -> list[Money]:
    """The columns of money but those that are another one and the tip, or one less the fee.

    The first hold what the staff was given, the second what a payment service paid out.
    """
    tips, fees = _given(evidence, C.TIP), _given(evidence, C.FEE)

    def is_other(money: Money) -> bool:
        others = [other.column.numbers for other in judgements if other is not money]
        paid = np.where(money.column.numbers == 0, np.nan, money.column.numbers)
        holds_tip = any(agreement(paid - tip, each) >= MOSTLY for each in others for tip in tips)
        return holds_tip or any(
            agreement((paid + fee)[fee > 0], each[fee > 0]) >= MOSTLY
            for each in others
            for fee in fees
        )

    return [money for money in judgements if not is_other(money)] or judgements


def _given(evidence: Evidence, concept: str) -> list[Floats]:
    """Amounts of the columns of a tip or a fee that hold some."""
    amounts = [np.abs(np.nan_to_num(c.numbers)) for c in evidence.columns if concept in c.concepts]
    return [amount for amount in amounts if np.count_nonzero(amount) >= _FEWEST]


def _settled(
    evidence: Evidence, fields: dict[str, str], sales: Sales, judgements: Sequence[Money]
) -> MoneyReading:
    """The money and its discounts, without refunds and shipping."""
    others = (Event.DISCOUNT, Field.SHIPPING, Event.PRICE, Field.AMOUNT)
    taken = {column for role, column in fields.items() if role not in others}
    totals = [money.column for money in judgements if _may_be_a_total(sales, money)]
    total = adds_up(evidence, sales.orders, _bases(sales, judgements), totals, taken)
    if total is not None and not _is_product(judgements, total):
        roles, why = _by_total(judgements, total), {_role_of(judgements, total): total.because}
        reading = MoneyReading(roles, why, more=_further(roles, total))
        less = paid_less(evidence, sales.orders, total, totals, taken)
        if less is None:
            return reading
        paid, by_lines, by_paid = less
        lines = (total.base.column.name, float(by_lines.sum()))
        return replace(reading, rivals=(lines, (paid.name, float(by_paid.sum()))))
    unit, line, order = (best(judgements, level) for level in ("unit", "line", "order"))
    reduced = after_discount(evidence, judgements)
    if reduced is not None:
        unit, line = (reduced, line) if reduced.level == "unit" else (unit, reduced)
    if line is not None and unit is None:
        line = _subtotal(judgements, line)
    chosen: dict[str, Money] = {}
    warnings: list[str] = []
    rivals: tuple[tuple[str, float], ...] = ()
    if unit is not None and line is not None:
        pairs = _pairs(sales, judgements)
        unit = max((u for u, amount in pairs if amount is line), key=liking, default=unit)
        chosen, warnings, rivals = _both(evidence, fields, sales, unit, line)
        if rivals and any(price is unit for price, _ in pairs):
            chosen, rivals = {Event.PRICE: unit}, ()  # another amount agrees with the price
    elif unit is not None:
        chosen = {Event.PRICE: unit}
    elif line is not None:
        chosen = {Field.AMOUNT: line}
    elif order is not None:
        chosen = {Field.ORDER_TOTAL: _subtotal(judgements, order)}
    result = {role: money.column.name for role, money in chosen.items()}
    reasons = {role: money.reason for role, money in chosen.items()}
    result |= discounts(evidence, fields, sales, chosen, reasons)
    if Field.AMOUNT_BEFORE in result:
        result.pop(Field.AMOUNT, None)
    return MoneyReading(result, reasons, tuple(warnings), rivals)


def _is_product(judgements: Sequence[Money], total: Sum) -> bool:
    """The "total" is price × quantity of single lines, from which a discount may still come off."""
    level = {money.column.name: money.level for money in judgements}
    plain = not total.discounts and total.extras == 0 and C.PAID not in total.total.concepts
    return plain and level[total.base.column.name] == "unit" and level[total.total.name] == "line"


def _may_be_a_total(sales: Sales, money: Money) -> bool:
    """The column is of the order: by its rows, or by its header where no order has two lines."""
    if money.level == "order":
        return True
    of_line = money.column.concepts & {C.LINE, C.ITEM, C.UNIT}
    return money.level == "line" and not of_line and not sales.rows_of(sales.orders)


def _bases(sales: Sales, judgements: Sequence[Money]) -> list[Base]:
    """The columns that may be the money of the lines; totals of orders only for want of them."""
    of_lines = [money for money in judgements if money.level != "order"]
    bases = []
    for money in of_lines or judgements:
        amounts = np.abs(money.column.numbers)
        if money.level == "unit":
            amounts = amounts * np.abs(sales.quantity)
        elif money.level == "order":
            amounts = sales.once_an_order(amounts)
        bases.append(Base(money.column, amounts, liking(money) - 2.0 * _holds_all(money.column)))
    return bases


def _holds_all(column: Column) -> bool:
    """The header says a total, which may hold shipping and tax, and not of what."""
    concepts = column.concepts
    named = {C.ITEM, C.LINE, C.UNIT, C.SUBTOTAL, C.NET}
    return bool(concepts & {C.TOTAL, C.PAID, C.PAYMENT}) and not concepts & named


def _by_total(judgements: Sequence[Money], total: Sum) -> dict[str, str]:
    """Roles of the columns that add up to a total."""
    role = _role_of(judgements, total)
    roles = {role: total.base.column.name}
    for column, how in total.discounts:
        roles.setdefault(DISCOUNTS[how], column.name)
    return roles


def _further(roles: dict[str, str], total: Sum) -> dict[str, tuple[str, ...]]:
    """The discounts that come off besides those among `roles`, by their role."""
    more: dict[str, tuple[str, ...]] = {}
    for column, how in total.discounts:
        role = DISCOUNTS[how]
        if roles[role] != column.name:
            more[role] = (*more.get(role, ()), column.name)
    return more


def _role_of(judgements: Sequence[Money], total: Sum) -> str:
    level = next(money.level for money in judgements if money.column is total.base.column)
    off_lines = any(how != "order" for _, how in total.discounts)
    return Field.AMOUNT_BEFORE if level == "line" and off_lines else ROLES[level]


def _holds_shipping(
    sales: Sales,
    roles: dict[str, str],
    chosen: Sequence[Column],
    shipping: Column,
    judgements: Sequence[Money],
) -> bool:
    """The money is the total of an order, in which the shipping is.

    Amounts of lines have none, nor those that are never more than a price × quantity.
    """
    of_lines = [money.column for money in judgements if money.level == "line" and money.shown]
    if Event.PRICE in roles or not chosen or chosen[0] in of_lines:
        return False
    for price in (money.column.numbers for money in judgements if money.level == "unit"):
        worth = price * np.abs(sales.quantity)
        known = np.isfinite(worth) & np.isfinite(chosen[0].numbers)
        if known.any() and np.mean(chosen[0].numbers[known] <= worth[known] + _CENTS) >= MOSTLY:
            return False
    concepts = chosen[0].concepts
    whole = concepts & {C.TOTAL, C.PAID}
    total = whole and not concepts & {C.SUBTOTAL, C.ITEM, C.LINE, C.NET, C.PRICE}
    return bool(total) and bool(np.nansum(np.abs(shipping.numbers)) > 0)


def _subtotal(judgements: Sequence[Money], instead_of: Money) -> Money:
    """The subtotal among the columns of money: without shipping, after discounts."""
    subtotals = [m for m in judgements if C.SUBTOTAL in m.column.concepts and m.level != "unit"]
    paid = C.PAID in instead_of.column.concepts
    return subtotals[0] if subtotals and not paid else instead_of


def _pairs(sales: Sales, judgements: Sequence[Money]) -> list[tuple[Money, Money]]:
    """A price of a unit and an amount of the line each, where the one × quantity is the other."""
    return [
        (unit, line)
        for unit in judgements
        for line in judgements
        if unit.level == "unit"
        and line.level == "line"
        and agreement(unit.column.numbers * sales.quantity, line.column.numbers) >= MOSTLY
    ]


def _both(
    evidence: Evidence, fields: dict[str, str], sales: Sales, unit: Money, line: Money
) -> tuple[dict[str, Money], list[str], tuple[tuple[str, float], ...]]:
    """The roles of a price per unit and an amount of the line, one of which may be the money."""
    product, amount = unit.column.numbers * sales.quantity, line.column.numbers
    price, total = unit.column.name, line.column.name
    if agreement(product, amount) >= MOSTLY:
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
            if agreement(net, amount) >= MOSTLY:
                return {Field.AMOUNT: _because(line, words)}, [], ()
    usable = np.isfinite(product) & np.isfinite(amount) & (np.abs(product) > 0)
    if not usable.any():
        return {Event.PRICE: unit}, [], ()
    ratio = float(np.median(amount[usable] / product[usable]))
    if not ratio > 0:
        return {Event.PRICE: unit}, [], ()
    steady = agreement(product * ratio, amount) >= MOSTLY
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
        and np.mean(amount[usable] <= product[usable] + 0.011) >= MOSTLY
    ):
        return {Field.AMOUNT: _because(line, "what was paid")}, [], ()
    concepts = line.column.concepts
    ships = [np.nan_to_num(c.numbers) for c in evidence.columns if C.SHIPPING in c.concepts]
    with_shipping = any(agreement(product + ship, amount) >= MOSTLY for ship in ships)
    whole = C.TOTAL in concepts and not concepts & {C.ITEM, C.LINE, C.SALE, C.PRICE}
    if whole or with_shipping:
        at_least = bool(np.mean(amount[usable] >= product[usable] - 0.011) >= MOSTLY)
        if at_least and (ratio < 3 or with_shipping):
            said = (
                f"'{total}' is more than '{price}' × quantity, as with shipping or tax: revenue is "
                f"by '{price}'."
            )
            return {Event.PRICE: unit}, [said], ()
    never_more = np.mean(amount[usable] <= product[usable] + 0.011) >= MOSTLY
    payout = concepts & {C.NET, C.FEE, C.PROFIT, C.COST}
    if never_more and (name is not None or agreement(product, amount) >= _OFTEN or not payout):
        said = (
            f"'{total}' is less than '{price}' × quantity in some rows, as after a discount: "
            f"revenue is by '{total}'."
        )
        return {Field.AMOUNT: _because(line, f"never more than '{price}' × quantity")}, [said], ()
    return {Event.PRICE: unit}, [], ((price, by_price), (total, by_total))


def _because(money: Money, reason: str) -> Money:
    return Money(money.column, money.level, reason, money.points, True)
