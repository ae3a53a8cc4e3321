"""The state of each record's order: a sale, no sale, or one that was taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from shopai.columns import Event
from shopai.engines.duckdb import Connection, aggregates, literal, quoted
from shopai.errors import Question
from shopai.events.reading.documents import are_documents, document_of, documents_in
from shopai.events.reading.headers import Field
from shopai.events.reading.mapping import Mapping
from shopai.events.reading.states import (
    STATES,
    State,
    asks_of_refunds,
    not_handled,
    of_payment,
    state_of,
    states_in,
)
from shopai.events.reading.vocabulary import Concept as C
from shopai.events.reading.words import header
from shopai.events.sources.raw import RECORD, Raw
from shopai.events.tables.on_delivery import MOST_WORDS, ask_of_delivery, words_of

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
    other_document : the record is a quote, a delivery note or another document that is no sale,
        and the column that says so; None likewise
    warnings : words that are not known, in columns that need not be known
    """

    no_sale: str | None
    refund: str | None
    column: str | None
    reversal: str | None = None
    other_document: tuple[str, str] | None = None
    warnings: tuple[str, ...] = ()


def order_states(connection: Connection, raw: Raw, mapping: Mapping) -> OrderStates:
    """The states of the orders of a raw table, by all of its columns that say so.

    Cancelled in one column beats whatever another says. Raises Question where a word is not
    known, and where orders not paid yet have been sent, as those paid on delivery are.
    """
    told = _Told(connection, raw, mapping)
    for column, counts in told.words.items():
        if len(counts) <= MOST_WORDS:
            told.add(column, counts)
    cancelled = mapping.get(Field.CANCELLED)
    if cancelled is not None and cancelled in raw.types:
        told.columns.append(cancelled)
        told.no_sale.insert(0, f"{raw.text(cancelled)} IS NOT NULL")
    paid_at = mapping.get(Field.PAID_AT)
    if paid_at is not None and paid_at in raw.types:
        told.columns.append(paid_at)
        told.no_sale.append(f"{raw.text(paid_at)} IS NULL")
    return OrderStates(
        no_sale=" OR ".join(told.no_sale) or None,
        refund=" OR ".join(told.refund) or None,
        reversal=" OR ".join(told.reversal) or None,
        column=told.columns[0] if told.columns else None,
        other_document=told.other_document,
        warnings=tuple(told.warnings),
    )


