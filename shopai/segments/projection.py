"""Segments in two or three dimensions, to look at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from shopai.arrays import Floats, Ints
from shopai.errors import ParameterError
from shopai.segments.segmentation import Segmentation


@dataclass(frozen=True, eq=False)
class Projection:
    """Customers and centres on the axes along which the customers differ most."""

    points: pd.DataFrame  # (n, dims), index user_id, columns = axes
    centers: Floats  # (k, dims)
    explained: tuple[float, ...]  # share of the variance each axis keeps, 0 … 1, descending
    axes: tuple[str, ...]  # what to call them
    leading: tuple[tuple[tuple[str, float], ...], ...] = ()  # per axis: the columns that move a
    # customer along it most, with their weights, the largest first


def project(seg: Segmentation, dims: int = 2) -> Projection:
    """Principal components of the scaled features: the `dims` directions of most variance.

    With C the covariance matrix of the n customers (ddof 0) and v_j its unit eigenvectors by
    descending eigenvalue λ_j, a customer x is drawn at (x − mean)·v_j, and axis j explains
    λ_j / Σλ. An eigenvector's sign is free; here its largest entry is positive, so a picture
    does not flip from one run to the next.

    Raises ParameterError unless 1 ≤ `dims` ≤ number of features. O(n p²).
    """
    p = seg.scaled.shape[1]
    if not 1 <= dims <= p:
        raise ParameterError(
            f"A picture in {dims} dimensions needs as many features; the segments use {p}. "
            "Add a feature or choose fewer dimensions."
        )
    mean = seg.scaled.mean(axis=0)
    centred = seg.scaled - mean
    variances, directions = np.linalg.eigh(centred.T @ centred / len(centred))
    variances, directions = variances[::-1].clip(min=0), directions[:, ::-1]
    largest = np.abs(directions).argmax(axis=0)
    directions = directions * np.sign(directions[largest, range(p)])
    shown = directions[:, :dims]
    axes = tuple(f"Component {j}" for j in range(1, dims + 1))
    leading = tuple(_leading(seg.space.columns, shown[:, j]) for j in range(dims))
    return Projection(
        points=pd.DataFrame(centred @ shown, index=seg.labels.index, columns=list(axes)),
        centers=(seg.scaled_centers - mean) @ shown,
        explained=tuple(float(v) for v in variances[:dims] / variances.sum()),
        axes=axes,
        leading=leading,
    )


def _leading(columns: Sequence[str], weights: Floats) -> tuple[tuple[str, float], ...]:
    """The columns with at least half of the largest weight, the largest first."""
    sizes = np.abs(weights)
    order = np.argsort(-sizes, kind="stable")
    return tuple((columns[i], float(weights[i])) for i in order if sizes[i] >= sizes.max() / 2)


def sample(
    seg: Segmentation,
    n: int = 10_000,
    seed: int = 0,
    among: NDArray[np.integer[Any]] | None = None,
) -> Ints:
    """Positions (ascending) of at most `n` customers to draw, every segment in proportion.

    As :func:`proportional`. `among`: the positions to choose from, ascending; None for all.
    """
    labels = seg.labels.to_numpy()
    among = np.arange(len(labels)) if among is None else among
    return among[proportional(labels[among], n, seed)].astype(np.int64)


def proportional(groups: ArrayLike, n: int, seed: int = 0) -> Ints:
    """Positions (ascending) of `n` of the members, every group by its share.

    `groups`: (m,) the group of each member; with m of at most `n`, all. Within a group the
    choice is random and `seed` repeats it. No group goes missing: each has at least one
    member, so long as there are no more groups than `n`. O(m log m).
    """
    if n < 1:
        raise ParameterError(f"n is how many customers to draw, at least 1; found {n}.")
    each = np.asarray(groups)
    if len(each) <= n:
        return np.arange(len(each))
    # Shuffled, the r-th member of a group of size s stands at r/s of it: the n members with
    # the smallest r/s are everyone's fair share, and each group's first has r = 0.
    shuffled = np.random.default_rng(seed).permutation(len(each))
    by_group = pd.Series(each[shuffled]).groupby(each[shuffled])
    place = by_group.cumcount() / by_group.transform("size")
    return np.sort(shuffled[np.argsort(place.to_numpy(), kind="stable")[:n]])
