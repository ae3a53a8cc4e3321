"""Which screens the data allow, and what the others lack."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import narwhals as nw

from shopai.behaviour.retention.minimum_data import BUYERS
from shopai.columns import Customer, Event, Feature, Kind
from shopai.events.dataset import Dataset

OVERVIEW: Final = "Overview"
SEGMENTS: Final = "Segments"
RFM: Final = "RFM"
MOVEMENT: Final = "Movement"
SIMILARITY: Final = "Similarity"
RECOMMENDATIONS: Final = "Recommendations"
EVALUATE: Final = "Evaluate"
BASKETS: Final = "Baskets"
JOURNEYS: Final = "Journeys"
RETENTION: Final = "Retention"
SEARCH: Final = "Search"


@dataclass(frozen=True)
class Readiness:
    """Whether one screen can work with the data."""

    page: str  # "Overview", "Segments", "Similarity" or "Recommendations"
    ready: bool
    missing: tuple[str, ...]  # columns it could use and the data lack; some may be optional
    sentence: str  # the same for a marketer


def readiness(dataset: Dataset) -> tuple[Readiness, ...]:
    """A verdict for each screen, in the order of the screens.

    A screen that works but could show more is ready, and its sentence says what is left
    out. Costs one scan of the tables, kept on the data set.
    """
    return (
        _overview(dataset),
        _segments(dataset),
        _rfm(dataset),
        _movement(dataset),
        _pairs(dataset, SIMILARITY),
        _baskets(dataset),
        _journeys(dataset),
        _retention(dataset),
        _search(dataset),
        _pairs(dataset, RECOMMENDATIONS),
        _pairs(dataset, EVALUATE),
    )


def _overview(dataset: Dataset) -> Readiness:
    if not dataset.event_counts:
        wanted = (Event.KIND, Event.TIME)
        return Readiness(OVERVIEW, False, wanted, _lacking(OVERVIEW, "needs events", dataset))
    wishes = {
        Event.TIME: "changes over time need a time column",
        Event.PRICE: "revenue needs purchases with prices",
    }
    missing = tuple(name for name in wishes if name not in dataset.filled)
    if not missing:
        return Readiness(OVERVIEW, True, (), "Overview is ready.")
    needs = " and ".join(wishes[name] for name in missing)
    return Readiness(OVERVIEW, True, missing, f"Overview is ready, but {needs}; {_found(dataset)}.")


def _segments(dataset: Dataset) -> Readiness:
    if Customer.USER not in dataset.filled:
        return Readiness(
            SEGMENTS,
            False,
            (Customer.USER,),
            _lacking(SEGMENTS, "need a customer column", dataset),
        )
    if dataset.n_customers < 2:
        return Readiness(SEGMENTS, False, (), _too_few(SEGMENTS, "customers", dataset.n_customers))
    if not dataset.event_counts and not _has_numbers(dataset):
        return Readiness(
            SEGMENTS,
            False,
            (),
            "Segments need at least one column of numbers, such as orders or spend; "
            "this file has one row a customer and only text beside the id.",
        )
    return Readiness(SEGMENTS, True, (), "Segments are ready.")


def _rfm(dataset: Dataset) -> Readiness:
    """From purchases, or from a customer table that has the three measures already."""
    if not dataset.event_counts:
        measures = (Feature.RECENCY, Feature.FREQUENCY, Feature.MONETARY)
        missing = tuple(name for name in measures if name not in _numbers(dataset))
        needs = f"needs purchases, or columns of numbers called {', '.join(measures)}"
    else:
        wanted = {
            Event.USER: "a customer column",
            Event.TIME: "a time column",
            Event.PRICE: "prices",
        }
        missing = tuple(name for name in wanted if name not in dataset.filled)
        sold = Kind.PURCHASE in dataset.event_counts
        lacks = ([] if sold else ["purchases"]) + [wanted[name] for name in missing]
        missing = missing if sold else (Event.KIND, *missing)
        needs = f"needs {' and '.join(lacks)}"
    if missing:
        return Readiness(RFM, False, missing, _lacking(RFM, needs, dataset))
    return Readiness(RFM, True, (), "RFM is ready.")


def _movement(dataset: Dataset) -> Readiness:
    """Two moments: who did something, and when."""
    wanted = {Event.USER: "a customer column", Event.TIME: "a time column"}
    missing = tuple(name for name in wanted if name not in dataset.filled)
    if not dataset.event_counts:
        missing = (Event.KIND, Event.TIME)
    if missing:
        events = " and ".join(wanted[name] for name in missing if name in wanted)
        needs = f"needs {events if dataset.event_counts else 'events with times'}"
        return Readiness(MOVEMENT, False, missing, _lacking(MOVEMENT, needs, dataset))
    if dataset.n_customers < 2:
        return Readiness(MOVEMENT, False, (), _too_few(MOVEMENT, "customers", dataset.n_customers))
    return Readiness(MOVEMENT, True, (), "Movement is ready.")


def _journeys(dataset: Dataset) -> Readiness:
    """Who did what, or in which visit, and when; without views and carts from order to order."""
    if not dataset.event_counts:
        missing: tuple[str, ...] = (Event.KIND, Event.TIME)
        needs = "need events with times"
    else:
        wanted = {Event.TIME: "a time column"}
        if Event.SESSION not in dataset.filled:
            wanted = {Event.USER: "a customer or session column"} | wanted
        missing = tuple(name for name in wanted if name not in dataset.filled)
        needs = f"need {' and '.join(wanted[name] for name in missing)}"
    if missing:
        return Readiness(JOURNEYS, False, missing, _lacking(JOURNEYS, needs, dataset))
    if {Kind.VIEW, Kind.CART} & set(dataset.event_counts):
        return Readiness(JOURNEYS, True, (), "Journeys are ready.")
    instead = (
        ", so it shows the way from order to order" if Kind.PURCHASE in dataset.event_counts else ""
    )
    return Readiness(
        JOURNEYS,
        True,
        (Event.KIND,),
        "Journeys are ready, but the way from view to purchase needs views or carts; "
        f"{_found(dataset)}{instead}.",
    )


def _pairs(dataset: Dataset, page: str) -> Readiness:
    """Similarity, recommendations and their evaluation: all need who dealt with what."""
    wanted = {Event.USER: "a customer column", Event.ITEM: "an item column"}
    missing = tuple(name for name in wanted if name not in dataset.filled)
    if not dataset.event_counts:
        missing = (Event.ITEM,)
    verb = "need" if page == RECOMMENDATIONS else "needs"
    if missing:
        needs = f"{verb} {' and '.join(wanted[name] for name in missing)}"
        return Readiness(page, False, missing, _lacking(page, needs, dataset))
    if dataset.n_customers < 2:
        return Readiness(page, False, (), _too_few(page, "customers", dataset.n_customers))
    return Readiness(page, True, (), f"{page} {'are' if page == RECOMMENDATIONS else 'is'} ready.")


def _baskets(dataset: Dataset) -> Readiness:
    """Purchases that name the item, and something that tells one basket from the next."""
    sold = bool(dataset.event_counts.get(Kind.PURCHASE))
    named = Event.ITEM in dataset.filled
    apart = (Event.ORDER, Event.SESSION, Event.TIME)
    told = any(name in dataset.filled for name in apart)
    missing = (() if sold else (Event.KIND,)) + (() if named else (Event.ITEM,))
    if missing or not told:
        lacks = ([] if sold else ["purchases"]) + ([] if named else ["an item column"])
        lacks += [] if told else ["order numbers, sessions or times to tell baskets apart"]
        needs = f"need {' and '.join(lacks)}"
        missing = missing if told else missing + apart
        return Readiness(BASKETS, False, missing, _lacking(BASKETS, needs, dataset))
    return Readiness(BASKETS, True, (), "Baskets are ready.")


def _retention(dataset: Dataset) -> Readiness:
    """Who came and when; lifetime value needs purchases, prices and many buyers beside."""
    wanted = {Event.USER: "a customer column", Event.TIME: "a time column"}
    missing = tuple(name for name in wanted if name not in dataset.filled)
    if not dataset.event_counts:
        needs = "needs events with times"
        missing = (Event.KIND, Event.TIME)
    else:
        needs = f"needs {' and '.join(wanted[name] for name in missing)}"
    if missing:
        return Readiness(RETENTION, False, missing, _lacking(RETENTION, needs, dataset))
    ready = "Retention is ready, but lifetime value needs"
    if Kind.PURCHASE not in dataset.event_counts:
        said = f"{ready} purchases; {_found(dataset)}."
        return Readiness(RETENTION, True, (Event.KIND,), said)
    if dataset.n_customers < BUYERS:
        said = f"{ready} at least {BUYERS} buyers; customers in this file: {dataset.n_customers:,}."
        return Readiness(RETENTION, True, (), said)
    if Event.PRICE not in dataset.filled:
        return Readiness(RETENTION, True, (Event.PRICE,), f"{ready} prices to be in money.")
    return Readiness(RETENTION, True, (), "Retention is ready.")


def _search(dataset: Dataset) -> Readiness:
    """What was searched for; what came of it needs times beside, and what rises too."""
    if Kind.SEARCH not in dataset.event_counts or Event.QUERY not in dataset.filled:
        missing = (Event.KIND, Event.QUERY) if dataset.event_counts else (Event.QUERY,)
        needs = "needs searches with the words searched for"
        return Readiness(SEARCH, False, missing, _lacking(SEARCH, needs, dataset))
    if Event.TIME not in dataset.filled:
        said = "Search is ready, but what searches led to and what is rising need a time column."
        return Readiness(SEARCH, True, (Event.TIME,), said)
    return Readiness(SEARCH, True, (), "Search is ready.")


def _has_numbers(dataset: Dataset) -> bool:
    return bool(_numbers(dataset))


def _numbers(dataset: Dataset) -> tuple[str, ...]:
    """The numeric columns of the customer table."""
    schema = nw.from_native(dataset.customers).collect_schema()
    return tuple(n for n, kind in schema.items() if n != Customer.USER and kind.is_numeric())


def _lacking(page: str, needs: str, dataset: Dataset) -> str:
    return f"{page} {needs}; {_found(dataset)}."


def _too_few(page: str, what: str, n: int) -> str:
    verb = "needs" if page in (SIMILARITY, OVERVIEW, MOVEMENT, EVALUATE) else "need"
    return f"{page} {verb} at least two {what}; this file has {n}."


def _found(dataset: Dataset) -> str:
    """What the file is instead."""
    kinds = dataset.event_counts
    if not kinds:
        return "this file has one row a customer and no items"
    if set(kinds) == {Kind.RATING}:
        return "this file holds ratings"
    return f"this file holds {', '.join(_PLURAL[kind] for kind in Kind.ALL if kind in kinds)}"


_PLURAL: Final = {
    Kind.VIEW: "views",
    Kind.SEARCH: "searches",
    Kind.CART: "carts",
    Kind.WISHLIST: "wishlists",
    Kind.PURCHASE: "purchases",
    Kind.REFUND: "refunds",
    Kind.RATING: "ratings",
}
