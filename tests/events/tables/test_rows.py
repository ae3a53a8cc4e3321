"""Rows that are no lines of an order, and lines without a head."""

from __future__ import annotations

import pytest

from shopai.columns import Event
from shopai.events.dataset import Dataset
from shopai.events.load import load
from shopai.events.reading.mapping import Mapping
from shopai.events.tables.rows import Heading, heading_of
from tests.events.conftest import Write
from tests.events.loading import ORDERS, adds_up, rows, set_aside

FIRST, SECOND = "1,a,2024-01-01,x,2,5\n", "2,b,2024-01-02,y,1,3\n"


def lines(dataset: Dataset) -> list[tuple[str, str, str]]:
    """Order, customer and item of each event."""
    adds_up(dataset)
    return rows(dataset, Event.ORDER, Event.USER, Event.ITEM)


def test_totals_repeated_headers_and_feet_of_pages_are_set_aside(write: Write) -> None:
    text = f"{ORDERS}{FIRST}Subtotal,,,,2,10\n{ORDERS}{SECOND}Page 1,,,,,\nGesamt,,,,3,13\n"
    dataset = load(write(text))
    assert lines(dataset) == [("1", "a", "x"), ("2", "b", "y")]
    assert set_aside(dataset) == [
        (3, None, "Subtotal", "a row of totals or a page"),
        (4, None, "order_id", "the header once more"),
        (6, None, "Page 1", "a row of totals or a page"),
        (7, None, "Gesamt", "a row of totals or a page"),
    ]


def test_goods_and_orders_whose_names_begin_like_a_total_are_lines(write: Write) -> None:
    text = f"{ORDERS}{FIRST}2,b,2024-01-02,Total Care,1,3\nTotal War,c,2024-01-03,x,1,9\n"
    dataset = load(write(text))
    assert [row[2] for row in lines(dataset)] == ["x", "Total Care", "x"]
    assert dataset.report.set_aside == {}


def test_a_row_of_one_cell_names_the_customer_of_the_rows_below(write: Write) -> None:
    text = (
        "order_id,date,sku,qty,price\nCustomer: Ann,,,,\n1,2024-01-01,x,2,5\n2,2024-01-01,y,1,3\n"
        "Bob,,,,\n3,2024-01-02,x,1,5\n4,2024-01-02,z,1,5\n5,2024-01-02,x,1,5\n"
    )
    dataset = load(write(text))
    assert [row[:2] for row in lines(dataset)] == [
        ("1", "Ann"), ("2", "Ann"), ("3", "Bob"), ("4", "Bob"), ("5", "Bob"),
    ]  # fmt: skip
    reason = "a heading: the customer of the rows below"
    assert [(line, why) for line, _, _, why in set_aside(dataset)] == [(2, reason), (5, reason)]


MONTHLY = Mapping({Event.TIME: "date", Event.ITEM: "sku"})
COLUMNS, LINE = ("date", "sku", "price"), ["2024-01-01", "x", "5"]


@pytest.mark.parametrize(
    ("mapping", "cells", "column"),
    [
        pytest.param(MONTHLY, [["Ann", "", ""], LINE, ["Bob", "", ""], LINE, LINE], "date",
                     id="two names"),
        pytest.param(MONTHLY, [["Ann", "", ""], LINE, LINE], None, id="one name"),
        pytest.param(MONTHLY, [["Ann", "", ""], LINE, ["Ann", "", ""], LINE, LINE], None,
                     id="the same twice"),
        pytest.param(MONTHLY, [["Total", "", ""], LINE, ["Page 2", "", ""], LINE, LINE], None,
                     id="totals"),
        pytest.param(MONTHLY, [["Ann", "", ""], ["Bob", "", ""], LINE], None, id="mostly names"),
        pytest.param(Mapping({**MONTHLY.fields, Event.USER: "price"}),
                     [["Ann", "", ""], LINE, ["Bob", "", ""], LINE, LINE], None,
                     id="customers named elsewhere"),
    ],
)  # fmt: skip
def test_headings_are_several_different_names(
    mapping: Mapping, cells: list[list[str]], column: str | None
) -> None:
    assert heading_of(COLUMNS, cells, mapping) == (column and Heading(column))


