"""Reads XLSX in a process of its own: the script that `shopai.events.sources.sheets` starts.

What a native reader does with a hostile file (one cell in the last corner makes it ask for
512 GiB) then ends this process and nothing else. It imports nothing of the package, to start
quickly.

    python sheet_process.py FILE            prints the names of the sheets
    python sheet_process.py FILE SHEET      prints the rows that are not blank
    python sheet_process.py FILE SHEET checked    the same of a sheet that was read before

Output is JSON: one list of names, or lists of up to `ROWS_A_LINE` rows [number from 0, [cells]],
one a line. Exit code `REFUSED`: the last line of stderr says why, for people.
"""

from __future__ import annotations

import codecs
import io
import json
import re
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import PurePosixPath
from typing import IO
from xml.etree import ElementTree

from python_calamine import CalamineError, CalamineWorkbook

REFUSED = 3
ROWS_A_LINE = 500

#: The reader holds the whole rectangle around all filled cells. It may have this many cells, and
#: beyond that this many for each filled one.
CELLS = 1_000_000
CELLS_A_FILLED = 100

#: Memory beside what the file unpacks to, and for each byte of that; time, of the processor and
#: of the clock. Windows bounds the latter alone, beside the rectangle.
MEMORY = 1 << 30
MEMORY_A_BYTE = 24
SECONDS = 1_200

BLOCK = 1 << 22
REFERENCE = re.compile(rb'\sr="([A-Z]{1,3})(\d{1,7})"')
FILLED = re.compile(rb'<(?:\w+:)?c\s(?:[^>]*?\s)?r="([A-Z]{1,3})(\d{1,7})"(?:[^>]*[^/>])?>')
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
ENCODING = re.compile(rb"""\s*<\?xml[^>]*\sencoding\s*=\s*["']([\w.:-]+)""")

#: A workbook: its path, or its bytes.
Book = str | io.BytesIO


class Refused(Exception):
    """The file cannot be read; the words say why, and what to do."""


def bound(path: str) -> None:
    """Bound this process's memory and processor time, where the system can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    with zipfile.ZipFile(path) as archive:
        unpacked = sum(entry.file_size for entry in archive.infolist())
    limits = (
        (resource.RLIMIT_AS, MEMORY + MEMORY_A_BYTE * unpacked),
        (resource.RLIMIT_CPU, SECONDS),
        (resource.RLIMIT_CORE, 0),
    )
    for kind, most in limits:
        _, hard = resource.getrlimit(kind)
        if hard == resource.RLIM_INFINITY or most < hard:
            resource.setrlimit(kind, (most, hard))


def encoding_of(head: bytes) -> str:
    """The encoding of XML that begins with `head`, by its mark or its declaration."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if 0 in head[:2]:
        return "utf-16-le" if head[0] else "utf-16-be"
    declared = ENCODING.match(head)
    try:
        return codecs.lookup(declared[1].decode()).name if declared else "utf-8"
    except LookupError:
        return "utf-8"


