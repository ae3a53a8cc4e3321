"""The same shop on every page: totals over one filter agree to the last customer."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from shopai.behaviour.baskets.contents import baskets
from shopai.behaviour.journeys.funnel import funnel
from shopai.behaviour.journeys.next_purchase import next_purchase
from shopai.behaviour.journeys.order_funnel import order_funnel
from shopai.behaviour.journeys.paths import paths
from shopai.behaviour.journeys.transitions import transitions
from shopai.behaviour.overview import overview
from shopai.behaviour.retention.cohorts import cohorts
from shopai.behaviour.retention.lifetime import lifetime_value
from shopai.behaviour.sequences.patterns import sequential_patterns
from shopai.columns import Event, Feature, Item, Kind
from shopai.customers import customer_features
from shopai.events.dataset import Dataset, from_frames
from shopai.selection.filter import Filter
from shopai.selection.selection import Selection, select

pytestmark = pytest.mark.slow

FILTERS = {
    "everything": {},
    "a season": {"since": date(2025, 3, 1), "until": date(2025, 8, 31)},
    "two categories": {"categories": ("Bags", "Kitchen")},
    "one channel": {"channels": ("Search",)},
    "every third customer": {"customers": slice(5, None, 3)},
    "all at once": {
        "until": date(2025, 6, 30),
        "categories": ("Bags", "Kitchen", "Garden"),
        "channels": ("Search", "E-mail"),
        "customers": slice(5, None, 2),
    },
    "nobody": {"customers": slice(0)},
}


@pytest.fixture(scope="module")
def shop(demo_shop: Dataset) -> Dataset:
    """A third of the demo, with guests, unknown times and purchases without an item in it."""
    dataset = demo_shop
    events = dataset.events.df()
    events = events[events[Event.USER] < "c0001001"].reset_index(drop=True)
    rng = np.random.default_rng(0)
    guests = rng.random(len(events)) < 0.05
    untimed = rng.random(len(events)) < 0.02
    # of some customers no time is known at all
    lost = events[Event.USER].isin([f"c{n:07d}" for n in range(10, 60)])
    no_item = (rng.random(len(events)) < 0.01) & (events[Event.KIND] == Kind.PURCHASE)
    events.loc[guests, Event.USER] = None
    events.loc[untimed | lost, [Event.TIME, Event.EPOCH]] = None
    events.loc[no_item, Event.ITEM] = None
    return from_frames(events, dataset.items.df(), dataset.customers.df())


@pytest.fixture(scope="module", params=FILTERS.values(), ids=FILTERS.keys())
def selection(request: pytest.FixtureRequest, shop: Dataset) -> Selection:
    chosen = dict(request.param)
    if "customers" in chosen:
        chosen["customers"] = select(shop).users[chosen["customers"]]
    return select(shop, Filter(**chosen))


@pytest.fixture(scope="module")
def events(selection: Selection) -> pd.DataFrame:
    """The chosen events as a table of the ids and times, found without a filter's help."""
    where, dataset = selection.where, selection.dataset
    events = dataset.events.df()
    category = events[Event.ITEM].map(dataset.items.df().set_index(Item.ITEM)[Item.CATEGORY])
    keep = pd.Series(True, index=events.index)
    if where.since:
        keep &= events[Event.TIME] >= pd.Timestamp(where.since)
    if where.until:
        keep &= events[Event.TIME] < pd.Timestamp(where.until) + pd.Timedelta(days=1)
    if where.categories:
        keep &= category.isin(where.categories)
    if where.channels:
        channel = events[Event.CHANNEL]
        for visit in (Event.SESSION, Event.ORDER):  # what names none is of its visit's, or order's
            by = [events[Event.USER].fillna(""), events[visit]]
            channel = channel.fillna(channel.groupby(by).transform("first"))
        keep &= channel.isin(where.channels)
    if where.customers is not None:
        keep &= events[Event.USER].isin(where.customers)
    return events[keep]


