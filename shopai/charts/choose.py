"""The number of segments, drawn: criteria over K, how stable each segment is, silhouettes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import ArrayLike

from shopai.charts.labels import escape, in_lines, segment_names
from shopai.charts.marks import cells
from shopai.charts.theme import DIVERGING, MUTED, PRIMARY, SECOND, colour, finish
from shopai.columns import Criterion
from shopai.format import compact, number
from shopai.segments.choosing.choose import KChoice
from shopai.segments.projection import proportional

#: 95 % of a normal distribution lie within this many standard errors.
Z: Final = 1.96
#: Where its colours end, so that a dissolved segment (below 0.5) is orange, one between pale and a
#: valid one (0.75) or a highly stable one (0.85) blue.
STABLE: Final = (0.2, 1.0)


@dataclass(frozen=True)
class Panel:
    """Words and columns of a criterion's chart."""

    title: str
    better: str  # how to read it
    error: str = ""  # the column with its standard error
    beside: str = ""  # a second column of the same unit
    beside_name: str = ""


#: The charts in order; the first four have a vote.
PANELS: Final[dict[str, Panel]] = {
    Criterion.SQUARED: Panel("How far the segments stand apart", "higher is better"),
    Criterion.CALINSKI_HARABASZ: Panel("Calinski–Harabasz", "higher is better"),
    Criterion.DAVIES_BOULDIN: Panel("Davies–Bouldin", "lower is better"),
    Criterion.GAP: Panel("Gap", "first within one error of the next", Criterion.GAP_ERROR),
    Criterion.STABILITY: Panel(
        "How surely the segments come back",
        "1 = always the same customers; grey: the least sure",
        "",
        Criterion.WEAKEST,
        "Weakest segment",
    ),
    Criterion.SILHOUETTE: Panel(
        "Silhouette, Euclidean", "sample; higher is better", Criterion.SILHOUETTE_ERROR
    ),
    Criterion.RAND: Panel("Resamples agree", "adjusted Rand; 1 = the same, 0 = chance"),
    Criterion.INERTIA: Panel("Inertia", "always falls: look for the bend"),
}


def criterion(choice: KChoice, column: str) -> go.Figure:
    """One criterion over K, the K it favours ringed, the recommended K marked.

    `column`: a key of `PANELS`. Bars are 95 % intervals (1.96 standard errors) where the
    criterion has an error. The gap statistic starts at one group.
    """
    panel = PANELS[column]
    ks, values = choice.table.index.to_numpy(), choice.table[column].to_numpy(dtype=float)
    errors = choice.table[panel.error].to_numpy(dtype=float) if panel.error else None
    if column == Criterion.GAP and errors is not None:
        ks, values = np.r_[1, ks], np.r_[choice.one_group[0], values]
        errors = np.r_[choice.one_group[1], errors]
    figure = go.Figure()
    if choice.recommended is not None:
        figure.add_vline(x=choice.recommended, line={"color": SECOND, "width": 2, "dash": "dot"})
    shown = np.where(np.isfinite(values), values, np.nan)
    figure.add_trace(_line(ks, shown, panel.title, PRIMARY, errors))
    if panel.beside:
        beside = choice.table[panel.beside].to_numpy(dtype=float)
        figure.add_trace(_line(ks, beside, panel.beside_name, MUTED, None))
    favoured = choice.says.get(column)
    if favoured is not None and favoured in ks:
        figure.add_trace(
            go.Scatter(
                x=[favoured],
                y=shown[ks == favoured],
                mode="markers",
                name=f"Favours {favoured}",
                marker={
                    "size": 17,
                    "color": "rgba(0,0,0,0)",
                    "line": {"width": 3, "color": SECOND},
                },
                hoverinfo="skip",
            )
        )
    says = f": says {favoured}" if favoured is not None else ""
    title = f"{panel.title}{says}<br><sup>{panel.better}</sup>"
    finish(figure, title, x="Number of segments (K)", height=250)
    figure.update_layout(title={"font": {"size": 14}})
    figure.update_xaxes(dtick=1)
    return figure


def _line(
    ks: np.ndarray, values: np.ndarray, name: str, colour: str, errors: np.ndarray | None
) -> go.Scatter:
    text = [compact(value) for value in values]
    if errors is not None:
        text = [f"{t} ± {compact(Z * e)}" for t, e in zip(text, errors, strict=True)]
    return go.Scatter(
        x=ks,
        y=values,
        mode="lines+markers",
        name=name,
        text=text,
        line={"color": colour, "width": 2},
        error_y=None if errors is None else {"array": Z * errors, "thickness": 1.2, "width": 3},
        hovertemplate=f"K = %{{x}}<br>{name}: %{{text}}<extra></extra>",
    )


def stability_map(choice: KChoice) -> go.Figure:
    """Stability of each segment of each K: rows K, columns segments, mean Jaccard."""
    table = choice.stability
    values = table.to_numpy(dtype=float)
    figure = go.Figure(
        cells(
            values,
            STABLE,
            DIVERGING,
            [["" if np.isnan(v) else f"{v:.2f}" for v in row] for row in values],
            x=[f"{label}" for label in range(1, table.shape[1] + 1)],
            y=[f"K = {k}" for k in table.index],
            hoverongaps=False,
            colorbar={
                "title": {"text": "Overlap"},
                "thickness": 10,
                "tickvals": [0.2, 0.5, 0.75, 1],
                "ticktext": ["≤ 0.2", "0.5", "0.75", "1"],
            },
            hovertemplate="%{y}, segment %{x}: overlap %{z:.2f}<extra></extra>",
        )
    )
    title = f"Stability of each segment ({choice.sampled:,} customers)"
    finish(figure, title, x="Segment", height=120 + 30 * len(table))
    figure.update_yaxes(autorange="reversed", showgrid=False)
    figure.update_xaxes(showgrid=False)
    return figure


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

    No more than 2,000 customers are drawn, every segment by its share, which the title says;
    the dashed mean is that of all.
    """
    segment = np.asarray(labels)
    k = int(segment.max()) + 1
    called = segment_names(names, k)
    where = proportional(segment, MOST_ROWS)
    gap = len(where) * GAP / ROWS
    figure, ticks, begin = go.Figure(), [], 0.0
    for label in range(k):
        mine = silhouettes.iloc[where[segment[where] == label]].sort_values(ascending=False)
        # the segment's bars, each one high, as one outline
        figure.add_scatter(
            x=np.repeat(mine.to_numpy(), 2),
            y=np.repeat(begin + np.arange(len(mine) + 1), 2)[1:-1],
            mode="lines",
            line={"width": 0.5, "color": colour(label)},
            fill="tozerox",
            fillcolor=colour(label),
            hoveron="points",
            text=np.repeat([escape(user) for user in mine.index], 2),
            hovertemplate=f"<b>%{{text}}</b><br>{escape(called[label])}<br>"
            "Silhouette: %{x:.2f}<extra></extra>",
        )
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
        ticktext=[in_lines(name, LONGEST_NAME) for name in called],
        range=[begin - gap, 0],
        showgrid=False,
        zeroline=False,
    )
    figure.update_xaxes(
        title={"text": escape(form), "font": {"size": 12}},
        range=[min(-0.05, 1.05 * float(silhouettes.min())), 1],
    )
    return figure
