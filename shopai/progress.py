"""How long work tells where it stands, and is given up."""

from __future__ import annotations

from collections.abc import Callable

#: Called now and then with the share of the work that is done, 0 to 1, and what is being done.
#: An exception it raises ends the work and goes on to the caller: nothing is kept.
Progress = Callable[[float, str], object]
