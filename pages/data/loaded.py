"""Loaded: what is open now, what to know of it, and what to open next."""

from __future__ import annotations

from typing import Final

import streamlit as st

from pages.data import card, choose, quality, steps, worth
from pages.ui.frame import Frame
from pages.ui.keys import session_cache
from pages.ui.navigation import TITLES, script
from pages.ui.results import readiness_of
from shopai import readiness
from shopai.events.reading.mapping import SHAPES
from shopai.findings.reading import headline, worth_a_look
from shopai.messages import _

#: Opened first, where the data allow.
_NEXT: Final = (readiness.OVERVIEW, readiness.SEGMENTS, readiness.RECOMMENDATIONS)
_MOST: Final = 3

headline_of = session_cache(3, "Adding up …")(headline)
worth_of = session_cache(3)(worth_a_look)


def show(frame: Frame) -> None:
    """A file of the visitor's own, just loaded or still open."""
    dataset = frame.dataset
    with frame.controls:
        steps.show(steps.LOADED)
        with st.popover("Open another file", icon=":material/upload_file:", width="content"):
            choose.show()
        choose.demo_button()
    # after the ways in, which work where this cannot be read
    frame.tell_data([])
    frame.say(headline_of(dataset))
    said = worth_of(dataset)
    if said:
        with st.container(border=True, key="worth_a_look"):
            st.markdown("**Good to know**")
            worth.sentences(said)
    quality.report(frame)
    open_next(frame)
    reading = dataset.report.reading
    with frame.sure(_("how each column was read")) as box:
        if box.open and reading.parts:
            words = dataset.report.settings.get("shape")
            shape = next((shape for shape, label in SHAPES.items() if label == words), None)
            card.show(reading, shape, dataset)


def open_next(frame: Frame) -> None:
    """Links to the first analyses that the data allow, and why one of the usual is not among."""
    verdicts = {verdict.analysis: verdict for verdict in readiness_of(frame.dataset)}
    usual = [verdicts[analysis] for analysis in _NEXT]
    ready = [verdict.analysis for verdict in usual if verdict.ready]
    ready += [name for name, v in verdicts.items() if v.ready and name not in ready]
    with frame.next:
        for analysis in ready[:_MOST]:
            st.page_link(script(analysis), label=_(TITLES[analysis]), icon=":material/east:")
    with frame.more:
        for verdict in usual:
            if not verdict.ready:
                st.caption(verdict.reason.markdown())
