"""Days from an order to the next one of the same customer, by Kaplan–Meier curves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from shopai.arrays import Codes, Floats, Ints, Mask
from shopai.behaviour.journeys.attempts import FOREVER
from shopai.behaviour.journeys.order_funnel import orders_ever
from shopai.behaviour.journeys.tokens import customer_starts, distinct_in, require
from shopai.checks import whole_number
from shopai.columns import TimeToPurchase
from shopai.compiled import compiled
from shopai.events.dataset import Dataset
from shopai.events.moments import DAY_US
from shopai.intervals import Z
from shopai.selection.filter import Filter
from shopai.selection.totals import Totals

WITHIN: Final = (30, 60, 90)
NUMBERS: Final = 5  # first orders shown one by one


@dataclass(frozen=True, eq=False)
class NextPurchase:
    """Days from an order to the next of the same customer, by Kaplan and Meier."""

    curve: pd.DataFrame  # columns.TimeToPurchase DAYS … BOUGHT, one row a whole day from 0
    within: pd.DataFrame  # the same columns at 30, 60 and 90 days; NaN beyond the longest wait
    by_number: pd.DataFrame  # columns.TimeToPurchase NUMBER, ORDERS, BOUGHT, MEDIAN and its ends
    median: float | None  # days; None where fewer than half are seen to buy again
    median_low: float | None  # days, ends of its 95 % interval; None where it is open
    median_high: float | None
    n: int  # orders waited from
    bought_again: int  # of these, followed by another order
    censored: int  # of these, not followed by another by the newest event
    customers: int  # known customers with an order that began in the dates
    earlier: int  # of these, with their first order before the dates
    after: int | None  # the number of the order waited from; None for all orders
    untimed: int  # orders of known customers left out because they have no time
    totals: Totals


def next_purchase(
    dataset: Dataset,
    where: Filter | None = None,
    *,
    after: int | None = None,
) -> NextPurchase:
    """Estimate how long customers take to buy again, and how many do.

    Each order of a known customer is a wait that ends with the customer's next order. Where
    there is none yet, the wait is cut off at the newest event of anyone by the filter's last
    day, for until then another order would have been seen: it counts as "not yet", never as
    "never" (Kaplan and Meier, :func:`kaplan_meier`). An order is dated
    by its first line; only waits from orders that began in the filter's dates count.

    Parameters
    ----------
    after : only waits from the customer's order of this number (1: from the first to the
        second), numbered from the first ever that passes `where` but for its first day, as
        cohorts are; None: from every order, so that who buys often counts often, and the
        interval allows for that

    Raises ParameterError, MissingColumns. One aggregation to orders, then O(orders log orders).

    >>> shopai.next_purchase(dataset).within[["days", "share"]].round(2)
       days  share
    0  30.0   0.25
    1  60.0   0.66
    2  90.0   0.81
    """
    if after is not None:
        whole_number("after, the number of an order,", after)
    require(dataset, "Times to the next purchase", "purchase", "customer", "time")
    selection, users, times = orders_ever(dataset, where)
    timed = times != FOREVER
    untimed = int(np.count_nonzero(~timed))
    users, times = users[timed], times[timed]
    starts = customer_starts(users)
    number = np.arange(len(users)) - np.repeat(starts[:-1], np.diff(starts)) + 1
    last = np.zeros(len(users), dtype=bool)
    last[starts[1:] - 1] = True
    ends = np.append(times[1:], 0)
    ends[last] = (selection.watched_us or (0, 0))[1]
    since = selection.where.window.first_us
    waits = (ends - times) / DAY_US
    if since is not None:
        dated, untimed = times >= since, 0  # dates leave out what has no time
        users, number, last, waits = users[dated], number[dated], last[dated], waits[dated]
    customers = distinct_in(users)
    chosen = np.ones(len(users), dtype=bool) if after is None else number == after
    survival = _survival(waits, ~last, users, chosen)
    median, low, high = survival.median
    longest = float(waits[chosen].max()) if chosen.any() else -1.0
    return NextPurchase(
        curve=_read_at(survival, np.arange(int(longest) + 1, dtype=np.float64), longest),
        within=_read_at(survival, np.array(WITHIN, dtype=np.float64), longest),
        by_number=_by_number(waits, ~last, users, number),
        median=median,
        median_low=low,
        median_high=high,
        n=int(chosen.sum()),
        bought_again=int((chosen & ~last).sum()),
        censored=int((chosen & last).sum()),
        customers=customers,
        earlier=customers - int((number == 1).sum()),
        after=after,
        untimed=untimed,
        totals=selection.totals,
    )


def _survival(waits: Floats, happened: Mask, users: Codes, chosen: Mask) -> Survival:
    whose = np.unique(users[chosen], return_inverse=True)[1].astype(np.int32)
    return kaplan_meier(waits[chosen], happened[chosen], whose)


def _read_at(survival: Survival, days: Floats, longest: float) -> pd.DataFrame:
    rows = np.searchsorted(survival.times, days, side="right") - 1

    def read(values: Floats) -> Floats:
        there = np.append(values, 1.0)[rows]  # −1, before the first time, is the last
        return np.where(days <= longest, 1.0 - there, np.nan)

    waiting = np.searchsorted(survival.times, days, side="left")
    return pd.DataFrame(
        {
            TimeToPurchase.DAYS: days,
            TimeToPurchase.SHARE: read(survival.surviving),
            TimeToPurchase.LOW: read(survival.high),
            TimeToPurchase.HIGH: read(survival.low),
            TimeToPurchase.AT_RISK: np.append(survival.at_risk, 0)[waiting],
            TimeToPurchase.BOUGHT: np.append(np.cumsum(survival.events), 0)[rows],
        }
    )


def _by_number(waits: Floats, happened: Mask, users: Codes, number: Ints) -> pd.DataFrame:
    rows = []
    for n in range(1, min(NUMBERS, int(number.max(initial=0))) + 1):
        chosen = number == n
        ends = _survival(waits, happened, users, chosen).median
        rows.append((n, int(chosen.sum()), int((chosen & happened).sum()), *ends))
    names = [
        TimeToPurchase.NUMBER, TimeToPurchase.ORDERS, TimeToPurchase.BOUGHT,
        TimeToPurchase.MEDIAN, TimeToPurchase.MEDIAN_LOW, TimeToPurchase.MEDIAN_HIGH,
    ]  # fmt: skip
    medians = dict.fromkeys(names[3:], "float64")
    return pd.DataFrame(rows, columns=names).astype(medians)


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
    inside = (surviving > 0) & (surviving < 1)
    logs = np.log(np.where(inside, surviving, 0.5))
    reach = np.exp(Z * np.sqrt(np.maximum(variance, 0.0)) / -logs)
    low = np.where(inside, np.exp(logs * reach), surviving)
    high = np.where(inside, np.exp(logs / reach), surviving)
    over = surviving <= 0
    if over.any():
        first = int(np.argmax(over))
        high = np.where(over, high[first - 1] if first else 1.0, high)
    return Survival(times, surviving, low, high, at_risk, events)


@compiled
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
