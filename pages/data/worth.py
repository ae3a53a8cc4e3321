"""Warnings before loading, and the controls of the least certain decisions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Final

import streamlit as st

from pages.data import upload
from pages.data.roles import with_role
from shopai.columns import Event, Kind
from shopai.events.dataset import Dataset
from shopai.events.opening import Opened
from shopai.events.reading.card import Card
from shopai.events.reading.mapping import FIELDS
from shopai.events.tables.events import kinds_of
from shopai.findings.reading import worth_a_look
from shopai.sentences import Sentence, plain

_FIRST: Final = 3
_MOST_WORDS: Final = 12
_DUPLICATES: Final = {"keep": "Keep", "remove": "Remove"}
_NONE: Final = ""  # no column has that name
_ASIDE: Final = "set aside"


def show(file: upload.Incoming, opened: Opened, card: Card, dataset: Dataset | None) -> None:
    """Warnings, and the least certain decisions with a control for each."""
    st.markdown("**Worth a look**")
    said = worth_a_look(dataset) if dataset is not None else []
    sentences(said)
    if dataset is not None:
        _duplicates(file, dataset)
    asked = _event_words(file, opened)
    roles = list(dict.fromkeys([*file.shown, *(part.role for part in card.least_certain)]))
    if roles:
        st.caption("The least certain columns: choose another where one is wrong.")
    for role in roles[: max(_FIRST, len(file.shown))]:
        _column_of(file, opened, role)
    if dataset is not None and not (said or asked or roles):
        st.caption("Nothing: every column is read with certainty.")


def sentences(said: Sequence[str | Sentence]) -> None:
    """The first few, and all of them on demand."""
    if said:
        st.markdown(_listed(said[:_FIRST]))
    if len(said) > _FIRST:
        with st.expander(f"{len(said) - _FIRST} more"):
            st.markdown(_listed(said[_FIRST:]))


def _listed(said: Sequence[str | Sentence]) -> str:
    texts = (each.markdown() if isinstance(each, Sentence) else plain(each) for each in said)
    return "\n".join(f"- {text}" for text in texts)


def _duplicates(file: upload.Incoming, dataset: Dataset) -> None:
    """Lines that stand twice: keep them, or remove them."""
    chosen = file.answers.get("duplicates", "keep")
    if not dataset.report.notes.get("that stand twice in an order") and chosen == "keep":
        return
    key = "duplicates"
    st.session_state[key] = chosen
    st.segmented_control(
        "Lines that stand twice in an order",
        list(_DUPLICATES),
        format_func=_DUPLICATES.__getitem__,
        required=True,
        key=key,
        on_change=lambda: file.answer(duplicates=st.session_state[key]),
    )


def _column_of(file: upload.Incoming, opened: Opened, role: str) -> None:
    """The column that plays a role, to be changed."""
    key = f"role_{role}"
    st.session_state[key] = file.mapped.get(role) or _NONE
    st.selectbox(
        FIELDS[role],
        [_NONE, *opened.columns],
        format_func=partial(_column, opened),
        key=key,
        on_change=_change_role,
        args=(file, role, key),
    )


def _column(opened: Opened, column: str) -> str:
    """A column by its name and one of its cells."""
    if column == _NONE:
        return "No column"
    place = opened.columns.index(column)
    example = next((row[place].strip() for row in opened.rows if row[place].strip()), "")
    return f"{column} · {example[:30]}" if example else column


def _change_role(file: upload.Incoming, role: str, key: str) -> None:
    file.read_by(with_role(file.mapped, role, st.session_state[key] or None))
    if role not in file.shown:
        file.shown.append(role)


def _event_words(file: upload.Incoming, opened: Opened) -> bool:
    """Ask what the event words mean that nobody knows; whether there are any."""
    mapping = file.mapped
    column = mapping.get(Event.KIND)
    if column is None:
        return False
    position = opened.columns.index(column)
    words = sorted({row[position].strip() for row in opened.rows} - {""})
    known = kinds_of(words, replace(mapping, kinds={}))
    unknown = [word for word in words if word not in known][:_MOST_WORDS]
    if not unknown:
        return False
    st.markdown("What these words for an event mean (rows with others are set aside):")
    with st.container(horizontal=True):
        for word in unknown:
            key = f"kind_{word}"
            st.session_state[key] = mapping.kinds.get(word, _ASIDE)
            st.selectbox(
                plain(word), [_ASIDE, *Kind.ALL], key=key, width=180,
                on_change=_change_kind, args=(file, word, key),
            )  # fmt: skip
    return True


def _change_kind(file: upload.Incoming, word: str, key: str) -> None:
    mapping, kind = file.mapped, st.session_state[key]
    kinds = {its: meant for its, meant in mapping.kinds.items() if its != word}
    file.read_by(replace(mapping, kinds=kinds | ({} if kind == _ASIDE else {word: kind})))
