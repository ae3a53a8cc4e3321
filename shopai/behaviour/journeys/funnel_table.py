"""The table of a funnel, from the best attempts of all journeys."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import numpy as np
import pandas as pd

from shopai.arrays import Codes, Floats, Ints, Mask, Texts
from shopai.behaviour.journeys.attempts import NEVER, tally
from shopai.behaviour.journeys.tokens import Per
from shopai.columns import Event, FunnelStep
from shopai.errors import ParameterError
from shopai.intervals import clustered
from shopai.selection.totals import Totals

Order = Literal["strict", "ordered", "any"]
By = Literal["category", "channel", "device", "week"]


@dataclass(frozen=True, eq=False)
class Funnel:
    """Journeys and customers at each step, of :func:`~shopai.behaviour.journeys.funnel.funnel`."""

    table: pd.DataFrame  # columns.FunnelStep, one row a group and step
    steps: tuple[str, ...]  # the name of each step
    order: Order
    per: Per
    groups: tuple[str, ...]
    n: int  # journeys at step 1, each once, in however many groups it is
    customers: int  # known customers among them
    totals: Totals
    reached: Codes  # (m,) steps reached by each journey (in each of its groups), from 1
    members: Codes  # (m,) its customer's position in `users`, −1 for a guest
    group: Codes  # (m,) its group's position in `groups`
    users: pd.Index  # ids of the data set's customers
    window: timedelta | None = None
    by: str | None = None  # what the groups are; None without
    earlier: int = 0  # funnels of orders: bought in the dates, but for the first time before

    def dropped(self, step: int, group: str | None = None) -> pd.Index:
        """Ids of the customers who reached the step before `step` (2 …) and never `step`.

        Sorted; without guests. With `group`, of the attempts of that group alone. Raises
        ParameterError for a step or group the funnel does not have.
        """
        if not 2 <= step <= len(self.steps):
            raise ParameterError(
                f"People drop off before steps 2 to {len(self.steps)} of this funnel; "
                f"found step {step}."
            )
        if group is not None and group not in self.groups:
            raise ParameterError(f"The funnel has no group called {group!r}.")
        chosen = self._known(group)
        deepest = np.zeros(len(self.users), dtype=np.int32)
        np.maximum.at(deepest, self.members[chosen], self.reached[chosen])
        ids: pd.Index = self.users[deepest == step - 1].rename(Event.USER)
        return ids

    def _known(self, group: str | None) -> Mask:
        known = self.members >= 0
        return known if group is None else known & (self.group == self.groups.index(group))

    def dropped_last(self, step: int, group: str | None = None) -> pd.Index:
        """Ids of the customers whose last journey to reach the step before `step` ended there.

        Per session: those who filled a cart in their last visit with a cart and left it there,
        whatever they bought in others. Per customer, without groups, the same as
        :meth:`dropped`. Sorted; without guests; parameters and errors as there.
        """
        self.dropped(step, group)  # checks them
        # a customer's journeys are in order of time
        rows = np.flatnonzero(self._known(group) & (self.reached >= step - 1))
        last = np.full(len(self.users), -1, dtype=np.int64)
        np.maximum.at(last, self.members[rows], rows)
        there = np.flatnonzero(last >= 0)
        ids: pd.Index = self.users[there[self.reached[last[there]] == step - 1]]
        return ids.rename(Event.USER)


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
        taken = pd.Series((times[there, j] - times[there, j - 1]) / 1_000_000)  # µs
        middle = taken.groupby(groups[there]).median()
        medians[middle.index.to_numpy(), j] = middle.to_numpy()
        timed[:, j] = np.bincount(groups[there], minlength=n_groups)
    return medians, timed
