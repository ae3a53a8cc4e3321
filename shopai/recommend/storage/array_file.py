"""Named arrays and their description in one file: data only, nothing in it is ever run.

Laid out as safetensors files are, which many programs read: eight bytes with the length of a
JSON header, the header (type, shape and place of every array; what else is to be known under
"__metadata__"), then the arrays, one after the other. So a file cannot ask for more memory
than it is long, and a checksum over all of it tells a damaged one.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple

import numpy as np

from shopai.arrays import Array
from shopai.errors import InputError, ParameterError
from shopai.recommend.models.state import State

#: The version of the format this module writes, and the last it reads.
VERSION: Final = 1
#: A longer header is refused: hundreds of arrays need a hundredth of it.
MOST_HEADER: Final = 10_000_000

#: Types of arrays by their names in the header, always with the least byte first.
_TYPES: Final = {
    "BOOL": np.dtype("bool"),
    "U8": np.dtype("u1"),
    "I8": np.dtype("i1"),
    "I16": np.dtype("<i2"),
    "I32": np.dtype("<i4"),
    "I64": np.dtype("<i8"),
    "F32": np.dtype("<f4"),
    "F64": np.dtype("<f8"),
}
_NAMES: Final = {dtype: name for name, dtype in _TYPES.items()}

_METADATA, _ABOUT, _DIGEST = "__metadata__", "shopai", "sha256"
_DTYPE, _SHAPE, _PLACE = "dtype", "shape", "data_offsets"


class Content(NamedTuple):
    """What a file holds."""

    about: dict[str, Any]  # format, version, model, parameters, kind, scale
    arrays: dict[str, Array]


def write(content: Content, path: Path) -> None:
    """Write a file, replacing what is there; it appears when it is complete."""
    header = _header(content)
    header[_METADATA][_DIGEST] = digest(content)
    encoded = _canonical(header)
    encoded += b" " * (-len(encoded) % 8)
    with appearing(path) as unfinished, unfinished.open("wb") as file:
        file.write(len(encoded).to_bytes(8, "little") + encoded)
        for array in content.arrays.values():
            file.write(_bytes(array))


@contextmanager
def appearing(path: Path) -> Iterator[Path]:
    """A name to write under; the file gets its own when all is written, else it is deleted."""
    unfinished = path.with_name(path.name + ".part")
    try:
        yield unfinished
        unfinished.replace(path)
    finally:
        unfinished.unlink(missing_ok=True)


def digest(content: Content) -> str:
    """SHA-256 of all that a file of this content holds."""
    return _digest(_header(content), content.arrays)


def as_stored(array: Array) -> Array:
    """`array` as it lies in a file; shared where it lies so already."""
    return np.asarray(array, array.dtype.newbyteorder("<"), order="C")


def read(path: Path) -> Content:
    """What a file holds, checked to be complete and unchanged.

    Raises :class:`InputError` for a foreign, newer or damaged file.
    """
    with path.open("rb") as file:
        return _read(file, path.name)


def _read(file: BinaryIO, name: str) -> Content:
    foreign = InputError(f"{name} is no model saved by shopai.")
    size = file.seek(0, 2)
    file.seek(0)
    length = int.from_bytes(file.read(8), "little")
    if not 0 < length <= min(size - 8, MOST_HEADER):
        raise foreign
    try:
        header = json.loads(file.read(length))
        about = json.loads(header[_METADATA][_ABOUT])
        version = about["format"]
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise foreign from error
    if type(version) is not int or version < 1:
        raise foreign
    if version > VERSION:
        raise InputError(
            f"{name} was saved by a newer shopai (format {version}, this one reads up to "
            f"{VERSION}); update shopai to open it."
        )
    damaged = InputError(f"{name} is incomplete or was changed after it was saved; save it again.")
    try:
        places = list(_places(header))
        if sum(place.size for place in places) != size - 8 - length:
            raise damaged
        arrays = {place.name: place.read(file) for place in places}
        expected = header[_METADATA].pop(_DIGEST)
        if expected != _digest(header, arrays):
            raise damaged
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError) as error:
        raise damaged from error
    return Content(about, arrays)


def _header(content: Content) -> dict[str, Any]:
    try:
        about = json.dumps(content.about, sort_keys=True, allow_nan=False, default=plain)
    except (TypeError, ValueError) as error:
        raise ParameterError(
            f"A setting of the model is nothing a file can keep: {error}."
        ) from error
    header: dict[str, Any] = {_METADATA: {_ABOUT: about}}
    start = 0
    for name, array in content.arrays.items():
        if array.dtype not in _NAMES:
            raise ParameterError(f"The array {name} of {array.dtype} cannot be saved.")
        end = start + array.nbytes
        place = {_SHAPE: list(array.shape), _PLACE: [start, end]}
        header[name] = {_DTYPE: _NAMES[array.dtype]} | place
        start = end
    return header


def plain(value: object) -> object:
    """A number of NumPy as JSON knows it; TypeError for anything else."""
    if isinstance(value, np.generic):
        found: object = value.item()
        return found
    raise TypeError(f"{type(value).__name__} {value!r}")


def _bytes(array: Array) -> memoryview | bytes:
    return array.data.cast("B") if array.size else b""


def _canonical(header: Mapping[str, Any]) -> bytes:
    return json.dumps(header, separators=(",", ":")).encode("ascii")


def _digest(header: Mapping[str, Any], arrays: State) -> str:
    """SHA-256 of a header that has no checksum and of the arrays."""
    sha256 = hashlib.sha256(_canonical(header))
    for array in arrays.values():
        sha256.update(_bytes(array))
    return sha256.hexdigest()


class _Place(NamedTuple):
    name: str
    dtype: np.dtype[Any]
    shape: tuple[int, ...]
    size: int  # bytes

    def read(self, file: BinaryIO) -> Array:
        """The array, from where the file stands."""
        array = np.fromfile(file, self.dtype, math.prod(self.shape))
        if self.dtype == bool and (array.view(np.uint8) > 1).any():
            raise ValueError("neither true nor false")
        return array.reshape(self.shape).astype(self.dtype.newbyteorder("="), copy=False)


def _places(header: Mapping[str, Any]) -> Iterator[_Place]:
    """The arrays of a header, in order; ValueError where they leave a gap or overlap."""
    start = 0
    for name, entry in header.items():
        if name == _METADATA:
            continue
        dtype, shape = _TYPES[entry[_DTYPE]], tuple(entry[_SHAPE])
        if len(shape) > _MOST_AXES or not all(type(n) is int and n >= 0 for n in shape):
            raise ValueError(f"no shape: {shape}")
        size = math.prod(shape) * dtype.itemsize
        if entry[_PLACE] != [start, start + size]:
            raise ValueError(f"{name} lies elsewhere")
        start += size
        yield _Place(name, dtype, shape, size)


#: Axes of an array.
_MOST_AXES: Final = 8
