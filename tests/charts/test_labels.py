"""Words and numbers on charts."""

import pytest

from shopai.charts.labels import axis_title, escape, in_lines, in_unit, segment_name, shortened
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


def test_a_value_is_shown_in_its_unit() -> None:
    assert in_unit(0.25, "share") == "25.0%"
    assert in_unit(25, "money", "USD") == "$25"
    assert in_unit(25, "days") == "25"


def test_axis_titles_carry_the_unit_once() -> None:
    assert axis_title(Feature.MONETARY, "GBP") == "Net spend (GBP)"
    assert axis_title(Feature.FREQUENCY) == "Orders"
    assert axis_title("a <new> column") == "a &lt;new&gt; column"


def test_people_count_segments_from_one() -> None:
    assert segment_name(0) == "Segment 1"


def test_long_names_are_broken_before_they_are_cut() -> None:
    assert in_lines("Loyal big spenders", 22) == "Loyal big spenders"
    assert in_lines("2 Occasional small <spenders>", 18) == "2 Occasional small<br>&lt;spenders&gt;"
    assert in_lines("Occasional small spenders of old", 11) == "Occasional<br>small spen…"
    assert in_lines("Occasional small spenders of old", 11, 4) == (
        "Occasional<br>small<br>spenders of<br>old"
    )
    assert in_lines("spenders", 6) == "spenders"  # no word is broken for two letters
    assert in_lines("高价值客户" * 3, 5) == "高价值客户高价<br>值客户高价值…"
    assert in_lines("", 5) == ""


def test_shortened_keeps_what_fits() -> None:
    assert shortened("exactly ten", 11) == "exactly ten"
    assert shortened("much too long", 8) == "much to…"
