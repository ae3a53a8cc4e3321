"""Segments drawn: who is where, how big each is, what it earns, how it differs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
import plotly.graph_objects as go

from shopai.arrays import Array, Floats, Ints
from shopai.charts.labels import (
    axis_title,
    direction,
    escape,
    feature_unit,
    in_lines,
    segment_names,
    shortened,
)
from shopai.charts.theme import MUTED, colour, finish, symbol, text_on
from shopai.columns import SegmentShare
from shopai.format import compact
from shopai.segments.projection import Projection
from shopai.segments.scaling import signed_log, skewness

#: More points than this make a browser slow; statistics never come from the drawn sample.
MOST_POINTS: Final = 10_000
#: The same for a chart to select on, where each point is looked at while one draws.
MOST_SELECTABLE: Final = 5_000

#: Characters of a line of a name in a legend and under a bar.
LONGEST_NAME: Final = 30
BELOW_BAR: Final = 14
#: Pixels of a line of a legend; with no more segments than this a map needs no more height.
LEGEND_LINE, FEW = 14, 5


@dataclass(frozen=True)
class Cloud:
    """Customers and segment centres in the space they are drawn in."""

    points: pd.DataFrame  # (n, 2) or (n, 3), index user_id
    centers: Floats  # (k, 2) or (k, 3)
    axes: tuple[str, ...]  # axis titles, as chart text
    ticks: tuple[tuple[float, ...], ...] = ()  # per axis: values to tick on a stretched axis

    @property
    def drawable(self) -> Ints:
        """Positions (ascending) of the customers with a finite value on every axis."""
        return np.flatnonzero(np.isfinite(self.points.to_numpy(dtype=float)).all(axis=1))


def projected(projection: Projection) -> Cloud:
    """The principal components, each axis titled with where it leads.

    “more orders, bought more lately →”: the two columns that move a customer along it most.
    """
    leading = projection.leading or [()] * len(projection.axes)
    titles = tuple(
        _towards(columns[:2]) or escape(axis)
        for axis, columns in zip(projection.axes, leading, strict=True)
    )
    return Cloud(projection.points, np.asarray(projection.centers, dtype=float), titles)


def _towards(leading: Sequence[tuple[str, float]]) -> str:
    """The end of an axis in words, as chart text; empty where nothing leads there."""
    ends = [shortened(direction(column, weight > 0), 28) for column, weight in leading]
    return f"{escape(', '.join(ends))} →" if ends else ""


def by_features(
    features: pd.DataFrame, labels: pd.Series, x: str, y: str, currency: str | None = None
) -> Cloud:
    """Any two features in original units, the centres at the segments' means.

    A skewed feature gets a logarithmic axis that also holds zero and negative values
    (sign(v)·log(1 + |v|)), ticked in original units. Missing values are not drawn.
    """
    points, centers, ticks = {}, [], []
    for axis, name in zip("xy", (x, y), strict=True):
        values = features[name].to_numpy(dtype=float)
        middles = features[name].groupby(labels).mean().sort_index().to_numpy(dtype=float)
        known = values[np.isfinite(values)]
        # a linear axis would press most of the values into a corner
        skewed = len(known) > 2 and np.ptp(known) > 0 and abs(skewness(known[:, None])[0]) > 2
        points[axis] = signed_log(values) if skewed else values
        centers.append(signed_log(middles) if skewed else middles)
        ticks.append(_log_ticks(known) if skewed else ())
    return Cloud(
        points=pd.DataFrame(points, index=features.index),
        centers=np.column_stack(centers),
        axes=(axis_title(x, currency), axis_title(y, currency)),
        ticks=tuple(ticks),
    )


def scatter(
    cloud: Cloud,
    labels: pd.Series,
    hover: pd.DataFrame,
    where: Ints | None = None,
    currency: str | None = None,
    names: Sequence[str] | None = None,
) -> go.Figure:
    """Customers as points coloured by segment, with every segment's centre numbered.

    Parameters
    ----------
    cloud : where to draw them; with three axes the chart is 3-D
    labels : (n,) segment 0…k−1, in the order of the cloud's points
    hover : (n, m) features to show for a customer, in the same order; complete, as those
        segmented by are: a missing one shows as NaN
    where : positions of the customers to draw (a sample, which the title says), None for all;
        who has no value on an axis is never drawn, which the title says too
    names : (k,) what the segments are called, default "Segment 1" and so on

    Each point's ``customdata[0]`` is its position in the cloud. Numbers go to the browser as
    numbers and are formatted there: 10,000 points take less than 0.1 s here.
    """
    drawable = cloud.drawable
    where = drawable if where is None else np.intersect1d(where, drawable)
    points = cloud.points.to_numpy(dtype=np.float32)[where]
    segment = labels.to_numpy()[where]
    users = np.array([escape(user) for user in hover.index[where]], dtype=object)
    called = _called(names, len(cloud.centers))
    notes = np.column_stack([where, hover.iloc[where]]).astype(float)
    template = _hover_template(hover, currency)
    flat = len(cloud.axes) == 2
    # paler in 3-D, so that the centres inside the clouds are seen
    look = {"size": 6, "opacity": 0.7} if flat else {"size": 2.5, "opacity": 0.35}
    figure = go.Figure()
    for label, name in enumerate(called):
        mine = segment == label
        figure.add_trace(
            _points(
                points[mine],
                name=name,
                text=users[mine],
                customdata=notes[mine],
                hovertemplate=template,
                marker={"color": colour(label), "symbol": symbol(label), **look},
            )
        )
    # a selection dims what lies outside it; centres are no part of that
    steady = {each: {"marker": {"opacity": 1}} for each in ("selected", "unselected") if flat}
    numbers = range(len(called))
    figure.add_trace(
        _points(
            cloud.centers,
            name="Centre",
            text=[str(label + 1) for label in numbers],
            hovertemplate="Centre of segment %{text}<extra></extra>",
            showlegend=False,
            marker={
                "color": [colour(label) for label in numbers],
                "line": {"width": 2, "color": "#ffffff"},
                "size": 24 if flat else 11,
                "opacity": 1,
            },
            **steady,
        )
    )
    title = _title(len(where), len(drawable), len(cloud.points))
    if not flat:
        finish(figure, title, height=560, legend=True)
        scene: dict[str, Any] = {
            "aspectmode": "cube",
            "camera": {"eye": {"x": 1.45, "y": 1.45, "z": 1.0}},
            "annotations": _numbers(cloud.centers),
        }
        for letter, axis in zip("xyz", cloud.axes, strict=True):
            scene[f"{letter}axis"] = {"title": {"text": axis}}
        return figure.update_layout(scene=scene, legend={"y": -0.02})
    # on a phone each segment has a line of the legend, or two: the map and its axis title keep
    # their room
    lines = sum(1 + name.count("<br>") for name in called)
    height = 500 + LEGEND_LINE * max(0, lines - FEW)
    finish(figure, title, cloud.axes[0], cloud.axes[1], height=height, legend=True)
    figure.update_layout(dragmode="lasso", annotations=_numbers(cloud.centers), legend={"y": -0.2})
    updates = (figure.update_xaxes, figure.update_yaxes)
    for ticks, update in zip(cloud.ticks, updates, strict=False):
        if ticks:
            places = signed_log(np.array(ticks))
            update(tickvals=places.tolist(), ticktext=[compact(tick) for tick in ticks])
    return figure


def share_bars(table: pd.DataFrame, names: Sequence[str] | None = None) -> go.Figure:
    """Each segment's share of the customers beside its share of their spend, in percent.

    `table`: as :func:`shopai.segments.summary` returns; without spend, customers only.
    `names`: (k,) what the segments are called, default "Segment 1" and so on.
    """
    bars = [in_lines(name, BELOW_BAR, 3) for name in segment_names(names, len(table))]
    figure = go.Figure(
        go.Bar(
            x=bars,
            y=table[SegmentShare.CUSTOMER_SHARE].to_numpy() * 100,
            name="Share of customers",
            marker={"color": MUTED},
            customdata=table[SegmentShare.CUSTOMERS].to_numpy(),
            hovertemplate="%{x}: %{y:.1f}% of customers (%{customdata:,})<extra></extra>",
        )
    )
    title = "Share of customers by segment"
    if table[SegmentShare.REVENUE_SHARE].notna().all():
        figure.add_trace(
            go.Bar(
                x=bars,
                y=table[SegmentShare.REVENUE_SHARE].to_numpy() * 100,
                name="Share of spend",
                marker={"color": [colour(int(label)) for label in table.index]},
                hovertemplate="%{x}: %{y:.1f}% of what known customers spent<extra></extra>",
            )
        )
        title = "Share of customers and of spend by segment"
    finish(figure, title, height=380, legend=True)
    # above the bars: below them, the names of many segments stand aslant and need the room
    figure.update_layout(legend={"yanchor": "bottom", "y": 1}, margin={"t": 100})
    figure.update_yaxes(ticksuffix="%")
    return figure


def _called(names: Sequence[str] | None, k: int) -> list[str]:
    return [in_lines(name, LONGEST_NAME) for name in segment_names(names, k)]


def _points(points: Array, **settings: Any) -> go.Scattergl | go.Scatter3d:
    """A trace of `points` (n, 2) or (n, 3)."""
    kind = go.Scattergl if points.shape[1] == 2 else go.Scatter3d
    return kind(**dict(zip("xyz", points.T, strict=False)), mode="markers", **settings)


def _numbers(centers: Floats) -> list[dict[str, object]]:
    """Each segment's number on its centre, above the points, as annotations."""
    return [
        {
            **dict(zip("xyz", map(float, centre), strict=False)),
            "text": f"<b>{label + 1}</b>",
            "showarrow": False,
            "font": {"color": text_on(colour(label)), "size": 13},
        }
        for label, centre in enumerate(centers)
        if np.isfinite(centre).all()
    ]


