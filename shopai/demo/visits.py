"""Visits to the demo shop and the items looked at, drawn for a whole block of customers at once."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.random import Generator

from shopai.arrays import Floats, Ints, Mask
from shopai.demo.catalogue import STYLES, Shelf
from shopai.demo.truths import CHANNELS, DEVICES, WEEK, People, calendar, campaign_window, trait

#: Visits of one customer start at least this far apart, so that they never overlap.
VISIT_DISTANCE = 3 * 3600  # seconds
MAX_STEP = 300.0  # seconds from one look to the next, at most

#: How often the item bought after a lead is its companion, whatever else it would have been.
FOLLOWS = 0.5


@dataclass(frozen=True, eq=False)
class DrawnVisits:
    """Visits sorted by customer and time."""

    user: Ints  # (n_visits,)
    start: Ints  # (n_visits,) seconds since START
    ordering: Mask  # (n_visits,) whether it ends in an order


@dataclass(frozen=True, eq=False)
class Looks:
    """Items looked at, sorted by visit and time."""

    visit: Ints  # (n_looks,) index into DrawnVisits
    item: Ints  # (n_looks,)
    seconds: Ints  # (n_looks,) since START
    bought: Mask  # (n_looks,)
    first: Mask  # (n_looks,) the first one of its visit
    checkout: Ints  # (n_visits,) seconds since START when the visit's order is placed


def draw_visits(rng: Generator, people: People) -> DrawnVisits:
    """Orders at even gaps, give or take half of one, back from the last; others at random."""
    n, presence = len(people.segment), people.gone - people.first
    n_orders = np.maximum((people.last_order - people.first) / people.gap - 0.5, 0).astype(int)
    orders = np.repeat(np.arange(n), n_orders)
    nth = 1 + np.arange(len(orders)) - np.repeat(np.cumsum(n_orders) - n_orders, n_orders)
    others = np.repeat(np.arange(n), rng.poisson(people.others * presence))
    users = [orders, others, np.arange(n)]
    clocks = [
        people.last_order[orders] - people.gap[orders] * (nth + rng.uniform(-0.5, 0.5, len(nth))),
        people.first[others] + presence[others] * rng.random(len(others)),
        people.last_order,
    ]
    ordering = np.repeat([True, False, True], [len(user) for user in users])
    last = np.repeat([False, False, True], [len(user) for user in users])
    user, at = np.concatenate(users), np.concatenate(clocks)
    start = calendar(at)

    ordering = _campaign(rng, people, user, at, start, ordering) | last
    order = np.lexsort((start, user))
    user, start, ordering, last = user[order], start[order], ordering[order], last[order]
    crowded = (np.diff(start) < VISIT_DISTANCE) & (np.diff(user) == 0)
    kept = np.ones(len(user), bool)
    kept[:-1] &= ~crowded | last[:-1]
    kept[1:] &= ~(crowded & last[:-1])
    return DrawnVisits(user[kept], start[kept], ordering[kept])


def _campaign(
    rng: Generator, people: People, user: Ints, at: Floats, start: Ints, ordering: Mask
) -> Mask:
    """True for visits that end in an order, once the campaign has worked on the treated."""
    begin, end = campaign_window()
    reached = (people.treated[user] == 1) & (start >= begin) & (start < end)
    effect = trait("effect")[people.segment[user]]
    moved = reached & (rng.random(len(user)) < np.abs(effect)) & (at < people.last_order[user])
    return np.where(moved, effect > 0, ordering)


def draw_origins(rng: Generator, visits: DrawnVisits) -> tuple[Ints, Ints]:
    """The channel and the device of each visit, given whether it ends in an order.

    (n_visits,) each, index into CHANNELS and DEVICES. `rng` is a stream of its own: whatever
    else happens in the shop stays as it was.
    """
    row = visits.ordering.astype(np.int64)
    channel = _pick(rng, np.array(list(CHANNELS.values())).T, row)
    return channel, _pick(rng, np.array(list(DEVICES.values())).T, row)


def draw_looks(rng: Generator, people: People, visits: DrawnVisits, shelf: Shelf) -> Looks:
    """Items looked at in each visit: those bought, by taste and price, and others."""
    segment = people.segment[visits.user]
    n_bought = np.where(
        visits.ordering, 1 + rng.binomial(trait("lines")[segment].astype(int), 0.5), 0
    )
    n_seen = rng.poisson(trait("browsing")[segment]) + ~visits.ordering
    numbers = np.arange(len(visits.user))
    visit = np.concatenate([np.repeat(numbers, n_bought), np.repeat(numbers, n_seen)])
    bought = np.arange(len(visit)) < n_bought.sum()
    week = np.where(bought, 1 + visits.start[visit] // WEEK, 0)
    item = _choose(rng, people, visits.user[visit], week, shelf)

    # One look an item and visit; a purchase goes before a mere look.
    n_items = len(shelf.catalogue.category)
    _, kept = np.unique(visit * n_items + item, return_index=True)
    kept = kept[np.lexsort((rng.random(len(kept)), visit[kept]))]
    visit, item, bought = visit[kept], item[kept], bought[kept]

    step = np.minimum(30 + rng.exponential(60, len(visit)), MAX_STEP).astype(np.int64)
    opening = np.searchsorted(visit, numbers)
    elapsed = np.concatenate([[0], np.cumsum(step)])
    seconds = visits.start[visit] + elapsed[1:] - elapsed[opening][visit]
    closing = np.concatenate([opening[1:], [len(visit)]])
    checkout = (
        visits.start + elapsed[closing] - elapsed[opening] + rng.integers(30, 240, len(numbers))
    )
    first = np.zeros(len(visit), bool)
    first[opening] = True
    return Looks(visit, item, seconds, bought, first, checkout)


def with_companions(rng: Generator, looks: Looks, companion: Ints) -> Looks:
    """`looks` in which what is bought after a lead is its companion, with chance FOLLOWS.

    Only which item is looked at and bought changes: never when, or of how many. A lead stays,
    and so does what comes after one where its companion is looked at in the visit anyhow.
    `rng` is a stream of its own: whatever else happens in the shop stays as it was.
    """
    bought = np.flatnonzero(looks.bought)
    lead, following = bought[:-1], bought[1:]
    wanted = companion[looks.item[lead]]
    swapped = (rng.random(len(lead)) < FOLLOWS) & (wanted >= 0)
    swapped &= looks.visit[lead] == looks.visit[following]
    swapped &= companion[looks.item[following]] < 0
    following, wanted = following[swapped], wanted[swapped]

    n_items = len(companion)
    there = np.isin(looks.visit[following] * n_items + wanted, looks.visit * n_items + looks.item)
    item = looks.item.copy()
    item[following[~there]] = wanted[~there]
    return replace(looks, item=item)


def _choose(rng: Generator, people: People, user: Ints, week: Ints, shelf: Shelf) -> Ints:
    """An item for each (customer, price week): category by taste, style by taste, then item."""
    category = _pick(rng, people.category_taste, user)
    style = _pick(rng, people.style_taste, user)
    n_items = len(shelf.catalogue.category)
    row = week * len(STYLES) + style
    low, high = shelf.catalogue.bounds[category], shelf.catalogue.bounds[category + 1]
    base = np.where(low > 0, shelf.odds[row * n_items + low - 1], row)
    top = shelf.odds[row * n_items + high - 1]
    drawn = np.searchsorted(shelf.odds, base + rng.random(len(user)) * (top - base), side="right")
    return np.asarray(np.clip(drawn - row * n_items, low, high - 1))


def _pick(rng: Generator, taste: Floats, user: Ints) -> Ints:
    """A column for each of `user`, with the chances in the customer's row of `taste`."""
    cumulative = np.cumsum(taste, axis=1)[:, :-1]
    return np.asarray((rng.random(len(user))[:, None] > cumulative[user]).sum(axis=1))
