"""The state of a model as plain arrays: texts packed into arrays, and checks when reading."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from shopai.arrays import Array
from shopai.errors import InputError

State = Mapping[str, Array]

#: What the names of the two arrays end in that texts are packed into.
LETTERS: Final = ".bytes"
ENDS: Final = ".ends"


def packed(name: str, texts: pd.Index) -> dict[str, Array]:
    """`texts` as two arrays: all of them in UTF-8, and where each ends, (n + 1,) int64.

    As much memory as they have letters, whereas an array of text takes the longest n times.
    """
    array = pa.array(texts, pa.large_string())
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    _, offsets, data = array.buffers()
    ends = np.zeros(1, np.int64)
    if len(array):
        ends = np.frombuffer(offsets, np.int64)[array.offset : array.offset + len(array) + 1]
    letters = np.frombuffer(data or b"", np.uint8)[ends[0] : ends[-1]]
    return {name + LETTERS: letters, name + ENDS: ends - ends[0]}


def unpacked(name: str, state: State) -> pd.Index:
    """(n,) str, the texts that :func:`packed` made arrays of; InputError if it did not."""
    letters = piece(state, name + LETTERS, np.uint8, None)
    ends = piece(state, name + ENDS, np.int64, None)
    whole = len(ends) > 0 and ends[0] == 0 and ends[-1] == len(letters)
    if not (whole and (np.diff(ends) >= 0).all()):
        raise InputError(f"The texts in {name} do not fit together.")
    buffers = [pa.py_buffer(np.ascontiguousarray(part)) for part in (ends, letters)]
    array = pa.LargeStringArray.from_buffers(len(ends) - 1, *buffers)
    try:
        array.validate(full=True)
    except pa.ArrowInvalid as error:
        raise InputError(f"The texts in {name} are not UTF-8.") from error
    texts: pd.Index = pd.Index(array.to_pandas(), dtype="str")
    return texts


def piece(state: State, name: str, dtype: npt.DTypeLike, *shape: int | None) -> Array:
    """The array called `name`, checked to have the type and the shape; None: any length.

    Raises :class:`InputError`, since compiled code trusts the sizes of what it is given.
    """
    array = state.get(name)
    if array is None:
        raise InputError(f"The array {name} is missing.")
    fits = array.ndim == len(shape) and all(
        wanted in (None, length) for wanted, length in zip(shape, array.shape, strict=True)
    )
    if array.dtype != np.dtype(dtype) or not fits:
        sizes = " × ".join("any" if wanted is None else str(wanted) for wanted in shape)
        raise InputError(
            f"The array {name} must hold {sizes} {np.dtype(dtype)}; found "
            f"{' × '.join(map(str, array.shape))} {array.dtype}."
        )
    return array
