"""Countries by code or name, and phone numbers as E.164."""

from __future__ import annotations

import re
from functools import cache
from typing import Final

import phonenumbers
from babel import Locale
from babel.core import get_global
from phonenumbers import PhoneNumber, PhoneNumberFormat, ValidationResult

from shopai.text import folded

#: ISO 3166-1 alpha-2 codes of the countries whose phone numbers are known, sorted.
COUNTRIES: Final[tuple[str, ...]] = tuple(sorted(phonenumbers.SUPPORTED_REGIONS))

#: Languages in which a country's name is known; of equal names the earlier counts.
_LANGUAGES: Final = (
    "en", "de", "fr", "es", "it", "pt", "nl", "pl", "sv", "da", "nb", "fi", "cs", "sk", "hu",
    "ro", "bg", "hr", "sr", "sl", "tr", "ru", "uk", "el", "lt", "lv", "et", "is", "ga", "ja",
    "ko", "zh", "zh_Hant", "ar", "he",
)  # fmt: skip
#: Names in use beside those.
_ALSO: Final = {
    "AE": "uae", "CZ": "czech republic", "HK": "hong kong|香港", "IE": "eire|republic of ireland",
    "GB": "uk|great britain|england|scotland|wales|northern ireland",
    "KR": "korea|republic of korea", "NL": "the netherlands", "RU": "russian federation",
    "TR": "turkey", "VN": "viet nam", "US": "united states of america|u.s.a.|u.s.|america",
}  # fmt: skip


def country_code(text: str) -> str | None:
    """ISO 3166-1 alpha-2 code, upper case, of a code or a common name; None for anything else.

    Names are known in some 35 languages, codes of three letters too. Any two Latin letters count
    as a code, except UK, which is GB.
    """
    plain = " ".join(folded(text).split())
    known = _names().get(plain)
    return known or (plain.upper() if re.fullmatch("[a-z]{2}", plain) else None)


@cache
def _names() -> dict[str, str]:
    """Folded name or code of three letters -> code of two. Takes half a second, once."""
    names = {name: code for code, also in _ALSO.items() for name in also.split("|")}
    for language in _LANGUAGES:
        territories = Locale.parse(language).territories
        for code in COUNTRIES:
            names.setdefault(folded(territories[code]), code)
    for code, now in get_global("territory_aliases").items():
        if len(code) == 3 and len(now) == 1:
            names.setdefault(code.lower(), now[0])
    return names


def e164(phone: str, country: str | None) -> str | None:
    """A phone number as E.164, "+" calling code and number; None where it cannot be told.

    country : ISO code of the customer's country, or None

    A number that begins with + or 00 (011 from North America) is international. Any other is
    national, and is read by its country's rules. One that begins with the calling code of a
    country whose national numbers begin with a trunk prefix lacks no more than the +, if that
    makes a number of the country. An extension is dropped, and so is a trunk 0 behind the
    calling code, as in +44 (0)20.

    Source: the numbering plans of Google's libphonenumber. A number must have a length its
    country uses; of two readings the one in an assigned range is taken.

    Cost: 20 to 100 µs.
    """
    digits = phonenumbers.normalize_digits_only(phone)
    calling = phonenumbers.country_code_for_region(country) if country else 0
    if digits.startswith("00") and calling != 1 and "+" not in phone:
        phone = "+" + phone.replace("0", "", 2)
    readings = [_number(phone.replace("(0)", "") if "+" in phone else phone, country)]
    if calling and digits.startswith(str(calling)) and "+" not in phone:
        trunk = phonenumbers.ndd_prefix_for_region(country or "", True)
        whole = _number("+" + digits, None)
        readings.insert(0 if trunk and not digits.startswith(trunk) else 1, whole)
    numbers = [number for number in readings if number is not None]
    if len(numbers) > 1:
        numbers.sort(key=phonenumbers.is_valid_number, reverse=True)
    return phonenumbers.format_number(numbers[0], PhoneNumberFormat.E164) if numbers else None


def _number(phone: str, country: str | None) -> PhoneNumber | None:
    """`phone` read, if it has a length that numbers of its country have."""
    try:
        number = phonenumbers.parse(phone, country)
    except phonenumbers.NumberParseException:
        return None
    reason = phonenumbers.is_possible_number_with_reason(number)
    # a 0 before the number is a trunk prefix left over, but where the country has such numbers
    slip = number.italian_leading_zero and not phonenumbers.is_valid_number(number)
    return number if reason == ValidationResult.IS_POSSIBLE and not slip else None


#: The states as Meta wants them: two letters.
_STATES: Final = """
al alabama|ak alaska|az arizona|ar arkansas|ca california|co colorado|ct connecticut|de delaware|
dc district of columbia|fl florida|ga georgia|hi hawaii|id idaho|il illinois|in indiana|ia iowa|
ks kansas|ky kentucky|la louisiana|me maine|md maryland|ma massachusetts|mi michigan|mn minnesota|
ms mississippi|mo missouri|mt montana|ne nebraska|nv nevada|nh new hampshire|nj new jersey|
nm new mexico|ny new york|nc north carolina|nd north dakota|oh ohio|ok oklahoma|or oregon|
pa pennsylvania|ri rhode island|sc south carolina|sd south dakota|tn tennessee|tx texas|ut utah|
vt vermont|va virginia|wa washington|wv west virginia|wi wisconsin|wy wyoming
"""

#: Name of a state of the United States, lower case -> its two letters.
US_STATES: Final[dict[str, str]] = {
    entry[3:]: entry[:2] for entry in _STATES.replace("\n", "").split("|")
}
