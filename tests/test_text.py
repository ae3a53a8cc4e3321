"""Text folded to one spelling and cut into words, whatever way it is typed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopai.text import displayed, folded, form, item_terms, parts_words, pieces, singular, words


@pytest.mark.parametrize(
    "same",
    [
        ["T-Shirts", "t shirt", "tshirt", "T-SHIRT", "ｔｓｈｉｒｔ", "  t  shirt ", "“t-shirt”"],
        ["café", "CAFE", "cafe\u0301", "Cafés"],
        ["手机壳", "手机 壳", "手机壳。", "手机\u3000壳"],
        ["ﾏｸﾞ", "マグ"],
        ["men's boots", "mens boot", "MEN’S BOOTS"],
        ["🎁 box", "🎁boxes", "🎁\ufe0f box"],
        ["1.5 l", "1.5l"],
        ["a\u200bb", "ab", "a\u202eb"],
    ],
)
def test_spellings_of_one_query_have_one_form(same: list[str]) -> None:
    assert len({form(displayed(query)) for query in same}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("size 1 2", "size 12"), ("c++", "c"), ("c#", "c++"), ("1.5", "15"), ("🎁", "🎀"),
        ("男鞋", "女鞋"), ("red dress", "dress red"), ("glass", "glas"), ("ガス", "カス"),
    ],
)  # fmt: skip
def test_different_queries_have_different_forms(one: str, other: str) -> None:
    assert form(one) != form(other)


@pytest.mark.parametrize(
    ("plural", "one"),
    [("dresses", "dress"), ("boxes", "box"), ("watches", "watch"), ("brushes", "brush"),
     ("batteries", "battery"), ("shoes", "shoe"), ("mugs", "mug"), ("glass", "glass"),
     ("bus", "bus"), ("gas", "gas"), ("octopus", "octopus"), ("tennis", "tennis"),
     ("iphone12s", "iphone12s"), ("straße", "straße")],
)  # fmt: skip
def test_singular_takes_off_the_plural_s(plural: str, one: str) -> None:
    assert singular(plural) == one


PAIRS = """
    hoodie/hoodies cookie/cookies movie/movies brownie/brownies beanie/beanies
    size/sizes headache/headaches lens/lenses bus/buses gas/gases case/cases vase/vases
    blouse/blouses nose/noses horse/horses house/houses purse/purses rose/roses dress/dresses
    glass/glasses mattress/mattresses mousse/mousses watch/watches brush/brushes box/boxes
    axe/axes quiche/quiches quiz/quizzes quartz/quartzes prize/prizes battery/batteries
    toy/toys key/keys tie/ties pie/pies brie/bries shoe/shoes horseshoe/horseshoes
    canoe/canoes potato/potatoes canvas/canvases iris/irises cactus/cactuses scarf/scarves
    bookshelf/bookshelves knife/knives glove/gloves sleeve/sleeves olive/olives valve/valves
    bikini/bikinis menu/menus sofa/sofas bra/bras use/uses
"""


@pytest.mark.parametrize("pair", PAIRS.split())
def test_singular_and_plural_have_one_form(pair: str) -> None:
    one, plural = pair.split("/")
    assert form(one) == form(plural)
    assert form(f"red {one.upper()}") == form(f"Red {plural}")


def test_different_words_keep_different_forms() -> None:
    apart = """glass gla dress dre bus bu lens len news new gas ga base bass loss close
        case cash ache each bath size six prize price tie toe pie pi shoe show use us canvas
        canvass iris ire rose row horse hoarse movie move brownie brown cookie cook beanie bean
        glove leaf leave knife knit menu men bikini bike watch wash mouse moss purse pure"""
    forms: dict[str, str] = {}
    for word in apart.split():
        assert forms.setdefault(form(word), word) == word


def test_punctuation_parts_words_and_numbers_keep_theirs() -> None:
    assert words("Oak & Birch: 3/4 lamps, #1!") == ["oak", "birch", "3/4", "lamp", "1"]
    assert (words("?!"), form("?!"), form("🎁")) == ([], "?!", "🎁")
    assert displayed(" a\u0000 \u202eb\n c ") == "a b c"


def test_rjieba_parts_chinese_into_words() -> None:
    pytest.importorskip("rjieba")
    assert [term for term, _ in pieces("Apple手机壳透明 cups")] == [
        "apple", "手机", "壳", "透明", "cup",
    ]  # fmt: skip


def test_without_rjieba_chinese_is_cut_into_pairs(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("shopai.text._jieba", lambda: None)
    assert [term for term, _ in pieces("手机壳")] == ["手机", "机壳"]
    assert [term for term, _ in pieces("茶 cups")] == ["茶", "cup"]
    assert not parts_words()


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=30))
def test_every_text_has_a_form_and_pieces(text: str) -> None:
    shown = displayed(text)
    assert displayed(shown) == shown
    assert form(shown) == form(shown.upper().lower()) or not shown.isascii()
    assert shown == "" or form(shown) != ""
    assert all(piece for piece, _ in pieces(text))


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
def test_item_terms_are_words_and_pairs_and_triples_of_chinese(
    text: str, expected: list[str]
) -> None:
    assert item_terms(text) == expected


def test_folding_drops_accents_and_keeps_letters_of_other_scripts() -> None:
    assert folded("ÉCLAIR Ångström İzmir Straße") == "eclair angstrom izmir strasse"
    assert folded("ガ") == "ガ" != folded("カ")
    assert folded("각") == "각"


def test_any_space_is_one_space() -> None:
    assert displayed("  Home \t &\u00a0Garden\n") == "Home & Garden"
