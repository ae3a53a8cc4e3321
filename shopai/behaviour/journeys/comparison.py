"""Comparison of two audiences: what one does more often than the other, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final, Literal

import numpy as np
import pandas as pd

from shopai.arrays import Ints
from shopai.behaviour.journeys.funnel import STEPS, StepSpec, funnel
from shopai.behaviour.journeys.group_tests import differences
from shopai.behaviour.journeys.kernels import count_transitions
from shopai.behaviour.journeys.results import Comparison, Of, Order, Per
from shopai.behaviour.journeys.tokens import journeys_of
from shopai.behaviour.journeys.transitions import MOST, TOP
from shopai.checks import listed, one_of, whole_number
from shopai.columns import Difference, Event, FunnelStep, State
from shopai.errors import ParameterError
from shopai.events.dataset import Dataset
from shopai.intervals import newcombe, same_share
from shopai.selection.filter import Filter
from shopai.selection.selection import Selection, select

What = Literal["token", "transition", "funnel"]

#: Groups of the funnel, and the order of the audiences everywhere.
FIRST: Final = "1"
SECOND: Final = "2"


def compare_journeys(
    dataset: Dataset,
    where: Filter | None,
    first: pd.Index,
    second: pd.Index,
    *,
    what: What = "token",
    of: Of = "event",
    per: Per = "customer",
    top: int = TOP,
    kinds: Sequence[str] = (),
    steps: Sequence[StepSpec] = STEPS,
    order: Order = "ordered",
    window: timedelta | None = None,
) -> Comparison:
    """Compare what share of the customers of two audiences ever do something.

    Parameters
    ----------
    first, second : ids of the customers. Customers in both belong to neither side here, for
        the interval and the test are of two separate groups; they are counted in `both`.
    what : "token", have an event, category or item; "transition", go from one straight to the
        next; "funnel", reach a step of the funnel
    of, per, top, kinds : for tokens and transitions
        (:func:`~shopai.behaviour.journeys.transitions.transitions`)
    steps, order, window, per : for the funnel (:func:`~shopai.behaviour.journeys.funnel.funnel`)

    The unit is the customer: whoever does a thing a hundred times counts once, so that no
    heavy customer makes a difference look certain. Shares are of the customers of each
    audience with any event of the selection, also in the funnel.

    The difference, in percentage points, has Newcombe's interval; p is of the test of two
    shares, Fisher's exact one where few customers are expected; p_adjusted is Benjamini and
    Hochberg's over all rows.

    Raises ParameterError, MissingColumns, and ParameterError where an audience has no customer
    of its own with an event.

    >>> users = dataset.numbered("user_id")
    >>> both = shopai.compare_journeys(dataset, None, users[:150], users[150:])
    >>> both.table[["what", "first", "second"]].head(2)
       what  first  second
    0  view    150     450
    1  cart    150     450
    """
    where = select(dataset, where).where
    one_of("what", what, ("token", "transition", "funnel"))
    whole_number("top", top, 1, MOST)
    for name, ids in (("first", first), ("second", second)):
        listed(name, ids, "ids of customers")
    sides, both = _sides(where, first, second)
    selection = select(dataset, replace(where, customers=sides.index))
    side = np.append(sides.reindex(selection.users, fill_value=0).to_numpy(), 0)
    users = np.unique(selection.arrays(Event.USER)[Event.USER])
    n, m = (int(np.count_nonzero(side[users] == s)) for s in (1, 2))
    if not n or not m:
        raise ParameterError(
            f"Each audience needs a customer of its own with an event among those chosen; found "
            f"{n} and {m}, and {both} in both. Choose other audiences or a wider filter."
        )
    if what == "funnel":
        names, hits, others = _funnels(selection, sides, steps, order, window, per)
    else:
        names, hits, others = _counts(selection, side, what, of, per, top, kinds)
    table = differences(
        names,
        (hits, others),
        (hits / n, others / m),
        newcombe(hits, n, others, m),
        same_share(hits, n, others, m),
    )
    if what == "transition":
        table = table.sort_values(Difference.P, kind="stable", ignore_index=True)
    return Comparison(
        table=table,
        first=n,
        second=m,
        both=both,
        absent=len(sides) - n - m,
        totals=selection.totals,
    )


def _sides(where: Filter, first: pd.Index, second: pd.Index) -> tuple[pd.Series, int]:
    """1 or 2 for each customer in one audience alone, by id; and how many are in both."""
    ids = [pd.Index(audience).astype("str").unique() for audience in (first, second)]
    if where.customers is not None:
        ids = [audience.intersection(where.customers.astype("str")) for audience in ids]
    both = ids[0].intersection(ids[1])
    alone = [audience.difference(both) for audience in ids]
    sides = np.repeat([1, 2], [len(alone[0]), len(alone[1])])
    return pd.Series(sides, alone[0].append(alone[1])), len(both)


def _counts(
    selection: Selection,
    side: Ints,
    what: What,
    of: Of,
    per: Per,
    top: int,
    kinds: Sequence[str],
) -> tuple[list[str], Ints, Ints]:
    """Names of the tokens or transitions, and how many customers of each side do them."""
    journeys, _ = journeys_of(selection, of, per, kinds).folded(top)
    states = [*map(str, journeys.names), State.START, State.END]
    order = 0 if what == "token" else 1
    known = []
    for s in (1, 2):
        own = journeys.of(side[journeys.users] == s)
        known.append(
            count_transitions(own.tokens, own.starts, own.users, len(journeys.names), order)[1]
        )
    cells = np.flatnonzero(known[0] + known[1])
    names = [states[cell] for cell in cells % len(states)]
    if what == "transition":
        before = (states[cell] for cell in cells // len(states))
        names = [f"{a} → {b}" for a, b in zip(before, names, strict=True)]
    return names, known[0][cells], known[1][cells]


def _funnels(
    selection: Selection,
    sides: pd.Series,
    steps: Sequence[StepSpec],
    order: Order,
    window: timedelta | None,
    per: Per,
) -> tuple[list[str], Ints, Ints]:
    """The funnel's steps, and how many customers of each side reach them."""
    reached = funnel(
        selection.dataset,
        selection.where,
        steps,
        order=order,
        window=window,
        per=per,
        by=sides.astype("str"),
    )
    wide = reached.table.pivot_table(
        index=FunnelStep.STEP, columns=FunnelStep.GROUP, values=FunnelStep.CUSTOMERS
    ).reindex(index=range(1, len(reached.steps) + 1), columns=[FIRST, SECOND])
    counts = wide.fillna(0).astype(np.int64)
    names = [f"{step}. {name}" for step, name in enumerate(reached.steps, start=1)]
    return names, counts[FIRST].to_numpy(), counts[SECOND].to_numpy()
