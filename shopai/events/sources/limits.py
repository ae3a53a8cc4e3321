"""Files that are given, and the limits of size beyond which they are refused."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from shopai.errors import InputError

Format = Literal["text", "json", "parquet", "xlsx"]


@dataclass(frozen=True)
class Limits:
    """Limits of size, beyond which a file is refused."""

    file_bytes: int | None = None  # of the file as given; None: no limit
    unpacked_bytes: int = 64 << 30  # of what gzip or zip unpack to
    ratio: int = 300  # unpacked : packed, beyond which an archive is taken for a bomb
    ratio_from: int = 256 << 20  # unpacked bytes from which the ratio counts

    def check_unpacked(self, name: str, unpacked: int, packed: int) -> None:
        """Raise where unpacking has gone, or would go, beyond the limits."""
        bomb = unpacked > self.ratio_from and unpacked > self.ratio * max(packed, 1)
        if bomb or unpacked > self.unpacked_bytes:
            raise InputError(
                f"{name} unpacks to more than {size(min(unpacked, self.unpacked_bytes))} from "
                f"{size(packed)}, which no shop export does; unpack it yourself and give the "
                "file inside."
            )


@dataclass(frozen=True)
class Source:
    """A file that can be read at once."""

    name: str  # to show, that of the file inside an archive included
    path: Path  # the unpacked file, or a folder of Parquet files
    format: Format  # how it is to be read
    size: int  # bytes of what was given
    members: tuple[Source, ...] = ()  # text files of an archive, where it holds several


def size(n_bytes: float) -> str:
    """`n_bytes` for people: "3.4 MB"."""
    units = ["TB", "GB", "MB", "kB", "bytes"]
    while n_bytes >= 1024 and len(units) > 1:
        n_bytes /= 1024
        units.pop()
    digits = 0 if n_bytes >= 10 or units[-1] == "bytes" else 1
    return f"{n_bytes:.{digits}f} {units[-1]}"
