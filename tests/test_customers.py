"""Customer features: a table worked out by hand, and a second witness in plain Python."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopai.columns import FEATURES, Customer, Event, Feature, Item, Kind
from shopai.customers import COUNTS, customer_features, customer_table, known_by
from shopai.errors import MissingColumns, ParameterError
from shopai.events.dataset import Dataset, from_frames

NONE = float("nan")
COLUMNS = [
    Event.USER,
    Event.KIND,
    Event.ITEM,
    Event.TIME,
    Event.QUANTITY,
    Event.PRICE,
    Event.DISCOUNT,
    Event.RATING,
    Event.SESSION,
    Event.ORDER,
]
TEXT = [Event.USER, Event.KIND, Event.ITEM, Event.SESSION, Event.ORDER]


def table(rows: list[tuple]) -> pd.DataFrame:
    """Events of literal rows; None is missing, also in columns with nothing else."""
    frame = pd.DataFrame(rows, columns=COLUMNS).astype(dict.fromkeys(TEXT, "str"))
    numbers = [Event.QUANTITY, Event.PRICE, Event.DISCOUNT, Event.RATING]
    frame[Event.TIME] = pd.to_datetime(frame[Event.TIME])
    return frame.astype(dict.fromkeys(numbers, "float64"))


SHOP = table(
    [
        ("ann", Kind.VIEW, "i1", "2024-01-01 00:00", None, None, None, None, "s1", None),
        ("ann", Kind.CART, "i1", "2024-01-01 06:00", None, None, None, None, "s1", None),
        ("ann", Kind.PURCHASE, "i1", "2024-01-01 12:00", 2, 10, 5, None, "s1", "o1"),
        ("ann", Kind.PURCHASE, "i2", "2024-01-01 13:00", 1, 30, None, None, "s1", "o1"),
        ("ann", Kind.PURCHASE, "i1", "2024-01-11 12:00", 1, 50, None, None, "s2", "o2"),
        ("ann", Kind.REFUND, "i1", "2024-01-21 12:00", 1, 10, None, None, "s3", "o1"),
        ("ann", Kind.SEARCH, None, "2024-01-21 12:00", None, None, None, None, "s3", None),
        ("ann", Kind.CART, "i3", "2024-01-21 12:00", None, None, None, None, "s3", None),
        ("ann", Kind.WISHLIST, "i3", "2024-01-21 12:00", None, None, None, None, "s3", None),
        ("ann", Kind.RATING, "i1", "2024-01-26 12:00", None, None, None, 4, "s4", None),
        ("bob", Kind.VIEW, "i3", "2024-01-31 00:00", None, 7, None, None, "s1", None),
        ("cat", Kind.PURCHASE, "i3", "2024-01-21 12:00", None, 7, None, None, "o1", None),
        ("cat", Kind.REFUND, "i3", "2024-01-22 12:00", 2, 7, None, None, "s2", None),
        (None, Kind.PURCHASE, "i1", "2024-01-31 12:00", 1, 99, None, None, "s9", None),
    ]
)
ITEMS = pd.DataFrame({Item.ITEM: ["i1", "i2", "i3"], Item.CATEGORY: ["shoes", "shoes", "hats"]})

#: Newest event: the guest's, 2024-01-31 12:00.
BY_HAND = {
    Feature.RECENCY: (20.0, NONE, 10.0),  # from 01-11 12:00 and 01-21 12:00
    Feature.FREQUENCY: (2, 0, 1),  # o1 and o2; a session without an order number
    Feature.MONETARY: (90.0, 0.0, -7.0),  # 2·10 + 30 + 50 − 10; 7 − 2·7
    Feature.AVERAGE_ORDER: (50.0, NONE, 7.0),  # 100 / 2
    Feature.LAST_SEEN: (5.0, 0.5, 9.0),
    Feature.TENURE: (30.5, 0.5, 10.0),
    Feature.INTERPURCHASE: (10.0, NONE, NONE),  # o1 began on 01-01 12:00
    Feature.UNITS: (4.0, 0.0, 1.0),  # no quantity is one unit
    Feature.DISTINCT_ITEMS: (2, 0, 1),
    Feature.DISTINCT_CATEGORIES: (1, 0, 1),
    Feature.REFUND_RATE: (0.1, NONE, 2.0),  # 10 / 100; 14 / 7
    Feature.DISCOUNT_SHARE: (5 / 105, NONE, 0.0),
    Feature.SESSIONS: (4, 1, 2),
    Feature.VIEWS: (1, 1, 0),
    Feature.SEARCHES: (1, 0, 0),
    Feature.CARTS: (2, 0, 0),
    Feature.WISHLISTS: (1, 0, 0),
    Feature.RATINGS: (1, 0, 0),
    Feature.MEAN_RATING: (4.0, NONE, NONE),
    Feature.CONVERSION: (1.0, 0.0, NONE),  # ann's one session with a view led to a purchase
    Feature.CART_ABANDONMENT: (0.5, NONE, NONE),  # ann bought in s1, not in s3
}


@pytest.fixture(scope="module")
def shop() -> Dataset:
    return from_frames(SHOP, ITEMS)


@pytest.fixture(scope="module")
def features(shop: Dataset) -> pd.DataFrame:
    return customer_features(shop)


@pytest.mark.parametrize("feature", FEATURES)
def test_features_by_hand(features: pd.DataFrame, feature: str) -> None:
    expected = pd.Series(BY_HAND[feature], index=["ann", "bob", "cat"], dtype="float64")
    np.testing.assert_allclose(features[feature].astype("float64"), expected, rtol=1e-12)


def test_shape_and_types(features: pd.DataFrame) -> None:
    assert list(features.columns) == list(FEATURES)
    assert list(features.index) == ["ann", "bob", "cat"]
    assert features.index.name == Event.USER
    whole = [name for name, kind in features.dtypes.items() if kind == "int64"]
    assert whole == [name for name in FEATURES if name in COUNTS]
    assert set(features.dtypes.astype(str)) == {"int64", "float64"}


def test_as_of_leaves_out_what_came_later(shop: Dataset) -> None:
    moment = datetime(2024, 1, 11, 12)
    then = customer_features(shop, as_of=moment)
    assert list(then.index) == ["ann"]
    ann = then.loc["ann"]
    assert ann[Feature.RECENCY] == 0
    assert ann[Feature.FREQUENCY] == 2
    assert ann[Feature.MONETARY] == 100
    assert ann[Feature.SESSIONS] == 2
    aware = moment.replace(tzinfo=UTC).astimezone(timezone(timedelta(hours=8)))
    pd.testing.assert_frame_equal(customer_features(shop, as_of=aware), then)


def test_as_of_before_every_event_is_refused(shop: Dataset) -> None:
    with pytest.raises(ParameterError, match="2020-01-01"):
        customer_features(shop, as_of=datetime(2020, 1, 1))


def test_since_leaves_out_what_came_before(shop: Dataset) -> None:
    """After 11 January 12:00, ann's second purchase of that very moment included in what goes."""
    moment = datetime(2024, 1, 11, 12)
    found = customer_features(shop, since=moment)
    assert list(found.index) == ["ann", "bob", "cat"]
    assert found[Feature.FREQUENCY].tolist() == [0, 0, 1]
    assert found[Feature.MONETARY].tolist() == [-10, 0, -7]
    assert found[Feature.TENURE].tolist() == [10.0, 0.5, 10.0]  # ann came back on 01-21 12:00
    aware = moment.replace(tzinfo=UTC).astimezone(timezone(timedelta(hours=8)))
    again = customer_features(shop, since=aware)
    pd.testing.assert_frame_equal(again, found)


