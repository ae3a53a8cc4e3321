"""Retention kept for the length of a browser session, as :mod:`pages.ui.cache` keeps results."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.ui import cache
from shopai.behaviour.retention import Cohorts, LifetimeValue, cohorts, lifetime_value
from shopai.behaviour.retention.activity import By
from shopai.behaviour.retention.periods import Period
from shopai.errors import InputError, TooThin
from shopai.events.dataset import Dataset
from shopai.segments import Segmentation
from shopai.selection.filter import Filter


@st.cache_resource(
    scope="session",
    max_entries=8,
    hash_funcs=cache.SEGMENT_KEYS,
    show_spinner="Following the cohorts …",
)
def cohorts_of(
    dataset: Dataset, where: Filter, by: By, period: Period, seg: Segmentation | None = None
) -> Cohorts:
    """Cohorts of everyone, and of each segment where `seg` is given, by its number 0 … k−1."""
    groups: pd.Series | None = None if seg is None else seg.labels
    return cohorts(dataset, where, by=by, period=period, groups=groups)


@st.cache_resource(
    scope="session",
    max_entries=6,
    hash_funcs=cache.KEYS,
    show_spinner="Fitting the model of lifetime value …",
)
def fitted(
    dataset: Dataset, where: Filter, horizon: int, holdout: int | None
) -> LifetimeValue | str:
    """What each buyer is expected to bring, or the reason why that cannot be said."""
    try:
        return lifetime_value(dataset, where, horizon_days=horizon, holdout_days=holdout)
    except (TooThin, InputError) as refused:  # kept too: to find it out takes as long
        return str(refused)
