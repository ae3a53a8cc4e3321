"""JSON in the forms shops and databases write it, with the lines of an order inside it."""

from __future__ import annotations

import gzip
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from shopai.columns import Event, Kind
from shopai.errors import InputError, Question
from shopai.events.load import load
from shopai.events.opening import open_file
from shopai.events.reading.nested import levels_of
from shopai.events.sources.json_files import search
from tests.events.conftest import Write
from tests.events.loading import adds_up, rows, set_aside

NOON = datetime(2024, 1, 31, 12)

FLAT = [
    {"order_id": "A1", "customer_id": "c1", "order_date": "2024-03-14", "sku": "MUG",
     "quantity": 2, "price": 12.5},
    {"order_id": "A2", "customer_id": "c2", "order_date": "2024-03-15", "sku": "CAN",
     "quantity": 1, "price": 8.0},
]  # fmt: skip

#: Two orders of three lines, and one without.
NESTED: list[dict[str, Any]] = [
    {"order_id": "A1", "created_at": "2024-03-14", "customer": {"id": "c1", "mail": "a@b.c"},
     "discount_codes": [{"code": "X", "amount": "1"}], "tags": ["new"],
     "line_items": [{"sku": "MUG", "quantity": 2, "price": 12.5},
                    {"sku": "CAN", "quantity": 1, "price": 8}]},
    {"order_id": "A2", "created_at": "2024-03-15", "customer": {"id": "c2"}, "tags": [],
     "line_items": [{"sku": "MUG", "quantity": 1, "price": 12.5, "note": "gift"}]},
    {"order_id": "A3", "created_at": "2024-03-16", "customer": {"id": "c3"}, "line_items": []},
]  # fmt: skip
LINES = [("c1", "CAN", 1.0, 8.0), ("c1", "MUG", 2.0, 12.5), ("c2", "MUG", 1.0, 12.5)]


def on_lines(records: list[Any]) -> str:
    return "".join(json.dumps(record) + "\n" for record in records)


def pretty(value: Any) -> str:
    return json.dumps(value, indent=2)


