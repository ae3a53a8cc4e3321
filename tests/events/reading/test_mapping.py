"""Which column means what: by name, by content, saved and loaded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from shopai.columns import Customer, Event, Item, Kind
from shopai.errors import InputError, Question
from shopai.events.load import load
from shopai.events.opening import open_file
from shopai.events.reading.headers import Field, key
from shopai.events.reading.kinds import kind_of
from shopai.events.reading.mapping import FIELDS, Mapping, shape_of
from shopai.events.reading.understanding import suggest
from shopai.events.sources.values import TIME_FORMATS
from tests.events.conftest import Write
from tests.events.loading import ORDERS, rows, set_aside


def suggested(head: str, delimiter: str = ",") -> dict[str, str]:
    columns, *table = [line.split(delimiter) for line in head.strip().split("\n")]
    return dict(suggest(columns, table).fields)


@pytest.mark.parametrize(
    ("head", "fields"),
    [
        (
            "user,item,event,time\nu1,i1,view,2024-01-01",
            {Event.USER: "user", Event.ITEM: "item", Event.KIND: "event", Event.TIME: "time"},
        ),
        (
            "userId,movieId,rating,timestamp\n1,2,3.5,1112486027",
            {Event.USER: "userId", Event.ITEM: "movieId", Event.RATING: "rating",
             Event.TIME: "timestamp"},
        ),
        (
            "event_time,event_type,product_id,category_id,category_code,brand,price,user_id,"
            "user_session\n2019-10-01 00:00:00 UTC,view,1,2,,x,35.79,5,72d7",
            {Event.TIME: "event_time", Event.KIND: "event_type", Event.ITEM: "product_id",
             Item.CATEGORY: "category_code", Item.BRAND: "brand", Event.PRICE: "price",
             Event.USER: "user_id", Event.SESSION: "user_session"},
        ),
        (
            "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
            "536365,85123A,HOLDER,6,2010-12-01 08:26:00,2.55,17850.0,UK",
            {Event.ORDER: "InvoiceNo", Event.ITEM: "StockCode", Item.TITLE: "Description",
             Event.QUANTITY: "Quantity", Event.TIME: "InvoiceDate", Event.PRICE: "UnitPrice",
             Event.USER: "CustomerID"},
        ),
        (
            "用户ID,商品ID,行为类型,时间戳,售价\n1,2,pv,1512189107,5.5",
            {Event.USER: "用户ID", Event.ITEM: "商品ID", Event.KIND: "行为类型",
             Event.TIME: "时间戳", Event.PRICE: "售价"},
        ),
        (
            "注文番号,顧客番号,注文日,商品番号,個数,単価\n1,2,2024-01-31,3,1,5",
            {Event.ORDER: "注文番号", Event.USER: "顧客番号", Event.TIME: "注文日",
             Event.ITEM: "商品番号", Event.QUANTITY: "個数", Event.PRICE: "単価"},
        ),
        ("a,b\nx,y", {}),
    ],
)  # fmt: skip
def test_columns_are_mapped_by_header(head: str, fields: dict[str, str]) -> None:
    assert suggested(head) == fields


@pytest.mark.parametrize(
    ("head", "fields"),
    [
        (
            "a,b,c,d\n11,i1,view,2024-01-01 10:00\n12,i1,buy,2024-01-02 10:00",
            {Event.USER: "a", Event.KIND: "c", Event.TIME: "d"},
        ),
        (
            "a,b,c,d\n11,i1,view,2024-01-01 10:00\n12,i2,buy,2024-01-02 10:00",
            {Event.USER: "a", Event.ITEM: "b", Event.KIND: "c", Event.TIME: "d"},
        ),
        (
            "a,b,c,d\n11,501,5,1112486027\n12,501,4,1112486029\n11,502,1,1112486024",
            {Event.USER: "a", Event.ITEM: "b", Event.RATING: "c", Event.TIME: "d"},
        ),
        (
            "column_1,column_2,column_3,column_4\n196,242,3,881250949\n186,302,3,891717742",
            {Event.USER: "column_1", Event.ITEM: "column_2", Event.RATING: "column_3",
             Event.TIME: "column_4"},
        ),
        ("x,y,z\n1,2,3\n2,4,1", {}),
        ("height,weight,score\n181,82,3\n160,60,4\n175,71,5", {}),  # facts about nobody
    ],
)  # fmt: skip
def test_columns_are_mapped_by_content(head: str, fields: dict[str, str]) -> None:
    assert suggested(head) == fields


def test_an_email_that_is_the_id_serves_twice() -> None:
    fields = suggested("customer,item_id\na@b.c,1\nd@e.f,2")
    assert fields[Event.USER] == fields[Customer.EMAIL] == "customer"


def test_attributes_are_columns_about_the_customer() -> None:
    columns = ["customer_id", "sku", "Country", "Gender", "colour"]
    assert suggest(columns, [["1", "2", "DE", "f", "red"]]).attributes == ("Country", "Gender")


@pytest.mark.parametrize(
    ("channel", "device"),
    [("channel", "device"), ("Traffic Source", "Device Category"), ("utm_source", "Platform"),
     ("Referrer", "device_type"), ("渠道", "设备类型"), ("sales-channel", "终端")],
)  # fmt: skip
@pytest.mark.parametrize(
    "head",
    [
        "user_id,item_id,event,timestamp\nu,i,view,2024-01-01",
        "order_id,customer_id,date,sku,price\n1,u,2024-01-01,A,5",
        "user,item,rating\nu,i,4",
        "amazon-order-id,buyer-email,purchase-date,asin,quantity,item-price\n1,a@b.c,2024-01-01,A,2,5",
    ],
)
def test_channel_and_device_are_mapped(head: str, channel: str, device: str) -> None:
    names, values = head.split("\n")
    fields = suggested(f"{names},{channel},{device}\n{values},Ads,phone")
    assert fields.pop(Event.CHANNEL) == channel
    assert fields.pop(Event.DEVICE) == device
    assert fields == suggested(head)


def test_a_known_export_brings_its_channel() -> None:
    shopify = "Name,Email,Created at,Lineitem name,Lineitem quantity,Lineitem price,Source\n"
    assert suggested(shopify + "1,a@b.c,2024-01-01,Tea,1,5,web")[Event.CHANNEL] == "Source"


def test_the_channel_of_a_customer_is_an_attribute() -> None:
    columns = ["customer_id", "channel", "device", "spend"]
    mapping = suggest(columns, [["1", "Ads", "phone", "20.5"], ["2", "", "", "3"]])
    assert mapping.fields == {Event.USER: "customer_id"}
    assert mapping.attributes == ("channel", "device")


@pytest.mark.parametrize(
    ("word", "kind"),
    [("pv", Kind.VIEW), ("Add to Cart", Kind.CART), ("收藏", Kind.WISHLIST), ("buy", Kind.PURCHASE),
     ("REFUNDED", Kind.REFUND), ("search", Kind.SEARCH), ("评价", Kind.RATING), ("hm", None)],
)  # fmt: skip
def test_event_words_of_many_sources_are_known(word: str, kind: str | None) -> None:
    assert kind_of(word) == kind


def test_headers_are_compared_without_case_and_punctuation() -> None:
    assert key(" Invoice No. ") == key("invoice-no") == key("INVOICE_NO") == "invoice_no"


@pytest.mark.parametrize(
    ("columns", "table", "shape"),
    [
        ([Event.USER, Event.ITEM, Event.KIND], [["u", "i", "view"]], "events"),
        ([Event.USER, Event.QUERY, Event.KIND], [["u", "q", "search"]], "events"),
        ([Event.USER, Event.ITEM, Event.RATING], [["u", "i", "5"]], "ratings"),
        ([Event.USER, Event.ITEM], [["u", "i"]], "orders"),
        ([Event.USER, Event.TIME, Field.AMOUNT], [["u", "2024-01-31", "5"]], "orders"),
        ([Event.USER, "A", "B"], [["u", "5", ""], ["v", "", "3"]], "matrix"),
        ([Event.USER, "A", "B"], [["u", "5", "0"], ["v", "0", "3"]], "matrix"),
        ([Event.USER, "Age", "Income"], [["u", "19", "15"], ["v", "21", "81"]], "customers"),
        ([Event.USER, "spend"], [["u", "10.5"]], "customers"),
        (["height", "weight", "score"], [["181", "82", "3"], ["160", "60", "4"]], "customers"),
        ([Event.USER, "name"], [["u", "x"]], None),
        (["a", "b"], [["x", "y"]], None),
    ],
)
def test_the_shape_is_told_by_the_columns(
    columns: list[str], table: list[list[str]], shape: str | None
) -> None:
    assert shape_of(suggest(columns, table), columns, table) == shape


def test_a_mapping_is_saved_and_loaded(tmp_path: Path) -> None:
    answers = {"dates": "dmy", "duplicates": "remove"}
    more, states = {Field.STATUS: ("状态",)}, {"open": "no sale"}
    mapping = Mapping({Event.USER: "客户"}, ("国家",), {"gucken": Kind.VIEW}, more, states, answers)
    mapping.save(tmp_path / "mapping.json")
    assert Mapping.load(tmp_path / "mapping.json") == mapping


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "This is not a saved mapping"),
        ("[1]", "This is not a saved mapping"),
        ('{"fields": {"user_id": 5}}', "This is not a saved mapping"),
        ('{"fields": []}', "This is not a saved mapping"),
        ('{"fields": {}, "kinds": []}', "This is not a saved mapping"),
        ('{"fields": {}, "attributes": [1]}', "This is not a saved mapping"),
        ('{"fields": {"nonsense": "a"}}', "The mapping names unknown fields ['nonsense']"),
        ('{"fields": {}, "kinds": {"x": "dance"}}', "names unknown event types ['dance']"),
        ('{"fields": {}, "answers": {"dates": 5}}', "This is not a saved mapping"),
        ('{"fields": {}, "answers": {"shoe": "5"}}', "names unknown answers ['shoe']"),
    ],
)
def test_a_file_without_a_mapping_is_refused(content: str, told: str) -> None:
    with pytest.raises(InputError) as error:
        Mapping.from_json(content)
    assert told in str(error.value)


def test_an_unreadable_mapping_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no mapping to read"):
        Mapping.load(tmp_path / "nothing.json")
    (tmp_path / "a.json").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="not a saved mapping"):
        Mapping.load(tmp_path / "a.json")


def test_a_mapping_to_missing_columns_is_refused(write: Write) -> None:
    path = write(ORDERS + "1,u1,2024-01-31,A,1,2.5\n")
    with pytest.raises(InputError, match="does not have \\(nope\\); found order_id, customer_id"):
        load(path, mapping=Mapping({Event.USER: "nope"}))


@pytest.mark.parametrize(
    ("shape", "fields", "told"),
    [
        ("events", {Event.USER: "a"}, "needs a column for Event type and Date and time"),
        ("ratings", {Event.USER: "a"}, "needs a column for Item id and Rating"),
        ("orders", {Event.USER: "a"}, "needs a column for Item id or Item title or Order number"),
        ("dance", {}, "shape must be one of events, orders, ratings, matrix, customers"),
    ],
)
def test_a_shape_says_what_it_needs(
    write: Write, shape: str, fields: dict[str, str], told: str
) -> None:
    with pytest.raises(InputError) as error:
        load(write("a,b\n1,2\n"), shape=shape, mapping=Mapping(fields))  # type: ignore[arg-type]
    assert told in str(error.value)


def test_a_mapping_overrides_what_is_told_by_the_columns(write: Write) -> None:
    path = write("foo,bar,baz\nu1,i1,2024-01-01\nu2,i2,2024-01-02\n")
    dataset = load(path, mapping=Mapping({Event.USER: "bar", Event.ITEM: "foo", Event.TIME: "baz"}))
    assert rows(dataset, Event.USER, Event.ITEM) == [("i1", "u1"), ("i2", "u2")]
    same = load(path, mapping=Mapping({Event.USER: "foo", Event.ITEM: "foo"}))
    assert rows(same, Event.USER, Event.ITEM) == [("u1", "u1"), ("u2", "u2")]


def test_answers_in_a_mapping_are_those_of_load_and_its_own_go_before(write: Write) -> None:
    path = write(ORDERS + "".join(f"{n},u{n},0{n}/0{n + 1}/2024,A,1,2.5\n" for n in (1, 2, 2)))
    with pytest.raises(Question):
        load(path)
    mdy = TIME_FORMATS["mdy"]
    mapping = replace(open_file(path).mapping, answers={"dates": "mdy", "duplicates": "remove"})
    saved = load(path, mapping=Mapping.from_json(mapping.to_json()))
    assert (saved.first_day, saved.report.settings["dates"]) == (date(2024, 1, 2), mdy)
    assert saved.event_counts == {Kind.PURCHASE: 2}
    given = load(path, mapping=mapping, dates="dmy", duplicates="keep")
    assert (given.first_day, given.event_counts) == (date(2024, 2, 1), {Kind.PURCHASE: 3})
    assert given.fingerprint != load(path, mapping=mapping, dates="dmy").fingerprint


def test_the_column_of_the_money_can_be_named_beside_a_mapping(write: Write) -> None:
    path = write(
        "order_id,customer_id,date,sku,qty,price,paid\n"
        "1,u1,2024-01-31,A,2,5,8\n2,u2,2024-02-01,A,1,5,4\n3,u1,2024-02-02,B,3,1,2\n"
    )
    mapping = open_file(path).mapping
    dataset = load(path, mapping=mapping, money="paid")
    assert sorted(price * n for price, n in rows(dataset, Event.PRICE, Event.QUANTITY)) == [2, 4, 8]
    with pytest.raises(InputError, match="no column 'payed' to be the money"):
        load(path, mapping=mapping, money="payed")


def test_no_discount_comes_off_what_customers_are_said_to_have_paid(write: Write) -> None:
    path = write(
        "order_id,customer_id,date,sku,qty,price,discount,final\n"
        "1,u1,2024-01-31,A,2,5,1,8\n2,u2,2024-02-01,A,1,5,2,1\n3,u1,2024-02-02,B,3,1,1,9\n"
    )
    dataset = load(path, money="final")
    assert sorted(price * n for price, n in rows(dataset, Event.PRICE, Event.QUANTITY)) == [1, 8, 9]


def test_a_mapping_can_name_the_events_of_a_file(write: Write) -> None:
    path = write(
        "user,item,event,time\nu1,i1,gucken,2024-01-01\nu1,i1,nehmen,2024-01-02\n"
        "u1,i1,hm,2024-01-03\nu1,i1,,2024-01-03\n"
    )
    with pytest.raises(InputError, match=r"None of the event types in 'event' is known"):
        load(path)
    fields = {Event.USER: "user", Event.ITEM: "item", Event.KIND: "event", Event.TIME: "time"}
    own = Mapping(fields, (), {"gucken": Kind.VIEW, "nehmen": Kind.PURCHASE})
    dataset = load(path, mapping=own)
    assert rows(dataset, Event.KIND) == [(Kind.PURCHASE,), (Kind.VIEW,)]
    assert set_aside(dataset) == [
        (4, "event", "hm", "unknown event type"), (5, "event", None, "unknown event type"),
    ]  # fmt: skip


def test_every_field_has_words_for_the_screen() -> None:
    assert all(label and label[0].isupper() for label in FIELDS.values())


def test_an_edited_export_is_completed_by_general_names() -> None:
    columns = ("订单编号", "买家会员名", "商品编号", "宝贝标题", "数量", "单价", "订单创建时间")
    fields = suggest(columns, [("1", "王芳", "A7", "绿茶", "2", "12.5", "2024-01-05 10:00")]).fields
    assert fields[Event.ITEM] == "商品编号"
    assert fields[Event.QUANTITY] == "数量"
    assert fields[Event.PRICE] == "单价"
    assert fields[Event.USER] == "买家会员名"


def test_totals_of_an_order_do_not_become_facts_of_its_lines() -> None:
    columns = ("Name", "Email", "Total", "Discount Amount", "Created at", "Lineitem quantity",
               "Lineitem name", "Lineitem price", "Lineitem sku")  # fmt: skip
    fields = suggest(
        columns, [("#1", "a@b.c", "9", "1", "2024-01-05", "1", "tea", "9", "t")]
    ).fields
    assert Field.AMOUNT not in fields
    assert Event.DISCOUNT not in fields
