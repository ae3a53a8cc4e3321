"""Countries as platforms write them, and how their phone numbers are made.

Calling codes, trunk prefixes and lengths follow the national numbering plans published with
ITU-T Recommendation E.164 (https://www.itu.int/oth/T0202.aspx?parent=T0202); lengths are of
the national number without its trunk prefix, and rather too wide than too narrow.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Country:
    """One country's numbering."""

    code: str  # ISO 3166-1 alpha-2
    calling: str  # calling code, digits
    trunk: str  # dialled before a national number within the country; empty where nothing is
    shortest: int  # digits of a national number, the trunk prefix left out
    longest: int


#: ISO code, calling code, trunk prefix (- for none), shortest-longest, names and ISO alpha-3.
_TABLE: Final = """
AE 971 0 8-9 united arab emirates|uae|are
AR 54 0 10-11 argentina|arg
AT 43 0 4-13 austria|österreich|aut
AU 61 0 9-9 australia|aus
BD 880 0 8-10 bangladesh|bgd
BE 32 0 8-9 belgium|belgië|belgique|bel
BG 359 0 7-9 bulgaria|bgr
BR 55 0 10-11 brazil|brasil|bra
CA 1 1 10-10 canada|can
CH 41 0 9-9 switzerland|schweiz|suisse|che
CL 56 - 9-9 chile|chl
CN 86 0 9-11 china|中国|chn
CO 57 - 8-10 colombia|col
CY 357 - 8-8 cyprus|cyp
CZ 420 - 9-9 czech republic|czechia|česko|cze
DE 49 0 6-13 germany|deutschland|deu
DK 45 - 8-8 denmark|danmark|dnk
EE 372 - 7-8 estonia|eesti|est
EG 20 0 8-10 egypt|egy
ES 34 - 9-9 spain|españa|esp
FI 358 0 5-12 finland|suomi|fin
FR 33 0 9-9 france|fra
GB 44 0 9-10 united kingdom|uk|great britain|england|scotland|wales|northern ireland|gbr
GR 30 - 10-10 greece|grc
HK 852 - 8-8 hong kong|香港|hkg
HR 385 0 8-9 croatia|hrvatska|hrv
HU 36 06 8-9 hungary|magyarország|hun
ID 62 0 8-12 indonesia|idn
IE 353 0 7-9 ireland|eire|republic of ireland|irl
IL 972 0 8-9 israel|isr
IN 91 0 10-10 india|ind
IS 354 - 7-9 iceland|isl
IT 39 - 6-11 italy|italia|ita
JP 81 0 9-10 japan|日本|jpn
KE 254 0 9-9 kenya|ken
KR 82 0 8-10 south korea|korea|republic of korea|kor
KW 965 - 8-8 kuwait|kwt
KZ 7 8 10-10 kazakhstan|kaz
LK 94 0 9-9 sri lanka|lka
LT 370 8 8-8 lithuania|lietuva|ltu
LU 352 - 6-11 luxembourg|lux
LV 371 - 8-8 latvia|latvija|lva
MA 212 0 9-9 morocco|mar
MT 356 - 8-8 malta|mlt
MX 52 - 10-10 mexico|méxico|mex
MY 60 0 8-10 malaysia|mys
NG 234 0 8-10 nigeria|nga
NL 31 0 9-9 netherlands|the netherlands|holland|nederland|nld
NO 47 - 8-8 norway|norge|nor
NZ 64 0 8-10 new zealand|nzl
PE 51 0 8-9 peru|perú|per
PH 63 0 8-10 philippines|phl
PK 92 0 9-10 pakistan|pak
PL 48 - 9-9 poland|polska|pol
PT 351 - 9-9 portugal|prt
QA 974 - 8-8 qatar|qat
RO 40 0 9-9 romania|românia|rou
RS 381 0 8-10 serbia|srb
RU 7 8 10-10 russia|russian federation|россия|rus
SA 966 0 8-9 saudi arabia|sau
SE 46 0 7-10 sweden|sverige|swe
SG 65 - 8-8 singapore|sgp
SI 386 0 8-8 slovenia|slovenija|svn
SK 421 0 9-9 slovakia|slovensko|svk
TH 66 0 8-9 thailand|tha
TR 90 0 10-10 turkey|türkiye|tur
TW 886 0 8-9 taiwan|台湾|台灣|twn
UA 380 0 9-9 ukraine|ukr
US 1 1 10-10 united states|united states of america|usa|u.s.a.|u.s.|america
VN 84 0 9-10 vietnam|viet nam|vnm
ZA 27 0 9-9 south africa|zaf
"""

