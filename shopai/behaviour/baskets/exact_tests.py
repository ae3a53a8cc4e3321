"""p-values of rules by Fisher's exact test."""

from __future__ import annotations

from math import exp, lgamma, log, log1p, pi
from typing import Final

import numpy as np
from numba import njit

from shopai.arrays import Array, Floats

NEGLIGIBLE: Final = 1e-18
#: Factorials up to this by their logarithm, larger ones by Stirling's series.
SMALL: Final = 15


def fisher(n: int, with_a: Array, with_c: Array, with_both: Array) -> Floats:
    """One-sided p-values of Fisher's exact test, elementwise.

    Of `n` baskets `with_a` hold A, `with_c` hold C and `with_both` hold both. The p-value is
    the chance of `with_both` or more when the baskets with C are drawn regardless of A:
    Σ_{x ≥ both} C(a, x) C(n − a, c − x) / C(n, c), the upper tail of the hypergeometric
    distribution. Right to some 12 digits for a million baskets, however small; 0 below 1e−308.

    Cost: O(√both) an element, about a microsecond.
    """
    a, c, both = (np.ascontiguousarray(x, dtype=np.int64) for x in (with_a, with_c, with_both))
    p: Floats = _upper_tails(int(n), a, c, both)
    return p


def fisher_both(n: int, with_a: Array, with_c: Array, with_both: Array) -> Floats:
    """Two-sided p-values of Fisher's exact test, elementwise: min(1, 2 · the smaller tail).

    Tails of `with_both` or more and of `with_both` or fewer; of fewer is the upper tail of the
    baskets with A and without C, since P(X ≤ both) = P(a − X ≥ a − both). Doubling the smaller
    one is never bolder than either side alone at half the level (Agresti, Categorical Data
    Analysis, 2002, 3.5). Arguments, digits and cost as of :func:`fisher`, twice.
    """
    a, c, both = (np.asarray(x, dtype=np.int64) for x in (with_a, with_c, with_both))
    tails = np.minimum(fisher(n, a, c, both), fisher(n, a, n - c, a - both))
    p: Floats = np.minimum(2 * tails, 1.0)
    return p


# ------------------------------------------------------------ the hypergeometric distribution


@njit(cache=True, nogil=True)
def _stirling_error(n: float) -> float:
    """log n! less Stirling's log(√(2πn) (n/e)ⁿ)."""
    if n <= SMALL:
        if n == 0:
            return 0.0
        return lgamma(n + 1.0) - (n + 0.5) * log(n) + n - 0.5 * log(2 * pi)
    m = n * n
    return (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / m) / m) / m) / m) / n


@njit(cache=True, nogil=True)
def _deviance(x: float, mean: float) -> float:
    """x log(x / mean) + mean − x, without cancellation where x is near the mean."""
    if abs(x - mean) >= 0.1 * (x + mean):
        return x * log(x / mean) + mean - x
    v = (x - mean) / (x + mean)
    total = (x - mean) * v
    term = 2 * x * v
    for j in range(1, 1000):
        term *= v * v
        following = total + term / (2 * j + 1)
        if following == total:
            break
        total = following
    return total


@njit(cache=True, nogil=True)
def _log_binomial(x: float, n: float, p: float, q: float) -> float:
    """log of C(n, x) pˣ qⁿ⁻ˣ with q = 1 − p, both above 0.

    By the saddle point: C. Loader, Fast and accurate computation of binomial probabilities,
    2000. Logarithms of factorials would lose a digit for each of those of n.
    """
    if x == 0:
        return n * log1p(-p) if p < 0.5 else n * log(q)
    if x == n:
        return n * log1p(-q) if q < 0.5 else n * log(p)
    corrections = _stirling_error(n) - _stirling_error(x) - _stirling_error(n - x)
    deviances = _deviance(x, n * p) + _deviance(n - x, n * q)
    return corrections - deviances - 0.5 * (log(2 * pi) + log(x) + log1p(-x / n))


@njit(cache=True, nogil=True)
def _chance(n: int, a: int, c: int, x: int) -> float:
    """C(a, x) C(n − a, c − x) / C(n, c) for a possible x and 0 < c < n."""
    p, q = c / n, (n - c) / n
    return exp(
        _log_binomial(x, a, p, q)
        + _log_binomial(c - x, n - a, p, q)
        - _log_binomial(c, n, p, q)
    )  # fmt: skip


@njit(cache=True, nogil=True)
def _upper_tails(n: int, a: Array, c: Array, both: Array) -> Floats:
    p = np.empty(len(both))
    for i in range(len(both)):
        p[i] = _upper_tail(n, a[i], c[i], both[i])
    return p


@njit(cache=True, nogil=True)
def _upper_tail(n: int, a: int, c: int, k: int) -> float:
    """P(X ≥ k); summed from k away from the most likely value, so that terms only fall."""
    least, most = max(0, a + c - n), min(a, c)
    if k <= least:
        return 1.0
    if k > most:
        return 0.0
    if k > (a + 1) * (c + 1) // (n + 2):
        term = _chance(n, a, c, k)
        total = term
        for x in range(k, most):
            term *= (a - x) * (c - x) / ((x + 1) * (n - a - c + x + 1))
            total += term
            if term < NEGLIGIBLE * total:
                break
        return min(total, 1.0)
    term = _chance(n, a, c, k - 1)
    total = term
    for x in range(k - 1, least, -1):
        term *= x * (n - a - c + x) / ((a - x + 1) * (c - x + 1))
        total += term
        if term < NEGLIGIBLE * total:
            break
    return max(1.0 - total, 0.0)
