"""The state of each record's order: a sale, no sale, or one that was taken back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from shopai.columns import Event
from shopai.engines.duckdb import Connection, aggregates, literal, quoted
from shopai.errors import Question
from shopai.events.reading.headers import Field
from shopai.events.reading.mapping import Mapping
from shopai.events.reading.states import (
    STATES,
    asks_of_refunds,
    has_left,
    may_be_paid_later,
    paid_on_delivery,
    states_in,
)
from shopai.events.reading.vocabulary import Concept as C
from shopai.events.reading.words import header
from shopai.events.sources.raw import RECORD, Raw
from shopai.format import counted

_MOST_WORDS = 200  # of a column; one with more holds no states
_SHOWN = 6


@dataclass(frozen=True)
class OrderStates:
    """SQL conditions on a raw record.

    Attributes
    ----------
    no_sale : the order was cancelled or never paid; None where no column says so
    refund : it was a sale and taken back as a whole; None likewise
    reversal : the record is itself a refund, of another record's sale; None likewise
    column : the column that a record without sale is reported by
    warnings : words that are not known, in columns that need not be known
    """

    no_sale: str | None
    refund: str | None
    column: str | None
    reversal: str | None = None
    warnings: tuple[str, ...] = ()


def order_states(connection: Connection, raw: Raw, mapping: Mapping) -> OrderStates:
    """The states of the orders of a raw table, by all of its columns that say so.

    Cancelled in one column beats whatever another says. Raises Question where a word is not
    known, and where orders not paid yet have been sent, as those paid on delivery are.
    """
    no_sale: list[str] = []
    refund: list[str] = []
    reversal: list[str] = []
    columns: list[str] = []
    warnings: list[str] = []
    for column in (c for c in mapping.all_of(Field.STATUS) if c in raw.types):
        counts = _words(connection, raw, column)
        if len(counts) > _MOST_WORDS:
            continue
        amounts = mapping.get(Field.REFUNDED) is not None
        states = states_in(column, counts, mapping.states, amounts)
        unknown = {word: n for word, n in counts.items() if states[word] is None}
        none_known = len(unknown) == len(counts)
        if unknown and none_known and (header(column).unknown or len(counts) > _SHOWN):
            continue  # the state of something else, such as of marriages
        if unknown and column == mapping.get(Field.STATUS):
            raise _unknown(column, unknown)
        if unknown:
            warnings.append(
                f"Words in '{column}' that are not known are read as sales: {_listed(unknown)}."
            )
        columns.append(column)
        own_rows = _rows_of_their_own(connection, raw, mapping, column, counts)
        if own_rows is not None:
            reversal.append(own_rows)
            continue
        for state, conditions in (("no sale", no_sale), ("refund", refund)):
            words = [word for word, its in states.items() if its == state]
            if words:
                listed = ", ".join(map(literal, words))
                conditions.append(f"coalesce({raw.text(column)} IN ({listed}), false)")
        if mapping.states.keys().isdisjoint(counts):
            _ask_of_delivery(connection, raw, mapping, column)
    cancelled = mapping.get(Field.CANCELLED)
    if cancelled is not None and cancelled in raw.types:
        columns.append(cancelled)
        no_sale.insert(0, f"{raw.text(cancelled)} IS NOT NULL")
    return OrderStates(
        no_sale=" OR ".join(no_sale) or None,
        refund=" OR ".join(refund) or None,
        reversal=" OR ".join(reversal) or None,
        column=columns[0] if columns else None,
        warnings=tuple(warnings),
    )


def _rows_of_their_own(
    connection: Connection, raw: Raw, mapping: Mapping, column: str, words: Iterable[str]
) -> str | None:
    """Condition of rows that are refunds of other rows' sales, where a flag marks such rows.

    They are where nearly each has an earlier row without the flag, of the same customer and item
    and another order. Else the flag stands on the sale that was taken back.
    """
    flags = asks_of_refunds(column, words)
    keys = [c for n in (Event.USER, Event.ITEM) if (c := mapping.get(n)) is not None]
    order = mapping.get(Event.ORDER)
    if not flags or len(keys) < 2 or order is None:
        return None
    marked = f"coalesce({raw.text(column)} IN ({', '.join(map(literal, flags))}), false)"
    same = " AND ".join(f"s.{quoted(c)} = r.{quoted(c)}" for c in keys)
    sales = f"(SELECT * FROM {raw.relation} WHERE NOT {marked}) AS s"
    n, matched = aggregates(
        connection,
        f"count(*), count(*) FILTER (WHERE EXISTS (SELECT 1 FROM {sales} WHERE {same} "
        f"AND s.{quoted(order)} <> r.{quoted(order)} AND s.{RECORD} < r.{RECORD}))",
        f"(SELECT * FROM {raw.relation} WHERE {marked}) AS r",
    )
    return marked if n and matched >= 0.8 * n else None


def _words(connection: Connection, raw: Raw, column: str) -> dict[str, int]:
    """The words of a column and the number of records with each, most first."""
    counted = connection.sql(
        f"SELECT * FROM (SELECT {raw.text(column)} AS __word, count(*) AS __n FROM {raw.relation} "
        f"GROUP BY 1) WHERE __word IS NOT NULL ORDER BY __n DESC, 1 LIMIT {_MOST_WORDS + 1}"
    ).fetchall()
    return dict(counted)


def _listed(counts: dict[str, int]) -> str:
    shown = ", ".join(f"'{word}' (rows: {n:,})" for word, n in list(counts.items())[:_SHOWN])
    return shown + (", …" if len(counts) > _SHOWN else "")


def _unknown(column: str, unknown: dict[str, int]) -> Question:
    word = next(iter(unknown))
    return Question(
        f"'{column}' says what became of an order, and some of its words are not known: "
        f"{_listed(unknown)}. Say for each what it means, one of {', '.join(STATES)}: "
        f"states={{'{word}': 'sale'}}.",
        "states",
        tuple(f"{word}={state}" for word in list(unknown)[:_SHOWN] for state in STATES),
    )


def _ask_of_delivery(connection: Connection, raw: Raw, mapping: Mapping, column: str) -> None:
    """Raise a Question where orders that are not paid have left the shop."""
    concepts = header(column).concepts
    waiting = [word for word in _words(connection, raw, column) if may_be_paid_later(word)]
    if not waiting or C.SHIPPING in concepts:
        return
    unpaid = f"{raw.text(column)} IN ({', '.join(map(literal, waiting))})"
    for other in _of_delivery(raw, column):
        words = [word for word in _words(connection, raw, other) if _sent(other, word)]
        if not words:
            continue
        sent = f"{raw.text(other)} IN ({', '.join(map(literal, words))})"
        not_cancelled = _not_cancelled(mapping)
        n, example = aggregates(
            connection,
            f"count(*), min({raw.text(column)})",
            f"{raw.relation} WHERE {unpaid} AND {sent} AND {not_cancelled}",
        )
        if n:
            raise Question(
                f"{counted(n, 'row')} {'is' if n == 1 else 'are'} '{example}' by '{column}', so "
                f"not paid, but '{other}' says "
                f"'{words[0]}', as with cash on delivery. Say whether they are sales: "
                f"states={{'{example}': 'sale'}} or states={{'{example}': 'no sale'}}.",
                "states",
                (f"{example}=sale", f"{example}=no sale"),
            )


def _not_cancelled(mapping: Mapping) -> str:
    cancelled = mapping.get(Field.CANCELLED)
    return "true" if cancelled is None else f"{quoted(cancelled)} IS NULL"


def _of_delivery(raw: Raw, column: str) -> Iterator[str]:
    """Other columns that say whether the goods left, or that they are paid for at the door."""
    for other in raw.columns:
        concepts = header(other).concepts
        delivery = {C.SHIPPING, C.STATUS} <= concepts
        method = C.METHOD in concepts and bool(concepts & {C.PAYMENT, C.PAID})
        if other != column and (delivery or method):
            yield other


def _sent(column: str, word: str) -> bool:
    if C.METHOD in header(column).concepts:
        return paid_on_delivery(word)
    return has_left(word)
