"""Files as they are given: unpacked from gzip or zip, within limits, of a known format."""

from __future__ import annotations

import gzip
import lzma
import re
import stat
import zipfile
import zlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Literal

from shopai.errors import InputError
from shopai.events.sources.encodings import looks_like_utf16

Format = Literal["text", "json", "parquet", "xlsx"]

_BLOCK = 1 << 20
_PARQUET, _GZIP, _OLD_EXCEL = b"PAR1", b"\x1f\x8b", b"\xd0\xcf\x11\xe0"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")  # the second: one that holds nothing
_JSON = re.compile(r"\{|\[\s*[\[{\"\d\]]")  # "[order id],[customer]" is a header
_OTHER_BINARY = {
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"%PDF": "a PDF",
    b"7z\xbc\xaf": "a 7z archive",
    b"Rar!": "a RAR archive",
    b"SQLite format 3": "an SQLite database",
    b"ORC": "an ORC file",
    b"Obj\x01": "an Avro file",
}


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


def size(n_bytes: float) -> str:
    """`n_bytes` for people: "3.4 MB"."""
    units = ["TB", "GB", "MB", "kB", "bytes"]
    while n_bytes >= 1024 and len(units) > 1:
        n_bytes /= 1024
        units.pop()
    digits = 0 if n_bytes >= 10 or units[-1] == "bytes" else 1
    return f"{n_bytes:.{digits}f} {units[-1]}"


def open_source(path: Path, scratch: Path, limits: Limits, name: str | None = None) -> Source:
    """Find out what `path` is and unpack it into `scratch` where needed.

    Raises InputError: nothing there, empty, too large, a bomb, a path in a zip, not shop data.
    """
    name = name or path.name
    if path.is_dir():
        parts = sorted(path.rglob("*.parquet"))
        if not parts:
            raise InputError(
                f"The folder {name} holds no .parquet file; give a folder of Parquet files or one "
                "file."
            )
        return Source(name, path, "parquet", sum(part.stat().st_size for part in parts))
    if not path.is_file():
        raise InputError(f"There is no file at {path}; check the path.")
    n_bytes = path.stat().st_size
    if n_bytes == 0:
        raise InputError(f"{name} is empty (0 bytes); export it again.")
    if limits.file_bytes is not None and n_bytes > limits.file_bytes:
        raise InputError(
            f"{name} has {size(n_bytes)}, the limit for uploads is {size(limits.file_bytes)}; "
            "compress it (.gz), or start the app with `make run DATA=path`, which has no limit."
        )
    scratch.mkdir(parents=True, exist_ok=True)
    source = Source(name, path, "text", n_bytes)
    try:
        return _unpacked(source, scratch, limits)
    except PermissionError:
        raise InputError(f"{name} may not be read by this program; check its rights.") from None


def _unpacked(source: Source, scratch: Path, limits: Limits) -> Source:
    for target in (scratch / "outer", scratch / "inner"):  # a .gz may sit inside a .zip
        head = _head(source.path)
        if head.startswith(_GZIP):
            source = _gunzip(source, target, limits)
        elif head.startswith(_ZIP) and not _is_xlsx(source):
            source = _unzip(source, target, limits)
        else:
            break
    return replace(source, format=_format(source, limits))


def _head(path: Path, n: int = 4096) -> bytes:
    with path.open("rb") as file:
        return file.read(n)


def _copy(packed: IO[bytes] | gzip.GzipFile, source: Source, target: Path, limits: Limits) -> None:
    written = 0
    with target.open("wb") as out:
        while block := packed.read(_BLOCK):
            written += len(block)
            limits.check_unpacked(source.name, written, source.size)
            out.write(block)
    if written == 0:
        raise InputError(f"{source.name} unpacks to an empty file; export it again.")


def _gunzip(source: Source, target: Path, limits: Limits) -> Source:
    try:
        with gzip.open(source.path) as packed:
            _copy(packed, source, target, limits)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(
            f"{source.name} is damaged: gzip says {error}. Download or export it again."
        ) from None
    return replace(source, name=source.name.removesuffix(".gz"), path=target)


def _is_xlsx(source: Source) -> bool:
    try:
        with zipfile.ZipFile(source.path) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except zipfile.BadZipFile as error:
        raise InputError(
            f"{source.name} is damaged: {error}. Download or export it again."
        ) from None


_UNPACKING = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, EOFError, OSError,
)  # fmt: skip


def _unzip(source: Source, target: Path, limits: Limits) -> Source:
    with zipfile.ZipFile(source.path) as archive:
        files = [
            entry
            for entry in archive.infolist()
            if not entry.is_dir() and not entry.filename.startswith("__MACOSX/")
        ]
        for entry in files:
            _check_member(source, entry)
        if len(files) != 1:
            names = ", ".join(entry.filename for entry in files[:5]) or "nothing"
            raise InputError(
                f"{source.name} must hold exactly one data file, it holds {len(files)} "
                f"({names}); put the one to analyse into a zip of its own."
            )
        entry = files[0]
        limits.check_unpacked(source.name, entry.file_size, entry.compress_size)
        try:
            with archive.open(entry) as packed:
                _copy(packed, source, target, limits)
        except _UNPACKING as error:
            raise InputError(
                f"{source.name} cannot be unpacked: {error}. Zip it again, or give the file itself."
            ) from None
    return replace(source, name=entry.filename, path=target)


def _check_member(source: Source, entry: zipfile.ZipInfo) -> None:
    """Only plain files at the top of a zip: nothing that could point elsewhere."""
    inside = entry.filename.replace("\\", "/")
    if "/" in inside or ":" in inside or stat.S_ISLNK(entry.external_attr >> 16):
        raise InputError(
            f"{source.name} holds '{entry.filename}', a path instead of a plain file; "
            "zip the data file alone, without folders."
        )
    if entry.flag_bits & 0x1:
        raise InputError(f"{source.name} is protected by a password; zip it again without one.")


def _format(source: Source, limits: Limits) -> Format:
    head = _head(source.path)
    if head.startswith(_PARQUET):
        return "parquet"
    if head.startswith(_GZIP) or (head.startswith(_ZIP) and not _is_xlsx(source)):
        raise InputError(
            f"{source.name} is an archive inside archives; unpack it and give the file inside."
        )
    if head.startswith(_ZIP):
        with zipfile.ZipFile(source.path) as archive:
            unpacked = sum(entry.file_size for entry in archive.infolist())
        limits.check_unpacked(source.name, unpacked, source.size)
        return "xlsx"
    if head.startswith(_OLD_EXCEL):
        raise InputError(
            f"{source.name} is an old Excel or other Office file; save it as .xlsx or .csv."
        )
    other = [what for magic, what in _OTHER_BINARY.items() if head.startswith(magic)]
    if other or _is_binary(head):
        raise InputError(
            f"{source.name} is {other[0] if other else 'binary'}, not a table; export the data as "
            "CSV, XLSX or Parquet."
        )
    text = head.decode("utf-8", errors="ignore").replace("\0", "").lstrip("\ufeff \t\r\n")
    if text.startswith("<"):
        raise InputError(
            f"{source.name} is a web page or XML, not a table, whatever its name says; open it "
            "in a spreadsheet and save it as .xlsx or .csv."
        )
    return "json" if _JSON.match(text) else "text"


def _is_binary(head: bytes) -> bool:
    """Control characters that no text has; the zeros of UTF-16 are every other byte."""
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return False
    control = sum(
        head.count(bytes([c])) for c in range(32) if c not in (0, 1, 9, 10, 12, 13, 27, 31)
    )
    return (0 in head and not looks_like_utf16(head)) or control > 0.02 * len(head)
