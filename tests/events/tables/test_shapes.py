"""The five shapes, told apart and read, each from a table small enough to read by hand."""

from __future__ import annotations

from datetime import datetime

import pytest

from shopai.columns import Customer, Event, Item, Kind
from shopai.errors import InputError
from shopai.events.load import load
from shopai.events.reading.mapping import Shape
from tests.events.conftest import Write
from tests.events.loading import ORDERS, adds_up, rows, set_aside


def test_an_event_log_is_read(write: Write) -> None:
    dataset = load(
        write(
            "user,item,event,time,search_query\n"
            "u1,i1,view,2024-01-01 10:00:00,\n"
            "u1,i1,buy,2024-01-01 10:20:00,\n"
            "u1,,search,2024-01-01 11:00:00,red shoes\n"
            "u2,,view,2024-01-02 10:00:00,\n"
        )
    )
    adds_up(dataset)
    assert rows(dataset, Event.USER, Event.KIND, Event.ITEM, Event.QUANTITY, Event.QUERY) == [
        ("u1", Kind.PURCHASE, "i1", 1.0, None),
        ("u1", Kind.SEARCH, None, None, "red shoes"),
        ("u1", Kind.VIEW, "i1", None, None),
    ]
    assert set_aside(dataset) == [(5, "item", None, "no item id")]
    assert dataset.event_counts == {Kind.PURCHASE: 1, Kind.SEARCH: 1, Kind.VIEW: 1}
    assert rows(dataset, Event.TIME, Event.EPOCH)[0] == (
        datetime(2024, 1, 1, 10), 1_704_103_200_000_000,
    )  # fmt: skip


def test_order_lines_are_read(write: Write) -> None:
    dataset = load(
        write(
            ORDERS + "1,17850.0,2024-01-31,A,2,1.5\n1,17850.0,2024-01-31,B,-1,2.5\n"
            "C2,17851.0,2024-02-01,A,-1,1.5\n3,,2024-02-01,A,0,1.5\n4,,2024-02-01,A,1,-1\n"
            "5,,2024-02-01,,1,1\n6,u,2024-02-01,B,3,\n"
        )
    )
    adds_up(dataset)
    columns = (Event.ORDER, Event.USER, Event.ITEM, Event.KIND, Event.QUANTITY, Event.PRICE)
    assert rows(dataset, *columns) == [
        ("1", "17850", "A", Kind.PURCHASE, 2.0, 1.5),
        ("1", "17850", "B", Kind.REFUND, 1.0, 2.5),
        ("6", "u", "B", Kind.PURCHASE, 3.0, None),
        ("C2", "17851", "A", Kind.REFUND, 1.0, 1.5),
    ]
    assert set_aside(dataset) == [
        (5, "qty", "0", "quantity is zero"),
        (6, "price", "-1", "negative price"),
        (7, "sku", None, "no item id"),
    ]
    assert dataset.report.notes == {
        "without a customer id": 3, "read as refunds": 2, "on cancellation invoices": 1,
    }  # fmt: skip


def test_a_line_total_is_divided_by_the_quantity(write: Write) -> None:
    dataset = load(write("order_id,customer_id,sku,quantity,line_total\n1,u,A,4,10\n2,u,A,2,-6\n"))
    assert rows(dataset, Event.KIND, Event.QUANTITY, Event.PRICE) == [
        (Kind.PURCHASE, 4.0, 2.5), (Kind.REFUND, 2.0, 3.0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "timed"),
    [
        ("userId,movieId,rating,timestamp\n1,10,3.5,1112486027\n2,10,4,1112486028\n", True),
        ("1\t10\t3.5\t881250949\n2\t10\t4\t891717742\n", True),
        ("1::10::3.5::978300760\n2::10::4::978302109\n", True),
        ("1,10,3.5\n2,10,4\n", False),
    ],
)
def test_rating_triples_are_read(write: Write, text: str, timed: bool) -> None:
    dataset = load(write(text, "u.data"))
    adds_up(dataset)
    assert rows(dataset, Event.USER, Event.ITEM, Event.KIND, Event.RATING) == [
        ("1", "10", Kind.RATING, 3.5), ("2", "10", Kind.RATING, 4.0),
    ]  # fmt: skip
    assert (Event.TIME in dataset.filled) is timed
    assert (Event.SESSION in dataset.filled) is timed


def test_ratings_without_a_rating(write: Write) -> None:
    dataset = load(write("user,item,rating\nu,i,5\nu,j,\n,i,3\nu,k,good\n"))
    adds_up(dataset)
    assert set_aside(dataset) == [
        (3, "rating", None, "no rating"),
        (4, "user", None, "no customer id"),
        (5, "rating", "good", "not a number"),
    ]


MATRIX = [("u1", "A", 5.0), ("u1", "C", 3.5), ("u2", "B", 4.0), ("u3", "A", 1.0)]


@pytest.mark.parametrize("first", ["user", "", "who"])
@pytest.mark.parametrize("blank", ["", "0"])
def test_a_rating_matrix_is_read(write: Write, first: str, blank: str) -> None:
    lines = [[first, "A", "B", "C"], ["u1", "5", blank, "3.5"], ["u2", blank, "4", blank],
             ["u3", "1", blank, blank]]  # fmt: skip
    dataset = load(write("\n".join(map(",".join, lines)) + "\n"))
    adds_up(dataset)
    assert rows(dataset, Event.USER, Event.ITEM, Event.RATING) == MATRIX
    assert sorted(dataset.items.project(Item.ITEM).fetchall()) == [("A",), ("B",), ("C",)]
    assert dataset.customers.fetchall() == [("u1",), ("u2",), ("u3",)]


