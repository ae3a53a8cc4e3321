"""The map of the customers and a card for each segment."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st

from pages.segments import cards, comparison, scaling
from pages.segments.controls import passed_over, segments
from pages.ui import leads, segment_settings, show
from pages.ui.controls import choice, dropdown, most_segments
from pages.ui.frame import Frame
from pages.ui.leads import JOURNEYS, RECOMMENDATIONS, Group
from pages.ui.notes import names_of, titles_of
from pages.ui.results import overview_of, personas_of, series_of
from shopai.charts import segments as charts
from shopai.charts.labels import feature_label, feature_unit
from shopai.charts.picking import marked
from shopai.columns import FEATURES, SegmentShare
from shopai.events.dataset import Dataset
from shopai.findings import segments as findings
from shopai.format import counted
from shopai.report import segment_report
from shopai.segments.ahead import Ahead
from shopai.segments.feature_space import offered
from shopai.segments.profile import summary
from shopai.segments.projection import project, sample
from shopai.segments.segmentation import Segmentation, labelled
from shopai.selection.filter import Filter

MAPS: Final = {"map": "2-D map", "space": "3-D map", "features": "Two features"}
MOST_HOVERED: Final = 6
#: With more customers, a click would have to wait for work done ahead.
MOST_AHEAD: Final = 200_000
#: Where the session state holds the work that finds the segments for every K.
AHEAD: Final = "segments_ahead"


def view(frame: Frame) -> None:
    dataset = frame.dataset
    customers, seg = segments(frame)
    kind = choice("Map", MAPS, "view", at=frame.settings)
    table, names = summary(seg, customers), names_of(dataset, seg)
    settings = segment_settings.settings(customers)
    frame.say(findings.who_they_are(table, names, comparison.kept(dataset, settings)))
    marks = picture(frame, customers, seg, kind)
    with frame.more:
        picked(dataset, customers, seg, marks)
        cards.row(frame, seg, table)
        if not dataset.event_counts:  # the shop's own columns: what is missing is worth a look
            passed_over(customers)
    lead_on(frame, seg, marks, table)
    how_sure(frame, seg, table, kind)
    files(frame, customers, seg, marks)
    if len(customers) <= MOST_AHEAD:
        ahead(dataset, customers, seg)


def picture(frame: Frame, customers: pd.DataFrame, seg: Segmentation, kind: str) -> pd.Index:
    """Draw the customers; returns the ids of those picked on the chart (none in 3-D)."""
    dataset = frame.dataset
    hover = customers[list(seg.space.numeric)[:MOST_HOVERED]]
    alt = f"Scatter of {len(customers):,} customers, coloured by their {seg.k} segments."
    dims = dimensions(seg, kind)
    if dims < 2:
        x, y = axes(frame, customers, seg)
        cloud = charts.by_features(customers, seg.labels, x, y, dataset.currency)
    else:
        cloud = charts.projected(project(seg, dims))
    most = charts.MOST_POINTS if dims == 3 else charts.MOST_SELECTABLE
    where = sample(seg, most, among=cloud.drawable)
    titles = titles_of(dataset, seg)
    figure = charts.scatter(cloud, seg.labels, hover, where, dataset.currency, titles)
    with st.container(key="segments_chart"):
        if dims < 2 and kind != "features":
            st.caption("A map needs at least two features, so here are any two features.")
        if dims == 3:
            show.chart(figure, "segments_space", alt)
            return customers.index[:0]
        space = (dataset.fingerprint, seg.features, seg.scaling, cloud.axes)
        selection = show.selectable(figure, show.key_of("segments", *space), alt)
    positions = marked(cloud.points.to_numpy(), seg.labels.to_numpy(), selection)
    return customers.index[positions]


def dimensions(seg: Segmentation, kind: str) -> int:
    """Axes of a map of components; fewer than two where any two features are drawn instead."""
    return min({"map": 2, "space": 3}.get(kind, 0), len(seg.space.columns))


def axes(frame: Frame, customers: pd.DataFrame, seg: Segmentation) -> tuple[str, str]:
    """The two features to draw, by default the first two the segments are made from."""
    options = list(customers.select_dtypes("number").columns)
    # complete columns first; one column alone is drawn against itself
    complete = [name for name in offered(customers) if name in options]
    first = list(dict.fromkeys([*seg.space.numeric, *complete, *options]))
    second = first[min(1, len(first) - 1)]
    with frame.settings:
        left, right = st.columns(2)
    x = dropdown("Across", options, "x", first[0], format_func=feature_label, at=left)
    y = dropdown("Up", options, "y", second, format_func=feature_label, at=right)
    return x, y


def picked(dataset: Dataset, customers: pd.DataFrame, seg: Segmentation, marks: pd.Index) -> None:
    """The customers picked on the map."""
    if not len(marks):
        return
    table = labelled(customers.loc[marks], seg)
    numbers = list(customers.select_dtypes("number").columns)
    columns = {"_index": "Customer", str(table.columns[0]): "Segment"}
    columns |= feature_columns(numbers, dataset.currency)
    show.table(table, "picked_customers", columns, height=280)


def feature_columns(features: list[str], currency: str | None) -> dict[str, Any]:
    """Columns of customer features: title, format, definition on hover."""
    formats = {"money": "%,.2f", "share": "percent", "days": "%,.1f", "": None}
    columns = {}
    for name in features:
        unit, label = feature_unit(name), feature_label(name)
        if unit == "money" and currency:
            label = f"{label} ({currency})"
        text = FEATURES[name].text if name in FEATURES else None
        columns[name] = (label, formats.get(unit, "localized"), text)
    return columns


def lead_on(frame: Frame, seg: Segmentation, marks: pd.Index, table: pd.DataFrame) -> None:
    """The buttons for the customers picked on the map, else for the segment of the finding."""
    if len(marks):
        group = Group(marks, "Picked on the map", "Picked on the map")
        frame.lead_on(group, "picked", counted(len(marks), "picked customer"))
        return
    best = findings.best(table)
    group = leads.of_segment(frame.dataset, seg, best)
    frame.lead_on(group, "best_segment", group.name, RECOMMENDATIONS, JOURNEYS)
    st.caption(
        "Draw around points on the 2-D map, or click one, to list those customers, download "
        "them or keep them as an audience."
    )


def how_sure(frame: Frame, seg: Segmentation, table: pd.DataFrame, kind: str) -> None:
    """The map, the rules against the segments, the tree, scaling, and guests' revenue."""
    dataset = frame.dataset
    personas = personas_of(dataset, seg)
    terms = ("k-means", "variance", "interval", "skewness")
    with frame.sure(findings.rules_in_short(personas), *terms) as box:
        if not box.open:
            return
        dims = dimensions(seg, kind)
        if dims > 1:
            st.markdown(findings.shown_on_map(project(seg, dims).explained).markdown())
        st.markdown(findings.rules_agree(personas).markdown())
        if dataset.event_counts and table[SegmentShare.REVENUE_SHARE].notna().all():
            overview = overview_of(dataset, Filter())
            brought, revenue = overview.guest_revenue, overview.revenue.total
            if brought and revenue:
                guests = findings.of_guests(brought, revenue, dataset.currency)
                st.markdown(guests.markdown())
        cards.how_well(personas, names_of(dataset, seg))
        cards.outline(personas, names_of(dataset, seg))
        scaling.section(dataset, seg)


