"""Customers who follow one pattern of steps."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import pandas as pd

from shopai.arrays import Codes, Mask
from shopai.behaviour.journeys.tokens import Of, Per, checked_kinds, journeys_of
from shopai.behaviour.sequences.kernels import Limits, Sequences, sequences_of
from shopai.behaviour.sequences.patterns import USUAL, limits_of, step_names
from shopai.columns import Event
from shopai.compiled import compiled
from shopai.errors import ParameterError
from shopai.events.dataset import Dataset
from shopai.selection.filter import Filter
from shopai.selection.selection import select


def followers(
    dataset: Dataset,
    where: Filter | None,
    pattern: Sequence[str],
    *,
    of: Of = "event",
    per: Per = "session",
    kinds: Sequence[str] | None = None,
    min_gap: timedelta | None = None,
    max_gap: timedelta | None = None,
    max_window: timedelta | None = None,
) -> pd.Index:
    """Ids of the customers with a sequence that holds `pattern`.

    pattern : its steps, as in the table of
        :func:`~shopai.behaviour.sequences.patterns.sequential_patterns`
    of, per, kinds, min_gap, max_gap, max_window : as there, errors too

    As many as the pattern has customers there, in the order of the data set's customers. Linear
    in the events times the steps.

    >>> len(shopai.followers(dataset, None, ["view", "purchase"])) > 0
    True
    """
    kinds = () if kinds is None else checked_kinds(kinds)
    selection = select(dataset, where)
    journeys = journeys_of(selection, of, per, kinds or USUAL[of], known=True)
    codes = pd.Index(step_names(selection, of)).get_indexer(pd.Index(pattern)).astype(np.int32)
    if not len(codes) or (codes < 0).any():
        raise ParameterError(f"These data have no such steps: {', '.join(map(str, pattern))}.")
    hold = holds(sequences_of(journeys), codes, limits_of(min_gap, max_gap, max_window))
    ids: pd.Index = selection.users[np.unique(journeys.users)[hold]]
    return ids.rename(Event.USER)


NOT_HERE = np.iinfo(np.int64).min


@compiled
def holds(data: Sequences, pattern: Codes, limits: Limits) -> Mask:
    """(n_customers,) true where a sequence of the customer holds the pattern.

    For each place where the steps so far can end, the latest time they can have begun; of all
    such places before a step only the last that is min_gap away matters (see kernels.py).
    """
    hold = np.zeros(data.n_customers, np.bool_)
    begun = np.empty(len(data.steps), np.int64)
    longer = np.empty(len(data.steps), np.int64)
    for s in range(len(data.customers)):
        first, end = data.starts[s], data.starts[s + 1]
        for j in range(first, end):
            begun[j] = data.times[j] if data.steps[j] == pattern[0] else NOT_HERE
        for step in pattern[1:]:
            place, latest, ended = first, NOT_HERE, NOT_HERE
            for j in range(first, end):
                now = data.times[j]
                while place < j and now - data.times[place] >= limits.min_gap:
                    if begun[place] != NOT_HERE:
                        latest, ended = begun[place], data.times[place]
                    place += 1
                near = latest != NOT_HERE and data.steps[j] == step
                near = near and now - ended <= limits.max_gap
                longer[j] = latest if near and now - latest <= limits.max_window else NOT_HERE
            begun[first:end] = longer[first:end]
        for j in range(first, end):
            if begun[j] != NOT_HERE:
                hold[data.customers[s]] = True
    return hold
