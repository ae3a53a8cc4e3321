"""Customers by the way they went: by hand, and as many as the paths count."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopai.behaviour.journeys.paths import paths
from shopai.behaviour.journeys.who import began_with, last_at
from shopai.columns import Kind, PathLink, State
from shopai.events.dataset import Dataset
from tests.behaviour.journeys.shop import ROWS, rows, shop_of

V, C, P = Kind.VIEW, Kind.CART, Kind.PURCHASE


@pytest.fixture(scope="module")
def shop() -> Dataset:
    return shop_of(ROWS)


def test_who_began_so_by_hand(shop: Dataset) -> None:
    """Repeats are no steps: ann's two views are one. Bob's view and cart are two visits."""
    assert list(began_with(shop, None, (V, C), per="customer")) == ["ann", "bob"]
    assert list(began_with(shop, None, (V, C))) == ["ann"]
    assert list(began_with(shop, None, (C, V), start=C)) == ["cat"]
    assert list(began_with(shop, None, (P,), start=P, per="customer")) == ["ann", "bob", "cat"]
    assert list(began_with(shop, None, ("Boots", "Beret"), of="item")) == ["ann"]


def test_who_is_last_at_a_step_by_hand(shop: Dataset) -> None:
    """Ann came back for a view; what has no time is no step, so dan has none."""
    assert list(last_at(shop, None, (P,))) == ["bob", "cat"]
    assert list(last_at(shop, None, (V,))) == ["ann"]
    assert list(last_at(shop, None, (C, P))) == ["bob"]
    assert list(last_at(shop, None, (V, V))) == []
    assert list(last_at(shop, None, ("shoes",), of="category")) == ["ann", "bob", "eve"]


@settings(max_examples=60)
@given(rows(), st.sampled_from(["event", "category", "item"]))
def test_there_are_as_many_as_the_paths_count(events: list[tuple], of: Any) -> None:
    """Of customers' journeys, who have one each."""
    seen = [("ann", V, "i1", 0, "s1", "Ads"), ("ann", C, "i1", 1, "s1", "Ads")]
    shop = shop_of([*seen, *events])
    links = paths(shop, of=of, per="customer", top=30).links
    first = links[(links[PathLink.STEP] == 1) & (links[PathLink.TO] != State.LEFT)]
    for source, target, n in zip(
        first[PathLink.FROM], first[PathLink.TO], first[PathLink.COUNT], strict=True
    ):
        assert len(began_with(shop, None, (source, target), of=of, per="customer")) == n
