"""Journeys: where people leave, the paths they take, what comes next, and who differs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from pages.ui import (
    filters,
    guard,
    journey_compare,
    journey_funnel,
    journey_next,
    journey_paths,
    journey_patterns,
    shell,
)
from pages.ui.journey_controls import choice
from shopai.behaviour.filter import Filter
from shopai.events.dataset import Dataset

#: Only the view that is chosen is computed.
VIEWS: Final[dict[str, tuple[str, Callable[[Dataset, Filter], None]]]] = {
    "funnel": ("Funnel", journey_funnel.view),
    "paths": ("Paths", journey_paths.view),
    "next": ("What comes next", journey_next.view),
    "patterns": ("Patterns", journey_patterns.view),
    "compare": ("Compare", journey_compare.view),
}


def page() -> None:
    dataset = guard.opened(
        "Journeys", "The steps people take, where they leave, and what comes next."
    )
    where = filters.bar(dataset)
    words = {key: title for key, (title, _) in VIEWS.items()}
    key = choice("View", list(VIEWS), words, "journey_view", label_visibility="collapsed")
    VIEWS[key][1](dataset, where)


shell.run(page)
