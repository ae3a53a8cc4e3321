"""Results of the Segments page, kept for the browser session."""

from __future__ import annotations

import pandas as pd

from pages.ui.keys import session_cache
from pages.ui.results import features_of
from shopai.events.dataset import Dataset
from shopai.segments import Profile, Segmentation, profile, scaling_table
from shopai.segments.assignment import nearness


@session_cache(6)
def profile_of(dataset: Dataset, seg: Segmentation) -> Profile:
    """Differences between the segments, with intervals."""
    return profile(seg, features_of(dataset))


@session_cache(6)
def nearness_of(dataset: Dataset, seg: Segmentation) -> pd.DataFrame:  # noqa: ARG001, a key
    """Silhouettes and borderline customers."""
    return nearness(seg)


@session_cache(6)
def scaling_table_of(dataset: Dataset, features: tuple[str, ...]) -> pd.DataFrame:
    """Skewness of the features before and after each scaling."""
    return scaling_table(features_of(dataset), features)
