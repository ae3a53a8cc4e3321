"""Audiences: customers under a name, to keep, compare and hand over."""

from __future__ import annotations

from pages.audiences import files, kept, new_audience, overlap
from pages.ui import frame, notes
from shopai.events.dataset import Dataset


def has_one(dataset: Dataset) -> bool:
    """True where there is an audience to hand over."""
    return bool(notes.current(dataset).audiences)


def has_two(dataset: Dataset) -> bool:
    """True where there are audiences to compare."""
    return len(notes.current(dataset).audiences) > 1


VIEWS = {
    "kept": frame.View("Your audiences", kept.view),
    "new": frame.View("New audience", new_audience.view),
    "overlap": frame.View("Overlap", overlap.view, has_two),
    "ads": frame.View("Google and Meta ads", files.ads, has_one),
    "notes": frame.View("Save and open", files.notebook),
}

frame.show(frame.Page("audiences", "Audiences", VIEWS, key="audiences_view"))
