"""The reading card: for each role its columns, why they were chosen, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from shopai.columns import Event, Item
from shopai.events.reading.evidence import Evidence
from shopai.events.reading.headers import Field
from shopai.events.reading.mapping import FIELDS, Mapping
from shopai.events.reading.roles import header_points

Certainty = Literal["certain", "likely", "check"]
#: From the least certain on.
CERTAINTIES: Final[tuple[Certainty, ...]] = ("check", "likely", "certain")

#: Points of a header from which on it leaves little doubt, and from which on it is likely.
_CERTAIN, _LIKELY = 0.75, 0.5
#: Share of the ids that must determine another column, such as an order its customer.
_DETERMINES = 0.95
#: Roles that a wrong column would make all figures wrong of.
ESSENTIAL: Final = (
    Event.USER, Event.ORDER, Event.ITEM, Event.TIME, Event.KIND, Event.QUANTITY, Event.PRICE,
    Field.AMOUNT, Field.AMOUNT_BEFORE, Field.ORDER_TOTAL, Event.RATING,
)  # fmt: skip


@dataclass(frozen=True)
class Part:
    """One role of a file's reading.

    Attributes
    ----------
    role : a key of `mapping.FIELDS`
    columns : the source columns that play it, the first of them first
    because : why, in a few words
    certainty : "certain", "likely" or "check"
    """

    role: str
    columns: tuple[str, ...]
    because: str
    certainty: Certainty

    @property
    def label(self) -> str:
        """The role in words for the screen."""
        return FIELDS[self.role]


@dataclass(frozen=True)
class Card:
    """What was understood of a file.

    Attributes
    ----------
    parts : the roles, those that all figures depend on first
    attributes : columns kept as facts about the customer
    unused : columns that are not read
    """

    parts: tuple[Part, ...] = ()
    attributes: tuple[str, ...] = ()
    unused: tuple[str, ...] = ()

    @property
    def least_certain(self) -> tuple[Part, ...]:
        """The three parts to look at first: the least certain, essential ones before others."""
        doubtful = [part for part in self.parts if part.certainty != "certain"]
        order = sorted(
            doubtful,
            key=lambda part: (CERTAINTIES.index(part.certainty), part.role not in ESSENTIAL),
        )
        return tuple(order[:3])


def card(evidence: Evidence, mapping: Mapping, reasons: dict[str, str]) -> Card:
    """The card of `mapping` for a table of which `evidence` holds the first rows.

    `reasons` are those known already, by field: of money, told by arithmetic.
    """
    names = [name for name in FIELDS if name in mapping.fields]
    names.sort(key=lambda name: name not in ESSENTIAL)
    known = {column.name for column in evidence.columns}
    parts = []
    for name in names:
        columns = tuple(column for column in mapping.all_of(name) if column in known)
        if columns:
            because, certainty = _judged(evidence, mapping, name, columns[0], reasons.get(name))
            parts.append(Part(name, columns, because, certainty))
    used = set(mapping.columns)
    unused = tuple(column.name for column in evidence.columns if column.name not in used)
    return Card(tuple(parts), tuple(mapping.attributes), unused)


def _judged(
    evidence: Evidence, mapping: Mapping, name: str, column: str, reason: str | None
) -> tuple[str, Certainty]:
    """Why a column plays a role, and how sure that is."""
    score = header_points(name, evidence[column])
    shown = _shown_by_cells(evidence, mapping, name, column)
    if reason is not None and reason != _BY_HEADER:
        return reason, "certain"
    if score.exact or score.points >= _CERTAIN:
        return shown or (_KNOWN if score.exact else _BY_HEADER), "certain"
    if shown is not None or score.points >= _LIKELY or name in _TOLD_BY_BOTH:
        return shown or _BY_HEADER, "likely"
    return (_BY_HEADER if score.points > 0 else "by its cells alone"), "check"


#: Roles that are given only where header and cells say so.
_TOLD_BY_BOTH: Final = (Field.STATUS, Field.CANCELLED, Field.CLOCK, Field.ZONE, Field.PAID_AT)
_KNOWN, _BY_HEADER = "a known header", "by its header"


def _shown_by_cells(evidence: Evidence, mapping: Mapping, name: str, column: str) -> str | None:
    """How the cells of a column hang together with others, where they do."""
    user, order, title = (mapping.get(n) for n in (Event.USER, Event.ORDER, Item.TITLE))
    if name == Event.USER and order not in (None, column):
        people = evidence[column]
        again = sum(n > 1 for n in people.distinct.values())
        ids = "id" if len(people.distinct) == 1 else "ids"
        return f"{len(people.distinct):,} {ids} in the first rows, {again:,} more than once"
    if name == Event.ORDER and _determines(evidence, column, user):
        return "each has one customer"
    if name == Event.ITEM and _determines(evidence, column, title):
        return "each has one title"
    return None


def _determines(evidence: Evidence, one: str, other: str | None) -> bool:
    if other is None or other == one or other not in _names(evidence):
        return False
    share = evidence.determines(one, other)
    return share is not None and share >= _DETERMINES


def _names(evidence: Evidence) -> Sequence[str]:
    return [column.name for column in evidence.columns]
