"""Preferences from events: how much each customer prefers each item, as a sparse matrix.

Ratings where there are any; else what was viewed, wished for, put in the cart, bought and
sent back, each with a weight.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final, cast

import duckdb
import narwhals as nw
import numpy as np
import pandas as pd
import scipy.sparse as sp

from shopai.arrays import Array, Codes, Ints, Mask
from shopai.columns import Event, Kind
from shopai.engines.duckdb import literal, row
from shopai.errors import MissingColumns, ParameterError
from shopai.events.dataset import Dataset
from shopai.events.moments import DAY_US
from shopai.preferences.matrix import Preferences, Source
from shopai.selection.filter import TimeWindow
from shopai.selection.selection import select
from shopai.selection.totals import latest

#: What one event of a kind adds to the preference for its item.
WEIGHTS: Final[dict[str, float]] = {
    Kind.VIEW: 1.0,
    Kind.WISHLIST: 2.0,
    Kind.CART: 3.0,
    Kind.PURCHASE: 5.0,
    Kind.REFUND: -5.0,
}

#: Columns of the aggregated pairs.
RATED: Final = "rated"  # the latest rating
TOTAL: Final = "total"  # of the weights
BOUGHT: Final = "bought"
VALUE: Final = "value"


def preferences(
    dataset: Dataset,
    weights: Mapping[str, float] | None = None,
    half_life_days: float | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Preferences:
    """Preferences of each known customer for each item.

    The latest rating where there is one (of equally late ones the later row of the source; a
    rating without a time is older than any with one); else log1p(s), s = Σ w(kind)·0.5 **
    (age / `half_life_days`) over the customer's events with the item. One event is one
    weight, whatever its quantity. s ≤ 0, as when what was bought went back, is no preference.
    Bought is what was purchased, refunded or rated, whatever the weights.

    Parameters
    ----------
    dataset : the shop's data; events without customer or item are left out
    weights : by event kind, in place of those in :data:`WEIGHTS`; 0 ignores a kind
    half_life_days : the age at which an event counts half, in days before the newest event
        looked at; None counts all alike, as does an event without a time
    since : leave out events at this moment or earlier; by the shop's clock unless it
        names a zone
    until : leave out later events. With either, events without a time are left out
        (:class:`shopai.selection.filter.TimeWindow`)

    Returns
    -------
    Preferences : users and items in the order of their ids, so that the order of the source's
        rows is of no account; only those with at least one preference or purchase

    Raises
    ------
    MissingColumns : customers, items or usable events are lacking
    ParameterError : a weight for a kind that has none, or not a finite number; a half-life
        that is not above 0, or events without any time

    DuckDB aggregates, spilling to disk beyond its memory limit; here only the result is held,
    up to three times its size while it is put together.

    >>> prefs = shopai.preferences(dataset)
    >>> prefs.matrix.shape, prefs.kind
    ((600, 400), 'mixed')
    """
    if half_life_days is not None and not 0 < half_life_days < math.inf:
        raise ParameterError(f"A half-life is a number of days above 0; found {half_life_days}.")
    _require_columns(dataset)
    window = TimeWindow.moments(since, until, dataset.zone)
    pairs = _pairs(dataset, window, _weights(weights), half_life_days)
    values, rated, bought = pairs[VALUE], ~np.isnan(pairs[RATED]), pairs[BOUGHT]
    preferred = ~np.isnan(values)
    if not preferred.any():
        kinds = ", ".join(f"{n} × {kind}" for kind, n in dataset.event_counts.items())
        raise MissingColumns(
            "No customer shows a preference for any item: there is no rating, and the weights "
            f"of no customer's events with an item{window.words} add up to more than 0. "
            f"Found {kinds}."
        )
    kind = "ratings" if rated[preferred].all() else "mixed" if rated.any() else "events"
    users, rows = _used(dataset.numbered(Event.USER), pairs[Event.USER])
    items, columns = _used(dataset.numbered(Event.ITEM), pairs[Event.ITEM])
    shape = len(users), len(items)
    had = _table(rows, columns, bought, bought, shape) if (bought != preferred).any() else None
    matrix = _table(rows, columns, values, preferred, shape)
    scale = (float(matrix.data.min()), float(matrix.data.max())) if kind == "ratings" else None
    return Preferences(matrix, users, items, cast(Source, kind), had, scale)


def last_times(
    dataset: Dataset, prefs: Preferences, kinds: Iterable[str]
) -> tuple[Codes, Codes, Ints]:
    """When each known customer last had an event of `kinds` with each item.

    (n_pairs,) each: row and column in `prefs`, −1 where it does not know the customer or the
    item, and the time, µs since 1970. Events without a time are left out.
    """
    keys = Event.USER, Event.ITEM
    known = [~nw.col(name).is_null() for name in (*keys, Event.EPOCH)]
    events = select(dataset).events.filter(nw.col(Event.KIND).is_in(list(kinds)), *known)
    table = events.group_by(*keys).agg(nw.col(Event.EPOCH).max()).collect("pyarrow")
    users, items, times = (table[name].to_numpy() for name in (*keys, Event.EPOCH))
    rows, columns = (
        own.get_indexer(dataset.numbered(name)).astype(np.int32)
        for own, name in zip((prefs.users, prefs.items), keys, strict=True)
    )
    return rows[users], columns[items], times


def _table(
    rows: Codes, columns: Codes, values: Array, keep: Mask, shape: tuple[int, int]
) -> sp.csr_matrix:
    """The pairs to `keep` of those sorted by row and column; shared, not copied, if all are."""
    if not keep.all():
        rows, columns, values = rows[keep], columns[keep], values[keep]
    starts = np.concatenate(([0], np.cumsum(np.bincount(rows, minlength=shape[0]))))
    return sp.csr_matrix((values, columns, starts), shape=shape)


def _weights(weights: Mapping[str, float] | None) -> dict[str, float]:
    """The weights of all kinds, those given in place of the usual ones."""
    given = dict(weights or {})
    for kind, value in given.items():
        if kind not in WEIGHTS:
            known = ", ".join(WEIGHTS)
            raise ParameterError(f"No weight goes with {kind!r}; the kinds with one are {known}.")
        if not isinstance(value, int | float) or not math.isfinite(value):
            raise ParameterError(f"The weight of {kind} must be a finite number; found {value!r}.")
    return WEIGHTS | {kind: float(value) for kind, value in given.items()}


def _require_columns(dataset: Dataset) -> None:
    needed = {Event.USER: "which customer acted", Event.ITEM: "which item it was"}
    filled = dataset.filled if dataset.event_counts else ()
    lacking = [words for column, words in needed.items() if column not in filled]
    if lacking:
        raise MissingColumns(
            f"The data do not say {' nor '.join(lacking)}, so nothing is known of what customers "
            "prefer. Load an event log, order lines or ratings, or map these columns."
        )


def _pairs(
    dataset: Dataset, window: TimeWindow, weight: dict[str, float], half_life_days: float | None
) -> dict[str, Array]:
    """By customer and item, in their order: the numbers of both, `VALUE`, `RATED` (NaN: none)
    and `BOUGHT`; only what is preferred or was bought."""
    events = dataset.timeline.filter(window.sql)
    cases = " ".join(f"WHEN {literal(kind)} THEN {value!r}" for kind, value in weight.items())
    weights = f"CASE {Event.KIND} {cases} ELSE 0.0 END * {_decay(events, half_life_days)}"
    sold = f"{Event.KIND} IN ({literal(Kind.PURCHASE)}, {literal(Kind.REFUND)})"
    has_rating = f"isfinite({Event.RATING})"
    pair = f"{Event.USER}, {Event.ITEM}"
    pairs = (
        events.filter(f"{Event.USER} IS NOT NULL AND {Event.ITEM} IS NOT NULL")
        .aggregate(
            f"{pair}, {latest(Event.RATING, has_rating)} AS {RATED}, fsum({weights}) AS {TOTAL}, "
            f"bool_or({sold} OR coalesce({has_rating}, false)) AS {BOUGHT}",
            pair,
        )
        .filter(f"{TOTAL} > 0 OR {BOUGHT}")
        .project(
            f"{pair}, {BOUGHT}, coalesce({RATED}, 'nan') AS {RATED}, coalesce("
            f"{RATED}, CASE WHEN {TOTAL} > 0 THEN ln(1 + {TOTAL}) END, 'nan') AS {VALUE}"
        )
    )
    return {name: np.ma.getdata(values) for name, values in pairs.order(pair).fetchnumpy().items()}


def _decay(events: duckdb.DuckDBPyRelation, half_life_days: float | None) -> str:
    """SQL for the share of its weight that an event keeps: all of it without a time."""
    if half_life_days is None:
        return "1.0"
    (newest,) = row(events.aggregate(f"max({Event.EPOCH})"))
    if newest is None:
        raise ParameterError("A half-life needs times, and no event has one. Leave it out.")
    age = f"(({int(newest)} - {Event.EPOCH}) / {DAY_US!r})"
    return f"coalesce(pow(0.5, {age} / {float(half_life_days)!r}), 1.0)"


def _used(ids: pd.Index, numbers: Codes) -> tuple[pd.Index, Codes]:
    """The ids whose numbers occur, in order, and the position of each number among them."""
    occurs = np.zeros(len(ids), dtype=bool)
    occurs[numbers] = True
    position = np.cumsum(occurs, dtype=np.int32) - np.int32(1)
    return ids[occurs], position[numbers]
