"""Texts as terms: words, character n-grams, one name for all its spellings."""

from __future__ import annotations

import pytest

from shopai.recommend.words import folded, spaced, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Red Mug, 20cm (x2)", ["red", "mug", "20cm", "x2"]),
        ("Chef’s knife, chef's KNIFE", ["chefs", "knife", "chefs", "knife"]),
        ("Café Crème snake_case", ["cafe", "creme", "snake", "case"]),
        ("Vitamin C 5", ["vitamin", "c", "5"]),
        ("茶", ["茶"]),
        ("咖啡杯", ["咖啡", "啡杯", "咖啡杯"]),
        ("Tesla充电线2m", ["tesla", "充电", "电线", "充电线", "2m"]),
        ("マグ・ｶｯﾌﾟ", ["マグ", "カッ", "ップ", "カップ"]),
        ("ｍｕｇ １２", ["mug", "12"]),
        ("커피잔 세트", ["커피잔", "세트"]),
        ("चाय पत्ती", ["चाय", "पत्ती"]),
        ("<p class='a'>Soft&nbsp;wool</p> 3 < 4 &amp; more", ["soft", "wool", "3", "4", "more"]),
        ("", []),
        ("—!? 🎁", []),
    ],
)
def test_terms_of_a_text(text, expected):
    assert words(text) == expected


def test_accents_go_and_letters_of_other_scripts_stay():
    assert folded("ÉCLAIR Ångström İzmir Straße") == "eclair angstrom izmir strasse"
    assert folded("ガ") == "ガ" != folded("カ")
    assert folded("각") == "각"


def test_any_space_is_one_space():
    assert spaced("  Home \t &\u00a0Garden\n") == "Home & Garden"
