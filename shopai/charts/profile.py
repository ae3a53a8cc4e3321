"""Segments against the average customer, as a table in colours: its words and its picture."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import wrap
from typing import Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from shopai.arrays import Texts
from shopai.charts.labels import (
    escape,
    feature_label,
    feature_unit,
    in_unit,
    segment_names,
    shortened,
)
from shopai.charts.marks import cells, name_cells, named
from shopai.charts.theme import DIVERGING, INK, MUTED, finish, translucent
from shopai.columns import SegmentShare
from shopai.format import number, percent
from shopai.segments.profile import Profile

#: The rows above the features.
CUSTOMERS: Final = "Customers"
CUSTOMER_SHARE: Final = "Share of customers"
REVENUE_SHARE: Final = "Share of spend"

#: An index of 400 or more, or of 25 or less, has the last colour.
WIDEST: Final = 4.0
#: Behind sizes and what has no index; behind what might be no different from the average.
#: The page shines through, and the text on them is read whether that is light or dark.
PLAIN, GREY = translucent(MUTED, 0.1), translucent(MUTED, 0.35)
#: Characters of a feature's and a segment's name.
LONGEST_ROW, LONGEST_COLUMN = 28, 33
#: Characters of a line of a segment's name; pixels of such a line, of a row, below all rows.
WIDTH, LINE, ROW, BELOW = 11, 16, 27, 72


def row_titles(columns: Sequence[str]) -> list[str]:
    """Labels of the columns for a marketer; where two would read alike, the columns' names."""
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
            SegmentShare.CUSTOMERS_LOW,
            SegmentShare.CUSTOMERS_HIGH,
        ),
        REVENUE_SHARE: (
            SegmentShare.REVENUE_SHARE,
            SegmentShare.REVENUE_LOW,
            SegmentShare.REVENUE_HIGH,
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
    profile: Profile, names: Sequence[str] | None = None, currency: str | None = None
) -> go.Figure:
    """Segments across, features down: blue above the average customer, orange below.

    A cell says the index and is coloured by it on a logarithmic scale, twice the average being
    as far as half of it. Cells whose interval covers 100 are grey. Above them stand the
    segments' sizes. `names`: (k,) what the segments are called, default "Segment 1" and so on.
    """
    called = segment_names(names, len(profile.index))
    sizes = size_texts(profile, intervals=False)
    rows = [*sizes.index, *row_titles([str(name) for name in profile.index.columns])]
    index, tinted = profile.index.to_numpy().T, profile.distinct.to_numpy().T
    strength = np.log2(np.clip(index / 100, 1 / WIDEST, WIDEST))
    above = np.zeros(sizes.shape)
    colours = np.vstack([above + np.nan, np.where(tinted, strength, np.nan)])
    neutral = np.vstack([above, np.where(tinted, np.nan, np.isfinite(index))])
    text = np.vstack([sizes.to_numpy(), profile.index.T.map(number).to_numpy()])
    hover = _hover(profile, called, currency, rows)
    reach = np.log2(WIDEST)
    bar = {
        "title": {"text": "Index (grey: no clear difference)", "side": "top", "font": {"size": 12}},
        "tickvals": [-reach, -1, 0, 1, reach],
        "ticktext": ["≤ 25", "50", "100", "200", "≥ 400"],
        "ticklabeloverflow": "allow",
        "thickness": 10,
        "orientation": "h",
        "yref": "container",
        "y": 0,
        "yanchor": "bottom",
    }
    figure = go.Figure()
    for z, limits, shades, scale in (
        (colours, (-reach, reach), DIVERGING, {"colorbar": bar}),
        (neutral, (0, 1), ((0.0, PLAIN), (1.0, GREY)), {"showscale": False}),
    ):
        written = np.where(np.isnan(z), "", text)  # only where a layer has a cell
        settings = {
            "customdata": hover,
            "hoverongaps": False,
            "textfont": {"size": 12, "color": INK},
        }
        figure.add_trace(cells(z, limits, shades, written, **settings, **scale))
    lines = [wrap(shortened(name, LONGEST_COLUMN), WIDTH) for name in called]
    headings = ["<br>".join(map(escape, each)) for each in lines]
    # a name on end, as on a phone, takes as much as one in four lines
    top = 66 + LINE * max(4, *map(len, lines))
    title = "What sets the segments apart: index"
    finish(figure, title, height=top + ROW * len(rows) + BELOW)
    figure.update_layout(
        margin={"t": top, "b": BELOW}, title={"yref": "container", "y": 1, "pad": {"t": 20}}
    )
    across = named(called, LONGEST_COLUMN) | {"ticktext": headings, "side": "top"}
    return name_cells(figure, across, named(rows, LONGEST_ROW))


def _hover(
    profile: Profile, called: Sequence[str], currency: str | None, rows: Sequence[str]
) -> Texts:
    """(rows, k) what each cell says when pointed at, as chart text."""
    means, indices = mean_texts(profile, currency), index_texts(profile)
    lines = size_texts(profile).to_numpy().tolist()
    lines += [
        [
            f"{escape(means.loc[name, label])} on average<br>Index: {indices.loc[name, label]}"
            f"<br>Customers with a value: {profile.known.loc[label, name]:,}"
            for label in profile.means.index
        ]
        for name in profile.means.columns
    ]
    notes = [
        [
            f"<b>{escape(name)}</b><br>{escape(row)}: {text}"
            for name, text in zip(called, line, strict=True)
        ]
        for row, line in zip(rows, lines, strict=True)
    ]
    return np.array(notes, dtype=object)
