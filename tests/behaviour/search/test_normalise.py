"""What a query says, whatever way it is typed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopai.behaviour.search import normalise
from shopai.behaviour.search.normalise import displayed, form, pieces, singular, words


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
def test_ways_to_type_the_same(same: list[str]) -> None:
    assert len({form(displayed(query)) for query in same}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("size 1 2", "size 12"), ("c++", "c"), ("c#", "c++"), ("1.5", "15"), ("🎁", "🎀"),
        ("男鞋", "女鞋"), ("red dress", "dress red"), ("glass", "glas"), ("ガス", "カス"),
    ],
)  # fmt: skip
def test_what_stays_apart(one: str, other: str) -> None:
    assert form(one) != form(other)


@pytest.mark.parametrize(
    ("plural", "one"),
    [("dresses", "dress"), ("boxes", "box"), ("watches", "watch"), ("brushes", "brush"),
     ("batteries", "battery"), ("shoes", "shoe"), ("mugs", "mug"), ("glass", "glass"),
     ("bus", "bus"), ("gas", "gas"), ("octopus", "octopus"), ("tennis", "tennis"),
     ("iphone12s", "iphone12s"), ("straße", "straße")],
)  # fmt: skip
def test_simple_plurals(plural: str, one: str) -> None:
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
def test_one_and_several_are_the_same(pair: str) -> None:
    one, plural = pair.split("/")
    assert form(one) == form(plural)
    assert form(f"red {one.upper()}") == form(f"Red {plural}")


def test_no_two_different_words_fall_together() -> None:
    apart = """glass gla dress dre bus bu lens len news new gas ga base bass loss close
        case cash ache each bath size six prize price tie toe pie pi shoe show use us canvas
        canvass iris ire rose row horse hoarse movie move brownie brown cookie cook beanie bean
        glove leaf leave knife knit menu men bikini bike watch wash mouse moss purse pure"""
    forms: dict[str, str] = {}
    for word in apart.split():
        assert forms.setdefault(form(word), word) == word


def test_words_and_what_only_looks_like_text() -> None:
    assert words("Oak & Birch: 3/4 lamps, #1!") == ["oak", "birch", "3/4", "lamp", "1"]
    assert (words("?!"), form("?!"), form("🎁")) == ([], "?!", "🎁")
    assert displayed(" a\u0000 \u202eb\n c ") == "a b c"


def test_chinese_is_parted_into_words() -> None:
    pytest.importorskip("rjieba")
    assert [term for term, _ in pieces("Apple手机壳透明 cups")] == [
        "apple", "手机", "壳", "透明", "cup",
    ]  # fmt: skip


def test_without_a_dictionary_every_two_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(normalise, "_jieba", lambda: None)
    assert [term for term, _ in pieces("手机壳")] == ["手机", "机壳"]
    assert [term for term, _ in pieces("茶 cups")] == ["茶", "cup"]
    assert not normalise.parts_words()


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=30))
def test_any_text_has_one_form_however_shown(text: str) -> None:
    shown = displayed(text)
    assert displayed(shown) == shown
    assert form(shown) == form(shown.upper().lower()) or not shown.isascii()
    assert shown == "" or form(shown) != ""
    assert all(piece for piece, _ in pieces(text))
