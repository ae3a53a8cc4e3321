"""Overview: how the shop is doing, what sells, and what its data allow."""

from __future__ import annotations

from pages.overview import allowed, columns, sellers, trend
from pages.ui import frame
from shopai.events.dataset import Dataset


def has_events(dataset: Dataset) -> bool:
    """True for all but a table of customers."""
    return bool(dataset.event_counts)


def has_none(dataset: Dataset) -> bool:
    """True for a table of customers."""
    return not dataset.event_counts


VIEWS = {
    "trend": frame.View("How it is going", trend.view, has_events),
    "columns": frame.View("Your customers", columns.view, has_none),
    "sellers": frame.View("What sells", sellers.view, has_events),
    "allowed": frame.View("What your data allow", allowed.view),
}

frame.show(frame.Page("overview", "Overview", VIEWS, key="overview_view", filtered=True))
