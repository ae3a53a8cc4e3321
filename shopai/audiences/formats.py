"""One value of a customer as an ad platform wants it, ready to be hashed.

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
from typing import Final

from shopai.audiences.countries import US_STATES
from shopai.export import FORMULA_STARTS

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
