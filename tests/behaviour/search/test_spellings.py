"""Spellings taken together: by form, and by one letter where the frequencies say so."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopai.behaviour.search import spellings
from shopai.behaviour.search.spellings import LEAST_LETTERS, RARER, corrected, one_edit, queries_of
from shopai.columns import SearchTable
from shopai.errors import MissingColumns
from tests.behaviour.search.conftest import Row, search, shop, view


@pytest.mark.parametrize(
    ("typed", "right", "same"),
    [
        ("candel", "candle", True), ("candl", "candle", True), ("canndle", "candle", True),
        ("cundle", "candle", True), ("bandle", "candle", False), ("cabdke", "candle", False),
        ("iphone13", "iphone12", False), ("透明手机壳", "透明手机套", False),
        ("cafeterja", "cafeteria", True), ("candle", "candle", False),
    ],
)  # fmt: skip
def test_one_edit_is_one_letter_more_less_or_other(typed: str, right: str, same: bool) -> None:
    assert one_edit(typed, right) is one_edit(right, typed) is same


LETTERS = st.text("abc1壳", min_size=1, max_size=7)


@settings(max_examples=40, deadline=None)
@given(st.dictionaries(LETTERS, st.integers(1, 500), min_size=1, max_size=60))
def test_typos_equal_those_of_comparing_all_pairs(counts: dict[str, int]) -> None:
    forms = sorted(counts, key=lambda form: (-counts[form], form))
    n = np.array([counts[form] for form in forms])
    expected = np.arange(len(forms))
    for i, form in enumerate(forms):
        if len(form) < LEAST_LETTERS:
            continue
        for j in range(i):
            right = expected[j] == j and n[i] * RARER <= n[j] and len(forms[j]) >= LEAST_LETTERS
            if right and one_edit(form, forms[j]):
                expected[i] = j
                break
    np.testing.assert_array_equal(corrected(forms, n)[0], expected)


def times(n: int, query: str | None) -> list[Row]:
    return [search("u", "v", minute, query) for minute in range(n)]


def test_spellings_by_hand() -> None:
    """Skirt is no slip of shirt, for both are common; shirrt is, with its own two spellings."""
    dataset = shop(
        times(200, "Shirt") + times(50, "shirts") + times(30, "skirt") + times(7, "shirrt")
        + times(2, "SHIRRT ") + times(3, None) + times(1, "  ") + [view("u", "v", 0, "mug")]
    )  # fmt: skip
    found = queries_of(dataset)
    assert found.names.tolist() == ["Shirt", "skirt"]
    assert found.spellings.tolist() == [4, 1]
    assert np.bincount(found.codes).tolist() == [259, 30]
    # rows 289 … 293 are the searches without words and the view
    assert found.of(np.array([0, 199, 250, 288, 289, 293])).tolist() == [0, 0, 1, 0, -2, -2]
    spelled = found.spelled.groupby(SearchTable.QUERY)[SearchTable.SEARCHES].sum()
    assert spelled.to_dict() == {"Shirt": 259, "skirt": 30}
    assert found.cut == ()
    apart = queries_of(dataset, slips=False)
    assert apart.names.tolist() == ["Shirt", "skirt", "shirrt"]


def test_any_script_and_emoji_are_shown_as_typed() -> None:
    typed = ["手机壳 透明", "🎁 礼物", "קפה", "<b>x</b>", "=1+1"]
    rows = [row for n, query in enumerate(typed) for row in times(9 - n, query)]
    assert queries_of(shop(rows)).names.tolist() == typed


def test_what_is_left_out_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spellings, "MOST_SPELLINGS", 2)
    monkeypatch.setattr(spellings, "MOST_RARE", 0)
    found = queries_of(shop(times(40, "candle") + times(2, "candel") + times(1, "rug")))
    assert found.names.tolist() == ["candle", "candel"]
    assert found.cut[0].startswith("1 spellings typed least, 1 searches, are in the totals")
    assert found.cut[1].startswith("1 rare queries were not compared")
    assert sorted(found.codes.tolist()) == [-1] + [0] * 40 + [1] * 2


@pytest.mark.parametrize(
    ("rows", "told"),
    [([view("u", "v", 0, "mug")], "found view"), (times(2, None), "do not say what")],
)
def test_data_without_queries_say_what_is_needed(rows: list[Row], told: str) -> None:
    with pytest.raises(MissingColumns, match=told):
        queries_of(shop(rows))
