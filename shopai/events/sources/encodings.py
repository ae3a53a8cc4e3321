"""Encodings of text files: evidence for them, and the file as UTF-8."""

from __future__ import annotations

import codecs
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import IO

from shopai.errors import InputError, Question
from shopai.events.sources.detection import (
    BETWEEN,
    CANDIDATES,
    CLOSE,
    Reading,
    is_utf8,
    plausible,
    readings,
    reads_as_utf8,
)

#: Offered on screen, the likeliest first.
ENCODINGS = ("utf-8", "utf-16", *CANDIDATES)

_CHUNK = 1 << 20
_SAMPLE = 1 << 16
_LINE = re.compile(rb"[^\n]*\n|[^\n]+")
_BROKEN = 0.01  # share of lines that may have bytes the encoding does not know
_ESCAPED = re.compile("[\udc80-\udcff]")
_BEYOND = re.compile(rb"[\x80-\xff]")
_UTF8_LETTERS = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_BY_TWO = frozenset({"zh", "zh_Hant", "ja", "ko"})  # languages written with two bytes a letter
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


@dataclass(frozen=True)
class Scan:
    """One pass over a file's bytes."""

    sha256: str
    newlines: int  # line feeds
    quotes: bool  # a double quote stands somewhere
    mixed: bool  # carriage returns that are not the first half of every line end
    utf8_lines: int  # lines beyond ASCII that are valid UTF-8; a block of only such counts once
    other_lines: int  # lines that are not valid UTF-8
    odd: bytes  # lines that are not valid UTF-8, the first of them
    even: bytes  # lines beyond ASCII near them that are
    head: bytes  # the first bytes


def sha256(path: Path) -> str:
    """The SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def scan(path: Path) -> Scan:
    """Read a file once: fingerprint, line count and evidence for its encoding.

    Cost: one sequential read; memory: a few MB however large the file.
    """
    digest = hashlib.sha256()
    newlines = returns = pairs = utf8_lines = other_lines = 0
    quotes = False
    head = cut = b""
    odd: list[bytes] = []
    even: list[bytes] = []
    with path.open("rb") as file:
        while True:
            chunk = file.read(_CHUNK)
            digest.update(chunk)
            newlines += chunk.count(b"\n")
            quotes = quotes or b'"' in chunk
            head = head or chunk[:_SAMPLE]
            # The last line is cut: it waits for its other half, unless it has no end at all.
            block = cut + chunk
            end = len(block) if not chunk or len(cut) > _CHUNK else block.rfind(b"\n") + 1
            block, cut = block[:end], block[end:]
            if returns or b"\r" in block:
                returns += block.count(b"\r")
                pairs += block.count(b"\r\n")
            valid, invalid = _lines_by_validity(block)
            utf8_lines, other_lines = utf8_lines + len(valid), other_lines + len(invalid)
            if sum(map(len, odd)) < _SAMPLE:
                odd += invalid[:1000]
                even += valid[:100] if invalid else []
            if not chunk:
                break
    return Scan(
        sha256=digest.hexdigest(),
        newlines=newlines,
        quotes=quotes,
        mixed=returns > 0 and not returns == pairs == newlines,
        utf8_lines=utf8_lines,
        other_lines=other_lines,
        odd=b"\n".join(odd)[: 2 * _SAMPLE],
        even=b"\n".join(even)[:_SAMPLE],
        head=head,
    )


def _lines_by_validity(block: bytes) -> tuple[list[bytes], list[bytes]]:
    """Lines beyond ASCII that are valid UTF-8, and those that are not; a block of only valid ones
    comes as one."""
    if block.isascii():
        return [], []
    if is_utf8(block):
        return [block], []
    lines = [line for line in block.split(b"\n") if not line.isascii()]
    valid = [line for line in lines if is_utf8(line)]
    return valid, [line for line in lines if not is_utf8(line)]


@dataclass(frozen=True)
class Encoding:
    """The encoding of a file's lines."""

    name: str
    other: str | None = None  # of the lines that are not UTF-8, in a file that mixes two

    @property
    def words(self) -> str:
        """For people."""
        return f"{self.name} and {self.other}" if self.other else self.name


