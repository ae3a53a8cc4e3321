"""Days, weeks and months of every analysis are the shop's; time that passes is by instants."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pandas as pd
import pytest

from shopai.behaviour.baskets.contents import baskets
from shopai.behaviour.journeys.funnel import funnel
from shopai.behaviour.journeys.next_purchase import next_purchase
from shopai.behaviour.lookup import history
from shopai.behaviour.overview import overview
from shopai.behaviour.retention.cohorts import cohorts
from shopai.behaviour.retention.histories import histories
from shopai.behaviour.search.terms import search_terms
from shopai.behaviour.sequences.patterns import sequential_patterns
from shopai.columns import Event, Feature, FunnelStep, Kind, Line, Trend
from shopai.customers import customer_features
from shopai.evaluate.splits import time_split
from shopai.events.dataset import Dataset, from_frames
from shopai.preferences import preferences
from shopai.segments.movement import movement, span
from shopai.segments.segmentation import segment
from shopai.selection.filter import Filter
from shopai.selection.selection import NO_TIME, select

BERLIN, NEW_YORK = "Europe/Berlin", "-05:00"
COLUMNS = [Event.USER, Event.KIND, Event.ITEM, Event.TIME, Event.PRICE, Event.SESSION]


def shop(rows: list[tuple], zone: str) -> Dataset:
    """Rows of customer, kind, item, instant in UTC, price and session."""
    frame = pd.DataFrame(rows, columns=COLUMNS)
    frame[Event.TIME] = pd.to_datetime(frame[Event.TIME])
    texts = dict.fromkeys((Event.USER, Event.KIND, Event.ITEM, Event.SESSION), "str")
    return from_frames(frame.astype(texts | {Event.PRICE: "float64"}), zone=zone)


@pytest.fixture(scope="module")
def late() -> Dataset:
    """Purchases in New York late on 31 January, on Sunday 4 February and on 29 February.

    By UTC they are of the next day: the first and the last of the next month, the second of
    the next week.
    """
    return shop(
        [
            ("ann", Kind.PURCHASE, "i1", "2024-02-01 04:30", 10, "s1"),
            ("ann", Kind.PURCHASE, "i2", "2024-02-01 05:30", 20, "s2"),  # 00:30 of 1 February
            ("bob", Kind.PURCHASE, "i1", "2024-02-05 03:00", 30, "s3"),
            ("bob", Kind.PURCHASE, "i2", "2024-03-01 04:00", 40, "s4"),
        ],
        NEW_YORK,
    )


def test_days_of_the_trend_are_the_shops(late: Dataset) -> None:
    trend = overview(late).trend.set_index(Trend.START)[Trend.REVENUE]
    assert trend[trend > 0].to_dict() == {
        pd.Timestamp("2024-01-31"): 10, pd.Timestamp("2024-02-01"): 20,
        pd.Timestamp("2024-02-04"): 30, pd.Timestamp("2024-02-29"): 40,
    }  # fmt: skip


def test_days_of_a_filter_are_the_shops(late: Dataset) -> None:
    january = select(late, Filter(until=date(2024, 1, 31)))
    assert january.totals.revenue == 10
    assert january.days == (date(2024, 1, 31),) * 2
    assert (late.first_day, late.last_day) == (date(2024, 1, 31), date(2024, 2, 29))


def test_months_and_weeks_of_cohorts_are_the_shops(late: Dataset) -> None:
    months = cohorts(late).sizes
    assert months.to_dict() == {pd.Timestamp("2024-01-01"): 1, pd.Timestamp("2024-02-01"): 1}
    weeks = cohorts(late, period="week").sizes
    assert weeks[weeks > 0].to_dict() == {pd.Timestamp("2024-01-29"): 2}


def test_weeks_of_a_funnel_are_the_shops(late: Dataset) -> None:
    table = funnel(late, steps=[Kind.PURCHASE], by="week").table
    assert table[FunnelStep.GROUP].tolist() == ["2024-01-29", "2024-02-26"]


def test_a_basket_of_a_day_is_of_the_shops_day(late: Dataset) -> None:
    assert baskets(late, per="day").n == 4


def test_a_moment_is_by_the_shops_clock_or_by_its_own_zone(late: Dataset) -> None:
    evening = datetime(2024, 1, 31, 23, 30)
    aware = datetime(2024, 2, 1, 4, 30, tzinfo=UTC)
    east = aware.astimezone(timezone(timedelta(hours=8)))
    for moment in (evening, aware, east):
        features = customer_features(late, as_of=moment)
        assert features[Feature.MONETARY].to_dict() == {"ann": 10}
        assert features[Feature.RECENCY].to_dict() == {"ann": 0}
        assert preferences(late, until=moment).matrix.nnz == 1
        (split,) = time_split(late, cutoff=moment)
        assert (split.train.matrix.nnz, split.cutoff) == (1, evening)
    (usual,) = time_split(late)
    assert "2024-02-04 22:00 UTC-05:00" in usual.note
    assert span(late) == (evening, datetime(2024, 2, 29, 23))


def test_what_a_customer_did_is_shown_by_the_shops_clock(late: Dataset) -> None:
    assert history(late, "bob")["last"].tolist() == [
        pd.Timestamp("2024-02-29 23:00"), pd.Timestamp("2024-02-04 22:00")
    ]  # fmt: skip


#: Ann, on the night the clocks of Berlin are put back: at 02:50 for the first time, 02:10 for the
#: second, twenty minutes later, and an hour and a half after that.
NIGHT = [
    ("ann", Kind.VIEW, "i1", "2024-10-27 00:50", None, "s1"),
    ("ann", Kind.CART, "i1", "2024-10-27 01:10", None, "s1"),
    ("ann", Kind.PURCHASE, "i1", "2024-10-27 02:40", 10, "s1"),
    ("bob", Kind.PURCHASE, "i1", "2024-10-26 22:00", 20, "s2"),  # the first instant of the 27th
    ("bob", Kind.PURCHASE, "i2", "2024-10-27 22:59", 30, "s3"),  # and its last minute
]


def test_the_night_the_clocks_are_put_back() -> None:
    night = shop([*NIGHT, ("cat", Kind.VIEW, "i1", None, None, None)], BERLIN)
    events = select(night).arrays(Event.USER, Event.EPOCH, Line.INSTANT)
    ann = events[Event.USER] == 0
    minutes = [int(n) // 60_000_000 for n in events[Line.INSTANT][ann]]
    assert [later - minutes[0] for later in minutes] == [0, 20, 110]
    clock = [int(n) // 60_000_000 % (24 * 60) for n in events[Event.EPOCH][ann]]
    assert clock == [2 * 60 + 50, 2 * 60 + 10, 3 * 60 + 40]
    assert (events[Line.INSTANT][events[Event.USER] == 2] == NO_TIME).all()
    # in the order in which they came, and within the time that passed
    steps = (Kind.VIEW, Kind.CART, Kind.PURCHASE)
    for length, reached in ((10, [2, 0, 0]), (30, [2, 1, 0]), (110, [2, 1, 1])):
        done = funnel(night, steps=steps, window=timedelta(minutes=length), order="strict")
        assert done.table[FunnelStep.JOURNEYS].tolist() == reached  # cat viewed at no known time
    # a day of 25 hours
    assert select(night, Filter(date(2024, 10, 27), date(2024, 10, 27))).totals.events == 5


def test_the_night_the_clocks_are_put_forward() -> None:
    """From 01:59 to 03:00: the minutes between are two, and the day has 23 hours."""
    rows = [
        ("ann", Kind.VIEW, "i1", "2024-03-31 00:59", None, "s1"),
        ("ann", Kind.PURCHASE, "i1", "2024-03-31 01:01", 10, "s1"),
        ("bob", Kind.PURCHASE, "i1", "2024-03-30 22:59", 20, "s2"),
        ("bob", Kind.PURCHASE, "i2", "2024-03-31 22:00", 30, "s3"),
    ]
    spring = shop(rows, BERLIN)
    quick = funnel(spring, steps=(Kind.VIEW, Kind.PURCHASE), window=timedelta(minutes=2))
    assert quick.table[FunnelStep.JOURNEYS].tolist() == [1, 1]
    assert select(spring, Filter(date(2024, 3, 31), date(2024, 3, 31))).totals.revenue == 10


def test_a_shop_elsewhere_has_the_figures_of_one_whose_utc_is_its_clock(demo_shop: Dataset) -> None:
    """What a clock five hours behind shows of a shop is what UTC shows of it five hours later."""
    events = demo_shop.events.df()
    events = events[events[Event.USER] < "c0000301"].drop(columns=Event.EPOCH)
    later = events.assign(**{Event.TIME: events[Event.TIME] + pd.Timedelta(hours=5)})
    items = demo_shop.items.df()
    here, there = from_frames(events, items), from_frames(later, items, zone=NEW_YORK)
    where = Filter(date(2024, 5, 3), date(2025, 6, 30))
    seen = [select(each, where).totals.known() for each in (here, there)]
    assert seen[0] == seen[1]
    tables = {
        "trend": lambda each: overview(each, where).trend,
        "cohorts": lambda each: cohorts(each, where, period="week").share,
        "funnel": lambda each: funnel(each, where, per="session", by="week").table,
        "waits": lambda each: next_purchase(each, where).within,
        "features": lambda each: customer_features(each, as_of=datetime(2025, 3, 1)),
        "searches": lambda each: search_terms(each, where).table,
        "patterns": lambda each: (
            sequential_patterns(each, where, min_support=0.05, max_gap=timedelta(days=20)).table
        ),
        "history": lambda each: history(each, "c0000002"),
        "lives": lambda each: pd.DataFrame({"first": histories(each, where, None).days_before}),
    }
    for name, table in tables.items():
        pd.testing.assert_frame_equal(table(here), table(there), obj=name)
    assert baskets(here, where, per="day").n == baskets(there, where, per="day").n
    features = customer_features(here)
    seg = segment(features, k=3)
    moves = [movement(each, seg, datetime(2025, 3, 1)).matrix for each in (here, there)]
    pd.testing.assert_frame_equal(*moves)
    splits = [time_split(each)[0] for each in (here, there)]
    assert splits[0].cutoff == splits[1].cutoff
