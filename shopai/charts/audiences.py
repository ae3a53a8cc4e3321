"""Audiences side by side: what they share, and what they do differently."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from shopai.audiences import Overlap
from shopai.behaviour.journeys.comparison import Comparison
from shopai.charts.journeys import difference_called
from shopai.charts.labels import escape, shortened
from shopai.charts.marks import HOVER, NO_LINES, cells, dots, name_cells, named, whiskers
from shopai.charts.theme import GRID, MUTED, PRIMARY, SECOND, finish
from shopai.columns import Difference, Shared
from shopai.format import compact, counted, percent, points

#: Combinations drawn; the others are few customers each.
MOST_COMBINATIONS: Final = 20
#: Up to this many audiences each cell of the heat map carries its number.
MOST_WRITTEN: Final = 12
_NAME: Final = 22
#: Pale to strong; readable on a light and on a dark page.
_SCALE: Final = ((0.0, "rgba(45, 120, 210, 0.06)"), (1.0, "rgba(45, 120, 210, 0.85)"))


def shared_map(shared: Overlap) -> go.Figure:
    """Audiences against audiences: of the row's customers, the share that is in the column's too.

    The diagonal is left empty, as everyone shares everything with themselves.
    """
    m = len(shared.share)
    share = shared.share.to_numpy(dtype=float, copy=True)
    np.fill_diagonal(share, np.nan)
    text = [["" if np.isnan(cell) else percent(cell) for cell in row] for row in share]
    names = [escape(name) for name in shared.both.index]
    every = shared.share.to_numpy()
    both, jaccard = shared.both.to_numpy(), shared.jaccard.to_numpy()
    hover = [
        [
            f"<b>{one}</b> and <b>{other}</b><br>In both: {both[i, j]:,}"
            f"<br>Of {one}: {percent(every[i, j])}"
            f"<br>Of either (Jaccard): {percent(jaccard[i, j])}"
            for j, other in enumerate(names)
        ]
        for i, one in enumerate(names)
    ]
    figure = go.Figure(
        cells(
            share,
            (0, 1),
            _SCALE,
            text if m <= MOST_WRITTEN else None,
            x=list(range(m)),
            y=list(range(m)),
            customdata=hover,
            showscale=False,
        )
    )
    finish(figure, "Customers of the row who are in the column too", height=150 + 38 * m)
    axis = named(shared.share.index, _NAME)
    return name_cells(figure, {**axis, "side": "bottom"}, axis)


def intersections(table: pd.DataFrame, names: Sequence[str]) -> go.Figure:
    """An UpSet plot: a bar for each combination, dots below for the audiences it is made of.

    table : of :func:`shopai.audiences.exclusive_intersections`; its first `MOST_COMBINATIONS`
    names : the audiences, in the order of their rows of dots
    """
    top = table.head(MOST_COMBINATIONS)
    counts = top[Shared.CUSTOMERS].to_numpy()
    x = np.arange(len(top))
    row_of = {name: row for row, name in enumerate(names)}
    members = [[row_of[name] for name in combination] for combination in top[Shared.AUDIENCES]]
    # the bars keep their height, each audience adds a row of dots
    below = 28 * len(names) / (240 + 28 * len(names))
    figure = make_subplots(
        rows=2, cols=1, shared_xaxes=True, vertical_spacing=0.03, row_heights=[1 - below, below]
    )
    words = [
        f"Only in {' and '.join(map(escape, names))}<br>{counted(n, 'customer')}"
        for names, n in zip(top[Shared.AUDIENCES], counts.tolist(), strict=True)
    ]
    figure.add_bar(
        x=x,
        y=counts,
        marker_color=PRIMARY,
        text=[compact(count) for count in counts],
        textposition="outside",
        cliponaxis=False,
        customdata=words,
        hovertemplate=HOVER,
        row=1,
        col=1,
    )
    grid_x, grid_y = np.tile(x, len(names)), np.repeat(np.arange(len(names)), len(x))
    figure.add_scatter(
        x=grid_x, y=grid_y, mode="markers", marker={"size": 9, "color": GRID}, hoverinfo="skip",
        row=2, col=1,
    )  # fmt: skip
    # one stroke a combination, from its first dot to its last; None parts the strokes
    figure.add_scatter(
        x=[at for place, own in enumerate(members) for at in (*[place] * len(own), None)],
        y=[row for own in members for row in (*sorted(own), None)],
        mode="lines+markers", hoverinfo="skip",
        marker={"size": 11, "color": PRIMARY}, line={"color": PRIMARY, "width": 2},
        row=2, col=1,
    )  # fmt: skip
    title = "Who is in which audiences"
    if len(top) < len(table):
        title += f" (the {len(top)} largest of {len(table):,} groups)"
    finish(figure, title, height=330 + 28 * len(names))
    figure.update_xaxes(showticklabels=False, **NO_LINES)
    figure.update_yaxes(title={"text": "Customers"}, row=1, col=1)
    rows = named(names, _NAME) | NO_LINES
    return figure.update_yaxes(**rows, range=[len(names) - 0.5, -0.5], row=2, col=1)


#: Rows drawn at most; characters of a row's name; pixels of a row.
MOST: Final = 13
LONGEST, ROW = 26, 32
#: Chance makes fewer than one in twenty of the differences that are called real.
LEVEL: Final = 0.05


def difference_dots(
    comparison: Comparison, table: pd.DataFrame, rows_are: tuple[str, str], first: str, second: str
) -> go.Figure:
    """The difference of each row in percentage points, with its 95 % interval.

    Blue is more common in `first`, orange in `second`, grey might be chance.

    table : that of `comparison`, in the order to be drawn; the first `MOST` rows are
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
