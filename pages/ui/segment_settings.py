"""The segments as chosen on the Segments page, for every page that speaks of them."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from pages.ui.controls import most_segments
from pages.ui.results import features_of, series_of
from shopai.events.dataset import Dataset
from shopai.segments.feature_space import offered
from shopai.segments.features import default_features
from shopai.segments.numbering import Settings
from shopai.segments.scaling import SCALINGS
from shopai.segments.segmentation import Segmentation

#: Keys of the controls on the Segments page.
K: Final = "k"
FEATURES: Final = "features"
SCALING: Final = "scaling"
WEIGHT: Final = "weight"

FIRST_K: Final = 5
#: What a category may count beside a number.
WEIGHTS: Final = (0.25, 0.5, 1.0, 2.0, 4.0)


def features(customers: pd.DataFrame) -> tuple[str, ...]:
    """The chosen features; where none is chosen, or none of them is on offer, the default ones."""
    options = offered(customers)
    chosen = [name for name in st.session_state.get(FEATURES) or () if name in options]
    return tuple(chosen) or default_features(customers)


def settings(customers: pd.DataFrame) -> Settings:
    """Features of the segments, their scaling, and the weight of categories."""
    by = features(customers)
    scaling, weight = st.session_state.get(SCALING), st.session_state.get(WEIGHT)
    if weight not in WEIGHTS or set(customers.select_dtypes("number").columns).issuperset(by):
        weight = 1.0  # the weight of categories, where there are none, makes no other segments
    return by, scaling if scaling in SCALINGS else SCALINGS[0], weight


def segments(dataset: Dataset) -> Segmentation:
    """The same segmentation that the Segments page shows."""
    customers = features_of(dataset)
    by, scaling, weight = settings(customers)
    most = most_segments(customers, by)
    k = st.session_state.get(K)
    k = int(k) if k is not None and 2 <= k <= most else min(FIRST_K, most)
    return series_of(dataset).segments(k, by, scaling, weight)
