"""Offsets from UTC behind written times: 23:30:00 -0500, 23:30Z, 11:30 PM PST.

A column writes few of them, so each is a text that cells end in, with its minutes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from shopai.engines.duckdb import literal
from shopai.events.moments import ABBREVIATIONS, UTC_ZONE, instant_sql, offset_minutes

#: A time of day with an offset behind; groups: what the cell ends in, and the offset itself.
OFFSET: Final = (
    r":\d\d(?:[.,]\d+)?(?: ?[AaPp]\.?[Mm]\.?)?"
    r"( ?(Z|(?:UTC|GMT)(?: ?[+-][01]?\d(?::?[0-5]\d)?)?|[+-][01]\d(?::?[0-5]\d)?"
    rf"|{'|'.join(ABBREVIATIONS)})(?: ?[(\[].*)?)$"
)
#: The number of the first group.
ENDING: Final = 1

#: Endings of times in UTC that the engine reads by itself, which is quicker.
READ_ALREADY: Final = (" UTC", "Z")


@dataclass(frozen=True)
class Clock:
    """The clock by which a column writes times."""

    zone: str = UTC_ZONE  # of the times that name none
    #: Texts that times end in, longer ones first, and their minutes ahead of UTC.
    endings: tuple[tuple[str, int], ...] = ()


UTC_CLOCK: Final = Clock()


def minutes_of(ending: str) -> int | None:
    """Minutes ahead of UTC of a text that a time ends in; None for one that is no offset."""
    parts = re.search(OFFSET, f":00{ending}")
    if parts is None:
        return None
    offset = parts[2]
    return ABBREVIATIONS[offset][0] if offset in ABBREVIATIONS else offset_minutes(offset)


def ends_in(cell: str, ending: str) -> str:
    """Condition: the time ends in this offset. A day of the month, as in 2024-03-05, is none."""
    condition = f"ends_with({cell}, {literal(ending)})"
    return condition if ending[0] not in "+-" else f"({condition} AND contains({cell}, ':'))"


def without_offset(cell: str, clock: Clock) -> str:
    """`cell` up to its offset, or all of it."""
    cuts = [(end, f"left({cell}, length({cell}) - {len(end)})") for end, _ in clock.endings]
    return _by_ending(cell, cuts, cell)


def minutes(cell: str, clock: Clock) -> str:
    """Minutes ahead of UTC of the offset that a cell ends in; null without one."""
    return _by_ending(cell, [(end, str(n)) for end, n in clock.endings], "NULL::INTEGER")


def _by_ending(cell: str, values: list[tuple[str, str]], other: str) -> str:
    cases = " ".join(f"WHEN {ends_in(cell, ending)} THEN {value}" for ending, value in values)
    return f"CASE {cases} ELSE {other} END" if values else other


def by_clock(shown: str, cell: str, clock: Clock) -> str:
    """The instant of the time `shown` by a cell: its own offset taken off, else by the clock."""
    if not clock.endings:
        return instant_sql(shown, clock.zone)
    offset = minutes(cell, clock)
    return (
        f"CASE WHEN {offset} IS NULL THEN {instant_sql(shown, clock.zone)} "
        f"ELSE {shown} - to_minutes({offset}) END"
    )
