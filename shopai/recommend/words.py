"""What an item's texts say, as terms: words, character n-grams, whole names."""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Final

#: Chinese characters, kana and the scripts of Southeast Asia, which put no spaces between words.
_SPACELESS: Final = (
    "\u3005-\u3007\u3040-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff\u0e00-\u0e7f\u0e80-\u0eff\u1000-\u109f\u1780-\u17ff"
)
#: Vowel signs that belong to the letter before them, of the scripts of India.
_SIGNS: Final = "\u0900-\u0963\u0970-\u0dff"
#: A run without spaces, or a word of letters and digits.
_TERM: Final = re.compile(f"([{_SPACELESS}]+)|((?:[^\\W_{_SPACELESS}]|[{_SIGNS}])+)")
#: Accents, and the vowel points of Hebrew and Arabic.
_MARKS: Final = re.compile("[\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u0670]")
_APOSTROPHE: Final = re.compile(r"(?<=\w)['’](?=\w)")
_TAG: Final = re.compile(r"<[A-Za-z/!][^<>]*>")

#: Characters of the terms made of a run without spaces.
GRAMS: Final = (2, 3)


def words(text: str) -> list[str]:
    """The terms of a title or a description, in order, repeated ones repeated.

    Words of letters and digits, folded; of a run of Chinese, Japanese or Thai, which has no
    spaces, every 2 and 3 characters in a row (a single one is a term itself). Markup is left
    out. Costs O(length).
    """
    found: list[str] = []
    for run, word in _TERM.findall(folded(_bare(text))):
        if word or len(run) == 1:
            found.append(word or run)
        else:
            found += [run[k : k + n] for n in GRAMS for k in range(len(run) - n + 1)]
    return found


def folded(text: str) -> str:
    """Without case, accents, apostrophes within words and differences of width.

    "Café" and "CAFE" are one, as are "ﾏｸﾞ" and "マグ"; the marks that make another letter in
    Japanese stay.
    """
    if not text.isascii():
        apart = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text).casefold())
        text = unicodedata.normalize("NFC", _MARKS.sub("", apart))
    return _APOSTROPHE.sub("", text.casefold())


def spaced(text: str) -> str:
    """With one space wherever there is any."""
    return " ".join(text.split())


def _bare(text: str) -> str:
    """Without the tags and entities of HTML, which descriptions of shops are full of."""
    return html.unescape(_TAG.sub(" ", text)) if "<" in text or "&" in text else text
