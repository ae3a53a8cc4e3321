"""What people search for, drawn: the queries most searched, failing, rising; where they lead."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from shopai.behaviour.search import Topics
from shopai.charts.labels import escape, shortened
from shopai.charts.theme import MUTED, PRIMARY, SECOND, finish
from shopai.columns import SearchTable, SearchTarget, SearchTopic
from shopai.format import number, percent

#: Rows drawn, at most.
MOST: Final = 15
_NAME: Final = 26

#: What a share of the table is of, in a title, and its ends.
OUTCOMES: Final = {
    SearchTable.NO_PURCHASE: (
        "led to no purchase",
        SearchTable.NO_PURCHASE_LOW,
        SearchTable.NO_PURCHASE_HIGH,
    ),
    SearchTable.NO_CLICK: (
        "led to no click",
        SearchTable.NO_CLICK_LOW,
        SearchTable.NO_CLICK_HIGH,
    ),
    SearchTable.ENDED: ("ended the visit", SearchTable.ENDED_LOW, SearchTable.ENDED_HIGH),
}


def top_bars(table: pd.DataFrame) -> go.Figure:
    """Searches of each query, the first on top.

    `table`: columns of :class:`shopai.columns.SearchTable`, best first; up to `MOST` are drawn.
    """
    rows = table.head(MOST)
    figure = go.Figure(
        go.Bar(
            x=rows[SearchTable.SEARCHES].to_numpy(),
            y=list(range(len(rows))),
            orientation="h",
            marker={"color": PRIMARY},
            text=[number(n) for n in rows[SearchTable.SEARCHES]],
            textangle=0,
            customdata=[
                [escape(query), number(customers), percent(share)]
                for query, customers, share in zip(
                    rows[SearchTable.QUERY],
                    rows[SearchTable.CUSTOMERS],
                    rows[SearchTable.SHARE],
                    strict=True,
                )
            ],
            hovertemplate="<b>%{customdata[0]}</b><br>%{x:,} searches, %{customdata[2]} of all<br>"
            "by %{customdata[1]} known customers<extra></extra>",
        )
    )
    finish(figure, "Most searched", x="Searches", height=_height(rows))
    return _named(figure, rows[SearchTable.QUERY])


def outcome_dots(table: pd.DataFrame, share: str, overall: float) -> go.Figure:
    """A share of each query's searches with its 95 % interval, beside that of all searches.

    `table`: columns of :class:`shopai.columns.SearchTable`, in the order drawn, the first on
    top; `share`: one of `OUTCOMES`; `overall`: the same share of all searches.
    """
    rows = table.head(MOST)
    words, low, high = OUTCOMES[share]
    value = rows[share].to_numpy()
    figure = go.Figure(
        go.Scatter(
            x=value,
            y=list(range(len(rows))),
            mode="markers",
            marker={
                "size": 11,
                "color": [SECOND if lo > overall else PRIMARY for lo in rows[low]],
            },
            error_x=_whiskers(value, rows[low].to_numpy(), rows[high].to_numpy()),
            customdata=[
                [escape(query), percent(p), percent(lo), percent(hi), number(n)]
                for query, p, lo, hi, n in zip(
                    rows[SearchTable.QUERY],
                    rows[share],
                    rows[low],
                    rows[high],
                    rows[SearchTable.FOLLOWED],
                    strict=True,
                )
            ],
            hovertemplate=f"<b>%{{customdata[0]}}</b><br>%{{customdata[1]}} {words}<br>"
            "95% interval %{customdata[2]} to %{customdata[3]}<br>"
            "n = %{customdata[4]} searches<extra></extra>",
        )
    )
    title = f"{words.capitalize()}, with 95% interval"
    finish(figure, title, x="Share of its searches", height=_height(rows))
    figure.update_xaxes(tickformat=".0%", range=[-0.02, 1.02])
    if np.isfinite(overall):
        _line(figure, overall, f"all searches {percent(overall)}")
    return _named(figure, rows[SearchTable.QUERY])


def growth_dots(table: pd.DataFrame) -> go.Figure:
    """How many times its earlier share of the searches a query has now, with 95 % interval.

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
    at = np.where(new, low, np.where(gone, high, growth))
    figure = go.Figure(
        go.Scatter(
            x=at,
            y=list(range(len(rows))),
            mode="markers",
            marker={
                "size": 11,
                "color": [PRIMARY if trend else MUTED for trend in rows[SearchTable.TREND]],
                "symbol": ["circle-open" if odd else "circle" for odd in new | gone],
            },
            error_x=_whiskers(at, np.maximum(low, bottom), np.where(np.isfinite(high), high, top)),
            customdata=[
                [escape(query), _times(g), _times(lo), _times(hi), number(k0), number(k1)]
                for query, g, lo, hi, k0, k1 in zip(
                    rows[SearchTable.QUERY],
                    growth,
                    low,
                    high,
                    rows[SearchTable.BEFORE],
                    rows[SearchTable.RECENT],
                    strict=True,
                )
            ],
            hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]} its earlier share<br>"
            "95% interval %{customdata[2]} to %{customdata[3]}<br>"
            "%{customdata[4]} searches before, %{customdata[5]} recently<extra></extra>",
        )
    )
    finish(
        figure,
        "Share of the searches, now to before",
        x="Times its earlier share, with 95% interval",
        height=_height(rows),
    )
    figure.update_xaxes(type="log", range=[np.log10(bottom), np.log10(top)])
    figure.update_xaxes(tickvals=_TICKS, ticktext=[f"{tick:g}×" for tick in _TICKS])
    _line(figure, 1.0, "unchanged")
    return _named(figure, rows[SearchTable.QUERY])


