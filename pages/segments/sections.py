"""Sections of the Segments page below its map: profile, fit, scaling."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st

from pages.segments.tables import (
    INDEX,
    INTERVALS,
    MEANS,
    profile_columns,
    profile_styles,
    scaling_styles,
)
from pages.ui import audiences, show
from pages.ui.controls import choice
from pages.ui.keys import session_cache
from pages.ui.notes import names_of, titles_of
from pages.ui.results import features_of
from shopai.charts.choose import silhouette_plot
from shopai.charts.labels import feature_label
from shopai.columns import Borderline, Skew
from shopai.events.dataset import Dataset
from shopai.format import counted, listed, percent
from shopai.segments.assignment import borderline, nearness
from shopai.segments.profile import Profile, profile_table
from shopai.segments.profile import profile as profiled
from shopai.segments.scaling import scaling_table
from shopai.segments.segmentation import Segmentation
from shopai.sentences import plain

SHOWN: Final = {MEANS: "Averages", INDEX: "Index", INTERVALS: "Index with 95% interval"}
#: Which silhouette the plot shows, as its axis says.
FORM: Final = "Silhouette (squared distances)"
#: What each scaling is called above its column.
SCALED: Final = {
    "log-standard": "Logarithm",
    "standard": "Standardised",
    "robust": "Robust",
    "winsorised": "Winsorised",
    "quantile": "Quantile",
}


@session_cache(6)
def profile_of(dataset: Dataset, seg: Segmentation) -> Profile:
    """Differences between the segments, with intervals."""
    return profiled(seg, features_of(dataset))


@session_cache(6)
def nearness_of(dataset: Dataset, seg: Segmentation) -> pd.DataFrame:  # noqa: ARG001, a key
    """Silhouettes and borderline customers."""
    return nearness(seg)


@session_cache(6)
def scaling_table_of(dataset: Dataset, features: tuple[str, ...]) -> pd.DataFrame:
    """Skewness of the features before and after each scaling."""
    return scaling_table(features_of(dataset), features)


def profile(dataset: Dataset, seg: Segmentation) -> None:
    """Every segment's mean of each feature, against all customers', with intervals."""
    left, right = st.columns([1, 1], vertical_alignment="bottom")
    left.subheader("What sets the segments apart", anchor=False)
    with right, st.container(horizontal_alignment="right"):
        shown = choice("Show", SHOWN, "centres", INDEX, label_visibility="collapsed")
    averages = profile_of(dataset, seg)
    styled = profile_styles(averages, titles_of(dataset, seg), shown, dataset.currency)
    show.table(styled, "centre_table", profile_columns(styled), height="content")
    made_from = listed([feature_label(name).lower() for name in seg.features])
    st.caption(
        f"The segments were made from {plain(made_from)}. An index of 100 is the average "
        "customer, 200 twice the average; blue is above, orange below. Grey: the 95% bootstrap "
        "interval covers 100, so it may be no difference at all. Every customer counts alike, "
        "so rates and averages differ from the Overview's, where every visit and order does."
    )
    table, called = partial(profile_table, averages), (dataset.name, f"{seg.k} segments profile")
    show.download("Download this table", table, *called, key="download_centres")


def fit(dataset: Dataset, seg: Segmentation) -> None:
    """The silhouette of each customer, and those who stand between two segments."""
    st.subheader("How clearly customers belong", anchor=False)
    near = nearness_of(dataset, seg)
    silhouettes = near[Borderline.SILHOUETTE]
    doubtful = float((silhouettes < 0).mean())
    by_segment = silhouettes.groupby(seg.labels).mean()
    worst = int(by_segment.to_numpy().argmin())
    names = names_of(dataset, seg)
    says = (
        f"{percent(doubtful)} of the customers are nearer to another segment's members than to "
        f"their own; the least sharp segment is {names[worst]}"
    )
    titles = titles_of(dataset, seg)
    figure = silhouette_plot(silhouettes, seg.labels, titles, FORM)
    show.chart(figure, "knife", f"{says}.")
    st.markdown(f"**{plain(says)}.**")
    st.markdown("**Borderline customers**: the 5% nearest to the boundary, at most 1,000")
    table = borderline(near)
    shown = table.copy()
    for name in (Borderline.SEGMENT, Borderline.NEXT):
        shown[name] = [titles[label] for label in table[name]]
    made_from = (seg.k, seg.features, seg.scaling, seg.space.category_weight)
    key = show.key_of("borderline", dataset.fingerprint, *made_from)
    rows = show.ticked(shown[list(COLUMNS)], key, {"_index": "Customer"} | COLUMNS, height=280)
    ids = table.index[rows] if rows else table.index
    called = (dataset.name, f"{seg.k} segments borderline")
    with st.container(horizontal=True, vertical_alignment="center"):
        label = "Download the borderline customers"
        show.download(label, shown, *called, key="download_borderline")
        source = f"Borderline between {seg.k} segments"
        audiences.offer(dataset, ids, "Borderline customers", source, "borderline_audience")
    st.caption(
        "Margin: 0 on the boundary between the own and the next segment, 1 in the own centre; "
        "distances are in the scaled space. A small change of behaviour would move these "
        "customers, so do not build much on their segment."
    )


COLUMNS: Final[dict[str, Any]] = {
    Borderline.SEGMENT: "Segment",
    Borderline.NEXT: "Next segment",
    Borderline.MARGIN: ("Margin", "%.3f"),
    Borderline.DISTANCE: ("Distance to own centre", "%.2f"),
    Borderline.NEXT_DISTANCE: ("Distance to next", "%.2f"),
    Borderline.SILHOUETTE: ("Silhouette (squared)", "%.2f"),
}


def scaling(dataset: Dataset, seg: Segmentation) -> None:
    """The features' long tails before and after each scaling."""
    st.subheader("Scaling and outliers", anchor=False)
    table = scaling_table_of(dataset, seg.features)
    if table.empty:
        st.caption("The segments are made from categories alone; these are not scaled.")
        return
    names = [name for name in table.columns if name != Skew.BEFORE]
    lopsided = table.index[table[Skew.BEFORE].abs() > 1]
    after = seg.space.skew[Skew.AFTER].abs().max()
    st.markdown(
        f"**{len(lopsided)} of {counted(len(table), 'number')} "
        f"{'has' if len(lopsided) == 1 else 'have'} a long tail before scaling; with the "
        f"scaling in use the largest skewness left is {after:.2f}.**"
    )
    styled = scaling_styles(table, [SCALED[name] for name in names])
    show.table(styled, "scaling_table", height="content", hide_index=False)
    st.caption(
        "Skewness: 0 is symmetric, above 1 (orange) a long tail, in which a few customers decide "
        "the distances. The scaling is chosen under “Features and scaling” above."
    )
