"""Readiness: the analyses that the data allow, and a reason for each of the others."""

from __future__ import annotations

import pandas as pd
import pytest

from shopai.columns import Customer, Event, Feature, Kind
from shopai.events.dataset import Dataset, from_frames
from shopai.readiness import (
    BASKETS,
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
    return {verdict.analysis: verdict for verdict in readiness(dataset)}


def test_a_shop_is_ready_for_everything() -> None:
    searched = {Event.USER: "a", Event.KIND: Kind.SEARCH, Event.QUERY: "lamp"}
    shop = pd.concat([SHOP, pd.DataFrame([searched])])
    found = readiness(from_frames(shop))
    assert [v.analysis for v in found] == [
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
    ]
    assert all(v.ready for v in found)
    assert str(found[-1].reason) == "Recommendations are ready."


def test_search_needs_words() -> None:
    lacking = verdicts(from_frames(SHOP))[SEARCH]
    assert not lacking.ready
    assert str(lacking.reason) == (
        "Search needs searches with the words searched for; this file holds views and purchases."
    )
    searches = pd.DataFrame({Event.USER: ["a"], Event.KIND: [Kind.SEARCH], Event.QUERY: ["lamp"]})
    timeless = verdicts(from_frames(searches))[SEARCH]
    assert timeless.ready
    assert "need a time column" in str(timeless.reason)


def test_customer_table_only() -> None:
    people = pd.DataFrame({Customer.USER: ["a", "b"], Feature.MONETARY: [1.0, 2.0]})
    found = verdicts(from_frames(NOTHING, customers=people))
    assert [analysis for analysis, v in found.items() if v.ready] == [OVERVIEW, SEGMENTS]
    assert str(found[RECOMMENDATIONS].reason) == (
        "Recommendations need an item column; this file has one row a customer (monetary)."
    )
    assert str(found[SIMILARITY].reason).startswith("Similarity needs an item column; ")
    assert str(found[OVERVIEW].reason) == (
        "Overview is ready, but of the customers' columns alone: this file has one row a customer "
        "(monetary)."
    )
    assert str(found[RFM].reason) == (
        "RFM needs purchases, or for each customer the days since the last one, the number of "
        "orders and the net spend; this file has one row a customer (monetary)."
    )


def test_customer_table_of_text() -> None:
    city = "city"
    people = pd.DataFrame({Customer.USER: ["a", "b"], city: ["Oslo", "Rome"]})
    found = verdicts(from_frames(NOTHING, customers=people))[SEGMENTS]
    assert not found.ready
    assert str(found.reason).startswith("Segments need at least one column of numbers")


def test_ratings_lack_times_and_prices() -> None:
    ratings = SHOP[[Event.USER, Event.ITEM]].assign(
        **{Event.KIND: Kind.RATING, Event.RATING: [1.0, 5.0]}
    )
    found = verdicts(from_frames(ratings))
    assert [analysis for analysis, v in found.items() if not v.ready] == [
        RFM,
        MOVEMENT,
        BASKETS,
        JOURNEYS,
        RETENTION,
        SEARCH,
    ]
    assert str(found[OVERVIEW].reason) == (
        "Overview is ready, but changes over time need a time column and revenue needs "
        "purchases with prices; this file holds ratings."
    )


def test_guests_only() -> None:
    found = verdicts(from_frames(SHOP.assign(**{Event.USER: pd.Series([None, None], dtype="str")})))
    assert [analysis for analysis, v in found.items() if v.ready] == [OVERVIEW, BASKETS]
    assert str(found[SEGMENTS].reason) == (
        "Segments need a customer column; this file holds views and purchases."
    )


@pytest.mark.parametrize("analysis", [SEGMENTS, SIMILARITY, RECOMMENDATIONS])
def test_one_customer_is_too_few(analysis: str) -> None:
    found = verdicts(from_frames(SHOP.assign(**{Event.USER: ["a", "a"]})))[analysis]
    assert not found.ready
    assert str(found.reason).endswith("at least two customers; this file has 1.")


def test_movement_needs_customers_and_times() -> None:
    timeless = verdicts(from_frames(SHOP.drop(columns=Event.TIME)))[MOVEMENT]
    assert not timeless.ready
    assert str(timeless.reason) == (
        "Movement needs a time column; this file holds views and purchases."
    )
    guests = SHOP.assign(**{Event.USER: pd.Series([None, None], dtype="str")})
    unknown = verdicts(from_frames(guests))[MOVEMENT]
    assert str(unknown.reason).startswith("Movement needs a customer column; ")
    one = verdicts(from_frames(SHOP.assign(**{Event.USER: ["a", "a"]})))[MOVEMENT]
    assert str(one.reason) == "Movement needs at least two customers; this file has 1."
    people = pd.DataFrame({Customer.USER: ["a", "b"], Feature.MONETARY: [1.0, 2.0]})
    table = verdicts(from_frames(NOTHING, customers=people))[MOVEMENT]
    assert str(table.reason) == (
        "Movement needs events with times; this file has one row a customer (monetary)."
    )


def test_journeys_need_times_and_whose_they_are() -> None:
    bare = SHOP.drop(columns=[Event.TIME])
    found = verdicts(from_frames(bare))[JOURNEYS]
    assert not found.ready
    assert "a time column" in str(found.reason)
    people = pd.DataFrame({Customer.USER: ["a", "b"], Feature.MONETARY: [1.0, 2.0]})
    found = verdicts(from_frames(NOTHING, customers=people))[JOURNEYS]
    assert str(found.reason) == (
        "Journeys need events with times; this file has one row a customer (monetary)."
    )


def test_ratings_promise_no_journeys() -> None:
    ratings = SHOP[[Event.USER, Event.ITEM, Event.TIME]].assign(
        **{Event.KIND: Kind.RATING, Event.RATING: [1.0, 5.0]}
    )
    found = verdicts(from_frames(ratings))[JOURNEYS]
    assert not found.ready
    assert str(found.reason) == "Journeys need views, carts or purchases; this file holds ratings."


def test_journeys_of_orders_alone_go_from_order_to_order() -> None:
    found = verdicts(from_frames(SHOP[SHOP[Event.KIND] == Kind.PURCHASE]))[JOURNEYS]
    assert found.ready
    assert str(found.reason) == (
        "Journeys are ready, but the way from view to purchase needs views or carts; "
        "this file holds purchases, so it shows the way from order to order."
    )


def test_retention_says_what_lifetime_value_lacks() -> None:
    """Cohorts need who and when; lifetime value purchases, many buyers and prices beside."""
    found = verdicts(from_frames(SHOP))[RETENTION]
    assert str(found.reason) == (
        "Retention is ready, but lifetime value needs at least 500 buyers; customers in "
        "this file: 2."
    )
    views = verdicts(from_frames(SHOP[SHOP[Event.KIND] == Kind.VIEW]))[RETENTION]
    assert views.ready
    assert str(views.reason) == (
        "Retention is ready, but lifetime value needs purchases; this file holds views."
    )
    many = pd.concat([SHOP.iloc[[0]]] * 500).assign(**{Event.USER: [f"u{n}" for n in range(500)]})
    assert str(verdicts(from_frames(many))[RETENTION].reason) == "Retention is ready."
    bare = verdicts(from_frames(many.drop(columns=Event.PRICE)))[RETENTION]
    assert str(bare.reason) == "Retention is ready, but lifetime value needs prices to be in money."
    timeless = verdicts(from_frames(SHOP.drop(columns=Event.TIME)))[RETENTION]
    assert not timeless.ready
    assert str(timeless.reason).startswith("Retention needs a time column; this file holds")
