"""Gamma–Gamma: what a purchase of a customer is worth, from the mean of those seen.

Fader and Hardie, "The Gamma-Gamma model of monetary value" (2013), as used by Fader, Hardie
and Lee, "RFM and CLV", Journal of Marketing Research 42(4), 2005. The money of one purchase
is Gamma(p, ν), and ν ~ Gamma(q, v) among customers, whatever the number of purchases.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.special import gammaln, psi

from shopai.arrays import Floats
from shopai.behaviour.retention.likelihood import Maximum, maximum
from shopai.errors import TooThin

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
