"""Cohorts by hand, and against a plain recount of generated shops."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopai.behaviour.retention.cohort_table import pooled
from shopai.behaviour.retention.cohorts import Cohorts, cohorts, tidy
from shopai.columns import CohortTable, Event, Item, Kind
from shopai.errors import MissingColumns, ParameterError
from shopai.events.dataset import Dataset, from_frames
from shopai.selection.filter import Filter
from tests.behaviour.retention.making import shop

BUY, BACK, SEE = Kind.PURCHASE, Kind.REFUND, Kind.VIEW
NAN = float("nan")

#: The newest event is on 10 April: January to March are over, April is not.
ROWS = [
    ("ann", BUY, "2024-01-05", 40, "o1"),
    ("ann", BUY, "2024-01-20", 10, "o2"),
    ("ann", BUY, "2024-03-02", 30, "o3"),
    ("ann", BUY, "2024-03-02", 20, "o3"),  # two lines of an order
    ("bob", SEE, "2024-01-02", None, None),
    ("bob", BUY, "2024-01-31 23:59:59", 100, "o4"),
    ("bob", BACK, "2024-02-01", 25, "o4"),  # a refund is no purchase
    ("bob", BUY, "2024-04-01", 5, "o5"),
    ("cat", BACK, "2024-01-09", 7, None),  # of something bought before the data begin
    ("cat", BUY, "2024-03-01", 60, "o6"),
    ("dan", SEE, "2024-02-11", None, None),  # never bought
    (None, BUY, "2024-02-11", 9, "o7"),  # a guest
    ("eve", BUY, None, 3, "o8"),  # nobody knows when
    ("ann", SEE, "2024-04-10", None, None),
]


@cache
def made() -> Dataset:
    return shop(ROWS)


def values(frame: pd.DataFrame) -> list[list[float]]:
    return frame.to_numpy(dtype=float).tolist()


def same(kept: pd.DataFrame, wanted: list[list[float]]) -> None:
    np.testing.assert_allclose(kept.to_numpy(dtype=float), wanted, rtol=1e-12)


def elsewhere(kept: Cohorts) -> float:
    """Revenue that is in no cohort."""
    return (kept.totals.revenue or 0.0) - float(np.nansum(kept.revenue.to_numpy()))


def test_cohorts_by_hand() -> None:
    kept = cohorts(made())
    months = ["2024-01-01", "2024-02-01", "2024-03-01", "2024-04-01"]
    assert kept.sizes.index.tolist() == [pd.Timestamp(m) for m in months]
    assert kept.sizes.tolist() == [2, 0, 1, 0]
    beyond = [NAN] * 3
    same(kept.customers, [[2, 0, 1, 1], [0, 0, 0, NAN], [1, 0, NAN, NAN], [0, *beyond]])
    same(kept.share, [[1, 0, 0.5, 0.5], [NAN] * 4, [1, 0, NAN, NAN], [NAN] * 4])
    same(kept.revenue, [[150, -25, 50, 5], [0, 0, 0, NAN], [60, 0, NAN, NAN], [0, *beyond]])
    same(kept.orders, [[3, 0, 1, 1], [0, 0, 0, NAN], [1, 0, NAN, NAN], [0, *beyond]])
    same(
        kept.cumulative_value,
        [[75, 62.5, 87.5, 90], [NAN] * 4, [60, 60, NAN, NAN], [NAN] * 4],
    )
    assert values(kept.whole) == [[1, 1, 1, 0], [1, 1, 0, 0], [1, 0, 0, 0], [0, 0, 0, 0]]
    assert (kept.earlier, kept.undated) == (0, 1)  # eve
    assert kept.sizes.sum() + kept.earlier + kept.undated == kept.totals.buyers == 4
    assert elsewhere(kept) == pytest.approx(-7 + 9 + 3)  # cat's old refund, guest, eve
    assert kept.away.empty  # ann and bob came back, and for cat no later month is over
    by_march = cohorts(made(), Filter(until=date(2024, 3, 31)))
    assert list(by_march.away) == ["bob"]
    assert kept.totals.orders - np.nansum(kept.orders.to_numpy()) == 2
    assert kept.notes[0].startswith("The first cohort (January 2024) also holds")
    assert kept.notes[1].startswith("April 2024 is not over")


def test_mean_is_of_whole_periods() -> None:
    """April, where bob bought, is in none; February's empty cohort weighs nothing."""
    mean = cohorts(made()).mean
    assert mean[CohortTable.CUSTOMERS].tolist() == [3, 0, 1, 0]
    assert mean[CohortTable.SIZE].tolist() == [3, 2, 2, 0]
    assert mean[CohortTable.COHORTS].tolist() == [2, 1, 1, 0]
    assert mean[CohortTable.SHARE].tolist()[:3] == [1, 0, 0.5]
    assert mean[CohortTable.LOW].tolist()[:2] == [1, 0]
    assert mean[CohortTable.HIGH][0] == 1
    assert mean[CohortTable.HIGH][1] == pytest.approx(3.8414588 / (2 + 3.8414588))  # z²/(n + z²)
    assert mean[CohortTable.VALUE].tolist()[:3] == pytest.approx([210 / 3, 62.5, 87.5])
    assert mean.loc[3, [CohortTable.SHARE, CohortTable.VALUE]].isna().all()


