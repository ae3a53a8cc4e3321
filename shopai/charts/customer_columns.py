"""The spread of a column of a customer table."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from shopai.charts.labels import escape, feature_label, shortened
from shopai.charts.marks import HOVER, name_rows, row_bars
from shopai.charts.theme import PRIMARY, finish
from shopai.format import counted, number, percent

#: Bars of numbers, and values of text drawn, at most.
MOST_BINS: Final = 24
MOST_VALUES: Final = 8
_HEIGHT: Final = 250


def spread(values: pd.Series) -> go.Figure:
    """Customers by value: bars of ranges for numbers, of values for text.

    `values`: (n,) of a table of customers, named; blanks are left out, which the title says. Of
    texts the `MOST_VALUES` commonest are drawn.
    """
    known, name = values.dropna(), shortened(feature_label(str(values.name)), 30)
    blank = len(values) - len(known)
    title = escape(name) + (f" ({percent(blank / len(values))} missing)" if blank else "")
    is_number = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
    if is_number and len(known):
        return finish(go.Figure(_ranges(known)), title, y="Customers", height=_HEIGHT)
    counts = (
        known.astype(str).value_counts().sort_index().sort_values(ascending=False, kind="mergesort")
    )
    top = counts.head(MOST_VALUES)
    hover = [
        f"{escape(value)}<br>{counted(int(n), 'customer')} ({percent(n / len(known))})"
        for value, n in top.items()
    ]
    figure = finish(go.Figure(row_bars(top.to_numpy(), PRIMARY, hover)), title, height=_HEIGHT)
    figure.update_xaxes(title={"text": "Customers"})
    return name_rows(figure, list(map(str, top.index)), 18)


def _ranges(known: pd.Series) -> go.Bar:
    """Customers by ranges of equal width."""
    numbers = known.to_numpy(dtype=float)
    finite = numbers[np.isfinite(numbers)]
    counts, edges = np.histogram(finite, min(MOST_BINS, max(1, len(np.unique(finite)))))
    hover = [
        f"{number(low)} to {number(high)}<br>{counted(int(n), 'customer')}"
        for low, high, n in zip(edges[:-1], edges[1:], counts, strict=True)
    ]
    return go.Bar(
        x=(edges[:-1] + edges[1:]) / 2,
        y=counts,
        width=np.diff(edges) * 0.94,
        marker={"color": PRIMARY},
        customdata=hover,
        hovertemplate=HOVER,
    )
