"""A file on its way in: uploaded, looked into, checked by its owner, loaded.

The steps are kept in the session, so a change of page loses nothing; the open data set is
replaced only when the new one is complete.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final, NamedTuple

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from pages.ui import background, session, transfers
from shopai.engines.failures import FAILURES, explained
from shopai.engines.scratch import ScratchFolder
from shopai.errors import InputError, Question, ShopaiError
from shopai.events.dataset import Dataset
from shopai.events.load import load
from shopai.events.opening import Opened, open_file
from shopai.events.reading.mapping import ANSWERED, Mapping, Shape
from shopai.events.reading.understanding import with_money_in
from shopai.events.sources.limits import Limits

#: Previews, among the results that are kept for the session.
PREVIEW: Final = "file_preview"
_RECEIVED: Final = "files_received"
#: Where the session state holds the answers about each kind of file, by the names of its columns.
_KNOWN: Final = "files_known"
#: Answers that are of one file, and not of the next of its kind.
_OF_ONE_FILE: Final = ("doubts",)


class Said(NamedTuple):
    """The owner's answers about a kind of file."""

    mapping: Mapping | None
    shape: Shape | None
    answers: dict[str, Any]


@dataclass
class Incoming:
    """One file and what its owner has said about it so far."""

    file_id: str
    name: str
    path: Path
    limits: Limits
    folder: ScratchFolder | None = None  # holds uploaded bytes for as long as they may be read
    opened: Opened | None = None
    failure: str = ""  # why it cannot be opened or loaded, one sentence
    question: Question | None = None  # asked by opening it, or by loading all of it
    reading: dict[str, Any] = field(default_factory=dict)  # encoding, sheet, header
    mapping: Mapping | None = None  # the owner's, in place of the suggested
    shape: Shape | None = None  # likewise
    answers: dict[str, Any] = field(default_factory=dict)  # further arguments of `load`
    shown: list[str] = field(default_factory=list)  # roles whose controls stay on the page
    recalled: bool = False  # what is said is of an earlier file of the same columns

    @property
    def mapped(self) -> Mapping:
        """The meaning of the columns it is read by."""
        assert self.opened is not None
        if self.mapping is not None:
            return self.mapping
        suggested, money = self.opened.mapping, self.answers.get("money")
        if money is None:
            return suggested
        return with_money_in(suggested, self.opened.columns, self.opened.rows, money)

    @property
    def chosen(self) -> set[str]:
        """The roles that the owner gave another column than the suggested."""
        if self.mapping is None or self.opened is None:
            return set()
        suggested = self.opened.mapping
        return {role for role, its in self.mapping.fields.items() if its != suggested.get(role)}

    @property
    def has_answers(self) -> bool:
        return self.mapping is not None or self.shape is not None or bool(self.answers)

    def read_by(self, mapping: Mapping) -> None:
        """Read it by another mapping from now on; the column of the money is part of it."""
        self.mapping = mapping
        self.answers.pop("money", None)
        self.failure, self.question = "", None

    def answer(self, **answers: Any) -> None:
        """Take the answer to a question; None takes one back."""
        self.answers |= answers
        self.answers = {name: said for name, said in self.answers.items() if said is not None}
        self.failure, self.question = "", None

    def start_over(self) -> None:
        """Forget all that was said of it."""
        self.mapping, self.shape, self.answers, self.shown = None, None, {}, []
        self.failure, self.question, self.recalled = "", None, False
        if self.opened is not None:
            _known().pop(self.opened.columns, None)

    def to_save(self) -> Mapping:
        """The mapping with the answers that hold for the next file of the same kind."""
        mapping = self.mapped
        answers: dict[str, str] = {n: self.answers[n] for n in ANSWERED if n in self.answers}
        states = {**mapping.states, **self.answers.get("states", {})}
        return replace(mapping, states=states, answers={**mapping.answers, **answers})


def incoming() -> Incoming | None:
    """The file on its way in, or None."""
    file: Incoming | None = st.session_state.get(session.INCOMING)
    return file


def uploader_key() -> str:
    """The key of the upload control: a new one after each file, which empties the control."""
    return f"upload_{st.session_state.get(_RECEIVED, 0)}"


