"""Thresholds one can say: round numbers that part customers as the exact ones do."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, inf, log10
from typing import Final

from shopai.arrays import Floats, Mask

#: Share of the customers that a round threshold may move to the other side ...
MOVED: Final = 0.005
#: ... and where a threshold is hard to say otherwise.
MOVED_MOST: Final = 0.03
DIGITS: Final = 3  # of a threshold that is easy to say
MOST_DIGITS: Final = 6  # of one that is not


@dataclass(frozen=True, eq=False)
class Steps:
    """Steps that thresholds of each of p columns should be multiples of."""

    size: Floats  # (p,) 0 for any number
    strict: Mask  # (p,) other numbers would part nobody differently


def readable(
    values: Floats,
    exact: float,
    step: float = 0.0,
    strict: bool = False,
    bounds: tuple[float, float] = (-inf, inf),
    few: float = 0.0,
) -> float:
    """The roundest number that parts `values` (n,) nearly as `exact` does.

    `exact` parts those up to it from the larger ones, neither of which may be none; the
    result t those below t from those of at least t, neither none, and is within `bounds`,
    both exclusive. Multiples of 10^e and 5 · 10^e are tried from the coarsest, the one nearest
    to `exact` of each. The first that moves at most `MOVED` of the values to the other side is
    taken; but one with more than `DIGITS` digits, or that is no multiple of `step`, only where
    all others move more than `MOVED_MOST` and more than `few` values. `strict`: multiples of
    `step` and no others. O(n).
    """
    last, first = float(values[values <= exact].max()), float(values[values > exact].min())
    below = int((values <= exact).sum())
    top = floor(log10(max(abs(last), abs(first))))
    easy: list[tuple[float, float]] = []  # share moved, threshold
    hard: list[tuple[float, float]] = []
    for digit in range(MOST_DIGITS):
        for half in (1.0, 0.5):
            each = half * 10.0 ** (top - digit)
            even = not step or each % step == 0
            if strict and not even:
                continue
            at = _nearest_multiple(each, last, exact, first, digit - top + (half < 1))
            parted = int((values < at).sum())
            if bounds[0] < at < bounds[1] and 0 < parted < len(values):
                moved = abs(parted - below) / len(values)
                (easy if even and digit + (half < 1) < DIGITS else hard).append((moved, at))
    close = [at for moved, at in easy if moved <= MOVED]
    if close:
        return close[0]
    if easy and min(easy)[0] <= max(MOVED_MOST, few / len(values)):
        return min(easy)[1]
    return next((at for moved, at in hard if moved <= MOVED), first)


def _nearest_multiple(each: float, last: float, exact: float, first: float, decimals: int) -> float:
    """The multiple of `each` nearest to `exact`, if it can be one in (`last`, `first`]."""
    least, most = floor(last / each) + 1, floor(first / each)
    near = round(exact / each)
    if least <= most:
        near = min(max(near, least), most)
    return round(near * each, max(0, decimals))
