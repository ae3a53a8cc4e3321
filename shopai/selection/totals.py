"""Money, units and orders in the engine's terms, and totals, counted once for all analyses."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import narwhals as nw

from shopai.columns import Event, Kind, Line

#: Columns of the tables made here.
INSTANT: Final = "instant_us"  # of a purchase with neither order number nor session
START: Final = "start_us"  # first event of an order or session
GROSS: Final = "purchased"  # money before refunds


def is_kind(kind: str) -> nw.Expr:
    """True for events of `kind`."""
    return nw.col(Event.KIND) == kind


def sold() -> nw.Expr:
    """True for purchases and refunds."""
    return is_kind(Kind.PURCHASE) | is_kind(Kind.REFUND)


def units() -> nw.Expr:
    """Quantity of the event; one where the source names none."""
    return nw.col(Event.QUANTITY).fill_null(1.0)


def money(kind: str) -> nw.Expr:
    """Price × quantity of events of `kind`; missing for other kinds and without a price."""
    return nw.when(is_kind(kind)).then(nw.col(Event.PRICE) * units())


def net() -> nw.Expr:
    """Net spend of an event: money purchased minus money refunded, 0 for other kinds."""
    return money(Kind.PURCHASE).fill_null(0.0) - money(Kind.REFUND).fill_null(0.0)


def count(condition: nw.Expr) -> nw.Expr:
    """Rows of a group that satisfy `condition`; quicker than to sum ones and zeros."""
    return nw.when(condition).then(nw.lit(1)).count()


def latest(value: str, where: str, before: str = "") -> str:
    """SQL of `value` at the latest of a group's events that satisfy `where`; null without any.

    By time, one that is missing the oldest; of equally late events the later row of the source
    counts. `before` : SQL of what goes before the time, the largest first
    """
    came = f"coalesce({Event.EPOCH}, {-(2**63) + 1}), {Line.LINE}"
    return f"arg_max({value}, ({before}{came})) FILTER ({where})"


#: What one order is told from another by, where :func:`order_keys` has been.
ORDER_KEYS: Final = (Event.USER, Event.ORDER, Event.SESSION, INSTANT)


def order_keys(events: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """The purchases, with `ORDER_KEYS`: lines that agree on all four are one order.

    An order is an order number of one customer or, where the source has none, a session of
    one customer with a purchase. A session "7" is never taken for an order "7". Purchases
    with neither, as guests' often are, make one order when they are of the same instant;
    guests who bought at the same instant, or without a time, cannot be told apart.
    """
    unnumbered = nw.col(Event.ORDER).is_null()
    loose = unnumbered & nw.col(Event.SESSION).is_null()
    return events.filter(is_kind(Kind.PURCHASE)).with_columns(
        nw.when(unnumbered).then(nw.col(Event.SESSION)).alias(Event.SESSION),
        nw.when(loose).then(nw.col(Event.EPOCH)).alias(INSTANT),
    )


def orders(events: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """One row an order (:func:`order_keys`): customer, ``START`` (µs), ``GROSS`` (money)."""
    return (
        order_keys(events)
        .group_by(*ORDER_KEYS)
        .agg(nw.col(Event.EPOCH).min().alias(START), money(Kind.PURCHASE).sum().alias(GROSS))
    )


#: What a customer does while shopping. A refund or a rating alone makes no visit.
SHOPPING: Final = (Kind.VIEW, Kind.SEARCH, Kind.CART, Kind.WISHLIST, Kind.PURCHASE)

#: Columns of the counts below.
CUSTOMERS, ORDERS, GUESTS, VISITS, REVENUE, REFUNDED, EVENTS, UNTIMED, FIRST, LAST = (
    "customers", "orders", "guests", "visits", "revenue", "refunded", "events", "untimed", "first",
    "last",
)  # fmt: skip
#: The numbers of :class:`Totals`.
NAMES: Final = (
    "customers", "buyers", "orders", "guest_orders", "visits", "revenue", "refunded", "events",
    "untimed",
)  # fmt: skip
BOUGHT: Final = "with_purchase"  # purchases of a visit, events; customers with a purchase


@dataclass(frozen=True, eq=False, repr=False)
class Totals:
    """Totals of the events that pass a filter.

    Each number is counted when it is first asked for, once a data set and filter, whichever
    analysis asks: a chart does not wait for numbers it does not show.
    """

    events_of: Callable[[], nw.LazyFrame[Any]]  # makes the events that pass, lazily
    counted: dict[str, dict[str, Any]]  # where the numbers are kept, with the data set

    def _number(self, count: Callable[[nw.LazyFrame[Any]], dict[str, Any]], name: str) -> Any:
        if count.__name__ not in self.counted:
            self.counted[count.__name__] = count(self.events_of())
        return self.counted[count.__name__][name]

    @property
    def customers(self) -> int:
        """Known customers with any event."""
        return int(self._number(people, CUSTOMERS))

    @property
    def buyers(self) -> int:
        """Known customers with a purchase."""
        return int(self._number(people, BOUGHT))

    @property
    def orders(self) -> int:
        """Orders, guests' too; what an order is: :func:`order_keys`."""
        return int(self._number(placed, ORDERS))

    @property
    def guest_orders(self) -> int:
        """Of the orders, those by guests."""
        return int(self._number(placed, GUESTS))

    @property
    def visits(self) -> int:
        """Sessions of one customer with a shopping event; guests' too."""
        return int(self._number(visited, VISITS))

    @property
    def revenue(self) -> float | None:
        """Money of purchases less that of refunds, guests' too; None where nothing sold has a
        price."""
        money = self._number(earned, REVENUE)
        return None if money is None else float(money)

    @property
    def refunded(self) -> float | None:
        """Money of refunds, guests' too; None where nothing sold has a price."""
        money = self._number(earned, REFUNDED)
        return None if money is None else float(money)

    @property
    def events(self) -> int:
        """Events of all kinds."""
        return int(self._number(happened, EVENTS))

    @property
    def untimed(self) -> int:
        """Of the events, those without a time."""
        return int(self._number(happened, UNTIMED))

    @property
    def span_us(self) -> tuple[int, int] | None:
        """Oldest and newest event, as ``epoch_us``; None where no event has a time."""
        first, last = self._number(happened, FIRST), self._number(happened, LAST)
        return None if first is None else (int(first), int(last))

    def known(self) -> dict[str, float | None]:
        """All the numbers by name, counted now."""
        return {name: getattr(self, name) for name in NAMES}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Totals) and self.known() == other.known()

    def __repr__(self) -> str:
        return f"Totals({', '.join(f'{name}={n!r}' for name, n in self.known().items())})"


