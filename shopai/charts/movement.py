"""Who moved from which segment to which, drawn."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from shopai.charts.flows import sankey
from shopai.charts.labels import segment_name
from shopai.charts.theme import MUTED, colour
from shopai.columns import Flow
from shopai.segments.movement import OTHERS, Movement


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
    labels = [*(names or map(segment_name, range(k))), *OTHERS]
    colours = [*map(colour, range(k)), *(MUTED for _ in OTHERS)]
    positions = {group: position for position, group in enumerate(groups)}
    links = movement.links.assign(
        **{end: movement.links[end].map(positions) for end in (Flow.SOURCE, Flow.TARGET)}
    )
    return sankey(links, labels, labels, colours, colours, title)
