"""Journeys: where people leave, the paths they take, what comes next, and who differs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pages.journeys import compare, funnel, next, paths, patterns
from pages.ui import filters, guard, run
from pages.ui.controls import choice
from shopai.events.dataset import Dataset
from shopai.selection.filter import Filter

#: Only the view that is chosen is computed.
VIEWS: Final[dict[str, tuple[str, Callable[[Dataset, Filter], None]]]] = {
    "funnel": ("Funnel", funnel.view),
    "paths": ("Paths", paths.view),
    "next": ("What comes next", next.view),
    "patterns": ("Patterns", patterns.view),
    "compare": ("Compare", compare.view),
}


def page() -> None:
    dataset = guard.opened(
        "Journeys", "The steps people take, where they leave, and what comes next."
    )
    where = filters.bar(dataset)
    words = {key: title for key, (title, _) in VIEWS.items()}
    key = choice("View", words, "journey_view", label_visibility="collapsed")
    VIEWS[key][1](dataset, where)


run.run(page)
