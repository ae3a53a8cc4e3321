"""Orders that were cancelled, never paid or taken back, by all columns that say so."""

from __future__ import annotations

import pytest

from shopai.columns import Event, Kind
from shopai.errors import Question
from shopai.events.dataset import Dataset
from shopai.events.load import load
from tests.events.conftest import Write
from tests.events.loading import adds_up, rows, set_aside


def orders(header: str, *cells: str) -> str:
    """An order for each of these rows of cells under `header`."""
    lines = [f"{i},u{i},2024-01-0{i},A,1,2,{its}\n" for i, its in enumerate(cells, start=1)]
    return f"order_id,customer_id,date,sku,qty,price,{header}\n" + "".join(lines)


def kinds(dataset: Dataset) -> list[tuple[str, str]]:
    adds_up(dataset)
    return [(order, kind) for order, kind in rows(dataset, Event.ORDER, Event.KIND)]


def test_every_column_of_states_has_a_say_and_cancelled_beats_paid(write: Write) -> None:
    text = orders(
        "financial status,fulfillment status", "paid,fulfilled", "paid,cancelled",
        "pending,unfulfilled", "refunded,fulfilled", "paid,returned",
    )  # fmt: skip
    dataset = load(write(text))
    assert kinds(dataset) == [
        ("1", Kind.PURCHASE), ("4", Kind.PURCHASE), ("4", Kind.REFUND), ("5", Kind.PURCHASE),
        ("5", Kind.REFUND),
    ]  # fmt: skip
    assert [(line, reason) for line, _, _, reason in set_aside(dataset)] == [
        (3, "order cancelled or unpaid"), (4, "order cancelled or unpaid"),
    ]  # fmt: skip


def test_an_order_with_a_day_of_cancellation_is_no_sale(write: Write) -> None:
    dataset = load(write(orders("status,cancelled at", "paid,", "paid,2024-01-05")))
    assert kinds(dataset) == [("1", Kind.PURCHASE)]


def test_a_word_that_is_not_known_is_asked_for_and_the_answer_counts(write: Write) -> None:
    path = write(orders("status", "paid", "flurbig", "flurbig"))
    with pytest.raises(Question, match=r"'flurbig' \(rows: 2\)") as asked:
        load(path)
    assert asked.value.parameter == "states"
    assert asked.value.options == ("flurbig=sale", "flurbig=no sale", "flurbig=refund")
    assert len(kinds(load(path, states={"flurbig": "no sale"}))) == 1
    assert len(kinds(load(path, states={"flurbig": "refund"}))) == 5


def test_a_word_that_is_not_known_in_a_second_column_is_a_sale_and_told(write: Write) -> None:
    dataset = load(write(orders("status,payment status", "paid,paid", "paid,flurbig")))
    assert len(kinds(dataset)) == 2
    assert dataset.report.warnings == (
        "Words in 'payment status' that are not known are read as sales: 'flurbig' (rows: 1).",
    )


@pytest.mark.parametrize(
    ("header", "paid", "pending"),
    [("status,delivery status", "paid,delivered", "pending,delivered"),
     ("status,payment method", "paid,card", "pending,COD")],
)  # fmt: skip
def test_unpaid_orders_that_have_left_are_asked_about(
    write: Write, header: str, paid: str, pending: str
) -> None:
    path = write(orders(header, paid, pending))
    with pytest.raises(Question, match="1 row is 'pending' by 'status', so not paid") as asked:
        load(path)
    assert asked.value.options == ("pending=sale", "pending=no sale")
    assert len(kinds(load(path, states={"pending": "sale"}))) == 2


@pytest.mark.parametrize("cells", ["pending,processing", "pending,unfulfilled", "draft,delivered"])
def test_unpaid_orders_that_are_still_there_are_no_sales(write: Write, cells: str) -> None:
    path = write(orders("status,delivery status", "paid,delivered", cells))
    assert kinds(load(path)) == [("1", Kind.PURCHASE)]


def test_what_was_cancelled_is_not_asked_about(write: Write) -> None:
    cells = ("paid,delivered,", "pending,delivered,2024-01-05")
    path = write(orders("status,delivery status,cancelled at", *cells))
    assert kinds(load(path)) == [("1", Kind.PURCHASE)]