def test_windows_that_meet_share_no_event(shop: Dataset) -> None:
    middle = datetime(2024, 1, 21, 12)
    early = customer_features(shop, as_of=middle)
    late = customer_features(shop, since=middle)
    whole = customer_features(shop)
    for name in (Feature.MONETARY, Feature.CARTS, Feature.VIEWS, Feature.UNITS):
        parts = early[name].add(late[name], fill_value=0)
        pd.testing.assert_series_equal(parts, whole[name], check_dtype=False)


@pytest.mark.parametrize(
    ("as_of", "since", "message"),
    [
        (datetime(2024, 1, 2), datetime(2024, 1, 2), "found 2024-01-02 00:00 to 2024-01-02 00:00"),
        (datetime(2024, 1, 2), datetime(2024, 1, 3), "Choose an earlier beginning"),
        (None, datetime(2024, 1, 31), "after 2024-01-31 00:00; choose a longer time"),
        (datetime(2024, 1, 9), datetime(2024, 1, 2), "after 2024-01-02 00:00 up to 2024-01-09"),
    ],
)
def test_windows_without_events_are_refused(
    shop: Dataset, as_of: datetime | None, since: datetime, message: str
) -> None:
    with pytest.raises(ParameterError, match=message):
        customer_features(shop, as_of, since)


