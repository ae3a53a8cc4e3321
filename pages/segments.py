"""Segments: who the customers are, with K tuned live."""

from __future__ import annotations

import hashlib

import pandas as pd
import streamlit as st

from pages.ui import cache, chosen, guard, shell, show
from pages.ui.controls import keep_valid, most_segments
from pages.ui.tables import centre_styles, feature_columns
from pages.ui.text import listed, plain
from shopai.charts import segments as charts
from shopai.charts.labels import feature_label, money, percent, segment_name
from shopai.charts.picking import marked
from shopai.columns import SegmentShare
from shopai.events.dataset import Dataset
from shopai.segments import (
    SCALINGS,
    Segmentation,
    default_features,
    index_against_all,
    labelled,
    left_out,
    project,
    sample,
    segment_table,
    summary,
)
from shopai.segments.features import AN_ID, MISSING, SAME

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
CENTRES = {"means": "Averages", "index": "Index (100 = average customer)"}
MOST_HOVERED = 6
#: With more customers, a click would have to wait for work done ahead.
MOST_AHEAD = 200_000


def page() -> None:
    dataset = guard.opened("Segments", "Groups of customers who behave alike.")
    customers = cache.features_of(dataset)
    k, features, scaling, view = controls(customers)
    with st.spinner("Finding the segments …"):
        seg = cache.segments_of(dataset, k, features, scaling)
    if not dataset.event_counts:  # the shop's own columns: what is missing is worth a look
        passed_over(customers)
    table = summary(seg, customers)
    marks = picture(dataset, customers, seg, view)
    says = meaning(table)
    st.markdown(says)
    picked(dataset, customers, seg, marks)
    show.chart(charts.share_bars(table), "segments_shares", says.replace("**", ""))
    if dataset.event_counts and table[SegmentShare.REVENUE_SHARE].notna().all():
        guests(dataset)
    centres(dataset, customers, seg)
    if len(customers) <= MOST_AHEAD:
        neighbours(dataset, customers, seg)


def neighbours(dataset: Dataset, customers: pd.DataFrame, seg: Segmentation) -> None:
    """Find the segments for one K more and one less, with the page already complete.

    The slider's next step then shows what is ready.
    """
    most = most_segments(customers, seg.features)
    for k in (seg.k + 1, seg.k - 1):
        if 2 <= k <= most:
            cache.segments_of(dataset, k, seg.features, seg.scaling)


def controls(customers: pd.DataFrame) -> tuple[int, tuple[str, ...], str, str]:
    """K, the features, their scaling and the view."""
    left, middle, right = st.columns([3, 2, 2], vertical_alignment="bottom", gap="medium")
    with right, st.popover("Features and scaling", icon=":material/tune:", width="stretch"):
        features = feature_choice(customers)
        scaling = st.selectbox(
            "Scaling",
            SCALINGS,
            format_func=SCALING_NAMES.__getitem__,
            key=chosen.SCALING,
            help="How features in different units are put on one footing before they are compared.",
            bind="query-params",
            persist_state="session",
        )
    most = most_segments(customers, features)
    keep_valid(chosen.K, range(2, most + 1))
    with left:
        k = st.slider(
            "Number of segments (K)",
            2,
            max(most, 3),  # a slider needs two ends, even where only two segments are possible
            min(chosen.FIRST_K, most),
            key=chosen.K,
            disabled=most == 2,
            bind="query-params",
            persist_state="session",
        )
    with middle:
        view = st.segmented_control(
            "View",
            list(VIEWS),
            default="map",
            format_func=VIEWS.__getitem__,
            key="view",
            required=True,
            bind="query-params",
            persist_state="session",
        )
    return min(k, most), features, scaling, str(view)


def feature_choice(customers: pd.DataFrame) -> tuple[str, ...]:
    """The features to segment by; the default ones where all are taken away."""
    options = chosen.offered(customers)
    keep_valid(chosen.FEATURES, options)
    st.multiselect(
        "Features the segments are made from",
        options,
        default=list(default_features(customers)),
        format_func=feature_label,
        key=chosen.FEATURES,
        bind="query-params",
        persist_state="session",
    )
    passed_over(customers)
    return chosen.features(customers)


def passed_over(customers: pd.DataFrame) -> None:
    """Which columns the segments are not made from, and why."""
    reasons = left_out(customers)
    for reason, words in LEFT_OUT.items():
        names = [feature_label(name) for name, why in reasons.items() if why == reason]
        if names:
            st.caption(f"{words}: {plain(listed(names))}.")


def guests(dataset: Dataset) -> None:
    """What the segments cannot hold: guests' part of the revenue."""
    found = cache.overview_of(dataset)
    brought, revenue = found.guest_revenue, found.revenue.total
    if brought and revenue:
        share = f" ({percent(brought / revenue)} of all revenue)" if revenue > 0 else ""
        st.caption(f"Guests brought a further {plain(money(brought, dataset.currency))}{share}.")


