"""Activity of each customer by month or week, and when each was first active."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final, Literal

import narwhals as nw
import numpy as np
import pandas as pd
import pyarrow as pa

from shopai.arrays import Array, Ints
from shopai.behaviour.retention.histories import last_day
from shopai.columns import Event, Kind
from shopai.events.dataset import Dataset
from shopai.events.moments import DAY_US
from shopai.selection.filter import Filter
from shopai.selection.selection import Selection, select
from shopai.selection.totals import START, count, is_kind, net, orders, row

By = Literal["purchase", "event"]
Period = Literal["month", "week"]

#: Columns of the tables on the way.
PERIOD: Final = "period"
FIRST: Final = "first_us"
LAST: Final = "last_us"
TIMES: Final = "times"
REVENUE: Final = "revenue"
ORDERS: Final = "orders"

NEVER: Final = int(np.iinfo(np.int64).max)


@dataclass(frozen=True, eq=False)
class Activity:
    """One element a customer and period with anything in it, (n_rows,); in no order."""

    user: Array  # int, customer number
    period: Array  # int, number of the month or week
    active: Array  # bool, bought (or did anything) in it, within the filter's dates
    revenue: Array  # float, money net of refunds in it, within the dates
    orders: Array  # int, that began in it, within the dates
    first_us: Array  # (n_users,) first purchase (or event) ever, µs since 1970; NEVER for none
    cohort: Array  # (n_users,) number of its period; no meaning where NEVER
    within: Array  # (n_users,) bool, it lies in the filter's dates
    last: int  # period of the last day seen
    last_whole: int  # last period that is over
    earlier: int  # customers active in the dates, for the first time before them
    users: pd.Index  # (n_users,) ids

    @property
    def away(self) -> pd.Index:
        """Customers of cohorts who have done nothing since, with a later period that is over."""
        later = self.active & (self.period > self.cohort[self.user])
        stayed_away = self.within & (self.cohort < self.last_whole)
        stayed_away[self.user[later]] = False
        return self.users[stayed_away]

    def of(self, member: Array) -> Activity:
        """The same of the customers of whom `member` (n_users,) is true."""
        rows = member[self.user]
        names = ("user", "period", "active", "revenue", "orders")
        chosen = {name: getattr(self, name)[rows] for name in names}
        return replace(self, **chosen, within=self.within & member, earlier=0)


def activity(dataset: Dataset, where: Filter, by: By, period: Period) -> Activity:
    """Activity of known customers by period; two aggregations by the engine.

    The first purchase is looked for among all that passes `where` but for its first day.
    Events without a time belong to no period and are left out.
    """
    ever = select(dataset, where.without("since"))
    timed = ever.events.filter(~nw.col(Event.USER).is_null(), ~nw.col(Event.EPOCH).is_null())
    epoch = nw.col(Event.EPOCH)
    ends = row(timed.select(epoch.min().alias(FIRST), epoch.max().alias(LAST)))
    days = calendar((ends[FIRST] or 0, ends[LAST] or 0), period, PERIOD)
    facts = _columns(_by_period(timed, by, where.window.first_us, ever.beside(days)))
    placed = _columns(_orders_by_period(select(dataset, where), days))
    user, number = facts[Event.USER].astype(np.int64), facts[PERIOD].astype(np.int64)
    first = np.full(len(ever.users), NEVER)
    np.minimum.at(first, user, facts[FIRST])
    known = first != NEVER
    cohort = number_of(np.where(known, first, 0) // DAY_US, period)
    begins = where.window.first_us
    within = known if begins is None else known & (first >= begins)
    active = facts[TIMES] > 0
    before = np.zeros(len(first), dtype=bool)
    before[user[active]] = True
    newest = last_day(dataset, where)
    last, following = number_of(np.array([newest, newest + 1]), period).tolist()
    return Activity(
        user=user,
        period=number,
        active=active,
        revenue=facts[REVENUE],
        orders=pd.DataFrame(facts)
        .merge(pd.DataFrame(placed), "left")[ORDERS]
        .fillna(0.0)
        .to_numpy(),
        first_us=first,
        cohort=cohort,
        within=within,
        last=last,
        last_whole=last if following > last else last - 1,
        earlier=int((before & ~within).sum()),
        users=ever.users,
    )


def _by_period(
    timed: nw.LazyFrame[Any],
    by: By,
    since_us: int | None,
    days: nw.LazyFrame[Any],
) -> nw.LazyFrame[Any]:
    """One row a customer and period: the first purchase (or event), how many, net money."""
    epoch = nw.col(Event.EPOCH)
    if by == "purchase":
        timed = timed.filter(nw.col(Event.KIND).is_in((Kind.PURCHASE, Kind.REFUND)))
    relevant = is_kind(Kind.PURCHASE) if by == "purchase" else ~epoch.is_null()
    within = relevant if since_us is None else relevant & (epoch >= since_us)
    money = net() if since_us is None else nw.when(epoch >= since_us).then(net())
    return (
        with_period(timed, epoch, days)
        .group_by(Event.USER, PERIOD)
        .agg(
            nw.when(relevant).then(epoch).min().alias(FIRST),
            count(within).alias(TIMES),
            money.sum().alias(REVENUE),
        )
        .with_columns(nw.col(FIRST).fill_null(NEVER), nw.col(REVENUE).fill_null(0.0))
    )


def _orders_by_period(selection: Selection, days: pa.Table) -> nw.LazyFrame[Any]:
    known = selection.events.filter(~nw.col(Event.USER).is_null())
    placed = orders(known).filter(~nw.col(START).is_null())
    return (
        with_period(placed, nw.col(START), selection.beside(days))
        .group_by(Event.USER, PERIOD)
        .agg(nw.len().alias(ORDERS))
    )


def _columns(table: nw.LazyFrame[Any]) -> dict[str, Array]:
    columns = table.collect("pyarrow")
    return {name: columns[name].to_numpy() for name in columns.columns}


#: Months by NumPy's unit; the first Monday of the weeks: 29 December 1969.
_MONTH: Final = "datetime64[M]"
_MONDAY: Final = -3

#: Column of a calendar: days since 1970.
DAY: Final = "day_number"


def calendar(ends_us: tuple[int, int], period: Period, name: str) -> pa.Table:
    """Every day from the earliest to the latest moment (µs since 1970), with its `period`.

    Months count from January 1970, weeks from the one of 1 January 1970, Monday to Sunday.
    """
    first, last = (int(end // DAY_US) for end in ends_us)
    days = np.arange(first, last + 1)
    return pa.table({DAY: days, name: number_of(days, period)})


def with_period(
    table: nw.LazyFrame[Any], moment: nw.Expr, days: nw.LazyFrame[Any]
) -> nw.LazyFrame[Any]:
    """`table` with the number of the month or week of `moment` (µs since 1970), by `days`.

    `days`: a :func:`calendar` at the engine of `table`, of all moments there are; rows it does
    not know are lost. Engines that Narwhals drives have no months of integers in common, nested
    divisions make an expression so long that planning it takes longer than all else, and a
    comparison for each month costs more the longer the time: so one division and a join.
    """
    return table.with_columns((moment // DAY_US).alias(DAY)).join(days, on=DAY, how="inner")


def number_of(days: Ints, period: Period) -> Ints:
    """The same numbers of `days` (n,) at hand."""
    if period == "week":
        weeks: Ints = (days - _MONDAY) // 7
        return weeks
    months: Ints = days.astype("datetime64[D]").astype(_MONTH).astype(np.int64)
    return months


def first_day(numbers: Ints, period: Period) -> Ints:
    """The first day (since 1970) of each numbered month or week (n,)."""
    if period == "week":
        return numbers * 7 + _MONDAY
    days: Ints = numbers.astype(_MONTH).astype("datetime64[D]").astype(np.int64)
    return days


def starts(numbers: Ints, period: Period) -> pd.DatetimeIndex:
    """The midnight each begins with."""
    return pd.to_datetime(first_day(numbers, period), unit="D")
