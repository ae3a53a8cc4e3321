"""Filters and what they choose: by hand, and beside plain pandas on the demo shop."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime

import narwhals as nw
import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopai.columns import Event, Item, Kind
from shopai.errors import ParameterError
from shopai.events.dataset import Dataset, from_frames
from shopai.selection.filter import Filter
from shopai.selection.selection import MOST_FILTERS, NO_TIME, SELECTIONS, select
from shopai.selection.totals import SHOPPING

COLUMNS = [Event.USER, Event.ITEM, Event.KIND, Event.TIME, Event.QUANTITY, Event.PRICE,
           Event.SESSION, Event.ORDER, Event.CHANNEL]  # fmt: skip
ROWS = [
    ("ann", "i1", Kind.VIEW, "2024-01-01 00:00:00", None, None, "a1", None, "Ads"),
    ("ann", "i1", Kind.PURCHASE, "2024-01-31 23:59:59.999999", 2, 10, "a1", "o1", "Ads"),
    ("ann", "i2", Kind.PURCHASE, "2024-02-01 00:00:00", 1, 5, "a2", None, None),
    ("ann", "i2", Kind.REFUND, "2024-02-09 00:00:00", 1, 5, "a9", None, None),
    ("bob", "i2", Kind.VIEW, "2024-02-01 00:00:00", None, None, "b1", None, "Search"),
    ("bob", None, Kind.SEARCH, None, None, None, None, None, "Search"),
    ("cat", "i3", Kind.RATING, "2024-02-02 00:00:00", None, None, None, None, None),
    (None, "i1", Kind.PURCHASE, "2024-01-15 00:00:00", 1, 10, None, "o1", "Ads"),
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
    frame = pd.DataFrame(ROWS, columns=COLUMNS)
    frame[Event.TIME] = pd.to_datetime(frame[Event.TIME], format="ISO8601")
    numbers = {Event.QUANTITY: "float64", Event.PRICE: "float64"}
    texts = [name for name in COLUMNS if name not in numbers and name != Event.TIME]
    return from_frames(frame.astype(dict.fromkeys(texts, "str") | numbers), ITEMS)


def test_totals_by_hand(shop: Dataset) -> None:
    totals = select(shop).totals
    assert (totals.customers, totals.buyers, totals.events, totals.untimed) == (3, 1, 8, 1)
    assert (totals.orders, totals.guest_orders) == (3, 1)  # o1 of ann, a2 of ann, the guest's o1
    assert totals.visits == 3  # a1, a2, b1; a refund and a rating make none
    assert (totals.revenue, totals.refunded) == (20 + 5 - 5 + 10, 5)


@pytest.mark.parametrize(
    ("where", "events"),
    [
        (Filter(), {0, 1, 2, 3, 4, 5, 6, 7}),
        (Filter(since=date(2024, 1, 31)), {1, 2, 3, 4, 6}),  # what has no time is not within
        (Filter(until=date(2024, 1, 31)), {0, 1, 7}),  # the last microsecond of the day counts
        (Filter(since=date(2024, 2, 1), until=date(2024, 2, 1)), {2, 4}),
        (Filter(categories=("shoes",)), {0, 1, 7}),
        (Filter(categories=("hats", "shoes")), {0, 1, 2, 3, 4, 7}),
        (Filter(channels=("Search", "Search")), {4, 5}),
        (Filter(customers=pd.Index(["bob", "cat", "nobody"])), {4, 5, 6}),
        (Filter(customers=pd.Index([])), set()),
        (Filter(channels=("Ads",), customers=pd.Index(["ann"]), until=date(2024, 1, 2)), {0}),
    ],
)
def test_what_a_filter_chooses(shop: Dataset, where: Filter, events: set[int]) -> None:
    selection = select(shop, where)
    assert set(selection.arrays("line")["line"].tolist()) == events
    lazy = selection.events.select("line").collect("pyarrow").to_native()
    assert set(lazy["line"].to_pylist()) == events
    assert selection.totals.events == len(events)


def test_arrays_by_hand(shop: Dataset) -> None:
    names = (Event.USER, Event.ITEM, Event.KIND, Event.EPOCH, Event.CHANNEL, Event.PRICE)
    found = select(shop).arrays(*names)
    assert list(found) == list(names)
    assert found[Event.USER].tolist() == [-1, 0, 0, 0, 0, 1, 1, 2]
    assert found[Event.ITEM].tolist() == [0, 0, 0, 1, 1, -1, 1, 2]
    kinds = [Kind.PURCHASE, Kind.VIEW, Kind.PURCHASE, Kind.PURCHASE, Kind.REFUND, Kind.SEARCH,
             Kind.VIEW, Kind.RATING]  # fmt: skip
    assert [Kind.ALL[place] for place in found[Event.KIND]] == kinds
    assert (found[Event.EPOCH] == NO_TIME).tolist() == [False] * 5 + [True, False, False]
    assert found[Event.CHANNEL].tolist() == [0, 0, 0, -1, -1, 1, 1, -1]
    assert np.isnan(found[Event.PRICE]).tolist() == [False, True, False, False, False] + [True] * 3
    assert [found[name].dtype for name in names] == [
        np.int32, np.int32, np.int8, np.int64, np.int32, np.float64]  # fmt: skip
    bought = select(shop).arrays(Event.USER, kinds=(Kind.PURCHASE,))
    assert bought[Event.USER].tolist() == [-1, 0, 0]
    assert len(select(shop).arrays(Event.USER, kinds=())[Event.USER]) == 0


def test_what_stands_beside_the_events(shop: Dataset) -> None:
    selection = select(shop)
    assert selection.users.tolist() == ["ann", "bob", "cat"]
    assert selection.titles.tolist() == ["Boots", "i2", "Cap"]
    codes, names = selection.categories
    assert codes.tolist() == [1, 0, -1]
    assert names.tolist() == ["hats", "shoes"]
    assert selection.days == (date(2024, 1, 1), date(2024, 2, 9))
    assert select(shop, Filter(customers=pd.Index(["nobody"]))).days is None


@pytest.mark.parametrize(
    ("where", "words"),
    [
        (Filter(categories=("hats", "cats")), "the category 'cats'; there are hats, shoes"),
        (Filter(channels=("Search", "TV")), "the channel 'TV'; there are Ads, Search"),
    ],
)
def test_names_that_nothing_has(shop: Dataset, where: Filter, words: str) -> None:
    with pytest.raises(ParameterError, match=words):
        select(shop, where)


def test_an_unknown_array_is_refused(shop: Dataset) -> None:
    with pytest.raises(ParameterError, match="no array of query; choose among event, user_id"):
        select(shop).arrays(Event.QUERY)


def test_what_is_no_filter_is_refused(shop: Dataset) -> None:
    with pytest.raises(ParameterError, match=r"is a shopai\.Filter"):
        select(shop, "2025")  # type: ignore[arg-type]


def test_the_last_day_there_is(shop: Dataset) -> None:
    assert select(shop, Filter(until=date.max)).totals.events == 7


def test_an_equal_filter_gives_the_same_selection(shop: Dataset) -> None:
    first = select(shop, Filter(channels=("Ads", "Search")))
    assert select(shop, Filter(channels=("Search", "Ads"))) is first
    assert select(shop, Filter(channels=("Ads",))) is not first
    assert select(shop) is select(shop, Filter())


def test_what_was_counted_is_remembered_of_the_latest_filters(shop: Dataset) -> None:
    def counts(n: int) -> dict:
        """What is known of the filter number `n`, of none of which a selection is in use."""
        return select(shop, Filter(customers=pd.Index(["ann", f"nobody {n}"]))).totals.counted

    assert select(shop, Filter(customers=pd.Index(["ann", "nobody 0"]))).totals.buyers == 1
    assert len(counts(0)) == 1
    for n in range(1, MOST_FILTERS):
        counts(n)
    assert len(counts(0)) == 1  # asked for again, so no longer the oldest
    for n in range(MOST_FILTERS):
        counts(-1 - n)
    assert len(counts(0)) == 0
    assert len(shop.remembered[SELECTIONS].remembered) == MOST_FILTERS


def test_a_selection_keeps_no_data_set_alive() -> None:
    dataset = from_frames(pd.DataFrame(ROWS, columns=COLUMNS).head(2))
    folder = dataset.scratch.folder
    assert select(dataset, Filter(customers=pd.Index(["ann"]))).totals.events == 2
    del dataset
    assert not folder.exists()  # without the help of the garbage collector


def test_threads_share_a_selection(shop: Dataset) -> None:
    """Each counts through a cursor of its own."""
    everyone, bob = select(shop), Filter(customers=pd.Index(["bob"]))

    def counted(_: int) -> tuple[int, int, int]:
        own = select(shop, bob)
        beside = everyone.beside(pa.table({Event.USER: np.array([1], dtype=np.int32)}))
        rows = everyone.events.join(beside, on=Event.USER, how="semi").select(nw.len())
        return rows.collect("pyarrow").item(), len(own.arrays("line")["line"]), own.totals.events

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(counted, range(40))) == {(2, 2, 2)}


def test_filters_are_equal_when_they_choose_the_same() -> None:
    ids = pd.Index(["b", "a", "a"])
    same = Filter(categories=("y", "x"), customers=ids)
    other = Filter(categories=("x", "y"), customers=pd.Index(["a", "b"]))
    assert same == other
    assert len({same, other, Filter()}) == 2
    assert Filter(customers=pd.Index(["ab"])) != Filter(customers=pd.Index(["a", "b"]))
    assert Filter(customers=pd.Index([])) != Filter()
    assert Filter(categories=("x",)) != Filter(channels=("x",))
    assert same.without("categories", "customers") == Filter()
    assert Filter().everything
    assert not Filter(customers=pd.Index([])).everything
    assert not Filter(since=date(2024, 1, 1)).everything


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"since": date(2024, 2, 1), "until": date(2024, 1, 1)}, "is after the last"),
        ({"since": datetime(2024, 2, 1)}, "since is a day"),
        ({"until": "2024-01-01"}, "until is a day"),
        ({"categories": "shoes"}, "must be a list of names"),
        ({"categories": None}, "must be a list of names"),
        ({"customers": pd.Index(["a", None])}, "with an id"),
        ({"customers": "ann"}, "must be a list of ids"),
        ({"customers": 5}, "must be a list of ids"),
    ],
)
def test_a_wrong_filter_is_refused(wrong: dict, words: str) -> None:
    with pytest.raises(ParameterError, match=words):
        Filter(**wrong)


@pytest.fixture(scope="module")
def plain(demo_shop: Dataset) -> pd.DataFrame:
    """The events of the demo shop, with their items' category beside."""
    category = demo_shop.items.df().set_index(Item.ITEM)[Item.CATEGORY]
    events = demo_shop.events.df()
    return events.assign(**{Item.CATEGORY: events[Event.ITEM].map(category)})


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(data=st.data())
def test_totals_equal_plain_pandas(
    demo_shop: Dataset, plain: pd.DataFrame, data: st.DataObject
) -> None:
    everyone = pd.Index(plain[Event.USER].dropna().unique())
    names = sorted(plain[Item.CATEGORY].dropna().unique())
    days = st.none() | st.dates(date(2024, 1, 1), date(2025, 12, 31))
    first, last = data.draw(days), data.draw(days)
    if first and last and first > last:
        first, last = last, first
    categories = tuple(data.draw(st.lists(st.sampled_from(names), unique=True, max_size=4)))
    step = data.draw(st.none() | st.integers(2, 50))
    customers = None if step is None else everyone[::step]
    found = select(demo_shop, Filter(first, last, categories, (), customers)).totals

    left = plain
    if first:
        left = left[left[Event.TIME] >= pd.Timestamp(first)]
    if last:
        left = left[left[Event.TIME] < pd.Timestamp(last) + pd.Timedelta(days=1)]
    if categories:
        left = left[left[Item.CATEGORY].isin(categories)]
    if customers is not None:
        left = left[left[Event.USER].isin(customers)]
    bought = left[left[Event.KIND] == Kind.PURCHASE]
    back = left[left[Event.KIND] == Kind.REFUND]
    shopping = left[left[Event.KIND].isin(SHOPPING)]
    assert found.customers == left[Event.USER].nunique()
    assert found.buyers == bought[Event.USER].nunique()
    assert found.orders == bought[Event.ORDER].nunique()
    assert found.visits == shopping[Event.SESSION].nunique()
    assert found.events == len(left)
    revenue = (
        sum((t[Event.PRICE] * t[Event.QUANTITY].fillna(1)).sum() for t in (bought,))
        - (back[Event.PRICE] * back[Event.QUANTITY].fillna(1)).sum()
    )
    assert (found.revenue or 0.0) == pytest.approx(revenue)
