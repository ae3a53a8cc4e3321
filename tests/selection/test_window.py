"""Spans of time: by hand, and beside plain Python datetimes where clocks are changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import narwhals as nw
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopai.columns import Event, Kind
from shopai.errors import ParameterError
from shopai.events.dataset import Dataset, from_frames
from shopai.selection.filter import Filter, TimeWindow
from shopai.selection.selection import select

HOUR_US = 3_600_000_000
BERLIN = "Europe/Berlin"
#: 2025-03-30 has 23 hours in Berlin, 2025-10-26 has 25; their first instants in UTC.
SPRING, AUTUMN = datetime(2025, 3, 29, 23, tzinfo=UTC), datetime(2025, 10, 25, 22, tzinfo=UTC)
HALF_DAY = timedelta(hours=12)


def us(moment: datetime) -> int:
    return round(moment.timestamp()) * 1_000_000


def test_whole_days_by_hand() -> None:
    january = TimeWindow.days(date(2025, 1, 1), date(2025, 1, 31))
    assert january.first_us == us(datetime(2025, 1, 1, tzinfo=UTC))
    assert january.end_us == us(datetime(2025, 2, 1, tzinfo=UTC))
    assert january.words == " from 2025-01-01 to 2025-01-31"
    assert TimeWindow.days(since=date(2025, 1, 1)).words == " from 2025-01-01"
    assert TimeWindow.days(until=date(2025, 1, 31)).words == " to 2025-01-31"
    assert TimeWindow.days() == TimeWindow()
    assert not TimeWindow().bounded
    assert TimeWindow().words == ""


def test_moments_by_hand() -> None:
    """After the first and until the last, which is within."""
    noon = datetime(2025, 1, 1, 12)
    window = TimeWindow.moments(noon, noon + timedelta(minutes=1))
    assert window.first_us == us(noon.replace(tzinfo=UTC)) + 1
    assert window.end_us == window.first_us + 60_000_000
    assert window.words == " after 2025-01-01 12:00 up to 2025-01-01 12:01"
    assert TimeWindow.moments(until=noon).words == " up to 2025-01-01 12:00"
    east = noon.replace(tzinfo=UTC).astimezone(timezone(timedelta(hours=8)))
    assert TimeWindow.moments(until=east) == TimeWindow.moments(until=noon)
    in_berlin = TimeWindow.moments(until=noon, zone=BERLIN)  # at 11:00 UTC
    assert in_berlin.end_us == us(datetime(2025, 1, 1, 11, tzinfo=UTC)) + 1
    assert in_berlin.words == f" up to 2025-01-01 12:00 ({BERLIN})"


@pytest.mark.parametrize(
    ("day", "zone", "first", "hours"),
    [
        (date(2025, 3, 30), BERLIN, SPRING, 23),
        (date(2025, 10, 26), BERLIN, AUTUMN, 25),
        (date(2025, 3, 30), "UTC", datetime(2025, 3, 30, tzinfo=UTC), 24),
        (date(2025, 3, 30), "Asia/Kolkata", datetime(2025, 3, 29, 18, 30, tzinfo=UTC), 24),
        # the clocks of São Paulo went from midnight to one o'clock
        (date(2018, 11, 4), "America/Sao_Paulo", datetime(2018, 11, 4, 3, tzinfo=UTC), 23),
        # Samoa had no such day
        (date(2011, 12, 30), "Pacific/Apia", datetime(2011, 12, 30, 10, tzinfo=UTC), 0),
    ],
)
def test_a_day_is_as_long_as_its_zone_makes_it(
    day: date, zone: str, first: datetime, hours: int
) -> None:
    window = TimeWindow.days(day, day, zone)
    assert window.first_us == us(first)
    assert window.end_us == us(first) + hours * HOUR_US


@pytest.mark.parametrize("zone", ["UTC", "Asia/Tokyo", "America/New_York"])
def test_the_first_and_the_last_day_there_are(zone: str) -> None:
    window = TimeWindow.days(date.min, date.max, zone)
    assert window.end_us > window.first_us
    assert "9999-12-3" in window.words


@pytest.fixture(scope="module")
def shop() -> Dataset:
    """A view every hour about both days on which the clocks of Berlin are changed; one without
    a time."""
    hours = [timedelta(hours=n) for n in range(-30, 54)]
    times = [(start + hour).replace(tzinfo=None) for start in (SPRING, AUTUMN) for hour in hours]
    frame = pd.DataFrame({Event.TIME: [*times, pd.NaT], Event.KIND: Kind.VIEW, Event.USER: "ann"})
    return from_frames(frame)


DAYS = st.sampled_from([SPRING, AUTUMN]).flatmap(
    lambda start: st.integers(-2, 3).map(lambda n: (start + HALF_DAY).date() + timedelta(n))
)
ZONES = st.sampled_from([BERLIN, "UTC", "America/New_York", "Australia/Lord_Howe"])


@settings(max_examples=40)
@given(since=st.none() | DAYS, until=st.none() | DAYS, zone=ZONES)
def test_filter_by_days_equals_the_dates_on_the_clock(
    shop: Dataset, since: date | None, until: date | None, zone: str
) -> None:
    """Each event's date by Python's own clock of the zone says whether it is within."""
    if since and until and since > until:
        since, until = until, since
    times = shop.events.df()[Event.TIME]
    dates = [None if pd.isna(t) else t.tz_localize("UTC").astimezone(ZoneInfo(zone)).date()
             for t in times]  # fmt: skip
    kept = [
        row
        for row, day in enumerate(dates)
        if (not since and not until)
        or (day is not None and (not since or day >= since) and (not until or day <= until))
    ]
    where = Filter(since, until, zone=zone)
    selection = select(shop, where)
    assert sorted(selection.arrays("line")["line"].tolist()) == kept
    assert selection.totals.events == len(kept)
    known = [dates[row] for row in kept if dates[row] is not None]
    assert selection.days == ((min(known), max(known)) if known else None)


@settings(max_examples=40)
@given(
    after=st.none() | st.integers(-40, 60), length=st.none() | st.integers(1, 40),
    step=st.sampled_from([-1, 0, 1]),
)  # fmt: skip
def test_moments_equal_a_comparison_of_datetimes(
    shop: Dataset, after: int | None, length: int | None, step: int
) -> None:
    start = None if after is None else SPRING + timedelta(hours=after, microseconds=step)
    end = None if length is None else (start or SPRING) + timedelta(hours=length)
    window = TimeWindow.moments(start, end)
    times = [None if pd.isna(t) else t.tz_localize("UTC") for t in shop.events.df()[Event.TIME]]
    kept = sum(
        (start is None and end is None)
        or (t is not None and (start is None or t > start) and (end is None or t <= end))
        for t in times
    )
    lazy = window.events(nw.from_native(shop.events)).select(nw.len()).collect("pyarrow")
    assert lazy.item() == kept == len(shop.events.filter(window.sql))


def test_windows_that_meet_share_no_event_and_lose_none(shop: Dataset) -> None:
    middle = AUTUMN - timedelta(days=9)
    early, late = TimeWindow.moments(until=middle), TimeWindow.moments(after=middle)
    assert early.end_us == late.first_us
    parts = [len(shop.events.filter(window.sql)) for window in (early, late)]
    assert sum(parts) == len(shop.events) - 1  # all but the one without a time


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: TimeWindow.days(date(2025, 2, 1), date(2025, 1, 1)), "is after the last"),
        (lambda: TimeWindow.days(datetime(2025, 2, 1)), "since is a day"),
        (lambda: TimeWindow.moments(AUTUMN, SPRING), "found 2025-10-25 22:00 to 2025-03-29 23:00"),
        (lambda: TimeWindow.moments(SPRING, SPRING), "must begin before it ends"),
        (lambda: TimeWindow(2, 1), "must begin before it ends; found 2 to 1 µs"),
        (lambda: replace(TimeWindow(), zone="Berlin"), "such as Europe/Berlin; found 'Berlin'"),
        (lambda: Filter(zone="../etc"), "zone is the name of a time zone"),
        (lambda: Filter(zone=None), "zone is the name of a time zone"),
    ],
)
def test_windows_that_cannot_be(make, words: str) -> None:
    with pytest.raises(ParameterError, match=words):
        make()
