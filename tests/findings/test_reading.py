"""A file's figures in one sentence, the use of its columns, questions with their consequences."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from shopai.columns import Event, Kind
from shopai.errors import Question
from shopai.events.dataset import Dataset
from shopai.events.load import load
from shopai.events.opening import open_file
from shopai.events.preview import preview
from shopai.events.reading.card import Card, Part
from shopai.events.reading.mapping import Mapping
from shopai.findings import reading
from shopai.findings.reading_questions import answers, state, without_argument, words_asked
from tests.events.conftest import Write
from tests.findings.of_reading import people, reported, shop

ORDERS = "order_id,customer_id,date,sku,qty,price\n"
SOLD_AND_BACK = (Kind.PURCHASE, Kind.REFUND)


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        (lambda: shop(1), "shop.csv holds 1 customer and 1 order on 1 Mar 2024, worth 10."),
        (
            lambda: shop(3, SOLD_AND_BACK, currency="GBP"),
            "shop.csv holds 3 customers and 3 orders from 1 Mar 2024 to 3 Mar 2024, "
            "worth £22.50 after £7.50 of refunds.",
        ),
        (
            lambda: shop(2, SOLD_AND_BACK, price=800_000),
            "shop.csv holds 2 customers and 2 orders from 1 Mar 2024 to 2 Mar 2024, "
            "worth 1.2M after 400K of refunds.",
        ),
        (
            lambda: shop(2, people=False),
            "shop.csv holds 2 orders by unnamed customers from 1 Mar 2024 to 2 Mar 2024, worth 20.",
        ),
        (
            lambda: shop(2, dated=False, currency="XYZ"),
            "shop.csv holds 2 customers and 2 orders without dates, worth 20 XYZ.",
        ),
        (
            lambda: shop(2, price=None),
            "shop.csv holds 2 customers and 2 orders from 1 Mar 2024 to 2 Mar 2024, "
            "without prices.",
        ),
        (
            lambda: shop(2, (Kind.VIEW, Kind.CART)),
            "shop.csv holds 2 customers, 2 carts and 2 views from 1 Mar 2024 to 2 Mar 2024.",
        ),
        (
            lambda: shop(1, (Kind.VIEW, Kind.CART, Kind.WISHLIST, Kind.PURCHASE)),
            "shop.csv holds 1 customer, 1 order, 1 cart, 1 view and 1 other event on 1 Mar 2024, "
            "worth 10.",
        ),
        (
            lambda: shop(2, (Kind.RATING,), dated=False),
            "shop.csv holds 2 customers and 2 ratings of 2 items without dates.",
        ),
        (
            lambda: shop(1, (Kind.REFUND,)),
            "shop.csv holds 1 customer and 1 refund on 1 Mar 2024, worth −2.50 after 2.50 of "
            "refunds.",
        ),
        (lambda: people(2), "people.csv holds 1 customer, with 2 facts about each."),
    ],
)  # fmt: skip
def test_a_file_in_one_sentence(made: Callable[[], Dataset], sentence: str) -> None:
    assert str(reading.headline(made())) == sentence


def test_a_sample_is_said_to_be_one_and_the_question_follows(write: Write) -> None:
    path = write(ORDERS + "1,ann,2024-01-05,tea,2,3.50\n2,bob,2024-01-06,tea,1,3.50\n")
    made = preview(open_file(path))
    assert str(reading.is_it_right(reading.headline(made.dataset, made.share))) == (
        "shop.csv holds 2 customers and 2 orders from 5 Jan 2024 to 6 Jan 2024, worth 10.50. "
        "Is that about right?"
    )
    assert str(reading.headline(made.dataset, 0.1)) == (
        "The first 2 rows of shop.csv hold 2 customers and 2 orders from 5 Jan 2024 to 6 Jan 2024, "
        "worth 10.50."
    )
    assert "**shop\\.csv** holds" in reading.headline(made.dataset).markdown()


def test_what_is_worth_a_look_names_no_argument() -> None:
    assert list(map(str, reading.worth_a_look(reported(shop(1), 2)))) == [
        "1 line stands twice, worth 5. It is kept.",
        "2 rows cannot be used: 2 × no date.",
        "2 rows name no customer: they count in what was sold, and for nobody.",
    ]
    assert reading.worth_a_look(shop(1)) == []


def test_columns_of_a_role_and_the_reason() -> None:
    user = Part(Event.USER, ("id", "mail", "phone"), "a known header", "certain")
    status = Part("status", ("state", "paid"), "by its header", "likely")
    time = Part(Event.TIME, ("day",), "by its header", "certain")
    assert str(reading.source_of(user)) == "id, else mail, phone"
    assert str(reading.source_of(status)) == "state, paid"
    assert str(reading.source_of(time)) == "day"
    settings = {"dates": "day/month/year", "time zone": "UTC"}
    assert str(reading.reason_of(user, settings)) == "a known header"
    assert str(reading.reason_of(time, {})) == "by its header"
    assert str(reading.reason_of(time, settings)) == "by its header; day/month/year, clock: UTC"


def test_columns_that_are_used_are_never_called_unused(write: Write) -> None:
    table = load(write("customer_id,age,plan\n1,30,a\n2,40,b\n", "people.csv"))
    assert reading.other_columns_of(table) == reading.OtherColumns(about=("age", "plan"))
    matrix = load(write("user,i1,i2,i3\na,5,,1\nb,,4,\nc,3,,\n", "ratings.csv"))
    assert reading.other_columns_of(matrix) == reading.OtherColumns(items=("i1", "i2", "i3"))
    numbered = Card(unused=("Product Item 1 Name", "colour", "town"), attributes=("age",))
    assert reading.other_columns(numbered, "orders", ("town",)) == reading.OtherColumns(
        ("age", "town"), ("Product Item 1 Name",), ("colour",)
    )
    assert [str(said) for said in reading.told(reading.OtherColumns(("a",), (), ("b", "c")))] == [
        "Kept about each customer: a.",
        "Not used: b, c.",
    ]


def asked(path: object, **given: str) -> tuple[Question, dict[str, str]]:
    opened = open_file(path)  # type: ignore[arg-type]
    with pytest.raises(Question) as error:
        load(opened, **given)  # type: ignore[arg-type]
    said = answers(error.value, opened, opened.mapping)
    return error.value, {option: str(answer) for option, answer in said.items()}


def test_orders_of_day_and_month_are_shown_with_a_date_of_the_file(write: Write) -> None:
    path = write(ORDERS + "".join(f"{n},c{n},0{n}/0{n + 1}/2024,A,1,2\n" for n in (1, 2, 3)))
    question, said = asked(path)
    assert said == {
        "dmy": "Day first: 01/02/2024 is 1 February 2024; the first rows are from 1 Feb 2024 to "
        "3 Apr 2024",
        "mdy": "Month first: 01/02/2024 is 2 January 2024; the first rows are from 2 Jan 2024 to "
        "4 Mar 2024",
    }
    assert without_argument(str(question)).endswith("in every row (such as '01/02/2024').")


def test_a_currency_says_what_becomes_of_the_others(write: Write) -> None:
    path = write(
        "order_id,customer,date,sku,qty,price,currency\n"
        "1,a,2024-01-05,A,1,2,EUR\n2,b,2024-01-06,A,1,2,EUR\n3,b,2024-01-06,A,1,2,USD\n"
    )
    question, said = asked(path)
    assert said["USD"] == "USD; rows in other currencies are set aside"
    assert without_argument(str(question)) == str(question)


def test_rivals_of_the_money_are_shown_with_what_they_come_to(write: Write) -> None:
    path = write(
        "Invoice ID,Customer,Date,Product,Units Sold,Price per Unit,Total Sales\n"
        "1,a,2024-01-05,A,10,5,500\n2,b,2024-01-06,B,20,5,1000\n3,a,2024-01-07,A,30,5,1500\n"
    )
    question, said = asked(path)
    assert question.parameter == "money"
    assert said == {
        "Price per Unit": "Price per Unit: the first rows are worth 300.00",
        "Total Sales": "Total Sales: the first rows are worth 3,000.00",
    }
    assert "money=" not in without_argument(str(question))


@pytest.mark.parametrize(
    ("option", "said"),
    [
        (",", "The comma is the decimal mark: 12,500 is 12.500"),
        (".", "The comma stands between thousands: 12,500 is 12,500"),
    ],
)
def test_decimal_marks_are_shown_on_a_number_of_the_file(option: str, said: str) -> None:
    message = "Numbers such as 12,500 fit both; say which by decimal: ',' or '.'."
    question = Question(message, "decimal", (",", "."))
    assert str(answers(question, None, Mapping({}))[option]) == said
    assert without_argument(message) == "Numbers such as 12,500 fit both."


def test_words_of_a_question_on_states_are_asked_one_by_one() -> None:
    options = ("a=b=sale", "a=b=no sale", "late=sale", "late=no sale", "late=refund")
    question = Question("…: states={'a': 'sale'}.", "states", options)
    assert words_asked(question) == {
        "a=b": ("sale", "no sale"),
        "late": ("sale", "no sale", "refund"),
    }
    assert str(state("refund")) == "A sale that was taken back"


def test_doubts_and_questions_of_other_kinds_have_plain_answers() -> None:
    doubt = Question("Revenue is large; look, or say so: doubts='accept'.", "doubts", ("accept",))
    sheet = Question("Two sheets.", "sheet", ("A", "B"))
    assert {o: str(s) for o, s in answers(doubt, None, Mapping({})).items()} == {
        "accept": "Yes, it is so"
    }
    assert list(map(str, answers(sheet, None, Mapping({})).values())) == ["A", "B"]
