"""Purchase histories: how often, how recently, since when and for how much each buyer bought."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import narwhals as nw
import numpy as np
import pandas as pd

from shopai.arrays import Array, Floats, Ints, Mask
from shopai.behaviour.journeys.tokens import require
from shopai.behaviour.retention.bgnbd import Seen
from shopai.columns import Event, Kind
from shopai.errors import TooThin
from shopai.events.dataset import Dataset
from shopai.events.moments import DAY_US
from shopai.selection.filter import Filter
from shopai.selection.selection import select
from shopai.selection.totals import count, is_kind, money, row

WEEK: Final = 7.0  # days; the models count in weeks, as their papers do

#: Longest part held out unless asked for, days.
MOST: Final = 180

#: Columns of the tables on the way.
DAY: Final = "day"  # since 1970-01-01, of the shop
FIRST: Final = "first_day"
LAST: Final = "last_day"
DAYS: Final = "purchase_days"
DAYS_BEFORE: Final = "purchase_days_before_split"
LAST_BEFORE: Final = "last_day_before_split"
MONEY: Final = "money"
PRICED: Final = "priced_repeats"
REPEAT_MONEY: Final = "money_of_repeats"
REFUNDED: Final = "refunded"


@dataclass(frozen=True, eq=False)
class Histories:
    """One element a buyer whose first purchase is in the dates, by customer number; (n,)."""

    users: pd.Index  # (n,) ids
    first: Ints  # day of the first purchase, days since 1970
    last: Ints  # day of the last
    days: Ints  # days with a purchase, >= 1
    days_before: Ints  # of them by the split; 0 for who came later
    last_before: Ints  # last of these; `first` where there is none
    priced: Ints  # days after the first with purchases of more than 0 money
    mean: Floats  # their mean money before refunds; NaN where there is none
    end: int  # last day seen, days since 1970
    split: int  # last day before the part held out
    earlier: int  # bought in the dates, but for the first time before
    undated: int  # buyers none of whose purchases has a time
    refund_share: float  # money refunded / money of purchases, of these buyers; NaN without

    def __len__(self) -> int:
        return len(self.users)

    @property
    def span(self) -> int:
        """Days from the first purchase of all to the last day seen."""
        return int(self.end - self.first.min()) if len(self) else 0

    def seen(self) -> tuple[Seen, Ints]:
        """All buyers at the last day, equal ones in one row; and the row of each (n,)."""
        return grouped(self.days - 1, self.last - self.first, self.end - self.first)

    def seen_before(self) -> tuple[Seen, Ints, Mask]:
        """Buyers of before the split, as of then; the row of each; and who they are (n,)."""
        known = self.days_before > 0
        first = self.first[known]
        x, recency = self.days_before[known] - 1, self.last_before[known] - first
        return *grouped(x, recency, self.split - first), known


def histories(dataset: Dataset, where: Filter, holdout_days: int | None) -> Histories:
    """Histories of the buyers whose first purchase is in the dates of `where`.

    A purchase is a day with at least one purchase: the models allow no two at the same
    time. The first is looked for among all that passes `where` but for the dates; the last
    day seen is that of the newest event of the data, or the filter's last.

    holdout_days : days after the split; None: a third of the time, at most :data:`MOST`

    Raises MissingColumns where no purchase names a customer and a time.
    Cost: three aggregations by the engine; what is in memory is one row a buyer.
    """
    require(dataset, "Lifetime values", "purchase", "customer", "time")
    end = last_day(dataset, where)
    selection = select(dataset, where.without("since"))
    people = _people(selection.events)
    since = None if where.window.first_us is None else where.window.first_us // DAY_US
    facts = row(
        people.select(
            nw.col(FIRST).min(),
            count(nw.col(FIRST).is_null()).alias(DAYS),
            count((nw.col(FIRST) < (since or 0)) & (nw.col(LAST) >= (since or 0))).alias(LAST),
        )
    )
    people = people.filter(~nw.col(FIRST).is_null())
    if since is not None:
        people = people.filter(nw.col(FIRST) >= since)
    begin = end if facts[FIRST] is None else max(facts[FIRST], since or facts[FIRST])
    held = min((end - begin) // 3, MOST) if holdout_days is None else holdout_days
    table = _table(selection.events, people, end - held)
    earlier, undated = (0, facts[DAYS]) if since is None else (facts[LAST], 0)
    whole = {name: table[name].astype(np.int64) for name in (FIRST, LAST, DAYS, DAYS_BEFORE)}
    priced, purchased = table[PRICED].astype(np.int64), table[MONEY].sum()
    with np.errstate(invalid="ignore"):
        mean = table[REPEAT_MONEY] / np.where(priced > 0, priced, np.nan)
    return Histories(
        users=selection.users[table[Event.USER]],
        first=whole[FIRST],
        last=whole[LAST],
        days=whole[DAYS],
        days_before=whole[DAYS_BEFORE],
        last_before=table[LAST_BEFORE].astype(np.int64),
        priced=priced,
        mean=mean,
        end=end,
        split=end - held,
        earlier=earlier,
        undated=undated,
        refund_share=float(table[REFUNDED].sum() / purchased) if purchased > 0 else float("nan"),
    )


def last_day(dataset: Dataset, where: Filter) -> int:
    """The last day the shop was watched, days since 1970; all data's where no day chosen was."""
    watched = select(dataset, where).watched_us or select(dataset).watched_us
    assert watched is not None  # who asks has seen to it that there are times
    return watched[1] // DAY_US


