"""Numbers, money, dates and lists as people of a language write them."""

import math
from datetime import date

import pandas as pd
import pytest

from shopai.format import (
    compact,
    counted,
    day,
    duration,
    fixed,
    listed,
    money,
    number,
    of_hundred,
    percent,
    points,
    signed,
)
from shopai.messages import speaking


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (-0.0, "0"),
        (0.126, "0.13"),
        (0.004, "0.004"),
        (-0.00123, "−0.0012"),
        (9.994, "9.99"),
        (9.996, "10.0"),
        (12.34, "12.3"),
        (99.94, "99.9"),
        (99.96, "100"),
        (1234.5, "1,234"),
        (-1234.6, "−1,235"),
        (math.nan, "–"),
        (math.inf, "–"),
    ],
)
def test_numbers_as_written(value: float, shown: str) -> None:
    assert number(value) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (999, "999"),
        (999.7, "1K"),
        (1000, "1K"),
        (999_499, "999K"),
        (-999_700, "−1M"),
        (999_999, "1M"),
        (1_234_567, "1.23M"),
        (-2.5e9, "−2.5B"),
        (9.99e14, "999T"),
        (1e15, "1e15"),
        (-2.5e18, "−2.5e18"),
    ],
)
def test_compact_numbers_as_written(value: float, shown: str) -> None:
    assert compact(value) == shown


@pytest.mark.parametrize(
    ("value", "currency", "short", "shown"),
    [
        (1234.5, "GBP", False, "£1,234"),
        (-1234.6, "GBP", False, "−£1,235"),
        (1_234_567, "EUR", True, "€1.23M"),
        (12, "CHF", False, "12 CHF"),
        (49.4, "EUR", False, "€49.40"),
        (-0.5, "EUR", False, "−€0.50"),
        (0.005, "EUR", False, "€0.01"),
        (0.004, "EUR", False, "€0.004"),
        (99.96, "EUR", False, "€99.96"),
        (99.996, "EUR", False, "€100"),
        (12, None, False, "12"),
        (math.nan, "GBP", False, "–"),
    ],
)
def test_money_as_written(value: float, currency: str | None, short: bool, shown: str) -> None:
    assert money(value, currency, short) == shown


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.4, "0 s"),
        (45, "45 s"),
        (59.4, "59 s"),
        (59.6, "1 min"),
        (180, "3 min"),
        (3600, "1 hour"),
        (5400, "1.5 hours"),
        (86_400, "1 day"),
        (181_440, "2.1 days"),
        (86_400 * 120, "120 days"),
        (float("nan"), "–"),
    ],
)
def test_durations_as_written(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_shares_and_differences_have_one_decimal_and_missing_is_a_dash() -> None:
    assert (percent(0.1234), percent(-0.5), percent(math.nan)) == ("12.3%", "−50.0%", "–")
    assert (percent(0.5, 0), signed(0.25, 2), signed(-3.25)) == ("50%", "+0.25", "−3.2")
    assert (points(-3.25), points(math.nan)) == ("−3.2 points", "–")
    assert (fixed(1234.56, 1), fixed(-0.0), fixed(math.nan)) == ("1,234.6", "0", "–")


def test_a_day_is_written_long_medium_or_as_its_month() -> None:
    when = date(2025, 9, 2)
    assert [day(when), day(when, "medium"), day(pd.Timestamp(when), "month")] == [
        "2 September 2025",
        "2 Sep 2025",
        "September 2025",
    ]
    with speaking("de"):
        assert [day(when), day(when, "medium"), day(when, "month")] == [
            "2. September 2025",
            "02.09.2025",
            "September 2025",
        ]


def test_lists_end_with_how_many_more_and_one_is_singular() -> None:
    assert listed(["a", "b"]) == "a, b"
    assert listed(list("abcd"), most=2) == "a, b and 2 more"
    assert (counted(1, "item"), counted(1200, "query")) == ("1 item", "1,200 queries")


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("de", ["1.234.568", "12,3", "−0,0012", "1,23\u00a0Mio.", "−1.234\u00a0€", "12,3\u00a0%"]),
        ("fr", ["1\u202f234\u202f568", "12,3", "−0,0012", "1,23\u00a0M", "−1\u202f234\u00a0€",
                "12,3\u00a0%"]),
        ("hi", ["12,34,568", "12.3", "−0.0012", "12.3\u00a0लाख", "−€1,234", "12.3%"]),
        ("zh", ["1,234,568", "12.3", "−0.0012", "123万", "−€1,234", "12.3%"]),
    ],
)  # fmt: skip
def test_every_language_has_its_separators_units_and_place_of_the_sign(
    language: str, shown: list[str]
) -> None:
    with speaking(language):
        assert shown == [
            number(1_234_567.8),
            number(12.34),
            number(-0.00123),
            compact(1_234_567),
            money(-1234.4, "EUR"),
            percent(0.1234),
        ]


@pytest.mark.parametrize(
    ("share", "words"),
    [(0.0, "0"), (0.004, "0.4"), (0.0095, "1"), (0.234, "23"), (1.0, "100")],
)
def test_how_many_of_a_hundred(share: float, words: str) -> None:
    assert of_hundred(share) == words
