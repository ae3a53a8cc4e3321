"""The filter of events that every analysis understands, and windows of time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, Final

import narwhals as nw
import pandas as pd

from shopai.checks import listed
from shopai.columns import Event
from shopai.errors import ParameterError
from shopai.events.ids import digest_of, sorted_ids
from shopai.events.moments import DAY_US, micros, shown


@dataclass(frozen=True)
class TimeWindow:
    """The events from `first_us` on that come before `end_us`, by the shop's clock.

    An event without a time is in a window with no bound at all, and in no other: nobody can
    say that it is between two moments.

    Attributes
    ----------
    first_us : the first moment that counts, as ``epoch_us``; None: from the beginning
    end_us : the first moment that no longer counts, as ``epoch_us``; None: to the end

    Raises ParameterError where the end comes before the beginning.
    """

    first_us: int | None = None
    end_us: int | None = None

    def __post_init__(self) -> None:
        if self.first_us is not None and self.end_us is not None and self.first_us > self.end_us:
            raise _ends_first(f"{self.first_us:,} to {self.end_us:,} µs")

    @classmethod
    def days(cls, since: date | None = None, until: date | None = None) -> TimeWindow:
        """From the first day to the last, both whole.

        Raises ParameterError for what is no day, or a first day after the last.
        """
        for name, value in (("since", since), ("until", until)):
            if isinstance(value, datetime) or not (value is None or isinstance(value, date)):
                raise ParameterError(
                    f"{name} is a day, such as date(2025, 1, 31); found {value!r}."
                )
        if since is not None and until is not None and since > until:
            raise ParameterError(f"The first day, {since}, is after the last, {until}. Swap them.")
        start = None if since is None else _day_start_us(since)
        return cls(start, None if until is None else _day_start_us(until) + DAY_US)

    @classmethod
    def moments(
        cls, after: datetime | None = None, until: datetime | None = None, zone: str | None = None
    ) -> TimeWindow:
        """After one moment and until another, this one included: windows that meet share nothing.

        zone : the data set's, for moments that name one of their own

        Raises ParameterError unless `after` is before `until`, and where a moment names a zone
        and `zone` is None.
        """
        start, end = (
            None if moment is None else micros(moment, zone) + 1 for moment in (after, until)
        )
        if start is not None and end is not None and start >= end:
            raise _ends_first(f"{after:%Y-%m-%d %H:%M} to {until:%Y-%m-%d %H:%M}")
        return cls(start, end)

    @property
    def bounded(self) -> bool:
        """There is a bound, so that events may be left out."""
        return self.first_us is not None or self.end_us is not None

    def events(self, events: nw.LazyFrame[Any]) -> nw.LazyFrame[Any]:
        """The `events` within the window, by ``epoch_us``."""
        epoch = nw.col(Event.EPOCH)
        if self.first_us is not None:
            events = events.filter(epoch >= self.first_us)
        return events if self.end_us is None else events.filter(epoch < self.end_us)

    @property
    def sql(self) -> str:
        """The same condition in SQL."""
        tests = [] if self.first_us is None else [f"{Event.EPOCH} >= {self.first_us}"]
        tests += [] if self.end_us is None else [f"{Event.EPOCH} < {self.end_us}"]
        return " AND ".join(tests) or "true"

    @property
    def words(self) -> str:
        """Such as " from 2025-01-01 to 2025-01-31" or " after 2025-01-01 12:00", for a sentence.

        Whole days where a bound is the beginning or end of one; "" without bounds.
        """
        words = ""
        if self.first_us is not None:
            whole = self.first_us % DAY_US == 0
            us = self.first_us if whole else self.first_us - 1
            words += f" from {_shown(us).date()}" if whole else f" after {_shown(us):{_CLOCK}}"
        if self.end_us is not None:
            last = _shown(self.end_us - 1)
            whole = self.end_us % DAY_US == 0
            words += f" to {last.date()}" if whole else f" up to {last:{_CLOCK}}"
        return words


_CLOCK: Final = "%Y-%m-%d %H:%M"
#: The moments that a calendar of 9999 years goes to.
_CALENDAR: Final = (micros(datetime.min), micros(datetime.max))


def _shown(us: int) -> datetime:
    return shown(min(max(us, _CALENDAR[0]), _CALENDAR[1]))


def _day_start_us(day: date) -> int:
    return micros(datetime(day.year, day.month, day.day))


def _ends_first(found: str) -> ParameterError:
    return ParameterError(
        f"The time looked at must begin before it ends; found {found}. Choose an earlier beginning."
    )


@dataclass(frozen=True, eq=False)
class Filter:
    """Chooses events; every number of an analysis is of the chosen events alone.

    Attributes
    ----------
    since, until : first and last day of the shop, both whole; None: from the beginning, to the
        end. With either, events without a time are left out
    categories : events with an item of one of these; empty: all, those without an item too
    channels : events by one of these; empty: all, those of no known channel too
    customers : ids of a segment or an audience, kept unique and sorted; None: everyone, guests
        too. Ids the data do not know choose nothing.

    Filters that choose the same by the same words are equal.
    Raises ParameterError where `since` is after `until`.
    """

    since: date | None = None
    until: date | None = None
    categories: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    customers: pd.Index | None = None

    def __post_init__(self) -> None:
        _ = self.window  # checks the days
        for name in ("categories", "channels"):
            names = listed(name, getattr(self, name), "names")
            object.__setattr__(self, name, tuple(map(str, names)))
        if isinstance(self.customers, str) or not isinstance(self.customers, Iterable | None):
            raise ParameterError(f"customers must be a list of ids; found {self.customers!r}.")
        if self.customers is not None:
            object.__setattr__(self, "customers", sorted_ids(pd.Index(self.customers)))

    @property
    def everything(self) -> bool:
        """Nothing is left out."""
        chosen = self.window.bounded or self.categories or self.channels
        return not chosen and self.customers is None

    @cached_property
    def window(self) -> TimeWindow:
        """The time looked at."""
        return TimeWindow.days(self.since, self.until)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of what is chosen: equal digests mean equal filters."""
        names = sorted(set(self.categories)), sorted(set(self.channels))
        rest = repr((self.since, self.until, *names, self.customers is None))
        return digest_of(rest, pd.Index([]) if self.customers is None else self.customers)

    def without(self, *names: str) -> Filter:
        """The same filter with the attributes `names` at their defaults."""
        fresh = Filter()
        return replace(self, **{name: getattr(fresh, name) for name in names})

    def __eq__(self, other: Any) -> bool:
        return isinstance(other, Filter) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)
