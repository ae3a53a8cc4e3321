"""Tests of whether groups of a funnel differ in the share that reaches the last step."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from shopai.arrays import Array, Floats, Ints
from shopai.behaviour.journeys.results import Funnel
from shopai.columns import Difference
from shopai.intervals import benjamini_hochberg, independent, newcombe, same_share


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
