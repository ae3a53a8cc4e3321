"""The pages the data can fill, and what the others lack."""

from __future__ import annotations

import streamlit as st

from pages.ui.frame import Frame
from pages.ui.navigation import TITLES, script
from pages.ui.results import readiness_of
from shopai.findings import overview as findings
from shopai.messages import _
from shopai.readiness import OVERVIEW
from shopai.sentences import plain


def view(frame: Frame) -> None:
    verdicts = readiness_of(frame.dataset)
    frame.say(findings.allowed(sum(verdict.ready for verdict in verdicts), len(verdicts)))
    for verdict in verdicts:
        icon = ":green[:material/check_circle:]" if verdict.ready else ":gray[:material/block:]"
        with st.container(
            horizontal=True, vertical_alignment="center", key=f"allows_{verdict.analysis}"
        ):
            st.markdown(f"{icon} {plain(verdict.reason)}", width="content")
            if verdict.ready and verdict.analysis != OVERVIEW:
                st.page_link(
                    script(verdict.analysis),
                    label=_("Open {page}").format(page=_(TITLES[verdict.analysis])),
                    icon=":material/arrow_forward:",
                    width="content",
                )
