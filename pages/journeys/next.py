"""The next step after another, and the time to the next order."""

from __future__ import annotations

from typing import Any, Final, Literal

import pandas as pd
import streamlit as st

from pages.journeys.controls import (
    TOGETHER,
    browsed,
    kinds_control,
    of_control,
    offered_per,
)
from pages.ui import show
from pages.ui.controls import choice, dropdown
from pages.ui.frame import Frame
from pages.ui.keys import session_cache
from pages.ui.leads import RECOMMENDATIONS, Group
from shopai.behaviour.journeys.next_purchase import next_purchase
from shopai.behaviour.journeys.order_funnel import NAMES, order_funnel
from shopai.behaviour.journeys.tokens import Per
from shopai.behaviour.journeys.transitions import Transitions, transitions
from shopai.behaviour.journeys.who import last_at
from shopai.charts import transitions as charts
from shopai.charts.journeys import UNITS, all_called, called
from shopai.columns import Event, Kind, Step, TimeToPurchase
from shopai.findings import journeys as findings
from shopai.format import counted

#: What is asked for.
WHAT: Final = {"step": "The next step", "order": "The next order"}
ORDERS: Final[dict[Literal[1, 2], str]] = {1: "After the last step", 2: "After the last two"}
#: Columns of the tables: of transitions, with their intervals, and of orders by their number.
COLUMNS: Final = {
    Step.FROM: "After",
    Step.TO: "Comes",
    Step.COUNT: ("Times", "localized"),
    Step.CUSTOMERS: ("Known customers", "localized"),
    Step.PROBABILITY: ("Share", "percent"),
}
ENDS: Final = {Step.LOW: ("95% from", "percent"), Step.HIGH: ("to", "percent")}
BY_NUMBER: Final = {
    TimeToPurchase.NUMBER: "After order",
    TimeToPurchase.ORDERS: ("Orders", "localized"),
    TimeToPurchase.BOUGHT: ("Bought again", "localized"),
    TimeToPurchase.MEDIAN: ("Half buy again within (days)", "%.0f"),
}
BY_NUMBER_ENDS: Final = {
    TimeToPurchase.MEDIAN_LOW: ("95% from", "%.0f"),
    TimeToPurchase.MEDIAN_HIGH: ("to", "%.0f"),
}
#: Rows with their intervals on the screen; the download has all.
MOST: Final = 200
AFTER: Final = {0: "Any order", 1: "The first order", 2: "The second order", 3: "The third order"}


transitions_of = session_cache(12, "Counting the steps …")(transitions)
next_purchase_of = session_cache(6, "Waiting for the next orders …")(next_purchase)
order_funnel_of = session_cache(6)(order_funnel)
last_at_of = session_cache(12)(last_at)


def view(frame: Frame) -> None:
    """The next step or the next order, as chosen."""
    dataset = frame.dataset
    ordered = Kind.PURCHASE in dataset.event_counts and Event.USER in dataset.filled
    options = WHAT if ordered else {"step": WHAT["step"]}
    first = "step" if browsed(dataset) else "order"
    what = dropdown("Comes next", options, "next_what", first, at=frame.controls, width=140)
    (next_order if what == "order" else next_step)(frame)


def next_step(frame: Frame) -> None:
    """Steps and their next ones, as a map and a table."""
    dataset = frame.dataset
    of = of_control(frame, "next_of")
    first: Per = "session" if of == "event" and browsed(dataset) else "customer"
    per = choice("Within", offered_per(dataset), "next_per", first, at=frame.settings)
    order = choice("Look back", ORDERS, "next_order", at=frame.settings)
    kinds = kinds_control(frame, of, "next_kinds")
    # in data of orders alone a step like the one before is none: it is mostly the next line
    repeats = browsed(dataset)
    steps: dict[str, Any] = {"of": of, "kinds": kinds, "repeats": repeats}
    transitions = transitions_of(dataset, frame.where, **steps, per=per, order=order)
    if transitions.table.empty:
        frame.end("No journey has a step of this kind. Choose other steps, or a longer time.")
    says = findings.whats_next(transitions)
    frame.say(says)
    show.chart(charts.transition_map(transitions), "transitions", str(says))
    lead_on(frame, findings.told_of(transitions), steps)
    numbers(frame, transitions)
    with frame.sure(findings.next_in_short(transitions), "markov", "interval", "wilson") as box:
        if box.open:
            st.markdown(
                f"Of {transitions.events:,} steps in {transitions.n:,} {UNITS[per]}. Percentages "
                "of a row add up to 100; “End” is the last step of a journey."
                + (
                    f" {transitions.folded:,} rarer names are in “Other”."
                    if transitions.folded
                    else ""
                )
                + ("" if repeats else " A step just like the one before it is not counted again.")
                + ("" if of == "event" else TOGETHER)
            )
            show.table(written(transitions).head(MOST), "next_intervals", COLUMNS | ENDS)


