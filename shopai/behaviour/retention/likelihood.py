"""Maximum likelihood: the best parameters and their covariance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Final

import numpy as np
from scipy.optimize import minimize
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # has no type stubs

from shopai.arrays import Floats

#: The log-likelihood and its (k,) slopes, of the (k,) logarithms of the parameters.
Likelihood = Callable[[Floats], tuple[float, Floats]]

#: How far from a start's unit a logarithm may go.
REACH: Final = 12.0
#: Largest standard error of a logarithm: a 95 % interval from 1/50 to 50 times the value.
VAGUE: Final = 2.0
#: Longest of Newton's steps that is taken.
SHORT: Final = 0.5
#: Step of a logarithm in slopes by differences.
STEP: Final = 1e-4


@dataclass(frozen=True, eq=False)
class Maximum:
    """The parameters of the largest likelihood."""

    logs: Floats  # (k,) their logarithms
    log_likelihood: float
    covariance: Floats  # (k, k), of the logarithms; infinite where the likelihood is flat

    @property
    def errors(self) -> Floats:
        """(k,) standard errors of the logarithms."""
        deviations: Floats = np.sqrt(np.diag(self.covariance))
        return deviations

    @property
    def sharp(self) -> bool:
        """Every parameter is known to a factor of 50."""
        return bool((self.errors <= VAGUE).all())


def maximum(
    whole: Likelihood, part: Likelihood, starts: Sequence[Sequence[float]], unit: Floats
) -> Maximum:
    """The largest value of `whole`, by exact slopes.

    `part` is the likelihood of some of the data: the search goes from every start + `unit`
    on the part, and from the best place so found on all of the data; Newton's steps end it.
    """
    begun = min(
        (_search(part, np.array(start) + unit, unit) for start in starts), key=itemgetter(0)
    )
    logs = _search(whole, begun[1], unit)[1]
    if np.abs(logs - unit).max() >= REACH:  # it still rises there: nothing is the best
        return Maximum(logs, whole(logs)[0], np.full((len(logs), len(logs)), np.inf))
    logs = _polished(whole, logs)
    falls, directions = np.linalg.eigh(-curvature(whole, logs))
    covariance = np.full((len(logs), len(logs)), np.inf)
    if (falls > 0).all():
        covariance = (directions / falls) @ directions.T
    return Maximum(logs, whole(logs)[0], covariance)


def slopes(value: Callable[[Floats], Floats], logs: Floats) -> Floats:
    """(m, k) how each of the m numbers `value` makes of (k,) logarithms changes with them."""
    steps = np.eye(len(logs)) * STEP
    return np.stack([(value(logs + d) - value(logs - d)) / (2 * STEP) for d in steps], axis=-1)


def curvature(likelihood: Likelihood, logs: Floats) -> Floats:
    """(k, k) second derivatives of the log-likelihood."""
    matrix = slopes(lambda at: likelihood(at)[1], logs)
    return (matrix + matrix.T) / 2


def _search(likelihood: Likelihood, start: Floats, unit: Floats) -> tuple[float, Floats]:
    """−ln L at its least, and where."""
    scale = max(1.0, abs(likelihood(start)[0]))

    def cost(logs: Floats) -> tuple[float, Floats]:
        value, slopes = likelihood(logs)
        return -value / scale, -slopes / scale

    # threads of BLAS that wait for one another take longer than the arithmetic of four numbers
    with threadpool_limits(limits=1, user_api="blas"):
        optimum = minimize(
            cost,
            start,
            jac=True,
            method="L-BFGS-B",
            bounds=[(u - REACH, u + REACH) for u in unit],
            options={"ftol": 1e-14, "gtol": 1e-8, "maxiter": 500},
        )
    return float(optimum.fun) * scale, optimum.x


def _polished(likelihood: Likelihood, logs: Floats) -> Floats:
    """Newton's steps from where the search stopped, as long as they are short and gain."""
    value, slopes = likelihood(logs)
    for _ in range(5):
        matrix = curvature(likelihood, logs)
        if not np.linalg.eigvalsh(matrix)[-1] < 0:
            return logs
        step = np.linalg.solve(matrix, -slopes)
        if np.abs(step).max() > SHORT:
            return logs
        gained, next_slopes = likelihood(logs + step)
        if not gained > value:
            return logs
        logs, value, slopes = logs + step, gained, next_slopes
    return logs
