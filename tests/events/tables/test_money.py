"""The money of an event: totals and discounts parted among lines, refunds, shipping."""

from __future__ import annotations

import pytest

from shopai.columns import Event, Kind
from shopai.events.dataset import Dataset
from shopai.events.load import load
from shopai.selection.selection import select
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


def test_units_that_came_back_come_off_at_the_price_of_the_line(write: Write) -> None:
    text = (
        "order_id,customer_id,date,sku,quantity,unit price,line total,returned quantity\n"
        "1,ann,2024-01-01,A,3,12,36,1\n2,bob,2024-01-02,A,2,12,24,0\n3,cid,2024-01-03,B,1,5,5,1\n"
        "4,cid,2024-01-04,B,2,5,10,\n"
    )
    dataset = load(write(text))
    assert rows(dataset, Event.ORDER, Event.KIND, Event.QUANTITY, Event.PRICE) == [
        ("1", "purchase", 3.0, 12.0), ("1", "refund", 1.0, 12.0), ("2", "purchase", 2.0, 12.0),
        ("3", "purchase", 1.0, 5.0), ("3", "refund", 1.0, 5.0), ("4", "purchase", 2.0, 5.0),
    ]  # fmt: skip


def test_a_line_with_a_minus_before_price_and_amount_takes_off(write: Write) -> None:
    text = (
        "order_id,customer_id,date,sku,quantity,unit price,line total\n"
        "1,ann,2024-01-01,A,3,12,36\n1,ann,2024-01-01,VOUCHER,1,-5,-5\n2,bob,2024-01-02,A,1,12,12\n"
    )
    dataset = load(write(text))
    assert rows(dataset, Event.ITEM, Event.KIND, Event.PRICE) == [
        ("A", "purchase", 12.0), ("A", "purchase", 12.0), ("VOUCHER", "refund", 5.0),
    ]  # fmt: skip


def test_a_voucher_among_the_lines_of_an_order_comes_off(write: Write) -> None:
    dataset = load(
        write(
            "order_id,customer_id,date,sku,qty,price\n1,u1,2024-01-31,A,2,5\n"
            "1,u1,2024-01-31,voucher,1,-3\n2,u2,2024-02-01,bad debt,1,-4\n3,u2,2024-02-02,B,1,2\n"
        )
    )
    assert select(dataset).totals.revenue == 9
    assert dataset.report.set_aside == {"negative price": 1}


def test_prices_in_cents_are_read_as_such(write: Write) -> None:
    dataset = load(
        write(
            "order_id,customer_id,date,sku,quantity,unit_price_cents\n1,u1,2024-01-31,A,2,550\n"
            "2,u2,2024-02-01,A,1,550\n"
        )
    )
    assert select(dataset).totals.revenue == 16.5


def test_discounts_of_shop_and_platform_both_come_off(write: Write) -> None:
    dataset = load(
        write(
            "order_id,customer_id,date,sku,quantity,price,shop discount,coupon discount,total\n"
            "1,u1,2024-01-31,A,2,5,1,4,6\n1,u1,2024-01-31,B,1,3,2,4,6\n2,u2,2024-02-01,A,3,5,0,5,10\n"
        )
    )
    assert select(dataset).totals.revenue == 16
