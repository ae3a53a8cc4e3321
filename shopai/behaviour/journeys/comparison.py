"""Comparisons of two audiences, or of the groups of a funnel: what one does more often."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import numpy as np
import pandas as pd

from shopai.arrays import Array, Floats, Ints
from shopai.behaviour.journeys.funnel import STEPS, StepSpec, funnel
from shopai.behaviour.journeys.funnel_table import Funnel
from shopai.behaviour.journeys.tokens import Of, journeys_of
from shopai.behaviour.journeys.transitions import TOP, count_transitions
from shopai.checks import listed, one_of
from shopai.columns import Difference, Event, FunnelStep, State
from shopai.errors import ParameterError
from shopai.events.dataset import Dataset
from shopai.intervals import benjamini_hochberg, independent, newcombe, same_share
from shopai.selection.filter import Filter
from shopai.selection.selection import Selection, select
from shopai.selection.totals import Totals

What = Literal["token", "transition", "funnel"]


@dataclass(frozen=True, eq=False)
class Comparison:
    """Differences between two audiences; the unit is the customer."""

    table: pd.DataFrame  # columns.Difference; transitions by p, tokens by how frequent they
    # are, funnels by step
    first: int  # customers of the first audience alone, with an event of the selection
    second: int  # of the second
    both: int  # customers in both audiences: in neither of the numbers above
    totals: Totals


def compare_journeys(
    dataset: Dataset,
    where: Filter | None,
    first: pd.Index,
    second: pd.Index,
    *,
    what: What = "token",
    of: Of = "event",
    kinds: Sequence[str] = (),
    steps: Sequence[StepSpec] = STEPS,
) -> Comparison:
    """Compare what share of the customers of two audiences ever do something.

    Parameters
    ----------
    first, second : ids of the customers. Customers in both belong to neither side here, for
        the interval and the test are of two separate groups; they are counted in `both`.
    what : "token", have an event, category or item; "transition", go from one straight to the
        next; "funnel", reach a step of the funnel
    of, kinds : for tokens and transitions, of all events of a customer
        (:func:`~shopai.behaviour.journeys.transitions.transitions`)
    steps : for the funnel, one after the other (:func:`~shopai.behaviour.journeys.funnel.funnel`)

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
    for name, ids in (("first", first), ("second", second)):
        listed(name, ids, "ids of customers")
    audiences = [pd.Index(audience).astype("str").unique() for audience in (first, second)]
    if where.customers is not None:
        chosen = where.customers.astype("str")
        audiences = [audience.intersection(chosen) for audience in audiences]
    both = audiences[0].intersection(audiences[1])
    alone = [audience.difference(both) for audience in audiences]
    sides = pd.Series(np.repeat([1, 2], list(map(len, alone))), alone[0].append(alone[1]))
    selection = select(dataset, replace(where, customers=sides.index))
    side = np.append(sides.reindex(selection.users, fill_value=0).to_numpy(), 0)
    users = np.unique(selection.arrays(Event.USER)[Event.USER])
    n, m = (int(np.count_nonzero(side[users] == s)) for s in (1, 2))
    if not n or not m:
        raise ParameterError(
            f"Each audience needs a customer of its own with an event among those chosen; found "
            f"{n} and {m}, and {len(both)} in both. Choose other audiences or a wider filter."
        )
    if what == "funnel":
        reached = funnel(dataset, selection.where, steps, by=sides.astype("str"))
        wide = reached.table.pivot_table(
            index=FunnelStep.STEP, columns=FunnelStep.GROUP, values=FunnelStep.CUSTOMERS
        ).reindex(index=range(1, len(reached.steps) + 1), columns=["1", "2"])
        hits, others = wide.fillna(0).to_numpy(dtype=np.int64).T
        names = [f"{step}. {name}" for step, name in enumerate(reached.steps, start=1)]
    else:
        names, hits, others = _counts(selection, side, what, of, kinds)
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
        both=len(both),
        totals=selection.totals,
    )


def _counts(
    selection: Selection,
    side: Ints,
    what: What,
    of: Of,
    kinds: Sequence[str],
) -> tuple[list[str], Ints, Ints]:
    """Names of the tokens or transitions, and how many customers of each side do them."""
    journeys, _ = journeys_of(selection, of, "customer", kinds).folded(TOP)
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


class Sums(NamedTuple):
    """Σ over the customers of a group, (m,); y and n: how many of a customer's journeys come to
    the last step and to the first."""

    y: Floats
    n: Floats
    yy: Floats
    yn: Floats
    nn: Floats
    k: Floats  # customers

    @property
    def trials(self) -> Floats:
        return independent(self.y, self.n, self.yy, self.yn, self.nn, self.k)


