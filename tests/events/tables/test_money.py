"""The money of an event: totals and discounts parted among lines, refunds, shipping."""

from __future__ import annotations

import pytest

from shopai.columns import Event, Kind
from shopai.events.dataset import Dataset
from shopai.events.load import load
from tests.events.conftest import Write
from tests.events.loading import adds_up, rows

HEADER = "order_id,customer_id,date,sku,qty,"


def lines(header: str, *cells: str) -> str:
    """Order lines: order and item, quantity and what `header` names, from cells "1x,2,…"."""
    days = {"1": "a,2024-01-01", "2": "b,2024-01-02", "3": "c,2024-01-03"}
    body = [f"{cell[0]},{days[cell[0]]},{cell[1:]}\n" for cell in cells]
    return HEADER + header + "\n" + "".join(body)


def sold(dataset: Dataset) -> list[tuple[str, str, float, float | None]]:
    """Order, item, price and discount of each purchase."""
    adds_up(dataset)
    columns = (Event.KIND, Event.ORDER, Event.ITEM, Event.PRICE, Event.DISCOUNT)
    return [row[1:] for row in rows(dataset, *columns) if row[0] == Kind.PURCHASE]


def back(dataset: Dataset) -> list[tuple[str, str, float]]:
    """Order, item and money of each refund."""
    columns = (Event.KIND, Event.ORDER, Event.ITEM, Event.QUANTITY, Event.PRICE)
    refunds = [row[1:] for row in rows(dataset, *columns) if row[0] == Kind.REFUND]
    return [(order, item, pytest.approx(n * price)) for order, item, n, price in refunds]


def test_the_total_of_an_order_is_parted_by_units(write: Write) -> None:
    path = write(lines("sum", "1x,2,15", "1y,1,15", "2x,1,8", "2z,3,8"))
    assert sold(load(path)) == [
        ("1", "x", 5.0, None), ("1", "y", 5.0, None), ("2", "x", 2.0, None), ("2", "z", 2.0, None),
    ]  # fmt: skip


@pytest.mark.parametrize("again", ["4", ""])
def test_the_discount_of_an_order_is_parted_by_money(write: Write, again: str) -> None:
    text = lines(
        "price,order discount", "1x,2,5,4", f"1y,1,30,{again}", "2x,3,5,1", f"2y,1,5,{again and 1}"
    )
    assert sold(load(write(text))) == [
        ("1", "x", 4.5, 1.0), ("1", "y", 27.0, 3.0), ("2", "x", 4.75, 0.75), ("2", "y", 4.75, 0.25),
    ]  # fmt: skip


def test_what_an_order_got_back_is_parted_by_money(write: Write) -> None:
    text = lines("price,refunded amount", "1x,2,5,4", "1y,1,30,4", "2x,3,5,0")
    dataset = load(write(text))
    assert back(dataset) == [("1", "x", 1.0), ("1", "y", 3.0)]
    assert sold(dataset) == [("1", "x", 5.0, None), ("1", "y", 30.0, None), ("2", "x", 5.0, None)]


def test_what_a_line_got_back_is_its_own(write: Write) -> None:
    text = lines("price,refunded amount", "1x,2,5,4", "1y,1,30,1", "2x,3,5,0")
    assert back(load(write(text))) == [("1", "x", 4.0), ("1", "y", 1.0)]


def test_no_more_is_given_back_than_was_paid(write: Write) -> None:
    text = lines("price,refunded amount", "1x,2,5,99", "2y,1,30,1", "3x,3,5,0")
    assert back(load(write(text))) == [("1", "x", 10.0), ("2", "y", 1.0)]


@pytest.mark.parametrize("rates", [("10%", "25%", "0%"), ("0.1", "0.25", "0")])
def test_a_rate_is_in_percent_or_a_share(write: Write, rates: tuple[str, ...]) -> None:
    text = lines(
        "price,discount", f"1x,2,5,{rates[0]}", f"2y,1,10,{rates[1]}", f"3x,3,5,{rates[2]}"
    )
    assert sold(load(write(text))) == [("1", "x", 4.5, 1.0), ("2", "y", 7.5, 2.5), ("3", "x", 5, 0)]


def test_a_rate_beside_what_was_paid_tells_the_discount_and_takes_nothing_off(write: Write) -> None:
    text = lines("amount,discount rate", "1x,2,9,10", "2y,1,8,20", "3x,3,15,0")
    assert sold(load(write(text))) == [("1", "x", 4.5, 1.0), ("2", "y", 8.0, 2.0), ("3", "x", 5, 0)]


def test_shipping_within_the_total_of_a_line_or_an_order_is_taken_off(write: Write) -> None:
    text = lines("shipping,total", "1x,2,4,14", "2y,1,3,13", "3x,3,0,15")
    assert [row[2] for row in sold(load(write(text)))] == [5.0, 10.0, 5.0]
    text = lines("shipping,total", "1x,2,3,18", "1y,1,3,18", "2x,3,0,15", "2z,2,0,15")
    assert [row[2] for row in sold(load(write(text, "orders.csv")))] == [5.0, 5.0, 3.0, 3.0]


def test_an_amount_before_its_discount_is_less_by_it(write: Write) -> None:
    header = "line price,discount,total"
    text = lines(header, "1x,2,10,1,12", "1y,1,3,0,12", "2x,3,15,3,17", "2y,2,6,1,17")
    assert sold(load(write(text))) == [
        ("1", "x", 4.5, 1.0), ("1", "y", 3.0, 0.0), ("2", "x", 4.0, 3.0), ("2", "y", 2.5, 1.0),
    ]  # fmt: skip
