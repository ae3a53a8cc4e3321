"""Preferences and recommendations drawn: their sizes, what to offer, what a score is made of."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from shopai.arrays import Array
from shopai.charts.labels import escape, shortened
from shopai.charts.marks import name_rows, row_bars
from shopai.charts.theme import MUTED, PRIMARY, SECOND, finish, text_on
from shopai.columns import Basis, Part, Scored
from shopai.format import fixed, number, signed
from shopai.preferences import Preferences
from shopai.preferences.thinness import FEW
from shopai.recommend.explanation import Explanation


class Step:
    """Columns of :func:`steps`, :func:`strengths` and :func:`sizes`."""

    LABEL: Final = "label"  # str
    VALUE: Final = "value"  # float, what a step adds; int, how many there are


#: Parts told one by one; the rest is one step.
MOST_PARTS: Final = 8
#: The last step of a prediction beyond the scale of the ratings.
CUT: Final = "Cut to the scale"
#: Numbers stand in or beside the bars, upright.
_INSIDE: Final[dict[str, Any]] = {"textposition": "auto", "textangle": 0}
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
    basis = table[Scored.BASIS]
    apart = basis.isin(list(_WORDS)).to_numpy()
    worded = apart & (not one_scale and not apart.all())
    scores = np.where(worded, 0, table[Scored.SCORE].to_numpy())
    digits = decimals(scores)
    text = [
        _WORDS[kind] if word else fixed(score, digits)
        for kind, word, score in zip(basis, worded, scores, strict=True)
    ]
    hover = [
        f"{escape(name)}<br>{escape(unit)}: {score}<br>{escape(behind)}: {support:.0f}"
        for name, score, support in zip(titles, text, table[Scored.SUPPORT], strict=True)
    ]
    shades = [MUTED if each else PRIMARY for each in apart]
    figure = go.Figure(row_bars(scores, shades, hover, text=text, **_INSIDE))
    finish(figure, title, x=escape(unit), height=130 + 30 * max(len(text), 3))
    return name_rows(figure, titles, 32)


def steps(
    reason: Explanation,
    start: str = "Own average",
    names: Mapping[str, str] | None = None,
    things: str = "customers",
) -> pd.DataFrame:
    """Parts that add up to a score: where it starts, the eight strongest parts, the rest.

    Columns of :class:`Step`, the largest contribution first; the values sum to the score. A
    start of 0 is left out. `names`: what to call the parts' sources; `things`: what they are,
    in the plural.
    """
    parts = reason.parts.sort_values(
        Part.CONTRIBUTION, key=lambda column: column.abs(), ascending=False, kind="stable"
    )
    names = names or {}
    rows = [(start, reason.baseline)] if reason.baseline else []
    top, rest = parts.head(MOST_PARTS), parts[Part.CONTRIBUTION].iloc[MOST_PARTS:]
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
    labels = [*(shortened(label, 22) for label in parts[Step.LABEL]), "Predicted score"]
    values = [*parts[Step.VALUE].tolist(), score]
    figure = go.Figure(
        go.Waterfall(
            x=values,
            y=list(range(len(labels))),
            orientation="h",
            measure=["absolute", *["relative"] * (len(parts) - 1), "total"],
            text=[f"{values[0]:.2f}", *(signed(v, 2) for v in values[1:-1]), f"{score:.2f}"],
            textposition="auto",
            insidetextfont={"color": text_on(MUTED)},
            connector={"line": {"color": MUTED, "width": 1}},
            increasing={"marker": {"color": PRIMARY}},
            decreasing={"marker": {"color": SECOND}},
            totals={"marker": {"color": MUTED}},
            customdata=list(map(escape, labels)),
            hovertemplate="%{customdata}: %{text}<extra></extra>",
        )
    )
    finish(figure, title, x=escape(unit), height=130 + 30 * len(labels))
    name_rows(figure, labels, 22)
    reached = [0.0, score, *parts[Step.VALUE].cumsum()]
    room = 0.2 * (max(reached) - min(reached))  # for the numbers beside the bars
    figure.update_xaxes(range=[min(reached) - room * (min(reached) < 0), max(reached) + room])
    return figure


def part_bars(parts: pd.DataFrame, title: str, unit: str) -> go.Figure:
    """Contributions to a score, the strongest on top; what takes away goes left.

    `parts`: as :func:`steps` returns; `title`: as chart text.
    """
    values = parts[Step.VALUE].to_numpy(np.float64)
    digits = decimals(values)
    labels = parts[Step.LABEL].tolist()
    text = [signed(value, digits) for value in values]
    hover = [f"{escape(label)}: {each}" for label, each in zip(labels, text, strict=True)]
    shades = [PRIMARY if value >= 0 else SECOND for value in values]
    figure = go.Figure(row_bars(values, shades, hover, text=text, **_INSIDE))
    finish(figure, title, x=escape(unit), height=130 + 30 * max(len(values), 2))
    return name_rows(figure, labels, 28)


def count_bars(names: Sequence[str], counts: Sequence[int], title: str, unit: str) -> go.Figure:
    """One item's customers beside those of others: the first bar in colour, the rest in grey.

    `title`: as chart text.
    """
    shades = [PRIMARY] + [MUTED] * (len(names) - 1)
    text = [f"{count:,}" for count in counts]
    hover = [f"{escape(name)}: {each}" for name, each in zip(names, text, strict=True)]
    figure = go.Figure(row_bars(list(counts), shades, hover, text=text, **_INSIDE))
    finish(figure, title, x=escape(unit), height=130 + 30 * max(len(names), 3))
    return name_rows(figure, names, 28)


def decimals(values: Array) -> int:
    """Decimals that show three digits of the largest of `values`: two to eight; none of counts."""
    if values.dtype.kind in "iu":
        return 0
    largest = float(np.abs(values).max(initial=0.0))
    if not 0 < largest < math.inf:
        return 2
    return min(max(2, 2 - math.floor(math.log10(largest))), 8)


#: Up to so many different values, each has a bar of its own.
MOST_VALUES: Final = 12
_BINS: Final = 8
#: Items per customer: where a bar begins.
_FROM: Final = (1, 2, 3, 4, 5, 10, 20, 50, 100)


def strengths(prefs: Preferences) -> pd.DataFrame:
    """Preferences by their value: each value alone where they are few, else in equal ranges."""
    values = prefs.matrix.data
    different = np.unique(np.round(values[: 100 * MOST_VALUES], 9))
    if len(different) <= MOST_VALUES:
        different = np.unique(np.round(values, 9))
    if len(different) <= MOST_VALUES:
        counts = np.searchsorted(np.sort(np.round(values, 9)), different, side="right")
        labels = [number(float(value)) for value in different]
        return _spread(labels, np.diff(counts, prepend=0))
    counts, edges = np.histogram(values, _BINS)
    ranges = [f"{low:.2g}–{high:.2g}" for low, high in pairwise(edges)]
    return _spread(ranges, counts)


def sizes(prefs: Preferences) -> pd.DataFrame:
    """Customers with any preference, by how many items they have: 1, 2, …, 100 and more."""
    per_customer = np.diff(prefs.matrix.indptr)
    bounds = np.array([*_FROM, np.iinfo(np.int64).max])
    counts, _ = np.histogram(per_customer[per_customer > 0], bounds)
    labels = [f"{low}" if high == low + 1 else f"{low}–{high - 1}" for low, high in pairwise(_FROM)]
    counted = _spread([*labels, f"{_FROM[-1]}+"], counts)
    last = int(np.flatnonzero(counts)[-1])
    return counted.head(max(last + 1, FEW))


def strength_bars(spread: pd.DataFrame, unit: str) -> go.Figure:
    """Preferences by value; `spread` as :func:`strengths` gives."""
    return _bars(spread, [PRIMARY] * len(spread), "How strong preferences are", unit, "Preferences")


def size_bars(spread: pd.DataFrame) -> go.Figure:
    """Customers by number of items; those with few in grey."""
    colours = [MUTED if place < FEW - 1 else PRIMARY for place in range(len(spread))]
    return _bars(spread, colours, "How many items customers have", "Items", "Customers")


def _spread(labels: list[str], counts: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame({Step.LABEL: labels, Step.VALUE: counts.astype(np.int64)})


def _bars(spread: pd.DataFrame, colours: list[str], title: str, x: str, y: str) -> go.Figure:
    figure = go.Figure(
        go.Bar(
            x=spread[Step.LABEL].to_numpy(),
            y=spread[Step.VALUE].to_numpy(),
            marker={"color": colours},
            hovertemplate=f"{x} %{{x}}: %{{y:,}} {y.lower()}<extra></extra>",
        )
    )
    finish(figure, title, x=x, y=y, height=300)
    figure.update_xaxes(type="category", showgrid=False)
    return figure
