"""Transitions: how often one step follows another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd

from shopai.arrays import Codes, Ints
from shopai.behaviour.journeys.tokens import Of, Per, distinct_in, journeys_of
from shopai.checks import whole_number
from shopai.columns import State, Step
from shopai.compiled import compiled
from shopai.events.dataset import Dataset
from shopai.intervals import clustered
from shopai.selection.filter import Filter
from shopai.selection.selection import select
from shopai.selection.totals import Totals

TOP: Final = 20
MOST: Final = 100  # names with a state of their own: with more, pairs of them fill the memory


@dataclass(frozen=True, eq=False)
class Transitions:
    """Next steps and their probabilities, of :func:`transitions`."""

    table: pd.DataFrame  # columns.Step, the most frequent first
    of: Of
    per: Per
    order: Literal[1, 2]  # states looked back on
    tokens: tuple[str, ...]  # names with a state of their own, the most frequent first
    n: int  # journeys
    customers: int  # known customers among them
    events: int  # events in the journeys
    folded: int  # different names folded into "other"
    totals: Totals


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


@compiled
def count_transitions(
    tokens: Codes, starts: Ints, users: Codes, n_tokens: int, order: int
) -> tuple[Ints, Ints, Ints, Ints, Ints, Ints]:
    """Counts of transitions between states, and their spread over the customers.

    States: the tokens 0 … n_tokens−1, then start, then end; S = n_tokens + 2. Rows are the
    state before (order 1, S of them), the two states before (order 2, S², first · S + second),
    or nothing (order 0, one row: the tokens themselves). Columns are the next state.

    Returns, with y the times one customer did it and n the times they were at the row's state,
    each guest's journey being a customer of its own:
    Σy, known customers with y > 0, Σy², Σy·n (rows, S); Σn², customers with n > 0 (rows,).
    """
    begin, end, size = n_tokens, n_tokens + 1, n_tokens + 2
    rows = 1 if order == 0 else size if order == 1 else size * size
    total, known = np.zeros(rows * size, np.int64), np.zeros(rows * size, np.int64)
    squares, cross = np.zeros(rows * size, np.int64), np.zeros(rows * size, np.int64)
    row_squares, row_known = np.zeros(rows, np.int64), np.zeros(rows, np.int64)
    mine, mine_rows = np.zeros(rows * size, np.int64), np.zeros(rows, np.int64)
    did, were = np.empty(rows * size, np.int64), np.empty(rows, np.int64)
    n_did, n_were = 0, 0
    n = len(starts) - 1
    for journey in range(n):
        before, last = begin, begin
        stop = starts[journey + 1]
        for i in range(starts[journey], stop + 1):
            if i == stop and order == 0:
                break
            state = tokens[i] if i < stop else end
            row = 0 if order == 0 else last if order == 1 else before * size + last
            if order < 2 or last != begin:
                cell = row * size + state
                if mine[cell] == 0:
                    did[n_did] = cell
                    n_did += 1
                mine[cell] += 1
                if mine_rows[row] == 0:
                    were[n_were] = row
                    n_were += 1
                mine_rows[row] += 1
            before, last = last, state
        user = users[journey]
        if journey + 1 < n and user >= 0 and users[journey + 1] == user:
            continue
        for k in range(n_did):
            cell = did[k]
            y, at = mine[cell], mine_rows[cell // size]
            total[cell] += y
            known[cell] += user >= 0
            squares[cell] += y * y
            cross[cell] += y * at
            mine[cell] = 0
        for k in range(n_were):
            row = were[k]
            row_squares[row] += mine_rows[row] * mine_rows[row]
            row_known[row] += 1
            mine_rows[row] = 0
        n_did, n_were = 0, 0
    return total, known, squares, cross, row_squares, row_known
