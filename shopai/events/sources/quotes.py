"""Quotes that do not fit together, mended before a table is read.

One quote that opens a cell and is never closed would take in the lines after it, up to the next
quote in the file. Such a line is set aside alone. Quotes inside quoted cells that are not doubled
(``"5" pipe"``, ``"a \\"b\\" c"``) are doubled.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Final

from shopai.events.sources.layout import NUMBER_OR_DATE, Layout

NEVER_ENDS: Final = "a quote that never ends"

_SAMPLE: Final = 1000  # lines from which the usual record is told
_MOST: Final = 2_000_000  # bytes of one record, as for the reader of tables
_ENOUGH: Final = 20  # lines that look like records after an open quote: it will not be closed
_NEEDS_QUOTES: Final = re.compile(rb'[",;\t|\r\n]')
_LINE: Final = re.compile(rb"[^\n]*\n|[^\n]+")

#: Line of the file, the line itself, the reason it is set aside.
Misfit = tuple[int, str, str]


@dataclass(frozen=True)
class Usual:
    """The records most lines of a table hold."""

    delimiter: bytes
    width: int  # cells
    numbers: frozenset[int]  # positions of cells that are always numbers or dates
    backslashes: bool  # stand before quotes within quotes
    unnamed: bool = False  # no line before the first record is one of names

    def is_clean(self, record: bytes) -> bool:
        """True for a whole record, every quote of it in place and doubled within quotes."""
        if self.backslashes and b"\\" in record:
            return False
        if self._clean.fullmatch(record) is None:
            return False
        # A quote behind a backslash parts a cell that has a delimiter behind it: `"5\", black"`.
        if b'\\"' not in record:
            return True
        cells = cells_of(record.rstrip(b"\r\n"), self.delimiter)
        return cells is not None and len(cells) == self.width

    def names_in(self, line: bytes) -> bytes | None:
        """A line of names without its stray quote; None where it is none."""
        bare = line.replace(b'"', b"", 1)
        cells = cells_of(bare.rstrip(b"\r\n"), self.delimiter)
        if cells is None or len(cells) != self.width or any(map(_is_number, cells)):
            return None
        return bare

    @cached_property
    def _clean(self) -> re.Pattern[bytes]:
        mark = re.escape(self.delimiter)
        cell = rb'(?:"(?:[^"]|"")*+"|(?!")[^' + mark + rb"\r\n]*+)"
        return re.compile(cell + b"(?:" + mark + cell + rb")*+\r?\n?")

    def looks_whole(self, line: bytes) -> bool:
        """True for a line that is a record of its own."""
        if line.count(self.delimiter) < self.width - 1:
            return False
        cells = cells_of(line.rstrip(b"\r\n"), self.delimiter)
        return (
            cells is not None
            and len(cells) == self.width
            and (self.width > 2 or bool(self.numbers))
            and all(_is_number(cells[i]) or not cells[i].strip() for i in self.numbers)
        )


def usual(lines: Iterable[bytes], delimiter: str, width: int, escape: str) -> Usual:
    """The usual record of a table of `width` columns, by its first lines."""
    mark = delimiter.encode()
    split = [cells for line in lines if (cells := cells_of(line.rstrip(b"\r\n"), mark)) is not None]
    rows = [cells for cells in split if len(cells) == width][1:]  # the first may be the header
    first = next((cells for cells in split if len(cells) == width), [])
    unnamed = any(map(_is_number, first))
    numbers = frozenset(
        i
        for i in range(width)
        if (cells := [row[i] for row in rows if row[i].strip()]) and all(map(_is_number, cells))
    )
    return Usual(mark, width, numbers, escape != '"', unnamed)


def _is_number(cell: bytes) -> bool:
    return NUMBER_OR_DATE.match(cell.decode("utf-8", "replace")) is not None


def cells_of(record: bytes, delimiter: bytes, backslashes: bool = False) -> list[bytes] | None:
    """Cells of a record without their outer quotes; None where a quote is not closed.

    A quote closes a cell where a delimiter or the end follows. With `backslashes` one behind a
    backslash does not.
    """
    cells, start = [], 0
    while True:
        if record[start : start + 1] != b'"':
            end = record.find(delimiter, start)
            end = len(record) if end < 0 else end
            cells.append(record[start:end])
        else:
            close = _closing(record, start + 1, delimiter, backslashes)
            if close < 0:
                return None
            cells.append(record[start + 1 : close])
            end = close + 1
        if end == len(record):
            return cells
        start = end + len(delimiter)


def _closing(record: bytes, start: int, delimiter: bytes, backslashes: bool) -> int:
    """Position of the quote that closes the cell with text from `start` on; -1 without one."""
    at = record.find(b'"', start)
    while at >= 0:
        if backslashes and _behind_backslash(record, start, at):
            at = record.find(b'"', at + 1)
            continue
        if at + 1 == len(record) or record.startswith(delimiter, at + 1):
            return at
        at = record.find(b'"', at + 1 + (record[at + 1 : at + 2] == b'"'))
    return -1


def _behind_backslash(record: bytes, start: int, at: int) -> bool:
    n = 0
    while at - n > start and record[at - n - 1 : at - n] == b"\\":
        n += 1
    return n % 2 == 1


def _ends_open(line: bytes, usual: Usual, is_open: bool) -> bool:
    """True where the end of `line` stands within quotes; `is_open`: so does its start."""
    delimiter = usual.delimiter
    body, start = line.rstrip(b"\r\n"), 0
    while True:
        if is_open or body[start : start + 1] == b'"':
            start = _closing(body, start + (not is_open), delimiter, usual.backslashes)
            if start < 0:
                return True
            is_open = False
        start = body.find(delimiter, start)
        if start < 0:
            return False
        start += len(delimiter)


def is_open(record: str, delimiter: str) -> bool:
    """True where a quote of the record is not closed."""
    return cells_of(record.rstrip("\r\n").encode(), delimiter.encode()) is None


def mended(
    lines: Iterable[bytes], usual: Usual, complete: bool = True
) -> Iterator[tuple[bytes, str | None]]:
    """Each line as it is to be read, and why it is set aside; one that is becomes a blank line.

    complete : the lines are all there are, so that a quote still open at their end never ends

    Cost: one pass, in which up to some 40 lines after a stray quote are looked at twice.
    """
    ahead = _Ahead(lines)
    for line in ahead:
        if b'"' not in line or usual.is_clean(line):
            yield line, None
            continue
        is_open = _ends_open(line, usual, False)
        if is_open and (literal := _literal(line, usual)) is not None:
            is_open, line = False, literal
        if not is_open or b"\\" in line:
            single = _whole(line, usual)
            is_open, line = is_open and single is None, single or line
        if not is_open:
            yield line, None
        else:
            inner, never_ends = _gather(line, ahead, usual)
            if _stands_alone(line, inner, usual) or (never_ends and complete):
                ahead.back(inner)
                names = usual.names_in(line) if usual.unnamed else None
                yield (_end(line), NEVER_ENDS) if names is None else (names, None)
            else:
                record = b"".join([line, *inner])
                whole = None if usual.is_clean(record) else _whole(record, usual)
                for each in _LINE.findall(whole or record):
                    yield each, None


def _stands_alone(line: bytes, inner: list[bytes], usual: Usual) -> bool:
    """The quote open on `line` is a mistake: most of the lines after it are records themselves.

    The last of them says nothing where it closes the quote, as that of an address may, and holds
    as many commas as a record by chance.
    """
    record = b"".join([line, *inner])
    cells = cells_of(record.rstrip(b"\r\n"), usual.delimiter) if usual.is_clean(record) else None
    closes = cells is not None and len(cells) == usual.width
    asked = inner[:-1] if closes else inner
    return 2 * sum(map(usual.looks_whole, asked)) > len(asked)


def _end(line: bytes) -> bytes:
    """The line break of a line."""
    return line[len(line.rstrip(b"\r\n")) :]


def _gather(line: bytes, ahead: _Ahead, usual: Usual) -> tuple[list[bytes], bool]:
    """The lines that belong to an open quote on `line`, or that look as if they did not.

    Beside them whether the lines end before the quote does.
    """
    inner: list[bytes] = []
    size, whole, is_open = len(line), 0, True
    while is_open and size < _MOST:
        following = next(ahead, None)
        if following is None:
            return inner, True
        inner.append(following)
        size += len(following)
        whole += usual.looks_whole(following)
        is_open = _ends_open(following, usual, True)
        if whole >= _ENOUGH and 2 * whole > len(inner):
            break
    return inner, False


class _Ahead:
    """Lines that can be given back."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines, self._given_back = iter(lines), deque[bytes]()

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        return self._given_back.popleft() if self._given_back else next(self._lines)

    def back(self, lines: list[bytes]) -> None:
        self._given_back.extendleft(reversed(lines))


