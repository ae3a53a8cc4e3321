"""Numbers as people write them: SQL that turns cells into DOUBLE, or null."""

from __future__ import annotations

from typing import Final

from shopai.engines.duckdb import literal
from shopai.events.sources.values import is_number_type

Decimal = str  # "." or ","

#: Currency signs and codes that may stand around a number, and the ISO code each means.
CURRENCIES: Final = {
    "US$": "USD", "HK$": "HKD", "NT$": "TWD", "A$": "AUD", "C$": "CAD", "R$": "BRL",
    "$": "USD", "€": "EUR", "£": "GBP", "¥": "CNY", "￥": "CNY", "元": "CNY", "円": "JPY",
    "₹": "INR", "₽": "RUB", "₩": "KRW", "₺": "TRY", "zł": "PLN", "Kč": "CZK",
    "USD": "USD", "EUR": "EUR", "GBP": "GBP", "CNY": "CNY", "RMB": "CNY", "JPY": "JPY",
    "INR": "INR", "CAD": "CAD", "AUD": "AUD", "CHF": "CHF", "SEK": "SEK", "NOK": "NOK",
    "DKK": "DKK", "PLN": "PLN", "CZK": "CZK", "HUF": "HUF", "BRL": "BRL", "MXN": "MXN",
    "KRW": "KRW", "TWD": "TWD", "HKD": "HKD", "SGD": "SGD", "NZD": "NZD", "TRY": "TRY",
    "RUB": "RUB", "ZAR": "ZAR", "TL": "TRY", "Rp": "IDR", "IDR": "IDR", "THB": "THB", "฿": "THB",
    "₫": "VND", "VND": "VND", "₱": "PHP", "PHP": "PHP", "RM": "MYR", "MYR": "MYR", "Ft": "HUF",
    "lei": "RON", "RON": "RON", "руб.": "RUB", "руб": "RUB", "грн": "UAH", "₴": "UAH", "лв": "BGN",
    "BGN": "BGN", "₪": "ILS", "ILS": "ILS", "AED": "AED", "SAR": "SAR", "Fr.": "CHF",
}  # fmt: skip

_SIGNS = "|".join(sign.replace("$", r"\$").replace(".", r"\.") for sign in CURRENCIES)
#: Words around a number that are of several currencies.
_NAMELESS = r"kr\.?"
_SPACES = r"\s\x{00a0}\x{202f}\x{2009}"


def number(cell: str, kind: str = "VARCHAR", decimal: Decimal = ".") -> str:
    """`cell` as a finite DOUBLE; currency signs and grouping marks are read over."""
    if kind != "VARCHAR":
        value = (
            f"CAST({cell} AS DOUBLE)"
            if is_number_type(kind) or kind == "BOOLEAN"
            else (f"TRY_CAST(CAST({cell} AS VARCHAR) AS DOUBLE)")
        )
        return _finite(value)
    # One chain without a repeated part: DuckDB computes repeated parts ahead, for every row,
    # and so would search each plain number for currency signs (40 times slower).
    # "5,-" and "5.--" are whole amounts.
    noise = rf"(?i)({_SIGNS}|{_NAMELESS}|[{_SPACES}''’]|[.,]-{{1,2}}\D*$)"
    bare = f"regexp_replace(replace({cell}, '−', '-'), '{noise}', '', 'g')"
    # (5.00) and 5.00- are how accountants write −5.00.
    signed = rf"regexp_replace({bare}, '^(?:\((.+)\)|([^-]+)-)$', '-\1\2')"
    if decimal == ",":
        valid = rf"regexp_extract({signed}, '^[-+]?(\d{{1,3}}(\.\d{{3}})+|\d+)?(,\d*)?$')"
        return _finite(f"TRY_CAST(translate({valid}, ',.', '.') AS DOUBLE)")
    valid = rf"regexp_extract({signed}, '^[-+]?(\d{{1,3}}(,\d{{2,3}})*,\d{{3}}|\d+)?(\.\d*)?$')"
    slow = f"TRY_CAST(replace({valid}, ',', '') AS DOUBLE)"
    return _finite(f"coalesce(TRY_CAST({cell} AS DOUBLE), {slow})")


def plain_number(cell: str, decimal: Decimal) -> str:
    """`cell`, of text, as DOUBLE where it is written without a mark that has to be understood.

    Where it is not null, it is what :func:`number` gives.
    """
    kind = "DOUBLE" if decimal == "." else "BIGINT"
    return _finite(f"CAST(TRY_CAST({cell} AS {kind}) AS DOUBLE)")


def _finite(value: str) -> str:
    return f"(CASE WHEN isfinite({value}) THEN {value} END)"


def currency_sign(cell: str) -> str:
    """The ISO code of the currency sign in `cell`, or null."""
    sign = f"regexp_extract({cell}, '(?i)({_SIGNS})', 1)"
    cases = " ".join(
        f"WHEN {literal(name.upper())} THEN {literal(code)}" for name, code in CURRENCIES.items()
    )
    return f"CASE upper({sign}) {cases} END"


def decimal_evidence(cell: str) -> tuple[str, str]:
    """Aggregates counting cells only a decimal comma, only a decimal point, can explain."""
    comma = rf"regexp_matches({cell}, '\d,\d{{1,2}}(\D*)$|\d,\d{{4,}}|\.\d{{3}},\d|^\D*0,\d')"
    point = rf"regexp_matches({cell}, '\d\.\d{{1,2}}(\D*)$|\d\.\d{{4,}}|,\d{{3}}\.\d|^\D*0\.\d')"
    # A mark that stands twice groups thousands. The cheap looks spare most cells the search.
    return (
        f"count(*) FILTER (WHERE contains({cell}, ',') AND {comma} OR {cell} LIKE '%.%.%')",
        f"count(*) FILTER (WHERE contains({cell}, '.') AND {point} OR {cell} LIKE '%,%,%')",
    )
