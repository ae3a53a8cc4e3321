"""Flows from one set of groups to another, step by step, drawn as a Sankey diagram."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import plotly.graph_objects as go

from shopai.charts.labels import escape, in_lines, segment_names
from shopai.charts.marks import HOVER
from shopai.charts.theme import MUTED, colour, finish, translucent
from shopai.columns import Flow
from shopai.format import counted, percent
from shopai.segments.movement import OTHERS, Movement

#: Two lines of this length, with their counts, stand side by side on a phone.
LONGEST_NAME: Final = 18
#: Pixels between groups, and what a group gets of the height on average; where a name has two
#: lines, each more by a line's height, so that no name stands on the next.
GAP, ROOM, LINE = 16, 46, 15
#: Pixels the title and the lower margin take, as `finish` sets them.
MARGINS: Final = 64
#: Characters of a line, and pixels above the boxes, where there are more than two columns.
LONGEST_STEP, HEADING = 14, 26


class Box(NamedTuple):
    """One node of a column: what is counted there."""

    name: str  # text from the data
    size: int
    colour: str  # "#rrggbb"
    mark: str = ""  # chart text behind the name
    note: str = ""  # chart text of the hover, below the name


class Band(NamedTuple):
    """A flow from a box of column `column` to one of the next."""

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

    Each group is as high as its customers are many, and its label says how many.
    """
    links = links[links[Flow.CUSTOMERS] > 0]
    counts = links[Flow.CUSTOMERS].to_numpy(dtype=int)
    columns, places = [], []
    for end, names, colours in (
        (Flow.SOURCE, left, left_colours),
        (Flow.TARGET, right, right_colours),
    ):
        ends = links[end].to_numpy(dtype=int)
        sizes = np.bincount(ends, counts, minlength=len(names)).astype(int).tolist()
        # a group without a band would get no node, and the positions of the others would shift
        shown = [i for i, size in enumerate(sizes) if size]
        boxes = [
            Box(names[i], sizes[i], colours[i], f"· {sizes[i]:,}", counted(sizes[i], "customer"))
            for i in shown
        ]
        columns.append(boxes)
        places.append(np.searchsorted(shown, ends).tolist())
    bands = [
        Band(
            0,
            source,
            target,
            count,
            f"{counted(count, 'customer')}<br>{percent(share)} of "
            f"{escape(columns[0][source].name)}",
        )
        for source, target, count, share in zip(
            *places, counts.tolist(), links[Flow.SHARE].tolist(), strict=True
        )
    ]
    return _drawn(columns, bands, title, LONGEST_NAME, 14)


def movement_flows(
    movement: Movement, k: int, title: str, names: Sequence[str] | None = None
) -> go.Figure:
    """The groups before on the left, those after on the right, a band for the customers in both.

    k : how many segments there are
    title : as chart text
    names : (k,) what the segments are called, default "Segment 1" and so on

    Segments have their colours, the groups of customers without a segment are grey.
    """
    groups = [*range(k), *OTHERS]
    labels = [*segment_names(names, k), *OTHERS]
    colours = [*map(colour, range(k)), *(MUTED for _ in OTHERS)]
    positions = {group: position for position, group in enumerate(groups)}
    links = movement.links.assign(
        **{end: movement.links[end].map(positions) for end in (Flow.SOURCE, Flow.TARGET)}
    )
    return sankey(links, labels, labels, colours, colours, title)


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
    figure = _drawn(columns, bands, title, LONGEST_STEP, 12, HEADING)
    across = _across(len(columns))
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


def _drawn(
    columns: Sequence[Sequence[Box]],
    bands: Sequence[Band],
    title: str,
    longest: int,
    thickness: int,
    above: int = 0,
) -> go.Figure:
    """The diagram, with names in lines of up to `longest` characters and `above` pixels on top."""
    bands = [band for band in bands if band.size > 0]
    boxes = [box for column in columns for box in column]
    first = np.cumsum([0, *map(len, columns)]).tolist()
    sources = [first[band.column] + band.source for band in bands]
    targets = [first[band.column + 1] + band.target for band in bands]
    labels = [f"{in_lines(box.name, longest)} {box.mark}".strip() for box in boxes]
    more = LINE * any("<br>" in label for label in labels)
    body = max(6, *map(len, columns)) * (ROOM + more) if columns else ROOM
    sizes = [np.array([box.size for box in column], dtype=np.int_) for column in columns]
    across = zip(_across(len(columns)), columns, strict=True)
    figure = go.Figure(
        go.Sankey(
            arrangement="fixed",
            node={
                "label": labels,
                "color": [box.colour for box in boxes],
                "customdata": [f"<b>{escape(box.name)}</b><br>{box.note}" for box in boxes],
                "hovertemplate": HOVER,
                "x": [x for x, column in across for _ in column],
                "y": _middles(sizes, body, GAP + more),
                "pad": GAP + more,
                "thickness": thickness,
                "line": {"width": 0},
                "align": "left",  # else what flows no further has its name on the other side
            },
            link={
                "source": sources,
                "target": targets,
                "value": np.array([band.size for band in bands], dtype=np.int_),
                "color": [translucent(boxes[source].colour, 0.4) for source in sources],
                "customdata": [
                    f"<b>{escape(boxes[source].name)}</b> to "
                    f"<b>{escape(boxes[target].name)}</b><br>{band.note}"
                    for source, target, band in zip(sources, targets, bands, strict=True)
                ],
                "hovertemplate": HOVER,
            },
            textfont={"size": 12},
            domain={"y": [0, body / (body + above)]},
        )
    )
    return finish(figure, title, height=MARGINS + above + body)


def _across(columns: int) -> list[float]:
    """Places of the columns; not at 0, which plotly takes for "not given"."""
    places: list[float] = np.linspace(0.001, 0.999, max(columns, 2))[:columns].tolist()
    return places


def _middles(sides: Sequence[npt.NDArray[np.int_]], height: int, gap: int) -> list[float]:
    """The middle of each group, `gap` pixels apart, as a share of `height`: the order given.

    Plotly draws a customer equally high on both sides and as high as the fuller side allows.
    """
    each = min(
        ((height - gap * (len(sizes) - 1)) / sizes.sum() for sizes in sides if sizes.sum()),
        default=0.0,
    )
    middles: list[float] = []
    for sizes in sides:
        ends = (sizes * each + gap).cumsum() - gap
        spare = height - ends[-1] if len(ends) else 0.0
        middles += ((ends - sizes * each / 2 + spare / 2) / height).tolist()
    return middles
