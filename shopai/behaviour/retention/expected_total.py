"""Expected purchases of all buyers together, with the uncertainty of the total."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from shopai.arrays import Floats
from shopai.behaviour.retention.bgnbd import Seen, alive
from shopai.behaviour.retention.expected import moments, purchases
from shopai.behaviour.retention.likelihood import Maximum
from shopai.intervals import Z

STEP: Final = 1e-4  # of the logarithm of a parameter, in slopes by differences
YEAR_WEEKS: Final = 365.25 / 7
#: Weeks within which money is not discounted further.
TRANCHE: Final = 30 / 7


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

    @classmethod
    def of_log(cls, log: float, error: float) -> Estimate:
        """A parameter by its logarithm and the standard error of that."""
        low, value, high = np.exp([log - Z * error, log, log + Z * error]).tolist()
        return cls(value, low, high)


@dataclass(frozen=True, eq=False)
class Expectation:
    """What is expected of customers in the horizon, equal ones in one row; (n_rows,) each."""

    alive: Floats  # probability to be a customer still
    first: Floats  # E[Y], purchases, of who is
    second: Floats  # E[Y(Y−1)], of who is
    worth: Floats  # E[Y] with each purchase counted (1 + yearly discount)^−years

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


def expectation(
    seen: Seen, logs: Floats, weeks: float, yearly_discount: float = 0.0
) -> Expectation:
    """What the model with the parameters exp(`logs`) expects of `weeks` > 0 more."""
    first, second = moments(seen.x, seen.age, weeks, logs)
    worth = first
    if yearly_discount:
        ends = np.append(np.arange(TRANCHE, weeks, TRANCHE), weeks)
        by_end = [purchases(seen.x, seen.age, float(t), logs) for t in ends]
        middle = (ends + np.append(0.0, ends[:-1])) / 2
        factors = (1 + yearly_discount) ** (-middle / YEAR_WEEKS)
        worth = factors @ np.diff(np.array(by_end), axis=0, prepend=0.0)
    return Expectation(alive(seen, logs), first, second, worth)


def mean_purchases(seen: Seen, logs: Floats, weeks: float) -> Floats:
    """(n_rows,) expected purchases alone, as of :class:`Expectation`."""
    return alive(seen, logs) * purchases(seen.x, seen.age, weeks, logs)


def slopes(value: Callable[[Floats], Floats], logs: Floats) -> Floats:
    """(m, k) how each of the m numbers `value` makes of (k,) logarithms changes with them."""
    steps = np.eye(len(logs)) * STEP
    return np.stack([(value(logs + d) - value(logs - d)) / (2 * STEP) for d in steps], axis=-1)


def deviations(slope: Floats, model: Maximum, variance: Floats) -> Floats:
    """(m,) standard errors: of the parameters, by the delta method, and of chance."""
    known = np.einsum("mi,ij,mj->m", slope, model.covariance, slope)
    total: Floats = np.sqrt(known + variance)
    return total
