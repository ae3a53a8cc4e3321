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
