"""Gamma–Gamma: what a purchase of a customer is worth, from the mean of those seen.

Fader and Hardie, "The Gamma-Gamma model of monetary value" (2013), as used by Fader, Hardie
and Lee, "RFM and CLV", Journal of Marketing Research 42(4), 2005. The money of one purchase
is Gamma(p, ν), and ν ~ Gamma(q, v) among customers, whatever the number of purchases.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import atanh, sqrt, tanh
from typing import Final

import numpy as np
from scipy.special import gammaln, psi
from scipy.stats import spearmanr

from shopai.arrays import Floats, Ints
from shopai.behaviour.retention.bgnbd import Seen
from shopai.behaviour.retention.expected_total import (
    Estimate,
    Expectation,
    deviations,
    mean_purchases,
    parameters,
)
from shopai.behaviour.retention.histories import Histories
from shopai.behaviour.retention.likelihood import Maximum, maximum, slopes
from shopai.errors import TooThin
from shopai.intervals import Z

#: Logarithms of p, q and v (in mean values) at which the search begins.
STARTS: Final = ((1.0, 1.0, 0.0), (0.0, 1.5, 1.0), (2.5, 1.0, -1.0))
#: Rows the best start is chosen on.
SCOUTS: Final = 20_000


def fit(x: Floats, mean: Floats) -> Maximum:
    """Logarithms of p, q and v (money), of the largest likelihood.

    x : (n,) purchases seen, >= 1
    mean : (n,) their mean money, > 0

    Raises TooThin where the likelihood is so flat that a parameter is not known to a factor
    of 50, or where q <= 1: the mean over customers is then infinite.
    """
    unit = np.array([0.0, 0.0, np.log(mean.mean())])
    step = max(1, len(x) // SCOUTS)
    model = maximum(
        lambda logs: log_likelihood(x, mean, logs),
        lambda logs: log_likelihood(x[::step], mean[::step], logs),
        STARTS,
        unit,
    )
    if not model.sharp:
        raise TooThin(
            "The values of purchases fit many models equally well, so none can be believed. "
            "Choose a longer time or more customers."
        )
    if model.logs[1] <= 0:
        raise TooThin(
            "A few customers spend so much more than all others that no mean value can be "
            "expected of a purchase. Look at them apart, such as wholesale customers."
        )
    return model


def log_likelihood(x: Floats, mean: Floats, logs: Floats) -> tuple[float, Floats]:
    """The log-likelihood of the means (n,), and its (3,) slopes by the logarithms.

    One customer adds lnΓ(px+q) − lnΓ(px) − lnΓ(q) + q ln v + (px−1) ln m + px ln x
    − (px+q) ln(v + xm).
    """
    p, q, v = np.exp(logs)
    counts, row = np.unique(x, return_inverse=True)
    px = p * x
    money = np.log(v + x * mean)
    of_count = gammaln(p * counts + q) - gammaln(p * counts) + p * counts * np.log(counts)
    value = of_count[row] - gammaln(q) + q * logs[2] + (px - 1) * np.log(mean) - (px + q) * money
    joint = psi(p * counts + q)
    by_p = (counts * (joint - psi(p * counts) + np.log(counts)))[row] + x * (np.log(mean) - money)
    by_q = joint[row] - psi(q) + logs[2] - money
    by_v = q / v - (px + q) / (v + x * mean)
    slopes = np.array([by_p.sum(), by_q.sum(), by_v.sum()])
    return float(value.sum()), slopes * np.exp(logs)


def expected(x: Floats, mean: Floats, logs: Floats) -> tuple[Floats, Floats]:
    """E[ζ] and E[ζ²] (n,) of the mean money ζ of a customer's purchases, given those seen.

    E[ζ] = p (v + xm) / (px + q − 1), that of all customers, pv / (q − 1), where x is 0;
    E[ζ²] = p² (v + xm)² / ((px + q − 1)(px + q − 2)), infinite where px + q <= 2.
    """
    p, q, v = np.exp(logs)
    shape, scale = p * x + q, p * (v + np.where(x > 0, x * mean, 0.0))
    first = scale / (shape - 1)
    with np.errstate(divide="ignore"):
        second = np.where(shape > 2, first * scale / np.maximum(shape - 2, 0.0), np.inf)
    return first, second


#: Fewest buyers with a repeat purchase of known money.
LEAST: Final = 100
#: Rank correlations of frequency and value that are hardly one, and that are strong.
WEAK: Final = 0.1
STRONG: Final = 0.3


@dataclass(frozen=True, eq=False)
class Worth:
    """Expected money of a purchase of each buyer, and of all of them in the horizon."""

    parameters: dict[str, Estimate]  # p, q and v (money)
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
    if not (histories.priced > 0).any():
        raise TooThin("No repeat purchase has a price, so only their number can be expected.")
    x, mean = histories.priced.astype(np.float64), np.nan_to_num(histories.mean)
    some = x > 0
    if some.sum() < LEAST:
        raise TooThin(
            f"{some.sum():,} buyers have a repeat purchase of known money where {LEAST} are "
            "needed to say what a purchase is worth."
        )
    money = fit(x[some], mean[some])
    each, square = expected(x, mean, money.logs)
    paid = ahead.mean[row]
    of_row = np.bincount(row, weights=each, minlength=len(seen.x))

    def by_purchases(logs: Floats) -> Floats:
        return np.array([of_row @ mean_purchases(seen, logs, weeks)])

    def by_money(logs: Floats) -> Floats:
        return np.array([paid @ expected(x, mean, logs)[0]])

    p = np.exp(money.logs[0])
    chance = ahead.square[row] * square + paid * square / p - (paid * each) ** 2
    known = deviations(slopes(by_purchases, model.logs), model, np.zeros(1))
    off = deviations(slopes(by_money, money.logs), money, chance.sum() + known**2)
    total = float(paid @ each)
    return Worth(
        parameters=parameters(money, "pqv"),
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
