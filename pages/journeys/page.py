"""Journeys: where people leave, the paths they take, what comes next, and who differs."""

from __future__ import annotations

from typing import Final

from pages.journeys import compare, funnel, next, paths, patterns
from pages.ui import filters, run

ABOUT: Final = "The steps people take, where they leave, and what comes next."
VIEWS: Final = {
    "funnel": ("Funnel", funnel.view),
    "paths": ("Paths", paths.view),
    "next": ("What comes next", next.view),
    "patterns": ("Patterns", patterns.view),
    "compare": ("Compare", compare.view),
}

run.run(lambda: filters.views("Journeys", ABOUT, VIEWS, "journey_view"))
