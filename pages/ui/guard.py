"""One sentence and a way on, never a traceback, where a page cannot work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from pages.ui import session
from pages.ui.navigation import go_to
from shopai.engines.failures import FAILURES, explained
from shopai.errors import ShopaiError
from shopai.messages import _
from shopai.sentences import plain


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