def test_the_totals_are_those_of_a_plain_table(selection: Selection, events: pd.DataFrame) -> None:
    totals = selection.totals
    bought = events[events[Event.KIND] == Kind.PURCHASE]
    orders = bought[[Event.USER, Event.ORDER]].drop_duplicates()
    assert totals.events == len(events)
    assert totals.untimed == events[Event.TIME].isna().sum()
    assert totals.customers == events[Event.USER].nunique()
    assert totals.buyers == bought[Event.USER].nunique()
    assert totals.orders == len(orders)
    assert totals.guest_orders == orders[Event.USER].isna().sum()


def test_the_overview_agrees_with_the_totals(selection: Selection) -> None:
    found, totals = overview(selection.dataset, selection.where), selection.totals
    assert found.totals == totals
    assert found.customers.total == totals.customers
    assert found.orders.total == totals.orders
    assert found.revenue.total == (pytest.approx(totals.revenue) if totals.revenue else None)


def test_the_funnel_agrees_with_the_totals(selection: Selection, events: pd.DataFrame) -> None:
    totals = selection.totals
    found = funnel(selection.dataset, selection.where, (Kind.PURCHASE,))
    assert found.totals == totals
    assert found.customers == found.n == totals.buyers
    for kind in (Kind.VIEW, Kind.CART):
        of_kind = events.loc[events[Event.KIND] == kind, Event.USER].nunique()
        assert funnel(selection.dataset, selection.where, (kind,)).customers == of_kind


def test_journeys_agree_with_the_totals(selection: Selection, events: pd.DataFrame) -> None:
    """Every customer with a time at all has a journey."""
    totals = selection.totals
    timed = events.loc[events[Event.TIME].notna(), Event.USER].nunique()
    of_all = {"per": "customer", "kinds": Kind.ALL}
    arguments = selection.dataset, selection.where
    assert paths(*arguments, **of_all).customers == timed
    assert transitions(*arguments, **of_all).customers == timed
    found = sequential_patterns(*arguments, **of_all, min_support=0.5)
    assert found.n_customers == timed
    assert found.totals == totals
    bought = events[(events[Event.KIND] == Kind.PURCHASE) & events[Event.TIME].notna()]
    again = next_purchase(*arguments)
    assert again.customers == bought[Event.USER].nunique()
    assert again.totals == totals


def test_cohorts_agree_with_the_totals(selection: Selection) -> None:
    totals = selection.totals
    bought = cohorts(selection.dataset, selection.where)
    assert bought.sizes.sum() + bought.earlier + bought.undated == totals.buyers
    assert bought.totals == totals
    in_order = order_funnel(selection.dataset, selection.where)
    assert in_order.n == bought.sizes.sum() + bought.undated
    assert in_order.earlier == bought.earlier
    again = next_purchase(selection.dataset, selection.where, after=1)
    assert again.n == bought.sizes.sum()
    assert again.earlier == bought.earlier
    assert np.nansum(bought.orders.to_numpy()) <= totals.orders
    seen = cohorts(selection.dataset, selection.where, by="event")
    assert seen.sizes.sum() + seen.earlier + seen.undated == totals.customers


def test_baskets_agree_with_the_totals(selection: Selection, events: pd.DataFrame) -> None:
    """Every order that names an item is a basket."""
    named = events[(events[Event.KIND] == Kind.PURCHASE) & events[Event.ITEM].notna()]
    found = baskets(selection.dataset, selection.where, max_basket=10_000)
    assert found.n == len(named[[Event.USER, Event.ORDER]].drop_duplicates())
    assert found.n + _without_item(events) == selection.totals.orders


def _without_item(events: pd.DataFrame) -> int:
    bought = events[events[Event.KIND] == Kind.PURCHASE]
    named = (
        bought[Event.ITEM].notna().groupby([bought[Event.USER], bought[Event.ORDER]], dropna=False)
    )
    return int((~named.any()).sum())


def test_features_and_lifetimes_agree(shop: Dataset) -> None:
    totals = select(shop).totals
    features = customer_features(shop)
    assert len(features) == totals.customers
    assert (features[Feature.FREQUENCY] > 0).sum() == totals.buyers
    assert features[Feature.FREQUENCY].sum() == totals.orders - totals.guest_orders
    lifetimes = lifetime_value(shop)
    assert lifetimes.n + lifetimes.earlier + lifetimes.undated == totals.buyers
