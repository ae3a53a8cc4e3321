"""EASE against its definition: regressions of every item on all others, one by one."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopai.columns import Basis, Part, Scored
from shopai.errors import ParameterError
from shopai.preferences import Preferences
from shopai.recommend.models import ease
from shopai.recommend.models.ease import EASE
from tests.recommend.models.oracle import prefs_of

NONE = math.nan


def regressions(x: np.ndarray, regularization: float) -> np.ndarray:
    """(n, n) B: column i the ridge regression of item i on the others, with 0 for itself."""
    n = x.shape[1]
    weights = np.zeros((n, n))
    for i in range(n):
        others = [j for j in range(n) if j != i]
        a = x[:, others]
        equation = a.T @ a + regularization * np.eye(n - 1)
        weights[others, i] = np.linalg.solve(equation, a.T @ x[:, i])
    return weights


def prefs_liking(x: np.ndarray) -> Preferences:
    return prefs_of(np.where(x > 0, 3.0, NONE))


def test_two_items_by_hand():
    """XᵀX = [[3, 2], [2, 2]], λ = 1: item 0 on item 1 weighs 2/(2 + 1), and back 2/(3 + 1)."""
    model = EASE(regularization=1).fit(prefs_liking(np.array([[1, 1], [1, 1], [1, 0]])))
    assert model.weights_ == pytest.approx(np.array([[0, 2 / 4], [2 / 3, 0]]), rel=1e-6)
    found = model.recommend("u2", 1)
    assert list(found[Scored.ITEM]) == ["i1"]
    assert list(found[Scored.SCORE]) == pytest.approx([2 / 4], rel=1e-6)
    assert list(found[Scored.SUPPORT]) == [1]
    assert set(found[Scored.BASIS]) == {Basis.ITEMS}


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.sampled_from([0.5, 10.0, 300.0]))
def test_weights_match_ridge_regression(seed, regularization):
    rng = np.random.default_rng(seed)
    x = (rng.random((15, 8)) < 0.4).astype(float)
    x[0] = 1.0  # everything is liked by somebody
    model = EASE(regularization).fit(prefs_liking(x))
    expected = regressions(x, regularization)
    assert model.weights_ == pytest.approx(expected, abs=1e-6)
    for user in range(15):
        scores = model._scores(*model._look_up(f"u{user}"))
        assert scores.values == pytest.approx(x[user] @ expected, abs=1e-5)
        assert set(scores.support) == {int(x[user].sum())}


def test_more_items_than_are_worked_on_at_once(monkeypatch):
    monkeypatch.setattr(ease, "_BLOCK", 4)
    rng = np.random.default_rng(5)
    x = (rng.random((60, 11)) < 0.3).astype(float)
    x[0] = 1.0
    expected = regressions(x, 7)
    assert EASE(7).fit(prefs_liking(x)).weights_ == pytest.approx(expected, abs=1e-6)


def test_items_nobody_likes_have_no_weight_and_no_score():
    x = np.array([[5.0, 4.0, NONE, -2.0], [5.0, NONE, NONE, 0.0], [5.0, 4.0, NONE, NONE]])
    model = EASE(regularization=1).fit(prefs_of(x))
    assert model.weights_.shape == (2, 2)
    scores = model._scores(*model._look_up("u1"))
    assert list(scores.support) == [1, 1, 0, 0]  # what is rated 0 or less is no like
    assert list(scores.values[2:]) == [0, 0]
    assert not model._scores(*model._look_up({"i2": 3.0, "i3": 1.0, "i0": -1.0})).support.any()


def test_an_explanation_is_what_each_own_item_adds():
    rng = np.random.default_rng(6)
    x = (rng.random((30, 9)) < 0.4).astype(float)
    x[0] = 1.0
    model, expected = EASE(5).fit(prefs_liking(x)), regressions(x, 5)
    why = model.explain("u3", "i2")
    own = {f"i{j}": expected[j, 2] for j in np.flatnonzero(x[3]) if j != 2}
    found = dict(zip(why.parts[Part.SOURCE], why.parts[Part.CONTRIBUTION], strict=True))
    assert found == pytest.approx(own, abs=1e-6)
    assert why.parts[Part.CONTRIBUTION].abs().is_monotonic_decreasing
    assert set(why.parts[Part.VALUE]) == {3.0}
    assert why.score == pytest.approx(model._scores(*model._look_up("u3")).values[2], abs=1e-12)


def test_too_many_items_are_refused_with_the_memory_they_would_take():
    x = np.ones((2, 6))
    message = r"6 items would take 0.0 GB, and most_items allows 5"
    with pytest.raises(ParameterError, match=message):
        EASE(most_items=5).fit(prefs_liking(x))
    EASE(most_items=6).fit(prefs_liking(x))
    x[:, 5] = 0  # an item nobody likes takes nothing
    EASE(most_items=5).fit(prefs_liking(x))


@pytest.mark.parametrize("value", [0, -1.0, math.nan, math.inf, "much"])
def test_a_regularization_that_cannot_work_is_refused(value):
    with pytest.raises(ParameterError, match="regularization must be a number above 0"):
        EASE(regularization=value)


def test_without_any_like_there_is_nothing_to_learn():
    with pytest.raises(ParameterError, match="preferences above 0, and there is none"):
        EASE().fit(prefs_of(np.array([[-1.0, 0.0]])))
