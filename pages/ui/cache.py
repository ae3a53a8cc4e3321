"""Results kept for the length of a browser session, keyed by what they depend on.

A data set stands in a key with its fingerprint, the hash of its content: never with its name,
and never with a sample of its rows. Kept objects are shared between reruns as they are, without
a copy, so no page may change them. The session's end frees them.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

import pandas as pd
import streamlit as st

from pages.ui.preference_settings import Tastes
from pages.ui.preference_settings import chosen as chosen_tastes
from shopai.audiences import (
    Audience,
    CustomerMatch,
    Overlap,
    audience_table,
    contacts,
    customer_match,
    exclusive_intersections,
    overlap,
)
from shopai.audiences.customer_match import Platform
from shopai.behaviour.lookup import example_customers, history, item_names
from shopai.behaviour.overview import Overview, overview
from shopai.columns import Event
from shopai.customers import customer_table
from shopai.events.dataset import Dataset
from shopai.preferences import Preferences, preferences
from shopai.readiness import Readiness, readiness
from shopai.recommend.models.user_knn import UserKNN
from shopai.recommend.policy.catalogue import Catalogue, catalogue
from shopai.segments import (
    Profile,
    Segmentation,
    SegmentSeries,
    profile,
    scaling_table,
)
from shopai.segments.borderline import nearness
from shopai.segments.drift import Drift, drift
from shopai.segments.movement import Movement, compared, complete, customers_at, span
from shopai.segments.persona.personas import Personas
from shopai.segments.rfm import Rfm, score_customers
from shopai.selection.filter import Filter
from shopai.selection.selection import select


def _made_from(seg: Segmentation) -> tuple[object, ...]:
    """What tells one segmentation of a data set from another, its numbering included."""
    settings = seg.k, seg.features, seg.scaling, seg.space.category_weight, seg.seed
    return (*settings, seg.scaled_centers.tobytes())


KEYS: Final[dict[type | str, Any]] = {
    Dataset: lambda dataset: dataset.fingerprint,
    Filter: lambda where: where.digest,
}
SEGMENT_KEYS: Final = KEYS | {Segmentation: _made_from}


@st.cache_resource(
    scope="session", max_entries=3, hash_funcs=KEYS, show_spinner="Describing each customer …"
)
def features_of(dataset: Dataset) -> pd.DataFrame:
    """One row a customer: features, and what else the source says of them."""
    return customer_table(dataset)


@st.cache_resource(
    scope="session", max_entries=3, hash_funcs=KEYS, show_spinner="Adding up the key figures …"
)
def overview_of(dataset: Dataset, where: Filter) -> Overview:
    """Key figures, revenue over time, what sells."""
    return overview(dataset, where)


@st.cache_resource(scope="session", max_entries=20, hash_funcs=KEYS, show_spinner=False)
def n_events_of(dataset: Dataset, where: Filter) -> int:
    """How many events pass the filter."""
    return select(dataset, where).totals.events


@st.cache_resource(scope="session", max_entries=3, hash_funcs=KEYS, show_spinner=False)
def days_of(dataset: Dataset) -> tuple[date, date] | None:
    """First and last day of the data; None without times."""
    return select(dataset).days if dataset.event_counts else None


@st.cache_resource(scope="session", max_entries=6, hash_funcs=KEYS, show_spinner=False)
def names_of(dataset: Dataset, column: str) -> tuple[str, ...]:
    """The categories or the channels of the data."""
    selection = select(dataset)
    return tuple(selection.channels if column == Event.CHANNEL else selection.categories[1])


@st.cache_resource(scope="session", max_entries=3, hash_funcs=KEYS, show_spinner=False)
def readiness_of(dataset: Dataset) -> tuple[Readiness, ...]:
    """Which pages the data allow."""
    return readiness(dataset)


@st.cache_resource(scope="session", max_entries=3, hash_funcs=KEYS, show_spinner=False)
def items_of(dataset: Dataset) -> pd.DataFrame:
    """Title and category of every item, by item id."""
    return item_names(dataset)


@st.cache_resource(scope="session", max_entries=3, hash_funcs=KEYS, show_spinner=False)
def series_of(dataset: Dataset) -> SegmentSeries:
    """The customers' segments for every K, numbered and named alike."""
    return SegmentSeries(features_of(dataset), dataset.currency)


@st.cache_resource(scope="session", max_entries=2, hash_funcs=KEYS, show_spinner=False)
def rfm_of(dataset: Dataset) -> Rfm:
    """The buyers' RFM scores and groups."""
    return score_customers(features_of(dataset))


@st.cache_resource(
    scope="session", max_entries=4, hash_funcs=KEYS, show_spinner="Describing each customer then …"
)
def customers_then(dataset: Dataset, moment: datetime) -> pd.DataFrame:
    """One row a customer known at `moment`; the newest event's where that is earlier."""
    return features_of(dataset) if moment >= span(dataset)[1] else customers_at(dataset, moment)


@st.cache_resource(
    scope="session",
    max_entries=4,
    hash_funcs=SEGMENT_KEYS,
    show_spinner="Comparing the two dates …",
)
def movement_of(dataset: Dataset, seg: Segmentation, before: datetime, after: datetime) -> Movement:
    """Who moved between the segments of `seg`; a moment after the newest event is that."""
    return compared(seg, customers_then(dataset, before), customers_then(dataset, after))


@st.cache_resource(
    scope="session",
    max_entries=4,
    hash_funcs=SEGMENT_KEYS,
    show_spinner=False,
)
def drift_of(dataset: Dataset, seg: Segmentation, moment: datetime) -> Drift | None:
    """How well `seg` fits the customers of `moment`; None where nobody can be placed."""
    customers = customers_then(dataset, moment)
    return drift(seg, customers) if complete(seg, customers).any() else None