_TICKS: Final = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100)


def target_bars(table: pd.DataFrame, query: str) -> go.Figure:
    """Where `query` leads: share of its searches with a click on, and a purchase of, each.

    `table`: columns of :class:`shopai.columns.SearchTarget` of one query, of items or of
    categories, best first.
    """
    rows = table.head(MOST)
    items = SearchTarget.ITEM in rows
    names = rows[SearchTarget.TITLE if items else SearchTarget.CATEGORY].fillna("no category")
    figure = go.Figure(
        [
            go.Bar(
                name=name,
                x=rows[share].to_numpy(),
                y=list(range(len(rows))),
                orientation="h",
                marker={"color": colour},
                error_x=_whiskers(
                    rows[share].to_numpy(), rows[low].to_numpy(), rows[high].to_numpy()
                ),
                customdata=[
                    [escape(target), percent(p), percent(lo), percent(hi), number(k), number(n)]
                    for target, p, lo, hi, k, n in zip(
                        names,
                        rows[share],
                        rows[low],
                        rows[high],
                        rows[hits],
                        rows[SearchTarget.FOLLOWED],
                        strict=True,
                    )
                ],
                hovertemplate="<b>%{customdata[0]}</b><br>"
                f"%{{customdata[1]}} of the searches {name.lower()} it<br>"
                "95% interval %{customdata[2]} to %{customdata[3]}<br>"
                "%{customdata[4]} of n = %{customdata[5]}<extra></extra>",
            )
            for name, colour, hits, share, low, high in (
                ("Clicked", PRIMARY, SearchTarget.CLICKED, SearchTarget.CLICKED_SHARE,
                 SearchTarget.CLICKED_LOW, SearchTarget.CLICKED_HIGH),
                ("Bought", SECOND, SearchTarget.BOUGHT, SearchTarget.BOUGHT_SHARE,
                 SearchTarget.BOUGHT_LOW, SearchTarget.BOUGHT_HIGH),
            )
        ]
    )  # fmt: skip
    what = "items" if items else "categories"
    shown = escape(shortened(query, 24))
    finish(
        figure,
        f"{what.capitalize()} “{shown}” led to",
        x="Share of its searches, 95% interval",
        height=130 + 40 * max(len(rows), 3),
        legend=True,
    )
    figure.update_layout(barmode="group")
    figure.update_layout(legend={"traceorder": "normal", "yanchor": "bottom", "y": 1.0})
    figure.update_xaxes(tickformat=".0%", rangemode="tozero")
    return _named(figure, names)


def topic_bars(topics: Topics) -> go.Figure:
    """Searches about each topic, named by its words; those about none are grey, below."""
    rows = topics.table
    names = [", ".join(words[:3]) or "none of these" for words in rows[SearchTopic.WORDS]]
    figure = go.Figure(
        go.Bar(
            x=rows[SearchTopic.SEARCHES].to_numpy(),
            y=list(range(len(rows))),
            orientation="h",
            marker={"color": [PRIMARY if t else MUTED for t in rows[SearchTopic.TOPIC]]},
            text=[percent(share) for share in rows[SearchTopic.SHARE]],
            customdata=[
                [escape(", ".join(words) or "No topic"), number(n),
                 "<br>".join(escape(shortened(e, 40)) for e in examples)]
                for words, n, examples in zip(
                    rows[SearchTopic.WORDS],
                    rows[SearchTopic.QUERIES],
                    rows[SearchTopic.EXAMPLES],
                    strict=True,
                )
            ],
            hovertemplate="<b>%{customdata[0]}</b><br>%{x:,} searches, %{text} of all<br>"
            "%{customdata[1]} queries, such as<br>%{customdata[2]}<extra></extra>",
        )
    )  # fmt: skip
    finish(figure, "Searches by topic", x="Searches", height=_height(rows))
    return _named(figure, pd.Series(names, dtype="str"))


def _height(rows: pd.DataFrame) -> int:
    return 120 + 28 * max(len(rows), 3)


def _whiskers(value: Any, low: Any, high: Any) -> dict[str, Any]:
    """Ends of an interval as Plotly draws them."""
    return {
        "type": "data",
        "symmetric": False,
        "array": np.maximum(np.nan_to_num(high - value), 0),
        "arrayminus": np.maximum(np.nan_to_num(value - low), 0),
        "color": MUTED,
        "thickness": 1.5,
        "width": 3,
    }


def _line(figure: go.Figure, at: float, words: str) -> None:
    """A dashed line to compare with, labelled at its top."""
    figure.add_vline(
        x=at,
        line={"color": MUTED, "dash": "dash", "width": 1},
        annotation={"text": words, "yanchor": "bottom", "showarrow": False},
        annotation_position="top",
    )


def _named(figure: go.Figure, names: pd.Series) -> go.Figure:
    """One row a name, the first on top."""
    labels = [escape(shortened(name, _NAME)) for name in names]
    figure.update_yaxes(
        tickvals=list(range(len(labels))),
        ticktext=labels,
        range=[len(labels) - 0.4, -0.6],
        showgrid=False,
        zeroline=False,
    )
    return figure


def _times(ratio: float) -> str:
    return "any number of times" if np.isposinf(ratio) else f"{number(ratio)} times"
