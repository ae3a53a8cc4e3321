"""The shop's rules: by hand, and what they refuse."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp

from shopai.columns import Exclude
from shopai.errors import MissingColumns, ParameterError
from shopai.recommend.policy.catalogue import Catalogue
from shopai.recommend.policy.eligibility import AppliedPolicy
from shopai.recommend.policy.policy import Policy
from shopai.recommend.ranking import Bestsellers, CustomerHistory, Scores
from tests.recommend.models.oracle import prefs_of
from tests.recommend.policy.policies import ALIKE, NAN, NOTHING, catalogue_of, ranked


@pytest.mark.parametrize(
    ("diversity", "expected"),
    [
        # Relevance: i0 1, i1 0.01 + 0.99 · 0.95 = 0.9505, i2 0.01, i3 0.01 + 0.99 · 0.5 = 0.505.
        (0.0, [0, 1, 3, 2]),
        # Second pick: i1 0.6 · 0.9505 − 0.4 · 1 = 0.1703; i3, whose cosine with i0 is
        # 1/√(2·2) = 0.5, 0.303 − 0.2 = 0.103; i2 0.006. Third: i3 0.103, i2 0.006.
        (0.4, [0, 1, 3, 2]),
        # Second pick: i1 0.47525 − 0.5 = −0.02475; i3 0.2525 − 0.25 = 0.0025; i2 0.005.
        # Third: i1 −0.02475; i3 has 0.5 with i2 as well, 0.0025.
        (0.5, [0, 2, 3, 1]),
        # Only unlikeness counts: i2 0, then i3 −0.5, then i1 −1.
        (1.0, [0, 2, 3, 1]),
    ],
)
def test_diversity_by_hand(diversity: float, expected: list[int]) -> None:
    found = ranked(ALIKE, [3.0, 2.9, 1.0, 2.0], Policy(diversity=diversity), 4)
    assert found.items.tolist() == expected
    assert found.scores.tolist() == [[3.0, 2.9, 1.0, 2.0][j] for j in expected]
    assert found.support.tolist() == [1] * 4


def test_an_item_without_customers_is_like_those_of_its_category() -> None:
    prefs = prefs_of(np.array([[1, NAN, NAN, 1.0]]))
    policy = Policy(diversity=0.5)
    values = [3.0, 2.9, 2.8, 1.0]
    # With i0: i1 0.5 · 0.9505 − 0.5, as a table lamp is like a floor lamp; i2 0.5 · 0.901.
    lamps = catalogue_of(4, category=["Lamps", "Lamps", "Tea", "Tea"])
    assert ranked(prefs, values, policy, 3, lamps).items.tolist() == [0, 2, 1]
    assert ranked(prefs, values, policy, 3).items.tolist() == [0, 1, 2]
    assert ranked(prefs, values, policy, 3, catalogue_of(4, category=[None] * 4)).items[1] == 1


def test_at_most_two_of_a_category() -> None:
    prefs = prefs_of(np.ones((1, 6)))
    catalogue = catalogue_of(6, category=["Tea", "Tea", "Tea", "Lamps", None, None])
    values = [6.0, 5, 4, 3, 2, 1]
    applied = AppliedPolicy.of(Policy(per_category=2), prefs, catalogue)
    # Items without a category are not counted.
    found = ranked(prefs, values, applied.policy, 5, catalogue)
    assert found.items.tolist() == [0, 1, 3, 4, 5]
    assert ranked(prefs, values, applied.policy, 6, catalogue).items.tolist() == [0, 1, 3, 4, 5]
    assert applied.shortage(NOTHING, -1, 5) is None
    assert applied.shortage(NOTHING, -1, 6) == (
        "Only 5 of the 6 items can be offered: of 6 items, 1 is beyond 2 of a category."
    )


def test_pins_stand_at_their_place() -> None:
    prefs = prefs_of(np.ones((1, 5)))
    values = [5.0, 4, 3, 2, 1]
    found = ranked(prefs, values, Policy(pinned=((3, "i4"), (1, "i3"), (9, "i2"))), 4)
    assert found.items.tolist() == [3, 0, 4, 1]
    assert found.scores.tolist() == [2.0, 5.0, 1.0, 4.0]
    assert found.support.tolist() == [-1, 1, -1, 1]
    # Where too few come before it, it comes last.
    others = ("i2", "i3", "i4")
    few = AppliedPolicy.of(Policy(pinned=((5, "i0"),), without_items=others), prefs)
    scores = Scores(np.array(values), np.ones(5, np.int32))
    allowed = few.eligible(NOTHING, -1)
    assert few.ranked(scores, allowed, 5, Bestsellers.of(prefs)).items.tolist() == [1, 0]


def test_rules_win_over_pins_and_say_so() -> None:
    prefs = prefs_of(np.array([[NAN, NAN, NAN, NAN, 1.0]]))
    catalogue = catalogue_of(
        5, stock=[0, 1, 1, 1, 1], category=["Tea", "Tea", "Tea", "Lamps", "Tea"]
    )
    pins = ((1, "i0"), (2, "i1"), (3, "i2"), (4, "i4"), (9, "i0x"))
    with pytest.raises(ParameterError, match="'i0x'"):
        AppliedPolicy.of(Policy(pinned=pins), prefs)
    policy = Policy(in_stock=True, per_category=1, pinned=pins[:4])
    applied = AppliedPolicy.of(policy, prefs, catalogue)
    assert applied.missing_pins(NOTHING, 0, 4) == (
        "Pinned but not shown: i0 (place 1: it is out of stock); i2 (place 3: its category is "
        "full); i4 (place 4: the customer has it already)."
    )
    assert applied.missing_pins(NOTHING, 0, 2) == (
        "Pinned but not shown: i0 (place 1: it is out of stock)."
    )
    assert AppliedPolicy.of(Policy(pinned=pins[:1]), prefs).missing_pins(NOTHING, 0, 4) is None
    assert AppliedPolicy.of(Policy(), prefs).missing_pins(NOTHING, 0, 4) is None
    scores = Scores(np.array([5.0, 4, 3, 2, 1]), np.ones(5, np.int32))
    allowed = applied.eligible(NOTHING, 0)
    assert applied.ranked(scores, allowed, 4, Bestsellers.of(prefs)).items.tolist() == [3, 1]


def test_boosts_multiply_relevance_within_a_tier() -> None:
    prefs = prefs_of(np.ones((1, 4)))
    catalogue = catalogue_of(
        4, category=["Tea", "Tea", "Lamps", "Lamps"], brand=["A", "B", "A", None]
    )
    values = [5.0, 4.0, 3.0, 1.0]  # relevance 1, 0.7525, 0.505, 0.01

    def order(*boosts: tuple[str, str, float]) -> list[int]:
        return ranked(prefs, values, Policy(boosts=boosts), 4, catalogue).items.tolist()

    assert order(("category", "Lamps", 1.9)) == [0, 2, 1, 3]  # i2 0.9595
    assert order(("category", "Lamps", 1.9), ("brand", "A", 1.1)) == [0, 2, 1, 3]  # 1.1 and 1.055
    assert order(("category", "Lamps", 2.0)) == [2, 0, 1, 3]  # i2 1.01
    assert order(("item", "i3", 101.0)) == [3, 0, 1, 2]  # i3 1.01
    assert order(("item", "i0", 0.6)) == [1, 0, 2, 3]  # i0 0.6
    # What is merely popular stays after what the model has reasons for.
    policy = Policy(boosts=(("item", "i3", 1000.0),))
    found = ranked(prefs, values, policy, 4, catalogue, support=[1, 1, 0, 0])
    assert found.items.tolist() == [0, 1, 3, 2]
    assert found.scores.tolist() == [5.0, 4.0, 1.0, 1.0]  # of popular items the mean


def test_margin_by_hand() -> None:
    prefs = prefs_of(np.ones((1, 4)))
    catalogue = catalogue_of(4, price=[10.0, 10, 10, NAN], cost=[9.0, 5, 5, 1])
    values = [4.0, 3.0, 2.0, 1.0]  # relevance 1, 0.67, 0.34, 0.01
    # Share that earn less: i0 0.5/3, i1 and i2 2/3, of i3 nothing is known: 0.5.
    # All margin: 0.1667, 0.4467, 0.2267, 0.005; half: 0.5833, 0.5583, 0.2833, 0.0075.
    assert ranked(prefs, values, Policy(margin=1), 4, catalogue).items.tolist() == [1, 2, 0, 3]
    assert ranked(prefs, values, Policy(margin=0.5), 4, catalogue).items.tolist() == [0, 1, 2, 3]


def test_eligibility_by_hand() -> None:
    prefs = prefs_of(np.array([[1, NAN, NAN, NAN, NAN, NAN, NAN]]))
    catalogue = catalogue_of(
        7,
        category=["Tea", "Tea", "Tea", "Lamps", None, "Tea", "Tea"],
        brand=["A", "A", "B", "A", "A", None, "A"],
        price=[5.0, 5, 5, 5, 5, NAN, 9],
        stock=[1.0, 0, 1, NAN, 1, 1, -2],
    )

    def offered(policy: Policy) -> list[int]:
        return np.flatnonzero(
            AppliedPolicy.of(policy, prefs, catalogue).eligible(NOTHING, 0)
        ).tolist()

    assert offered(Policy()) == [1, 2, 3, 4, 5, 6]
    assert offered(Policy(exclude=Exclude.NOTHING)) == [0, 1, 2, 3, 4, 5, 6]
    assert offered(Policy(in_stock=True)) == [2, 4, 5]
    assert offered(Policy(categories=("Tea",))) == [1, 2, 5, 6]
    assert offered(Policy(without_categories=("Tea",))) == [3, 4]
    assert 3 not in offered(Policy(without_items=["i3"]))
    assert offered(Policy(without_items="i3")) == offered(Policy(without_items=["i3"]))
    assert offered(Policy(brands=("A",))) == [1, 3, 4, 6]
    assert offered(Policy(without_brands=("A",))) == [2, 5]
    assert offered(Policy(lowest_price=5, highest_price=5)) == [1, 2, 3, 4]
    assert offered(Policy(lowest_price=5.01)) == [6]
    assert offered(Policy(highest_price=8.99)) == [1, 2, 3, 4]
    assert offered(Policy(categories=("Tea", "Lamps"), brands=("A",), in_stock=True)) == []


def test_shortage_names_how_many_and_why_largest_first() -> None:
    prefs = prefs_of(np.array([[1.0, NAN, NAN, NAN, NAN, NAN, NAN, NAN]]))
    catalogue = catalogue_of(8, stock=[1, 0, 0, 0, NAN, 1, 1, 1], price=[5, 99, 5, 5, 5, 99, 99, 5])
    applied = AppliedPolicy.of(Policy(in_stock=True, highest_price=50), prefs, catalogue)
    assert applied.shortage(NOTHING, 0, 1) is None
    # i1 is out of stock and too dear: it counts once.
    assert applied.shortage(NOTHING, 0, 10) == (
        "Only 1 of the 10 items can be offered: of 8 items, 3 are out of stock, 2 cost more than "
        "50, 1 has an unknown stock, 1 the customer has already."
    )
    assert AppliedPolicy.of(Policy(), prefs).shortage(NOTHING, -1, 9) == (
        "Only 8 of the 9 items can be offered: there are no more."
    )
    others = tuple(prefs.items.drop("i0"))
    one = AppliedPolicy.of(Policy(exclude=Exclude.KNOWN, without_items=others), prefs)
    assert one.shortage(NOTHING, 0, 1) == (
        "No item can be offered: of 8 items, 7 are never to be offered, 1 the customer knows "
        "already."
    )


def test_what_was_bought_long_ago_may_come_back() -> None:
    ratings = np.array([[1, 1, 1, 1, NAN], [NAN, 1, NAN, NAN, NAN]])
    prefs = prefs_of(ratings)
    # The catalogue knows the items in another order, one more customer, and none called u1.
    days = pd.DataFrame({"i9": [5.0, 5], "i3": [0, 31], "i1": [0, 30], "i0": [0, 1], "i4": [0, 0]})
    catalogue = Catalogue(
        pd.DataFrame(index=days.columns),
        sp.csr_matrix(days.to_numpy(np.float32)),
        pd.Index(["u8", "u0"]),
    )

    def offered(policy: Policy, row: int, history: CustomerHistory = NOTHING) -> list[int]:
        applied = AppliedPolicy.of(policy, prefs, catalogue)
        return np.flatnonzero(applied.eligible(history, row)).tolist()

    assert offered(Policy(again_after_days=30), 0) == [3, 4]
    assert offered(Policy(again_after_days=29.5), 0) == [1, 3, 4]
    assert offered(Policy(again_after_days=0, exclude=Exclude.KNOWN), 0) == [0, 1, 3, 4]
    assert offered(Policy(again_after_days=0), 1) == [0, 2, 3, 4]
    somebody = CustomerHistory(np.array([3], np.int32), np.ones(1))
    assert offered(Policy(again_after_days=0), -1, somebody) == [0, 1, 2, 4]
    # Another rule still holds.
    applied = AppliedPolicy.of(
        Policy(again_after_days=0, without_items=("i1", "i2", "i3")), prefs, catalogue
    )
    assert np.flatnonzero(applied.eligible(NOTHING, 0)).tolist() == [0, 4]


# What is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"exclude": "seen"}, "exclude must be one of bought, known, nothing; found 'seen'"),
        ({"again_after_days": -1}, "again_after_days must be a number of at least 0; found -1"),
        ({"again_after_days": 3, "exclude": "nothing"}, "leaves nothing out"),
        ({"lowest_price": 5, "highest_price": 4.5}, "5, is above the highest, 4.5; swap them"),
        ({"lowest_price": NAN}, "lowest_price must be a number of at least 0; found nan"),
        ({"highest_price": "5"}, "highest_price must be a number of at least 0; found '5'"),
        ({"categories": "Tea", "without_categories": ["Tea"]}, "'Tea' is both in categories and"),
        ({"brands": ["A"], "without_brands": ["B", "A"]}, "'A' is both in brands and"),
        ({"boosts": [("item", "i0", 0)]}, "item 'i0' must be a number above 0; found 0"),
        ({"boosts": [("brand", "A", math.inf)]}, "brand 'A' must be a number above 0; found inf"),
        ({"boosts": [("price", "A", 2)]}, "one of item, category, brand; found 'price'"),
        ({"boosts": [("item", "i0")]}, "A boost is a kind, a name and a weight"),
        ({"boosts": [("item", "i0", 2), ("item", "i0", 3)]}, "item i0 is boosted twice"),
        ({"margin": 1.1}, "margin must be a number from 0 to 1; found 1.1"),
        ({"margin": True}, "margin must be a number from 0 to 1; found True"),
        ({"per_category": 0}, "per_category must be a whole number of at least 1; found 0"),
        ({"pinned": [(0, "i0")]}, "'i0' must be a whole number of at least 1; found 0"),
        ({"pinned": [(1, "i0"), (1, "i1")]}, "1 is a place two items are pinned to"),
        ({"pinned": [(1, "i0"), (2, "i0")]}, "i0 is pinned to two places"),
        ({"pinned": [3]}, "A pin is a place and an item id; found 3"),
        ({"diversity": -0.1}, "diversity must be a number from 0 to 1; found -0.1"),
    ],
)
def test_settings_that_cannot_work(settings: dict[str, object], words: str) -> None:
    with pytest.raises(ParameterError, match=words):
        Policy(**settings)


def test_lists_are_taken_as_tuples() -> None:
    one = Policy(categories=["Tea"], brands="A", boosts=[["item", 7, 2]], pinned=[[1, 7]])
    two = Policy(
        categories=("Tea",), brands=("A",), boosts=(("item", "7", 2.0),), pinned=((1, "7"),)
    )
    assert one == two
    assert hash(one) == hash(two)


@pytest.mark.parametrize(
    ("policy", "words"),
    [
        (Policy(categories=("Toys",)), "No item has the category 'Toys'; there are Lamps, Tea"),
        (Policy(without_brands=("C",)), "No item has the brand 'C'; there are A, B"),
        (Policy(boosts=(("brand", "C", 2.0),)), "No item has the brand 'C'; there are A, B"),
        (Policy(boosts=(("item", "i7", 2.0),)), "Item 'i7' is to be boosted, but no such item"),
        (Policy(pinned=((1, "i7"),)), "Item 'i7' is to be pinned, but no such item"),
    ],
)
def test_names_that_do_not_exist(policy: Policy, words: str) -> None:
    catalogue = catalogue_of(2, category=["Tea", "Lamps"], brand=["A", "B"])
    with pytest.raises(ParameterError, match=words):
        AppliedPolicy.of(policy, prefs_of(np.ones((1, 2))), catalogue)


@pytest.mark.parametrize(
    ("policy", "what"),
    [
        (Policy(in_stock=True), "stock"),
        (Policy(lowest_price=1), "price"),
        (Policy(categories=("Tea",)), "category"),
        (Policy(without_brands=("A",)), "brand"),
        (Policy(boosts=(("brand", "A", 2.0),)), "brand"),
        (Policy(margin=0.5), "price and cost"),
        (Policy(per_category=2), "category"),
    ],
)
def test_rules_that_lack_what_they_go_by(policy: Policy, what: str) -> None:
    prefs = prefs_of(np.ones((1, 2)))
    with pytest.raises(MissingColumns, match=rf"needs each item's {what}; pass catalogue"):
        AppliedPolicy.of(policy, prefs)
    blank = catalogue_of(
        2, title=["a", "b"], stock=[NAN, NAN], price=[NAN, NAN], brand=[None, None]
    )
    with pytest.raises(MissingColumns, match=f"needs each item's {what}, which the data do not"):
        AppliedPolicy.of(policy, prefs, blank)


def test_offering_again_needs_dates() -> None:
    prefs = prefs_of(np.ones((1, 2)))
    for catalogue in (None, catalogue_of(2)):
        with pytest.raises(MissingColumns, match="needs the dates of purchases"):
            AppliedPolicy.of(Policy(again_after_days=30), prefs, catalogue)
