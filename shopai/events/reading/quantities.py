"""A quantity that no header names, told by the amounts that grow with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from shopai.columns import Event
from shopai.events.reading.evidence import Column, Evidence
from shopai.events.reading.levels import (
    MOSTLY,
    Sales,
    agreement,
    candidates,
    evidence_of_level,
)
from shopai.events.reading.vocabulary import Concept as C

_MANY: Final = 20  # units of a line that are more than most
_FEWEST: Final = 2  # rows that a statement needs
_NEVER: Final = frozenset({C.ID, C.STOCK, C.RATING, C.DISCOUNT, C.TAX, C.ZIP, C.BIRTH, C.RATE})


def hidden_quantity(evidence: Evidence, fields: dict[str, str], taken: set[str]) -> str | None:
    """A column of small whole numbers with which an amount grows for the same item."""
    columns = candidates(evidence, taken)
    for column in evidence.columns:
        if column.name in taken or not column.whole or column.is_date or _NEVER & column.concepts:
            continue
        values = column.numbers[np.isfinite(column.numbers)]
        if len(values) == 0 or not 0 < np.median(np.abs(values)) < _MANY or np.ptp(values) == 0:
            continue
        if _multiplies(columns, column):
            return column.name
        if column not in columns:
            continue
        sales = Sales.of(evidence, fields | {Event.QUANTITY: column.name})
        for other in columns:
            level = evidence_of_level(sales, other)
            if other is not column and level is not None and level[0] == "line" and level[1] > 1:
                return column.name
    return None


def _multiplies(columns: Sequence[Column], count: Column) -> bool:
    """A price times the column is an amount, in rows where it is not one."""
    several = np.isfinite(count.numbers) & (np.abs(count.numbers) > 1)
    if several.sum() < _FEWEST:
        return False
    for price in columns:
        for amount in columns:
            product = price.numbers[several] * count.numbers[several]
            if len({price, amount, count}) == 3 and (
                agreement(product, amount.numbers[several]) >= MOSTLY
            ):
                return True
    return False