def grouped(x: Ints, recency: Ints, age: Ints) -> tuple[Seen, Ints]:
    """Customers of equal numbers (n,), in days, in one row, in weeks; and the row of each."""
    width = int(age.max(initial=0)) + 1
    keys, place, weight = np.unique(
        (x * width + recency) * width + age, return_inverse=True, return_counts=True
    )
    rest, ages = np.divmod(keys, width)
    counts, recencies = np.divmod(rest, width)
    weeks = recencies / WEEK, ages / WEEK
    return Seen(counts.astype(np.float64), *weeks, weight.astype(np.float64)), place


def _people(events: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
    """One row a buyer: first and last purchase day, null without a time; money refunded."""
    bought = nw.when(is_kind(Kind.PURCHASE)).then(nw.col(Event.EPOCH) // DAY_US)
    return (
        events.filter(~nw.col(Event.USER).is_null())
        .group_by(Event.USER)
        .agg(
            bought.min().alias(FIRST),
            bought.max().alias(LAST),
            count(is_kind(Kind.PURCHASE)).alias(DAYS),
            money(Kind.REFUND).sum().alias(REFUNDED),
        )
        .filter(nw.col(DAYS) > 0)
        .drop(DAYS)
    )


def _table(events: nw.LazyFrame[Any], people: nw.LazyFrame[Any], split: int) -> dict[str, Array]:
    """Columns by buyer, by their number."""
    days = (
        events.filter(
            is_kind(Kind.PURCHASE), ~nw.col(Event.USER).is_null(), ~nw.col(Event.EPOCH).is_null()
        )
        .with_columns((nw.col(Event.EPOCH) // DAY_US).alias(DAY))
        .group_by(Event.USER, DAY)
        .agg(money(Kind.PURCHASE).sum().alias(MONEY))
    )
    day, value, before = nw.col(DAY), nw.col(MONEY), nw.col(DAY) <= split
    priced = (day > nw.col(FIRST)) & (value > 0)
    table = (
        days.join(people, on=Event.USER, how="inner")
        .group_by(Event.USER)
        .agg(
            nw.col(FIRST).min(),
            nw.col(LAST).max(),
            nw.col(REFUNDED).max(),
            nw.len().alias(DAYS),
            value.sum().alias(MONEY),
            count(before).alias(DAYS_BEFORE),
            nw.when(before).then(day).max().alias(LAST_BEFORE),
            count(priced).alias(PRICED),
            nw.when(priced).then(value).sum().alias(REPEAT_MONEY),
        )
        .with_columns(nw.col(LAST_BEFORE).fill_null(nw.col(FIRST)))
        .sort(Event.USER)
        .collect("pyarrow")
    )
    return {name: table[name].to_numpy() for name in table.columns}


#: Fewest buyers and fewest days from the first purchase to the last day seen.
BUYERS: Final = 500
LEAST_DAYS: Final = 180
#: Fewest buyers of two days or more. All that is known of rates and of leaving comes from
#: them: with 100 the share who come back is known to a tenth of itself.
REPEATERS: Final = 100


def refuse_thin(buyers: int, repeaters: int, days: int, least_days: int = LEAST_DAYS) -> None:
    """Raises TooThin, with every reason, where one of the three is below what is needed."""
    reasons = [
        f"{n:,} {what} where {least:,} are needed"
        for n, least, what in (
            (buyers, BUYERS, "buyers"),
            (repeaters, REPEATERS, "of them came back on another day"),
            (days, least_days, "days since the first purchase"),
        )
        if n < least
    ]
    if reasons:
        raise TooThin(
            f"Too little to say what customers will bring: {'; '.join(reasons)}. "
            "Choose a longer time or more customers."
        )
