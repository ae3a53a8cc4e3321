"""One sentence and a way on, never a traceback, where a page cannot work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

import streamlit as st

from pages.ui import links, session
from pages.ui.navigation import TITLES, go_to
from pages.ui.results import readiness_of
from shopai.engines.failures import FAILURES, explained
from shopai.errors import ShopaiError
from shopai.events.dataset import Dataset
from shopai.messages import _
from shopai.sentences import plain

#: Where the session state holds the title of the page that runs.
PAGE: Final = "page"


@contextmanager
def sentences() -> Iterator[None]:
    """Show an error of this package, or a failure of the machine, in a sentence; end the page."""
    try:
        yield
    except ShopaiError as error:
        st.error(plain(error), icon=":material/error:")
    except FAILURES as error:
        failed(error)


def failed(error: Exception) -> None:
    """Say what the machine failed in, with the ways on."""
    st.error(plain(said_of(error)), icon=":material/error:")
    with st.container(horizontal=True):
        st.button("Try again", key="try_again", icon=":material/refresh:", type="primary")
        if st.button("Open another file", key="failed_data", icon=":material/upload_file:"):
            go_to("data")
        st.button("Open the demo shop", key="failed_demo", on_click=session.open_demo)


def unexpected(error: Exception) -> bool:
    """Say that a page, or what a click on it began, failed; the server's handler of errors.

    True: nothing else is to be shown of it. The log has it whole.
    """
    st.error(plain(said_of(error)), icon=":material/error:")
    st.button("Try again", key="unexpected_again", icon=":material/refresh:")
    return True


def said_of(error: BaseException) -> str:
    """Cause and remedy of any error, for people; of one that nobody expected, the remedy alone."""
    if isinstance(error, ShopaiError):
        return str(error)
    if isinstance(error, FAILURES):
        return str(explained(error))
    return _(
        "Something went wrong here; the server's log says what. Try again, change what you "
        "chose last, or open another page."
    )


def opened(page: str, about: str, otherwise: Callable[[Dataset], None] | None = None) -> Dataset:
    """Head the page, and return the data it works on.

    With nothing loaded, or data the page cannot use, the page ends here with what to do.

    page : its title in English, a message
    about : one line on what the page is for
    otherwise : what to show beside the reason, of data the page cannot use
    """
    st.title(_(page), anchor=False)
    st.session_state[PAGE] = page
    dataset = session.dataset()
    st.caption(f"{about} Synthetic demo data." if dataset and dataset.synthetic else about)
    links.begin(page)
    if dataset is None:
        _nothing_loaded()
        st.stop()
    for verdict in readiness_of(dataset):
        if TITLES[verdict.analysis] == page and not verdict.ready:
            st.info(plain(verdict.reason), icon=":material/info:")
            _ways_out("another")
            if otherwise:
                otherwise(dataset)
            st.stop()
    return dataset


def _nothing_loaded() -> None:
    if session.failure():
        st.error(plain(session.failure()), icon=":material/error:")
    st.info(
        "Nothing is loaded yet. Open a file with your shop's data on the Data page, "
        "or look around in the demo shop first.",
        icon=":material/upload_file:",
    )
    _ways_out("your")


def _ways_out(whose: str) -> None:
    with st.container(horizontal=True):
        if st.button(
            f"Open {whose} file", key="go_data", icon=":material/upload_file:", type="primary"
        ):
            go_to("data")
        st.button("Open the demo shop", key="go_demo", on_click=session.open_demo)
