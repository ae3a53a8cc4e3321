"""Progress of long work, and its cancellation."""

from __future__ import annotations

from collections.abc import Callable

#: Called from time to time with the share of the work that is done, 0 to 1, and what is being
#: done. An exception it raises ends the work and reaches the caller: nothing is kept.
Progress = Callable[[float, str], object]