class _Told:
    """The conditions that the columns of states give, gathered column by column."""

    def __init__(self, connection: Connection, raw: Raw, mapping: Mapping) -> None:
        self.connection, self.raw, self.mapping = connection, raw, mapping
        listed = [column for column in mapping.all_of(Field.STATUS) if column in raw.types]
        #: column -> its words and the number of rows with each
        self.words = {column: words_of(connection, raw, column) for column in listed}
        self.no_sale: list[str] = []
        self.refund: list[str] = []
        self.reversal: list[str] = []
        self.columns: list[str] = []
        self.warnings: list[str] = []
        self.other_document: tuple[str, str] | None = None

    def states(self, column: str) -> dict[str, State | None]:
        """Word of a column -> its state, None where it is not known."""
        counts, own = self.words[column], self.mapping.states
        if are_documents(counts):
            return documents_in(counts, own)
        return states_in(column, counts, own, self.mapping.get(Field.REFUNDED) is not None)

    def add(self, column: str, counts: dict[str, int]) -> None:
        """Take in what `column` says, where it says what became of orders."""
        documents, states = are_documents(counts), self.states(column)
        unknown = {word: n for word, n in counts.items() if states[word] is None}
        none_known = len(unknown) == len(counts)
        further = column != next(iter(self.words))
        if none_known and (header(column).unknown or len(counts) > _SHOWN or further):
            return  # the state of something else, such as of marriages
        if unknown:
            self._of_unknown(column, unknown, documents)
        self.columns.append(column)
        own_rows = _rows_of_their_own(self.connection, self.raw, self.mapping, column, counts)
        if own_rows is not None:
            self.reversal.append(own_rows)
        elif documents:
            self._of_documents(column, states)
        else:
            self._of_orders(column, states)
            unanswered = self.mapping.states.keys().isdisjoint(counts)
            if unanswered and {*states.values()} == {"no sale"} and self._are_all(counts):
                raise _none_sold(column, counts)
            if self.mapping.states.keys().isdisjoint(counts):
                ask_of_delivery(self.connection, self.raw, self.mapping, column)

    def _are_all(self, counts: dict[str, int]) -> bool:
        """The words of a column stand in all rows."""
        return sum(counts.values()) == self.raw.records

    def _of_unknown(self, column: str, unknown: dict[str, int], documents: bool) -> None:
        """Say that words are not known; ask where nothing else tells of their rows."""
        if not documents and column != next(iter(self.words)):
            self.warnings.append(
                f"Words in '{column}' that are not known are read as sales: {_listed(unknown)}."
            )
            return
        other = self._elsewhere(column, unknown)
        if other is None:
            raise _unknown(column, unknown)
        self.warnings.append(
            f"Words in '{column}' are not known: {_listed(unknown)}. '{other}' decides whether "
            "these rows are sales."
        )

    def _elsewhere(self, column: str, unknown: dict[str, int]) -> str | None:
        """The other column of states that is known for all rows with a word of `unknown`.

        It is one of the payment; where the words are numbers, one that spells them out as well.
        """
        codes = all(word.isdecimal() for word in unknown)
        rows = self._is_one_of(column, list(unknown))
        for other, counts in self.words.items():
            spelled = codes and C.SHIPPING not in header(other).concepts
            if other == column or are_documents(counts):
                continue
            if spelled or of_payment(other, counts):
                known = [word for word, state in self.states(other).items() if state is not None]
                covered = self._is_one_of(other, known) or "false"
                (left,) = aggregates(
                    self.connection,
                    "count(*)",
                    f"{self.raw.relation} WHERE {rows} AND NOT {covered}",
                )
                if not left:
                    return other
        return None

    def _of_orders(self, column: str, states: dict[str, State | None]) -> None:
        paid = self._paid_elsewhere(column)
        waiting = [word for word, state in states.items() if state == "no sale" and paid]
        waiting = [word for word in waiting if not_handled(word)]
        none = [word for word, state in states.items() if state == "no sale"]
        if (
            condition := self._is_one_of(column, [w for w in none if w not in waiting])
        ) is not None:
            self.no_sale.append(condition)
        if (condition := self._is_one_of(column, waiting)) is not None:
            self.no_sale.append(f"({condition} AND NOT {paid})")
        taken_back = [word for word, state in states.items() if state == "refund"]
        if (condition := self._is_one_of(column, taken_back)) is not None:
            self.refund.append(condition)

    def _paid_elsewhere(self, column: str) -> str | None:
        """Condition of rows that a column of the payment, other than `column`, calls paid."""
        if of_payment(column, self.words[column]):
            return None
        for other, counts in self.words.items():
            if other != column and not are_documents(counts) and of_payment(other, counts):
                states = self.states(other)
                return self._is_one_of(other, [w for w in states if states[w] == "sale"])
        return None

    def _of_documents(self, column: str, states: dict[str, State | None]) -> None:
        none = [word for word, state in states.items() if state == "no sale"]
        off = [word for word in none if document_of(word) is None and state_of(word) == "no sale"]
        other = self._is_one_of(column, [word for word in none if word not in off])
        if other is not None:
            self.other_document = (column, other)
        if (condition := self._is_one_of(column, off)) is not None:
            self.no_sale.append(condition)
        back = self._is_one_of(column, [word for word in states if states[word] == "refund"])
        if back is not None and not self._signed(back):
            self.reversal.append(back)

    def _signed(self, refunds: str) -> bool:
        """Some of the documents in `refunds` have a minus: their signs say which take back."""
        columns = [c for name in _SIGNED if (c := self.mapping.get(name)) is not None]
        minus = " OR ".join(
            rf"coalesce(regexp_matches({self.raw.text(column)}, '^\W*[-−(]|-$'), false)"
            for column in columns
        )
        (n,) = aggregates(
            self.connection,
            "count(*)",
            f"{self.raw.relation} WHERE {refunds} AND ({minus or 'false'})",
        )
        return bool(n)

    def _is_one_of(self, column: str, words: list[str]) -> str | None:
        """Condition of the rows with one of `words`; None where there are none."""
        listed = ", ".join(map(literal, words))
        return f"coalesce({self.raw.text(column)} IN ({listed}), false)" if words else None


_SIGNED: Final = (
    Event.QUANTITY, Event.PRICE, Field.AMOUNT, Field.AMOUNT_BEFORE, Field.ORDER_TOTAL,
)  # fmt: skip


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


def _listed(counts: dict[str, int]) -> str:
    shown = ", ".join(f"'{word}' (rows: {n:,})" for word, n in list(counts.items())[:_SHOWN])
    return shown + (", …" if len(counts) > _SHOWN else "")


def _none_sold(column: str, words: dict[str, int]) -> Question:
    word = next(iter(words))
    return Question(
        f"By '{column}' no order is a sale: {_listed(words)}. If these were paid, say so for each: "
        f"states={{'{word}': 'sale'}}; else export the paid orders too.",
        "states",
        tuple(f"{word}={state}" for word in list(words)[:_SHOWN] for state in STATES),
    )


def _unknown(column: str, unknown: dict[str, int]) -> Question:
    word = next(iter(unknown))
    return Question(
        f"'{column}' says what became of an order, and some of its words are not known: "
        f"{_listed(unknown)}. Say for each what it means, one of {', '.join(STATES)}: "
        f"states={{'{word}': 'sale'}}.",
        "states",
        tuple(f"{word}={state}" for word in list(unknown)[:_SHOWN] for state in STATES),
    )
