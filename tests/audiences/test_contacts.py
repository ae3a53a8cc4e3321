"""What the customer table knows beside the events."""

import pandas as pd

from shopai.audiences import choices, contacts, customer_match
from shopai.columns import Customer, Event, Kind
from shopai.events.dataset import Dataset, from_frames
from shopai.events.load import load
from tests.events.conftest import Write

TIER, AGE, BILLING = "tier", "age", "Billing Country"


def shop(**columns: list[object]) -> Dataset:
    events = pd.DataFrame(
        {
            Event.USER: ["b", "a"],
            Event.ITEM: ["x", "x"],
            Event.KIND: [Kind.PURCHASE] * 2,
            Event.PRICE: [5.0, 7.0],
        }
    )
    return from_frames(events, customers=pd.DataFrame({Customer.USER: ["b", "a"], **columns}))


def test_contacts_are_text_by_customer() -> None:
    dataset = shop(
        **{
            Customer.PHONE: ["0151", None],
            Customer.CONSENT: [True, False],
            BILLING: ["DE", "AT"],
            TIER: ["gold", "silver"],
        }
    )
    reached = contacts(dataset)
    assert reached.index.tolist() == ["a", "b"]
    assert reached.columns.tolist() == [Customer.PHONE, Customer.CONSENT, Customer.COUNTRY]
    assert reached.loc["b"].tolist() == ["0151", "true", "DE"]
    assert pd.isna(reached.loc["a", Customer.PHONE])


def test_the_mapped_country_comes_before_the_shops_own_column() -> None:
    reached = contacts(shop(**{BILLING: ["DE", "AT"], Customer.COUNTRY: ["FR", "IT"]}))
    assert reached[Customer.COUNTRY].tolist() == ["IT", "FR"]


def test_choices_are_the_values_of_text_the_commonest_first() -> None:
    table = pd.DataFrame(
        {
            TIER: ["gold", "tin", "tin", None],
            AGE: [1, 2, 3, 4],
            Customer.CITY: ["a", "b", "c", "d"],
            Customer.STATE: [None] * 4,
            Customer.CONSENT: [True, False, True, True],
        }
    )
    assert choices(table, most=3) == {TIER: ("tin", "gold"), Customer.CONSENT: ("True", "False")}


def test_from_an_export_to_the_file_for_an_ad_platform(write: Write) -> None:
    path = write(
        "Name,Email,Financial Status,Accepts Marketing,Currency,Created at,Lineitem quantity,"
        "Lineitem name,Lineitem price,Billing Name,Billing Zip,Billing Country,Billing Phone\n"
        "#1,a@b.com,paid,yes,EUR,2024-01-31 09:00:00,1,Cup,5,Ann Lee,'01067,DE,0351 123456\n"
        "#2,c@d.com,paid,no,EUR,2024-01-31 09:00:00,1,Cup,5,Cy Dee,10115,DE,030 123456\n"
    )
    match = customer_match(contacts(load(path)), hashed=False)
    assert match.table.to_numpy().tolist() == [
        ["a@b.com", "49351123456", "ann", "lee", "DE", "01067"]
    ]
    assert match.dropped_without_consent == 1
