"""Numbers, money, percentages, dates, durations, lists and plurals in the reader's language.

All functions return plain text; what is missing or not finite is “–”. Decimal and thousands
separators, the place of a currency's sign and names of months are those of the language of the
moment (:func:`shopai.messages.language`), from Unicode's CLDR as Babel has it.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from typing import Final, NamedTuple

from babel import Locale
from babel.dates import format_date

from shopai.columns import CURRENCY_SIGNS
from shopai.messages import ENGLISH, N_, _, language, ngettext

MISSING: Final = "–"
#: Formats of a date. In English the day stands first; other languages have their own order.
_DATES: Final = {"long": "d MMMM y", "medium": "d MMM y", "month": "MMMM y"}
_MINUTE, _HOUR, _DAY = 60.0, 3600.0, 86400.0

#: What is counted, by its English name: the text for one and for any other number.
NOUNS: Final[dict[str, tuple[str, str]]] = {
    "audience": (N_("{n} audience"), N_("{n} audiences")),
    "bundle": (N_("{n} bundle"), N_("{n} bundles")),
    "buyer": (N_("{n} buyer"), N_("{n} buyers")),
    "column": (N_("{n} column"), N_("{n} columns")),
    "cohort": (N_("{n} cohort"), N_("{n} cohorts")),
    "customer": (N_("{n} customer"), N_("{n} customers")),
    "customer-day": (N_("{n} customer-day"), N_("{n} customer-days")),
    "day": (N_("{n} day"), N_("{n} days")),
    "event": (N_("{n} event"), N_("{n} events")),
    "group": (N_("{n} group"), N_("{n} groups")),
    "hour": (N_("{n} hour"), N_("{n} hours")),
    "item": (N_("{n} item"), N_("{n} items")),
    "known customer": (N_("{n} known customer"), N_("{n} known customers")),
    "list": (N_("{n} list"), N_("{n} lists")),
    "method": (N_("{n} method"), N_("{n} methods")),
    "new customer": (N_("{n} new customer"), N_("{n} new customers")),
    "number": (N_("{n} number"), N_("{n} numbers")),
    "offer": (N_("{n} offer"), N_("{n} offers")),
    "order": (N_("{n} order"), N_("{n} orders")),
    "part": (N_("{n} part"), N_("{n} parts")),
    "pattern": (N_("{n} pattern"), N_("{n} patterns")),
    "picked customer": (N_("{n} picked customer"), N_("{n} picked customers")),
    "preference": (N_("{n} preference"), N_("{n} preferences")),
    "purchase": (N_("{n} purchase"), N_("{n} purchases")),
    "query": (N_("{n} query"), N_("{n} queries")),
    "rating": (N_("{n} rating"), N_("{n} ratings")),
    "repeat buyer": (N_("{n} repeat buyer"), N_("{n} repeat buyers")),
    "row": (N_("{n} row"), N_("{n} rows")),
    "rule": (N_("{n} rule"), N_("{n} rules")),
    "search": (N_("{n} search"), N_("{n} searches")),
    "segment": (N_("{n} segment"), N_("{n} segments")),
    "segment name": (N_("{n} segment name"), N_("{n} segment names")),
    "similar customer": (N_("{n} similar customer"), N_("{n} similar customers")),
    "time": (N_("{n} time"), N_("{n} times")),
    "visit": (N_("{n} visit"), N_("{n} visits")),
    "warning": (N_("{n} warning"), N_("{n} warnings")),
    "word": (N_("{n} word"), N_("{n} words")),
}


class _Style(NamedTuple):
    """Number format of a language, with what stands before and behind an amount."""

    marks: dict[int, str]  # the separators of English, translated
    pairs: bool  # thousands in groups of three, beyond that of two
    percent: tuple[str, str]
    money: tuple[str, str]  # ¤ where the currency's sign goes
    short: dict[int, tuple[int, str]]  # by power of ten: that of the unit, and its text with {}
    comma: str  # between things listed


@lru_cache(maxsize=8)
def _style(language: str) -> _Style:
    locale = Locale.parse(language)
    symbols = locale.number_symbols["latn"]
    percent, money = locale.percent_formats[None], locale.currency_formats["standard"]
    short = {}
    for number, pattern in locale.compact_decimal_formats["short"]["other"].items():
        zeros = pattern.pattern.count("0")
        text = re.sub("0+", "{}", pattern.pattern.replace("'", ""))
        if text != "{}":  # "0" alone: written in full
            short[len(number) - 1] = (len(number) - zeros, text)
    return _Style(
        {ord(","): symbols["group"], ord("."): symbols["decimal"], ord("-"): "−"},
        locale.decimal_formats[None].grouping == (3, 2),
        (percent.prefix[0], percent.suffix[0]),
        (money.prefix[0], money.suffix[0]),
        short,
        locale.list_patterns["standard"]["middle"].replace("{0}", "").replace("{1}", ""),
    )


def _written(text: str) -> str:
    """An English number as the language writes it, with a real minus sign."""
    style = _style(language())
    if style.pairs:
        whole, point, rest = text.replace(",", "").partition(".")
        text = re.sub(r"(?<=\d)(?=(\d\d)*\d{3}$)", ",", whole) + point + rest
    return text.translate(style.marks)


def fixed(value: float, decimals: int = 0) -> str:
    """`value` with so many decimals: 1234.56 with one is “1,234.6”."""
    if not math.isfinite(value):
        return MISSING
    return _written(f"{value + 0.0:,.{decimals}f}")  # + 0.0: no −0


def number(value: float) -> str:
    """Whole numbers from 100, one decimal from 10, two below.

    What two decimals would show as nothing, or nearly, has two significant digits: 0.0042.
    """
    if not math.isfinite(value):
        return MISSING
    size = abs(value)
    if 0 < size < 0.01:
        return _written(f"{value:.2g}")
    # 99.96 is no 100.0: what rounds up to the next form takes it
    return fixed(value, 0 if size >= 99.95 or value == round(value) else 1 if size >= 9.995 else 2)


def compact(value: float) -> str:
    """Three significant digits with K, M, B or T: 1234567 is “1.23M”; from 1000T, “1e15”."""
    if not math.isfinite(value):
        return MISSING
    power = int(f"{value:.2e}".partition("e")[2])
    if power >= 15:
        return _written(f"{value:.3g}").replace("e+", "e")
    unit = _style(language()).short.get(power)
    if unit is None:
        return number(value)
    return unit[1].format(_written(f"{float(f'{value:.3g}') / 10 ** unit[0]:.6g}"))


def money(value: float, currency: str | None, short: bool = False) -> str:
    """An amount with its currency's sign, or code behind it; without one, the bare number.

    Below 100 with cents where there are any; less than half a cent has as many digits as it
    takes. The code is the source's own text, to be escaped where it is shown.
    """
    cents = not short and 0.005 <= abs(value) < 99.995 and value != round(value)
    text = compact(value) if short else fixed(value, 2) if cents else number(value)
    return with_currency(text, currency)


def with_currency(amount: str, currency: str | None) -> str:
    """An amount as it is written, with its currency's sign, or code behind it."""
    if currency is None or amount == MISSING:
        return amount
    sign = CURRENCY_SIGNS.get(currency)
    if sign is None:
        return f"{amount} {currency}"
    before, behind = (part.replace("¤", sign) for part in _style(language()).money)
    minus = "−" if amount.startswith("−") else ""
    return f"{minus}{before}{amount.removeprefix('−')}{behind}"


