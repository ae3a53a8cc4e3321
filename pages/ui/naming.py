"""What the segments are called: as the visitor named them, else as suggested."""

from __future__ import annotations

from pages.ui import cache, notes
from shopai.events.dataset import Dataset
from shopai.segments import Segmentation


def names_of(dataset: Dataset, seg: Segmentation) -> tuple[str, ...]:
    """(k,) what each segment is called; text a visitor may have typed, or of the data."""
    given = notes.current(dataset).names
    suggested = cache.personas_of(dataset, seg).names
    return tuple(given.get(label) or name for label, name in enumerate(suggested))


def titles_of(dataset: Dataset, seg: Segmentation) -> tuple[str, ...]:
    """(k,) the segments' names with their numbers before them, for legends."""
    return tuple(f"{label} {name}" for label, name in enumerate(names_of(dataset, seg), start=1))
