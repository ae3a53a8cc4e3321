"""Orders that are not paid and have left the shop, as those paid on delivery do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from shopai.engines.duckdb import Connection, aggregates, literal, quoted
from shopai.errors import Question
from shopai.events.reading.headers import Field
from shopai.events.reading.mapping import Mapping
from shopai.events.reading.states import has_left, may_be_paid_later, paid_on_delivery
from shopai.events.reading.vocabulary import Concept as C
from shopai.events.reading.words import header
from shopai.events.sources.raw import Raw
from shopai.format import counted

MOST_WORDS: Final = 200  # of a column; one with more holds no states


def words_of(connection: Connection, raw: Raw, column: str) -> dict[str, int]:
    """The words of a column and the number of records with each, most first."""
    counted = connection.sql(
        f"SELECT * FROM (SELECT {raw.text(column)} AS __word, count(*) AS __n FROM {raw.relation} "
        f"GROUP BY 1) WHERE __word IS NOT NULL ORDER BY __n DESC, 1 LIMIT {MOST_WORDS + 1}"
    ).fetchall()
    return dict(counted)


def ask_of_delivery(connection: Connection, raw: Raw, mapping: Mapping, column: str) -> None:
    """Raise a Question where orders that are not paid have left the shop."""
    concepts = header(column).concepts
    waiting = [word for word in words_of(connection, raw, column) if may_be_paid_later(word)]
    if not waiting or C.SHIPPING in concepts:
        return
    unpaid = f"{raw.text(column)} IN ({', '.join(map(literal, waiting))})"
    for other in _of_delivery(raw, column):
        words = [word for word in words_of(connection, raw, other) if _sent(other, word)]
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