def most_bytes() -> int:
    """The size of the largest file that may be uploaded."""
    return int(st.get_option("server.maxUploadSize")) << 20


def receive(uploaded: UploadedFile) -> None:
    """Take a newly uploaded file and look into it.

    Raises OSError where there is no room for it.
    """
    folder = ScratchFolder()
    path = folder.path("upload")
    with path.open("wb") as target:
        shutil.copyfileobj(uploaded, target)
    # checked in the browser too, but a browser can be made to forget that
    limits = Limits(file_bytes=most_bytes())
    _take(Incoming(uploaded.file_id, uploaded.name, path, limits, folder))


def receive_local(path: Path) -> None:
    """Look into a file or folder of this machine, which passes through no upload."""
    _take(Incoming(path.name, path.name, path, Limits()))


def _take(file: Incoming) -> None:
    st.session_state[session.INCOMING] = file
    st.session_state[_RECEIVED] = st.session_state.get(_RECEIVED, 0) + 1
    look(file)
    if file.opened is not None and (said := _known().get(file.opened.columns)) is not None:
        file.mapping, file.shape, file.answers = said.mapping, said.shape, dict(said.answers)
        file.recalled = True


def _known() -> dict[tuple[str, ...], Said]:
    known: dict[tuple[str, ...], Said] = st.session_state.setdefault(_KNOWN, {})
    return known


def look(file: Incoming, **reading: Any) -> None:
    """Open `file`, with what is said of its encoding, sheet or header; a failure is kept."""
    file.reading |= reading
    file.failure, file.question = "", None
    try:
        file.opened = open_file(file.path, limits=file.limits, name=file.name, **file.reading)
    except Question as question:
        file.opened, file.question = None, question
    except ShopaiError as error:
        file.failure = str(error)
    except FAILURES as error:
        file.failure = str(explained(error))
    if file.opened is None:
        return
    if file.mapping is not None and not set(file.mapping.columns) <= set(file.opened.columns):
        file.mapping, file.shown = None, []
    if file.answers.get("money") not in file.opened.columns:
        file.answers.pop("money", None)


def use_mapping(file: Incoming, saved: UploadedFile) -> None:
    """Read a saved mapping for `file`, with its answers; what is wrong with it is its failure."""
    try:
        content = transfers.check_taken(saved).getvalue()
        mapping = Mapping.from_json(content.decode("utf-8", errors="replace"))
        if file.opened is not None:
            mapping.check(file.opened.columns)
    except InputError as error:
        file.failure = str(error)
        return
    file.read_by(replace(mapping, answers={}, states={}))
    file.answer(**mapping.answers, **({"states": dict(mapping.states)} if mapping.states else {}))


def take_in(file: Incoming) -> None:
    """Load all of `file` and make it the open data set; a question or failure is kept.

    Shows progress. Any click while this runs, such as on Cancel, ends it; what was open
    before stays open.
    """
    assert file.opened is not None
    file.failure, file.question = "", None
    bar = st.progress(0.0, "Opening the file")
    try:
        dataset = load(
            file.opened,
            mapping=file.mapping,
            shape=file.shape,
            progress=session.moving(bar),
            **file.answers,
        )
    except Question as question:
        file.question = question
    except ShopaiError as error:
        file.failure = str(error)
    except FAILURES as error:
        file.failure = str(explained(error))
    else:
        take(file, dataset)
    finally:
        bar.empty()


def take(file: Incoming, dataset: Dataset) -> None:
    """Make `dataset`, loaded from `file`, the open one, and remember the answers."""
    assert file.opened is not None
    if file.has_answers:
        answers = {n: said for n, said in file.answers.items() if n not in _OF_ONE_FILE}
        _known()[file.opened.columns] = Said(file.mapping, file.shape, answers)
    session.adopt(dataset)
    discard()


def discard() -> None:
    """Forget the file on its way in, and let go of its bytes."""
    file: Incoming | None = st.session_state.pop(session.INCOMING, None)
    if file is not None:  # controls of the last run hold it until their next
        file.folder = file.opened = None
    st.session_state.pop(session.REFUSED, None)
    background.forget(PREVIEW)
