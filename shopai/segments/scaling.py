"""Features on one footing: what K-means measures distances in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from sklearn.preprocessing import QuantileTransformer

from shopai.arrays import Floats, Mask
from shopai.columns import Skew
from shopai.errors import ParameterError
from shopai.segments.features import check_names, check_varies, numeric_matrix

LOG_STANDARD: Final = "log-standard"
STANDARD: Final = "standard"
ROBUST: Final = "robust"
WINSORISED: Final = "winsorised"
QUANTILE: Final = "quantile"
NONE: Final = "none"
SCALINGS: Final = (LOG_STANDARD, STANDARD, ROBUST, WINSORISED, QUANTILE, NONE)

#: |skewness| above which "log-standard" tries a logarithm.
SKEWED: Final = 1.0
#: Percentiles at which "winsorised" ends the tails.
TAILS: Final = (1.0, 99.0)
#: Steps "quantile" approximates the ranks in.
STEPS: Final = 1_000


@dataclass(frozen=True, eq=False)
class Scaler:
    """A learned scaling of p features; applies to other customers too."""

    logged: Mask  # (p,) features that are logarithms first
    low: Floats  # (p,) smaller values count as this
    high: Floats  # (p,) larger values count as this
    ranks: QuantileTransformer | None  # value -> share of customers below
    location: Floats  # (p,)
    spread: Floats  # (p,)

    def apply(self, values: Floats) -> Floats:
        """`values` (n, p) in the scaled space, as a new array."""
        moved = np.where(self.logged, signed_log(values), values) if self.logged.any() else values
        moved = moved.clip(self.low, self.high)
        if self.ranks is not None:
            moved = self.ranks.transform(moved)
        scaled: Floats = (moved - self.location) / self.spread
        return scaled


def fitted(values: Floats, scaling: str = LOG_STANDARD) -> Scaler:
    """Learn a scaling from `values` (n, p); every column must vary.

    - ``"log-standard"``: sign(x)·log(1 + |x|) where |skewness| is over 1 and the logarithm
      lowers it (spend and counts, as a rule; the sign keeps net refunders apart), then as
      ``"standard"``.
    - ``"standard"``: (x − mean) / standard deviation (of the n rows, ddof 0).
    - ``"robust"``: (x − median) / interquartile range; where that range is 0, as with counts
      that are mostly equal, the standard deviation stands in.
    - ``"winsorised"``: values beyond the 1st or 99th percentile count as that percentile,
      then as ``"standard"``; a feature that would be constant so keeps its tails.
    - ``"quantile"``: the share of customers below, in 1,000 steps from 0 for the lowest value
      to 1 for the highest, ties alike, then as ``"standard"``: only the order counts, an
      outlier is one step from the next customer.
    - ``"none"``: as they are; the feature with the largest numbers decides.

    All but "log-standard" and "none" give the same result in any unit of the features.
    Raises ParameterError for another name. O(n p), of those that sort O(n log n p).
    """
    n, p = values.shape
    logged = np.zeros(p, dtype=bool)
    low, high = np.full(p, -np.inf), np.full(p, np.inf)
    ranks = None
    if scaling == NONE:
        return Scaler(logged, low, high, None, np.zeros(p), np.ones(p))
    if scaling == ROBUST:
        lower, median, upper = np.percentile(values, [25, 50, 75], axis=0)
        spread = np.where(upper > lower, upper - lower, values.std(axis=0))
        return Scaler(logged, low, high, None, median, spread)
    moved = values
    if scaling == LOG_STANDARD:
        logs = signed_log(values)
        before, after = np.abs(skewness(values)), np.abs(skewness(logs))
        logged = (before > SKEWED) & (after < before)  # what is better as a logarithm
        moved = np.where(logged, logs, values)
    elif scaling == WINSORISED:
        bottom, top = np.percentile(values, TAILS, axis=0)
        low, high = np.where(top > bottom, bottom, -np.inf), np.where(top > bottom, top, np.inf)
        moved = values.clip(low, high)
    elif scaling == QUANTILE and p:
        ranks = QuantileTransformer(n_quantiles=min(n, STEPS), subsample=None).fit(values)
        moved = ranks.transform(values)
    elif scaling not in SCALINGS:
        raise ParameterError(f'Unknown scaling "{scaling}"; choose one of {", ".join(SCALINGS)}.')
    return Scaler(logged, low, high, ranks, moved.mean(axis=0), moved.std(axis=0))


def scale(values: Floats, scaling: str = LOG_STANDARD) -> Floats:
    """`values` (n, p) scaled by what :func:`fitted` learns from them, as a new array."""
    return fitted(values, scaling).apply(values)


def scaling_table(customers: pd.DataFrame, features: Sequence[str]) -> pd.DataFrame:
    """Skewness of each numeric feature, as it is and after each scaling.

    Index: the feature; columns: `Skew.BEFORE` and the names in
    :data:`SCALINGS` but "none". Values are skewness
    (:func:`skewness`): near 0 symmetric, over 1 a long tail, in which a
    few customers decide distances. Categories have none and are passed over.

    Raises ParameterError for an unknown or repeated feature, InputError for missing, infinite
    or constant numbers. O(n log n p).
    """
    check_names(customers, features)
    numeric = [name for name in features if pd.api.types.is_numeric_dtype(customers[name])]
    table = pd.DataFrame(index=pd.Index(numeric, name=Skew.FEATURE))
    if not numeric:
        return table.reindex(columns=[Skew.BEFORE, *SCALINGS]).drop(columns=NONE)
    values = numeric_matrix(customers, numeric)
    for name, column in zip(numeric, values.T, strict=True):
        check_varies(name, column)
    table[Skew.BEFORE] = skewness(values)
    for scaling in SCALINGS:
        if scaling != NONE:
            table[scaling] = skewness(scale(values, scaling))
    return table


def skewness(values: Floats) -> Floats:
    """Third standardised moment of each column, every one of which must vary.

    0 is symmetric, above 0 a long upper tail.
    """
    z = (values - values.mean(axis=0)) / values.std(axis=0)
    result: Floats = np.mean(z * z * z, axis=0)  # z ** 3 is ten times slower
    return result


def signed_log(values: Floats) -> Floats:
    """sign(x)·log(1 + |x|): a logarithm that also takes zero and negative values."""
    logged: Floats = np.sign(values) * np.log1p(np.abs(values))
    return logged
