"""Next steps, drawn: transition probabilities, and the time to the next purchase."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
import plotly.graph_objects as go

from shopai.behaviour.journeys.next_purchase import NextPurchase
from shopai.behaviour.journeys.transitions import Transitions
from shopai.charts.journeys import all_called, called
from shopai.charts.labels import escape, in_lines
from shopai.charts.marks import HOVER, band, cells, name_cells, named
from shopai.charts.theme import MUTED, PRIMARY, SHADES, finish
from shopai.columns import State, Step, TimeToPurchase
from shopai.format import counted, number, percent

#: Rows and columns of the map: the most frequent; characters of their names; pixels of a row.
MOST: Final = 12
LONGEST_ROW, LONGEST_COLUMN, ROW = 20, 14, 34
#: With more columns than this, a percentage no longer fits in its cell on a phone.
MOST_WRITTEN: Final = 9


def transition_map(transitions: Transitions) -> go.Figure:
    """From each state (rows) to the next (columns): the probability, the likelier the darker.

    The most frequent states have a row; on hover, the count, the customers and the interval.
    """
    table = transitions.table

    def by_count(column: str) -> list[Any]:
        counts = table.groupby(column, sort=False)[Step.COUNT].sum()
        return list(counts.sort_values(ascending=False, kind="stable").index)

    ranked, targets = by_count(Step.FROM), by_count(Step.TO)
    begun = [row for row in ranked if State.START in row]
    rows = (begun[:1] + [row for row in ranked if row not in begun])[:MOST]
    last = [name for name in (State.OTHER, State.UNKNOWN, State.END) if name in targets]
    columns = [name for name in targets if name not in last][: MOST - len(last)] + last
    shares = np.full((len(rows), len(columns)), np.nan)
    hovers = [
        [
            f"<b>{_steps(transitions, row)}</b> to "
            f"<b>{escape(called(c, transitions.of))}</b><br>never"
            for c in columns
        ]
        for row in rows
    ]
    place = {name: position for position, name in enumerate(columns)}
    line = {name: position for position, name in enumerate(rows)}
    for step in table.to_dict("records"):
        i, j = line.get(step[Step.FROM]), place.get(step[Step.TO])
        if i is None or j is None:
            continue
        shares[i, j] = step[Step.PROBABILITY]
        hovers[i][j] = (
            f"<b>{_steps(transitions, step[Step.FROM])}</b> to "
            f"<b>{escape(called(step[Step.TO], transitions.of))}</b>"
            f"<br>{percent(step[Step.PROBABILITY])} "
            f"({percent(step[Step.LOW])} to {percent(step[Step.HIGH])})"
            f"<br>{counted(step[Step.COUNT], 'time')}, {counted(step[Step.CUSTOMERS], 'customer')}"
        )
    text = [["" if np.isnan(v) else f"{v:.0%}" for v in row] for row in shares]
    most = max(float(np.nanmax(shares, initial=0)), 1e-9)
    written = text if len(columns) <= MOST_WRITTEN else None
    figure = go.Figure(
        cells(shares, (0, most), SHADES, written, customdata=hovers, showscale=False)
    )
    after = "the last step" if transitions.order == 1 else "the last two steps"
    finish(figure, f"What comes next after {after}", x="Next step", height=150 + ROW * len(rows))
    across = named([called(name, transitions.of) for name in columns], LONGEST_COLUMN)
    headings = [
        " →<br>".join(
            in_lines(called(name, transitions.of), LONGEST_ROW, 3 - len(row)) for name in row
        )
        for row in rows
    ]
    return name_cells(figure, across, named(rows, LONGEST_ROW) | {"ticktext": headings})


def time_to_purchase_curve(purchases: NextPurchase) -> go.Figure:
    """The share who have bought again by each day, with its 95 % band and the median."""
    curve = purchases.curve
    days = curve[TimeToPurchase.DAYS].to_numpy()
    ends = (curve[TimeToPurchase.LOW].to_numpy(), curve[TimeToPurchase.HIGH].to_numpy())
    hover = [
        f"<b>Within {row[TimeToPurchase.DAYS]:g} days</b><br>"
        f"{percent(row[TimeToPurchase.SHARE])} have bought again "
        f"({percent(row[TimeToPurchase.LOW])} to {percent(row[TimeToPurchase.HIGH])})<br>"
        f"{counted(int(row[TimeToPurchase.AT_RISK]), 'order')} still waiting"
        for row in curve.to_dict("records")
    ]
    figure = go.Figure(
        [
            band(days, *ends, PRIMARY, 0.2),
            go.Scatter(
                x=days,
                y=curve[TimeToPurchase.SHARE].to_numpy(),
                mode="lines",
                line={"color": PRIMARY, "width": 2.5},
                customdata=hover,
                hovertemplate=HOVER,
            ),
        ]
    )
    finish(
        figure,
        f"How soon they buy again (n = {purchases.n:,} orders)",
        x="Days since an order",
        y="Have bought again",
        height=380,
    )
    figure.update_yaxes(tickformat=".0%", rangemode="tozero")
    if purchases.median is not None:
        figure.add_vline(x=purchases.median, line={"color": MUTED, "dash": "dash", "width": 1.5})
        figure.add_annotation(
            x=purchases.median,
            y=1,
            yref="paper",
            text=f"Median {number(purchases.median)} days",
            showarrow=False,
            xanchor="left",
            yanchor="top",
            xshift=4,
        )
    return figure


def _steps(transitions: Transitions, names: tuple[str, ...]) -> str:
    return escape(all_called(names, transitions.of))
