"""Workbooks with several sheets: those with one header are one table, a summary is passed over."""

from __future__ import annotations

from pathlib import Path

import pytest

from shopai.columns import Event
from shopai.errors import InputError, Question
from shopai.events.load import load
from shopai.events.opening import open_file
from tests.events.loading import adds_up, rows, set_aside
from tests.events.sources.test_sheets import LAST, sheet
from tests.events.sources.test_sheets import write as write_xlsx

NAMES = ["order_id", "customer_id", "order_date", "sku", "quantity", "price"]
SUMMARY = [["Month", "Orders", "Revenue"], ["2024-01", 10, 1000], ["2024-02", 12, 1100]]
PEOPLE = [["customer_id", "city"], ["c1", "Bonn"], ["c2", "Köln"]]
PIVOT = [["Sum of price", "Column labels"], ["Row labels", "S0", "S1"], ["c0", 1, 2], ["c1", 3, 4]]


def orders(month: int, n: int = 5) -> list[list[object]]:
    return [NAMES] + [
        [f"A{month}{i}", f"c{i % 3}", f"2024-{month:02d}-1{i % 9}", f"S{i % 2}", i + 1, 2.5]
        for i in range(n)
    ]


def workbook(path: Path, **sheets: list[list[object]]) -> Path:
    return write_xlsx(
        path / "o.xlsx",
        {
            name: sheet(
                {
                    (i, j): cell
                    for i, row in enumerate(table)
                    for j, cell in enumerate(row)
                    if cell != ""
                }
            )
            for name, table in sheets.items()
        },
    )


def test_sheets_with_the_same_header_are_one_table(tmp_path: Path) -> None:
    march = [["Orders of March"], NAMES[::-1], *(row[::-1] for row in orders(3, 4)[1:])]
    march[3][1] = "x"  # a quantity, in row 4
    path = workbook(tmp_path, Jan=orders(1), Feb=orders(2), Mar=march)
    dataset = load(path)
    adds_up(dataset)
    assert dataset.report.rows_read == 14
    assert rows(dataset, Event.ORDER, Event.USER, Event.QUANTITY)[0] == ("A10", "c0", 1.0)
    assert rows(dataset, Event.ORDER, Event.USER, Event.QUANTITY)[-1] == ("A33", "c0", 4.0)
    assert set_aside(dataset) == [(4, "quantity", "x", "not a number")]
    assert dataset.report.warnings[0].startswith(
        "3 sheets with the same header were read as one table: Jan, Feb, Mar."
    )
    assert dataset.report.settings["sheet"] == "Jan, Feb, Mar"
    assert load(path, sheet="Feb").report.rows_read == 5
    assert load(path, sheet="Jan, Feb, Mar").fingerprint == dataset.fingerprint


@pytest.mark.parametrize(
    "others",
    [
        {"Summary": SUMMARY},
        {"Summary": SUMMARY, "People": PEOPLE},
        {"Pivot": PIVOT},
        {"Cover": [["Orders of 2024"], ["made by", "the shop"]]},
        {"Notes": [["read me first"]], "Empty": []},
    ],
)
def test_the_sheet_with_purchases_is_read_and_the_others_named(
    tmp_path: Path, others: dict[str, list[list[object]]]
) -> None:
    opened = open_file(workbook(tmp_path, **others, Orders=orders(1)))
    assert opened.columns == tuple(NAMES)
    assert opened.sheet == "Orders"
    assert set(opened.sheets) == {*others, "Orders"}
    said = " ".join(opened.warnings)
    assert all(name in said for name in others if name in ("Summary", "People", "Pivot"))


def test_another_sheet_can_be_named(tmp_path: Path) -> None:
    path = workbook(tmp_path, People=PEOPLE, Orders=orders(1))
    assert open_file(path, sheet="People").columns == ("customer_id", "city")
    with pytest.raises(InputError, match="has no sheet 'x'; it has People, Orders"):
        open_file(path, sheet="x")


def test_sheets_that_are_as_good_are_asked_about(tmp_path: Path) -> None:
    other = [["shop", *NAMES], *(["Bonn", *row] for row in orders(2)[1:])]
    path = workbook(tmp_path, Online=orders(1), Store=other)
    with pytest.raises(Question) as asked:
        load(path)
    assert asked.value.parameter == "sheet"
    assert set(asked.value.options) == {"Online", "Store"}
    assert "'Online' (5 rows), 'Store' (5 rows)" in str(asked.value)
    assert load(path, sheet="Store").report.rows_read == 5
    larger = workbook(tmp_path, Online=orders(1), Store=other + other[1:] * 2)
    assert open_file(larger).sheet == "Store"


def test_a_sheet_that_cannot_be_read_is_passed_over_unless_it_is_named(tmp_path: Path) -> None:
    far = {(0, 0): "x", (1_048_575, 16_383): 1}
    good = {(i, j): cell for i, row in enumerate(orders(1)) for j, cell in enumerate(row)}
    path = write_xlsx(tmp_path / "o.xlsx", {"Far": sheet(far), "Orders": sheet(good)})
    assert load(path).report.rows_kept == 5
    with pytest.raises(InputError, match=LAST):
        load(path, sheet="Far")
    alone = write_xlsx(tmp_path / "a.xlsx", {"Far": sheet(far)})
    with pytest.raises(InputError, match=LAST):
        load(alone)


def test_a_workbook_without_rows_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"o\.xlsx has no rows"):
        load(workbook(tmp_path, A=[], B=[]))
