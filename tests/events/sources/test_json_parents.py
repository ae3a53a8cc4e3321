"""JSON lines whose objects name their parent are read as if they stood inside it."""

from __future__ import annotations

import json
from itertools import chain
from typing import Any

import pytest

from shopai.columns import Event, Kind
from shopai.events.load import load
from shopai.events.opening import open_file
from tests.events.conftest import Write
from tests.events.loading import adds_up, rows, set_aside

SHOP = "gid://shopify"


def order(i: int, customer: str, refunded: str = "0.00", **more: Any) -> dict[str, Any]:
    return {
        "id": f"{SHOP}/Order/{i}",
        "createdAt": f"2024-03-{i:02d}T09:00:00Z",
        "displayFinancialStatus": "PAID",
        "totalRefundedSet": {"shopMoney": {"amount": refunded, "currencyCode": "EUR"}},
        "customer": {"id": f"{SHOP}/Customer/{customer}", "email": f"{customer}@shop.example"},
    } | more


def item(i: int, of: int, sku: str, n: int, total: str) -> dict[str, Any]:
    return {
        "id": f"{SHOP}/LineItem/{i}",
        "sku": sku,
        "quantity": n,
        "discountedTotalSet": {"shopMoney": {"amount": total, "currencyCode": "EUR"}},
        "__parentId": f"{SHOP}/Order/{of}",
    }


ORDERS = [
    [order(1, "anna"), item(1, 1, "A", 2, "49.90"), item(2, 1, "B", 1, "39.00")],
    [order(2, "bert", "25.00"), item(3, 2, "A", 3, "75.00")],
    [order(3, "anna"), item(4, 3, "B", 1, "39.00"), item(5, 3, "C", 2, "37.00")],
    [order(4, "carl", "39.00"), item(6, 4, "B", 1, "39.00")],
]
SOLD = [
    ("anna", "A", 1, 2.0, 24.95), ("anna", "B", 1, 1.0, 39.0), ("anna", "B", 3, 1.0, 39.0),
    ("anna", "C", 3, 2.0, 18.5), ("bert", "A", 2, 3.0, 25.0), ("carl", "B", 4, 1.0, 39.0),
]  # fmt: skip
BACK = [("bert", "A", 2, 1.0, 25.0), ("carl", "B", 4, 1.0, 39.0)]


def on_lines(objects: list[Any]) -> str:
    return "".join(f"{json.dumps(each)}\n" for each in objects)


@pytest.mark.parametrize("sequence", ["grouped", "orders first", "items first", "compact"])
def test_lines_of_items_join_the_orders_they_name(write: Write, sequence: str) -> None:
    objects = list(chain(*ORDERS))
    if sequence == "orders first":
        objects.sort(key=lambda each: "__parentId" in each)
    if sequence == "items first":
        objects.sort(key=lambda each: "__parentId" not in each)
    text = on_lines(objects)
    if sequence == "compact":
        text = text.replace(": ", ":").replace(", ", ",").replace("\n", " \r\n")
    dataset = load(write(text, "bulk.jsonl"))
    adds_up(dataset)
    assert dataset.report.rows_read == 6
    columns = (Event.USER, Event.ITEM, Event.ORDER, Event.QUANTITY, Event.PRICE, Event.KIND)
    events = sorted(rows(dataset, *columns))
    for kind, lines in ((Kind.PURCHASE, SOLD), (Kind.REFUND, BACK)):
        assert [each[:5] for each in events if each[5] == kind] == [
            (f"{SHOP}/Customer/{user}", sku, f"{SHOP}/Order/{i}", n, price)
            for user, sku, i, n, price in lines
        ]


def test_children_that_come_after_the_first_lines_are_seen(write: Write) -> None:
    many = [order(1, "anna", id=f"{SHOP}/Order/{i}", note="x" * 600) for i in range(2000)]
    text = on_lines([*many, *(item(i, i, "A", 1, "2.00") for i in range(2000))])
    assert "lineItems.sku" in open_file(write(text, "bulk.jsonl")).columns


def test_items_of_orders_of_customers_are_rows(write: Write) -> None:
    text = on_lines(
        [
            {"id": f"{SHOP}/Customer/7", "email": "anna@shop.example"},
            {
                "id": f"{SHOP}/Order/1",
                "createdAt": "2024-03-01T09:00:00Z",
                "__parentId": f"{SHOP}/Customer/7",
            },
            {**item(1, 1, "A", 2, "49.90"), "title": "Apron"},
            {**item(2, 1, "B", 1, "39.00"), "title": "Board"},
            {"amount": "3.00", "__parentId": f"{SHOP}/LineItem/1"},
        ]
    )
    opened = open_file(write(text, "bulk.jsonl"))
    assert "orders.lineItems.sku" in opened.columns
    assert not any("__parentId" in column for column in opened.columns)
    assert [row[opened.columns.index("email")] for row in opened.rows] == ["anna@shop.example"] * 2


def test_ids_of_no_known_kind_are_children(write: Write) -> None:
    text = on_lines(
        [
            {"id": 1, "customer": "a", "date": "2024-03-01"},
            {"sku": "A", "price": 2.5, "__parentId": 1},
            {"sku": "B", "price": 3.5, "__parentId": 1},
        ]
    )
    dataset = load(write(text, "bulk.jsonl"))
    assert rows(dataset, Event.USER, Event.ITEM, Event.PRICE) == [("a", "A", 2.5), ("a", "B", 3.5)]


def test_what_joins_nothing_is_set_aside_by_its_line(write: Write) -> None:
    lines = [json.dumps(each) for each in chain(*ORDERS)]
    lines[2:2] = ["", "nonsense", json.dumps(item(9, 99, "A", 1, "5.00"))]
    text = "\n".join(lines).encode().replace(b"nonsense", b"non\xffsense")
    dataset = load(write(text, "bulk.jsonl"))
    adds_up(dataset)
    assert dataset.report.rows_kept == 6
    assert [line for line, *_ in set_aside(dataset)] == [4, 5]


def test_an_order_that_stands_twice_has_its_items_once(write: Write) -> None:
    dataset = load(write(on_lines([*chain(*ORDERS), order(1, "anna")]), "bulk.jsonl"))
    adds_up(dataset)
    assert dataset.report.rows_kept == 6
    assert [(line, why) for line, *_, why in set_aside(dataset)] == [(11, "no item id")]
