"""Cohorts drawn: a heat map of cohort by age."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from shopai.behaviour.retention.cohort_table import CohortTables
from shopai.charts import marks
from shopai.charts.labels import escape
from shopai.charts.theme import INK, MUTED, SHADES, finish, translucent
from shopai.columns import CohortTable
from shopai.format import compact, counted, money, percent
from shopai.intervals import wilson


@dataclass(frozen=True)
class Measure:
    """A measure of cohorts that can be drawn."""

    label: str
    unit: str  # "share", "money" or a thing counted
    begins: int  # the first age drawn: at age 0 everybody is active, by what a cohort is
    frame: str  # the field of CohortTables


#: What can be drawn, by column of :class:`shopai.columns.CohortTable`.
MEASURES: Final = {
    CohortTable.SHARE: Measure("Share who came back", "share", 1, "share"),
    CohortTable.CUSTOMERS: Measure("Customers who came back", "customers", 1, "customers"),
    CohortTable.ORDERS: Measure("Orders", "orders", 0, "orders"),
    CohortTable.REVENUE: Measure("Revenue", "money", 0, "revenue"),
    CohortTable.VALUE: Measure("Revenue per customer so far", "money", 0, "cumulative_value"),
}

#: More rows than this are no longer read; the newest are drawn.
MOST_COHORTS: Final = 60
#: Height of all rows at most, so that the map is on the first screen; of one, at most and least
#: for a name beside each.
ROWS, ROW_HEIGHT, NAMED_HEIGHT = 450, 26, 15
#: Up to so many ages each has a tick.
FEW_AGES: Final = 13
#: With more columns than this, a number no longer fits in its cell.
MOST_WRITTEN: Final = 26
#: Cohorts below this size do not set where the colours end, unless all are so small.
FIRM: Final = 20
NOT_OVER: Final = "Hatched: not over yet, so far"

#: Columns of a cell beside those of :class:`shopai.columns.CohortTable`.
ROW, NOTE, TEXT = "row", "note", "text"

_CLEAR: Final = "rgba(0, 0, 0, 0)"
#: Seen on light and on dark ground, and the numbers across it as well.
_HATCHING: Final = {
    "shape": "/",
    "fillmode": "overlay",
    "fgcolor": translucent(MUTED, 0.6),
    "size": 7,
    "solidity": 0.2,
}


def frame_of(grid: CohortTables, measure: str) -> pd.DataFrame:
    """(cohorts, ages) the values of `measure`, NaN beyond the data."""
    frame: pd.DataFrame = getattr(grid, MEASURES[measure].frame)
    return frame


def wide(grid: CohortTables, measure: str) -> pd.DataFrame:
    """Cohorts × ages as in the heat map, the size of each cohort first.

    measure : a key of :data:`MEASURES`
    """
    frame = frame_of(grid, measure)
    table = frame.set_axis([f"{grid.period} {age}" for age in frame.columns], axis=1)
    table = table.set_axis(pd.DatetimeIndex(grid.sizes.index).strftime("%Y-%m-%d"), axis=0)
    table.index.name = CohortTable.COHORT
    table.insert(0, CohortTable.SIZE, grid.sizes.to_numpy())
    return table


def cohort_name(start: pd.Timestamp, period: str) -> str:
    """“Jan 2025”, or of a week its Monday: “6 Jan 2025”."""
    return f"{start:%b %Y}" if period == "month" else f"{start.day} {start:%b %Y}"


def cohort_map(
    grid: CohortTables,
    measure: str,
    currency: str | None = None,
    by: str = "purchase",
    whose: str = "",
) -> go.Figure:
    """Cohorts in rows, the oldest on top, against their age; the darker the more.

    Periods that are not over are hatched and say what there is so far; beyond the data
    nothing is drawn, so that neither reads as zero. Beside each cohort stands its size. At
    most the newest 60 cohorts are drawn.

    measure : one of `MEASURES`
    by : what put customers in cohorts, "purchase" or "event"
    whose : the group the customers are of, for the title; escaped here
    """
    what, cells = MEASURES[measure], _cells(grid, measure, currency, by)
    names = [
        f"{cohort_name(start, grid.period)} · {n:,}{'' if over else ' so far'}"
        for start, n, over in zip(grid.sizes.index, grid.sizes, grid.whole[0], strict=True)
    ][-MOST_COHORTS:]
    ages = list(range(what.begins, len(names)))
    unit = f" ({escape(currency)})" if what.unit == "money" and currency else ""
    of = f", {escape(whose)}" if whose else ""
    title = f"{what.label}{unit} by cohort{of} (n = {int(grid.sizes.sum()):,})"
    rows = max(3, len(names))
    height = 130 + min(ROW_HEIGHT * rows, ROWS)
    figure = finish(go.Figure(), title, x=age_title(grid.period, by), height=height)
    place = cells[ROW].to_numpy(), cells[CohortTable.AGE].to_numpy() - what.begins
    values = np.full((len(names), len(ages)), np.nan)
    values[place] = cells[measure]
    notes = np.full(values.shape, "", dtype=object)
    notes[place] = cells[NOTE]
    limits, written = _limits(cells, measure), len(ages) <= MOST_WRITTEN
    figure.add_trace(
        marks.cells(
            values,
            limits,
            SHADES,
            x=ages,
            y=list(range(len(names))),
            customdata=notes,
            hoverongaps=False,
            showscale=not written,
            colorbar=_bar(what, currency),
        )
    )
    _bars(figure, cells, written)
    figure.update_xaxes(**marks.NO_LINES, **ticks_of(ages))
    every = -(-NAMED_HEIGHT * rows // ROWS)  # the names there is room for, the newest among them
    first = (len(names) - 1) % every
    axis = marks.named(names[first::every], 60) | marks.NO_LINES
    axis["tickvals"] = list(range(first, len(names), every))
    return figure.update_yaxes(**axis, range=[len(names) - 0.5, -0.5])


def ticks_of(ages: Sequence[int]) -> dict[str, Any]:
    """Ticks at whole ages; Plotly's own are at halves too where there are few."""
    return {"tickformat": "d"} | ({"dtick": 1} if len(ages) <= FEW_AGES else {})


