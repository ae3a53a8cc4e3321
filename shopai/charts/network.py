"""Items tied by the rules between them, drawn as a network."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from shopai.charts.baskets import Names, times
from shopai.charts.labels import escape, shortened
from shopai.charts.layout import layout
from shopai.charts.marks import dots
from shopai.charts.theme import MUTED, PALETTE, PRIMARY, finish
from shopai.columns import Rule
from shopai.format import counted, percent

#: Up to so many nodes a network is a picture and not a ball of wool.
MOST_NODES: Final = 60
#: Ties drawn of each item, but for those that are among the first of another.
MOST_TIES: Final = 2
#: A node's name has so many lines of so many characters: about 60 by 40 pixels.
_LINES, _LINE = 3, 11
_MOST_COLOURS: Final = 12
#: Higher than wide: a name is wider than high, and a phone's page is narrow.
_ASPECT: Final = 0.55


@dataclass(frozen=True, eq=False)
class Network:
    """The items of some rules and what ties them, as :func:`network` draws them."""

    items: tuple[Any, ...]  # (n,)
    share: tuple[float, ...]  # (n,) of all baskets that hold the item
    edges: tuple[tuple[int, int], ...]  # (m,) positions in `items`, the smaller first
    lift: tuple[float, ...]  # (m,) the strongest rule between the two
    count: tuple[int, ...]  # (m,) its baskets
    confidence: tuple[tuple[float, float], ...]  # (m,) of the first for the second, and back;
    # NaN where no rule goes that way
    ties: tuple[int, ...]  # (n,) others the item is tied to by a rule, drawn or not


def tied(rules: pd.DataFrame, most: int = MOST_NODES) -> Network:
    """The items of the first rules of one item to one, up to `most` items, and their ties.

    `rules`: columns of :class:`shopai.columns.Rule`, best first. Longer rules are left out:
    their parts are pairs that are rules themselves. Of the ties between the items those are
    drawn that are among the first two of one of the two, else the popular ones would make
    a ball of wool; `ties` counts them all.
    """
    pairs = rules[(rules[Rule.ANTECEDENTS].map(len) == 1) & (rules[Rule.CONSEQUENTS].map(len) == 1)]
    place: dict[Any, int] = {}
    share: dict[Any, float] = {}
    edges: dict[tuple[int, int], tuple[float, int, list[float]]] = {}
    columns = [
        Rule.ANTECEDENTS, Rule.CONSEQUENTS, Rule.ANTECEDENT_SUPPORT, Rule.CONSEQUENT_SUPPORT,
        Rule.LIFT, Rule.COUNT, Rule.CONFIDENCE,
    ]  # fmt: skip
    for (a,), (c,), with_a, with_c, lift, count, confidence in zip(
        *(pairs[column].tolist() for column in columns), strict=True
    ):
        if len(place) + (a not in place) + (c not in place) > most:
            continue
        for item, held in ((a, with_a), (c, with_c)):
            place.setdefault(item, len(place))
            share[item] = held
        one, other = place[a], place[c]
        edge = (min(one, other), max(one, other))
        _, _, ways = edges.setdefault(edge, (lift, count, [math.nan, math.nan]))
        ways[int(one > other)] = confidence
    ties = [0] * len(place)
    drawn = {}
    for (one, other), told in edges.items():
        if min(ties[one], ties[other]) < MOST_TIES:
            drawn[one, other] = told
        ties[one] += 1
        ties[other] += 1
    return Network(
        items=tuple(place),
        share=tuple(share[item] for item in place),
        edges=tuple(drawn),
        lift=tuple(lift for lift, _, _ in drawn.values()),
        count=tuple(count for _, count, _ in drawn.values()),
        confidence=tuple((there, back) for _, _, (there, back) in drawn.values()),
        ties=tuple(ties),
    )


def network(
    drawn: Network,
    names: Names,
    categories: Mapping[Any, Any] | None = None,
    baskets: str = "orders",
) -> go.Figure:
    """Items as discs, rules as lines: the thicker the further beyond chance.

    A disc's area is the share of baskets that hold the item, its colour the category, where
    `categories` knows one. Items that hang together are drawn together, always in the same
    places. What cannot be read for want of room is told on hover.
    """
    figure = go.Figure()
    places = layout(len(drawn.items), drawn.edges, _ASPECT)
    called = [str(names.get(item, item)) for item in drawn.items]
    _lines(figure, drawn, places, called, baskets)
    group = [str((categories or {}).get(item) or "") for item in drawn.items]
    largest = max(drawn.share, default=1.0)
    size = [10 + 18 * math.sqrt(share / largest) for share in drawn.share]
    # the categories with most items first, those without one last
    ranked = sorted(set(group), key=lambda name: (not name, -group.count(name), name))
    for place, name in enumerate(ranked):
        shade = PALETTE[place] if name and place < _MOST_COLOURS else MUTED
        mine = [i for i, each in enumerate(group) if each == name]
        marker = {
            "size": [size[i] for i in mine],
            "color": shade if any(group) else PRIMARY,
            "opacity": 1,
            "line": {"width": 1, "color": "rgba(255,255,255,0.6)"},
        }
        hover = [
            f"<b>{escape(shortened(called[i], 80))}</b><br>"
            + (f"{escape(group[i])}<br>" if group[i] else "")
            + f"In {percent(drawn.share[i])} of all {baskets}"
            for i in mine
        ]
        title = escape(shortened(name, 24)) or "No category"
        figure.add_trace(dots(places[mine, 0], places[mine, 1], marker, hover, name=title))
    figure.add_scatter(
        x=places[:, 0],
        y=places[:, 1],
        mode="text",
        text=[f"<br>{_wrapped(name)}" for name in called],  # a line down: below the disc
        textposition="bottom center",
        textfont={"size": 10},
        cliponaxis=False,
        hoverinfo="skip",
        showlegend=False,
    )
    ends = places if len(places) else np.array([[0.0, 0.0], [1.0, 1.0]])
    low, high = ends.min(axis=0), ends.max(axis=0)
    title = f"{counted(len(places), 'item')}, tied where bought together"
    height = 130 + int(62 * (high - low)[1] + 60 * any(group))
    finish(figure, title, height=height, legend=any(group))
    figure.update_layout(legend={"y": -0.02}, hovermode="closest")
    figure.update_xaxes(visible=False, range=[low[0] - 0.55, high[0] + 0.55])
    figure.update_yaxes(visible=False, range=[low[1] - 0.75, high[1] + 0.75])
    return figure


def _lines(figure: go.Figure, drawn: Network, places: Any, called: list[str], of: str) -> None:
    """The rules: three widths by thirds of lift, and a point in the middle to hover on."""
    if not drawn.edges:
        return
    ends = np.array(drawn.edges)
    lift = np.array(drawn.lift)
    third = np.searchsorted(np.quantile(lift, [1 / 3, 2 / 3]), lift, side="right")
    for width in range(3):
        mine = ends[third == width]
        gap = np.full(len(mine), np.nan)
        figure.add_scatter(
            x=np.column_stack([places[mine[:, 0], 0], places[mine[:, 1], 0], gap]).ravel(),
            y=np.column_stack([places[mine[:, 0], 1], places[mine[:, 1], 1], gap]).ravel(),
            mode="lines",
            line={"color": MUTED, "width": 1.2 + 1.8 * width},
            opacity=0.65,
            hoverinfo="skip",
            showlegend=False,
        )
    middle = places[ends].mean(axis=1)
    hover = [
        f"<b>{escape(shortened(called[one], 40))}</b> and "
        f"<b>{escape(shortened(called[other], 40))}</b><br>"
        f"{times(strength)} as often as chance, {count:,} {of}"
        + (_way(there, called[one], called[other]) + _way(back, called[other], called[one]))
        for (one, other), strength, count, (there, back) in zip(
            drawn.edges, drawn.lift, drawn.count, drawn.confidence, strict=True
        )
    ]
    marker = {"size": 14, "color": MUTED, "opacity": 0}
    figure.add_trace(dots(middle[:, 0], middle[:, 1], marker, hover, showlegend=False))


def _way(confidence: float, first: str, second: str) -> str:
    if math.isnan(confidence):
        return ""
    one, other = escape(shortened(first, 30)), escape(shortened(second, 30))
    return f"<br>{percent(confidence)} of those with {one} hold {other}"


def _wrapped(name: str) -> str:
    """A node's name in up to three lines."""
    lines = [""]
    for word in name.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > _LINE:
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    if len(lines) > _LINES:
        lines[_LINES - 1 :] = [f"{lines[_LINES - 1]} …"]
    return "<br>".join(escape(shortened(line, _LINE + 3)) for line in lines)
