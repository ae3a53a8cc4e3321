"""Results kept for the length of a browser session, keyed by what they depend on.

A data set stands in a key with its fingerprint, the hash of its content: never with its name,
and never with a sample of its rows. Kept objects are shared between reruns as they are, without
a copy, so no page may change them. The session's end frees them.
"""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import streamlit as st

from shopai.behaviour.lookup import example_customers, history, item_names
from shopai.behaviour.overview import Overview, overview
from shopai.behaviour.readiness import Readiness, readiness
from shopai.customers import customer_features
from shopai.events.dataset import Dataset
from shopai.preferences import Preferences, preferences
from shopai.recommend.user_knn import UserKNN
from shopai.segments import Segmentation, segment

KEYS: Final[dict[type | str, Any]] = {Dataset: lambda dataset: dataset.fingerprint}


@st.cache_resource(
    scope="session", max_entries=3, hash_funcs=KEYS, show_spinner="Describing each customer …"
)
def features_of(dataset: Dataset) -> pd.DataFrame:
    """One row a customer."""
    return customer_features(dataset)


@st.cache_resource(
    scope="session", max_entries=3, hash_funcs=KEYS, show_spinner="Adding up the key figures …"
)
def overview_of(dataset: Dataset) -> Overview:
    """Key figures, revenue over time, what sells."""
    return overview(dataset)


@st.cache_resource(scope="session", max_entries=3, hash_funcs=KEYS, show_spinner=False)
def readiness_of(dataset: Dataset) -> tuple[Readiness, ...]:
    """Which pages the data allow."""
    return readiness(dataset)


@st.cache_resource(scope="session", max_entries=3, hash_funcs=KEYS, show_spinner=False)
def items_of(dataset: Dataset) -> pd.DataFrame:
    """Title and category of every item, by item id."""
    return item_names(dataset)


@st.cache_resource(scope="session", max_entries=20, hash_funcs=KEYS, show_spinner=False)
def segments_of(
    dataset: Dataset, k: int, features: tuple[str, ...] | None = None, scaling: str = "log-standard"
) -> Segmentation:
    """The customers in `k` segments."""
    return segment(features_of(dataset), k=k, features=features, scaling=scaling)


@st.cache_resource(
    scope="session", max_entries=2, hash_funcs=KEYS, show_spinner="Reading the preferences …"
)
def preferences_of(dataset: Dataset) -> Preferences:
    """Customers × items."""
    return preferences(dataset)


@st.cache_resource(scope="session", max_entries=2, hash_funcs=KEYS, show_spinner=False)
def examples_of(dataset: Dataset) -> tuple[str, ...]:
    """A few customers worth a look."""
    return example_customers(preferences_of(dataset))


@st.cache_resource(scope="session", max_entries=20, hash_funcs=KEYS, show_spinner=False)
def history_of(dataset: Dataset, user: str) -> pd.DataFrame:
    """What one customer did, by item."""
    return history(dataset, user)


@st.cache_resource(
    scope="session", max_entries=2, hash_funcs=KEYS, show_spinner="Comparing the customers …"
)
def fitted_of(dataset: Dataset) -> UserKNN:
    """The neighbourhood model, fitted once for all settings."""
    return UserKNN().fit(preferences_of(dataset))


def neighbours_of(dataset: Dataset, k: int, similarity: str) -> UserKNN:
    """The fitted neighbourhood model at these settings; nothing is fitted or copied for them."""
    return fitted_of(dataset).with_settings(k=k, similarity=similarity)