def percent(share: float, decimals: int = 1) -> str:
    """A share as a percentage with one decimal, or so many."""
    if not math.isfinite(share):
        return MISSING
    before, behind = _style(language()).percent
    return f"{before}{_written(f'{share * 100:,.{decimals}f}')}{behind}"


def of_hundred(share: float) -> str:
    """The number of a hundred: 0.123 is “12”, and 0.004 “0.4”."""
    return fixed(share * 100, 0 if share * 100 >= 0.95 or not share else 1)


def signed(value: float, decimals: int = 1) -> str:
    """A difference with its sign: “+3.2”."""
    return _written(f"{value:+,.{decimals}f}") if math.isfinite(value) else MISSING


def points(value: float) -> str:
    """A difference of percentages: “+3.2 points”."""
    return _("{n} points").format(n=signed(value)) if math.isfinite(value) else MISSING


def day(when: date, form: str = "long") -> str:
    """“2 October 2025”; `form` medium: “2 Oct 2025”, month: “October 2025”."""
    if language() == ENGLISH or form not in ("long", "medium"):
        form = _DATES[form]
    return format_date(when, form, language())


def duration(seconds: float) -> str:
    """“45 s”, “12 min”, “3.4 hours”, “2.1 days”."""
    if not math.isfinite(seconds):
        return MISSING
    for size, unit in ((_DAY, "day"), (_HOUR, "hour")):
        if seconds >= size * 0.9995:
            amount = seconds / size
            one, many = NOUNS[unit]
            text = _written(f"{amount:.3g}") if amount < 99.5 else number(amount)
            return ngettext(one, many, 1 if text == "1" else 2).format(n=text)
    if seconds >= _MINUTE - 0.5:
        return _("{n} min").format(n=fixed(seconds / _MINUTE))
    return _("{n} s").format(n=fixed(seconds))


def listed(names: Sequence[str], most: int = 6) -> str:
    """Names joined with commas; beyond `most`, how many more."""
    text = _style(language()).comma.join(names[:most])
    if len(names) <= most:
        return text
    return _("{names} and {n} more").format(names=text, n=fixed(len(names) - most))


def counted(n: float, thing: str) -> str:
    """“1 item”, “2 items”; `thing` is one of :data:`NOUNS`."""
    return ngettext(*NOUNS[thing], n).format(n=number(n))
