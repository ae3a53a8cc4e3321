"""What a query says whatever way it is typed: its words, and one form for all its dresses."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import pairwise
from typing import Any, Final

#: Scripts that put no spaces between words: Chinese, Japanese, those of Southeast Asia.
SPACELESS: Final = (
    "\u3005-\u3007\u3040-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff"
)
_RUN: Final = re.compile(f"[{SPACELESS}]+|[^{SPACELESS}]+")
_SPACELESS: Final = re.compile(f"[{SPACELESS}]")
#: Accents; and what tells a coloured picture from a plain sign.
_MARKS: Final = re.compile("[\u0300-\u036f\ufe00-\ufe0f]")
#: What nobody sees, and what turns the direction of a line.
_UNSEEN: Final = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]+"
)
_APOSTROPHE: Final = re.compile(r"(?<=\w)['’](?=\w)")
#: Stays: a point, comma or slash within a number, + and # behind a word ("c++", "c#").
_PUNCTUATION: Final = re.compile(
    r"(?<!\d)[.,/]|[.,/](?!\d)|(?<!\w)[+#]+|[\"$%&'()*:;<=>?@\[\\\]^_`{|}~!-]"
)
#: Kinds of characters that part words: punctuation, spaces, controls, signs of money and sums.
_PARTING: Final = frozenset({"P", "Z", "C"})
_SIGNS: Final = frozenset({"Sc", "Sm"})
#: A word of its own.
_PICTURE: Final = "So"

#: Words of one that end in s.
_ITSELF: Final = frozenset({"atlas", "canvas", "christmas", "lens", "news"})
#: Plurals, or what they end in, that change more than an s, or keep it behind u or i.
_CHANGED: Final = (
    ("scarves", "scarf"), ("shelves", "shelf"), ("knives", "knife"), ("leaves", "leaf"),
    ("loaves", "loaf"), ("wolves", "wolf"), ("halves", "half"), ("inis", "ini"),
    ("menus", "menu"), ("tutus", "tutu"), ("kiwis", "kiwi"), ("skis", "ski"),
)  # fmt: skip
#: What a word may end in once the s is off, from how many letters on, and its common form:
#: whether the e is the plural's (watch-es) or the word's own (headache-s) nobody can see.
_ENDS: Final = (
    (4, "ie", "y"), (4, "se", "s"), (4, "che", "ch"), (4, "she", "sh"), (3, "xe", "x"),
    (5, "zze", "z"), (4, "zz", "z"), (5, "tze", "tz"), (5, "oe", "o"),
)  # fmt: skip

#: Characters of the pieces that stand for words where nothing parts a run into words.
GRAM: Final = 2


def displayed(query: str) -> str:
    """`query` with one space wherever there is any, and nothing that cannot be seen."""
    return " ".join(_UNSEEN.sub(" ", query).split())


def words(query: str) -> list[str]:
    """The words of a query: without case, accents, differences of width, punctuation, plural s.

    A run of Chinese or Japanese is one word here; an emoji is a word. Costs O(length).
    """
    return [singular(word) for word in _typed(query)]


def _typed(query: str) -> list[str]:
    """The same with the plural s."""
    text = _APOSTROPHE.sub("", query.lower() if query.isascii() else _folded(query))
    return _PUNCTUATION.sub(" ", text).split()


def form(query: str) -> str:
    """One form for all ways to type the same query: its words without the spaces.

    "T-Shirts", "t shirt" and "ｔｓｈｉｒｔ" are one, as are "手机 壳" and "手机壳". Numbers stay
    apart: "size 1 2" is not "size 12". What is nothing but punctuation is its own form.
    """
    parts = words(query)
    if len(parts) > 1:
        apart = [
            " " if one[-1].isdigit() and two[0].isdigit() else "" for one, two in pairwise(parts)
        ]
        return parts[0] + "".join(gap + word for gap, word in zip(apart, parts[1:], strict=True))
    return parts[0] if parts else displayed(query)


def pieces(query: str) -> list[tuple[str, str]]:
    """The terms of a query, each with how it was typed: ("dress", "dresses").

    Terms are its words, and of a run of Chinese its words by the optional package rjieba, else
    every `GRAM` characters; which of the two, :func:`parts_words` tells.
    """
    found: list[tuple[str, str]] = []
    for word in _typed(query):
        if word.isascii():
            found.append((singular(word), word))
            continue
        for run in _RUN.findall(word):
            parted = _parted(run) if _SPACELESS.match(run) else [run]
            found += [(singular(part), part) for part in parted]
    return found


def parts_words() -> bool:
    """Whether Chinese is parted into words, by the optional package rjieba."""
    return _jieba() is not None


@cache
def _jieba() -> Any:
    try:
        import rjieba
    except ImportError:
        return None
    return rjieba


def _parted(run: str) -> list[str]:
    jieba = _jieba()
    if jieba is not None:
        return [str(word) for word in jieba.cut(run)]
    return [run[i : i + GRAM] for i in range(max(1, len(run) - GRAM + 1))]


def _folded(query: str) -> str:
    """Case, width and accents taken off, other punctuation made space, pictures set apart."""
    text = unicodedata.normalize("NFKC", query).casefold()
    text = unicodedata.normalize("NFC", _MARKS.sub("", unicodedata.normalize("NFD", text)))
    return "".join(c if c.isascii() else _spaced(c) for c in text)


def _spaced(character: str) -> str:
    kind = unicodedata.category(character)
    if character != "’" and (kind[0] in _PARTING or kind in _SIGNS):
        return " "
    return f" {character} " if kind == _PICTURE else character


def singular(word: str) -> str:
    """One form of an English word and its plural.

    An s at the end of four letters or more goes, but of ss, us and is; then what many plurals
    put before it is made one, whether or not there was an s: "dresses" and "dress" are "dress",
    "batteries" "battery", "hoodie" and "hoodies" "hoody", "size" and "sizes" "size", "case" and
    "cases" "cas". A form to compare by, not to be read. O(1).
    """
    if not (word.isascii() and word.isalpha()):
        return word
    for plural, other in _CHANGED:
        if word.endswith(plural):
            return word[: -len(plural)] + other
    one = word
    if len(word) >= 4 and word[-1] == "s" and word not in _ITSELF:
        one = word if word.endswith(("ss", "us", "is")) else word[:-1]
    for least, end, short in _ENDS:
        if len(one) >= least and one.endswith(end):
            return one[: -len(end)] + short
    return one
