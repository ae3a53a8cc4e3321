"""The list for everyone or an audience, as one file: made with progress, stopped, gone on with."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Final

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.ui import notes, preference_settings
from pages.ui.controls import choice, dropdown
from shopai.events.dataset import Dataset
from shopai.export import file_name
from shopai.format import counted
from shopai.recommend.models.base import Recommender
from shopai.recommend.models.registry import FAMILY
from shopai.recommend.policy.catalogue import Catalogue
from shopai.recommend.policy.policy import Policy
from shopai.recommend.storage import batch
from shopai.recommend.storage.batch import Written, write_recommendations
from shopai.sentences import plain

#: Where the session state holds the folder of the files, and what is made or half made.
FOLDER: Final = "offers_folder"
MADE: Final = "offers_made"
BEGUN: Final = "offers_begun"
#: What the button was pressed for, until the work begins.
ASKED: Final = "offers_asked"

EVERYONE: Final = ""
SUFFIXES: Final = {".parquet": "Parquet", ".csv": "CSV"}
_MIME: Final = {".parquet": "application/vnd.apache.parquet", ".csv": "text/csv"}


def section(
    dataset: Dataset, model: Recommender, n: int, policy: Policy, catalogue: Catalogue
) -> None:
    """Whom the file is for, the button that makes it, and the file once it is made."""
    with st.expander("For everyone or an audience", icon=":material/groups:", key="offers"):
        st.markdown(
            f"The {n} best items of every customer in one file, by the method and the rules "
            "chosen above."
        )
        audiences = {each.name: each for each in notes.current(dataset).audiences}
        left, right = st.columns([2, 1], vertical_alignment="bottom")
        with left:
            name = dropdown(
                "Customers",
                [EVERYONE, *audiences],
                "offers_for",
                format_func=lambda name: name or "Everyone with a preference",
                in_address=False,
            )
        with right:
            suffix = choice("File", SUFFIXES, "offers_as", in_address=False)
        if not audiences:
            st.caption("Save a segment as an audience to make a file for its customers alone.")
        audience = audiences.get(name)
        wanted = (
            dataset.fingerprint,
            audience.digest if audience else EVERYONE,
            suffix,
            model.name,
            repr(model.parameters()),
            preference_settings.current(dataset),
            n,
            policy,
        )
        users = model.prefs_.users if audience is None else audience.customers
        made: tuple[object, Written] | None = st.session_state.get(MADE)
        if made is None or made[0] != wanted or not made[1].path.exists():
            written = _make(dataset, model, users, n, policy, catalogue, wanted, str(suffix))
            if written is None:
                return
            st.session_state[MADE] = made = (wanted, written)
            st.session_state.pop(BEGUN, None)
        _offer(dataset, model, made[1], name or "everyone")


def _make(
    dataset: Dataset,
    model: Recommender,
    users: pd.Index,
    n: int,
    policy: Policy,
    catalogue: Catalogue,
    wanted: tuple[object, ...],
    suffix: str,
) -> Written | None:
    """Make the file when the button is pressed; any click meanwhile stops the work."""
    working = st.session_state.pop(ASKED, None) == wanted
    stopped = not working and st.session_state.get(BEGUN) == wanted
    if stopped:
        st.info(
            f"Stopped. Of every {batch.CUSTOMERS:,} customers what was finished is kept; "
            "nothing else has changed."
        )
    button, room = st.empty(), st.empty()
    with button:
        st.button(
            "Go on" if stopped else f"Make the file for {counted(len(users), 'customer')}",
            key="offers_make",
            type="primary",
            disabled=working,
            on_click=st.session_state.update,
            args=({ASKED: wanted},),
        )
    if not working:
        return None
    st.session_state[BEGUN] = wanted
    with room.container():
        bar = st.progress(0.0, "Beginning …")
        st.button("Stop", key="offers_stop", icon=":material/close:")
        written = write_recommendations(
            model,
            _folder() / f"offers{suffix}",
            users,
            n,
            policy,
            catalogue=catalogue,
            data_fingerprint=dataset.fingerprint,
            progress=lambda share, what: _moved(bar, share, what),
        )
    button.empty()
    room.empty()
    return written


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
        st.download_button(
            f"Download as {SUFFIXES[path.suffix]}",
            data=path.read_bytes,  # read when clicked
            file_name=file_name(*called, suffix=path.suffix[1:]),
            mime=_MIME[path.suffix],
            key="download_offers",
            type="primary",
            icon=":material/download:",
            on_click="ignore",
        )
        if path.suffix == ".csv":
            beside = path.with_name(path.name + ".json")
            st.download_button(
                "How it was made",
                data=beside.read_bytes,
                file_name=file_name(*called, suffix="json"),
                mime="application/json",
                key="download_offers_about",
                on_click="ignore",
            )
    st.caption(
        "It says how it was made: method, settings, rules, date and a fingerprint of the data"
        + (", in the file beside it." if path.suffix == ".csv" else ".")
    )


def _folder() -> Path:
    """This browser session's own folder; it goes when the session does."""
    if FOLDER not in st.session_state:
        st.session_state[FOLDER] = tempfile.TemporaryDirectory(prefix="shopai-offers-")
    return Path(st.session_state[FOLDER].name)


def _moved(bar: DeltaGenerator, share: float, what: str) -> None:
    bar.progress(min(share, 1.0), plain(what))


def _size(n: int) -> str:
    return f"{n / 1e6:,.1f} MB" if n >= 1e6 else f"{max(n / 1e3, 0.1):,.1f} kB"
