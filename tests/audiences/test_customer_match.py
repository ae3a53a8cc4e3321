"""Files for ad platforms: who is in, how each cell is written, and what is said of the rest."""

import csv
import hashlib
import io
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopai.audiences import CustomerMatch, customer_match
from shopai.columns import Customer
from shopai.errors import MissingColumns, ParameterError
from shopai.export import FORMULA_STARTS


def sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def people(**columns: list[Any]) -> pd.DataFrame:
    frame = pd.DataFrame(columns)
    return frame.set_index(pd.Index([f"c{i}" for i in range(len(frame))], name=Customer.USER))


SHOP = people(
    **{
        Customer.EMAIL: [" Ann.Lee+shop@Gmail.com", "bob@x.org", "nonsense", None, "eve@x.org"],
        Customer.PHONE: ["(650) 555-1212", None, "030 1234567", "12", "+44 20 7946 0000"],
        Customer.FIRST_NAME: ["Ann Marie", "Bob", "Cy", "Dan", "Ève"],
        Customer.LAST_NAME: ["O'Lee", None, "Z", "Y", "Adams-Smith"],
        Customer.CITY: ["New York", None, "Berlin", "Wien", "St. Ives"],
        Customer.STATE: ["New York", None, "BE", None, "Cornwall"],
        Customer.ZIP: ["10001-1234", None, "10115", "1010", "TR26 1AB"],
        Customer.COUNTRY: ["USA", "de", "Germany", "AT", None],
        Customer.CONSENT: ["yes", "TRUE", "subscribed", "1", "yes"],
    }
)


def cells(match: CustomerMatch) -> list[list[str]]:
    return list(csv.reader(io.StringIO(match.to_csv().decode("utf-8"), newline="")))


def test_google_by_hand() -> None:
    match = customer_match(SHOP, "google")
    assert cells(match) == [
        ["Email", "Phone", "First Name", "Last Name", "Country", "Zip"],
        [sha("annlee@gmail.com"), sha("+16505551212"), sha("ann marie"), sha("o'lee"), "US",
         "10001-1234"],
        [sha("bob@x.org"), "", sha("bob"), "", "DE", ""],
        ["", sha("+49301234567"), sha("cy"), sha("z"), "DE", "10115"],
        [sha("eve@x.org"), sha("+442079460000"), sha("ève"), sha("adams-smith"), "", "TR26 1AB"],
    ]  # fmt: skip
    assert (match.customers, match.matchable, match.rows) == (5, 4, 4)
    assert (match.unreachable, match.invalid_emails, match.invalid_phones) == (1, 1, 1)
    assert match.warnings == (
        "Only 4 customers could be matched and ad platforms ask for at least 100: "
        "ads may not be shown to so small an audience.",
    )


def test_meta_by_hand() -> None:
    match = customer_match(SHOP, "meta")
    assert cells(match)[:2] == [
        ["email", "phone", "fn", "ln", "ct", "st", "zip", "country"],
        [sha("ann.lee+shop@gmail.com"), sha("16505551212"), sha("ann marie"), sha("olee"),
         sha("newyork"), sha("ny"), sha("10001"), sha("us")],
    ]  # fmt: skip
    assert cells(match)[2] == [sha("bob@x.org"), "", sha("bob"), "", "", "", "", sha("de")]
    assert cells(match)[4][4:] == [sha("stives"), sha("cornwall"), sha("tr261ab"), ""]


def test_hashes_meta_publishes() -> None:
    """Inputs and outputs of Meta's page on customer information parameters."""
    table = people(
        **{
            Customer.EMAIL: ["John_Smith@gmail.com"] * 3,
            Customer.PHONE: ["(650)555-1212"] * 3,
            Customer.FIRST_NAME: ["Mary", "정", "Valéry"],
            Customer.COUNTRY: ["United States"] * 3,
        }
    )
    file = customer_match(table, "meta").table
    assert file["email"].unique().tolist() == [
        "62a14e44f765419d10fea99367361a727c12365e2520f32218d505ed9aa0f62f"
    ]
    assert file["phone"].unique().tolist() == [
        "e323ec626319ca94ee8bff2e4c87cf613be6ea19919ed1364124e16807ab3176"
    ]
    assert file["fn"].tolist() == [
        "6915771be1c5aa0c886870b6951b03d7eafc121fea0e80a5ea83beb7c449f4ec",
        "8fa8cd9c440be61d0151429310034083132b35975c4bea67fdd74158eb51db14",
        "08e1996b5dd49e62a4b4c010d44e4345592a863bb9f8e3976219bac29417149c",
    ]
    assert file["country"].unique().tolist() == [
        "79adb2a2fce5c6ba215fe5f27f532d4e7edbac4b6a5e09e1ef3a08084a904621"
    ]


@pytest.mark.parametrize(
    ("platform", "header"),
    [
        ("google", b"Email,Phone,First Name,Last Name,Country,Zip\r\n"),
        ("meta", b"email,phone,fn,ln,ct,st,zip,country\r\n"),
    ],
)
def test_the_file_begins_with_exactly_the_header(platform: Any, header: bytes) -> None:
    assert customer_match(SHOP, platform).to_csv().startswith(header)
    nobody = customer_match(SHOP.iloc[:0], platform)
    assert nobody.to_csv() == header
    assert (nobody.rows, nobody.matchable) == (0, 0)


def test_readable_cells_are_the_ones_that_would_be_hashed_but_for_the_plus() -> None:
    match = customer_match(SHOP, "google", hashed=False)
    assert cells(match)[1] == [
        "annlee@gmail.com", "16505551212", "ann marie", "o'lee", "US", "10001-1234"
    ]  # fmt: skip
    assert cells(customer_match(SHOP, "meta", hashed=False))[1] == [
        "ann.lee+shop@gmail.com", "16505551212", "ann marie", "olee", "newyork", "ny", "10001",
        "us",
    ]  # fmt: skip


