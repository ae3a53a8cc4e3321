"""The segments as chosen on the Segments page, for every page that speaks of them."""

from __future__ import annotations

from typing import Final

import pandas as pd
import streamlit as st

from pages.ui import cache
from pages.ui.controls import most_segments
from shopai.events.dataset import Dataset
from shopai.segments import SCALINGS, Segmentation, default_features, left_out
from shopai.segments.features import AN_ID

#: Keys of the controls on the Segments page.
K: Final = "k"
FEATURES: Final = "features"
SCALING: Final = "scaling"

FIRST_K: Final = 5


def offered(customers: pd.DataFrame) -> list[str]:
    """The columns segments can be made from."""
    refused = {name for name, reason in left_out(customers).items() if reason != AN_ID}
    return [name for name in customers.select_dtypes("number").columns if name not in refused]


def features(customers: pd.DataFrame) -> tuple[str, ...]:
    """The chosen features; where none is chosen, or none of them is on offer, the default ones."""
    options = offered(customers)
    chosen = [name for name in st.session_state.get(FEATURES) or () if name in options]
    return tuple(chosen) or default_features(customers)


def segments(dataset: Dataset) -> Segmentation:
    """The same segmentation that the Segments page shows."""
    customers = cache.features_of(dataset)
    by = features(customers)
    most = most_segments(customers, by)
    k = st.session_state.get(K)
    k = int(k) if k is not None and 2 <= k <= most else min(FIRST_K, most)
    scaling = st.session_state.get(SCALING)
    return cache.segments_of(dataset, k, by, scaling if scaling in SCALINGS else SCALINGS[0])
