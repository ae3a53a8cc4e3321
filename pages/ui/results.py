"""Results that several pages share, kept for the browser session."""

from __future__ import annotations

from datetime import date

from pages.ui import preference_settings
from pages.ui.keys import session_cache
from pages.ui.preference_settings import PreferenceSettings
from shopai.behaviour.lookup import item_names
from shopai.behaviour.overview import overview
from shopai.columns import Event
from shopai.customers import customer_table
from shopai.events.dataset import Dataset
from shopai.preferences import Preferences, preferences
from shopai.readiness import readiness
from shopai.segments.numbering import SegmentSeries
from shopai.segments.persona.personas import Personas
from shopai.segments.segmentation import Segmentation
from shopai.selection.filter import Filter
from shopai.selection.selection import select

#: One row a customer: features, and what else the source says of them.
features_of = session_cache(3, "Describing each customer …")(customer_table)
#: Key figures, revenue over time, what sells.
overview_of = session_cache(3, "Adding up the key figures …")(overview)
readiness_of = session_cache(3)(readiness)
#: Title and category of every item, by item id.
items_of = session_cache(3)(item_names)


@session_cache(20)
def n_events_of(dataset: Dataset, where: Filter) -> int:
    """Number of events that pass the filter."""
    return select(dataset, where).totals.events


@session_cache(3)
def days_of(dataset: Dataset) -> tuple[date, date] | None:
    """First and last day of the data; None without times."""
    return select(dataset).days if dataset.event_counts else None


@session_cache(6)
def choices_of(dataset: Dataset, column: str) -> tuple[str, ...]:
    """The categories or the channels of the data."""
    selection = select(dataset)
    return tuple(selection.channels if column == Event.CHANNEL else selection.categories[1])


@session_cache(3)
def series_of(dataset: Dataset) -> SegmentSeries:
    """The customers' segments for every K, numbered and named alike."""
    return SegmentSeries(features_of(dataset), dataset.currency)


def preferences_of(dataset: Dataset) -> Preferences:
    """Customers × items, by the weights and half-life chosen on the Recommendations page."""
    return preferences_by(dataset, preference_settings.current(dataset))


@session_cache(2, "Reading the preferences …")
def preferences_by(dataset: Dataset, settings: PreferenceSettings) -> Preferences:
    """Customers × items, by these weights and this half-life."""
    return preferences(dataset, dict(settings.weights), settings.half_life)


@session_cache(40)
def personas_of(dataset: Dataset, seg: Segmentation) -> Personas:
    """Names and rules of the segments."""
    return series_of(dataset).personas(seg)
