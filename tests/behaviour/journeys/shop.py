"""A shop of five customers and a guest whose journeys can be followed by hand."""

from __future__ import annotations

import pandas as pd
from hypothesis import strategies as st

from shopai.columns import Event, Item, Kind
from shopai.events.dataset import Dataset, from_frames

MONDAY = pd.Timestamp(2024, 1, 1)
MINUTE, DAY = 1, 24 * 60

COLUMNS = [Event.USER, Event.KIND, Event.ITEM, Event.TIME, Event.SESSION, Event.CHANNEL]

#: Customer, kind, item, minutes since MONDAY (None: no time), session, channel.
ROWS = [
    ("ann", Kind.VIEW, "i1", 0, "a1", "Ads"),
    ("ann", Kind.VIEW, "i2", 1, "a1", None),
    ("ann", Kind.CART, "i2", 2, "a1", None),
    ("ann", Kind.PURCHASE, "i2", 3, "a1", None),
    ("ann", Kind.VIEW, "i1", 10 * DAY, "a2", None),
    ("bob", Kind.VIEW, "i1", 0, "b1", "Search"),
    ("bob", Kind.CART, "i1", 2 * DAY, "b2", None),
    ("bob", Kind.PURCHASE, "i1", 40 * DAY, "b3", None),
    ("cat", Kind.CART, "i3", 5, "c1", None),
    ("cat", Kind.VIEW, "i3", 6, "c1", None),
    ("cat", Kind.PURCHASE, "i3", 7, "c1", None),
    ("dan", Kind.VIEW, "i2", None, "d1", None),
    ("dan", Kind.PURCHASE, "i2", None, "d1", None),
    ("eve", Kind.REFUND, "i1", 60, "e1", None),
    (None, Kind.VIEW, "i1", 3, "g1", None),
    (None, Kind.CART, "i1", 4, "g1", None),
]
ITEMS = pd.DataFrame(
    {
        Item.ITEM: ["i1", "i2", "i3"],
        Item.TITLE: ["Boots", "Beret", "Cap"],
        Item.CATEGORY: ["shoes", "hats", None],
    }
)


def shop_of(rows: list[tuple], items: pd.DataFrame = ITEMS) -> Dataset:
    """A data set of rows like `ROWS`."""
    minutes = pd.Series([row[COLUMNS.index(Event.TIME)] for row in rows], dtype="float64")
    frame = pd.DataFrame(rows, columns=COLUMNS).drop(columns=Event.TIME).astype("str")
    moments = MONDAY + pd.to_timedelta(minutes, unit="min")
    return from_frames(frame.assign(**{Event.TIME: moments}), items)


def rows(most: int = 40) -> st.SearchStrategy[list[tuple]]:
    """Events of a few customers and guests, some without time, session, item or channel."""
    row = st.tuples(
        st.sampled_from(["ann", "bob", "cat", None]),
        st.sampled_from([Kind.VIEW, Kind.CART, Kind.PURCHASE, Kind.REFUND]),
        st.sampled_from(["i1", "i2", "i3", None]),
        st.sampled_from([None, *range(12)]),
        st.sampled_from(["s1", "s2", "s3", None]),
        st.sampled_from(["Ads", "Search", None]),
    )
    # one event that lacks nothing, so that no column is empty
    whole = ("ann", Kind.VIEW, "i1", 3, "s1", "Ads")
    return st.lists(row, min_size=1, max_size=most).map(lambda found: [*found, whole])
