"""Intervals of what is counted by item, and tests of whether two models really differ.

Customers are drawn as :mod:`shopai.bootstrap` says. The paired test (Fisher's, by random sign
changes) asks how often so large a difference comes up when each customer's two results are
swapped at random; where customers are in groups, groups are swapped, and it stays exact.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
import scipy.sparse as sp

from shopai.arrays import Floats, Mask
from shopai.bootstrap import CustomerDraws, interval

#: Draws for what is counted by item: each costs a pass over the catalogue.
FEW: Final = 200
#: Draws of the catalogue's counts held at once.
BLOCK: Final = 20
#: Random sign changes of a paired test; up to this many, all there are.
FLIPS: Final = 9999
#: Sums of sign changes closer than this, relative to the observed one, are alike.
ALIKE: Final = 1e-9


def counted(
    draws: CustomerDraws, exposures: list[sp.csr_matrix], statistic: Callable[[Floats], Floats]
) -> tuple[float, float, float]:
    """A statistic of how often items are shown, and the ends of its 95% interval.

    `exposures`: for each split (G, n_items) counts; `statistic`: of (b, n_items) counts, (b,).
    The mean over splits is taken. A draw repeats some customers and so shows fewer different
    items than there are: that shift (the draws' mean less the statistic) is taken off the
    interval, which is kept within 0 … 1 and around the statistic.
    """
    totals = [np.asarray(each.sum(axis=0), float).reshape(1, -1) for each in exposures]
    value = float(np.mean([statistic(total)[0] for total in totals]))
    drawn = np.zeros(min(FEW, len(draws.weights)))
    for start in range(0, len(drawn), BLOCK):
        weights = draws.weights[start : start + BLOCK][: len(drawn) - start]
        some = slice(start, start + len(weights))
        for each in exposures:
            drawn[some] += statistic(np.asarray((each.T @ weights.T).T)) / len(exposures)
    shift = float(np.nanmean(drawn)) - value if np.isfinite(drawn).any() else np.nan
    low, high = map(float, interval(drawn - shift))
    return value, max(min(low, value), 0.0), min(max(high, value), 1.0)


def sign_flip(sums: Floats, seed: int, flips: int = FLIPS) -> Floats:
    """(q,) two-sided p of each column of (G, q) paired differences, by random sign changes.

    The share of sign changes whose total is at least as far from 0 as the observed one; all
    2^G of them where these are no more than `flips`, else drawn with `seed`, the observed
    one counting as one of them. Groups without a difference decide nothing.
    """
    p = np.ones(sums.shape[1])
    many = []
    for column, differences in enumerate(sums.T):
        kept = differences[differences != 0]
        if 2 ** min(len(kept), 62) > flips:
            many.append(column)
        elif len(kept):
            bits = np.arange(2 ** len(kept))[:, np.newaxis] >> np.arange(len(kept)) & 1
            every = np.where(bits == 1, 1.0, -1.0)  # way to give them a sign
            p[column] = float(np.mean(_far(every @ kept, kept.sum())))
    if many:
        rng = np.random.default_rng(seed)
        far = np.zeros(len(many))
        for start in range(0, flips, 1000):
            size = min(1000, flips - start), len(sums)
            signs = rng.integers(0, 2, size, dtype=np.int8) * 2.0 - 1.0
            far += _far(signs @ sums[:, many], sums[:, many].sum(axis=0)).sum(axis=0)
        p[many] = (1 + far) / (1 + flips)
    return p


def holm(p: Floats) -> Floats:
    """(m,) p adjusted so that among all m tests a false alarm is as unlikely as in one.

    With p_(1) ≤ … ≤ p_(m): max over j ≤ i of min(1, (m − j + 1) p_(j)). Holm, A simple
    sequentially rejective multiple test procedure, Scandinavian Journal of Statistics, 1979.
    """
    order = np.argsort(p, kind="stable")
    factors = np.arange(len(p), 0, -1)
    adjusted: Floats = np.empty(len(p))
    adjusted[order] = np.minimum(np.maximum.accumulate(p[order] * factors), 1.0)
    return adjusted


def _far(totals: Floats, observed: Floats) -> Mask:
    """Mask of the totals as far from 0 as the observed one, rounding aside."""
    return np.asarray(np.abs(totals) >= np.abs(observed) * (1 - ALIKE))
