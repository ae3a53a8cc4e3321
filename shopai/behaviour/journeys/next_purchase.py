"""Days from an order to the next one of the same customer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from shopai.arrays import Codes, Floats, Ints, Mask
from shopai.behaviour.journeys.attempts import FOREVER
from shopai.behaviour.journeys.order_funnel import orders_ever
from shopai.behaviour.journeys.results import NextPurchase
from shopai.behaviour.journeys.survival import Survival, kaplan_meier
from shopai.behaviour.journeys.tokens import customer_starts, distinct_in, require
from shopai.checks import listed, real_number, whole_number
from shopai.columns import TimeToPurchase
from shopai.events.dataset import Dataset
from shopai.events.moments import DAY_US
from shopai.selection.filter import Filter

WITHIN: Final = (30, 60, 90)
NUMBERS: Final = 5  # first orders shown one by one


def next_purchase(
    dataset: Dataset,
    where: Filter | None = None,
    *,
    after: int | None = None,
    within: Sequence[float] = WITHIN,
) -> NextPurchase:
    """Estimate how long customers take to buy again, and how many do.

    Each order of a known customer is a wait that ends with the customer's next order. Where
    there is none yet, the wait is cut off at the newest event of anyone by the filter's last
    day, for until then another order would have been seen: it counts as "not yet", never as
    "never" (Kaplan and Meier, :mod:`~shopai.behaviour.journeys.survival`). An order is dated
    by its first line; only waits from orders that began in the filter's dates count.

    Parameters
    ----------
    after : only waits from the customer's order of this number (1: from the first to the
        second), numbered from the first ever that passes `where` but for its first day, as
        cohorts are; None: from every order, so that who buys often counts often, and the
        interval allows for that
    within : days at which to read the share; missing (NaN) beyond the longest wait

    Raises ParameterError, MissingColumns. One aggregation to orders, then O(orders log orders).

    >>> shopai.next_purchase(dataset).within[["days", "share"]].round(2)
       days  share
    0  30.0   0.25
    1  60.0   0.66
    2  90.0   0.81
    """
    if after is not None:
        whole_number("after, the number of an order,", after)
    within = listed("within", within, "numbers of days")
    for days in within:
        real_number("Each of within, days,", days, above=True)
    require(dataset, "Times to the next purchase", "customer", "time")
    selection, users, times = orders_ever(dataset, where, "Times to the next purchase need")
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
        within=_read_at(survival, np.array(within, dtype=np.float64), longest),
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
    rows = survival.at(days)

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
