"""A shop of a few lines, to be counted by hand."""

from __future__ import annotations

import pandas as pd

from shopai.columns import Event, Item, Kind
from shopai.events.dataset import Dataset, from_frames

COLUMNS = [Event.USER, Event.ITEM, Event.KIND, Event.TIME, Event.PRICE, Event.SESSION,
           Event.ORDER, Event.CHANNEL]  # fmt: skip
BUY = Kind.PURCHASE
ROWS = [
    # ann, 1 January: one order of two sessions; the same item twice; an item without a category
    ("ann", "tea", BUY, "2024-01-01 09:00", 4.0, "a1", "o1", "Ads"),
    ("ann", "tea", BUY, "2024-01-01 09:00", 4.0, "a1", "o1", "Ads"),
    ("ann", "cup", BUY, "2024-01-01 09:00", 6.0, "a1", "o1", "Ads"),
    ("ann", "box", BUY, "2024-01-01 22:00", None, "a2", "o1", None),
    # ann, the same day, another order, in the session a2
    ("ann", "pot", BUY, "2024-01-01 23:00", 20.0, "a2", "o2", None),
    # ann, the next day, an order without a number in a session
    ("ann", "tea", BUY, "2024-01-02 00:00", 5.0, "a3", None, None),
    ("ann", "cup", BUY, "2024-01-02 00:05", 6.0, "a3", None, None),
    # what she looked at and sent back is in no basket
    ("ann", "pot", Kind.VIEW, "2024-01-02 00:00", None, "a3", None, None),
    ("ann", "pot", Kind.REFUND, "2024-01-02 00:00", 20.0, "a3", "o2", None),
    # bob has an order with ann's number, which is another order
    ("bob", "tea", BUY, "2024-01-01 10:00", 4.0, None, "o1", None),
    # two guests on one day, without session or number: told apart by the instant
    (None, "tea", BUY, "2024-01-01 11:00", 4.0, None, None, None),
    (None, "cup", BUY, "2024-01-01 11:00", 6.0, None, None, None),
    (None, "pot", BUY, "2024-01-01 12:00", 20.0, None, None, None),
    # an order that names no item; one without a time, session or number
    ("bob", None, BUY, "2024-01-03 10:00", 9.0, None, "o9", None),
    ("cat", "cup", BUY, None, 7.0, None, None, None),
]
ITEMS = pd.DataFrame(
    {
        Item.ITEM: ["tea", "cup", "pot", "box", "hat"],
        Item.TITLE: ["Green tea", "Cup", None, "Box", "Hat"],
        Item.CATEGORY: ["drinks", "china", "china", None, "clothes"],
    }
)


def of(rows: list[tuple[object, ...]], items: pd.DataFrame | None = ITEMS) -> Dataset:
    frame = pd.DataFrame(rows, columns=COLUMNS)
    frame[Event.TIME] = pd.to_datetime(frame[Event.TIME], format="ISO8601")
    frame[Event.PRICE] = frame[Event.PRICE].astype("float64")
    texts = [name for name in COLUMNS if name not in (Event.PRICE, Event.TIME)]
    return from_frames(frame.astype(dict.fromkeys(texts, "str")), items)
