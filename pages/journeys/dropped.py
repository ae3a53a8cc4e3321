"""Who dropped off before a step of the funnel: to count, to take away, to keep as an audience."""

from __future__ import annotations

from typing import Final

import streamlit as st

from pages.ui import audiences
from pages.ui.controls import choice, keep_valid
from pages.ui.results import features_of
from shopai.behaviour.journeys.order_funnel import NAMES
from shopai.behaviour.journeys.results import Funnel
from shopai.events.dataset import Dataset
from shopai.findings import journeys as findings
from shopai.format import counted
from shopai.sentences import plain

#: Who dropped off, where customers have several visits.
DROPPED: Final = {"last": "In their last such visit", "never": "In every visit"}


def section(dataset: Dataset, funnel: Funnel, names: list[str]) -> None:
    """The customers who came to one step and never to the next, to keep or take away."""
    if not (funnel.members >= 0).any():
        return
    st.subheader("Who dropped off", anchor=False)
    left, right = st.columns(2)
    steps = list(range(2, len(names) + 1))
    keep_valid("dropped_before", steps)
    with left:
        step = st.selectbox(
            "Did not come to",
            steps,
            index=steps.index(findings.worst_step(funnel)),
            format_func=lambda step: f"{names[step - 1]} (after {names[step - 2]})",
            key="dropped_before",
        )
    group = None
    if funnel.by is not None:
        keep_valid("dropped_group", list(funnel.groups))
        with right:
            group = st.selectbox("Group", funnel.groups, index=None, placeholder="All groups",
                                 key="dropped_group")  # fmt: skip
    which = "never"
    if funnel.per == "session":
        which = choice("Who", DROPPED, "dropped_which")
    ids = (funnel.dropped_last if which == "last" else funnel.dropped)(step, group)
    before, after = plain(names[step - 2]), plain(names[step - 1])
    whose = f" ({plain(group)})" if group else ""
    if which == "last":
        way = f"{names[step - 2]}, then no {names[step - 1]}"
        says = f"came to {before} and, in the last visit in which they did, not to {after}"
    elif funnel.steps == NAMES[: len(names)]:
        way = f"{names[step - 2]}, no {names[step - 1].lower()}"
        says = f"placed a {before.lower()} and no {after.lower()} so far"
    else:
        way = f"{names[step - 2]}, never {names[step - 1]}"
        says = f"came to {before} and never to {after}"
    st.markdown(f"**{counted(len(ids), 'known customer')}** {says}{whose}.")
    source = f"Funnel: {way}" + (f", {group}" if group else "")
    audiences.take_or_offer(
        dataset,
        lambda: features_of(dataset).reindex(ids),
        ids,
        way,
        source,
        "dropped",
        "dropped off",
    )
