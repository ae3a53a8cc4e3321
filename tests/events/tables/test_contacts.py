"""Names, addresses and consent of customers: found by header, one value each, always text."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from shopai.columns import Customer, Event
from shopai.errors import InputError
from shopai.events.dataset import Dataset
from shopai.events.load import load
from shopai.events.reading.headers import CONTACT, Field
from shopai.events.reading.mapping import Mapping, Shape
from shopai.events.reading.understanding import suggest
from tests.events.conftest import Write

SHOPIFY = (
    "Name,Email,Financial Status,Accepts Marketing,Currency,Created at,Lineitem quantity,"
    "Lineitem name,Lineitem price,Billing Name,Billing City,Billing Zip,Billing Province,"
    "Billing Country,Billing Phone,Shipping Name\n"
)


def contacts(dataset: Dataset) -> list[tuple[object, ...]]:
    """The customers with every contact column the data have."""
    names = [c for c in dataset.customers.columns if c in (Event.USER, *CONTACT)]
    return dataset.customers.project(", ".join(names)).order("1").fetchall()


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        (
            SHOPIFY,
            {Customer.EMAIL: "Email", Customer.CONSENT: "Accepts Marketing",
             Customer.PHONE: "Billing Phone", Field.NAME: "Billing Name",
             Customer.CITY: "Billing City", Customer.ZIP: "Billing Zip",
             Customer.STATE: "Billing Province"},
        ),
        (
            "order_id,order_date,order_currency,customer_user,billing_email,billing_phone,"
            "billing_first_name,billing_last_name,billing_city,billing_state,billing_postcode,"
            "shipping_city,Product Item Name,Product Item Total",
            {Customer.EMAIL: "billing_email", Customer.PHONE: "billing_phone",
             Customer.FIRST_NAME: "billing_first_name", Customer.LAST_NAME: "billing_last_name",
             Customer.CITY: "billing_city", Customer.STATE: "billing_state",
             Customer.ZIP: "billing_postcode"},
        ),
        (
            "customer id,email,phone,first name,last name,city,state,zip,orders",
            {Customer.EMAIL: "email", Customer.PHONE: "phone", Customer.FIRST_NAME: "first name",
             Customer.LAST_NAME: "last name", Customer.CITY: "city", Customer.STATE: "state",
             Customer.ZIP: "zip"},
        ),
        (
            "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address City,"
            "Default Address Province Code,Default Address Zip,Default Address Phone,Total Spent",
            {Customer.EMAIL: "Email", Customer.CONSENT: "Accepts Email Marketing",
             Customer.PHONE: "Default Address Phone", Customer.FIRST_NAME: "First Name",
             Customer.LAST_NAME: "Last Name", Customer.CITY: "Default Address City",
             Customer.STATE: "Default Address Province Code",
             Customer.ZIP: "Default Address Zip"},
        ),
    ],
    ids=["Shopify", "WooCommerce", "plain", "Shopify customers"],
)  # fmt: skip
def test_contact_headers_of_exports_are_mapped(header: str, fields: dict[str, str]) -> None:
    suggested = suggest(header.strip().split(","), []).fields
    assert {
        name: suggested.get(name) for name in (*CONTACT, Field.NAME) if name in suggested
    } == fields


@pytest.mark.parametrize(
    ("header", "field", "column"),
    [
        ("customer_name,sku,order date,qty", Event.USER, "customer_name"),
        ("name,email,orders", Event.USER, "email"),
    ],
)
def test_a_name_never_takes_the_column_of_another_field(
    header: str, field: str, column: str
) -> None:
    mapped = suggest(header.split(","), []).fields
    assert mapped[field] == column
    assert Field.NAME not in mapped


def test_orders_give_each_customer_the_newest_value_wherever_it_stands(write: Write) -> None:
    # Newest first, as Shopify writes them; the second order had no phone.
    path = write(
        SHOPIFY + "#3,a@b.c,paid,no,EUR,2024-03-01 09:00:00,1,Cup,5,Ana Maria Silva,Porto,4000-123,"
        "13,PT,,x\n"
        "#3,a@b.c,,,,,1,Hat,9,,,,,,,\n"
        "#1,a@b.c,paid,yes,EUR,2024-01-01 09:00:00,1,Cup,5,Ana Silva,Lisboa,01000,11,PT,"
        "912345678,x\n"
        "#2,d@e.f,paid,yes,EUR,2024-02-01 09:00:00,1,Cup,5,Madonna,,,,US,,x\n"
    )
    columns = (Event.USER, Customer.CONSENT, Customer.PHONE, Customer.FIRST_NAME,
               Customer.LAST_NAME, Customer.CITY, Customer.STATE, Customer.ZIP)  # fmt: skip
    dataset = load(path)
    assert dataset.customers.project(", ".join(columns)).order("1").fetchall() == [
        ("a@b.c", "no", "912345678", "Ana Maria", "Silva", "Porto", "13", "4000-123"),
        ("d@e.f", "yes", None, "Madonna", None, None, None, None),
    ]


def test_events_give_the_last_of_the_file_where_there_are_no_times(write: Write) -> None:
    text = "user_id,item_id,rating,email,zip\nu,A,1,old@x.y,01234\nu,B,5,new@x.y,\nv,A,3,,\n"
    dataset = load(write(text), shape="ratings")
    assert contacts(dataset) == [("u", "new@x.y", "01234"), ("v", None, None)]


def test_a_customer_table_keeps_digits_as_text(write: Write) -> None:
    text = (
        "customer_id,Email Address,Phone,Zip,Country,Newsletter,First Name,Surname,spend\n"
        "1,a@b.c,004915112345678,01067,DE,1,Ann,Lee,10.5\n"
        "2,d@e.f,15112345678,90210,US,0,Bob,,20\n"
    )
    dataset = load(write(text))
    assert contacts(dataset) == [
        ("1", "a@b.c", "004915112345678", "1", "Ann", "Lee", "01067"),
        ("2", "d@e.f", "15112345678", "0", "Bob", None, "90210"),
    ]
    types = dict(zip(dataset.customers.columns, map(str, dataset.customers.types), strict=True))
    assert [name for name, kind in types.items() if kind == "DOUBLE"] == ["spend"]
    assert "Country" in types  # stays an attribute under its own name


def test_an_email_that_is_the_id_arrives_in_a_customer_table_too(write: Write) -> None:
    dataset = load(write("email,spend\na@b.c,1\nd@e.f,2\n"))
    assert contacts(dataset) == [("a@b.c", "a@b.c"), ("d@e.f", "d@e.f")]


def test_another_column_may_have_a_contact_name(write: Write) -> None:
    dataset = load(
        write("id,mail,email,spend\n1,a@b.c,weekly,1\n2,d@e.f,daily,2\n"),
        shape="customers",
        mapping=Mapping({Event.USER: "id", Customer.EMAIL: "mail"}),
    )
    assert dataset.customers.columns == [Event.USER, Customer.EMAIL, "email_2", "spend"]


def test_another_column_of_an_order_export_may_have_a_contact_name(write: Write) -> None:
    fields = {
        Event.ORDER: "order_id", Event.USER: "id", Event.TIME: "order date", Event.ITEM: "sku",
        Customer.EMAIL: "mail",
    }  # fmt: skip
    dataset = load(
        write("order_id,id,order date,sku,mail,email\n1,u,2024-01-31,A,a@b.c,weekly\n"),
        mapping=Mapping(fields, ("email",)),
    )
    assert dataset.customers.columns == [Event.USER, Customer.EMAIL, "email_2"]
    assert dataset.customers.fetchall() == [("u", "a@b.c", "weekly")]


@pytest.mark.parametrize("shape", ["orders", "customers"])
def test_a_name_beside_its_parts_changes_nothing(write: Write, shape: Shape) -> None:
    text = (
        "order_id,customer_id,order_date,sku,first_name,last_name,full_name,price\n"
        "1,u,2024-01-31,A,Ann,Lee,Someone Else,3\n"
    )
    dataset = load(write(text), shape=shape)
    names = f"{Customer.FIRST_NAME}, {Customer.LAST_NAME}"
    assert dataset.customers.project(names).fetchall() == [("Ann", "Lee")]


def test_a_customer_table_of_contacts_alone_has_nothing_to_segment_by(write: Write) -> None:
    with pytest.raises(InputError, match="only contact data"):
        load(write("customer_id,email,zip\n1,a@b.c,10115\n2,d@e.f,10117\n"))


def test_phone_numbers_of_a_typed_file_are_digits(tmp_path: Path) -> None:
    """A phone and a zip that a table held as floats, one of them missing."""
    path = tmp_path / "people.parquet"
    table = {
        "customer id": ["a", "b"],
        "phone": [4915112345678.0, None],
        "zip": [94035.0, 10115.0],
        "spend": [1.0, 2.0],
    }
    pd.DataFrame(table).to_parquet(path)
    people = load(path)
    contacts = people.customers.order(Customer.USER).project(f"{Customer.PHONE}, {Customer.ZIP}")
    assert contacts.fetchall() == [("4915112345678", "94035"), (None, "10115")]
