"""The table of a funnel, from the best attempts of all journeys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from shopai.arrays import Codes, Floats, Ints, Texts
from shopai.behaviour.journeys.attempts import NEVER, tally
from shopai.columns import FunnelStep
from shopai.intervals import clustered

SECOND_US: Final = 1_000_000


def table_of(
    labels: Sequence[str],
    names: Texts,
    groups: Codes,
    members: Codes,
    depth: Codes,
    timed: Ints,
    times: Ints,
) -> pd.DataFrame:
    """columns.FunnelStep of each group and step.

    names : (n_groups,); groups, members, depth : (rows,) group, customer (in order, −1 a guest)
    and steps reached of each journey's best attempt; timed : (t,) rows whose steps have times,
    (t, k) µs, NEVER for none.
    """
    n_groups, k = len(names), len(labels)
    reached, products, people, known = tally(members, groups, depth, n_groups, k)
    squares = np.diagonal(products, axis1=1, axis2=2)

    def ends(base: Ints) -> tuple[Floats, Floats]:
        """Of the share of those at step base + 1, (k,), that reach each step."""
        steps = np.arange(k)
        cross = products[:, steps, base]
        return clustered(
            reached, reached[:, base], squares, cross, squares[:, base], people[:, base]
        )

    before = np.maximum(np.arange(k) - 1, 0)
    previous = reached[:, before]
    low, high = ends(np.zeros(k, np.int64))
    previous_low, previous_high = (np.where(np.arange(k) > 0, e, np.nan) for e in ends(before))
    seconds, n_timed = _seconds(groups[timed], times, n_groups)
    with np.errstate(invalid="ignore"):
        of_first, of_previous = reached / reached[:, :1], reached / previous
    of_previous[:, 0] = np.nan
    return pd.DataFrame(
        {
            FunnelStep.GROUP: np.repeat(names, k),
            FunnelStep.STEP: np.tile(np.arange(1, k + 1), n_groups),
            FunnelStep.NAME: list(labels) * n_groups,
            FunnelStep.JOURNEYS: reached.ravel(),
            FunnelStep.CUSTOMERS: known.ravel(),
            FunnelStep.SHARE_OF_FIRST: of_first.ravel(),
            FunnelStep.LOW: low.ravel(),
            FunnelStep.HIGH: high.ravel(),
            FunnelStep.SHARE_OF_PREVIOUS: of_previous.ravel(),
            FunnelStep.PREVIOUS_LOW: previous_low.ravel(),
            FunnelStep.PREVIOUS_HIGH: previous_high.ravel(),
            FunnelStep.LOST: (previous - reached).ravel(),
            FunnelStep.MEDIAN_SECONDS: seconds.ravel(),
            FunnelStep.TIMED: n_timed.ravel(),
            FunnelStep.WHOLE: True,
        }
    )


def _seconds(groups: Codes, times: Ints, n_groups: int) -> tuple[Floats, Ints]:
    """(n_groups, k) median seconds from the step before, and how many it rests on."""
    k = times.shape[1]
    medians, timed = np.full((n_groups, k), np.nan), np.zeros((n_groups, k), np.int64)
    for j in range(1, k):
        there = times[:, j] != NEVER
        taken = pd.Series((times[there, j] - times[there, j - 1]) / SECOND_US)
        middle = taken.groupby(groups[there]).median()
        medians[middle.index.to_numpy(), j] = middle.to_numpy()
        timed[:, j] = np.bincount(groups[there], minlength=n_groups)
    return medians, timed
