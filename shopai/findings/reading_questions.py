"""Findings of questions about a file: what is asked, and each answer with its consequence."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from shopai.columns import Event
from shopai.errors import Question
from shopai.events.opening import Opened
from shopai.events.reading.mapping import Mapping
from shopai.messages import N_
from shopai.sentences import Sentence

#: The end of a message that says which argument of a function answers it: for callers of one.
_ARGUMENT: Final = re.compile(
    r"(; |\. |, (or|and) )(?=[^;.]*\b(dates|decimal|currency|zone|encoding|sheet|money|states|"
    r"duplicates|doubts|shape)(=|: ))(?s:.*)$"
)
_DATE: Final = re.compile(r"\s*(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})\b")

#: Key of `states.STATES` -> the answer.
_STATES: Final[dict[str, str]] = {
    "sale": N_("A sale"),
    "no sale": N_("No sale: cancelled, not paid, a draft or a test"),
    "refund": N_("A sale that was taken back"),
}


def without_argument(message: str) -> str:
    """A message without the end that names an argument of :func:`shopai.load`."""
    return _ARGUMENT.sub(".", message)


def words_asked(question: Question) -> dict[str, tuple[str, ...]]:
    """Word of the file -> the states it may mean, best guess first; of a question on states."""
    words: dict[str, list[str]] = {}
    for option in question.options:
        word, _, state = option.rpartition("=")
        words.setdefault(word, []).append(state)
    return {word: tuple(states) for word, states in words.items()}


def state(name: str) -> Sentence:
    """A state of an order, a key of `states.STATES`, as an answer."""
    return Sentence(_STATES[name])


def answers(question: Question, opened: Opened | None, mapping: Mapping) -> dict[str, Sentence]:
    """Option -> the answer in words, with its consequence.

    opened, mapping : the file, None where it could not be opened yet, and the meaning of its
        columns
    """
    tell = {"dates": _dates, "decimal": _decimal, "currency": _currency, "money": _money}
    about = tell.get(question.parameter, _plain)
    return {option: about(option, question, opened, mapping) for option in question.options}


def _plain(option: str, question: Question, _opened: Opened | None, _by: Mapping) -> Sentence:
    if question.parameter == "doubts":
        return Sentence("Yes, it is so")
    return Sentence("{option}", option=option)


def _dates(option: str, _question: Question, opened: Opened | None, mapping: Mapping) -> Sentence:
    """Day or month first, with a date of the file and the span of its first rows."""
    cells = _cells(opened, mapping.get(Event.TIME))
    days = [day for cell in cells if (day := _day(cell, option)) is not None]
    example = next((cell for cell in cells if _day(cell, "dmy") != _day(cell, "mdy")), None)
    order = Sentence("Day first") if option == "dmy" else Sentence("Month first")
    if example is None or not days or (day := _day(example, option)) is None:
        return order
    return Sentence(
        "{order}: {cell} is {day}; the first rows are from {first:medium} to {last:medium}",
        order=order, cell=example, day=day, first=min(days), last=max(days),
    )  # fmt: skip


def _cells(opened: Opened | None, column: str | None) -> list[str]:
    if opened is None or column not in opened.columns:
        return []
    place = opened.columns.index(column)
    return [match[0].strip() for row in opened.rows if (match := _DATE.match(row[place]))]


def _day(cell: str, order: str) -> date | None:
    match = _DATE.match(cell)
    assert match is not None
    one, other, year = int(match[1]), int(match[3]), int(match[4])
    day, month = (one, other) if order == "dmy" else (other, one)
    try:
        return date(year if year > 99 else 2000 + year, month, day)
    except ValueError:
        return None


def _decimal(option: str, question: Question, _opened: Opened | None, _by: Mapping) -> Sentence:
    match = re.search(r"\d{1,3},\d{3}\b", str(question))
    number = match[0] if match else "1,250"
    if option == ",":
        return Sentence(
            "The comma is the decimal mark: {cell} is {value:.3}",
            cell=number,
            value=float(number.replace(",", ".")),
        )
    return Sentence(
        "The comma stands between thousands: {cell} is {value:.0}",
        cell=number,
        value=float(number.replace(",", "")),
    )


def _currency(option: str, _question: Question, _opened: Opened | None, _by: Mapping) -> Sentence:
    return Sentence("{code}; rows in other currencies are set aside", code=option)


def _money(option: str, _question: Question, opened: Opened | None, _by: Mapping) -> Sentence:
    worth = dict(opened.understanding.rivals) if opened is not None else {}
    if option not in worth:
        return Sentence("{column}", column=option)
    return Sentence(
        "{column}: the first rows are worth {worth:.2}", column=option, worth=worth[option]
    )
