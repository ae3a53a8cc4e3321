"""A file on its way in: uploaded, looked into, confirmed, loaded.

The steps are kept in the session, so a change of page loses nothing; the open data set is
replaced only when the new one is complete.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from pages.ui import session
from shopai.engines.failures import FAILURES, explained
from shopai.engines.scratch import ScratchFolder
from shopai.errors import InputError, Question, ShopaiError
from shopai.events.load import load
from shopai.events.opening import Opened, open_file
from shopai.events.reading.mapping import Mapping, Shape
from shopai.events.sources.limits import Limits

_INCOMING: Final = "incoming"
_RECEIVED: Final = "files_received"


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
    reading: dict[str, Any] = field(default_factory=dict)  # encoding, sheet, header
    answers: dict[str, str] = field(default_factory=dict)  # dates, decimal, currency
    question: Question | None = None
    mapping: Mapping | None = None  # a saved one, in place of the suggested


def incoming() -> Incoming | None:
    """The file on its way in, or None."""
    file: Incoming | None = st.session_state.get(_INCOMING)
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
    st.session_state[_INCOMING] = file
    st.session_state[_RECEIVED] = st.session_state.get(_RECEIVED, 0) + 1
    look(file)


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


def use_mapping(file: Incoming, content: bytes) -> None:
    """Read a saved mapping for `file`; what is wrong with it is kept as its failure."""
    try:
        mapping = Mapping.from_json(content.decode("utf-8", errors="replace"))
        if file.opened is not None:
            mapping.check(file.opened.columns)
        file.mapping, file.failure = mapping, ""
    except InputError as error:
        file.failure = str(error)


def take_in(file: Incoming, mapping: Mapping, shape: Shape | None) -> None:
    """Load `file` and make it the open data set; a question or failure that remains is kept.

    Shows progress. Any click while this runs, such as on Cancel, ends it; what was open
    before stays open.
    """
    assert file.opened is not None
    file.failure, file.question = "", None
    bar = st.progress(0.0, "Opening the file")
    try:
        dataset = load(
            file.opened,
            mapping=mapping,
            shape=shape,
            progress=session.moving(bar),
            **file.answers,  # type: ignore[arg-type]
        )
    except Question as question:
        file.question = question
    except ShopaiError as error:
        file.failure = str(error)
    except FAILURES as error:
        file.failure = str(explained(error))
    else:
        session.adopt(dataset)
        discard()
    finally:
        bar.empty()


def discard() -> None:
    """Forget the file on its way in."""
    st.session_state.pop(_INCOMING, None)
    st.session_state.pop(session.REFUSED, None)