def test_known_by_a_moment(shop: Dataset) -> None:
    for moment, users in [
        (datetime(2023, 12, 31), []),
        (datetime(2024, 1, 1), ["ann"]),
        (datetime(2024, 1, 22), ["ann", "cat"]),
        (datetime(2025, 1, 1), ["ann", "bob", "cat"]),
    ]:
        assert list(known_by(shop, moment)) == users


def test_ratings_without_times() -> None:
    ratings = pd.DataFrame(
        {
            Event.USER: ["1", "1", "2"],
            Event.ITEM: ["a", "b", "a"],
            Event.KIND: [Kind.RATING] * 3,
            Event.RATING: [5.0, 2.0, 3.0],
            Event.SESSION: ["x", "x", "y"],
        }
    )
    found = customer_features(from_frames(ratings))
    assert found[Feature.RATINGS].tolist() == [2, 1]
    assert found[Feature.MEAN_RATING].tolist() == [3.5, 3.0]
    assert found[Feature.FREQUENCY].tolist() == [0, 0]
    unknown = [
        Feature.RECENCY,
        Feature.LAST_SEEN,
        Feature.TENURE,
        Feature.MONETARY,
        Feature.DISTINCT_CATEGORIES,
        Feature.DISCOUNT_SHARE,
        Feature.CONVERSION,
    ]
    assert found[unknown].isna().all(axis=None)


def test_money_is_missing_where_nothing_sold_has_a_price() -> None:
    found = customer_features(from_frames(SHOP.assign(**{Event.PRICE: np.nan}), ITEMS))
    assert (
        found[[Feature.MONETARY, Feature.AVERAGE_ORDER, Feature.REFUND_RATE]].isna().all(axis=None)
    )
    assert found[Feature.FREQUENCY].tolist() == [2, 0, 1]


def test_purchases_without_order_number_and_session_are_one_order_an_instant() -> None:
    noon, later = "2024-01-01 12:00", "2024-01-01 12:05"
    bought = [
        ("ann", Kind.PURCHASE, "i1", noon, 1, 10, None, None, None, None),
        ("ann", Kind.PURCHASE, "i2", noon, 1, 20, None, None, None, None),
        ("ann", Kind.PURCHASE, "i3", later, 1, 30, None, None, None, None),
        ("bob", Kind.PURCHASE, "i3", later, 1, 30, None, None, None, None),
    ]
    found = customer_features(from_frames(table(bought), ITEMS))
    assert found[Feature.FREQUENCY].tolist() == [2, 1]
    assert found[Feature.AVERAGE_ORDER].tolist() == [30.0, 30.0]  # 60 / 2


def test_events_of_guests_alone_are_refused() -> None:
    with pytest.raises(MissingColumns, match="No event names a customer"):
        customer_features(from_frames(SHOP[SHOP[Event.USER].isna()]))


def test_customer_table_keeps_its_numbers() -> None:
    age, city, spend = "age", "city", "spend"
    people = pd.DataFrame(
        {Customer.USER: ["b", "a"], age: [40, 30], city: ["Rome", "Oslo"], spend: [1.5, None]}
    )
    found = customer_features(from_frames(table([]), customers=people))
    expected = pd.DataFrame(
        {age: [30.0, 40.0], spend: [NONE, 1.5]}, index=pd.Index(["a", "b"], name=Customer.USER)
    )
    pd.testing.assert_frame_equal(found, expected)


CITY, SPEND = "city", "spend"


def test_attributes_stand_beside_the_features(features: pd.DataFrame) -> None:
    """Attributes stand behind the features; a name that is taken gets another."""
    people = pd.DataFrame(
        {
            Customer.USER: ["cat", "ann", "zoe"],  # bob is not among them, zoe did nothing
            Customer.EMAIL: ["c@x", "a@x", "z@x"],
            CITY: ["Rome", "Oslo", "Rome"],
            Feature.VIEWS: [7, 8, 9],
        }
    )
    dataset = from_frames(SHOP, ITEMS, people)
    found = customer_table(dataset)
    pd.testing.assert_frame_equal(found[list(FEATURES)], features)
    assert list(found.columns[len(FEATURES) :]) == [CITY, f"{Feature.VIEWS}_given"]
    assert found[CITY].fillna("?").tolist() == ["Oslo", "?", "Rome"]
    assert found[f"{Feature.VIEWS}_given"].fillna(-1).tolist() == [8, -1, 7]
    moment, since = datetime(2024, 1, 31), datetime(2024, 1, 11, 12)
    then = customer_table(dataset, moment, since)
    then_features = customer_features(dataset, moment, since)
    pd.testing.assert_frame_equal(then[list(FEATURES)], then_features)
    assert then[CITY].fillna("?").tolist() == ["Oslo", "?", "Rome"]


