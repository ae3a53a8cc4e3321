"""Types of NumPy arrays, by what they hold."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Floats = npt.NDArray[np.float64]
Floats32 = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]  # numbers that stand for ids
Mask = npt.NDArray[np.bool_]
Texts = npt.NDArray[np.object_]
Hashes = npt.NDArray[np.uint64]


def read_only(array: Array) -> Array:
    """A view of `array` that cannot be written to.

    What the engine hands over can be written to or not, depending on how it lay in memory.
    Numba compiles a function again for the other kind, which takes seconds; so functions it
    compiles get arrays of one kind.
    """
    view = array.view()
    view.flags.writeable = False
    return view
