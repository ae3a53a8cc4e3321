"""What the screens say about the data they are given."""

from __future__ import annotations

import pandas as pd
import pytest

from shopai.behaviour.readiness import (
    EVALUATE,
    MOVEMENT,
    OVERVIEW,
    RECOMMENDATIONS,
    RFM,
    SEGMENTS,
    SIMILARITY,
    Readiness,
    readiness,
)
from shopai.columns import Customer, Event, Feature, Kind
from shopai.events.dataset import Dataset, from_frames

SHOP = pd.DataFrame(
    {
        Event.USER: ["a", "b"],
        Event.ITEM: ["x", "y"],
        Event.KIND: [Kind.PURCHASE, Kind.VIEW],
        Event.TIME: pd.to_datetime(["2024-01-01", "2024-01-02"]),
        Event.PRICE: [3.0, None],
    }
)
NOTHING = pd.DataFrame({Event.USER: pd.Series(dtype="str")})


def verdicts(dataset: Dataset) -> dict[str, Readiness]:
    return {verdict.page: verdict for verdict in readiness(dataset)}


def test_a_shop_is_ready_for_everything() -> None:
    found = readiness(from_frames(SHOP))
    assert [v.page for v in found] == [
        OVERVIEW,
        SEGMENTS,
        RFM,
        MOVEMENT,
        SIMILARITY,
        RECOMMENDATIONS,
        EVALUATE,
    ]
    assert all(v.ready for v in found)
    assert all(v.missing == () for v in found)
    assert found[-2].sentence == "Recommendations are ready."
    assert found[-1].sentence == "Evaluate is ready."


def test_customer_table_only() -> None:
    people = pd.DataFrame({Customer.USER: ["a", "b"], Feature.MONETARY: [1.0, 2.0]})
    found = verdicts(from_frames(NOTHING, customers=people))
    assert [page for page, v in found.items() if v.ready] == [SEGMENTS]
    assert found[RECOMMENDATIONS].missing == (Event.ITEM,)
    assert found[RECOMMENDATIONS].sentence == (
        "Recommendations need an item column; this file has one row a customer and no items."
    )
    assert found[SIMILARITY].sentence.startswith("Similarity needs an item column; ")
    assert found[OVERVIEW].missing == (Event.KIND, Event.TIME)


def test_customer_table_of_text() -> None:
    city = "city"
    people = pd.DataFrame({Customer.USER: ["a", "b"], city: ["Oslo", "Rome"]})
    found = verdicts(from_frames(NOTHING, customers=people))[SEGMENTS]
    assert not found.ready
    assert found.sentence.startswith("Segments need at least one column of numbers")


def test_ratings_lack_times_and_prices() -> None:
    ratings = SHOP[[Event.USER, Event.ITEM]].assign(
        **{Event.KIND: Kind.RATING, Event.RATING: [1.0, 5.0]}
    )
    found = verdicts(from_frames(ratings))
    assert [page for page, v in found.items() if not v.ready] == [RFM, MOVEMENT]
    assert found[OVERVIEW].missing == (Event.TIME, Event.PRICE)
    assert found[OVERVIEW].sentence == (
        "Overview is ready, but changes over time need a time column and revenue needs "
        "purchases with prices; this file holds ratings."
    )


def test_guests_only() -> None:
    found = verdicts(from_frames(SHOP.assign(**{Event.USER: pd.Series([None, None], dtype="str")})))
    assert [page for page, v in found.items() if v.ready] == [OVERVIEW]
    assert found[SEGMENTS].missing == (Event.USER,)
    assert found[SEGMENTS].sentence == (
        "Segments need a customer column; this file holds views, purchases."
    )


@pytest.mark.parametrize("page", [SEGMENTS, SIMILARITY, RECOMMENDATIONS])
def test_one_customer_is_too_few(page: str) -> None:
    found = verdicts(from_frames(SHOP.assign(**{Event.USER: ["a", "a"]})))[page]
    assert not found.ready
    assert found.sentence.endswith("at least two customers; this file has 1.")


def test_movement_needs_customers_and_times() -> None:
    timeless = verdicts(from_frames(SHOP.drop(columns=Event.TIME)))[MOVEMENT]
    assert (timeless.ready, timeless.missing) == (False, (Event.TIME,))
    assert timeless.sentence == "Movement needs a time column; this file holds views, purchases."
    guests = SHOP.assign(**{Event.USER: pd.Series([None, None], dtype="str")})
    assert verdicts(from_frames(guests))[MOVEMENT].missing == (Event.USER,)
    one = verdicts(from_frames(SHOP.assign(**{Event.USER: ["a", "a"]})))[MOVEMENT]
    assert one.sentence == "Movement needs at least two customers; this file has 1."
    people = pd.DataFrame({Customer.USER: ["a", "b"], Feature.MONETARY: [1.0, 2.0]})
    table = verdicts(from_frames(NOTHING, customers=people))[MOVEMENT]
    assert table.missing == (Event.KIND, Event.TIME)
    assert table.sentence == (
        "Movement needs events with times; this file has one row a customer and no items."
    )
