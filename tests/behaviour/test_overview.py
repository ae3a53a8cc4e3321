"""The overview by hand, and consistent with the customer features."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopai.behaviour.overview import KeyFigure, Overview, overview
from shopai.columns import Customer, Event, Feature, Item, Kind, TopItems, Trend
from shopai.customers import customer_features
from shopai.errors import MissingColumns
from shopai.events.dataset import Dataset, from_frames

COLUMNS = [
    Event.USER,
    Event.KIND,
    Event.ITEM,
    Event.TIME,
    Event.QUANTITY,
    Event.PRICE,
    Event.SESSION,
    Event.ORDER,
]
ITEMS = pd.DataFrame(
    {
        Item.ITEM: ["i1", "i2", "i3"],
        Item.TITLE: ["Boots", None, "Cap"],
        Item.CATEGORY: ["shoes", "shoes", "hats"],
    }
)


def shop(rows: list[tuple], items: pd.DataFrame | None = ITEMS) -> Dataset:
    frame = pd.DataFrame(rows, columns=COLUMNS)
    texts = [Event.USER, Event.KIND, Event.ITEM, Event.SESSION, Event.ORDER]
    numbers = [Event.QUANTITY, Event.PRICE]
    frame[Event.TIME] = pd.to_datetime(frame[Event.TIME])
    kinds = dict.fromkeys(texts, "str") | dict.fromkeys(numbers, "float64")
    return from_frames(frame.astype(kinds), items)


#: The newest event is on 2024-03-31 00:00: the last 30 days begin after 03-01 00:00, the 30
#: days before after 01-31 00:00.
ROWS = [
    ("ann", Kind.PURCHASE, "i1", "2024-01-01", 1, 40, "a1", "o1"),  # long ago
    ("ann", Kind.VIEW, "i1", "2024-01-31", None, None, "a2", None),  # just outside both
    ("ann", Kind.VIEW, "i1", "2024-02-10", None, None, "a3", None),
    ("ann", Kind.PURCHASE, "i1", "2024-02-10", 2, 50, "a3", "o2"),
    ("bob", Kind.VIEW, "i3", "2024-03-01", None, None, "b1", None),  # still the period before
    ("ann", Kind.PURCHASE, "i1", "2024-03-05", 1, 60, "a4", "o3"),
    ("ann", Kind.PURCHASE, "i3", "2024-03-05", 2, 10, "a4", "o3"),
    ("ann", Kind.REFUND, "i1", "2024-03-20", 1, 25, "a5", "o2"),  # no visit
    ("cat", Kind.PURCHASE, "i2", "2024-03-21", None, 30, "c1", None),  # one unit, no order number
    ("cat", Kind.VIEW, "i2", "2024-03-22", None, None, "c2", None),
    ("dan", Kind.SEARCH, None, "2024-03-23", None, None, "d1", None),
    (None, Kind.PURCHASE, "i3", "2024-03-31", 1, 15, "g1", "o4"),  # a guest
]


@cache
def by_hand() -> Overview:
    return overview(shop(ROWS))


def numbers(figure: KeyFigure) -> tuple[float | None, float | None, float | None]:
    return figure.total, figure.current, figure.previous


def test_key_figures_by_hand() -> None:
    kpis = by_hand()
    assert numbers(kpis.customers) == (4, 3, 2)  # ann, cat, dan; before: ann, bob
    assert numbers(kpis.orders) == (5, 3, 1)  # o3, c1, o4; before: o2
    assert numbers(kpis.revenue) == (240, 100, 100)  # 60 + 20 − 25 + 30 + 15; before: 2 · 50
    # visits a4 c1 c2 d1 g1, three with a purchase; before: a3 with, b1 without; also a1, a2
    assert numbers(kpis.conversion) == (5 / 9, 3 / 5, 1 / 2)
    assert kpis.average_order_value.total == pytest.approx(265 / 5)
    assert kpis.average_order_value.current == pytest.approx(125 / 3)
    assert kpis.average_order_value.previous == 100
    assert kpis.revenue.change == 0
    assert kpis.orders.change == pytest.approx(200)
    assert kpis.conversion.change == pytest.approx(20)
    assert kpis.period.start == pd.Timestamp("2024-03-01")
    assert kpis.period.end == pd.Timestamp("2024-03-31")
    assert kpis.period_before.start == pd.Timestamp("2024-01-31")


def test_short_data_are_halved() -> None:
    rows = [
        ("ann", Kind.PURCHASE, "i1", "2024-01-01", 1, 10, "a1", None),
        ("bob", Kind.PURCHASE, "i1", "2024-01-03", 1, 20, "b1", None),
        ("ann", Kind.PURCHASE, "i1", "2024-01-05", 1, 60, "a2", None),
    ]
    kpis = overview(shop(rows))
    assert numbers(kpis.revenue) == (90, 60, 30)
    assert kpis.revenue.change == pytest.approx(100)
    assert numbers(kpis.customers) == (2, 1, 2)
    assert numbers(kpis.conversion) == (None, None, None)  # purchases only: no visits to convert
    assert kpis.step == "day"


def test_guests_are_as_many_orders_as_instants() -> None:
    """20 purchases of known customers and 20 of guests, 10.00 each, two minutes apart."""
    times = [f"2024-01-01 {i // 30:02}:{i % 30 * 2:02}" for i in range(40)]
    known = [(f"c{i}", Kind.PURCHASE, "i1", times[i], 1, 10, f"s{i}", None) for i in range(20)]
    guests = [(None, Kind.PURCHASE, "i1", times[i], 1, 10, None, None) for i in range(20, 40)]
    kpis = overview(shop([*known, *guests]))
    assert kpis.orders.total == 40
    assert kpis.average_order_value.total == 10
    assert (kpis.revenue.total, kpis.guest_revenue) == (400, 200)
    basket = [(None, Kind.PURCHASE, item, times[39], 1, 5, None, None) for item in ("i2", "i3")]
    assert overview(shop([*known, *guests, *basket])).orders.total == 40


def test_guest_revenue_is_the_rest() -> None:
    assert by_hand().guest_revenue == 15
    assert overview(shop(ROWS[:-1])).guest_revenue == 0


@pytest.mark.parametrize(
    ("last", "compared"), [("00:00", False), ("01:59", False), ("02:00", True)]
)
def test_below_two_hours_there_are_no_periods(last: str, compared: bool) -> None:
    rows = [
        ("ann", Kind.PURCHASE, "i1", "2024-01-01 00:00", 1, 10, "a1", None),
        ("bob", Kind.PURCHASE, "i1", f"2024-01-01 {last}", 1, 20, "b1", None),
    ]
    kpis = overview(shop(rows))
    assert (kpis.period is not None) == (kpis.period_before is not None) == compared
    assert numbers(kpis.revenue) == ((30, 20, 10) if compared else (30, None, None))


def test_shares_are_of_everything_sold_or_done() -> None:
    """An item without a category and a sale without an item belong to the whole."""
    rows = [
        ("ann", Kind.PURCHASE, "i1", "2024-01-01", 1, 50, "a", None),
        ("ann", Kind.PURCHASE, "i9", "2024-01-01", 1, 30, "a", None),  # no category
        ("ann", Kind.PURCHASE, None, "2024-01-01", 1, 20, "a", None),  # no item
    ]
    kpis = overview(shop(rows))
    assert kpis.top_items[TopItems.SHARE].tolist() == [0.5, 0.3]
    assert kpis.top_categories[TopItems.SHARE].tolist() == [0.5]
    unpriced = overview(shop([(*row[:5], None, *row[6:]) for row in rows]))
    assert unpriced.top_items[TopItems.SHARE].tolist() == pytest.approx([1 / 3, 1 / 3])
    assert unpriced.top_categories[TopItems.SHARE].tolist() == pytest.approx([1 / 3])


@pytest.mark.parametrize("previous", [0.0, None, -5.0])
def test_no_change_from_nothing(previous: float | None) -> None:
    assert KeyFigure("Revenue", "money", 10.0, 10.0, previous).change is None


def test_trend_by_hand() -> None:
    trend = overview(shop([r for r in ROWS if r[3] >= "2024-03-20"])).trend
    assert trend[Trend.START].tolist() == list(pd.date_range("2024-03-20", "2024-03-31"))
    assert trend[Trend.REVENUE].tolist() == [-25, 30] + [0] * 9 + [15]
    assert trend[Trend.ORDERS].tolist() == [0, 1] + [0] * 9 + [1]
    assert trend[Trend.EVENTS].tolist() == [1, 1, 1, 1] + [0] * 7 + [1]
    assert trend[Trend.WHOLE].all()


@pytest.mark.parametrize(
    ("first", "step", "start", "n"),
    [
        ("2024-01-02", "day", "2024-01-02", 90),
        ("2023-12-31", "day", "2023-12-31", 92),
        ("2023-12-06", "week", "2023-12-04", 17),  # a Wednesday, in the week of its Monday
        ("2022-03-15", "month", "2022-03-01", 25),
    ],
)
def test_steps_follow_the_span(first: str, step: str, start: str, n: int) -> None:
    early = ("ann", Kind.PURCHASE, "i1", first, 1, 1000, "z", None)
    kpis = overview(shop([early, *ROWS[5:]]))
    assert kpis.step == step
    assert kpis.trend[Trend.START].iloc[0] == pd.Timestamp(start)
    assert len(kpis.trend) == n
    assert kpis.trend[Trend.REVENUE].sum() == kpis.revenue.total == 1100
    assert kpis.trend[Trend.ORDERS].sum() == kpis.orders.total == 4
    assert kpis.trend[Trend.WHOLE].tolist() == [first == start] + [True] * (n - 1)


def test_best_sellers_by_hand() -> None:
    kpis = by_hand()
    assert kpis.ranked_by == TopItems.REVENUE
    items, categories = kpis.top_items, kpis.top_categories
    assert items[TopItems.ITEM].tolist() == ["i1", "i3", "i2"]
    assert items[TopItems.REVENUE].tolist() == [175, 35, 30]  # 40 + 100 + 60 − 25
    assert items[TopItems.UNITS].tolist() == [4, 3, 1]
    assert items[TopItems.EVENTS].tolist() == [6, 3, 2]
    assert items[TopItems.SHARE].tolist() == pytest.approx([175 / 240, 35 / 240, 30 / 240])
    assert items[TopItems.TITLE].tolist() == ["Boots", "Cap", "i2"]  # the id where there is none
    assert categories[TopItems.CATEGORY].tolist() == ["shoes", "hats"]
    assert categories[TopItems.REVENUE].tolist() == [205, 35]


def test_ratings_without_times_or_prices() -> None:
    ratings = pd.DataFrame(
        {
            Event.USER: ["1", "1", "2"],
            Event.ITEM: ["b", "a", "a"],
            Event.KIND: [Kind.RATING] * 3,
            Event.RATING: [5.0, 2.0, 3.0],
        }
    )
    kpis = overview(from_frames(ratings))
    assert numbers(kpis.customers) == (2, None, None)
    for figure in (
        kpis.orders,
        kpis.revenue,
        kpis.conversion,
        kpis.average_order_value,
    ):
        assert numbers(figure) == (None, None, None)
        assert figure.change is None
    assert kpis.period is None
    assert kpis.trend.empty
    assert kpis.ranked_by == TopItems.EVENTS
    assert kpis.top_items[TopItems.ITEM].tolist() == ["a", "b"]
    assert kpis.top_items[TopItems.EVENTS].tolist() == [2, 1]
    assert kpis.top_items[TopItems.SHARE].tolist() == pytest.approx([2 / 3, 1 / 3])
    assert kpis.top_items[TopItems.REVENUE].isna().all()
    assert kpis.top_categories.empty


def test_data_without_what_an_overview_needs_are_refused() -> None:
    people = pd.DataFrame({Customer.USER: ["a"], Feature.MONETARY: [1.0]})
    nothing = pd.DataFrame({Event.USER: pd.Series(dtype="str")})
    with pytest.raises(MissingColumns, match="customer table"):
        overview(from_frames(nothing, customers=people))


# --------------------------------------------------------------- the same number everywhere

START = datetime(2024, 1, 1)
EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["u1", "u2", "u3"]),
        st.sampled_from([Kind.VIEW, Kind.CART, Kind.PURCHASE, Kind.PURCHASE, Kind.REFUND]),
        st.sampled_from(["i1", "i2", "i3"]),
        st.integers(0, 2_400).map(lambda h: START + timedelta(hours=h)),
        st.sampled_from([None, 1.0, 3.0]),
        st.sampled_from([None, 0.25, 4.0, 10.5]),
        st.sampled_from(["s1", "s2", "s3"]),
        st.sampled_from(["o1", "s1", None]),
    ),
    min_size=1,
    max_size=25,
)


@pytest.mark.slow
@settings(max_examples=4, deadline=None)
@given(rows=EVENTS)
def test_adds_up_with_the_customer_features(rows: list[tuple]) -> None:
    dataset = shop(rows)
    kpis, customers = overview(dataset), customer_features(dataset)
    assert kpis.customers.total == len(customers) == dataset.n_customers
    if kpis.orders.total is not None:
        assert kpis.orders.total == customers[Feature.FREQUENCY].sum()
        assert kpis.trend[Trend.ORDERS].sum() == kpis.orders.total
    if kpis.revenue.total is None:
        assert customers[Feature.MONETARY].isna().all()
        assert kpis.trend[Trend.REVENUE].isna().all()
    else:
        assert kpis.revenue.total == pytest.approx(customers[Feature.MONETARY].sum())
        assert kpis.trend[Trend.REVENUE].sum() == pytest.approx(kpis.revenue.total)
        assert kpis.top_items[TopItems.REVENUE].sum() == pytest.approx(kpis.revenue.total)
        assert kpis.top_categories[TopItems.REVENUE].sum() == pytest.approx(kpis.revenue.total)
    assert kpis.trend[Trend.EVENTS].sum() == len(rows)
    times = np.array([np.datetime64(row[3]) for row in rows])
    now, length = times.max(), min(np.timedelta64(30, "D"), (times.max() - times.min()) / 2)
    last = {row[0] for row, t in zip(rows, times, strict=True) if t > now - length}
    if times.max() - times.min() >= np.timedelta64(2, "h"):
        assert kpis.customers.current == len(last)
