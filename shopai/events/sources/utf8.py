"""Text files as UTF-8, whatever they were written in."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO

from shopai.errors import InputError
from shopai.events.sources.detection import BETWEEN, CANDIDATES, is_utf8, plausible
from shopai.events.sources.encodings import ENCODINGS, Encoding, Scan, codec, detect, scan

_CHUNK = 1 << 20
_LINE = re.compile(rb"[^\n]*\n|[^\n]+")
_BROKEN = 0.01  # share of lines that may have bytes the encoding does not know
_ESCAPED = re.compile("[\udc80-\udcff]")
_BEYOND = re.compile(rb"[\x80-\xff]")
_UTF8_LETTERS = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_BY_TWO = frozenset({"zh", "zh_Hant", "ja", "ko"})  # languages written with two bytes a letter
_HEAD = 1 << 19
_LONGEST_HEAD = 1 << 23


@dataclass(frozen=True)
class Utf8:
    """A text file as UTF-8."""

    path: Path
    scan: Scan  # of the file as it was given
    encoding: Encoding
    warnings: tuple[str, ...] = ()


def as_utf8(path: Path, name: str, given: str | None, target: Path) -> Utf8:
    """The text file at `path` as UTF-8 with clean line ends; in `target` where it is not so.

    given : its encoding; None: to be detected

    Raises InputError for bytes that are not of the encoding, Question where two fit equally well.

    Cost: one sequential read, two where the file is not UTF-8.
    """
    scanned = scan(path)
    encoding = detect(scanned, name) if given is None else Encoding(given)
    python = codec(encoding.name, scanned)
    if given is not None and python == "utf-8" and scanned.other_lines > scanned.utf8_lines:
        raise InputError(
            f"{name} is not UTF-8 (lines that are not valid: {scanned.other_lines:,}); it reads as "
            f"{detect(scanned, name).words}: choose that encoding."
        )
    if encoding.other is not None:
        mixed = transcode_lines(path, encoding.other, target)
        if mixed.other == 0:
            return Utf8(target, scanned, Encoding("utf-8"))
        return Utf8(target, scanned, encoding, (mixed.sentence(encoding),))
    if python == "utf-8" and not scanned.mixed:
        return Utf8(path, scanned, encoding)
    transcode(path, name, python, target)
    return Utf8(target, scanned, encoding)


def first_lines(text: Path) -> str:
    """The first whole lines of a UTF-8 file, at least three unless they are huge."""
    with text.open("rb") as file:
        block, more = b"", True
        while more and len(block) < _LONGEST_HEAD and block.count(b"\n") < 3:
            read = file.read(_HEAD)
            block, more = block + read, len(read) == _HEAD
    if more:
        block = block[: block.rfind(b"\n") + 1] or block
    return block.decode("utf-8", errors="replace").removeprefix("\ufeff")


@dataclass(frozen=True)
class Mixed:
    """Lines beyond ASCII of a file in two encodings."""

    utf8: int = 0
    other: int = 0
    first: int = 0  # the first line of the other encoding

    def sentence(self, encoding: Encoding) -> str:
        """For the owner of the file."""
        return (
            "The file mixes two encodings. Lines beyond plain ASCII that were read as UTF-8: "
            f"{self.utf8:,}; as {encoding.other}: {self.other:,} (the first is line "
            f"{self.first:,})."
        )


def transcode(path: Path, name: str, encoding: str, target: Path) -> None:
    """Write `path` to `target` as UTF-8 with plain line feeds, a block at a time.

    A carriage return on its own is a line end where there are more of them than line feeds, else
    a space. Bytes that are not of the encoding stay as they are, if few lines have such.

    Raises InputError where more have; it names file and line.
    """
    with path.open("rb") as source:
        _write(_texts(source, name, encoding), target)


def transcode_lines(path: Path, other: str, target: Path) -> Mixed:
    """The same for a file in which each line is either UTF-8 or of the encoding `other`.

    A line that reads like nothing in either stays as it is, to be set aside.
    """
    counts = [0, 0, 0]
    with path.open("rb") as source:
        _write(_texts_by_line(source, other, counts), target)
    return Mixed(*counts)


def _write(texts: Iterable[str], target: Path) -> None:
    pending, lone = "", ""
    with target.open("wb") as out:
        for text in chain(texts, [None]):
            whole = pending + (text or "")
            alone = whole.count("\r") - whole.count("\r\n")
            lone = lone or ("\n" if alone > whole.count("\n") else " ")
            # A carriage return at the end may be half of a line end: it waits.
            kept = whole if text is None else whole.rstrip("\r")
            pending = whole[len(kept) :]
            kept = re.sub("\r+\n", "\n", kept).replace("\r", lone)
            if out.tell() == 0:
                kept = kept.removeprefix("\ufeff")
            out.write(kept.encode("utf-8", "surrogateescape"))


def _texts(source: IO[bytes], name: str, encoding: str) -> Iterator[str]:
    """The text of a file in blocks; bytes at fault come as lone surrogates."""
    errors = "strict" if encoding.startswith("utf-16") else "surrogateescape"
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    lines, broken, first = 0, 0, 0
    while True:
        chunk = source.read(_CHUNK)
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeError as error:
            raise _other_encoding(
                name, encoding, lines + 1 + _lines_before(error, encoding)
            ) from None
        if encoding != "utf-8" and (faults := _ESCAPED.findall(text)):
            first = first or lines + 1 + text[: text.index(faults[0])].count("\n")
            broken += len(faults)
        lines += text.count("\n")
        if not chunk:
            break
        yield text
    if broken > _BROKEN * lines:
        raise _other_encoding(name, encoding, first)
    yield text


def _texts_by_line(source: IO[bytes], other: str, counts: list[int]) -> Iterator[str]:
    """The text of a file in blocks of whole lines; `counts` becomes the three of :class:`Mixed`."""
    before = 0
    while block := source.read(_CHUNK) + source.readline(_CHUNK):
        texts = []
        for number, line in enumerate(_LINE.findall(block), start=before + 1):
            text = None if line.isascii() or is_utf8(line) else _in_other(line, other)
            if text is not None:
                counts[1] += 1
                counts[2] = counts[2] or number
            elif not line.isascii() and is_utf8(line):
                counts[0] += 1
            texts.append(line.decode("utf-8", "surrogateescape") if text is None else text)
        before += block.count(b"\n")
        yield "".join(texts)


def _in_other(line: bytes, other: str) -> str | None:
    """A line that is not UTF-8 as text; None where it reads like no language in `other` either."""
    parts = re.split(b"(" + BETWEEN.pattern + b")", line)
    if not all(part.isascii() or is_utf8(part) or _readable(part, other) for part in parts):
        return None
    if CANDIDATES[other][1][0] in _BY_TWO:
        return line.decode(other, "surrogateescape")
    return "".join(part.decode("utf-8" if is_utf8(part) else other) for part in parts)


def _readable(word: bytes, other: str) -> bool:
    """True for a word of `other`, false for one of UTF-8 that was damaged on the way."""
    damaged = 2 * sum(map(len, _UTF8_LETTERS.findall(word))) >= len(_BEYOND.findall(word))
    return not damaged and plausible(word, other)


def _other_encoding(name: str, encoding: str, line: int) -> InputError:
    return InputError(
        f"{name} is not {encoding}: line {line:,} has bytes that encoding does not know. Choose "
        f"another encoding ({', '.join(ENCODINGS)})."
    )


def _lines_before(error: UnicodeError, encoding: str) -> int:
    """Line ends between the start of the block and the bytes at fault."""
    if not isinstance(error, UnicodeDecodeError):
        return 0
    return error.object[: error.start].decode(encoding, errors="ignore").count("\n")
