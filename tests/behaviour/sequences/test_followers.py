"""Customers who follow a pattern: as many as the search counts, whatever the limits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopai.behaviour.sequences.followers import followers
from shopai.behaviour.sequences.patterns import sequential_patterns
from shopai.columns import Kind, Pattern
from shopai.errors import ParameterError
from tests.behaviour.journeys.shop import ROWS, rows, shop_of

MINUTES = [None, *(timedelta(minutes=m) for m in (1, 2, 4))]


def test_followers_by_hand() -> None:
    """ann and bob buy after a cart, ann alone in one visit; cat's only view comes in between."""
    shop, bought = shop_of(ROWS), (Kind.CART, Kind.PURCHASE)
    assert list(followers(shop, None, bought, per="customer")) == ["ann", "bob", "cat"]
    assert list(followers(shop, None, bought)) == ["ann", "cat"]
    day = timedelta(days=1)
    assert list(followers(shop, None, bought, per="customer", max_gap=day)) == ["ann", "cat"]
    assert list(followers(shop, None, bought, per="customer", min_gap=day)) == ["bob"]
    assert list(followers(shop, None, ("i1", "i2"), of="item")) == ["ann"]
    with pytest.raises(ParameterError, match="no such steps: i9"):
        followers(shop, None, ("i9",), of="item")


@settings(max_examples=60)
@given(
    rows(),
    st.sampled_from(["event", "category", "item"]),
    st.sampled_from(["session", "customer"]),
    st.sampled_from(MINUTES),
    st.sampled_from(MINUTES),
    st.sampled_from(MINUTES),
)
def test_there_are_as_many_as_the_search_counts(
    events: list[tuple], of: Any, per: Any, low: Any, high: Any, window: Any
) -> None:
    if low and any(limit and limit < low for limit in (high, window)):
        low = None
    seen = [("ann", Kind.VIEW, "i1", 0, "s1", "Ads")]  # so that every column holds something
    shop = shop_of([*seen, *events])
    limits = {"of": of, "per": per, "min_gap": low, "max_gap": high, "max_window": window}
    patterns = sequential_patterns(shop, min_support=1, max_length=3, **limits)
    counts = dict(
        zip(patterns.table[Pattern.PATTERN], patterns.table[Pattern.CUSTOMERS], strict=True)
    )
    for pattern, n in counts.items():
        assert len(followers(shop, None, pattern, **limits)) == n
