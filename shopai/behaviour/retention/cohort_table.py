"""Tables of cohort by age, and the mean over cohorts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from shopai.arrays import Array
from shopai.behaviour.retention.activity import Activity, Period, starts
from shopai.columns import CohortTable
from shopai.intervals import wilson


@dataclass(frozen=True, eq=False)
class CohortTables:
    """Cohorts by age.

    Every frame has a row a cohort (index `CohortTable.COHORT`, the midnight it begins with,
    ascending, no gaps) and a column an age (`CohortTable.AGE`, whole periods from 0) and holds
    floats, NaN where the period lies beyond the data: 0 is a true count, so far where the
    period is not over yet.
    """

    period: Period  # what a row and a column are: a calendar month, or a week from Monday
    sizes: pd.Series  # (n_cohorts,) int, customers of each cohort
    customers: pd.DataFrame  # of them those who bought (or were seen) in the period
    share: pd.DataFrame  # 0 … 1, customers / sizes; NaN also where a cohort is empty
    revenue: pd.DataFrame  # money in the period, net of refunds; NaN where nothing has a price
    orders: pd.DataFrame  # orders that began in the period
    cumulative_value: pd.DataFrame  # money a customer up to and with the period; NaN as share
    whole: pd.DataFrame  # bool, the period is over; False where it is not, and beyond the data
    mean: pd.DataFrame  # (n_ages,) index age, of all cohorts whose period is whole: customers,
    # cohort_customers, cohorts, share, share_low, share_high, value_per_customer; NaN for none

    def table(self) -> pd.DataFrame:
        """One row a cohort and age within the data (columns.CohortTable), for a file."""
        row, age = np.nonzero(self.customers.notna().to_numpy())

        def cells(frame: pd.DataFrame) -> Array:
            return frame.to_numpy()[row, age]

        return pd.DataFrame(
            {
                CohortTable.COHORT: self.sizes.index[row],
                CohortTable.SIZE: self.sizes.to_numpy()[row],
                CohortTable.AGE: age,
                CohortTable.CUSTOMERS: cells(self.customers).astype(np.int64),
                CohortTable.SHARE: cells(self.share),
                CohortTable.ORDERS: cells(self.orders).astype(np.int64),
                CohortTable.REVENUE: cells(self.revenue),
                CohortTable.VALUE: cells(self.cumulative_value),
                CohortTable.WHOLE: cells(self.whole),
            }
        )


def cohort_tables(done: Activity, period: Period, priced: bool) -> CohortTables:
    """The tables of the customers of `done`; money is NaN unless `priced`."""
    rows = done.within[done.user]
    cohort, number = done.cohort[done.user[rows]], done.period[rows]
    age = number - cohort
    first = int(done.cohort[done.within].min()) if done.within.any() else done.last + 1
    n = done.last - first + 1
    cell, kept = (cohort - first) * n + age, age >= 0

    def summed(values: Array) -> Array:
        return np.bincount(cell[kept], weights=values[rows][kept], minlength=n * n).reshape(n, n)

    at = first + np.arange(n)
    when = at[:, None] + np.arange(n)
    sizes = np.bincount(done.cohort[done.within] - first, minlength=n)
    seen = np.where(when <= done.last, 1.0, np.nan)
    whole = when <= done.last_whole
    customers = summed(done.active.astype(np.float64)) * seen
    revenue = summed(done.revenue) * (seen if priced else np.nan)
    each = np.where(sizes > 0, sizes, np.nan)[:, None]
    value = np.cumsum(revenue, axis=1) / each
    index = pd.DatetimeIndex(starts(at, period), name=CohortTable.COHORT)
    ages = pd.RangeIndex(n, name=CohortTable.AGE)

    def frame(values: Array) -> pd.DataFrame:
        return pd.DataFrame(values, index=index, columns=ages)

    return CohortTables(
        period=period,
        sizes=pd.Series(sizes, index=index, name=CohortTable.SIZE),
        customers=frame(customers),
        share=frame(customers / each),
        revenue=frame(revenue),
        orders=frame(summed(done.orders) * seen),
        cumulative_value=frame(value),
        whole=frame(whole),
        mean=_mean(customers, sizes, value, whole, ages),
    )


def pooled(hits: Array, sizes: Array) -> tuple[float, float, float]:
    """The share Σ hits / Σ sizes over cohorts (m,), and its 95 % interval.

    Wilson's (1927), of n = Σ sizes / φ customers: φ, not below 1, is how much more the shares
    of the cohorts differ than chance among independent customers would make them, Pearson's
    χ² / (m − 1); 1 for a single cohort, whose like the next may not be.
    """
    n = sizes.sum()
    share = hits.sum() / n
    if len(hits) > 1 and 0 < share < 1:
        chi2 = ((hits - sizes * share) ** 2 / (sizes * share * (1 - share))).sum()
        n = n / max(1.0, chi2 / (len(hits) - 1))
    low, high = wilson(share * n, n)
    return float(share), float(low), float(high)


def _mean(
    customers: Array, sizes: Array, value: Array, whole: Array, ages: pd.Index
) -> pd.DataFrame:
    rows = []
    for age in ages:
        use = whole[:, age] & (sizes > 0)
        base, hits = sizes[use], customers[use, age]
        if not use.any():
            rows.append((0.0, 0, 0, *[np.nan] * 4))
            continue
        share, low, high = pooled(hits, base)
        if age == 0:  # by what a cohort is all are active then: the share is known for certain
            low = high = share
        worth = float((value[use, age] * base).sum() / base.sum())
        rows.append((float(hits.sum()), int(base.sum()), int(use.sum()), share, low, high, worth))
    columns = [
        CohortTable.CUSTOMERS,
        CohortTable.SIZE,
        CohortTable.COHORTS,
        CohortTable.SHARE,
        CohortTable.LOW,
        CohortTable.HIGH,
        CohortTable.VALUE,
    ]
    return pd.DataFrame(rows, index=ages, columns=columns)
