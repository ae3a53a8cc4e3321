"""The funnel view of the Journeys page: who reaches which step, and where most are lost."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any, Final, get_args

import pandas as pd
import streamlit as st

from pages.journeys.controls import TIME_LIMITS, kinds_held, offered_per
from pages.ui import segment_settings, show
from pages.ui.controls import SHARED, choice, dropdown, keep_valid, several, slider
from pages.ui.frame import Frame
from pages.ui.keys import session_cache
from pages.ui.leads import RECOMMENDATIONS, Group
from pages.ui.links import taken
from pages.ui.notes import titles_of
from pages.ui.results import features_of
from shopai.behaviour.journeys import funnel as core
from shopai.behaviour.journeys.funnel_table import By, Funnel, Order
from shopai.behaviour.journeys.order_funnel import NAMES, order_funnel
from shopai.behaviour.journeys.tokens import Per
from shopai.charts import funnel as charts
from shopai.charts.journeys import KINDS, UNITS
from shopai.columns import Event, FunnelStep, Item, Kind
from shopai.events.dataset import Dataset
from shopai.findings import funnels as findings
from shopai.format import counted, duration
from shopai.segments.segmentation import Segmentation
from shopai.selection.filter import Filter
from shopai.sentences import Sentence, plain

USUAL: Final = (Kind.VIEW, Kind.CART, Kind.PURCHASE)
#: What the steps are: events of a visit, or one order after the other.
WHAT: Final = {"events": "From visit to purchase", "orders": "From order to order"}
ORDERS: Final[dict[str, str]] = {
    "ordered": "In this order, other things between",
    "strict": "Directly one after the other",
    "any": "In any order",
}
NOTHING, SEGMENT = "nothing", "segment"
BY: Final = {
    NOTHING: "Everyone together",
    SEGMENT: "Segment",
    "category": "Category",
    "channel": "Channel",
    "device": "Device",
    "week": "Week",
}

#: Who dropped off, where customers have several visits.
DROPPED: Final = {"last": "In their last such visit", "never": "In every visit"}


order_funnel_of = session_cache(6, "Counting the orders …")(order_funnel)


@session_cache(12, "Counting the steps …")
def funnel_of(
    dataset: Dataset,
    where: Filter,
    steps: tuple[str, ...],
    order: Order,
    window: timedelta | None,
    per: Per,
    by: By | None,
    seg: Segmentation | None = None,
    titles: tuple[str, ...] = (),
) -> Funnel:
    """The funnel of events; by the segments called `titles` where `seg` is given."""
    groups: By | pd.Series | None = by
    if seg is not None:
        groups = seg.labels.map(dict(enumerate(titles)))
    return core.funnel(dataset, where, steps, order=order, window=window, per=per, by=groups)


def view(frame: Frame) -> None:
    """From visit to purchase, or from order to order."""
    dataset = frame.dataset
    held = kinds_held(dataset)
    can = {
        "events": len(held) > 1,
        "orders": Kind.PURCHASE in held and Event.USER in dataset.filled,
    }
    options = {what: WHAT[what] for what, possible in can.items() if possible}
    if not options:
        frame.turn("See the paths they take", "paths", "route")
        frame.turn("See what comes next", "next", "arrow_forward")
        frame.end(
            "A funnel needs two kinds of events, such as views and purchases, or purchases of "
            f"known customers; this file holds {KINDS[held[0]].lower()} events alone."
        )
    usual: list[str] = [kind for kind in USUAL if kind in held]
    first = "events" if len(usual) > 1 else "orders"
    (what, *others) = options
    if others:
        what = dropdown("Funnel", options, "funnel_what", first, at=frame.controls, width=190)
    if what == "orders":
        from_order_to_order(frame)
    else:
        from_event_to_event(frame, usual if len(usual) > 1 else held[:2])


def from_order_to_order(frame: Frame) -> None:
    """The funnel from order to order."""
    steps = slider("Orders", 2, len(NAMES), 4, "funnel_orders", at=frame.settings)
    funnel = order_funnel_of(frame.dataset, frame.where, steps=int(steps))
    not_new = str(findings.not_new(funnel))
    if not funnel.n:
        frame.end(f"No known customer has bought anything here for the first time. {not_new}")
    drawn(frame, funnel, list(funnel.steps), NOTHING)
    st.caption(f"Recent customers have had less time for another order than old ones. {not_new}")


def from_event_to_event(frame: Frame, usual: list[str]) -> None:
    """From one kind of event to the next, as chosen."""
    dataset = frame.dataset
    by = by_control(frame)
    kinds = {name: KINDS[name] for name in kinds_held(dataset)}
    look: dict[str, Any] = {"placeholder": "Choose steps", "at": frame.settings}
    steps = several("Steps, in the order you pick them", kinds, "funnel_steps", usual, **look)
    order, window, per = counting(frame)
    if len(steps) < 2:
        frame.end("Choose two steps or more in Settings.")
    names = [KINDS[step] for step in steps]
    seg = segment_settings.segments(dataset) if by == SEGMENT else None
    titles = titles_of(dataset, seg) if seg is not None else ()
    group: By | None = by if by in get_args(By) else None  # type: ignore[assignment]
    settings = (order, window, per, group, seg, titles)
    funnel = funnel_of(dataset, frame.where, tuple(steps), *settings)
    if not funnel.n:
        frame.end(f"Nobody came to the first step, {plain(names[0])}. Choose another in Settings.")
    drawn(frame, funnel, names, by)


def by_control(frame: Frame) -> str:
    """The groups of the funnel."""
    dataset = frame.dataset
    can = {
        NOTHING: True,
        SEGMENT: Event.USER in dataset.filled and dataset.n_customers > 1,
        "category": Item.CATEGORY in dataset.filled,
        "channel": Event.CHANNEL in dataset.filled,
        "device": Event.DEVICE in dataset.filled,
        "week": Event.TIME in dataset.filled,
    }
    options = {name: BY[name] for name, possible in can.items() if possible}
    return dropdown("By", options, "funnel_by", at=frame.controls, width=155)


def counting(frame: Frame) -> tuple[Order, timedelta | None, Any]:
    """Order of the steps, conversion window, and what is counted."""
    per = choice("Within", offered_per(frame.dataset), "funnel_per", "session", at=frame.settings)
    order = taken(
        frame.settings.radio,
        "Steps count",
        list(ORDERS),
        format_func=ORDERS.__getitem__,
        key="funnel_order",
        help="Directly: with no other event between, of those the filter lets pass. With a "
        "category or channel chosen, what was done elsewhere in between is not seen.",
        **SHARED,
    )
    look: dict[str, Any] = {"help": "From the first step to the last.", "at": frame.settings}
    window = dropdown("Conversion window", list(TIME_LIMITS), "funnel_window", **look)
    return order, TIME_LIMITS[window], per


def drawn(frame: Frame, funnel: Funnel, names: list[str], by: str) -> None:
    """The chart and what it means, the numbers, and who dropped off."""
    line: Sentence | str
    terms: tuple[str, ...]
    if by == NOTHING:
        says, figure = findings.most_lost(funnel, names), charts.funnel_bars(funnel, names)
        line, terms = findings.loss_in_short(funnel), ("interval", "wilson")
    elif by == "week":
        says, figure = findings.by_week(funnel, names), charts.funnel_weeks(funnel, names)
        line, terms = findings.weeks_in_short(funnel), ("interval", "newcombe")
    else:
        says = findings.by_group(funnel, names)
        figure = charts.funnel_dots(funnel, names, BY[by].lower())
        line, terms = findings.groups_in_short(funnel), ("interval", "p", "fdr")
    frame.say(says)
    show.chart(figure, "funnel", str(says))
    if by == "week" and not funnel.table[FunnelStep.WHOLE].all():
        st.caption(
            "Open marks: without a conversion window no week is over, for people may still come."
            if findings.endless(funnel)
            else "Open marks: weeks the data do not cover in full, conversion window included."
        )
    elif by != NOTHING and len(funnel.groups) > charts.MOST_GROUPS:
        st.caption(f"The {charts.MOST_GROUPS} largest of {len(funnel.groups):,} groups.")
    who_dropped(frame, funnel, names)
    steps = [names[step - 1] for step in funnel.table[FunnelStep.STEP]]
    seconds = funnel.table[FunnelStep.MEDIAN_SECONDS]
    called = funnel.table.assign(**{FunnelStep.NAME: steps})
    written = called.assign(**{FunnelStep.MEDIAN_SECONDS: seconds.map(duration)})
    with frame.more:
        titles = columns(funnel)
        show.table(written, "funnel_table", titles, column_order=list(titles))
    frame.file("All numbers", called, "funnel", key="download_funnel")
    with frame.sure(line, *terms) as box:
        if box.open:
            if by == "category":
                st.markdown("Whoever dealt with several categories counts in each of them.")
            titles = columns(funnel, ends=True)
            show.table(written, "funnel_intervals", titles, column_order=list(titles))


def columns(funnel: Funnel, ends: bool = False) -> dict[str, Any]:
    """Titles and formats of the table of numbers, in its order; what says nothing is left out.

    ends : of the intervals, instead of numbers and times
    """
    titles = {
        FunnelStep.GROUP: "Group",
        FunnelStep.NAME: "Step",
        FunnelStep.JOURNEYS: (UNITS[funnel.per].capitalize(), "localized"),
        FunnelStep.CUSTOMERS: ("Known customers", "localized"),
        FunnelStep.SHARE_OF_FIRST: ("Of first", "percent"),
        FunnelStep.LOW: ("95% from", "percent"),
        FunnelStep.HIGH: ("to", "percent"),
        FunnelStep.SHARE_OF_PREVIOUS: ("Of previous", "percent"),
        FunnelStep.PREVIOUS_LOW: ("95% from ", "percent"),
        FunnelStep.PREVIOUS_HIGH: ("to ", "percent"),
        FunnelStep.LOST: ("Lost before it", "localized"),
        FunnelStep.MEDIAN_SECONDS: st.column_config.Column(
            "Median time", help="From the step before to this one, of those who took both."
        ),
        FunnelStep.WHOLE: "Whole week",
    }
    says_nothing = {
        FunnelStep.GROUP: funnel.by is None,
        FunnelStep.CUSTOMERS: ends or funnel.per == "customer",
        FunnelStep.WHOLE: funnel.by != "week",
    }
    says_nothing |= dict.fromkeys((FunnelStep.LOST, FunnelStep.MEDIAN_SECONDS), ends)
    limits = (FunnelStep.LOW, FunnelStep.HIGH, FunnelStep.PREVIOUS_LOW, FunnelStep.PREVIOUS_HIGH)
    says_nothing |= dict.fromkeys(limits, not ends)
    return {name: title for name, title in titles.items() if not says_nothing.get(name)}


def who_dropped(frame: Frame, funnel: Funnel, names: list[str]) -> None:
    """The ways on with customers who came to one step and not to the next."""
    if not (funnel.members >= 0).any():
        frame.turn("See the paths they take", "paths", "route")
        return
    nth = findings.of_orders(funnel)
    steps = {
        step: f"{names[step - 2]}, no {names[step - 1].lower() if nth else names[step - 1]}"
        for step in range(2, len(names) + 1)
    }
    look: dict[str, Any] = {"label_visibility": "collapsed", "in_address": False, "width": 260}
    worst = findings.worst_step(funnel)
    step = dropdown("Who dropped off", steps, "dropped_before", worst, at=frame.next, **look)
    group = None
    if funnel.by is not None:
        keep_valid("dropped_group", list(funnel.groups))
        look = {"key": "dropped_group", "placeholder": "All groups"}
        group = frame.settings.selectbox("Who dropped off: group", funnel.groups, None, **look)
    which = "never"
    if funnel.per == "session":
        which = choice("Who dropped off", DROPPED, "dropped_which", at=frame.settings)
    ids = (funnel.dropped_last if which == "last" else funnel.dropped)(step, group)
    way = steps[step] + (f", {group}" if group else "")
    frame.lead_on(
        Group(ids, way, f"Funnel: {way}"), "dropped", counted(len(ids), "customer"), RECOMMENDATIONS
    )
    table = partial(features_of(frame.dataset).reindex, ids)
    label = f"{counted(len(ids), 'customer')} who dropped off"
    frame.file(label, table, "dropped off", key="download_dropped")
