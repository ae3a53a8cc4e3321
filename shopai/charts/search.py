"""Searches drawn: the queries most searched, failing, rising; where they lead."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go
from numpy.typing import ArrayLike

from shopai.behaviour.search.terms import INTERVALS
from shopai.behaviour.search.topics import Topics
from shopai.charts.labels import escape, shortened
from shopai.charts.marks import NO_LINES, dots, named, reference_line, row_bars, whiskers
from shopai.charts.theme import MUTED, PRIMARY, SECOND, finish
from shopai.columns import SearchTable, SearchTarget, SearchTopic
from shopai.format import counted, number, percent

#: Rows drawn, at most: with the page's head above, all are on the first screen.
MOST: Final = 12
_NAME: Final = 26

#: What a share of the table is of, in a title.
OUTCOMES: Final = {
    SearchTable.NO_PURCHASE: "led to no purchase",
    SearchTable.NO_CLICK: "led to no click",
    SearchTable.ENDED: "ended the visit",
}


def top_bars(table: pd.DataFrame) -> go.Figure:
    """Searches of each query, the first on top.

    `table`: columns of :class:`shopai.columns.SearchTable`, best first; up to `MOST` are drawn.
    """
    rows = table.head(MOST)
    counts = rows[SearchTable.SEARCHES]
    hover = [
        f"<b>{escape(row[SearchTable.QUERY])}</b><br>"
        f"{counted(row[SearchTable.SEARCHES], 'search')}, "
        f"{percent(row[SearchTable.SHARE])} of all<br>"
        f"by {counted(row[SearchTable.CUSTOMERS], 'known customer')}"
        for row in rows.to_dict("records")
    ]
    texts = list(map(number, counts))
    figure = go.Figure(row_bars(counts.to_numpy(), PRIMARY, hover, text=texts, textangle=0))
    finish(figure, "Most searched", x="Searches", height=_height(rows))
    return _name_rows(figure, rows[SearchTable.QUERY])


def outcome_dots(
    table: pd.DataFrame, share: str, overall: float, standing_out: int = 0
) -> go.Figure:
    """A share of each query's searches with its 95 % interval, beside that of all searches.

    `table`: columns of :class:`shopai.columns.SearchTable`, in the order drawn, the first on
    top; `share`: one of `OUTCOMES`; `overall`: the same share of all searches; `standing_out`:
    as many of the first as have another colour.
    """
    rows = table.head(MOST)
    words, (low, high) = OUTCOMES[share], INTERVALS[share]
    hover = [
        f"<b>{escape(row[SearchTable.QUERY])}</b><br>{percent(row[share])} {words}<br>"
        f"95% interval {percent(row[low])} to {percent(row[high])}<br>"
        f"n = {number(row[SearchTable.FOLLOWED])} searches"
        for row in rows.to_dict("records")
    ]
    shades = [SECOND if place < standing_out else PRIMARY for place in range(len(rows))]
    figure = _dots(rows[share], rows[low], rows[high], hover, color=shades)
    axis = "Share of its searches, 95% interval"
    finish(figure, words.capitalize(), x=axis, height=_height(rows))
    figure.update_xaxes(tickformat=".0%", range=[-0.02, 1.02])
    if np.isfinite(overall):
        reference_line(figure, overall, f"all searches {percent(overall)}")
    return _name_rows(figure, rows[SearchTable.QUERY])


def growth_dots(table: pd.DataFrame) -> go.Figure:
    """Growth of queries: share of the searches now to that before, with 95 % interval.

    `table`: columns of :class:`shopai.columns.SearchTable`, in the order drawn. On a scale of
    ratios; a query nobody searched for before is drawn at the low end of its interval, with
    an open end.
    """
    rows = table.head(MOST)
    growth, low, high = (
        rows[name].to_numpy(dtype=float)
        for name in (SearchTable.GROWTH, SearchTable.GROWTH_LOW, SearchTable.GROWTH_HIGH)
    )
    top = 2 * max(2.0, *(x for x in (*growth, *high) if np.isfinite(x))) if len(rows) else 2.0
    new, gone = ~np.isfinite(growth), growth == 0
    bottom = min(0.5, *(x for x in (*growth, *low) if x > 0)) / 2 if len(rows) else 0.5
    hover = [
        f"<b>{escape(row[SearchTable.QUERY])}</b><br>"
        f"{_times(row[SearchTable.GROWTH])} its earlier share<br>95% interval "
        f"{_times(row[SearchTable.GROWTH_LOW])} to {_times(row[SearchTable.GROWTH_HIGH])}<br>"
        f"{number(row[SearchTable.BEFORE])} searches before, "
        f"{number(row[SearchTable.RECENT])} recently"
        for row in rows.to_dict("records")
    ]
    figure = _dots(
        np.where(new, low, np.where(gone, high, growth)),
        np.maximum(low, bottom),
        np.where(np.isfinite(high), high, top),
        hover,
        color=[PRIMARY if trend else MUTED for trend in rows[SearchTable.TREND]],
        symbol=["circle-open" if odd else "circle" for odd in new | gone],
    )
    axis = "Times its earlier share, 95% interval"
    finish(figure, "Share of the searches, now to before", x=axis, height=_height(rows))
    figure.update_xaxes(type="log", range=[np.log10(bottom), np.log10(top)])
    figure.update_xaxes(tickvals=_TICKS, ticktext=[f"{tick:g}×" for tick in _TICKS])
    reference_line(figure, 1.0, "unchanged")
    figure.update_annotations(x=0.0)  # on an axis of logarithms, of which this is that of 1
    return _name_rows(figure, rows[SearchTable.QUERY])


_TICKS: Final = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)
#: What the bars of :func:`target_bars` count: name, colour, columns.
_ENDS: Final = (
    ("Clicked", PRIMARY, SearchTarget.CLICKED, SearchTarget.CLICKED_SHARE,
     SearchTarget.CLICKED_LOW, SearchTarget.CLICKED_HIGH),
    ("Bought", SECOND, SearchTarget.BOUGHT, SearchTarget.BOUGHT_SHARE,
     SearchTarget.BOUGHT_LOW, SearchTarget.BOUGHT_HIGH),
)  # fmt: skip


def target_bars(table: pd.DataFrame, query: str) -> go.Figure:
    """Targets of `query`: share of its searches with a click on, and a purchase of, each.

    `table`: columns of :class:`shopai.columns.SearchTarget` of one query, of items or of
    categories, best first.
    """
    rows = table.head(MOST)
    items = SearchTarget.ITEM in rows
    names = rows[SearchTarget.TITLE if items else SearchTarget.CATEGORY].fillna("no category")
    figure = go.Figure()
    for name, shade, hits, share, low, high in _ENDS:
        hover = [
            f"<b>{escape(target)}</b><br>{percent(row[share])} of the searches {name.lower()} it"
            f"<br>95% interval {percent(row[low])} to {percent(row[high])}<br>"
            f"{number(row[hits])} of n = {number(row[SearchTarget.FOLLOWED])}"
            for target, row in zip(names, rows.to_dict("records"), strict=True)
        ]
        ends = whiskers(rows[share], rows[low], rows[high], MUTED, 1.5, 3)
        figure.add_trace(row_bars(rows[share].to_numpy(), shade, hover, name=name, error_x=ends))
    what = "items" if items else "categories"
    finish(
        figure,
        f"{what.capitalize()} “{escape(shortened(query, 24))}” led to",
        x="Share of its searches, 95% interval",
        height=120 + 38 * max(len(rows), 3),
        legend=True,
    )
    figure.update_layout(
        barmode="group", legend={"traceorder": "normal", "yanchor": "bottom", "y": 1.0}
    )
    figure.update_xaxes(tickformat=".0%", rangemode="tozero")
    return _name_rows(figure, names)


def topic_bars(topics: Topics) -> go.Figure:
    """Searches about each topic, named by its words; those about none are grey, below."""
    rows = topics.table
    names = [", ".join(words[:3]) or "none of these" for words in rows[SearchTopic.WORDS]]
    texts = list(map(percent, rows[SearchTopic.SHARE]))
    hover = [
        f"<b>{escape(', '.join(row[SearchTopic.WORDS]) or 'No topic')}</b><br>"
        f"{counted(row[SearchTopic.SEARCHES], 'search')}, {text} of all<br>"
        f"{counted(row[SearchTopic.QUERIES], 'query')}, such as<br>"
        + "<br>".join(escape(shortened(query, 40)) for query in row[SearchTopic.EXAMPLES])
        for text, row in zip(texts, rows.to_dict("records"), strict=True)
    ]
    shades = [PRIMARY if topic else MUTED for topic in rows[SearchTopic.TOPIC]]
    counts = rows[SearchTopic.SEARCHES].to_numpy()
    figure = go.Figure(row_bars(counts, shades, hover, text=texts))
    finish(figure, "Searches by topic", x="Searches", height=_height(rows))
    return _name_rows(figure, names)


def _height(rows: pd.DataFrame) -> int:
    return 120 + 28 * max(len(rows), 3)


def _dots(
    value: ArrayLike, low: ArrayLike, high: ArrayLike, hover: list[str], **marker: object
) -> go.Figure:
    """A dot with its interval a row."""
    ends = whiskers(value, low, high, MUTED, 1.5, 3)
    rows = list(range(len(hover)))
    return go.Figure(dots(value, rows, {"size": 11, **marker}, hover, error_x=ends))


def _name_rows(figure: go.Figure, names: Iterable[str]) -> go.Figure:
    labels = named(names, _NAME)
    return figure.update_yaxes(**labels | NO_LINES, range=[len(labels["tickvals"]) - 0.4, -0.6])


def _times(ratio: float) -> str:
    return "any number of times" if np.isposinf(ratio) else f"{number(ratio)} times"
