"""Cohorts drawn: a heat map of cohort by age."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.colors import sample_colorscale

from shopai.arrays import Array
from shopai.behaviour.retention import CohortTables
from shopai.charts import marks
from shopai.charts.labels import escape
from shopai.charts.theme import MUTED, SHADES, finish, text_on
from shopai.columns import CohortTable
from shopai.format import compact, money, percent
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
#: Up to so many ages each has a tick.
FEW_AGES: Final = 13
#: With more columns than this, a number no longer fits in its cell.
MOST_WRITTEN: Final = 26
#: Cohorts below this size do not set where the colours end, unless all are so small.
FIRM: Final = 20
NOT_OVER: Final = "Hatched: not over yet, so far"

#: Lines of the hatching, by the colour of the text on the same ground.
_LINES: Final = {"#000000": "rgba(0, 0, 0, 0.4)", "#ffffff": "rgba(255, 255, 255, 0.55)"}


def frame_of(grid: CohortTables, measure: str) -> pd.DataFrame:
    """(cohorts, ages) the values of `measure`, NaN beyond the data."""
    frame: pd.DataFrame = getattr(grid, MEASURES[measure].frame)
    return frame


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
    what = MEASURES[measure]
    cells = _Cells(grid, measure)
    unit = f" ({escape(currency)})" if what.unit == "money" and currency else ""
    of = f", {escape(whose)}" if whose else ""
    title = f"{what.label}{unit} by cohort{of} (n = {int(grid.sizes.sum()):,})"
    figure = finish(go.Figure(), title, x=age_title(grid.period, by), height=cells.height)
    low, high = cells.limits()
    written = len(cells.ages) <= MOST_WRITTEN
    texts = cells.texts(what.unit)
    notes = cells.notes(currency, by)
    figure.add_trace(
        marks.cells(
            np.where(cells.whole, cells.values, np.nan),
            (low, high),
            SHADES,
            x=cells.ages,
            y=list(range(len(cells.names))),
            customdata=notes,
            hoverongaps=False,
            showscale=not written,
            colorbar=_bar(what, currency),
        )
    )
    _bars(figure, cells, texts if written else None, notes, (low, high))
    figure.update_xaxes(**marks.NO_LINES, **ticks_of(cells.ages))
    bottom = len(cells.names) - 0.5
    rows = marks.named(cells.names, 60) | marks.NO_LINES
    return figure.update_yaxes(**rows, range=[bottom, -0.5])


def ticks_of(ages: Sequence[int]) -> dict[str, Any]:
    """Ticks at whole ages; Plotly's own are at halves too where there are few."""
    return {"tickformat": "d"} | ({"dtick": 1} if len(ages) <= FEW_AGES else {})


class _Cells:
    """The part of a grid that is drawn, as arrays (cohorts, ages)."""

    def __init__(self, grid: CohortTables, measure: str) -> None:
        rows = slice(-MOST_COHORTS, None)
        begins = MEASURES[measure].begins
        self.grid, self.rows = grid, rows
        self.ages = list(range(begins, min(len(grid.sizes), MOST_COHORTS)))
        self.columns = slice(begins, len(self.ages) + begins)
        self.values = self.of(frame_of(grid, measure))
        self.known = ~np.isnan(self.values)
        self.whole = self.of(grid.whole).astype(bool) & self.known
        self.sizes = grid.sizes.to_numpy()[rows]
        self.begun = grid.whole.to_numpy()[rows, 0]
        self.cohorts = [cohort_name(start, grid.period) for start in grid.sizes.index[rows]]
        self.names = [
            f"{name} · {n:,}{'' if over else ' so far'}"
            for name, n, over in zip(self.cohorts, self.sizes, self.begun, strict=True)
        ]
        self.height = 130 + max(3, len(self.names)) * (26 if len(self.names) <= 30 else 16)

    def of(self, frame: pd.DataFrame) -> Array:
        """The drawn part of a frame of the grid."""
        part: Array = frame.to_numpy()[self.rows, self.columns]
        return part

    def limits(self) -> tuple[float, float]:
        """Ends of the colours, the lower at 0 or below."""
        firm = self.whole & (self.sizes >= FIRM)[:, None]
        for cells in (firm, self.whole, self.known):
            if cells.any():
                values = self.values[cells]
                low, high = min(0.0, float(values.min())), float(values.max())
                return low, high if high > low else low + 1.0
        return 0.0, 1.0

    def texts(self, unit: str) -> Array:
        """Texts of the cells, empty beyond the data and where a period not over has nothing yet.

        That is no zero: only what is over can be one.
        """
        texts = np.full(self.values.shape, "", dtype=object)
        said = self.known & (self.whole | (self.values != 0))
        for at in zip(*np.nonzero(said), strict=True):
            texts[at] = _short(float(self.values[at]), unit)
        return texts

    def notes(self, currency: str | None, by: str) -> Array:
        """Hover texts of the cells: all measures of each."""
        did = "bought" if by == "purchase" else "were seen"
        grid, unit = self.grid, self.grid.period
        customers, orders = self.of(grid.customers), self.of(grid.orders)
        revenue, value = self.of(grid.revenue), self.of(grid.cumulative_value)
        low, high = wilson(customers, np.broadcast_to(self.sizes[:, None], customers.shape))
        notes = np.full(self.values.shape, "", dtype=object)
        for at in zip(*np.nonzero(self.known), strict=True):
            row, column = at
            hits, n = int(customers[at]), int(self.sizes[row])
            lines = [f"<b>First in {self.cohorts[row]}</b>, {unit} {self.ages[column]}"]
            share = f"{percent(hits / n)} {did}" if n else did
            lines.append(f"{share}: {hits:,} of {n:,} customers")
            if n and self.ages[column]:
                lines.append(f"95% interval {percent(low[at])} to {percent(high[at])}")
            lines.append(f"Orders: {int(orders[at]):,}")
            if not math.isnan(revenue[at]):
                lines.append(f"Revenue: {escape(money(revenue[at], currency))}")
                lines.append(f"Per customer so far: {escape(money(value[at], currency))}")
            if not self.whole[at]:
                lines.append(f"<i>The {unit} is not over: the numbers so far</i>")
            notes[at] = "<br>".join(lines)
        return notes


