"""A small log of searches, written out row by row."""

from __future__ import annotations

import pandas as pd

from shopai.columns import Event, Item, Kind
from shopai.events.dataset import Dataset, from_frames

COLUMNS = (Event.USER, Event.SESSION, Event.TIME, Event.KIND, Event.ITEM, Event.QUERY)
ITEMS = pd.DataFrame(
    {
        Item.ITEM: ["lamp1", "lamp2", "mug", "odd"],
        Item.TITLE: ["Oak lamp", "Brass lamp", "Blue mug", None],
        Item.CATEGORY: ["Lamps", "Lamps", "Kitchen", None],
    }
)

#: (customer, visit, minute, kind, item, query)
Row = tuple[str | None, str | None, float | None, str, str | None, str | None]


def shop(rows: list[Row], items: pd.DataFrame | None = ITEMS) -> Dataset:
    """A data set of `rows`; minutes count from 2025-01-01."""
    events = pd.DataFrame(rows, columns=list(COLUMNS))
    minutes = pd.to_numeric(events[Event.TIME])
    times = pd.Timestamp("2025-01-01") + pd.to_timedelta(minutes.fillna(0), unit="min")
    events[Event.TIME] = times.where(minutes.notna())
    return from_frames(events, items)


def search(user: str | None, visit: str | None, minute: float | None, query: str | None) -> Row:
    return (user, visit, minute, Kind.SEARCH, None, query)


def view(user: str | None, visit: str | None, minute: float | None, item: str | None) -> Row:
    return (user, visit, minute, Kind.VIEW, item, None)


def buy(user: str | None, visit: str | None, minute: float | None, item: str | None) -> Row:
    return (user, visit, minute, Kind.PURCHASE, item, None)
