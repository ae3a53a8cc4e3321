"""Single values as the platforms want them."""

import re

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shopai.audiences import formats
from shopai.audiences.formats import COUNTRIES, US_STATES, country_code, e164
from shopai.export import FORMULA_STARTS

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@pytest.mark.parametrize(
    ("text", "meta", "google"),
    [
        ("John_Smith@gmail.com", "john_smith@gmail.com", "john_smith@gmail.com"),
        # the example of Google's page
        (
            "cloudy.sanfrancisco+shopping@gmail.com",
            "cloudy.sanfrancisco+shopping@gmail.com",
            "cloudysanfrancisco@gmail.com",
        ),
        ("user.name+NYC@Example.com", "user.name+nyc@example.com", "user.name+nyc@example.com"),
        (" a.b@GoogleMail.com ", "a.b@googlemail.com", "ab@googlemail.com"),
        ("a b@x.org", "ab@x.org", "ab@x.org"),
        ("müller@käse.de", "müller@käse.de", "müller@käse.de"),
        ("a@sub.example.co.uk", "a@sub.example.co.uk", "a@sub.example.co.uk"),
        *[
            (wrong, None, None)
            for wrong in (
                "", "none", "a@b", "a@@b.c", "@b.com", "a@b.com,c@d.com", "a@b..com", "a@-b.com",
                "a@b.c0", "=cmd@x.org", "+a@x.org", "a" * 250 + "@x.org", "n/a", "a@b.com>",
            )
        ],
    ],
)  # fmt: skip
def test_emails_are_normalised_or_refused(text: str, meta: str | None, google: str | None) -> None:
    assert (formats.email(text), formats.google_email(text)) == (meta, google)


@pytest.mark.parametrize(
    ("phone", "country", "number"),
    [
        ("(650)555-1212", "US", "+16505551212"),
        ("1-800-888-8888", "US", "+18008888888"),
        ("+1-201-555-0100", "AT", "+12015550100"),
        ("011 44 20 7946 0000", "US", "+442079460000"),
        ("020 7946 0000", "GB", "+442079460000"),
        ("+44 (0)20 7946 0000", None, "+442079460000"),
        ("0044 (0)20 7946 0000", None, "+442079460000"),
        ("+44 020 7946 0000", None, "+442079460000"),  # as many write it, and nobody can dial
        ("490151 12345678", "DE", "+4915112345678"),
        ("+39 06 1234 5678", None, "+390612345678"),
        ("012345678", "GB", None),  # nine digits fit, but not with the trunk prefix for one
        ("8001234567", "RU", "+78001234567"),  # the 8 is the number's own
        ("0049 151 12345678", "FR", "+4915112345678"),
        ("0151/123 456-78", "DE", "+4915112345678"),
        ("15112345678", "DE", "+4915112345678"),  # a spreadsheet ate the 0
        ("4915112345678", "DE", "+4915112345678"),  # and here the +
        ("06 12 34 56 78", "FR", "+33612345678"),
        ("06 1234 5678", "IT", "+390612345678"),  # Italy keeps its 0
        ("391 234 5678", "IT", "+393912345678"),  # a mobile of Italy, no calling code
        ("34912345678", "ES", "+34912345678"),
        ("912 345 678", "ES", "+34912345678"),
        ("8 (912) 345-67-89", "RU", "+79123456789"),
        ("06 20 123 4567", "HU", "+36201234567"),
        ("13800138000", "CN", "+8613800138000"),
        ("０３-１２３４-５６７８", "JP", "+81312345678"),
        ("+1 650 555 1212 ext. 12", None, "+16505551212"),
        ("555-0100", "US", None),  # no area code
        ("650 555 1212", None, None),  # whose?
        ("020 7946 0000", "XX", None),  # no country
        ("+0123456789", None, None),
        ("+1234567", None, None),
        ("+1234567890123456", None, None),
        ("call me", "US", None),
        ("", "US", None),
        ("+", None, None),
        ("٠١٠٠ ١٢٣ ٤٥٦٧", "EG", "+201001234567"),  # digits of any script
        ("011 15-2345-6789", "AR", "+5491123456789"),  # a mobile: 15 here, 9 from abroad
        ("01 2345", "AT", "+4312345"),  # Vienna has numbers as short as this
    ],
)
def test_phones_become_e164(phone: str, country: str | None, number: str | None) -> None:
    assert e164(phone, country) == number


