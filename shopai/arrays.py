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
