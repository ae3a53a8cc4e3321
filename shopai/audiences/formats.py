"""One value of a customer as an ad platform wants it, ready to be hashed; countries and phones.

Google: https://support.google.com/google-ads/answer/7659867 (the file) and
https://developers.google.com/data-manager/api/devguides/concepts/formatting (e-mail, phone).
Meta: https://www.facebook.com/business/help/2082575038703844 (the file) and
https://developers.facebook.com/documentation/ads-commerce/conversions-api/parameters/customer-information-parameters
(each field, with examples and their hashes).

No value begins with a sign that a spreadsheet reads as a formula, so making a CSV safe to open
changes none of them.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Final

import phonenumbers
from babel import Locale
from babel.core import get_global
from phonenumbers import PhoneNumber, PhoneNumberFormat, ValidationResult

from shopai.export import FORMULA_STARTS
from shopai.text import folded

_EMAIL: Final = re.compile(r"\w[^@\s,;:<>()\"\\]*@(?:[^\W_](?:[\w-]*[^\W_])?\.)+[^\W\d_]{2,}")
_MOST_EMAIL: Final = 254  # RFC 5321, section 4.5.3.1.3
_SIGNS: Final = "".join(FORMULA_STARTS) + " '\n"
#: What a consent cell can say -> whether it is a yes.
_CONSENTS: Final = {
    word: yes
    for yes, words in {
        True: "yes|y|true|t|1|1.0|on|subscribed|opted in|opt in|optin|opted_in|opt_in|granted|"
        "consented|accepted|agreed|confirmed|ja|sí|si|sim|oui|是|同意|已同意|已订阅|はい",
        False: "no|n|false|f|0|0.0|off|unsubscribed|not subscribed|not_subscribed|opted out|"
        "opt out|optout|opted_out|opt_out|denied|declined|refused|rejected|pending|invalid|"
        "redacted|never|nein|não|non|否|不同意|未同意|いいえ",
    }.items()
    for word in words.split("|")
}
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


def email(text: str) -> str | None:
    """Lower case and without white space; None where it is no address."""
    plain = "".join(text.lower().split())
    return plain if len(plain) <= _MOST_EMAIL and _EMAIL.fullmatch(plain) else None


def google_email(text: str) -> str | None:
    """The same; at gmail.com and googlemail.com without dots and "+…" before the @."""
    plain = email(text)
    if plain is None:
        return None
    name, _, domain = plain.partition("@")
    if domain in ("gmail.com", "googlemail.com"):
        name = name.partition("+")[0].replace(".", "")
    return f"{name}@{domain}"


def google_name(text: str) -> str:
    """Lower case, one blank between words."""
    return " ".join(_composed(text).split()).lstrip(_SIGNS)


def google_zip(text: str) -> str:
    """As it is, one blank between its parts."""
    return " ".join(text.split()).lstrip(_SIGNS)


def meta_name(text: str) -> str:
    """Lower case, without punctuation; letters beyond a–z stay."""
    return " ".join(re.sub(r"[^\w\s]|_", _mark, _composed(text)).split())


def meta_place(text: str) -> str:
    """Lower case, letters and digits only: "New York" is newyork."""
    return re.sub(r"[\W_]", _mark, _composed(text))


def meta_state(text: str, country: str | None) -> str:
    """As a place; a state of the United States by its two letters."""
    name = " ".join(text.lower().split())
    return US_STATES[name] if country in ("US", None) and name in US_STATES else meta_place(name)


def meta_zip(text: str, country: str | None) -> str:
    """Lower case, letters and digits only; of the United States the first five."""
    plain = meta_place(text)
    return plain[:5] if country == "US" else plain


def _composed(text: str) -> str:
    """Lower case, a letter and its accent one character: equal names have equal hashes."""
    return unicodedata.normalize("NFC", text.lower())


def _mark(match: re.Match[str]) -> str:
    """The character where it belongs to a letter, as vowel signs of Hindi do; else nothing."""
    return match[0] if unicodedata.category(match[0]).startswith("M") else ""


def consents(text: str) -> bool | None:
    """Meaning of a consent cell: yes (True), no (False), None where it says neither."""
    return _CONSENTS.get(" ".join(text.lower().replace("-", " ").split()))


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
