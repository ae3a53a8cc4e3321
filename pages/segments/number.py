"""The number of segments the data bear out, every criterion beside it."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import streamlit as st

from pages.segments import comparison
from pages.segments.controls import made_from
from pages.ui import segment_settings, show
from pages.ui.controls import dropdown, keep_valid, most_segments, slider
from pages.ui.frame import Frame
from pages.ui.notes import titles_of
from pages.ui.results import features_of, series_of
from shopai.charts import choose as charts
from shopai.charts.flows import sankey
from shopai.charts.theme import colour
from shopai.columns import Criterion, Flow
from shopai.events.dataset import Dataset
from shopai.findings import segments as findings
from shopai.format import percent
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
#: The criteria everybody sees.
SHOWN_FIRST: Final = (Criterion.SQUARED, Criterion.STABILITY)


def view(frame: Frame) -> None:
    dataset = frame.dataset
    customers = features_of(dataset)
    with frame.settings:
        made_from(customers)
    settings = segment_settings.settings(customers)
    most = largest(frame, customers, settings[0])
    choice = comparison.of(dataset, settings, range(2, most + 1))
    if choice is None:
        frame.nothing("The numbers of segments are not compared yet.")
        return
    frame.say(findings.number_of_segments(choice))
    left, right = st.columns(2, gap="large")
    with left:
        lines(choice, [SHOWN_FIRST[0]])
    with right:
        lines(choice, [SHOWN_FIRST[1]])
    if (k := choice.recommended) is not None:
        label, held = f"Show these {k} segments", {segment_settings.K: k}
        frame.turn(label, "who", "groups", key="use_recommended", first=True, **held)
    with frame.more:
        two(dataset, choice, settings)
    how_sure(frame, choice)
    frame.file("All the figures", choice.table, "number of segments", key="download_criteria")


def largest(frame: Frame, customers: pd.DataFrame, features: tuple[str, ...]) -> int:
    """The largest K to compare."""
    most = most_segments(customers, features)
    keep_valid(MOST, range(3, most + 1))
    label, first = "Compare from 2 up to", min(FIRST_MOST, max(most, 3))
    look: dict[str, Any] = {"disabled": most <= 3, "width": 260, "at": frame.controls}
    return min(int(slider(label, 3, max(most, 4), first, MOST, **look)), most)


def lines(choice: KChoice, columns: list[str]) -> None:
    """A chart for each criterion, below one another."""
    for column in columns:
        panel = charts.PANELS[column]
        says = choice.says.get(column)
        alt = f"{panel.title} for K = 2 to {choice.table.index.max()}, {panel.better}"
        figure = charts.criterion(choice, column)
        show.chart(figure, f"criterion_{column}", alt + (f"; says {says}." if says else "."))


def two(dataset: Dataset, choice: KChoice, settings: Settings) -> None:
    """The flow of customers from one number of segments to another."""
    st.header("From one number of segments to another", anchor=False)
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


def how_sure(frame: Frame, choice: KChoice) -> None:
    """The reasons of the verdict, the other criteria, the stability of each segment, figures."""
    terms = (
        "k-means", "silhouette", "calinski-harabasz", "davies-bouldin", "gap", "inertia",
        "stability", "rand", "interval",
    )  # fmt: skip
    with frame.sure("", *terms) as box:
        if not box.open:
            return
        for reason in choice.sentences:
            st.markdown(f"- {plain(reason)}")
        rest = [name for name in charts.PANELS if name not in SHOWN_FIRST]
        for place, mine in zip(st.columns(2), (rest[::2], rest[1::2]), strict=True):
            with place:
                lines(choice, mine)
        st.caption(
            "The two silhouettes measure distance differently and are not to be compared with one "
            "another. A ring is the number a criterion favours by itself, the dotted line the "
            "recommended one; whiskers are 95% intervals. Gap and stability are from "
            f"{choice.sampled:,} of {choice.customers:,} customers."
        )
        stable = "Overlap of each segment with its likeness when customers are drawn anew."
        show.chart(charts.stability_map(choice), "stability_map", stable)
        st.caption(
            "1 means that a segment always comes back; below 0.75 it is doubtful, below 0.6 not "
            "to be trusted."
        )
        show.table(choice.table, "criteria_table", {"_index": "K"} | COLUMNS)
