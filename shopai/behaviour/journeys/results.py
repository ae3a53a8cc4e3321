"""Results of the analyses of journeys."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from shopai.arrays import Codes, Ints, Mask, Texts
from shopai.columns import Event
from shopai.errors import ParameterError

if TYPE_CHECKING:
    from shopai.selection.totals import Totals

Of = Literal["event", "category", "item"]
Per = Literal["customer", "session"]
Order = Literal["strict", "ordered", "any"]
By = Literal["category", "channel", "device", "week"]


@dataclass(frozen=True, eq=False)
class Transitions:
    """Next steps and their probabilities, of :func:`~shopai.behaviour.journeys.transitions`."""

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


@dataclass(frozen=True, eq=False)
class NextPurchase:
    """Days from an order to the next of the same customer, by Kaplan and Meier."""

    curve: pd.DataFrame  # columns.TimeToPurchase DAYS … BOUGHT, one row a whole day from 0
    within: pd.DataFrame  # the same columns at the days asked for; NaN beyond the data
    by_number: pd.DataFrame  # columns.TimeToPurchase NUMBER, ORDERS, BOUGHT, MEDIAN and its ends
    median: float | None  # days; None where fewer than half are seen to buy again
    median_low: float | None  # days, ends of its 95 % interval; None where it is open
    median_high: float | None
    n: int  # orders waited from
    bought_again: int  # of these, followed by another order
    censored: int  # of these, not followed by another by the newest event
    customers: int  # known customers with an order that began in the dates
    earlier: int  # of these, with their first order before the dates
    after: int | None  # the number of the order waited from; None for all orders
    untimed: int  # orders of known customers left out because they have no time
    totals: Totals


@dataclass(frozen=True, eq=False)
class Paths:
    """The first steps of journeys, of :func:`~shopai.behaviour.journeys.paths.paths`.

    The places of one step add up to the places of the step before but those who had left,
    and the links into and out of each place to the place itself.
    """

    nodes: pd.DataFrame  # columns.PathNode
    links: pd.DataFrame  # columns.PathLink
    counts: Ints  # (n_names, steps) journeys at each name at each step
    names: Texts  # (n_names,)
    of: Of
    per: Per
    start: str | None  # where the paths begin; None for the start of the journey
    steps: int
    n: int  # journeys on the paths
    without_start: int  # journeys that never come to `start`
    customers: int  # known customers on the paths
    totals: Totals


@dataclass(frozen=True, eq=False)
class Funnel:
    """Journeys and customers at each step, of :func:`~shopai.behaviour.journeys.funnel.funnel`."""

    table: pd.DataFrame  # columns.FunnelStep, one row a group and step
    steps: tuple[str, ...]  # the name of each step
    order: Order
    window: timedelta | None
    per: Per
    by: str | None  # what the groups are; None without
    groups: tuple[str, ...]
    n: int  # journeys at step 1, each once, in however many groups it is
    customers: int  # known customers among them
    population: int  # customers with any event of the selection; visits, or the sessions at
    # step 1 where these are more for being no visits (refunds, ratings)
    totals: Totals
    reached: Codes  # (m,) steps reached by each journey (in each of its groups), from 1
    members: Codes  # (m,) its customer's position in `users`, −1 for a guest
    group: Codes  # (m,) its group's position in `groups`
    users: pd.Index  # ids of the data set's customers
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


@dataclass(frozen=True, eq=False)
class Comparison:
    """Differences between two audiences; the unit is the customer."""

    table: pd.DataFrame  # columns.Difference; transitions by p, tokens by how frequent they
    # are, funnels by step
    first: int  # customers of the first audience alone, with an event of the selection
    second: int  # of the second
    both: int  # customers in both audiences: in neither of the numbers above
    absent: int  # customers of either audience without any event of the selection
    totals: Totals
