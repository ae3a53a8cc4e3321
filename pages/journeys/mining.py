"""Patterns of journeys: at once where they are few, else when asked."""

from __future__ import annotations

from typing import Any, Final

from pages.journeys import results
from pages.ui import background
from pages.ui.results import n_events_of
from shopai.behaviour.sequences import Patterns
from shopai.events.dataset import Dataset
from shopai.selection.filter import Filter
from shopai.selection.selection import select

#: Up to so many events the patterns are found within the time of a click.
QUICK: Final = 1_000_000
#: And up to so many events times the events of a journey: patterns grow with both.
QUICK_WORK: Final = 20_000_000
#: What the work and its buttons are called in keys.
NAME: Final = "patterns"


def of(dataset: Dataset, where: Filter, settings: tuple[Any, ...]) -> Patterns | None:
    """The patterns: at once where there are few events, else when asked; None until then."""
    if quick(dataset, where, per=settings[1]):
        found: Patterns = results.patterns_of(dataset, where, *settings)
        return found
    return background.result(
        NAME,
        (dataset.fingerprint, where.digest, settings),
        "Find the patterns",
        lambda progress: results.patterns_by(dataset, where, *settings, progress=progress),
        "The journeys are too many or too long to look for patterns at every change.",
    )


def quick(dataset: Dataset, where: Filter, per: str) -> bool:
    """Whether the patterns are found within the time of a click: few events, in short journeys."""
    n = n_events_of(dataset, where)
    if n > QUICK:
        return False
    totals = select(dataset, where).totals
    return n * n <= QUICK_WORK * max(totals.customers if per == "customer" else totals.visits, 1)
