"""Months and weeks by number, against the calendar."""

from __future__ import annotations

import duckdb
import narwhals as nw
import numpy as np
import pandas as pd
import pytest

from shopai.behaviour.retention.activity import (
    Period,
    calendar,
    first_day,
    number_of,
    starts,
    with_period,
)
from shopai.events.moments import DAY_US


@pytest.mark.parametrize("period", ["month", "week"])
def test_the_engine_counts_as_the_calendar_does(period: Period) -> None:
    """Every day from 1900 to 2150."""
    days = np.arange(-25_567, 66_000)
    table = nw.from_native(duckdb.sql("SELECT range AS day FROM range(-25567, 66000)"))
    known = calendar((-25_567 * DAY_US, 66_000 * DAY_US - 1), period, "number")
    assert known.num_rows == len(days)
    late = nw.col("day") * DAY_US + DAY_US - 1  # the last moment of each day
    table = with_period(table, late, nw.from_native(duckdb.from_arrow(known)))
    found = table.collect("pandas").to_native()
    found = found.sort_values("day")["number"].to_numpy()
    assert (found == number_of(days, period)).all()
    dates = pd.to_datetime(days, unit="D")
    wanted = dates.to_period("M" if period == "month" else "W-SUN").start_time
    assert (starts(found, period) == wanted).all()
    assert (number_of(first_day(found, period), period) == found).all()


def test_period_numbers_by_hand() -> None:
    new_year, sunday, monday = 0, 3, 4  # Thursday 1 to Monday 5 January 1970
    assert number_of(np.array([new_year, sunday, monday, 31]), "week").tolist() == [0, 0, 1, 4]
    assert number_of(np.array([-1, new_year, 30, 31]), "month").tolist() == [-1, 0, 0, 1]
