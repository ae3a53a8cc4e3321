"""Transitions: how often one step follows another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal

import numpy as np
import pandas as pd

from shopai.behaviour.journeys.kernels import count_transitions
from shopai.behaviour.journeys.results import Of, Per, Transitions
from shopai.behaviour.journeys.tokens import distinct_in, journeys_of
from shopai.checks import whole_number
from shopai.columns import State, Step
from shopai.events.dataset import Dataset
from shopai.intervals import clustered
from shopai.selection.filter import Filter
from shopai.selection.selection import select

TOP: Final = 20
MOST: Final = 100  # names with a state of their own: with more, pairs of them fill the memory


def transitions(
    dataset: Dataset,
    where: Filter | None = None,
    *,
    of: Of = "event",
    per: Per = "customer",
    order: Literal[1, 2] = 1,
    top: int = TOP,
    kinds: Sequence[str] = (),
    repeats: bool = True,
) -> Transitions:
    """Count what follows what, from the start of each journey to its end.

    Parameters
    ----------
    of, per, kinds, repeats : :func:`~shopai.behaviour.journeys.tokens.journeys_of`
    order : states looked back on. 1: P(next | last). 2: P(next | last but one, last), the
        first event of a journey coming after ("start", it) then.
    top : names that keep a state of their own, the most frequent; the others are "other"

    "start" comes before the first event of a journey, "end" after its last, so that the counts
    after each state add up to the counts of coming to it.

    The 95 % interval of a probability is Wilson's with the number of independent trials that
    the customers amount to (:func:`~shopai.intervals.clustered`): many
    steps of one customer are not many customers. Each is for its own probability, all
    intervals of a table together hold less often.

    Raises ParameterError, MissingColumns. Linear in the events.

    >>> shopai.transitions(dataset).table[["from", "to", "probability"]].head(2).round(2)
          from    to  probability
    0  (view,)  cart         0.45
    1  (view,)  view         0.34
    """
    whole_number("order", order, 1, 2)
    whole_number("top", top, 1, MOST)
    selection = select(dataset, where)
    journeys, folded = journeys_of(selection, of, per, kinds, repeats).folded(top)
    states = [*map(str, journeys.names), State.START, State.END]
    size, rows = len(states), len(states) ** order
    n, known, squares, cross, row_squares, row_known = count_transitions(
        journeys.tokens, journeys.starts, journeys.users, len(journeys.names), order
    )
    cells = np.flatnonzero(n)
    row, to = np.divmod(cells, size)
    at = n.reshape(rows, size).sum(axis=1)[row]
    low, high = clustered(
        n[cells], at, squares[cells], cross[cells], row_squares[row], row_known[row]
    )
    before = (states[r] for r in row // size)
    last = (states[r] for r in row % size)
    table = pd.DataFrame(
        {
            Step.FROM: [(b, a) for b, a in zip(before, last, strict=True)]
            if order == 2
            else [(a,) for a in last],
            Step.TO: [states[t] for t in to],
            Step.COUNT: n[cells],
            Step.CUSTOMERS: known[cells],
            Step.PROBABILITY: n[cells] / at,
            Step.LOW: low,
            Step.HIGH: high,
        }
    )
    return Transitions(
        table=table.sort_values(Step.COUNT, ascending=False, kind="stable", ignore_index=True),
        of=of,
        per=per,
        order=order,
        tokens=tuple(name for name in states[:-2] if name != State.OTHER),
        n=journeys.n,
        customers=distinct_in(journeys.users[journeys.users >= 0]),
        events=len(journeys.tokens),
        folded=folded,
        totals=selection.totals,
    )