def test_only_consent_counts_and_what_is_unclear_is_no() -> None:
    words = ["yes", "no", None, "", "maybe", "perhaps", "perhaps", "Subscribed", "0", "1"]
    table = people(
        **{
            Customer.EMAIL: [f"c{i}@x.org" for i in range(10)],
            Customer.CONSENT: words,
        }
    )
    match = customer_match(table, minimum=3)
    assert [row[0] for row in cells(match)[1:]] == [sha(f"c{i}@x.org") for i in (0, 7, 9)]
    assert (match.matchable, match.dropped_without_consent, match.unreachable) == (3, 7, 0)
    assert match.warnings == (
        "3 consent cells say neither yes nor no (“maybe”, “perhaps”) and count as no.",
    )


def test_without_a_consent_column_all_are_in_with_a_warning() -> None:
    match = customer_match(people(**{Customer.EMAIL: ["a@x.org"]}), minimum=1)
    assert (match.matchable, match.dropped_without_consent) == (1, 0)
    assert match.warnings == (
        "No consent column is mapped, so every customer counts as consenting.",
    )


def test_consent_may_be_a_boolean() -> None:
    table = people(**{Customer.EMAIL: ["a@x.org", "b@x.org", "c@x.org"]})
    table[Customer.CONSENT] = pd.array([True, False, None], dtype="boolean")
    match = customer_match(table, minimum=0)
    assert (match.matchable, match.dropped_without_consent, match.warnings) == (1, 2, ())


def test_a_default_country_reads_national_numbers() -> None:
    table = people(
        **{
            Customer.PHONE: ["030 1234567", "020 7946 0000", "+1 650 555 1212"],
            Customer.COUNTRY: [None, "GB", None],
            Customer.CONSENT: ["y", "y", "y"],
        }
    )
    without = customer_match(table, hashed=False, minimum=0)
    assert without.table["Phone"].tolist() == ["442079460000", "16505551212"]
    assert (without.invalid_phones, without.unreachable) == (1, 1)
    assert without.warnings == (
        "1 phone number was left out because no country is known; choose a default country.",
    )
    german = customer_match(table, hashed=False, default_country="Germany", minimum=0)
    assert german.table["Phone"].tolist() == ["49301234567", "442079460000", "16505551212"]
    assert german.table["Country"].tolist() == ["DE", "GB", "DE"]
    assert (german.invalid_phones, german.warnings) == (0, ())


def test_customers_who_give_the_same_line_give_one() -> None:
    table = people(
        **{
            Customer.EMAIL: ["a.b@gmail.com", "AB@gmail.com", "c@x.org"],
            Customer.CONSENT: ["y"] * 3,
        }
    )
    match = customer_match(table, minimum=3)
    assert (match.matchable, match.rows, match.warnings) == (3, 2, ())
    assert customer_match(table, "meta").rows == 3


def test_impossible_files_are_refused() -> None:
    with pytest.raises(MissingColumns, match="by e-mail or phone"):
        customer_match(people(**{Customer.FIRST_NAME: ["a"]}))
    with pytest.raises(ParameterError, match="no file for 'x'; choose google or meta"):
        customer_match(SHOP, "x")  # type: ignore[arg-type]
    with pytest.raises(ParameterError, match="'Atlantis' is not a country"):
        customer_match(SHOP, default_country="Atlantis")


def test_the_callers_table_stays_as_it_is() -> None:
    before = SHOP.copy()
    customer_match(SHOP).to_csv()
    pd.testing.assert_frame_equal(SHOP, before)


def test_numbers_become_digits_again() -> None:
    # a blank cell makes a column of whole numbers one of floats in many programs
    table = people(
        **{
            Customer.PHONE: [4915112345678.0, None],
            Customer.ZIP: ["94035.0", "10115"],
            Customer.EMAIL: ["a@x.org", "b@x.org"],
            Customer.CONSENT: [1.0, 0.0],
        }
    )
    table[Customer.COUNTRY] = "DE"
    google = customer_match(table, "google", hashed=False)
    assert cells(google)[1:] == [["a@x.org", "4915112345678", "", "", "DE", "94035"]]
    meta = customer_match(table, "meta", hashed=False)
    assert cells(meta)[1:] == [["a@x.org", "4915112345678", "", "", "", "", "94035", "de"]]


CELL = st.one_of(
    st.none(),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
    st.from_regex(r"[a-z.]{1,6}@(gmail|x)\.(com|org)", fullmatch=True),
    st.from_regex(r"[+=@-]?[0-9 ]{6,14}", fullmatch=True),
    st.sampled_from(["yes", "no", "DE", "US", "=1+1", "@SUM(A1)"]),
)
FIELDS = list(SHOP.columns)


@settings(max_examples=30)  # of up to twelve customers each
@given(
    st.lists(st.tuples(*[CELL] * len(FIELDS)), max_size=12),
    st.sampled_from(["google", "meta"]),
    st.booleans(),
)
def test_every_customer_is_accounted_for_and_no_cell_starts_a_formula(
    rows: list[tuple[str | None, ...]], platform: Any, hashed: bool
) -> None:
    table = pd.DataFrame(rows, columns=FIELDS, dtype="str")
    match = customer_match(table, platform, hashed=hashed)
    told = match.matchable + match.dropped_without_consent + match.unreachable
    assert told == match.customers == len(rows)
    assert match.rows <= match.matchable
    empty = sha("")
    for row in cells(match)[1:]:
        assert row[0] or row[1]
        assert not any(cell.startswith((*FORMULA_STARTS, "'")) for cell in row)
        assert empty not in row
