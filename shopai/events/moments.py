"""Moments as the event table holds them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, tzinfo
from typing import Final

DAY_US: Final = 86_400_000_000  # microseconds in a day
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


def micros(moment: datetime, zone: tzinfo = UTC) -> int:
    """Microseconds since 1970-01-01 UTC; a moment that names no zone is by the clocks of `zone`."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    return (moment - EPOCH) // timedelta(microseconds=1)


def utc(moment: datetime) -> datetime:
    """The moment in UTC; one that names no zone is UTC."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
