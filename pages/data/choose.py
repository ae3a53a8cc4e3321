"""Choose: the ways a data set comes in, an upload or the demo."""

from __future__ import annotations

from typing import Final

import streamlit as st

from pages.data import upload
from pages.ui import guard, session, transfers
from shopai.engines.failures import FAILURES
from shopai.errors import InputError

_TYPES: Final = [
    "csv", "tsv", "txt", "data", "dat", "json", "jsonl", "ndjson", "parquet", "xlsx", "gz", "zip",
]  # fmt: skip


def show() -> None:
    """The upload."""
    uploaded = st.file_uploader(
        "A file with orders, events, ratings or customers",
        type=_TYPES,
        key=upload.uploader_key(),
        help="CSV or other delimited text, Excel (.xlsx), Parquet or JSON; .gz and .zip too.",
    )
    if uploaded is not None:
        try:
            with st.spinner("Looking into the file …"):
                upload.receive(transfers.check_taken(uploaded))
        except (InputError, *FAILURES) as error:
            guard.failed(error)
            return
        st.rerun()
    st.caption(
        "Your file stays in this browser session and is deleted with it, also when the page is "
        "reloaded. Larger than the limit? Start the app with “make run DATA=path”."
    )


def demo_button() -> None:
    """The way in without a file."""
    label, icon = "Open the demo shop", ":material/science:"
    st.button(label, key="open_demo", icon=icon, on_click=session.open_demo)
