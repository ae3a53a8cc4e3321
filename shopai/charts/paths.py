"""Paths drawn: the Sankey diagram of the first steps, the step matrix, sequential patterns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from shopai.behaviour.journeys.paths import Paths
from shopai.behaviour.sequences.patterns import Patterns
from shopai.charts.flows import Band, Box, layers
from shopai.charts.journeys import ARROW, UNIT, UNITS, called, colours
from shopai.charts.labels import escape, shortened
from shopai.charts.marks import cells, name_cells, named, text_bars
from shopai.charts.theme import PRIMARY, SHADES, finish
from shopai.columns import PathLink, PathNode, Pattern
from shopai.format import counted, percent

#: Characters of a name beside the step matrix; pixels of one of its rows.
LONGEST, ROW = 18, 30


def path_flows(paths: Paths) -> go.Figure:
    """A column a step, a band for those who went from one place to another.

    Boxes say their share of all journeys; on hover, boxes and bands also their number and the
    share of those who were at the step before.
    """
    unit = UNIT[paths.per]
    shades = colours(list(dict.fromkeys(paths.nodes[PathNode.NAME])))
    columns: list[list[Box]] = [[] for _ in range(paths.steps)]
    places: dict[int, tuple[int, int]] = {}  # row of the table of places -> column and position
    for index, node in zip(paths.nodes.index, paths.nodes.to_dict("records"), strict=True):
        column = columns[node[PathNode.STEP] - 1]
        if not node[PathNode.COUNT]:
            continue
        places[int(index)] = (node[PathNode.STEP] - 1, len(column))
        name = str(node[PathNode.NAME])
        column.append(
            Box(
                called(name, paths.of),
                int(node[PathNode.COUNT]),
                shades[name],
                percent(node[PathNode.SHARE_OF_START]),
                _shares(node, unit, "those at the step before"),
            )
        )
    bands = [
        Band(
            places[link[PathLink.SOURCE]][0],
            places[link[PathLink.SOURCE]][1],
            places[link[PathLink.TARGET]][1],
            int(link[PathLink.COUNT]),
            _shares(link, unit, escape(called(str(link[PathLink.FROM]), paths.of))),
        )
        for link in paths.links.to_dict("records")
        if link[PathLink.COUNT]
    ]
    columns = [column for column in columns if column]
    headings = [f"Step {number}" for number in range(1, len(columns) + 1)]
    return layers(columns, bands, headings, f"The first steps of {counted(paths.n, unit)}")


def step_map(matrix: pd.DataFrame, paths: Paths) -> go.Figure:
    """Map of the steps: shares of all journeys at each place.

    matrix : (names, steps) shares 0 … 1, as :func:`shopai.behaviour.journeys.paths.step_matrix`
    """
    matrix = matrix[(matrix > 0).any(axis=1)]
    shares = matrix.to_numpy(dtype=float)
    names = [called(str(name), paths.of) for name in matrix.index]
    steps = [f"{step}" for step in matrix.columns]
    unit = UNITS[paths.per]
    text = [[percent(share) if share else "" for share in row] for row in shares.tolist()]
    hover = [
        [
            f"<b>{escape(name)}</b> at step {step}<br>{said} of all {unit}"
            for step, said in zip(steps, row, strict=True)
        ]
        for name, row in zip(names, text, strict=True)
    ]
    most = max(float(np.nanmax(shares, initial=0)), 1e-9)
    figure = go.Figure(cells(shares, (0, most), SHADES, text, customdata=hover, showscale=False))
    title = f"Where they are at each step (n = {paths.n:,} {unit})"
    finish(figure, title, x="Step", height=130 + ROW * len(names))
    return name_cells(figure, named(steps, LONGEST), named(names, LONGEST))


def _shares(row: Mapping[Any, Any], unit: str, previous: str) -> str:
    """Number, share of all and share of those before, as chart text."""
    share = row[PathNode.SHARE_OF_PREVIOUS]
    return (
        f"{counted(row[PathNode.COUNT], unit)}<br>{percent(row[PathNode.SHARE_OF_START])} of all"
        + ("" if np.isnan(share) else f"<br>{percent(share)} of {previous}")
    )


#: Patterns drawn; characters of one, which a phone just holds; pixels of its bar and text.
MOST_PATTERNS: Final = 8
LONGEST_PATTERN, PATTERN_ROW = 44, 46


def pattern_called(patterns: Patterns, pattern: tuple[str, ...]) -> str:
    """The steps of a pattern by name, one after the other: text of the data."""
    return ARROW.join(called(str(patterns.names.get(step, step)), patterns.of) for step in pattern)


def pattern_bars(patterns: Patterns, table: pd.DataFrame) -> go.Figure:
    """The first eight patterns of `table`, each a bar as long as its share of the customers."""
    rows = table.head(MOST_PATTERNS)
    shares = rows[Pattern.SUPPORT].to_numpy(dtype=float)
    names = [pattern_called(patterns, pattern) for pattern in rows[Pattern.PATTERN]]
    hover = [
        f"<b>{escape(name)}</b><br>{row[Pattern.CUSTOMERS]:,} of "
        f"{counted(patterns.n_customers, 'customer')}<br>{percent(row[Pattern.SUPPORT])} "
        f"(95% interval {percent(row[Pattern.LOW])} to {percent(row[Pattern.HIGH])})"
        for name, row in zip(names, rows.to_dict("records"), strict=True)
    ]
    texts = [
        f"{escape(shortened(name, LONGEST_PATTERN))}  <b>{percent(share)}</b>"
        for name, share in zip(names, shares.tolist(), strict=True)
    ]
    figure = text_bars(shares, 1, PRIMARY, hover, texts)
    title = f"Share of customers who go this way (n = {patterns.n_customers:,})"
    return finish(figure, title, height=70 + PATTERN_ROW * max(len(rows), 1))
