"""The lists of a group as one file: made with progress, stopped, gone on with."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

import pandas as pd
import streamlit as st

from pages.recommendations.controls import Method
from pages.ui import background, preference_settings, show
from pages.ui.controls import choice
from pages.ui.frame import Frame
from shopai.engines.scratch import ScratchFolder
from shopai.format import counted
from shopai.progress import Progress
from shopai.recommend.models.base import Recommender
from shopai.recommend.models.registry import FAMILY
from shopai.recommend.storage import batch
from shopai.recommend.storage.batch import Written, write_recommendations

#: What the work is called in keys.
NAME: Final = "offers"
#: Where the session state holds the folder of the files.
FOLDER: Final = "offers_folder"

SUFFIXES: Final = {".csv": "CSV with titles", ".parquet": "Parquet"}


def section(frame: Frame, method: Method, users: pd.Index, whose: str) -> None:
    """The button that makes the file of these customers' lists, and the file once it is made.

    whose : what the customers are called, for the file's name
    """
    dataset, (model, n, policy, catalogue) = frame.dataset, method
    with frame.settings:
        suffix = choice("File of the lists", SUFFIXES, "offers_as", in_address=False)

    def write(progress: Progress) -> Written:
        return write_recommendations(
            model,
            _folder() / f"offers{suffix}",
            users,
            n,
            policy,
            catalogue=catalogue,
            data_fingerprint=dataset.fingerprint,
            progress=progress,
        )

    by = (model.name, repr(model.parameters()), preference_settings.current(dataset))
    files = background.kept(NAME)
    for gone in [key for key, made in files.items() if not made.path.exists()]:
        del files[gone]  # the machine's temporary files were cleared meanwhile
    written = background.result(
        NAME,
        (dataset.fingerprint, digest_of(users), suffix, *by, n, policy),
        f"Make a file of {counted(len(users), 'list')}",
        write,
        cancelled=f"Stopped. Of every {batch.CUSTOMERS:,} customers what was finished is kept; "
        "nothing else has changed.",
        go_on="Go on",
        most=1,  # another file of the same kind takes its place
        at=frame.next,
    )
    if written is not None:
        _offer(frame, model, written, whose)


def digest_of(users: pd.Index) -> str:
    """SHA-256 of the customers' ids."""
    hashes = pd.util.hash_array(users.to_numpy(dtype=object))
    return hashlib.sha256(hashes.tobytes()).hexdigest()


def _offer(frame: Frame, model: Recommender, written: Written, whose: str) -> None:
    """A ready file: its contents in words, and the downloads."""
    path, about = written.path, written.about
    called = (frame.dataset.name, "offers for", whose)
    with frame.next:
        show.download_file(
            f"Download {counted(written.served, 'list')} ({SUFFIXES[path.suffix]}, "
            f"{_size(path.stat().st_size)})",
            path.read_bytes,  # read when clicked
            *called,
            suffix=path.suffix[1:],
            key="download_offers",
            type="primary",
        )
    if path.suffix == ".csv":
        beside = path.with_name(path.name + ".json")
        with frame.files:
            label, key = "How the file of lists was made", "download_offers_about"
            show.download_file(label, beside.read_bytes, *called, suffix="json", key=key)
    nobody = written.customers - written.served
    rest = f" For {counted(nobody, 'customer')} nothing is left to offer." if nobody else ""
    st.caption(
        f"Ready: {counted(written.rows, 'offer')} for {counted(written.served, 'customer')} by "
        f"“{FAMILY[model.name].label}”, made on {about['made_on']}.{rest}"
    )


def _folder() -> Path:
    """This browser session's own folder; it goes when the session does."""
    scratch: ScratchFolder | None = st.session_state.get(FOLDER)
    if scratch is None or not scratch.folder.is_dir():
        scratch = st.session_state[FOLDER] = ScratchFolder()
    return scratch.folder


def _size(n: int) -> str:
    return f"{n / 1e6:,.1f} MB" if n >= 1e6 else f"{max(n / 1e3, 0.1):,.1f} kB"
