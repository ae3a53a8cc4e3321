"""The compare view of the Journeys page: what two audiences or segments do differently."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from pages.journeys.controls import kinds_control, kinds_held, of_control
from pages.ui import notes, segment_settings, show
from pages.ui.controls import choice, dropdown
from pages.ui.keys import session_cache
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


@session_cache(6, "Comparing the two …")
def compared_of(
    dataset: Dataset, where: Filter, first: Audience, second: Audience, what: What, **more: Any
) -> Comparison:
    """Two audiences compared; `more` as of the core's function."""
    return compare_journeys(dataset, where, first.customers, second.customers, what=what, **more)


def view(dataset: Dataset, where: Filter) -> None:
    """Two groups of customers, and what sets them apart."""
    if dataset.n_customers == 1:
        show.note("There is a single customer in these data, and nobody to compare with.")
        return
    if Event.USER not in dataset.filled or dataset.n_customers < 2:
        show.note(
            "Two groups of customers can only be compared where the data tell customers apart; "
            "map the column that identifies the customer."
        )
        return
    sides = sides_control(dataset)
    left, right = st.columns([3, 3], vertical_alignment="bottom")
    steps = steps_of(dataset)
    options = {what: words for what, words in WHAT.items() if what != "funnel" or len(steps) > 1}
    what = choice("Compare", options, "compare_what", at=left)
    of: Of = "event"
    only: tuple[str, ...] = ()
    if what != "funnel":
        with right:
            of = of_control(dataset, "compare_of")
            only = kinds_control(dataset, of, "compare_kinds")
    if sides is None:
        return
    first, second = sides
    more = {"of": of, "kinds": only, "steps": steps}
    comparison = compared_of(dataset, where, first, second, what, **more)
    drawn(dataset, comparison, what, of, first.name, second.name)


def steps_of(dataset: Dataset) -> tuple[str, ...]:
    """The steps of the funnel that the data hold."""
    held = kinds_held(dataset)
    return tuple(step for step in STEPS if step in held)


def sides_control(dataset: Dataset) -> tuple[Audience, Audience] | None:
    """The two groups to compare: segments and saved audiences; None while they are the same."""
    seg = segment_settings.segments(dataset)
    titles = titles_of(dataset, seg)
    offered = {f"Segment {title}": seg.labels.index[seg.labels == label]
               for label, title in enumerate(titles)}  # fmt: skip
    offered |= {f"Audience {a.name}": a.customers for a in notes.current(dataset).audiences}
    names = list(offered)
    left, right = st.columns(2)
    one = dropdown("Customers", names, "compare_first", at=left)
    two = dropdown("Against", [OTHERS, *names], "compare_second", at=right)
    if one == two:
        show.note("Choose two different groups of customers.")
        return None
    members = offered[one]
    everyone = features_of(dataset).index
    others = everyone.difference(members) if two == OTHERS else offered[two]
    if not len(members) or not len(others):
        st.info(f"There is nobody in {plain(one if not len(members) else two)}.")
        return None
    mark = dataset.fingerprint
    return Audience(one, members, one, mark), Audience(two, others, two, mark)


def drawn(
    dataset: Dataset, comparison: Comparison, what: str, of: Of, first: str, second: str
) -> None:
    """The chart, its meaning, and all numbers."""
    says = findings.largest_difference(comparison, what, of, first, second)
    # the surest differences first, but the steps of a funnel as they follow
    order = comparison.table
    if what != "funnel":
        order = order.sort_values(Difference.ADJUSTED, kind="stable", ignore_index=True)
    figure = charts.difference_dots(comparison, order, (what, of), first, second)
    show.told(figure, "differences", says)
    n = comparison.both
    left_out = "is left out" if n == 1 else "are left out"
    both = f" {counted(n, 'customer')} in both {left_out}." if n else ""
    st.caption(
        f"Each customer counts once: {comparison.first:,} in {plain(first)}, "
        f"{comparison.second:,} in {plain(second)}.{both} Whiskers are 95% intervals; "
        "grey dots may be chance (p above 0.05, corrected for all rows by Benjamini and Hochberg)."
    )
    written = order.assign(
        **{Difference.WHAT: [difference_called(w, what, of) for w in order[Difference.WHAT]]}
    )
    with st.expander("All numbers"):
        show.table(written, "compare_table", columns(first, second))
        called = (dataset.name, "comparison")
        show.download("Download these numbers", written, *called, key="download_compare")


def columns(first: str, second: str) -> dict[str, Any]:
    """Titles and formats of the table of differences."""
    return {
        Difference.WHAT: "What",
        Difference.FIRST: (first, "localized"),
        Difference.SECOND: (second, "localized"),
        Difference.FIRST_SHARE: (f"Share of {first}", "percent"),
        Difference.SECOND_SHARE: (f"Share of {second}", "percent"),
        Difference.POINTS: ("Difference (points)", "%+.1f"),
        Difference.LOW: ("95% from", "%+.1f"),
        Difference.HIGH: ("to", "%+.1f"),
        Difference.P: ("p", "%.3f"),
        Difference.ADJUSTED: ("p corrected", "%.3f"),
    }
