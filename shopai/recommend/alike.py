"""Customers of one taste: blocks along a heat map, and segments against one another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

#: Fewest and most customers of a block, and its part of those compared in between.
FEWEST, MOST, PART = 3, 20, 10
#: Times the segments are shuffled: the smallest p-value is 1 / (this + 1).
SHUFFLES: Final = 199


@dataclass(frozen=True)
class Apart:
    """Mean similarity of two customers of one segment and of two segments, each pair once."""

    within: float  # NaN where no two are of one segment
    between: float  # NaN where all are of one segment
    p: float  # how often shuffled segments are at least as alike within; NaN beside a NaN


def within_and_between(
    similarity: pd.DataFrame, labels: pd.Series, rng: np.random.Generator
) -> Apart:
    """Likeness of customers of one segment against that of two.

    similarity : (n, n), symmetric, as :meth:`shopai.UserKNN.similarities` gives it
    labels : the segment of each of these customers, by id

    p is from a permutation test: the segments are dealt out anew :data:`SHUFFLES` times. It
    costs O(n² k) a time, k being the number of segments.
    """
    square = similarity.to_numpy(dtype=np.float64, copy=True)
    np.fill_diagonal(square, 0.0)
    codes, names = pd.factorize(labels.loc[similarity.index])
    members = np.eye(len(names))[codes]
    pairs = float((members.sum(axis=0) * (members.sum(axis=0) - 1)).sum())
    others = len(square) * (len(square) - 1) - pairs
    if not pairs or not others:
        mean = square.sum() / max(pairs, others, 1.0)
        return Apart(mean if pairs else np.nan, mean if others else np.nan, np.nan)

    # all shufflings side by side: one product instead of many small ones
    dealt = np.hstack([members, *(rng.permutation(members) for _ in range(SHUFFLES))])
    inside = (dealt * (square @ dealt)).sum(axis=0).reshape(1 + SHUFFLES, len(names)).sum(axis=1)
    together = float(inside[0])
    as_much = int((inside[1:] >= together - 1e-9).sum())
    return Apart(
        together / pairs, (square.sum() - together) / others, (1 + as_much) / (1 + SHUFFLES)
    )


@dataclass(frozen=True)
class Block:
    """Customers side by side on a heat map who are alike."""

    users: tuple[str, ...]
    similarity: float  # mean of their pairs
    times: float  # that, as a multiple of the mean of all pairs; NaN where that is not positive


def blocks(ordered: pd.DataFrame, most: int = 5) -> list[Block]:
    """The most alike runs of customers along the diagonal, none in two, most alike first.

    ordered : (n, n), symmetric, similar customers side by side, as
        :func:`shopai.charts.similarity.leaf_order` puts them

    A run holds a tenth of the customers, from :data:`FEWEST` to :data:`MOST`; only runs more
    alike than all pairs are taken. None of fewer than twice as many customers. O(n²).
    """
    n = len(ordered)
    size = int(np.clip(n // PART, FEWEST, MOST))
    if n < 2 * size:
        return []
    square = ordered.to_numpy(dtype=np.float64, copy=True)
    np.fill_diagonal(square, 0.0)
    sums = np.zeros((n + 1, n + 1))
    sums[1:, 1:] = square.cumsum(axis=0).cumsum(axis=1)
    begin = np.arange(n - size + 1)
    end = begin + size
    inside = sums[end, end] - sums[begin, end] - sums[end, begin] + sums[begin, begin]
    # rounded, so that runs as much alike stay in their order
    means = np.round(inside / (size * (size - 1)), 12)
    usual = square.sum() / (n * (n - 1))
    taken: list[int] = []
    for start in np.argsort(-means, kind="stable").tolist():
        if len(taken) == most or means[start] <= max(usual, 0.0):
            break
        if all(abs(start - other) >= size for other in taken):
            taken.append(start)
    users = ordered.index.astype("str")
    return [
        Block(
            tuple(users[start : start + size]),
            float(means[start]),
            float(means[start] / usual) if usual > 0 else np.nan,
        )
        for start in taken
    ]
