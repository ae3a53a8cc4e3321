"""Moments as the event table holds them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

DAY_US: Final = 86_400_000_000  # microseconds in a day


def micros(moment: datetime) -> int:
    """Microseconds since 1970-01-01 UTC; a moment that names no zone is UTC."""
    return (utc(moment) - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)


def utc(moment: datetime) -> datetime:
    """The moment in UTC; one that names no zone is UTC."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
