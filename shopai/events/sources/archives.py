"""Archives: what gzip and zip hold, unpacked within limits, whatever they claim."""

from __future__ import annotations

import gzip
import lzma
import re
import stat
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import IO, Final

from shopai.engines.failures import is_damage
from shopai.errors import InputError
from shopai.events.sources.limits import Limits, Source

_BLOCK: Final = 1 << 20
_MOST: Final = 1_000  # files of a zip
#: Files that systems leave in folders, and Office while a workbook is open.
_SYSTEM: Final = re.compile(r"\..*|~\$.*|thumbs\.db|desktop\.ini", re.IGNORECASE)
#: Endings of names of tables; a name without one may be any.
_TABLES: Final = frozenset(
    {"", "csv", "tsv", "tab", "psv", "txt", "dat", "data", "log", "json", "jsonl", "ndjson"}
    | {"parquet", "pq", "xlsx", "xls", "gz", "zip"}
)

_UNPACKING = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, EOFError, OSError,
)  # fmt: skip


def _copy(packed: IO[bytes] | gzip.GzipFile, source: Source, target: Path, limits: Limits) -> None:
    written = 0
    with target.open("wb") as out:
        while block := packed.read(_BLOCK):
            written += len(block)
            limits.check_unpacked(source.name, written, source.size)
            out.write(block)
    if written == 0:
        raise InputError(f"{source.name} unpacks to an empty file; export it again.")


def gunzip(source: Source, target: Path, limits: Limits) -> Source:
    """`source` unpacked into the file `target`."""
    try:
        with gzip.open(source.path) as packed:
            _copy(packed, source, target, limits)
    except (OSError, EOFError, zlib.error) as error:
        if not is_damage(error):
            raise
        raise InputError(
            f"{source.name} is damaged: gzip says {error}. Download or export it again."
        ) from None
    return replace(source, name=source.name.removesuffix(".gz"), path=target)


def is_xlsx(source: Source) -> bool:
    """True where a zip is a workbook."""
    try:
        with zipfile.ZipFile(source.path) as archive:
            return "xl/workbook.xml" in archive.namelist()
    except zipfile.BadZipFile as error:
        raise InputError(
            f"{source.name} is damaged: {error}. Download or export it again."
        ) from None


def unzip(source: Source, folder: Path, limits: Limits) -> list[Source]:
    """The tables in a zip, unpacked into `folder` under numbers: no name inside is ever used.

    Left out are folders, what systems put into them, and, beside tables, files of other kinds.
    """
    unpacked = 0
    with zipfile.ZipFile(source.path) as archive:
        entries = _tables(source, archive.infolist())
        folder.mkdir()
        members = []
        for i, entry in enumerate(entries):
            limits.check_unpacked(source.name, entry.file_size, entry.compress_size)
            target = folder / str(i)
            try:
                with archive.open(entry) as packed:
                    _copy(packed, source, target, limits)
            except _UNPACKING as error:
                if not is_damage(error):
                    raise
                raise InputError(
                    f"{source.name} cannot be unpacked: {error}. Zip it again, or give the file "
                    "itself."
                ) from None
            unpacked += target.stat().st_size  # an archive may lie about it
            limits.check_unpacked(source.name, unpacked, source.size)
            name = entry.filename.replace("\\", "/").rpartition("/")[2]
            members.append(replace(source, name=name, path=target, size=entry.compress_size))
    return members


def _tables(source: Source, entries: Sequence[zipfile.ZipInfo]) -> list[zipfile.ZipInfo]:
    """The entries of a zip that may be tables; raises InputError where there are none."""
    files = []
    for entry in entries:
        folder, slash, name = entry.filename.replace("\\", "/").rpartition("/")
        _check_member(source, entry, folder + slash + name)
        if name and not _SYSTEM.fullmatch(name) and "__MACOSX" not in folder.split("/"):
            files.append(entry)
    endings = [PurePosixPath(e.filename).suffix.lower().lstrip(".") for e in files]
    tables = [e for e, end in zip(files, endings, strict=True) if end in _TABLES]
    if not tables and len(files) != 1:
        names = ", ".join(entry.filename for entry in files[:5]) or "nothing"
        raise InputError(
            f"{source.name} holds no table ({names}); zip the export as CSV, XLSX, Parquet or JSON."
        )
    if len(tables) > _MOST:
        raise InputError(
            f"{source.name} holds {len(tables):,} files; at most {_MOST:,} are read. Put the ones "
            "to analyse together first."
        )
    tables = tables or files
    return [entry for entry in tables if entry.file_size] or tables


def _check_member(source: Source, entry: zipfile.ZipInfo, path: str) -> None:
    """Only plain files inside the archive: nothing that points elsewhere."""
    outside = path.startswith("/") or ":" in path or ".." in path.split("/")
    if outside or stat.S_ISLNK(entry.external_attr >> 16):
        raise InputError(
            f"{source.name} holds '{entry.filename}', a path instead of a plain file; zip the "
            "data file alone."
        )
    if entry.flag_bits & 0x1:
        raise InputError(f"{source.name} is protected by a password; zip it again without one.")


def several_tables(name: str, tables: Sequence[str]) -> InputError:
    """The refusal of an archive with tables that are not one."""
    more = f" and {len(tables) - 5} more" if len(tables) > 5 else ""
    return InputError(
        f"{name} holds {len(tables)} different tables ({', '.join(tables[:5])}{more}); put the one "
        "to analyse into a zip of its own, or give it unpacked."
    )
