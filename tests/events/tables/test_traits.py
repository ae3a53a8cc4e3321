"""What the source says of customers: which columns describe them, and as what."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from shopai.columns import Customer, Event
from shopai.events.dataset import Dataset, from_frames
from shopai.events.tables.attributes import PERSONAL, customer_attributes

TIER, MEMBER, AGE, VISITS = "tier", "member", "age", "visits"


def table(columns: dict[str, object]) -> Dataset:
    customers = pd.DataFrame({Customer.USER: ["b", "a", "c"], **columns})
    return from_frames(pd.DataFrame({Event.USER: []}), customers=customers)


def test_attributes_by_hand() -> None:
    attributes = customer_attributes(
        table(
            {
                TIER: [" gold ", "", None],
                MEMBER: [True, False, None],
                AGE: [30.5, None, 41.0],
                VISITS: [3, 4, 5],
                Customer.CITY: pd.Categorical(["Oslo", "Rome", "Oslo"]),
            }
        )
    )
    expected = pd.DataFrame(
        {
            TIER: [None, "gold", None],
            MEMBER: ["no", "yes", None],
            AGE: [np.nan, 30.5, 41.0],
            VISITS: [4.0, 3.0, 5.0],
            Customer.CITY: ["Rome", "Oslo", "Oslo"],
        },
        index=pd.Index(["a", "b", "c"], name=Customer.USER, dtype="str"),
    ).astype({TIER: "str", MEMBER: "str", Customer.CITY: "str"})
    pd.testing.assert_frame_equal(attributes, expected)


@pytest.mark.parametrize("name", [*PERSONAL, "E-Mail", "Billing Phone", "Nachname", "Postcode"])
def test_identifying_attributes_are_left_out(name: str) -> None:
    assert list(customer_attributes(table({name: ["x", "y", "x"], AGE: [1, 2, 3]}))) == [AGE]


@pytest.mark.parametrize(
    "values",
    [
        ["2024-01-05", "1999-12-31", None],
        ["05/01/2024", "31/12/1999", "1/2/99"],
        ["31.12.1999", "01.02.2003 10:15", ""],
        ["2024-01-05T10:15:00Z", "2024-01-06T10:15:00Z", None],
        ["2024年1月5日", "1999年12月31日", None],
        pd.to_datetime(["2024-01-05", "1999-12-31", None]),
        [None, None, None],
        ["", " ", None],
        [np.nan, np.nan, np.nan],
        [[1], [2], [3]],
    ],
    ids=str,
)
def test_dates_lists_and_empty_columns_are_left_out(values: object) -> None:
    assert list(customer_attributes(table({"since": values, AGE: [1, 2, 3]}))) == [AGE]


@pytest.mark.parametrize("values", [["18-25", "26-35", "18-25"], ["1.2.3", "x", "1.2.3"]])
def test_a_text_that_is_not_always_a_date_stays(values: list[str]) -> None:
    assert list(customer_attributes(table({"group": values}))) == ["group"]


def test_a_shop_may_have_no_attribute() -> None:
    attributes = customer_attributes(table({}))
    assert attributes.shape == (3, 0)
    assert attributes.index.to_list() == ["a", "b", "c"]


def test_the_demo_shop_knows_the_country(demo_shop: Dataset) -> None:
    attributes = customer_attributes(demo_shop)
    assert list(attributes) == [Customer.COUNTRY]
    assert len(attributes) == 3_000
    assert set(attributes[Customer.COUNTRY].str.len()) == {2}
