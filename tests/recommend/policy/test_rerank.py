"""The shop's rules against an obvious search, and on every model."""

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
from shopai.recommend.models.baseline import Baseline
from shopai.recommend.models.item_knn import ItemKNN
from shopai.recommend.models.user_knn import UserKNN
from shopai.recommend.policy import rerank
from shopai.recommend.policy.catalogue import Catalogue
from shopai.recommend.policy.eligibility import AppliedPolicy
from shopai.recommend.policy.policy import Policy
from shopai.recommend.ranking import Bestsellers, Ranked, Scores
from tests.recommend.models.oracle import prefs_of
from tests.recommend.policy.policies import NAN, NOTHING, catalogue_of

# Against an obvious search -----------------------------------------------------------------


@dataclass(frozen=True)
class Case:
    """One customer of one shop, and what it wants."""

    ratings: np.ndarray  # (n_users, n_items), NaN for none
    table: pd.DataFrame  # one row an item
    scores: Scores
    policy: Policy
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
        without_items=tuple(ids[1::2]) if strict and draw(st.booleans()) else (),
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
    if f"i{item}" in policy.without_items:
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
            return int(case.scores.support[item] < case.scores.min_support)
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


def at_work(case: Case) -> tuple[AppliedPolicy, Ranked]:
    prefs = prefs_of(case.ratings)
    empty = sp.csr_matrix((len(case.ratings), 2), dtype=np.float32)
    bought = sp.hstack([sp.csr_matrix(case.days.astype(np.float32)), empty]).tocsr()
    catalogue = Catalogue(case.table, bought, prefs.users)
    applied = AppliedPolicy.of(case.policy, prefs, catalogue)
    with patch.object(rerank, "POOL", case.pool):
        allowed = applied.eligible(NOTHING, case.row)
        found = applied.ranked(case.scores, allowed, case.n, Bestsellers.of(prefs))
    return applied, found


@settings(max_examples=80, deadline=None)
@given(cases())
def test_ranking_under_a_policy_matches_exhaustive_search(case: Case) -> None:
    applied, ranked = at_work(case)
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
    said = applied.shortage(NOTHING, case.row, case.n)
    assert (said is None) == (len(found) == case.n)
    if said is not None:
        start = f"Only {feasible} of the {case.n} items" if feasible else "No item"
        assert said.startswith(f"{start} can be offered: ")
    for place, name in case.policy.pinned:
        shown = int(name[1:]) in found and ranked.support[found.index(int(name[1:]))] < 0
        if shown and place <= len(found):
            assert found[place - 1] == int(name[1:])


@settings(max_examples=20, deadline=None)
@given(cases())
def test_neutral_rules_of_order_keep_the_order_of_the_model(case: Case) -> None:
    hard = replace(case.policy, boosts=(), margin=0.0, per_category=None, pinned=(), diversity=0.0)
    _, plain = at_work(replace(case, policy=hard))
    for wish in (replace(hard, boosts=(("item", "i0", 1.0),)), replace(hard, per_category=99)):
        _, found = at_work(replace(case, policy=wish))
        assert found.items.tolist() == plain.items.tolist()
        assert found.scores.tolist() == plain.scores.tolist()
        assert found.support.tolist() == plain.support.tolist()


@pytest.mark.parametrize("make", [UserKNN, ItemKNN, Baseline])
def test_every_list_of_a_model_follows_the_policy(make: type) -> None:
    rng = np.random.default_rng(3)
    ratings = np.where(rng.random((12, 40)) < 0.3, rng.integers(1, 6, (12, 40)), NAN)
    model = make().fit(prefs_of(ratings))
    catalogue = catalogue_of(
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
        said = model.shortage(user, 8, model.applied(policy, catalogue=catalogue))
        assert (said is None) == (len(one) == 8)
        if "i1" not in has and catalogue.items.loc["i1", CatalogueTable.PRICE] <= 6:
            assert one[Scored.ITEM].tolist()[1] == "i1"
            assert one[Scored.BASIS].tolist()[1] == Basis.PINNED
