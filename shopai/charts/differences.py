"""Differences between two audiences, drawn."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from shopai.behaviour.journeys.results import Comparison
from shopai.charts.journeys import difference_called
from shopai.charts.labels import escape, shortened
from shopai.charts.marks import NO_LINES, dots, named, whiskers
from shopai.charts.theme import MUTED, PRIMARY, SECOND, finish
from shopai.columns import Difference
from shopai.format import percent, points

#: Rows drawn at most; characters of a row's name; pixels of a row.
MOST: Final = 20
LONGEST, ROW = 26, 32
#: Chance makes fewer than one in twenty of the differences that are called real.
LEVEL: Final = 0.05


def difference_dots(
    comparison: Comparison, table: pd.DataFrame, rows_are: tuple[str, str], first: str, second: str
) -> go.Figure:
    """The difference of each row in percentage points, with its 95 % interval.

    Blue is more common in `first`, orange in `second`, grey might be chance.

    table : that of `comparison`, in the order to be drawn; the first 20 rows are
    rows_are : what was compared and of what: ("transition", "category")
    first, second : the audiences' names
    """
    rows = table.head(MOST)
    names = [difference_called(str(what), *rows_are) for what in rows[Difference.WHAT]]
    gaps = rows[Difference.POINTS].to_numpy(dtype=float)
    real = (rows[Difference.ADJUSTED] < LEVEL).to_numpy()
    shades = np.where(real, np.where(gaps > 0, PRIMARY, SECOND), MUTED)
    a, b = escape(first), escape(second)
    figure = go.Figure(
        dots(
            gaps,
            np.arange(len(rows)),
            {"size": 11, "color": shades.tolist()},
            [
                f"<b>{escape(name)}</b>"
                f"<br>{a}: {percent(row[Difference.FIRST_SHARE])} "
                f"({row[Difference.FIRST]:,} of {comparison.first:,})"
                f"<br>{b}: {percent(row[Difference.SECOND_SHARE])} "
                f"({row[Difference.SECOND]:,} of {comparison.second:,})"
                f"<br>{points(row[Difference.POINTS])} "
                f"({points(row[Difference.LOW])} to {points(row[Difference.HIGH])})"
                f"<br>p corrected: {in_p(row[Difference.ADJUSTED])}"
                for name, row in zip(names, rows.to_dict("records"), strict=True)
            ],
            error_x=whiskers(gaps, rows[Difference.LOW], rows[Difference.HIGH]),
            showlegend=False,
        )
    )
    for name, shade in (
        (f"More in {escape(shortened(first, LONGEST + 6))}", PRIMARY),
        (f"More in {escape(shortened(second, LONGEST + 6))}", SECOND),
        ("May be chance", MUTED),
    ):
        figure.add_scatter(
            x=[None],
            y=[None],
            mode="markers",
            marker={"size": 11, "color": shade},
            name=name,
            hoverinfo="skip",
        )
    drawn = ROW * max(len(rows), 2)
    title = "Difference in percentage points"
    finish(figure, title, x="Percentage points", height=200 + drawn, legend=True)
    figure.update_layout(legend={"y": -62 / drawn})
    figure.update_xaxes(rangemode="tozero", zeroline=True, zerolinecolor=MUTED, zerolinewidth=2)
    bottom = max(len(rows), 2) - 0.4
    return figure.update_yaxes(**named(names, LONGEST) | NO_LINES, range=[bottom, -0.6])


def in_p(p: float) -> str:
    """A p-value: “0.012”, and “< 0.001” for the smallest; missing is “–”."""
    return "–" if np.isnan(p) else "< 0.001" if p < 0.001 else f"{p:.3f}"