def test_by_first_event_dan_counts_and_views_retain() -> None:
    kept = cohorts(made(), by="event")
    assert kept.sizes.tolist() == [3, 1, 0, 0]
    same(kept.customers.iloc[:2], [[3, 1, 2, 2], [1, 0, 0, NAN]])
    assert kept.sizes.sum() + kept.undated == kept.totals.customers == 5
    assert elsewhere(kept) == pytest.approx(9 + 3)  # cat's refund is now an event


def test_weeks_begin_on_monday() -> None:
    rows = [
        ("ann", BUY, "2024-01-07", 1, "o1"),  # Sunday
        ("ann", BUY, "2024-01-08", 1, "o2"),  # Monday: the week after
        ("bob", BUY, "2024-01-08", 1, "o3"),
        ("bob", SEE, "2024-01-14", None, None),  # Sunday: the week is over
    ]
    kept = cohorts(shop(rows), period="week")
    assert kept.sizes.index.tolist() == [pd.Timestamp("2024-01-01"), pd.Timestamp("2024-01-08")]
    same(kept.customers, [[1, 1], [1, NAN]])
    assert values(kept.whole) == [[1, 1], [1, 0]]
    assert len(kept.notes) == 1


def test_dates_leave_the_first_purchase_where_it_was() -> None:
    kept = cohorts(made(), Filter(since=date(2024, 1, 15), until=date(2024, 3, 31)))
    # ann bought on the 20th and in March, but first on 5 January; bob and cat are new
    assert (kept.sizes.tolist(), kept.earlier) == ([1, 0, 1], 1)
    assert kept.sizes.sum() + kept.earlier == kept.totals.buyers == 3
    same(kept.customers, [[1, 0, 0], [0, 0, NAN], [1, NAN, NAN]])
    assert values(kept.whole) == [[1, 1, 1], [1, 1, 0], [1, 0, 0]]
    assert elsewhere(kept) == pytest.approx(10 + 50 + 9)
    assert kept.notes[0] == "The first cohort (January 2024) is cut: the dates begin within it."


def test_an_until_within_a_month_leaves_it_unfinished() -> None:
    kept = cohorts(made(), Filter(until=date(2024, 2, 20)))
    assert values(kept.whole) == [[1, 0], [0, 0]]
    assert kept.mean[CohortTable.COHORTS].tolist() == [1, 0]


def test_groups_add_up() -> None:
    groups = pd.Series({"ann": "loyal", "cat": "loyal", "bob": "new", "nobody": "new"})
    kept = cohorts(made(), groups=groups)
    assert list(kept.groups) == ["loyal", "new"]
    assert kept.groups["loyal"].sizes.tolist() == [1, 0, 1, 0]
    assert kept.groups["new"].sizes.tolist() == [1, 0, 0, 0]
    assert kept.ungrouped == 0
    both = sum(part.revenue.to_numpy()[0] for part in kept.groups.values())
    assert both.tolist() == kept.revenue.to_numpy()[0].tolist()
    assert cohorts(made(), groups=groups.drop("bob")).ungrouped == 1


def test_the_long_table_has_no_cell_beyond_the_data() -> None:
    table = cohorts(made()).table()
    assert len(table) == 4 + 3 + 2 + 1
    last = table[table[CohortTable.COHORT] == pd.Timestamp("2024-01-01")].iloc[-1]
    assert (last[CohortTable.AGE], last[CohortTable.CUSTOMERS], last[CohortTable.SIZE]) == (3, 1, 2)
    assert not last[CohortTable.WHOLE]


