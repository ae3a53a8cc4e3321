"""Sentences for the owner of a file, and readings that cannot be right."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from shopai.columns import Event
from shopai.errors import InputError, Question
from shopai.events.load import load
from shopai.selection.selection import select
from tests.events.conftest import Write
from tests.events.loading import ORDERS, adds_up, rows, set_aside

LINES = "1,a,2024-01-01,x,2,5\n1,a,2024-01-01,y,1,3\n2,b,2024-01-02,x,1,5\n"


def test_ids_that_a_spreadsheet_has_shortened_are_told(write: Write) -> None:
    dataset = load(write(f"{ORDERS}6.917E+18,1,2024-01-01,x,1,2\n6.917E+18,2,2024-01-02,x,1,2\n"))
    (said,) = dataset.report.warnings
    assert said.startswith("'order_id' has lost its last digits in 2 rows, as 6.917E+18:")


@pytest.mark.parametrize("order", ["6E18", "A6.9E+18", "12E+3"])
def test_ids_that_only_look_like_it_are_not(write: Write, order: str) -> None:
    path = write(f"{ORDERS}{order},1,2024-01-01,x,1,2\nB,2,2024-01-02,x,1,2\n")
    assert load(path).report.warnings == ()


def test_sales_without_money_are_told_with_the_first_line(write: Write) -> None:
    assert load(write(f"{ORDERS}{LINES}4,c,2024-01-03,x,1,\n")).report.warnings == (
        "1 row has no amount in 'price', the first in line 5: it counts with no revenue.",
    )


def test_a_file_of_nobody_is_told_once(write: Write) -> None:
    text = "order_id,date,sku,qty,price\n1,2024-01-01,x,2,5\n2,2024-01-01,x,1,5\n"
    dataset = load(write(text))
    assert dataset.report.warnings == (
        "No column names the customer: orders, items and revenue are counted, and all that is per "
        "customer is not.",
    )
    assert dataset.report.notes == {"without a customer id": 2}


def test_lines_that_repeat_one_of_their_order_are_kept_or_removed(write: Write) -> None:
    path = write(f"{ORDERS}{LINES}2,b,2024-01-02,x,1,5\n2,b,2024-01-02,x,2,5\n")
    kept = load(path)
    assert kept.report.warnings == (
        "1 line stands twice in the same order, worth 5.00. It is kept; duplicates='remove' "
        "takes it out.",
    )
    assert kept.report.notes == {"that stand twice in an order": 1}
    assert len(rows(kept, Event.ORDER)) == 5
    removed = load(path, duplicates="remove")
    adds_up(removed)
    assert rows(removed, Event.ORDER, Event.ITEM, Event.QUANTITY) == [
        ("1", "x", 2.0), ("1", "y", 1.0), ("2", "x", 1.0), ("2", "x", 2.0),
    ]  # fmt: skip
    assert removed.report.warnings == ()
    assert (removed.report.rows_read, removed.report.rows_kept) == (5, 4)
    assert set_aside(removed) == [
        (5, "order_id", "2", "the same line stands in this order already")
    ]


def test_rows_whose_title_says_shipping_and_nothing_else_are_told(write: Write) -> None:
    titled = "order_id,customer_id,date,sku,title,qty,price\n"
    lines = ["1,a,2024-01-01,K1,Shipping box,2,5", "1,a,2024-01-01,S,Shipping costs,1,4.90",
             "2,b,2024-01-02,K2,Mug,1,7", "2,b,2024-01-02,S,Versandkosten,1,4.90",
             "3,b,2024-01-02,K3,Delivery knife,1,7"]  # fmt: skip
    dataset = load(write(titled + "\n".join(lines) + "\n"))
    assert dataset.report.warnings == (
        "Rows whose 'title' is 'Shipping costs', 'Versandkosten' (2 of them) count as items: take "
        "them out of the file where revenue is to be without shipping.",
    )


def test_orders_without_a_time_of_payment_and_a_payment_are_no_sales(write: Write) -> None:
    head = "订单编号,总金额,买家实际支付金额,收货地址,订单创建时间,订单付款时间,退款金额\n"
    lines = ["1,178.8,0,上海,2020/2/21 0:00,,0", "2,21,21,北京,2020/2/20 23:59,2020/2/21 0:00,0",
             "3,157,100,湖南,2020/2/20 23:58,2020/2/20 23:58,57",
             "4,50,40,湖南,2020/2/20 23:58,2020/2/20 23:58,10",
             "5,70,0,湖南,2020/2/20 23:57,2020/2/20 23:58,70"]  # fmt: skip
    dataset = load(write(head + "\n".join(lines) + "\n"))
    assert dataset.report.set_aside == {"order cancelled or unpaid": 1}
    assert select(dataset).totals.revenue == pytest.approx(161)


def test_lines_of_different_orders_do_not_repeat_one_another(write: Write) -> None:
    assert load(write(f"{ORDERS}1,a,2024-01-01,x,1,5\n2,a,2024-01-01,x,1,5\n")).report.notes == {}


def shop(line: Callable[[int], str], n: int = 25) -> str:
    return ORDERS + "".join(f"{line(i)}\n" for i in range(n))


def day(i: int) -> str:
    return f"2024-01-{i % 28 + 1:02}"


DOUBTS: dict[str, str] = {
    "all 25 orders would be of one customer": shop(lambda i: f"o{i},a,{day(i)},x,1,5"),
    "all 25 sales would be in the same second": shop(
        lambda i: f"o{i},u{i},2024-01-01 10:00:00,x,1,5"
    ),
    "23 of 25 sales would have no amount": shop(
        lambda i: f"o{i},u{i},{day(i)},x,1,{5 if i < 2 else ''}"
    ),
    "revenue would be 2e+14": shop(lambda i: f"o{i},u{i},{day(i)},x,1,{10**14}", 2),
}
#: Files just this side of a doubt.
SURE: dict[str, str] = {
    "few orders of one customer": shop(lambda i: f"o{i},a,{day(i)},x,1,5", 15),
    "a day without hours": shop(lambda i: f"o{i},u{i},2024-01-01,x,1,5"),
    "two seconds": shop(lambda i: f"o{i},u{i},2024-01-01 10:00:{i % 2:02},x,1,5"),
    "a fifth with an amount": shop(lambda i: f"o{i},u{i},{day(i)},x,1,{5 if i < 5 else ''}"),
    "a large shop": shop(lambda i: f"o{i},u{i},{day(i)},x,1,{10**13}", 2),
}


@pytest.mark.parametrize("doubt", DOUBTS)
def test_figures_that_cannot_be_a_shop_s_are_asked_about(write: Write, doubt: str) -> None:
    with pytest.raises(Question) as asked:
        load(write(DOUBTS[doubt]))
    assert f"Read so, {doubt}, which is unlikely" in str(asked.value)
    assert (asked.value.parameter, asked.value.options) == ("doubts", ("accept",))


def test_figures_that_cannot_be_a_shop_s_may_be_accepted(write: Write) -> None:
    dataset = load(write(DOUBTS["revenue would be 2e+14"]), doubts="accept")
    assert rows(dataset, Event.PRICE) == [(1e14,), (1e14,)]


@pytest.mark.parametrize("kind", SURE)
def test_figures_that_may_be_a_shop_s_are_not(write: Write, kind: str) -> None:
    assert load(write(SURE[kind])).report.set_aside == {}


@pytest.mark.parametrize("argument", ["duplicates", "doubts"])
def test_other_answers_are_refused(write: Write, argument: str) -> None:
    with pytest.raises(InputError, match=f"{argument} must be one of .*, not 'perhaps'"):
        load(write(ORDERS + LINES), **{argument: "perhaps"})
