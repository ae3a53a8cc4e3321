"""What the screens say about the data they are given."""

from __future__ import annotations

import pandas as pd
import pytest

from shopai.columns import Customer, Event, Feature, Kind
from shopai.events.dataset import Dataset, from_frames
from shopai.readiness import (
    BASKETS,
    EVALUATE,
    JOURNEYS,
    MOVEMENT,
    OVERVIEW,
    RECOMMENDATIONS,
    RETENTION,
    RFM,
    SEARCH,
    SEGMENTS,
    SIMILARITY,
    Readiness,
    readiness,
)

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
    searched = {Event.USER: "a", Event.KIND: Kind.SEARCH, Event.QUERY: "lamp"}
    shop = pd.concat([SHOP, pd.DataFrame([searched])])
    found = readiness(from_frames(shop))
    assert [v.page for v in found] == [
        OVERVIEW,
        SEGMENTS,
        RFM,
        MOVEMENT,
        SIMILARITY,
        BASKETS,
        JOURNEYS,
        RETENTION,
        SEARCH,
        RECOMMENDATIONS,
        EVALUATE,
    ]
    assert all(v.ready for v in found)
    assert all(v.missing == () for v in found)
    assert found[-2].sentence == "Recommendations are ready."
    assert found[-1].sentence == "Evaluate is ready."


def test_search_needs_words() -> None:
    lacking = verdicts(from_frames(SHOP))[SEARCH]
    assert (lacking.ready, lacking.missing) == (False, (Event.KIND, Event.QUERY))
    assert lacking.sentence == (
        "Search needs searches with the words searched for; this file holds views, purchases."
    )
    searches = pd.DataFrame({Event.USER: ["a"], Event.KIND: [Kind.SEARCH], Event.QUERY: ["lamp"]})
    timeless = verdicts(from_frames(searches))[SEARCH]
    assert (timeless.ready, timeless.missing) == (True, (Event.TIME,))
    assert "need a time column" in timeless.sentence


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
    assert [page for page, v in found.items() if not v.ready] == [
        RFM,
        MOVEMENT,
        BASKETS,
        JOURNEYS,
        RETENTION,
        SEARCH,
    ]
    assert found[OVERVIEW].missing == (Event.TIME, Event.PRICE)
    assert found[OVERVIEW].sentence == (
        "Overview is ready, but changes over time need a time column and revenue needs "
        "purchases with prices; this file holds ratings."
    )


def test_guests_only() -> None:
    found = verdicts(from_frames(SHOP.assign(**{Event.USER: pd.Series([None, None], dtype="str")})))
    assert [page for page, v in found.items() if v.ready] == [OVERVIEW, BASKETS]
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


def test_journeys_need_times_and_whose_they_are() -> None:
    bare = SHOP.drop(columns=[Event.TIME])
    found = verdicts(from_frames(bare))[JOURNEYS]
    assert not found.ready
    assert found.missing == (Event.TIME,) or found.missing == (Event.USER, Event.TIME)
    assert "a time column" in found.sentence
    people = pd.DataFrame({Customer.USER: ["a", "b"], Feature.MONETARY: [1.0, 2.0]})
    found = verdicts(from_frames(NOTHING, customers=people))[JOURNEYS]
    assert found.sentence == (
        "Journeys need events with times; this file has one row a customer and no items."
    )


def test_journeys_of_orders_alone_go_from_order_to_order() -> None:
    found = verdicts(from_frames(SHOP[SHOP[Event.KIND] == Kind.PURCHASE]))[JOURNEYS]
    assert found.ready
    assert found.missing == (Event.KIND,)
    assert found.sentence == (
        "Journeys are ready, but the way from view to purchase needs views or carts; "
        "this file holds purchases, so it shows the way from order to order."
    )


def test_retention_says_what_lifetime_value_lacks() -> None:
    """Cohorts need who and when; lifetime value purchases, many buyers and prices beside."""
    found = verdicts(from_frames(SHOP))[RETENTION]
    assert found.sentence == (
        "Retention is ready, but lifetime value needs at least 500 buyers; customers in "
        "this file: 2."
    )
    views = verdicts(from_frames(SHOP[SHOP[Event.KIND] == Kind.VIEW]))[RETENTION]
    assert views.ready
    assert views.sentence == (
        "Retention is ready, but lifetime value needs purchases; this file holds views."
    )
    many = pd.concat([SHOP.iloc[[0]]] * 500).assign(**{Event.USER: [f"u{n}" for n in range(500)]})
    assert verdicts(from_frames(many))[RETENTION].sentence == "Retention is ready."
    bare = verdicts(from_frames(many.drop(columns=Event.PRICE)))[RETENTION]
    assert bare.sentence == "Retention is ready, but lifetime value needs prices to be in money."
    timeless = verdicts(from_frames(SHOP.drop(columns=Event.TIME)))[RETENTION]
    assert not timeless.ready
    assert timeless.missing == (Event.TIME,)
    assert timeless.sentence.startswith("Retention needs a time column; this file holds")
