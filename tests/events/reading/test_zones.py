"""The shop's time zone, told by a column of times or by the caller."""

from __future__ import annotations

from datetime import date, datetime

import pandas as pd
import pytest

from shopai.columns import Customer, Event, Kind
from shopai.errors import InputError
from shopai.events.dataset import Dataset, from_frames
from shopai.events.load import load
from shopai.events.moments import shown
from tests.events.conftest import Write
from tests.events.loading import ORDERS, rows


def orders(*times: str) -> str:
    """A file of order lines, one a time."""
    return ORDERS + "".join(f"{i},u{i},{time},A,1,2\n" for i, time in enumerate(times))


def on_the_wall(dataset: Dataset) -> list[datetime]:
    """What the shop's clock showed, in the order of the orders."""
    return [shown(epoch) for _, epoch in rows(dataset, Event.ORDER, Event.EPOCH)]


def test_days_are_by_the_offset_of_the_column(write: Write) -> None:
    dataset = load(write(orders("2024-03-14 23:30:00 -0500", "2024-03-14 22:30:00 -0500")))
    assert dataset.zone == "-05:00"
    assert dataset.first_day == dataset.last_day == date(2024, 3, 14)
    assert rows(dataset, Event.TIME) == [
        (datetime(2024, 3, 15, 3, 30),), (datetime(2024, 3, 15, 4, 30),)
    ]  # fmt: skip
    assert on_the_wall(dataset) == [datetime(2024, 3, 14, 23, 30), datetime(2024, 3, 14, 22, 30)]
    assert dataset.report.settings["time zone"] == "-05:00"
    assert dataset.report.warnings == ()


@pytest.mark.parametrize(
    ("times", "zone"),
    [
        (["2024-03-14 23:30"], "UTC"),
        (["2024-03-14T23:30:00Z", "2024-03-15T23:30:00Z"], "UTC"),
        (["2024-03-14 23:30:00 UTC"], "UTC"),
        (["2024-03-14 23:30:00 +00:00"], "UTC"),
        (["1710459000"], "UTC"),
        (["2024-03-14"], "UTC"),
        (["14/03/2024 23:30:00 +05:30", "13/03/2024 23:30:00 +05:30"], "+05:30"),
        (['"Thu, 14 Mar 2024 23:30:00 -0800"'], "-08:00"),
    ],
)
def test_the_zone_is_told_by_the_column(write: Write, times: list[str], zone: str) -> None:
    dataset = load(write(orders(*times)))
    assert dataset.zone == zone
    assert dataset.last_day == (date(2024, 3, 15) if len(times) > 1 and zone == "UTC" else
                                date(2024, 3, 14))  # fmt: skip
    assert dataset.report.warnings == ()


@pytest.mark.parametrize(
    ("zones", "zone"),
    [(("PDT", "PST"), "America/Los_Angeles"), (("CET", "CET"), "Europe/Berlin"),
     (("PDT", "EDT"), "UTC"), (("A", "A"), "UTC")],
)  # fmt: skip
def test_the_zone_is_told_by_a_column_of_zones(
    write: Write, zones: tuple[str, str], zone: str
) -> None:
    head = "Date,Time,TimeZone,Order,Email,Item,Price\n"
    lines = [
        f"03/{day}/2024,23:30:00,{its},{day},a@x.example,Mug,5\n"
        for day, its in zip((14, 15), zones, strict=True)
    ]
    dataset = load(write(head + "".join(lines)))
    assert dataset.zone == zone
    assert dataset.first_day == date(2024, 3, 14)
    assert dataset.report.reading is not None
    assert ("TimeZone" in dataset.report.reading.unused) is (zone == "UTC")


