"""The “what comes next” view of the Journeys page: transitions, and the time to the next order."""

from __future__ import annotations

from typing import Final, Literal

import streamlit as st

from pages.journeys.controls import (
    TOGETHER,
    browsed,
    kinds_control,
    of_control,
    per_control,
)
from pages.ui import show
from pages.ui.controls import choice
from pages.ui.keys import session_cache
from shopai.behaviour.journeys.next_purchase import next_purchase
from shopai.behaviour.journeys.transitions import Transitions, transitions
from shopai.charts import transitions as charts
from shopai.charts.journeys import UNITS, all_called, called
from shopai.columns import Event, Kind, Step, TimeToPurchase
from shopai.events.dataset import Dataset
from shopai.findings import journeys as findings
from shopai.format import counted
from shopai.selection.filter import Filter

ORDERS: Final[dict[Literal[1, 2], str]] = {1: "After the last step", 2: "After the last two"}
#: Columns of the table of transitions, and of that by number of the order.
COLUMNS: Final = {
    Step.FROM: "After",
    Step.TO: "Comes",
    Step.COUNT: ("Times", "localized"),
    Step.CUSTOMERS: ("Known customers", "localized"),
    Step.PROBABILITY: ("Probability", "percent"),
    Step.LOW: ("95% from", "percent"),
    Step.HIGH: ("to", "percent"),
}
BY_NUMBER: Final = {
    TimeToPurchase.NUMBER: "After order",
    TimeToPurchase.ORDERS: ("Orders", "localized"),
    TimeToPurchase.BOUGHT: ("Bought again", "localized"),
    TimeToPurchase.MEDIAN: ("Median days", "%.0f"),
    TimeToPurchase.MEDIAN_LOW: ("95% from", "%.0f"),
    TimeToPurchase.MEDIAN_HIGH: ("to", "%.0f"),
}
AFTER: Final = {0: "Any order", 1: "The first order", 2: "The second order", 3: "The third order"}


transitions_of = session_cache(12, "Counting the steps …")(transitions)
next_purchase_of = session_cache(6, "Waiting for the next orders …")(next_purchase)


def view(dataset: Dataset, where: Filter) -> None:
    """Transitions as a map and a table; below, the time to the next purchase."""
    left, middle, right = st.columns([3, 2, 2], vertical_alignment="bottom")
    of = of_control(dataset, "next_of", left)
    per = per_control(dataset, "next_per", "session" if of == "event" else "customer", middle)
    with right:
        order = choice("Look back", ORDERS, "next_order")
        kinds = kinds_control(dataset, of, "next_kinds")
    # in data of orders alone a step like the one before is none: it is mostly the next line
    transitions = transitions_of(
        dataset, where, of=of, per=per, kinds=kinds, order=order, repeats=browsed(dataset)
    )
    if transitions.table.empty:
        show.note("No journey has a step of this kind.")
    else:
        likeliest(dataset, transitions)
    next_order(dataset, where)


def likeliest(dataset: Dataset, transitions: Transitions) -> None:
    """The map, its meaning, and all numbers."""
    says = findings.surest_next(transitions)
    show.told(charts.transition_map(transitions), "transitions", says)
    unit = UNITS[transitions.per]
    st.caption(
        f"Of {transitions.events:,} steps in {transitions.n:,} {unit}. Percentages of a row "
        "add up to 100; “End” is the last step of a journey."
        + (f" {transitions.folded:,} rarer names are in “Other”." if transitions.folded else "")
        + ("" if browsed(dataset) else " A step just like the one before it is not counted again.")
    )
    if transitions.of != "event":
        st.caption(TOGETHER)
    table = transitions.table
    with st.expander("All numbers"):
        name = st.text_input("Find", key="next_find", placeholder="A step, from or to")
        written = table.assign(
            **{
                Step.FROM: [all_called(names, transitions.of) for names in table[Step.FROM]],
                Step.TO: [called(name, transitions.of) for name in table[Step.TO]],
            }
        )
        if name.strip():
            texts = written[Step.FROM] + "\n" + written[Step.TO]
            written = written[texts.str.contains(name.strip(), case=False, regex=False)]
        show.table(written, "next_table", COLUMNS)
        file = (dataset.name, "what comes next")
        show.download("Download these numbers", written, *file, key="download_next")


def next_order(dataset: Dataset, where: Filter) -> None:
    """The time to the next purchase."""
    if Kind.PURCHASE not in dataset.event_counts or Event.USER not in dataset.filled:
        return
    st.subheader("Time to the next purchase", anchor=False)
    after = choice("After", AFTER, "next_after")
    repeat = next_purchase_of(dataset, where, after=after or None)
    if not repeat.n:
        show.note("No known customer has such an order with a time.")
        return
    show.told(charts.time_to_purchase_curve(repeat), "again", findings.time_to_next(repeat))
    st.caption(
        "Orders at the end of the data have had little time to be followed by another: they "
        "count as still waiting, not as lost (Kaplan–Meier)."
        + (
            " Orders are numbered from a customer's first of all, "
            f"which {counted(repeat.earlier, 'customer')} placed before these dates."
            if repeat.earlier
            else ""
        )
    )
    left, right = st.columns(2)
    with left:
        show.table(repeat.by_number, "again_by_number", BY_NUMBER)
    with right:
        file = (dataset.name, "time to next purchase")
        show.download("Download the curve", repeat.curve, *file, key="download_again")
