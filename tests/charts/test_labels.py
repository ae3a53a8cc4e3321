"""Words and numbers on charts."""

import math

import pytest

from shopai.charts.labels import (
    axis_title,
    compact,
    escape,
    in_unit,
    money,
    number,
    percent,
    segment_name,
    shortened,
)
from shopai.columns import Feature


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("plain", "plain"),
        ("<b>5 < 6 & 7 > 2</b>", "&lt;b&gt;5 &lt; 6 &amp; 7 &gt; 2&lt;/b&gt;"),
        ("$x^2$", "&#36;x^2&#36;"),
        ("two\n lines\t", "two lines"),
        (17850, "17850"),
    ],
)
def test_escape_shows_the_characters_as_they_are(text: object, shown: str) -> None:
    assert escape(text) == shown


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
def test_number(value: float, shown: str) -> None:
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
def test_compact(value: float, shown: str) -> None:
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
def test_money(value: float, currency: str | None, short: bool, shown: str) -> None:
    assert money(value, currency, short) == shown


def test_a_share_is_shown_in_percent_and_missing_as_a_dash() -> None:
    assert (percent(0.1234), percent(-0.5), percent(math.nan)) == ("12.3%", "−50.0%", "–")
    assert in_unit(0.25, "share") == "25.0%"
    assert in_unit(25, "money", "USD") == "$25"
    assert in_unit(25, "days") == "25"


def test_axis_titles_carry_the_unit_once() -> None:
    assert axis_title(Feature.MONETARY, "GBP") == "Net spend (GBP)"
    assert axis_title(Feature.FREQUENCY) == "Orders"
    assert axis_title("a <new> column") == "a &lt;new&gt; column"


def test_people_count_segments_from_one() -> None:
    assert segment_name(0) == "Segment 1"


def test_shortened_keeps_what_fits() -> None:
    assert shortened("exactly ten", 11) == "exactly ten"
    assert shortened("much too long", 8) == "much to…"