def test_of_several_offsets_the_most_frequent_is_the_shops(write: Write) -> None:
    """23:30 an hour further west is half past midnight on the shop's clock."""
    times = ["2024-07-14 23:30:00 -0400"] * 3 + ["2024-01-14 23:30:00 -0500"] * 2
    dataset = load(write(orders(*times, "2024-01-14 12:00:00 +01:00")))
    assert dataset.zone == "-04:00"
    assert on_the_wall(dataset)[2:] == [
        datetime(2024, 7, 14, 23, 30), *[datetime(2024, 1, 15, 0, 30)] * 2,
        datetime(2024, 1, 14, 7)
    ]  # fmt: skip
    (warning,) = dataset.report.warnings
    assert "most times in 'date'" in warning
    assert "others are written with -05:00 (2), +01:00 (1)" in warning
    assert warning.endswith("Choose the shop's time zone if it is another.")


def test_summer_and_winter_time_of_a_zone_are_named(write: Write) -> None:
    """23:30 −0500 in January and 23:30 −0400 in July: the clock of New York shows both so."""
    summer = [f"2024-07-{day:02} 23:30:00 -0400" for day in range(1, 4)]
    winter = ["2024-01-14 23:30:00 -0500", "2024-03-10 01:59:59 -0500"]
    path = write(orders(*summer, *winter))
    (warning,) = load(path).report.warnings
    assert warning.endswith("All fit the clock of America/New_York: choose it as the shop's time "
                            "zone.")  # fmt: skip
    chosen = load(path, zone="America/New_York")
    assert chosen.report.warnings == ()
    assert on_the_wall(chosen)[3] == datetime(2024, 1, 14, 23, 30)
    (other,) = load(write(orders(*summer, "2024-07-14 23:30:00 -0500"))).report.warnings
    assert "America" not in other


@pytest.mark.parametrize(
    ("times", "zone"),
    [
        (["2024-01-14 23:30:00 PST", "2024-07-14 23:30:00 PDT"], "America/Los_Angeles"),
        (['"Jan 14, 2024 11:30:00 PM PST"', '"Jul 14, 2024 11:30:00 PM PDT"'],
         "America/Los_Angeles"),
        (["2024-01-14 23:30:00 CET"] * 2, "Europe/Berlin"),
        (["2024-01-14 23:30:00 GMT", "2024-07-14 23:30:00 BST"], "Europe/London"),
        (["2024-01-14 23:30:00 GMT", "2024-07-14 23:30:00 GMT"], "UTC"),
    ],
)  # fmt: skip
def test_names_of_one_clock_are_its_zone(write: Write, times: list[str], zone: str) -> None:
    dataset = load(write(orders(*times)))
    assert (dataset.zone, dataset.report.warnings) == (zone, ())
    assert {moment.hour for moment in on_the_wall(dataset)} == {23}


def test_offsets_that_come_late_in_a_file_count(write: Write) -> None:
    """More rows than are looked at first, without any; then as many with, and one of a kind."""
    times = ["2024-03-14 12:00:00"] * 2_500 + ["2024-03-14 23:30:00 -0500"] * 30
    dataset = load(write(orders(*times, "2024-03-14 23:30:00+0100")))
    assert dataset.zone == "-05:00"
    assert "+01:00 (1)" in dataset.report.warnings[0]
    assert dataset.last_day == date(2024, 3, 14)


def test_times_without_an_offset_among_others_are_on_the_shops_clock(write: Write) -> None:
    times = ["2024-03-14 23:30:00 -0500"] * 2 + ["2024-03-14 23:30:00", "2024-03-14"]
    dataset = load(write(orders(*times)))
    assert on_the_wall(dataset) == [datetime(2024, 3, 14, 23, 30)] * 3 + [datetime(2024, 3, 14)]
    assert rows(dataset, Event.TIME)[-1] == (datetime(2024, 3, 15, 4, 30),)


def test_a_zone_that_is_set_is_the_clock_of_times_without_one(write: Write) -> None:
    times = ["2024-07-01 00:30", "2024-01-01 00:30"]
    dataset = load(write(orders(*times)), zone="Europe/Berlin")
    assert dataset.zone == "Europe/Berlin"
    assert on_the_wall(dataset) == [datetime(2024, 7, 1, 0, 30), datetime(2024, 1, 1, 0, 30)]
    assert rows(dataset, Event.ORDER, Event.TIME) == [
        ("0", datetime(2024, 6, 30, 22, 30)), ("1", datetime(2023, 12, 31, 23, 30))
    ]  # fmt: skip


