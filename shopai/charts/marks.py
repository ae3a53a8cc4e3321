"""Marks that several charts share: named rows and columns, bars, intervals, bands, cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
import plotly.graph_objects as go
from numpy.typing import ArrayLike

from shopai.arrays import Texts
from shopai.charts.labels import in_lines
from shopai.charts.theme import GRID, INK, MUTED, text_on, translucent

#: What a mark says on hover is written here as chart text and travels as its ``customdata``: in
#: the template itself a name of the data such as "%{x}" would be read as a variable.
HOVER: Final = "%{customdata}<extra></extra>"
#: What `update_xaxes` and `update_yaxes` take for a side of a map of cells.
NO_LINES: Final[dict[str, Any]] = {"showgrid": False, "zeroline": False}


def named(names: Iterable[object], length: int) -> dict[str, Any]:
    """Axis settings that put `names` at 0, 1, 2, …, without a grid.

    A name has up to two lines of `length` characters.
    """
    labels = [in_lines(name, length) for name in names]
    return {"tickvals": list(range(len(labels))), "ticktext": labels, "showgrid": False}


def name_rows(figure: go.Figure, names: Iterable[object], length: int) -> go.Figure:
    """Give the rows 0, 1, 2, … of `figure` their names, the first on top; returns the figure."""
    return figure.update_yaxes(**named(names, length), autorange="reversed")


def row_bars(
    values: ArrayLike, shades: str | Sequence[str], hover: Sequence[str], **more: Any
) -> go.Bar:
    """Bars that lie, one a row from 0 on, with their colours and what each says on hover."""
    settings: dict[str, Any] = {"y": list(range(len(hover)))} | more
    if "text" in more:
        inks = text_on(shades) if isinstance(shades, str) else [text_on(each) for each in shades]
        settings["insidetextfont"] = {"color": inks}
    return go.Bar(
        x=values,
        orientation="h",
        marker={"color": shades},
        customdata=hover,
        hovertemplate=HOVER,
        **settings,
    )


def row_texts(rows: ArrayLike, texts: Sequence[str], **more: Any) -> go.Scatter:
    """Texts from the left edge on: a phone has no room for them beside the rows."""
    return go.Scatter(
        x=np.zeros(len(texts)),
        y=rows,
        mode="text",
        text=texts,
        textposition="middle right",
        hoverinfo="skip",
        cliponaxis=False,
        **more,
    )


def text_bars(
    values: ArrayLike, whole: float, shade: str, hover: Sequence[str], texts: Sequence[str]
) -> go.Figure:
    """Bars that lie, each under its text and over a pale one as long as the whole; no axes."""
    rows = np.arange(len(texts))
    figure = go.Figure(
        [
            row_bars(np.full(len(rows), whole), GRID, hover, width=0.35),
            row_bars(values, shade, hover, width=0.35),
            row_texts(rows - 0.44, texts, textfont={"size": 13}),
        ]
    )
    figure.update_layout(barmode="overlay")
    figure.update_xaxes(visible=False, range=[0, max(whole, 1)])
    return figure.update_yaxes(visible=False, range=[len(rows) - 0.71, -0.77])


def dots(
    x: ArrayLike, y: ArrayLike, marker: dict[str, Any], hover: Sequence[str], **more: Any
) -> go.Scatter:
    """Points and what each says on hover."""
    return go.Scatter(
        x=x, y=y, mode="markers", marker=marker, customdata=hover, hovertemplate=HOVER, **more
    )


def whiskers(
    value: ArrayLike,
    low: ArrayLike,
    high: ArrayLike,
    shade: str = MUTED,
    thickness: float = 1.6,
    width: float | None = 5,
) -> dict[str, Any]:
    """Error bars from `value` to the ends of its interval; none where an end is missing."""
    middle, bottom, top = (np.asarray(each, dtype=np.float64) for each in (value, low, high))
    return {
        "array": np.nan_to_num(top - middle).clip(min=0),
        "arrayminus": np.nan_to_num(middle - bottom).clip(min=0),
        "color": shade,
        "thickness": thickness,
        "width": width,
    }


def band(x: ArrayLike, low: ArrayLike, high: ArrayLike, shade: str, opacity: float) -> go.Scatter:
    """The area between two curves over `x`, in "#rrggbb" `shade`."""
    return go.Scatter(
        x=np.concatenate([x, np.asarray(x)[::-1]]),
        y=np.concatenate([high, np.asarray(low)[::-1]]),
        fill="toself",
        fillcolor=translucent(shade, opacity),
        line={"width": 0},
        mode="lines",
        hoverinfo="skip",
        showlegend=False,
    )


def cells(
    z: ArrayLike,
    limits: tuple[float, float],
    shades: Sequence[Sequence[object]],
    text: Sequence[Sequence[str]] | Texts | None = None,
    **more: Any,
) -> go.Heatmap:
    """A map of cells with a gap between them, coloured from one limit to the other.

    z : (rows, columns), NaN where there is no cell
    shades : stops of the colour scale
    text : what is written in each cell, in `INK`
    """
    settings = {
        "hovertemplate": HOVER,
        "texttemplate": None if text is None else "%{text}",
        "textfont": {"color": INK},
        "xgap": 2,
        "ygap": 2,
    } | more
    return go.Heatmap(
        z=z,
        zmin=limits[0],
        zmax=limits[1],
        colorscale=[list(stop) for stop in shades],
        text=text,
        **settings,
    )


def name_cells(figure: go.Figure, across: dict[str, Any], down: dict[str, Any]) -> go.Figure:
    """Give a map of cells its columns' and rows' names (:func:`named`), the first row on top."""
    figure.update_xaxes(**across | NO_LINES)
    return figure.update_yaxes(**down | NO_LINES, autorange="reversed")


def reference_line(figure: go.Figure, at: float, words: str) -> None:
    """A dashed line across the rows to compare with, labelled at its top."""
    figure.add_vline(
        x=at,
        line={"color": MUTED, "dash": "dash", "width": 1},
        annotation={"text": words, "yanchor": "bottom", "showarrow": False},
        annotation_position="top",
    )