def _bars(
    figure: go.Figure,
    cells: _Cells,
    texts: Array | None,
    notes: Array,
    limits: tuple[float, float],
) -> None:
    """Bars on the cells: with the hatching that a heat map lacks, and with the numbers.

    Numbers on bars are all of one size, and are left out where they would be too small.
    """
    if texts is not None and cells.whole.any():
        bars = _over(cells, cells.whole, limits, texts)
        bars.update(marker={"color": "rgba(0, 0, 0, 0)", "line": {"width": 0}}, hoverinfo="skip")
        figure.add_trace(bars)
    part = cells.known & ~cells.whole
    if part.any():
        bars = _over(cells, part, limits, texts)
        inks = list(bars.insidetextfont.color)
        bars.update(
            marker={
                "color": _fills(cells.values[part], limits),
                "cornerradius": 0,
                "line": {"width": 1, "color": MUTED},
                "pattern": _pattern([_LINES[ink] for ink in inks]),
            },
            customdata=notes[part],
            hovertemplate=marks.HOVER,
        )
        figure.add_trace(bars)
        key = {"color": SHADES[0][1], "pattern": _pattern(_LINES["#000000"])}
        figure.add_bar(x=[None], y=[None], name=NOT_OVER, marker=key, showlegend=True)
        figure.update_layout(
            showlegend=True,
            margin={"t": 84},
            legend={"y": 1.0, "yanchor": "bottom", "x": 0, "itemclick": False},
        )
    figure.update_layout(barmode="overlay", uniformtext={"minsize": 8, "mode": "hide"})


def _over(cells: _Cells, chosen: Array, limits: tuple[float, float], texts: Array | None) -> go.Bar:
    """A bar on each of the `chosen` cells, with its text in black or white."""
    rows, columns = np.nonzero(chosen)
    inks = [text_on(fill) for fill in _fills(cells.values[chosen], limits)]
    return go.Bar(
        x=np.asarray(cells.ages)[columns],
        y=np.full(len(rows), 0.94),
        base=rows - 0.47,
        width=0.94,
        showlegend=False,
        text=None if texts is None else texts[chosen].tolist(),
        textposition="none" if texts is None else "inside",
        insidetextanchor="middle",
        insidetextfont={"color": inks, "size": 12},
        textangle=0,
        constraintext="inside",
    )


def _fills(values: Array, limits: tuple[float, float]) -> list[str]:
    """The colours of the heat map for `values` (n,)."""
    low, high = limits
    at = np.clip((values - low) / (high - low), 0, 1).tolist()
    shades = sample_colorscale(SHADES, at, colortype="tuple")
    return ["#" + "".join(f"{round(255 * part):02x}" for part in shade) for shade in shades]


def _pattern(lines: str | list[str]) -> dict[str, object]:
    return {"shape": "/", "fillmode": "overlay", "fgcolor": lines, "size": 7, "solidity": 0.2}


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