def compare_groups(funnel: Funnel, least: int = 1) -> pd.DataFrame:
    """Each group of the funnel beside all others together: the share that gets to the last step.

    least : groups with fewer journeys at step 1 are not compared, but are among the others

    Returns columns.Difference, a row a group, in the funnel's order: FIRST journeys of the
    group at the last step, SECOND of the others. Customers with several journeys count as
    fewer independent ones (:func:`~shopai.intervals.independent`), for the
    interval (Newcombe) and the test of two shares alike; p_adjusted is Benjamini and
    Hochberg's over the rows. O(m log m) of the m journeys.
    """
    own, rest = _sums(funnel, funnel.group, len(funnel.groups))
    chosen = np.flatnonzero((own.n >= max(least, 1)) & (rest.n > 0))
    own, rest = (Sums(*(values[chosen] for values in side)) for side in (own, rest))
    return _table([funnel.groups[place] for place in chosen], own, rest)


def compare_spans(funnel: Funnel, first: Sequence[str], second: Sequence[str]) -> pd.DataFrame:
    """Some groups of the funnel together beside others together, such as weeks; one row.

    first, second : names of groups, none in both. Columns as in :func:`compare_groups`.
    """
    side = np.full(len(funnel.groups), -1)
    for place, names in enumerate((first, second)):
        side[[funnel.groups.index(name) for name in names]] = place
    own, rest = _sums(funnel, side[funnel.group], 2)
    one = (Sums(*(values[:1] for values in sums)) for sums in (own, rest))
    return _table([f"{first[0]} … {first[-1]}"], *one)


def _sums(funnel: Funnel, group: Array, n_groups: int) -> tuple[Sums, Sums]:
    """Of each group (n_groups,), and of all the others together; −1 is none."""
    rows = np.flatnonzero(group >= 0)
    whose = funnel.members[rows].astype(np.int64)
    whose = np.where(whose < 0, len(funnel.users) + np.arange(len(rows)), whose)
    pairs, place = np.unique(whose * n_groups + group[rows], return_inverse=True)
    n = np.bincount(place, minlength=len(pairs)).astype(np.float64)
    y = np.bincount(place, funnel.reached[rows] == len(funnel.steps), minlength=len(pairs))
    at = pairs % n_groups
    customer = np.unique(pairs // n_groups, return_inverse=True)[1]
    all_n, all_y = np.bincount(customer, n), np.bincount(customer, y)

    def own(values: Array) -> Floats:
        return np.bincount(at, values, minlength=n_groups).astype(np.float64)

    def others(every: Array, values: Array, without: Array) -> Floats:
        """Σ over all customers, where those of the group count `without` it."""
        return float(every.sum()) - own(values) + own(without)

    # of each customer in the group: all their journeys (N, Y), and those outside it
    big_n, big_y = all_n[customer], all_y[customer]
    out_n, out_y = big_n - n, big_y - y
    everyone = np.ones(len(all_n))
    return (
        Sums(own(y), own(n), own(y * y), own(y * n), own(n * n), own(np.ones(len(n)))),
        Sums(
            others(all_y, big_y, out_y),
            others(all_n, big_n, out_n),
            others(all_y * all_y, big_y * big_y, out_y * out_y),
            others(all_y * all_n, big_y * big_n, out_y * out_n),
            others(all_n * all_n, big_n * big_n, out_n * out_n),
            others(everyone, np.ones(len(n)), (out_n > 0).astype(np.float64)),
        ),
    )


def _table(names: list[str], own: Sums, rest: Sums) -> pd.DataFrame:
    with np.errstate(invalid="ignore", divide="ignore"):
        share, other = own.y / own.n, rest.y / rest.n
    n, m = own.trials, rest.trials
    hits, others = np.nan_to_num(share) * n, np.nan_to_num(other) * m
    low, high = newcombe(hits, n, others, m)
    counts = np.rint(np.array([hits, n, others, m])).astype(np.int64)  # the test is of whole ones
    sides = own.y.astype(np.int64), rest.y.astype(np.int64)
    return differences(names, sides, (share, other), (low, high), same_share(*counts))


def differences(
    names: list[str],
    counts: tuple[Ints, Ints],
    shares: tuple[Floats, Floats],
    interval: tuple[Floats, Floats],
    p: Floats,
) -> pd.DataFrame:
    """columns.Difference of two sides, (m,) each; the interval is of the shares' difference."""
    return pd.DataFrame(
        {
            Difference.WHAT: names,
            Difference.FIRST: counts[0],
            Difference.SECOND: counts[1],
            Difference.FIRST_SHARE: shares[0],
            Difference.SECOND_SHARE: shares[1],
            Difference.POINTS: 100 * (shares[0] - shares[1]),
            Difference.LOW: 100 * interval[0],
            Difference.HIGH: 100 * interval[1],
            Difference.P: p,
            Difference.ADJUSTED: benjamini_hochberg(p),
        }
    )
