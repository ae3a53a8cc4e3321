"""Questions that only the owner of a file can answer, each answer with its consequence."""

from __future__ import annotations

import streamlit as st

from pages.data import upload
from shopai.errors import Question
from shopai.events.reading.mapping import Mapping
from shopai.findings.reading_questions import answers, state, without_argument, words_asked
from shopai.sentences import plain

#: Answered before there is a table to look at.
_OF_OPENING = ("encoding", "sheet")


def ask(file: upload.Incoming, question: Question) -> None:
    """Ask `question`; its answer goes to `file`, and the page runs again with it."""
    st.warning(plain(without_argument(str(question))), icon=":material/help:")
    if question.parameter == "states":
        _ask_states(file, question)
        return
    mapping = file.mapped if file.opened is not None else Mapping({})
    said = answers(question, file.opened, mapping)
    key = f"answer_{question.parameter}"
    chosen: str | None
    if len(said) == 1:
        ((only, words),) = said.items()
        chosen = only if st.button(str(words), key=key) else None
        st.caption("Or change below which column plays which role.")
    else:
        chosen = st.radio(
            "Your answer",
            list(said),
            index=None,
            format_func=lambda option: said[option].markdown(),
            key=key,
        )
    if chosen is None:
        return
    if question.parameter in _OF_OPENING:
        upload.look(file, **{question.parameter: chosen})
    else:
        file.answer(**{question.parameter: chosen})
    st.rerun()


def _ask_states(file: upload.Incoming, question: Question) -> None:
    """Ask of each word for the state of an order what it means."""
    meant: dict[str, str | None] = {}
    with st.container(horizontal=True):
        for word, states in words_asked(question).items():
            meant[word] = st.selectbox(
                plain(word),
                states,
                index=None,
                format_func=lambda name: str(state(name)),
                placeholder="What does it mean?",
                key=f"state_{word}",
                width=300,
            )
    if all(meant.values()):
        file.answer(states={**file.answers.get("states", {}), **meant})
        st.rerun()