def test_without_prices_money_is_missing() -> None:
    kept = cohorts(shop([("ann", BUY, "2024-01-05", None, "o1")]))
    assert kept.revenue.isna().all(axis=None)
    assert kept.totals.revenue is None
    assert kept.sizes.tolist() == [1]


def test_nothing_chosen_is_no_error() -> None:
    kept = cohorts(made(), Filter(since=date(2030, 1, 1)))
    assert len(kept.sizes) == len(kept.mean) == kept.totals.buyers == 0
    assert kept.table().empty


def test_errors_say_what_is_wrong() -> None:
    data = made()
    with pytest.raises(ParameterError, match="one of month, week"):
        cohorts(data, period="day")
    with pytest.raises(ParameterError, match="one of purchase, event"):
        cohorts(data, by="view")
    with pytest.raises(ParameterError, match="At most 50 groups"):
        cohorts(data, groups=pd.Series(range(60), index=[f"c{i}" for i in range(60)]))
    with pytest.raises(ParameterError, match="in the groups twice"):
        cohorts(data, groups=pd.Series([1, 2], index=["ann", "ann"]))
    with pytest.raises(MissingColumns, match="need purchases; this data set holds view"):
        cohorts(shop([("ann", SEE, "2024-01-01", None, None)]))
    with pytest.raises(MissingColumns, match="need times"):
        cohorts(shop([("ann", BUY, None, 1, "o1")]))


def test_more_cohorts_than_can_be_shown() -> None:
    """The sentence names days that most customers began in, and these do."""
    crowd = [(f"c{i}", BUY, "2024-01-15", 1, f"p{i}") for i in range(30)]
    stray = ("zoe", BUY, "1970-01-01", 1, "o9")
    late = ("zed", BUY, "2075-06-01", 1, "o8")
    with pytest.raises(ParameterError) as refused:
        cohorts(shop([*crowd, stray]), period="week")
    assert str(refused.value) == (
        "These are 2,821 cohorts, the last the week of 15 January 2024; at most 600 can be "
        "shown. Choose months, or in the filter a first day such as 15 January 2024: 30 of 31 "
        "customers began in these."
    )
    with pytest.raises(ParameterError, match=r"the last June 2075; .*") as refused:
        cohorts(shop([*crowd, stray, late]))
    assert "day such as 1 January 2024 and a last day such as 31 December 2073" in str(
        refused.value
    )
    asked = Filter(since=date(2024, 1, 1), until=date(2073, 12, 31))
    assert cohorts(shop([*crowd, stray, late]), asked).sizes.sum() == 30


@pytest.mark.parametrize("period", ["week", "month"])
def test_the_days_named_can_be_shown(period: str) -> None:
    """Whenever customers began, alike all the time."""
    starts = pd.date_range("1950-01-01", "2049-12-31", periods=700)
    data = shop([(f"c{i}", BUY, str(t.date()), 1, f"p{i}") for i, t in enumerate(starts)])
    with pytest.raises(ParameterError, match="at most 600") as refused:
        cohorts(data, period=period)
    named = re.findall(r"day such as (\d+ \w+ \d+)", str(refused.value))
    since, *until = (pd.Timestamp(day).date() for day in named)
    kept = cohorts(data, Filter(since, *until), period=period)
    n = int(re.findall(r"([\d,]+) of 700 customers", str(refused.value))[0])
    assert kept.sizes.sum() == n


def test_a_shares_interval_widens_with_the_cohorts_differences() -> None:
    share, low, high = pooled(np.array([50.0, 50.0]), np.array([100, 100]))
    assert share == 0.5
    assert (low, high) == pytest.approx((0.4313609, 0.5686391), abs=1e-7)  # Wilson of 100 in 200
    share, wider, higher = pooled(np.array([20.0, 80.0]), np.array([100, 100]))
    # χ² = 2 · 30² / 25 = 72 with one degree of freedom: as if of 200 / 72 customers
    n, z = 200 / 72, 1.959963984540054
    reach = z * np.sqrt(0.25 / n + z * z / (4 * n * n)) / (1 + z * z / n)
    assert (share, wider, higher) == pytest.approx((0.5, 0.5 - reach, 0.5 + reach))


# ------------------------------------------------------------------- against a plain recount

EVENTS = st.lists(
    st.tuples(
        st.sampled_from(["a", "b", "c", "d", None]),
        st.sampled_from([BUY, BUY, BACK, SEE]),
        st.integers(0, 300),  # days from 1 October 2023
        st.integers(0, 9),
    ),
    min_size=1,
    max_size=30,
)


