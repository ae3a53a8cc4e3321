"""ItemKNN by hand, and against the plain NumPy twin: one customer, and many at once."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from shopai.columns import Basis, Part, Scored
from shopai.recommend.models import item_knn
from shopai.recommend.models.item_knn import ItemKNN
from shopai.recommend.policy.policy import Policy
from tests.recommend.models import oracle
from tests.recommend.models.oracle import prefs_of
from tests.recommend.models.test_user_knn import DENSE, SETTINGS

NO = math.nan

# i0 and i1 go together, i2 goes against them.
TASTES = np.array(
    [
        [5, 4, 1],
        [4, 5, 2],
        [1, 2, 5],
        [5, NO, NO],
        [1, NO, 4],
    ]
)


def test_a_prediction_by_hand():
    # u3 rated i0 alone. Over shared users i0 and i1 are 5, 4, 1 and 4, 5, 2.
    similar = (5 * 4 + 4 * 5 + 1 * 2) / math.sqrt(42 * 45)
    model = ItemKNN(similarity="cosine_corated").fit(prefs_of(TASTES))
    assert model.neighbours("i1")[Scored.SIMILARITY].iloc[0] == pytest.approx(similar)
    # i1's mean 11/3, and 5 is 1.8 above i0's mean of 16/5; one neighbour, so its weight is 1.
    assert model.predict("u3", "i1")[0] == pytest.approx(11 / 3 + 5 - 16 / 5)
    why = model.explain("u3", "i1")
    assert why.basis == Basis.ITEMS
    assert why.baseline == pytest.approx(11 / 3)
    assert list(why.parts[Part.SOURCE]) == ["i0"]
    assert list(why.parts[Part.VALUE]) == [5]
    assert why.parts[Part.CONTRIBUTION].to_numpy() == pytest.approx([1.8])


def test_negative_similarities_are_dropped_or_subtract():
    # Pearson of i2 and i0 over u0, u1, u2, u4; it is below 0.
    x, y = np.array([5, 4, 1, 1]), np.array([1, 2, 5, 4])
    assert np.corrcoef(x, y)[0, 1] < -0.9
    dropped = ItemKNN(similarity="pearson").fit(prefs_of(TASTES))
    pulling = ItemKNN(similarity="pearson", negatives="abs").fit(prefs_of(TASTES))
    assert dropped.predict("u3", "i2")[0] == pytest.approx(3)
    assert pulling.predict("u3", "i2")[0] == pytest.approx(3 - 1.8)


def test_the_scale_cuts_and_says_so():
    model = ItemKNN(similarity="cosine_corated").fit(prefs_of(TASTES, scale=(1, 5)))
    why = model.explain("u3", "i1")
    raw = 11 / 3 + 1.8
    assert model.predict("u3", "i1")[0] == why.score == 5
    assert why.cut == pytest.approx(5 - raw)
    assert model.recommend("u3", 1)[Scored.SCORE].iloc[0] == 5


def test_a_sum_by_hand():
    # u4 has i0 (1) and i2 (4); i1 is like both, and what is like it adds up.
    model = ItemKNN(similarity="jaccard", ranking="sum").fit(prefs_of(TASTES))
    like_i0, like_i2 = 3 / 5, 3 / 4
    found = model.recommend("u4")
    assert list(found[Scored.ITEM]) == ["i1"]
    assert found[Scored.SCORE].iloc[0] == pytest.approx(1 * like_i0 + 4 * like_i2)
    why = model.explain("u4", "i1")
    assert (why.baseline, why.cut) == (0, 0)
    assert why.score == pytest.approx(1 * like_i0 + 4 * like_i2)
    assert list(why.parts[Part.SOURCE]) == ["i2", "i0"]
    assert why.parts[Part.CONTRIBUTION].to_numpy() == pytest.approx([4 * like_i2, like_i0])
    assert model.recommend_all(["u4"])[Scored.SCORE].iloc[0] == pytest.approx(why.score)


def test_neighbours_of_an_item_by_hand():
    near = ItemKNN().fit(prefs_of(TASTES)).neighbours("i0")
    assert list(near[Scored.ITEM]) == ["i1", "i2"]
    assert list(near[Scored.COMMON]) == [3, 4]
    assert ItemKNN().fit(prefs_of(TASTES)).neighbours("what").empty


@settings(max_examples=50, deadline=None)
@given(DENSE, SETTINGS)
def test_scores_and_predictions_match_the_numpy_oracle(ratings, chosen):
    plain = oracle.Plain(ratings, **chosen, by_item=True)
    model = ItemKNN(**chosen).fit(prefs_of(ratings))
    items = [j for j in range(ratings.shape[1]) if not np.isnan(ratings[:, j]).all()]
    block = model._additions_of([model._history(u) for u in range(len(ratings))])
    for u in range(len(ratings)):
        if np.isnan(ratings[u]).all():
            continue
        expected = [plain.predict(u, j) for j in items]
        predicted = model.predict(f"u{u}", [f"i{j}" for j in items])
        assert predicted == pytest.approx(expected, abs=1e-9)
        scores = model._scores(*model._look_up(f"u{u}"))
        assert list(block[1][u]) == list(scores.support)
        said = [j for j in items if scores.support[j] > 0]
        assert scores.values[said] == pytest.approx([plain.predict(u, j) for j in said], abs=1e-9)
        at_once = model._scored(model._history(u), block[0][u], block[1][u])
        assert at_once.values == pytest.approx(scores.values, abs=1e-9)


@pytest.mark.parametrize("most", [1, 100, 1_000_000])
def test_recommend_all_in_blocks_matches_recommend(monkeypatch, most):
    monkeypatch.setattr(item_knn, "_MOST", most)
    rng = np.random.default_rng(5)
    ratings = np.where(rng.random((30, 20)) < 0.3, rng.normal(3, 1, (30, 20)), NO)
    model = ItemKNN(5, "pearson", baseline="bias").fit(prefs_of(ratings))
    found = model.recommend_all(n=4, policy=Policy())
    for user, rows in found.groupby(Scored.USER):
        one = rows.drop(columns=Scored.USER).reset_index(drop=True)
        pd.testing.assert_frame_equal(one, model.recommend(user, 4))
