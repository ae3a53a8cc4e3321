"""Words of the key figures, by hand."""

import pytest

from shopai.behaviour.overview import KeyFigure
from shopai.findings.overview import change, shown


def test_a_key_figure_in_its_unit() -> None:
    money, share = KeyFigure("Revenue", "money", 1, 1, 1), KeyFigure("Buy", "share", 1, 1, 1)
    assert shown(None, money, "EUR") == "–"
    assert shown(99_999, money, "EUR") == "€99,999"
    assert "100,000" not in shown(100_000, money, "EUR")  # in short from here on
    assert shown(0.25, share, "EUR").startswith("25")


@pytest.mark.parametrize(
    ("unit", "current", "previous", "words"),
    [
        ("money", 120.0, 100.0, "+20.0%"),
        ("share", 0.2, 0.25, "-5.0 points"),
        ("money", 120.0, None, None),
        ("money", 120.0, 0.0, None),
    ],
)
def test_the_change_of_a_key_figure(
    unit: str, current: float, previous: float | None, words: str | None
) -> None:
    assert change(KeyFigure("Revenue", unit, None, current, previous)) == words
