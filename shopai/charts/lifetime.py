"""Lifetime value drawn: what is expected of whom, the model on trial, who may be lost."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from shopai.behaviour.retention.calibration import Calibration
from shopai.behaviour.retention.lifetime import LifetimeValue
from shopai.charts.labels import escape
from shopai.charts.marks import HOVER, whiskers
from shopai.charts.theme import MUTED, PRIMARY, SECOND, finish
from shopai.columns import Holdout
from shopai.format import counted, money, number, percent

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
    top, total = float(np.quantile(amounts, BEYOND)), float(amounts.sum())
    edges = np.linspace(0.0, top if top > 0 else 1.0, BARS + 1)
    place = np.clip(np.searchsorted(edges, amounts, side="left") - 1, 0, BARS)
    n = BARS + bool((place == BARS).any())
    counts = np.bincount(place, minlength=n)
    sums = np.bincount(place, weights=amounts, minlength=n)
    shown = [escape(money(edge, currency)) if priced else number(edge) for edge in edges]
    ranges = [f"{low} to {high}" for low, high in pairwise(shown)]
    middles = ((edges[:-1] + edges[1:]) / 2).tolist()
    shades = [PRIMARY] * len(middles)
    if n > BARS:
        middles.append(float(2 * edges[-1] - edges[-2]))
        ranges.append(f"more than {shown[-1]}")
        shades.append(MUTED)
    hover = [
        f"{amount}<br>{counted(size, 'customer')}: {percent(part / total) if total > 0 else '–'} "
        "of all that is expected"
        for amount, size, part in zip(ranges, counts.tolist(), sums.tolist(), strict=True)
    ]
    figure = go.Figure(
        go.Bar(
            x=middles,
            y=counts,
            marker={"color": shades},
            customdata=hover,
            hovertemplate=HOVER,
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
    n = [counted(count, "customer") for count in table[Holdout.CUSTOMERS]]
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
            customdata=[
                f"Probability {start:.0%} to {end:.0%}<br>{counted(n, 'customer')}"
                for n, (start, end) in zip(counts.tolist(), pairwise(edges), strict=True)
            ],
            hovertemplate=HOVER,
        )
    )
    finish(
        figure,
        f"Are they customers still? (n = {len(values):,} repeat buyers)",
        x="Chance to be a customer still; orange: in the list",
        y="Customers",
        height=380,
    )
    figure.update_xaxes(tickformat=".0%", range=[0, 1], dtick=0.1, showgrid=False)
    figure.update_layout(barcornerradius=2)
    return figure


def parameters(model: LifetimeValue, currency: str | None) -> pd.DataFrame:
    """One row a parameter: value, 95% interval, what it is; all as text."""
    unit = f", {currency}" if currency else ""
    meanings = {
        "r": "shape of the rates customers buy at",
        "alpha": "scale of the rates, weeks",
        "a": "leaving after a purchase, shape",
        "b": "staying after a purchase, shape",
        "leaving": "chance to leave after a purchase, the same for all",
        "p": "shape of the amounts of one customer's purchases",
        "q": "shape of how customers' mean amounts differ",
        "v": f"scale of the mean amounts{unit}",
    }
    rows = {
        name.replace("alpha", "α"): (
            number(each.value), f"{number(each.low)} to {number(each.high)}", meanings[name]
        )
        for name, each in model.parameters.items()
    }  # fmt: skip
    return pd.DataFrame.from_dict(rows, orient="index", columns=["Value", "95% interval", "What"])
