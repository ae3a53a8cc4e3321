"""The comparison of numbers of segments, as background work that starts by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from pages.ui import background
from pages.ui.results import series_of
from shopai.events.dataset import Dataset
from shopai.progress import Progress
from shopai.segments.choosing.choose import KChoice, choose_among
from shopai.segments.numbering import Settings

#: What the work is called in keys.
NAME: Final = "comparison"
#: Share of the time that finding the segments takes.
FITS: Final = 0.3


def of(dataset: Dataset, settings: Settings, ks: Sequence[int]) -> KChoice | None:
    """The comparison of at least `ks`; None where the visitor cancelled it."""
    known = kept(dataset, settings)
    if known is not None and all(k in known.table.index or k > known.possible for k in ks):
        return known
    return background.result(
        NAME,
        (dataset.fingerprint, settings, tuple(ks)),
        "Compare the numbers of segments",
        lambda progress: _compare(dataset, settings, ks, progress),
        cancelled="The comparison was cancelled; nothing else has changed.",
        at_once=True,
    )


def _compare(
    dataset: Dataset, settings: Settings, ks: Sequence[int], progress: Progress
) -> KChoice:
    series = series_of(dataset)
    segmentations = {}
    for place, k in enumerate(ks):
        progress(FITS * place / len(ks), f"Finding {k} segments")
        if series.possible(k, settings):
            segmentations[k] = series.segments(k, *settings)

    def rest(share: float, what: str) -> None:
        progress(FITS + (1 - FITS) * share, what)

    return choose_among(series.placed(settings), ks, progress=rest, found=segmentations)


def kept(dataset: Dataset, settings: Settings) -> KChoice | None:
    """The newest comparison made with these settings, if there is one."""
    made, like = reversed(background.kept(NAME).items()), (dataset.fingerprint, settings)
    return next((choice for key, choice in made if key[:2] == like), None)
