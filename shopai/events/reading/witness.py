"""An order's total as a witness: which price, amount and discount of its lines add up to it.

lines − discount + shipping + tax = total is a statement about five columns. The combination for
which it holds is the reading, whatever the headers say.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final, Literal

import numpy as np

from shopai.arrays import Floats, Ints
from shopai.columns import Event
from shopai.events.reading.evidence import Column, Evidence
from shopai.events.reading.headers import Field
from shopai.events.reading.roles import LEAST, points
from shopai.events.reading.vocabulary import Concept as C

Taken = Literal["line", "rate", "order"]
#: How a discount is taken off -> its role.
DISCOUNTS: Final[dict[Taken, str]] = {
    "line": Event.DISCOUNT, "rate": Field.DISCOUNT_RATE, "order": Field.ORDER_DISCOUNT,
}  # fmt: skip
_AGREES: Final = 0.85  # share of the orders that must add up
_FEWEST: Final = 2  # orders that a statement needs
_COLUMNS: Final = 6  # of each kind that are tried
_TOGETHER: Final = 3  # discounts taken off at once


#: Columns taken off together, and how.
Discounts = tuple[tuple[Column, Taken], ...]


@dataclass(frozen=True, eq=False)
class Base:
    """A column that may be the money of a line.

    column : the column
    line : (n_rows,) money of each line by it, before discounts
    liking : points by its header
    """

    column: Column
    line: Floats
    liking: float


@dataclass(frozen=True, eq=False)
class Sum:
    """A combination that adds up to a total.

    Attributes
    ----------
    base : the money of the lines
    discounts : the columns taken off, and how
    total : the column it adds up to
    extras : columns of shipping and tax that come on top
    share : of the orders that add up, 0 … 1
    """

    base: Base
    discounts: Discounts
    total: Column
    extras: int
    share: float

    @property
    def because(self) -> str:
        """The reason in a few words."""
        less = " and ".join(f"'{column.name}'" for column, _ in self.discounts)
        return f"adds up to '{self.total.name}'" + (f" less {less}" if less else "")


def adds_up(
    evidence: Evidence,
    orders: Sequence[str],
    bases: Sequence[Base],
    totals: Sequence[Column],
    taken: set[str],
) -> Sum | None:
    """The likeliest combination that adds up to an order's total; None where none does.

    orders : (n_rows,) the order of each row, "" where unknown
    bases, totals : the columns that may be the money of a line, or the total of an order
    taken : columns that play other roles
    """
    order = _numbered(orders)
    shipping = _role(evidence, Field.SHIPPING, taken)
    taxes = _taxes(evidence)
    discounts = _role(evidence, Event.DISCOUNT, taken)
    sums: list[tuple[Sum, float, tuple[float, int]]] = []
    for total in totals[:_COLUMNS]:
        amount = _first(np.abs(total.numbers), order)
        extras = list(_extras(shipping, taxes, order))
        for base in bases[:_COLUMNS]:
            if base.column is total:
                continue
            for taken_off, net in _discounted(base, discounts, order):
                for n_extras, extra in extras:
                    share, n = _agreement(net + extra, amount)
                    if n >= _FEWEST and share >= _AGREES:
                        terms = n_extras + len(taken_off)
                        its = Sum(base, taken_off, total, n_extras, share)
                        sums.append((its, float(np.nansum(net)), (base.liking, -terms)))
    # Of two that hold for the same lines, the one from which more is off is what was paid.
    least: dict[Column, float] = {}
    for its, worth, _ in sums:
        least[its.base.column] = min(worth, least.get(its.base.column, np.inf))

    def rank(ranked: tuple[Sum, float, tuple[float, int]]) -> tuple[float, ...]:
        its, worth, preference = ranked
        is_least = worth <= least[its.base.column] + 0.01
        return (round(its.share, 2), is_least, _finality(its.total), *preference)

    return max(sums, key=rank)[0] if sums else None


def paid_less(
    evidence: Evidence,
    orders: Sequence[str],
    total: Sum,
    totals: Sequence[Column],
    taken: set[str],
) -> tuple[Column, Floats, Floats] | None:
    """A column of what was paid that is less than `total` in some orders, and no column says why.

    With it the money of each order by `total` and by the column, where both are known. In the other
    orders the two are the same, so that the column holds a discount that is written nowhere else.
    """
    order = _numbered(orders)
    columns = [column for column, _ in total.discounts]
    lines = dict(_discounted(total.base, columns, order))[total.discounts]
    extras = list(_extras(_role(evidence, Field.SHIPPING, taken), _taxes(evidence), order))
    for column in totals[:_COLUMNS]:
        if C.PAID not in column.concepts or column in (total.base.column, total.total):
            continue
        paid = _first(np.abs(column.numbers), order)
        for _, extra in extras:
            usable = np.isfinite(lines + extra) & np.isfinite(paid) & (paid > 0)
            less = usable & (paid < lines + extra - 0.021)
            same = usable & (np.abs(paid - lines - extra) <= 0.021)
            if less.any() and same.sum() >= max(less.sum(), usable.sum() - less.sum()):
                return column, lines[usable], (paid - extra)[usable]
    return None


def _taxes(evidence: Evidence) -> list[Column]:
    return [
        column
        for column in evidence.columns
        if C.TAX in column.concepts
        and not column.concepts & {C.WITH, C.WITHOUT, C.PRICE, C.RATE, C.ID}
        and column.numeric > 0.6
    ][:2]


def _finality(total: Column) -> float:
    """What was paid in the end says more than a sum before discounts."""
    concepts = total.concepts
    return 1.0 * (C.PAID in concepts) + 0.5 * (C.TOTAL in concepts) - 1.0 * (C.SUBTOTAL in concepts)


def _role(evidence: Evidence, role: str, taken: set[str]) -> list[Column]:
    columns = [
        column
        for column in evidence.columns
        if column.name not in taken
        and points(role, column).points >= LEAST
        and bool(np.nansum(np.abs(column.numbers)) > 0)
    ]
    return columns[:_COLUMNS]


def _numbered(orders: Sequence[str]) -> Ints:
    """(n_rows,) each row's order as a number from 0; a row without one is its own."""
    names = [order or f"\0{row}" for row, order in enumerate(orders)]
    return np.unique(np.array(names, dtype=object).astype(str), return_inverse=True)[1]


