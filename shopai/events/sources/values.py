"""Ids and instants as files write them: SQL that turns cells of text into them.

Null where a cell is blank or unreadable, which the caller tells apart with :func:`text`.
"""

from __future__ import annotations

from typing import Final

from shopai.engines.duckdb import Connection, literal, row
from shopai.events.moments import instant_sql
from shopai.events.sources.offsets import UTC_CLOCK, Clock, by_clock, without_offset

#: Cells that mean "nothing here".
BLANKS: Final = (
    "", "NULL", "null", "Null", "NaN", "nan", "NAN", "None", "none", "N/A", "n/a", "#N/A",
    "<NA>", "\\N", "NaT", "undefined",
)  # fmt: skip

_WHITE = literal(" \t\n\r\u00a0\u3000")

_INTEGERS = {
    "TINYINT", "SMALLINT", "INTEGER", "BIGINT", "HUGEINT",
    "UTINYINT", "USMALLINT", "UINTEGER", "UBIGINT",
}  # fmt: skip


def is_number_type(kind: str) -> bool:
    """True for a DuckDB type of numbers."""
    return kind in _INTEGERS or kind in ("FLOAT", "DOUBLE") or kind.startswith("DECIMAL")


def is_time_type(kind: str) -> bool:
    """True for a DuckDB type of dates or instants."""
    return kind == "DATE" or kind.startswith("TIMESTAMP")


def text(cell: str, kind: str = "VARCHAR") -> str:
    """`cell` as text, or null; raw tables are tidy, see :func:`tidied`."""
    if kind in ("FLOAT", "DOUBLE"):
        # NaN is what pandas and Spark write for nothing. isnan() would not find it: Parquet's
        # statistics leave NaN out, and DuckDB takes them at their word.
        return f"nullif(CAST({cell} AS VARCHAR), 'nan')"
    return cell if kind == "VARCHAR" else f"CAST({cell} AS VARCHAR)"


def suspect(cell: str) -> str:
    """Aggregate, as cheap as can be: false where no cell can need :func:`tidied`.

    It is asked of every column of every file. True for any cell that starts with a blank,
    an apostrophe or an equals sign, ends with a space or a tab, or goes beyond ASCII.
    """
    first = f"unicode({cell}) IN (39, 61)"
    # Taobao and Alipay end ids in a tab, which keeps a spreadsheet from reading numbers.
    last = f"ends_with({cell}, ' ') OR ends_with({cell}, chr(9))"
    odd = f"{first} OR {last} OR strlen({cell}) <> length({cell})"
    return f"coalesce(min({cell}) < '!' OR bool_or({odd}), false)"


def untidy(cell: str) -> str:
    """Aggregate: whether any cell is blank or has space around it."""
    odd = " OR ".join(
        [f"ends_with({cell}, {literal(space)})" for space in (" ", "\t", "\u00a0", "\u3000")]
        + [f"starts_with({cell}, {literal(space)})" for space in ("\u00a0", "\u3000")]
    )
    # Every control character and the space sort before "!", and so does the empty text.
    return f"coalesce(min({cell}) < '!' OR bool_or({odd}), false)"


#: ="0042" and '0042, which keep Excel from reading a number, are 0042.
_KEPT_AS_TEXT = r"""^\s*(?:="(.*)"|''([+\d][\d -]*))\s*$"""


def kept_as_text(cell: str) -> str:
    """Aggregate: whether any cell wears the marks by which spreadsheets keep digits as text."""
    marked = f"starts_with({cell}, '=\"') OR starts_with({cell}, '''')"
    # CASE, unlike AND, searches only the cells that pass.
    search = f"CASE WHEN {marked} THEN regexp_matches({cell}, '{_KEPT_AS_TEXT}') END"
    return f"coalesce(bool_or({search}), false)"


def is_blank_word(cell: str) -> str:
    """Condition: `cell` is one of the words for nothing."""
    # IN with as many words becomes a join, one for each column it is asked of.
    return f"coalesce(list_position([{', '.join(map(literal, BLANKS))}], {cell}), 0) > 0"


def tidied(cell: str, marked: bool = False) -> str:
    """`cell` without surrounding space, or null where nothing, or a word for nothing, is left.

    With `marked`, also without the marks of :func:`kept_as_text`, which costs a search a cell.
    """
    plain = rf"regexp_replace({cell}, '{_KEPT_AS_TEXT}', '\1\2')" if marked else cell
    trimmed = f"trim({plain}, {_WHITE})"
    return f"CASE WHEN NOT ({is_blank_word(trimmed)}) THEN {trimmed} END"


