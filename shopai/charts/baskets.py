"""Items bought together, drawn: the strongest rules, a map of categories, one item's company."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from shopai.behaviour.baskets.rules import SURE
from shopai.charts.labels import escape, shortened
from shopai.charts.marks import NO_LINES, cells, row_bars, row_texts, whiskers
from shopai.charts.theme import DIVERGING, GRID, MUTED, PRIMARY, SECOND, finish
from shopai.columns import AlsoBought, Rule
from shopai.format import compact, number, percent
from shopai.sentences import Sentence

Names = Mapping[Any, str]

#: What a rule is ranked by, and what a bar of it says.
MEASURES: Final[dict[str, str]] = {
    Rule.LIFT: "Times as often as chance",
    Rule.LEVERAGE: "Baskets beyond chance",
    Rule.CONFIDENCE: "Share of baskets with the first that hold the second",
    Rule.COUNT: "Baskets with both",
}
#: Categories that fit on a map with a name each.
MOST_CATEGORIES: Final = 24
#: Beyond such a lift 1 and 0 are the same place.
_FAR: Final = 12.0
#: Lift where the colours of the map end: three times as often as chance, or a third.
_REACH: Final = 3.0
#: Up to so many cells a side each cell carries its number.
_MOST_NUMBERED: Final = 14


def times(lift: float) -> str:
    """A lift in words' place: “3.2×”."""
    return f"{number(lift)}×"


