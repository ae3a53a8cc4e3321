"""The controls the views of the Segments page share: K, and what the segments are made from."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.ui import segment_settings
from pages.ui.controls import KEPT, dropdown, keep_valid, most_segments, several, slider
from pages.ui.frame import Frame
from pages.ui.results import features_of, series_of
from shopai.charts.labels import feature_label
from shopai.format import listed
from shopai.segments.feature_space import offered
from shopai.segments.features import AN_ID, MISSING, SAME, default_features, left_out
from shopai.segments.scaling import SCALINGS
from shopai.segments.segmentation import Segmentation
from shopai.sentences import plain

SCALING_NAMES: Final = {
    "log-standard": "Logarithm, then standardised: best for spend and counts",
    "standard": "Standardised",
    "robust": "Robust: median and interquartile range",
    "winsorised": "Winsorised: the outer 1% at each end pulled in",
    "quantile": "Quantile: only the order of customers counts",
    "none": "Original units",
}
LEFT_OUT: Final = {
    MISSING: "Unknown for some customers, so not on offer",
    SAME: "The same for all customers, so not on offer",
    AN_ID: "Read as an id, so left out unless you choose it",
}


def segments(frame: Frame, at: DeltaGenerator | None = None) -> tuple[pd.DataFrame, Segmentation]:
    """The customers and their segments, by the controls in the settings and of K, in the row.

    at : the place of K, where the row has no room
    """
    customers = features_of(frame.dataset)
    with frame.settings:
        made_from(customers)
    settings = segment_settings.settings(customers)
    most = most_segments(customers, settings[0])
    keep_valid(segment_settings.K, range(2, most + 1))
    first = min(segment_settings.FIRST_K, most)
    look: dict[str, Any] = {"disabled": most == 2, "width": 260, "at": at or frame.controls}
    k = slider("Number of segments", 2, max(most, 3), first, segment_settings.K, **look)
    with frame.main, st.spinner("Finding the segments …"):
        return customers, series_of(frame.dataset).segments(min(k, most), *settings)


def made_from(customers: pd.DataFrame) -> None:
    """The features to segment by, how they are scaled, and what a category among them counts."""
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
    dropdown(
        "Scaling",
        {name: SCALING_NAMES[name] for name in SCALINGS},
        segment_settings.SCALING,
        help="How features in different units are put on one footing before they are compared.",
    )
    passed_over(customers)


def passed_over(customers: pd.DataFrame) -> None:
    """The columns the segments are not made from, and why."""
    reasons = left_out(customers)
    for reason, words in LEFT_OUT.items():
        names = [feature_label(name) for name, why in reasons.items() if why == reason]
        if names:
            st.caption(f"{words}: {plain(listed(names))}.")
