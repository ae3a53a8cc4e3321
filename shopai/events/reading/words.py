"""Headers in words: a column's name taken apart into concepts, in whatever language."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from shopai.events.reading.further_scripts import UNSAID
from shopai.events.reading.further_words import FURTHER
from shopai.events.reading.vocabulary import WORDS
from shopai.events.reading.vocabulary import Concept as C
from shopai.events.sources.amounts import CURRENCIES

#: Letters that no decomposition takes apart.
_FOLDED: Final = str.maketrans(
    {"đ": "d", "ł": "l", "ß": "ss", "ı": "i", "ø": "o", "æ": "ae", "œ": "oe", "ى": "ي", "ـ": ""}
)
#: Characters of commerce in their traditional form, and the simplified one.
_TRADITIONAL: Final = str.maketrans(
    "帐訂單號碼價貨數總額顧員發運費優惠購買賣實收應結帳處時間類編標題電話聯繫國縣鄉鎮門報業務訊會場購減滿"
    "贈點積換轉開關閉認證備註說規顏尺碼產銷進庫計稱戶郵遞寄達寶貝寫東車輛級別憑歷據聲稅讓與從個",
    "账订单号码价货数总额顾员发运费优惠购买卖实收应结账处时间类编标题电话联系国县乡镇门报业务讯会场购减满"
    "赠点积换转开关闭认证备注说规颜尺码产销进库计称户邮递寄达宝贝写东车辆级别凭历据声税让与从个",
)
_VOICED: Final = "\u3099\u309a"  # signs of kana: they tell letters apart, as accents do not
#: Signs within words: accents, points of Hebrew and Arabic, vowels and tones of Thai.
_SIGNS_WITHIN: Final = (
    "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
)
_WORD: Final = re.compile(rf"(?:[^\W\d_]|[{_SIGNS_WITHIN}])+|\d+|#|№|%")
#: Marks of an abbreviation within a Hebrew word, and marks of direction, which nobody sees.
_UNSEEN: Final = re.compile(
    r"(?<=[\u05d0-\u05ea])[\"'״׳”](?=[\u05d0-\u05ea])|[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]"
)
_ARTICLES: Final = ("ال", "ה")  # of Arabic and Hebrew, written together with their word
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
#: Two words of one letter each: "P.U.".
_DOTTED: Final = re.compile(r"(?<![\w.])([^\W\d_])\.\s?([^\W\d_])\.?+(?!\w|\s?[^\W\d_]\.)")
_PLURAL: Final = 2  # letters of an ending such as that of a plural
_ENDING: Final = 6  # letters that may follow the beginning of a word
_WORD_AT_MOST: Final = 60  # letters of a word
_SHORT: Final = ("id", "no", "nr")  # words of two letters that end compounds
_OTHER: Final = (*_SHORT, "able")  # endings of another meaning: "refundable" is no refund
_LINKS: Final = ("", "s", "n", "e", "en", "es", "er")  # between the parts of a compound
_SIGNS: Final = {"#": "id", "№": "id", "%": "rate"}


@dataclass(frozen=True)
class Header:
    """A column's name in concepts."""

    concepts: frozenset[str]
    unknown: int  # words that no concept has


@lru_cache(maxsize=1 << 16)
def folded(text: str) -> str:
    """`text` in lower case without accents: "Número" is "numero"; ideographs stay."""
    lower = unicodedata.normalize("NFKC", text).casefold().translate(_FOLDED)
    lower = lower.translate(_TRADITIONAL)
    apart = unicodedata.normalize("NFD", lower)
    kept = (c for c in apart if unicodedata.category(c) != "Mn" or c in _VOICED or _is_thai(c))
    # Korean syllables and Japanese voiced kana are put together again.
    return unicodedata.normalize("NFC", "".join(kept))


Concepts = tuple[str, ...]


def _is_thai(letter: str) -> bool:
    return "\u0e00" <= letter <= "\u0e7f"


Words = dict[str, Concepts]


