"""Preferences drawn: how strong they are, and how many items each customer has."""

from __future__ import annotations

from itertools import pairwise
from typing import Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from shopai.charts.theme import MUTED, PRIMARY, finish
from shopai.format import number
from shopai.preferences import Preferences
from shopai.preferences.thinness import FEW


class Spread:
    """Columns of :func:`strengths` and :func:`sizes`."""

    LABEL: Final = "label"  # str, a value or a range of values
    COUNT: Final = "count"  # int


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
    return pd.DataFrame({Spread.LABEL: labels, Spread.COUNT: counts.astype(np.int64)})


def _bars(spread: pd.DataFrame, colours: list[str], title: str, x: str, y: str) -> go.Figure:
    figure = go.Figure(
        go.Bar(
            x=spread[Spread.LABEL].to_numpy(),
            y=spread[Spread.COUNT].to_numpy(),
            marker={"color": colours},
            hovertemplate=f"{x} %{{x}}: %{{y:,}} {y.lower()}<extra></extra>",
        )
    )
    finish(figure, title, x=x, y=y, height=300)
    figure.update_xaxes(type="category", showgrid=False)
    return figure
