"""The list for everyone or an audience, as one file: made with progress, stopped, gone on with."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import streamlit as st

from pages.ui import background, notes, preference_settings, show
from pages.ui.controls import choice, dropdown
from shopai.engines.scratch import ScratchFolder
from shopai.events.dataset import Dataset
from shopai.format import counted
from shopai.progress import Progress
from shopai.recommend.models.base import Recommender
from shopai.recommend.models.registry import FAMILY
from shopai.recommend.policy.catalogue import Catalogue
from shopai.recommend.policy.policy import Policy
from shopai.recommend.storage import batch
from shopai.recommend.storage.batch import Written, write_recommendations

#: What the work is called in keys.
NAME: Final = "offers"
#: Where the session state holds the folder of the files.
FOLDER: Final = "offers_folder"

EVERYONE: Final = ""
SUFFIXES: Final = {".csv": "CSV with titles", ".parquet": "Parquet"}


def section(
    dataset: Dataset, model: Recommender, n: int, policy: Policy, catalogue: Catalogue
) -> None:
    """The customers of the file, the button that makes it, and the file once it is made."""
    with st.expander("For everyone or an audience", icon=":material/groups:", key="offers"):
        st.markdown(
            f"The best {counted(n, 'item')} for every customer in one file, by the method and the "
            "rules chosen above."
        )
        audiences = {each.name: each for each in notes.current(dataset).audiences}
        left, right = st.columns([2, 1], vertical_alignment="bottom")
        name = dropdown(
            "Customers",
            [EVERYONE, *audiences],
            "offers_for",
            format_func=lambda name: name or "Everyone with a preference",
            in_address=False,
            at=left,
        )
        suffix = choice("File", SUFFIXES, "offers_as", in_address=False, at=right)
        if not audiences:
            st.caption("Save a segment as an audience to make a file for its customers alone.")
        audience = audiences.get(name)
        users = model.prefs_.users if audience is None else audience.customers

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

        whose = audience.digest if audience else EVERYONE
        by = (model.name, repr(model.parameters()), preference_settings.current(dataset))
        files = background.kept(NAME)
        for gone in [key for key, made in files.items() if not made.path.exists()]:
            del files[gone]  # the machine's temporary files were cleared meanwhile
        written = background.result(
            NAME,
            (dataset.fingerprint, whose, suffix, *by, n, policy),
            f"Make the file for {counted(len(users), 'customer')}",
            write,
            cancelled=f"Stopped. Of every {batch.CUSTOMERS:,} customers what was finished is kept; "
            "nothing else has changed.",
            go_on="Go on",
            most=1,  # another file of the same kind takes its place
        )
        if written is not None:
            _offer(dataset, model, written, name or "everyone")


def _offer(dataset: Dataset, model: Recommender, written: Written, whose: str) -> None:
    """A ready file: its contents in words, and the downloads."""
    path, about = written.path, written.about
    nobody = written.customers - written.served
    rest = f" For {counted(nobody, 'customer')} nothing is left to offer." if nobody else ""
    st.markdown(
        f"Ready: **{counted(written.rows, 'offer')}** for {counted(written.served, 'customer')} "
        f"by “{FAMILY[model.name].label}”, made on {about['made_on']} "
        f"({_size(path.stat().st_size)}).{rest}"
    )
    called = (dataset.name, "offers for", whose)
    with st.container(horizontal=True):
        show.download_file(
            f"Download as {SUFFIXES[path.suffix]}",
            path.read_bytes,  # read when clicked
            *called,
            suffix=path.suffix[1:],
            key="download_offers",
            type="primary",
        )
        if path.suffix == ".csv":
            beside, key = path.with_name(path.name + ".json"), "download_offers_about"
            content = beside.read_bytes
            show.download_file("How it was made", content, *called, suffix="json", key=key)
    st.caption(
        "It says how it was made: method, settings, rules, date and a fingerprint of the data"
        + (", in the file beside it." if path.suffix == ".csv" else ".")
    )


def _folder() -> Path:
    """This browser session's own folder; it goes when the session does."""
    scratch: ScratchFolder | None = st.session_state.get(FOLDER)
    if scratch is None or not scratch.folder.is_dir():
        scratch = st.session_state[FOLDER] = ScratchFolder()
    return scratch.folder


def _size(n: int) -> str:
    return f"{n / 1e6:,.1f} MB" if n >= 1e6 else f"{max(n / 1e3, 0.1):,.1f} kB"
