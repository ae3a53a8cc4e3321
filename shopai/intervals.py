"""Confidence intervals of shares and of differences, tests of shares, corrections."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt
from scipy import stats

from shopai.arrays import Floats

#: Standard errors to either side of a 95 % interval.
Z: Final = float(stats.norm.ppf(0.975))

#: Fewest expected customers in each cell for the test by the normal curve (Cochran 1954).
LEAST_EXPECTED: Final = 5


Numbers = npt.ArrayLike


def wilson(hits: Numbers, n: Numbers) -> tuple[Floats, Floats]:
    """Wilson's (1927) 95 % interval of hits / n, both (m,); 0 to 1 where n is 0.

    n need not be a whole number, such as that of :func:`independent` trials.

    (p + z²/2n ± z √(p(1−p)/n + z²/4n²)) / (1 + z²/n)
    """
    hits, n = np.asarray(hits, np.float64), np.asarray(n, np.float64)
    some = np.where(n > 0, n, 1.0)
    p = np.where(n > 0, np.clip(hits / some, 0, 1), 0.5)  # rounding may leave a share above 1
    middle = p + Z * Z / (2 * some)
    reach = Z * np.sqrt(p * (1 - p) / some + Z * Z / (4 * some * some))
    scale = 1 + Z * Z / some
    low, high = (middle - reach) / scale, (middle + reach) / scale
    return (
        np.where(n > 0, np.clip(np.minimum(low, p), 0, 1), 0.0),
        np.where(n > 0, np.clip(np.maximum(high, p), 0, 1), 1.0),
    )


def clustered(
    hits: Numbers, n: Numbers, squares: Numbers, cross: Numbers, n_squares: Numbers, k: Numbers
) -> tuple[Floats, Floats]:
    """The interval of p = Σy / Σn where one customer counts more than once; arguments (m,).

    y and n are what each of the k customers adds: hits = Σy, n = Σn, squares = Σy²,
    cross = Σy·n, n_squares = Σn². What one customer does again and again says little of the
    others, so Wilson's interval is taken not with n but with the :func:`independent` trials
    among them. Where every customer was there just once it is Wilson's interval itself.
    """
    y, n = np.asarray(hits, np.float64), np.asarray(n, np.float64)
    trials = independent(y, n, squares, cross, n_squares, k)
    return wilson(np.where(n > 0, y / np.where(n > 0, n, 1.0), 0.0) * trials, trials)


def independent(
    hits: Numbers, n: Numbers, squares: Numbers, cross: Numbers, n_squares: Numbers, k: Numbers
) -> Floats:
    """(m,) how many independent trials are as exact as n where customers count more than once.

    Arguments as in :func:`clustered`. n_e = p(1−p) / v (z/t)², v = k/(k−1) Σ(y − pn)² / (Σn)²,
    t the quantile of Student's t with k − 1 degrees (Dean and Pagano, 2015); at least 0 and at
    most n. Where p is 0 or 1, or nobody differs, every customer is one trial; n where every
    customer was there just once.
    """
    y, n, squares, cross, n_squares, k = (
        np.asarray(a, np.float64) for a in (hits, n, squares, cross, n_squares, k)
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        p = y / n
        spread = np.maximum(squares - 2 * p * cross + p * p * n_squares, 0.0)
        variance = k / (k - 1) * spread / (n * n)
        student = stats.t.ppf(0.975, np.maximum(k - 1, 1))
        trials = p * (1 - p) / variance * (Z / student) ** 2
    plain = (y <= 0) | (y >= n) | (spread <= 1e-9 * n)
    trials = np.where(plain, k, np.where(k > 1, np.minimum(trials, n), 0.0))
    return np.where(n_squares <= n, n, trials)


def newcombe(
    hits: Numbers, n: Numbers, other_hits: Numbers, other_n: Numbers
) -> tuple[Floats, Floats]:
    """The interval of hits / n − other_hits / other_n for two independent groups; (m,) each.

    d − √((p₁−l₁)² + (u₂−p₂)²) to d + √((u₁−p₁)² + (p₂−l₂)²), l and u the ends of Wilson's
    intervals. Newcombe, Interval estimation for the difference between independent
    proportions, Statistics in Medicine 17, 1998, method 10. −1 to 1 where a group is empty.
    """
    hits, n, other_hits, other_n = (
        np.asarray(a, np.float64) for a in (hits, n, other_hits, other_n)
    )
    known = (n > 0) & (other_n > 0)
    p = hits / np.where(n > 0, n, 1.0)
    q = other_hits / np.where(other_n > 0, other_n, 1.0)
    (low, high), (other_low, other_high) = wilson(hits, n), wilson(other_hits, other_n)
    below = np.sqrt((p - low) ** 2 + (other_high - q) ** 2)
    above = np.sqrt((high - p) ** 2 + (q - other_low) ** 2)
    return np.where(known, p - q - below, -1.0), np.where(known, p - q + above, 1.0)


def same_share(hits: Numbers, n: Numbers, other_hits: Numbers, other_n: Numbers) -> Floats:
    """Two-sided p of shares so different if both groups had the same; whole numbers, (m,) each.

    The test by the normal curve with the pooled share; Fisher's exact test where fewer than
    `LEAST_EXPECTED` customers are expected in a cell. 1 where a group is empty.
    """
    counts = (np.asarray(x, np.int64) for x in (hits, n, other_hits, other_n))
    a, n, b, m = np.broadcast_arrays(*counts)
    with np.errstate(divide="ignore", invalid="ignore"):
        pooled = (a + b) / (n + m)
        error = np.sqrt(pooled * (1 - pooled) * (1 / n + 1 / m))
        p = 2 * stats.norm.sf(np.abs(a / n - b / m) / error)
    known = (n > 0) & (m > 0) & (error > 0)
    p = np.where(known, p, 1.0)
    expected = np.minimum(n, m) * np.minimum(pooled, 1 - pooled)
    for i in np.flatnonzero((expected < LEAST_EXPECTED) & known):
        p[i] = stats.fisher_exact([[a[i], n[i] - a[i]], [b[i], m[i] - b[i]]])[1]
    return np.asarray(p)


def benjamini_hochberg(p: Floats, n_tested: int | None = None) -> Floats:
    """p-values (m,) adjusted so that those below α hold at most a share α of chance finds.

    With p_(1) ≤ … ≤ p_(m): min over j ≥ i of min(1, p_(j) · n_tested / j). `n_tested` ≥ m, by
    default m: how many hypotheses were looked at, of which those not in `p` count as no finds
    at all. Benjamini and Hochberg, Controlling the false discovery rate, 1995. O(m log m).
    """
    if not len(p):
        return p
    adjusted = stats.false_discovery_control(p, method="bh")
    more = 1.0 if n_tested is None else n_tested / len(p)
    return np.asarray(np.minimum(adjusted * more, 1.0))
