"""The method once more in plain NumPy, slow and obvious, to test the kernels against.

Ratings are dense (n_users, n_items) arrays with NaN for unrated.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy.sparse as sp

from shopai.preferences import Preferences
from shopai.recommend.kernels.order import STEP


def prefs_of(ratings: np.ndarray, scale: tuple[float, float] | None = None) -> Preferences:
    """Preferences of a dense array; users u0, u1, ..., items i0, i1, ..."""
    rows, columns = np.nonzero(~np.isnan(ratings))
    starts = np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=len(ratings)))))
    matrix = sp.csr_matrix((ratings[rows, columns], columns, starts), shape=ratings.shape)
    users = pd.Index([f"u{i}" for i in range(ratings.shape[0])])
    items = pd.Index([f"i{j}" for j in range(ratings.shape[1])])
    return Preferences(matrix, users, items, scale=scale)


def cosine(x: np.ndarray, y: np.ndarray) -> float:
    """Cosine of two whole vectors, what is unrated being 0 in them."""
    length = np.linalg.norm(np.nan_to_num(x)) * np.linalg.norm(np.nan_to_num(y))
    return float(np.nan_to_num(x) @ np.nan_to_num(y) / length) if length > 0 else 0.0


def corated(x: np.ndarray, y: np.ndarray) -> float:
    """Cosine over what both rated."""
    both = ~np.isnan(x) & ~np.isnan(y)
    return cosine(x[both], y[both])


def pearson(x: np.ndarray, y: np.ndarray) -> float:
    """Correlation over what both rated; 0 where either is constant there."""
    both = ~np.isnan(x) & ~np.isnan(y)
    if both.sum() < 2 or np.ptp(x[both]) == 0 or np.ptp(y[both]) == 0:
        return 0.0
    return float(np.corrcoef(x[both], y[both])[0, 1])


def msd(x: np.ndarray, y: np.ndarray) -> float:
    both = ~np.isnan(x) & ~np.isnan(y)
    return float(1 / (np.mean((x[both] - y[both]) ** 2) + 1)) if both.any() else 0.0


def jaccard(x: np.ndarray, y: np.ndarray) -> float:
    one, other = ~np.isnan(x), ~np.isnan(y)
    return float((one & other).sum() / max(1, (one | other).sum()))


MEASURES: dict[str, Callable[[np.ndarray, np.ndarray], float]] = {
    "cosine": cosine,
    "cosine_corated": corated,
    "pearson": pearson,
    "pearson_baseline": corated,  # of what is left of the baselines
    "msd": msd,
    "jaccard": jaccard,
}


def biases(ratings: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
    """μ, b_u and b_i by ten rounds, items first."""
    mean = float(np.nanmean(ratings))
    of_users, of_items = np.zeros(len(ratings)), np.zeros(ratings.shape[1])
    rated = ~np.isnan(ratings)
    for _ in range(10):
        left = np.nan_to_num(ratings - mean - of_users[:, None])
        of_items = left.sum(0) / (10 + rated.sum(0))
        left = np.nan_to_num(ratings - mean - of_items)
        of_users = left.sum(1) / (15 + rated.sum(1))
    return mean, of_users, of_items


@dataclass
class Plain:
    """The formula of `UserKNN`; of `ItemKNN` with `by_item`. Asked by positions."""

    ratings: np.ndarray
    k: int
    similarity: str = "cosine"
    min_support: int = 1
    shrinkage: float | None = None
    min_k: int = 1
    negatives: str = "drop"
    baseline: str = "mean"
    by_item: bool = False

    def __post_init__(self) -> None:
        mean, of_users, of_items = biases(self.ratings)
        usual = mean + of_users[:, None] + of_items
        self.lines = self.ratings.T if self.by_item else self.ratings
        usual = usual.T if self.by_item else usual
        has = ~np.isnan(self.lines)
        means = np.array(
            [np.mean(x[h]) if h.any() else 0.0 for x, h in zip(self.lines, has, strict=True)]
        )
        self.usual = usual if self.baseline == "bias" else np.tile(means[:, None], usual.shape[1])
        careful = self.similarity == "pearson_baseline"
        self.compared = self.lines - usual if careful else self.lines
        self.least = max(2, self.min_support) if careful else self.min_support
        usually = 100.0 if careful else 0.0
        self.damping = usually if self.shrinkage is None else self.shrinkage

    def alike(self, one: int, other: int) -> float:
        x, y = self.compared[one], self.compared[other]
        m = int((~np.isnan(x) & ~np.isnan(y)).sum())
        if m == 0 or m < self.least:
            return 0.0
        shrunk = (m - 1) / (m - 1 + self.damping) if self.damping > 0 else 1.0
        return MEASURES[self.similarity](x, y) * shrunk

    def nearest(self, line: int) -> list[tuple[float, int]]:
        """(similarity, line) of all neighbours, most similar first."""
        found = [(self.alike(line, v), v) for v in range(len(self.lines)) if v != line]
        kept = [(s, v) for s, v in found if s > 0 or (s < 0 and self.negatives == "abs")]
        return sorted(kept, key=lambda pair: (-round(pair[0] / STEP), pair[1]))

    def predict(self, user: int, item: int) -> float:
        """For a user and an item with at least one rating each."""
        line, feature = (item, user) if self.by_item else (user, item)
        raters = [(s, v) for s, v in self.nearest(line) if not np.isnan(self.lines[v, feature])][
            : self.k
        ]
        usual = float(self.usual[line, feature])
        if len(raters) < self.min_k or not raters:
            return usual
        above = sum(s * (self.lines[v, feature] - self.usual[v, feature]) for s, v in raters)
        return usual + above / sum(abs(s) for s, _ in raters)
