"""The compare view of the Journeys page: what two audiences or segments do differently."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import numpy as np
import streamlit as st

from pages.journeys.controls import kinds_control, kinds_held, of_control
from pages.ui import notes, segment_settings, show
from pages.ui.controls import choice, dropdown
from pages.ui.frame import Frame
from pages.ui.keys import session_cache
from pages.ui.leads import BASKETS, RECOMMENDATIONS, Group
from pages.ui.notes import titles_of
from pages.ui.results import features_of
from shopai.audiences import Audience
from shopai.behaviour.journeys.comparison import Comparison, What, compare_journeys
from shopai.behaviour.journeys.tokens import Of
from shopai.charts import audiences as charts
from shopai.charts.journeys import difference_called
from shopai.columns import Difference, Event, Kind
from shopai.events.dataset import Dataset
from shopai.findings import journeys as findings
from shopai.format import counted
from shopai.selection.filter import Filter
from shopai.sentences import plain

WHAT: Final[dict[What, str]] = {
    "token": "What they do",
    "transition": "What follows what",
    "funnel": "How far they get",
}
OTHERS: Final = "All other customers"
#: The steps of the funnel compared, as far as the data hold them.
STEPS: Final = (Kind.VIEW, Kind.CART, Kind.PURCHASE)
#: Titles and formats of the tests.
TESTS: Final = {
    Difference.WHAT: "What",
    Difference.POINTS: ("Difference (points)", "%+.1f"),
    Difference.LOW: ("95% from", "%+.1f"),
    Difference.HIGH: ("to", "%+.1f"),
    Difference.P: ("p", "%.3f"),
    Difference.ADJUSTED: ("p corrected", "%.3f"),
}


class Side(NamedTuple):
    """One of the two groups."""

    audience: Audience
    segment: str = ""  # its title where it is a segment


@session_cache(6, "Comparing the two …")
def compared_of(
    dataset: Dataset, where: Filter, first: Audience, second: Audience, what: What, **more: Any
) -> Comparison:
    """Two audiences compared; `more` as of the core's function."""
    return compare_journeys(dataset, where, first.customers, second.customers, what=what, **more)


def view(frame: Frame) -> None:
    """Two groups of customers, and what sets them apart."""
    dataset = frame.dataset
    if Event.USER not in dataset.filled or dataset.n_customers < 2:
        frame.turn("See the paths they take", "paths", "route")
        frame.end(
            "There is a single customer in these data, and nobody to compare with."
            if dataset.n_customers == 1
            else "Two groups of customers can only be compared where the data tell customers "
            "apart; map the column that identifies the customer on the Data page."
        )
    first, second = sides_control(frame)
    steps = steps_of(dataset)
    options = {what: words for what, words in WHAT.items() if what != "funnel" or len(steps) > 1}
    what = choice("Compare", options, "compare_what", at=frame.settings)
    of: Of = "event"
    only: tuple[str, ...] = ()
    if what != "funnel":
        of = of_control(frame, "compare_of", at=frame.settings)
        only = kinds_control(frame, of, "compare_kinds")
    more = {"of": of, "kinds": only, "steps": steps}
    comparison = compared_of(dataset, frame.where, first.audience, second.audience, what, **more)
    drawn(frame, comparison, what, of, first.audience.name, second.audience.name)
    members = first.audience.customers
    group = Group(members, first.audience.name, first.audience.source, first.segment)
    whom = f"{counted(len(members), 'customer')} of {first.audience.name}"
    frame.lead_on(group, "compared", whom, RECOMMENDATIONS, BASKETS)


def steps_of(dataset: Dataset) -> tuple[str, ...]:
    """The steps of the funnel that the data hold."""
    held = kinds_held(dataset)
    return tuple(step for step in STEPS if step in held)


def sides_control(frame: Frame) -> tuple[Side, Side]:
    """The two groups to compare: segments and audiences; ends the page while they are one."""
    dataset = frame.dataset
    seg = segment_settings.segments(dataset)
    segments = {f"Segment {title}": title for title in titles_of(dataset, seg)}
    offered = {name: seg.labels.index[seg.labels == label]
               for label, name in enumerate(segments)}  # fmt: skip
    offered |= {f"Audience {a.name}": a.customers for a in notes.current(dataset).audiences}
    names = {name: segments.get(name, name) for name in offered}
    look: dict[str, Any] = {"at": frame.controls, "width": 160}
    one = dropdown("Customers", names, "compare_first", **look)
    two = dropdown("Against", {OTHERS: OTHERS, **names}, "compare_second", **look)
    if one == two:
        frame.end("Choose two different groups of customers.")
    members = offered[one]
    others = features_of(dataset).index.difference(members) if two == OTHERS else offered[two]
    if not len(members) or not len(others):
        frame.end(f"There is nobody in {plain(one if not len(members) else two)}. Choose another.")
    mark = dataset.fingerprint
    return (
        Side(Audience(one, members, one, mark), segments.get(one, "")),
        Side(Audience(two, others, two, mark)),
    )


def drawn(frame: Frame, comparison: Comparison, what: str, of: Of, first: str, second: str) -> None:
    """The chart, its meaning, and all numbers."""
    says = findings.largest_difference(comparison, what, of, first, second)
    frame.say(says)
    # the largest beyond chance first, but the steps of a funnel as they follow
    order = comparison.table
    if what != "funnel":
        chance, size = order[Difference.ADJUSTED] >= charts.LEVEL, order[Difference.POINTS].abs()
        order = order.iloc[np.lexsort((-size, chance))].reset_index(drop=True)
    figure = charts.difference_dots(comparison, order, (what, of), first, second)
    show.chart(figure, "differences", str(says))
    written = order.assign(
        **{Difference.WHAT: [difference_called(w, what, of) for w in order[Difference.WHAT]]}
    )
    with frame.more:
        show.table(written[list(columns(first, second))], "compare_table", columns(first, second))
    frame.file("All numbers", written, "comparison", key="download_compare")
    terms = ("newcombe", "p", "fdr")
    with frame.sure(findings.differences_in_short(comparison), *terms) as box:
        if box.open:
            n = comparison.both
            left_out = "is left out" if n == 1 else "are left out"
            both = f" {counted(n, 'customer')} in both {left_out}." if n else ""
            st.markdown(
                f"Each customer counts once: {comparison.first:,} in {plain(first)}, "
                f"{comparison.second:,} in {plain(second)}.{both} Grey dots may be chance: p above "
                "0.05, corrected for all rows."
            )
            show.table(written[list(TESTS)], "compare_tests", TESTS)


def columns(first: str, second: str) -> dict[str, Any]:
    """Titles and formats of the table of differences."""
    return {
        Difference.WHAT: "What",
        Difference.FIRST: (first, "localized"),
        Difference.SECOND: (second, "localized"),
        Difference.FIRST_SHARE: (f"Share of {first}", "percent"),
        Difference.SECOND_SHARE: (f"Share of {second}", "percent"),
        Difference.POINTS: ("Difference (points)", "%+.1f"),
    }
