"""Visits: parted by half an hour of silence where the source does not say."""

from __future__ import annotations

from collections import defaultdict

import numpy as np
import pandas as pd

from shopai.columns import Event
from shopai.events.load import load
from tests.events.conftest import Write
from tests.events.loading import rows


def test_thirty_minutes_of_silence_end_a_session(write: Write) -> None:
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


def test_silence_is_of_time_and_not_of_the_clock(write: Write) -> None:
    """In Berlin the clock is put from 03:00 back to 02:00 on 27 October 2024, and from 02:00
    forward to 03:00 on 31 March."""
    header, zone = "user,item,event,time\n", "Europe/Berlin"
    autumn = [("a", "02:50:00+02:00"), ("c", "02:41:00+01:00"), ("b", "02:10:00+01:00")]
    lines = "".join(f"u1,{item},view,2024-10-27 {time}\n" for item, time in autumn)
    dataset = load(write(header + lines), zone=zone)
    assert rows(dataset, Event.ITEM, Event.SESSION) == [
        ("a", "u1#1"), ("b", "u1#1"), ("c", "u1#2")
    ]  # fmt: skip
    order = dataset.timeline.df()[Event.ITEM].tolist()
    assert [dataset.numbered(Event.ITEM)[item] for item in order] == ["a", "b", "c"]
    spring = "u1,a,view,2024-03-31 01:45:00\nu1,b,view,2024-03-31 03:10:00\n"  # 25 minutes
    assert {s for (s,) in rows(load(write(header + spring), zone=zone), Event.SESSION)} == {"u1#1"}


def test_session_ids_of_the_source_stay(write: Write) -> None:
    header = "user,item,event,time,session_id\n"
    all_known = load(write(header + "u1,a,view,2024-01-01,s1\nu1,b,view,2024-01-02,s1\n"))
    assert rows(all_known, Event.ITEM, Event.SESSION) == [("a", "s1"), ("b", "s1")]
    some = load(write(header + "u1,a,view,2024-01-01,s1\nu1,b,view,2024-01-02,\n"))
    assert rows(some, Event.ITEM, Event.SESSION) == [("a", "s1"), ("b", "u1#2")]


def test_sessions_match_plain_python() -> None:
    rng = np.random.default_rng(0)
    users, minutes = rng.integers(0, 40, 1_200), rng.integers(0, 900, 1_200)
    frame = pd.DataFrame(
        {
            "user": [f"u{user}" for user in users],
            "item": [str(i) for i in range(len(users))],
            "event": "view",
            "time": 1_700_000_000 + 60 * minutes,
        }
    )
    expected = {}
    last: dict[int, int] = {}
    number: dict[int, int] = defaultdict(int)
    log = zip(users.tolist(), minutes.tolist(), range(len(users)), strict=True)
    for user, minute, i in sorted(log):
        if user not in last or minute - last[user] > 30:
            number[user] += 1
        last[user] = minute
        expected[str(i)] = f"u{user}#{number[user]}"
    assert dict(rows(load(frame), Event.ITEM, Event.SESSION)) == expected
    assert max(number.values()) > 5