def test_a_line_without_a_head_goes_on_with_the_order_above(write: Write) -> None:
    dataset = load(write(f"{ORDERS}{FIRST},,,z,1,3\n{SECOND},,,w,1,7\n"))
    assert lines(dataset) == [("1", "a", "x"), ("1", "a", "z"), ("2", "b", "w"), ("2", "b", "y")]
    assert dataset.report.notes == {"that go on with the order above": 2}


def test_a_file_that_begins_without_a_head_has_none_to_go_on_with(write: Write) -> None:
    dataset = load(write(f"{ORDERS},,,z,1,3\n{FIRST}{SECOND}"))
    assert ("1", "a", "z") not in lines(dataset)
    assert "that go on with the order above" not in dataset.report.notes


@pytest.mark.parametrize(
    ("item", "others"),
    [("line_item", ("shipping", "tax")), ("Product", ("Shipping line", "Fee")),
     ("Artikel", ("Versand", "Trinkgeld"))],
)  # fmt: skip
def test_rows_of_shipping_and_tax_are_no_items_where_a_column_says_so(
    write: Write, item: str, others: tuple[str, str]
) -> None:
    text = ORDERS.strip() + f",row type\n{FIRST.strip()},{item}\n{SECOND.strip()},{item}\n"
    text += "".join(f"2,b,2024-01-02,{other[:3]},1,4,{other}\n" for other in others)
    dataset = load(write(text))
    assert lines(dataset) == [("1", "a", "x"), ("2", "b", "y")]
    assert [value for _, _, value, _ in set_aside(dataset)] == list(others)


def test_types_of_goods_are_no_kinds_of_rows(write: Write) -> None:
    header = ORDERS.strip() + ",product type\n"
    dataset = load(write(f"{header}{FIRST.strip()},shipping box\n{SECOND.strip()},tea\n"))
    assert len(lines(dataset)) == 2


def test_a_clean_file_is_left_alone(write: Write) -> None:
    report = load(write(ORDERS + FIRST + SECOND)).report
    assert (report.rows_kept, report.set_aside, report.notes, report.warnings) == (2, {}, {}, ())


def test_lines_of_a_guest_without_a_head_are_not_those_of_the_customer_before(write: Write) -> None:
    text = (
        "order_id,customer_id,date,sku,qty,price\n"
        "1,ann,2024-01-01,A,1,2\n,,,B,1,3\n2,,2024-01-02,A,1,2\n,,,B,1,3\n3,bob,2024-01-03,A,1,2\n"
    )
    dataset = load(write(text))
    assert rows(dataset, Event.ORDER, Event.ITEM, Event.USER) == [
        ("1", "A", "ann"), ("1", "B", "ann"), ("2", "A", None), ("2", "B", None), ("3", "A", "bob"),
    ]  # fmt: skip


def test_rows_of_a_payment_and_of_a_whole_sale_are_no_items(write: Write) -> None:
    text = (
        "receipt,line type,customer_id,date,sku,qty,amount\n"
        "1,Sale,ann,2024-01-01,,3,7\n1,Sale Line,ann,2024-01-01,A,1,2\n"
        "1,Sale Line,ann,2024-01-01,B,2,5\n1,Payment,ann,2024-01-01,,,7\n"
        "2,Sale,bob,2024-01-02,,1,2\n2,Sale Line,bob,2024-01-02,A,1,2\n"
        "2,Payment,bob,2024-01-02,,,2\n"
    )
    dataset = load(write(text))
    adds_up(dataset)
    assert rows(dataset, Event.ORDER, Event.ITEM) == [("1", "A"), ("1", "B"), ("2", "A")]


def test_a_bare_number_of_the_heads_is_the_order_of_the_lines_below(write: Write) -> None:
    text = (
        "ID,customer_id,date,sku,qty,price\n"
        "I-1,ann,2024-01-01,A,1,2\n,,,B,1,3\nI-2,bob,2024-01-02,A,1,2\n"
    )
    assert rows(load(write(text)), Event.ORDER, Event.ITEM) == [
        ("I-1", "A"), ("I-1", "B"), ("I-2", "A"),
    ]  # fmt: skip
