"""Which events are looked at: one object that every page and every analysis understands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from functools import cached_property
from typing import Any

import pandas as pd

from shopai.checks import listed
from shopai.errors import ParameterError
from shopai.events.ids import digest_of, sorted_ids
from shopai.events.moments import DAY_US, micros


@dataclass(frozen=True, eq=False)
class Filter:
    """Chooses events; every number of an analysis is of the chosen events alone.

    Attributes
    ----------
    since, until : first and last day, both whole, UTC; None: from the beginning, to the end.
        With either, events without a time are left out: nobody can say that they are within.
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
        for name in ("since", "until"):
            value = getattr(self, name)
            if isinstance(value, datetime) or not (value is None or isinstance(value, date)):
                raise ParameterError(
                    f"{name} is a day, such as date(2025, 1, 31); found {value!r}."
                )
        if self.since is not None and self.until is not None and self.since > self.until:
            raise ParameterError(
                f"The first day, {self.since}, is after the last, {self.until}. Swap them."
            )
        for name in ("categories", "channels"):
            names = listed(name, getattr(self, name), "names")
            object.__setattr__(self, name, tuple(map(str, names)))
        if isinstance(self.customers, str) or not isinstance(self.customers, Iterable | None):
            raise ParameterError(f"customers must be a list of ids; found {self.customers!r}.")
        if self.customers is not None:
            object.__setattr__(self, "customers", sorted_ids(pd.Index(self.customers)))

    @property
    def everything(self) -> bool:
        """Whether nothing is left out."""
        dated = self.since is not None or self.until is not None
        return not (dated or self.categories or self.channels) and self.customers is None

    @property
    def first_us(self) -> int | None:
        """The first instant that counts, µs since 1970; None: no bound."""
        return None if self.since is None else _midnight(self.since)

    @property
    def end_us(self) -> int | None:
        """The first instant that no longer counts, µs since 1970; None: no bound."""
        return None if self.until is None else _midnight(self.until) + DAY_US

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


def _midnight(day: date) -> int:
    return micros(datetime(day.year, day.month, day.day, tzinfo=UTC))