def test_a_customer_table_with_its_words() -> None:
    people = pd.DataFrame(
        {
            Customer.USER: ["b", "a"],
            Customer.ZIP: [1010, 2020],
            CITY: ["Rome", "Oslo"],
            SPEND: [1.5, None],
            Customer.LAST_NAME: ["Bee", "Ant"],
        }
    )
    found = customer_table(from_frames(table([]), customers=people))
    expected = pd.DataFrame(
        {Customer.ZIP: [2020.0, 1010.0], SPEND: [NONE, 1.5], CITY: ["Oslo", "Rome"]},
        index=pd.Index(["a", "b"], name=Customer.USER),
    )
    pd.testing.assert_frame_equal(found, expected)


def test_customer_table_without_numbers() -> None:
    city = "city"
    people = pd.DataFrame({Customer.USER: ["a", "b"], city: ["Oslo", "Rome"]})
    with pytest.raises(MissingColumns, match=r"no numeric column.*city"):
        customer_features(from_frames(table([]), customers=people))


# ------------------------------------------------------------------------ second witness

START = datetime(2024, 1, 1)
EVENTS = st.lists(
    st.tuples(
        st.sampled_from([*(f"u{n}" for n in range(1, 8)), None]),
        st.sampled_from(Kind.ALL),
        st.sampled_from(["i1", "i2", "i3", None]),
        st.one_of(st.none(), st.integers(0, 200).map(lambda h: START + timedelta(hours=h))),
        st.sampled_from([None, 0.0, 1.0, 2.0, 3.0]),
        st.sampled_from([None, 0.0, 0.25, 4.0, 10.5]),
        st.sampled_from([None, 0.0, 0.5]),
        st.sampled_from([None, 1.0, 5.0]),
        st.sampled_from(["s1", "s2", "o1", None]),
        st.sampled_from(["o1", "o2", None]),
    ),
    min_size=1,
    max_size=60,
).filter(lambda rows: any(row[0] for row in rows))


@settings(max_examples=7, deadline=None)
@given(rows=EVENTS)
def test_features_equal_a_loop_in_plain_python(rows: list[tuple]) -> None:
    found = customer_features(from_frames(table(rows), ITEMS))
    pd.testing.assert_frame_equal(found.astype("float64"), plainly(rows), rtol=1e-12)


@settings(max_examples=2, deadline=None)
@given(rows=EVENTS, data=st.data())
def test_the_order_of_rows_does_not_matter(rows: list[tuple], data: st.DataObject) -> None:
    shuffled = data.draw(st.permutations(rows))
    found, again = (customer_features(from_frames(table(t), ITEMS)) for t in (rows, shuffled))
    pd.testing.assert_frame_equal(again, found)


@pytest.mark.slow
@settings(max_examples=4, deadline=None)
@given(rows=EVENTS, hours=st.tuples(st.integers(-1, 120), st.integers(1, 120)))
def test_a_window_equals_events_filtered_by_hand(rows: list[tuple], hours: tuple[int, int]) -> None:
    since = START + timedelta(hours=hours[0])
    as_of = since + timedelta(hours=hours[1])
    where = COLUMNS.index(Event.TIME)
    kept = [row for row in rows if row[where] is not None and since < row[where] <= as_of]
    if not any(row[0] for row in kept):
        with pytest.raises(ParameterError, match="choose a longer time"):
            customer_features(from_frames(table(rows), ITEMS), as_of, since)
        return
    # an event of nobody sets the moment to look back from
    nobody = (None, Kind.VIEW, None, as_of, *[None] * 6)
    found = customer_features(from_frames(table(rows), ITEMS), as_of, since)
    expected = customer_features(from_frames(table([*kept, nobody]), ITEMS))
    pd.testing.assert_frame_equal(found, expected)


