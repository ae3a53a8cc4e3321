"""Data: choose a file, check what was understood of it, see what became of every row."""

from __future__ import annotations

import streamlit as st

from pages.data import check, choose, loaded, quality, questions, steps, upload
from pages.ui import frame, session
from pages.ui.frame import Frame
from shopai.events.dataset import Dataset
from shopai.sentences import plain


def view(frame: Frame) -> None:
    if upload.incoming() is None and (path := st.session_state.get(session.REFUSED)):
        upload.receive_local(path)
    file, current = upload.incoming(), session.dataset()
    if file is not None:
        check.still_open(frame)
        _check(frame, file)
    elif current is None or current.synthetic:
        _choose(frame, current)
    else:
        frame.dataset = current
        loaded.show(frame)


def _choose(frame: Frame, current: Dataset | None) -> None:
    frame.say(
        "Bring in your shop's data: orders, events, ratings or customers. You see what was "
        "understood before anything is loaded."
    )
    with frame.controls:
        steps.show(steps.CHOOSE)
        choose.demo_button()
    choose.show()
    if current is None:
        if session.failure():
            st.error(plain(session.failure()), icon=":material/error:")
        st.info("Nothing is open yet: upload a file, or open the demo shop.")
        return
    st.markdown(f"Open now: **{plain(current.name)}**. It is synthetic: made up to try things out.")
    frame.dataset = current
    loaded.open_next(frame)
    with frame.sure(quality.in_short(current)) as box:
        if box.open:
            quality.report(frame)


def _check(frame: Frame, file: upload.Incoming) -> None:
    if file.opened is not None:
        check.show(frame, file, file.opened)
        return
    frame.say(f"**{plain(file.name)}**")
    with frame.controls:
        steps.show(steps.CHECK)
    if file.failure:
        st.error(plain(file.failure), icon=":material/error:")
    if file.question is not None:
        questions.ask(file, file.question)
    st.button("Choose another file", key="discard", on_click=upload.discard)


VIEWS = {"data": frame.View("Data", view)}

frame.show(frame.Page("data", "Data", VIEWS, needs_data=False))
