"""The shop's clock: zones by name and by offset, instants to what it shows and back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopai.engines.duckdb import connect
from shopai.errors import InputError, ParameterError
from shopai.events.moments import (
    changes,
    clock,
    epoch_sql,
    instant_sql,
    micros,
    on_clock,
    shown,
    zone_named,
)

BERLIN = "Europe/Berlin"


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    return connect(tmp_path_factory.mktemp("spill"))


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("Europe/Berlin", "Europe/Berlin"), ("UTC", "UTC"), ("GMT", "UTC"), ("Z", "UTC"),
        ("Etc/UTC", "UTC"), ("+00:00", "UTC"), ("-0000", "UTC"), ("-05:00", "-05:00"),
        ("-0500", "-05:00"), ("-5", "-05:00"), ("+5:30", "+05:30"), ("UTC+8", "+08:00"),
        ("GMT-03:30", "-03:30"), ("PDT", "America/Los_Angeles"),
        (" America/New_York ", "America/New_York"),
    ],
)  # fmt: skip
def test_zones_have_one_name(name: str, zone: str) -> None:
    assert zone_named(name) == zone
    assert zone_named(zone) == zone


@pytest.mark.parametrize("name", ["Berlin", "", "+25:00", "../etc", "Europe/", "-05:00:00", "5"])
def test_what_is_no_zone_is_refused_in_a_sentence(name: str) -> None:
    with pytest.raises(InputError, match="such as Europe/Berlin, or an offset from UTC"):
        zone_named(name)


@pytest.mark.parametrize(
    ("zone", "instant", "on_the_wall"),
    [
        # 02:30 of 27 October 2024 comes twice in Berlin
        (BERLIN, datetime(2024, 10, 27, 0, 30), datetime(2024, 10, 27, 2, 30)),
        (BERLIN, datetime(2024, 10, 27, 1, 30), datetime(2024, 10, 27, 2, 30)),
        # and the clock goes from 02:00 to 03:00 on 31 March
        (BERLIN, datetime(2024, 3, 31, 0, 59), datetime(2024, 3, 31, 1, 59)),
        (BERLIN, datetime(2024, 3, 31, 1, 0), datetime(2024, 3, 31, 3, 0)),
        ("-05:00", datetime(2024, 3, 15, 4, 30), datetime(2024, 3, 14, 23, 30)),
        ("UTC", datetime(2024, 3, 15, 4, 30), datetime(2024, 3, 15, 4, 30)),
        ("Asia/Kathmandu", datetime(2024, 3, 14, 18, 15), datetime(2024, 3, 15)),
    ],
)
def test_the_clock_by_hand(
    con: duckdb.DuckDBPyConnection, zone: str, instant: datetime, on_the_wall: datetime
) -> None:
    sql = f"SELECT {epoch_sql('moment', zone)} FROM (SELECT $1::TIMESTAMP AS moment)"
    ((epoch,),) = con.execute(sql, [instant]).fetchall()
    assert shown(epoch) == on_the_wall
    assert on_clock(instant.replace(tzinfo=UTC), zone) == on_the_wall
    assert micros(on_the_wall) == micros(instant.replace(tzinfo=UTC), zone) == epoch


@pytest.mark.parametrize(
    ("on_the_wall", "instant"),
    [
        (datetime(2024, 10, 27, 2, 30), datetime(2024, 10, 27, 1, 30)),  # the second 02:30
        (datetime(2024, 3, 31, 2, 30), datetime(2024, 3, 31, 1, 30)),  # there is none: 03:30
    ],
)
def test_hours_that_come_twice_or_never(
    con: duckdb.DuckDBPyConnection, on_the_wall: datetime, instant: datetime
) -> None:
    sql = f"SELECT {instant_sql('shown', BERLIN)} FROM (SELECT $1::TIMESTAMP AS shown)"
    assert con.execute(sql, [on_the_wall]).fetchall() == [(instant,)]


ZONES = st.sampled_from(
    ["UTC", "-05:00", "+05:45", BERLIN, "America/New_York", "Australia/Lord_Howe", "Asia/Shanghai"]
)


@settings(max_examples=50)
@given(st.datetimes(datetime(1970, 1, 2), datetime(2037, 1, 1)), ZONES)
def test_the_engine_and_python_agree(
    con: duckdb.DuckDBPyConnection, instant: datetime, zone: str
) -> None:
    expected = instant.replace(tzinfo=UTC).astimezone(clock(zone)).replace(tzinfo=None)
    sql = (
        f"SELECT {epoch_sql('moment', zone)}, {instant_sql('shown', zone)} "
        "FROM (SELECT $1::TIMESTAMP AS moment, $2::TIMESTAMP AS shown)"
    )
    ((epoch, back),) = con.execute(sql, [instant, expected]).fetchall()
    assert shown(epoch) == expected
    apart = timedelta(0) if not changes(zone) else timedelta(hours=1)  # in an hour that comes twice
    assert instant <= back <= instant + apart


def test_a_moment_with_a_zone_needs_that_of_the_shop() -> None:
    noon = datetime(2024, 7, 1, 12, tzinfo=timezone(timedelta(hours=8)))
    assert on_clock(noon, BERLIN) == datetime(2024, 7, 1, 6)
    assert on_clock(noon.replace(tzinfo=None), None) == datetime(2024, 7, 1, 12)
    with pytest.raises(ParameterError, match="by the shop's clock, without a zone"):
        on_clock(noon, None)


def test_every_zone_of_python_is_one_of_the_engine(con: duckdb.DuckDBPyConnection) -> None:
    names = {name for (name,) in con.execute("SELECT name FROM pg_timezone_names()").fetchall()}
    assert {BERLIN, "America/Argentina/Buenos_Aires", "Asia/Kolkata", "Pacific/Apia"} <= names
    assert ZoneInfo("Asia/Kolkata").key in names
