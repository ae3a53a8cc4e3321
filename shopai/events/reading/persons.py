"""Tables of people: one row a person, whose columns are facts about her and no sale."""

from __future__ import annotations

from typing import Final

import numpy as np

from shopai.columns import Event, Item
from shopai.events.reading.evidence import Column, Evidence
from shopai.events.reading.headers import Field
from shopai.events.reading.telling import Telling, says
from shopai.events.reading.vocabulary import Concept as C

#: Facts about persons that make a table one of people, where its id is said to be a customer's.
SEVERAL: Final = 2
#: Ways to reach a person, and the columns with them that a list of addresses has.
_CONTACTS: Final = frozenset(
    {C.EMAIL, C.PHONE, C.ADDRESS, C.CITY, C.ZIP, C.COUNTRY, C.FIRST, C.LAST, C.COMPANY}
)
_ADDRESSED: Final = 4
#: Whole numbers below this may count what somebody has.
_COUNTED: Final = 1000
#: Roles of a sale, none of which a table of people has.
_SALE: Final = (
    Event.ORDER, Event.TIME, Event.QUANTITY, Event.KIND, Event.ITEM, Item.TITLE, Event.RATING,
    Event.PRICE, Field.AMOUNT, Field.AMOUNT_BEFORE, Field.ORDER_TOTAL, Event.SESSION,
)  # fmt: skip
#: What a sale has a moment of.
_SALES: Final = frozenset({C.ORDER, C.PURCHASE, C.SALE, C.INVOICE, C.TRANSACTION, C.PAYMENT})


def person_of(evidence: Evidence, fields: dict[str, str]) -> str | None:
    """The column of the person's id, where each row is another person and tells nothing of a sale.

    The columns of such a table are facts about persons: age and gender, and what they did so far
    in one figure, such as orders counted, money spent ever or days since the last order. A column
    that was taken for the role of a sale is such a fact too, or the table is none of people.
    """
    facts = [column.name for column in evidence.columns if is_fact(column)]
    contacts = [column.name for column in evidence.columns if column.concepts & _CONTACTS]
    addressed = len(contacts) >= _ADDRESSED
    facts += contacts if addressed else []
    user = _id_of_person(evidence, fields, len(facts))
    if user is None or len(facts) < SEVERAL:
        return None
    summaries = sum(says(Telling.SUMMARY, name) for name in facts)
    timed = Event.TIME in fields and not _is_moment_of_person(
        evidence[fields[Event.TIME]], SEVERAL if addressed else summaries
    )
    sold = [fields[role] for role in _SALE if role in fields and fields[role] != user]
    if addressed:  # "name" is that of the person
        sold = [name for name in sold if evidence[name].concepts != {C.NAME}]
    if timed or not all(_may_be_a_fact(evidence[column]) for column in sold):
        return None
    return user


def is_fact(column: Column) -> bool:
    """The header names a fact about a person, or a figure of all that a person did."""
    return says(Telling.PERSONAL, column.name) or says(Telling.SUMMARY, column.name)


def _id_of_person(evidence: Evidence, fields: dict[str, str], facts: int) -> str | None:
    """The column with another id in each row: of the customer, or of nothing else that is named."""
    user = fields.get(Event.USER)
    if evidence.n_rows < 2:
        return None
    if user is not None and evidence[user].unique:
        return user
    if facts <= SEVERAL:
        return None
    others = {C.ORDER, C.INVOICE, C.TRANSACTION, C.ITEM, C.STAFF, C.SELLER, C.SESSION, C.LINE}
    for column in evidence.columns:
        whose = column.concepts & others
        if column.unique and C.ID in column.concepts and not whose and column.filled:
            return column.name
    return None


def _is_moment_of_person(moment: Column, summaries: int) -> bool:
    """The date is of the first or last order, of joining, or of no sale that is named."""
    if is_fact(moment) or moment.concepts & {C.FIRST, C.LAST, C.BIRTH, C.CONSENT, C.CUSTOMER}:
        return True
    plain = moment.concepts <= {C.DATE, C.CLOCK, C.AT} and moment.header.unknown == 0
    return summaries >= SEVERAL and not plain and not moment.concepts & _SALES


def _may_be_a_fact(column: Column) -> bool:
    """A fact about a person by its header, a date of hers, or a number that no id is."""
    if is_fact(column) or column.is_date:
        return True
    if column.numeric < 1.0:
        return False
    named = column.concepts & {C.ORDER, C.INVOICE, C.TRANSACTION} and C.ID in column.concepts
    small = column.whole and bool(np.nanmax(np.abs(column.numbers)) < _COUNTED)
    return not named and (small or C.ITEM not in column.concepts)
