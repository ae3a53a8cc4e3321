"""Encodings of text files, and the evidence for them."""

from __future__ import annotations

import codecs
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from shopai.errors import InputError, Question
from shopai.events.sources.detection import (
    CANDIDATES,
    CLOSE,
    Reading,
    is_utf8,
    readings,
    reads_as_utf8,
)

#: Offered on screen, the likeliest first.
ENCODINGS = ("utf-8", "utf-16", *CANDIDATES)

_CHUNK = 1 << 20
_SAMPLE = 1 << 16
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
