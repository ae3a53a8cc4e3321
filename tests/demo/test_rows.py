"""Every row of the demo shop is well-formed."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from shopai.columns import (
    EVENT_TYPES,
    ITEM_TYPES,
    Customer,
    Event,
    Item,
    Kind,
)
from shopai.demo.shop import Shop
from tests.demo.rows import AFTER_THE_VISIT, SESSION_GAP, VISIT, of_kind

ALWAYS = {Event.USER, Event.KIND, Event.TIME, Event.EPOCH, Event.SESSION, Event.CURRENCY}
SHOWN = {Event.ITEM, Event.PRICE} | VISIT
SOLD = {Event.ITEM, Event.QUANTITY, Event.PRICE, Event.ORDER}


@pytest.mark.parametrize(
    ("kind", "filled"),
    [
        (Kind.VIEW, SHOWN),
        (Kind.SEARCH, {Event.QUERY} | VISIT),
        (Kind.CART, SHOWN),
        (Kind.WISHLIST, SHOWN),
        (Kind.PURCHASE, SOLD | {Event.DISCOUNT} | VISIT),
        (Kind.REFUND, SOLD),
        (Kind.RATING, {Event.ITEM, Event.RATING}),
    ],
)
def test_each_kind_fills_its_columns_and_no_others(shop: Shop, kind: str, filled: set[str]) -> None:
    rows = of_kind(shop, kind)
    assert len(rows) > 1_000
    for column in EVENT_TYPES:
        assert rows[column].notna().all() == (column in ALWAYS | filled), column
        assert rows[column].isna().all() == (column not in ALWAYS | filled), column


def test_tables_have_the_normalised_columns(shop: Shop) -> None:
    assert list(shop.events) == list(EVENT_TYPES)
    assert list(shop.items) == list(ITEM_TYPES)
    assert len(shop.items) == 400
    assert shop.items[Item.ITEM].is_unique
    assert shop.items[Item.TITLE].is_unique
    assert shop.items[Item.CATEGORY].nunique() == 12
    assert len(shop.customers) == 3_000
    assert shop.customers[Customer.USER].is_unique
    assert 100_000 < len(shop.events) < 250_000


def test_times_are_sorted_whole_and_within_two_years(shop: Shop) -> None:
    events = shop.events
    assert events.groupby(Event.USER)[Event.TIME].is_monotonic_increasing.all()
    assert events[Event.USER].is_monotonic_increasing
    assert events[Event.TIME].min() >= pd.Timestamp("2024-01-01")
    assert pd.Timestamp("2025-12-31") < events[Event.TIME].max() < pd.Timestamp("2026-01-01")
    assert (events[Event.TIME].astype("int64") == events[Event.EPOCH]).all()


def test_money_adds_up(shop: Shop) -> None:
    bought = of_kind(shop, Kind.PURCHASE)
    cost = bought[Event.ITEM].map(shop.items.set_index(Item.ITEM)[Item.COST])
    list_price = bought[Event.ITEM].map(shop.truths.prices.max())
    before_discount = bought[Event.PRICE] * bought[Event.QUANTITY] + bought[Event.DISCOUNT]
    assert (bought[Event.PRICE] > 0).all()
    assert (bought[Event.QUANTITY] >= 1).all()
    assert (bought[Event.QUANTITY] % 1 == 0).all()
    assert (bought[Event.DISCOUNT] >= 0).all()
    np.testing.assert_allclose(before_discount, list_price * bought[Event.QUANTITY], atol=0.005)
    assert (cost < list_price).all()
    assert 0 < (bought[Event.DISCOUNT] == 0).mean() < 1


def test_shelf_prices_are_shown(shop: Shop) -> None:
    views = of_kind(shop, Kind.VIEW)
    week = (views[Event.TIME] - shop.truths.prices.index[0]).dt.days // 7
    item = shop.truths.prices.columns.get_indexer(views[Event.ITEM])
    shelf = shop.truths.prices.to_numpy()[week, item]
    np.testing.assert_array_equal(views[Event.PRICE], shelf)


def test_sessions_are_one_customers_and_end_after_30_quiet_minutes(shop: Shop) -> None:
    sessions = shop.events.groupby(Event.SESSION)
    assert sessions[Event.USER].nunique().eq(1).all()
    in_session = shop.events.sort_values([Event.SESSION, Event.TIME])
    gap = in_session.groupby(Event.SESSION)[Event.TIME].diff()
    assert gap.max() < SESSION_GAP
    browsing = shop.events[~shop.events[Event.KIND].isin(AFTER_THE_VISIT)]
    visits = browsing.groupby([Event.USER, Event.SESSION])[Event.TIME].agg(["min", "max"])
    visits = visits.sort_values([Event.USER, "min"])
    quiet = visits["min"] - visits.groupby(Event.USER)["max"].shift()
    assert quiet.min() > SESSION_GAP


def test_an_order_is_one_checkout(shop: Shop) -> None:
    orders = of_kind(shop, Kind.PURCHASE).groupby(Event.ORDER)
    for column in (Event.USER, Event.SESSION, Event.TIME):
        assert orders[column].nunique().eq(1).all()
    assert not of_kind(shop, Kind.PURCHASE).duplicated([Event.ORDER, Event.ITEM]).any()
    assert of_kind(shop, Kind.PURCHASE)[Event.USER].nunique() == 3_000


@pytest.mark.parametrize(
    ("later", "earlier", "keys"),
    [
        (Kind.CART, Kind.VIEW, [Event.SESSION, Event.ITEM]),
        (Kind.WISHLIST, Kind.VIEW, [Event.SESSION, Event.ITEM]),
        (Kind.PURCHASE, Kind.CART, [Event.SESSION, Event.ITEM]),
        (
            Kind.REFUND,
            Kind.PURCHASE,
            [Event.USER, Event.ORDER, Event.ITEM, Event.QUANTITY, Event.PRICE],
        ),
        (Kind.RATING, Kind.PURCHASE, [Event.USER, Event.ITEM]),
    ],
)
def test_each_event_follows_the_one_it_needs(
    shop: Shop, later: str, earlier: str, keys: list[str]
) -> None:
    first = of_kind(shop, earlier).groupby(keys)[Event.TIME].min().rename("before").reset_index()
    rows = of_kind(shop, later)
    paired = rows.merge(first, on=keys)
    assert len(paired) == len(rows)
    assert (paired["before"] < paired[Event.TIME]).all()


def test_refunds_come_days_later_and_once(shop: Shop) -> None:
    keys = [Event.ORDER, Event.ITEM]
    refunds = of_kind(shop, Kind.REFUND)
    bought = of_kind(shop, Kind.PURCHASE).set_index(keys)[Event.TIME].rename("bought")
    days = (refunds[Event.TIME] - refunds.join(bought, on=keys)["bought"]).dt.days
    assert days.between(3, 20).all()
    assert not refunds.duplicated(keys).any()


def test_a_search_finds_what_is_viewed_next(shop: Shop) -> None:
    events = shop.events[~shop.events[Event.KIND].isin(AFTER_THE_VISIT)]
    following = events.shift(-1)
    searched = events[Event.KIND] == Kind.SEARCH
    assert (following[Event.KIND][searched] == Kind.VIEW).all()
    assert (following[Event.SESSION] == events[Event.SESSION])[searched].all()
    items = shop.items.set_index(Item.ITEM)
    text = items[Item.TITLE].str.lower() + " " + items[Item.CATEGORY].str.lower()
    pairs = zip(events[Event.QUERY][searched], following[Event.ITEM][searched], strict=True)
    assert all(query in text[item] for query, item in set(pairs))


def test_ratings_are_whole_stars(shop: Shop) -> None:
    assert set(of_kind(shop, Kind.RATING)[Event.RATING]) == {1.0, 2.0, 3.0, 4.0, 5.0}


def test_nobody_can_be_reached(shop: Shop) -> None:
    email, phone = shop.customers[Customer.EMAIL], shop.customers[Customer.PHONE]
    assert email.dropna().str.fullmatch(r"customer\d+@example\.com").all()
    assert phone.dropna().str.fullmatch(r"\+1-\d{3}-555-01\d\d").all()
    assert email.dropna().is_unique
    assert phone.dropna().is_unique
    assert 0.6 < email.notna().mean() < 0.8
    assert 0.3 < phone.notna().mean() < 0.5
    assert (shop.customers[Customer.CONSENT].notna() == email.notna()).all()
