"""Likelihood of a text in a language, by letters, pairs of letters, and symbols where they belong.

Learnt from the names CLDR has in each language (of countries, languages, currencies, months) and
from words shops use. It serves to tell encodings apart: the same bytes are words in one and noise
in the others.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from babel import Locale

from shopai.events.sources.language_words import WORDS

_FLOOR: Final = 2e-6  # probability of a letter the language does not have
_SMOOTHING: Final = 40.0  # pairs that each letter counts as having been seen with, beside its own
_MIXED_SCRIPTS: Final = -12.0
_CAPITAL_INSIDE: Final = -7.0  # "caFé": a capital after a small letter
_SMALL_AFTER_CAPITALS: Final = -5.0
_FITS, _MISPLACED, _INSIDE_A_WORD, _NO_TEXT = -4.0, -10.0, -16.0, -25.0

#: Symbols, and what stands before and behind each where it is meant; "^" is an end.
_SYMBOLS: Final = tuple(
    (symbols, re.compile(f"{before}.{behind}", re.DOTALL))
    for symbols, before, behind in (
        ("€£¥", r"[\W\d]", r"[\W\d]"),
        ("°", r"[\W\dnN]", r"[\WCFcf]"),
        ("®™©", ".", r"\W"),
        ("½¼¾", r"[\W\d]", r"[\W\d]"),
        ("²³", r"[\dmM]", r"\W"),
        ("×·•–—±", r"[\W\d]", r"[\W\d]"),
        ("µ", r"[\W\d]", r"[a-zA-Z]"),
        ("…”»", ".", r"\W"),
        ("“„«", r"\W", "."),
        ("‘’", r"(?:\w(?=.[\W\w])|\W(?=.\w))", "."),
        ("¿¡", r"\W", r"\w"),
        ("ªº", r"[\dnN]", r"\W"),
        ("§", r"\W", r"[\W\d]"),
        ("\u00a0", ".", "."),
    )
)
_EAST_ASIAN_SIGN: Final = re.compile(r"[\u3000-\u303f\uff00-\uff60\u30fb\u30fc★☆●◆■○◎※→№①-⑳]")
_NO_TEXT_AT_ALL: Final = re.compile(r"[\x80-\x9f\u2500-\u259f\ue000-\uf8ff\ufffd]")
_WORD: Final = re.compile(r"[^\W\d_]+")
#: Of characters without number, by language: characters, the encoding whose order tells the common
#: ones, and its first byte from which on they are rare.
_IDEOGRAPHS: Final = {
    "zh": ("gb2312", 0xD8),
    "zh_Hant": ("big5", 0xC9),
    "ja": ("shift_jis", 0x98),
    "ko": ("euc_kr", 0xC9),
}


@dataclass(frozen=True)
class Letters:
    """Frequencies of a language's letters; of those written alone or in pairs."""

    language: str
    single: Counter[str]
    pairs: Counter[str]
    before: Counter[str]  # how often a letter stands before another, or before the end
    total: int

    def probability(self, before: str, letter: str) -> float:
        """Of `letter` behind `before`; "^" is the end of a word on either side."""
        if self.language in _IDEOGRAPHS:
            return self._of_many(letter)
        seen = self.single[letter]
        alone = (seen + 0.02) / (self.total + 1) if seen else _FLOOR
        pairs = self.pairs[before + letter] + _SMOOTHING * alone
        return pairs / (self.before[before] + _SMOOTHING)

    def _of_many(self, letter: str) -> float:
        if seen := self.single[letter]:
            return seen / self.total
        if "\u3040" <= letter < "\u3100":
            return 3e-3 if self.language == "ja" else 1e-7
        encoding, rare = _IDEOGRAPHS[self.language]
        try:
            first = letter.encode(encoding)[0]
        except UnicodeEncodeError:
            return 1e-7 if self.language == "zh" and "\u4e00" <= letter < "\ua000" else 1e-8
        if "\uff61" <= letter < "\uffa0":  # kana of half width, which the bytes of others look like
            return 1e-5
        if self.language == "ko":
            return 1e-4 if "\uac00" <= letter <= "\ud7a3" else 1e-6
        return 8e-5 if first < rare else 3e-6


