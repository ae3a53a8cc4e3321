"""Bundles: the estimate by hand."""

from __future__ import annotations

from datetime import datetime, timedelta

import pandas as pd
import pytest

from shopai.behaviour.baskets.offers import assumption, bundles
from shopai.behaviour.baskets.rules import association_rules
from shopai.columns import Bundle, Kind
from shopai.errors import ParameterError
from shopai.events.dataset import Dataset
from shopai.selection.filter import Filter
from tests.behaviour.baskets import shop as lines

SIDES = (Bundle.ANTECEDENTS, Bundle.CONSEQUENTS)
#: Prices by order: tea 4 and at last 5, cup 6, pot unknown.
TIMES = {
    ("tea", "cup"): 30,
    ("tea",): 20,
    ("cup",): 10,
    ("pot", "hat"): 25,
    ("hat",): 15,
}


def sold(times: dict[tuple[str, ...], int]) -> Dataset:
    """One order an hour: so many of each kind."""
    start, rows = datetime(2024, 1, 1), []
    for items, n in times.items():
        for _ in range(n):
            order = f"o{len(rows)}"
            moment = start + timedelta(hours=len(rows))
            for item in items:
                price = {"tea": 5.0 if len(items) == 1 else 4.0, "cup": 6.0, "hat": 10.0}.get(item)
                rows.append(("ann", item, Kind.PURCHASE, moment, price, None, order, None))
    return lines.of(rows)


@pytest.fixture(scope="module")
def shop() -> Dataset:
    return sold(TIMES)


def test_estimate_by_hand(shop: Dataset) -> None:
    rules = association_rules(shop, min_support=5, min_confidence=0.0)
    assert rules.n_baskets == 100
    found = bundles(shop, rules, take_up=0.2, discount=0.1)
    # Tea → cup: 50 baskets with tea, 30 with both, 20 without a cup.
    #   extra 0.2 · 20 · 6 · 0.9 = 21.6; given 30 · 6 · 0.1 = 18; net 3.6
    # Cup → tea: 40 with a cup, 30 with both, 10 without tea at a median of 4:
    #   extra 0.2 · 10 · 4 · 0.9 = 7.2; given 30 · 4 · 0.1 = 12; net −4.8, so the other is kept.
    # Pot → hat: none without a hat. Hat → pot: 40, 25 and 15 at an unknown price.
    row = found.iloc[0]
    assert (row[Bundle.ANTECEDENTS], row[Bundle.CONSEQUENTS]) == (("tea",), ("cup",))
    expected = {
        Bundle.PRICE: 10.0,
        Bundle.OFFER: 4 + 5.4,
        Bundle.COUNT: 30,
        Bundle.MISSED: 20,
        Bundle.EXTRA: 21.6,
        Bundle.GIVEN: 18.0,
        Bundle.NET: 3.6,
        Bundle.BREAK_EVEN: 18 / 108,
        Bundle.CONFIDENCE: 0.6,
        Bundle.LIFT: 1.5,
    }
    assert row[list(expected)].astype(float).to_dict() == pytest.approx(expected, rel=1e-12)
    assert len(found) == 2


def test_net_revenue_is_zero_at_break_even(shop: Dataset) -> None:
    rules = association_rules(shop, min_support=5)
    # Tea → cup: 0.5 · 20 · 6 · 0.75 = 45 = 30 · 6 · 0.25
    row = bundles(shop, rules, discount=0.25, take_up=0.5).iloc[0]
    assert (row[Bundle.BREAK_EVEN], row[Bundle.NET]) == (0.5, 0.0)


def test_without_a_price_money_is_missing(shop: Dataset) -> None:
    rules = association_rules(shop, min_support=5)
    row = bundles(shop, rules).iloc[1]
    assert {*row[Bundle.ANTECEDENTS], *row[Bundle.CONSEQUENTS]} == {"pot", "hat"}
    money = [Bundle.PRICE, Bundle.OFFER]
    assert row[money].isna().all()


def test_the_latest_price_counts(shop: Dataset) -> None:
    rules = association_rules(shop, min_support=5)
    found = bundles(shop, rules, price="latest")
    assert found.iloc[0][Bundle.PRICE] == 5 + 6
    early = Filter(until=(datetime(2024, 1, 1) + timedelta(hours=40)).date())
    rules = association_rules(shop, early, min_support=5)
    # Until then everybody bought tea and cup, which is no more than chance.
    assert bundles(shop, rules, price="latest").empty


def test_as_many_bundles_as_asked_for(shop: Dataset) -> None:
    assert len(bundles(shop, association_rules(shop, min_support=5), n=1)) == 1


def test_bundles_of_categories_by_hand() -> None:
    shop = sold({("tea", "cup"): 30, ("tea",): 10, ("hat",): 40, ("cup",): 5})
    rules = association_rules(shop, level="category", min_support=5)
    found = bundles(shop, rules, price="latest")
    assert len(found) == 1
    assert {*found.iloc[0][Bundle.ANTECEDENTS], *found.iloc[0][Bundle.CONSEQUENTS]} == {
        "drinks", "china",
    }  # fmt: skip
    assert found.iloc[0][Bundle.PRICE] == 4 + 6  # the median drink, though the last cost 5


def test_assumption_in_words() -> None:
    assert "5 % add it at 12.5 % off" in assumption(0.05, 0.125)


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ({"n": 0}, "n must be a whole number of at least 1"),
        ({"take_up": 1.5}, "take_up"),
        ({"discount": 1.0}, "discount"),
        ({"price": "mean"}, "median, latest|latest, median"),
    ],
)
def test_impossible_settings_are_refused(
    shop: Dataset, setting: dict[str, float], words: str
) -> None:
    rules = association_rules(shop, min_support=5)
    with pytest.raises(ParameterError, match=words):
        bundles(shop, rules, **setting)  # type: ignore[arg-type]


def test_without_rules_the_table_of_bundles_is_empty() -> None:
    one = lines.of([row for row in lines.ROWS if row[1] == "tea"])
    found = bundles(one, association_rules(one, min_support=1))
    assert found.empty
    assert list(found) == [value for name, value in vars(Bundle).items() if name.isupper()]
    assert isinstance(found, pd.DataFrame)


def test_postage_is_in_no_bundle() -> None:
    dataset = sold({("tea", "Express shipping"): 30, ("tea", "cup"): 30, ("hat",): 40})
    rules = association_rules(dataset, min_support=5, min_confidence=0.0)
    together = {frozenset(a + c) for a, c in zip(*map(rules.table.get, SIDES), strict=True)}
    assert frozenset({"tea", "Express shipping"}) in together
    offers = bundles(dataset, rules)
    assert [{*a, *c} for a, c in zip(*map(offers.get, SIDES), strict=True)] == [{"tea", "cup"}]
