"""Audiences side by side: what they share."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from plotly.subplots import make_subplots

from shopai.audiences import Overlap
from shopai.charts.labels import escape
from shopai.charts.marks import NO_LINES, cells, name_cells, named
from shopai.charts.theme import GRID, PRIMARY, finish
from shopai.columns import Shared
from shopai.format import compact, percent

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
    figure = go.Figure(
        cells(
            share,
            (0, 1),
            _SCALE,
            text if m <= MOST_WRITTEN else None,
            x=list(range(m)),
            y=list(range(m)),
            customdata=_pairs(shared),
            showscale=False,
        )
    )
    finish(figure, "Customers of the row who are in the column too", height=150 + 38 * m)
    names = named(shared.share.index, _NAME)
    return name_cells(figure, {**names, "side": "bottom"}, names)


def _pairs(shared: Overlap) -> list[list[str]]:
    """Hover texts of the cells."""
    names = [escape(name) for name in shared.both.index]
    both, share = shared.both.to_numpy(), shared.share.to_numpy()
    jaccard = shared.jaccard.to_numpy()
    return [
        [
            f"<b>{one}</b> and <b>{other}</b><br>In both: {both[i, j]:,}"
            f"<br>Of {one}: {percent(share[i, j])}"
            f"<br>Of either (Jaccard): {percent(jaccard[i, j])}"
            for j, other in enumerate(names)
        ]
        for i, one in enumerate(names)
    ]


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
    figure = make_subplots(
        rows=2, cols=1, shared_xaxes=True, vertical_spacing=0.03, row_heights=_heights(len(names))
    )
    words = [" and ".join(map(escape, names)) for names in top[Shared.AUDIENCES]]
    figure.add_bar(
        x=x,
        y=counts,
        marker_color=PRIMARY,
        text=[compact(count) for count in counts],
        textposition="outside",
        cliponaxis=False,
        customdata=words,
        hovertemplate="Only in %{customdata}<br>%{y:,} customers<extra></extra>",
        row=1,
        col=1,
    )
    grid_x, grid_y = np.tile(x, len(names)), np.repeat(np.arange(len(names)), len(x))
    figure.add_scatter(
        x=grid_x, y=grid_y, mode="markers", marker={"size": 9, "color": GRID}, hoverinfo="skip",
        row=2, col=1,
    )  # fmt: skip
    line_x, line_y = _strokes(members)
    figure.add_scatter(
        x=line_x, y=line_y, mode="lines+markers", hoverinfo="skip",
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


def _heights(n: int) -> list[float]:
    """Shares of the height: the bars keep theirs, each audience adds a row of dots."""
    dots = 28 * n / (240 + 28 * n)
    return [1 - dots, dots]


def _strokes(members: list[list[int]]) -> tuple[list[float | None], list[float | None]]:
    """One stroke a combination, from its first dot to its last; None parts the strokes."""
    xs: list[float | None] = []
    ys: list[float | None] = []
    for x, audiences in enumerate(members):
        xs += [x] * len(audiences) + [None]
        ys += [*sorted(audiences), None]
    return xs, ys
