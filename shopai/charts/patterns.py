"""Sequential patterns drawn: the most common orders of steps."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from shopai.behaviour.sequences import Patterns
from shopai.charts.journeys import ARROW, called
from shopai.charts.labels import escape, shortened
from shopai.charts.marks import row_bars, row_texts, under_bars
from shopai.charts.theme import PRIMARY, finish
from shopai.columns import Pattern
from shopai.format import percent

#: Patterns drawn; characters of one, which a phone just holds; pixels of its bar and text.
MOST: Final = 8
LONGEST, ROW = 44, 46


def pattern_called(patterns: Patterns, pattern: tuple[str, ...]) -> str:
    """The steps of a pattern by name, one after the other: text of the data."""
    return ARROW.join(called(str(patterns.names.get(step, step)), patterns.of) for step in pattern)


def pattern_bars(patterns: Patterns, table: pd.DataFrame) -> go.Figure:
    """The first eight patterns of `table`, each a bar as long as its share of the customers."""
    rows = table.head(MOST)
    shares = rows[Pattern.SUPPORT].to_numpy(dtype=float)
    names = [pattern_called(patterns, pattern) for pattern in rows[Pattern.PATTERN]]
    hover = [
        f"<b>{escape(name)}</b><br>{row[Pattern.CUSTOMERS]:,} of {patterns.n_customers:,} customers"
        f"<br>{percent(row[Pattern.SUPPORT])} (95% interval "
        f"{percent(row[Pattern.LOW])} to {percent(row[Pattern.HIGH])})"
        for name, row in zip(names, rows.to_dict("records"), strict=True)
    ]
    texts = [
        f"{escape(shortened(name, LONGEST))}  <b>{percent(share)}</b>"
        for name, share in zip(names, shares.tolist(), strict=True)
    ]
    figure = go.Figure(
        [
            under_bars(np.ones(len(rows)), 0.34),
            row_bars(shares, PRIMARY, hover, width=0.34),
            row_texts(np.arange(len(rows)) - 0.42, texts, textfont={"size": 13}),
        ]
    )
    title = f"Share of customers who go this way (n = {patterns.n_customers:,})"
    finish(figure, title, height=70 + ROW * max(len(rows), 1))
    figure.update_layout(barmode="overlay")
    figure.update_xaxes(visible=False, range=[0, 1])
    figure.update_yaxes(visible=False, range=[len(rows) - 0.7, -0.75])
    return figure
