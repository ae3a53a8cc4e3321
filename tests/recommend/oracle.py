"""The method once more in plain NumPy, slow and obvious, to test the kernels against.

Ratings are dense (n_users, n_items) arrays with NaN for unrated.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import scipy.sparse as sp

from shopai.preferences import Preferences
from shopai.recommend.kernels import STEP


def prefs_of(ratings: np.ndarray) -> Preferences:
    """Preferences of a dense array; users u0, u1, ..., items i0, i1, ..."""
    rows, columns = np.nonzero(~np.isnan(ratings))
    starts = np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=len(ratings)))))
    matrix = sp.csr_matrix((ratings[rows, columns], columns, starts), shape=ratings.shape)
    users = pd.Index([f"u{i}" for i in range(ratings.shape[0])])
    return Preferences(matrix, users, pd.Index([f"i{j}" for j in range(ratings.shape[1])]))


def cosine(x: np.ndarray, y: np.ndarray) -> float:
    """Cosine of two users' whole vectors, an unrated item being 0 in them."""
    length = np.linalg.norm(np.nan_to_num(x)) * np.linalg.norm(np.nan_to_num(y))
    return float(np.nan_to_num(x) @ np.nan_to_num(y) / length) if length > 0 else 0.0


def pearson(x: np.ndarray, y: np.ndarray) -> float:
    """Correlation over the items both rated; 0 where either is constant there."""
    both = ~np.isnan(x) & ~np.isnan(y)
    if both.sum() < 2 or np.ptp(x[both]) == 0 or np.ptp(y[both]) == 0:
        return 0.0
    return float(np.corrcoef(x[both], y[both])[0, 1])


MEASURES = {"cosine": cosine, "pearson": pearson}


def nearest(ratings: np.ndarray, user: int, measure: str, least: float) -> list[tuple[float, int]]:
    """(similarity, user) of all neighbours, most similar first."""
    rated = ~np.isnan(ratings)
    found = [
        (MEASURES[measure](ratings[user], ratings[v]), v)
        for v in range(len(ratings))
        if v != user and (rated[user] & rated[v]).any()
    ]
    kept = [(s, v) for s, v in found if s != 0 and s >= least]
    return sorted(kept, key=lambda pair: (-round(pair[0] / STEP), pair[1]))


def predict(
    ratings: np.ndarray, user: int, item: int, k: int, measure: str, least: float = -1.0
) -> float:
    """The formula of `UserKNN`, for a user and an item with at least one rating each."""
    raters = [
        (s, v) for s, v in nearest(ratings, user, measure, least) if not np.isnan(ratings[v, item])
    ][:k]
    mean = float(np.nanmean(ratings[user]))
    if not raters:
        return mean
    above = sum(s * (ratings[v, item] - np.nanmean(ratings[v])) for s, v in raters)
    return mean + above / sum(abs(s) for s, _ in raters)
