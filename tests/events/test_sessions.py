"""Visits: parted by half an hour of silence where the source does not say."""

from __future__ import annotations

from collections import defaultdict

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from shopai.columns import Event
from shopai.events.load import load
from tests.events.conftest import Write
from tests.events.reading import rows


def test_thirty_minutes_by_hand(write: Write) -> None:
    dataset = load(
        write(
            "user,item,event,time,order_id\n"
            "u1,a,view,2024-01-01 10:00:00,\n"
            "u1,c,view,2024-01-01 11:00:01,\n"  # 30:01 after b, two lines below
            "u1,b,view,2024-01-01 10:30:00,\n"  # exactly 30:00 after a: the same visit
            "u2,a,view,2024-01-01 10:00:00,\n"
            ",d,view,2024-01-01 10:00:00,\n"
            ",e,buy,2024-01-01 10:00:00,o7\n"
        )
    )
    assert rows(dataset, Event.ITEM, Event.USER, Event.SESSION) == [
        ("a", "u1", "u1#1"), ("a", "u2", "u2#1"), ("b", "u1", "u1#1"), ("c", "u1", "u1#2"),
        ("d", None, None), ("e", None, "o7"),
    ]  # fmt: skip


def test_ids_of_the_source_stay(write: Write) -> None:
    header = "user,item,event,time,session_id\n"
    all_known = load(write(header + "u1,a,view,2024-01-01,s1\nu1,b,view,2024-01-02,s1\n"))
    assert rows(all_known, Event.ITEM, Event.SESSION) == [("a", "s1"), ("b", "s1")]
    some = load(write(header + "u1,a,view,2024-01-01,s1\nu1,b,view,2024-01-02,\n"))
    assert rows(some, Event.ITEM, Event.SESSION) == [("a", "s1"), ("b", "u1#2")]


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["u", "v", "w"]), st.integers(0, 400)), min_size=1, max_size=30
    )
)
def test_the_same_visits_as_plain_python(log: list[tuple[str, int]]) -> None:
    frame = pd.DataFrame(
        {
            "user": [user for user, _ in log],
            "item": [str(i) for i in range(len(log))],
            "event": "view",
            "time": [1_700_000_000 + 60 * minute for _, minute in log],
        }
    )
    expected = {}
    last: dict[str, int] = {}
    number: dict[str, int] = defaultdict(int)
    for user, minute, i in sorted((u, m, i) for i, (u, m) in enumerate(log)):
        if user not in last or minute - last[user] > 30:
            number[user] += 1
        last[user] = minute
        expected[str(i)] = f"{user}#{number[user]}"
    assert dict(rows(load(frame), Event.ITEM, Event.SESSION)) == expected
