"""Months and weeks by number, for any engine: integers from the days since 1970."""

from __future__ import annotations

from typing import Any, Final, Literal

import narwhals as nw
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from shopai.customers import DAY_US

Period = Literal["month", "week"]
Numbers = NDArray[np.int64]

#: numpy's codes of the units, and the day the first week of all began: Monday 29 December 1969.
_MONTH: Final = "datetime64[M]"
_MONDAY: Final = -3


def with_period(
    table: nw.LazyFrame[Any],
    moment: nw.Expr,
    period: Period,
    name: str,
    ends_us: tuple[int, int],
) -> nw.LazyFrame[Any]:
    """`table` with the number of the month or week of `moment` (µs since 1970) as `name`.

    Months count from January 1970, weeks from the one of 1 January 1970, Monday to Sunday.
    `ends_us`: the earliest and the latest moment there is. A month's number is that of the
    first month and one more for each beginning of a month passed: engines that Narwhals drives
    have no months of integers in common, and nested divisions make an expression so long that
    planning it takes longer than all else.
    """
    if period == "week":
        return table.with_columns(((moment - _MONDAY * DAY_US) // (7 * DAY_US)).alias(name))
    first, last = number_of(np.array(ends_us) // DAY_US, period).tolist()
    beginnings = first_day(np.arange(first + 1, last + 1), period) * DAY_US
    passed = [(moment >= beginning).cast(nw.Int64) for beginning in beginnings.tolist()]
    while len(passed) > 1:  # sums of sums: a thousand terms in one row nest too deep
        passed = [nw.sum_horizontal(*passed[i : i + 50]) for i in range(0, len(passed), 50)]
    number = passed[0] + first if passed else moment * 0 + first
    return table.with_columns(number.alias(name))


def number_of(days: Numbers, period: Period) -> Numbers:
    """The same numbers of `days` (n,) at hand."""
    if period == "week":
        weeks: Numbers = (days - _MONDAY) // 7
        return weeks
    months: Numbers = days.astype("datetime64[D]").astype(_MONTH).astype(np.int64)
    return months


def first_day(numbers: Numbers, period: Period) -> Numbers:
    """The first day (since 1970) of each numbered month or week (n,)."""
    if period == "week":
        return numbers * 7 + _MONDAY
    days: Numbers = numbers.astype(_MONTH).astype("datetime64[D]").astype(np.int64)
    return days


def starts(numbers: Numbers, period: Period) -> pd.DatetimeIndex:
    """The first instant of each, UTC."""
    return pd.to_datetime(first_day(numbers, period), unit="D")