def _tables() -> tuple[Words, list[tuple[str, Concepts]], Words, Words]:
    """Words, beginnings of words, words side by side, and what whole headers say."""
    words: Words = {}
    stems: Words = {}
    phrases: Words = {}
    alone: Words = {}
    for concept, listed in WORDS.items():
        for word in listed.split():
            plain = folded(word.strip("=*"))
            tables = (alone,) if word[0] == "=" else (words, stems)[: 1 + word.endswith("*")]
            for table in tables:
                _add(table, plain, concept)
    for language in FURTHER.values():
        for concept, listed in language.items():
            for word in listed.split():
                plain = folded(word.strip("=*"))
                table = alone if word[0] == "=" else phrases if "_" in word else words
                _add(table, plain, concept)
                if word.endswith("*"):
                    _add(stems, plain, concept)
    return words, sorted(stems.items(), key=lambda stem: -len(stem[0])), phrases, alone


def _add(table: Words, word: str, concept: str) -> None:
    table[word] = tuple(dict.fromkeys((*table.get(word, ()), concept)))


_EXACT, _STEMS, _PHRASES, _ALONE = _tables()
_MOST_WORDS: Final = 1 + max(phrase.count("_") for phrase in _PHRASES)
#: Ideographs and kana that say nothing of a column: "used", "of"; and words of Thai.
_EXACT |= dict.fromkeys(["利用", "使用", "的", "の", "元", "円", *map(folded, UNSAID.split())], ())
_LONGEST: Final = max(map(len, _EXACT))


