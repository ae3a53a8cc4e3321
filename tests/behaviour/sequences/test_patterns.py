"""Sequential patterns of a shop: by hand, what is left out, what agrees, and what is refused."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest

from shopai.behaviour.baskets.itemsets import minimum_count
from shopai.behaviour.sequences.patterns import Patterns, sequential_patterns
from shopai.columns import Customer, Event, Item, Kind, Pattern
from shopai.errors import MissingColumns, ParameterError
from shopai.events.dataset import Dataset, from_frames
from shopai.selection.filter import Filter
from shopai.selection.selection import select

VIEW, CART, BUY, SEARCH = Kind.VIEW, Kind.CART, Kind.PURCHASE, Kind.SEARCH
ROWS = [
    ("ann", "i1", VIEW, "2024-01-01 10:00", "a1"),
    ("ann", "i1", CART, "2024-01-01 10:05", "a1"),
    ("ann", "i1", BUY, "2024-01-01 10:50", "a1"),
    ("ann", "i2", VIEW, "2024-02-01 10:00", "a2"),
    ("ann", "i1", BUY, "2024-02-01 10:01", "a2"),
    ("bob", "i1", VIEW, "2024-01-05 10:00", "b1"),
    ("bob", "i2", VIEW, "2024-01-05 10:00", "b1"),  # the same instant: order of the source
    ("bob", "i1", CART, "2024-01-05 10:01", "b1"),
    ("bob", "i3", BUY, "2024-01-09 10:00", "b2"),
    ("cat", None, SEARCH, "2024-01-09 10:00", "c1"),
    ("cat", "i3", VIEW, "2024-01-09 10:01", "c1"),
    ("cat", "i2", VIEW, None, None),
    ("dan", "i2", Kind.REFUND, "2024-01-09 10:00", "d1"),
    ("eve", "i1", BUY, "2024-01-09 10:00", None),
    (None, "i1", VIEW, "2024-01-09 10:00", "g1"),
    (None, "i1", BUY, "2024-01-09 10:01", "g1"),
]
ITEMS = pd.DataFrame(
    {
        Item.ITEM: ["i1", "i2", "i3"],
        Item.TITLE: ["Boots", None, "Cap"],
        Item.CATEGORY: ["shoes", "hats", None],
    }
)


@pytest.fixture(scope="module")
def shop() -> Dataset:
    columns = [Event.USER, Event.ITEM, Event.KIND, Event.TIME, Event.SESSION]
    frame = pd.DataFrame(ROWS, columns=columns)
    frame[Event.TIME] = pd.to_datetime(frame[Event.TIME])
    texts = [Event.USER, Event.ITEM, Event.KIND, Event.SESSION]
    return from_frames(frame.astype(dict.fromkeys(texts, "str")), ITEMS)


def customers(found: Patterns) -> dict[tuple[str, ...], int]:
    return dict(zip(found.table[Pattern.PATTERN], found.table[Pattern.CUSTOMERS], strict=True))


def test_kinds_of_events_by_hand(shop: Dataset) -> None:
    found = sequential_patterns(shop, min_support=2)
    assert customers(found) == {
        (VIEW,): 3,  # ann, bob, cat
        (CART,): 2,
        (BUY,): 2,  # ann twice, bob; eve's has no session
        (VIEW, CART): 2,
    }
    assert found.table[Pattern.PATTERN].tolist() == [(VIEW,), (CART,), (BUY,), (VIEW, CART)]
    assert found.table[Pattern.SEQUENCES].tolist() == [4, 2, 3, 2]
    assert found.table[Pattern.LENGTH].tolist() == [1, 1, 1, 2]
    assert found.table[Pattern.SUPPORT].tolist() == [1, 2 / 3, 2 / 3, 2 / 3]
    assert found.table[Pattern.PREVIOUS].tolist() == [1, 2 / 3, 2 / 3, 2 / 3]
    # Wilson: p = 2/3, n = 3, z² = 3.8415: (0.6667 + 0.6402 ± 1.96·√(0.0741 + 0.1067)) / 2.2805
    assert found.table[[Pattern.LOW, Pattern.HIGH]].iloc[1].tolist() == pytest.approx(
        [0.2077, 0.9385], abs=1e-4
    )
    assert (found.n_customers, found.n_sequences) == (3, 5)
    assert found.min_count == 2
    assert found.cut == (
        "2 events by guests are left out: nobody knows who is who.",
        "1 event without a time is left out: nobody knows what came first.",
        "1 event without a session is left out.",
        "1 session with nothing but refunds or ratings left out: no visits.",
    )


def test_limits_of_time(shop: Dataset) -> None:
    hour = timedelta(hours=1)
    within = sequential_patterns(shop, min_support=1, max_window=hour / 2)
    assert customers(within)[VIEW, BUY] == 1  # ann's second session; her first took 50 minutes
    assert within.table.set_index(Pattern.PATTERN).loc[[(VIEW, BUY)], Pattern.SEQUENCES].item() == 1
    assert (VIEW, CART, BUY) not in customers(within)
    assert customers(sequential_patterns(shop, min_support=1, max_gap=hour))[VIEW, CART, BUY] == 1
    # bob's two views are of one instant, so neither is later than the other
    assert (VIEW, VIEW) in customers(sequential_patterns(shop, min_support=1))
    later = sequential_patterns(shop, min_support=1, min_gap=timedelta(microseconds=1))
    assert (VIEW, VIEW) not in customers(later)
    assert customers(later)[VIEW, CART] == 2


def test_patterns_per_customer_by_hand(shop: Dataset) -> None:
    found = sequential_patterns(shop, per="customer", min_support=1, repeats=False)
    assert (found.n_customers, found.n_sequences) == (5, 5)
    assert customers(found)[VIEW, CART, BUY] == 2  # bob bought days later
    assert customers(found)[BUY, VIEW, BUY] == 1
    assert customers(found)[(Kind.REFUND,)] == 1
    assert (VIEW, VIEW) not in customers(found)
    assert customers(found)[(BUY,)] == 3 == found.totals.buyers
    assert found.n_customers == found.totals.customers


def test_items_and_categories(shop: Dataset) -> None:
    found = sequential_patterns(shop, of="item", kinds=[BUY], per="customer", min_support=1)
    assert customers(found) == {("i1",): 2, ("i3",): 1, ("i1", "i1"): 1}
    assert found.names.to_dict() == {"i1": "Boots", "i3": "Cap"}
    found = sequential_patterns(shop, of="item", per="customer", min_support=2)
    assert customers(found)["i1", "i2"] == 2  # bob saw i1 first, says the source
    assert found.names["i2"] == "i2"
    found = sequential_patterns(shop, of="category", min_support=1, closed=True)
    assert customers(found) == {
        ("shoes", "shoes", "shoes"): 1,
        ("shoes", "shoes"): 2,
        ("hats", "shoes"): 2,
        ("shoes", "hats", "shoes"): 1,
    }
    assert "2 events with an item of no known category are left out." in found.cut
    assert (found.n_customers, found.n_sequences) == (2, 3)


def test_closed_is_a_part_of_all(demo_shop: Dataset) -> None:
    everything = customers(sequential_patterns(demo_shop, per="customer"))
    closed = customers(sequential_patterns(demo_shop, per="customer", closed=True))
    assert closed.items() < everything.items()
    assert max(map(len, closed)) == 4


def test_agrees_with_the_totals(demo_shop: Dataset) -> None:
    """Visits, customers and buyers are those of all other analyses, filtered alike."""
    days = select(demo_shop).days
    assert days is not None
    middle = days[0] + (days[1] - days[0]) / 2
    for where in (Filter(), Filter(until=middle), Filter(customers=select(demo_shop).users[:40])):
        totals = select(demo_shop, where).totals
        visits = sequential_patterns(demo_shop, where, min_support=1, max_length=1)
        assert visits.n_sequences == totals.visits
        assert not totals.guest_orders
        histories = sequential_patterns(demo_shop, where, per="customer", min_support=1)
        assert histories.n_customers == totals.customers
        assert customers(histories)[(BUY,)] == totals.buyers
        assert histories.n_sequences <= totals.customers
        assert histories.totals == totals


def test_too_many_patterns(demo_shop: Dataset) -> None:
    everything = sequential_patterns(demo_shop, of="item", min_support=1, max_length=2)
    few = sequential_patterns(demo_shop, of="item", min_support=1, max_length=2, max_patterns=50)
    pd.testing.assert_frame_equal(
        few.table, everything.table[everything.table[Pattern.CUSTOMERS] >= few.min_count]
    )
    assert 0 < len(few.table) <= 50 < len(everything.table)
    assert few.cut[-1] == (
        "There are more than 50 patterns of 1 customers or more: these are only the ones of "
        f"{few.min_count} or more. Ask for more support or fewer steps."
    )


def test_a_filter_that_chooses_nothing(shop: Dataset) -> None:
    found = sequential_patterns(shop, Filter(since=date(2030, 1, 1)), closed=True)
    assert (found.n_customers, found.n_sequences) == (0, 0)
    assert found.table.empty
    assert found.cut == ()
    full = sequential_patterns(shop)
    assert found.table.dtypes.to_dict() == full.table.dtypes.to_dict()
    assert found.names.empty


@pytest.mark.parametrize(
    ("min_support", "n", "count"),
    [(0.07, 100, 7), (0.071, 100, 8), (0.01, 20, 1), (1.0, 20, 20), (1, 20, 1), (0.5, 0, 1),
     (np.int64(3), 20, 3)],
)  # fmt: skip
def test_least_support_is_a_count_or_a_share(min_support: float, n: int, count: int) -> None:
    assert minimum_count(min_support, n) == count


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"of": "brand"}, "of must be one of event, category, item; found 'brand'"),
        ({"per": "order"}, "per must be one of"),
        ({"kinds": ["looked"]}, "found 'looked'"),
        ({"min_support": 0}, "min_support is a share"),
        ({"min_support": 1.5}, "min_support is a share"),
        ({"min_support": True}, "min_support is a share"),
        ({"min_support": float("nan")}, "min_support is a share"),
        ({"max_length": 0}, "max_length must be a whole number from 1 to 20"),
        ({"max_length": 21}, "max_length must be a whole number from 1 to 20"),
        ({"max_patterns": 0}, "max_patterns must be a whole number of at least 1"),
        ({"max_gap": timedelta(days=-1)}, "max_gap must be a timedelta of 0 or more"),
        ({"max_window": 60}, "max_window must be a timedelta of 0 or more"),
        ({"min_gap": timedelta(2), "max_gap": timedelta(1)}, "lower min_gap"),
        ({"min_gap": timedelta(2), "max_window": timedelta(1)}, "lower min_gap"),
    ],
)
def test_settings_that_cannot_work(shop: Dataset, settings: dict, message: str) -> None:
    with pytest.raises(ParameterError, match=message):
        sequential_patterns(shop, **settings)


def test_what_the_data_need() -> None:
    events = pd.DataFrame({Event.USER: ["ann"], Event.ITEM: ["i1"], Event.KIND: [BUY]})
    timeless = from_frames(events)
    with pytest.raises(MissingColumns, match="times"):
        sequential_patterns(timeless, per="customer")
    dated = from_frames(events.assign(**{Event.TIME: pd.Timestamp("2024-01-01")}))
    assert customers(sequential_patterns(dated, per="customer")) == {(BUY,): 1}
    with pytest.raises(MissingColumns, match="session"):
        sequential_patterns(dated)
    with pytest.raises(MissingColumns, match="categories"):
        sequential_patterns(dated, of="category", per="customer")
    table = from_frames(pd.DataFrame(), customers=pd.DataFrame({Customer.USER: ["ann"]}))
    with pytest.raises(MissingColumns, match="need events"):
        sequential_patterns(table)


@pytest.mark.slow
def test_patterns_of_online_retail_equal_a_plain_merge(retail: Dataset) -> None:
    """What was bought later, of 541,909 lines, beside a plain merge."""
    found = sequential_patterns(
        retail, of="item", per="customer", kinds=[BUY], min_support=100, max_length=2,
        min_gap=timedelta(microseconds=1), max_gap=timedelta(days=90),
    )  # fmt: skip
    lines = retail.events.filter(
        f"{Event.KIND} = '{BUY}' AND {Event.USER} IS NOT NULL AND {Event.ITEM} IS NOT NULL"
    ).df()[[Event.USER, Event.ITEM, Event.TIME]]
    ours = customers(found)
    singles = lines.groupby(Event.ITEM)[Event.USER].nunique()
    assert {item: n for (item, *more), n in ours.items() if not more} == {
        item: n for item, n in singles.items() if n >= 100
    }
    pairs = [pattern for pattern in ours if len(pattern) == 2]
    assert len(pairs) > 10
    for first, second in pairs[::5]:
        both = lines[lines[Event.ITEM] == first].merge(
            lines[lines[Event.ITEM] == second], on=Event.USER, suffixes=("", "_later")
        )
        pause = both[f"{Event.TIME}_later"] - both[Event.TIME]
        later = both[(pause > pd.Timedelta(0)) & (pause <= pd.Timedelta(days=90))]
        assert later[Event.USER].nunique() == ours[first, second]