def _first(values: Floats, order: Ints) -> Floats:
    """(n_orders,) the first known value of each order; NaN where there is none."""
    firsts = np.full(int(order.max()) + 1 if len(order) else 0, np.nan)
    for row in range(len(order) - 1, -1, -1):
        if np.isfinite(values[row]):
            firsts[order[row]] = values[row]
    return firsts


def _extras(
    shipping: Sequence[Column], taxes: Sequence[Column], order: Ints
) -> Iterator[tuple[int, Floats]]:
    """What may come to the lines: nothing, shipping, tax, or both; and of how many columns."""
    ships = [_zero_for_missing(_first(np.abs(column.numbers), order)) for column in shipping[:2]]
    duties = [_zero_for_missing(_first(np.abs(column.numbers), order)) for column in taxes]
    nothing = np.zeros(int(order.max()) + 1 if len(order) else 0)
    yield 0, nothing
    for ship in ships:
        yield 1, ship
    for duty in duties:
        yield 1, duty
        for ship in ships:
            yield 2, ship + duty


def _zero_for_missing(values: Floats) -> Floats:
    return np.where(np.isfinite(values), values, 0.0)


def _discounted(
    base: Base, discounts: Sequence[Column], order: Ints
) -> Iterator[tuple[Discounts, Floats]]:
    """Money of each order under each way of taking discounts off, none first.

    One is tried in every way; several together, such as those of shop and platform, each as its
    rows are: of the order where all lines of it say the same.
    """
    known = np.isfinite(base.line)
    line = np.where(known, base.line, 0.0)
    n_orders = int(order.max()) + 1 if len(order) else 0
    some = np.bincount(order, known, n_orders) > 0

    def per_order(values: Floats) -> Floats:
        return np.where(some, np.bincount(order, values, n_orders), np.nan)

    whole = per_order(line)
    yield (), whole
    for column in discounts:
        off = _zero_for_missing(np.abs(column.numbers))
        yield ((column, "line"),), per_order(line - off)
        yield ((column, "order"),), whole - _zero_for_missing(_first(off, order))
        rate = np.where(off > 1, off / 100, off)
        if bool(np.all(rate <= 1)) and not column.concepts & {C.AMOUNT, C.TOTAL}:
            yield ((column, "rate"),), per_order(line * (1 - rate))
    for n in range(2, min(len(discounts), _TOGETHER) + 1):
        for columns in combinations(discounts[:_COLUMNS], n):
            ways: Discounts = tuple((column, _level_of(column, order)) for column in columns)
            parts = [
                per_order(_zero_for_missing(np.abs(column.numbers)))
                if way == "line"
                else _zero_for_missing(_first(np.abs(column.numbers), order))
                for column, way in ways
            ]
            yield ways, whole - np.sum(parts, axis=0)


def _level_of(column: Column, order: Ints) -> Taken:
    """A discount is of the order where all lines of each order with several say the same."""
    off = _zero_for_missing(np.abs(column.numbers))
    several = np.bincount(order)[order] > 1
    same = off == _zero_for_missing(_first(off, order))[order]
    return "order" if several.any() and bool(same[several].all()) else "line"


def _agreement(money: Floats, total: Floats) -> tuple[float, int]:
    """Share of the orders whose money is the total, and the number with both."""
    usable = np.isfinite(money) & np.isfinite(total) & (total != 0)
    n = int(usable.sum())
    if n == 0:
        return 0.0, 0
    off = np.abs(money[usable] - total[usable]) > np.maximum(0.021, 0.0005 * total[usable])
    return float(1 - off.mean()), n
