"""Lifetime value drawn: what is expected of whom, the model on trial, who may be lost."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from shopai.arrays import Array, Floats
from shopai.behaviour.retention import Calibration
from shopai.charts.labels import escape
from shopai.charts.marks import whiskers
from shopai.charts.theme import MUTED, PRIMARY, SECOND, finish
from shopai.columns import Holdout
from shopai.format import money, number, percent

#: Bars of a distribution; the last holds the customers beyond the 99th percentile.
BARS: Final = 30
BEYOND: Final = 0.99
#: Width of a bar of probabilities.
STEP: Final = 0.05


def value_bars(
    values: pd.Series, days: int, currency: str | None = None, priced: bool = True
) -> go.Figure:
    """Customers by the money or purchases expected of them.

    values : (n,) expected money of each buyer in the horizon, >= 0; purchases unless `priced`

    The bars are of one width up to the 99th percentile; whoever is beyond is in a grey last
    one, so that a few great customers do not hide all others.
    """
    amounts = values.to_numpy(dtype=np.float64)
    edges, counts, sums = _binned(amounts)
    total = float(amounts.sum())
    shown = [_amount(edge, currency, priced) for edge in edges]
    ranges = [f"{low} to {high}" for low, high in pairwise(shown)]
    middles = ((edges[:-1] + edges[1:]) / 2).tolist()
    shades = [PRIMARY] * len(middles)
    if len(counts) > len(middles):
        width = float(edges[1] - edges[0])
        middles.append(float(edges[-1]) + width)
        ranges.append(f"more than {shown[-1]}")
        shades.append(MUTED)
    brings = [percent(part / total) if total > 0 else "–" for part in sums]
    figure = go.Figure(
        go.Bar(
            x=middles,
            y=counts,
            marker={"color": shades},
            customdata=list(zip(ranges, brings, strict=True)),
            hovertemplate="%{customdata[0]}<br>%{y:,} customers, who bring %{customdata[1]} "
            "of all that is expected<extra></extra>",
        )
    )
    what = "spend" if priced else "purchases"
    unit = f" ({escape(currency)})" if priced and currency else ""
    finish(
        figure,
        f"Expected {what} of each buyer (n = {len(amounts):,})",
        x=f"Expected {what} in {days:,} days{unit}",
        y="Customers",
        height=380,
    )
    figure.update_layout(bargap=0.08, barcornerradius=2)
    figure.update_xaxes(rangemode="tozero")
    return figure


def _binned(amounts: Floats) -> tuple[Array, Array, Array]:
    """Edges (m + 1,) of the bars, and of each bar the customers and their sum.

    One bar more than the edges bound where some are beyond the last edge.
    """
    top = float(np.quantile(amounts, BEYOND))
    edges = np.linspace(0.0, top if top > 0 else 1.0, BARS + 1)
    place = np.minimum(np.searchsorted(edges, amounts, side="left") - 1, BARS)
    place = np.maximum(place, 0)
    n = int(place.max()) + 1 if (place == BARS).any() else BARS
    counts = np.bincount(place, minlength=n)
    return edges, counts, np.bincount(place, weights=amounts, minlength=n)


def _amount(value: float, currency: str | None, priced: bool) -> str:
    return escape(money(value, currency)) if priced else number(value)


def calibration_bars(calibration: Calibration) -> go.Figure:
    """Purchases a customer in the days held out: what happened, and what the model expected.

    A pair for each number of repeat purchases before; whiskers are the 95 % range in which
    the model says what happened should be.
    """
    table = calibration.table
    repeats = table[Holdout.REPEATS].to_numpy()
    names = [f"{n:,}" for n in repeats]
    if len(names):
        names[-1] = f"{repeats[-1]:,}+"
    rows = list(range(len(table)))
    n = [f"{count:,} customers" for count in table[Holdout.CUSTOMERS]]
    predicted = table[Holdout.PREDICTED].to_numpy()
    figure = go.Figure()
    figure.add_bar(
        x=rows,
        y=table[Holdout.ACTUAL].to_numpy(),
        name="What happened",
        marker={"color": MUTED},
        customdata=n,
        hovertemplate="Happened: %{y:.2f} purchases a customer<br>%{customdata}<extra></extra>",
    )
    figure.add_scatter(
        x=rows,
        y=predicted,
        name="Expected by the model",
        mode="markers",
        marker={"color": SECOND, "size": 11, "symbol": "diamond"},
        error_y=whiskers(predicted, table[Holdout.LOW], table[Holdout.HIGH], SECOND, 2, None),
        customdata=[
            f"{low:.2f} to {high:.2f}; {count}"
            for low, high, count in zip(table[Holdout.LOW], table[Holdout.HIGH], n, strict=True)
        ],
        hovertemplate="Expected: %{y:.2f} purchases a customer<br>%{customdata}<extra></extra>",
    )
    finish(
        figure,
        f"Expected against what happened (n = {calibration.n:,})",
        x="Repeat purchases before",
        y="Purchases a customer",
        height=400,
        legend=True,
    )
    figure.update_layout(legend={"y": -0.22})
    figure.update_xaxes(tickvals=rows, ticktext=names, showgrid=False)
    figure.update_yaxes(rangemode="tozero")
    return figure


def within(calibration: Calibration) -> tuple[int, int]:
    """In how many rows of the trial what happened is in the range the model gave; of how many."""
    table = calibration.table
    inside = table[Holdout.ACTUAL].between(table[Holdout.LOW], table[Holdout.HIGH])
    return int(inside.sum()), len(table)


def alive_bars(alive: pd.Series, low: float, high: float) -> go.Figure:
    """Repeat buyers by the probability to be customers still; those in [low, high) orange.

    alive : (n,) in 0 … 1; `low` and `high` are multiples of 0.05, as the bars are wide
    """
    n_bars = round(1 / STEP)
    values = alive.to_numpy(dtype=np.float64)
    # a tiny step up: 0.15 / 0.05 is below 3 by the last bit
    place = np.minimum(np.floor(values / STEP + 1e-9), n_bars - 1).astype(np.int64)
    counts = np.bincount(place, minlength=n_bars)
    edges = [round(bar * STEP, 2) for bar in range(n_bars + 1)]
    chosen = [low - 1e-9 <= edge and edge < high - 1e-9 for edge in edges[:-1]]
    figure = go.Figure(
        go.Bar(
            x=[(edge + STEP / 2) for edge in edges[:-1]],
            y=counts,
            width=STEP * 0.9,
            marker={"color": [SECOND if mark else PRIMARY for mark in chosen]},
            customdata=[f"{start:.0%} to {end:.0%}" for start, end in pairwise(edges)],
            hovertemplate="Probability %{customdata}<br>%{y:,} customers<extra></extra>",
        )
    )
    finish(
        figure,
        f"Are they customers still? (n = {len(values):,} repeat buyers)",
        x="Probability; orange: in the list",
        y="Customers",
        height=380,
    )
    figure.update_xaxes(tickformat=".0%", range=[0, 1], dtick=0.1, showgrid=False)
    figure.update_layout(barcornerradius=2)
    return figure
