"""The shop at a glance, drawn: revenue over time and what sells best."""

from __future__ import annotations

import math
from typing import Final

import pandas as pd
import plotly.graph_objects as go

from shopai.charts.labels import escape
from shopai.charts.marks import HOVER, name_rows, row_bars
from shopai.charts.theme import MUTED, PRIMARY, finish
from shopai.columns import TopItems, Trend
from shopai.format import money, number, percent

#: Days in a step that has always as many.
_DAYS: Final = {"day": 1, "week": 7}
#: How a step of the trend is called on an axis.
STEPS: Final = {"day": "Day", "week": "Week that began on", "month": "Month"}


def trend_bars(trend: pd.DataFrame, step: str, currency: str | None = None) -> go.Figure:
    """Revenue by day, week or month; where nothing has a price, events instead.

    `trend`: columns of :class:`shopai.columns.Trend`, as :func:`shopai.behaviour.overview`
    gives it. Steps the data cover only in part are grey, so a short last week is not
    mistaken for a fall.
    """
    priced = trend[Trend.REVENUE].notna().any()
    what = "Revenue" if priced else "Events"
    values = trend[Trend.REVENUE if priced else Trend.EVENTS]
    amounts = [escape(money(v, currency)) if priced else number(v) for v in values]
    whole = trend[Trend.WHOLE].astype(bool).tolist()
    figure = go.Figure(
        go.Bar(
            x=trend[Trend.START],
            y=values.to_numpy(),
            marker={"color": [PRIMARY if complete else MUTED for complete in whole]},
            customdata=[
                f"{start:%-d %b %Y}<br>{what}: {amount}<br>Orders: {orders:,}"
                + ("" if complete else "<br>Not covered in full by the data")
                for start, amount, orders, complete in zip(
                    trend[Trend.START], amounts, trend[Trend.ORDERS], whole, strict=True
                )
            ],
            hovertemplate=HOVER,
        )
    )
    unit = f" ({escape(currency)})" if priced and currency else ""
    finish(figure, f"{what} by {step}", x=STEPS[step], y=what + unit, height=360)
    figure.update_layout(bargap=0.12, barcornerradius=2)
    figure.update_yaxes(rangemode="tozero")
    if step in _DAYS and len(trend):
        # ticks on the days the bars stand for, not on the chart library's own weeks
        apart = _DAYS[step] * max(1, math.ceil(len(trend) / 8))
        first = trend[Trend.START].iloc[0]
        figure.update_xaxes(tick0=first, dtick=apart * 86_400_000, tickformat="%-d %b\n%Y")
    return figure


def top_bars(
    table: pd.DataFrame, names: list[str], ranked_by: str, title: str, currency: str | None = None
) -> go.Figure:
    """The best sellers as bars, the best on top.

    `table`: columns of :class:`shopai.columns.TopItems`, best first; `names`: what to call each
    row, in the same order; `ranked_by`: the column drawn.
    """
    priced = ranked_by == TopItems.REVENUE
    values = table[ranked_by].to_numpy()
    short = [escape(money(v, currency, short=True)) if priced else number(v) for v in values]
    hover = [
        f"{escape(name)}<br>{amount}, {percent(share)} of all"
        for name, amount, share in zip(names, short, table[TopItems.SHARE], strict=True)
    ]
    figure = go.Figure(row_bars(values, PRIMARY, hover, text=short, textposition="auto"))
    axis = f"Revenue ({escape(currency)})" if priced and currency else ranked_by.capitalize()
    finish(figure, title, x=axis, height=120 + 28 * max(len(names), 3))
    return name_rows(figure, names, 28)
