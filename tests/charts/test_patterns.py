"""The numbers inside the chart of sequential patterns."""

from __future__ import annotations

import numpy as np
import pytest

from shopai.behaviour.sequences.patterns import sequential_patterns
from shopai.charts.paths import pattern_bars, pattern_called
from shopai.columns import Pattern

from .journeys_shop import shop


def test_bars_by_hand() -> None:
    """Three of four customers go from view to cart, two of them on to purchase."""
    found = sequential_patterns(shop(), min_support=2)
    longer = found.table[found.table[Pattern.LENGTH] > 1]
    whole, bars, texts = pattern_bars(found, longer).data
    assert np.asarray(bars.x) == pytest.approx(longer[Pattern.SUPPORT].to_numpy())
    assert texts.text[0] == "View → Add to cart  <b>75.0%</b>"
    assert "3 of 4 customers" in bars.customdata[0]
    assert "View → Add to cart → Purchase  <b>50.0%</b>" in texts.text
    assert set(np.asarray(whole.x)) == {1.0}


def test_names_are_text_in_the_picture_alone() -> None:
    found = sequential_patterns(shop(), of="category", per="customer", min_support=1)
    assert pattern_called(found, ("<Light>", "Seats")) == "<Light> → Seats"
    texts = pattern_bars(found, found.table).data[2].text
    assert any(text.startswith("&lt;Light&gt;") for text in texts)
