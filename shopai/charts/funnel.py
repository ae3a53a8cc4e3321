"""The funnel drawn: who reaches which step, and of which groups how many do."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import plotly.graph_objects as go

from shopai.behaviour.journeys.funnel_table import Funnel
from shopai.charts.journeys import UNIT, UNITS
from shopai.charts.labels import escape, shortened
from shopai.charts.marks import (
    HOVER,
    NO_LINES,
    band,
    dots,
    named,
    text_bars,
    whiskers,
)
from shopai.charts.theme import MUTED, colour, finish, symbol
from shopai.columns import FunnelStep
from shopai.format import counted, duration, percent

#: Pixels of a step with its two lines of text; of a group.
ROW, GROUP = 92, 34
#: Characters of a group's name.
LONGEST: Final = 24
#: Up to so many groups, the chart can be read on one screen.
MOST_GROUPS: Final = 13


def funnel_bars(funnel: Funnel, names: list[str]) -> go.Figure:
    """A bar a step, with its number and its share of the first and of the previous step.

    funnel : without groups; names : (steps,) what to call each step
    """
    table = funnel.table.reset_index(drop=True)
    counts = table[FunnelStep.JOURNEYS].to_numpy()
    rows = list(zip(names, table.to_dict("records"), strict=True))
    hover = [_hover(name, row, UNIT[funnel.per]) for name, row in rows]
    texts = [_written(name, row) for name, row in rows]
    figure = text_bars(counts, int(counts.max(initial=0)), colour(0), hover, texts)
    title = f"{UNITS[funnel.per].capitalize()} at each step (n = {funnel.n:,})"
    return finish(figure, title, height=76 + ROW * len(table))


def funnel_dots(funnel: Funnel, names: list[str], what: str) -> go.Figure:
    """Of each group, the share of the first step that reaches each later step, with intervals.

    funnel : by groups that are no weeks; what : what the groups are, as chart text
    """
    first = funnel.table[funnel.table[FunnelStep.STEP] == 1]
    first = first.sort_values(FunnelStep.JOURNEYS, ascending=False, kind="stable")
    groups = first[FunnelStep.GROUP].head(MOST_GROUPS).tolist()
    places = {group: place for place, group in enumerate(groups)}
    figure = go.Figure()
    for step, name in enumerate(names[1:], start=2):
        rows = funnel.table[
            (funnel.table[FunnelStep.STEP] == step) & funnel.table[FunnelStep.GROUP].isin(groups)
        ]
        share = rows[FunnelStep.SHARE_OF_FIRST]
        figure.add_trace(
            dots(
                share.to_numpy(),
                rows[FunnelStep.GROUP].map(places).to_numpy(),
                {"size": 10, "color": colour(step - 1), "symbol": symbol(5 * (step - 2))},
                _group_hovers(rows, name, UNIT[funnel.per]),
                name=escape(shortened(name, LONGEST)),
                error_x=whiskers(share, rows[FunnelStep.LOW], rows[FunnelStep.HIGH], MUTED, 1.4, 4),
            )
        )
    finish(
        figure,
        f"Share of “{escape(names[0])}” that gets so far, by {what}",
        height=150 + GROUP * max(len(groups), 2),
        legend=True,
    )
    figure.update_layout(legend={"y": -60 / (94 + GROUP * max(len(groups), 2))})
    figure.update_xaxes(tickformat=".0%", rangemode="tozero")
    bottom = max(len(groups), 2) - 0.4
    return figure.update_yaxes(**named(groups, LONGEST) | NO_LINES, range=[bottom, -0.6])


def funnel_weeks(funnel: Funnel, names: list[str]) -> go.Figure:
    """Week by week, the share of the first step that reaches each later one, with a band.

    Weeks the data cover only in part, conversion window included, have open marks.
    """
    figure = go.Figure()
    for step, name in enumerate(names[1:], start=2):
        rows = funnel.table[funnel.table[FunnelStep.STEP] == step].sort_values(FunnelStep.GROUP)
        weeks = pd.to_datetime(rows[FunnelStep.GROUP], errors="coerce")
        rows, weeks = rows[weeks.notna()], weeks[weeks.notna()]
        shade = colour(step - 1)
        low, high = rows[FunnelStep.LOW].to_numpy(), rows[FunnelStep.HIGH].to_numpy()
        figure.add_trace(band(weeks.to_numpy(), low, high, shade, 0.15))
        whole = rows[FunnelStep.WHOLE].astype(bool)
        figure.add_scatter(
            x=weeks.to_numpy(),
            y=rows[FunnelStep.SHARE_OF_FIRST].to_numpy(),
            mode="lines+markers",
            name=escape(shortened(name, LONGEST)),
            line={"color": shade, "width": 2},
            marker={"size": 7, "symbol": ["circle" if w else "circle-open" for w in whole]},
            customdata=_group_hovers(rows, name, UNIT[funnel.per], whole.tolist()),
            hovertemplate=HOVER,
        )
    finish(
        figure,
        f"Share of “{escape(names[0])}” that gets so far, by week",
        x="Week that began on",
        legend=True,
    )
    figure.update_layout(legend={"y": -0.24})
    figure.update_yaxes(tickformat=".0%", rangemode="tozero")
    return figure


def _written(name: str, row: dict[Any, Any]) -> str:
    """Two lines: the step with its number, then its shares and the time it took."""
    head = f"<b>{escape(shortened(name, 30))}</b>  {int(row[FunnelStep.JOURNEYS]):,}"
    if row[FunnelStep.STEP] == 1:
        return head
    shares = (
        f"{percent(row[FunnelStep.SHARE_OF_FIRST])} of first · "
        f"{percent(row[FunnelStep.SHARE_OF_PREVIOUS])} of previous"
    )
    took = duration(row[FunnelStep.MEDIAN_SECONDS])
    return f"{head}<br>{shares}" + ("" if took == "–" else f" · median {took}")


def _hover(name: str, row: dict[Any, Any], unit: str) -> str:
    parts = [f"<b>{escape(name)}</b>", counted(row[FunnelStep.JOURNEYS], unit)]
    if unit != "customer":
        parts.append(counted(row[FunnelStep.CUSTOMERS], "known customer"))
    if row[FunnelStep.STEP] > 1:
        parts += [
            f"{percent(row[FunnelStep.SHARE_OF_FIRST])} of first "
            f"(95% interval {percent(row[FunnelStep.LOW])} to {percent(row[FunnelStep.HIGH])})",
            f"{percent(row[FunnelStep.SHARE_OF_PREVIOUS])} of previous "
            f"({percent(row[FunnelStep.PREVIOUS_LOW])} to "
            f"{percent(row[FunnelStep.PREVIOUS_HIGH])})",
            f"{counted(row[FunnelStep.LOST], unit)} lost before it",
            f"Median time from the step before: {duration(row[FunnelStep.MEDIAN_SECONDS])} "
            f"(n = {int(row[FunnelStep.TIMED]):,})",
        ]
    return "<br>".join(parts)


def _group_hovers(
    rows: pd.DataFrame, name: str, unit: str, whole: list[bool] | None = None
) -> list[str]:
    partly = "<br>Not covered in full by the data"
    return [
        f"<b>{escape(row[FunnelStep.GROUP])}</b>: {escape(name)}"
        f"<br>{percent(row[FunnelStep.SHARE_OF_FIRST])} of first "
        f"({percent(row[FunnelStep.LOW])} to {percent(row[FunnelStep.HIGH])})"
        f"<br>{counted(row[FunnelStep.JOURNEYS], unit)}" + ("" if full else partly)
        for row, full in zip(rows.to_dict("records"), whole or [True] * len(rows), strict=True)
    ]