def detect(scanned: Scan, name: str) -> Encoding:
    """The encoding, or the two, of the bytes scanned.

    What is valid UTF-8 is UTF-8: other text passes that test only where it is plain ASCII. The
    rest is what it reads like in the languages of each encoding.

    Raises Question where two encodings are as likely and their texts differ; `name` is the file's.
    """
    for bom, encoding in _BOMS:
        if scanned.head.startswith(bom):
            return Encoding(encoding)
    if looks_like_utf16(scanned.head):
        return Encoding(_utf16_order(scanned.head))
    if scanned.other_lines == 0:
        return Encoding("utf-8")
    ranked = readings(scanned.odd)
    best = ranked[0] if ranked else Reading("cp1252", 0.0, ())
    clear = best.plausible and not (len(ranked) > 1 and best.score - ranked[1].score < CLOSE)
    # A few broken lines do not make a file one of another encoding.
    if scanned.other_lines <= 0.05 * scanned.utf8_lines:
        return Encoding("utf-8", best.encoding if clear else None)
    if len(ranked) > 1 and not clear:
        raise _question(name, scanned.odd, ranked[0], ranked[1])
    if scanned.utf8_lines and reads_as_utf8(scanned.even, best.encoding):
        return Encoding("utf-8", best.encoding)
    return Encoding(best.encoding)


def _question(name: str, lines: bytes, first: Reading, second: Reading) -> Question:
    """A choice between two encodings, with the same cells in both."""
    cells = [cell.strip(b' "') for cell in re.split(rb"[,;\t\r\n]", lines) if not cell.isascii()]
    shown: dict[str, str] = {}
    for cell in cells:
        one, other = (cell.decode(each.encoding, "replace")[:40] for each in (first, second))
        if one != other and len(shown) < 3:
            shown[one] = other
    return Question(
        f"{name} fits two encodings. In {first.encoding} its cells read "
        f"{', '.join(map(repr, shown))}; in {second.encoding} "
        f"{', '.join(map(repr, shown.values()))}. "
        "Choose the encoding that reads right.",
        "encoding",
        (first.encoding, second.encoding),
    )


def looks_like_utf16(head: bytes) -> bool:
    """Latin text in UTF-16 has a zero in every other byte, and zeros nowhere else."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    half = max(1, len(head) // 2)
    return max(even, odd) > 0.3 * half and min(even, odd) < 0.05 * half


def _utf16_order(head: bytes) -> str:
    """Latin letters, digits and commas have their zero second in little-endian text."""
    return "utf-16-be" if head[::2].count(0) > head[1::2].count(0) else "utf-16-le"


def codec(encoding: str, scanned: Scan) -> str:
    """`encoding` as Python's name for it; UTF-16 without a mark gets its byte order.

    Raises InputError where there is no such encoding of text.
    """
    try:
        name = codecs.lookup(encoding).name
        "a".encode(encoding)
    except (LookupError, UnicodeError):
        raise InputError(
            f"'{encoding}' is not an encoding of text; choose one of {', '.join(ENCODINGS)}."
        ) from None
    if name == "utf-16" and not scanned.head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return _utf16_order(scanned.head)
    return "utf-8" if name == "utf-8-sig" else name


@dataclass(frozen=True)
class Mixed:
    """Lines beyond ASCII of a file in two encodings."""

    utf8: int = 0
    other: int = 0
    first: int = 0  # the first line of the other encoding

    def sentence(self, encoding: Encoding) -> str:
        """For the owner of the file."""
        return (
            "The file mixes two encodings: of its lines beyond plain ASCII "
            f"{self.utf8:,} were read as UTF-8 and {self.other:,} as {encoding.other} "
            f"(the first is line {self.first:,})."
        )


def transcode(path: Path, name: str, encoding: str, target: Path) -> None:
    """Write `path` to `target` as UTF-8 with plain line feeds, a block at a time.

    A carriage return on its own is a line end where the file has no line feeds, else a
    space. Bytes that are not of the encoding stay as they are, if few lines have such.

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
            lone = lone or (" " if "\n" in whole else "\n")
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
