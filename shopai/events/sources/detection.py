"""The encoding of a text, told by what it reads like in each language."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from shopai.events.sources.languages import likelihood

_WESTERN: Final = ("de", "fr", "es", "pt", "it", "nl", "sv", "da", "nb", "fi", "en")
_CENTRAL: Final = ("pl", "cs", "sk", "hu", "ro", "hr", "sl")

#: Encoding -> log of how common it is beside the others, and the languages written in it. Of
#: encodings under which a file reads the same the earlier is named.
CANDIDATES: Final[dict[str, tuple[float, tuple[str, ...]]]] = {
    "cp1252": (0, (*_WESTERN, "is")),
    "cp1250": (-1.5, _CENTRAL),
    "cp1251": (-1, ("ru", "uk", "bg")),
    "cp1254": (-1, ("tr",)),
    "gb18030": (-1, ("zh",)),
    "big5": (-1, ("zh_Hant",)),
    "cp932": (-1, ("ja",)),
    "cp949": (-1, ("ko",)),
    "euc-jp": (-2, ("ja",)),
    "koi8-r": (-2.5, ("ru",)),
    "mac-roman": (-3, _WESTERN),
    "iso8859-2": (-3, _CENTRAL),
    "iso8859-15": (-3, _WESTERN),
    "cp850": (-4, _WESTERN),
    "cp866": (-4, ("ru",)),
    "cp1253": (-1, ("el",)),
    "cp1257": (-3, ("lt", "lv", "et")),
    "cp1255": (-3, ("he",)),
    "cp1256": (-3, ("ar",)),
}
_RARE_LANGUAGES: Final = {"is": -2.0}

#: Where the best two readings lie no farther apart than this (natural log), one has to ask.
CLOSE: Final = 2.0
_ANOTHER_LANGUAGE: Final = -4.0  # for a word of another language of the same encoding
#: Log probability of a character, on average, below which a text is no language known here.
_NO_LANGUAGE: Final = -14.0
_NO_WORD: Final = -13.0  # the same for a single word

_FIRST, _MOST, _BEST = 40, 200, 4
#: Bytes between words, in every encoding.
BETWEEN: Final = re.compile(rb"[\s,;\"'\t]+")


@dataclass(frozen=True)
class Reading:
    """Words of a file as one encoding has them."""

    encoding: str
    score: float  # natural log of the probability, up to a constant
    words: tuple[str, ...]  # those with characters beyond ASCII

    @property
    def plausible(self) -> bool:
        """True where the words look like some language."""
        odd = sum(not character.isascii() for word in self.words for character in word)
        return self.score > _NO_LANGUAGE * odd


def readings(sample: bytes) -> list[Reading]:
    """The readings of a text in no known encoding, the likeliest first, each different.

    Cost: up to half a second at the first asking, to learn the languages; then some ms.
    """
    odd = [word for word in dict.fromkeys(BETWEEN.split(sample)) if not word.isascii()]
    # In a line of two encodings the words of UTF-8 say nothing of the other.
    words = ([word for word in odd if not is_utf8(word)] or odd)[:_MOST]
    ranked = _ranked(words[:_FIRST], tuple(CANDIDATES))
    if len(words) > _FIRST:
        ranked = _ranked(words, tuple(each.encoding for each in ranked[:_BEST]))
    order = list(CANDIDATES).index
    distinct: dict[tuple[str, ...], Reading] = {}
    for reading in ranked:
        first = distinct.setdefault(reading.words, reading)
        if order(reading.encoding) < order(first.encoding):
            distinct[reading.words] = replace(first, encoding=reading.encoding)
    return list(distinct.values())


def _ranked(words: list[bytes], encodings: tuple[str, ...]) -> list[Reading]:
    result = []
    for encoding in encodings:
        texts = tuple(word.decode(encoding, "replace") for word in words)
        result.append(Reading(encoding, _score(encoding, texts), texts))
    return sorted(result, key=lambda reading: -reading.score)


def _score(encoding: str, texts: tuple[str, ...]) -> float:
    common, languages = CANDIDATES[encoding]
    by_language = [[likelihood(text, language) for text in texts] for language in languages]
    anyhow = [max(scores) + _ANOTHER_LANGUAGE for scores in zip(*by_language, strict=True)]
    totals = [
        sum(map(max, scores, anyhow)) + _RARE_LANGUAGES.get(language, 0.0)
        for language, scores in zip(languages, by_language, strict=True)
    ]
    return float(common + max(totals))


def is_utf8(text: bytes) -> bool:
    """True where the bytes are valid UTF-8."""
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


@lru_cache(maxsize=1 << 16)
def plausible(word: bytes, encoding: str) -> bool:
    """True where a word of bytes beyond ASCII reads like some language of `encoding`."""
    try:
        text = word.decode(encoding)
    except UnicodeDecodeError:
        return False
    if encoding not in CANDIDATES:
        return True
    odd = sum(not character.isascii() for character in text)
    return _score(encoding, (text,)) > _NO_WORD * odd


def reads_as_utf8(lines: bytes, encoding: str) -> bool:
    """True where `lines`, which are valid UTF-8, read better so than in `encoding`."""
    words = [word for word in BETWEEN.split(lines) if not word.isascii()][:_MOST]
    texts = [word.decode("utf-8") for word in words]
    languages = dict.fromkeys(each for _, names in CANDIDATES.values() for each in names)
    utf8 = sum(max(likelihood(text, language) for language in languages) for text in texts)
    return utf8 > _ranked(words, (encoding,))[0].score
