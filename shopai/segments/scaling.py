"""Features on one footing: what K-means measures distances in."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from shopai.errors import ParameterError

Matrix = NDArray[np.float64]

LOG_STANDARD: Final = "log-standard"
STANDARD: Final = "standard"
ROBUST: Final = "robust"
NONE: Final = "none"
SCALINGS: Final = (LOG_STANDARD, STANDARD, ROBUST, NONE)

#: |skewness| above which "log-standard" tries a logarithm.
SKEWED: Final = 1.0


def scale(values: Matrix, scaling: str = LOG_STANDARD) -> Matrix:
    """Scale each column of `values` (n, p); every column must vary.

    - ``"log-standard"``: sign(x)·log(1 + |x|) where |skewness| is over 1 and the logarithm
      lowers it (spend and counts, as a rule; the sign keeps net refunders apart), then as
      ``"standard"``.
    - ``"standard"``: (x − mean) / standard deviation (of the n rows, ddof 0).
    - ``"robust"``: (x − median) / interquartile range; where that range is 0, as with counts
      that are mostly equal, the standard deviation stands in.
    - ``"none"``: as they are; the feature with the largest numbers decides.

    Returns a new array. Raises ParameterError for another name. O(n p), for "robust"
    O(n log n p).
    """
    if scaling == LOG_STANDARD:
        return _standard(_less_skewed(values))
    if scaling == STANDARD:
        return _standard(values)
    if scaling == ROBUST:
        return _robust(values)
    if scaling == NONE:
        return values.copy()
    raise ParameterError(f'Unknown scaling "{scaling}"; choose one of {", ".join(SCALINGS)}.')


def skewness(values: Matrix) -> NDArray[np.float64]:
    """Third standardised moment of each column, every one of which must vary.

    0 is symmetric, above 0 a long upper tail.
    """
    z = _standard(values)
    result: NDArray[np.float64] = np.mean(z * z * z, axis=0)  # z ** 3 is ten times slower
    return result


def signed_log(values: Matrix) -> Matrix:
    """sign(x)·log(1 + |x|): a logarithm that also takes zero and negative values."""
    logged: Matrix = np.sign(values) * np.log1p(np.abs(values))
    return logged


def _less_skewed(values: Matrix) -> Matrix:
    logged = signed_log(values)
    before, after = np.abs(skewness(values)), np.abs(skewness(logged))
    return np.where((before > SKEWED) & (after < before), logged, values)


def _standard(values: Matrix) -> Matrix:
    scaled: Matrix = (values - values.mean(axis=0)) / values.std(axis=0)
    return scaled


def _robust(values: Matrix) -> Matrix:
    lower, median, upper = np.percentile(values, [25, 50, 75], axis=0)
    spread = np.where(upper > lower, upper - lower, values.std(axis=0))
    scaled: Matrix = (values - median) / spread
    return scaled