def recount(frame: pd.DataFrame, since: pd.Timestamp | None, by: str, freq: str) -> pd.DataFrame:
    """Customers by cohort and age, the long way round."""
    relevant = frame[frame[Event.USER].notna()]
    if by == "purchase":
        relevant = relevant[relevant[Event.KIND] == BUY]
    rows = set()
    for user, mine in relevant.groupby(Event.USER):
        times = mine[Event.TIME]
        if since is not None and times.min() < since:
            continue
        begun = times.min().to_period(freq)
        rows |= {(begun.start_time, (t.to_period(freq) - begun).n, user) for t in times}
    return pd.DataFrame(sorted(rows), columns=["cohort", "age", "user"])


@pytest.mark.slow
@settings(max_examples=8, deadline=None)
@given(
    EVENTS, st.sampled_from(["purchase", "event"]), st.booleans(), st.none() | st.integers(0, 200)
)
def test_a_plain_recount_agrees(
    events: list[tuple], by: str, weekly: bool, begin: int | None
) -> None:
    start = pd.Timestamp("2023-10-01")
    rows = [
        (user, kind, start + pd.Timedelta(days=day, hours=1), float(price), f"{user}{day}")
        for user, kind, day, price in [*events, ("a", BUY, 0, 1)]
    ]
    data = shop(rows)
    frame = data.events.df()
    since = None if begin is None else start + pd.Timedelta(days=begin)
    where = Filter(since=None if since is None else since.date())
    kept = cohorts(data, where, by=by, period="week" if weekly else "month")
    wanted = recount(frame, since, by, "W-SUN" if weekly else "M")
    table = kept.table()
    table = table[table[CohortTable.CUSTOMERS] > 0]
    counts = wanted.groupby(["cohort", "age"]).size()
    assert counts.to_dict() == {
        (row[CohortTable.COHORT], row[CohortTable.AGE]): row[CohortTable.CUSTOMERS]
        for _, row in table.iterrows()
    }
    everyone = kept.totals.buyers if by == "purchase" else kept.totals.customers
    assert kept.sizes.sum() + kept.earlier + kept.undated == everyone
    newest = frame[Event.TIME].max().floor("D")
    freq = "W-SUN" if weekly else "M"
    for i, cohort in enumerate(kept.sizes.index):
        for age in range(len(kept.sizes)):
            end = (cohort.to_period(freq) + age).end_time.floor("D")
            assert kept.whole.to_numpy()[i, age] == (end <= newest)
            assert np.isnan(kept.customers.to_numpy()[i, age]) == (
                (cohort.to_period(freq) + age).start_time > newest
            )


def test_a_stray_date_long_ago_costs_a_cohort_and_no_more() -> None:
    """Days, not comparisons with each of five hundred months, tell the month."""
    first, later = pd.Timestamp("1980-01-31 23:59"), pd.Timestamp("2024-02-29 23:59")
    kept = cohorts(shop([("ann", BUY, first, 1.0, "1"), ("bob", BUY, later, 2.0, "2")]))
    assert kept.sizes[kept.sizes > 0].to_dict() == {
        pd.Timestamp("1980-01-01"): 1,
        pd.Timestamp("2024-02-01"): 1,
    }
    assert len(kept.sizes) == 44 * 12 + 2


def test_category_filter_is_of_first_purchases_in_it() -> None:
    frame = pd.DataFrame(
        {
            Event.USER: ["ann", "ann", "bob"],
            Event.KIND: BUY,
            Event.ITEM: ["hat", "shoe", "hat"],
            Event.TIME: pd.to_datetime(["2024-01-01", "2024-02-01", "2024-02-29"]),
        }
    )
    items = pd.DataFrame({Item.ITEM: ["hat", "shoe"], Item.CATEGORY: ["hats", "shoes"]})
    data: Dataset = from_frames(frame, items)
    kept = cohorts(data, Filter(categories=("shoes",)))
    assert kept.sizes.to_dict() == {pd.Timestamp("2024-02-01"): 1}
    assert "first purchase among the chosen categories" in kept.notes[1]


def test_a_file_of_all_cohorts_names_the_group_of_each_row(demo_shop: Dataset) -> None:
    everyone = cohorts(demo_shop)
    assert tidy(everyone, {}).equals(everyone.table())
    both = tidy(everyone, {"1 A": everyone})
    assert both[CohortTable.OF].value_counts().to_dict() == {
        "Everyone": len(everyone.table()),
        "1 A": len(everyone.table()),
    }
