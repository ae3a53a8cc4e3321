"""The shop's time zone, told by the offsets that a column of times writes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from shopai.engines.duckdb import Connection, aggregates, literal, quoted
from shopai.errors import InputError
from shopai.events.moments import (
    ABBREVIATIONS,
    UTC_ZONE,
    clock,
    offset_minutes,
    offset_zone,
    spoken,
    zone_named,
)
from shopai.events.sources.offsets import (
    ENDING,
    OFFSET,
    READ_ALREADY,
    UTC_CLOCK,
    Clock,
    ends_in,
    minutes,
    minutes_of,
)
from shopai.events.sources.raw import RECORD, Raw
from shopai.events.sources.values import instant

#: Cells looked at first for the offsets there are, and most offsets that a column is read with.
_SAMPLE: Final = 2000
_MOST_ENDINGS: Final = 100

#: A winter and a summer day of both halves of the earth.
_SEASONS: Final = (datetime(2024, 1, 15), datetime(2024, 7, 15))


@dataclass(frozen=True)
class Zone:
    """The zone of a file, and how its column of times writes offsets."""

    name: str = UTC_ZONE
    clock: Clock = UTC_CLOCK
    told: bool = False  # by the column or the caller: not for want of any
    others: tuple[tuple[int, int], ...] = ()  # offsets not its own: minutes, and times, most first


UTC: Final = Zone()


def decide_zone(
    connection: Connection,
    raw: Raw,
    column: str | None,
    asked: str | None,
    zones: str | None = None,
) -> Zone:
    """The one zone of the file: as asked, else told by what its column of times writes.

    That is the offset written most often, or the region whose clock all the names are of
    (PST and PDT: America/Los_Angeles). Without offsets it is the one that a column of zones
    names, `zones`, else UTC; so it is for times that count from 1970, and for columns of a type
    without a zone.

    Raises InputError where `asked` is no zone. Cost: one look at each cell of the column; one
    more where offsets are written that the first 2,000 do not have.
    """
    name = None if asked is None else zone_named(asked)
    endings: Counter[str] = Counter()
    if column is not None and raw.types[column] == "VARCHAR":
        endings = _endings(connection, raw, quoted(column))
    elif name is None and column is not None:
        name = _zone_of_type(raw.zones.get(column))
    if not endings and name is None and zones in raw.columns:
        cell = raw.text(zones)
        words = connection.sql(f"SELECT DISTINCT {cell} FROM {raw.relation} LIMIT {_MOST_ENDINGS}")
        name = one_zone([word for (word,) in words.fetchall() if word is not None])
    if not endings:
        return Zone(name or UTC_ZONE, Clock(name or UTC_ZONE), told=name is not None)
    offsets: Counter[int] = Counter()
    for ending, n in endings.items():
        offsets[minutes_of(ending) or 0] += n
    ((most, _), *less) = offsets.most_common()
    region = _region(endings)
    zone = name or region or offset_zone(most)
    if zone == UTC_ZONE and set(endings) <= set(READ_ALREADY):
        return Zone(told=True)
    longest_first = sorted(endings, key=len, reverse=True)
    own = Clock(zone, tuple((ending, minutes_of(ending) or 0) for ending in longest_first))
    return Zone(zone, own, told=True, others=() if name or region else tuple(less))


def one_zone(words: Iterable[str]) -> str | None:
    """The zone that all words of a column name, "PDT" and "PST"; None where there is none."""
    zones = {_zone_of_type(word) for word in words}
    return zones.pop() if len(zones) == 1 else None


def _zone_of_type(name: str | None) -> str | None:
    """The zone that a typed column names, as data sets call it; None for one nobody knows."""
    try:
        return None if name is None else zone_named(name)
    except InputError:
        return None


def _endings(connection: Connection, raw: Raw, cell: str) -> Counter[str]:
    """Cells by the offset they end in, in the order of the file."""
    sample = f"(SELECT {cell} FROM {raw.relation} WHERE {cell} IS NOT NULL LIMIT {_SAMPLE})"
    ending = f"regexp_extract({cell}, {literal(OFFSET)}, {ENDING})"
    first = connection.sql(f"SELECT DISTINCT {ending} AS e FROM {sample} WHERE e <> ''").fetchall()
    known = list(dict.fromkeys([*READ_ALREADY, *(end for (end,) in first if _is_offset(end))]))
    known.sort(key=len, reverse=True)  # "+0100" ends in what another column may write alone
    cases = " ".join(f"WHEN {ends_in(cell, end)} THEN {i}" for i, end in enumerate(known))
    rest = f"regexp_matches({cell}, {literal(OFFSET)})"
    place = f"CASE {cases} WHEN {rest} THEN -1 END"
    counted = connection.sql(
        f"SELECT {place} AS place, count(*), min({RECORD}) FROM {raw.relation} GROUP BY 1 "
        "HAVING place IS NOT NULL ORDER BY 3"
    ).fetchall()
    endings = Counter({known[place]: n for place, n, _ in counted if place >= 0})
    if any(place < 0 for place, *_ in counted):
        more = connection.sql(
            f"SELECT {ending}, count(*) FROM {raw.relation} WHERE {place} = -1 GROUP BY 1 "
            f"ORDER BY 2 DESC, min({RECORD}) LIMIT {_MOST_ENDINGS}"
        ).fetchall()
        endings.update({end: n for end, n in more if _is_offset(end)})
    return endings


def _is_offset(ending: str) -> bool:
    return minutes_of(ending) is not None


def _region(endings: Mapping[str, int]) -> str | None:
    """The zone whose clock all the endings name, such as PST and PDT; None for offsets."""
    names = {ending.split("(")[0].split("[")[0].strip() for ending in endings}
    regions = {ABBREVIATIONS.get(name, (0, None))[1] for name in names}
    if names > {"GMT"} and regions == {None, "Europe/London"}:  # winter and summer there
        regions = {"Europe/London"} if names == {"GMT", "BST"} else regions
    return regions.pop() if len(regions) == 1 else None


def other_offsets(
    connection: Connection, raw: Raw, column: str | None, zone: Zone, time_format: str
) -> list[str]:
    """A sentence on the offsets of `column` that are not the shop's; none where all are.

    Names the zone whose clock explains them all by summer and winter time, if there is one.
    Cost: one scan of the column, where two offsets are written.
    """
    if column is None or not zone.others:
        return []
    shown = ", ".join(f"{offset_zone(offset)} ({n:,})" for offset, n in zone.others[:5])
    words = (
        f"The shop's clock is {spoken(zone.name)}, the offset that most times in '{column}' are "
        f"written with; others are written with {shown}, and their days and hours are by "
        f"{spoken(zone.name)} too. "
    )
    region = _season_zone(connection, raw, column, zone, time_format)
    if region is None:
        return [words + "Choose the shop's time zone if it is another."]
    return [words + f"All fit the clock of {region}: choose it as the shop's time zone."]


def _season_zone(
    connection: Connection, raw: Raw, column: str, zone: Zone, time_format: str
) -> str | None:
    """The zone that has each offset just when the column writes it."""
    written = {offset_minutes(zone.name), *(offset for offset, _ in zone.others)}
    regions = dict.fromkeys(region for _, region in ABBREVIATIONS.values())
    fit = [region for region in regions if {_offset(region, day) for day in _SEASONS} == written]
    if not fit:
        return None
    cell = quoted(column)
    at, offset = instant(cell, "VARCHAR", time_format, zone.clock), minutes(cell, zone.clock)
    tests = ", ".join(
        f"bool_and(epoch_us(timezone({literal(region)}, timezone('UTC', __at))) - epoch_us(__at) "
        "= 60000000 * __offset::BIGINT)"
        for region in fit
    )
    fits = aggregates(
        connection, tests, f"(SELECT {at} AS __at, {offset} AS __offset FROM {raw.relation})"
    )
    return next((region for region, yes in zip(fit, fits, strict=True) if yes), None)


def _offset(zone: str, day: datetime) -> int:
    offset = clock(zone).utcoffset(day)
    assert offset is not None
    return int(offset.total_seconds()) // 60
