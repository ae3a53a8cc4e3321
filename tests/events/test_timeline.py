"""The timeline: every event once, in each customer's order of time, ids as numbers."""

from __future__ import annotations

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from shopai.columns import Event, Item, Kind, Line
from shopai.events.dataset import Dataset, from_frames

ROWS = [
    # user, item, kind, time, session, order, channel
    ("bob", "i2", Kind.VIEW, "2024-01-02 10:00", "s1", None, "Search"),
    ("ann", "i1", Kind.PURCHASE, "2024-01-03 10:00", "s1", "o1", None),
    ("bob", "i1", Kind.CART, "2024-01-01 10:00", "s0", None, "Ads"),
    (None, "i2", Kind.PURCHASE, "2024-01-01 09:00", None, "o2", None),
    ("ann", None, Kind.SEARCH, None, None, None, "Search"),
    ("ann", "i1", Kind.VIEW, "2024-01-03 10:00", "s1", None, None),
]
COLUMNS = [Event.USER, Event.ITEM, Event.KIND, Event.TIME, Event.SESSION, Event.ORDER,
           Event.CHANNEL]  # fmt: skip


def shop(rows: list[tuple], zone: str = "UTC") -> Dataset:
    frame = pd.DataFrame(rows, columns=COLUMNS)
    frame[Event.TIME] = pd.to_datetime(frame[Event.TIME])
    texts = [name for name in COLUMNS if name != Event.TIME]
    items = pd.DataFrame({Item.ITEM: ["i1", "i2", "unsold"]})
    return from_frames(frame.astype(dict.fromkeys(texts, "str")), items, zone=zone)


def test_timeline_by_hand() -> None:
    dataset = shop(ROWS)
    table = dataset.timeline.df()
    # guests, then ann: without a time, then the two of one instant as in the source; then bob
    assert table[Line.LINE].tolist() == [3, 4, 1, 5, 2, 0]
    assert table[Event.USER].fillna(-1).tolist() == [-1, 0, 0, 0, 1, 1]
    assert table[Event.ITEM].fillna(-1).tolist() == [1, -1, 0, 0, 0, 1]
    assert table[Event.CHANNEL].fillna(-1).tolist() == [-1, 1, -1, -1, 0, 1]  # no session has more
    assert [Kind.ALL[place] for place in table[Line.KIND]] == table[Event.KIND].tolist()
    assert dataset.numbered(Event.USER).tolist() == ["ann", "bob"]
    assert dataset.numbered(Event.ITEM).tolist() == ["i1", "i2", "unsold"]
    assert dataset.numbered(Event.CHANNEL).tolist() == ["Ads", "Search"]
    sessions = table[Event.SESSION]
    assert sessions.isna().tolist() == [True, True, False, False, False, False]
    assert sessions[2] == sessions[3] == sessions[5] != sessions[4]
    assert table[Event.ORDER].notna().tolist() == [True, False, True, False, False, False]


def test_the_timeline_is_in_the_order_of_instants() -> None:
    """In Berlin the clock shows 02:50 before 02:10 in the night of 27 October 2024; the channel
    of the visit is that of its first event, the later by the clock."""
    night = [
        ("ann", "i1", Kind.CART, "2024-10-27 01:10", "s1", None, "Ads"),
        ("ann", "i1", Kind.VIEW, "2024-10-27 00:50", "s1", None, "Search"),
        ("ann", "i1", Kind.PURCHASE, "2024-10-27 01:20", "s1", None, None),
        ("ann", "i1", Kind.RATING, None, None, None, None),
    ]
    dataset = shop(night, "Europe/Berlin")
    table = dataset.timeline.df()
    assert table[Line.LINE].tolist() == [3, 1, 0, 2]
    minutes = [None if pd.isna(n) else n // 60_000_000 % 1440 for n in table[Event.EPOCH]]
    assert minutes == [None, 170, 130, 140]
    assert table[Line.INSTANT].dropna().diff().dropna().tolist() == [20 * 60e6, 10 * 60e6]
    channels = [dataset.numbered(Event.CHANNEL)[code] for code in table[Event.CHANNEL].dropna()]
    assert channels == ["Search", "Ads", "Search"]
    assert Line.INSTANT not in shop(night, "-05:00").timeline.columns


def test_a_channel_is_that_of_the_visit_else_of_the_order() -> None:
    rows = [
        ("ann", None, Kind.SEARCH, "2024-01-01 09:59", "s1", None, None),
        ("ann", "i1", Kind.VIEW, "2024-01-01 10:00", "s1", None, "Ads"),
        ("ann", "i1", Kind.CART, "2024-01-01 10:01", "s1", None, "Search"),
        ("ann", "i1", Kind.PURCHASE, "2024-01-01 10:02", "s1", "o1", None),
        ("ann", "i1", Kind.REFUND, "2024-01-09 10:00", "s2", "o1", None),
        ("bob", "i1", Kind.VIEW, "2024-01-01 10:00", "s1", None, None),  # another's session
        (None, "i1", Kind.PURCHASE, "2024-01-01 10:00", None, "o1", "Search"),
        (None, "i1", Kind.REFUND, "2024-01-02 10:00", None, "o1", None),
    ]
    dataset = shop(rows)
    table = dataset.timeline.df().sort_values(Line.LINE)
    names = [*dataset.numbered(Event.CHANNEL), None]
    channels = [names[place] for place in table[Event.CHANNEL].fillna(-1).astype(int)]
    # the refund is of order o1, whose lines name no channel themselves
    assert channels == ["Ads", "Ads", "Search", "Ads", None, None, "Search", "Search"]
    assert len(table) == len(rows)


def test_a_data_set_without_events_has_an_empty_timeline() -> None:
    dataset = from_frames(pd.DataFrame({Event.USER: []}))
    assert len(dataset.timeline.df()) == 0
    assert len(dataset.numbered(Event.USER)) == 0


@settings(max_examples=6)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["b", "a", "é", "Z", None]),
            st.sampled_from(["i", "j", None]),
            st.sampled_from(Kind.ALL),
            st.none() | st.integers(0, 5).map(lambda day: f"2024-01-0{day + 1}"),
            st.sampled_from(["s", "t", None]),
            st.none(),
            st.none(),
        ),
        min_size=1,
        max_size=80,
    )
)
def test_the_timeline_holds_every_event_once_in_order(rows: list[tuple]) -> None:
    dataset = shop(rows)
    users, items = (dataset.numbered(column).tolist() for column in (Event.USER, Event.ITEM))
    timeline = dataset.timeline.df()

    def place(row: int) -> tuple:
        user, _, _, moment = rows[row][:4]
        return user is not None, user or "", moment is not None, moment or "", row

    assert timeline[Line.LINE].tolist() == sorted(range(len(rows)), key=place)
    for row in timeline.itertuples(index=False):
        user, item, kind = rows[getattr(row, Line.LINE)][:3]
        assert pd.isna(row.user_id) if user is None else users[row.user_id] == user
        assert pd.isna(row.item_id) if item is None else items[row.item_id] == item
        assert row.event == kind