@lru_cache(maxsize=64)
def letters(language: str) -> Letters:
    """The letters of a language (a CLDR locale). Cost: some 10 ms at the first asking."""
    locale = Locale.parse(language)
    names = (locale.territories, locale.languages, locale.currencies, locale.scripts,
             locale.months["format"]["wide"], locale.days["format"]["wide"])  # fmt: skip
    texts = [str(name) for each in names for name in each.values()]
    text = " ".join([*texts, *[WORDS.get(language, "")] * 3]).lower()
    if language == "ro":  # old encodings have the cedilla only
        text = text.replace("ș", "ş").replace("ț", "ţ")
    pairs: Counter[str] = Counter()
    for word in _WORD.findall(text):
        ended = f"^{word}^"
        pairs.update(map("".join, pairwise(ended)))
    single: Counter[str] = Counter()
    before: Counter[str] = Counter()
    for pair, n in pairs.items():
        before[pair[0]] += n
        single[pair[1]] += n
    return Letters(language, single, pairs, before, sum(single.values()))


def likelihood(text: str, language: str) -> float:
    """Log probability of what stands beyond ASCII in `text`, in natural units; 0 for plain ASCII.

    Each character beyond ASCII counts, and the one behind it, given the one before.
    """
    known, ended = letters(language), f"^{text}^"
    total = 0.0
    for i in range(1, len(ended)):
        before, here = ended[i - 1], ended[i]
        if before.isascii() and here.isascii():
            continue
        if not here.isascii() and not _is_letter(here):
            total += _symbol(ended[i - 1 : i + 2])
        elif not _is_letter(here):
            if _is_letter(before) and language not in _IDEOGRAPHS:
                after_word = math.log(known.probability(_small(before), "^"))
                total += after_word - (3 if here.isdigit() else 0)
        elif here.isascii() and language in _IDEOGRAPHS:
            total -= 5.0
        else:
            total += _shape(ended, i, language)
            start = _small(before) if _is_letter(before) else "^"
            total += math.log(known.probability(start, _small(here)))
    return total


def _is_letter(character: str) -> bool:
    return character.isalpha() and character not in "ªºµ"


def _small(letter: str) -> str:
    lower = letter.lower()
    return lower if len(lower) == 1 else "i"  # İ is lowered to two characters


def _shape(ended: str, i: int, language: str) -> float:
    """Log probability of the case and the script of the letter at `i`."""
    before, here = ended[i - 1], ended[i]
    if not _is_letter(before):
        return 0.0
    if language in _IDEOGRAPHS:
        return -2.5 if before.isascii() else 0.0
    if _script(before) != _script(here):
        return _MIXED_SCRIPTS
    if before.islower() and here.isupper():
        return _CAPITAL_INSIDE
    if before.isupper() and here.islower() and i > 2 and ended[i - 2].isupper():
        return _SMALL_AFTER_CAPITALS
    return 0.0


def _script(letter: str) -> int:
    """Latin, Greek, Cyrillic, and others as numbers."""
    return sum(ord(letter) >= start for start in (0x250, 0x400, 0x530, 0x600, 0x700, 0x1E00))


def _symbol(surrounded: str) -> float:
    """Log probability of the symbol between its neighbours, the three as one text."""
    symbol = surrounded[1]
    if _NO_TEXT_AT_ALL.match(symbol):
        return _NO_TEXT
    if _EAST_ASIAN_SIGN.match(symbol):
        return _FITS
    for symbols, place in _SYMBOLS:
        if symbol in symbols:
            return _FITS if place.match(surrounded) else _MISPLACED
    return _INSIDE_A_WORD if any(map(str.isalpha, surrounded)) else _MISPLACED
