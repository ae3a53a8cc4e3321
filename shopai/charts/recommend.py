"""Recommendations drawn: what to offer, and what a predicted score is made of."""

from __future__ import annotations

from typing import Final

import pandas as pd
import plotly.graph_objects as go

from shopai.charts.labels import escape, shortened
from shopai.charts.theme import MUTED, PRIMARY, SECOND, finish, text_on
from shopai.columns import Scored


class Step:
    """Columns of :func:`steps`."""

    LABEL: Final = "label"
    VALUE: Final = "value"


def score_bars(table: pd.DataFrame, titles: list[str], title: str, unit: str) -> go.Figure:
    """The recommended items by predicted score, the best on top.

    `table`: the columns of :class:`shopai.columns.Scored` that `recommend` returns, best
    first; `titles`: what to call each item, in the same order; `title`: as chart text.
    """
    rows = list(range(len(table)))
    figure = go.Figure(
        go.Bar(
            x=table[Scored.SCORE].to_numpy(),
            y=rows,
            orientation="h",
            marker={"color": PRIMARY},
            text=[f"{score:.2f}" for score in table[Scored.SCORE]],
            textposition="auto",
            customdata=[
                [escape(name), int(support)]
                for name, support in zip(titles, table[Scored.SUPPORT], strict=True)
            ],
            hovertemplate="%{customdata[0]}<br>" + escape(unit) + ": %{x:.2f}"
            "<br>Similar customers behind it: %{customdata[1]}<extra></extra>",
        )
    )
    finish(figure, title, x=escape(unit), height=130 + 30 * max(len(rows), 3))
    labels = [escape(shortened(name, 32)) for name in titles]
    figure.update_yaxes(tickvals=rows, ticktext=labels, autorange="reversed", showgrid=False)
    return figure


def steps(
    baseline: float, contributions: pd.DataFrame, score: float, most: int = 8
) -> pd.DataFrame:
    """What adds up to a score: the customer's mean, the strongest neighbours, the rest.

    Columns of :class:`Step`, the largest contribution first; the values sum to `score`.
    `contributions`: `Scored.USER` and `Scored.CONTRIBUTION`, one row a neighbour.
    """
    ranked = contributions.sort_values(
        Scored.CONTRIBUTION, key=lambda column: column.abs(), ascending=False, kind="stable"
    )
    rows = [("Own average", baseline)]
    top = ranked.head(most)
    rows += [
        (str(user), float(value))
        for user, value in zip(top[Scored.USER], top[Scored.CONTRIBUTION], strict=True)
    ]
    left = len(ranked) - len(top)
    if left:
        others = f"{left} more customer{'s' if left > 1 else ''}"
        rows.append((others, score - sum(value for _, value in rows)))
    return pd.DataFrame(rows, columns=[Step.LABEL, Step.VALUE])


def waterfall(parts: pd.DataFrame, score: float, title: str, unit: str) -> go.Figure:
    """From the customer's own average, neighbour by neighbour, to the predicted score.

    `parts`: as :func:`steps` returns; `title`: as chart text.
    """
    labels = [escape(shortened(label, 22)) for label in parts[Step.LABEL]] + ["Predicted score"]
    rows = list(range(len(labels)))
    values = [*parts[Step.VALUE].tolist(), score]
    figure = go.Figure(
        go.Waterfall(
            x=values,
            y=rows,
            orientation="h",
            measure=["absolute", *["relative"] * (len(parts) - 1), "total"],
            text=[
                f"{values[0]:.2f}",
                *(f"{v:+.2f}".replace("-", "−") for v in values[1:-1]),
                f"{score:.2f}",
            ],
            textposition="auto",
            insidetextfont={"color": text_on(MUTED)},
            connector={"line": {"color": MUTED, "width": 1}},
            increasing={"marker": {"color": PRIMARY}},
            decreasing={"marker": {"color": SECOND}},
            totals={"marker": {"color": MUTED}},
            customdata=labels,
            hovertemplate="%{customdata}: %{text}<extra></extra>",
        )
    )
    finish(figure, title, x=escape(unit), height=130 + 30 * len(rows))
    figure.update_yaxes(tickvals=rows, ticktext=labels, autorange="reversed", showgrid=False)
    reached = [0.0, score, *parts[Step.VALUE].cumsum()]
    room = 0.2 * (max(reached) - min(reached))  # for the numbers beside the bars
    figure.update_xaxes(range=[min(reached) - room * (min(reached) < 0), max(reached) + room])
    return figure
