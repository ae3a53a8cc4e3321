"""The level of a column of money: per unit, of a line or of an order, told by its rows.

Where the rows say nothing, the header does; where they say otherwise, they are believed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from shopai.arrays import Floats
from shopai.columns import Event, Item
from shopai.events.reading.evidence import Column, Evidence
from shopai.events.reading.headers import Field
from shopai.events.reading.roles import LEAST, header_points
from shopai.events.reading.vocabulary import Concept as C

Level = Literal["unit", "line", "order"]
#: Level of the money -> role of its column.
ROLES: Final[dict[Level, str]] = {
    "unit": Event.PRICE, "line": Field.AMOUNT, "order": Field.ORDER_TOTAL,
}  # fmt: skip
_SAME: Final = 0.006  # of the larger: amounts are rounded to cents
MOSTLY: Final = 0.9


def close(one: Floats, other: Floats) -> Floats:
    """Where two columns are the same to the cent or to half a percent; NaN where one is unknown."""
    far = np.abs(one - other) > np.maximum(0.011, _SAME * np.maximum(np.abs(one), np.abs(other)))
    return np.where(np.isfinite(one) & np.isfinite(other), np.where(far, 0.0, 1.0), np.nan)


def agreement(one: Floats, other: Floats) -> float:
    """Share of the rows with both in which they are the same; 0 where there are none."""
    same = close(one, other)
    return float(np.nanmean(same)) if np.isfinite(same).any() else 0.0


#: What tells items of one price apart, the better first.
_KINDS_OF_ITEM: Final = (Event.ITEM, Item.TITLE, Item.CATEGORY)


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
        item = next((c for name in _KINDS_OF_ITEM if (c := fields.get(name))), None)
        if quantity:  # a blank is one unit, a word is no number
            blank = np.array([not cell for cell in evidence[quantity].cells])
            units = np.where(blank, 1.0, units)
        return cls(units, cells(fields.get(Event.ORDER)), cells(item))

    def once_an_order(self, amounts: Floats) -> Floats:
        """(n_rows,) amounts of orders parted evenly among their lines."""
        parted = amounts.copy()
        for rows in self.rows_of(self.orders):
            known = amounts[rows][np.isfinite(amounts[rows])]
            parted[rows] = known[0] / len(rows) if len(known) else np.nan
        return parted

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
        headed = _by_its_head(sales, values, rows)
        if headed is not None:
            votes[headed] += 1
        if len({sales.items[row] for row in rows}) < 2 and np.ptp(sales.quantity[rows]) == 0:
            continue
        price = values[rows]
        known = price[np.isfinite(price)]
        if len(known) == 0:
            continue
        told += 1
        first_only = len(known) == 1 and np.isfinite(price[0])
        alike += bool(first_only or (len(known) == len(rows) and _spread(known) < 1e-6))
    shared = told > 0 and alike >= MOSTLY * told
    by_chance = told == 1 and (votes["unit"] > 0 or votes["line"] > 0)
    of_line = bool(column.concepts & {C.UNIT, C.ITEM, C.LINE}) or (
        C.PRICE in column.concepts and C.TOTAL not in column.concepts
    )
    # Lines of one order may well have one price, and then its header is believed.
    if shared and not by_chance and not of_line:
        votes["order"] = alike + votes["unit"] + votes["line"]
    level = max(votes, key=votes.__getitem__)
    others = sum(votes.values()) - votes[level]
    if votes[level] == 0 or (level != "order" and others > 0.2 * votes[level]):
        return None
    return level, votes[level]


def _by_its_head(sales: Sales, values: Floats, rows: list[int]) -> Level | None:
    """The level at which lines add up to the row of their order, which names no item."""
    head, *lines = rows
    if sales.items[head] or not all(sales.items[row] for row in lines) or len(lines) < 2:
        return None
    by_line = float(np.sum(values[lines]))
    by_unit = float(np.sum(values[lines] * sales.quantity[lines]))
    if not np.isfinite(by_unit) or abs(by_line - by_unit) < 0.011:
        return None
    top = float(values[head])
    return "unit" if abs(top - by_unit) < 0.011 else "line" if abs(top - by_line) < 0.011 else None


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
    columns = [
        column
        for column in evidence.columns
        if column.name not in taken
        and column.numeric > 0.6
        and not column.is_date
        and not (len(column.distinct) == 1 and evidence.n_rows > 3 and column.header.unknown)
        and max(header_points(role, column).points for role in (Event.PRICE, Field.AMOUNT)) >= LEAST
    ]
    if not columns:  # what the goods cost, for want of what they were sold at
        columns = [c for c in evidence.columns if c.name not in taken and _is_cost(c)]
    sold_at = any({C.SALE, C.PRICE} <= column.concepts for column in columns)
    if sold_at:  # then the "precio de compra" is what the shop paid
        columns = [c for c in columns if not {C.PURCHASE, C.PRICE} <= c.concepts]
    # One that is blank in most rows while another is filled holds corrections.
    most = max((len(column.filled) for column in columns), default=0)
    return [column for column in columns if _often(evidence, column, most)]


def _is_cost(column: Column) -> bool:
    cost = column.concepts in ({C.COST}, {C.COST, C.TOTAL}, {C.COST, C.ITEM})
    return cost and column.numeric > 0.6 and not column.is_date


def _often(evidence: Evidence, column: Column, most: int) -> bool:
    return len(column.filled) > 0.3 * min(most, evidence.n_rows)


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


def liking(money: Money) -> float:
    """Points of a column among those of its level: what was paid before what was listed."""
    concepts = money.column.concepts
    return (
        money.points
        + 0.3 * (C.PAID in concepts)
        - 0.5 * (C.ORIGINAL in concepts or {C.DISCOUNT, C.WITHOUT} <= concepts)
        - 0.1 * ({C.GROSS, C.SALE} <= concepts)
        - 0.3 * bool(concepts & {C.TAX} and C.WITHOUT not in concepts and C.WITH not in concepts)
        + 0.1 * bool(concepts & {C.ITEM, C.LINE})
        - 0.1 * (C.PAYMENT in concepts)
        + 0.05 * money.shown
    )


def best(monies: Sequence[Money], level: Level) -> Money | None:
    """The best column of a level, the earlier of equals."""
    own = [money for money in monies if money.level == level]
    return max(own, key=liking, default=None)
