"""Personas drawn: what puts a customer in a segment, and the tree that tells the segments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from shopai.charts.labels import (
    escape,
    feature_label,
    feature_unit,
    in_unit,
    segment_name,
    segment_names,
    shortened,
)
from shopai.charts.marks import name_rows, row_bars
from shopai.charts.theme import GRID, PRIMARY, SECOND, colour, finish
from shopai.columns import Contribution
from shopai.format import percent
from shopai.segments.persona.membership import Membership
from shopai.segments.persona.personas import Personas

#: Characters of a condition or a name that fit on a phone.
LONGEST: Final = 40
#: Pixels of a row of the tree; of the title and margins around the rows.
ROW, AROUND = 46, 64
#: Width of the picture by which a row is moved in for every question before it.
INDENT: Final = 0.045


def contributions(
    membership: Membership, names: Sequence[str] | None = None, currency: str | None = None
) -> go.Figure:
    """Each feature's pull on a customer: blue to the own segment, orange to the next.

    A bar is as long as the feature's part of the difference between the squared distances to
    the two centres. `names`: (k,) of the segments.
    """
    parts = membership.contributions
    called = segment_names(names, max(membership.label, membership.second) + 1)
    own, other = called[membership.label], called[membership.second]
    values = parts[Contribution.CONTRIBUTION].to_numpy()
    notes = [_notes(row, currency) for _, row in parts.iterrows()]
    hover = [
        f"<b>{feature}: {value}</b><br>{escape(own)}: {here} on average"
        f"<br>{escape(other)}: {there} on average<br>Contribution: "
        + f"{part:.3f}".replace("-", "−")
        for (feature, value, here, there), part in zip(notes, values, strict=True)
    ]
    shades = [PRIMARY if value > 0 else SECOND for value in values]
    texts = [note[1] for note in notes]
    figure = go.Figure(row_bars(values, shades, hover, text=texts, textposition="auto"))
    finish(
        figure,
        f"Why {escape(shortened(own, 30))}<br>and not {escape(shortened(other, 30))}",
        "← next segment · own segment →",
        height=150 + 40 * max(len(notes), 2),
    )
    figure.update_layout(margin={"t": 72})
    labels = [feature_label(str(name)) for name in parts[Contribution.FEATURE]]
    return name_rows(figure, labels, 24)


def tree(personas: Personas, names: Sequence[str] | None = None) -> go.Figure:
    """The surrogate tree as an outline: a row an answer, moved in under its question.

    A row that ends at a segment has its colour and name, the share of the customers who get
    there, and how many of those K-means has in the segment. `names`: (k,) of the segments.
    """
    lines = _outline(personas)
    figure = go.Figure()
    # without a point the axes would not be drawn to scale
    figure.add_trace(go.Scatter(x=[0, 1], y=[0, 0], mode="markers", marker={"opacity": 0}))
    shapes: list[dict[str, Any]] = []
    texts = []
    for row, (position, depth, condition, parent) in enumerate(lines):
        node = personas.tree.nodes[position]
        leaf = node.column < 0
        left = depth * INDENT
        ink = colour(node.label) if leaf else GRID
        text = escape(shortened(condition, LONGEST))
        if leaf:
            name = f"{node.label + 1} {names[node.label]}" if names else segment_name(node.label)
            name = escape(shortened(name, LONGEST - 10))
            text += f"<br><b>{name}</b>: {node.share:.0%}, {node.purity:.0%} right"
        # a bar at the left end of the row: thick in the segment's colour, or thin
        bar = {"x0": left, "x1": left + (0.012 if leaf else 0.006)}
        high = {"y0": row - 0.42, "y1": row + 0.42}
        shapes.append({"type": "rect", "fillcolor": ink, "line": {"width": 0}, **bar, **high})
        if parent >= 0:  # a line down from the question and across to its answer
            at, line = (depth - 1) * INDENT + 0.003, {"color": GRID, "width": 2}
            down = {"x0": at, "x1": at, "y0": parent + 0.42, "y1": row}
            across = {"x0": at, "x1": left, "y0": row, "y1": row}
            shapes += [{"type": "line", "line": line, **ends} for ends in (down, across)]
        texts.append(
            {
                "x": left + 0.02,
                "y": row,
                "text": text,
                "xanchor": "left",
                "align": "left",
                "showarrow": False,
                "font": {"size": 13},
            }
        )
    right = f" ({percent(personas.fidelity)} as K-means)" if personas.held_out else ""
    finish(figure, f"The rules as a tree{right}", height=AROUND + ROW * len(lines))
    figure.update_layout(shapes=shapes, annotations=texts, hovermode=False)
    figure.update_xaxes(visible=False, range=[0, 1], fixedrange=True)
    figure.update_yaxes(visible=False, range=[len(lines) - 0.5, -0.5], fixedrange=True)
    return figure


def _outline(personas: Personas) -> list[tuple[int, int, str, int]]:
    """The nodes from top to bottom: position, depth, the answer leading there, parent's row."""
    nodes = personas.tree.nodes
    lines: list[tuple[int, int, str, int]] = []
    todo = [(0, 0, "All customers", -1)]
    while todo:
        position, depth, condition, parent = todo.pop()
        row = len(lines)
        lines.append((position, depth, condition, parent))
        node = nodes[position]
        if node.column >= 0:
            for child, low, high in (
                (node.above, node.threshold, float("inf")),
                (node.below, float("-inf"), node.threshold),
            ):
                words = personas.condition(node.column, low, high)
                todo.append((child, depth + 1, words[:1].upper() + words[1:], row))
    return lines


def _notes(row: pd.Series, currency: str | None) -> list[str]:
    """The feature, the customer's value, and the averages of the two segments, as chart text."""
    feature, level = str(row[Contribution.FEATURE]), str(row[Contribution.LEVEL])
    value, *means = (
        float(row[side]) for side in (Contribution.VALUE, Contribution.OWN, Contribution.NEXT)
    )
    if level:
        shown = escape(shortened(level, 20))
        return [escape(feature), shown, *(f"{percent(mean)} {shown}" for mean in means)]
    unit = feature_unit(feature)
    texts = [escape(in_unit(each, unit, currency)) for each in (value, *means)]
    return [escape(feature_label(feature)), *texts]
