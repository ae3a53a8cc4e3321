"""The funnel view of the Journeys page: who reaches which step, and where most are lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final, get_args

import pandas as pd
import streamlit as st

from pages.journeys import dropped, results
from pages.journeys.controls import PER, TIME_LIMITS, kinds_held, offered_per
from pages.ui import segment_settings, show
from pages.ui.controls import SHARED, choice, dropdown, several
from pages.ui.naming import titles_of
from shopai.behaviour.journeys.group_tests import compare_groups, compare_spans
from shopai.behaviour.journeys.order_funnel import NAMES
from shopai.behaviour.journeys.results import By, Funnel, Order
from shopai.charts import funnel as charts
from shopai.charts.journeys import KINDS, UNITS
from shopai.columns import Difference, Event, FunnelStep, Item, Kind
from shopai.events.dataset import Dataset
from shopai.format import counted, duration, percent
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
#: Fewer journeys than this at the first step say little of a group.
FEW: Final = 30
#: Differences with a smaller p, corrected for all groups, are spoken of.
CHANCE: Final = 0.05


def view(dataset: Dataset, where: Filter) -> None:
    """Controls, chart, sentence, table, and who dropped off."""
    held = kinds_held(dataset)
    can = {"events": len(held) > 1, "orders": Kind.PURCHASE in held and known(dataset)}
    options = [what for what, possible in can.items() if possible]
    if not options:
        st.info(
            "A funnel needs two kinds of events, such as views and purchases, or purchases of "
            f"known customers; this file holds {KINDS[held[0]].lower()} events alone. "
            "Paths and What comes next can still be shown.",
            icon=":material/info:",
        )
        return
    usual: list[str] = [kind for kind in USUAL if kind in held]
    first = "events" if len(usual) > 1 else "orders"
    what = options[0]
    if options[1:]:
        words = {what: WHAT[what] for what in options}
        what = choice("Funnel", words, "funnel_what", first, label_visibility="collapsed")
    if what == "orders":
        from_order_to_order(dataset, where)
    else:
        from_event_to_event(dataset, where, usual if len(usual) > 1 else held[:2])


def known(dataset: Dataset) -> bool:
    """Whether the data know any customer."""
    return Event.USER in dataset.filled


def from_order_to_order(dataset: Dataset, where: Filter) -> None:
    """How many come back for another order."""
    steps = st.slider("Orders", 2, len(NAMES), 4, key="funnel_orders", **SHARED)
    funnel = results.order_funnel_of(dataset, where, int(steps))
    if not funnel.n:
        nobody = "No known customer has bought anything here for the first time."
        st.info(nobody + before(funnel), icon=":material/info:")
        return
    names = list(funnel.steps)
    drawn(funnel, names, NOTHING)
    st.caption(
        "Recent customers have had less time for another order than old ones." + before(funnel)
    )
    table(dataset, funnel, names)
    dropped.section(dataset, funnel, names)


def before(found: Funnel) -> str:
    """Who bought in the dates and is in no step, for they are not new in them."""
    if not found.earlier:
        return ""
    return (
        f" {counted(found.earlier, 'customer')} bought in these dates, but for the first time "
        "before them: the funnel is of new customers alone."
    )


def from_event_to_event(dataset: Dataset, where: Filter, usual: list[str]) -> None:
    """From one kind of event to the next, as chosen."""
    left, middle, right = st.columns([4, 2, 1.6], vertical_alignment="bottom")
    with left:
        steps = steps_control(dataset, usual)
    with middle:
        by = by_control(dataset)
    with right, st.popover("How to count", icon=":material/tune:", width="stretch"):
        order, window, per = counting(dataset)
    if len(steps) < 2:
        st.info("Choose two steps or more.", icon=":material/info:")
        return
    names = [KINDS[step] for step in steps]
    seg = segment_settings.segments(dataset) if by == SEGMENT else None
    titles = titles_of(dataset, seg) if seg is not None else ()
    group: By | None = by if by in get_args(By) else None  # type: ignore[assignment]
    settings = (order, window, per, group, seg, titles)
    funnel = results.funnel_of(dataset, where, tuple(steps), *settings)
    if not funnel.n:
        st.info(f"Nobody came to the first step, {plain(names[0])}.", icon=":material/info:")
        return
    drawn(funnel, names, by)
    table(dataset, funnel, names)
    dropped.section(dataset, funnel, names)


def steps_control(dataset: Dataset, usual: list[str]) -> list[str]:
    """The steps, in the order they are picked in."""
    options = kinds_held(dataset)
    picked: list[str] = several(
        "Steps, in the order you pick them",
        {name: KINDS[name] for name in options},
        "funnel_steps",
        usual,
        placeholder="Choose steps",
    )
    return picked


def by_control(dataset: Dataset) -> str:
    """What the funnel is told apart by."""
    filled = dataset.filled
    can = {
        NOTHING: True,
        SEGMENT: Event.USER in filled and dataset.n_customers > 1,
        "category": Item.CATEGORY in filled,
        "channel": Event.CHANNEL in filled,
        "device": Event.DEVICE in filled,
        "week": Event.TIME in filled,
    }
    options = [by for by, possible in can.items() if possible]
    return str(dropdown("By", {name: BY[name] for name in options}, "funnel_by"))


def counting(dataset: Dataset) -> tuple[Order, timedelta | None, Any]:
    """Order of the steps, conversion window, and what is counted."""
    per = choice("Within", {per: PER[per] for per in offered_per(dataset)}, "funnel_per", "session")
    order = st.radio(
        "Steps count",
        list(ORDERS),
        format_func=ORDERS.__getitem__,
        key="funnel_order",
        help="Directly: with no other event between, of those the filter lets pass. With a "
        "category or channel chosen, what was done elsewhere in between is not seen.",
        **SHARED,
    )
    window = dropdown(
        "Conversion window",
        list(TIME_LIMITS),
        "funnel_window",
        help="From the first step to the last.",
    )
    return order, TIME_LIMITS[window], per


def drawn(funnel: Funnel, names: list[str], by: str) -> None:
    """The chart and what it means."""
    if by == NOTHING:
        says, figure = meaning(funnel, names), charts.funnel_bars(funnel, names)
    elif by == "week":
        says, figure = by_week(funnel, names), charts.funnel_weeks(funnel, names)
    else:
        says, figure = by_group(funnel, names), charts.funnel_dots(funnel, names, BY[by].lower())
    show.chart(figure, "funnel", says.replace("**", ""))
    st.markdown(says)
    if by == "week" and not funnel.table[FunnelStep.WHOLE].all():
        st.caption(
            "Open marks: without a conversion window no week is over, for people may still come."
            if endless(funnel)
            else "Open marks: weeks the data do not cover in full, conversion window included."
        )
    elif by != NOTHING and len(funnel.groups) > charts.MOST_GROUPS:
        st.caption(f"The {charts.MOST_GROUPS} largest of {len(funnel.groups):,} groups.")
    if by == "category":
        st.caption("Whoever dealt with several categories counts in each of them.")


def meaning(found: Funnel, names: list[str]) -> str:
    """Where most are lost, in one sentence, as Markdown."""
    rows = found.table.sort_values(FunnelStep.STEP).reset_index(drop=True)
    unit = UNITS[found.per]
    worst = dropped.worst_step(found)
    lost = int(rows[FunnelStep.LOST][worst - 1])
    whole = percent(float(rows[FunnelStep.SHARE_OF_FIRST].iloc[-1]))
    rest = f"{whole} of all {unit} (n = {found.n:,}) get from the first step to the last."
    if not lost:
        return f"**Nobody is lost on the way**: all {unit} (n = {found.n:,}) go through every step."
    before = int(rows[FunnelStep.JOURNEYS][worst - 2])
    if found.steps == NAMES[: len(names)]:
        return (
            f"**Most are lost before the {names[worst - 1].lower()}: {percent(lost / before)} of "
            f"those with a {names[worst - 2].lower()} ({lost:,} of {before:,}) have placed none so "
            f"far.** {whole} of all buyers (n = {found.n:,}) have placed {len(names)} or more."
        )
    return (
        f"**Most are lost before {plain(names[worst - 1])}: {percent(lost / before)} of the {unit} "
        f"at {plain(names[worst - 2])} ({lost:,} of {before:,}) never get there.** {rest}"
    )


def by_group(found: Funnel, names: list[str]) -> str:
    """Which groups get more, or fewer, to the last step than all others, beyond chance."""
    beside = compare_groups(found, FEW)
    if len(beside) < 2:
        return f"Fewer than two groups have {FEW} {UNITS[found.per]} at the first step."
    end = plain(names[-1])
    sure = beside[beside[Difference.ADJUSTED] < CHANCE]
    if sure.empty:
        low, high = beside[Difference.FIRST_SHARE].min(), beside[Difference.FIRST_SHARE].max()
        return (
            f"**No group gets more or fewer to {end} than all others together beyond chance**: "
            f"{percent(low)} to {percent(high)} of those at {plain(names[0])} in "
            f"{len(beside):,} groups."
        )
    ranked = sure.sort_values(Difference.FIRST_SHARE, kind="stable")
    more = ranked[ranked[Difference.POINTS] > 0].tail(1)
    fewer = ranked[ranked[Difference.POINTS] < 0].head(1)
    parts = [
        f"{plain(row[Difference.WHAT])} gets {word} to {end} than all others together: "
        f"{percent(row[Difference.FIRST_SHARE])} against {percent(row[Difference.SECOND_SHARE])}"
        for word, rows in (("more", more), ("fewer", fewer))
        for row in rows.to_dict("records")
    ]
    return f"**{'; '.join(parts)}.** Beyond chance, allowing for {len(beside):,} groups compared."


def endless(funnel: Funnel) -> bool:
    """Whether who began a week may for ever still come to the last step."""
    return funnel.per == "customer" and funnel.window is None


def by_week(found: Funnel, names: list[str]) -> str:
    """The last whole weeks against those before them."""
    begin, end = plain(names[0]), plain(names[-1])
    if endless(found):
        return (
            f"**Choose a conversion window, in How to count, to see whether more or fewer get to "
            f"{end}**: until then those who began lately have had less time for it."
        )
    first = found.table[found.table[FunnelStep.STEP] == 1]
    first = first[first[FunnelStep.WHOLE].astype(bool)].sort_values(FunnelStep.GROUP)
    weeks = first[pd.to_datetime(first[FunnelStep.GROUP], errors="coerce").notna()]
    if len(weeks) < 8:
        return "Too few whole weeks to say where it goes."
    now, past = weeks.iloc[-4:], weeks.iloc[-8:-4]
    beside = compare_spans(found, list(now[FunnelStep.GROUP]), list(past[FunnelStep.GROUP])).iloc[0]
    low, high = float(beside[Difference.LOW]), float(beside[Difference.HIGH])
    word = "more" if low > 0 else "fewer" if high < 0 else ""
    share, before = (
        percent(float(beside[name])) for name in (Difference.FIRST_SHARE, Difference.SECOND_SHARE)
    )
    told = (
        f"**In the last four whole weeks {word} got from {begin} to {end}: {share}, against "
        f"{before} in the four before.**"
        if word
        else f"**In the last four whole weeks {share} got from {begin} to {end}**, against "
        f"{before} in the four before: the difference may be chance."
    )
    return (
        f"{told} (Difference {low:+.1f} to {high:+.1f} percentage points, 95% interval; "
        f"n = {int(now[FunnelStep.JOURNEYS].sum()):,} and "
        f"{int(past[FunnelStep.JOURNEYS].sum()):,} {UNITS[found.per]}.)"
    )


def table(dataset: Dataset, funnel: Funnel, names: list[str]) -> None:
    """All numbers, to read and to take away."""
    called = funnel.table.assign(
        **{FunnelStep.NAME: [names[step - 1] for step in funnel.table[FunnelStep.STEP]]}
    )
    with st.expander("All numbers", expanded=funnel.by is not None):
        hidden = {FunnelStep.PREVIOUS_LOW, FunnelStep.PREVIOUS_HIGH, FunnelStep.TIMED}
        hidden |= {FunnelStep.GROUP} if funnel.by is None else set()
        hidden |= {FunnelStep.CUSTOMERS} if funnel.per == "customer" else set()
        hidden |= set() if funnel.by == "week" else {FunnelStep.WHOLE}
        shown = called.assign(
            **{FunnelStep.MEDIAN_SECONDS: called[FunnelStep.MEDIAN_SECONDS].map(duration)}
        )
        st.dataframe(
            shown,
            key="funnel_table",
            hide_index=True,
            placeholder="–",
            column_order=[str(name) for name in shown if name not in hidden],
            column_config=columns(funnel),
        )
        show.download(
            "Download these numbers",
            called,
            dataset.name,
            "funnel",
            key="download_funnel",
            index=False,
        )


def columns(funnel: Funnel) -> dict[str, Any]:
    """Titles and formats of the table of numbers."""
    share: dict[str, Any] = {"format": "percent"}
    number = st.column_config.NumberColumn
    return {
        FunnelStep.GROUP: "Group",
        FunnelStep.STEP: None,
        FunnelStep.NAME: "Step",
        FunnelStep.JOURNEYS: number(UNITS[funnel.per].capitalize(), format="localized"),
        FunnelStep.CUSTOMERS: number("Known customers", format="localized"),
        FunnelStep.SHARE_OF_FIRST: number("Of first", **share),
        FunnelStep.LOW: number("95% from", **share),
        FunnelStep.HIGH: number("to", **share),
        FunnelStep.SHARE_OF_PREVIOUS: number("Of previous", **share),
        FunnelStep.LOST: number("Lost before it", format="localized"),
        FunnelStep.MEDIAN_SECONDS: st.column_config.Column(
            "Median time", help="From the step before to this one, of those who took both."
        ),
        FunnelStep.WHOLE: "Whole week",
    }
