"""Results of the Journeys page, kept for the browser session."""

from __future__ import annotations

from datetime import timedelta

import pandas as pd

from pages.journeys.controls import Of, Per, browsed
from pages.ui.keys import session_cache
from shopai.audiences import Audience
from shopai.behaviour.journeys.comparison import What, compare_journeys
from shopai.behaviour.journeys.funnel import funnel
from shopai.behaviour.journeys.next_purchase import next_purchase
from shopai.behaviour.journeys.order_funnel import order_funnel
from shopai.behaviour.journeys.paths import paths
from shopai.behaviour.journeys.results import (
    By,
    Comparison,
    Funnel,
    NextPurchase,
    Order,
    Paths,
    Transitions,
)
from shopai.behaviour.journeys.transitions import transitions
from shopai.behaviour.sequences import Patterns, sequential_patterns
from shopai.events.dataset import Dataset
from shopai.progress import Progress
from shopai.segments import Segmentation
from shopai.selection.filter import Filter


@session_cache(12, "Counting the steps …")
def funnel_of(
    dataset: Dataset,
    where: Filter,
    steps: tuple[str, ...],
    order: Order,
    window: timedelta | None,
    per: Per,
    by: By | None,
    seg: Segmentation | None = None,
    titles: tuple[str, ...] = (),
) -> Funnel:
    """Who reaches which step; by the segments called `titles` where `seg` is given."""
    groups: By | pd.Series | None = by
    if seg is not None:
        groups = seg.labels.map(dict(enumerate(titles)))
    return funnel(dataset, where, steps, order=order, window=window, per=per, by=groups)


@session_cache(6, "Counting the orders …")
def order_funnel_of(dataset: Dataset, where: Filter, steps: int) -> Funnel:
    """How many customers come back for another order."""
    return order_funnel(dataset, where, steps=steps)


@session_cache(12, "Following the paths …")
def paths_of(
    dataset: Dataset,
    where: Filter,
    of: Of,
    per: Per,
    kinds: tuple[str, ...],
    start: str | None,
    steps: int,
    top: int,
    expanded: tuple[int, ...],
) -> Paths:
    """The first steps of the journeys."""
    return paths(
        dataset,
        where,
        of=of,
        per=per,
        kinds=kinds,
        start=start,
        steps=steps,
        top=top,
        expanded=expanded,
    )


@session_cache(12, "Counting the steps …")
def transitions_of(
    dataset: Dataset, where: Filter, of: Of, per: Per, kinds: tuple[str, ...], order: int
) -> Transitions:
    """What comes next after one step, or after two.

    In data of orders alone a step like the one before is none: it is mostly the next line.
    """
    return transitions(
        dataset,
        where,
        of=of,
        per=per,
        kinds=kinds,
        order=2 if order == 2 else 1,
        repeats=browsed(dataset),
    )


@session_cache(6, "Waiting for the next orders …")
def next_purchase_of(dataset: Dataset, where: Filter, after: int | None) -> NextPurchase:
    """How soon they buy again after an order of this number, or after any."""
    return next_purchase(dataset, where, after=after)


def patterns_by(
    dataset: Dataset,
    where: Filter,
    of: Of,
    per: Per,
    kinds: tuple[str, ...],
    min_support: float,
    max_length: int,
    max_gap: timedelta | None,
    max_window: timedelta | None,
    later: bool,
    repeats: bool,
    closed: bool,
    *,
    progress: Progress | None = None,
) -> Patterns:
    """The orders of steps that many customers go through; kept by nobody.

    later : steps of the same instant do not follow one another
    """
    return sequential_patterns(
        dataset,
        where,
        of=of,
        per=per,
        kinds=kinds or None,
        min_support=min_support,
        max_length=max_length,
        min_gap=timedelta(microseconds=1) if later else None,
        max_gap=max_gap,
        max_window=max_window,
        repeats=repeats,
        closed=closed,
        progress=progress,
    )


#: The same, kept.
patterns_of = session_cache(6, "Finding the patterns …")(patterns_by)


@session_cache(6, "Comparing the two …")
def compared_of(
    dataset: Dataset,
    where: Filter,
    first: Audience,
    second: Audience,
    what: What,
    of: Of,
    kinds: tuple[str, ...],
    steps: tuple[str, ...],
) -> Comparison:
    """What the customers of two audiences do differently."""
    return compare_journeys(
        dataset,
        where,
        first.customers,
        second.customers,
        what=what,
        of=of,
        kinds=kinds,
        steps=steps,
    )
