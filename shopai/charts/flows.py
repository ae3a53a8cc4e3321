"""How many flow from one set of groups to another, step by step, drawn as a Sankey diagram."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import plotly.graph_objects as go

from shopai.charts.labels import escape, shortened
from shopai.charts.theme import finish
from shopai.columns import Flow
from shopai.format import percent

#: Two labels of this length, with their counts, stand side by side on a phone.
LONGEST_NAME: Final = 18
#: Pixels between groups, and what a group gets of the height on average.
GAP, ROOM = 16, 46
#: Pixels the title and the lower margin take, as `finish` sets them.
MARGINS: Final = 64
#: Characters of a name, and pixels above the boxes, where there are more than two columns.
LONGEST_STEP, HEADING = 14, 26


class Box(NamedTuple):
    """One node of a column: what is counted there."""

    name: str  # text from the data
    size: int
    colour: str  # "#rrggbb"
    mark: str = ""  # chart text behind the name
    note: str = ""  # chart text of the hover, below the name


class Band(NamedTuple):
    """What flows from a box of column `column` to one of the next."""

    column: int
    source: int  # position in its column
    target: int  # position in the next one
    size: int
    note: str = ""  # chart text of the hover


def sankey(
    links: pd.DataFrame,
    left: Sequence[str],
    right: Sequence[str],
    left_colours: Sequence[str],
    right_colours: Sequence[str],
    title: str,
    unit: str = "customers",
) -> go.Figure:
    """Groups on the left, groups on the right, a band for the customers in both.

    Parameters
    ----------
    links : one row a band, the columns of :class:`shopai.columns.Flow`; its ``from`` and
        ``to`` are positions in `left` and `right`; bands of no customers are not drawn
    left, right : the groups' names, top to bottom as they are to be drawn; a group without
        customers is not drawn
    left_colours, right_colours : "#rrggbb", one a name; a band has its source's, translucent
    title : as chart text
    unit : what is counted

    Each group is as high as its customers are many, and its label says how many.
    """
    links = links[links[Flow.CUSTOMERS] > 0]
    source = links[Flow.SOURCE].to_numpy(dtype=int)
    target = links[Flow.TARGET].to_numpy(dtype=int)
    counts = links[Flow.CUSTOMERS].to_numpy(dtype=int)
    leaving = np.bincount(source, counts, minlength=len(left)).astype(int)
    coming = np.bincount(target, counts, minlength=len(right)).astype(int)
    # a group without a band would get no node, and the positions of the others would shift
    from_, to = leaving.nonzero()[0], coming.nonzero()[0]
    height = MARGINS + max(6, len(from_), len(to)) * ROOM
    names = [left[i] for i in from_.tolist()] + [right[j] for j in to.tolist()]
    sizes = np.concatenate([leaving[from_], coming[to]])
    figure = go.Figure(
        go.Sankey(
            arrangement="fixed",
            node={
                "label": [
                    f"{escape(shortened(name, LONGEST_NAME))} · {size:,}"
                    for name, size in zip(names, sizes.tolist(), strict=True)
                ],
                "color": [left_colours[i] for i in from_.tolist()]
                + [right_colours[j] for j in to.tolist()],
                "customdata": [escape(name) for name in names],
                "hovertemplate": f"%{{customdata}}: %{{value:,}} {escape(unit)}<extra></extra>",
                # plotly takes 0 for "not given"
                "x": [0.001] * len(from_) + [0.999] * len(to),
                "y": _middles([leaving[from_], coming[to]], height - MARGINS),
                "pad": GAP,
                "thickness": 14,
                "line": {"width": 0},
            },
            link={
                "source": np.searchsorted(from_, source),
                "target": len(from_) + np.searchsorted(to, target),
                "value": counts,
                "color": [_translucent(left_colours[i]) for i in source.tolist()],
                "customdata": [
                    [escape(left[i]), escape(right[j]), percent(share)]
                    for i, j, share in zip(
                        source.tolist(), target.tolist(), links[Flow.SHARE].tolist(), strict=True
                    )
                ],
                "hovertemplate": "<b>%{customdata[0]}</b> to <b>%{customdata[1]}</b>"
                f"<br>%{{value:,}} {escape(unit)}"
                "<br>%{customdata[2]} of %{customdata[0]}<extra></extra>",
            },
            valueformat=",",
            textfont={"size": 12},
        )
    )
    return finish(figure, title, height=height)


def layers(
    columns: Sequence[Sequence[Box]], bands: Sequence[Band], headings: Sequence[str], title: str
) -> go.Figure:
    """Two columns of boxes or more, side by side, and a band for what flows between two.

    Parameters
    ----------
    columns : the boxes, left to right and top to bottom as they are to be drawn; each of a size
        above 0, and each but those of the first column with a band that comes in
    bands : those of no size are not drawn; a band has its source's colour, translucent
    headings : one a column, as chart text, above the boxes
    title : as chart text

    A box is as high as its size is, on one scale for all columns.
    """
    bands = [band for band in bands if band.size > 0]
    boxes = [box for column in columns for box in column]
    first = np.cumsum([0, *map(len, columns)]).tolist()
    body = max(6, *map(len, columns)) * ROOM if columns else ROOM
    sizes = [np.array([box.size for box in column], dtype=np.int_) for column in columns]
    across = np.linspace(0.001, 0.999, max(len(columns), 2))[: len(columns)].tolist()
    figure = go.Figure(
        go.Sankey(
            arrangement="fixed",
            node={
                "label": [
                    f"{escape(shortened(box.name, LONGEST_STEP))} {box.mark}".strip()
                    for box in boxes
                ],
                "color": [box.colour for box in boxes],
                "customdata": [f"<b>{escape(box.name)}</b><br>{box.note}" for box in boxes],
                "hovertemplate": "%{customdata}<extra></extra>",
                "x": [x for x, column in zip(across, columns, strict=True) for _ in column],
                "y": _middles(sizes, body),
                "pad": GAP,
                "thickness": 12,
                "line": {"width": 0},
                "align": "left",  # else what flows no further has its name on the other side
            },
            link={
                "source": [first[band.column] + band.source for band in bands],
                "target": [first[band.column + 1] + band.target for band in bands],
                "value": [band.size for band in bands],
                "color": [
                    _translucent(boxes[first[band.column] + band.source].colour) for band in bands
                ],
                "customdata": [
                    f"<b>{escape(columns[band.column][band.source].name)}</b> to "
                    f"<b>{escape(columns[band.column + 1][band.target].name)}</b><br>{band.note}"
                    for band in bands
                ],
                "hovertemplate": "%{customdata}<extra></extra>",
            },
            textfont={"size": 12},
            domain={"y": [0, body / (body + HEADING)]},
        )
    )
    finish(figure, title, height=MARGINS + HEADING + body)
    for number, (x, heading) in enumerate(zip(across, headings, strict=True)):
        figure.add_annotation(
            text=heading,
            x=x,
            xref="paper",
            xanchor="left" if number < len(columns) - 1 else "right",
            y=1,
            yref="paper",
            yanchor="top",
            showarrow=False,
        )
    return figure


def _middles(sides: Sequence[npt.NDArray[np.int_]], height: int) -> list[float]:
    """Where the middle of each group is, as a share of `height` pixels: the order given.

    Plotly draws a customer equally high on both sides and as high as the fuller side allows.
    """
    each = min(
        ((height - GAP * (len(sizes) - 1)) / sizes.sum() for sizes in sides if sizes.sum()),
        default=0.0,
    )
    middles: list[float] = []
    for sizes in sides:
        ends = (sizes * each + GAP).cumsum() - GAP
        spare = height - ends[-1] if len(ends) else 0.0
        middles += ((ends - sizes * each / 2 + spare / 2) / height).tolist()
    return middles


def _translucent(colour: str) -> str:
    """The colour "#rrggbb", but what is behind it shines through."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return f"rgba({red}, {green}, {blue}, 0.4)"
