"""The data set of this browser session: what is open, and how that changes."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.ui.navigation import script
from shopai.demo.shop import demo
from shopai.engines.failures import FAILURES, explained
from shopai.errors import ShopaiError
from shopai.events.dataset import Dataset
from shopai.events.load import load
from shopai.events.moments import UTC_ZONE, spoken
from shopai.format import counted
from shopai.progress import Progress
from shopai.sentences import plain

#: Where the session state holds the data set; None there means nothing is loaded.
DATASET: Final = "dataset"
#: One sentence on why the file named at the start is not open.
FAILURE: Final = "dataset_failure"
#: The file named at the start, where it needs an answer or a mapping before it can be open.
REFUSED: Final = "dataset_refused"
#: The file on its way in, see :mod:`pages.data.upload`; not there where none is.
INCOMING: Final = "incoming"
#: In the address: the name of the open file, so that a reload or a shared link can tell it is gone.
ADDRESS: Final = "data"
#: The name of a file the address speaks of, but which is not open.
GONE: Final = "dataset_gone"
#: Names a file or folder to open instead of the demo; set by ``make run DATA=path``.
ENVIRONMENT: Final = "SHOPAI_DATA"


#: Where the session state holds in how many runs the machine's failure is tried anew.
_TRY_AGAIN: Final = "dataset_try_again"


def dataset() -> Dataset | None:
    """The open data set; at first the one named by the environment, else the demo.

    One whose files somebody removed is opened again, or where it was an upload, is no more.
    """
    if DATASET not in st.session_state:
        st.session_state[DATASET] = _opened()
        named = st.query_params.get(ADDRESS)
        first = st.session_state[DATASET]
        if named and (first is None or first.name != named):
            st.session_state[GONE] = named
    current: Dataset | None = st.session_state[DATASET]
    if current is not None and not current.is_there:
        current = st.session_state[DATASET] = _found_again(current)
    return current


def opened() -> Dataset | None:
    """The data set that an earlier run, or a click before this one, opened; nothing is opened."""
    current: Dataset | None = st.session_state.get(DATASET)
    return current


def adopt(new: Dataset) -> None:
    """Make `new` the open data set; what was open stays until this call."""
    st.session_state[DATASET] = new
    st.session_state.pop(FAILURE, None)
    st.session_state.pop(GONE, None)


def name_in_address() -> None:
    """Let the address name an open file of the visitor's own; call it on every run."""
    current = dataset()
    if current is None or current.synthetic:
        st.query_params.pop(ADDRESS, None)
    elif st.query_params.get(ADDRESS) != current.name:
        st.query_params[ADDRESS] = current.name


def in_sidebar() -> None:
    """The open data set's name, size and currency; says when the data are synthetic.

    Above it the file that is not loaded yet, if there is one.
    """
    _try_again()
    current = dataset()
    name_in_address()
    with st.sidebar, st.container(key="open_data"):
        _waiting()
        if gone := st.session_state.get(GONE):
            st.warning(
                f"{plain(gone)} is not open here: an uploaded file stays in its "
                "browser session and goes when the page is reloaded. Upload it again on the "
                "Data page.",
                icon=":material/history:",
            )
        if current is None:
            st.caption("No data open")
            return
        st.markdown(f"**{plain(current.name)}**")
        if current.synthetic:
            st.badge("Synthetic demo data", icon=":material/science:", color="orange")
        if failure():
            st.error(plain(failure()), icon=":material/error:")
        try:
            customers = counted(current.n_customers, "customer")
        except FAILURES as error:
            st.error(explained(error).markdown(), icon=":material/error:")
            return
        facts = [customers, counted(current.report.rows_kept, "row")]
        if current.currency:
            facts.append(f"Amounts in {plain(current.currency)}")
        if current.zone != UTC_ZONE:
            facts.append(f"Days and hours in {plain(spoken(current.zone))}")
        st.caption(" · ".join(facts))


def _try_again() -> None:
    """Open what the machine failed to open in the run before: there may be room by now."""
    runs = st.session_state.pop(_TRY_AGAIN, 0) - 1
    if runs > 0:
        st.session_state[_TRY_AGAIN] = runs
    elif runs == 0:
        st.session_state.pop(FAILURE, None)
        if st.session_state.get(DATASET) is None:
            st.session_state.pop(DATASET, None)


def _waiting() -> None:
    """Say that a file was uploaded and is not loaded yet."""
    file = st.session_state.get(INCOMING)
    if file is None:
        return
    refused = file.opened is None and file.question is None
    says = "cannot be opened" if refused else "is waiting to be checked"
    with st.container(key="waiting", border=True, gap="xsmall"):
        st.markdown(f"**{plain(file.name)}** {says}.")
        if st.context.url is None or not st.context.url.rstrip("/").endswith("/data"):
            st.page_link(script("data"), label="Go to Data", icon=":material/upload_file:")


def open_demo() -> None:
    """Make the bundled demo shop the open data set; why that failed is kept otherwise."""
    demo = _attempt(_demo)
    if demo is not None:
        adopt(demo)
    elif _TRY_AGAIN in st.session_state:
        st.session_state[_TRY_AGAIN] += 1  # a click comes before its run, which says what failed


def failure() -> str:
    """Why nothing is open, in one sentence, or an empty string."""
    return str(st.session_state.get(FAILURE, ""))


@st.cache_resource(show_spinner="Opening the demo shop …")
def shared_demo() -> Dataset:
    """The demo shop, one for all sessions: it is the same for everyone and never changed."""
    return demo()


def _demo() -> Dataset:
    if not shared_demo().is_there:
        shared_demo.clear()
    return shared_demo()


def _opened() -> Dataset | None:
    path = os.environ.get(ENVIRONMENT, "")
    if not path:
        return _attempt(_demo)
    dataset = _attempt(lambda: _shared_file(Path(path)))
    if dataset is None and Path(path).exists():
        st.session_state[REFUSED] = Path(path)
    return dataset


def _found_again(lost: Dataset) -> Dataset | None:
    """A data set that others share, opened again where its files were removed meanwhile."""
    if lost.synthetic:
        return _attempt(_demo)
    if lost in _files.values():
        return _opened()
    st.session_state[FAILURE] = (
        f"The files of {lost.name} are gone from the folder for temporary files, so it is no "
        "longer open. Upload it again."
    )
    return None


def _attempt(opening: Callable[[], Dataset]) -> Dataset | None:
    """The data set that `opening` gives; None where it fails, and why is kept."""
    try:
        return opening()
    except ShopaiError as error:
        st.session_state[FAILURE] = str(error)
    except FAILURES as error:
        st.session_state[FAILURE] = str(explained(error))
        st.session_state[_TRY_AGAIN] = 1
    return None


def moving(bar: DeltaGenerator) -> Progress:
    """Progress shown by a bar."""
    return lambda share, what: bar.progress(share, plain(what))


_files: dict[tuple[Path, float], Dataset] = {}
_one_reads = threading.Lock()


def _shared_file(path: Path) -> Dataset:
    """The file the server was started with: read once, one for all sessions.

    Not a cached function, since those cannot move a progress bar.
    """
    with _one_reads:
        key = (path, path.stat().st_mtime if path.exists() else 0.0)
        if key not in _files or not _files[key].is_there:
            bar = st.progress(0.0, f"Reading {plain(path.name)} …")
            try:
                read = load(path, progress=moving(bar))
            finally:
                bar.empty()
            _files.clear()
            _files[key] = read
        return _files[key]
