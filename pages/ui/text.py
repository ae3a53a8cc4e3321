"""Text from the data, made safe for places that render Markdown."""

from __future__ import annotations

import re

_JOINER = "\u2060"  # takes no room; parts a colon from what would read as an emoji or an icon


def plain(text: object) -> str:
    """`text` so that Markdown shows exactly these characters.

    Punctuation is escaped; a colon gets an invisible character behind it, because
    ``:name:`` becomes a picture even when escaped. Line breaks become spaces.
    """
    words = " ".join(str(text).split())
    escaped = re.sub(r"([!-/;-@\[-`{-~])", r"\\\1", words)
    return escaped.replace(":", ":" + _JOINER)


def listed(names: list[str], most: int = 6) -> str:
    """Names joined with commas; beyond `most`, how many more."""
    rest = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + rest


def counted(n: int, thing: str) -> str:
    """“1 item”, “2 items”."""
    return f"{n:,} {thing}" if n == 1 else f"{n:,} {thing}s"
