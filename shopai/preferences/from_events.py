"""Who prefers what, and how much: a sparse customer × item matrix.

Ratings where there are any; else what was viewed, wished for, put in the cart, bought and
sent back, each with a weight.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import datetime
from typing import Final, cast

import duckdb
import numpy as np
import pandas as pd
import scipy.sparse as sp

from shopai.arrays import Array, Codes, Mask
from shopai.columns import Event, Kind
from shopai.engines.duckdb import literal, row
from shopai.errors import MissingColumns, ParameterError
from shopai.events.dataset import Dataset
from shopai.events.moments import DAY_US, micros
from shopai.preferences.matrix import Preferences, Source

#: What one event of a kind adds to the preference for its item.
WEIGHTS: Final[dict[str, float]] = {
    Kind.VIEW: 1.0,
    Kind.WISHLIST: 2.0,
    Kind.CART: 3.0,
    Kind.PURCHASE: 5.0,
    Kind.REFUND: -5.0,
}


#: Tables of the ids, each with a column of its own name: an id's rank among them.
USERS: Final = "user_code"
ITEMS: Final = "item_code"
#: Columns of the aggregated pairs.
VALUE: Final = "value"
RATED: Final = "rated"
BOUGHT: Final = "bought"


def preferences(
    dataset: Dataset,
    weights: Mapping[str, float] | None = None,
    half_life_days: float | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> Preferences:
    """How much each known customer prefers each item.

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
    since : leave out events at this moment or earlier, and those without a time; UTC unless it
        names a zone
    until : leave out later events; those without a time stay, older than any other

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
    """
    if half_life_days is not None and not 0 < half_life_days < math.inf:
        raise ParameterError(f"A half-life is a number of days above 0; found {half_life_days}.")
    _require_columns(dataset)
    events = _within(dataset.events, since, until)
    usable = _usable(_weights(weights), _decay(events, half_life_days))
    for table, column in ((USERS, Event.USER), (ITEMS, Event.ITEM)):
        events.query(
            "events",
            f"""CREATE TEMP TABLE {table} AS
            SELECT {column}, (row_number() OVER (ORDER BY {column}) - 1)::INTEGER AS {table}
            FROM (SELECT DISTINCT {column} FROM ({usable}) WHERE weight != 0 OR {BOUGHT})
            """,
        )
    pairs = _pairs(events, usable)
    values, rated, bought = (pairs.pop(name) for name in (VALUE, RATED, BOUGHT))
    preferred = ~np.isnan(values)
    if not preferred.any():
        when = _window(since, until)
        kinds = ", ".join(f"{n} × {kind}" for kind, n in dataset.event_counts.items())
        raise MissingColumns(
            "No customer shows a preference for any item: there is no rating, and the weights "
            f"of no customer's events with an item{when} add up to more than 0. Found {kinds}."
        )
    kind = "ratings" if rated[preferred].all() else "mixed" if rated.any() else "events"
    users, rows = _used(events, USERS, Event.USER, pairs.pop(USERS))
    items, columns = _used(events, ITEMS, Event.ITEM, pairs.pop(ITEMS))
    shape = len(users), len(items)
    had = _table(rows, columns, bought, bought, shape) if (bought != preferred).any() else None
    matrix = _table(rows, columns, values, preferred, shape)
    scale = (float(matrix.data.min()), float(matrix.data.max())) if kind == "ratings" else None
    return Preferences(matrix, users, items, cast(Source, kind), had, scale)


def _within(
    events: duckdb.DuckDBPyRelation, since: datetime | None, until: datetime | None
) -> duckdb.DuckDBPyRelation:
    """The events after `since` and by `until`, each where given."""
    if since is not None and until is not None and micros(since) >= micros(until):
        raise ParameterError(
            f"The time looked at must begin before it ends; found{_window(since, until)}."
        )
    if since is not None:
        events = events.filter(f"{Event.EPOCH} > {micros(since)}")
    if until is not None:
        events = events.filter(f"{Event.EPOCH} IS NULL OR {Event.EPOCH} <= {micros(until)}")
    return events


def _window(since: datetime | None, until: datetime | None) -> str:
    """The time looked at, in words; empty for all of it."""
    after = f" after {since:%Y-%m-%d %H:%M}" if since is not None else ""
    return after + (f" up to {until:%Y-%m-%d %H:%M}" if until is not None else "")


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


def _decay(events: duckdb.DuckDBPyRelation, half_life_days: float | None) -> str:
    """SQL for the share of its weight that an event keeps: all of it without a time."""
    if half_life_days is None:
        return "1.0"
    (newest,) = row(events.aggregate(f"max({Event.EPOCH})"))
    if newest is None:
        raise ParameterError("A half-life needs times, and no event has one. Leave it out.")
    age = f"(({int(newest)} - {Event.EPOCH}) / {DAY_US!r})"
    return f"coalesce(pow(0.5, {age} / {float(half_life_days)!r}), 1.0)"


def _usable(weight: dict[str, float], decay: str) -> str:
    """SQL for the events with customer and item: rating, decayed weight, bought, line."""
    cases = " ".join(f"WHEN {literal(kind)} THEN {value!r}" for kind, value in weight.items())
    return f"""
        SELECT {Event.USER}, {Event.ITEM}, {Event.EPOCH},
               CASE WHEN isfinite({Event.RATING}) THEN {Event.RATING} END AS rating,
               CASE {Event.KIND} {cases} ELSE 0.0 END * {decay} AS weight,
               {Event.KIND} IN ({literal(Kind.PURCHASE)}, {literal(Kind.REFUND)})
               OR coalesce(isfinite({Event.RATING}), false) AS {BOUGHT},
               row_number() OVER () AS line
        FROM events WHERE {Event.USER} IS NOT NULL AND {Event.ITEM} IS NOT NULL"""


def _pairs(events: duckdb.DuckDBPyRelation, usable: str) -> dict[str, Array]:
    """User and item code, value (NaN: no preference), rated and bought, by user and item.

    Grouping goes by the codes: integers take a fraction of the ids' memory.
    """
    # A missing time sorts first: older than any other.
    when = f"(coalesce({Event.EPOCH}, {-(2**63) + 1}), line)"
    return _fetch(
        events,
        f"""SELECT {USERS}, {ITEMS}, latest IS NOT NULL AS {RATED}, {BOUGHT},
               coalesce(latest, CASE WHEN total > 0 THEN ln(1 + total) END, 'nan') AS {VALUE}
        FROM (SELECT {USERS}, {ITEMS}, fsum(weight) AS total, bool_or({BOUGHT}) AS {BOUGHT},
                     arg_max(rating, {when}) FILTER (rating IS NOT NULL) AS latest
              FROM ({usable}) JOIN {USERS} USING ({Event.USER}) JOIN {ITEMS} USING ({Event.ITEM})
              GROUP BY {USERS}, {ITEMS})
        WHERE total > 0 OR {BOUGHT}
        ORDER BY {USERS}, {ITEMS}""",
    )


def _fetch(events: duckdb.DuckDBPyRelation, sql: str) -> dict[str, Array]:
    found = events.query("events", sql)
    assert found is not None  # a SELECT always gives a relation
    return found.fetchnumpy()


def _used(
    events: duckdb.DuckDBPyRelation, table: str, column: str, codes: Codes
) -> tuple[pd.Index, Codes]:
    """The ids whose codes occur, in order, and the codes renumbered to their positions."""
    ids = _fetch(events, f"SELECT {column} FROM {table} ORDER BY {table}")
    occurs = np.zeros(len(ids[column]), dtype=bool)
    occurs[codes] = True
    position = np.cumsum(occurs, dtype=np.int32) - np.int32(1)
    return pd.Index(ids[column][occurs], dtype="str", name=column), position[codes]
