"""Encodings of text files: detected, and turned into UTF-8."""

from __future__ import annotations

import codecs
import hashlib
import re
from dataclasses import dataclass
from pathlib import Path

from charset_normalizer import from_bytes

from shopai.errors import InputError

#: Offered on screen, the likeliest first.
ENCODINGS = ("utf-8", "utf-16", "gb18030", "big5", "cp932", "cp1252")

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
    sample: bytes  # whole lines of the head, then lines that are not valid UTF-8
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
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            newlines += chunk.count(b"\n")
            quotes = quotes or b'"' in chunk
            head = head or chunk[:_SAMPLE]
            # The last line is cut: it waits for its other half, unless it has no end at all.
            block = cut + chunk
            end = len(block) if len(cut) > _CHUNK else block.rfind(b"\n") + 1
            block, cut = block[:end], block[end:]
            if returns or b"\r" in chunk:
                returns += block.count(b"\r")
                pairs += block.count(b"\r\n")
            valid, invalid = _lines_by_validity(block)
            utf8_lines, other_lines = utf8_lines + valid, other_lines + len(invalid)
            if sum(map(len, odd)) < _SAMPLE:
                odd += invalid[:1000]
    valid, invalid = _lines_by_validity(cut)
    returns, pairs = returns + cut.count(b"\r"), pairs + cut.count(b"\r\n")
    whole = head if newlines == 0 else head[: head.rfind(b"\n") + 1] or head
    return Scan(
        sha256=digest.hexdigest(),
        newlines=newlines,
        quotes=quotes,
        mixed=returns > 0 and not returns == pairs == newlines,
        utf8_lines=utf8_lines + valid,
        other_lines=other_lines + len(invalid),
        sample=whole + b"\n".join(odd + invalid),
        head=head,
    )


def _lines_by_validity(block: bytes) -> tuple[int, list[bytes]]:
    """Number of lines beyond ASCII that are valid UTF-8, and the lines that are not."""
    if block.isascii():
        return 0, []
    if _is_utf8(block):
        return 1, []
    lines = [line for line in block.split(b"\n") if not line.isascii()]
    invalid = [line for line in lines if not _is_utf8(line)]
    return len(lines) - len(invalid), invalid


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def detect(scanned: Scan) -> str:
    """The most likely of `ENCODINGS` for the bytes scanned.

    What is valid UTF-8 is UTF-8: other text passes that test only where it is plain ASCII.
    """
    for bom, encoding in _BOMS:
        if scanned.head.startswith(bom):
            return encoding
    if looks_like_utf16(scanned.head):
        return _utf16_order(scanned.head)
    # A few broken lines do not turn a UTF-8 file into another encoding: they are set aside.
    if scanned.other_lines <= 0.05 * scanned.utf8_lines:
        return "utf-8"
    best = from_bytes(scanned.sample, cp_isolation=["gb18030", "big5", "cp932", "cp1252"]).best()
    return best.encoding if best is not None else "cp1252"


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


def transcode(path: Path, name: str, encoding: str, target: Path) -> None:
    """Write `path` to `target` as UTF-8 with plain line feeds, a block at a time.

    A carriage return on its own is a line end where the file has no line feeds, else a
    space. Bytes that are not UTF-8 in a file that claims to be stay as they are.

    Raises InputError where the bytes are not of that encoding; it names file and line.
    """
    errors = "surrogateescape" if encoding == "utf-8" else "strict"
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    lines, pending, lone = 0, "", ""
    with path.open("rb") as source, target.open("wb") as out:
        while True:
            chunk = source.read(_CHUNK)
            try:
                text = pending + decoder.decode(chunk, final=not chunk)
            except UnicodeError as error:
                line = lines + 1 + _lines_before(error, encoding)
                raise InputError(
                    f"{name} is not {encoding}: line {line} has bytes that encoding does not "
                    f"know. Choose another encoding ({', '.join(ENCODINGS)})."
                ) from None
            lone = lone or (" " if "\n" in text else "\n")
            # A carriage return at the end may be half of a line end: it waits.
            whole = text.rstrip("\r") if chunk else text
            pending = text[len(whole) :]
            whole = re.sub("\r+\n", "\n", whole).replace("\r", lone)
            lines += whole.count("\n")
            if out.tell() == 0:
                whole = whole.removeprefix("\ufeff")
            out.write(whole.encode("utf-8", errors))
            if not chunk:
                return


def _lines_before(error: UnicodeError, encoding: str) -> int:
    """Line ends between the start of the block and the bytes at fault."""
    if not isinstance(error, UnicodeDecodeError):
        return 0
    return error.object[: error.start].decode(encoding, errors="ignore").count("\n")
