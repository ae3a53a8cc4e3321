"""The patterns view of the Journeys page: orders of steps that many customers go through."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st

from pages.journeys.controls import (
    TIME_LIMITS,
    kinds_control,
    of_control,
    per_control,
)
from pages.ui import background, show
from pages.ui.controls import SHARED, dropdown, keep_valid, slider
from pages.ui.frame import Frame
from pages.ui.keys import session_cache
from pages.ui.leads import RECOMMENDATIONS, Group
from pages.ui.links import taken
from pages.ui.results import n_events_of
from shopai.behaviour.sequences.followers import followers
from shopai.behaviour.sequences.patterns import Patterns, sequential_patterns
from shopai.charts.journeys import ARROW
from shopai.charts.paths import MOST_PATTERNS, pattern_bars, pattern_called
from shopai.columns import Event, Kind, Pattern
from shopai.events.dataset import Dataset
from shopai.findings import journeys as findings
from shopai.format import counted
from shopai.selection.filter import Filter
from shopai.selection.selection import select
from shopai.sentences import plain

#: Least supports on offer, in percent of the customers.
SUPPORTS: Final = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
#: Up to so many events the patterns are looked for without being asked for.
QUICK: Final = 1_000_000
#: Up to so many events times the events of a journey they are found within the time of a click:
#: patterns grow with both.
QUICK_WORK: Final = 20_000_000
#: Titles and formats of the table of patterns, and of the intervals of their shares.
COLUMNS: Final = {
    Pattern.PATTERN: "Steps, in order",
    Pattern.LENGTH: "Length",
    Pattern.CUSTOMERS: ("Customers", "localized"),
    Pattern.SUPPORT: ("Share of customers", "percent"),
    Pattern.PREVIOUS: ("Of previous", "percent", "Of the customers with all steps but the last."),
}
ENDS: Final = {Pattern.LOW: ("95% from", "percent"), Pattern.HIGH: ("to", "percent")}
#: Rows shown at most; a download has them all.
MOST: Final = 1_000
#: The ids of the items of a pattern, in the file.
IDS: Final = "item_ids"


followers_of = session_cache(12)(followers)
quick_patterns = session_cache(6, "Finding the patterns …")(sequential_patterns)


def patterns_of(frame: Frame, settings: dict[str, Any]) -> Patterns | None:
    """The patterns; of many events when they are asked for; None until then or once cancelled."""
    dataset, where = frame.dataset, frame.where
    if quick(dataset, where, per=settings["per"]):
        return quick_patterns(dataset, where, **settings)
    patterns = background.result(
        "patterns",
        (dataset.fingerprint, where.digest, tuple(settings.items())),
        "Find the patterns",
        lambda progress: sequential_patterns(dataset, where, progress=progress, **settings),
        at_once=n_events_of(dataset, where) <= QUICK,
        at=frame.next,
    )
    if patterns is None:
        frame.nothing(
            "The patterns are not looked for yet: with so many journeys, or so long ones, that "
            "may take a while."
        )
    return patterns


def quick(dataset: Dataset, where: Filter, per: str) -> bool:
    """True where the patterns take no longer than a click: few events, in short journeys."""
    n = n_events_of(dataset, where)
    if n > QUICK:
        return False
    totals = select(dataset, where).totals
    return n * n <= QUICK_WORK * max(totals.customers if per == "customer" else totals.visits, 1)


def view(frame: Frame) -> None:
    """The patterns most customers follow, and those who follow one of them."""
    if Event.USER not in frame.dataset.filled:
        frame.turn("See the paths they take", "paths", "route")
        frame.turn("See what comes next", "next", "arrow_forward")
        frame.end(
            "Patterns count customers, and these data do not tell customers apart: map the column "
            "that identifies the customer on the Data page."
        )
    chosen = settings(frame)
    patterns = patterns_of(frame, chosen)
    if patterns is None:
        return
    table = patterns.table
    longer = table[table[Pattern.LENGTH] > 1]
    if longer.empty:
        frame.turn("See the paths they take", "paths", "route")
        frame.end(
            f"No order of two steps is found in {counted(patterns.min_count, 'customer')} or more. "
            "Lower the least share, or allow more time, in Settings."
        )
    bought = patterns.of != "event" and chosen["kinds"] == (Kind.PURCHASE,)
    says = findings.most_common_pattern(patterns, longer, bought)
    frame.say(says)
    show.chart(pattern_bars(patterns, longer), "pattern_bars", str(says))
    lead_on(frame, patterns, longer, chosen)
    shown = written(patterns, longer if st.session_state.get("patterns_longer", True) else table)
    with frame.more:
        find, only = st.columns([3, 1.4], vertical_alignment="bottom")
        text = find.text_input("Find a step", key="patterns_find", placeholder="Part of a name")
        only.checkbox("Two steps or more", value=True, key="patterns_longer")
        if text.strip():
            holds = shown[Pattern.PATTERN].str.contains(text.strip(), case=False, regex=False)
            shown = shown[holds]
        show.table(shown[list(COLUMNS)].head(MOST), "patterns", COLUMNS)
        if len(shown) > MOST:
            st.caption(f"The first {MOST:,} of {len(shown):,} patterns; the download has all.")
    every = partial(taken_away, patterns, table)
    frame.file("All patterns", every, "patterns", key="download_patterns")
    terms = ("prefixspan", "sequence support", "interval", "wilson")
    with frame.sure(findings.patterns_in_short(patterns), *terms) as box:
        if box.open:
            sequences = "Visits" if patterns.per == "session" else "Histories"
            st.markdown(
                f"Support counts customers, each once: {counted(patterns.n_customers, 'customer')}"
                f", {patterns.n_sequences:,} {sequences.lower()}. "
                + " ".join(map(plain, patterns.cut))
            )
            columns = COLUMNS | ENDS | {Pattern.SEQUENCES: (sequences, "localized")}
            show.table(shown.head(MOST)[list(columns)], "patterns_intervals", columns)


def lead_on(frame: Frame, patterns: Patterns, longer: pd.DataFrame, chosen: dict[str, Any]) -> None:
    """The ways on with those who follow one of the patterns of the chart."""
    options = list(longer[Pattern.PATTERN].head(MOST_PATTERNS))
    look: dict[str, Any] = {"label_visibility": "collapsed", "in_address": False, "width": 300}
    names = [pattern_called(patterns, pattern) for pattern in options]
    name = dropdown("Who go this way", names, "pattern_followed", at=frame.next, **look)
    given = ("of", "per", "kinds", "min_gap", "max_gap", "max_window")
    limits = {setting: chosen[setting] for setting in given}
    pattern = options[names.index(name)]
    ids = followers_of(frame.dataset, frame.where, pattern, **limits)
    group = Group(ids, name, f"Customers who go {name}")
    frame.lead_on(group, "followers", counted(len(ids), "customer"), RECOMMENDATIONS)


def settings(frame: Frame) -> dict[str, Any]:
    """Settings of the patterns, by the names of the core's arguments."""
    of = of_control(frame, "patterns_of", "category")
    per = per_control(frame, "patterns_per", "session" if of == "event" else "customer")
    kinds = kinds_control(frame, of, "patterns_kinds", "bought")
    with frame.settings:
        keep_valid("patterns_support", SUPPORTS)
        support = taken(
            st.select_slider,
            "In at least so many of the customers",
            SUPPORTS,
            value=5.0 if of == "event" else 2.0,
            format_func=lambda share: f"{share:g}%",
            key="patterns_support",
            **SHARED,
        )
        length = slider("Steps at most", 2, 6, 4, "patterns_length")
        limits = list(TIME_LIMITS)
        gap = dropdown("Between two steps, at most", limits, "patterns_gap")
        window = dropdown("From first to last, at most", limits, "patterns_window")
        later = of != "event" and taken(
            st.checkbox,
            "What was bought together is no order of steps",
            value=True,
            key="patterns_later",
            help="Items of one order then do not follow one another.",
            **SHARED,
        )
        again = "The same step twice in a row counts"
        repeats = taken(st.checkbox, again, key="patterns_repeats", **SHARED)
        closed = taken(
            st.checkbox,
            "Hide what a longer pattern says as well",
            key="patterns_closed",
            help="Only closed patterns: those that no longer pattern of as many customers holds.",
            **SHARED,
        )
    return {
        "of": of,
        "per": per,
        "kinds": kinds or None,
        "min_support": support / 100,
        "max_length": int(length),
        # steps of the same instant then do not follow one another
        "min_gap": timedelta(microseconds=1) if later else None,
        "max_gap": TIME_LIMITS[gap],
        "max_window": TIME_LIMITS[window],
        "repeats": repeats,
        "closed": closed,
    }


def written(patterns: Patterns, table: pd.DataFrame) -> pd.DataFrame:
    """The table with the steps by name."""
    names = [pattern_called(patterns, pattern) for pattern in table[Pattern.PATTERN]]
    return table.assign(**{Pattern.PATTERN: names})


def taken_away(patterns: Patterns, table: pd.DataFrame) -> pd.DataFrame:
    """The table for a file: the steps by name and, of items, their ids beside them."""
    named = written(patterns, table)
    if patterns.of == "item":
        ids = [ARROW.join(pattern) for pattern in table[Pattern.PATTERN]]
        named.insert(list(named.columns).index(Pattern.PATTERN) + 1, IDS, ids)
    return named
