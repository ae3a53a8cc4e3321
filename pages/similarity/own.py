"""Customers pasted or typed: how alike they are."""

from __future__ import annotations

import re
from typing import Final

import pandas as pd
import streamlit as st

from pages.similarity.comparison import compared, heat_map, how_sure_of_pairs, measured
from pages.ui.controls import SHARED
from pages.ui.frame import Frame
from pages.ui.leads import JOURNEYS, RECOMMENDATIONS, Group
from pages.ui.results import preferences_of
from shopai.behaviour.lookup import example_customers
from shopai.charts.labels import shortened
from shopai.charts.similarity import MOST_CUSTOMERS, typical
from shopai.findings import similarity as findings
from shopai.format import counted, listed
from shopai.sentences import plain

IDS: Final = "ids"


def view(frame: Frame) -> None:
    model = measured(frame)
    users = typed_ids(frame, preferences_of(frame.dataset).users)
    if len(users) < 2:
        examples = " ".join(example_customers(preferences_of(frame.dataset)))
        frame.nothing("Paste the ids of two customers or more to see how alike their tastes are.")
        st.markdown(f"For example: {plain(examples)}")
        label, icon, held = "Take this example", ":material/lightbulb:", ({IDS: examples},)
        take = st.session_state.update
        frame.next.button(label, key="take_example", icon=icon, on_click=take, args=held)
        return
    similarity, common = compared(model, users)
    frame.say(findings.closest(typical(similarity, common)))
    heat_map(frame, similarity, common)
    group = Group(pd.Index(users), "My own list", "A list of ids")
    whom = counted(len(users), "customer")
    frame.lead_on(group, "own", whom, RECOMMENDATIONS, JOURNEYS)
    how_sure_of_pairs(frame, model, similarity, common)


def typed_ids(frame: Frame, known: pd.Index) -> list[str]:
    """The customers pasted or typed; says which ids are unknown."""
    text = frame.controls.text_area(
        "Customer ids",
        key=IDS,
        height=68,
        width=420,
        placeholder="Paste customer ids, separated by spaces, commas or line breaks",
        label_visibility="collapsed",
        **SHARED,
    )
    ids = list(dict.fromkeys(word for word in re.split(r"[\s,;]+", text or "") if word))
    unknown = [user for user in ids if user not in known]
    if unknown:
        named = plain(listed([shortened(user, 30) for user in unknown]))
        st.warning(f"Not found, or without a history: {named}.")
    users = [user for user in ids if user in known]
    if len(users) > MOST_CUSTOMERS:
        st.warning(f"Showing the first {MOST_CUSTOMERS} of {len(users):,} customers.")
    return users[:MOST_CUSTOMERS]