def lead_on(frame: Frame, last: tuple[str, ...] | None, steps: dict[str, Any]) -> None:
    """The ways on with those who did this last of all."""
    if last is None or Event.USER not in frame.dataset.filled:
        frame.turn("See the paths they take", "paths", "route")
        return
    ids = last_at_of(frame.dataset, frame.where, last, **steps)
    done = all_called(last, steps["of"])
    group = Group(ids, f"Last did {done}", f"Customers whose last step is {done}")
    whom = f"{counted(len(ids), 'customer')} whose last step is {done}"
    frame.lead_on(group, "stand", whom, RECOMMENDATIONS)


def written(transitions: Transitions) -> pd.DataFrame:
    """The table with the steps by name."""
    table, of = transitions.table, transitions.of
    before = [all_called(names, of) for names in table[Step.FROM]]
    after = [called(name, of) for name in table[Step.TO]]
    return table.assign(**{Step.FROM: before, Step.TO: after})


def numbers(frame: Frame, transitions: Transitions) -> None:
    """All numbers, those with a name alone where one is typed."""
    table = written(transitions)
    with frame.more:
        name = st.text_input("Find", key="next_find", placeholder="A step, from or to")
        if name.strip():
            texts = table[Step.FROM] + "\n" + table[Step.TO]
            table = table[texts.str.contains(name.strip(), case=False, regex=False)]
        show.table(table[list(COLUMNS)], "next_table", COLUMNS)
    frame.file("What follows what", table, "what comes next", key="download_next")


def next_order(frame: Frame) -> None:
    """The time to the next purchase."""
    dataset, where = frame.dataset, frame.where
    after = dropdown("After", AFTER, "next_after", at=frame.controls, width=160)
    repeat = next_purchase_of(dataset, where, after=after or None)
    if not repeat.n:
        frame.end("No known customer has such an order with a time. Choose an earlier order.")
    says = findings.time_to_next(repeat)
    frame.say(says)
    show.chart(charts.time_to_purchase_curve(repeat), "again", str(says))
    number = after or 1
    nth, following = NAMES[number - 1].lower(), NAMES[number].lower()
    ids = order_funnel_of(dataset, where, steps=number + 1).dropped(number + 1)
    group = Group(ids, f"No {following} yet", f"Customers with a {nth} and no {following} so far")
    whom = f"{counted(len(ids), 'customer')} with no {following} so far"
    frame.lead_on(group, "waiting", whom, RECOMMENDATIONS)
    with frame.more:
        show.table(repeat.by_number[list(BY_NUMBER)], "again_by_number", BY_NUMBER)
    frame.file("The curve", repeat.curve, "time to next purchase", key="download_again")
    with frame.sure(findings.wait_in_short(repeat), "kaplan-meier", "interval") as box:
        if box.open:
            st.markdown(
                "Orders at the end of the data have had little time to be followed by another: "
                "they count as still waiting, not as lost."
                + (
                    " Orders are numbered from a customer's first of all, which "
                    f"{counted(repeat.earlier, 'customer')} placed before these dates."
                    if repeat.earlier
                    else ""
                )
            )
            columns = BY_NUMBER | BY_NUMBER_ENDS
            show.table(repeat.by_number, "again_intervals", columns)
