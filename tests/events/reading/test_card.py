"""The reading card: roles, columns, reasons and how sure they are."""

from __future__ import annotations

import pytest

from shopai.columns import Customer, Event, Item
from shopai.events.reading.card import CERTAINTIES, Card, Part
from shopai.events.reading.headers import Field
from shopai.events.reading.mapping import Mapping
from shopai.events.reading.understanding import card_of, understand

COLUMNS = (
    "Order ID", "Customer", "Date", "Article", "Title", "Qty", "Price", "Total", "Zwork",
    "Shopper mail", "Country",
)  # fmt: skip
ROWS = (
    ("1", "a", "2024-01-01", "x", "Tea", "2", "5.00", "10.00", "k", "a@b.c", "DE"),
    ("1", "a", "2024-01-01", "y", "Cup", "1", "3.00", "3.00", "l", "a@b.c", "DE"),
    ("2", "b", "2024-01-02", "x", "Tea", "3", "5.00", "15.00", "m", "b@b.c", "FR"),
)


def suggested() -> Card:
    understood = understand(COLUMNS, ROWS)
    return card_of(COLUMNS, ROWS, understood.mapping, understood.reasons)


def part(card: Card, role: str) -> Part:
    (its,) = (part for part in card.parts if part.role == role)
    return its


@pytest.mark.parametrize(
    ("role", "columns", "because", "certainty"),
    [
        (Event.ORDER, ("Order ID",), "each has one customer", "certain"),
        (Event.USER, ("Customer", "Shopper mail"),
         "2 ids in the first rows, 1 more than once", "certain"),
        (Event.ITEM, ("Article",), "each has one title", "certain"),
        (Event.QUANTITY, ("Qty",), "a known header", "certain"),
        (Event.PRICE, ("Price",), "'Price' × quantity is 'Total'", "certain"),
        (Customer.EMAIL, ("Shopper mail",), "by its header", "likely"),
    ],
)  # fmt: skip
def test_a_part_says_its_columns_and_why(
    role: str, columns: tuple[str, ...], because: str, certainty: str
) -> None:
    its = part(suggested(), role)
    assert (its.columns, its.because, its.certainty) == (columns, because, certainty)


def test_what_all_figures_depend_on_comes_first() -> None:
    roles = [part.role for part in suggested().parts]
    assert set(roles[-2:]) == {Item.TITLE, Customer.EMAIL}


def test_columns_without_a_role_are_facts_about_the_customer_or_not_used() -> None:
    card = suggested()
    assert card.attributes == ("Country",)
    assert card.unused == ("Zwork",)


def test_a_column_that_neither_header_nor_cells_speak_for_is_to_be_checked() -> None:
    mapping = Mapping({Event.ORDER: "Zwork", Event.USER: "Customer", Field.STATUS: "Country"})
    card = card_of(COLUMNS, ROWS, mapping, {})
    assert part(card, Event.ORDER).certainty == "check"
    assert part(card, Event.ORDER).because == "by its cells alone"
    assert [part.role for part in card.least_certain] == [Event.ORDER, Field.STATUS]


def test_a_column_the_first_rows_do_not_have_is_no_part() -> None:
    mapping = Mapping({Event.USER: "Customer", Event.ITEM: "Gone"})
    assert [part.role for part in card_of(COLUMNS, ROWS, mapping, {}).parts] == [Event.USER]


def test_an_order_shared_by_customers_is_not_said_to_have_one() -> None:
    shared = tuple((*row[:1], str(i), *row[2:]) for i, row in enumerate(ROWS))
    card = card_of(COLUMNS, shared, Mapping({Event.ORDER: "Order ID", Event.USER: "Customer"}), {})
    assert part(card, Event.ORDER).because == "a known header"


def test_arithmetic_makes_money_certain_and_a_header_does_not() -> None:
    mapping = Mapping({Event.PRICE: "Zwork"})
    assert part(card_of(COLUMNS, ROWS, mapping, {Event.PRICE: "adds up"}), Event.PRICE) == Part(
        Event.PRICE, ("Zwork",), "adds up", "certain"
    )
    by_header = card_of(COLUMNS, ROWS, mapping, {Event.PRICE: "by its header"})
    assert part(by_header, Event.PRICE).certainty == "check"


def test_the_least_certain_are_three_and_essential_before_others() -> None:
    parts = tuple(
        Part(role, ("c",), "", certainty)
        for role, certainty in (
            (Item.BRAND, CERTAINTIES[0]), (Event.USER, CERTAINTIES[1]),
            (Item.TITLE, CERTAINTIES[1]),
            (Event.PRICE, CERTAINTIES[0]), (Event.ORDER, CERTAINTIES[2]),
        )
    )  # fmt: skip
    least = Card(parts).least_certain
    assert [part.role for part in least] == [Event.PRICE, Item.BRAND, Event.USER]
    assert part(Card(parts), Event.PRICE).label == "Price per unit"
