"""Files as they are given: unpacked from gzip or zip, within limits, of a known format."""

from __future__ import annotations

import re
import zipfile
from dataclasses import replace
from pathlib import Path

from shopai.errors import InputError
from shopai.events.sources.archives import gunzip, is_xlsx, several_tables, unzip
from shopai.events.sources.encodings import looks_like_utf16
from shopai.events.sources.limits import Format, Limits, Source, size

_ARCHIVES = 2  # that may lie one in another: a .gz inside a .zip
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


def _unpacked(source: Source, scratch: Path, limits: Limits, left: int = _ARCHIVES) -> Source:
    """`source` out of its archives, of which `left` may lie one in another."""
    head = _head(source.path)
    target = scratch / f"unpacked{left}"
    if left and head.startswith(_GZIP):
        return _unpacked(gunzip(source, target, limits), scratch, limits, left - 1)
    if not left or not head.startswith(_ZIP) or is_xlsx(source):
        return replace(source, format=_format(source, limits))
    tables: list[Source] = []
    refused: InputError | None = None
    for i, member in enumerate(unzip(source, target, limits)):
        folder = scratch / str(i)
        folder.mkdir(exist_ok=True)
        try:
            tables.append(_unpacked(member, folder, limits, left - 1))
        except InputError as error:
            refused = refused or error
    if not tables:
        assert refused is not None
        raise refused
    return tables[0] if len(tables) == 1 else _together(source, tables, scratch / "parts")


def _together(source: Source, tables: list[Source], folder: Path) -> Source:
    """Several files of an archive as one source, where they are of one kind that can be so."""
    kinds = {table.format for table in tables}
    if kinds == {"text"}:
        return replace(source, members=tuple(tables))
    if kinds == {"parquet"} and all(table.path.is_file() for table in tables):
        folder.mkdir()
        for i, table in enumerate(tables):
            table.path.rename(folder / f"{i:05d}.parquet")
        return replace(source, path=folder, format="parquet")
    raise several_tables(source.name, [table.name for table in tables])


def _head(path: Path, n: int = 4096) -> bytes:
    with path.open("rb") as file:
        return file.read(n)


def _format(source: Source, limits: Limits) -> Format:
    head = _head(source.path)
    if head.startswith(_PARQUET):
        return "parquet"
    if head.startswith(_GZIP) or (head.startswith(_ZIP) and not is_xlsx(source)):
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
