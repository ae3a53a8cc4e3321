"""Rules: by hand, against mlxtend, and with what chance does."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopai.behaviour.baskets.rules import SURE, Rules, hypotheses, rules_of
from shopai.columns import Itemset, Rule
from shopai.errors import ParameterError
from shopai.intervals import benjamini_hochberg
from tests.behaviour.baskets.making import BASKETS, agree, made, rule, supports_of, theirs

FIVE = [
    {"bread", "milk"},
    {"bread", "butter"},
    {"bread", "butter", "milk"},
    {"milk"},
    {"bread", "milk"},
]
MEASURES = [
    Rule.SUPPORT,
    Rule.ANTECEDENT_SUPPORT,
    Rule.CONSEQUENT_SUPPORT,
    Rule.CONFIDENCE,
    Rule.LIFT,
    Rule.LEVERAGE,
    Rule.CONVICTION,
    Rule.ZHANG,
    Rule.COUNT,
    Rule.P,
]


@pytest.fixture(scope="module")
def five() -> Rules:
    return rules_of(made(FIVE), min_support=1, min_confidence=0.0)


@pytest.mark.parametrize(
    ("a", "c", "expected"),
    [
        # bread 4, milk 4, butter 2 of 5; bread and milk 3, bread and butter 2, milk and butter 1
        ("bread", "milk", [0.6, 0.8, 0.8, 0.75, 0.9375, -0.04, 0.8, -0.25, 3, 1.0]),
        ("butter", "bread", [0.4, 0.4, 0.8, 1.0, 1.25, 0.08, np.inf, 1 / 3, 2, 0.6]),
        ("bread", "butter", [0.4, 0.8, 0.4, 0.5, 1.25, 0.08, 1.2, 1.0, 2, 0.6]),
        ("milk", "butter", [0.2, 0.8, 0.4, 0.25, 0.625, -0.12, 0.8, -0.75, 1, 1.0]),
        ("butter", "milk", [0.2, 0.4, 0.8, 0.5, 0.625, -0.12, 0.4, -0.5, 1, 1.0]),
    ],
)
def test_every_measure_by_hand(five: Rules, a: str, c: str, expected: list[float]) -> None:
    row = rule(five.table, [a], [c])
    np.testing.assert_allclose([row[name] for name in MEASURES], expected, rtol=1e-14)


def test_what_the_result_says(five: Rules) -> None:
    assert len(five.table) == 6
    assert (five.n_baskets, five.baskets.n_items, five.min_count, five.n_tested) == (5, 3, 1, 3)
    # p = 0.6, 1 and 1 of three pairs: 0.6 · 3 / 1, capped
    assert five.table[Rule.P_ADJUSTED].tolist() == [1.0] * 6
    assert five.table[Rule.LEVERAGE].is_monotonic_decreasing
    assert five.cut == ()
    assert five.itemsets[Itemset.LENGTH].tolist() == [1, 1, 1, 2, 2, 2]
    assert supports_of(five.itemsets)["bread", "butter"] == 0.4
    assert five.names["milk"] == "The milk"


def test_longer_rules_by_hand() -> None:
    result = rules_of(made(FIVE), min_support=1, min_confidence=0.0, max_length=3)
    row = rule(result.table, ["butter", "milk"], ["bread"])
    # butter and milk in one basket, which has bread
    assert row[[Rule.SUPPORT, Rule.CONFIDENCE, Rule.LIFT]].tolist() == [0.2, 1.0, 1.25]
    assert row[Rule.P] == pytest.approx(4 / 5)
    row = rule(result.table, ["bread"], ["butter", "milk"])
    assert row[[Rule.CONFIDENCE, Rule.LIFT]].tolist() == [0.25, 1.25]
    assert len(result.table) == 6 + 6
    # pairs of items, 3; a pair and the third item, 3
    assert result.n_tested == 6


def test_an_item_in_every_basket_says_nothing() -> None:
    table = rules_of(made([{"a", "b"}, {"a"}, {"a", "b"}]), min_support=1).table
    row = rule(table, ["a"], ["b"])
    assert row[[Rule.LIFT, Rule.LEVERAGE, Rule.ZHANG, Rule.P]].tolist() == [1.0, 0.0, 0.0, 1.0]
    row = rule(table, ["b"], ["a"])
    assert row[[Rule.CONFIDENCE, Rule.CONVICTION, Rule.ZHANG]].tolist() == [1.0, np.inf, 0.0]


@settings(max_examples=20, deadline=None)
@given(
    BASKETS, st.integers(1, 6), st.integers(2, 4), st.sampled_from([0.0, 0.2718, 0.5772, 0.9142])
)
def test_rules_equal_those_of_mlxtend(
    contents: list[set[str]], least: int, length: int, confidence: float
) -> None:
    bought = made(contents)
    least = min(least, bought.n)
    ours = rules_of(bought, min_support=least, min_confidence=confidence, max_length=length)
    supports, peer = theirs(bought, least, length, confidence)
    assert supports_of(ours.itemsets) == pytest.approx(supports, rel=1e-12)
    agree(ours.table, peer)


def test_equal_to_mlxtend_where_items_go_together() -> None:
    rng = np.random.default_rng(5)
    likes = rng.random((4, 30)) ** 4
    contents = [
        {f"i{j:02d}" for j in np.flatnonzero(rng.random(30) < likes[rng.integers(4)])} | {"i00"}
        for _ in range(800)
    ]
    bought = made(contents)
    ours = rules_of(bought, min_support=40, min_confidence=0.3141, max_length=5)
    supports, peer = theirs(bought, 40, 5, 0.3141)
    assert {len(items) for items in supports} == {1, 2, 3, 4, 5}
    assert supports_of(ours.itemsets) == pytest.approx(supports, rel=1e-12)
    agree(ours.table, peer)


@settings(max_examples=15, deadline=None)
@given(BASKETS, st.integers(1, 4), st.integers(2, 3))
def test_as_many_hypotheses_as_rules_that_could_be(
    contents: list[set[str]], least: int, length: int
) -> None:
    result = rules_of(made(contents), min_support=least, max_length=length)
    sets = [frozenset(items) for items in result.itemsets[Itemset.ITEMS]]
    could_be = sum(not a & c and len(a) + len(c) <= length for a, c in combinations(sets, 2))
    assert result.n_tested == could_be


def test_longer_hypotheses_are_bounded_from_above() -> None:
    # 4 items, all 6 pairs and 4 triples: pairs of items 6; item and pair 6 · 2; item and
    # triple 4 · 1; pair and pair 3, bounded by 6 · 5 / 2
    assert hypotheses([4, 6, 4, 1], 4) == 6 + 12 + 4 + 15


def test_random_baskets_give_no_significant_rules() -> None:
    rng = np.random.default_rng(11)
    held = rng.random((2_000, 60)) < rng.uniform(0.02, 0.08, 60)
    contents = [{f"i{j:02d}" for j in np.flatnonzero(row)} for row in held if row.any()]
    result = rules_of(made(contents), min_support=8, min_confidence=0.0)
    p = result.table[Rule.P].to_numpy()
    assert (p < 0.05).sum() > 50
    assert (result.table[Rule.P_ADJUSTED] < 0.05).sum() == 0
    # Allowing only for the pairs that are in many baskets, many would look like finds.
    assert result.n_tested > 3 * len(p) / 2
    assert (benjamini_hochberg(p, len(p)) < 0.1).sum() > 0


def test_rules_that_are_not_shown_are_allowed_for() -> None:
    everything = rules_of(made(FIVE), min_support=1, min_confidence=0.0)
    sure = rules_of(made(FIVE), min_support=1, min_confidence=0.5)
    assert sure.n_tested == everything.n_tested
    kept = everything.table[everything.table[Rule.CONFIDENCE] >= 0.5].reset_index(drop=True)
    pd.testing.assert_frame_equal(sure.table, kept)


def test_too_many_sets_are_said() -> None:
    contents = [{"a", "b", "c", "d"}] * 3 + [{"a", "b"}] * 2
    result = rules_of(made(contents), min_support=2, max_itemsets=3)
    assert result.min_count == 4
    assert set(supports_of(result.itemsets)) == {("a",), ("b",), ("a", "b")}
    assert result.cut == (
        "More than 3 combinations of items are in 2 orders or more, so only those in 4 or more "
        "are kept (80 %); at least 5 rarer ones are left out.",
    )


def test_no_baskets_give_no_rules() -> None:
    result = rules_of(made([], known=["a"]), min_support=0.01, max_length=3)
    assert result.table.empty
    assert list(result.table) == list(rules_of(made(FIVE)).table)
    assert (result.n_baskets, result.baskets.n_items, len(result.itemsets)) == (0, 0, 0)


def test_single_items_give_no_rules() -> None:
    assert rules_of(made([{"a"}, {"b"}]), min_support=1).table.empty


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ({"min_support": 0}, "share of the baskets between 0 and 1"),
        ({"min_support": 1.5}, "found 1.5"),
        ({"min_support": True}, "found True"),
        ({"min_support": float("nan")}, "found nan"),
        ({"min_confidence": 1.1}, "min_confidence"),
        ({"max_length": 1}, "from 2 to 5"),
        ({"max_length": 6}, "from 2 to 5"),
        ({"max_itemsets": 0}, "found 0"),
        ({"test": "t"}, "fisher, fisher-both"),
    ],
)
def test_impossible_settings_are_refused(setting: dict[str, float], words: str) -> None:
    with pytest.raises(ParameterError, match=words):
        rules_of(made(FIVE), **setting)


# --- which of the rules pass -----------------------------------------------------------------


def sides(rules: Rules) -> list[tuple[str, str]]:
    table = rules.table
    return [(a[0], c[0]) for a, c in zip(table[Rule.ANTECEDENTS], table[Rule.CONSEQUENTS],
                                         strict=True)]  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ({"min_lift": 1.25}, ["bread>butter", "butter>bread"]),
        ({"search": " the BUTT", "min_lift": 1}, ["bread>butter", "butter>bread"]),
        ({"search": "milk, bread"}, []),
        ({"without": ["butter", " "]}, ["bread>milk", "milk>bread"]),
        ({"without": ["utte", "milk"]}, []),
        ({"offered": ["dairy"], "rank": Rule.CONFIDENCE},
         ["bread>milk", "bread>butter", "butter>milk", "milk>butter"]),
        ({"offered": ["toys"]}, []),
        ({"rank": Rule.CONFIDENCE, "min_lift": 0.9},
         ["butter>bread", "bread>milk", "milk>bread", "bread>butter"]),
        ({"below_p": SURE}, []),
        ({"below_p": 1.1, "min_lift": 1}, ["bread>butter", "butter>bread"]),
    ],
)  # fmt: skip
def test_filtered_by_hand(five: Rules, condition: dict[str, object], expected: list[str]) -> None:
    """Lifts: 1.25 of bread and butter, 0.9375 of bread and milk, 0.625 of butter and milk."""
    kinds = pd.Series({"bread": None, "butter": "dairy", "milk": "dairy"}, dtype="str")
    known = replace(five, baskets=replace(five.baskets, categories=kinds))
    passed = known.filtered(**condition)  # type: ignore[arg-type]
    assert [">".join(rule) for rule in sides(passed)] == expected
    assert passed.table.index.tolist() == list(range(len(expected)))
    assert passed.n_tested == five.n_tested


def test_filtered_by_nothing_is_everything(five: Rules) -> None:
    pd.testing.assert_frame_equal(five.filtered().table, five.table)


@pytest.mark.parametrize(
    ("condition", "words"),
    [({"min_lift": -1}, "min_lift"), ({"below_p": "5 %"}, "below_p"), ({"rank": "items"}, "rank")],
)
def test_impossible_filters_are_refused(
    five: Rules, condition: dict[str, object], words: str
) -> None:
    with pytest.raises(ParameterError, match=words):
        five.filtered(**condition)  # type: ignore[arg-type]
