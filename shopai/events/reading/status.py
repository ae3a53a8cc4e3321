"""The columns that say what became of an order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from shopai.events.reading.documents import are_documents
from shopai.events.reading.evidence import Column, Evidence
from shopai.events.reading.headers import NAMES, Field, key
from shopai.events.reading.states import asks_of_payment, state_of
from shopai.events.reading.vocabulary import Concept as C

#: Of what else there are states.
_NO_ORDER: Final = frozenset({C.CUSTOMER, C.STOCK, C.CONSENT, C.CAMPAIGN, C.TAX, C.ADDRESS})


def states_among(evidence: Evidence) -> Iterator[Column]:
    """Columns that say what became of the order: a status, or a flag of refund or cancellation.

    Kinds of documents come last.
    """
    documents = [column for column in evidence.columns if holds_documents(column)]
    for column in evidence.columns:
        if column in documents:
            continue
        concepts = column.concepts
        exact = key(column.name) in NAMES[Field.STATUS]
        state = C.STATUS in concepts or (
            C.STATE in concepts and (bool(concepts & {C.ORDER, C.PAYMENT}) or are_states(column))
        )
        says = state and not concepts & _NO_ORDER
        asked = bool(concepts & {C.CANCELLED, C.REFUND}) or asks_of_payment(column.name)
        flag = asked and column.is_flag and len(column.distinct) > 0
        is_words = not (column.is_date or column.numeric > 0.5)
        codes = column.is_flag or (column.whole and 1 < len(column.distinct) <= _CODES)
        plain = column.header.unknown == 0
        told = is_words and reads_as_states(column)
        if (
            ((exact or says) and (is_words or (codes and plain)))
            or (flag and not concepts & {C.AMOUNT, C.QUANTITY, C.TOTAL, C.ID})
            or (told and not concepts & _NO_STATE)
            # A reason that all rows have is what became of them: "delivered", "cancelled".
            or (C.REASON in concepts and len(column.filled) == len(column.cells) and told)
        ):
            yield column
    yield from documents


def holds_documents(column: Column) -> bool:
    """The cells are kinds of documents: invoices beside credit notes, quotes and the like."""
    if column.is_date or column.numeric > _HALF or column.concepts & _NO_DOCUMENT:
        return False
    return 1 < len(column.distinct) <= _KINDS and are_documents(list(column.distinct))


_HALF: Final = 0.5
_KINDS: Final = 20  # different kinds of documents, at most
_CODES: Final = 12  # different numbers that may be codes of states
#: Columns whose words may be those of states, and are none.
_NO_STATE: Final = frozenset(
    {C.METHOD, C.ITEM, C.CATEGORY, C.COUPON, C.CHANNEL, C.NOTE, C.REASON, C.EVENT, C.CITY,
     C.ADDRESS, C.DESCRIPTION, C.TRACKING, C.SIZE, *_NO_ORDER}
)  # fmt: skip


#: Columns that may name documents without saying what the row itself is.
_NO_DOCUMENT: Final = (_NO_STATE - {C.EVENT}) | {C.PARENT, C.CREATED, C.NAME, C.PRICE}


def are_states(column: Column) -> bool:
    """All words are states of orders, of which some are no sales: none is that of a country."""
    states = {state_of(word) for word in column.distinct}
    return None not in states and bool(states & {"refund", "no sale"}) and len(column.distinct) < 20


def reads_as_states(column: Column) -> bool:
    """Nearly all words are known states, of sales and of others."""
    if not 1 < len(column.distinct) <= 20:
        return False
    known = [state_of(word) for word in column.distinct]
    told = [state for state in known if state is not None]
    return len(told) >= 0.75 * len(known) and "sale" in told and "no sale" in told