def test_a_rating_matrix_may_have_numbers_for_names(write: Write) -> None:
    dataset = load(write(",101,102,103\n1,5,0,3\n2,0,4,0\n3,0,0,2\n"))
    assert rows(dataset, Event.USER, Event.ITEM, Event.RATING) == [
        ("1", "101", 5.0), ("1", "103", 3.0), ("2", "102", 4.0), ("3", "103", 2.0),
    ]  # fmt: skip


def test_faulty_rows_of_a_matrix_are_set_aside(write: Write) -> None:
    text = "user;A;B;C\nu1;5;;3,5\n;1;;\nu2;;;\nu3;x;2;y\nu4;0;0;0\nu5;;1;\n"
    dataset = load(write(text), shape="matrix")
    adds_up(dataset)
    assert rows(dataset, Event.USER, Event.ITEM, Event.RATING) == [
        ("u1", "A", 5.0), ("u1", "C", 3.5), ("u5", "B", 1.0),
    ]  # fmt: skip
    assert set_aside(dataset) == [
        (3, "user", None, "no customer id"),
        (4, None, None, "no rating"),
        (5, "A", "x", "not a number"),
        (6, None, None, "no rating"),
    ]


MALL = "CustomerID,Gender,Age,Annual Income (k$),Spending Score (1-100)\n"


def test_a_customer_table_is_read(write: Write) -> None:
    dataset = load(write(MALL + "1,Male,19,15,39\n2,Male,21,15,81\n3.0,Female,20,16,6\n"))
    adds_up(dataset)
    assert dataset.customers.columns == [Customer.USER, *MALL.strip().split(",")[1:]]
    assert dataset.customers.order(Customer.USER).fetchall() == [
        ("1", "Male", 19.0, 15.0, 39.0),
        ("2", "Male", 21.0, 15.0, 81.0),
        ("3", "Female", 20.0, 16.0, 6.0),
    ]
    assert (dataset.event_counts, dataset.n_customers) == ({}, 3)
    assert dataset.items.fetchall() == []


def test_a_visit_has_a_channel_and_a_device(write: Write) -> None:
    dataset = load(
        write(
            "user_id,event,item_id,timestamp,utm_source,device\n"
            "u,view,a,2024-01-01 10:00:00, e-mail ,phone\n"
            "u,purchase,a,2024-01-01 10:05:00,N/A,\n"
        )
    )
    columns = (Event.KIND, Event.CHANNEL, Event.DEVICE)
    assert rows(dataset, *columns) == [
        (Kind.PURCHASE, None, None),
        (Kind.VIEW, "e-mail", "phone"),
    ]
    assert dataset.customers.columns == [Customer.USER]


def test_the_channel_of_a_customer_stays_with_the_customer(write: Write) -> None:
    dataset = load(write("customer_id,channel,device,spend\n1,Ads,phone,5\n2,E-mail,,7.5\n"))
    assert dataset.event_counts == {}
    assert dataset.customers.columns == [Customer.USER, Event.CHANNEL, Event.DEVICE, "spend"]
    assert dataset.customers.fetchall() == [("1", "Ads", "phone", 5.0), ("2", "E-mail", None, 7.5)]


def test_faulty_rows_of_a_customer_table_are_set_aside(write: Write) -> None:
    rows_ = "".join(f"{i},{i},5\n" for i in range(1, 13))
    dataset = load(write("customer_id,age,orders\n" + rows_ + "1,30,2\n,31,2\n20,old,2\n21,,2\n"))
    adds_up(dataset)
    assert set_aside(dataset) == [
        (14, "customer_id", "1", "a customer id seen before"),
        (15, "customer_id", None, "no customer id"),
        (16, "age", "old", "not a number"),
    ]
    assert dataset.n_customers == 13


def test_customer_table_without_ids_or_with_our_name_elsewhere(write: Write) -> None:
    assert load(write("a,b\n1,2\n3,4\n"), shape="customers").customers.fetchall() == [
        ("row 1", 1.0, 2.0), ("row 2", 3.0, 4.0),
    ]  # fmt: skip
    clash = load(write("client_id,user_id,spend\nx,y,5\n"), shape="customers")
    assert clash.customers.columns[0] == Customer.USER
    assert clash.customers.fetchall()[0][-1] == 5.0


def test_customer_table_needs_numbers(write: Write) -> None:
    with pytest.raises(InputError, match="No column of the customer table holds numbers"):
        load(write("customer_id,name\n1,a\n2,b\n"), shape="customers")


@pytest.mark.parametrize(
    ("shape", "kinds"),
    [("orders", {Kind.PURCHASE: 2}), ("ratings", {Kind.RATING: 2}), ("matrix", {Kind.RATING: 4})],
)
def test_a_shape_can_be_chosen(write: Write, shape: Shape, kinds: dict[str, int]) -> None:
    path = write("user,item,rating\n1,2,5\n2,2,4\n")
    assert load(path, shape=shape).event_counts == kinds


def test_a_matrix_of_words_has_no_valid_row(write: Write) -> None:
    with pytest.raises(InputError, match="could be used"):
        load(write("CustomerID,Gender\n1,Male\n2,Female\n"), shape="matrix")


def test_two_columns_are_enough(write: Write) -> None:
    dataset = load(write("user_id,item_id\nu1,i1\nu2,i2\n"))
    assert rows(dataset, Event.USER, Event.ITEM, Event.KIND) == [
        ("u1", "i1", Kind.PURCHASE), ("u2", "i2", Kind.PURCHASE),
    ]  # fmt: skip
