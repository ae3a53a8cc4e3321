"""A table as the rules see it that tell what kind of file it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from shopai.columns import Event, Item
from shopai.events.reading.evidence import Column, Evidence
from shopai.events.reading.headers import Field
from shopai.events.reading.mapping import Mapping, Shape
from shopai.events.reading.telling import says
from shopai.events.reading.vocabulary import Concept as C
from shopai.events.reading.words import folded

INSTEAD: Final = "Load the shop's orders or events."
MONEY: Final = (Event.PRICE, Field.AMOUNT, Field.AMOUNT_BEFORE, Field.ORDER_TOTAL)
#: Different cells that a column of kinds may have.
_KINDS: Final = 12
_LONG: Final = 60  # letters of a header in a sentence
#: People who buy for the shop, or from it.
_BUYERS: Final = ("buyer", "besteller", "einkaufer", "acheteur", "comprador", "acquirente", "koper")


@dataclass(frozen=True, eq=False)
class Table:
    """The first rows of a file with the likeliest meaning of their columns."""

    evidence: Evidence
    mapping: Mapping
    shape: Shape | None

    @cached_property
    def has(self) -> frozenset[str]:
        """The fields that have a column."""
        return frozenset(self.mapping.fields)

    @property
    def priced(self) -> bool:
        """A column is the money."""
        return any(name in self.has for name in MONEY)

    @property
    def item(self) -> str | None:
        """The column of the item's id, else of its title."""
        return self.mapping.get(Event.ITEM) or self.mapping.get(Item.TITLE)

    @cached_property
    def names_customers(self) -> bool:
        """The column of the customer is called so, or holds their addresses."""
        user = self.mapping.get(Event.USER)
        if user is None:
            return False
        column = self.evidence[user]
        bought_for = column.concepts == {C.CUSTOMER} and folded(user).startswith(_BUYERS)
        return bool(column.concepts & {C.CUSTOMER, C.EMAIL} or column.emails > 0.5) and (
            not bought_for
        )

    def having(self, *concepts: str) -> list[str]:
        """Columns whose header has one of the concepts."""
        return [c.name for c in self.evidence.columns if c.concepts & set(concepts)]

    def telling(self, *matters: str, numeric: bool = False) -> list[str]:
        """Columns whose header speaks of one of the matters of :class:`telling.Telling`."""
        return [
            c.name
            for c in self.evidence.columns
            if any(says(matter, c.name) for matter in matters)
            and (not numeric or is_number(c) or not c.filled)
        ]

    def with_both(self, one: str, other: str) -> tuple[str, str, str] | None:
        """A column of kinds some of whose cells speak of one matter and some of the other.

        The column and a cell of either.
        """
        for column in self.evidence.columns:
            if column.numeric or column.is_date or len(column.distinct) > _KINDS:
                continue
            ones = [cell for cell in column.distinct if says(one, cell) and not says(other, cell)]
            others = [cell for cell in column.distinct if says(other, cell) and not says(one, cell)]
            if ones and others:
                return column.name, ones[0], others[0]
        return None


def is_number(column: Column) -> bool:
    """All filled cells are numbers, and no dates."""
    return column.numeric == 1.0 and not column.is_date and not column.is_clock


def listed(columns: list[str]) -> str:
    """The first three of `columns` in quotes, long names cut short."""
    short = (name if len(name) <= _LONG else name[: _LONG - 1] + "…" for name in columns[:3])
    return ", ".join(f"'{name}'" for name in short)


#: The kind of file a table is instead of one of purchases, as the rest of a sentence; or None.
Rule = Callable[[Table], str | None]
