"""A shop of five visits by four customers, whose journeys are counted by hand."""

from __future__ import annotations

from datetime import datetime, timedelta

import pandas as pd

from shopai.columns import Event, Item, Kind
from shopai.events.dataset import Dataset, from_frames

MONDAY = datetime(2025, 3, 3, 9)
V, C, P = Kind.VIEW, Kind.CART, Kind.PURCHASE

#: Customer, visit, minutes since Monday nine o'clock, what, item.
ROWS = [
    ("ann", "s1", 0, V, "lamp"),
    ("ann", "s1", 2, C, "lamp"),
    ("ann", "s1", 5, P, "lamp"),
    ("bob", "s2", 10, V, "lamp"),
    ("bob", "s2", 14, C, "lamp"),
    ("cay", "s3", 20, V, "sofa"),
    ("dan", "s4", 30, V, "sofa"),
    ("dan", "s4", 36, C, "sofa"),
    ("dan", "s4", 43, P, "sofa"),
    ("ann", "s5", 7 * 24 * 60, V, "sofa"),
]


def shop() -> Dataset:
    """Five visits view something, three fill a cart, two buy."""
    events = pd.DataFrame(
        ROWS, columns=[Event.USER, Event.SESSION, Event.TIME, Event.KIND, Event.ITEM]
    )
    events[Event.TIME] = [MONDAY + timedelta(minutes=m) for m in events[Event.TIME]]
    events[Event.PRICE] = [10.0 if kind == P else None for kind in events[Event.KIND]]
    items = pd.DataFrame({Item.ITEM: ["lamp", "sofa"], Item.CATEGORY: ["<Light>", "Seats"]})
    return from_frames(events, items=items, name="five.csv")
