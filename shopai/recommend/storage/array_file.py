"""Named arrays and their description in one file: data only, nothing in it is ever run.

Laid out as safetensors files are, which many programs read: eight bytes with the length of a
JSON header, the header (type, shape and place of every array; what else is to be known under
"__metadata__"), then the arrays, one after the other. So a file cannot ask for more memory
than it is long, and a checksum over all of it tells a damaged one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from safetensors import SafetensorError, safe_open

from shopai.arrays import Array
from shopai.errors import InputError, ParameterError

#: The version of the format this module writes, and the last it reads.
VERSION: Final = 1
#: A longer header is refused: hundreds of arrays need a hundredth of it.
MOST_HEADER: Final = 10_000_000

#: Types of arrays in the header: one of these and, but for truths, the number of bits.
_KINDS: Final = {"b": "BOOL", "u": "U", "i": "I", "f": "F"}
_METADATA, _ABOUT, _DIGEST = "__metadata__", "shopai", "sha256"


class Content(NamedTuple):
    """The contents of a file."""

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
    sha256 = hashlib.sha256(_canonical(_header(content)))
    for array in content.arrays.values():
        sha256.update(_bytes(array))
    return sha256.hexdigest()


def as_stored(array: Array) -> Array:
    """`array` as it lies in a file; shared where it lies so already."""
    return np.asarray(array, array.dtype.newbyteorder("<"), order="C")


def read(path: Path) -> Content:
    """The contents of a file, checked to be complete and unchanged.

    Raises :class:`InputError` for a foreign, newer or damaged file.
    """
    foreign = InputError(f"{path.name} is no model saved by shopai.")
    with path.open("rb") as file:
        length = int.from_bytes(file.read(8), "little")
        if not 0 < length <= min(path.stat().st_size - 8, MOST_HEADER):
            raise foreign
        try:
            about = json.loads(json.loads(file.read(length))[_METADATA][_ABOUT])
            version = about["format"]
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise foreign from error
    if type(version) is not int or version < 1:
        raise foreign
    if version > VERSION:
        raise InputError(
            f"{path.name} was saved by a newer shopai (format {version}, this one reads up to "
            f"{VERSION}); update shopai to open it."
        )
    damaged = InputError(
        f"{path.name} is incomplete or was changed after it was saved; save it again."
    )
    try:
        with safe_open(path, framework="numpy") as stored:
            content = Content(
                about, {name: stored.get_tensor(name) for name in stored.offset_keys()}
            )
            expected = stored.metadata()[_DIGEST]
        flags = [array for array in content.arrays.values() if array.dtype == bool]
        if expected != digest(content) or any((each.view(np.uint8) > 1).any() for each in flags):
            raise damaged
    except (SafetensorError, ParameterError, ValueError, KeyError, TypeError) as error:
        raise damaged from error
    return content


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
        kind, bits = array.dtype.kind, 8 * array.dtype.itemsize
        if kind not in _KINDS or bits > 64:
            raise ParameterError(f"The array {name} of {array.dtype} cannot be saved.")
        end = start + array.nbytes
        header[name] = {
            "dtype": _KINDS[kind] + (str(bits) if kind != "b" else ""),
            "shape": list(array.shape),
            "data_offsets": [start, end],
        }
        start = end
    return header


def plain(value: object) -> object:
    """A number of NumPy as JSON knows it; TypeError for anything else."""
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"{type(value).__name__} {value!r}")


def _bytes(array: Array) -> memoryview | bytes:
    return array.data.cast("B") if array.size else b""


def _canonical(header: Mapping[str, Any]) -> bytes:
    return json.dumps(header, separators=(",", ":")).encode("ascii")
