"""The map of segments for every K: what is drawn once, and one small table a K."""

from __future__ import annotations

from base64 import b64encode
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import plotly.graph_objects as go

from shopai.arrays import Floats, Ints
from shopai.charts.labels import escape
from shopai.charts.segments import Cloud, flat_layout, hover_template, space_layout, title_of
from shopai.charts.theme import MUTED, PALETTE, PRIMARY
from shopai.columns import SegmentShare
from shopai.format import counted, percent

#: Colours of the points by label, as a scale of equal steps.
SCALE = [
    (step / len(PALETTE), shade)
    for place, shade in enumerate(PALETTE)
    for step in (place, place + 1)
]


def base(cloud: Cloud, hover: pd.DataFrame, where: Ints, currency: str | None = None) -> go.Figure:
    """The customers in one trace, without colours, and an empty trace for the centres.

    cloud, hover : as of :func:`shopai.charts.segments.scatter`
    where : positions of the customers to draw, ascending; the order of the labels of
        :func:`table`
    """
    points = cloud.points.to_numpy(dtype=np.float32)[where]
    flat = points.shape[1] == 2
    kind = go.Scattergl if flat else go.Scatter3d
    look = {"size": 6, "opacity": 0.7} if flat else {"size": 2.5, "opacity": 0.35}
    scale = {"colorscale": SCALE, "cmin": -0.5, "cmax": len(PALETTE) - 0.5, "showscale": False}
    places = dict(zip("xyz", points.T, strict=False))
    figure = go.Figure(
        kind(
            **places,
            mode="markers",
            text=[escape(user) for user in hover.index[where]],
            customdata=np.column_stack([where, hover.iloc[where]]).astype(float),
            hovertemplate=hover_template(hover, currency),
            marker={**look, **scale},
        )
    )
    middles = {"size": 24 if flat else 11, "opacity": 1, "line": {"width": 2, "color": "#ffffff"}}
    figure.add_trace(
        kind(
            **{axis: [] for axis in places},
            mode="markers",
            hovertemplate="Centre of segment %{text}<extra></extra>",
            marker={**middles, **scale},
            **({"selected": {"marker": {"opacity": 1}}, "unselected": {"marker": {"opacity": 1}}}
               if flat else {}),
        )
    )  # fmt: skip
    title = title_of(len(where), len(cloud.drawable), len(cloud.points))
    layout = flat_layout if flat else space_layout
    layout(figure, cloud, title)
    figure.update_xaxes(showgrid=False, zeroline=False)
    figure.update_yaxes(zeroline=False)
    # drawn outside of Streamlit, whose look the other charts have
    return figure.update_layout(
        showlegend=False,
        title_font={"size": 16, "weight": 600},
        modebar={"bgcolor": "rgba(0, 0, 0, 0)", "color": MUTED, "activecolor": PRIMARY},
    )


def table(
    labels: npt.NDArray[np.integer[Any]],
    centers: Floats,
    shares: pd.DataFrame,
) -> dict[str, Any]:
    """What changes with K, ready to be written as JSON.

    labels : (m,) of the customers drawn, 0 … k−1
    centers : (k, 2) or (k, 3), where the map has them
    shares : of :func:`shopai.segments.profile.summary`
    """
    sizes = [counted(int(n), "customer") for n in shares[SegmentShare.CUSTOMERS]]
    parts = [percent(float(share)) for share in shares[SegmentShare.CUSTOMER_SHARE]]
    return {
        "labels": b64encode(labels.astype(np.uint8).tobytes()).decode(),
        "centers": np.round(centers.astype(float), 5).tolist(),
        "sizes": [f"{size}, {part}" for size, part in zip(sizes, parts, strict=True)],
        "words": in_words(shares),
    }


def in_words(shares: pd.DataFrame) -> str:
    """The segments of one K in a sentence: the largest, and the one that brings most."""
    k = len(shares)
    largest = int(shares[SegmentShare.CUSTOMER_SHARE].to_numpy().argmax())
    part = percent(float(shares[SegmentShare.CUSTOMER_SHARE].iloc[largest]))
    words = f"{counted(k, 'segment')}: the largest, {largest + 1}, has {part} of the customers"
    earns = shares[SegmentShare.REVENUE_SHARE]
    if earns.notna().all():
        best = int(earns.to_numpy().argmax())
        words += f"; {best + 1} brings {percent(float(earns.iloc[best]))} of the spend"
    return words + "."