def preferences_of(dataset: Dataset) -> Preferences:
    """Customers × items, by the weights and half-life chosen on the Recommendations page."""
    return preferences_by(dataset, chosen_tastes(dataset))


@st.cache_resource(
    scope="session", max_entries=2, hash_funcs=KEYS, show_spinner="Reading the preferences …"
)
def preferences_by(dataset: Dataset, tastes: Tastes) -> Preferences:
    """Customers × items, by these weights and this half-life."""
    return preferences(dataset, dict(tastes.weights), tastes.half_life)


def examples_of(dataset: Dataset) -> tuple[str, ...]:
    """A few customers worth a look."""
    return _examples(dataset, chosen_tastes(dataset))


@st.cache_resource(scope="session", max_entries=2, hash_funcs=KEYS, show_spinner=False)
def _examples(dataset: Dataset, tastes: Tastes) -> tuple[str, ...]:
    return example_customers(preferences_by(dataset, tastes))


@st.cache_resource(scope="session", max_entries=20, hash_funcs=KEYS, show_spinner=False)
def history_of(dataset: Dataset, user: str) -> pd.DataFrame:
    """What one customer did, by item."""
    return history(dataset, user)


def fitted_of(dataset: Dataset) -> UserKNN:
    """The model of similar customers, fitted once for all settings."""
    return fitted_by(dataset, chosen_tastes(dataset))


@st.cache_resource(
    scope="session", max_entries=2, hash_funcs=KEYS, show_spinner="Comparing the customers …"
)
def fitted_by(dataset: Dataset, tastes: Tastes) -> UserKNN:
    """The same by these preferences."""
    return UserKNN().fit(preferences_by(dataset, tastes))


def neighbours_of(
    dataset: Dataset, k: int = 40, similarity: str = "cosine", **settings: Any
) -> UserKNN:
    """That model at these settings; nothing is fitted or copied for them."""
    given = {"k": k, "similarity": similarity, **settings}
    return _neighbours(dataset, chosen_tastes(dataset), tuple(sorted(given.items())))


@st.cache_resource(scope="session", max_entries=12, hash_funcs=KEYS, show_spinner=False)
def _neighbours(dataset: Dataset, tastes: Tastes, settings: tuple[tuple[str, Any], ...]) -> UserKNN:
    return fitted_by(dataset, tastes).with_settings(**dict(settings))


def catalogue_of(dataset: Dataset) -> Catalogue:
    """What the shop's rules go by: each item's price, margin, …, and who bought what when."""
    return _catalogue(dataset, chosen_tastes(dataset))


@st.cache_resource(scope="session", max_entries=2, hash_funcs=KEYS, show_spinner=False)
def _catalogue(dataset: Dataset, tastes: Tastes) -> Catalogue:
    return catalogue(dataset, preferences_by(dataset, tastes))


#: An audience stands in a key with the hash of its name and customers.
AUDIENCE_KEYS: Final[dict[type | str, Any]] = {**KEYS, Audience: lambda audience: audience.digest}


@st.cache_resource(scope="session", max_entries=2, hash_funcs=KEYS, show_spinner=False)
def contacts_of(dataset: Dataset) -> pd.DataFrame:
    """How to reach each customer."""
    return contacts(dataset)


@st.cache_resource(
    scope="session",
    max_entries=4,
    hash_funcs=AUDIENCE_KEYS,
    show_spinner="Comparing the audiences …",
)
def compared_of(
    dataset: Dataset, audiences: tuple[Audience, ...]
) -> tuple[pd.DataFrame, Overlap, pd.DataFrame]:
    """Size and revenue of each audience, what each two share, and who is in exactly which."""
    customers = features_of(dataset)
    return (
        audience_table(audiences, customers),
        overlap(audiences),
        exclusive_intersections(audiences, customers),
    )


@st.cache_resource(
    scope="session", max_entries=4, hash_funcs=AUDIENCE_KEYS, show_spinner="Reading the contacts …"
)
def match_of(
    dataset: Dataset,
    audience: Audience,
    platform: Platform,
    default_country: str | None,
    hashed: bool,
    minimum: int,
) -> CustomerMatch:
    """The audience as an ad platform's file; its cells are hashed when it is downloaded."""
    people = contacts_of(dataset)
    return customer_match(
        people.loc[people.index.intersection(audience.customers)],
        platform,
        default_country=default_country,
        hashed=hashed,
        minimum=minimum,
    )


@st.cache_resource(
    scope="session",
    max_entries=40,
    hash_funcs=SEGMENT_KEYS,
    show_spinner=False,
)
def personas_of(dataset: Dataset, seg: Segmentation) -> Personas:
    """Names and rules of the segments."""
    return series_of(dataset).personas(seg)


@st.cache_resource(scope="session", max_entries=6, hash_funcs=SEGMENT_KEYS, show_spinner=False)
def profile_of(dataset: Dataset, seg: Segmentation) -> Profile:
    """What sets the segments apart, with intervals."""
    return profile(seg, features_of(dataset))


@st.cache_resource(scope="session", max_entries=6, hash_funcs=SEGMENT_KEYS, show_spinner=False)
def nearness_of(dataset: Dataset, seg: Segmentation) -> pd.DataFrame:  # noqa: ARG001, a key
    """How clearly each customer belongs."""
    return nearness(seg)


@st.cache_resource(scope="session", max_entries=6, hash_funcs=KEYS, show_spinner=False)
def scaling_table_of(dataset: Dataset, features: tuple[str, ...]) -> pd.DataFrame:
    """How lopsided the features are before and after each scaling."""
    return scaling_table(features_of(dataset), features)
