"""Which encoding a text file is in, and the same text as UTF-8.

A file that is valid UTF-8 from end to end is UTF-8: text of another encoding passes
that test by accident only where it is plain ASCII. Everything else is decided by
charset-normalizer among the encodings shops really export.
"""

from __future__ import annotations

import codecs
import hashlib
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
    utf8_lines: int  # sampled lines beyond ASCII that are valid UTF-8 ...
    other_lines: int  # ... and those that are not
    sample: bytes  # the head, then sampled lines that are not valid UTF-8
    head: bytes  # the first bytes


def scan(path: Path) -> Scan:
    """Read a file once: fingerprint, line count and evidence for its encoding.

    Cost: one sequential read; memory: a few MB however large the file.
    """
    digest = hashlib.sha256()
    newlines = utf8_lines = other_lines = 0
    head = b""
    odd: list[bytes] = []
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            newlines += chunk.count(b"\n")
            head = head or chunk[:_SAMPLE]
            if chunk.isascii():
                continue
            try:
                decoder.decode(chunk)
            except UnicodeDecodeError:
                decoder.reset()
            else:
                utf8_lines += 1
                continue
            # The first and last lines of a chunk are cut, so they prove nothing.
            for line in chunk.split(b"\n")[1:-1] if newlines > 1 else chunk.split(b"\n"):
                if line.isascii():
                    continue
                if _is_utf8(line):
                    utf8_lines += 1
                else:
                    other_lines += 1
                    if sum(map(len, odd)) < _SAMPLE:
                        odd.append(line)
    return Scan(digest.hexdigest(), newlines, utf8_lines, other_lines, head + b"\n".join(odd), head)


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def detect(found: Scan) -> str:
    """The most likely of `ENCODINGS` for the bytes scanned."""
    for bom, encoding in _BOMS:
        if found.head.startswith(bom):
            return encoding
    if _looks_like_utf16(found.head):
        return "utf-16-le" if found.head[1::2].count(0) > found.head[::2].count(0) else "utf-16-be"
    # A few broken lines do not turn a UTF-8 file into another encoding: they are set aside.
    if found.other_lines <= 0.05 * found.utf8_lines:
        return "utf-8"
    best = from_bytes(found.sample, cp_isolation=["gb18030", "big5", "cp932", "cp1252"]).best()
    return best.encoding if best is not None else "cp1252"


def _looks_like_utf16(head: bytes) -> bool:
    """Latin text in UTF-16 has a zero in every other byte, and zeros nowhere else."""
    even, odd = head[::2].count(0), head[1::2].count(0)
    half = max(1, len(head) // 2)
    return max(even, odd) > 0.3 * half and min(even, odd) < 0.05 * half


def transcode(path: Path, encoding: str, target: Path) -> None:
    """Write `path` to `target` as UTF-8 with plain line feeds, a block at a time.

    Raises
    ------
    InputError : the bytes are not of that encoding; the message names the line
    """
    lines = 0
    try:
        decoder = codecs.getincrementaldecoder(encoding)()
    except LookupError:
        raise InputError(
            f"'{encoding}' is not an encoding; choose one of {', '.join(ENCODINGS)}."
        ) from None
    with path.open("rb") as source, target.open("w", encoding="utf-8", newline="") as out:
        pending = ""
        while True:
            chunk = source.read(_CHUNK)
            try:
                text = pending + decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                bad = lines + 1 + error.object[: error.start].count(b"\n")
                raise InputError(
                    f"The file is not {encoding}: line {bad} has bytes that encoding does not "
                    f"know. Choose another encoding ({', '.join(ENCODINGS)})."
                ) from None
            # A carriage return at the end may be half of a line end: keep it for the next block.
            pending = "\r" if text.endswith("\r") and chunk else ""
            text = text[: len(text) - len(pending)]
            lines += text.count("\n")
            out.write(text.removeprefix("\ufeff") if out.tell() == 0 else text)
            if not chunk:
                return