def side(items: Sequence[Any], names: Names, length: int = 200) -> str:
    """One side of a rule: the names of its items, shortened to `length` characters together."""
    called = [str(names.get(item, item)) for item in items]
    each = max(length // len(called), 8)
    return " + ".join(shortened(name, each) for name in called)


def once(rules: pd.DataFrame) -> pd.DataFrame:
    """Of the rules that part the same items in several ways, the one with most confidence.

    `rules`: columns of :class:`shopai.columns.Rule`; their order is kept. A → B and B → A have
    the same count, lift and leverage.
    """
    items = [
        tuple(sorted((*a, *c), key=str))
        for a, c in zip(rules[Rule.ANTECEDENTS], rules[Rule.CONSEQUENTS], strict=True)
    ]
    order = np.argsort(-rules[Rule.CONFIDENCE].to_numpy(), kind="stable")
    seen: set[tuple[Any, ...]] = set()
    keep = np.zeros(len(rules), dtype=bool)
    for place in order:
        keep[place] = items[place] not in seen
        seen.add(items[place])
    return rules[keep]


def rule_bars(
    rules: pd.DataFrame, names: Names, measure: str, n: int, baskets: str = "orders"
) -> go.Figure:
    """The rules as bars, the first on top, each under its own name.

    rules : columns of :class:`shopai.columns.Rule`, best first
    names : what to call each item or category
    measure : what is drawn, one of `MEASURES`
    n : number of all baskets, and `baskets` what they are

    What is not surely beyond chance is grey. Of lift a dotted line marks 1, what chance alone
    would give, where that is apart from 0.
    """
    rows, values = np.arange(len(rules)), rules[measure].to_numpy(np.float64)
    if measure == Rule.LEVERAGE:  # as a number of baskets
        values = values * n
    sure = (rules[Rule.P_ADJUSTED] < SURE).tolist()
    bars = row_bars(
        values,
        [PRIMARY if each else MUTED for each in sure],
        [_hover(rule, names, n, baskets) for _, rule in rules.iterrows()],
        text=[
            _said(value, measure, count, baskets)
            for value, count in zip(values, rules[Rule.COUNT], strict=True)
        ],
        y=rows + 0.3,
        width=0.34,
        textposition="auto",
        textangle=0,
    )
    figure = go.Figure(bars)
    labels = [
        f"{escape(side(a, names, 42))}<br>→ {escape(side(c, names, 40))}"
        for a, c in zip(rules[Rule.ANTECEDENTS], rules[Rule.CONSEQUENTS], strict=True)
    ]
    figure.add_trace(row_texts(rows - 0.17, labels))
    title = "Bought together most" if measure == Rule.COUNT else "Bought together beyond chance"
    title += "" if all(sure) else " (grey: not surely)"
    axis = MEASURES[measure].replace("Baskets", baskets.capitalize()).replace("baskets", baskets)
    finish(figure, title, x=axis, height=120 + 62 * max(len(rules), 1))
    figure.update_yaxes(range=[len(rules) - 0.45, -0.5], showticklabels=False, **NO_LINES)
    figure.update_xaxes(range=[0, float(values.max(initial=1.0)) * 1.03])
    if measure == Rule.CONFIDENCE:
        figure.update_xaxes(tickformat=".1~%")
    if measure == Rule.LIFT and values.max(initial=0.0) < _FAR:
        figure.add_vline(x=1, line={"color": MUTED, "dash": "dot", "width": 1.5})
    return figure


def _said(value: float, measure: str, count: int, baskets: str) -> str:
    of = f"{count:,} {baskets}"
    if measure == Rule.COUNT:
        return of
    if measure == Rule.LEVERAGE:
        expected = count - value
        return f"{of}, by chance {number(round(expected) if expected >= 1 else expected)}"
    return f"{times(value) if measure == Rule.LIFT else percent(value)} · {of}"


def _hover(rule: pd.Series, names: Names, n: int, baskets: str) -> str:
    first = escape(side(rule[Rule.ANTECEDENTS], names, 60))
    second = escape(side(rule[Rule.CONSEQUENTS], names, 60))
    expected = rule[Rule.COUNT] - rule[Rule.LEVERAGE] * n
    return (
        f"<b>{first} → {second}</b><br>"
        f"{rule[Rule.COUNT]:,} of {n:,} {baskets}; by chance {number(expected)}<br>"
        f"{times(rule[Rule.LIFT])} as often as chance<br>"
        f"{percent(rule[Rule.CONFIDENCE])} of those with the first hold the second, "
        f"{percent(rule[Rule.CONSEQUENT_SUPPORT])} of all<br>"
        f"{chance(rule[Rule.P_ADJUSTED], rule[Rule.LIFT])}"
    )


def chance(p: float, lift: float = math.inf) -> Sentence:
    """An adjusted p in words; of one test or the other, both of more than chance.

    `lift`: of a one-sided test, which says nothing of what is rarer than by chance.
    """
    if lift <= 1:
        return Sentence("Not more often than by chance")
    if p < 0.001:
        return Sentence("No accident (adjusted p < 0.001)")
    if p < SURE:
        return Sentence("No accident (adjusted p = {p:.3})", p=p)
    return Sentence("May be chance (adjusted p = {p:.2})", p=p)


def lift_table(rules: pd.DataFrame) -> pd.DataFrame:
    """Lift of each two categories, (m, m) symmetric, in order of text; missing where none.

    `rules`: columns of :class:`shopai.columns.Rule`, of one category each way. Of more than
    24 categories, those in most baskets.
    """
    first = rules[Rule.ANTECEDENTS].map(lambda side: side[0])
    second = rules[Rule.CONSEQUENTS].map(lambda side: side[0])
    share = rules.groupby(first.to_numpy())[Rule.ANTECEDENT_SUPPORT].max()
    largest = share.sort_values(ascending=False, kind="stable").index
    names = sorted(largest[:MOST_CATEGORIES], key=str)
    table = pd.DataFrame(np.nan, index=names, columns=names)
    for a, c, lift in zip(first, second, rules[Rule.LIFT], strict=True):
        if a in table.index and c in table.index:
            table.loc[a, c] = lift
    return table


def lift_map(rules: pd.DataFrame, n: int, baskets: str = "orders") -> go.Figure:
    """Categories against categories: blue where bought together beyond chance, orange below.

    `rules`: columns of :class:`shopai.columns.Rule`, all of one category to one. Colours go
    by the logarithm, so twice as often and half as often are equally far from the pale
    middle; three times and more, and a third and less, keep the last colour. What may be
    chance is written in brackets: the rules are of a test of both sides, such as chi-square.
    """
    table = lift_table(rules)
    names = list(table.index)
    known = {
        (a[0], c[0]): row
        for a, c, *row in zip(
            *(
                rules[column].tolist()
                for column in (
                    Rule.ANTECEDENTS, Rule.CONSEQUENTS, Rule.LIFT, Rule.COUNT, Rule.CONFIDENCE,
                    Rule.P_ADJUSTED,
                )
            ),
            strict=True,
        )
    }  # fmt: skip
    text = [[_cell(known.get((a, c))) for c in names] for a in names]
    hover = [[_told(a, c, known.get((a, c)), n, baskets) for c in names] for a in names]
    with np.errstate(divide="ignore"):
        colour = np.log2(table.to_numpy(np.float64))
    ends = math.log2(_REACH)
    ticks = [-ends, -1, 0, 1, ends]
    called = [escape(shortened(name, 20)) for name in names]
    figure = go.Figure(
        cells(
            np.maximum(colour, -ends),  # never together, where it was to be expected
            (-ends, ends),
            DIVERGING,
            text if len(names) <= _MOST_NUMBERED else None,
            x=called,
            y=called,
            customdata=hover,
            hoverongaps=False,
            xgap=1,
            ygap=1,
            colorbar={
                "title": {"text": "Times as often as chance", "side": "top"},
                "tickvals": ticks,
                "ticktext": ["≤ ⅓", "½", "1", "2", "≥ 3"],
                # above the map: a phone has no room beside it
                "orientation": "h",
                "thickness": 10,
                "len": 0.7,
                "x": 0,
                "xanchor": "left",
                "y": 1,
                "yanchor": "bottom",
            },
        )
    )
    finish(figure, "Categories bought together", height=230 + min(max(34 * len(names), 120), 384))
    figure.update_layout(margin={"t": 124})
    figure.update_xaxes(type="category", showgrid=False, tickangle=-45)
    return figure.update_yaxes(type="category", showgrid=False, autorange="reversed")


def _cell(rule: list[Any] | None) -> str:
    if rule is None:
        return ""
    return number(rule[0]) if rule[3] < SURE else f"({number(rule[0])})"


def _told(a: Any, c: Any, rule: list[Any] | None, n: int, baskets: str) -> str:
    first, second = escape(shortened(a, 40)), escape(shortened(c, 40))
    if rule is None:
        return f"<b>{first}</b> and <b>{second}</b><br>No {baskets} with both"
    lift, count, confidence, p = rule
    return (
        f"<b>{first}</b> and <b>{second}</b><br>{times(lift)} as often as chance<br>"
        f"{count:,} of {n:,} {baskets}<br>{percent(confidence)} of those with {first} "
        f"hold {second}<br>{chance(p)}"
    )


def also_bars(table: pd.DataFrame, title: str, n: int, baskets: str = "orders") -> go.Figure:
    """Company of one item: share of its baskets that hold each other item.

    table : columns of :class:`shopai.columns.AlsoBought`, in the order to draw them
    title : as chart text
    n : baskets with the item asked for, and `baskets` what they are

    Whiskers are 95 % intervals; an item that may be there by chance is grey.
    """
    rows = np.arange(len(table))
    share = table[AlsoBought.CONFIDENCE].to_numpy(np.float64)
    low, high = (table[end].to_numpy(np.float64) for end in (AlsoBought.LOW, AlsoBought.HIGH))
    sure = (table[AlsoBought.P_ADJUSTED] < SURE).tolist()
    hover = [
        f"<b>{escape(shortened(row[AlsoBought.TITLE], 80))}</b><br>"
        f"{row[AlsoBought.COUNT]:,} of {n:,} {baskets}: {percent(row[AlsoBought.CONFIDENCE])} "
        f"(95% interval {percent(row[AlsoBought.LOW])} to {percent(row[AlsoBought.HIGH])})<br>"
        f"{times(row[AlsoBought.LIFT])} as often as chance<br>{chance(row[AlsoBought.P_ADJUSTED])}"
        for row in table.to_dict("records")
    ]
    shades = [PRIMARY if each else MUTED for each in sure]
    ends = whiskers(share, low, high, SECOND, 1.5, 3)
    bars = row_bars(share, shades, hover, y=rows + 0.2, width=0.44, error_x=ends)
    figure = go.Figure(bars)
    labels = [
        escape(f"{shortened(name, 34)} · {percent(part)}, {compact(count)} {baskets}")
        for name, part, count in zip(
            table[AlsoBought.TITLE], share, table[AlsoBought.COUNT], strict=True
        )
    ]
    figure.add_trace(row_texts(rows - 0.25, labels))
    axis = f"Share of the {baskets} with it"
    finish(figure, title, x=axis, height=120 + 44 * max(len(table), 2))
    figure.update_yaxes(range=[len(table) - 0.4, -0.6], showticklabels=False, **NO_LINES)
    top = float(np.nanmax(high, initial=0.0)) or 1.0
    figure.update_xaxes(range=[0, top * 1.03], tickformat=".1~%", gridcolor=GRID)
    return figure