COUNTRIES: Final[dict[str, Country]] = {}
_NAMES: Final[dict[str, str]] = {}
for _line in _TABLE.strip().splitlines():
    _code, _calling, _trunk, _lengths, _names = _line.split(" ", 4)
    _shortest, _, _longest = _lengths.partition("-")
    COUNTRIES[_code] = Country(_code, _calling, _trunk.strip("-"), int(_shortest), int(_longest))
    _NAMES.update(dict.fromkeys(_names.split("|"), _code))

#: Calling codes with a 0 behind, which is a trunk prefix and has no place there.
_SLIPS: Final = tuple(
    sorted({country.calling + "0" for country in COUNTRIES.values() if country.trunk == "0"})
)

#: What stands between the digits of a number, and what may follow it.
_BETWEEN: Final = re.compile(r"[\s().\-/·‐-―]+")
_EXTENSION: Final = re.compile(r"\s*(?:ext\.?|extension|x|#)\s*\d{1,6}$", re.IGNORECASE)

#: Digits of an international number, calling code included.
_SHORTEST, _LONGEST = 8, 15


def country_code(text: str) -> str | None:
    """ISO 3166-1 alpha-2 code, upper case, of a code or a common name; None for anything else.

    Any two Latin letters count as a code, except UK, which is GB.
    """
    plain = " ".join(text.split()).lower()
    if plain in _NAMES:
        return _NAMES[plain]
    return plain.upper() if re.fullmatch("[a-z]{2}", plain) else None


def e164(phone: str, country: str | None) -> str | None:
    """A phone number as E.164, "+" calling code and number; None where it cannot be told.

    country : ISO code of the customer's country, or None

    A number that begins with + or 00 (011 from North America) is international. Any other is
    national: its country's trunk prefix gives way to the calling code, and its length must fit
    the country. One that already begins with the calling code of a country whose national
    numbers begin with a trunk prefix, and fits without it, lacks no more than the +. An
    extension is dropped, and so is a trunk 0 behind the calling code, as in +44 (0)20.
    """
    text = unicodedata.normalize("NFKC", phone).strip()
    text = _EXTENSION.sub("", text)
    international = text.startswith("+")
    if international:
        text = text[1:].replace("(0)", "")
    digits = _BETWEEN.sub("", text)
    if not (digits.isascii() and digits.isdigit()):
        return None
    here = COUNTRIES.get(country) if country else None
    if not international:
        prefix = "011" if here is not None and here.calling == "1" else "00"
        international = digits.startswith(prefix)
        digits = digits[len(prefix) :] if international else digits
    if international:
        return _international(digits)
    return None if here is None else _national(digits, here)


def _international(digits: str) -> str | None:
    if digits.startswith(_SLIPS):
        code = next(slip[:-1] for slip in _SLIPS if digits.startswith(slip))
        digits = code + digits.removeprefix(code).lstrip("0")
    fits = _SHORTEST <= len(digits) <= _LONGEST and digits[0] != "0"
    return "+" + digits if fits else None


def _national(digits: str, here: Country) -> str | None:
    def fits(number: str) -> bool:
        return here.shortest <= len(number) <= here.longest

    trunk = len(here.trunk)
    if trunk and digits.startswith(here.trunk) and fits(digits[trunk:]):
        return _international(here.calling + digits[trunk:])
    rest = digits.removeprefix(here.calling)
    whole = len(rest) < len(digits) and fits(rest)
    if whole and (trunk or not fits(digits)):
        return _international(digits)
    slip = digits.startswith("0") and here.trunk == "0"  # too short behind it
    return _international(here.calling + digits) if fits(digits) and not slip else None


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
    name: code
    for code, _, name in (
        entry.strip().partition(" ") for entry in _STATES.replace("\n", "").strip().split("|")
    )
}
