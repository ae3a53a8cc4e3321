"""Findings of the overview."""

from __future__ import annotations

from typing import Final

import pandas as pd

from shopai.behaviour.overview import KeyFigure, Overview, Period
from shopai.charts.labels import in_unit
from shopai.columns import TopItems, Trend
from shopai.format import money
from shopai.messages import N_
from shopai.sentences import Money, Sentence, count, plain

_BEST: Final = {
    "day": N_("The best day was {start}, with {amount}."),
    "week": N_("The best week was that from {start}, with {amount}."),
    "month": N_("The best month was {start:month}, with {amount}."),
}
#: Percent below which a figure counts as the same.
_SAME: Final = 0.05
#: A rise, a fall, and neither, of the orders and of the average order.
_ORDERS: Final = (
    N_("{by:.1}% more orders"), N_("{by:.1}% fewer orders"), N_("as many orders"),
)  # fmt: skip
_BASKET: Final = (
    N_("the average order {by:.1}% larger"),
    N_("the average order {by:.1}% smaller"),
    N_("the average order the same"),
)


def best_step(overview: Overview, currency: str | None) -> Sentence:
    """The day, week or month with the most revenue; without prices, with the most events."""
    priced = overview.ranked_by == TopItems.REVENUE
    values = overview.trend[Trend.REVENUE if priced else Trend.EVENTS].to_numpy()
    best = int(values.argmax())
    amount = (
        Sentence("{amount} of revenue", amount=Money(float(values[best]), currency))
        if priced
        else count(int(values[best]), "event")
    )
    start = overview.trend[Trend.START].iloc[best]
    return Sentence(_BEST[overview.step], start=start, amount=amount)


def compared_periods(overview: Overview) -> Sentence:
    """The two periods the key figures compare, or why none."""
    if overview.period is None or overview.period_before is None:
        if overview.trend.empty:
            return Sentence("All events together: the data have no times to compare periods by.")
        return Sentence(
            "All events together: the data cover too short a time to compare periods by."
        )
    return Sentence(
        "The last {length}, up to {end:medium}, against the {length} before.",
        length=_length(overview.period),
        end=overview.period.end,
    )


def how_it_goes(overview: Overview, currency: str | None, things: str = "event") -> Sentence:
    """Revenue of the last period against the one before, and what it comes from.

    Without periods the revenue of all time; without prices customers and events.

    things : what the events are, a noun of :data:`shopai.format.NOUNS`
    """
    revenue, orders, basket = overview.revenue, overview.orders, overview.average_order_value
    if revenue.total is None:
        return Sentence(
            "**{customers:customer}** with **{events}**; without prices there is no "
            "revenue to speak of.",
            customers=overview.totals.customers,
            events=count(overview.totals.events, things),
        )
    if revenue.change is None or revenue.current is None or overview.period is None:
        return Sentence(
            "**{money}** of revenue came from {orders:order} by {customers:known customer}.",
            money=Money(revenue.total, currency),
            orders=overview.orders.total or 0,
            customers=overview.totals.customers,
        )
    values = {
        "money": Money(revenue.current, currency),
        "length": _length(overview.period),
        "orders": _against(orders, _ORDERS),
        "basket": _against(basket, _BASKET),
    }
    if abs(revenue.change) < _SAME:
        return Sentence(
            "Revenue held at **{money}** in the last {length}: {orders}, {basket}.", **values
        )
    by = abs(revenue.change)
    if revenue.change > 0:
        return Sentence(
            "Revenue rose **{by:.1}%** to **{money}** in the last {length}: {orders}, {basket}.",
            by=by,
            **values,
        )
    return Sentence(
        "Revenue fell **{by:.1}%** to **{money}** in the last {length}: {orders}, {basket}.",
        by=by,
        **values,
    )


def best_seller(overview: Overview, currency: str | None, things: str = "event") -> Sentence:
    """The item, or without items the category, that leads, and its share of all.

    things : what the events are, a noun of :data:`shopai.format.NOUNS`
    """
    table, name = overview.top_items, TopItems.TITLE
    if table.empty:
        table, name = overview.top_categories, TopItems.CATEGORY
    row = table.iloc[0]
    called = row[name] if isinstance(row[name], str) else row[TopItems.ITEM]
    share = float(row[TopItems.SHARE])
    if overview.ranked_by == TopItems.REVENUE:
        return Sentence(
            "**{name}** brings most: **{money}**, {share:percent} of the revenue.",
            name=str(called),
            money=Money(float(row[TopItems.REVENUE]), currency),
            share=share,
        )
    return Sentence(
        "**{name}** leads with **{n}**, {share:percent} of all.",
        name=str(called),
        n=count(int(row[TopItems.EVENTS]), things),
        share=share,
    )


def allowed(ready: int, analyses: int) -> Sentence:
    """The number of analyses the data allow, of all there are."""
    if ready == analyses:
        return Sentence("These data fill **every page**.")
    return Sentence(
        "These data fill **{ready} of {analyses} analyses**; below is what the others need.",
        ready=ready,
        analyses=analyses,
    )


def _length(period: Period) -> Sentence:
    days = (period.end - period.start) / pd.Timedelta(days=1)
    return count(round(days), "day") if days >= 2 else count(round(days * 24), "hour")


def _against(figure: KeyFigure, words: tuple[str, str, str]) -> Sentence:
    """The change of one figure in words: `words` for a rise, a fall, and neither."""
    rise, fall, same = words
    if figure.change is None or abs(figure.change) < _SAME:
        return Sentence(same)
    return Sentence(rise if figure.change > 0 else fall, by=abs(figure.change))


def shown(value: float | None, figure: KeyFigure, currency: str | None) -> str:
    """`value` in the unit of the key figure, large money in short; a dash where it is None."""
    if value is None:
        return "–"
    if figure.unit == "money":
        return money(value, currency, short=abs(value) >= 100_000)
    return in_unit(value, figure.unit)


def change(figure: KeyFigure) -> str | None:
    """Against the period before: percent, and for a share percentage points."""
    if figure.change is None or figure.current is None or figure.previous is None:
        return None
    if figure.unit == "share":
        return f"{(figure.current - figure.previous) * 100:+.1f} points"
    return f"{figure.change:+.1f}%"


def all_time(figure: KeyFigure, overview: Overview, currency: str | None, time: str) -> str:
    """The figure of all time, and what an average divides where the figures beside it do not.

    time : what is called so, "all time" or "the chosen time"
    Returns Markdown.
    """
    words = f"{time.capitalize()}: {plain(shown(figure.total, figure, currency))}"
    orders = overview.orders.total
    if figure is overview.average_order_value and figure.total is not None and orders:
        gross = plain(money(figure.total * orders, currency, short=True))
        words += f". It is the money before refunds, {gross}, of {orders:,.0f} orders."
    return words
