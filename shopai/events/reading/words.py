"""Headers in words: a column's name taken apart into concepts, in whatever language."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from shopai.events.reading.vocabulary import WORDS
from shopai.events.reading.vocabulary import Concept as C
from shopai.events.sources.amounts import CURRENCIES

#: Letters that no decomposition takes apart.
_FOLDED: Final = str.maketrans(
    {"đ": "d", "ł": "l", "ß": "ss", "ı": "i", "ø": "o", "æ": "ae", "œ": "oe"}
)
#: Characters of commerce in their traditional form, and the simplified one.
_TRADITIONAL: Final = str.maketrans(
    "帐訂單號碼價貨數總額顧員發運費優惠購買賣實收應結帳處時間類編標題電話聯繫國縣鄉鎮門報業務訊會場購減滿"
    "贈點積換轉開關閉認證備註說規顏尺碼產銷進庫計稱戶郵遞寄達寶貝寫東車輛級別憑歷據聲稅讓與從個",
    "账订单号码价货数总额顾员发运费优惠购买卖实收应结账处时间类编标题电话联系国县乡镇门报业务讯会场购减满"
    "赠点积换转开关闭认证备注说规颜尺码产销进库计称户邮递寄达宝贝写东车辆级别凭历据声税让与从个",
)
_VOICED: Final = "\u3099\u309a"  # signs of kana: they tell letters apart, as accents do not
_WORD: Final = re.compile(r"[^\W\d_]+|\d+|#|№|%")
_CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_PLURAL: Final = 2  # letters of an ending such as that of a plural
_ENDING: Final = 6  # letters that may follow the beginning of a word
_WORD_AT_MOST: Final = 60  # letters of a word
_SHORT: Final = ("id", "no", "nr")  # words of two letters that end compounds
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
    kept = (c for c in apart if unicodedata.category(c) != "Mn" or c in _VOICED)
    # Korean syllables and Japanese voiced kana are put together again.
    return unicodedata.normalize("NFC", "".join(kept))


Concepts = tuple[str, ...]


def _tables() -> tuple[dict[str, Concepts], list[tuple[str, Concepts]]]:
    words: dict[str, Concepts] = {}
    stems: dict[str, Concepts] = {}
    for concept, listed in WORDS.items():
        for word in listed.split():
            plain = folded(word.rstrip("*"))
            for table in (words, stems)[: 1 + word.endswith("*")]:
                table[plain] = (*table.get(plain, ()), concept)
    return words, sorted(stems.items(), key=lambda stem: -len(stem[0]))


_EXACT, _STEMS = _tables()
#: Ideographs and kana that say nothing of a column: "used", "of".
_EXACT |= dict.fromkeys(["利用", "使用", "的", "の", "元", "円"], ())
_LONGEST: Final = max(map(len, _EXACT))


def _is_ideographic(word: str) -> bool:
    return any("\u2e80" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7af" for c in word)


def _known(word: str) -> Concepts:
    """Concepts of a word: as it stands, but for an ending, as a compound, or by its beginning."""
    if len(word) > _WORD_AT_MOST:  # no word, and its parts would be many
        return ()
    return _EXACT.get(word) or _stem(word, _PLURAL) or _compound(word) or _stem(word)


def _stem(word: str, ending: int = _ENDING) -> Concepts:
    """Concepts of the longest beginning that `word` has, but for `ending` letters at most."""
    return next(
        (
            concepts
            for stem, concepts in _STEMS
            if word.startswith(stem)
            and len(word) - len(stem) <= ending
            and len(stem) > 2
            and word[len(stem) :] not in _SHORT
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


def _ideographic(text: str) -> tuple[list[str], int]:
    """Concepts of the longest known words in a run of ideographs, and characters left over."""
    concepts: list[str] = []
    unknown = place = 0
    while place < len(text):
        for length in range(min(_LONGEST, len(text) - place), 0, -1):
            known = _EXACT.get(text[place : place + length])
            if known is not None:
                concepts += known
                place += length
                break
        else:
            unknown += 1
            place += 1
    return concepts, (unknown + 1) // 2


def tokens(name: str) -> list[str]:
    """The words of a header, folded: "InvoiceNo." is "invoice" and "no"."""
    parts = [part for word in _WORD.findall(name) for part in _CAMEL.split(word) if part]
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
    concepts: list[str] = []
    unknown = place = 0
    while place < len(words):
        token = words[place]
        pair = token + words[place + 1] if place + 1 < len(words) else ""
        if len(pair) > 4 and pair in _EXACT and not _is_ideographic(pair):
            concepts += _EXACT[pair]
            place += 2
            continue
        place += 1
        if _is_ideographic(token):
            some, left = _ideographic(token)
            concepts += some
            unknown += left
        elif known := _known(token):
            concepts += known
        elif not token.isdigit() and len(token) > 1 and token not in _FILLERS:
            unknown += 1
    return Header(_of_invoice(frozenset(concepts)), unknown)


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
    *(name.lower() for name in CURRENCIES),
}
