"""The shop's rules: by hand, then against an obvious search, then what they refuse."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from unittest.mock import patch

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from shopai.columns import Basis, CatalogueTable, Exclude, Scored
from shopai.errors import MissingColumns, ParameterError
from shopai.preferences import Preferences
from shopai.recommend import picking
from shopai.recommend.baseline import Baseline
from shopai.recommend.catalogue import Catalogue
from shopai.recommend.item_knn import ItemKNN
from shopai.recommend.offers import Bestsellers, History, Ranked, Scores
from shopai.recommend.policy import Policy
from shopai.recommend.rules import Rules
from shopai.recommend.user_knn import UserKNN
from tests.recommend.oracle import prefs_of

NAN = math.nan
NOTHING = History(np.empty(0, np.int32), np.empty(0))


def goods(n: int, **columns: list[object]) -> Catalogue:
    """A catalogue of items i0, i1, ..."""
    return Catalogue(pd.DataFrame(columns, index=[f"i{j}" for j in range(n)]))


def ranked(
    prefs: Preferences,
    values: list[float],
    policy: Policy,
    n: int,
    catalogue: Catalogue | None = None,
    support: list[int] | None = None,
) -> Ranked:
    """What somebody new is offered where a model says these values."""
    rules = Rules.of(policy, prefs, None, catalogue)
    counts = np.array([1] * len(values) if support is None else support, dtype=np.int32)
    scores = Scores(np.array(values, dtype=float), counts)
    return rules.ranked(scores, rules.eligible(NOTHING, -1), n, Bestsellers.of(prefs))


#: i0 and i1 have the same customers, i2 others, i3 one of each.
ALIKE = prefs_of(np.array([[1, 1, NAN, 1], [1, 1, NAN, NAN], [NAN, NAN, 1, 1], [NAN, NAN, 1, NAN]]))


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
    lamps = goods(4, category=["Lamps", "Lamps", "Tea", "Tea"])
    assert ranked(prefs, values, policy, 3, lamps).items.tolist() == [0, 2, 1]
    assert ranked(prefs, values, policy, 3).items.tolist() == [0, 1, 2]
    assert ranked(prefs, values, policy, 3, goods(4, category=[None] * 4)).items[1] == 1


def test_at_most_two_of_a_category() -> None:
    prefs = prefs_of(np.ones((1, 6)))
    catalogue = goods(6, category=["Tea", "Tea", "Tea", "Lamps", None, None])
    values = [6.0, 5, 4, 3, 2, 1]
    rules = Rules.of(Policy(per_category=2), prefs, None, catalogue)
    # Items without a category are not counted.
    found = ranked(prefs, values, rules.policy, 5, catalogue)
    assert found.items.tolist() == [0, 1, 3, 4, 5]
    assert ranked(prefs, values, rules.policy, 6, catalogue).items.tolist() == [0, 1, 3, 4, 5]
    assert rules.shortage(NOTHING, -1, 5) is None
    assert rules.shortage(NOTHING, -1, 6) == (
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
    few = Rules.of(Policy(pinned=((5, "i0"),)), prefs, ["i0", "i1"])
    scores = Scores(np.array(values), np.ones(5, np.int32))
    allowed = few.eligible(NOTHING, -1)
    assert few.ranked(scores, allowed, 5, Bestsellers.of(prefs)).items.tolist() == [1, 0]


def test_rules_win_over_pins_and_say_so() -> None:
    prefs = prefs_of(np.array([[NAN, NAN, NAN, NAN, 1.0]]))
    catalogue = goods(5, stock=[0, 1, 1, 1, 1], category=["Tea", "Tea", "Tea", "Lamps", "Tea"])
    pins = ((1, "i0"), (2, "i1"), (3, "i2"), (4, "i4"), (9, "i0x"))
    with pytest.raises(ParameterError, match="'i0x'"):
        Rules.of(Policy(pinned=pins), prefs)
    policy = Policy(in_stock=True, per_category=1, pinned=pins[:4])
    rules = Rules.of(policy, prefs, None, catalogue)
    assert rules.unpinned(NOTHING, 0, 4) == (
        "Pinned but not shown: i0 (place 1: it is out of stock); i2 (place 3: its category is "
        "full); i4 (place 4: the customer has it already)."
    )
    assert rules.unpinned(NOTHING, 0, 2) == (
        "Pinned but not shown: i0 (place 1: it is out of stock)."
    )
    assert Rules.of(Policy(pinned=pins[:1]), prefs).unpinned(NOTHING, 0, 4) is None
    assert Rules.of(Policy(), prefs).unpinned(NOTHING, 0, 4) is None
    scores = Scores(np.array([5.0, 4, 3, 2, 1]), np.ones(5, np.int32))
    allowed = rules.eligible(NOTHING, 0)
    assert rules.ranked(scores, allowed, 4, Bestsellers.of(prefs)).items.tolist() == [3, 1]


def test_boosts_multiply_relevance_within_a_tier() -> None:
    prefs = prefs_of(np.ones((1, 4)))
    catalogue = goods(4, category=["Tea", "Tea", "Lamps", "Lamps"], brand=["A", "B", "A", None])
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
    catalogue = goods(4, price=[10.0, 10, 10, NAN], cost=[9.0, 5, 5, 1])
    values = [4.0, 3.0, 2.0, 1.0]  # relevance 1, 0.67, 0.34, 0.01
    # Share that earn less: i0 0.5/3, i1 and i2 2/3, of i3 nothing is known: 0.5.
    # All margin: 0.1667, 0.4467, 0.2267, 0.005; half: 0.5833, 0.5583, 0.2833, 0.0075.
    assert ranked(prefs, values, Policy(margin=1), 4, catalogue).items.tolist() == [1, 2, 0, 3]
    assert ranked(prefs, values, Policy(margin=0.5), 4, catalogue).items.tolist() == [0, 1, 2, 3]


def test_who_may_be_offered_what() -> None:
    prefs = prefs_of(np.array([[1, NAN, NAN, NAN, NAN, NAN, NAN]]))
    catalogue = goods(
        7,
        category=["Tea", "Tea", "Tea", "Lamps", None, "Tea", "Tea"],
        brand=["A", "A", "B", "A", "A", None, "A"],
        price=[5.0, 5, 5, 5, 5, NAN, 9],
        stock=[1.0, 0, 1, NAN, 1, 1, -2],
    )

    def offered(policy: Policy) -> list[int]:
        return np.flatnonzero(
            Rules.of(policy, prefs, None, catalogue).eligible(NOTHING, 0)
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
    catalogue = goods(8, stock=[1, 0, 0, 0, NAN, 1, 1, 1], price=[5, 99, 5, 5, 5, 99, 99, 5])
    rules = Rules.of(Policy(in_stock=True, highest_price=50), prefs, None, catalogue)
    assert rules.shortage(NOTHING, 0, 1) is None
    # i1 is out of stock and too dear: it counts once.
    assert rules.shortage(NOTHING, 0, 10) == (
        "Only 1 of the 10 items can be offered: of 8 items, 3 are out of stock, 2 cost more than "
        "50, 1 has an unknown stock, 1 the customer has already."
    )
    assert Rules.of(Policy(), prefs).shortage(NOTHING, -1, 9) == (
        "Only 8 of the 9 items can be offered: there are no more."
    )
    one = Rules.of(Policy(exclude=Exclude.KNOWN), prefs, ["i0"], None)
    assert one.shortage(NOTHING, 0, 1) == (
        "No item can be offered: of 8 items, 7 are not among those to choose from, 1 the customer "
        "knows already."
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

    def offered(policy: Policy, row: int, history: History = NOTHING) -> list[int]:
        rules = Rules.of(policy, prefs, None, catalogue)
        return np.flatnonzero(rules.eligible(history, row)).tolist()

    assert offered(Policy(again_after_days=30), 0) == [3, 4]
    assert offered(Policy(again_after_days=29.5), 0) == [1, 3, 4]
    assert offered(Policy(again_after_days=0, exclude=Exclude.KNOWN), 0) == [0, 1, 3, 4]
    assert offered(Policy(again_after_days=0), 1) == [0, 2, 3, 4]
    somebody = History(np.array([3], np.int32), np.ones(1))
    assert offered(Policy(again_after_days=0), -1, somebody) == [0, 1, 2, 4]
    # Another rule still holds.
    rules = Rules.of(Policy(again_after_days=0), prefs, ["i0", "i4"], catalogue)
    assert np.flatnonzero(rules.eligible(NOTHING, 0)).tolist() == [0, 4]


# Against an obvious search -----------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """One customer of one shop, and what it wants."""

    ratings: np.ndarray  # (n_users, n_items), NaN for none
    table: pd.DataFrame  # one row an item
    scores: Scores
    policy: Policy
    chosen: list[str] | None  # ids to choose from
    row: int
    days: np.ndarray  # (n_users, n_items), 0 for unknown
    n: int
    pool: int

    @property
    def size(self) -> int:
        return self.ratings.shape[1]

    def of(self, item: int, column: str) -> object:
        value = self.table[column].iloc[item]
        return None if pd.isna(value) else value


@st.composite
def cases(draw: st.DrawFn) -> Case:
    n_users, n_items = draw(st.integers(1, 5)), draw(st.integers(1, 12))
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    shape = (n_users, n_items)
    ratings = np.where(rng.random(shape) < 0.4, rng.integers(-2, 4, shape), NAN)
    ratings[0, 0] = 1.0
    table = pd.DataFrame(
        {
            CatalogueTable.CATEGORY: rng.choice(["a", "b", "c", None], n_items),
            CatalogueTable.BRAND: rng.choice(["x", "y", None], n_items),
            CatalogueTable.PRICE: rng.choice([1.0, 2.0, 3.0, 4.0, NAN], n_items),
            CatalogueTable.COST: rng.choice([0.5, 1.0, 2.0, NAN], n_items),
            CatalogueTable.STOCK: rng.choice([-1.0, 0.0, 1.0, 5.0, 9.0, NAN], n_items),
        },
        index=[f"i{j}" for j in range(n_items)],
    )
    # Names that exist, whatever was drawn; the items of the last rows are no customer's.
    rest = [["a", "x", 1.0, 0.5, 1.0], ["b", "y", 1.0, 0.5, 1.0]]
    table = pd.concat([table, pd.DataFrame(rest, ["z0", "z1"], table.columns)])
    # With one rule upon another little is left: half of the shops leave nothing out.
    strict = draw(st.booleans())
    support = rng.integers(0, 4 if strict else 2, n_items).astype(np.int32)
    support += 0 if strict or draw(st.booleans()) else 2
    scores = Scores(rng.integers(0, 8, n_items) / 2, support, draw(st.integers(1, 2)))

    def some(*names: str) -> tuple[str, ...]:
        return tuple(draw(st.lists(st.sampled_from(names), unique=True, max_size=2)))

    low = draw(st.sampled_from([None, None, 1.0, 2.0])) if strict else None
    high = draw(st.sampled_from([None, None, 2.0, 3.0])) if strict else None
    categories = some("a", "b") if strict and draw(st.booleans()) else ()
    brands = some("x", "y") if strict and draw(st.booleans()) else ()
    ids = [f"i{j}" for j in range(n_items)]
    targets = [*(("item", each) for each in ids), ("category", "a"), ("brand", "x")]
    boosted = draw(st.lists(st.sampled_from(targets), unique=True, max_size=3))
    pinned = draw(st.lists(st.sampled_from(ids), unique=True, max_size=3))
    places = draw(st.lists(st.integers(1, 10), unique=True, min_size=3, max_size=3))
    exclude = draw(st.sampled_from(Exclude.ALL))
    policy = Policy(
        exclude=exclude,
        again_after_days=draw(st.sampled_from([None, 0.0, 30.0]))
        if exclude != Exclude.NOTHING
        else None,
        in_stock=strict and draw(st.booleans()),
        lowest_price=low,
        highest_price=high,
        categories=categories,
        without_categories=some("a") if strict and not categories else (),
        brands=brands,
        without_brands=some("y") if strict and not brands else (),
        boosts=tuple((*each, draw(st.sampled_from([0.25, 1.0, 2.0, 8.0]))) for each in boosted),
        margin=draw(st.sampled_from([0.0, 0.0, 0.5, 1.0])),
        per_category=draw(st.sampled_from([None, 1, 2])),
        pinned=tuple(zip(places, pinned, strict=False)),
        diversity=draw(st.sampled_from([0.0, 0.25, 0.5, 1.0])),
    )
    days = np.where(rng.random(shape) < 0.5, rng.choice([1.0, 30.0, 31.0], shape), 0.0)
    days[np.isnan(ratings)] = 0.0
    return Case(
        ratings, table, scores, policy,
        [*ids[::2], "nowhere"] if strict and draw(st.booleans()) else None,
        draw(st.integers(-1, n_users - 1)), days,
        draw(st.integers(1, 10)), draw(st.sampled_from([2, 200])),
    )  # fmt: skip


def may_be_offered(case: Case, item: int) -> bool:
    policy = case.policy
    category, brand, price, stock = (
        case.of(item, name)
        for name in (
            CatalogueTable.CATEGORY, CatalogueTable.BRAND, CatalogueTable.PRICE,
            CatalogueTable.STOCK,
        )
    )  # fmt: skip
    if case.chosen is not None and f"i{item}" not in case.chosen:
        return False
    if policy.categories and category not in policy.categories:
        return False
    if policy.brands and brand not in policy.brands:
        return False
    if category in policy.without_categories or brand in policy.without_brands:
        return False
    if policy.in_stock and (stock is None or stock <= 0):
        return False
    if policy.lowest_price is not None and (price is None or price < policy.lowest_price):
        return False
    if policy.highest_price is not None and (price is None or price > policy.highest_price):
        return False
    if case.row < 0 or policy.exclude == Exclude.NOTHING:
        return True
    if np.isnan(case.ratings[case.row, item]):
        return True
    return policy.again_after_days is not None and case.days[case.row, item] > (
        policy.again_after_days
    )


def likeness(case: Case, i: int, j: int) -> float:
    x, y = np.nan_to_num(case.ratings[:, i]), np.nan_to_num(case.ratings[:, j])
    if not x.any() or not y.any():
        same = case.of(i, CatalogueTable.CATEGORY)
        return float(same is not None and same == case.of(j, CatalogueTable.CATEGORY))
    return max(0.0, float(x @ y / math.sqrt(x @ x) / math.sqrt(y @ y)))


def weight(case: Case, item: int) -> float:
    policy, product = case.policy, 1.0
    about = {
        ("item", f"i{item}"),
        ("category", case.of(item, CatalogueTable.CATEGORY)),
        ("brand", case.of(item, CatalogueTable.BRAND)),
    }
    for kind, name, factor in policy.boosts:
        product *= factor if (kind, name) in about else 1.0
    if policy.margin:
        every = (case.table[CatalogueTable.PRICE] - case.table[CatalogueTable.COST])[: case.size]
        own, known = every.iloc[item], every.dropna()
        share = 0.5
        if not math.isnan(own):
            share = ((known < own).sum() + (known == own).sum() / 2) / len(known)
        product *= 1 - policy.margin + policy.margin * share
    return product


def search(case: Case) -> list[int]:
    """The list, by looking at everything at every step."""
    policy, n = case.policy, case.n
    left = [item for item in range(case.size) if may_be_offered(case, item)]
    counts = (~np.isnan(case.ratings)).sum(axis=0)
    everything = case.ratings[~np.isnan(case.ratings)]
    means = [
        np.mean(column[~np.isnan(column)] if (~np.isnan(column)).any() else everything)
        for column in case.ratings.T
    ]

    def full(item: int, shown: list[int]) -> bool:
        category = case.of(item, CatalogueTable.CATEGORY)
        if policy.per_category is None or category is None:
            return False
        same = [each for each in shown if case.of(each, CatalogueTable.CATEGORY) == category]
        return len(same) >= policy.per_category

    pins: dict[int, int] = {}
    for place, name in sorted(policy.pinned):
        item = int(name[1:])
        if place <= n and item in left and not full(item, list(pins.values())):
            pins[place] = item
    shown = list(pins.values())

    def tier(item: int) -> int:
        if case.scores.support[item] > 0:
            return int(case.scores.support[item] < case.scores.proof)
        return 2 if counts[item] else 3

    for step in range(4):
        members = [item for item in left if tier(item) == step and item not in shown]
        if not members:
            continue
        worth = {j: float(case.scores.values[j]) if step < 2 else float(counts[j]) for j in members}
        low, span = min(worth.values()), max(worth.values()) - min(worth.values())
        relevance = {
            j: (1.0 if not span else 0.01 + 0.99 * ((worth[j] - low) / span)) * weight(case, j)
            for j in members
        }
        top = max(relevance.values())
        relevance = {j: value / top for j, value in relevance.items()}
        second = {j: -int(case.scores.support[j]) if step < 2 else 0 for j in members}
        third = {j: 0.0 if step < 2 else -means[j] for j in members}
        members.sort(key=lambda j: (-relevance[j], second[j], -counts[j], third[j], j))
        for start in range(0, len(members), case.pool):
            pool = members[start : start + case.pool]
            while len(shown) < n:
                open_ = [j for j in pool if j not in shown and not full(j, shown)]
                if not open_:
                    break
                value = {
                    j: (1 - policy.diversity) * relevance[j]
                    - policy.diversity * max([likeness(case, j, s) for s in shown], default=0)
                    for j in open_
                }
                shown.append(max(open_, key=lambda j: round(value[j], 9)))
    others = [item for item in shown if item not in pins.values()]
    found: list[int] = []
    while len(found) < len(shown):
        place = len(found) + 1
        if place in pins:
            found.append(pins[place])
        elif others:
            found.append(others.pop(0))
        else:
            late = [pins[p] for p in sorted(pins) if p > len(shown) and pins[p] not in found]
            found.append(late[0])
    return found


def at_work(case: Case) -> tuple[Rules, Ranked]:
    prefs = prefs_of(case.ratings)
    empty = sp.csr_matrix((len(case.ratings), 2), dtype=np.float32)
    bought = sp.hstack([sp.csr_matrix(case.days.astype(np.float32)), empty]).tocsr()
    catalogue = Catalogue(case.table, bought, prefs.users)
    rules = Rules.of(case.policy, prefs, case.chosen, catalogue)
    with patch.object(picking, "POOL", case.pool):
        allowed = rules.eligible(NOTHING, case.row)
        found = rules.ranked(case.scores, allowed, case.n, Bestsellers.of(prefs))
    return rules, found


@settings(max_examples=200, deadline=None)
@given(cases())
def test_as_an_obvious_search(case: Case) -> None:
    rules, ranked = at_work(case)
    found = ranked.items.tolist()
    assert found == search(case)
    assert len(set(found)) == len(found)
    left = [item for item in range(case.size) if may_be_offered(case, item)]
    assert set(found) <= set(left)
    categories = pd.Series([case.of(item, CatalogueTable.CATEGORY) for item in left], dtype="str")
    sizes = categories.value_counts()
    cap = case.policy.per_category or len(left)
    feasible = int(sizes.clip(upper=cap).sum()) + int(categories.isna().sum())
    assert len(found) == min(case.n, feasible)
    said = rules.shortage(NOTHING, case.row, case.n)
    assert (said is None) == (len(found) == case.n)
    if said is not None:
        start = f"Only {feasible} of the {case.n} items" if feasible else "No item"
        assert said.startswith(f"{start} can be offered: ")
    for place, name in case.policy.pinned:
        shown = int(name[1:]) in found and ranked.support[found.index(int(name[1:]))] < 0
        if shown and place <= len(found):
            assert found[place - 1] == int(name[1:])


@settings(max_examples=50, deadline=None)
@given(cases())
def test_wishes_that_change_nothing_give_the_order_of_the_model(case: Case) -> None:
    hard = replace(case.policy, boosts=(), margin=0.0, per_category=None, pinned=(), diversity=0.0)
    _, plain = at_work(replace(case, policy=hard))
    for wish in (replace(hard, boosts=(("item", "i0", 1.0),)), replace(hard, per_category=99)):
        _, found = at_work(replace(case, policy=wish))
        assert found.items.tolist() == plain.items.tolist()
        assert found.scores.tolist() == plain.scores.tolist()
        assert found.support.tolist() == plain.support.tolist()


@pytest.mark.parametrize("make", [UserKNN, ItemKNN, Baseline])
def test_models_obey(make: type) -> None:
    rng = np.random.default_rng(3)
    ratings = np.where(rng.random((30, 40)) < 0.3, rng.integers(1, 6, (30, 40)), NAN)
    model = make().fit(prefs_of(ratings))
    catalogue = goods(
        40,
        category=["Tea", "Lamps", "Cups", None] * 10,
        price=rng.integers(1, 9, 40).tolist(),
        stock=[0, 3] * 20,
    )
    policy = Policy(in_stock=True, highest_price=6, per_category=3, pinned=((2, "i1"),))
    everyone = model.recommend_all(None, 8, policy, catalogue=catalogue)
    for user, offers in everyone.groupby(Scored.USER):
        one = model.recommend(user, 8, policy, catalogue=catalogue)
        assert one.equals(offers.drop(columns=Scored.USER).reset_index(drop=True))
        rows = catalogue.items.loc[one[Scored.ITEM]]
        assert (rows[CatalogueTable.STOCK] > 0).all()
        assert (rows[CatalogueTable.PRICE] <= 6).all()
        assert (rows[CatalogueTable.CATEGORY].value_counts() <= 3).all()
        (row,) = model.prefs_.user_positions([user])
        has = set(model.prefs_.items[model.prefs_.matrix[row].indices])
        assert not has & set(one[Scored.ITEM])
        said = model.shortage(user, 8, policy, catalogue=catalogue)
        assert (said is None) == (len(one) == 8)
        if "i1" not in has and catalogue.items.loc["i1", CatalogueTable.PRICE] <= 6:
            assert one[Scored.ITEM].tolist()[1] == "i1"
            assert one[Scored.BASIS].tolist()[1] == Basis.PINNED


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
    catalogue = goods(2, category=["Tea", "Lamps"], brand=["A", "B"])
    with pytest.raises(ParameterError, match=words):
        Rules.of(policy, prefs_of(np.ones((1, 2))), None, catalogue)


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
        Rules.of(policy, prefs)
    blank = goods(2, title=["a", "b"], stock=[NAN, NAN], price=[NAN, NAN], brand=[None, None])
    with pytest.raises(MissingColumns, match=f"needs each item's {what}, which the data do not"):
        Rules.of(policy, prefs, None, blank)


def test_offering_again_needs_dates() -> None:
    prefs = prefs_of(np.ones((1, 2)))
    for catalogue in (None, goods(2)):
        with pytest.raises(MissingColumns, match="needs the dates of purchases"):
            Rules.of(Policy(again_after_days=30), prefs, None, catalogue)
