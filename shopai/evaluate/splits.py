"""Train/test splits: at random, of the last item, and by time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

import numpy as np
import pandas as pd
import scipy.sparse as sp

from shopai.arrays import Floats, Ints, Mask
from shopai.checks import whole_number
from shopai.columns import Event, Kind
from shopai.engines.duckdb import row
from shopai.errors import MissingColumns, ParameterError
from shopai.events.dataset import Dataset
from shopai.events.moments import on_clock, shown, spoken
from shopai.format import percent
from shopai.preferences import WEIGHTS, Preferences, last_times, preferences

#: Parts of a random split, unless told.
FOLDS: Final = 5


@dataclass(frozen=True, eq=False)
class Split:
    """A training part and a test part.

    Raises :class:`ParameterError` where nothing is held out, or the parts overlap or do not fit.
    """

    name: str  # what to call it
    train: Preferences  # to learn from; who and what the test alone has are empty rows and columns
    test: sp.csr_matrix  # (n_users, n_items) float64, on the axes of `train`: the values held
    # out, none of them of a pair that `train` knows or counts as bought
    note: str = ""  # how it was made and what was left out, in a sentence or two
    #: Until when `train` goes, by the shop's clock; None: time plays no part.
    cutoff: datetime | None = None
    rated: bool = False  # the values of both are ratings, on one scale

    def __post_init__(self) -> None:
        test = sp.csr_matrix(self.test, dtype=np.float64).sorted_indices()
        if test.shape != self.train.matrix.shape:
            raise ParameterError(
                f"The test of split {self.name} must be a table of the same customers and items "
                f"as its training part, {_size(self.train.matrix)}; found {_size(test)}."
            )
        if test.nnz == 0:
            raise ParameterError(
                f"Split {self.name} holds nothing out, so there is nothing to test on; "
                "choose another split or an earlier cutoff."
            )
        if within(test, self.train.matrix).any() or (
            self.train.bought is not None and within(test, self.train.bought).any()
        ):
            raise ParameterError(
                f"Split {self.name} tests on pairs of customer and item that its training part "
                "already holds; leave them out of one of the two."
            )
        object.__setattr__(self, "test", test)


def kfold(
    prefs: Preferences,
    folds: int = FOLDS,
    seed: int = 0,
    *,
    order: Ints | None = None,
) -> list[Split]:
    """Every value held out once: `folds` random parts of equal size, within one.

    `order`: (nnz,) positions of the stored values, of which each part takes a run, the first
    parts one more where they do not divide evenly; None draws it with `seed`. Holds all splits at
    once, each as big as `prefs`. Raises
    :class:`ParameterError` for fewer than 2 or more parts than values.
    """
    matrix = prefs.matrix
    if whole_number("folds", folds) < 2 or folds > matrix.nnz:
        raise ParameterError(
            f"{folds} random parts cannot be made of {matrix.nnz:,} preferences; there must be at "
            "least 2 parts, and a preference for each. Load more data, or ask for fewer parts."
        )
    if order is None:
        order = np.random.default_rng(seed).permutation(matrix.nnz)
    elif not np.array_equal(np.sort(order), np.arange(matrix.nnz)):
        raise ParameterError(
            f"order must name each of the {matrix.nnz:,} stored values once, counted from 0."
        )
    note = f"A random {percent(1 / folds, 0)} of all preferences held out, {folds} times over."
    splits = []
    for number, part in enumerate(np.array_split(order, folds), start=1):
        held = np.zeros(matrix.nnz, dtype=bool)
        held[part] = True
        splits.append(held_out(prefs, held, f"fold {number}", note))
    return splits


def held_out(prefs: Preferences, held: Mask, name: str, note: str) -> Split:
    """`prefs` without the stored values that are `held`, and these to test on."""
    test = only(prefs.matrix, held)
    bought = prefs.bought
    if bought is not None:
        bought = only(bought, ~within(bought, test))
    if held.all():
        raise ParameterError(f"Split {name} leaves nothing to learn from; hold out less.")
    train = replace(prefs, matrix=only(prefs.matrix, ~held), bought=bought)
    return Split(name, train, test, note, rated=prefs.kind == "ratings")


def lines_of(matrix: sp.csr_matrix) -> Ints:
    """(nnz,) the row of each stored value."""
    return np.repeat(np.arange(matrix.shape[0], dtype=np.int64), np.diff(matrix.indptr))


def keys(matrix: sp.csr_matrix) -> Ints:
    """(nnz,) one ascending number for each stored pair."""
    return np.asarray(lines_of(matrix) * matrix.shape[1] + matrix.indices)


def within(these: sp.csr_matrix, those: sp.csr_matrix) -> Mask:
    """(nnz of `these`,) which of its pairs `those` stores too."""
    wanted, stored = keys(these), keys(those.sorted_indices())
    place = np.searchsorted(stored, wanted)
    inside = place < len(stored)
    inside[inside] = stored[place[inside]] == wanted[inside]
    return inside


def only(table: sp.csr_matrix, keep: Mask) -> sp.csr_matrix:
    """`table` with the stored values to `keep` alone."""
    starts = np.concatenate(([0], np.cumsum(keep)))[table.indptr]
    return sp.csr_matrix((table.data[keep], table.indices[keep], starts), shape=table.shape)


def _size(matrix: Any) -> str:
    return f"{matrix.shape[0]:,} × {matrix.shape[1]:,}"


#: Of the events, by time, that a time split keeps back unless told.
SHARE: Final = 0.2


def leave_last_out(
    dataset: Dataset,
    weights: Mapping[str, float] | None = None,
    half_life_days: float | None = None,
) -> list[Split]:
    """One split: of every customer with two items or more, the item they turned to last.

    Last is the item with the latest event (one without a time is older than any other); of
    equally late ones the first by id. All the customer's events with it are held out.
    """
    _require_times(dataset)
    prefs = among_all(preferences(dataset, weights, half_life_days), dataset)
    matrix = prefs.matrix
    latest = _latest(dataset, prefs, WEIGHTS | dict(weights or {}))
    users = lines_of(matrix)
    # By customer, the latest first, then by item: the first of each run is held out.
    order = np.lexsort((matrix.indices, -latest, users))
    counts = np.diff(matrix.indptr)
    held = np.zeros(matrix.nnz, dtype=bool)
    held[order[matrix.indptr[:-1][counts >= 2]]] = True
    single = int((counts == 1).sum())
    note = (
        "The last item of every customer held out; other customers' later events stay in the "
        f"training part. {single:,} customers with one item are not tested."
    )
    return [held_out(prefs, held, "last item", note)]


def time_split(
    dataset: Dataset,
    cutoff: datetime | None = None,
    *,
    weights: Mapping[str, float] | None = None,
    half_life_days: float | None = None,
) -> list[Split]:
    """Learn from all until a moment, be tested on what comes after: what a shop really faces.

    cutoff : the moment; None takes that after which the last fifth of the events came
    weights, half_life_days : see :func:`shopai.preferences.preferences`; ages count from the
        newest event of the training part, and in the test all count alike

    Held out are the items a customer turns to that they did not have before: buying again is
    no recommendation. Raises :class:`MissingColumns` without times, :class:`ParameterError`
    for a cutoff with nothing before or after it.
    """
    _require_times(dataset)
    cutoff = _late(dataset) if cutoff is None else on_clock(cutoff, dataset.zone)
    try:
        before = preferences(dataset, weights, half_life_days, until=cutoff)
        after = preferences(dataset, weights, since=cutoff)
    except MissingColumns as error:
        raise ParameterError(
            f"The cutoff {cutoff:%Y-%m-%d %H:%M} leaves nothing to learn from or nothing to "
            f"test on; choose another. {error}"
        ) from error
    train = among_all(before.among(after.users, after.items), dataset)
    wide = after.among(train.users, train.items)
    known = within(wide.matrix, train.matrix)
    if train.bought is not None:
        known |= within(wide.matrix, train.bought)
    note = (
        f"Learned from what happened by {cutoff:%Y-%m-%d %H:%M} {spoken(dataset.zone)}, tested on "
        "what came after it; "
        f"{int(known.sum()):,} preferences for items a customer had before are left out."
    )
    rated = before.kind == after.kind == "ratings"
    name = f"until {cutoff:%Y-%m-%d %H:%M}"
    return [Split(name, train, only(wide.matrix, ~known), note, cutoff, rated)]


def among_all(prefs: Preferences, dataset: Dataset) -> Preferences:
    """`prefs` among all items of the shop: any of them could be recommended."""
    return prefs.with_items(dataset.numbered(Event.ITEM))


def _require_times(dataset: Dataset) -> None:
    if Event.EPOCH not in dataset.filled:
        raise MissingColumns(
            "The events carry no time, so none of them is the last; use a random split "
            "(kfold) or map the column that says when."
        )


def _late(dataset: Dataset) -> datetime:
    """The moment after which at most `SHARE` of the events came, and at least one."""
    columns = Event.USER, Event.ITEM, Event.EPOCH
    known = dataset.timeline.filter(" AND ".join(f"{name} IS NOT NULL" for name in columns))
    quantile, newest = row(
        known.aggregate(f"quantile_disc({Event.EPOCH}, {1 - SHARE!r}), max({Event.EPOCH})")
    )
    if newest is None:
        raise MissingColumns("No event has a customer, an item and a time; use a random split.")
    if quantile == newest:
        (quantile,) = row(
            known.filter(f"{Event.EPOCH} < {int(newest)}").aggregate(f"max({Event.EPOCH})")
        )
    if quantile is None:
        raise ParameterError(
            "All events happened at one moment, so none came after; use a random split (kfold)."
        )
    return shown(int(quantile))


def _latest(dataset: Dataset, prefs: Preferences, weights: Mapping[str, float]) -> Floats:
    """(nnz,) when the customer last turned to the item, µs; −inf without a time.

    By ratings and by events that speak for the item: one sent back is not turned to.
    """
    kinds = [Kind.RATING, *(kind for kind, weight in weights.items() if weight > 0)]
    rows, columns, times = last_times(dataset, prefs, kinds)
    there = (rows >= 0) & (columns >= 0)
    pairs = rows[there].astype(np.int64) * prefs.matrix.shape[1] + columns[there]
    when = pd.Series(times[there].astype(np.float64), index=pairs)
    return np.asarray(when.reindex(keys(prefs.matrix), fill_value=-np.inf), dtype=np.float64)