def happened(events: nw.LazyFrame[Any]) -> dict[str, Any]:
    """Events, those without a time, oldest and newest instant (None without times)."""
    epoch = nw.col(Event.EPOCH)
    return row(
        events.select(
            nw.len().alias(EVENTS),
            count(epoch.is_null()).alias(UNTIMED),
            epoch.min().alias(FIRST),
            epoch.max().alias(LAST),
        )
    )


def earned(events: nw.LazyFrame[Any]) -> dict[str, Any]:
    """Revenue, and what of it was given back; None where nothing sold has a price."""
    sums = row(
        events.filter(sold()).select(
            nw.col(Event.PRICE).count().alias(EVENTS),
            net().sum().alias(REVENUE),
            money(Kind.REFUND).fill_null(0.0).sum().alias(REFUNDED),
        )
    )
    return {name: sums[name] if sums[EVENTS] else None for name in (REVENUE, REFUNDED)}


def people(events: nw.LazyFrame[Any]) -> dict[str, Any]:
    """Known customers, and those of them with a purchase."""
    return row(
        events.filter(~nw.col(Event.USER).is_null())
        .group_by(Event.USER)
        .agg(count(is_kind(Kind.PURCHASE)).alias(BOUGHT))
        .select(nw.len().alias(CUSTOMERS), count(nw.col(BOUGHT) > 0).alias(BOUGHT))
    )


def placed(events: nw.LazyFrame[Any]) -> dict[str, Any]:
    """Orders, and those of them by guests."""
    guest = count(nw.col(Event.USER).is_null()).alias(GUESTS)
    return row(orders(events).select(nw.len().alias(ORDERS), guest))


def visited(events: nw.LazyFrame[Any]) -> dict[str, Any]:
    """Visits."""
    return row(visits(events).select(nw.len().alias(VISITS)))


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
