"""One row a customer: recency, frequency, monetary and behaviour.

The features are Narwhals expressions on a lazy event table, so the engine that holds the
events (DuckDB here) does the work and only the result, one row a customer, is in memory.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import narwhals as nw
import numpy as np
import pandas as pd

from shopai.columns import FEATURES, Customer, Event, Feature, Item, Kind
from shopai.errors import MissingColumns, ParameterError
from shopai.events.dataset import Dataset
from shopai.events.moments import DAY_US, micros
from shopai.events.tables.attributes import customer_attributes
from shopai.selection.filter import TimeWindow
from shopai.selection.selection import select
from shopai.selection.totals import (
    GROSS,
    START,
    count,
    is_kind,
    money,
    net,
    orders,
    row,
    sold,
    units,
)

#: Features counted in whole numbers, 0 where there was nothing to count.
COUNTS: Final = (
    Feature.FREQUENCY,
    Feature.DISTINCT_ITEMS,
    Feature.DISTINCT_CATEGORIES,
    Feature.SESSIONS,
    Feature.VIEWS,
    Feature.SEARCHES,
    Feature.CARTS,
    Feature.WISHLISTS,
    Feature.RATINGS,
)

#: Columns of the tables on the way to the features.
REFUNDED: Final = "refunded"  # money
SAVED: Final = "saved"  # discounts on purchases, money
FIRST: Final = "first_us"
LAST: Final = "last_us"
LAST_PURCHASE: Final = "last_purchase_us"
LAST_ORDER: Final = "last_order_us"
PURCHASES: Final = "purchases"  # events
VIEWED: Final = "sessions_with_view"
CARTED: Final = "sessions_with_cart"
CONVERTED: Final = "sessions_with_view_and_purchase"
ABANDONED: Final = "sessions_with_cart_and_no_purchase"


def customer_features(
    dataset: Dataset, as_of: datetime | None = None, since: datetime | None = None
) -> pd.DataFrame:
    """Describe each known customer by what they did.

    Parameters
    ----------
    dataset : the shop's data
    as_of : the moment to look back from, by the shop's clock unless it names a zone; later
        events are left out. Default: the newest event of the data.
    since : look back no further than to this moment: events at it or earlier are left out, so
        that windows that meet, (since, as_of], share no event. Default: all the past.

    With either, events without a time are left out
    (:class:`shopai.selection.filter.TimeWindow`).

    Returns
    -------
    One row a known customer (guests have none), index ``user_id`` sorted; the columns and
    exactly what they hold: :data:`shopai.columns.FEATURES`. Counts are int64, all else is
    float64. What is undefined is missing (NaN), never infinite. Signs are kept: a customer who
    returned more than they bought has a negative ``monetary``. A purchase without a quantity
    is one unit, one without a price adds no money; where no purchase at all has a price, all
    money is missing, as are categories and discounts the source does not know, and days where
    it knows no times.

    For a data set that is a customer table and has no events: its numeric columns instead,
    as float64; its other columns are ignored.

    Raises
    ------
    MissingColumns : no event names a customer, or a customer table has no numeric column
    ParameterError : no customer has an event after `since` and by `as_of`, which must be later

    Cost: four scans of the events by the engine, which spills to disk when it must.

    >>> customers = shopai.customer_features(dataset)
    >>> customers[["recency_days", "frequency", "monetary"]].head(2).round(1)
              recency_days  frequency  monetary
    user_id
    c0000001         304.0          6     254.5
    c0000002          41.6          2     137.9
    """
    if not dataset.event_counts:
        return _numeric_columns(dataset)
    selection, window = select(dataset), TimeWindow.moments(since, as_of, dataset.zone)
    events = window.events(selection.events)
    facts = _facts(events)
    if not facts[Customer.USER]:
        raise _nobody(window)
    now = facts[Event.EPOCH] if as_of is None else micros(as_of, dataset.zone)
    features: pd.DataFrame = features_of(events, selection.items, now).collect("pandas").to_native()
    features = features.sort_values(Event.USER)
    users = selection.users[features[Event.USER].to_numpy(dtype="int64")]
    features = features[list(FEATURES)].astype("float64").set_axis(users, axis=0)
    unknown = [] if facts[Event.PRICE] else [Feature.MONETARY, Feature.AVERAGE_ORDER]
    unknown += [] if facts[Event.DISCOUNT] else [Feature.DISCOUNT_SHARE]
    unknown += [] if Item.CATEGORY in dataset.filled else [Feature.DISTINCT_CATEGORIES]
    features[unknown] = float("nan")
    return features.astype({name: "int64" for name in COUNTS if name not in unknown})


def customer_table(
    dataset: Dataset, as_of: datetime | None = None, since: datetime | None = None
) -> pd.DataFrame:
    """Each customer's features, with what else the source says of them beside.

    The rows and columns of :func:`customer_features`, then the columns of
    :func:`shopai.events.tables.attributes.customer_attributes`; one whose name is taken is called
    ``<name>_given``. Attributes do not depend on `as_of` and `since`, and are missing for
    customers the source says nothing of. Parameters and errors as :func:`customer_features`.

    >>> "country" in shopai.customer_table(dataset).columns
    True
    """
    features = customer_features(dataset, as_of, since)
    given = customer_attributes(dataset)
    if not dataset.event_counts:  # its numbers are the features already
        given = given.drop(columns=[name for name in given if name in features])
    names = [str(name) for name in features]
    for name in map(str, given):
        while name in names:
            name = f"{name}_given"
        names.append(name)
    return features.join(given.set_axis(names[len(features.columns) :], axis=1))


def features_of(
    events: nw.LazyFrame[Any], items: nw.LazyFrame[Any], now: int | None
) -> nw.LazyFrame[Any]:
    """The features as one lazy expression, for any engine Narwhals can drive.

    `events` and `items` have the columns of :mod:`shopai.columns`; `now` is the moment to
    look back from in µs since 1970, None where the events have no times. The result has
    ``user_id`` and every name of :data:`shopai.columns.FEATURES`, in no particular order.
    """
    known = events.filter(~nw.col(Event.USER).is_null())
    start = nw.col(START)  # of an order
    by_order = (
        orders(known)
        .group_by(Event.USER)
        .agg(nw.len().alias(Feature.FREQUENCY), start.min(), start.max().alias(LAST_ORDER))
    )
    table = (
        _by_customer(known)
        .join(_by_session(known), on=Event.USER, how="left")
        .join(by_order, on=Event.USER, how="left")
        .join(_by_item(known, items), on=Event.USER, how="left")
    )
    days = {
        Feature.RECENCY: _days(nw.col(LAST_PURCHASE), now),
        Feature.LAST_SEEN: _days(nw.col(LAST), now),
        Feature.TENURE: _days(nw.col(FIRST), now),
    }
    gross, refunded, saved = nw.col(GROSS), nw.col(REFUNDED), nw.col(SAVED)
    n_orders = nw.col(Feature.FREQUENCY).fill_null(0)
    ratios = {
        Feature.AVERAGE_ORDER: _ratio(gross, n_orders),
        Feature.INTERPURCHASE: _ratio((nw.col(LAST_ORDER) - nw.col(START)) / DAY_US, n_orders - 1),
        Feature.REFUND_RATE: _ratio(refunded, gross),
        Feature.DISCOUNT_SHARE: _ratio(saved, gross + saved),
        Feature.MEAN_RATING: _ratio(nw.col(Feature.MEAN_RATING), nw.col(Feature.RATINGS)),
        Feature.CONVERSION: _ratio(nw.col(CONVERTED), nw.col(VIEWED)),
        Feature.CART_ABANDONMENT: _ratio(nw.col(ABANDONED), nw.col(CARTED)),
    }
    counts = {name: nw.col(name).fill_null(0) for name in (*COUNTS, Feature.UNITS)}
    columns = {Feature.MONETARY: nw.col(Feature.MONETARY)} | counts | days | ratios
    return table.select(nw.col(Event.USER), *(columns[name].alias(name) for name in FEATURES))


def _by_customer(known: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """One row a customer: what is summed and counted over all their events."""
    purchase = is_kind(Kind.PURCHASE)
    epoch = nw.col(Event.EPOCH)
    sums = {
        Feature.UNITS: nw.when(purchase).then(units()),
        Feature.MONETARY: net(),
        GROSS: money(Kind.PURCHASE),
        REFUNDED: money(Kind.REFUND),
        SAVED: nw.when(purchase).then(nw.col(Event.DISCOUNT)),
        Feature.MEAN_RATING: nw.col(Event.RATING),
    }
    counts = {
        Feature.VIEWS: is_kind(Kind.VIEW),
        Feature.SEARCHES: is_kind(Kind.SEARCH),
        Feature.CARTS: is_kind(Kind.CART),
        Feature.WISHLISTS: is_kind(Kind.WISHLIST),
        Feature.RATINGS: ~nw.col(Event.RATING).is_null(),
    }
    return known.group_by(Event.USER).agg(
        *(value.sum().alias(name) for name, value in sums.items()),
        *(count(condition).alias(name) for name, condition in counts.items()),
        epoch.min().alias(FIRST),
        epoch.max().alias(LAST),
        nw.when(purchase).then(epoch).max().alias(LAST_PURCHASE),
    )


def _by_session(known: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """One row a customer with sessions: how many, and how many had a view, a cart, ...

    Two steps, session then customer: far cheaper than counting distinct sessions.
    """
    session = (
        known.filter(~nw.col(Event.SESSION).is_null())
        .group_by(Event.USER, Event.SESSION)
        .agg(
            count(is_kind(Kind.VIEW)).alias(Feature.VIEWS),
            count(is_kind(Kind.CART)).alias(Feature.CARTS),
            count(is_kind(Kind.PURCHASE)).alias(PURCHASES),
        )
    )
    viewed, carted = nw.col(Feature.VIEWS) > 0, nw.col(Feature.CARTS) > 0
    bought = nw.col(PURCHASES) > 0
    return session.group_by(Event.USER).agg(
        nw.len().alias(Feature.SESSIONS),
        count(viewed).alias(VIEWED),
        count(viewed & bought).alias(CONVERTED),
        count(carted).alias(CARTED),
        count(carted & ~bought).alias(ABANDONED),
    )


def _by_item(known: nw.LazyFrame[Any], items: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """One row a customer who bought: distinct items and categories."""
    return (
        known.filter(is_kind(Kind.PURCHASE), ~nw.col(Event.ITEM).is_null())
        .select(Event.USER, Event.ITEM)
        .unique()
        .join(items.select(Item.ITEM, Item.CATEGORY), on=Item.ITEM, how="left")
        .group_by(Event.USER, Item.CATEGORY)
        .agg(nw.len().alias(Feature.DISTINCT_ITEMS))
        .group_by(Event.USER)
        .agg(
            nw.col(Feature.DISTINCT_ITEMS).sum(),
            nw.col(Item.CATEGORY).count().alias(Feature.DISTINCT_CATEGORIES),
        )
    )


def _ratio(part: nw.Expr, whole: nw.Expr) -> nw.Expr:
    """part / whole where the whole is positive, else missing."""
    return nw.when(whole > 0).then(part / whole)


def _days(moment: nw.Expr, now: int | None) -> nw.Expr:
    """Days from `moment` (µs) to `now`; all missing where there are no times."""
    return (nw.lit(now or 0) - moment) / DAY_US


def known_by(dataset: Dataset, moment: datetime) -> pd.Index:
    """Ids of the customers with an event by `moment`; sorted."""
    selection = select(dataset)
    within = TimeWindow.moments(until=moment, zone=dataset.zone).events(selection.events)
    known = within.filter(~nw.col(Event.USER).is_null())
    numbers = known.select(Event.USER).unique().collect("pyarrow")[Event.USER].to_numpy()
    return selection.users[np.sort(numbers)]


def _facts(events: nw.LazyFrame[Any]) -> dict[str, Any]:
    """Newest instant (None without times), and how many rows know customer, price, discount."""
    columns = Event.PRICE, Event.DISCOUNT
    known = (nw.when(sold()).then(nw.col(name)).count().alias(name) for name in columns)
    return row(events.select(nw.col(Event.EPOCH).max(), nw.col(Event.USER).count(), *known))


def _nobody(window: TimeWindow) -> MissingColumns | ParameterError:
    if window.bounded:
        other = "a later moment" if window.first_us is None else "a longer time"
        return ParameterError(f"No customer has an event{window.words}; choose {other}.")
    return MissingColumns(
        "No event names a customer, so there is no one to describe; "
        f"map the column that identifies the customer to {Event.USER}."
    )


def _numeric_columns(dataset: Dataset) -> pd.DataFrame:
    """The numeric columns of a customer table, one row a customer, index sorted."""
    table = nw.from_native(dataset.customers)
    schema = table.collect_schema()
    numeric = [c for c, kind in schema.items() if c != Customer.USER and kind.is_numeric()]
    if not numeric:
        others = ", ".join(c for c in schema if c != Customer.USER) or "none"
        raise MissingColumns(
            "The customer table has no numeric column to describe customers by; "
            f"columns beside {Customer.USER}: {others}. Add numbers such as orders or spend."
        )
    known = table.filter(~nw.col(Customer.USER).is_null()).select(Customer.USER, *numeric)
    frame: pd.DataFrame = known.collect("pandas").to_native()
    return frame.set_index(Customer.USER).sort_index().astype("float64")
