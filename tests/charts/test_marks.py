"""Marks that several charts share."""

from __future__ import annotations

from shopai.charts.marks import row_bars
from shopai.charts.theme import MUTED, PRIMARY


def test_what_is_written_in_a_bar_is_read_on_its_colour() -> None:
    assert row_bars([1], PRIMARY, ["a"], text=["1"]).insidetextfont.color == "#ffffff"
    two = row_bars([2, 1], [PRIMARY, MUTED], ["a", "b"], text=["2", "1"])
    assert two.insidetextfont.color == ("#ffffff", "#000000")
    assert row_bars([1], PRIMARY, ["a"]).insidetextfont.color is None
