"""Segments against the average customer, as a table in colours: its words and its picture."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from shopai.arrays import Floats, Texts
from shopai.charts.labels import (
    escape,
    feature_label,
    feature_unit,
    in_unit,
    segment_name,
    shortened,
)
from shopai.charts.theme import DIVERGING, finish
from shopai.columns import SegmentShare, ShareInterval
from shopai.format import number, percent
from shopai.segments import Profile

#: The rows above the features.
CUSTOMERS: Final = "Customers"
CUSTOMER_SHARE: Final = "Share of customers"
REVENUE_SHARE: Final = "Share of spend"

#: An index of 400 or more, or of 25 or less, has the last colour.
WIDEST: Final = 4.0
#: Behind sizes and what has no index; behind what might be no different from the average.
#: Opaque, so that the dark text on them is read on a dark page too.
PLAIN, GREY = "#f1f3f5", "#c9ced6"
#: Characters of a feature's and a segment's name.
LONGEST_ROW, LONGEST_COLUMN = 28, 22
#: Characters of a line of a segment's name; pixels of such a line, of a row, below all rows.
WIDTH, LINE, ROW, BELOW = 11, 16, 27, 72


def row_titles(columns: Sequence[str]) -> list[str]:
    """What a marketer reads for each column; where two would read alike, the columns' names."""
    labels = [feature_label(name) for name in columns]
    sizes = (CUSTOMERS, CUSTOMER_SHARE, REVENUE_SHARE)
    return [
        label if labels.count(label) == 1 and label not in sizes else f'"{name}"'
        for name, label in zip(columns, labels, strict=True)
    ]


def mean_texts(profile: Profile, currency: str | None = None) -> pd.DataFrame:
    """(m, k) the means in their units, a row a column of the profile."""
    return pd.DataFrame(
        {
            label: [
                mean_text(profile, name, value, currency)
                for name, value in profile.means.loc[label].items()
            ]
            for label in profile.means.index
        },
        index=profile.means.columns,
    )


def mean_text(profile: Profile, name: str, value: float, currency: str | None = None) -> str:
    """A mean of the profile's column `name` in its unit; of a category's value a share."""
    return in_unit(value, "share" if name in profile.levels else feature_unit(name), currency)


def index_texts(profile: Profile) -> pd.DataFrame:
    """(m, k) the indices with their 95 % intervals: “182 (171–194)”."""
    tables = (profile.index, profile.index_low, profile.index_high)
    values, low, high = (table.to_numpy().T for table in tables)
    rows = [
        [with_interval(*map(number, cell)) for cell in zip(*row, strict=True)]
        for row in zip(values.tolist(), low.tolist(), high.tolist(), strict=True)
    ]
    return pd.DataFrame(rows, index=profile.index.columns, columns=profile.index.index)


def size_texts(profile: Profile, intervals: bool = True) -> pd.DataFrame:
    """(2 or 3, k) customers, their share and, where known, that of spend, with intervals."""
    table = profile.table
    rows = {CUSTOMERS: [f"{size:,}" for size in table[SegmentShare.CUSTOMERS]]}
    shares = {
        CUSTOMER_SHARE: (
            SegmentShare.CUSTOMER_SHARE,
            ShareInterval.CUSTOMERS_LOW,
            ShareInterval.CUSTOMERS_HIGH,
        ),
        REVENUE_SHARE: (
            SegmentShare.REVENUE_SHARE,
            ShareInterval.REVENUE_LOW,
            ShareInterval.REVENUE_HIGH,
        ),
    }
    for title, columns in shares.items():
        if table[columns[0]].notna().all():
            cells = [list(map(percent, row)) for row in table[list(columns)].to_numpy().tolist()]
            rows[title] = [with_interval(*cell) if intervals else cell[0] for cell in cells]
    return pd.DataFrame.from_dict(rows, orient="index", columns=table.index)


def with_interval(text: str, low: str, high: str) -> str:
    """“182 (171–194)”, below zero “−3 (−8 to 2)”; without an interval the text alone."""
    if "–" in (text, low, high):
        return text
    between = " to " if "−" in low else "–"
    return f"{text} ({low.removesuffix('%')}{between}{high.removesuffix('%')})"


