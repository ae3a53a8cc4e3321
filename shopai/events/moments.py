"""Instants, and the shop's clock at them.

A data set has one zone: "UTC", an offset such as "-05:00" or an IANA name such as "Europe/Berlin".
``timestamp`` is an instant in UTC. ``epoch_us`` counts what the shop's clock showed: microseconds
from 1970-01-01 00:00 to the date and time on its wall, so that ``epoch_us // DAY_US`` is the shop's
day. Where clocks are put back in autumn, an hour of it comes twice.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import cache
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from shopai.engines.duckdb import literal
from shopai.errors import InputError, ParameterError

DAY_US: Final = 86_400_000_000  # microseconds in a day
EPOCH: Final = datetime(1970, 1, 1)  # on the shop's clock
UTC_ZONE: Final = "UTC"

#: Names of clock times that exports write and that are one region's: minutes ahead of UTC, zone.
ABBREVIATIONS: Final = {
    "PST": (-480, "America/Los_Angeles"), "PDT": (-420, "America/Los_Angeles"),
    "MST": (-420, "America/Denver"), "MDT": (-360, "America/Denver"),
    "CST": (-360, "America/Chicago"), "CDT": (-300, "America/Chicago"),
    "EST": (-300, "America/New_York"), "EDT": (-240, "America/New_York"),
    "AKST": (-540, "America/Anchorage"), "AKDT": (-480, "America/Anchorage"),
    "HST": (-600, "Pacific/Honolulu"), "BRT": (-180, "America/Sao_Paulo"),
    "BST": (60, "Europe/London"), "WET": (0, "Europe/Lisbon"), "WEST": (60, "Europe/Lisbon"),
    "CET": (60, "Europe/Berlin"), "CEST": (120, "Europe/Berlin"),
    "MEZ": (60, "Europe/Berlin"), "MESZ": (120, "Europe/Berlin"),
    "EET": (120, "Europe/Athens"), "EEST": (180, "Europe/Athens"),
    "MSK": (180, "Europe/Moscow"), "SAST": (120, "Africa/Johannesburg"),
    "IST": (330, "Asia/Kolkata"), "WIB": (420, "Asia/Jakarta"), "SGT": (480, "Asia/Singapore"),
    "HKT": (480, "Asia/Hong_Kong"), "JST": (540, "Asia/Tokyo"), "KST": (540, "Asia/Seoul"),
    "AWST": (480, "Australia/Perth"), "AEST": (600, "Australia/Sydney"),
    "AEDT": (660, "Australia/Sydney"), "NZST": (720, "Pacific/Auckland"),
    "NZDT": (780, "Pacific/Auckland"),
}  # fmt: skip

_OFFSET: Final = re.compile(r"(?:UTC|GMT)?\s?([+-])(\d\d?)(?::?(\d\d))?")
_UTC_NAMES: Final = ("UTC", "GMT", "Z", "ETC/UTC", "ETC/GMT", "ZULU")
_MOST_MINUTES: Final = 14 * 60  # no clock on earth is further from UTC


def zone_named(name: str) -> str:
    """The zone as data sets call it: "UTC", "-05:00" or an IANA name.

    Raises InputError for what is none of these.
    """
    words = str(name).strip()
    minutes = offset_minutes(words)
    if minutes is not None and abs(minutes) <= _MOST_MINUTES:
        return offset_zone(minutes)
    if words in ABBREVIATIONS:
        return ABBREVIATIONS[words][1]
    try:
        return ZoneInfo(words).key
    except (KeyError, ValueError, TypeError, OSError):  # what zoneinfo raises for other names
        raise InputError(
            f"zone is the name of a time zone, such as Europe/Berlin, or an offset from UTC, such "
            f"as -05:00; found {name!r}."
        ) from None


@cache
def zone_names() -> tuple[str, ...]:
    """The IANA names to choose among, by place: "Africa/Abidjan" … "Pacific/Wallis"."""
    old = ("Etc/", "SystemV/", "US/", "Mexico/", "Canada/", "Brazil/", "Chile/")  # other spellings
    return tuple(sorted(n for n in available_timezones() if "/" in n and not n.startswith(old)))


def offset_minutes(words: str) -> int | None:
    """Minutes ahead of UTC of "Z", "UTC", "-0500", "+5:30" or "GMT+2"; None for anything else."""
    if words.upper() in _UTC_NAMES:
        return 0
    parts = _OFFSET.fullmatch(words)
    if parts is None:
        return None
    sign, hours, minutes = parts.groups()
    size = 60 * int(hours) + int(minutes or 0)
    return -size if sign == "-" else size


def offset_zone(minutes: int) -> str:
    """The zone of a fixed offset: "UTC", or such as "-05:00"."""
    sign, size = "-" if minutes < 0 else "+", abs(minutes)
    return f"{sign}{size // 60:02}:{size % 60:02}" if minutes else UTC_ZONE


def changes(zone: str) -> bool:
    """The zone's distance from UTC may change, so its clock does not always run in step."""
    return offset_minutes(zone) is None


def spoken(zone: str) -> str:
    """The zone as people write it: "UTC", "UTC-05:00", "Europe/Berlin"."""
    return zone if changes(zone) or zone == UTC_ZONE else f"{UTC_ZONE}{zone}"


def clock(zone: str) -> tzinfo:
    """The zone, for Python's datetimes."""
    minutes = offset_minutes(zone)
    if minutes is None:
        return ZoneInfo(zone)
    return timezone(timedelta(minutes=minutes)) if minutes else UTC


def on_clock(moment: datetime, zone: str | None) -> datetime:
    """The date and time on the shop's clock, without a zone.

    A moment that names no zone is by the shop's clock already; one that names a zone is
    converted. Raises ParameterError where it would have to be and `zone` is None, not known.
    """
    if moment.tzinfo is None:
        return moment
    if zone is None:
        raise ParameterError(
            f"The moment {moment} names a zone, and the shop's is not known here; give the "
            "moment by the shop's clock, without a zone."
        )
    return moment.astimezone(clock(zone)).replace(tzinfo=None)


def micros(moment: datetime, zone: str | None = None) -> int:
    """The moment as ``epoch_us``, see :func:`on_clock`."""
    return (on_clock(moment, zone) - EPOCH) // timedelta(microseconds=1)


def shown(epoch_us: int) -> datetime:
    """Date and time on the shop's clock."""
    return EPOCH + timedelta(microseconds=epoch_us)


def epoch_sql(instant: str, zone: str) -> str:
    """SQL of ``epoch_us`` from the SQL of an instant, a naive TIMESTAMP in UTC."""
    minutes = offset_minutes(zone)
    if minutes is None:
        return f"epoch_us(timezone({literal(zone)}, timezone('UTC', {instant})))"
    return f"epoch_us({instant})" + (f" + {60_000_000 * minutes}" if minutes else "")


def instant_sql(shown: str, zone: str) -> str:
    """SQL of the instant, in UTC, at which the zone's clock showed `shown`, a naive TIMESTAMP.

    Of an hour that comes twice the second is meant; one that is skipped counts on from the
    hour before it.
    """
    minutes = offset_minutes(zone)
    if minutes is None:
        return f"timezone('UTC', timezone({literal(zone)}, {shown}))"
    return f"({shown} - to_minutes({minutes}))" if minutes else shown
