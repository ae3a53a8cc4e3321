"""Names of months in the languages of the Unicode locale data, put into English for dates."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from typing import Final

from babel.dates import get_month_names

from shopai.engines.duckdb import Connection, literal, quoted
from shopai.events.sources.raw import Raw

#: Languages whose months are known. Those that share a name mean the same month by it.
LANGUAGES: Final = (
    "en", "de", "fr", "es", "pt", "it", "nl", "pl", "ru", "tr", "id", "cs", "sk", "hu", "ro", "sv",
    "da", "nb", "fi", "uk", "bg", "el", "ca", "lt", "lv", "et", "sl", "vi", "ms", "sr_Latn",
)  # fmt: skip
_ENGLISH: Final = (
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
)  # fmt: skip
_LETTERS: Final = re.compile(r"[^\W\d_]{3,}")
_SAMPLE: Final = 5_000


@cache
def months() -> dict[str, str]:
    """A month's name or abbreviation in lower case, without a point -> its English abbreviation."""
    names: dict[str, str] = {}
    for language in LANGUAGES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context, language).items():
                    plain = name.casefold().strip(".")
                    if _LETTERS.fullmatch(plain):
                        names.setdefault(plain, _ENGLISH[number - 1])
    return names


def names_a_month(cell: str) -> bool:
    """A month by name stands in the cell, beside the numbers of a day and a year."""
    numbers = re.findall(r"\d+", cell)
    return len(numbers) > 1 and any(word.casefold() in months() for word in _LETTERS.findall(cell))


def in_english(connection: Connection, raw: Raw, column: str | None) -> Raw:
    """`raw` with the months of `column` in English, where they are in another language.

    "14 de marzo de 2024" becomes "14 Mar 2024", "1er avril 2024" becomes "1 Apr 2024".

    Cost: a look at the first cells; where there is something to put into English, a replacement
    in each cell for each month.
    """
    if column is None or raw.types.get(column) != "VARCHAR":
        return raw
    cell = quoted(column)
    words = connection.sql(
        f"SELECT DISTINCT unnest(regexp_extract_all({cell}, '[\\p{{L}}]{{3,}}')) AS __word FROM "
        f"(SELECT DISTINCT {cell} FROM {raw.relation} LIMIT {_SAMPLE})"
    ).fetchall()
    foreign = {
        word: english
        for (word,) in words
        if (english := months().get(word.casefold())) and english.casefold() != word.casefold()
    }
    english_names = {name.casefold() for name in get_month_names("wide", "format", "en").values()}
    if all(word.casefold() in english_names for word in foreign):
        return raw
    value = rf"regexp_replace({cell}, '^(\d+)(er\b|º|ª|°|\.\s)', '\1 ')"
    value = rf"regexp_replace({value}, '(?i)\b(de|del|a las)\s', ' ', 'g')"
    value = rf"regexp_replace({value}, '(?i)(\d)\s*г(ода)?\.?(,?\s|$)', '\1 ')"
    for name, number in foreign.items():
        value = rf"regexp_replace({value}, {literal(name)} || '\.?', '{number}')"
    value = rf"regexp_replace({value}, '\s*(hs?\.?|uhr)$', '')"
    value = rf"trim(regexp_replace({value}, '\s+', ' ', 'g'))"
    relation = f"(SELECT * REPLACE ({value} AS {cell}) FROM {raw.relation})"
    return replace(raw, relation=relation)