def _title(drawn: int, drawable: int, customers: int) -> str:
    """The title: customers shown, of how many, and why not the rest."""
    count = f"{drawn:,} shown" if drawn == drawable else f"{drawn:,} of {drawable:,} shown"
    without = customers - drawable
    verb = "is" if without == 1 else "are"
    rest = f"; {without:,} without a value {verb} not drawn" if without else ""
    return f"Customers by segment ({count}{rest})"


def _hover_template(hover: pd.DataFrame, currency: str | None) -> str:
    """The customer's id, then each feature in its unit."""
    lines = ["<b>%{text}</b>"]
    for i, name in enumerate(hover.columns, start=1):
        # a label with a percent sign must not be read as a variable
        label = axis_title(name, currency).replace("%", "&#37;")
        lines.append(f"{label}: %{{customdata[{i}]:{_d3_format(name, hover[name])}}}")
    return "<br>".join(lines) + "<extra></extra>"


def _d3_format(name: str, values: pd.Series) -> str:
    """Format of a feature's values for the browser, in d3's notation."""
    unit = feature_unit(name)
    if unit in ("money", "share"):
        return ",.2f" if unit == "money" else ".1%"
    numbers = values.to_numpy(dtype=float)
    if (numbers == np.floor(numbers)).all():
        return ",.0f"
    return ",.1f" if unit == "days" else ",.2f" if np.abs(numbers).max() >= 1 else ".3~r"


def _log_ticks(values: Floats) -> tuple[float, ...]:
    """Zero and the powers of ten, negative ones too, within the range of `values`."""
    bottom, top = float(values.min()), float(values.max())
    powers = [10.0**p for p in range(-1 if max(top, -bottom) < 10 else 0, 13)]
    ticks = [*(-p for p in reversed(powers)), 0.0, *powers]
    return tuple(tick for tick in ticks if bottom <= tick <= top)
