"""The filter of events that every analysis understands, and windows of time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any, Final
from zoneinfo import ZoneInfo

import narwhals as nw
import pandas as pd

from shopai.checks import listed
from shopai.columns import Event
from shopai.errors import ParameterError
from shopai.events.ids import digest_of, sorted_ids
from shopai.events.moments import DAY_US, EPOCH, micros

UTC_ZONE: Final = "UTC"


@dataclass(frozen=True)
class TimeWindow:
    """The events from `first_us` on that come before `end_us`.

    An event without a time is in a window with no bound at all, and in no other: nobody can
    say that it is between two moments.

    Attributes
    ----------
    first_us : the first instant that counts, µs since 1970 UTC; None: from the beginning
    end_us : the first instant that no longer counts, µs since 1970 UTC; None: to the end
    zone : IANA name of a time zone, such as "Europe/Berlin": whose days and whose clock
        :meth:`days`, :meth:`moments` and `words` speak of

    Raises ParameterError where the end comes before the beginning, or there is no such zone.
    """

    first_us: int | None = None
    end_us: int | None = None
    zone: str = UTC_ZONE

    def __post_init__(self) -> None:
        _zone(self.zone)
        if self.first_us is not None and self.end_us is not None and self.first_us > self.end_us:
            raise _ends_first(f"{self.first_us:,} to {self.end_us:,} µs")

    @classmethod
    def days(
        cls, since: date | None = None, until: date | None = None, zone: str = UTC_ZONE
    ) -> TimeWindow:
        """From the first day to the last, both whole, as the clocks of `zone` show them.

        A day goes from its first instant to the first of the next day; it has 23 or 25 hours
        where the clocks are changed.

        Raises ParameterError for what is no day, or a first day after the last.
        """
        for name, value in (("since", since), ("until", until)):
            if isinstance(value, datetime) or not (value is None or isinstance(value, date)):
                raise ParameterError(
                    f"{name} is a day, such as date(2025, 1, 31); found {value!r}."
                )
        if since is not None and until is not None and since > until:
            raise ParameterError(f"The first day, {since}, is after the last, {until}. Swap them.")
        end = None if until is None else _day_end_us(until, zone)
        return cls(None if since is None else _day_start_us(since, zone), end, zone)

    @classmethod
    def moments(
        cls, after: datetime | None = None, until: datetime | None = None, zone: str = UTC_ZONE
    ) -> TimeWindow:
        """After one moment and until another, this one included: windows that meet share nothing.

        A moment that names no zone is by the clocks of `zone`. Raises ParameterError unless
        `after` is before `until`.
        """
        start, end = (
            None if moment is None else micros(moment, _zone(zone)) + 1 for moment in (after, until)
        )
        if start is not None and end is not None and start >= end:
            raise _ends_first(f"{after:%Y-%m-%d %H:%M} to {until:%Y-%m-%d %H:%M}")
        return cls(start, end, zone)

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

        Whole days where a bound is the beginning or end of one; the zone where it is not UTC;
        "" without bounds.
        """
        words = ""
        if self.first_us is not None:
            day = self._local(self.first_us).date()
            whole = _day_start_us(day, self.zone) == self.first_us
            words += (
                f" from {day}" if whole else f" after {self._local(self.first_us - 1):{_CLOCK}}"
            )
        if self.end_us is not None:
            moment = self._local(self.end_us - 1)
            whole = _day_end_us(moment.date(), self.zone) == self.end_us
            words += f" to {moment.date()}" if whole else f" up to {moment:{_CLOCK}}"
        return words + (f" ({self.zone})" if words and self.zone != UTC_ZONE else "")

    def _local(self, us: int) -> datetime:
        """The instant by the clocks of the zone, as far as a calendar of 9999 years goes."""
        us = min(max(us, _CALENDAR[0]), _CALENDAR[1])
        return (EPOCH + timedelta(microseconds=us)).astimezone(_zone(self.zone))


_CLOCK: Final = "%Y-%m-%d %H:%M"
#: What is a date in every zone, µs since 1970.
_CALENDAR: Final = (micros(datetime.min) + DAY_US, micros(datetime.max) - DAY_US)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, TypeError, OSError):  # what zoneinfo raises for other names
        raise ParameterError(
            f"zone is the name of a time zone, such as Europe/Berlin; found {name!r}."
        ) from None


def _day_start_us(day: date, zone: str) -> int:
    """The first instant of `day`, also where the clocks skip midnight or show it twice."""
    return micros(datetime(day.year, day.month, day.day), _zone(zone))


def _day_end_us(day: date, zone: str) -> int:
    """The first instant after `day`."""
    if day == date.max:
        return _day_start_us(day, zone) + DAY_US
    return _day_start_us(day + timedelta(days=1), zone)


def _ends_first(found: str) -> ParameterError:
    return ParameterError(
        f"The time looked at must begin before it ends; found {found}. Choose an earlier beginning."
    )


@dataclass(frozen=True, eq=False)
class Filter:
    """Chooses events; every number of an analysis is of the chosen events alone.

    Attributes
    ----------
    since, until : first and last day, both whole, by the clocks of `zone`; None: from the
        beginning, to the end. With either, events without a time are left out
    categories : events with an item of one of these; empty: all, those without an item too
    channels : events by one of these; empty: all, those of no known channel too
    customers : ids of a segment or an audience, kept unique and sorted; None: everyone, guests
        too. Ids the data do not know choose nothing.
    zone : whose days `since` and `until` are, by its IANA name, such as "Europe/Berlin".
        Analyses by day, week or month count UTC days whatever it is.

    Filters that choose the same by the same words are equal.
    Raises ParameterError where `since` is after `until`, or there is no such zone.
    """

    since: date | None = None
    until: date | None = None
    categories: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    customers: pd.Index | None = None
    zone: str = UTC_ZONE

    def __post_init__(self) -> None:
        _ = self.window  # checks the days and the zone
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
        return TimeWindow.days(self.since, self.until, self.zone)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of what is chosen: equal digests mean equal filters."""
        names = sorted(set(self.categories)), sorted(set(self.channels))
        rest = repr((self.since, self.until, self.zone, *names, self.customers is None))
        return digest_of(rest, pd.Index([]) if self.customers is None else self.customers)

    def without(self, *names: str) -> Filter:
        """The same filter with the attributes `names` at their defaults."""
        fresh = Filter()
        return replace(self, **{name: getattr(fresh, name) for name in names})

    def __eq__(self, other: Any) -> bool:
        return isinstance(other, Filter) and self.digest == other.digest

    def __hash__(self) -> int:
        return hash(self.digest)
