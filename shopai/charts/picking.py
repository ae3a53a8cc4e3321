"""From what was marked on a chart back to the rows it stands for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from shopai.arrays import Floats, Ints, Mask


def marked(
    points: Floats, labels: npt.NDArray[np.integer[Any]], selection: Mapping[str, Any]
) -> Ints:
    """Positions of the rows a selection on :func:`shopai.charts.segments.scatter` stands for.

    A click means that point. A box or lasso means everyone inside it, those not drawn
    included: a picture of a sample still picks from all. Segments of which no drawn point
    was marked stay out, since their points may have been switched off in the legend.

    points : (n, 2), in the chart's space; labels : (n,); selection : with ``points`` (each
    with its position first in ``customdata``), ``box`` and ``lasso`` (each with x and y)
    """
    notes = filter(None, (point.get("customdata") for point in selection.get("points", ())))
    # a browser writes an array of numbers as an object: {"0": 17, "1": …}
    own = {int(note["0"] if isinstance(note, Mapping) else note[0]) for note in notes}
    clicked = np.array(sorted(own), dtype=np.int64)
    clicked = clicked[clicked < len(points)]
    inside = np.zeros(len(points), dtype=bool)
    for box in selection.get("box", ()):
        inside |= in_box(points, box["x"], box["y"])
    for lasso in selection.get("lasso", ()):
        inside |= in_polygon(points, lasso["x"], lasso["y"])
    inside &= np.isin(labels, np.unique(labels[clicked]))
    inside[clicked] = True
    return np.flatnonzero(inside)


def in_box(points: Floats, x: list[float], y: list[float]) -> Mask:
    """Mask of the points in the rectangle between two corners, edges included."""
    low, high = np.minimum.reduce([x, y], axis=1), np.maximum.reduce([x, y], axis=1)
    within: Mask = ((points >= low) & (points <= high)).all(axis=1)
    return within


def in_polygon(points: Floats, x: list[float], y: list[float]) -> Mask:
    """Mask of the points in the polygon with corners (x, y): even–odd rule.

    A ray to the right of a point inside crosses the outline an odd number of times. Costs
    O(points × corners).
    """
    inside = np.zeros(len(points), dtype=bool)
    px, py = points[:, 0], points[:, 1]
    xs, ys = np.asarray(x, dtype=float), np.asarray(y, dtype=float)
    for x1, y1, x2, y2 in zip(xs, ys, np.roll(xs, -1), np.roll(ys, -1), strict=True):
        if y1 == y2:
            continue
        spans = (y1 > py) != (y2 > py)
        inside ^= spans & (px < x1 + (py - y1) * (x2 - x1) / (y2 - y1))
    return inside