@pytest.mark.parametrize(
    "content",
    [
        json.dumps(FLAT),
        pretty(FLAT),
        "[\n" + ",\n".join(map(json.dumps, FLAT)) + "\n]\n",
        "  \n" + pretty(FLAT),
        "\ufeff" + pretty(FLAT),
        on_lines(FLAT),
        "\n".join(map(pretty, FLAT)),
        "".join(map(json.dumps, FLAT)),
        pretty({"orders": FLAT}),
        json.dumps({"orders": FLAT}),
        json.dumps({"status": "ok", "count": 2, "data": {"page": 1, "orders": FLAT}, "next": None}),
        pretty({"errors": [], "result": {"rows": FLAT, "fields": ["order_id", "sku"]}}),
        json.dumps({'a "quoted" key \u00e9': FLAT}),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_list_of_objects_is_a_table_in_every_form(
    write: Write, content: str, encoding: str
) -> None:
    text = content.lstrip("\ufeff") if encoding == "utf-16" else content
    dataset = load(write(text, "o.json", encoding))
    adds_up(dataset)
    columns = (Event.ORDER, Event.USER, Event.ITEM, Event.QUANTITY, Event.PRICE)
    assert rows(dataset, *columns) == [
        ("A1", "c1", "MUG", 2.0, 12.5),
        ("A2", "c2", "CAN", 1.0, 8.0),
    ]
    assert dataset.report.rows_read == 2


@pytest.mark.parametrize(
    "content",
    [
        pretty(NESTED),
        on_lines(NESTED),
        pretty({"orders": NESTED}),
        on_lines([{"order": record} for record in NESTED]),
        "".join(map(pretty, NESTED)),
    ],
)
def test_each_line_of_an_order_is_a_row_that_repeats_the_order(write: Write, content: str) -> None:
    dataset = load(write(content, "o.json"))
    adds_up(dataset)
    assert rows(dataset, Event.USER, Event.ITEM, Event.QUANTITY, Event.PRICE)[:3] == LINES
    assert dataset.report.rows_read == 4


def test_the_columns_of_nested_lists_are_joined_by_points(write: Write) -> None:
    opened = open_file(write(pretty(NESTED), "o.json"))
    assert opened.columns == (
        "order_id", "created_at", "customer.id", "customer.mail", "tags", "discount_codes",
        "line_items.sku", "line_items.quantity", "line_items.price", "line_items.note",
    )  # fmt: skip
    assert opened.rows[0][:5] == ("A1", "2024-03-14", "c1", "a@b.c", '["new"]')
    assert [row[6] for row in opened.rows] == ["MUG", "CAN", "MUG", ""]


def test_customers_with_orders_with_items_are_rows_of_items(write: Write) -> None:
    people = [
        {"customer_id": "c1", "orders": [
            {"order_id": "A1", "date": "2024-03-14", "items": [{"sku": "MUG", "price": 1},
                                                               {"sku": "CAN", "price": 2}]},
            {"order_id": "A2", "date": "2024-03-15", "items": [{"sku": "MUG", "price": 1}]}]},
        {"customer_id": "c2", "orders": [
            {"order_id": "A3", "date": "2024-03-16", "items": [{"sku": "TIN", "price": 3}]}]},
    ]  # fmt: skip
    dataset = load(write(pretty(people), "o.json"))
    adds_up(dataset)
    assert rows(dataset, Event.USER, Event.ORDER, Event.ITEM, Event.PRICE) == [
        ("c1", "A1", "CAN", 2.0), ("c1", "A1", "MUG", 1.0), ("c1", "A2", "MUG", 1.0),
        ("c2", "A3", "TIN", 3.0),
    ]  # fmt: skip


def test_one_order_alone_keeps_its_customer(write: Write) -> None:
    dataset = load(write(pretty(NESTED[0]), "o.json"))
    assert rows(dataset, Event.USER, Event.ITEM, Event.QUANTITY, Event.PRICE) == LINES[:2]


def test_of_several_lists_the_one_with_purchases_is_read_and_said(write: Write) -> None:
    shop = {
        "customers": [{"id": f"c{i}", "city": "Bonn"} for i in range(20)],
        "products": [{"sku": "MUG", "title": "Mug"}, {"sku": "CAN", "title": "Can"}],
        "orders": FLAT,
    }
    path = write(pretty(shop), "shop.json")
    dataset = load(path)
    assert dataset.report.rows_read == 2
    assert dataset.report.settings["sheet"] == "orders"
    assert any(
        "'customers' (20), 'products' (2), 'orders' (2). 'orders' was read" in warning
        for warning in dataset.report.warnings
    )
    assert open_file(path, sheet="products").columns == ("sku", "title")
    with pytest.raises(InputError, match="has no list 'x'; it has customers, products, orders"):
        open_file(path, sheet="x")


def test_lists_that_are_as_good_are_asked_about(write: Write) -> None:
    path = write(pretty({"online": FLAT, "store": FLAT}), "shop.json")
    with pytest.raises(Question) as asked:
        load(path)
    assert asked.value.parameter == "sheet"
    assert set(asked.value.options) == {"online", "store"}
    assert load(path, sheet="store").report.rows_read == 2


def test_values_as_databases_write_them(write: Write) -> None:
    record = {"_id": {"$oid": "5f"}, "customer_id": "c1", "item_id": "MUG",
              "created_at": {"$date": "2024-01-31T12:00:00Z"},
              "price": {"$numberDecimal": "9.5"}}  # fmt: skip
    dataset = load(write(on_lines([record] * 2), "o.jsonl"))
    assert rows(dataset, Event.USER, Event.PRICE, Event.TIME) == [("c1", 9.5, NOON)] * 2


def test_packed_arrays_are_read(write: Write) -> None:
    assert load(write(gzip.compress(pretty(FLAT).encode()), "o.json.gz")).report.rows_read == 2


def test_what_is_no_object_is_set_aside_with_its_place(write: Write) -> None:
    good = [json.dumps(FLAT[0])] * 10
    content = "[" + ",".join([*good, "7", '"x"', "null", *good]) + "]"
    dataset = load(write(content, "o.json"))
    adds_up(dataset)
    why = "not a JSON object"
    assert set_aside(dataset) == [
        (11, None, "7", why),
        (12, None, '"x"', why),
        (13, None, "null", why),
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (pretty(FLAT)[:-20], "is no valid JSON (at byte"),
        (pretty(FLAT) + "garbage", "is no valid JSON (at byte"),
        (f'{{{{"orders": {pretty(FLAT)}}}', "is no valid JSON (at byte"),
        (json.dumps({"orders": FLAT})[:-5], "JSON"),
        ("[]", "holds no list of objects with at least two keys"),
        ("{}", "holds no list of objects"),
        ("[1, 2, 3]", "holds no list of objects"),
        (json.dumps([["order_id", "sku"], ["A1", "MUG"]]), "holds no list of objects"),
        ('{"a":1}\n{"a":2}\n', "holds no list of objects with at least two keys"),
        (json.dumps({"orders": []}), "holds no list of objects"),
        (json.dumps({"sku": {"0": "a", "1": "b"}, "qty": {"0": 1, "1": 2}}), "column by column"),
        (json.dumps({"columns": ["a"], "index": [0], "data": [[1]]}), "column by column"),
        (json.dumps({"sku": ["a", "b"], "qty": [1, 2]}), "column by column"),
        ("[" * 5000 + "]" * 5000, "JSON"),
        ('{"a":' * 5000 + "1" + "}" * 5000, "JSON"),
    ],
)
def test_json_without_a_table_gets_one_sentence(write: Write, content: str, told: str) -> None:
    with pytest.raises(InputError) as error:
        load(write(content, "o.json"))
    assert told in str(error.value) and "\n" not in str(error.value)


def test_a_header_in_brackets_is_no_json(write: Write) -> None:
    path = write("[order id],[customer id],[sku],[price]\nA1,c1,MUG,2\nA2,c2,CAN,3\n")
    assert len(open_file(path).columns) == 4


def test_lists_are_searched_for_by_their_brackets_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    inner = [{"x": ']}[{\\"', "y": [[1], {"z": [{}]}]}, {}]
    path.write_text(json.dumps({"m": {"n": 1, "a": inner, "b": [1, {}]}, "c": [], "k": "v"}))
    searched = search(path, "a.json")
    assert [(each.name, each.n) for each in searched.lists] == [("m.a", 2), ("m.b", 1)]
    assert (searched.objects, searched.beside) == (1, ("n", "k"))
    part = path.read_bytes()[searched.lists[0].start : searched.lists[0].end]
    assert json.loads(part) == inner


def test_lists_of_taxes_or_refunds_are_no_lines_of_an_order() -> None:
    order = {"id": 1, "tax_lines": [{"title": "VAT", "price": 2}, {"title": "x", "price": 3}],
             "refunds": [{"id": 1, "amount": 2}], "shipping_lines": [{"title": "DHL", "price": 5}],
             "positionen": [{"artikel": "Tasse", "menge": 2, "preis": 5}]}  # fmt: skip
    assert [level.path for level in levels_of([order])] == [(), ("positionen",)]
    line = {"sku": "MUG", "quantity": 1, "options": [{"name": "size", "price": 1}],
            "bundle_items": [{"sku": "CUP", "quantity": 1}]}  # fmt: skip
    del order["positionen"]
    assert [level.path for level in levels_of([order])] == [()]
    assert [level.path for level in levels_of([order | {"lines": [line]}])] == [(), ("lines",)]


def test_json_lines_are_read(write: Write) -> None:
    lines = [
        json.dumps({"user": {"id": 1, "mail": "a@b.c"}, "product": {"id": 7, "price": 1.5},
                    "event": "view", "ts": 1706702400}),
        "",
        "nonsense",
        json.dumps({"user": {"id": "é"}, "product": {"id": 7, "tags": [1, 2]}, "event": "buy",
                    "ts": "1706702400"}, ensure_ascii=False),
        "[1]",
        json.dumps({"user": {"id": 2}, "product": {"id": None}, "event": "buy", "ts": 1706702400}),
        '{"user": {"id": 3}, "product":',
    ]  # fmt: skip
    for end in ("\n", "\r\n"):
        dataset = load(write(end.join(lines) + end, "events.jsonl"))
        adds_up(dataset)
        assert rows(dataset, Event.USER, Event.ITEM, Event.KIND, Event.PRICE, Event.TIME) == [
            ("1", "7", Kind.VIEW, 1.5, NOON), ("é", "7", Kind.PURCHASE, None, NOON),
        ]  # fmt: skip
        why = "not a JSON object"
        assert set_aside(dataset) == [
            (3, None, "nonsense", why), (5, None, "[1]", why),
            (6, "product.id", None, "no item id"), (7, None, lines[6], why),
        ]  # fmt: skip


def test_json_lines_around_broken_bytes(write: Write) -> None:
    good = '{"user": "é", "item": "i", "rating": 5}\n'.encode()
    text = good * 60 + b'{"user": "\xff"}\n\n' + b'{"user": "u", "item": "i"}\n' + b"\xfe\n"
    dataset = load(write(text + b'{"user": "u", "rating": 5}\n', "ratings.json"))
    adds_up(dataset)
    assert [(line, why) for line, *_, why in set_aside(dataset)] == [
        (61, "bytes that are not valid in this encoding"),
        (63, "no rating"),
        (64, "bytes that are not valid in this encoding"),
        (65, "no item id"),
    ]
