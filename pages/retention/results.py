"""Results of the Retention page, kept for the browser session."""

from __future__ import annotations

import pandas as pd

from pages.ui.keys import session_cache
from shopai.behaviour.retention import Cohorts, LifetimeValue, cohorts, lifetime_value
from shopai.behaviour.retention.activity import By, Period
from shopai.errors import InputError, TooThin
from shopai.events.dataset import Dataset
from shopai.segments import Segmentation
from shopai.selection.filter import Filter


@session_cache(8, "Following the cohorts …")
def cohorts_of(
    dataset: Dataset, where: Filter, by: By, period: Period, seg: Segmentation | None = None
) -> Cohorts:
    """Cohorts of everyone, and of each segment where `seg` is given, by its number 0 … k−1."""
    groups: pd.Series | None = None if seg is None else seg.labels
    return cohorts(dataset, where, by=by, period=period, groups=groups)


@session_cache(6, "Fitting the model of lifetime value …")
def fitted(
    dataset: Dataset, where: Filter, horizon: int, holdout: int | None
) -> LifetimeValue | str:
    """What each buyer is expected to bring, or the reason why that cannot be said."""
    try:
        return lifetime_value(dataset, where, horizon_days=horizon, holdout_days=holdout)
    except (TooThin, InputError) as refused:  # kept too: to find it out takes as long
        return str(refused)
