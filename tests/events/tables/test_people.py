"""One person is one customer, however the rows of a file name them."""

from __future__ import annotations

import pytest

from shopai.columns import Event, Kind
from shopai.events.load import load
from tests.events.conftest import Write
from tests.events.loading import ORDERS, adds_up, rows


def orders(*customers: str) -> str:
    """An order for each of these customer ids."""
    return ORDERS + "".join(f"{i},{u},2024-01-0{i + 1},A,1,2\n" for i, u in enumerate(customers))


@pytest.mark.parametrize(
    ("written", "known", "nobody"),
    [
        pytest.param(["Ann@X.y", "ann@x.Y", "bob@x.y"], ["ann@x.y", "ann@x.y", "bob@x.y"], None,
                     id="an e-mail address in any case"),
        pytest.param(["Ann", "ann", "bob"], ["Ann", "ann", "bob"], None,
                     id="other ids in the case they are written in"),
        pytest.param(["ann", "Guest", "(not set)", "游客"], ["ann", None, None, None],
                     "with a guest's word for a customer id", id="words for guests"),
        pytest.param(["0", "0", "1007"], [None, None, "1007"], "with 0 for a customer id",
                     id="0 beside long numbers"),
        pytest.param(["0", "ann", "0"], [None, "ann", None], "with 0 for a customer id",
                     id="0 beside names"),
        pytest.param(["0", "1", "2", "0"], ["0", "1", "2", "0"], None,
                     id="0 as the first of 0, 1, 2"),
    ],
)  # fmt: skip
def test_ids_as_they_are_written_and_read(
    write: Write, written: list[str], known: list[str | None], nobody: str | None
) -> None:
    dataset = load(write(orders(*written)))
    adds_up(dataset)
    assert [user for _, user in rows(dataset, Event.ORDER, Event.USER)] == known
    n = known.count(None)
    assert dataset.report.notes == ({nobody: n, "without a customer id": n} if nobody else {})


def test_a_blank_id_is_told_by_an_address_that_one_customer_alone_has(write: Write) -> None:
    header = "order_id,customer_id,email,date,sku,qty,price\n"
    people = ["7001,a@x.y", ",A@x.y", ",b@x.y", "7002,c@x.y", "7003,c@x.y", ",c@x.y", ","]
    lines = "".join(f"{i},{who},2024-01-02,A,1,2\n" for i, who in enumerate(people))
    dataset = load(write(header + lines))
    assert [user for _, user in rows(dataset, Event.ORDER, Event.USER)] == [
        "7001", "7001", "b@x.y", "7002", "7003", "c@x.y", None,
    ]  # fmt: skip
    assert dataset.report.notes == {
        "known by e-mail or phone, without a customer id": 3, "without a customer id": 1,
    }  # fmt: skip


def test_of_a_statement_of_payments_the_shop_is_no_customer_of_its_own(write: Write) -> None:
    header = (
        "Date,Transaction ID,Type,Status,Currency,Gross,Fee,From Email Address,To Email Address,"
        "Item Title\n"
    )
    lines = (
        "2024-01-01,T1,Payment,Completed,EUR,10.00,-0.5,a@x.y,shop@x.y,Tea\n"
        "2024-01-02,T2,Payment,Completed,EUR,20.00,-0.5,b@x.y,Shop@x.y,Cup\n"
        "2024-01-03,T3,Payment Refund,Completed,EUR,-10.00,0.5,shop@x.y,a@x.y,Tea\n"
    )
    dataset = load(write(header + lines))
    assert rows(dataset, Event.ORDER, Event.USER, Event.KIND) == [
        ("T1", "a@x.y", Kind.PURCHASE), ("T2", "b@x.y", Kind.PURCHASE),
        ("T3", "a@x.y", Kind.REFUND),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "word",
    ["-", "散客", "Розничный покупатель", "Consumidor Final", "Laufkundschaft", "비회원", "Walk-in",
     "Barverkauf", "Cliente generico", "Cliente genérico", "Klient detaliczny", "ลูกค้าทั่วไป",
     "Khách lẻ", "一般客", "WALKIN", "Perakende Müşteri", "[Guest]", "11111111110", "0000000000"],
)  # fmt: skip
def test_a_word_or_number_for_anybody_is_nobody(write: Write, word: str) -> None:
    dataset = load(write(orders("ann", word, "bob")))
    assert [user for _, user in rows(dataset, Event.ORDER, Event.USER)] == ["ann", None, "bob"]


def test_a_number_of_one_digit_that_others_stand_beside_is_a_customer(write: Write) -> None:
    dataset = load(write(orders("1111110", "1111111", "1111112")))
    assert dataset.n_customers == 3


def test_a_phone_of_nobody_tells_nobody(write: Write) -> None:
    header = "order_id,customer_id,phone,date,sku,qty,price\n"
    people = ["ann,0811111", "-,-", "-,-", "bob,0822222"]
    lines = "".join(f"{i},{who},2024-01-02,A,1,2\n" for i, who in enumerate(people))
    assert load(write(header + lines)).n_customers == 2


def test_who_is_named_as_anybody_is_nobody_whatever_the_number(write: Write) -> None:
    header = "order_id,customer_id,customer name,date,sku,qty,price\n"
    people = ["10001,Ann Lee", "99999,Laufkundschaft", "10002,Bob Ray"]
    lines = "".join(f"{i},{who},2024-01-02,A,1,2\n" for i, who in enumerate(people))
    assert load(write(header + lines)).n_customers == 2
