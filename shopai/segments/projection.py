"""Segments in two or three dimensions, to look at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from shopai.errors import ParameterError
from shopai.segments.segmentation import Segmentation


@dataclass(frozen=True, eq=False)
class Projection:
    """Customers and centres on the axes along which the customers differ most."""

    points: pd.DataFrame  # (n, dims), index user_id, columns = axes
    centers: NDArray[np.float64]  # (k, dims)
    explained: tuple[float, ...]  # share of the variance each axis keeps, 0 … 1, descending
    axes: tuple[str, ...]  # what to call them


def project(seg: Segmentation, dims: int = 2) -> Projection:
    """Principal components of the scaled features: the `dims` directions of most variance.

    With C the covariance matrix of the n customers (ddof 0) and v_j its unit eigenvectors by
    descending eigenvalue λ_j, a customer x is drawn at (x − mean)·v_j, and axis j explains
    λ_j / Σλ. An eigenvector's sign is free; here its largest entry is positive, so a picture
    does not flip from one run to the next.

    Raises ParameterError unless 1 ≤ `dims` ≤ number of features. O(n p²).
    """
    p = len(seg.features)
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
    return Projection(
        points=pd.DataFrame(centred @ shown, index=seg.labels.index, columns=list(axes)),
        centers=(seg.scaled_centers - mean) @ shown,
        explained=tuple(float(v) for v in variances[:dims] / variances.sum()),
        axes=axes,
    )


def sample(seg: Segmentation, n: int = 10_000, seed: int = 0) -> NDArray[np.int64]:
    """Positions (ascending) of at most `n` customers to draw, every segment in proportion.

    Within a segment the choice is random and `seed` repeats it. No segment goes missing: each
    has at least one customer shown, so long as `n` is at least k. O(n_customers log).
    """
    if n < 1:
        raise ParameterError(f"n is how many customers to draw, at least 1; found {n}.")
    labels = seg.labels.to_numpy()
    if len(labels) <= n:
        return np.arange(len(labels))
    # Shuffled, the r-th customer of a segment of size s stands at r/s of it: the n customers
    # with the smallest r/s are everyone's fair share, and each segment's first has r = 0.
    shuffled = np.random.default_rng(seed).permutation(len(labels))
    rank = pd.Series(labels[shuffled]).groupby(labels[shuffled]).cumcount().to_numpy()
    share = rank / seg.sizes.to_numpy()[labels[shuffled]]
    return np.sort(shuffled[np.argsort(share, kind="stable")[:n]])
