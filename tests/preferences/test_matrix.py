"""Preferences made of arrays, put on wider axes, merged; and of a stretch of time."""

from __future__ import annotations

import math
from datetime import datetime

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp

from shopai.columns import Kind
from shopai.errors import InputError, MissingColumns, ParameterError
from shopai.preferences import Preferences, preferences
from tests.preferences.test_preferences import bought, matrix, shop, stored


def test_preferences_of_aligned_arrays_by_hand():
    prefs = Preferences.of(["b", "a", "b"], [2, 10, 10], [1, 0.0, 4.5], scale=(0, 5))
    assert (list(prefs.users), list(prefs.items)) == (["a", "b"], ["10", "2"])
    assert stored(prefs) == {("b", "2"): 1, ("a", "10"): 0, ("b", "10"): 4.5}
    assert prefs.scale == (0, 5)


@pytest.mark.parametrize(
    ("users", "items", "values", "found"),
    [
        (
            ["a", "b"],
            ["x", "y"],
            [1, math.nan],
            "1 line without a finite.*line 1: customer b, item y, value nan",
        ),
        (["a", "b"], ["x", "y"], [math.inf, -math.inf], "2 lines.*line 0: .*line 1: "),
        (["a"], ["x"], ["good"], "a finite number.*value good"),
        (
            ["a", "b", "a"],
            ["x", "x", "x"],
            [1, 2, 3],
            "1 line with an earlier.*line 2: customer a, item x",
        ),
        ([1, "1"], ["x", "x"], [1, 2], "line 1 *: customer 1, item x"),
        (["a", None], ["x", "y"], [1, 2], "1 line without an id.*line 1"),
        (["a"] * 8, [*"stuvwxyz"], [math.nan] * 8, "8 lines.*and 3 more"),
    ],
)
def test_lines_that_cannot_be_used_are_named(users, items, values, found):
    with pytest.raises(InputError, match=found.replace(" *:", ":")):
        Preferences.of(users, items, values)


def made(pairs: dict[tuple[str, str], float], had: set[tuple[str, str]] | None = None):
    """Preferences of a dict by pair; `had`: what was bought."""
    users = sorted({user for user, _ in [*pairs, *(had or ())]})
    items = sorted({item for _, item in [*pairs, *(had or ())]})

    def table(values: dict[tuple[str, str], float], kind: type) -> sp.csr_matrix:
        rows = [users.index(user) for user, _ in values]
        columns = [items.index(item) for _, item in values]
        data = np.array(list(values.values()), dtype=kind)
        return sp.csr_matrix((data, (rows, columns)), shape=(len(users), len(items)))

    bought_ = None if had is None else table(dict.fromkeys(had, True), bool)
    return Preferences(table(pairs, float), pd.Index(users), pd.Index(items), "events", bought_)


def test_among_more_users_and_items():
    prefs = made({("b", "x"): 2, ("b", "z"): 0}, {("b", "x"), ("b", "y")})
    wide = prefs.among(["a", "b", 3], ["w", "z"])
    assert (list(wide.users), list(wide.items)) == (["3", "a", "b"], ["w", "x", "y", "z"])
    assert stored(wide) == stored(prefs) == {("b", "x"): 2, ("b", "z"): 0}
    assert bought(wide) == bought(prefs)
    assert wide.kind == "events"
    assert list(prefs.with_items(["q"]).items) == ["q", "x", "y", "z"]
    assert wide.by_item.shape == (3, 4)


ROWS = (
    ("a", "x", Kind.PURCHASE, None, 0),
    ("a", "y", Kind.VIEW, None, 2),
    ("b", "y", Kind.VIEW, None, 4),
    ("c", "z", Kind.VIEW, None, None),
)


def test_a_stretch_of_time():
    def pairs(**when: datetime) -> set[tuple[str, str]]:
        return set(stored(preferences(shop(*ROWS), **when)))

    third = datetime(2026, 1, 3)  # the moment of the second row itself
    assert pairs(until=third) == {("a", "x"), ("a", "y")}  # c's view has no time
    assert pairs(since=third) == {("b", "y")}
    assert pairs(since=datetime(2026, 1, 2), until=third) == {("a", "y")}
    with pytest.raises(ParameterError, match="must begin before it ends; found 2026-01-03"):
        pairs(since=third, until=third)
    with pytest.raises(MissingColumns, match="after 2027"):
        pairs(since=datetime(2027, 1, 1))


def test_a_half_life_counts_from_the_newest_event_of_the_stretch():
    prefs = preferences(shop(*ROWS), half_life_days=2, until=datetime(2026, 1, 4))
    assert stored(prefs)["a", "x"] == pytest.approx(math.log1p(5 / 2))
    assert stored(prefs)["a", "y"] == pytest.approx(math.log(2))


def test_ratings_know_their_scale():
    rows = (("a", "x", Kind.RATING, 2, 0), ("b", "x", Kind.RATING, 5, 0))
    assert preferences(shop(*rows)).scale == (2, 5)
    assert preferences(shop(*ROWS)).scale is None


def test_ids_are_found_few_or_many():
    prefs = Preferences(matrix([[1.0] * 9]), pd.Index(["a"]), pd.Index([*"abcdefghi"]))
    assert list(prefs.item_positions(["c", "no"])) == [2, -1]
    assert list(prefs.item_positions([*"cbaihg", "no"])) == [2, 1, 0, 8, 7, 6, -1]