def picture(dataset: Dataset, customers: pd.DataFrame, seg: Segmentation, view: str) -> pd.Index:
    """Draw the customers; returns the ids of those picked on the chart (none in 3-D)."""
    hover = customers[list(seg.features)[:MOST_HOVERED]]
    alt = f"Scatter of {len(customers):,} customers, coloured by their {seg.k} segments."
    dims = min({"map": 2, "space": 3}.get(view, 0), len(seg.features))
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
        figure = charts.scatter(cloud, seg.labels, hover, where, dataset.currency)
        if dims == 3:
            show.chart(figure, "segments_space", alt)
            return customers.index[:0]
        # what was marked is forgotten when the space it was marked in changes
        space = repr((dataset.fingerprint, seg.features, seg.scaling, cloud.axes))
        key = f"segments_{hashlib.sha256(space.encode()).hexdigest()[:12]}"
        selection = show.selectable(figure, key, alt)
    positions = marked(cloud.points.to_numpy(), seg.labels.to_numpy(), selection)
    return customers.index[positions]


def axes(customers: pd.DataFrame, seg: Segmentation) -> tuple[str, str]:
    """The two features to draw, by default the first two the segments are made from."""
    options = list(customers.select_dtypes("number").columns)
    # complete columns first; one column alone is drawn against itself
    first = list(dict.fromkeys([*seg.features, *chosen.offered(customers), *options]))
    keep_valid("x", options)
    keep_valid("y", options)
    left, right = st.columns(2)
    with left:
        x = st.selectbox(
            "Across",
            options,
            index=options.index(first[0]),
            format_func=feature_label,
            key="x",
            bind="query-params",
            persist_state="session",
        )
    with right:
        y = st.selectbox(
            "Up",
            options,
            index=options.index(first[min(1, len(first) - 1)]),
            format_func=feature_label,
            key="y",
            bind="query-params",
            persist_state="session",
        )
    return x, y


def meaning(table: pd.DataFrame) -> str:
    """One sentence on what the segments say."""
    share = table[SegmentShare.CUSTOMER_SHARE]
    earns = table[SegmentShare.REVENUE_SHARE]
    if earns.notna().all():
        best = int(earns.to_numpy().argmax())
        return (
            f"**{segment_name(best)}** is {percent(share[best])} of the customers "
            f"and brings **{percent(earns[best])}** of what known customers spent."
        )
    largest = int(share.to_numpy().argmax())
    return (
        f"**{segment_name(largest)}** is the largest: {percent(share[largest])} of the customers."
    )


def picked(dataset: Dataset, customers: pd.DataFrame, seg: Segmentation, marks: pd.Index) -> None:
    """The customers picked on the chart, and all of them to download."""
    with st.container(horizontal=True, vertical_alignment="center"):
        show.download(
            "Download all customers with their segment",
            lambda: labelled(customers, seg),
            dataset.name,
            f"{seg.k} segments",
            key="download_segments",
        )
        if len(marks):
            show.download(
                f"Download the {len(marks):,} picked customers",
                lambda: labelled(customers.loc[marks], seg),
                dataset.name,
                f"{len(marks)} picked customers",
                key="download_picked",
            )
    if not len(marks):
        st.caption(
            "Draw around points on the 2-D map, or click one, to list and download those customers."
        )
        return
    table = labelled(customers.loc[marks], seg)
    st.dataframe(
        table,
        key="picked_customers",
        height=280,
        placeholder="–",
        column_config={
            "_index": "Customer",
            **feature_columns(list(customers.columns), dataset.currency),
            str(table.columns[0]): "Segment",
        },
    )


def centres(dataset: Dataset, customers: pd.DataFrame, seg: Segmentation) -> None:
    """Every segment's mean of each feature, coloured by how far it is from all customers'."""
    left, right = st.columns([1, 1], vertical_alignment="bottom")
    left.subheader("What sets the segments apart", anchor=False)
    with right, st.container(horizontal_alignment="right"):
        shown = st.segmented_control(
            "Show",
            list(CENTRES),
            default="means",
            format_func=CENTRES.__getitem__,
            key="centres",
            required=True,
            label_visibility="collapsed",
            bind="query-params",
            persist_state="session",
        )
    rest = [c for c in customers.select_dtypes("number").columns if c not in seg.features]
    compared = index_against_all(seg, customers, [*seg.features, *rest])
    made_from = listed([feature_label(name).lower() for name in seg.features])
    st.dataframe(
        centre_styles(compared, shown == "index", dataset.currency),
        key="centre_table",
        height="content",
        column_config={"_index": st.column_config.Column(width=190)},
    )
    st.caption(
        f"The segments were made from {plain(made_from)}. "
        "Blue is above the average customer, orange below; an index of 200 is twice the average. "
        "Every customer counts alike, so rates and averages differ from the Overview's, where "
        "every visit and order does."
    )
    show.download(
        "Download this table",
        lambda: segment_table(seg, customers),
        dataset.name,
        f"{seg.k} segments averages",
        key="download_centres",
    )


shell.run(page)