@pytest.mark.parametrize("first", ["paid", "refunded"])
def test_a_refund_in_a_row_of_its_own_is_one_refund(write: Write, first: str) -> None:
    header = "order_id,customer_id,date,sku,qty,price,status\n"
    text = (
        f"1,a,2024-01-01,A,1,2,{first}\n1,a,2024-01-03,A,-1,2,refunded\n2,b,2024-01-03,A,1,2,paid\n"
    )
    assert kinds(load(write(header + text))) == [
        ("1", Kind.PURCHASE), ("1", Kind.REFUND), ("2", Kind.PURCHASE),
    ]  # fmt: skip


def test_the_state_of_something_else_is_none_of_the_order(write: Write) -> None:
    dataset = load(write(orders("marital status", "married", "single")))
    assert len(kinds(dataset)) == 2
    assert dataset.report.warnings == ()


DOCUMENTS = (
    "Belegart,Belegnummer,Belegdatum,Kundennummer,Artikelnummer,Menge,Einzelpreis\n"
    "Rechnung,R1,2024-01-01,u1,A,2,10\n"
    "Rechnungskorrektur,K1,2024-01-02,u1,A,{minus}1,10\n"
    "Angebot,A1,2024-01-03,u2,A,5,10\n"
    "Lieferschein,L1,2024-01-03,u1,A,2,10\n"
)


@pytest.mark.parametrize("minus", ["", "-"])
def test_documents_are_told_apart_with_and_without_a_minus(write: Write, minus: str) -> None:
    dataset = load(write(DOCUMENTS.format(minus=minus)))
    assert kinds(dataset) == [("K1", Kind.REFUND), ("R1", Kind.PURCHASE)]
    assert [(line, column) for line, column, *_ in set_aside(dataset)] == [
        (4, "Belegart"), (5, "Belegart"),
    ]  # fmt: skip
    assert {reason for *_, reason in set_aside(dataset)} == {
        "a kind of row that is no sale, such as a quote or a delivery note"
    }


def test_a_correction_upwards_is_a_sale_where_others_have_a_minus(write: Write) -> None:
    text = DOCUMENTS.format(minus="-") + "Rechnungskorrektur,K2,2024-01-04,u1,A,1,10\n"
    assert kinds(load(write(text))) == [
        ("K1", Kind.REFUND), ("K2", Kind.PURCHASE), ("R1", Kind.PURCHASE),
    ]  # fmt: skip


def test_the_payment_decides_where_a_state_is_not_known(write: Write) -> None:
    path = write(orders("status,payment status", "shipped,paid", "flurbig,paid", "flurbig,unpaid"))
    dataset = load(path)
    assert kinds(dataset) == [("1", Kind.PURCHASE), ("2", Kind.PURCHASE)]
    assert any("'flurbig' (rows: 2)" in words for words in dataset.report.warnings)


def test_a_state_is_asked_for_where_the_payment_is_blank(write: Write) -> None:
    with pytest.raises(Question, match="'flurbig'"):
        load(write(orders("status,payment status", "shipped,paid", "flurbig,paid", "flurbig,")))


def test_codes_are_told_by_the_words_beside_them(write: Write) -> None:
    dataset = load(write(orders("status,status name", "7,shipped", "8,cancelled", "0,shipped")))
    assert kinds(dataset) == [("1", Kind.PURCHASE), ("3", Kind.PURCHASE)]


def test_codes_alone_are_asked_for_with_zero_among_them(write: Write) -> None:
    with pytest.raises(Question, match=r"'0' \(rows: 1\)") as asked:
        load(write(orders("status", "7", "7", "0")))
    assert "0=no sale" in asked.value.options


def test_an_order_that_waits_to_be_handled_is_sold_where_it_is_paid(write: Write) -> None:
    text = orders("訂單狀態,付款狀態", "待處理,已付款", "待處理,未付款", "已完成,已付款")
    assert [order for order, _ in kinds(load(write(text)))] == ["1", "3"]
