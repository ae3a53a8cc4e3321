"""Months and weeks by number, for any engine: integers from the days since 1970."""

from __future__ import annotations

from typing import Any, Final, Literal

import narwhals as nw
import numpy as np
import pandas as pd
import pyarrow as pa

from shopai.arrays import Ints
from shopai.events.moments import DAY_US

Period = Literal["month", "week"]

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
    """The first instant of each, UTC."""
    return pd.to_datetime(first_day(numbers, period), unit="D")
