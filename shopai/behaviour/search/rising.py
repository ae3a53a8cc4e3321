"""Rising and falling queries: changes in the share of searches, tested against chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from scipy import stats

from shopai.arrays import Floats, Ints
from shopai.behaviour.search.search_outcomes import Searches
from shopai.checks import whole_number
from shopai.columns import SearchTable
from shopai.errors import ParameterError
from shopai.events.moments import DAY_US
from shopai.intervals import benjamini_hochberg
from shopai.selection.selection import NO_TIME

RISING, FALLING = "rising", "falling"
#: Share of the queries called rising or falling that may be chance.
FALSE_SHARE: Final = 0.05
#: Searches of different customers, in both periods together, from which growth is tested.
LEAST_SEARCHERS: Final = 10


@dataclass(frozen=True)
class Periods:
    """Two periods of equal length, one after the other, by the shop's clock."""

    start: pd.Timestamp  # the earlier one: after it, or at it where it is the first search
    middle: pd.Timestamp  # the recent one: after it
    end: pd.Timestamp  # up to and with the newest search
    before: int  # searches in the earlier one
    recent: int


def periods_of(searches: Searches, recent_days: int | None) -> tuple[Periods | None, Ints]:
    """The two periods, and (n,) the one of each search: 0 earlier, 1 recent, −1 neither.

    The recent one is the last `recent_days` days up to the newest search; None: the newer half
    of the time from the first search to the newest. None and all −1 where no time passes.

    Raises ParameterError where the searches do not go back far enough for two.
    """
    timed = searches.epoch != NO_TIME
    none = np.full(len(searches), -1, np.int64)
    if recent_days is not None:
        whole_number("recent_days", recent_days)
    if not timed.any():
        return None, none
    first, newest = (int(f(searches.epoch[timed])) for f in (np.min, np.max))
    length = (newest - first) // 2 if recent_days is None else recent_days * DAY_US
    if recent_days is not None and newest - 2 * length < first - DAY_US:
        days = (newest - first) / DAY_US
        raise ParameterError(
            f"Two periods of {recent_days} days need {2 * recent_days} days of searches; these "
            f"cover {days:.0f}. Choose at most {max(1, int(days // 2))}."
        )
    if not length:
        return None, none
    start, middle = newest - 2 * length, newest - length
    if recent_days is None:
        start = first - 1  # the first search, and a microsecond that halving lost
    period = np.where(searches.epoch > middle, 1, np.where(searches.epoch > start, 0, -1))
    period = np.where(timed, period, -1)
    n = [int((period == which).sum()) for which in (0, 1)]
    at = [pd.Timestamp(max(moment, first), unit="us") for moment in (start, middle, newest)]
    return Periods(at[0], at[1], at[2], n[0], n[1]), period


def growth(
    searches: Searches, period: Ints, periods: Periods | None, n_queries: int
) -> pd.DataFrame:
    """(n_queries,) columns `SearchTable.BEFORE` … `TREND`.

    growth = (k₁ / n₁) / (k₀ / n₀), k the searches for the query and n all searches of the
    recent and the earlier period. Were the shares alike, k₁ of m = k₀ + k₁ independent searches
    would be binomial with n₁ / (n₀ + n₁): from it the exact two-sided p (twice the smaller
    tail) and, by Clopper and Pearson's interval, that of the growth. Searches of one customer
    are not independent: one who looks for the same forty times makes no fashion. So k₀ and k₁
    are divided before by the design effect D = Σy² / Σy ≥ 1, y the searches of each customer
    (or visit of a guest) for the query in both periods (Rao and Scott, 1992). Both err on the
    side of caution for what a large share of all searches is for. Queries with m / D < 10
    are not tested; the p of the others are adjusted together (Benjamini and Hochberg), and up
    to `FALSE_SHARE` a query is rising or falling.
    """
    before, recent, effect = _counts(searches, period, n_queries)
    counts = pd.DataFrame({SearchTable.BEFORE: before, SearchTable.RECENT: recent})
    n0, n1 = (0, 0) if periods is None else (periods.before, periods.recent)
    tested = np.flatnonzero(((before + recent) / effect >= LEAST_SEARCHERS) & (n0 * n1 > 0))
    k0, k1 = before[tested] / effect[tested], recent[tested] / effect[tested]
    ratio, low, high, p = rate_ratio(k0, max(n0, 1), k1, max(n1, 1))
    adjusted = benjamini_hochberg(p)
    results = pd.DataFrame(
        {
            SearchTable.GROWTH: ratio,
            SearchTable.GROWTH_LOW: low,
            SearchTable.GROWTH_HIGH: high,
            SearchTable.P: p,
            SearchTable.ADJUSTED: adjusted,
        },
        index=tested,
    ).reindex(counts.index)
    trend = np.full(n_queries, "", dtype=object)
    trend[tested[adjusted <= FALSE_SHARE]] = FALLING
    trend[tested[(adjusted <= FALSE_SHARE) & (ratio > 1)]] = RISING
    return counts.join(results).assign(**{SearchTable.TREND: pd.array(trend, dtype="str")})


def rate_ratio(k0: Floats, n0: int, k1: Floats, n1: int) -> tuple[Floats, Floats, Floats, Floats]:
    """(k₁/n₁) / (k₀/n₀), ends of its exact 95 % interval, and the two-sided p that it is 1.

    (m,) counts with k₀ + k₁ > 0, whole or not; infinite where k₀ is 0. Conditional on k₀ + k₁.
    """
    expected = n1 / (n0 + n1)
    # Binomial tails by the beta distribution, which does not mind counts that are not whole.
    at_most = np.where(k0 > 0, stats.beta.sf(expected, k1 + 1, np.where(k0 > 0, k0, 1)), 1.0)
    at_least = np.where(k1 > 0, stats.beta.cdf(expected, np.where(k1 > 0, k1, 1), k0 + 1), 1.0)
    p = np.minimum(1.0, 2 * np.minimum(at_most, at_least))
    low = np.where(k1 > 0, stats.beta.ppf(0.025, np.where(k1 > 0, k1, 1), k0 + 1), 0.0)
    high = np.where(k0 > 0, stats.beta.ppf(0.975, k1 + 1, np.where(k0 > 0, k0, 1)), 1.0)
    with np.errstate(divide="ignore"):
        scale = n0 / n1
        return k1 / k0 * scale, low / (1 - low) * scale, high / (1 - high) * scale, p


def _counts(searches: Searches, period: Ints, n: int) -> tuple[Ints, Ints, Floats]:
    """(n,) searches for each query in the earlier and in the recent period; design effects."""
    counted = (searches.query >= 0) & (period >= 0)
    query, who = searches.query[counted].astype(np.int64), searches.who[counted]
    before, recent = (np.bincount(query[period[counted] == one], minlength=n) for one in (0, 1))
    people = int(who.max(initial=0)) + 1
    number, key = pd.factorize(query * people + who)
    times = np.bincount(number, minlength=len(key))
    squares = np.bincount(key // people, times * times, minlength=n)
    return before, recent, np.maximum(squares / np.maximum(before + recent, 1), 1.0)
