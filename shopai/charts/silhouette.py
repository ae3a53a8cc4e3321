"""The silhouette plot: every customer's place in the segment (Rousseeuw 1987)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import ArrayLike

from shopai.charts.labels import escape, segment_names, shortened
from shopai.charts.theme import colour, finish
from shopai.format import number
from shopai.segments import proportional

#: More rows than there are pixels for show nothing more.
MOST_ROWS: Final = 2_000
#: Pixels of all rows together; between two segments; of the titles.
ROWS, GAP, AROUND = 380, 16, 120
LONGEST_NAME: Final = 20


def silhouette_plot(
    silhouettes: pd.Series,
    labels: ArrayLike,
    names: Sequence[str] | None = None,
    form: str = "Silhouette",
    most: int = MOST_ROWS,
) -> go.Figure:
    """Every customer a thin bar as long as the silhouette, by segment, the longest on top.

    A segment that looks like a knife with a broad blade is tight; one with a thin point that
    reaches below zero holds customers who are nearer to another segment.

    Parameters
    ----------
    silhouettes : (n,) in [−1, 1], index user_id
    labels : (n,) segments 0…k−1 in the same order, each with a customer
    names : (k,) what the segments are called, default "Segment 1" and so on
    form : which silhouette it is, for the axis: squared and Euclidean are not comparable
    most : draw no more customers than so many, every segment by its share, which the title
        says; the dashed mean is that of all
    """
    segment = np.asarray(labels)
    k = int(segment.max()) + 1
    called = segment_names(names, k)
    where = proportional(segment, most)
    gap = len(where) * GAP / ROWS
    figure, ticks, begin = go.Figure(), [], 0.0
    for label in range(k):
        mine = silhouettes.iloc[where[segment[where] == label]].sort_values(ascending=False)
        figure.add_trace(_blade(mine, begin, label, escape(called[label])))
        ticks.append(begin + len(mine) / 2)
        begin += len(mine) + gap
    n, mean = len(silhouettes), float(silhouettes.mean())
    drawn = f"{n:,}" if len(where) == n else f"{len(where):,} of {n:,}"
    finish(figure, f"Silhouettes, {drawn} customers", height=AROUND + ROWS + GAP * k)
    # black in white: seen on every segment's colour and on every page
    figure.add_vline(x=mean, line={"color": "#ffffff", "width": 3})
    figure.add_vline(
        x=mean,
        line={"color": "#000000", "width": 1.5, "dash": "dash"},
        annotation={"text": f"mean {number(mean)}", "yanchor": "bottom"},
        annotation_position="top",
    )
    figure.update_yaxes(
        tickvals=ticks,
        ticktext=[escape(shortened(name, LONGEST_NAME)) for name in called],
        range=[begin - gap, 0],
        showgrid=False,
        zeroline=False,
    )
    figure.update_xaxes(
        title={"text": escape(form), "font": {"size": 12}},
        range=[min(-0.05, 1.05 * float(silhouettes.min())), 1],
    )
    return figure


def _blade(silhouettes: pd.Series, begin: float, label: int, name: str) -> go.Scatter:
    """One segment's bars, from `begin` downwards, as one outline: a bar is one high."""
    edges = begin + np.arange(len(silhouettes) + 1)
    return go.Scatter(
        x=np.repeat(silhouettes.to_numpy(), 2),
        y=np.repeat(edges, 2)[1:-1],
        mode="lines",
        line={"width": 0.5, "color": colour(label)},
        fill="tozerox",
        fillcolor=colour(label),
        hoveron="points",
        text=np.repeat([escape(user) for user in silhouettes.index], 2),
        hovertemplate=f"<b>%{{text}}</b><br>{name}<br>Silhouette: %{{x:.2f}}<extra></extra>",
    )
