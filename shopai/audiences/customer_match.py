"""An audience as the file an ad platform matches with its own users."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

import pandas as pd

from shopai.audiences import formats
from shopai.audiences.formats import country_code, e164
from shopai.columns import Customer
from shopai.engines.duckdb import quoted
from shopai.errors import MissingColumns, ParameterError
from shopai.events.dataset import Dataset
from shopai.events.reading.headers import CONTACT, COUNTRIES, key
from shopai.export import csv_bytes
from shopai.format import counted

Platform = Literal["google", "meta"]

#: Makes a cell of a text and the customer's country; None where the text is of no use.
Write = Callable[[str, str | None], str | None]


def _of_text(write: Callable[[str], str | None]) -> Write:
    return lambda text, _: write(text)


#: The fields of each platform's file in their order: the header it asks for, and what writes
#: the cells; a country is known already.
FIELDS: Final[dict[Platform, dict[str, tuple[str, Write | None]]]] = {
    "google": {
        Customer.EMAIL: ("Email", _of_text(formats.google_email)),
        Customer.PHONE: ("Phone", e164),
        Customer.FIRST_NAME: ("First Name", _of_text(formats.google_name)),
        Customer.LAST_NAME: ("Last Name", _of_text(formats.google_name)),
        Customer.COUNTRY: ("Country", None),
        Customer.ZIP: ("Zip", _of_text(formats.google_zip)),
    },
    "meta": {
        Customer.EMAIL: ("email", _of_text(formats.email)),
        Customer.PHONE: ("phone", e164),
        Customer.FIRST_NAME: ("fn", _of_text(formats.meta_name)),
        Customer.LAST_NAME: ("ln", _of_text(formats.meta_name)),
        Customer.CITY: ("ct", _of_text(formats.meta_place)),
        Customer.STATE: ("st", formats.meta_state),
        Customer.ZIP: ("zip", formats.meta_zip),
        Customer.COUNTRY: ("country", None),
    },
}

#: Headers of fields that stay readable in a hashed file, because the platform asks for them so.
READABLE: Final[dict[Platform, frozenset[str]]] = {
    "google": frozenset({"Country", "Zip"}),
    "meta": frozenset(),
}

#: Unclear consent words that a warning shows.
_SHOWN: Final = 3


@dataclass(frozen=True, eq=False)
class CustomerMatch:
    """A customer-match file, with what became of the customers.

    ``customers == matchable + dropped_without_consent + unreachable``
    """

    platform: Platform
    hashed: bool
    plain: pd.DataFrame  # (rows, 6 or 8) str, written as the platform asks, not yet hashed
    customers: int  # customers asked for
    matchable: int  # of those, with consent and a usable e-mail or phone: all in the file
    dropped_without_consent: int  # no, blank, or a word that says neither; not in the file
    unreachable: int  # with consent, but neither a usable e-mail nor phone; not in the file
    invalid_emails: int  # cells of those with consent that are no address; left empty
    invalid_phones: int  # cells of those with consent that make no number; left empty
    warnings: tuple[str, ...]  # what to know before uploading, one sentence each

    @property
    def rows(self) -> int:
        """Lines of the file: customers who would give the same line give one."""
        return len(self.plain)

    @cached_property
    def table(self) -> pd.DataFrame:
        """(rows, 6 or 8) the file's cells as text under the platform's headers; empty is ""."""
        if not self.hashed:
            return self.plain
        table = self.plain.copy()
        for header in self.plain:
            if header not in READABLE[self.platform]:
                table[header] = table[header].map(_sha256).astype("str")
        return table

    def to_csv(self) -> bytes:
        """The file: UTF-8 without a byte order mark, the header exactly as the platform asks."""
        return csv_bytes(self.table, index=False, mark=False)


def contacts(dataset: Dataset) -> pd.DataFrame:
    """Contact data of each known customer.

    Returns one row a customer, index ``user_id`` sorted, and those columns of
    :data:`shopai.events.reading.headers.CONTACT` that the data have, as text, missing where blank.
    The country may stand under the shop's own name ("Billing Country"); of several such
    columns the first of :data:`shopai.events.reading.headers.COUNTRIES` is taken.

    >>> shopai.contacts(dataset).columns.tolist()
    ['email', 'phone', 'consent', 'country']
    """
    table = dataset.customers
    columns: dict[str, str] = {name: name for name in CONTACT if name in table.columns}
    named = {key(column): column for column in reversed(table.columns)}
    for name in COUNTRIES:
        if name in named:
            columns.setdefault(Customer.COUNTRY, named[name])
    cells = [f"CAST({quoted(c)} AS VARCHAR) AS {quoted(name)}" for name, c in columns.items()]
    ids = quoted(Customer.USER)
    frame = table.filter(f"{ids} IS NOT NULL").project(", ".join([ids, *cells])).df()
    texts: pd.DataFrame = frame.astype("str").where(frame.notna())
    return texts.set_index(Customer.USER).sort_index()


def customer_match(
    customers: pd.DataFrame,
    platform: Platform = "google",
    *,
    default_country: str | None = None,
    hashed: bool = True,
    minimum: int = 100,
) -> CustomerMatch:
    """Make the file with which an ad platform finds these customers among its users.

    customers : one row a customer, as :func:`contacts` gives them
        for all customers; columns of :class:`shopai.columns.Customer`, those missing are
        empty in the file
    platform : "google" (Customer Match) or "meta" (custom audience from a customer list)
    default_country : ISO code or common name, taken for customers without a known country
    hashed : SHA-256, as lower-case hexadecimal digits, of every field but Google's country and
        zip. Without, the cells are readable, and the platform hashes them on upload.
    minimum : a smaller file is warned of; platforms show no ads to lists below about 100

    Where there is a consent column only customers whose cell says yes are in the file: blank
    cells, and words that say neither yes nor no, count as no. How each field is written:
    :mod:`shopai.audiences.formats`. Hashed Google phones have the + of E.164; Meta's, and those
    of unhashed files, are digits with the calling code, which both platforms read: a + would have
    to be neutralised, being a formula's sign to a spreadsheet. An empty cell stays empty and is
    never hashed.

    Raises MissingColumns without an e-mail and a phone column, and ParameterError for another
    platform or a default country that is none.

    Cost: 10 µs a customer to write, 20 to 100 µs more for a phone, and 1 µs a cell to hash, when
    the table is asked for.

    >>> file = shopai.customer_match(shopai.contacts(dataset), "google")
    >>> file.to_csv().splitlines()[0]
    b'Email,Phone,First Name,Last Name,Country,Zip'
    """
    if platform not in FIELDS:
        raise ParameterError(f"There is no file for '{platform}'; choose {' or '.join(FIELDS)}.")
    if not {Customer.EMAIL, Customer.PHONE} & set(customers.columns):
        raise MissingColumns(
            "Ad platforms find customers by e-mail or phone, and these data have neither; "
            "map the column on the Data page."
        )
    default = country_code(default_country) if default_country else None
    if default_country and default is None:
        raise ParameterError(
            f"'{default_country[:40]}' is not a country; give its two letters, such as DE."
        )
    asked, warnings = len(customers), []
    customers, unclear = _consenting(customers)
    agreed = len(customers)
    written = _written(customers, platform, default, hashed)
    reach = (Customer.EMAIL, Customer.PHONE)
    given_emails, given_phones = (_texts(customers, name).astype(bool) for name in reach)
    emails, phones = (written[FIELDS[platform][name][0]].astype(bool) for name in reach)
    reached = written[emails | phones]
    if Customer.CONSENT not in customers:
        warnings.append("No consent column is mapped, so every customer counts as consenting.")
    if unclear:
        warnings.append(unclear)
    unknown = int((given_phones & ~phones & (_countries(customers, default) == "")).sum())
    if unknown:
        warnings.append(
            f"{_phones(unknown)} left out because no country is known; choose a default country."
        )
    if len(reached) < minimum:
        warnings.append(
            f"Only {counted(len(reached), 'customer')} could be matched and ad platforms ask for "
            f"at least {minimum:,}: ads may not be shown to so small an audience."
        )
    return CustomerMatch(
        platform=platform,
        hashed=hashed,
        plain=reached.drop_duplicates(ignore_index=True),
        customers=asked,
        matchable=len(reached),
        dropped_without_consent=asked - agreed,
        unreachable=agreed - len(reached),
        invalid_emails=int((given_emails & ~emails).sum()),
        invalid_phones=int((given_phones & ~phones).sum()),
        warnings=tuple(warnings),
    )


def _consenting(customers: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """The customers who consent, and a sentence on words that say neither yes nor no."""
    if Customer.CONSENT not in customers:
        return customers, ""
    words = _texts(customers, Customer.CONSENT)
    meaning = {word: formats.consents(word) for word in words.unique()}
    unknown = [word for word, yes in meaning.items() if yes is None and word]
    sentence = ""
    if unknown:
        n = int(words.isin(unknown).sum())
        shown = ", ".join(f"“{word[:20]}”" for word in unknown[:_SHOWN])
        sentence = f"{n:,} consent cells say neither yes nor no ({shown}) and count as no."
    agreed = {word for word, yes in meaning.items() if yes}
    return customers[words.isin(agreed).to_numpy(dtype=bool)], sentence


def _written(
    customers: pd.DataFrame, platform: Platform, default: str | None, hashed: bool
) -> pd.DataFrame:
    """Every field as the platform asks, under its headers."""
    country = _countries(customers, default)
    table = {}
    for name, (header, write) in FIELDS[platform].items():
        texts = _texts(customers, name)
        if write is None:
            table[header] = country if platform == "google" else country.str.lower()
        else:
            table[header] = _each(texts, country, write)
        if name == Customer.PHONE and (platform == "meta" or not hashed):
            table[header] = table[header].str.removeprefix("+")
    return pd.DataFrame(table, index=customers.index)


def _texts(customers: pd.DataFrame, name: str) -> pd.Series[str]:
    """A column as text without space around it, empty where missing or not there."""
    if name not in customers:
        return pd.Series("", index=customers.index, dtype="str")
    column = customers[name]
    texts = column.astype("str").where(column.notna(), "").str.strip()
    # digits that were a number on their way: the 0 behind the point is none of a phone or zip
    return texts.str.replace(r"^(\d+)\.0$", r"\1", regex=True)


def _countries(customers: pd.DataFrame, default: str | None) -> pd.Series[str]:
    """ISO codes, empty where none is known."""
    texts = _texts(customers, Customer.COUNTRY)
    codes = {text: country_code(text) or default or "" for text in texts.unique()}
    return texts.map(codes).astype("str")


def _each(texts: pd.Series[str], countries: pd.Series[str], write: Write) -> pd.Series[str]:
    """Each text as `write` makes it of text and country; empty where it is or makes none."""
    pairs = zip(texts.tolist(), countries.tolist(), strict=True)
    cells = [(write(text, country or None) or "") if text else "" for text, country in pairs]
    return pd.Series(cells, index=texts.index, dtype="str")


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest() if text else ""


def _phones(n: int) -> str:
    return "1 phone number was" if n == 1 else f"{n:,} phone numbers were"
