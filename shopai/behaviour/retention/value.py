"""The value of future purchases: Gamma–Gamma on top of BG/NBD."""

from __future__ import annotations

from dataclasses import dataclass
from math import atanh, sqrt, tanh
from typing import Final

import numpy as np
from scipy.stats import spearmanr

from shopai.arrays import Floats, Ints
from shopai.behaviour.retention.bgnbd import Seen
from shopai.behaviour.retention.expected_total import (
    Estimate,
    Expectation,
    deviations,
    mean_purchases,
    slopes,
)
from shopai.behaviour.retention.gamma_gamma import expected, fit
from shopai.behaviour.retention.histories import Histories
from shopai.behaviour.retention.likelihood import Maximum
from shopai.errors import TooThin
from shopai.intervals import Z

#: Fewest buyers with a repeat purchase of known money.
LEAST: Final = 100
#: Rank correlations of frequency and value that are hardly one, and that are strong.
WEAK: Final = 0.1
STRONG: Final = 0.3


@dataclass(frozen=True, eq=False)
class Worth:
    """Expected money of a purchase of each buyer, and of all of them in the horizon."""

    p: Estimate
    q: Estimate
    v: Estimate  # money
    purchase: Floats  # (n,) expected money of a purchase
    total: Estimate  # money of all buyers in the horizon
    correlation: Estimate  # Spearman's, of repeat purchases and their mean money


def worth(
    histories: Histories,
    seen: Seen,
    row: Ints,
    model: Maximum,
    ahead: Expectation,
    weeks: float,
) -> Worth:
    """Fit Gamma–Gamma to the buyers' mean repeat purchases, and value what lies `ahead`.

    With S = Σ of the money of Y purchases of one buyer, E[S] = E[Y] E[ζ] and
    E[S²] = E[Y²] E[ζ²] + E[Y] E[ζ²] / p; the interval of the total covers the parameters of
    both models (delta method) and chance. Where p x + q <= 2 for some buyers the variance is
    infinite, and the interval has no ends.

    Raises TooThin where too few repeat purchases have a price, and where no parameters fit.
    """
    x, mean = histories.priced.astype(np.float64), np.nan_to_num(histories.mean)
    some = x > 0
    if some.sum() < LEAST:
        raise TooThin(
            f"{some.sum():,} buyers have a repeat purchase of known money where {LEAST} are "
            "needed to say what a purchase is worth."
        )
    money = fit(x[some], mean[some])
    each, square = expected(x, mean, money.logs)
    paid = (ahead.alive * ahead.worth)[row]
    factor = ahead.worth / ahead.first  # the discount, in (0, 1]; hardly the parameters'
    of_row = factor * np.bincount(row, weights=each, minlength=len(seen.x))

    def by_purchases(logs: Floats) -> Floats:
        return np.array([of_row @ mean_purchases(seen, logs, weeks)])

    def by_money(logs: Floats) -> Floats:
        return np.array([paid @ expected(x, mean, logs)[0]])

    p = np.exp(money.logs[0])
    chance = (
        ahead.square[row] * square + ahead.mean[row] * square / p - (ahead.mean[row] * each) ** 2
    )
    variance = np.array([float((chance * factor[row] ** 2).sum())])
    known = deviations(slopes(by_purchases, model.logs), model, np.zeros(1))
    off = deviations(slopes(by_money, money.logs), money, variance + known**2)
    total = float(paid @ each)
    return Worth(
        p=Estimate.of_log(money.logs[0], money.errors[0]),
        q=Estimate.of_log(money.logs[1], money.errors[1]),
        v=Estimate.of_log(money.logs[2], money.errors[2]),
        purchase=each,
        total=Estimate.around(total, float(off[0]))
        if np.isfinite(off[0])
        else Estimate(total, np.nan, np.nan),
        correlation=_correlation(x[some], mean[some]),
    )


def independence(correlation: Estimate) -> str:
    """A sentence on what a correlation of frequency and value means for the model."""
    rho = correlation.value
    range_ = f"rank correlation {rho:.2f}, {correlation.low:.2f} to {correlation.high:.2f}"
    if abs(rho) < WEAK:
        return (
            f"How often customers buy says hardly anything of how much ({range_}), as the model "
            "of value needs."
        )
    who = "more" if rho > 0 else "less"
    said = (
        f"Customers who buy more often pay {who} a purchase ({range_}), which the model of value "
        "leaves out"
    )
    if abs(rho) < STRONG:
        return f"{said}; the difference is small."
    return f"{said}: take the values as rough."


def _correlation(x: Floats, mean: Floats) -> Estimate:
    """Spearman's rank correlation; its interval by Fisher's z, with Fieller's error."""
    rho = float(spearmanr(x, mean).statistic)
    if not np.isfinite(rho):  # all equal: nothing varies together
        return Estimate(0.0, 0.0, 0.0)
    z, reach = atanh(np.clip(rho, -0.999999, 0.999999)), Z * sqrt(1.06 / (len(x) - 3))
    return Estimate(rho, tanh(z - reach), tanh(z + reach))
