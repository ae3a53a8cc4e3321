"""The compare view of the Journeys page: what two audiences or segments do differently."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from pages.journeys import results
from pages.journeys.controls import kinds_control, kinds_held, of_control
from pages.ui import notes, segment_settings, show
from pages.ui.controls import choice, dropdown
from pages.ui.naming import titles_of
from pages.ui.results import features_of
from shopai.audiences import Audience
from shopai.behaviour.journeys.comparison import Comparison, What
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
    with left:
        steps = len(steps_of(dataset))
        options = {what: words for what, words in WHAT.items() if what != "funnel" or steps > 1}
        what = choice("Compare", options, "compare_what")
    of: Of = "event"
    only: tuple[str, ...] = ()
    if what != "funnel":
        with right:
            of = of_control(dataset, "compare_of")
            only = kinds_control(dataset, of, "compare_kinds")
    if sides is None:
        return
    first, second = sides
    more = {"of": of, "kinds": only, "steps": steps_of(dataset)}
    comparison = results.compared_of(dataset, where, first, second, what, **more)
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
    with left:
        one = dropdown("Customers", names, "compare_first")
    with right:
        two = dropdown("Against", [OTHERS, *names], "compare_second")
    if one == two:
        show.note("Choose two different groups of customers.")
        return None
    members = offered[one]
    others = offered.get(two)
    if others is None:
        others = features_of(dataset).index.difference(members)
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
    show.chart(figure, "differences", str(says))
    st.markdown(says.markdown())
    both = (
        f" {counted(comparison.both, 'customer')} in both are left out." if comparison.both else ""
    )
    st.caption(
        f"Each customer counts once: {comparison.first:,} in {plain(first)}, "
        f"{comparison.second:,} in {plain(second)}.{both} Whiskers are 95% intervals; "
        "grey dots may be chance (p above 0.05, corrected for all rows by Benjamini and Hochberg)."
    )
    written = order.assign(
        **{Difference.WHAT: [difference_called(w, what, of) for w in order[Difference.WHAT]]}
    )
    with st.expander("All numbers"):
        st.dataframe(
            written,
            key="compare_table",
            hide_index=True,
            column_config=columns(first, second),
        )
        show.download("Download these numbers", written, dataset.name, "comparison",
                      key="download_compare", index=False)  # fmt: skip


def columns(first: str, second: str) -> dict[str, Any]:
    """Titles and formats of the table of differences."""
    number = st.column_config.NumberColumn
    return {
        Difference.WHAT: "What",
        Difference.FIRST: number(first, format="localized"),
        Difference.SECOND: number(second, format="localized"),
        Difference.FIRST_SHARE: number(f"Share of {first}", format="percent"),
        Difference.SECOND_SHARE: number(f"Share of {second}", format="percent"),
        Difference.POINTS: number("Difference (points)", format="%+.1f"),
        Difference.LOW: number("95% from", format="%+.1f"),
        Difference.HIGH: number("to", format="%+.1f"),
        Difference.P: number("p", format="%.3f"),
        Difference.ADJUSTED: number("p corrected", format="%.3f"),
    }