def as_utf8(path: str) -> Book:
    """The workbook with its XML in UTF-8, the one encoding that the reader knows."""
    with zipfile.ZipFile(path) as archive:
        encodings = {}
        for name in archive.namelist():
            if name.lower().endswith((".xml", ".rels")):
                with archive.open(name) as part:
                    encodings[name] = encoding_of(part.read(200))
        if {"utf-8", "ascii"}.issuperset(encodings.values()):
            return path
        book = io.BytesIO()
        with zipfile.ZipFile(book, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as copy:
            for name, encoding in encodings.items():
                with archive.open(name) as source, copy.open(name, "w", force_zip64=True) as target:
                    recode(source, target, encoding)
    book.seek(0)
    return book


def recode(source: IO[bytes], target: IO[bytes], encoding: str) -> None:
    """Write XML as UTF-8, without the declaration of another encoding."""
    text = io.TextIOWrapper(source, encoding, newline="")
    block = DECLARATION.sub("", text.read(BLOCK), count=1)
    while block:
        target.write(block.encode())
        block = text.read(BLOCK)


def member(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """The name in the archive of the cells of a sheet; None where the workbook does not say."""
    try:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    except (KeyError, ElementTree.ParseError):
        return None
    targets = {one.get("Id"): one.get("Target", "") for one in relations}
    for one in book.iter():
        if one.tag.endswith("}sheet") and one.get("name") == sheet:
            target = targets.get(one.get(RELATION), "")
            path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            name = str(PurePosixPath(path))
            return name if name in archive.namelist() else None
    return None


def references(
    archive: zipfile.ZipFile, name: str, pattern: re.Pattern[bytes]
) -> Iterator[list[tuple[bytes, bytes]]]:
    """Columns and rows of the cells that `pattern` finds, some thousand at a time."""
    rest = b""
    with archive.open(name) as cells:
        while block := cells.read(BLOCK):
            rest += block
            end = rest.rfind(b">") + 1
            yield pattern.findall(rest[:end])
            rest = rest[end:]


def extent(
    archive: zipfile.ZipFile, name: str, pattern: re.Pattern[bytes]
) -> tuple[int, int, int, str]:
    """Rows, columns and number of the cells found, and the farthest corner as a cell's name."""
    rows, letters, n = 0, b"A", 0
    for cells in references(archive, name, pattern):
        n += len(cells)
        rows = max([rows, *map(int, {row for _, row in cells})])
        letters = max([letters, *dict(cells)], key=lambda each: (len(each), each))
    columns = 0
    for letter in letters:
        columns = 26 * columns + letter - ord("A") + 1
    return rows, columns, n, f"{letters.decode()}{rows}"


def check_extent(book: Book, sheet: str) -> None:
    """Refuse a sheet whose filled cells lie so far apart that the reader would need too much."""
    with zipfile.ZipFile(book) as archive:
        name = member(archive, sheet)
        if name is None:
            return
        for pattern in (REFERENCE, FILLED):  # the second leaves out empty cells, and takes longer
            rows, columns, n, corner = extent(archive, name, pattern)
            if rows * columns <= CELLS + CELLS_A_FILLED * n:
                return
    raise Refused(
        f"the sheet '{sheet}' reaches as far as {corner}, though only {n:,} of its cells "
        f"{'is' if n == 1 else 'are'} filled. Delete the rows and columns beside the table, or "
        "save the table as CSV."
    )


def text(cell: object) -> str:
    """A cell as text: whole numbers without a decimal mark, dates by ISO 8601."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else str(cell)
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return "" if cell is None else str(cell)


def lines(path: str, sheet: str | None, checked: bool) -> Iterator[object]:
    """Lines of output: the names of the sheets, or the rows of one in batches."""
    book = as_utf8(path)
    workbook = CalamineWorkbook.from_object(book)
    if sheet is None:
        yield list(workbook.sheet_names)
        return
    if not checked:
        check_extent(book, sheet)
    batch = []
    rows = workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    for number, row in enumerate(rows):
        cells = [text(cell) for cell in row]
        if any(cells):
            batch.append((number, cells))
        if len(batch) == ROWS_A_LINE:
            yield batch
            batch = []
    if batch:
        yield batch


def main(path: str, sheet: str | None = None, checked: str = "") -> int:
    try:
        bound(path)
        for line in lines(path, sheet, bool(checked)):
            sys.stdout.buffer.write(json.dumps(line, ensure_ascii=False).encode() + b"\n")
    except Refused as error:
        print(error, file=sys.stderr)
        return REFUSED
    except (CalamineError, zipfile.BadZipFile, UnicodeError) as error:
        cause = " ".join(str(error).split()).rstrip(".")
        print(f"{cause}. Save it again, or as CSV.", file=sys.stderr)
        return REFUSED
    except BrokenPipeError:  # nobody wants to know more
        sys.stderr.close()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
