"""From order to order: how many customers come back for a second order, a third, and so on."""

from __future__ import annotations

from typing import Final

import narwhals as nw
import numpy as np

from shopai.arrays import Codes, Ints
from shopai.behaviour.journeys.attempts import FOREVER, NEVER
from shopai.behaviour.journeys.funnel_table import Funnel, table_of
from shopai.behaviour.journeys.tokens import customer_starts, require
from shopai.checks import whole_number
from shopai.columns import Event, FunnelStep
from shopai.events.dataset import Dataset
from shopai.selection.filter import Filter
from shopai.selection.selection import Selection, select
from shopai.selection.totals import START, orders

#: What the steps are called.
NAMES: Final = (
    "First order",
    "Second order",
    "Third order",
    "Fourth order",
    "Fifth order",
    "Sixth order",
    "Seventh order",
    "Eighth order",
    "Ninth order",
    "Tenth order",
)


def order_funnel(dataset: Dataset, where: Filter | None = None, *, steps: int = 4) -> Funnel:
    """Count the known customers with at least one order, two, … `steps`.

    A funnel of purchases would take each line of one order for another purchase; here a step is
    an order (`selection.totals.order_keys`). As in cohorts, the first order is looked for
    among all that passes `where` but for its first day: with dates the funnel is of those new
    in them, and others who bought in them are `earlier`; step 1 and these are `Totals.buyers`.
    Orders follow one another by their first instant; those without a time come last and give no
    time between steps (a first day leaves them out). The intervals are Wilson's. Recent
    customers have had less time for another order than old ones: what will come is told by
    :func:`~shopai.behaviour.journeys.next_purchase.next_purchase`.

    steps : 2 … 10

    Raises ParameterError, MissingColumns. One aggregation by the engine; one row an order in
    memory.

    >>> shopai.order_funnel(dataset, steps=3).table[["name", "journeys"]]
               name  journeys
    0   First order       600
    1  Second order       525
    2   Third order       475
    """
    whole_number("steps", steps, 2, len(NAMES))
    require(dataset, "Funnels of orders", "purchase", "customer")
    selection, users, began = orders_ever(dataset, where)
    starts = customer_starts(users)
    number = np.arange(len(users)) - np.repeat(starts[:-1], np.diff(starts))
    since = selection.where.window.first_us
    kept = number < steps
    if since is not None:
        kept &= (began != FOREVER) & np.repeat(began[starts[:-1]] >= since, np.diff(starts))
    members, rows = np.unique(users[kept], return_inverse=True)
    times = np.full((len(members), steps), NEVER, dtype=np.int64)
    times[rows, number[kept]] = np.where(began[kept] == FOREVER, NEVER, began[kept])
    reached = np.bincount(rows, minlength=len(members)).astype(np.int32)
    group = np.zeros(len(members), dtype=np.int32)
    labels = NAMES[:steps]
    names = np.array([FunnelStep.EVERYONE], dtype=object)
    return Funnel(
        table=table_of(labels, names, group, members, reached, np.arange(len(members)), times),
        steps=labels,
        order="ordered",
        per="customer",
        groups=(FunnelStep.EVERYONE,),
        n=len(members),
        customers=len(members),
        totals=selection.totals,
        reached=reached,
        members=members,
        group=group,
        users=selection.users,
        earlier=selection.totals.buyers - len(members),
    )


def orders_ever(dataset: Dataset, where: Filter | None) -> tuple[Selection, Codes, Ints]:
    """The selection, and its known customers' orders ever: all that pass but for the first day.

    Customer and first instant of each, (n_orders,), in order of both, `FOREVER` without a time.
    """
    selection = select(dataset, where)
    ever = select(dataset, selection.where.without("since")).events
    placed = orders(ever.filter(~nw.col(Event.USER).is_null()))
    began = nw.col(START).fill_null(FOREVER)
    table = placed.select(Event.USER, began).sort(Event.USER, START).collect("pyarrow")
    return selection, table[Event.USER].to_numpy().astype(np.int32), table[START].to_numpy()
