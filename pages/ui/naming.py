"""What the segments are called: as the visitor named them, else as suggested."""

from __future__ import annotations

from pages.ui import notes
from pages.ui.results import personas_of
from shopai.audiences.notes import titled
from shopai.events.dataset import Dataset
from shopai.segments import Segmentation


def names_of(dataset: Dataset, seg: Segmentation) -> tuple[str, ...]:
    """(k,) what each segment is called; text a visitor may have typed, or of the data."""
    return notes.current(dataset).segment_names(personas_of(dataset, seg).names)


def titles_of(dataset: Dataset, seg: Segmentation) -> tuple[str, ...]:
    """(k,) the segments' names with their numbers before them, for legends."""
    return titled(names_of(dataset, seg))
