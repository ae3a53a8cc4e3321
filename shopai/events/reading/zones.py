"""The shop's time zone, told by the offsets that a column of times writes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Final

from shopai.engines.duckdb import Connection, aggregates, quoted
from shopai.events.moments import UTC_ZONE, offset_minutes, offset_zone, zone_named
from shopai.events.sources.raw import RECORD, Raw
from shopai.events.sources.values import OFFSET, OFFSET_PART, UTC_CLOCK, Clock

#: Ends of times in UTC that the engine reads by itself, which is quicker.
_UTC_ENDS = (" UTC", "Z")


@dataclass(frozen=True)
class Zone:
    """The zone of a file, and how its column of times writes offsets."""

    name: str = UTC_ZONE
    clock: Clock = UTC_CLOCK
    told: bool = False  # by the column or the caller: not for want of any
    warning: str | None = None  # sentence on the offsets that are not its own


UTC: Final = Zone()


def decide_zone(connection: Connection, raw: Raw, column: str | None, asked: str | None) -> Zone:
    """The one zone of the file: as asked, else the offset its column of times writes most often.

    Without offsets it is UTC; so it is for times that count from 1970 and for typed columns,
    which are instants.

    Raises InputError where `asked` is no zone. Cost: one look at each cell of the column; a
    second one where offsets other than UTC are written.
    """
    name = None if asked is None else zone_named(asked)
    if column is None or raw.types[column] != "VARCHAR":
        return Zone(name or UTC_ZONE, Clock(name or UTC_ZONE), told=name is not None)
    offsets, others = _offsets(connection, raw, column)
    if not offsets:
        return Zone(name or UTC_ZONE, Clock(name or UTC_ZONE), told=name is not None)
    if name is not None:
        return Zone(name, Clock(name, written=True), told=True)
    ((most, _), *less) = offsets.most_common()
    zone = offset_zone(most)
    clock = Clock(zone, written=bool(others or most or less))
    return Zone(zone, clock, told=True, warning=_warning(column, zone, dict(less)))


def _offsets(connection: Connection, raw: Raw, column: str) -> tuple[Counter[int], bool]:
    """Cells by their offset in minutes ahead of UTC; whether some are to be taken off first."""
    cell = quoted(column)
    in_utc = " OR ".join(f"ends_with({cell}, '{end}')" for end in _UTC_ENDS)
    offset = f"CASE WHEN NOT ({in_utc}) THEN regexp_matches({cell}, '{OFFSET}') END"
    plain, others = aggregates(
        connection, f"count(*) FILTER ({in_utc}), coalesce(bool_or({offset}), false)", raw.relation
    )
    counted = Counter({0: plain} if plain else {})
    if others:
        forms = connection.sql(
            f"SELECT regexp_extract({cell}, '{OFFSET}', {OFFSET_PART}), count(*) "
            f"FROM {raw.relation} WHERE NOT ({in_utc}) GROUP BY 1 ORDER BY min({RECORD})"
        ).fetchall()
        for form, n in forms:
            minutes = offset_minutes(form or "")
            if minutes is not None:
                counted[minutes] += n
    return counted, bool(others)


def _warning(column: str, zone: str, less: dict[int, int]) -> str | None:
    """Sentence on the offsets that are written less often."""
    if not less:
        return None
    n = sum(less.values())
    shown = ", ".join(f"{offset_zone(minutes)} ({m:,})" for minutes, m in list(less.items())[:5])
    return (
        f"The shop's clock is {zone}, the offset most times in '{column}' are written with; "
        f"{n:,} are written with another: {shown}. Their days and hours are by {zone} too; choose "
        "the shop's time zone if it is another."
    )
