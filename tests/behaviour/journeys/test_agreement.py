"""Funnels, paths and transitions count the same customers as the totals, to the last one."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from shopai.behaviour.journeys.comparison import compare_journeys
from shopai.behaviour.journeys.funnel import funnel
from shopai.behaviour.journeys.next_purchase import next_purchase
from shopai.behaviour.journeys.paths import paths
from shopai.behaviour.journeys.transitions import transitions
from shopai.columns import Difference, Event, FunnelStep, Kind
from shopai.events.dataset import Dataset
from shopai.selection.filter import Filter
from shopai.selection.selection import NO_TIME, select
from shopai.selection.totals import SHOPPING
from tests.behaviour.journeys.shop import rows, shop_of

pytestmark = pytest.mark.slow

V, C, P = Kind.VIEW, Kind.CART, Kind.PURCHASE


def agrees(dataset: Dataset, where: Filter) -> None:
    selection = select(dataset, where)
    totals = selection.totals
    arrays = selection.arrays(Event.USER, Event.KIND, Event.EPOCH, Event.SESSION)
    users, kinds = arrays[Event.USER], arrays[Event.KIND]
    timed = arrays[Event.EPOCH] != NO_TIME
    known = users >= 0

    bought = funnel(dataset, where, (P,))
    assert bought.n == bought.table[FunnelStep.JOURNEYS][0] == totals.buyers
    assert bought.totals.customers == totals.customers
    for kind in (V, C):
        some = np.unique(users[known & (kinds == Kind.ALL.index(kind))])
        assert funnel(dataset, where, (kind,)).n == len(some)

    moving = transitions(dataset, where)
    walked = paths(dataset, where, per="customer")
    with_time = len(np.unique(users[known & timed]))
    assert moving.n == moving.customers == walked.n == walked.customers == with_time
    assert moving.events == np.count_nonzero(known & timed)
    if not totals.untimed:
        assert walked.n == totals.customers
    in_visit = timed & (arrays[Event.SESSION] != 0) & (kinds < len(SHOPPING))
    visits = pd.DataFrame({0: users[in_visit], 1: arrays[Event.SESSION][in_visit]})
    assert paths(dataset, where).n == len(visits.drop_duplicates())
    if not totals.untimed:
        assert paths(dataset, where).n == totals.visits

    waits = next_purchase(dataset, where)
    assert waits.n + waits.untimed == totals.orders - totals.guest_orders
    assert waits.n == waits.bought_again + waits.censored
    assert waits.n - waits.bought_again == waits.customers

    for settings_ in ({}, {"order": "any"}, {"order": "strict"}, {"window": timedelta(hours=1)}):
        whole = funnel(dataset, where, **settings_)
        counts = whole.table[FunnelStep.JOURNEYS].tolist()
        assert counts == sorted(counts, reverse=True)
        for step in (2, 3):
            assert len(whole.dropped(step)) == counts[step - 2] - counts[step - 1]
        for by in ("channel", "week"):
            parts = funnel(dataset, where, by=by, **settings_)
            assert parts.n == whole.n
            # who gets anywhere does so from an attempt that began in some group
            deepest = np.zeros(len(parts.users), dtype=int)
            np.maximum.at(deepest, parts.members, parts.reached)
            assert [int((deepest > j).sum()) for j in range(3)] == counts
            for step in (2, 3):
                assert list(parts.dropped(step)) == list(whole.dropped(step))


@settings(max_examples=3, deadline=None)
@given(rows())
def test_any_events_give_the_same_counts_in_all_analyses(events: list[tuple]) -> None:
    dataset = shop_of([*events, ("ann", P, "i2", 4, "s1", None)])
    agrees(dataset, Filter())


@pytest.mark.parametrize(
    "where",
    [
        Filter(),
        Filter(since=date(2024, 9, 1), until=date(2024, 11, 30)),
        Filter(categories=("Kitchen",)),
        Filter(channels=("Search", "Direct")),
    ],
)
def test_the_demo_shop_gives_the_same_counts_in_all_analyses(
    demo_shop: Dataset, where: Filter
) -> None:
    agrees(demo_shop, where)


def test_an_audience_gives_the_same_counts_in_all_analyses(demo_shop: Dataset) -> None:
    users = select(demo_shop).users
    where = Filter(customers=users[::7])
    agrees(demo_shop, where)
    halves = users[::14], users[7::14]
    compared = compare_journeys(demo_shop, where, *halves, what="funnel")
    alone = funnel(demo_shop, Filter(customers=users[::14]))
    assert compared.table[Difference.FIRST].tolist() == alone.table[FunnelStep.JOURNEYS].tolist()


def test_the_funnel_equals_plain_pandas(demo_shop: Dataset) -> None:
    """Every session of the demo followed in a loop: view, then cart, then purchase."""
    selection = select(demo_shop)
    arrays = selection.arrays(Event.USER, Event.SESSION, Event.KIND, Event.EPOCH)
    frame = pd.DataFrame(arrays)
    wanted = [Kind.ALL.index(kind) for kind in (V, C, P)]
    reached = [0, 0, 0]
    for _, kinds in frame.groupby([Event.USER, Event.SESSION], sort=False)[Event.KIND]:
        step = 0
        for kind in kinds.to_numpy():
            if step < 3 and kind == wanted[step]:
                reached[step] += 1
                step += 1
    assert funnel(demo_shop, per="session").table[FunnelStep.JOURNEYS].tolist() == reached


@pytest.mark.slow
def test_online_retail_gives_the_same_counts_in_all_analyses(retail: Dataset) -> None:
    """Online Retail: 65.6 % of its buyers bought again."""
    found = next_purchase(retail, after=1)
    assert (found.n, found.bought_again) == (4_339, 2_845)
    assert found.bought_again / found.n == pytest.approx(0.656, abs=5e-4)
    assert funnel(retail, steps=(P,)).n == found.totals.buyers == found.customers == 4_339