def identifier(cell: str, kind: str = "VARCHAR") -> str:
    """`cell` as an id: 17850.0, what a spreadsheet makes of 17850, is 17850 again."""
    if kind in _INTEGERS:
        return f"CAST({cell} AS VARCHAR)"
    value = text(cell, kind)
    return (
        f"CASE WHEN ends_with({cell}::VARCHAR, '.0') "
        rf"THEN regexp_replace({value}, '^(-?\d+)\.0$', '\1') ELSE {value} END"
    )


#: Whole-file dates lie in these years; others are typing errors.
YEARS: Final = (1970, 2100)


#: How a column writes time, with the words for people.
TIME_FORMATS: Final = {
    "iso": "year-month-day (ISO 8601)",
    "dmy": "day/month/year",
    "mdy": "month/day/year",
    "named": "month by name",
    "compact": "yyyymmdd",
    "epoch s": "Unix seconds",
    "epoch ms": "Unix milliseconds",
    "epoch us": "Unix microseconds",
    "epoch ns": "Unix nanoseconds",
    "serial": "days as a spreadsheet counts them",
    "typed": "a date type of the file",
}

_EPOCH_FACTOR = {
    "epoch s": "* 1000000",
    "epoch ms": "* 1000",
    "epoch us": "* 1",
    "epoch ns": "/ 1000",
}
_NAMED = (  # years of two digits first: %Y would read 24 as the year 24
    "%d %b %y", "%d-%b-%y", "%d %b %Y", "%d %B %Y", "%b %d %Y", "%B %d %Y", "%d-%b-%Y",
    "%d/%b/%Y", "%Y %b %d", "%b-%d-%y", "%b-%d-%Y",
)  # fmt: skip
_CLOCKS = ("", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p", ":%H:%M:%S")


def instant(cell: str, kind: str, format_name: str, clock: Clock = UTC_CLOCK) -> str:
    """`cell` as a naive UTC TIMESTAMP within `YEARS`; a time without offset is by `clock`."""
    if is_time_type(kind):
        zoned = "TIME ZONE" in kind or "TZ" in kind
        plain = f"CAST({cell} AS TIMESTAMPTZ) AT TIME ZONE 'UTC'" if zoned else cell
        value = f"CAST({plain} AS TIMESTAMP)"
        value = value if zoned else instant_sql(value, clock.zone)
    elif format_name == "serial":
        value = instant_sql(f"make_timestamp({_serial_us(cell)})", clock.zone)
    elif format_name.startswith("epoch"):
        value = f"make_timestamp({_epoch_us(cell, format_name)})"
    else:
        words = cell if kind == "VARCHAR" else f"CAST({cell} AS VARCHAR)"
        value = by_clock(_written(without_offset(words, clock), format_name), words, clock)
    low, high = YEARS
    return f"(CASE WHEN year({value}) BETWEEN {low} AND {high} THEN {value} END)"


#: Days since 1899-12-30 that are read as dates: of the years 1954 to 2064.
SERIALS: Final = (20_000, 60_000)


def _serial_us(cell: str) -> str:
    """Microseconds since 1970 of a spreadsheet's day, to the second; null for other numbers."""
    days = f"TRY_CAST(replace(CAST({cell} AS VARCHAR), ',', '.') AS DOUBLE)"
    low, high = SERIALS
    seconds = f"round(({days} - 25569) * 86400)"
    return f"CAST((CASE WHEN {days} BETWEEN {low} AND {high} THEN {seconds} END) * 1e6 AS BIGINT)"


def _epoch_us(cell: str, format_name: str) -> str:
    """Microseconds since 1970; null for numbers no instant of `YEARS` has.

    DOUBLE holds these whole microseconds exactly, and fractions of a second besides.
    """
    us = f"TRY_CAST({cell} AS DOUBLE) {_EPOCH_FACTOR[format_name]}"
    top = (YEARS[1] - 1969) * 366 * 86_400 * 1_000_000
    return f"CAST((CASE WHEN {us} BETWEEN 0 AND {top} THEN {us} END) AS BIGINT)"


def _written(cell: str, format_name: str) -> str:
    """Dates in words and digits. As in :func:`number`, no part is repeated: `upper` keeps the
    last try apart from the others, so it is only computed where they fail."""
    if format_name == "compact":
        return f"try_strptime(trim({cell}), ['%Y%m%d', '%Y%m%d%H%M%S', '%Y%m%d %H:%M:%S'])"
    if format_name == "named":
        formats = ", ".join(literal(day + clock) for day in _NAMED for clock in _CLOCKS)
        return f"try_strptime({_bare_named(cell)}, [{formats}])"
    twelve = "['%Y-%m-%d %I:%M:%S %p', '%Y-%m-%d %I:%M %p']"
    if format_name == "iso":
        tries = [_utc(cell), _utc(_iso(cell))]
        last = _iso(f"upper({cell})")
    else:
        tries = [_utc(_year_first(cell, format_name))]
        last = _year_first(f"upper({cell})", format_name)
    return f"coalesce({', '.join(tries)}, try_strptime({last}, {twelve}))"


def _utc(value: str) -> str:
    return f"CAST(TRY_CAST({value} AS TIMESTAMPTZ) AT TIME ZONE 'UTC' AS TIMESTAMP)"


def _iso(cell: str) -> str:
    """2024年1月31日 and 2024.1.31 as 2024-1-31."""
    day = rf"regexp_replace({cell}, '(\d\d\d\d)[年./](\d\d?)[月./](\d\d?)日?', '\1-\2-\3')"
    return f"trim({day})"


def _year_first(cell: str, format_name: str) -> str:
    """Day/month/year, or month/day/year, as year-month-day; two digits are 20xx."""
    day, month = (r"\1", r"\2") if format_name == "dmy" else (r"\2", r"\1")
    clean = rf"regexp_replace(trim(replace({cell}, ',', ' ')), '\s+', ' ', 'g')"
    parts = r"'^(\d\d?)[/. -](\d\d?)[/. -]"
    long = rf"regexp_replace({clean}, {parts}(\d\d\d\d)\b', '\3-{month}-{day}')"
    short = rf"regexp_replace({long}, {parts}(\d\d)\b', '20\3-{month}-{day}')"
    # A bare year of two digits must not be read as the year 24.
    return rf"regexp_extract({short}, '^\d\d\d\d-.*')"


def _bare_named(cell: str) -> str:
    """ "Tue, 05 Jan 2024 10:00:00": the weekday says nothing new."""
    clean = f"trim(replace({cell}, ',', ' '))"
    weekday = rf"regexp_replace({clean}, '^(?i)(mon|tue|wed|thu|fri|sat|sun)[a-z]*\.?\s+', '')"
    zone = rf"regexp_replace({weekday}, '\s*(UTC|Z)$', '')"
    return rf"regexp_replace({zone}, '\s+', ' ', 'g')"


def best_format(
    connection: Connection, relation: str, cell: str, kind: str, clock: Clock = UTC_CLOCK
) -> str | None:
    """The time format that reads most of a sample of the column; None if none reads half.

    Cost: a scan of at most 2,000 filled cells for each format tried.
    """
    if is_time_type(kind):
        return "typed"
    sample = f"(SELECT {cell} FROM {relation} WHERE {text(cell, kind)} IS NOT NULL LIMIT 2000)"
    as_number = f"TRY_CAST(replace(CAST({cell} AS VARCHAR), ',', '.') AS DOUBLE)"
    n, numeric, middle, compact = row(
        connection.sql(
            f"SELECT count(*), count({as_number}), median({as_number}), count(*) FILTER (WHERE "
            rf"regexp_full_match(CAST({cell} AS VARCHAR), '(19|20)\d\d[01]\d[0-3]\d(\d{{6}})?')) "
            f"FROM {sample}"
        )
    )
    if n == 0:
        return None
    if compact == n:
        return "compact"
    if numeric > 0.5 * n:
        if middle and SERIALS[0] <= middle <= SERIALS[1] and numeric == n:
            return "serial"
        return _epoch_unit(middle) if middle and middle > 1e7 else None
    counts = {}
    for name in ("iso", "dmy", "mdy", "named"):  # of equals the earlier
        counted = connection.sql(f"SELECT count({instant(cell, kind, name, clock)}) FROM {sample}")
        (counts[name],) = row(counted)
        if counts[name] == n:
            break
    best = max(counts, key=counts.__getitem__)
    return best if 2 * counts[best] > n else None


def _epoch_unit(middle: float) -> str:
    """The unit that puts the median into the years 1973 to 5000."""
    if middle < 1e11:
        return "epoch s"
    if middle < 1e14:
        return "epoch ms"
    return "epoch us" if middle < 1e17 else "epoch ns"
