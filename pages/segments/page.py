"""Segments: who the customers are, with K tuned live."""

from __future__ import annotations

from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from pages.segments import personas, sections
from pages.segments.tables import feature_columns
from pages.ui import audiences, comparison, guard, run, segment_settings, show
from pages.ui.controls import (
    KEPT,
    choice,
    dropdown,
    keep_valid,
    most_segments,
    several,
    slider,
)
from pages.ui.notes import names_of, titles_of
from pages.ui.results import features_of, overview_of, personas_of, series_of
from shopai.charts import segments as charts
from shopai.charts.labels import feature_label
from shopai.charts.picking import marked
from shopai.columns import SegmentShare
from shopai.events.dataset import Dataset
from shopai.findings import segments as findings
from shopai.format import counted, listed
from shopai.report import segment_report
from shopai.segments.feature_space import offered
from shopai.segments.features import AN_ID, MISSING, SAME, default_features, left_out
from shopai.segments.numbering import Settings
from shopai.segments.profile import summary
from shopai.segments.projection import project, sample
from shopai.segments.scaling import SCALINGS
from shopai.segments.segmentation import Segmentation, labelled
from shopai.selection.filter import Filter
from shopai.sentences import plain

VIEWS = {"map": "2-D map", "space": "3-D map", "features": "Two features"}
SCALING_NAMES = {
    "log-standard": "Logarithm, then standardised: best for spend and counts",
    "standard": "Standardised",
    "robust": "Robust: median and interquartile range",
    "winsorised": "Winsorised: the outer 1% at each end pulled in",
    "quantile": "Quantile: only the order of customers counts",
    "none": "Original units",
}
LEFT_OUT = {
    MISSING: "Unknown for some customers, so not on offer",
    SAME: "The same for all customers, so not on offer",
    AN_ID: "Read as an id, so left out unless you choose it",
}
SECTIONS = {
    "who": "Who they are",
    "profile": "Profile",
    "fit": "Borderline",
    "scaling": "Scaling",
}
MOST_HOVERED = 6
#: With more customers, a click would have to wait for work done ahead.
MOST_AHEAD = 200_000


def page() -> None:
    dataset = guard.opened("Segments", "Groups of customers who behave alike.")
    customers = features_of(dataset)
    k, settings, view = controls(customers)
    with st.spinner("Finding the segments …"):
        seg = series_of(dataset).segments(k, *settings)
    if not dataset.event_counts:  # the shop's own columns: what is missing is worth a look
        passed_over(customers)
    table = summary(seg, customers)
    marks = picture(dataset, customers, seg, view)
    says = findings.best_segment(table, names_of(dataset, seg))
    st.markdown(says.markdown())
    picked(dataset, customers, seg, marks)
    bars = charts.share_bars(table, titles_of(dataset, seg))
    show.chart(bars, "segments_shares", str(says))
    if dataset.event_counts and table[SegmentShare.REVENUE_SHARE].notna().all():
        overview = overview_of(dataset, Filter())
        brought, revenue = overview.guest_revenue, overview.revenue.total
        if brought and revenue:
            guests = findings.of_guests(brought, revenue, dataset.currency)
            st.caption(guests.markdown())
    section(dataset, customers, seg)
    if len(customers) <= MOST_AHEAD:
        neighbours(dataset, customers, seg, settings)


def section(dataset: Dataset, customers: pd.DataFrame, seg: Segmentation) -> None:
    """One more look at the segments, of several on offer."""
    views = {"profile": sections.profile, "fit": sections.fit, "scaling": sections.scaling}
    chosen = choice("More on these segments", SECTIONS, "section")
    if chosen in views:
        views[chosen](dataset, seg)
    else:
        personas.section(dataset, customers, seg, personas_of(dataset, seg))


def neighbours(
    dataset: Dataset, customers: pd.DataFrame, seg: Segmentation, settings: Settings
) -> None:
    """Find the segments for one K more and one less, with the page already complete.

    The slider's next step then shows what is ready.
    """
    most = most_segments(customers, seg.features)
    for k in (seg.k + 1, seg.k - 1):
        if 2 <= k <= most:
            personas_of(dataset, series_of(dataset).segments(k, *settings))


def controls(customers: pd.DataFrame) -> tuple[int, Settings, str]:
    """K, what the segments are made from, and the view."""
    left, middle, right = st.columns([4, 4, 3], vertical_alignment="bottom", gap="medium")
    with right, st.popover("Features and scaling", icon=":material/tune:", width="stretch"):
        feature_choice(customers)
        dropdown(
            "Scaling",
            {name: SCALING_NAMES[name] for name in SCALINGS},
            segment_settings.SCALING,
            help="How features in different units are put on one footing before they are compared.",
        )
    settings = segment_settings.settings(customers)
    most = most_segments(customers, settings[0])
    keep_valid(segment_settings.K, range(2, most + 1))
    label, first = "Number of segments (K)", min(segment_settings.FIRST_K, most)
    single: dict[str, Any] = {"disabled": most == 2, "at": left}
    k = slider(label, 2, max(most, 3), first, segment_settings.K, **single)
    view = choice("View", VIEWS, "view", at=middle)
    return min(k, most), settings, view


