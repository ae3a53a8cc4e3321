"""Spans of time: by hand, and beside plain Python datetimes where clocks are changed."""

from __future__ import annotations

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
    east = noon.replace(tzinfo=timezone(timedelta(hours=8)))  # 05:00 in Berlin
    in_berlin = TimeWindow.moments(until=east, zone=BERLIN)
    assert in_berlin == TimeWindow.moments(until=datetime(2025, 1, 1, 5))
    assert in_berlin == TimeWindow.moments(until=datetime(2025, 1, 1, 5), zone=BERLIN)


def test_the_first_and_the_last_day_there_are() -> None:
    window = TimeWindow.days(date.min, date.max)
    assert window.words == " from 0001-01-01 to 9999-12-31"
    assert TimeWindow.moments(until=datetime.max).words == " to 9999-12-31"


ZONES = (BERLIN, "UTC", "America/New_York", "Australia/Lord_Howe", "-03:30")
HOURS = [start + timedelta(hours=n) for start in (SPRING, AUTUMN) for n in range(-30, 54)]


@pytest.fixture(scope="module")
def shops() -> dict[str, Dataset]:
    """By zone: a view every hour about both days on which the clocks of Berlin are changed; one
    without a time."""
    times = [*(hour.replace(tzinfo=None) for hour in HOURS), pd.NaT]
    frame = pd.DataFrame({Event.TIME: times, Event.KIND: Kind.VIEW, Event.USER: "ann"})
    return {zone: from_frames(frame, zone=zone) for zone in ZONES}


@pytest.fixture(scope="module")
def shop(shops: dict[str, Dataset]) -> Dataset:
    return shops["UTC"]


DAYS = st.sampled_from([SPRING, AUTUMN]).flatmap(
    lambda start: st.integers(-2, 3).map(lambda n: (start + HALF_DAY).date() + timedelta(n))
)


@settings(max_examples=40)
@given(since=st.none() | DAYS, until=st.none() | DAYS, zone=st.sampled_from(ZONES))
def test_filter_by_days_equals_the_dates_on_the_clock(
    shops: dict[str, Dataset], since: date | None, until: date | None, zone: str
) -> None:
    """Each event's date by Python's own clock of the zone says whether it is within."""
    if since and until and since > until:
        since, until = until, since
    offset = timezone(-timedelta(hours=3, minutes=30))
    own = offset if zone.startswith("-") else ZoneInfo(zone)
    dates = [*(hour.astimezone(own).date() for hour in HOURS), None]
    kept = [
        row
        for row, day in enumerate(dates)
        if (not since and not until)
        or (day is not None and (not since or day >= since) and (not until or day <= until))
    ]
    selection = select(shops[zone], Filter(since, until))
    assert sorted(selection.arrays("line")["line"].tolist()) == kept
    assert selection.totals.events == len(kept)
    known = [day for row in kept if (day := dates[row]) is not None]
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
    window = TimeWindow.moments(start, end, shop.zone)
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
    early = TimeWindow.moments(until=middle, zone="UTC")
    late = TimeWindow.moments(after=middle, zone="UTC")
    assert early.end_us == late.first_us
    parts = [len(shop.events.filter(window.sql)) for window in (early, late)]
    assert sum(parts) == len(shop.events) - 1  # all but the one without a time


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: TimeWindow.days(date(2025, 2, 1), date(2025, 1, 1)), "is after the last"),
        (lambda: TimeWindow.days(datetime(2025, 2, 1)), "since is a day"),
        (
            lambda: TimeWindow.moments(AUTUMN, SPRING, "UTC"),
            "found 2025-10-25 22:00 to 2025-03-29 23:00",
        ),
        (lambda: TimeWindow.moments(SPRING, SPRING, "UTC"), "must begin before it ends"),
        (lambda: TimeWindow(2, 1), "must begin before it ends; found 2 to 1 µs"),
        (lambda: TimeWindow.moments(until=SPRING), "names a zone, and the shop's is not known"),
    ],
)
def test_windows_that_cannot_be(make, words: str) -> None:
    with pytest.raises(ParameterError, match=words):
        make()