def _cells(grid: CohortTables, measure: str, currency: str | None, by: str) -> pd.DataFrame:
    """The cells that are drawn: columns.CohortTable, the row of each, its note and its text.

    The text is empty where a period not over has nothing yet. That is no zero: only what is
    over can be one.
    """
    table, what = grid.table(), MEASURES[measure]
    row = grid.sizes.index.get_indexer(pd.Index(table[CohortTable.COHORT]))
    table[ROW] = row - max(0, len(grid.sizes) - MOST_COHORTS)
    drawn = table[CohortTable.AGE].between(what.begins, MOST_COHORTS - 1) & (table[ROW] >= 0)
    table = table[drawn & table[measure].notna()]
    said = table[CohortTable.WHOLE] | (table[measure] != 0)
    return table.assign(
        **{
            NOTE: _notes(
                table, grid.period, currency, "bought" if by == "purchase" else "were seen"
            ),
            TEXT: [
                _short(value, what.unit) if some else ""
                for value, some in zip(table[measure], said, strict=True)
            ],
        }
    )


def _notes(cells: pd.DataFrame, unit: str, currency: str | None, did: str) -> list[str]:
    """Hover texts of the cells: all measures of each."""
    low, high = wilson(cells[CohortTable.CUSTOMERS], cells[CohortTable.SIZE])
    notes = []
    for cell, *ends in zip(cells.to_dict("records"), low, high, strict=True):
        hits, n, age = (
            cell[name] for name in (CohortTable.CUSTOMERS, CohortTable.SIZE, CohortTable.AGE)
        )
        lines = [f"<b>First in {cohort_name(cell[CohortTable.COHORT], unit)}</b>, {unit} {age}"]
        share = f"{percent(hits / n)} {did}" if n else did
        lines.append(f"{share}: {hits:,} of {counted(n, 'customer')}")
        if n and age:
            lines.append("95% interval {} to {}".format(*map(percent, ends)))
        lines.append(f"Orders: {cell[CohortTable.ORDERS]:,}")
        if not math.isnan(cell[CohortTable.REVENUE]):
            lines.append(f"Revenue: {escape(money(cell[CohortTable.REVENUE], currency))}")
            lines.append(f"Per customer so far: {escape(money(cell[CohortTable.VALUE], currency))}")
        if not cell[CohortTable.WHOLE]:
            lines.append(f"<i>The {unit} is not over: the numbers so far</i>")
        notes.append("<br>".join(lines))
    return notes


def _limits(cells: pd.DataFrame, measure: str) -> tuple[float, float]:
    """Ends of the colours, the lower at 0 or below."""
    whole = cells[cells[CohortTable.WHOLE]]
    firm = whole[whole[CohortTable.SIZE] >= FIRM]
    values = next((part[measure] for part in (firm, whole, cells) if len(part)), [0.0, 1.0])
    low, high = min(0.0, float(min(values))), float(max(values))
    return low, high if high > low else low + 1.0


def _bars(figure: go.Figure, cells: pd.DataFrame, written: bool) -> None:
    """Clear bars on the cells: with the hatching that a heat map lacks, and with the numbers.

    Numbers on bars are all of one size, and are left out where they would be too small.
    """
    whole, part = (cells[cells[CohortTable.WHOLE] == over] for over in (True, False))
    for over in (whole, part):
        if over.empty or (over is whole and not written):
            continue
        look: dict[str, Any] = {"color": _CLEAR, "cornerradius": 0, "line": {"width": 0}}
        if over is part:
            look |= {"line": {"width": 1, "color": MUTED}, "pattern": _HATCHING}
        figure.add_bar(
            x=over[CohortTable.AGE],
            y=np.full(len(over), 0.94),
            base=over[ROW] - 0.47,
            width=0.94,
            marker=look,
            hoverinfo="skip",
            showlegend=False,
            text=over[TEXT].tolist() if written else None,
            textposition="inside" if written else "none",
            insidetextanchor="middle",
            insidetextfont={"color": INK, "size": 12},
            textangle=0,
            constraintext="inside",
        )
    if len(part):
        key = {"color": _CLEAR, "line": {"width": 1, "color": MUTED}, "pattern": _HATCHING}
        figure.add_bar(x=[None], y=[None], name=NOT_OVER, marker=key, showlegend=True)
        figure.update_layout(
            showlegend=True,
            margin={"t": 84},
            legend={"y": 1.0, "yanchor": "bottom", "x": 0, "itemclick": False},
        )
    figure.update_layout(barmode="overlay", uniformtext={"minsize": 8, "mode": "hide"})


def age_title(period: str, by: str) -> str:
    """Title of the axis of ages."""
    return f"{period.capitalize()}s after that of the first {by}"


def _bar(what: Measure, currency: str | None) -> dict[str, object]:
    bar: dict[str, object] = {"thickness": 14}
    if what.unit == "share":
        return bar | {"tickformat": ".0%"}
    return bar | {"title": {"text": escape(currency)}} if what.unit == "money" and currency else bar


def _short(value: float, unit: str) -> str:
    """As short as it takes to fit in a cell; the currency stands in the title."""
    if unit == "share":
        return f"{value:.0%}"
    if unit == "money" and abs(value) < 999.5:
        return money(round(value) if abs(value) >= 10 else value, None)
    return compact(value)
