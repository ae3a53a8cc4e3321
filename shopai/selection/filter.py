"""The filter of events that every page and every analysis understands."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import pandas as pd

from shopai.checks import listed
from shopai.errors import ParameterError
from shopai.events.ids import digest_of, sorted_ids
from shopai.selection.window import UTC_ZONE, TimeWindow


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