def heat_table(
    profile: Profile,
    names: Sequence[str] | None = None,
    currency: str | None = None,
    as_index: bool = True,
) -> go.Figure:
    """Segments across, features down: blue above the average customer, orange below.

    A cell says the index, or with `as_index` False the mean; the colour is the index's either
    way, on a logarithmic scale, twice the average being as far as half of it. Cells whose
    interval covers 100 are grey. Above them stand the segments' sizes. `names`: (k,) what the
    segments are called, default "Segment 1" and so on.
    """
    k = len(profile.index)
    called = [segment_name(label) for label in range(k)] if names is None else list(names)
    sizes, ranged = size_texts(profile, intervals=False), size_texts(profile)
    means, indices = mean_texts(profile, currency), index_texts(profile)
    shown = profile.index.T.map(number) if as_index else means.map(escape)
    index = profile.index.to_numpy().T
    strength = np.log2(np.clip(index / 100, 1 / WIDEST, WIDEST))
    tinted = profile.distinct.to_numpy().T
    unsure = ~tinted & np.isfinite(index)
    above = np.zeros((len(sizes), k))
    colours = np.vstack([above + np.nan, np.where(tinted, strength, np.nan)])
    neutral = np.vstack([above, np.where(tinted, np.nan, unsure)])
    rows = [*sizes.index, *row_titles([str(name) for name in profile.index.columns])]
    hover = _hover(profile, called, ranged, means, indices, rows)
    text = np.vstack([sizes.to_numpy(), shown.to_numpy()])
    figure = go.Figure(
        [
            go.Heatmap(**_cells(colours, text, hover), **_scale()),
            go.Heatmap(
                **_cells(neutral, text, hover),
                zmin=0,
                zmax=1,
                colorscale=[[0.0, PLAIN], [1.0, GREY]],
                showscale=False,
            ),
        ]
    )
    return _labelled(figure, "index" if as_index else "averages", called, rows)


def _labelled(
    figure: go.Figure, what: str, called: Sequence[str], rows: Sequence[str]
) -> go.Figure:
    """Give the cells their title, the segments' names above and the rows' beside."""
    headings = [_wrapped(name) for name in called]
    # a name on end, as on a phone, takes as much as one in four lines
    above = 66 + LINE * max(4, *(heading.count("<br>") + 1 for heading in headings))
    finish(figure, f"What sets the segments apart: {what}", height=above + ROW * len(rows) + BELOW)
    figure.update_xaxes(
        tickvals=list(range(len(called))),
        ticktext=headings,
        side="top",
        showgrid=False,
        zeroline=False,
    )
    figure.update_yaxes(
        tickvals=list(range(len(rows))),
        ticktext=[escape(shortened(row, LONGEST_ROW)) for row in rows],
        autorange="reversed",
        showgrid=False,
        zeroline=False,
    )
    figure.update_layout(
        margin={"t": above, "b": BELOW}, title={"yref": "container", "y": 1, "pad": {"t": 20}}
    )
    return figure


def _scale() -> dict[str, Any]:
    """The colours of log₂(index / 100), and what to read them by."""
    reach = np.log2(WIDEST)
    return {
        "zmin": -reach,
        "zmax": reach,
        "colorscale": [list(stop) for stop in DIVERGING],
        "colorbar": {
            "title": {
                "text": "Index (grey: no clear difference)",
                "side": "top",
                "font": {"size": 12},
            },
            "tickvals": [-reach, -1, 0, 1, reach],
            "ticktext": ["≤ 25", "50", "100", "200", "≥ 400"],
            "ticklabeloverflow": "allow",
            "thickness": 10,
            "orientation": "h",
            "yref": "container",
            "y": 0,
            "yanchor": "bottom",
        },
    }


def _cells(z: Floats, text: Texts, hover: Texts) -> dict[str, Any]:
    """What the two layers have in common; text only where a layer has a cell."""
    return {
        "z": z,
        "text": np.where(np.isnan(z), "", text),
        "texttemplate": "%{text}",
        "textfont": {"size": 12},
        "customdata": hover,
        "hovertemplate": "%{customdata}<extra></extra>",
        "hoverongaps": False,
        "xgap": 2,
        "ygap": 2,
    }


def _wrapped(name: str) -> str:
    """A segment's name as chart text in narrow lines."""
    lines = wrap(shortened(name, LONGEST_COLUMN), WIDTH) or [""]
    return "<br>".join(map(escape, lines))


def _hover(
    profile: Profile,
    called: Sequence[str],
    ranged: pd.DataFrame,
    means: pd.DataFrame,
    indices: pd.DataFrame,
    rows: Sequence[str],
) -> Texts:
    """(rows, k) what each cell says when pointed at, as chart text."""
    cells = [
        [f"{escape(rows[i])}: {text}" for text in line]
        for i, line in enumerate(ranged.to_numpy().tolist())
    ]
    for i, name in enumerate(profile.means.columns, start=len(ranged)):
        cells.append(
            [
                f"{escape(rows[i])}: {escape(means.loc[name, label])} on average"
                f"<br>Index: {indices.loc[name, label]}"
                f"<br>Customers with a value: {profile.known.loc[label, name]:,}"
                for label in profile.means.index
            ]
        )
    names = [f"<b>{escape(name)}</b><br>" for name in called]
    return np.array([[a + b for a, b in zip(names, line, strict=True)] for line in cells], object)