def feature_choice(customers: pd.DataFrame) -> None:
    """The features to segment by, and what a category among them counts."""
    options = offered(customers)
    several(
        "Features the segments are made from",
        options,
        segment_settings.FEATURES,
        list(default_features(customers)),
        format_func=feature_label,
    )
    if not set(customers.select_dtypes("number").columns).issuperset(options):
        st.select_slider(
            "Weight of a category beside a number",
            segment_settings.WEIGHTS,
            1.0,
            key=segment_settings.WEIGHT,
            help="Categories are compared as same or different. At 1, two customers who differ "
            "are as far apart as two customers typically are in a standardised number.",
            **KEPT,
        )
    passed_over(customers)


def passed_over(customers: pd.DataFrame) -> None:
    """The columns the segments are not made from, and why."""
    reasons = left_out(customers)
    for reason, words in LEFT_OUT.items():
        names = [feature_label(name) for name, why in reasons.items() if why == reason]
        if names:
            st.caption(f"{words}: {plain(listed(names))}.")


def picture(dataset: Dataset, customers: pd.DataFrame, seg: Segmentation, view: str) -> pd.Index:
    """Draw the customers; returns the ids of those picked on the chart (none in 3-D)."""
    hover = customers[list(seg.space.numeric)[:MOST_HOVERED]]
    alt = f"Scatter of {len(customers):,} customers, coloured by their {seg.k} segments."
    dims = min({"map": 2, "space": 3}.get(view, 0), seg.scaled.shape[1])
    with st.container(key="segments_chart"):
        if dims < 2:
            if view != "features":
                st.caption("A map needs at least two features, so here are any two features.")
            x, y = axes(customers, seg)
            cloud = charts.by_features(customers, seg.labels, x, y, dataset.currency)
        else:
            cloud = charts.projected(project(seg, dims))
        most = charts.MOST_POINTS if dims == 3 else charts.MOST_SELECTABLE
        where = sample(seg, most, among=cloud.drawable)
        titles = titles_of(dataset, seg)
        figure = charts.scatter(cloud, seg.labels, hover, where, dataset.currency, titles)
        if dims == 3:
            show.chart(figure, "segments_space", alt)
            return customers.index[:0]
        space = (dataset.fingerprint, seg.features, seg.scaling, cloud.axes)
        key = show.key_of("segments", *space)
        selection = show.selectable(figure, key, alt)
    positions = marked(cloud.points.to_numpy(), seg.labels.to_numpy(), selection)
    return customers.index[positions]


def axes(customers: pd.DataFrame, seg: Segmentation) -> tuple[str, str]:
    """The two features to draw, by default the first two the segments are made from."""
    options = list(customers.select_dtypes("number").columns)
    # complete columns first; one column alone is drawn against itself
    complete = [name for name in offered(customers) if name in options]
    first = list(dict.fromkeys([*seg.space.numeric, *complete, *options]))
    left, right = st.columns(2)
    second = first[min(1, len(first) - 1)]
    x = dropdown("Across", options, "x", first[0], format_func=feature_label, at=left)
    y = dropdown("Up", options, "y", second, format_func=feature_label, at=right)
    return x, y


def picked(dataset: Dataset, customers: pd.DataFrame, seg: Segmentation, marks: pd.Index) -> None:
    """The customers picked on the chart, and all of them to download."""
    with st.container(horizontal=True, vertical_alignment="center"):
        every, label = (
            partial(labelled, customers, seg),
            "Download all customers with their segment",
        )
        show.download(label, every, dataset.name, f"{seg.k} segments", key="download_segments")
        report(dataset, customers, seg)
        if len(marks):
            these = partial(labelled, customers.loc[marks], seg)
            label = f"Download {counted(len(marks), 'picked customer')}"
            called = (dataset.name, f"{len(marks)} picked customers")
            show.download(label, these, *called, key="download_picked")
            audiences.offer(dataset, marks, "Picked on the map", "Picked on the map", "picked")
    if not len(marks):
        st.caption(
            "Draw around points on the 2-D map, or click one, to list, download or keep those "
            "customers as an audience."
        )
        return
    table = labelled(customers.loc[marks], seg)
    numbers = list(customers.select_dtypes("number").columns)
    columns = {"_index": "Customer", str(table.columns[0]): "Segment"}
    columns |= feature_columns(numbers, dataset.currency)
    show.table(table, "picked_customers", columns, height=280)


def report(dataset: Dataset, customers: pd.DataFrame, seg: Segmentation) -> None:
    """The segmentation as one file for people who were not there."""
    settings = (seg.features, seg.scaling, seg.space.category_weight)
    choice = comparison.kept(dataset, settings)
    # read here: a click on the download runs outside the session
    names, who = names_of(dataset, seg), personas_of(dataset, seg)

    def page() -> bytes:
        return segment_report(
            seg,
            customers,
            title=f"Customer segments: {dataset.name}",
            names=names,
            currency=dataset.currency,
            choice=choice,
            synthetic=dataset.synthetic,
            who=who,
        ).encode()

    show.download_file(
        "Report for stakeholders",
        page,
        dataset.name,
        f"{seg.k} segments report",
        suffix="html",
        key="download_report",
        icon="description",
        help="One HTML file with charts, personas and intervals; opens without a network and "
        "holds no customer ids.",
    )


run.run(page)
