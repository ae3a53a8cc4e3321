"""Results of the Journeys page, kept for the browser session."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

import pandas as pd

from pages.ui import background
from pages.ui.keys import session_cache
from pages.ui.results import n_events_of
from shopai.audiences import Audience
from shopai.behaviour.journeys.comparison import Comparison, What, compare_journeys
from shopai.behaviour.journeys.funnel import funnel
from shopai.behaviour.journeys.funnel_table import By, Funnel, Order
from shopai.behaviour.journeys.next_purchase import next_purchase
from shopai.behaviour.journeys.order_funnel import order_funnel
from shopai.behaviour.journeys.paths import paths
from shopai.behaviour.journeys.tokens import Per
from shopai.behaviour.journeys.transitions import transitions
from shopai.behaviour.sequences.patterns import Patterns, sequential_patterns
from shopai.events.dataset import Dataset
from shopai.segments.segmentation import Segmentation
from shopai.selection.filter import Filter
from shopai.selection.selection import select

#: Up to so many events the patterns are found within the time of a click.
QUICK: Final = 1_000_000
#: And up to so many events times the events of a journey: patterns grow with both.
QUICK_WORK: Final = 20_000_000

order_funnel_of = session_cache(6, "Counting the orders …")(order_funnel)
paths_of = session_cache(12, "Following the paths …")(paths)
transitions_of = session_cache(12, "Counting the steps …")(transitions)
next_purchase_of = session_cache(6, "Waiting for the next orders …")(next_purchase)
quick_patterns = session_cache(6, "Finding the patterns …")(sequential_patterns)


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
    """The funnel of events; by the segments called `titles` where `seg` is given."""
    groups: By | pd.Series | None = by
    if seg is not None:
        groups = seg.labels.map(dict(enumerate(titles)))
    return funnel(dataset, where, steps, order=order, window=window, per=per, by=groups)


def patterns_of(dataset: Dataset, where: Filter, settings: dict[str, Any]) -> Patterns | None:
    """The patterns: at once where there are few events, else when asked; None until then."""
    if quick(dataset, where, per=settings["per"]):
        return quick_patterns(dataset, where, **settings)
    return background.result(
        "patterns",
        (dataset.fingerprint, where.digest, tuple(settings.items())),
        "Find the patterns",
        lambda progress: sequential_patterns(dataset, where, progress=progress, **settings),
        "The journeys are too many or too long to look for patterns at every change.",
    )


def quick(dataset: Dataset, where: Filter, per: str) -> bool:
    """True where the patterns take no longer than a click: few events, in short journeys."""
    n = n_events_of(dataset, where)
    if n > QUICK:
        return False
    totals = select(dataset, where).totals
    return n * n <= QUICK_WORK * max(totals.customers if per == "customer" else totals.visits, 1)


@session_cache(6, "Comparing the two …")
def compared_of(
    dataset: Dataset, where: Filter, first: Audience, second: Audience, what: What, **more: Any
) -> Comparison:
    """Two audiences compared; `more` as of the core's function."""
    return compare_journeys(dataset, where, first.customers, second.customers, what=what, **more)
