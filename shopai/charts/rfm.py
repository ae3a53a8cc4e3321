"""RFM drawn: where the named groups lie and how many are in them, and beside the segments."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from shopai.arrays import Texts
from shopai.charts import marks
from shopai.charts.labels import escape, in_lines, segment_names
from shopai.charts.theme import MUTED, PALETTE, SHADES, finish, text_on
from shopai.columns import RfmTable
from shopai.format import compact, counted, money, percent
from shopai.segments.rfm import CrossTab
from shopai.segments.rfm_rules import BEST, GROUPS, NAMES, cells

#: Blue and green for those who come, orange and red for those who go, grey for those gone.
COLOURS: Final = dict(
    zip(NAMES, (*(PALETTE[i] for i in (0, 8, 3, 4, 14, 11, 1, 6, 2, 5)), MUTED), strict=True)
)

#: With more segments than this, a share no longer fits in its cell.
MOST_WRITTEN: Final = 9
#: Letters of a group's name that one cell holds on a phone.
NARROW: Final = 11


def grid_map(table: pd.DataFrame, currency: str | None = None) -> go.Figure:
    """The 5 × 5 cells of R against FM, in the colours of their groups, with their customers.

    `table`: as :func:`shopai.segments.rfm.grid` returns. Each cell says its customers, and on
    hover its group, revenue and the shares of both.
    """
    digits, n = list(range(1, BEST + 1)), len(NAMES)
    # a colour scale in which each group's position has its own even colour
    scale = [((i + end) / n, COLOURS[name]) for i, name in enumerate(NAMES) for end in (0, 1)]
    figure = go.Figure(
        marks.cells(
            cells().T,  # rows of the table are R, rows of the picture FM
            (-0.5, n - 0.5),
            scale,
            x=digits,
            y=digits,
            customdata=_notes(table, currency).T,
            showscale=False,
        )
    )
    finish(
        figure,
        f"Customers by RFM score ({table[RfmTable.CUSTOMERS].sum():,} who bought)",
        "R: how recently they bought (5 = most recent)",
        "FM: how often and how much (5 = most)",
        height=560,
    )
    numbers = [
        _written(f"<b>{compact(n)}</b>", r, fm - 0.25, group, 13)  # in the cell's lower half
        for (r, fm), group, n in zip(
            table.index, table[RfmTable.GROUP], table[RfmTable.CUSTOMERS], strict=True
        )
    ]
    figure.update_layout(annotations=[*numbers, *_names()])
    figure.update_xaxes(dtick=1, **marks.NO_LINES)
    return figure.update_yaxes(dtick=1, **marks.NO_LINES)


def cross_map(table: CrossTab, names: Sequence[str] | None = None) -> go.Figure:
    """Groups against segments: of each group's customers, the share in each segment.

    `table`: groups in rows, segments 0 … k−1 in columns; `names`: of the segments, by number.
    """
    shares, counts = table.shares * 100, table.counts
    written = counts.shape[1] <= MOST_WRITTEN
    rows = [
        f"{escape(group)} ({n:,})"
        for group, n in zip(counts.index, counts.sum(axis=1), strict=True)
    ]
    segments = segment_names(names, max(map(int, counts.columns)) + 1)
    called = [segments[int(label)] for label in counts.columns]
    hover = [
        [
            f"<b>{row}</b> in <b>{escape(name)}</b><br>"
            f"{counted(n, 'customer')}, {share:.1f}% of the group"
            for name, n, share in zip(called, line, percents, strict=True)
        ]
        for row, line, percents in zip(
            rows, counts.to_numpy().tolist(), shares.to_numpy().tolist(), strict=True
        )
    ]
    figure = go.Figure(
        marks.cells(
            shares.to_numpy(),
            (0, 100),
            SHADES,
            y=rows,
            customdata=hover,
            texttemplate="%{z:.0f}%" if written else None,
            showscale=not written,
            colorbar={"ticksuffix": "%", "thickness": 14},
        )
    )
    title = f"Share of each RFM group by segment (n = {table.customers:,})"
    finish(figure, title, height=120 + 36 * len(rows))
    headings = [in_lines(name, NARROW - 3, 4) for name in called]
    across = marks.named(called, NARROW) | {"ticktext": headings}
    return marks.name_cells(figure, across, {})


def _notes(table: pd.DataFrame, currency: str | None) -> Texts:
    """(5, 5): of each R and FM what it says on hover."""
    notes = [
        f"<b>{escape(row[RfmTable.GROUP])}</b> (R {r}, FM {fm})"
        f"<br>Customers: {row[RfmTable.CUSTOMERS]:,} "
        f"({percent(row[RfmTable.CUSTOMER_SHARE])} of buyers)"
        f"<br>Revenue: {escape(money(row[RfmTable.REVENUE], currency))} "
        f"({percent(row[RfmTable.REVENUE_SHARE])})"
        for (r, fm), row in zip(table.index, table.to_dict("records"), strict=True)
    ]
    return np.array(notes, dtype=object).reshape(BEST, BEST)


def _names() -> list[dict[str, object]]:
    """Each group's name once, at the top of its rectangle; broken into lines in a narrow one."""
    written = []
    for group in GROUPS:
        (left, right), (_, top) = group.r, group.fm
        name = group.name if right > left else _in_lines(group.name, NARROW)
        # its own ground, so that no line between cells runs through the name
        placed = {"yanchor": "top", "borderpad": 0, "bgcolor": COLOURS[group.name]}
        written.append(_written(name, (left + right) / 2, top + 0.46, group.name, 11) | placed)
    return written


def _in_lines(name: str, letters: int) -> str:
    """Chart text of `name`, broken between words into lines of about so many letters."""
    return "<br>".join(map(escape, wrap(name, letters, break_long_words=False)))


def _written(text: str, x: float, y: float, group: str, size: int) -> dict[str, object]:
    return {
        "text": text,
        "x": x,
        "y": y,
        "showarrow": False,
        "font": {"size": size, "color": text_on(COLOURS[group])},
    }
