"""Check: the reading of a file, before it is loaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.data import card, more, questions, steps, upload, worth
from pages.ui import background, session
from pages.ui.frame import Frame
from shopai.errors import Question, ShopaiError
from shopai.events.opening import Opened
from shopai.events.preview import Preview, preview
from shopai.events.reading.card import Card
from shopai.events.reading.understanding import card_of
from shopai.events.sources.values import TIME_FORMATS
from shopai.findings.reading import headline, is_it_right
from shopai.findings.reading_questions import without_argument
from shopai.progress import Progress
from shopai.sentences import Sentence, plain

_STOPPED = "Reading was stopped. Load the file as it is understood below, or read it again."
#: Answers as they are listed.
_ABOUT: Final = {
    "decimal": "decimal mark",
    "zone": "time zone",
    "money": "what customers paid",
    "duplicates": "lines that stand twice",
    "doubts": "unlikely figures",
}


@dataclass(frozen=True)
class Outcome:
    """A file read as it would be loaded: a preview, or the question or failure it ended in."""

    card: Card
    preview: Preview | None = None
    headline: Sentence | None = None
    question: Question | None = None
    failure: str = ""

    @property
    def is_gone(self) -> bool:
        """True where somebody removed the files of the preview."""
        return self.preview is not None and not self.preview.dataset.is_there


def show(frame: Frame, file: upload.Incoming, opened: Opened) -> None:
    """Its figures in one sentence, what was understood, what to look at; the rest on demand."""
    with frame.finding:
        outcome = _outcome(file, opened)
        ready = _say(file, outcome)
    if outcome is not None and outcome.failure and file.recalled:
        file.start_over()  # the answers of an earlier file do not fit this one
        st.rerun()
    with frame.controls:
        steps.show(steps.CHECK)
        _buttons(file, outcome, ready, frame.finding)
    read = outcome.preview.dataset if outcome is not None and outcome.preview else None
    reading = outcome.card if outcome is not None else _card(file, opened)
    left, right = st.columns([3, 2], gap="medium")
    with left, st.container(border=True, key="reading_card"):
        card.show(reading, more.shape_of_file(file, opened), read, file.chosen)
    with right, st.container(border=True, key="worth_a_look"):
        worth.show(file, opened, reading, read)
        if outcome is not None and outcome.failure:
            _all_the_same(file, opened)
        elif outcome is not None and outcome.question is not None:
            st.caption("The figures, and what to know of them, come with your answer.")
        _said(file)
    more.show(file, opened, read, expanded=outcome is not None and bool(outcome.failure))


def _outcome(file: upload.Incoming, opened: Opened) -> Outcome | None:
    """The outcome of reading the file by what is said so far; None where that was stopped."""
    if any(each.is_gone for each in background.kept(upload.PREVIEW).values()):
        background.forget(upload.PREVIEW)
    mapping = file.mapping and file.mapping.to_json()
    key = (file.file_id, opened.fingerprint, repr(file.reading), mapping, file.shape,
           repr(sorted(file.answers.items())))  # fmt: skip
    return background.result(
        upload.PREVIEW,
        key,
        "Read the file",
        lambda say: _read(file, opened, say),
        cancelled=_STOPPED,
        go_on="Read it again",
        at_once=True,
        most=1,
    )


def _read(file: upload.Incoming, opened: Opened, say: Progress) -> Outcome:
    try:
        made = preview(opened, file.mapping, shape=file.shape, progress=say, **file.answers)
    except Question as question:
        return Outcome(_card(file, opened), question=question)
    except ShopaiError as error:
        return Outcome(_card(file, opened), failure=str(error))
    dataset = made.dataset
    return Outcome(dataset.report.reading, made, headline(dataset, made.share))


def _card(file: upload.Incoming, opened: Opened) -> Card:
    return card_of(opened.columns, opened.rows, file.mapped, opened.understanding.reasons)


def _say(file: upload.Incoming, outcome: Outcome | None) -> bool:
    """The headline, a question or a failure; True where the file may be loaded."""
    failure = file.failure or (outcome.failure if outcome is not None else "")
    question = file.question or (outcome.question if outcome is not None else None)
    if failure:
        st.error(plain(without_argument(failure)), icon=":material/error:")
    if question is not None:
        questions.ask(file, question)
    elif outcome is not None and outcome.headline is not None:
        st.markdown(is_it_right(outcome.headline).markdown())
    return question is None and not (outcome is not None and outcome.failure)


def _buttons(
    file: upload.Incoming, outcome: Outcome | None, ready: bool, room: DeltaGenerator
) -> None:
    """Load it, or leave it."""
    label, icon = "Yes, load it" if outcome is not None else "Load it", ":material/check:"
    go = st.button(label, "load", type="primary", icon=icon, disabled=not ready)
    st.button("Cancel", key="discard", on_click=upload.discard)
    if not go:
        return
    made = outcome.preview if outcome is not None else None
    if made is not None and made.exact:
        upload.take(file, made.dataset)
    else:
        with room:
            upload.take_in(file)
    st.rerun()


def _all_the_same(file: upload.Incoming, opened: Opened) -> None:
    """Ways on with a file that was refused."""
    st.caption("If it is shop data all the same, say below what its columns mean.")
    shape = more.shape_of_file(file, opened)

    def read() -> None:
        file.shape = shape

    if opened.understanding.refusal and file.mapping is None and file.shape is None and shape:
        st.button("Read it all the same", key="all_the_same", on_click=read)


def _said(file: upload.Incoming) -> None:
    """The owner's answers so far, and a way to take them back."""
    if not file.has_answers:
        return
    answers = {_ABOUT.get(name, name): said for name, said in file.answers.items()}
    if "dates" in answers:
        answers["dates"] = TIME_FORMATS[answers["dates"]]
    answers |= answers.pop("states", {})
    said = [f"{name}: {answer}" for name, answer in answers.items()]
    said += ["columns as you mapped them"] * (file.mapping is not None)
    before = "As with an earlier file of these columns" if file.recalled else "By your answers"
    st.caption(plain(f"{before}: {', '.join(said) or 'what one row is'}."))
    st.button("Start over", key="start_over", icon=":material/undo:", on_click=file.start_over)


def still_open(frame: Frame) -> None:
    """Say that what was open still is."""
    current = session.dataset()
    words = "not loaded yet"
    if current is not None:
        words += f" · {plain(current.name)} is still open"
    frame.badge.badge(words, color="orange")
