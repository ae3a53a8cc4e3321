"""Blank cells, ids and instants, read by the SQL the loader runs."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopai.engines.duckdb import connect
from shopai.events.sources.offsets import OFFSET, Clock, minutes, minutes_of
from shopai.events.sources.values import (
    BLANKS,
    best_format,
    identifier,
    instant,
    kept_as_text,
    suspect,
    tidied,
    untidy,
)


@pytest.fixture(scope="module")
def con(tmp_path_factory: pytest.TempPathFactory) -> duckdb.DuckDBPyConnection:
    return connect(tmp_path_factory.mktemp("spill"))


def one(con: duckdb.DuckDBPyConnection, sql: str, cell: object) -> object:
    """The value of an expression on one cell."""
    return con.execute(f"SELECT {sql} FROM (SELECT $1 AS cell)", [cell]).fetchall()[0][0]


@pytest.mark.parametrize(
    ("cell", "kept"),
    [("a", "a"), (" a\t", "a"), ("\u00a0a\u3000", "a"), ("a b", "a b"), ("\n", None)]
    + [(f" {word} ", None) for word in BLANKS],
)
def test_tidied_takes_off_space_and_words_for_nothing(
    con: duckdb.DuckDBPyConnection, cell: str, kept: str | None
) -> None:
    assert one(con, tidied("cell"), cell) == kept


@pytest.mark.parametrize(
    ("cell", "odd"),
    [("a", False), (" a", True), ("a ", True), ("\u00a0a", True), ("a\u00a0", True),
     ("\u3000a", True), ("a\u3000", True), ("\ta", True), ("", True), ("!", False),
     ("a\t", True)],
)  # fmt: skip
def test_untidy_finds_space_around_cells(
    con: duckdb.DuckDBPyConnection, cell: str, odd: bool
) -> None:
    assert one(con, untidy("cell"), cell) is odd
    assert one(con, suspect("cell"), cell) is odd


@pytest.mark.parametrize("cell", ['="0042"', "'0042", "茶"])
def test_cells_that_may_need_tidying_are_suspect(con: duckdb.DuckDBPyConnection, cell: str) -> None:
    assert one(con, suspect("cell"), cell) is True


@pytest.mark.parametrize(
    ("cell", "kept"),
    [('="0042"', "0042"), ("'0042", "0042"), ("'+31 6-12", "+31 6-12"), ('=""', None),
     ("'Twas", "'Twas"), ("=A1", "=A1")],
)  # fmt: skip
def test_marks_that_keep_digits_as_text_are_taken_off(
    con: duckdb.DuckDBPyConnection, cell: str, kept: str | None
) -> None:
    assert one(con, tidied("cell", marked=True), cell) == kept
    assert one(con, kept_as_text("cell"), cell) is (kept != cell)


@pytest.mark.parametrize(
    ("cell", "kept"),
    [("17850.0", "17850"), ("-1.0", "-1"), ("17850", "17850"), ("1.05.0", "1.05.0"), ("1.5", "1.5"),
     ("A.0", "A.0"), ("007", "007"), ("0042.0", "0042")],
)  # fmt: skip
def test_ids_of_spreadsheets(con: duckdb.DuckDBPyConnection, cell: str, kept: str) -> None:
    assert one(con, identifier("cell"), cell) == kept


def test_ids_of_typed_columns(con: duckdb.DuckDBPyConnection) -> None:
    typed = [("DOUBLE", "17850", "17850"), ("BIGINT", "17850", "17850"), ("DOUBLE", "'nan'", None)]
    for kind, cell, kept in typed:
        sql = f"SELECT {identifier('cell', kind)} FROM (SELECT CAST({cell} AS {kind}) AS cell)"
        assert con.execute(sql).fetchall() == [(kept,)]


def clock_of(*cells: str, zone: str = "UTC") -> Clock:
    """The clock of a column with these cells."""
    ends = [parts[1] for cell in cells if (parts := re.search(OFFSET, cell))]
    return Clock(zone, tuple((end, minutes_of(end) or 0) for end in sorted(ends, key=len)[::-1]))


NOON = datetime(2024, 1, 31, 12)
MIDNIGHT = datetime(2024, 1, 31)


@pytest.mark.parametrize(
    ("cell", "format_name", "value"),
    [
        ("2024-01-31", "iso", MIDNIGHT),
        ("2024-1-31 12:00", "iso", NOON),
        ("2024-01-31T12:00:00Z", "iso", NOON),
        ("2024-01-31 12:00:00 UTC", "iso", NOON),
        ("2024-01-31 14:00:00 +0200", "iso", NOON),
        ("2024-01-31T14:00:00.000+02:00", "iso", NOON),
        ("2024-01-31 07:00:00 -0500", "iso", NOON),
        ("2024/01/31 12:00", "iso", NOON),
        ("2024.1.31", "iso", MIDNIGHT),
        ("2024年1月31日", "iso", MIDNIGHT),
        ("2024年01月31日 12:00:00", "iso", NOON),
        ("2024-01-31 12:00 PM", "iso", NOON),
        ("2024-01-31 12:00:00 pm", "iso", NOON),
        ("2024-02-30", "iso", None),
        ("2124-01-31", "iso", None),
        ("1924-01-31", "iso", None),
        ("31/1/2024", "dmy", MIDNIGHT),
        ("31/01/24 12:00", "dmy", NOON),
        ("31.1.2024", "dmy", MIDNIGHT),
        ("31-01-2024 12:00:00", "dmy", NOON),
        ("31/1/2024 12:00 PM", "dmy", NOON),
        ("1/31/2024", "dmy", None),
        ("24", "dmy", None),
        ("1/31/2024", "mdy", MIDNIGHT),
        ("1/31/24, 12:00 pm", "mdy", NOON),
        ("31 Jan 2024", "named", MIDNIGHT),
        ("January 31, 2024 12:00 PM", "named", NOON),
        ("Wed, 31 Jan 2024 12:00:00 GMT", "named", NOON),
        ("31-Jan-24", "named", MIDNIGHT),
        ("20240131", "compact", MIDNIGHT),
        ("20240131120000", "compact", NOON),
        ("1706702400", "epoch s", NOON),
        ("1.7067024E9", "epoch s", NOON),
        ("1706702400.5", "epoch s", NOON.replace(microsecond=500_000)),
        ("1706702400000", "epoch ms", NOON),
        ("1706702400000000", "epoch us", NOON),
        ("1706702400000000000", "epoch ns", NOON),
        ("99999999999999999999", "epoch s", None),
        ("-5", "epoch s", None),
        ("abc", "epoch s", None),
    ],
)
def test_instants_are_read_in_each_format(
    con: duckdb.DuckDBPyConnection, cell: str, format_name: str, value: datetime | None
) -> None:
    for clock in (clock_of(cell), clock_of("10:00 -0500", cell)):
        assert one(con, instant("cell", "VARCHAR", format_name, clock), cell) == value
    if not clock_of(cell).endings or cell.endswith(("Z", "UTC")):
        assert one(con, instant("cell", "VARCHAR", format_name), cell) == value


@pytest.mark.parametrize(
    ("cell", "format_name"),
    [
        ("2024-01-31 07:00:00 -0500", "iso"),
        ("2024-01-31T07:00:00.000-05:00", "iso"),
        ("2024-01-31 07:00-05", "iso"),
        ("2024-01-31T07:00:00-05:00[America/New_York]", "iso"),
        ("2024-01-31 7:00 AM -05:00", "iso"),
        ("2024-01-31 12:00:00 +00:00", "iso"),
        ("2024-01-31 12:00:00 GMT", "iso"),
        ("31/01/2024 07:00:00 -0500", "dmy"),
        ("31.01.2024 07:00:00 GMT-5", "dmy"),
        ("1/31/24 7:00 AM UTC-05:00", "mdy"),
        ("Wed, 31 Jan 2024 07:00:00 -0500", "named"),
        ("Jan 31, 2024 7:00:00 AM GMT-0500 (Eastern Standard Time)", "named"),
        ("2024-01-31 17:30:00 +0530", "iso"),
        ("2024-01-31 04:00:00 PST", "iso"),
        ("Jan 31, 2024 4:00:00 AM PST", "named"),
        ("31.01.2024 13:00 MEZ", "dmy"),
        ("2024-01-31 13:00:00", "iso"),
    ],
)
def test_offsets_are_taken_off_in_each_format(
    con: duckdb.DuckDBPyConnection, cell: str, format_name: str
) -> None:
    """A time without one is by the clock of Berlin, an hour ahead in January."""
    clock = clock_of(cell, zone="Europe/Berlin")
    assert one(con, instant("cell", "VARCHAR", format_name, clock), cell) == NOON


@pytest.mark.parametrize("cell", ["2024-01-31", "2024-01-31 12:00", "31-01-2024", "12-05"])
def test_dates_are_no_offsets(con: duckdb.DuckDBPyConnection, cell: str) -> None:
    assert con.execute("SELECT regexp_matches($1, $2)", [cell, OFFSET]).fetchall() == [(False,)]
    assert clock_of(cell).endings == ()
    assert one(con, minutes("cell", clock_of("10:00-05", "10:00-31")), "2024-03-05") is None


@pytest.mark.parametrize(
    ("cells", "best"),
    [
        (["2024-01-31", "2024-02-01"], "iso"),
        (["31/01/2024", "01/02/2024"], "dmy"),
        (["01/31/2024", "02/01/2024"], "mdy"),
        (["5 Jan 2024"], "named"),
        (["20240131"], "compact"),
        (["1706702400"], "epoch s"),
        (["1706702400000"], "epoch ms"),
        (["1706702400000000"], "epoch us"),
        (["1706702400000000000"], "epoch ns"),
        (["2024-01-31", "2024-01-30", "soon"], "iso"),
        (["12", "13"], None),
        (["soon", "later"], None),
    ],
)
def test_the_best_format_reads_most_cells(
    con: duckdb.DuckDBPyConnection, cells: list[str], best: str | None
) -> None:
    listed = ", ".join(f"('{cell}')" for cell in cells)
    assert best_format(con, f"(VALUES {listed}) t(cell)", "cell", "VARCHAR") == best


MOMENTS = st.datetimes(datetime(1970, 1, 2), datetime(2099, 12, 31)).map(
    lambda moment: moment.replace(microsecond=0)
)


@settings(max_examples=10)
@given(st.lists(MOMENTS, min_size=1, max_size=20))
def test_every_way_to_write_an_instant_reads_the_same(
    con: duckdb.DuckDBPyConnection, moments: list[datetime]
) -> None:
    ways = {
        "iso": "%Y-%m-%d %H:%M:%S",
        "dmy": "%d/%m/%Y %H:%M:%S",
        "mdy": "%m/%d/%Y %I:%M:%S %p",
        "named": "%d %b %Y %H:%M:%S",
        "compact": "%Y%m%d%H%M%S",
    }
    for format_name, way in ways.items():
        written = [moment.strftime(way) for moment in moments]
        sql = f"SELECT {instant('cell', 'VARCHAR', format_name)} FROM (SELECT unnest($1) AS cell)"
        assert [value for (value,) in con.execute(sql, [written]).fetchall()] == moments
    seconds = [str(int(moment.replace(tzinfo=UTC).timestamp())) for moment in moments]
    sql = f"SELECT {instant('cell', 'VARCHAR', 'epoch s')} FROM (SELECT unnest($1) AS cell)"
    assert [value for (value,) in con.execute(sql, [seconds]).fetchall()] == moments