@given(TEXT, st.sampled_from([None, *COUNTRIES]))
def test_a_phone_is_e164_or_nothing(text: str, country: str | None) -> None:
    number = e164(text, country)
    assert number is None or re.fullmatch(r"\+[1-9][0-9]{5,14}", number)


@pytest.mark.parametrize("code", COUNTRIES)
def test_a_national_number_gets_its_calling_code(code: str) -> None:
    """The example that libphonenumber gives of each country, as people write it."""
    example = phonenumbers.example_number(code)
    assert example is not None
    number = f"+{example.country_code}{phonenumbers.national_significant_number(example)}"
    national = phonenumbers.format_number(example, phonenumbers.PhoneNumberFormat.NATIONAL)
    ways = [(national, code), (re.sub(r"\D", "", national), code), (number[1:], code),
            (number, None), (number + " ext. 5", "FR")]  # fmt: skip
    if example.country_code != 1:  # where 00 is no way abroad
        ways += [("00" + number[1:], code), ("00" + number[1:], None)]
    assert {e164(phone, country) for phone, country in ways} == {number}


@pytest.mark.parametrize(
    ("text", "code"),
    [("DE", "DE"), ("de", "DE"), (" United  Kingdom ", "GB"), ("UK", "GB"), ("USA", "US"),
     ("Österreich", "AT"), ("中国", "CN"), ("AUT", "AT"),
     ("Mexico", "MX"), ("Etats-Unis", "US"), ("The Netherlands", "NL"), ("Curaçao", "CW"),
     ("xk", "XK"), ("Atlantis", None), ("", None), ("12", None)],
)  # fmt: skip
def test_countries_are_known_by_code_and_name(text: str, code: str | None) -> None:
    assert country_code(text) == code


def test_names_places_and_zips_are_normalised_as_each_platform_asks() -> None:
    assert formats.google_name("  Mary   ANN ") == "mary ann"
    assert formats.google_name("O'Neil-Šmidt") == "o'neil-šmidt"
    assert formats.google_name("=HYPERLINK(1)") == "hyperlink(1)"
    assert formats.meta_name("O'Neil-Šmidt Jr.") == "oneilšmidt jr"
    assert formats.meta_name("Valéry") == "valéry"
    # an accent typed by itself is the same name, and vowel signs are no punctuation
    assert formats.meta_name("Vale\u0301ry") == formats.meta_name("Valéry")
    assert formats.google_name("Vale\u0301ry") == formats.google_name("Valéry")
    assert formats.meta_place("Sa\u0303o Paulo") == "sãopaulo"
    assert formats.meta_name("हिन्दी") == "हिन्दी"
    assert formats.meta_place("New York") == "newyork"
    assert formats.meta_place("St. Ives") == "stives"
    assert formats.meta_state("Arizona", "US") == "az"
    assert formats.meta_state("CA", "US") == "ca"
    assert formats.meta_state("New  York", None) == "ny"
    assert formats.meta_state("Georgia", "AU") == "georgia"
    assert formats.meta_state("Île-de-France", "FR") == "îledefrance"
    assert formats.meta_zip("94035-1234", "US") == "94035"
    assert formats.meta_zip("M1 1AE", "GB") == "m11ae"
    assert formats.google_zip(" WC2H  8LG ") == "WC2H 8LG"
    assert formats.google_zip("94303-5300") == "94303-5300"
    assert len(US_STATES) == 51


@pytest.mark.parametrize(
    "word", ["yes", "YES", "true", "1", "Subscribed", "opted-in", " ja ", "是"]
)
def test_words_for_yes_are_consent(word: str) -> None:
    assert formats.consents(word) is True


@pytest.mark.parametrize("word", ["no", "False", "0", "unsubscribed", "Not-Subscribed", "否"])
def test_words_for_no_are_no_consent(word: str) -> None:
    assert formats.consents(word) is False


@pytest.mark.parametrize("word", ["", "maybe", "2", "yes please"])
def test_other_words_say_neither(word: str) -> None:
    assert formats.consents(word) is None


@given(TEXT, st.sampled_from([None, "US", "GB"]))
def test_no_value_begins_a_formula(text: str, country: str | None) -> None:
    values = [
        formats.email(text), formats.google_email(text), formats.google_name(text),
        formats.google_zip(text), formats.meta_name(text), formats.meta_place(text),
        formats.meta_state(text, country), formats.meta_zip(text, country),
    ]  # fmt: skip
    assert not any(value.startswith(FORMULA_STARTS) for value in values if value)
