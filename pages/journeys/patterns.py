"""The patterns view of the Journeys page: orders of steps that many customers go through."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st

from pages.journeys.controls import TIME_LIMITS, kinds_control, of_control, per_control
from pages.ui import background, show
from pages.ui.controls import SHARED, dropdown, keep_valid, slider
from pages.ui.keys import session_cache
from pages.ui.links import taken
from pages.ui.results import n_events_of
from shopai.behaviour.journeys.tokens import Per
from shopai.behaviour.sequences.patterns import Patterns, sequential_patterns
from shopai.charts.journeys import ARROW
from shopai.charts.paths import pattern_bars, pattern_called
from shopai.columns import Event, Pattern
from shopai.events.dataset import Dataset
from shopai.findings import journeys as findings
from shopai.format import counted
from shopai.selection.filter import Filter
from shopai.selection.selection import select
from shopai.sentences import plain

#: Least supports on offer, in percent of the customers.
SUPPORTS: Final = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
#: Up to so many events the patterns are found within the time of a click.
QUICK: Final = 1_000_000
#: And up to so many events times the events of a journey: patterns grow with both.
QUICK_WORK: Final = 20_000_000
#: Rows shown at most; a download has them all.
MOST: Final = 1_000
#: The ids of the items of a pattern, in the file.
IDS: Final = "item_ids"


quick_patterns = session_cache(6, "Finding the patterns …")(sequential_patterns)


def patterns_of(dataset: Dataset, where: Filter, settings: dict[str, Any]) -> Patterns | None:
    """The patterns: at once where there are few events, else when asked; None until then."""
    if quick(dataset, where, per=settings["per"]):
        return quick_patterns(dataset, where, **settings)
    return background.result(
        "patterns",
        (dataset.fingerprint, where.digest, tuple(settings.items())),
        "Find the patterns",
        lambda progress: sequential_patterns(dataset, where, progress=progress, **settings),
        "The journeys are too many or too long to look for patterns at every change.",
    )


def quick(dataset: Dataset, where: Filter, per: str) -> bool:
    """True where the patterns take no longer than a click: few events, in short journeys."""
    n = n_events_of(dataset, where)
    if n > QUICK:
        return False
    totals = select(dataset, where).totals
    return n * n <= QUICK_WORK * max(totals.customers if per == "customer" else totals.visits, 1)


def view(dataset: Dataset, where: Filter) -> None:
    """Controls, sentence, table."""
    if Event.USER not in dataset.filled:
        show.note(
            "Patterns count customers, and these data do not tell customers apart: map the column "
            "that identifies the customer. Paths and What comes next can be shown by visit."
        )
        return
    patterns = patterns_of(dataset, where, settings(dataset))
    if patterns is None:
        return
    for sentence in patterns.cut:
        st.caption(plain(sentence))
    table = patterns.table
    longer = table[table[Pattern.LENGTH] > 1]
    if longer.empty:
        show.note(
            f"No order of two steps is found in {counted(patterns.min_count, 'customer')} or more. "
            "Lower the least share, or allow more time."
        )
        return
    says = findings.most_common_pattern(patterns, longer)
    show.told(pattern_bars(patterns, longer), "pattern_bars", says)
    shown = written(patterns, longer if st.session_state.get("patterns_longer", True) else table)
    find, only = st.columns([3, 1.4], vertical_alignment="bottom")
    text = find.text_input("Find a step", key="patterns_find", placeholder="Part of a name")
    only.checkbox("Two steps or more", value=True, key="patterns_longer")
    if text.strip():
        holds = shown[Pattern.PATTERN].str.contains(text.strip(), case=False, regex=False)
        shown = shown[holds]
    show.table(shown.head(MOST), "patterns", columns(patterns))
    more = f"The first {MOST:,} of {len(shown):,} patterns. " if len(shown) > MOST else ""
    st.caption(
        f"{more}Support counts customers, each once: "
        f"n = {counted(patterns.n_customers, 'customer')}, "
        f"{patterns.n_sequences:,} {'visits' if patterns.per == 'session' else 'histories'}."
    )
    every, called = partial(taken_away, patterns, table), (dataset.name, "patterns")
    show.download("Download all patterns", every, *called, key="download_patterns")


def settings(dataset: Dataset) -> dict[str, Any]:
    """Settings of the patterns, by the names of the core's arguments."""
    left, middle, right = st.columns([3, 2, 1.4], vertical_alignment="bottom")
    of = of_control(dataset, "patterns_of", left)
    first: Per = "session" if of == "event" else "customer"
    per = per_control(dataset, "patterns_per", first, middle)
    with right, st.popover("More", icon=":material/tune:", width="stretch"):
        kinds = kinds_control(dataset, of, "patterns_kinds")
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


def columns(patterns: Patterns) -> dict[str, Any]:
    """Titles and formats of the table of patterns."""
    about = "Of the customers with all steps but the last."
    return {
        Pattern.PATTERN: "Steps, in order",
        Pattern.LENGTH: "Length",
        Pattern.CUSTOMERS: ("Customers", "localized"),
        Pattern.SUPPORT: ("Share of customers", "percent"),
        Pattern.LOW: ("95% from", "percent"),
        Pattern.HIGH: ("to", "percent"),
        Pattern.PREVIOUS: ("Of previous", "percent", about),
        Pattern.SEQUENCES: ("Visits" if patterns.per == "session" else "Histories", "localized"),
    }