def plainly(rows: list[tuple]) -> pd.DataFrame:
    """The features, one customer and one row at a time."""
    events = [dict(zip(COLUMNS, row, strict=True)) for row in rows]
    sold = [e for e in events if e[Event.KIND] in (Kind.PURCHASE, Kind.REFUND)]
    priced = any(e[Event.PRICE] is not None for e in sold)
    discounted = any(e[Event.DISCOUNT] is not None for e in sold)
    now = max((e[Event.TIME] for e in events if e[Event.TIME]), default=None)
    users = sorted({e[Event.USER] for e in events if e[Event.USER]})
    found = {u: one([e for e in events if e[Event.USER] == u], now) for u in users}
    frame = pd.DataFrame.from_dict(found, orient="index", columns=list(FEATURES), dtype="float64")
    if not priced:
        frame[[Feature.MONETARY, Feature.AVERAGE_ORDER]] = NONE
    if not discounted:
        frame[Feature.DISCOUNT_SHARE] = NONE
    frame.index = pd.Index(frame.index, name=Event.USER, dtype="str")
    return frame


def one(events: list[dict], now: datetime | None) -> dict[str, float]:
    """One customer's features."""

    def of(kind: str) -> list[dict]:
        return [e for e in events if e[Event.KIND] == kind]

    def worth(lines: list[dict]) -> float:
        return sum((e[Event.PRICE] or 0) * amount(e) for e in lines)

    def amount(e: dict) -> float:
        return 1.0 if e[Event.QUANTITY] is None else e[Event.QUANTITY]

    def days_since(times: list[datetime], pick: Callable[..., datetime]) -> float:
        return (now - pick(times)) / timedelta(days=1) if times else NONE

    def ratio(part: float, whole: float) -> float:
        return part / whole if whole > 0 else NONE

    bought = of(Kind.PURCHASE)
    orders: dict[tuple, list[dict]] = {}
    sessions: dict[str, set[str]] = {}
    for e in bought:
        key = ("session", e[Event.SESSION]) if e[Event.SESSION] else ("instant", e[Event.TIME])
        key = ("order", e[Event.ORDER]) if e[Event.ORDER] else key
        orders.setdefault(key, []).append(e)
    for e in events:
        if e[Event.SESSION]:
            sessions.setdefault(e[Event.SESSION], set()).add(e[Event.KIND])
    starts = [[e[Event.TIME] for e in lines if e[Event.TIME]] for lines in orders.values()]
    starts = [min(times) for times in starts if times]
    span = (max(starts) - min(starts)) / timedelta(days=1) if starts else NONE
    times = [e[Event.TIME] for e in events if e[Event.TIME]]
    items = {e[Event.ITEM] for e in bought if e[Event.ITEM]}
    category = dict(zip(ITEMS[Item.ITEM], ITEMS[Item.CATEGORY], strict=True))
    rated = [e[Event.RATING] for e in events if e[Event.RATING] is not None]
    saved = sum(e[Event.DISCOUNT] or 0 for e in bought)
    viewed = [kinds for kinds in sessions.values() if Kind.VIEW in kinds]
    carted = [kinds for kinds in sessions.values() if Kind.CART in kinds]
    gross, refunded = worth(bought), worth(of(Kind.REFUND))
    return {
        Feature.RECENCY: days_since([e[Event.TIME] for e in bought if e[Event.TIME]], max),
        Feature.FREQUENCY: len(orders),
        Feature.MONETARY: gross - refunded,
        Feature.AVERAGE_ORDER: ratio(gross, len(orders)),
        Feature.LAST_SEEN: days_since(times, max),
        Feature.TENURE: days_since(times, min),
        Feature.INTERPURCHASE: ratio(span, len(orders) - 1),
        Feature.UNITS: sum(amount(e) for e in bought),
        Feature.DISTINCT_ITEMS: len(items),
        Feature.DISTINCT_CATEGORIES: len({category[i] for i in items}),
        Feature.REFUND_RATE: ratio(refunded, gross),
        Feature.DISCOUNT_SHARE: ratio(saved, gross + saved),
        Feature.SESSIONS: len(sessions),
        Feature.VIEWS: len(of(Kind.VIEW)),
        Feature.SEARCHES: len(of(Kind.SEARCH)),
        Feature.CARTS: len(of(Kind.CART)),
        Feature.WISHLISTS: len(of(Kind.WISHLIST)),
        Feature.RATINGS: len(rated),
        Feature.MEAN_RATING: ratio(sum(rated), len(rated)),
        Feature.CONVERSION: ratio(sum(Kind.PURCHASE in k for k in viewed), len(viewed)),
        Feature.CART_ABANDONMENT: ratio(sum(Kind.PURCHASE not in k for k in carted), len(carted)),
    }
