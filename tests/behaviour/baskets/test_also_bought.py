"""Customers also bought: by hand, and equal to the rules."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from scipy.stats import hypergeom

from shopai.behaviour.baskets.contents import baskets
from shopai.behaviour.baskets.offers import also_bought, customers_to_win
from shopai.behaviour.baskets.rules import rules_of
from shopai.columns import AlsoBought, Rule
from shopai.errors import ParameterError
from shopai.selection.filter import Filter
from tests.behaviour.baskets.making import BASKETS, made
from tests.behaviour.baskets.shop import ROWS, of

#: a with b 4 of 6 and with c 2 of 6; of 12 baskets b is in 5, c in 6 and d in 2, with a once.
CONTENTS = [
    {"a", "b"}, {"a", "b"}, {"a", "b", "c"}, {"a", "b"}, {"a", "c"}, {"a", "d"},
    {"b"}, {"c"}, {"c"}, {"c"}, {"c"}, {"d"},
]  # fmt: skip


def test_also_bought_by_hand() -> None:
    found = also_bought(made(CONTENTS), "a")
    # b: 12·4 − 6·5 = 18 beyond chance; c: 12·2 − 6·6 = −12, less than chance; d once
    assert found[AlsoBought.ITEM].tolist() == ["b"]
    row = found.iloc[0]
    assert row[AlsoBought.TITLE] == "The b"
    assert row[AlsoBought.COUNT] == 4
    assert row[AlsoBought.CONFIDENCE] == pytest.approx(4 / 6)
    assert row[AlsoBought.LIFT] == pytest.approx((4 / 6) / (5 / 12))
    # (2/3 + 0.320122 ± 1.95996 √(1/27 + 0.0266768)) / 1.640243
    assert row[AlsoBought.LOW] == pytest.approx(0.2999932, abs=1e-6)
    assert row[AlsoBought.HIGH] == pytest.approx(0.9032286, abs=1e-6)
    p = hypergeom.sf(3, 12, 6, 5)
    assert row[AlsoBought.P] == pytest.approx(p)
    # three others are in two baskets or more
    assert row[AlsoBought.P_ADJUSTED] == pytest.approx(3 * p)


def test_once_is_no_pattern() -> None:
    contents = [*CONTENTS, {"x", "y"}]
    assert also_bought(made(contents), "x").empty


@settings(max_examples=30, deadline=None)
@given(BASKETS)
def test_equal_to_the_rules(contents: list[set[str]]) -> None:
    bought = made(contents)
    rules = rules_of(bought, min_support=2, min_confidence=0.0)
    for item in bought.ids[:2]:
        found = also_bought(rules, item, n=100)
        of_item = rules.table[
            (rules.table[Rule.ANTECEDENTS] == (item,)) & (rules.table[Rule.LEVERAGE] > 0)
        ]
        assert found[AlsoBought.ITEM].tolist() == [c for (c,) in of_item[Rule.CONSEQUENTS]]
        for name in (Rule.COUNT, Rule.CONFIDENCE, Rule.LIFT, Rule.P):
            assert found[name].tolist() == pytest.approx(of_item[name].tolist(), rel=1e-12)
        assert also_bought(bought, item, n=2).equals(found.head(2)) or len(found) < 2


def test_nothing_is_also_bought_with_an_unsold_item() -> None:
    found = also_bought(made(CONTENTS, known=["z"]), "z")
    assert found.empty
    assert next(iter(found)) == AlsoBought.ITEM


def test_an_unknown_item_is_refused() -> None:
    with pytest.raises(ParameterError, match="no item 'nope'"):
        also_bought(made(CONTENTS), "nope")
    with pytest.raises(ParameterError, match="found 0"):
        also_bought(made(CONTENTS), "a", n=0)


@pytest.mark.parametrize(
    ("first", "second", "whom"),
    [
        (["tea"], ["cup"], ["bob"]),  # ann has both, guests are nobody
        (["cup"], ["tea"], ["cat"]),
        (["tea", "cup"], ["pot"], []),
        (["tea"], ["cup", "pot"], ["bob"]),
        (["hat"], ["tea"], []),  # never bought
    ],
)
def test_customers_to_win_by_hand(first: list[str], second: list[str], whom: list[str]) -> None:
    dataset = of(ROWS)
    assert customers_to_win(dataset, baskets(dataset), first, second).tolist() == whom


def test_customers_to_win_of_categories_within_the_filter() -> None:
    dataset = of(ROWS)
    categories = baskets(dataset, level="category")
    assert customers_to_win(dataset, categories, ["drinks"], ["china"]).tolist() == ["bob"]
    of_ads = baskets(dataset, Filter(channels=("Ads",)))
    assert customers_to_win(dataset, of_ads, ["tea"], ["pot"]).tolist() == ["ann"]
    with pytest.raises(ParameterError, match="The data know no item 'nail'"):
        customers_to_win(dataset, of_ads, ["tea"], ["nail"])
