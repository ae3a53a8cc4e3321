"""Cohorts: customers by when they first bought, and how many came back since."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import narwhals as nw
import numpy as np
import pandas as pd

from shopai.behaviour.journeys.tokens import require
from shopai.behaviour.retention.activity import Activity, By, Period, activity, starts
from shopai.behaviour.retention.cohort_table import CohortTables, cohort_tables
from shopai.checks import one_of
from shopai.columns import CohortTable, Event, Kind
from shopai.errors import MissingColumns, ParameterError
from shopai.events.dataset import Dataset
from shopai.selection.filter import Filter
from shopai.selection.selection import Selection, select
from shopai.selection.totals import Totals, count, is_kind, row

#: Most cohorts drawn, and most groups told apart.
COHORTS: Final = 600
GROUPS: Final = 50
_UNDATED: Final = "undated"


@dataclass(frozen=True, eq=False)
class Cohorts(CohortTables):
    """Cohorts by age (see :class:`CohortTables`), and who is in none of them."""

    by: By  # a cohort is of the first purchase, or of the first event
    earlier: int  # bought (or were seen) in the filter's dates, but for the first time before
    undated: int  # buyers (or customers) none of whose purchases (or events) has a time
    groups: Mapping[Any, CohortTables]  # the tables of each group, in order; empty unless asked for
    ungrouped: int  # customers of the cohorts who are in no group; 0 unless asked for
    away: pd.Index  # customers of the cohorts who did not come back, with a later period over
    notes: tuple[str, ...]  # what to mind, such as a first cohort cut by the data's beginning
    totals: Totals  # sizes.sum() + earlier + undated == totals.buyers (or totals.customers)


def cohorts(
    dataset: Dataset,
    where: Filter | None = None,
    *,
    by: By = "purchase",
    period: Period = "month",
    groups: pd.Series | None = None,
) -> Cohorts:
    """Put customers in cohorts by when they first bought, and follow each with its age.

    by : "purchase": the cohort is of the first purchase, and who bought in a period is
        retained in it; "event": of the first event of any kind, and who was seen is retained
    period : calendar months, or weeks from Monday
    groups : (n,) index user_id, the name of each customer's group: the same tables of each

    The first purchase (or event) is looked for among all events that pass `where` but for its
    dates; what customers did is counted within the dates. So with dates a cohort is of those
    new in them, and others who bought are `earlier`; with a category it is the first purchase
    in that category. A period is over with the day of the data's newest event, whatever the
    filter, or with the filter's last day.

    Raises MissingColumns where no event names a customer and a time, or none is a purchase
    but the cohorts are of purchases; ParameterError for a setting that is none of these, more
    than 50 groups, or more than 600 cohorts.

    Cost: two aggregations by the engine, one row a customer and period in memory.

    >>> shopai.cohorts(dataset).share.iloc[:2, :3].round(2)
    age           0     1     2
    cohort
    2024-01-01  1.0  0.00  0.50
    2024-02-01  1.0  0.29  0.62
    """
    selection = select(dataset, where)
    where = selection.where
    _check(dataset, by, period)
    done = activity(dataset, where, by, period)
    _refuse_many(done, period)
    totals = selection.totals
    priced = totals.revenue is not None
    base = cohort_tables(done, period, priced)
    parts, ungrouped = _grouped(done, selection, groups, period, priced)
    return Cohorts(
        **vars(base),
        by=by,
        earlier=done.earlier,
        undated=_undated(selection, by),
        groups=parts,
        ungrouped=ungrouped,
        away=done.away,
        notes=_notes(base, done, where, by),
        totals=totals,
    )


def _check(dataset: Dataset, by: By, period: Period) -> None:
    one_of("by", by, ("purchase", "event"))
    one_of("period", period, ("month", "week"))
    require(dataset, "Cohorts", "customer", "time")
    if by == "purchase" and Kind.PURCHASE not in dataset.event_counts:
        raise MissingColumns(
            "Cohorts by first purchase need purchases; this data set holds "
            f"{', '.join(dataset.event_counts)}. Cohorts by first event can still be shown."
        )


def _refuse_many(done: Activity, period: Period) -> None:
    """Raise where there are too many cohorts, with the days between which most customers began."""
    if not done.within.any():
        return
    began = np.sort(done.cohort[done.within])
    n = done.last - int(began[0]) + 1
    if n <= COHORTS:
        return
    # A few wrong dates are the likely cause. Of as many cohorts as can be shown, one after the
    # other, those with the most customers; of several such the latest.
    held = np.searchsorted(began, began + COHORTS) - np.arange(len(began))
    most = len(began) - 1 - int(held[::-1].argmax())
    first, beyond = int(began[most]), int(began[most]) + COHORTS
    since, until, newest = starts(np.array([first, beyond, done.last]), period)
    days = f"a first day such as {since:%-d %B %Y}"
    if beyond <= done.last:
        days += f" and a last day such as {until - pd.Timedelta(days=1):%-d %B %Y}"
    raise ParameterError(
        f"These are {n:,} cohorts, the last {_named(newest, period)}; at most {COHORTS} can be "
        f"shown. Choose {'months, or ' if period == 'week' else ''}in the filter {days}: "
        f"{held[most]:,} of {len(began):,} customers began in these."
    )


def _undated(selection: Selection, by: By) -> int:
    """Customers without any time; a filter by date has left them out already."""
    if not selection.totals.untimed:
        return 0
    events = selection.events.filter(~nw.col(Event.USER).is_null())
    if by == "purchase":
        events = events.filter(is_kind(Kind.PURCHASE))
    last = events.group_by(Event.USER).agg(nw.col(Event.EPOCH).max())
    facts = row(last.select(count(nw.col(Event.EPOCH).is_null()).alias(_UNDATED)))
    return int(facts[_UNDATED])


def _grouped(
    done: Activity, selection: Selection, groups: pd.Series | None, period: Period, priced: bool
) -> tuple[dict[Any, CohortTables], int]:
    if groups is None:
        return {}, 0
    if not isinstance(groups, pd.Series):
        raise ParameterError(
            f"groups must be a Series of names by customer; found {type(groups).__name__}."
        )
    codes, names = pd.factorize(groups, sort=True)
    if len(names) > GROUPS:
        raise ParameterError(
            f"At most {GROUPS} groups can be told apart; found {len(names):,}. Choose fewer."
        )
    if not groups.index.is_unique:
        raise ParameterError("A customer is in one group; some ids are in the groups twice.")
    place = selection.users.get_indexer(groups.index.astype("str"))
    member = np.full(len(selection.users), -1)
    member[place[place >= 0]] = codes[place >= 0]
    parts = {
        name: cohort_tables(done.of(member == code), period, priced)
        for code, name in enumerate(names)
    }
    return parts, int((done.within & (member < 0)).sum())


def _notes(base: CohortTables, done: Activity, where: Filter, by: By) -> tuple[str, ...]:
    bought = "bought" if by == "purchase" else "were seen"
    notes = []
    if not base.sizes.sum():
        return ()
    name = _named(base.sizes.index[0], base.period)
    if where.since is None:
        notes.append(
            f"The first cohort ({name}) also holds customers who {bought} before the data "
            "begin: nobody can tell them from new ones."
        )
    elif base.sizes.index[0] < pd.Timestamp(where.since):
        notes.append(f"The first cohort ({name}) is cut: the dates begin within it.")
    if done.last > done.last_whole:
        end = _named(base.sizes.index[-1], base.period)
        notes.append(
            f"{end[0].upper()}{end[1:]} is not over: its numbers are of the days so far, and in "
            "no mean."
        )
    if where.categories or where.channels:
        notes.append(
            "A cohort is by the first purchase among the chosen categories and channels."
            if by == "purchase"
            else "A cohort is by the first event among the chosen categories and channels."
        )
    if done.earlier:
        notes.append(
            f"{done.earlier:,} customers {bought} in these dates, but for the first time before "
            "them: they are in no cohort."
        )
    return tuple(notes)


def _named(start: pd.Timestamp, period: Period) -> str:
    day = f"{start:%B %Y}" if period == "month" else f"{start.day} {start:%B %Y}"
    return day if period == "month" else f"the week of {day}"


def tidy(cohorts: Cohorts, groups: Mapping[str, CohortTables]) -> pd.DataFrame:
    """One row a cohort and age, of everyone and of each group.

    groups : the tables of each, by its title; with none the table has no column of titles
    """
    if not groups:
        return cohorts.table()
    parts = {title: part.table() for title, part in {"Everyone": cohorts, **groups}.items()}
    return pd.concat(parts, names=[CohortTable.OF, None]).reset_index(level=0)
