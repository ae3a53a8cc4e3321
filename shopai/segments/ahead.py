"""Segments found ahead: all K of a series in the background, while a page shows one of them."""

from __future__ import annotations

import threading
import weakref
from collections.abc import Iterable

from shopai.engines.failures import FAILURES
from shopai.errors import ShopaiError
from shopai.segments.numbering import SegmentSeries, Settings


class Ahead:
    """Finds the segments of a series for several K, one at a time, in a thread of its own.

    They are found by the series itself, which remembers them: a K that was found costs nothing
    when it is asked for. The work ends when all are found, when it is given up, or when nobody
    holds this object any more, as at the end of a visit. Where the machine or the data fail, it
    ends too; whoever asks for the K meets the reason.

    series : of the segments; its memory should have room for all the `ks`
    settings : features, scaling and weight of categories
    ks : the numbers of segments, in the order they are to be found; those that the customers do
        not differ in are passed over
    """

    def __init__(self, series: SegmentSeries, settings: Settings, ks: Iterable[int]) -> None:
        self.settings = settings
        self.found: list[int] = []
        self._series = weakref.ref(series)
        given_up = threading.Event()
        #: Call it to end the work after the K that is being found.
        self.give_up = weakref.finalize(self, given_up.set)
        # a daemon: it holds nothing that must be put in order when the program ends
        self._thread = threading.Thread(
            target=_find,
            args=(series, settings, tuple(ks), self.found, given_up),
            name="segments ahead",
            daemon=True,
        )
        self._thread.start()

    def of(self, series: SegmentSeries, settings: Settings) -> bool:
        """True where this is the work on these segments, under way or done."""
        return self._series() is series and self.settings == settings

    def wait(self, seconds: float | None = None) -> bool:
        """Wait until the work has ended, so long at most; true where it has."""
        self._thread.join(seconds)
        return not self._thread.is_alive()


def _find(
    series: SegmentSeries,
    settings: Settings,
    ks: tuple[int, ...],
    found: list[int],
    given_up: threading.Event,
) -> None:
    """The work of the thread; it knows nothing of the object that began it, and so lets it go."""
    for k in ks:
        if given_up.is_set():
            return
        try:
            if series.possible(k, settings):
                series.segments(k, *settings)
                found.append(k)
        except (ShopaiError, *FAILURES):
            return
