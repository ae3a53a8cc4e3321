"""The report adds up, and points at the very line, on random messy tables."""

from __future__ import annotations

import random
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopai.columns import Event, Kind
from shopai.events.dataset import Dataset
from shopai.events.load import load
from shopai.events.opening import open_file
from tests.events.conftest import Write
from tests.events.loading import ORDERS, adds_up, rows, set_aside

DATE = "2024-01-31"

#: Rows as they stand in the file (with their own lines), and what becomes of each.
GOOD = [
    f"1,u1,{DATE},A,2,1.5",
    f"C2,17850.0,{DATE},B,-1,2.5",
    f'3,,{DATE},"two\nlines\n\n",1,"1,000.00"',
    f'4,"u, ""x""",{DATE}, spaced ,1,$3',
]
BAD = [
    (f"5,u5,{DATE},A,x,1", "qty", "x", "not a number"),
    (f'6,u6,"\n{DATE}, or not",A,1,1', "date", f"{DATE}, or not",
     "not a date between 1970 and 2100 in the format of its column"),
    (f"7,u7,{DATE},,1,1", "sku", None, "no item id"),
    (f"8,u8,{DATE},A,0,1", "qty", "0", "quantity is zero"),
    (f"9,u9,{DATE},A,1,-1", "price", "-1", "negative price"),
    (f"10,u10,{DATE}", None, f"10,u10,{DATE}", "fewer columns than the header"),
    (f"11,u11,{DATE},A,1,1,1", None, f"11,u11,{DATE},A,1,1,1", "more columns than the header"),
    ("Total,,,,50,125", "date", None, "no date"),
]  # fmt: skip


def check(dataset: Dataset, aside: list[tuple[int, str | None, str | None, str]]) -> None:
    adds_up(dataset)
    assert set_aside(dataset) == aside


@pytest.mark.slow
@settings(max_examples=5)
@given(
    st.lists(st.one_of(st.sampled_from(GOOD), st.sampled_from(BAD), st.just("")), max_size=30),
    st.sampled_from(["\n", "\r\n"]),
)
def test_every_row_is_kept_or_listed_at_its_line(
    chosen: list[str | tuple[str, str | None, str | None, str]], end: str
) -> None:
    text, expected, kept = ORDERS, [], 0
    for row in [GOOD[0]] * 300 + chosen:  # so the broken rows are few
        if isinstance(row, tuple):
            row, *why = row
            expected.append((text.count("\n") + 1, *why))
        else:
            kept += bool(row)
        text += row + "\n"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "shop.csv"
        path.write_bytes(text.replace("\n", end).encode())
        dataset = load(path)
        check(dataset, expected)
        assert dataset.report.rows_kept == kept
        assert len(rows(dataset, Event.ITEM)) == kept


def test_the_order_of_the_rows_does_not_matter(write: Write) -> None:
    table = GOOD * 3 + [row for row, *_ in BAD]
    columns = (Event.USER, Event.ITEM, Event.KIND, Event.TIME, Event.QUANTITY, Event.PRICE,
               Event.ORDER, Event.SESSION)  # fmt: skip
    readings = []
    for seed in range(2):
        random.Random(seed).shuffle(table)
        dataset = load(write(ORDERS + "".join(row + "\n" for row in table)))
        adds_up(dataset)
        report = dataset.report
        readings.append((rows(dataset, *columns), report.set_aside, report.notes))
    assert readings[0] == readings[1]
    assert {kind for _, _, kind, *_ in readings[0][0]} == {Kind.PURCHASE, Kind.REFUND}


def test_notes_and_settings_say_how_the_file_was_read(write: Write) -> None:
    report = load(write(ORDERS.replace(",", ";") + "1;;31.01.2024;A;1;€ 2,50\n")).report
    assert report.notes == {"without a customer id": 1}
    assert report.settings == {
        "shape": "Order lines: one row is one item of an order",
        "encoding": "utf-8",
        "dates": "day/month/year",
        "time zone": "UTC, as no other is named",
        "decimal mark": ",",
        "currency": "EUR",
        "every row counts as": "a purchase, or a refund where it is negative",
    }


def test_progress_rises_to_one(write: Write) -> None:
    told: list[tuple[float, str]] = []
    load(
        write(ORDERS + "1,u,2024-01-31,A,1,2\n"),
        progress=lambda share, what: told.append((share, what)),
    )
    shares = [share for share, _ in told]
    assert shares == sorted(shares) and (shares[0], shares[-1]) == (0.0, 1.0)
    assert all(what for _, what in told)


def test_what_was_noticed_on_opening_is_in_the_report(tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text(ORDERS + f"1,u1,{DATE},A,2,1.5\n")
    opened = replace(open_file(file), warnings=("Line 2 was read as cp1252.",))
    assert load(opened).report.warnings == ("Line 2 was read as cp1252.",)
