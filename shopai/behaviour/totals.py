"""What is counted, once for all analyses: customers, buyers, orders, visits, revenue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import narwhals as nw

from shopai.columns import Event, Kind
from shopai.customers import START, count, is_kind, net, sold

#: What a customer does while shopping. A refund or a rating alone makes no visit.
SHOPPING: Final = (Kind.VIEW, Kind.SEARCH, Kind.CART, Kind.WISHLIST, Kind.PURCHASE)

BOUGHT: Final = "with_purchase"  # column of `visits` and of `buying`: purchases, events
_EVENTS, _UNTIMED, _FIRST, _LAST, _PRICED = "events", "untimed", "first", "last", "priced"


@dataclass(frozen=True)
class Totals:
    """How much there is of everything among the chosen events."""

    customers: int  # known customers with any event
    buyers: int  # known customers with a purchase
    orders: int  # guests' too; what an order is: shopai.customers.order_keys
    guest_orders: int  # of them by guests
    visits: int  # sessions of one customer with a shopping event; guests' too
    revenue: float | None  # net of refunds, guests' too; None where nothing sold has a price
    events: int
    untimed: int  # of them without a time


@dataclass(frozen=True)
class Sums:
    """What one look at all events gives."""

    events: int
    untimed: int
    first_us: int | None  # oldest and newest instant, µs since 1970; None without times
    last_us: int | None
    revenue: float | None  # as in Totals


def sums_of(events: nw.LazyFrame[Any]) -> Sums:
    """How many events, from when to when, and the revenue. Two scans by the engine."""
    epoch = nw.col(Event.EPOCH)
    found = row(
        events.select(
            nw.len().alias(_EVENTS),
            count(epoch.is_null()).alias(_UNTIMED),
            epoch.min().alias(_FIRST),
            epoch.max().alias(_LAST),
        )
    )
    money = row(
        events.filter(sold()).select(
            nw.col(Event.PRICE).count().alias(_PRICED), net().sum().alias(_EVENTS)
        )
    )
    return Sums(
        events=found[_EVENTS],
        untimed=found[_UNTIMED],
        first_us=found[_FIRST],
        last_us=found[_LAST],
        revenue=money[_EVENTS] if money[_PRICED] else None,
    )


def people_of(events: nw.LazyFrame[Any]) -> tuple[int, int]:
    """Known customers among `events`, and those of them with a purchase."""
    found = row(
        events.filter(~nw.col(Event.USER).is_null())
        .group_by(Event.USER)
        .agg(count(is_kind(Kind.PURCHASE)).alias(BOUGHT))
        .select(nw.len().alias(_EVENTS), count(nw.col(BOUGHT) > 0).alias(BOUGHT))
    )
    return found[_EVENTS], found[BOUGHT]


def visits(events: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """One row a visit: a session of one customer with a shopping event; when it began."""
    return (
        events.filter(nw.col(Event.KIND).is_in(SHOPPING), ~nw.col(Event.SESSION).is_null())
        .group_by(Event.USER, Event.SESSION)
        .agg(nw.col(Event.EPOCH).min().alias(START), count(is_kind(Kind.PURCHASE)).alias(BOUGHT))
    )


def row(table: nw.LazyFrame[Any]) -> dict[str, Any]:
    """The one row of an aggregate."""
    return table.collect("pyarrow").rows(named=True)[0]
