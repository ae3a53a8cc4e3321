"""Measures in the engine's terms, the same for every analysis: money, units, orders."""

from __future__ import annotations

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
