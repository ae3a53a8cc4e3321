"""Text as people type it: folded to one spelling and cut into words, with or without spaces."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import cache
from itertools import pairwise
from typing import Any, Final

#: Scripts that put no spaces between words: Chinese, Japanese, those of Southeast Asia.
_SPACELESS: Final = (
    "\u3005-\u3007\u3040-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff"
)
SPACELESS: Final = re.compile(f"[{_SPACELESS}]")
#: A run of these scripts, or one of anything else.
_RUN: Final = re.compile(f"([{_SPACELESS}]+)|[^{_SPACELESS}]+")
#: Vowel signs that belong to the letter before them, of the scripts of India.
_VOWELS: Final = "\u0900-\u0963\u0970-\u0dff"
#: A run without spaces, or a word of letters and digits.
_TERM: Final = re.compile(f"([{_SPACELESS}]+)|(?:[^\\W_{_SPACELESS}]|[{_VOWELS}])+")

#: Accents, vowel points of Hebrew and Arabic, and what makes a plain sign a coloured picture.
_MARKS: Final = re.compile("[\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u0670\ufe00-\ufe0f]")
#: Invisible characters, and those that turn the direction of a line.
_UNSEEN: Final = re.compile(
    "[\u0000-\u001f\u007f-\u009f\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]+"
)
_APOSTROPHE: Final = re.compile(r"(?<=\w)['’](?=\w)")
_TAG: Final = re.compile(r"<[A-Za-z/!][^<>]*>")
#: Stays: a point, comma or slash within a number, + and # behind a word ("c++", "c#").
_PUNCTUATION: Final = re.compile(
    r"(?<!\d)[.,/]|[.,/](?!\d)|(?<!\w)[+#]+|[\"$%&'()*:;<=>?@\[\\\]^_`{|}~!-]"
)

#: Words that end in s in the singular.
_SINGULAR: Final = frozenset({"atlas", "canvas", "christmas", "lens", "news"})
#: Plurals, or their endings, that change more than an s, or keep it behind u or i.
_IRREGULAR: Final = (
    ("scarves", "scarf"), ("shelves", "shelf"), ("knives", "knife"), ("leaves", "leaf"),
    ("loaves", "loaf"), ("wolves", "wolf"), ("halves", "half"), ("inis", "ini"),
    ("menus", "menu"), ("tutus", "tutu"), ("kiwis", "kiwi"), ("skis", "ski"),
)  # fmt: skip
#: Endings once the s is off, from how many letters on, and their common form: whether the e is
#: the plural's (watch-es) or the word's own (headache-s) cannot be told.
_ENDINGS: Final = (
    (4, "ie", "y"), (4, "se", "s"), (4, "che", "ch"), (4, "she", "sh"), (3, "xe", "x"),
    (5, "zze", "z"), (4, "zz", "z"), (5, "tze", "tz"), (5, "oe", "o"),
)  # fmt: skip


def folded(text: str) -> str:
    """`text` without case, accents, apostrophes within words and differences of width.

    "Café" and "CAFE" are one, as are "ﾏｸﾞ" and "マグ"; the marks that make another letter in
    Japanese stay.
    """
    if not text.isascii():
        decomposed = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
        text = unicodedata.normalize("NFC", _MARKS.sub("", decomposed))
    return _APOSTROPHE.sub("", text.casefold())


def displayed(text: str) -> str:
    """`text` with one space wherever there is any, and without invisible characters."""
    return " ".join(_UNSEEN.sub(" ", text).split())


def item_terms(text: str) -> list[str]:
    """The terms of a title or a description, in order, repeated ones repeated.

    Words of letters and digits, folded; of a run of Chinese, Japanese or Thai, which has no
    spaces, every 2 and 3 characters in a row (a single one is a term itself). HTML tags and
    entities, common in shops' descriptions, are left out. Costs O(length).
    """
    if "<" in text or "&" in text:
        text = html.unescape(_TAG.sub(" ", text))
    terms: list[str] = []
    for match in _TERM.finditer(folded(text)):
        terms += _grams(match[1], (2, 3)) if match[1] else [match[0]]
    return terms


def words(query: str) -> list[str]:
    """The words of a query: without case, accents, differences of width, punctuation, plural s.

    A run of Chinese or Japanese is one word here; an emoji is a word. Costs O(length).
    """
    return [singular(word) for word in _typed(query)]


def form(query: str) -> str:
    """One form for all ways to type the same query: its words without the spaces.

    "T-Shirts", "t shirt" and "ｔｓｈｉｒｔ" are one, as are "手机 壳" and "手机壳". Numbers stay
    apart: "size 1 2" is not "size 12". What is nothing but punctuation is its own form.
    """
    parts = words(query)
    if not parts:
        return displayed(query)
    gaps = [" " if a[-1].isdigit() and b[0].isdigit() else "" for a, b in pairwise(parts)]
    return parts[0] + "".join(gap + word for gap, word in zip(gaps, parts[1:], strict=True))


def pieces(query: str) -> list[tuple[str, str]]:
    """The terms of a query, each with how it was typed: ("dress", "dresses").

    Terms are its words, and of a run of Chinese its words by the optional package rjieba, else
    every 2 characters; :func:`parts_words` tells which of the two.
    """
    typed: list[str] = []
    for word in _typed(query):
        for run in _RUN.finditer(word):
            typed += _parted(run[0]) if run[1] else [run[0]]
    return [(singular(part), part) for part in typed]


def parts_words() -> bool:
    """True where Chinese is parted into words, by the optional package rjieba."""
    return _jieba() is not None


def singular(word: str) -> str:
    """One form of an English word and its plural.

    An s at the end of four letters or more goes, but of ss, us and is; then what many plurals
    put before it is made one, whether or not there was an s: "dresses" and "dress" are "dress",
    "batteries" "battery", "hoodie" and "hoodies" "hoody", "size" and "sizes" "size", "case" and
    "cases" "cas". A form to compare by, not to be read. O(1).
    """
    if not (word.isascii() and word.isalpha()):
        return word
    for plural, other in _IRREGULAR:
        if word.endswith(plural):
            return word[: -len(plural)] + other
    one = word
    if len(word) >= 4 and word[-1] == "s" and word not in _SINGULAR:
        one = word if word.endswith(("ss", "us", "is")) else word[:-1]
    for least, end, short in _ENDINGS:
        if len(one) >= least and one.endswith(end):
            return one[: -len(end)] + short
    return one


def _typed(query: str) -> list[str]:
    """The words of a query, folded, plurals kept."""
    text = folded(query)
    if not text.isascii():
        text = "".join(c if c.isascii() else _apart(c) for c in text)
    return _PUNCTUATION.sub(" ", text).split()


def _apart(character: str) -> str:
    """A space for punctuation, spaces, controls, signs of money and sums; pictures set apart."""
    kind = unicodedata.category(character)
    if kind[0] in "PZC" or kind in ("Sc", "Sm"):
        return " "
    return f" {character} " if kind == "So" else character


def _parted(run: str) -> list[str]:
    jieba = _jieba()
    return _grams(run, (2,)) if jieba is None else [str(word) for word in jieba.cut(run)]


def _grams(run: str, sizes: tuple[int, ...]) -> list[str]:
    """Every so many characters of `run` in a row; all of it where it is shorter."""
    return [run[i : i + n] for n in sizes for i in range(len(run) - n + 1)] or [run]


@cache
def _jieba() -> Any:
    try:
        import rjieba
    except ImportError:
        return None
    return rjieba