def _runs_on(word: str) -> bool:
    """Of a script that writes no spaces between words."""
    return any("\u2e80" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7af" or _is_thai(c) for c in word)


def _known(word: str) -> Concepts:
    """Concepts of a word: as it stands, but for an ending, as a compound, or by its beginning."""
    if len(word) > _WORD_AT_MOST:  # no word, and its parts would be many
        return ()
    if known := _EXACT.get(word) or _stem(word, _PLURAL) or _compound(word) or _stem(word):
        return known
    bare = next((word.removeprefix(a) for a in _ARTICLES if word.startswith(a)), "")
    return _EXACT.get(bare, ())


def _stem(word: str, ending: int = _ENDING) -> Concepts:
    """Concepts of the longest beginning that `word` has, but for `ending` letters at most."""
    return next(
        (
            concepts
            for stem, concepts in _STEMS
            if word.startswith(stem)
            and len(word) - len(stem) <= ending
            and len(stem) > 2
            and word[len(stem) :] not in _OTHER
        ),
        (),
    )


@lru_cache(maxsize=4096)
def _compound(word: str) -> Concepts:
    """Concepts of a word made of known ones, as "bestellnummer" is; none where it is not."""
    for cut in range(len(word) - 2, 2, -1):
        head, tail = word[:cut], word[cut:]
        if len(tail) < 3 and tail not in _SHORT:
            continue
        first = _EXACT.get(head) or _beginning(head)
        rest = first and (_EXACT.get(tail) or _compound(tail) or _stem(tail))
        if first and rest:
            return (*first, *rest)
    return ()


def _beginning(part: str) -> Concepts:
    """Concepts of the first part of a compound: a beginning, or a word with a linking letter."""
    for stem, concepts in _STEMS:
        if len(stem) > 3 and part.startswith(stem) and part[len(stem) :] in _LINKS:
            return concepts
    for link in _LINKS[1:]:
        bare = part.removesuffix(link)
        if bare != part and len(bare) > 3 and bare in _EXACT:
            return _EXACT[bare]
    return ()


def _running(text: str) -> tuple[list[str], int]:
    """Concepts of the longest known words in a text without spaces, and the words left over.

    A word has two ideographs; in Thai it is what stands between known ones.
    """
    concepts: list[str] = []
    unknown = place = runs = 0
    between = False
    while place < len(text):
        for length in range(min(_LONGEST, len(text) - place), 0, -1):
            known = _EXACT.get(text[place : place + length])
            if known is not None:
                concepts += known
                place += length
                between = False
                break
        else:
            runs += not between
            between = True
            unknown += 1
            place += 1
    return concepts, runs if any(map(_is_thai, text)) else (unknown + 1) // 2


def tokens(name: str) -> list[str]:
    """The words of a header, folded: "InvoiceNo." is "invoice" and "no"."""
    seen = _DOTTED.sub(r"\1\2", _UNSEEN.sub("", unicodedata.normalize("NFC", name)))
    parts = [part for word in _WORD.findall(seen) for part in _CAMEL.split(word) if part]
    return [_SIGNS.get(part, folded(part)) for part in parts]


@lru_cache(maxsize=16384)
def header(name: str) -> Header:
    """The concepts of a column's name, and the number of words that are none's.

    Of the objects that a value stands in, as "order" in "order.info.date", only words that are
    understood count.
    """
    outer, _, inner = name.rpartition(".")
    if outer and inner and not re.search(r"\s|\d", name):
        own, around = _header(inner), _header(outer)
        whose = around.concepts - _AROUND
        if own.concepts & _OF_LINES:
            whose -= {C.ORDER, C.INVOICE, C.TRANSACTION}  # a line of which is meant
        return Header(_of_invoice(own.concepts | whose), own.unknown)
    return _header(name)


def names_shipping(title: str, others: int = 0) -> bool:
    """An item of this title is shipping or its costs: "Postage", "Versandkosten".

    others : further words it may have, of no known meaning: one in "Express shipping"
    """
    its = header(title)
    return C.SHIPPING in its.concepts and its.concepts <= _SHIPPED and its.unknown <= others


_SHIPPED: Final = frozenset({C.SHIPPING, C.FEE, C.COST, C.AMOUNT, C.PRICE})


@lru_cache(maxsize=16384)
def in_hundredths(name: str) -> bool:
    """The header says that its money is in hundredths: "price_cents", "金额(分)"."""
    tokens = {folded(part) for word in _WORD.findall(name) for part in _CAMEL.split(word)}
    return bool(tokens & _HUNDREDTHS) or "(分)" in unicodedata.normalize("NFKC", name)


_HUNDREDTHS: Final = frozenset(
    ["cent", "cents", "pence", "paise", "centavos", "centimes", "grosze", "kurus", "копеек",
     "копейки", "ore"]
)  # fmt: skip


def _header(name: str) -> Header:
    words = tokens(name)
    concepts: list[str] = list(_ALONE.get("_".join(words), ()))
    unknown, place = 0, len(words) if concepts else 0
    while place < len(words):
        known, length = _phrase(words[place:])
        if known:
            concepts += known
            place += length
            continue
        token = words[place]
        pair = token + words[place + 1] if place + 1 < len(words) else ""
        if len(pair) > 4 and pair in _EXACT and not _runs_on(pair):
            concepts += _EXACT[pair]
            place += 2
            continue
        place += 1
        if _runs_on(token):
            some, left = _running(token)
            concepts += some
            unknown += left
        elif known := _known(token):
            concepts += known
        elif not token.isdigit() and len(token) > 1 and token not in _FILLERS:
            unknown += 1
    return Header(_of_invoice(frozenset(concepts)), unknown)


def _phrase(words: list[str]) -> tuple[Concepts, int]:
    """Concepts of the longest known phrase that `words` begin with, and its number of words."""
    for length in range(min(_MOST_WORDS, len(words)), 1, -1):
        if known := _PHRASES.get("_".join(words[:length])):
            return known, length
    return (), 0


#: Words of objects around a fact that say nothing of it: details, the properties of an event.
_AROUND: Final = frozenset({C.DESCRIPTION, C.EVENT})
#: Facts of the lines of an order.
_OF_LINES: Final = frozenset({C.ITEM, C.QUANTITY, C.PRICE})
#: Facts that an invoice has, and a billing address has not.
_INVOICED: Final = frozenset(
    {C.INVOICE, C.ID, C.DATE, C.CLOCK, C.AMOUNT, C.TOTAL, C.NET, C.GROSS, C.LINE, C.STATUS}
)


def _of_invoice(concepts: frozenset[str]) -> frozenset[str]:
    """`concepts`, with the invoice for what is billed: a "Rechnungsnummer", a "Bill Date"."""
    if C.BILLING in concepts and concepts & (_INVOICED - {C.INVOICE}):
        others = concepts - {C.BILLING}
        return others | {C.INVOICE} if others <= _INVOICED else concepts
    return concepts


#: Words that say nothing of a column.
_FILLERS: Final = {
    *(
        "de",
        "del",
        "della",
        "di",
        "do",
        "da",
        "du",
        "des",
        "der",
        "die",
        "das",
        "den",
        "dem",
        "von",
    ),
    *("of", "the", "for", "to", "from", "la", "le", "el", "les", "los", "and", "y", "et", "und"),
    *("e", "a", "al", "van", "het", "een", "w", "z", "na", "o", "za", "or", "by", "is", "has"),
    *("my", "your", "base", "formatted", "local", "shop", "за", "на", "от", "и", "по"),
    *("as", "yyyy", "dd", "mm", "hh", "ss"),  # of a notation of dates
    *(name.lower() for name in CURRENCIES),
}
