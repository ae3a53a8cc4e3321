"""Data: choose a file, check what was understood of it, see what became of every row."""

from __future__ import annotations

import streamlit as st

from pages.data import check, choose, loaded, quality, questions, steps, upload
from pages.ui import run, session
from shopai.events.dataset import Dataset
from shopai.sentences import plain

_STYLE = """<style>
.st-key-headline p {font-size: 1.3rem; line-height: 1.45}
.st-key-headline [data-testid=stAlert] p, .st-key-headline label p, .st-key-headline button p,
.st-key-headline [data-testid=stCaptionContainer] p {font-size: 1rem}
</style>"""


def page() -> None:
    st.title("Data", anchor=False)
    st.html(_STYLE)
    if upload.incoming() is None and (path := st.session_state.get(session.REFUSED)):
        upload.receive_local(path)
    file, current = upload.incoming(), session.dataset()
    if file is not None:
        check.still_open()
        _check(file)
    elif current is None or current.synthetic:
        _choose(current)
    else:
        loaded.show(current)


def _choose(current: Dataset | None) -> None:
    st.caption("Bring in your shop's data and see what became of every row.")
    steps.show(steps.CHOOSE)
    choose.show()
    if current is None:
        if session.failure():
            st.error(plain(session.failure()), icon=":material/error:")
        st.info("Nothing is open yet: upload a file, or open the demo shop.")
        return
    st.divider()
    st.markdown(f"Open now: **{plain(current.name)}**. It is synthetic: made up to try things out.")
    loaded.open_next(current)
    quality.report(current)


def _check(file: upload.Incoming) -> None:
    if file.opened is not None:
        check.show(file, file.opened)
        return
    st.subheader(plain(file.name), anchor=False)
    steps.show(steps.CHECK)
    if file.failure:
        st.error(plain(file.failure), icon=":material/error:")
    if file.question is not None:
        questions.ask(file, file.question)
    st.button("Choose another file", key="discard", on_click=upload.discard)


run.run(page)
