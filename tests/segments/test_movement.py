"""Movement by hand, and against brute force on events filtered by pandas."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import shopai
from shopai.columns import Customer, Event, Feature, Flow, Kind, Moves
from shopai.customers import customer_features, customer_table
from shopai.errors import MissingColumns, ParameterError
from shopai.events.dataset import Dataset, from_frames
from shopai.segments.movement import (
    NO_PURCHASE,
    NOT_YET,
    OTHERS,
    UNPLACED,
    UNSEEN,
    Movement,
    compared,
    customers_at,
    movement,
    span,
)
from shopai.segments.numbering import flows
from shopai.segments.segmentation import Segmentation, segment

BEFORE = datetime(2024, 3, 1)
NEWEST = datetime(2024, 6, 1, tzinfo=UTC)


def shop(rows: list[tuple[str | None, str, str | None, float | None]]) -> Dataset:
    """Events of literal (customer, kind, time, price)."""
    frame = pd.DataFrame(rows, columns=[Event.USER, Event.KIND, Event.TIME, Event.PRICE])
    frame = frame.astype({Event.USER: "str", Event.KIND: "str", Event.PRICE: "float64"})
    frame[Event.TIME] = pd.to_datetime(frame[Event.TIME])
    return from_frames(frame.assign(**{Event.ITEM: "i", Event.ORDER: frame.index.astype("str")}))


#: Net spend by 1 March and by 1 June. Big spenders have 90 and more, small ones 20 and less.
SHOP = shop(
    [
        ("ann", Kind.PURCHASE, "2024-01-10", 100),  # 100 -> 100, big both times
        ("bea", Kind.PURCHASE, "2024-01-20", 10),  # 10 -> 110, up
        ("bea", Kind.PURCHASE, "2024-05-20", 100),
        ("cid", Kind.PURCHASE, "2024-02-01", 95),  # 95 -> 5, down: sent back
        ("cid", Kind.REFUND, "2024-04-01", 90),
        ("dan", Kind.PURCHASE, "2024-02-02", 10),  # 10 -> 10, small both times
        ("eve", Kind.VIEW, "2024-02-03", None),  # had looked, bought later: small
        ("eve", Kind.PURCHASE, "2024-04-04", 20),
        ("fay", Kind.PURCHASE, "2024-06-01", 12),  # not yet there: small
        ("gus", Kind.VIEW, "2024-01-05", None),  # never bought
        ("hal", Kind.VIEW, "2024-04-05", None),  # not yet there, never bought
        (None, Kind.PURCHASE, "2024-04-06", 500),  # a guest is no customer
    ]
)
BIG, SMALL = 0, 1


@pytest.fixture(scope="module")
def seg() -> Segmentation:
    """Big and small by average order value: missing for who never bought."""
    people = pd.DataFrame(
        {Feature.MONETARY: [100.0, 110.0, 5.0, 10.0], Feature.RECENCY: [9.0, 5.0, 7.0, 8.0]},
        index=pd.Index(["p", "q", "r", "s"], name=Event.USER),
    )
    change = segment(people, k=2, features=[Feature.MONETARY], scaling="none")
    assert change.centers[Feature.MONETARY].tolist() == [105.0, 7.5]
    return change


@pytest.fixture(scope="module")
def buyers() -> Segmentation:
    """Early and late by days since the last purchase: a feature that needs a purchase."""
    people = pd.DataFrame({Feature.RECENCY: [0.0, 10.0, 100.0, 110.0]})
    change = segment(people, k=2, features=[Feature.RECENCY], scaling="none")
    assert change.centers[Feature.RECENCY].tolist() == [5.0, 105.0]
    return change


@pytest.fixture(scope="module")
def since_march(seg: Segmentation) -> Movement:
    """From 1 March to the newest event."""
    return movement(SHOP, seg, BEFORE)


def pairs(links: pd.DataFrame) -> dict[tuple[object, object], int]:
    ends = zip(links[Flow.SOURCE], links[Flow.TARGET], strict=True)
    return dict(zip(ends, links[Flow.CUSTOMERS], strict=True))


def test_movement_by_hand(since_march: Movement) -> None:
    change = since_march
    assert pairs(change.links) == {
        (BIG, BIG): 1,  # ann
        (BIG, SMALL): 1,  # cid
        (SMALL, BIG): 1,  # bea
        (SMALL, SMALL): 3,  # dan, and eve and gus, who had spent nothing
        (NOT_YET, SMALL): 2,  # fay and hal
    }
    assert change.links[Flow.SHARE].tolist() == [0.5, 0.5, 0.25, 0.75, 1.0]
    assert (change.stayed, change.moved, change.new, change.outside) == (4, 2, 2, 0)
    assert change.between()[Moves.SOURCE].to_dict() == {"bea": SMALL, "cid": BIG}
    assert change.between()[Moves.TARGET].to_dict() == {"bea": BIG, "cid": SMALL}
    assert change.matrix.index.to_list() == [BIG, SMALL, NOT_YET]
    assert change.matrix.columns.to_list() == [BIG, SMALL]
    assert change.matrix.to_numpy().tolist() == [[1, 1], [1, 3], [0, 2]]


def test_what_changed_by_hand(since_march: Movement) -> None:
    """bea bought on 20 January and 20 May; 1 March is day 61 of the year, 1 June day 153."""
    change = since_march
    assert change.between().loc["bea"].to_dict() == {
        Moves.SOURCE: SMALL,
        Moves.TARGET: BIG,
        Moves.MONETARY_BEFORE: 10.0,
        Moves.MONETARY_AFTER: 110.0,
        Moves.FREQUENCY_BEFORE: 1.0,
        Moves.FREQUENCY_AFTER: 2.0,
        Moves.RECENCY_BEFORE: 41.0,
        Moves.RECENCY_AFTER: 12.0,
    }
    fay = change.table.loc["fay"]
    assert np.isnan(fay[Moves.MONETARY_BEFORE])
    assert fay[Moves.MONETARY_AFTER] == 12.0


def test_a_move_is_described_by_what_the_data_know(since_march: Movement) -> None:
    """By money only with prices, by views where nobody bought."""
    assert since_march.described_by == (Feature.MONETARY, Feature.FREQUENCY, Feature.RECENCY)
    rows = [(f"u{n}", Kind.PURCHASE, f"2024-0{1 + n}-10", None) for n in range(4)]
    by_orders = movement(shop(rows), by_tenure(shop(rows)), datetime(2024, 3, 1))
    assert by_orders.described_by == (Feature.FREQUENCY, Feature.RECENCY)
    looks = [(user, Kind.VIEW, *rest) for user, _, *rest in rows]
    by_views = movement(shop(looks), by_tenure(shop(looks)), datetime(2024, 3, 1))
    assert by_views.described_by == (Feature.VIEWS, Feature.LAST_SEEN)


def by_tenure(dataset: Dataset) -> Segmentation:
    return segment(customer_features(dataset), k=2, features=[Feature.TENURE])


def test_who_has_bought_nothing_is_a_group_of_its_own(buyers: Segmentation) -> None:
    """Days since the last purchase on 1 March and 1 June, nearer to 5 or to 105."""
    change = movement(SHOP, buyers, BEFORE)
    assert change.table[Moves.SOURCE].to_dict() == {
        "ann": 0,  # 51 days
        "bea": 0,  # 41
        "cid": 0,  # 29
        "dan": 0,  # 28
        "eve": NO_PURCHASE,
        "fay": NOT_YET,
        "gus": NO_PURCHASE,
        "hal": NOT_YET,
    }
    assert change.table[Moves.TARGET].to_dict() == {
        "ann": 1,
        "bea": 0,
        "cid": 1,
        "dan": 1,
        "eve": 1,  # 58 days, nearer to 105 than to 5
        "fay": 0,
        "gus": NO_PURCHASE,
        "hal": NO_PURCHASE,
    }
    assert (change.stayed, change.moved, change.new, change.outside) == (1, 3, 2, 2)
    assert list(change.between(NO_PURCHASE).index) == ["eve"]
    assert list(change.between(NO_PURCHASE, 0).index) == []
    assert list(change.between(NOT_YET, NO_PURCHASE).index) == ["hal"]
    assert list(change.between(target=1).index) == ["ann", "cid", "dan"]
    assert change.matrix.loc[NO_PURCHASE].to_dict() == {0: 0, 1: 1, NO_PURCHASE: 1}


def test_who_lacks_something_else_cannot_be_placed() -> None:
    """Days between orders are missing below two orders, though there is a purchase."""
    people = pd.DataFrame({Feature.INTERPURCHASE: [1.0, 2.0, 100.0]})
    seg = segment(people, k=2, scaling="none", features=[Feature.INTERPURCHASE])
    change = movement(SHOP, seg, BEFORE)
    assert change.table.loc[["ann", "eve"], Moves.SOURCE].tolist() == [UNPLACED, NO_PURCHASE]
    assert change.table.loc["bea", Moves.TARGET] == 1  # 121 days


def test_a_window_compares_equally_long_times(seg: Segmentation) -> None:
    """30 days up to 1 March: cid and dan bought, eve looked. Up to 1 June: bea and fay bought."""
    change = movement(SHOP, seg, BEFORE, window_days=30)
    assert change.table[Moves.SOURCE].to_dict() == {
        "ann": UNSEEN,
        "bea": UNSEEN,
        "cid": BIG,
        "dan": SMALL,
        "eve": SMALL,
        "fay": NOT_YET,
        "gus": UNSEEN,
        "hal": NOT_YET,
    }
    assert change.table[Moves.TARGET].to_dict() == {
        **dict.fromkeys(["ann", "cid", "dan", "eve", "gus", "hal"], UNSEEN),
        "bea": BIG,
        "fay": SMALL,
    }
    assert change.table.loc["bea", Moves.MONETARY_AFTER] == 100.0  # 10 was spent before
    assert (change.stayed, change.moved, change.new, change.outside) == (0, 0, 2, 6)


def test_later_than_the_data_counts_as_their_end(seg: Segmentation, since_march: Movement) -> None:
    later = movement(SHOP, seg, BEFORE, datetime(2030, 1, 1))
    pd.testing.assert_frame_equal(later.table, movement(SHOP, seg, BEFORE, NEWEST).table)
    pd.testing.assert_frame_equal(later.table, since_march.table)


def test_dates_with_a_zone_are_read_on_the_clock_of_the_shop(seg: Segmentation) -> None:
    """Midnight of 2 June 2024 in Shanghai is 16:00 of 1 June UTC."""
    east = timezone(timedelta(hours=8))
    change = movement(SHOP, seg, datetime(2024, 1, 10, 8, tzinfo=east), datetime(2024, 3, 1))
    assert change.table[Moves.SOURCE].to_dict()["ann"] == BIG  # bought at that very instant
    change = movement(SHOP, seg, datetime(2024, 1, 10, 7, tzinfo=east), datetime(2024, 3, 1))
    assert change.table[Moves.SOURCE].to_dict()["ann"] == NOT_YET


def test_events_without_a_time_are_in_no_span_of_time(seg: Segmentation) -> None:
    timeless = shop(
        [
            ("ann", Kind.PURCHASE, None, 100),
            ("bea", Kind.PURCHASE, "2024-01-01", 10),
            ("bea", Kind.PURCHASE, "2024-02-01", 95),
        ]
    )
    change = movement(timeless, seg, datetime(2024, 1, 15))
    assert change.table[Moves.SOURCE].to_dict() == {"bea": SMALL}
    assert change.table[Moves.TARGET].to_dict() == {"bea": BIG}


def test_customers_who_are_gone_later_do_not_count(seg: Segmentation) -> None:
    then, now = customers_at(SHOP, BEFORE), customers_at(SHOP, NEWEST)
    change = compared(seg, then, now.drop(index=["ann", "dan"]))
    assert (change.stayed, change.moved, change.new) == (2, 2, 2)
    assert change.table.index.to_list() == ["bea", "cid", "eve", "fay", "gus", "hal"]


def test_attributes_stay_the_same_at_any_time() -> None:
    """Segmented by city alone: who was there is where they are."""
    city = "city"
    people = pd.DataFrame(
        {Customer.USER: ["ann", "bea", "cid", "dan"], city: ["Oslo", "Oslo", "Rome", "Rome"]}
    )
    events = SHOP.events.df().query(f"{Event.USER} in ['ann', 'bea', 'cid', 'dan']")
    dataset = from_frames(events, customers=people)
    seg = segment(customer_table(dataset), k=2, features=[city])
    change = movement(dataset, seg, datetime(2024, 1, 25))
    assert (change.stayed, change.moved, change.new) == (2, 0, 2)
    assert change.table.loc["ann", Moves.SOURCE] == change.table.loc["bea", Moves.TARGET]


def test_nobody_in_a_segment_before(buyers: Segmentation) -> None:
    change = movement(SHOP, buyers, datetime(2024, 1, 6))
    assert set(change.table[Moves.SOURCE]) == {NO_PURCHASE, NOT_YET}
    assert (change.stayed, change.moved, change.new, change.outside) == (0, 0, 7, 1)
    assert change.between().empty


def test_it_is_public() -> None:
    assert shopai.movement is movement


# ------------------------------------------------------------------------------------ errors


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        (datetime(2024, 3, 1), datetime(2024, 3, 1), "found 2024-03-01 00:00 and 2024-03-01 00:00"),
        (datetime(2024, 4, 1), datetime(2024, 3, 1), "Choose an earlier one"),
        (NEWEST, None, r"before the newest event \(2024-06-01 00:00\)"),
        (datetime(2025, 1, 1), datetime(2026, 1, 1), "found 2025-01-01 00:00 and 2026-01-01"),
        (datetime(2020, 1, 1), None, "No customer has an event up to 2020-01-01 00:00"),
    ],
)
def test_moments_that_cannot_be(
    seg: Segmentation, before: datetime, after: datetime | None, message: str
) -> None:
    with pytest.raises(ParameterError, match=message):
        movement(SHOP, seg, before, after)


@pytest.mark.parametrize("days", [0, -1, 1.5, True])
def test_windows_that_cannot_be(seg: Segmentation, days: int) -> None:
    with pytest.raises(ParameterError, match="window_days must be a whole number of at least 1"):
        movement(SHOP, seg, BEFORE, window_days=days)


def test_a_window_in_which_nothing_happened(seg: Segmentation) -> None:
    message = "No customer has an event after 2024-02-29 00:00 up to 2024-03-01 00:00"
    with pytest.raises(ParameterError, match=message):
        movement(SHOP, seg, BEFORE, window_days=1)


def test_columns_the_data_do_not_have() -> None:
    with pytest.raises(ParameterError, match='No column "x1"'):
        movement(SHOP, segment([[1], [2], [3]], k=2), BEFORE)


def test_data_without_times_are_refused(seg: Segmentation) -> None:
    with pytest.raises(MissingColumns, match="no event of these data has a time"):
        movement(shop([("ann", Kind.PURCHASE, None, 1.0)]), seg, BEFORE)


def test_a_customer_table_is_refused(seg: Segmentation) -> None:
    people = pd.DataFrame({Customer.USER: ["a", "b"], Feature.MONETARY: [1.0, 2.0]})
    with pytest.raises(MissingColumns, match="has a time"):
        movement(from_frames(pd.DataFrame({Event.USER: []}), customers=people), seg, BEFORE)


# -------------------------------------------------------------------------- second witness

START = datetime(2024, 1, 1)
LOGS = st.lists(
    st.tuples(
        st.sampled_from(["u1", "u2", "u3", "u4", "u5", None]),
        st.sampled_from([Kind.VIEW, Kind.PURCHASE, Kind.REFUND]),
        st.integers(0, 100).map(lambda hours: START + timedelta(hours=hours)),
        st.sampled_from([1.0, 4.0, 10.5, 50.0]),
    ),
    min_size=4,
    max_size=30,
)
SPACES = st.sampled_from(
    [
        (Feature.LAST_SEEN, Feature.FREQUENCY),
        (Feature.RECENCY, Feature.MONETARY),
        (Feature.AVERAGE_ORDER, Feature.VIEWS),
    ]
)


def by_then(rows: list[tuple], moment: datetime, days: int | None) -> pd.DataFrame:
    """The features from events filtered one by one and a data set made of those."""
    begin = datetime.min if days is None else moment - timedelta(days=days)
    kept = [row for row in rows if begin < row[2] <= moment]
    # an event of nobody at the moment itself: what features look back from
    return customer_features(shop([*kept, (None, Kind.VIEW, moment, None)]))


def brute(seg: Segmentation, features: pd.DataFrame, user: str, known: bool) -> object:
    if not known:
        return NOT_YET
    if user not in features.index:
        return UNSEEN
    row = features.loc[user, list(seg.features)]
    if row.isna().any():
        return NO_PURCHASE if features.loc[user, Feature.FREQUENCY] == 0 else UNPLACED
    point = seg.space.place(features.loc[[user]])[0]
    return int(np.argmin([((point - centre) ** 2).sum() for centre in seg.scaled_centers]))


@pytest.mark.slow
@settings(max_examples=6, deadline=None)
@given(
    rows=LOGS,
    features=SPACES,
    hours=st.tuples(st.integers(0, 99), st.integers(1, 60)),
    days=st.sampled_from([None, 1, 2]),
)
def test_movement_matches_brute_force(
    rows: list[tuple], features: tuple[str, ...], hours: tuple[int, int], days: int | None
) -> None:
    newest = max(row[2] for row in rows)
    before = START + timedelta(hours=hours[0])
    after = min(before + timedelta(hours=hours[1]), newest)
    people = pd.DataFrame(
        np.random.default_rng(len(rows)).uniform(0, 9, (12, 2)), columns=list(features)
    )
    seg = segment(people, k=3, features=features)
    try:
        change = movement(shop(rows), seg, before, after, days)
    except ParameterError:
        begins = [m - timedelta(days=days) if days else datetime.min for m in (before, after)]
        empty = [
            not any(user and begin < time <= moment for user, _, time, _ in rows)
            for begin, moment in zip(begins, (before, after), strict=True)
        ]
        assert before >= after or any(empty)
        return
    first = {user: min(r[2] for r in rows if r[0] == user) for user, *_ in rows if user}
    users = sorted(user for user, moment in first.items() if moment <= after)
    assert change.table.index.to_list() == users
    then, now = by_then(rows, before, days), by_then(rows, after, days)
    for user in users:
        expected = brute(seg, then, user, first[user] <= before), brute(seg, now, user, True)
        assert (change.table[Moves.SOURCE][user], change.table[Moves.TARGET][user]) == expected
    conserved(change, len(users))


ROWS = st.lists(
    st.tuples(
        st.sampled_from([np.nan, 0.0, 1.0, 2.0]),  # orders
        st.sampled_from([np.nan, 0.0, 3.0, 50.0]),  # days since the last purchase
        st.sampled_from([np.nan, -4.0, 0.0, 7.0, 300.0]),  # net spend
    ),
    max_size=12,
)


@cache
def of_nine(k: int) -> Segmentation:
    """Nine customers by recency and net spend in `k` segments."""
    columns = [Feature.RECENCY, Feature.MONETARY]
    people = pd.DataFrame(np.random.default_rng(k).normal(5, 20, (9, 2)), columns=columns)
    return segment(people, k=k, features=columns)


@settings(max_examples=60, deadline=None)
@given(then=ROWS, now=ROWS, k=st.integers(1, 4))
def test_tables_against_brute_force(then: list[tuple], now: list[tuple], k: int) -> None:
    """Customers of `then` beyond the length of `now` are gone."""
    columns = [Feature.FREQUENCY, Feature.RECENCY, Feature.MONETARY]
    earlier, later = (
        pd.DataFrame(rows, columns=columns, dtype="float64").set_axis(
            pd.Index([f"u{i:02}" for i in range(len(rows))], name=Event.USER, dtype="str")
        )
        for rows in (then, now)
    )
    seg = of_nine(k)
    change = compared(seg, earlier, later)
    conserved(change, len(now))
    for user in later.index:
        for end, table in ((Moves.SOURCE, earlier), (Moves.TARGET, later)):
            seen = table[table[Feature.FREQUENCY].notna()]
            assert change.table[end][user] == brute(seg, seen, user, user in table.index)


def conserved(change: Movement, n: int) -> None:
    """Every customer is counted once, everywhere."""
    assert len(change.table) == n
    assert change.stayed + change.moved + change.new + change.outside == n
    assert change.links[Flow.CUSTOMERS].sum() == n
    assert change.matrix.to_numpy().sum() == n
    assert change.links.groupby(Flow.SOURCE)[Flow.SHARE].sum().to_numpy() == pytest.approx(1.0)
    for (source, target), customers in pairs(change.links).items():
        assert change.matrix.loc[source, target] == customers
        assert len(change.between(source, target)) == (0 if source == target else customers)
    assert len(change.between()) == change.moved
    assert (change.between()[Moves.SOURCE] != change.between()[Moves.TARGET]).all()
    assert not change.between()[[Moves.SOURCE, Moves.TARGET]].isin(OTHERS).any(axis=None)


def test_two_moments_of_segments_found_then_flow_as_flows_say() -> None:
    """Between two labellings of the same customers, links are what `flows` counts."""
    now = customers_at(SHOP, NEWEST)
    rng = np.random.default_rng(0)
    then = now.assign(**{Feature.MONETARY: rng.permutation(now[Feature.MONETARY].to_numpy())})
    a, b = (segment(t, k=2, features=[Feature.MONETARY], scaling="none") for t in (then, now))
    change = compared(b, then, now)
    assert a.centers.equals(b.centers)  # the same values, so the same two segments
    assert pairs(change.links) == pairs(flows(a, b))


@pytest.mark.slow
def test_movement_of_online_retail_adds_up(retail: Dataset) -> None:
    now = customer_features(retail)
    seg = segment(now, k=4)
    oldest, newest = span(retail)
    change = movement(retail, seg, oldest + (newest - oldest) / 2)
    conserved(change, retail.n_customers)
    assert (change.table[Moves.TARGET] == seg.labels).mean() > 0.999
