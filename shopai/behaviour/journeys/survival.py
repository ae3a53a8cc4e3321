"""Kaplan–Meier curves: how long until something happens, where for some it has not yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from numba import njit

from shopai.arrays import Codes, Floats, Ints, Mask
from shopai.intervals import Z

#: A share that differs from a half by rounding alone is a half.
ROUNDING: Final = 1e-12


@dataclass(frozen=True, eq=False)
class Survival:
    """S(t), the share that waits longer than t; constant from one time to the next."""

    times: Floats  # (m,) rising, the distinct times at which it happened or a wait was cut off
    surviving: Floats  # (m,) S, 0 … 1
    low: Floats  # (m,) ends of its 95 % interval
    high: Floats
    at_risk: Ints  # (m,) waits at least as long
    events: Ints  # (m,) times it happened

    def at(self, days: npt.ArrayLike) -> Ints:
        """(q,) row of each of `days`; −1 before the first time."""
        return np.searchsorted(self.times, np.asarray(days, np.float64), side="right") - 1

    @property
    def median(self) -> tuple[float | None, float | None, float | None]:
        """First time at which S is a half or less, and the ends of its 95 % interval.

        The ends are the first times at which those of S are (Brookmeyer and Crowley, 1982);
        None where that is not reached.
        """
        crossings = []
        for curve in (self.surviving, self.low, self.high):
            rows = np.flatnonzero(curve <= 0.5 + ROUNDING)
            crossings.append(float(self.times[rows[0]]) if len(rows) else None)
        return crossings[0], crossings[1], crossings[2]


def kaplan_meier(waits: Floats, happened: Mask, whose: Codes) -> Survival:
    """S(t) = Π over times up to t of (1 − d / Y), d events among the Y still waiting.

    waits : (n,) length of each, >= 0
    happened : (n,) whether it ended with the event; else it was cut off after `waits`
    whose : (n,) 0 …, the customer; waits of one customer may be alike

    The interval is S^exp(±z σ / log S), σ² the variance of log S: Greenwood's Σ d / Y(Y − d)
    where no customer waits twice. Else what each customer adds, squared and summed: with
    u = 1 / (Y − d) at the own event less Σ d / Y(Y − d) up to the end of the own wait,
    σ² = Σ over customers of (Σ u)² (the infinitesimal jackknife), which for waits without a
    cut is Greenwood's number exactly. Once S is 0 the upper end stays where it was.

    O(n log n) time.
    """
    order = np.argsort(waits, kind="stable")
    times, firsts = np.unique(waits[order], return_index=True)
    events = np.add.reduceat(happened[order].astype(np.int64), firsts) if len(order) else firsts
    at_risk = (len(order) - firsts).astype(np.int64)
    left = at_risk - events
    with np.errstate(divide="ignore", invalid="ignore"):
        surviving: Floats = np.asarray(np.cumprod(left / at_risk), np.float64)
        steps = np.where(left > 0, events / (at_risk * np.maximum(left, 1)), 0.0)
    hazard = np.cumsum(steps)
    counts = np.bincount(whose) if len(whose) else np.zeros(1)
    if counts.max() > 1:
        bounds = np.append(firsts, len(order)).astype(np.int64)
        variance = _jackknife(
            bounds, happened[order], whose[order], events, left, hazard, counts.astype(np.int64)
        )
    else:
        variance = hazard
    low, high = _log_log(surviving, np.maximum(variance, 0.0))
    return Survival(times, surviving, low, high, at_risk, events)


def _log_log(surviving: Floats, variance: Floats) -> tuple[Floats, Floats]:
    inside = (surviving > 0) & (surviving < 1)
    logs = np.log(np.where(inside, surviving, 0.5))
    reach = np.exp(Z * np.sqrt(variance) / -logs)
    low = np.where(inside, np.exp(logs * reach), surviving)
    high = np.where(inside, np.exp(logs / reach), surviving)
    over = surviving <= 0
    if over.any():
        first = int(np.argmax(over))
        high = np.where(over, high[first - 1] if first else 1.0, high)
    return low, high


@njit(cache=True, nogil=True)
def _jackknife(
    bounds: Ints, happened: Mask, whose: Codes, events: Ints, left: Ints,
    hazard: Floats, waiting: Ints,
) -> Floats:  # fmt: skip
    """(m,) variance of log S at each time, by customers.

    A customer adds a − w h: a of the waits that are over, h = hazard so far for each of the w
    that are not. Sums of a², a·w and w² are kept up to date, so that a time costs O(1).
    """
    variance = np.zeros(len(events))
    over = np.zeros(len(waiting))
    squares, cross, counts = 0.0, 0.0, 0.0
    for w in waiting:
        counts += float(w) * w
    for m in range(len(events)):
        if left[m] == 0 and events[m] > 0:
            variance[m:] = variance[m - 1] if m else 0.0
            break
        for i in range(bounds[m], bounds[m + 1]):
            c = whose[i]
            a, w = over[c], float(waiting[c])
            squares, cross, counts = squares - a * a, cross - a * w, counts - w * w
            a += (1.0 / left[m] if happened[i] else 0.0) - hazard[m]
            w -= 1.0
            squares, cross, counts = squares + a * a, cross + a * w, counts + w * w
            over[c] = a
            waiting[c] -= 1
        h = hazard[m]
        variance[m] = squares - 2.0 * h * cross + h * h * counts
    return variance