def _whole(record: bytes, usual: Usual) -> bytes | None:
    """A record of the usual width with its inner quotes doubled; None where it is none."""
    body = record.rstrip(b"\r\n")
    for backslashes in (usual.backslashes, not usual.backslashes):
        cells = cells_of(body, usual.delimiter, backslashes)
        if cells is not None and len(cells) == usual.width:
            written = [_quoted(cell, backslashes) for cell in cells]
            return usual.delimiter.join(written) + record[len(body) :]
    return None


def _literal(line: bytes, usual: Usual) -> bytes | None:
    """A record one cell of which begins with quoted words, as `"Ultra" keyboard`; or None."""
    body = line.rstrip(b"\r\n")
    cells = body.split(usual.delimiter)
    begun = [cell for cell in cells if cell.startswith(b'"') and not cell.endswith(b'"')]
    if len(cells) != usual.width or any(cell.count(b'"') % 2 for cell in begun):
        return None
    whole = [_quoted(cell, False) if cell in begun else cell for cell in cells]
    return usual.delimiter.join(whole) + line[len(body) :]


def _quoted(cell: bytes, backslashes: bool) -> bytes:
    plain = cell if backslashes else cell.replace(b'""', b'"')
    inner = re.sub(rb'\\(["\\])' if backslashes else rb'\\(")', rb"\1", plain)
    return b'"' + inner.replace(b'"', b'""') + b'"' if _NEEDS_QUOTES.search(inner) else inner


