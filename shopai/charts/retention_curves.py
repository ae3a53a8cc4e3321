"""Cohorts drawn as curves: each cohort, the mean of all, the mean of each group."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pandas as pd
import plotly.graph_objects as go

from shopai.arrays import Array
from shopai.behaviour.retention.cohort_table import CohortTables
from shopai.charts.labels import escape
from shopai.charts.marks import HOVER, band
from shopai.charts.retention import (
    FIRM,
    MEASURES,
    MOST_COHORTS,
    age_title,
    cohort_name,
    frame_of,
    ticks_of,
)
from shopai.charts.theme import MUTED, PRIMARY, colour, finish
from shopai.columns import CohortTable
from shopai.format import counted, money, percent

#: The measures that have curves and a mean.
CURVES: Final = (CohortTable.SHARE, CohortTable.VALUE)
#: With more ages than this, markers would run together.
MOST_MARKED: Final = 30


def cohort_curves(
    cohorts: CohortTables, measure: str, currency: str | None = None, by: str = "purchase"
) -> go.Figure:
    """Each cohort as a thin line against its age, and the mean of all in bold.

    measure : one of `CURVES`; of the share the mean has its 95 % interval as a band

    What is not over yet is left out, and a line of few customers, which would only jump. A
    mean is over the customers of all cohorts whose period is whole, however small, so at later
    ages it rests on fewer.
    """
    figure = go.Figure(_thin(cohorts, measure, currency))
    _add_mean(figure, cohorts, measure, PRIMARY, 0.2, "Mean of all cohorts", currency)
    title = f"{MEASURES[measure].label} (n = {int(cohorts.sizes.sum()):,})"
    return _finished(figure, title, measure, currency, cohorts.period, by)


def group_curves(
    groups: Mapping[str, CohortTables],
    measure: str,
    currency: str | None = None,
    by: str = "purchase",
) -> go.Figure:
    """The mean of each group's cohorts against their age, in the colours of segments.

    groups : the cohorts of each group, by what it is called; in the order of their colours
    measure : one of `CURVES`; shares have their 95 % intervals as bands
    """
    figure, period, n = go.Figure(), "month", 0
    for label, (name, cohorts) in enumerate(groups.items()):
        period, size = cohorts.period, int(cohorts.sizes.sum())
        shown = f"{escape(name)} (n = {size:,})"
        _add_mean(figure, cohorts, measure, colour(label), 0.12, shown, currency)
        n += size
    title = f"{MEASURES[measure].label} by segment (n = {n:,})"
    return _finished(figure, title, measure, currency, period, by)


def _ages(cohorts: CohortTables, measure: str) -> Array:
    """The ages that have a mean of some customers.

    That is 20, in a small shop a tenth of those the mean begins with: a mean of the last few,
    who came first, would tell of them and not of time.
    """
    mean = cohorts.mean[cohorts.mean.index >= MEASURES[measure].begins]
    customers = mean[CohortTable.SIZE]
    least = min(FIRM, float(customers.iloc[0]) / 10) if len(mean) else 0.0
    ages: Array = mean.index[(mean[CohortTable.COHORTS] > 0) & (customers >= least)].to_numpy()
    return ages


def _thin(cohorts: CohortTables, measure: str, currency: str | None) -> go.Scatter:
    """The newest cohorts of some size, as one trace with gaps between them."""
    frame, whole = frame_of(cohorts, measure).to_numpy(), cohorts.whole.to_numpy()
    ages, unit = _ages(cohorts, measure), MEASURES[measure].unit
    x: list[int | None] = []
    y: list[float | None] = []
    text: list[str] = []
    starts = pd.DatetimeIndex(cohorts.sizes.index)
    oldest = len(starts) - MOST_COHORTS
    for row, (start, size) in enumerate(zip(starts, cohorts.sizes.tolist(), strict=True)):
        if size < FIRM or row < oldest:
            continue
        name = f"{cohort_name(start, cohorts.period)} · {counted(size, 'customer')}"
        points = [int(age) for age in ages if whole[row, age]]
        x += [*points, None]
        y += [*(float(frame[row, age]) for age in points), None]
        text += [f"{name}<br>{_full(frame[row, age], unit, currency)}" for age in points] + [""]
    return go.Scatter(
        x=x,
        y=y,
        text=text,
        mode="lines",
        line={"color": MUTED, "width": 1},
        opacity=0.7,
        name=f"Each cohort of at least {FIRM}",
        hovertemplate=f"{cohorts.period.capitalize()} %{{x}}<br>%{{text}}<extra></extra>",
    )


def _add_mean(
    figure: go.Figure,
    cohorts: CohortTables,
    measure: str,
    shade: str,
    opacity: float,
    name: str,
    currency: str | None,
) -> None:
    """The mean of the cohorts as a line; of the share with its interval as a band behind it."""
    ages = _ages(cohorts, measure)
    mean = cohorts.mean.loc[ages]
    if measure == CohortTable.SHARE:
        low, high = (mean[end].to_numpy() for end in (CohortTable.LOW, CohortTable.HIGH))
        figure.add_trace(band(ages, low, high, shade, opacity))
    hover = []
    for age, row in zip(ages, mean.to_dict("records"), strict=True):
        text = _full(row[measure], MEASURES[measure].unit, currency)
        if measure == CohortTable.SHARE:
            text += f" ({percent(row[CohortTable.LOW])} to {percent(row[CohortTable.HIGH])})"
        hover.append(
            f"<b>{name}</b><br>{cohorts.period.capitalize()} {age}: {text}"
            f"<br>{counted(row[CohortTable.SIZE], 'customer')} of "
            f"{counted(row[CohortTable.COHORTS], 'cohort')}"
        )
    figure.add_scatter(
        x=ages,
        y=mean[measure].to_numpy(),
        mode="lines+markers" if len(ages) <= MOST_MARKED else "lines",
        name=name,
        line={"color": shade, "width": 3},
        marker={"size": 6},
        customdata=hover,
        hovertemplate=HOVER,
    )


def _full(value: float, unit: str, currency: str | None) -> str:
    return percent(value) if unit == "share" else escape(money(value, currency))


def _finished(
    figure: go.Figure, title: str, measure: str, currency: str | None, period: str, by: str
) -> go.Figure:
    money_axis = f"Revenue per customer{f' ({escape(currency)})' if currency else ''}"
    share = measure == CohortTable.SHARE
    y = "" if share else money_axis
    finish(figure, title, x=age_title(period, by), y=y, height=440, legend=True)
    figure.update_layout(hovermode="closest", legend={"y": -0.2})
    figure.update_yaxes(rangemode="tozero", tickformat=".0%" if share else None)
    ages = max((list(trace.x) for trace in figure.data if trace.x is not None), key=len, default=[])
    return figure.update_xaxes(zeroline=False, **ticks_of(ages))
