"""Journeys: where people leave, the paths they take, what comes next, and who differs."""

from __future__ import annotations

from pages.journeys import compare, funnel, next, paths, patterns
from pages.ui import frame

VIEWS = {
    "funnel": frame.View("Funnel", funnel.view),
    "paths": frame.View("Paths", paths.view),
    "next": frame.View("What comes next", next.view),
    "patterns": frame.View("Patterns", patterns.view),
    "compare": frame.View("Compare", compare.view),
}

frame.show(frame.Page("journeys", "Journeys", VIEWS, key="journey_view", filtered=True))
