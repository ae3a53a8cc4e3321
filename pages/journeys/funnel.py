"""The funnel view of the Journeys page: who reaches which step, and where most are lost."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any, Final, get_args

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.journeys.controls import TIME_LIMITS, kinds_held, offered_per
from pages.ui import audiences, segment_settings, show
from pages.ui.controls import SHARED, choice, dropdown, keep_valid, several, slider
from pages.ui.keys import session_cache
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
from shopai.findings import journeys as findings
from shopai.format import counted, duration
from shopai.segments.segmentation import Segmentation
from shopai.selection.filter import Filter
from shopai.sentences import plain

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


def view(dataset: Dataset, where: Filter) -> None:
    """Controls, chart, sentence, table, and who dropped off."""
    held = kinds_held(dataset)
    can = {
        "events": len(held) > 1,
        "orders": Kind.PURCHASE in held and Event.USER in dataset.filled,
    }
    options = {what: WHAT[what] for what, possible in can.items() if possible}
    if not options:
        show.note(
            "A funnel needs two kinds of events, such as views and purchases, or purchases of "
            f"known customers; this file holds {KINDS[held[0]].lower()} events alone. "
            "Paths and What comes next can still be shown."
        )
        return
    usual: list[str] = [kind for kind in USUAL if kind in held]
    first = "events" if len(usual) > 1 else "orders"
    (what, *others) = options
    if others:
        what = choice("Funnel", options, "funnel_what", first, label_visibility="collapsed")
    if what == "orders":
        from_order_to_order(dataset, where)
    else:
        from_event_to_event(dataset, where, usual if len(usual) > 1 else held[:2])


def from_order_to_order(dataset: Dataset, where: Filter) -> None:
    """The funnel from order to order."""
    steps = slider("Orders", 2, len(NAMES), 4, "funnel_orders")
    funnel = order_funnel_of(dataset, where, steps=int(steps))
    if not funnel.n:
        nobody = "No known customer has bought anything here for the first time."
        show.note(nobody + before(funnel))
        return
    names = list(funnel.steps)
    drawn(funnel, names, NOTHING)
    st.caption(
        "Recent customers have had less time for another order than old ones." + before(funnel)
    )
    table(dataset, funnel, names)
    who_dropped(dataset, funnel, names)


def before(funnel: Funnel) -> str:
    """A note on those who bought in the dates and are in no step, not being new in them."""
    if not funnel.earlier:
        return ""
    return (
        f" {counted(funnel.earlier, 'customer')} bought in these dates, but for the first time "
        "before them: the funnel is of new customers alone."
    )


def from_event_to_event(dataset: Dataset, where: Filter, usual: list[str]) -> None:
    """From one kind of event to the next, as chosen."""
    left, middle, right = st.columns([4, 2, 1.6], vertical_alignment="bottom")
    kinds = {name: KINDS[name] for name in kinds_held(dataset)}
    label = "Steps, in the order you pick them"
    steps = several(label, kinds, "funnel_steps", usual, placeholder="Choose steps", at=left)
    by = by_control(dataset, middle)
    with right, st.popover("How to count", icon=":material/tune:", width="stretch"):
        order, window, per = counting(dataset)
    if len(steps) < 2:
        show.note("Choose two steps or more.")
        return
    names = [KINDS[step] for step in steps]
    seg = segment_settings.segments(dataset) if by == SEGMENT else None
    titles = titles_of(dataset, seg) if seg is not None else ()
    group: By | None = by if by in get_args(By) else None  # type: ignore[assignment]
    settings = (order, window, per, group, seg, titles)
    funnel = funnel_of(dataset, where, tuple(steps), *settings)
    if not funnel.n:
        show.note(f"Nobody came to the first step, {plain(names[0])}.")
        return
    drawn(funnel, names, by)
    table(dataset, funnel, names)
    who_dropped(dataset, funnel, names)


def by_control(dataset: Dataset, at: DeltaGenerator) -> str:
    """The groups of the funnel."""
    filled = dataset.filled
    can = {
        NOTHING: True,
        SEGMENT: Event.USER in filled and dataset.n_customers > 1,
        "category": Item.CATEGORY in filled,
        "channel": Event.CHANNEL in filled,
        "device": Event.DEVICE in filled,
        "week": Event.TIME in filled,
    }
    options = {name: BY[name] for name, possible in can.items() if possible}
    return dropdown("By", options, "funnel_by", at=at)


def counting(dataset: Dataset) -> tuple[Order, timedelta | None, Any]:
    """Order of the steps, conversion window, and what is counted."""
    per = choice("Within", offered_per(dataset), "funnel_per", "session")
    order = taken(
        st.radio,
        "Steps count",
        list(ORDERS),
        format_func=ORDERS.__getitem__,
        key="funnel_order",
        help="Directly: with no other event between, of those the filter lets pass. With a "
        "category or channel chosen, what was done elsewhere in between is not seen.",
        **SHARED,
    )
    about = "From the first step to the last."
    window = dropdown("Conversion window", list(TIME_LIMITS), "funnel_window", help=about)
    return order, TIME_LIMITS[window], per


def drawn(funnel: Funnel, names: list[str], by: str) -> None:
    """The chart and what it means."""
    if by == NOTHING:
        says, figure = findings.most_lost(funnel, names), charts.funnel_bars(funnel, names)
    elif by == "week":
        says, figure = findings.by_week(funnel, names), charts.funnel_weeks(funnel, names)
    else:
        says = findings.by_group(funnel, names)
        figure = charts.funnel_dots(funnel, names, BY[by].lower())
    show.told(figure, "funnel", says)
    if by == "week" and not funnel.table[FunnelStep.WHOLE].all():
        st.caption(
            "Open marks: without a conversion window no week is over, for people may still come."
            if findings.endless(funnel)
            else "Open marks: weeks the data do not cover in full, conversion window included."
        )
    elif by != NOTHING and len(funnel.groups) > charts.MOST_GROUPS:
        st.caption(f"The {charts.MOST_GROUPS} largest of {len(funnel.groups):,} groups.")
    if by == "category":
        st.caption("Whoever dealt with several categories counts in each of them.")


def table(dataset: Dataset, funnel: Funnel, names: list[str]) -> None:
    """All numbers, to read and to take away."""
    steps = [names[step - 1] for step in funnel.table[FunnelStep.STEP]]
    called = funnel.table.assign(**{FunnelStep.NAME: steps})
    with st.expander("All numbers", expanded=funnel.by is not None):
        seconds = called[FunnelStep.MEDIAN_SECONDS]
        shown = called.assign(**{FunnelStep.MEDIAN_SECONDS: seconds.map(duration)})
        titles = columns(funnel)
        show.table(shown, "funnel_table", titles, column_order=list(titles))
        about = (dataset.name, "funnel")
        show.download("Download these numbers", called, *about, key="download_funnel")


def columns(funnel: Funnel) -> dict[str, Any]:
    """Titles and formats of the table of numbers, in its order; what says nothing is left out."""
    titles = {
        FunnelStep.GROUP: "Group",
        FunnelStep.NAME: "Step",
        FunnelStep.JOURNEYS: (UNITS[funnel.per].capitalize(), "localized"),
        FunnelStep.CUSTOMERS: ("Known customers", "localized"),
        FunnelStep.SHARE_OF_FIRST: ("Of first", "percent"),
        FunnelStep.LOW: ("95% from", "percent"),
        FunnelStep.HIGH: ("to", "percent"),
        FunnelStep.SHARE_OF_PREVIOUS: ("Of previous", "percent"),
        FunnelStep.LOST: ("Lost before it", "localized"),
        FunnelStep.MEDIAN_SECONDS: st.column_config.Column(
            "Median time", help="From the step before to this one, of those who took both."
        ),
        FunnelStep.WHOLE: "Whole week",
    }
    says_nothing = {
        FunnelStep.GROUP: funnel.by is None,
        FunnelStep.CUSTOMERS: funnel.per == "customer",
        FunnelStep.WHOLE: funnel.by != "week",
    }
    return {name: title for name, title in titles.items() if not says_nothing.get(name)}


def who_dropped(dataset: Dataset, funnel: Funnel, names: list[str]) -> None:
    """The customers who came to one step and never to the next, to keep or take away."""
    if not (funnel.members >= 0).any():
        return
    st.subheader("Who dropped off", anchor=False)
    left, right = st.columns(2)
    steps = {
        step: f"{names[step - 1]} (after {names[step - 2]})" for step in range(2, len(names) + 1)
    }
    worst = findings.worst_step(funnel)
    kept: dict[str, Any] = {"in_address": False, "at": left}
    step = dropdown("Did not come to", steps, "dropped_before", worst, **kept)
    group = None
    if funnel.by is not None:
        keep_valid("dropped_group", list(funnel.groups))
        hint = "All groups"
        group = right.selectbox("Group", funnel.groups, None, key="dropped_group", placeholder=hint)
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
    table = partial(features_of(dataset).reindex, ids)
    audiences.take_or_offer(dataset, table, ids, way, source, "dropped", "dropped off")