def ahead(dataset: Dataset, customers: pd.DataFrame, seg: Segmentation) -> None:
    """Find what the slider may ask for next, with the page already complete.

    The segments for every K in the background, nearest first; names for one K more and one less.
    """
    settings, series = segment_settings.settings(customers), series_of(dataset)
    most = most_segments(customers, seg.features)
    work: Ahead | None = st.session_state.get(AHEAD)
    if work is None or not work.of(series, settings):
        if work is not None:
            work.give_up()
        ks = sorted(range(2, most + 1), key=lambda k: abs(k - seg.k))
        st.session_state[AHEAD] = Ahead(series, settings, ks)
    for k in (seg.k + 1, seg.k - 1):
        if 2 <= k <= most:
            personas_of(dataset, series.segments(k, *settings))


def files(frame: Frame, customers: pd.DataFrame, seg: Segmentation, marks: pd.Index) -> None:
    """The customers with their segment, those picked, and the report."""
    dataset = frame.dataset
    names = names_of(dataset, seg)
    every, label = partial(labelled, customers, seg, names), "All customers with their segment"
    frame.file(label, every, f"{seg.k} segments", key="download_segments")
    if len(marks):
        these = partial(labelled, customers.loc[marks], seg, names)
        label, called = counted(len(marks), "picked customer"), f"{len(marks)} picked customers"
        frame.file(label, these, called, key="download_picked")
    with frame.files:
        report(dataset, customers, seg)


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
