"""Expected purchases by a BG/NBD model, of each customer and of all, with their uncertainty.

Given what was seen, the rate of a customer who is still one is λ ~ Gamma(r + x, α + T) and
the probability to leave after a purchase p ~ Beta(a, b + x). In the next t weeks they make
Y purchases, E[Y | λ, p] = (1 − exp(−λpt)) / p and
E[Y(Y−1) | λ, p] = 2(1 − p)/p² · (1 − exp(−λpt)(1 + λpt)). With q = pt/(α + T) and N negative
binomial, P(N = 0) = (1 + q)^−(r+x), the means over λ are P(N ≥ 1)/p and 2(1−p)/p² · P(N ≥ 2):
incomplete beta functions. The mean over p is a Gauss–Jacobi sum. This equals formula 10 of
Fader, Hardie and Lee (2005), without its Gauss hypergeometric function, which overflows for
frequent customers and has no value at a = 1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.linalg import eigh_tridiagonal
from scipy.special import betainc, expit

from shopai.arrays import Floats
from shopai.behaviour.retention.bgnbd import Seen, alive
from shopai.behaviour.retention.likelihood import Maximum
from shopai.intervals import Z


@dataclass(frozen=True)
class Estimate:
    """A number with its 95 % interval; NaN ends where no model knows them."""

    value: float
    low: float
    high: float

    @classmethod
    def around(cls, value: float, deviation: float) -> Estimate:
        """value ± 1.96 · deviation, not below 0."""
        return cls(value, max(0.0, value - Z * deviation), value + Z * deviation)


def parameters(model: Maximum, names: Sequence[str]) -> dict[str, Estimate]:
    """The parameters of a model by their names, of their logarithms and standard errors."""
    reach = Z * model.errors
    ends = np.exp([model.logs, model.logs - reach, model.logs + reach]).T.tolist()
    return {name: Estimate(*each) for name, each in zip(names, ends, strict=False)}


@dataclass(frozen=True, eq=False)
class Expectation:
    """Expectations of customers in the horizon, equal ones in one row; (n_rows,) each."""

    alive: Floats  # probability to be a customer still
    first: Floats  # E[Y], purchases, of who is
    second: Floats  # E[Y(Y−1)], of who is

    @property
    def mean(self) -> Floats:
        """Expected purchases."""
        return self.alive * self.first

    @property
    def square(self) -> Floats:
        """Expected square of the purchases."""
        return self.alive * (self.second + self.first)

    @property
    def variance(self) -> Floats:
        """Of the purchases, were the parameters known."""
        return self.square - self.mean**2


def expectation(seen: Seen, logs: Floats, weeks: float) -> Expectation:
    """Expectation of the model with the parameters exp(`logs`) for `weeks` > 0 more."""
    return Expectation(alive(seen, logs), *moments(seen.x, seen.age, weeks, logs))


def mean_purchases(seen: Seen, logs: Floats, weeks: float) -> Floats:
    """(n_rows,) expected purchases alone, as of :class:`Expectation`."""
    return alive(seen, logs) * purchases(seen.x, seen.age, weeks, logs)


def deviations(slope: Floats, model: Maximum, variance: Floats) -> Floats:
    """(m,) standard errors: of the parameters, by the delta method, and of chance."""
    known = np.einsum("mi,ij,mj->m", slope, model.covariance, slope)
    total: Floats = np.sqrt(known + variance)
    return total


#: Points of the sum over p, within these: as many as twelve digits take, growing with √q.
FEWEST: Final = 64
MOST: Final = 512
#: Points closer to 0 than the arithmetic tells are moved here.
LEAST: Final = 1e-15


def purchases(x: Floats, age: Floats, weeks: float, logs: Floats) -> Floats:
    """E[Y] (n,) of customers who are still ones.

    x, age : (n,) repeat purchases and weeks since the first purchase
    weeks : the horizon, > 0
    logs : logarithms of r, α, a and b; of r, α and the odds p / (1 − p) of all; or of r and α
        alone: the limit where p is always 0

    Computed once for every pair of x and age: those of 1,000,000 customers take some 0.3 s.
    """

    def once(shape: float, q: Floats, p: Floats) -> Floats:
        told: Floats = -np.expm1(-shape * np.log1p(q * p)) / p
        return told

    return _each_pair(x, age, weeks, logs, once, lambda shape, q: shape * q)


def moments(x: Floats, age: Floats, weeks: float, logs: Floats) -> tuple[Floats, Floats]:
    """E[Y] and E[Y(Y−1)], (n,) each; parameters as of :func:`purchases`."""

    def twice(shape: float, q: Floats, p: Floats) -> Floats:
        told: Floats = 2 * (1 - p) / p**2 * betainc(2.0, shape, q * p / (1 + q * p))
        return told

    square = _each_pair(x, age, weeks, logs, twice, lambda s, q: s * (s + 1) * q * q)
    return purchases(x, age, weeks, logs), square


def _each_pair(
    x: Floats,
    age: Floats,
    weeks: float,
    logs: Floats,
    leaving: Callable[[float, Floats, Floats], Floats],
    staying: Callable[[float, Floats], Floats],
) -> Floats:
    """The mean of `leaving` (of r + x, q and p) over p, or `staying` where nobody leaves."""
    counts, of_count = np.unique(x, return_inverse=True)
    ages, of_age = np.unique(age, return_inverse=True)
    pairs, row = np.unique(of_count * len(ages) + of_age, return_inverse=True)
    count, at = np.divmod(pairs, len(ages))
    r, alpha = np.exp(logs[:2])
    q, means = weeks / (alpha + ages[at]), np.empty(len(pairs))
    ends = np.searchsorted(count, np.arange(len(counts) + 1))
    for begin, end, times in zip(ends[:-1], ends[1:], counts, strict=True):
        some = slice(begin, end)
        if len(logs) == 2:
            means[some] = staying(r + times, q[some])
            continue
        if len(logs) == 3:
            means[some] = leaving(r + times, q[some, None], expit(logs[2:])) @ np.ones(1)
            continue
        a, b = np.exp(logs[2:])
        p, share = beta_points(a, b + times, points(float(q[some].max())))
        means[some] = leaving(r + times, q[some, None], p) @ share
    return means[row]


def points(q: float) -> int:
    """Points for a horizon of q times (α + T), whose nearest pole is at p = −1/q."""
    return int(np.clip(16 * np.sqrt(q), FEWEST, MOST))


def beta_points(a: float, b: float, n: int) -> tuple[Floats, Floats]:
    """Points in (0, 1) and weights that sum to 1: the Gauss rule for means over Beta(a, b).

    Golub and Welsch (1969): eigenvalues of the Jacobi polynomials' recurrence, and the
    squares of the first components of its eigenvectors; exact for polynomials of degree
    2n − 1.
    """
    k = np.arange(1, n)
    s, t = b - 1, a - 1  # exponents of 1 − z and 1 + z on (−1, 1)
    total = 2 * k + s + t
    middle = np.concatenate([[(t - s) / (s + t + 2)], (t - s) * (t + s) / (total * (total + 2))])
    beside = 4 * k * (k + s) * (k + t) / (total**2 * (total + 1))
    beside[1:] *= (k[1:] + s + t) / (total[1:] - 1)  # at k = 1 this is 1, even where 0 / 0
    z, vectors = eigh_tridiagonal(middle, np.sqrt(beside))
    return np.maximum((1 + z) / 2, LEAST), vectors[0] ** 2
