"""Results of the overview that findings are made of, small and by hand."""

from __future__ import annotations

import pandas as pd

from shopai.behaviour.overview import KeyFigure
from shopai.columns import CustomerColumn, TopItems
from shopai.findings import customers, overview
from tests.findings.of_segments import NAME, Case, Result, result


def figure(total: float | None, now: float | None, before: float | None) -> KeyFigure:
    return KeyFigure("x", "orders", total, now, before)


def shop(n: int, revenue: float | None, now: float | None, before: float | None) -> Result:
    """`n` of everything; revenue of all time, of the last 30 days, of the 30 before."""
    start = pd.Timestamp("2025-09-01")
    return result(
        revenue=figure(revenue, now, before),
        orders=figure(n, n, n + 1),
        average_order_value=figure(3.0, 3.0, 2.0),
        totals=result(customers=n, events=n),
        period=result(start=start, end=start + pd.Timedelta(days=30)),
    )


def sold(n: int, by: str, titled: bool = True) -> Result:
    row = {TopItems.ITEM: "i", TopItems.TITLE: NAME if titled else None, TopItems.CATEGORY: NAME,
           TopItems.REVENUE: 5.0, TopItems.EVENTS: n, TopItems.SHARE: 0.5}  # fmt: skip
    table = pd.DataFrame([row])
    return result(top_items=table, top_categories=table, ranked_by=by)


def columns(missing: float) -> pd.DataFrame:
    return pd.DataFrame({CustomerColumn.COLUMN: [NAME], CustomerColumn.MISSING: [missing]})


#: Every finding on the whole shop by its name, in each of its forms, of n things.
CASES: dict[str, Case] = {
    "overview.rose": lambda n: overview.how_it_goes(shop(n, 9.0, 4.0, 2.0), "EUR"),
    "overview.fell": lambda n: overview.how_it_goes(shop(n, 9.0, 2.0, 4.0), "EUR"),
    "overview.held": lambda n: overview.how_it_goes(shop(n, 9.0, 2.0, 2.0), None),
    "overview.short": lambda n: overview.how_it_goes(shop(n, 9.0, None, None), "EUR"),
    "overview.unpriced": lambda n: overview.how_it_goes(shop(n, None, None, None), None),
    "overview.seller": lambda n: overview.best_seller(sold(n, TopItems.REVENUE), "EUR"),
    "overview.seller.untitled": lambda n: overview.best_seller(sold(n, TopItems.EVENTS, False), ""),
    "overview.allowed": lambda n: overview.allowed(n, 1201),
    "overview.allowed.all": lambda _: overview.allowed(11, 11),
    "customers.complete": lambda n: customers.complete(columns(0.0), n),
    "customers.gaps": lambda n: customers.complete(columns(0.25), n),
}
