"""Readiness of the analyses: which the data allow, and what the others lack."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import narwhals as nw

from shopai.behaviour.retention.histories import BUYERS
from shopai.columns import Customer, Event, Feature, Kind
from shopai.events.dataset import Dataset
from shopai.messages import N_
from shopai.sentences import Sentence

OVERVIEW: Final = "overview"
SEGMENTS: Final = "segments"
RFM: Final = "rfm"
MOVEMENT: Final = "movement"
SIMILARITY: Final = "similarity"
BASKETS: Final = "baskets"
JOURNEYS: Final = "journeys"
RETENTION: Final = "retention"
SEARCH: Final = "search"
RECOMMENDATIONS: Final = "recommendations"

#: What is said of an analysis that works, and of one that does not.
_READY: Final = {
    OVERVIEW: N_("Overview is ready."),
    SEGMENTS: N_("Segments are ready."),
    RFM: N_("RFM is ready."),
    MOVEMENT: N_("Movement is ready."),
    SIMILARITY: N_("Similarity is ready."),
    BASKETS: N_("Baskets are ready."),
    JOURNEYS: N_("Journeys are ready."),
    RETENTION: N_("Retention is ready."),
    SEARCH: N_("Search is ready."),
    RECOMMENDATIONS: N_("Recommendations are ready."),
}
_NEEDS: Final = {
    OVERVIEW: N_("Overview needs {what}; this file {has}."),
    SEGMENTS: N_("Segments need {what}; this file {has}."),
    RFM: N_("RFM needs {what}; this file {has}."),
    MOVEMENT: N_("Movement needs {what}; this file {has}."),
    SIMILARITY: N_("Similarity needs {what}; this file {has}."),
    BASKETS: N_("Baskets need {what}; this file {has}."),
    JOURNEYS: N_("Journeys need {what}; this file {has}."),
    RETENTION: N_("Retention needs {what}; this file {has}."),
    SEARCH: N_("Search needs {what}; this file {has}."),
    RECOMMENDATIONS: N_("Recommendations need {what}; this file {has}."),
}
_COLUMNS: Final = {
    Event.USER: N_("a customer column"),
    Event.ITEM: N_("an item column"),
    Event.TIME: N_("a time column"),
    Event.PRICE: N_("prices"),
}
_KINDS: Final = {
    Kind.VIEW: N_("views"),
    Kind.SEARCH: N_("searches"),
    Kind.CART: N_("carts"),
    Kind.WISHLIST: N_("wishlists"),
    Kind.PURCHASE: N_("purchases"),
    Kind.REFUND: N_("refunds"),
    Kind.RATING: N_("ratings"),
}


@dataclass(frozen=True)
class Readiness:
    """Verdict on one analysis: ready or not, and why."""

    analysis: str  # "overview", "segments", "rfm", …: one of the names of this module
    ready: bool
    reason: Sentence  # the verdict in words, with what is missing


def readiness(dataset: Dataset) -> tuple[Readiness, ...]:
    """A verdict for each analysis.

    An analysis that works but could show more is ready, and its reason says what is left
    out. Costs one scan of the tables, kept on the data set.
    """
    return (
        _overview(dataset),
        _segments(dataset),
        _rfm(dataset),
        _who_and_when(dataset, MOVEMENT) or _two_customers(dataset, MOVEMENT),
        _pairs(dataset, SIMILARITY),
        _baskets(dataset),
        _journeys(dataset),
        _retention(dataset),
        _search(dataset),
        _pairs(dataset, RECOMMENDATIONS),
    )


def _overview(dataset: Dataset) -> Readiness:
    if not dataset.event_counts:
        reason = Sentence(
            "Overview is ready, but of the customers' columns alone: this file {has}.",
            has=_contents(dataset),
        )
        return Readiness(OVERVIEW, True, reason)
    wishes = {
        Event.TIME: N_("changes over time need a time column"),
        Event.PRICE: N_("revenue needs purchases with prices"),
    }
    missing = _missing(dataset, *wishes)
    if not missing:
        return _ready(OVERVIEW)
    needs = _all_of([wishes[name] for name in missing])
    reason = Sentence(
        "Overview is ready, but {needs}; this file {has}.", needs=needs, has=_contents(dataset)
    )
    return Readiness(OVERVIEW, True, reason)


def _segments(dataset: Dataset) -> Readiness:
    if lacking := _lacking(dataset, SEGMENTS, Customer.USER):
        return lacking
    if dataset.n_customers >= 2 and not dataset.event_counts and not _numbers(dataset):
        reason = Sentence(
            "Segments need at least one column of numbers, such as orders or spend; "
            "this file has one row a customer and only text beside the id."
        )
        return Readiness(SEGMENTS, False, reason)
    return _two_customers(dataset, SEGMENTS)


def _rfm(dataset: Dataset) -> Readiness:
    """From purchases, or from a customer table that has the three measures already."""
    if not dataset.event_counts:
        measures = (Feature.RECENCY, Feature.FREQUENCY, Feature.MONETARY)
        if set(measures) <= set(_numbers(dataset)):
            return _ready(RFM)
        what = N_(
            "purchases, or for each customer the days since the last one, the number of orders "
            "and the net spend"
        )
        return _lacks(dataset, RFM, what)
    needed = [_COLUMNS[n] for n in _missing(dataset, Event.USER, Event.TIME, Event.PRICE)]
    if Kind.PURCHASE not in dataset.event_counts:
        needed = [N_("purchases"), *needed]
    return _lacks(dataset, RFM, *needed) if needed else _ready(RFM)


def _who_and_when(dataset: Dataset, analysis: str) -> Readiness | None:
    """Verdict where it is not known who did something, and when; None where it is."""
    if not dataset.event_counts:
        return _lacks(dataset, analysis, N_("events with times"))
    return _lacking(dataset, analysis, Event.USER, Event.TIME)


def _journeys(dataset: Dataset) -> Readiness:
    """Journeys need customers or visits, and times; without views and carts they are of orders."""
    if not dataset.event_counts:
        return _lacks(dataset, JOURNEYS, N_("events with times"))
    wanted = {Event.TIME: _COLUMNS[Event.TIME]}
    if Event.SESSION not in dataset.filled:
        wanted = {Event.USER: N_("a customer or session column")} | wanted
    if set(dataset.event_counts) <= {Kind.RATING, Kind.REFUND}:
        return _lacks(dataset, JOURNEYS, N_("views, carts or purchases"))
    missing = _missing(dataset, *wanted)
    if missing:
        return _lacks(dataset, JOURNEYS, *(wanted[name] for name in missing))
    if {Kind.VIEW, Kind.CART} & set(dataset.event_counts):
        return _ready(JOURNEYS)
    reason = N_(
        "Journeys are ready, but the way from view to purchase needs views or carts; this file "
        "{has}."
    )
    if Kind.PURCHASE in dataset.event_counts:
        reason = N_(
            "Journeys are ready, but the way from view to purchase needs views or carts; "
            "this file {has}, so it shows the way from order to order."
        )
    return Readiness(JOURNEYS, True, Sentence(reason, has=_contents(dataset)))


def _pairs(dataset: Dataset, analysis: str) -> Readiness:
    """Similarity and recommendations: who dealt with what."""
    if not dataset.event_counts:
        return _lacks(dataset, analysis, _COLUMNS[Event.ITEM])
    lacking = _lacking(dataset, analysis, Event.USER, Event.ITEM)
    return lacking or _two_customers(dataset, analysis)


def _baskets(dataset: Dataset) -> Readiness:
    """Purchases that name the item, and something that tells one basket from the next."""
    needed = []
    if not dataset.event_counts.get(Kind.PURCHASE):
        needed.append(N_("purchases"))
    if Event.ITEM not in dataset.filled:
        needed.append(_COLUMNS[Event.ITEM])
    if dataset.filled.isdisjoint((Event.ORDER, Event.SESSION, Event.TIME)):
        needed.append(N_("order numbers, sessions or times to tell baskets apart"))
    return _lacks(dataset, BASKETS, *needed) if needed else _ready(BASKETS)


def _retention(dataset: Dataset) -> Readiness:
    """Retention needs customers and times; lifetime value purchases, prices and many buyers."""
    lacking = _who_and_when(dataset, RETENTION)
    if lacking:
        return lacking
    if Kind.PURCHASE not in dataset.event_counts:
        reason = Sentence(
            "Retention is ready, but lifetime value needs purchases; this file {has}.",
            has=_contents(dataset),
        )
        return Readiness(RETENTION, True, reason)
    if dataset.n_customers < BUYERS:
        reason = Sentence(
            "Retention is ready, but lifetime value needs at least {least} buyers; customers in "
            "this file: {n}.",
            least=BUYERS,
            n=dataset.n_customers,
        )
        return Readiness(RETENTION, True, reason)
    if Event.PRICE not in dataset.filled:
        reason = Sentence("Retention is ready, but lifetime value needs prices to be in money.")
        return Readiness(RETENTION, True, reason)
    return _ready(RETENTION)


def _search(dataset: Dataset) -> Readiness:
    """Search needs queries; their outcomes and rise need times beside."""
    if Kind.SEARCH not in dataset.event_counts or Event.QUERY not in dataset.filled:
        return _lacks(dataset, SEARCH, N_("searches with the words searched for"))
    if Event.TIME not in dataset.filled:
        reason = Sentence(
            "Search is ready, but what searches led to and what is rising need a time column."
        )
        return Readiness(SEARCH, True, reason)
    return _ready(SEARCH)


def _ready(analysis: str) -> Readiness:
    return Readiness(analysis, True, Sentence(_READY[analysis]))


def _lacks(dataset: Dataset, analysis: str, *needed: str | Sentence) -> Readiness:
    """An analysis that needs all of `needed`."""
    what, has = _all_of(needed), _contents(dataset)
    return Readiness(analysis, False, Sentence(_NEEDS[analysis], what=what, has=has))


def _lacking(dataset: Dataset, analysis: str, *columns: str) -> Readiness | None:
    """Verdict where the data lack some of the columns; None where they have all."""
    missing = [_COLUMNS[name] for name in _missing(dataset, *columns)]
    return _lacks(dataset, analysis, *missing) if missing else None


def _two_customers(dataset: Dataset, analysis: str) -> Readiness:
    if dataset.n_customers >= 2:
        return _ready(analysis)
    what = Sentence("at least two customers")
    has = Sentence("has {n}", n=dataset.n_customers)
    return Readiness(analysis, False, Sentence(_NEEDS[analysis], what=what, has=has))


def _missing(dataset: Dataset, *columns: str) -> tuple[str, ...]:
    return tuple(name for name in columns if name not in dataset.filled)


def _numbers(dataset: Dataset) -> tuple[str, ...]:
    """The numeric columns of the customer table."""
    schema = nw.from_native(dataset.customers).collect_schema()
    return tuple(n for n, kind in schema.items() if n != Customer.USER and kind.is_numeric())


def _all_of(things: Sequence[str | Sentence]) -> Sentence:
    *others, last = [Sentence(thing) if isinstance(thing, str) else thing for thing in things]
    return Sentence("{others} and {last}", others=others, last=last) if others else last


def _contents(dataset: Dataset) -> Sentence:
    """Words on what the file holds instead."""
    kinds = [_KINDS[kind] for kind in Kind.ALL if kind in dataset.event_counts]
    if not kinds:
        columns = [name for name in dataset.customers.columns if name != Customer.USER]
        return Sentence("has one row a customer ({columns:4})", columns=columns)
    return Sentence("holds {kinds}", kinds=_all_of(kinds))
