"""The number of segments: every criterion on one screen, with a verdict."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import streamlit as st

from pages.ui import comparison, guard, run, segment_settings, show
from pages.ui.controls import dropdown, keep_valid, most_segments, slider
from pages.ui.navigation import go_to
from pages.ui.notes import titles_of
from pages.ui.results import features_of, series_of
from shopai.charts import choose as charts
from shopai.charts.flows import sankey
from shopai.charts.labels import feature_label
from shopai.charts.theme import colour
from shopai.columns import Criterion, Flow
from shopai.events.dataset import Dataset
from shopai.format import listed, percent
from shopai.segments.choosing.choose import KChoice
from shopai.segments.numbering import Settings, flows
from shopai.sentences import plain

MOST = "most_k"
FIRST_MOST = 12
COLUMNS: Final[dict[str, Any]] = {
    Criterion.INERTIA: ("Inertia", "%.4g"),
    Criterion.CALINSKI_HARABASZ: ("Calinski–Harabasz", "%.4g"),
    Criterion.DAVIES_BOULDIN: ("Davies–Bouldin", "%.3f"),
    Criterion.GAP: ("Gap", "%.3f"),
    Criterion.GAP_ERROR: ("Gap: standard error", "%.3f"),
    Criterion.GAP_AHEAD: ("Gap: errors ahead of one group", "%.1f"),
    Criterion.SQUARED: ("Silhouette, squared, all customers", "%.3f"),
    Criterion.SILHOUETTE: ("Silhouette, Euclidean, sample", "%.3f"),
    Criterion.SILHOUETTE_ERROR: ("Silhouette, sample: standard error", "%.3f"),
    Criterion.STABILITY: ("Stability (mean Jaccard)", "%.2f"),
    Criterion.WEAKEST: ("Least stable segment", "%.2f"),
    Criterion.RAND: ("Adjusted Rand of resamples", "%.2f"),
    Criterion.SMALLEST: ("Smallest segment, customers", "%d"),
}


def page() -> None:
    dataset = guard.opened("How many segments?", "Which number of segments the data bear out.")
    customers = features_of(dataset)
    settings = segment_settings.settings(customers)
    most = controls(customers, settings[0])
    choice = comparison.of(dataset, settings, range(2, most + 1))
    if choice is None:
        return
    verdict(choice)
    lines(choice)
    st.subheader("How stable is each segment?", anchor=False)
    stable = "Overlap of each segment with its likeness when customers are drawn anew, for each K."
    show.chart(charts.stability_map(choice), "stability_map", stable)
    st.caption(
        "1 means that a segment always comes back; below 0.75 it is doubtful, below 0.6 not to "
        "be trusted."
    )
    two(dataset, choice, settings)
    numbers(dataset, choice)


def controls(customers: pd.DataFrame, features: tuple[str, ...]) -> int:
    """The largest K to compare."""
    most = most_segments(customers, features)
    keep_valid(MOST, range(3, most + 1))
    left, right = st.columns([2, 3], vertical_alignment="center", gap="medium")
    label, first = "Compare K from 2 up to", min(FIRST_MOST, max(most, 3))
    largest = slider(label, 3, max(most, 4), first, MOST, disabled=most <= 3, at=left)
    made_from = listed([feature_label(name).lower() for name in features])
    right.caption(f"Made from {plain(made_from)}; the Segments page has features and scaling.")
    return min(int(largest), most)


def verdict(choice: KChoice) -> None:
    """The recommendation, its reasons, and the way to it."""
    head, *reasons = choice.sentences
    if choice.recommended is None:
        st.markdown(f"### {plain(head)}")
    else:
        first, rest = head.split(":", 1)
        st.markdown(f"### {plain(first)} recommended")
        st.markdown(f"**{plain(rest.strip().capitalize())}**")
    for reason in reasons:
        st.markdown(f"- {plain(reason)}")
    if choice.recommended is not None:
        label, icon = f"Show these {choice.recommended} segments", ":material/groups:"
        if st.button(label, key="use_recommended", type="primary", icon=icon):
            st.session_state[segment_settings.K] = choice.recommended
            go_to("segments")


def lines(choice: KChoice) -> None:
    """A chart for each criterion; side by side where there is room."""
    st.subheader("What each criterion says", anchor=False)
    columns = list(charts.PANELS)
    for begin in range(0, len(columns), 4):
        for place, column in zip(st.columns(4), columns[begin : begin + 4], strict=True):
            panel = charts.PANELS[column]
            says = choice.says.get(column)
            alt = f"{panel.title} for K = 2 to {choice.table.index.max()}, {panel.better}"
            with place:
                show.chart(
                    charts.criterion(choice, column),
                    f"criterion_{column}",
                    alt + (f"; says {says}." if says else "."),
                )
    st.caption(
        "The first four have a vote each. A ring is the number a criterion favours by itself, "
        "the dotted line the recommended one. Whiskers are 95% intervals. The two silhouettes "
        "measure distance differently and are not to be compared with one another. "
        f"Gap and stability are from {choice.sampled:,} of {choice.customers:,} customers."
    )


def two(dataset: Dataset, choice: KChoice, settings: Settings) -> None:
    """The flow of customers from one number of segments to another."""
    st.subheader("Compare two numbers of segments", anchor=False)
    ks = [int(k) for k in choice.table.index]
    if len(ks) < 2:
        st.caption("There is only one number of segments to look at.")
        return
    best = choice.recommended or ks[0]
    after = best + 1 if best + 1 in ks else best - 1
    left, right = st.columns(2)
    picks = (
        dropdown("From K", ks, "from_k", best, at=left),
        dropdown("To K", ks, "to_k", after, at=right),
    )
    a, b = (series_of(dataset).segments(k, *settings) for k in picks)
    links = flows(a, b)
    same = int(links.loc[links[Flow.SOURCE] == links[Flow.TARGET], Flow.CUSTOMERS].sum())
    stay = same / len(a.labels)
    st.markdown(
        f"**{percent(stay)} of the customers keep their segment** from K = {a.k} to K = {b.k}; "
        "segments keep their number and colour."
    )
    figure = sankey(
        links,
        titles_of(dataset, a),
        titles_of(dataset, b),
        [colour(label) for label in range(a.k)],
        [colour(label) for label in range(b.k)],
        f"Customers from K = {a.k} to K = {b.k} ({len(a.labels):,})",
    )
    show.chart(figure, "flows_of_k", f"Flow of customers from {a.k} to {b.k} segments.")


def numbers(dataset: Dataset, choice: KChoice) -> None:
    """All the figures, to read and to download."""
    with st.expander("All the figures"):
        show.table(choice.table, "criteria_table", {"_index": "K"} | COLUMNS)
        called = (dataset.name, "number of segments")
        show.download("Download the figures", choice.table, *called, key="download_criteria")


run.run(page)
