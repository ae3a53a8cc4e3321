"""Recommendations drawn: what to offer, and what a score is made of."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from shopai.arrays import Array
from shopai.charts.labels import escape, shortened
from shopai.charts.theme import MUTED, PRIMARY, SECOND, finish, text_on
from shopai.columns import Basis, Part, Scored
from shopai.recommend.explanation import Explanation


class Step:
    """Columns of :func:`steps`."""

    LABEL: Final = "label"
    VALUE: Final = "value"


#: The last step of a prediction beyond the scale of the ratings.
CUT: Final = "Cut to the scale"
#: What a bar says that stands for no score of the model.
_WORDS: Final = {Basis.POPULAR: "popular", Basis.PINNED: "pinned"}


def score_bars(
    table: pd.DataFrame,
    titles: Sequence[str],
    title: str,
    unit: str,
    behind: str = "Similar customers behind it",
    one_scale: bool = True,
) -> go.Figure:
    """The recommended items by score, the best on top; popular and pinned ones in grey.

    table : the columns of :class:`shopai.columns.Scored` that `recommend` returns, best first
    titles : what to call each item, in the same order
    title : as chart text
    behind : what an item's support counts
    one_scale : whether scores of popular and pinned items may be compared with the others;
        else, beside others, a word stands in their bars' place
    """
    rows = list(range(len(table)))
    basis = table[Scored.BASIS]
    apart = basis.isin(list(_WORDS)).to_numpy()
    worded = apart & (not one_scale and not apart.all())
    scores = np.where(worded, 0, table[Scored.SCORE].to_numpy())
    digits = decimals(scores)
    text = [
        _WORDS[kind] if word else f"{score:,.{digits}f}".replace("-", "−")
        for kind, word, score in zip(basis, worded, scores, strict=True)
    ]
    colours = [MUTED if each else PRIMARY for each in apart]
    figure = go.Figure(
        go.Bar(
            x=scores,
            y=rows,
            orientation="h",
            marker={"color": colours},
            text=text,
            textposition="auto",
            textangle=0,
            customdata=[
                [escape(name), int(support), number]
                for name, support, number in zip(titles, table[Scored.SUPPORT], text, strict=True)
            ],
            hovertemplate="%{customdata[0]}<br>" + escape(unit) + ": %{customdata[2]}"
            "<br>" + escape(behind) + ": %{customdata[1]}<extra></extra>",
        )
    )
    finish(figure, title, x=escape(unit), height=130 + 30 * max(len(rows), 3))
    return _named(figure, [shortened(name, 32) for name in titles])


def steps(
    reason: Explanation,
    start: str = "Own average",
    names: Mapping[str, str] | None = None,
    most: int = 8,
    things: str = "customers",
) -> pd.DataFrame:
    """What adds up to a score: where it starts, the strongest parts, the rest.

    Columns of :class:`Step`, the largest contribution first; the values sum to the score. A
    start of 0 is left out. `names`: what to call the parts' sources; `things`: what they are,
    in the plural.
    """
    parts = reason.parts.sort_values(
        Part.CONTRIBUTION, key=lambda column: column.abs(), ascending=False, kind="stable"
    )
    names = names or {}
    rows = [(start, reason.baseline)] if reason.baseline else []
    top, rest = parts.head(most), parts[Part.CONTRIBUTION].iloc[most:]
    rows += [
        (names.get(source, source), float(value))
        for source, value in zip(top[Part.SOURCE], top[Part.CONTRIBUTION], strict=True)
    ]
    if len(rest):
        others = f"{len(rest)} more {things if len(rest) > 1 else things.removesuffix('s')}"
        rows.append((others, float(rest.sum())))
    if reason.cut:
        rows.append((CUT, reason.cut))
    return pd.DataFrame(rows, columns=[Step.LABEL, Step.VALUE])


def waterfall(parts: pd.DataFrame, score: float, title: str, unit: str) -> go.Figure:
    """From where a score starts, part by part, to the score.

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
            text=[f"{values[0]:.2f}", *(_signed(v) for v in values[1:-1]), f"{score:.2f}"],
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


def part_bars(parts: pd.DataFrame, title: str, unit: str) -> go.Figure:
    """What each part adds to a score, the strongest on top; what takes away goes left.

    `parts`: as :func:`steps` returns; `title`: as chart text.
    """
    values = parts[Step.VALUE].to_numpy(np.float64)
    digits = decimals(values)
    figure = go.Figure(
        go.Bar(
            x=values,
            y=list(range(len(values))),
            orientation="h",
            marker={"color": [PRIMARY if value >= 0 else SECOND for value in values]},
            text=[_signed(value, digits) for value in values],
            textposition="auto",
            textangle=0,
            customdata=[escape(label) for label in parts[Step.LABEL]],
            hovertemplate="%{customdata}: %{text}<extra></extra>",
        )
    )
    finish(figure, title, x=escape(unit), height=130 + 30 * max(len(values), 2))
    return _named(figure, [shortened(label, 28) for label in parts[Step.LABEL]])


def count_bars(names: Sequence[str], counts: Sequence[int], title: str, unit: str) -> go.Figure:
    """One item's customers beside those of others: the first bar in colour, the rest in grey.

    `title`: as chart text.
    """
    colours = [PRIMARY] + [MUTED] * (len(names) - 1)
    figure = go.Figure(
        go.Bar(
            x=list(counts),
            y=list(range(len(names))),
            orientation="h",
            marker={"color": colours},
            text=[f"{count:,}" for count in counts],
            textposition="auto",
            textangle=0,
            customdata=[escape(name) for name in names],
            hovertemplate="%{customdata}: %{text}<extra></extra>",
        )
    )
    finish(figure, title, x=escape(unit), height=130 + 30 * max(len(names), 3))
    return _named(figure, [shortened(name, 28) for name in names])


def decimals(values: Array) -> int:
    """Decimals that show three digits of the largest of `values`: two to eight; none of counts."""
    if values.dtype.kind in "iu":
        return 0
    largest = float(np.abs(values).max(initial=0.0))
    if not 0 < largest < math.inf:
        return 2
    return min(max(2, 2 - math.floor(math.log10(largest))), 8)


def _signed(value: float, digits: int = 2) -> str:
    return f"{value:+.{digits}f}".replace("-", "−")


def _named(figure: go.Figure, labels: Sequence[str]) -> go.Figure:
    """Rows under their names, the first on top; room for the numbers beside the bars."""
    rows = list(range(len(labels)))
    ticks = [escape(label) for label in labels]
    figure.update_yaxes(tickvals=rows, ticktext=ticks, autorange="reversed", showgrid=False)
    return figure
