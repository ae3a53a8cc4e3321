"""Order exports: continuation lines, statuses, whole orders in a row, as the shops write them."""

from __future__ import annotations

import csv
import io
from datetime import datetime

import pytest

from shopai.columns import Customer, Event, Item, Kind
from shopai.events.load import load
from shopai.events.opening import open_file
from shopai.events.reading.mapping import Mapping, Shape
from tests.events.conftest import Write
from tests.events.loading import SHARED, adds_up, rows, set_aside


def table(header: list[str], *records: dict[str, str]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, header, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(records)
    return text.getvalue()


SHOPIFY = [
    "Name", "Email", "Financial Status", "Paid at", "Accepts Marketing", "Currency", "Subtotal",
    "Total", "Created at", "Lineitem quantity", "Lineitem name", "Lineitem price", "Lineitem sku",
    "Billing Country", "Billing Phone", "Notes", "Vendor", "Id", "Lineitem discount", "Source",
]  # fmt: skip


def line(name: str, item: str, quantity: int) -> dict[str, str]:
    return {
        "Name": name,
        "Lineitem name": item,
        "Lineitem quantity": str(quantity),
        "Lineitem price": "10.00",
    }


def test_shopify_orders_are_filled_from_their_first_line(write: Write) -> None:
    first = {
        "Email": "a@b.c", "Financial Status": "paid", "Currency": "USD", "Vendor": "Acme",
        "Created at": "2024-01-31 10:00:00 +0200", "Accepts Marketing": "yes",
        "Billing Country": "NL", "Billing Phone": "'+31612345678", "Notes": "one\ntwo",
        "Lineitem sku": "T1", "Lineitem discount": "1.00", "Source": "web",
    }  # fmt: skip
    guest = {"Currency": "USD", "Created at": "2024-02-01 10:00:00 +0200"}
    dataset = load(
        write(
            table(
                SHOPIFY,
                line("#1001", "Tea", 1) | first,
                line("#1001", "Cup", 2),
                line("#1002", "Cup", 2) | guest | {"Financial Status": "refunded"},
                line("#1003", "Cup", 2) | guest | {"Financial Status": "voided"},
                line("#1004", "Cup", 2) | guest | {"Financial Status": "paid", "Currency": "EUR"},
            )
        ),
        currency="USD",
    )
    adds_up(dataset)
    columns = (
        Event.ORDER, Event.ITEM, Event.KIND, Event.USER, Event.TIME, Event.DISCOUNT, Event.CHANNEL,
    )  # fmt: skip
    morning, next_day = datetime(2024, 1, 31, 8), datetime(2024, 2, 1, 8)
    assert rows(dataset, *columns) == [
        ("#1001", "Cup", Kind.PURCHASE, "a@b.c", morning, None, "web"),
        ("#1001", "T1", Kind.PURCHASE, "a@b.c", morning, 1.0, "web"),
        ("#1002", "Cup", Kind.PURCHASE, None, next_day, None, None),
        ("#1002", "Cup", Kind.REFUND, None, next_day, None, None),
    ]
    assert set_aside(dataset) == [
        (6, "Financial Status", "voided", "order cancelled or unpaid"),
        (7, "Currency", "EUR", "in another currency than the one chosen"),
    ]
    assert dataset.report.notes["filled from another line of the order"] == 1
    customers = dataset.customers.project(
        f'{Customer.USER}, {Customer.PHONE}, {Customer.CONSENT}, "Billing Country"'
    )
    assert customers.fetchall() == [("a@b.c", "+31612345678", "yes", "NL")]


WOO = ["order_id", "order_date", "status", "order_currency", "customer_user", "billing_email",
       "billing_country"] + [
    f"Product Item {n} {what}" for n in range(1, 25) for what in ("Name", "id", "Quantity", "Total")
]  # fmt: skip


def woo(order: str, *items: tuple[str, str, str, str], status: str = "completed") -> dict[str, str]:
    record = {"order_id": order, "order_date": "2024-01-31 10:00:00", "status": status,
              "order_currency": "EUR", "customer_user": "7", "billing_email": "a@b.de"}  # fmt: skip
    for n, item in enumerate(items, start=1):
        names = [f"Product Item {n} {what}" for what in ("Name", "id", "Quantity", "Total")]
        record |= dict(zip(names, item, strict=True))
    return record


def test_woocommerce_writes_an_order_in_a_row(write: Write) -> None:
    shirt, hat = ("Shirt", "11", "2", "20"), ("Hat", "12", "1", "15")
    path = write(
        table(
            WOO,
            woo("101", shirt, hat),
            woo("102"),
            woo("103", shirt, status="refunded"),
            woo("104", shirt, status="cancelled"),
            woo("105", ("Shirt", "11", "two", "20"), ("Hat", "12", "no", "1")),
            woo("106", ("", "", "", ""), hat),
        )
    )
    opened = open_file(path)
    assert "Product Item Name" in opened.columns and "Product Item 2 Name" not in opened.columns
    dataset = load(opened)
    adds_up(dataset)
    columns = (Event.ORDER, Event.ITEM, Event.KIND, Event.QUANTITY, Event.PRICE)
    assert rows(dataset, *columns) == [
        ("101", "11", Kind.PURCHASE, 2.0, 10.0),
        ("101", "12", Kind.PURCHASE, 1.0, 15.0),
        ("103", "11", Kind.PURCHASE, 2.0, 10.0),
        ("103", "11", Kind.REFUND, 2.0, 10.0),
        ("106", "12", Kind.PURCHASE, 1.0, 15.0),
    ]
    aside = set_aside(dataset)
    assert aside[:2] == [
        (3, "Product Item id", None, "no item id"),
        (5, "status", "cancelled", "order cancelled or unpaid"),
    ]
    assert (aside[2][0], aside[2][1], aside[2][3]) == (6, "Product Item Quantity", "not a number")
    assert aside[2][2] in ("two", "no")
    titles = dict(dataset.items.project(f"{Item.ITEM}, {Item.TITLE}").fetchall())
    assert titles == {"11": "Shirt", "12": "Hat"}


TAOBAO = [
    "订单编号", "买家会员名", "买家支付宝账号", "总金额", "买家实际支付金额", "订单状态",
    "联系手机", "订单创建时间", "订单付款时间", "宝贝标题", "宝贝种类", "宝贝总数量",
    "订单关闭原因",
]  # fmt: skip


@pytest.mark.parametrize("shape", ["orders", "customers"])
def test_one_numbered_item_is_one_row(write: Write, shape: Shape) -> None:
    text = "customer_id,visits,Product Item 1 Name\nu1,3,Hat\nu2,4,Tie\n"
    mapping = Mapping({Event.USER: "Product Item Name", Event.ITEM: "Product Item Name"})
    dataset = load(write(text), shape=shape, mapping=mapping)
    adds_up(dataset)
    assert dataset.n_customers == 2


def test_taobao_in_gb18030(write: Write) -> None:
    order = {
        "买家会员名": "小明", "买家实际支付金额": "98.50", "订单状态": "交易成功",
        "订单创建时间": "2024-01-31 10:00:00", "宝贝标题": "苹果手机壳 透明",
        "宝贝总数量": "2", "联系手机": "'13800138000",
        "订单编号": '="1234567890123456"',
    }  # fmt: skip
    closed = order | {"订单状态": "交易关闭", "订单编号": '="1234567890123457"'}
    dataset = load(write(table(TAOBAO, order, closed), encoding="gb18030"))
    adds_up(dataset)
    columns = (Event.ORDER, Event.USER, Event.ITEM, Event.QUANTITY, Event.PRICE)
    assert rows(dataset, *columns) == [("1234567890123456", "小明", "苹果手机壳 透明", 2.0, 49.25)]
    assert set_aside(dataset) == [(3, "订单状态", "交易关闭", "order cancelled or unpaid")]
    phone = dataset.customers.project(Customer.PHONE)
    assert phone.fetchall() == [("13800138000",)]


def test_amazon_without_customers(write: Write) -> None:
    header = ["amazon-order-id", "purchase-date", "order-status", "product-name", "sku", "asin",
              "quantity", "currency", "item-price", "item-promotion-discount",
              "sales-channel"]  # fmt: skip
    record = ["112-1", "2026-04-10T09:15:00Z", "Shipped", "Sheets", "OCH", "B0", "2", "EUR", "90",
              "10", "Amazon.de"]  # fmt: skip
    pending = ["112-2", *record[1:2], "Pending", *record[3:]]
    text = "\n".join(map("\t".join, [header, record, pending])) + "\n"
    dataset = load(write(text, "orders.txt"))
    adds_up(dataset)
    assert rows(dataset, Event.USER, Event.ITEM, Event.PRICE, Event.DISCOUNT, Event.SESSION) == [
        (None, "OCH", 40.0, 10.0, "112-1")
    ]
    assert rows(dataset, Event.CHANNEL) == [("Amazon.de",)]
    assert dataset.report.notes == {"without a customer id": 2}
    assert (dataset.n_customers, dataset.currency) == (0, "EUR")


def test_cancellations_are_marked_by_a_c_only_where_they_are(write: Write) -> None:
    header = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID\n"
    text = header + "536365,A,x,6,2010-12-01,2.5,1\nC536366,A,x,-1,2010-12-02,2.5,1\n"
    assert load(write(text)).report.notes["on cancellation invoices"] == 1
    # Here C begins every order number of a shop, and says nothing.
    text = header + "C1,A,x,6,2010-12-01,2.5,1\nC2,A,x,1,2010-12-02,2.5,1\n"
    dataset = load(write(text))
    assert dataset.event_counts == {Kind.PURCHASE: 2}
    assert "on cancellation invoices" not in dataset.report.notes


def test_attributes_constant_per_customer_are_kept(write: Write) -> None:
    header = "order_id,customer_id,order_date,sku,Kundengruppe,Zahlart,Filiale,Gruppe\n"
    lines = [
        f"{o},{u},2024-01-{o % 28 + 1:02},A,{'VIP' if u % 3 else 'neu'},{'x' if o % 2 else 'y'},1,"
        f"{u if u < 25 else 25 + o}\n"
        for u in range(30)
        for o in (2 * u, 2 * u + 1)
    ]
    dataset = load(write(header + "".join(lines)))
    assert dataset.customers.columns == [Customer.USER, "Kundengruppe"]
    few = load(write(header + "".join(lines[:38])))
    assert few.customers.columns == [Customer.USER]


EXPORTS = {
    "shopify_orders_fixture.csv": ({}, 2, {Kind.PURCHASE: 2}),
    "amazon_all_orders_fixture.tsv": ({}, 1, {Kind.PURCHASE: 1}),
    "cn_userbehavior_synthetic_200.csv": ({}, 200, None),
    "rees46_events_200.csv": ({}, 200, None),
    "online_retail_II_200.xlsx": (
        {"sheet": "Year 2010-2011"}, 100, {Kind.PURCHASE: 96, Kind.REFUND: 4},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EXPORTS)
def test_shared_exports_load(name: str) -> None:
    path = SHARED / "exports" / name
    if not path.exists():
        pytest.skip("the shared export files are not beside the repository")
    options, kept, counts = EXPORTS[name]
    dataset = load(path, **options)
    adds_up(dataset)
    assert (dataset.report.rows_kept, dataset.report.set_aside) == (kept, {})
    assert counts is None or dataset.event_counts == counts