def mend(text: Path, layout: Layout, target: Path) -> list[Misfit] | None:
    """Write the data of `text` to `target` with its quotes mended; None where all are in place.

    As many lines are written as are read, so that they keep their numbers; those before the data
    are blank.

    Cost: one pass in plain Python, memory for the lines set aside.
    """
    misfits: list[Misfit] = []
    changed = False
    with text.open("rb") as source:
        shape = usual(islice(source, _SAMPLE), layout.delimiter, len(layout.columns), layout.escape)
    with text.open("rb") as source, text.open("rb") as original, target.open("wb") as out:
        for _ in range(layout.lines_before):
            line = source.readline()
            original.readline()
            changed = changed or (b'"' in line and not shape.is_clean(line))
            out.write(_end(line))
        for number, (line, reason) in enumerate(
            mended(source, shape), start=1 + layout.lines_before
        ):
            before = original.readline()
            if reason is not None:
                misfits.append((number, before.decode("utf-8", "replace").rstrip("\r\n"), reason))
            changed = changed or line != before
            out.write(line)
    return misfits if changed else None


def mended_text(text: str, delimiter: str, width: int, escape: str = '"') -> str:
    """The same for some lines of a table."""
    lines = _LINE.findall(text.encode())
    shape = usual(lines[:_SAMPLE], delimiter, width, escape)
    return b"".join(line for line, _ in mended(lines, shape, complete=False)).decode()


def escape_of(text: str, delimiter: str, width: int) -> str:
    """What stands before a quote within quotes: another quote, or a backslash as MySQL writes it.

    `text` are some lines of a table of `width` columns.
    """
    mark, backslashes = delimiter.encode(), False
    for line in _LINE.findall(text.encode()):
        body = line.rstrip(b"\r\n")
        if b'\\"' not in body:
            if b'""' in body and any(b'""' in cell for cell in cells_of(body, mark) or ()):
                return '"'
        elif not backslashes:
            cells, plain = cells_of(body, mark, backslashes=True), cells_of(body, mark)
            whole = cells is not None and len(cells) == width
            inside = plain is None or len(plain) != width or any(b'\\"' in cell for cell in plain)
            backslashes = whole and inside
    return "\\" if backslashes else '"'