@pytest.mark.parametrize("time", ["2024-03-14 23:30:00 -0500", "2024-03-15T04:30:00Z",
                                  "1710477000", "2024-03-15 04:30:00 UTC"])  # fmt: skip
def test_instants_are_shown_in_the_zone_that_is_set(write: Write, time: str) -> None:
    dataset = load(write(orders(time)), zone="Asia/Tokyo")
    assert rows(dataset, Event.TIME) == [(datetime(2024, 3, 15, 4, 30),)]
    assert on_the_wall(dataset) == [datetime(2024, 3, 15, 13, 30)]


def test_typed_times_are_by_the_zone_that_is_set() -> None:
    """Naive ones are what the shop's clock showed; those with a zone are instants."""
    frame = pd.DataFrame(
        {"customer": ["a"], "sku": ["x"], "price": [2.0],
         "date": [pd.Timestamp("2024-07-01 00:30")]}
    )  # fmt: skip
    naive = load(frame, zone="Europe/Berlin")
    assert on_the_wall(naive) == [datetime(2024, 7, 1, 0, 30)]
    assert rows(naive, Event.TIME) == [(datetime(2024, 6, 30, 22, 30),)]
    utc = frame.assign(date=frame["date"].dt.tz_localize("UTC"))
    aware = load(utc, zone="Europe/Berlin")
    assert on_the_wall(aware) == [datetime(2024, 7, 1, 2, 30)]
    told = load(frame.assign(date=utc["date"].dt.tz_convert("Europe/Berlin")))
    assert (told.zone, on_the_wall(told)) == ("Europe/Berlin", on_the_wall(aware))


@pytest.mark.parametrize("zone", ["Berlin", "+25:00", ""])
def test_a_zone_that_does_not_exist_is_refused(write: Write, zone: str) -> None:
    with pytest.raises(InputError, match="zone is the name of a time zone"):
        load(write(orders("2024-03-14")), zone=zone)


def test_the_zone_is_part_of_the_fingerprint(write: Write) -> None:
    path = write(orders("2024-03-14 23:30"))
    zones = (None, "UTC", "+01:00", "Europe/Berlin")
    here, utc, fixed, berlin = (load(path, zone=zone).fingerprint for zone in zones)
    assert len({here, fixed, berlin}) == len({utc, fixed, berlin}) == 3


def test_a_customer_table_has_a_zone_and_no_days(write: Write) -> None:
    table = load(write("customer_id,orders,spend\na,1,2.5\nb,2,3.5\n"), zone="-05:00")
    assert (table.zone, table.first_day, table.last_day) == ("-05:00", None, None)


def test_tables_made_here_take_a_zone() -> None:
    events = pd.DataFrame(
        {Event.USER: ["a", "a"], Event.ITEM: ["x", "x"], Event.KIND: Kind.VIEW,
         Event.TIME: pd.to_datetime(["2024-03-15 04:30", None])}
    )  # fmt: skip
    dataset = from_frames(events, zone="-05:00")
    assert (dataset.zone, dataset.first_day) == ("-05:00", date(2024, 3, 14))
    utc = from_frames(dataset.events.df())  # what the clock of another zone showed is not kept
    assert (utc.zone, utc.first_day) == ("UTC", date(2024, 3, 15))
    assert from_frames(events).fingerprint == utc.fingerprint != dataset.fingerprint
    with pytest.raises(InputError, match="such as Europe/Berlin"):
        from_frames(events, zone="Nowhere")


def test_the_newest_value_of_a_customer_is_that_of_the_latest_instant(write: Write) -> None:
    """23:30 -0500 is later than 02:00 +0000 of the next day."""
    times = {"Oslo": "2024-03-14 23:30:00 -0500", "Rome": "2024-03-15 02:00:00 +0000"}
    lines = "".join(f"a,x,{city},{time}\n" for city, time in times.items())
    dataset = load(write("customer_id,sku,city,date\n" + lines))
    assert dataset.customers.project(Customer.CITY).fetchall() == [("Oslo",)]
