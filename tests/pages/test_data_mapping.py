"""Changes of a mapping: one role at a time, and in the table of all columns."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from pages.data import mapping_table
from pages.data.roles import with_role
from shopai.columns import Customer, Event, Item, Kind
from shopai.events.reading.headers import Field
from shopai.events.reading.mapping import ANY_ROW, Mapping

from .conftest import Open, text
from .uploading import ORDERS, headline, load, open_dataset, roles, upload

MAPPING = Mapping(
    {Event.USER: "mail", Customer.EMAIL: "mail", Event.ITEM: "name", Item.TITLE: "name",
     Event.TIME: "day", Field.STATUS: "state"},
    ("age",), {"buy": Kind.PURCHASE}, {Field.STATUS: ("paid", "sent"), Event.USER: ("phone",)},
)  # fmt: skip


@pytest.mark.parametrize(
    ("role", "column", "fields"),
    [
        (Event.TIME, "sent", {Event.TIME: "sent"}),
        (Event.TIME, None, {Event.TIME: None}),
        (Event.USER, "day", {Event.USER: "day", Event.TIME: None, Customer.EMAIL: "mail"}),
        (Event.ORDER, "mail", {Event.ORDER: "mail", Event.USER: None, Customer.EMAIL: None}),
        (Item.TITLE, "sku", {Item.TITLE: "sku", Event.ITEM: "name"}),
    ],
)
def test_a_role_is_given_to_another_column(
    role: str, column: str | None, fields: dict[str, str | None]
) -> None:
    changed = with_role(MAPPING, role, column)
    expected = {**MAPPING.fields, **fields}
    assert changed.fields == {name: its for name, its in expected.items() if its is not None}
    assert (changed.kinds, changed.states) == (MAPPING.kinds, MAPPING.states)


def test_one_column_stays_two_things_where_it_may_be_both() -> None:
    both = with_role(Mapping({Customer.EMAIL: "mail", Event.TIME: "day"}), Event.USER, "mail")
    assert both.fields == {Customer.EMAIL: "mail", Event.TIME: "day", Event.USER: "mail"}


def test_views_that_get_a_price_are_purchases() -> None:
    views = Mapping({Event.USER: "who", Event.ITEM: "what"}, kinds={ANY_ROW: Kind.VIEW})
    assert with_role(views, Event.TIME, "day").kinds == {ANY_ROW: Kind.VIEW}
    assert with_role(views, Event.PRICE, "price").kinds == {}


def test_a_column_with_a_role_is_no_further_column_and_no_attribute() -> None:
    assert with_role(MAPPING, Event.TIME, "sent").more[Field.STATUS] == ("paid",)
    assert with_role(MAPPING, Event.QUANTITY, "age").attributes == ()
    assert Field.STATUS not in with_role(MAPPING, Field.STATUS, None).more
    assert with_role(MAPPING, Event.USER, "day").more[Event.USER] == ("phone",)


@pytest.fixture
def edit(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Column -> the meaning its owner gives it in the table."""
    meanings: dict[str, str] = {}

    def editor(table: pd.DataFrame, **_: Any) -> pd.DataFrame:
        column, means = table.columns[:2]
        return table.assign(**{means: table[column].map(meanings).fillna(table[means])})

    monkeypatch.setattr(mapping_table.st, "data_editor", editor)
    return meanings


def test_an_edit_in_the_table_changes_the_figures(open_page: Open, edit: dict[str, str]) -> None:
    edit |= {"price": "Line total", "sku": "Item title"}
    app = upload(open_page("data", None), "orders.csv", ORDERS)
    assert "worth 15." in headline(app)  # 3.50 for two, 8 and 3.50
    assert roles(app)["Line total"][0] == "price"
    assert "columns as you mapped them" in text(app)
    load(app)
    assert open_dataset(app).event_counts == {"purchase": 3}


def test_two_columns_with_one_meaning_are_a_sentence(open_page: Open, edit: dict[str, str]) -> None:
    edit["sku"] = "Customer id"
    app = upload(open_page("data", None), "orders.csv", ORDERS)
    assert "Two columns are mapped to 'Customer id': customer and sku" in text(app)
    assert "worth 18.50" in headline(app)


def test_what_is_read_without_a_name_may_be_given_one(
    open_page: Open, edit: dict[str, str]
) -> None:
    people = "customer_id,age,plan,place\n1,30,a,Ulm\n2,40,b,Bonn\n3,50,a,Ulm\n"
    edit |= {"place": "City", "age": "Customer attribute"}
    app = upload(open_page("data", None), "people.csv", people)
    assert "Also read: City (place)." in text(app)
    assert "Kept about each customer: age, plan." in text(app)
    load(app)
    assert set(open_dataset(app).customers.columns) == {"user_id", "age", "plan", "city"}
