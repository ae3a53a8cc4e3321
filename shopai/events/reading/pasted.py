"""Several text files with the same header as one table: an export in parts, in one archive."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from shopai.engines.scratch import ScratchFolder
from shopai.errors import InputError, Question
from shopai.events.reading.choice import merit
from shopai.events.reading.first_rows import sniff
from shopai.events.reading.headers import key
from shopai.events.sources.archives import several_tables
from shopai.events.sources.encodings import scan
from shopai.events.sources.layout import Layout
from shopai.events.sources.limits import Source
from shopai.events.sources.utf8 import Utf8, as_utf8, first_lines, transcode

_LEAST_MERIT = 2  # of a table of what customers did; one of customers alone has less


@dataclass(frozen=True)
class Part:
    """One of the files."""

    name: str
    utf8: Utf8
    layout: Layout


def find_parts(
    source: Source, scratch: ScratchFolder, encoding: str | None, header: bool | None
) -> list[Part]:
    """The files of an archive that are one table, which have the same header in the same order.

    Raises InputError where several are tables of what customers did, and not one.
    """
    groups: dict[tuple[object, ...], list[Part]] = {}
    error: InputError | None = None
    for i, member in enumerate(source.members):
        try:
            utf8 = as_utf8(member.path, member.name, encoding, scratch.path(f"utf8-{i}.txt"))
            layout = sniff(first_lines(utf8.path), member.name, header)
        except Question:
            raise
        except InputError as refused:
            error = error or refused
            continue
        same = (layout.delimiter, *map(key, layout.columns)) if layout.header else (i,)
        groups.setdefault(same, []).append(Part(member.name, utf8, layout))
    if not groups:
        assert error is not None
        raise error
    parts = list(groups.values())
    if len(parts) > 1:
        telling = [
            group
            for group in parts
            if merit(group[0].layout.columns, group[0].layout.rows) >= _LEAST_MERIT
        ]
        if len(telling) != 1:
            raise several_tables(source.name, [part.name for group in parts for part in group])
        parts = telling
    return parts[0]


def pasted(parts: list[Part], target: Path) -> Path:
    """The parts one under the other, with the header of the first only, as one UTF-8 file."""
    if len(parts) == 1:
        return parts[0].utf8.path
    with target.open("wb") as out:
        for i, part in enumerate(parts):
            with part.utf8.path.open("rb") as text:
                for _ in range(part.layout.lines_before if i else 0):
                    text.readline()
                shutil.copyfileobj(text, out, 1 << 20)
                text.seek(-1, 2)
                if text.read(1) not in (b"\n", b"\r"):
                    out.write(b"\n")
    if not scan(target).mixed:
        return target
    clean = target.with_name("clean.txt")
    transcode(target, parts[0].name, "utf-8", clean)
    return clean


def warnings(parts: list[Part], source: Source) -> tuple[str, ...]:
    """Sentences on what was made of the files of an archive."""
    said = [f"{part.name}: {each}" for part in parts for each in part.utf8.warnings]
    said += parts[0].layout.remarks
    names = [part.name for part in parts]
    if len(parts) > 1:
        said.append(
            f"{len(parts)} files with the same header were read as one table: {', '.join(names)}. "
            "Lines are counted through all of them in this order."
        )
    others = [member.name for member in source.members if member.name not in names]
    if others:
        said.append(f"Not read of the archive: {', '.join(others)}.")
    return tuple(said)
