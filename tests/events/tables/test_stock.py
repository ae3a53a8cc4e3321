"""Units in stock: which column says so, and which of several numbers counts."""

from __future__ import annotations

import pytest

from shopai.columns import Event, Item
from shopai.events.dataset import Dataset
from shopai.events.load import load
from shopai.events.reading.mapping import Mapping
from shopai.events.reading.understanding import suggest
from tests.events.conftest import Write

HEADER = "order_id,customer_id,date,sku,qty,price,stock\n"


def stock(content: str, write: Write, **settings: object) -> dict[str, float | None]:
    dataset = load(write(content), **settings)
    return dict(dataset.items.project(f"{Item.ITEM}, {Item.STOCK}").fetchall())


@pytest.mark.parametrize(
    "header",
    ["stock", "Inventory", "Stock Quantity", "quantity_available", "Variant Inventory Qty",
     "stock-on-hand", "库存", "库存数量", "在庫"],
)  # fmt: skip
def test_stock_headers_are_mapped(header: str) -> None:
    columns = ["user_id", "item_id", "event", "timestamp", "quantity", "price", header]
    fields = suggest(columns, []).fields
    assert fields[Item.STOCK] == header
    assert fields[Event.QUANTITY] == "quantity"


@pytest.mark.parametrize("header", ["quantity", "qty", "StockCode", "数量", "available"])
def test_the_quantity_ordered_is_no_stock(header: str) -> None:
    columns = ["order_id", "customer_id", "date", "sku", "price", header]
    assert Item.STOCK not in suggest(columns, []).fields


def test_the_newest_stock_counts(write: Write) -> None:
    left = stock(
        HEADER + "1,u,2024-03-01,a,1,5,7\n"
        "2,u,2024-03-03,a,1,5,4\n"
        "3,v,2024-03-02,a,1,5,6\n"
        "4,v,2024-03-02,a,1,5,6\n"
        "5,v,2024-03-09,a,1,5,\n"
        "5,v,2024-03-09,b,1,5,-2\n"
        "5,v,2024-03-09,c,1,5,many\n",
        write,
    )
    assert left == {"a": 4.0, "b": -2.0, "c": None}


def test_without_times_the_last_stock_counts(write: Write) -> None:
    content = "customer_id,sku,rating,stock\nu,a,3,9\nv,a,4,2\nw,b,5,\n"
    assert stock(content, write) == {"a": 2.0, "b": None}


def test_stock_may_have_a_decimal_comma(write: Write) -> None:
    content = "order_id;customer_id;date;sku;qty;price;lager\n1;u;2024-03-01;a;1;5,50;1.200,5\n"
    fields = {
        Event.ORDER: "order_id", Event.USER: "customer_id", Event.TIME: "date", Event.ITEM: "sku",
        Event.QUANTITY: "qty", Event.PRICE: "price", Item.STOCK: "lager",
    }  # fmt: skip
    assert stock(content, write, mapping=Mapping(fields)) == {"a": 1200.5}


def test_the_demo_has_some_items_sold_out(demo_shop: Dataset) -> None:
    units = demo_shop.items.df()[Item.STOCK]
    assert (units >= 0).all()
    assert (units % 1 == 0).all()
    assert 0.04 < (units == 0).mean() < 0.12
