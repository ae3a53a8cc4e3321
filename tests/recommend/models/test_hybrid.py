"""Several models as one, by the places each gives."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import ClassVar

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import shopai
from shopai.columns import Basis, Exclude, Item, Part, Scored
from shopai.errors import ParameterError
from shopai.preferences import Preferences
from shopai.recommend.explanation import Explanation
from shopai.recommend.models.als import ALS
from shopai.recommend.models.base import Recommender
from shopai.recommend.models.baseline import Baseline
from shopai.recommend.models.content import ContentBased, item_words
from shopai.recommend.models.hybrid import Hybrid
from shopai.recommend.models.item_knn import ItemKNN
from shopai.recommend.models.user_knn import UserKNN
from shopai.recommend.policy.policy import Policy
from shopai.recommend.ranking import CustomerHistory, Scores
from shopai.recommend.storage.model_file import load_model, save_model

EVERYTHING = Policy(exclude=Exclude.NOTHING)


class Opinion(Recommender):
    """Says of every item what it is told to; None: nothing."""

    name: ClassVar[str] = "opinion"
    basis: ClassVar[str] = Basis.ITEMS

    def __init__(self, scores: Mapping[str, float | None], support: int = 1, min_support: int = 1):
        self.scores, self.support, self.min_support = scores, support, min_support

    def _learn(self, prefs: Preferences) -> None:
        pass

    def _scores(self, history: CustomerHistory, row: int) -> Scores:  # noqa: ARG002
        values = [self.scores.get(item) for item in self.prefs_.items]
        support = [0 if value is None else self.support for value in values]
        return Scores(
            np.array([value or 0.0 for value in values]),
            np.array(support, np.int32),
            self.min_support,
        )

    def _explain(self, history: CustomerHistory, row: int, item: int) -> Explanation:
        raise NotImplementedError


def shop(*items: str, own: str = "own") -> Preferences:
    """One customer u who has one item, among others."""
    return Preferences.of(["u"], [own], [1.0]).with_items(items)


def said(model: Recommender, user: object = "u") -> pd.DataFrame:
    """What the model itself says of every item: index item_id, best first."""
    found = model.recommend(user, len(model.prefs_.items), EVERYTHING).set_index(Scored.ITEM)
    return found[found[Scored.BASIS] == Basis.FUSED]


def test_reciprocal_ranks_by_hand():
    first = Opinion({"a": 0.9, "b": 0.8, "c": 0.7})
    second = Opinion({"c": 12.0, "b": 11.0, "d": -3.0})
    found = said(Hybrid({"x": first, "y": second}).fit(shop("a", "b", "c", "d")))
    assert found[Scored.SCORE].to_dict() == pytest.approx(
        {"c": 1 / 63 + 1 / 61, "b": 1 / 62 + 1 / 62, "a": 1 / 61, "d": 1 / 63}
    )
    assert list(found.index) == ["c", "b", "a", "d"]
    assert found[Scored.SUPPORT].to_dict() == {"c": 2, "b": 2, "a": 1, "d": 1}
    assert "own" not in found.index


def test_fusion_by_weights_and_c_by_hand():
    models = {"x": Opinion({"a": 2.0, "b": 1.0}), "y": Opinion({"b": 2.0, "a": 1.0})}
    found = said(Hybrid(models, {"y": 3, "x": 1}, c=0).fit(shop("a", "b")))
    assert found[Scored.SCORE].to_dict() == pytest.approx({"b": 1 / 2 + 3, "a": 1 + 3 / 2})
    listed = said(Hybrid(models, [1, 3], c=0).fit(shop("a", "b")))
    pd.testing.assert_frame_equal(found, listed)


def test_a_model_of_weight_0_does_not_count():
    models = {"x": Opinion({"a": 2.0, "b": 1.0}), "y": Opinion({"b": 2.0, "c": 1.0})}
    model = Hybrid(models, {"x": 1, "y": 0}).fit(shop("a", "b", "c"))
    assert said(model)[Scored.SUPPORT].to_dict() == {"a": 1, "b": 1}
    assert model.explain("u", "b").parts[Part.SOURCE].tolist() == ["x"]


def test_known_items_take_no_ranks():
    model = Hybrid({"x": Opinion({"own": 9.0, "a": 8.0, "b": 7.0})}).fit(shop("a", "b"))
    found = said(model)[Scored.SCORE]
    assert found.to_dict() == pytest.approx({"own": 1 / 61, "a": 1 / 61, "b": 1 / 62})
    between = Hybrid({"x": Opinion({"a": 8.0, "own": 7.5, "b": 7.0})}).fit(shop("a", "b"))
    assert said(between)[Scored.SCORE].to_dict() == pytest.approx(
        {"a": 1 / 61, "own": 1 / 62, "b": 1 / 62}
    )


def test_without_rules_of_order_the_order_is_the_models():
    # What is known to fewer than min_support comes last there, whatever its score.
    class Thin(Opinion):
        def _scores(self, history: CustomerHistory, row: int) -> Scores:
            plain = super()._scores(history, row)
            return plain._replace(support=np.array([3, 1, 3, 0], np.int32), min_support=2)

    made = Thin({"a": 1.0, "b": 9.0, "c": 2.0})
    model = Hybrid([made]).fit(shop("a", "b", "c"))
    assert list(said(model).index) == ["c", "a", "b"]


@st.composite
def opinions(draw):
    items = [f"i{k}" for k in range(draw(st.integers(1, 8)))]
    distinct = st.permutations(range(len(items)))
    models = [
        {
            item: float(score) if draw(st.booleans()) else None
            for item, score in zip(items, draw(distinct), strict=True)
        }
        for _ in range(draw(st.integers(1, 4)))
    ]
    weights = [draw(st.sampled_from([0.5, 1.0, 3.0])) for _ in models]
    return items, models, weights, draw(st.sampled_from([0, 1, 60])), draw(st.sampled_from(items))


@given(opinions())
@settings(max_examples=40, deadline=None)
def test_scores_match_the_formula(case):
    items, models, weights, c, own = case
    made = [(f"m{k}", Opinion(scores)) for k, scores in enumerate(models)]
    model = Hybrid(made, weights, c).fit(shop(*items, own=own))
    found = said(model)
    for item in items:
        expected, spoken = 0.0, 0
        for scores, weight in zip(models, weights, strict=True):
            if scores[item] is None:
                continue
            before = [i for i in items if i != own and (scores[i] or -1) > scores[item]]
            expected += weight / (c + len(before) + 1)
            spoken += 1
        why = model.explain("u", item)
        assert why.score == pytest.approx(expected, abs=1e-12)
        assert why.parts[Part.CONTRIBUTION].sum() == pytest.approx(expected, abs=1e-12)
        assert len(why.parts) == spoken
        if spoken:
            assert found[Scored.SCORE][item] == pytest.approx(expected, abs=1e-12)
            assert found[Scored.SUPPORT][item] == spoken
        else:
            assert item not in found.index


def test_an_explanation_names_the_models_and_the_places():
    models = {"x": Opinion({"a": 2.0, "b": 1.0}), "y": Opinion({"b": 1.0}), "z": Opinion({})}
    why = Hybrid(models, [1, 2, 1]).fit(shop("a", "b")).explain("u", "b")
    assert why.basis == Basis.FUSED
    assert why.parts[Part.SOURCE].tolist() == ["x", "y"]
    assert why.parts[Part.WEIGHT].tolist() == [1, 2]
    assert why.parts[Part.VALUE].tolist() == [2, 1]
    assert why.parts[Part.CONTRIBUTION].tolist() == pytest.approx([1 / 62, 2 / 61])
    nothing = Hybrid(models).fit(shop("a", "b")).explain("u", "no such item")
    assert nothing.score == 0
    assert nothing.parts.empty


@pytest.fixture(scope="module")
def data(demo_shop):
    words = item_words(demo_shop)
    prefs = shopai.preferences(demo_shop)
    few = prefs.users[:300]
    rows = prefs.user_positions(few)
    return words, Preferences(
        prefs.matrix[rows], few, prefs.items, prefs.kind, prefs.bought[rows]
    ).with_items(words.index)


def test_the_default_hybrid_is_user_knn_and_als(data):
    _, prefs = data
    model = Hybrid().fit(prefs)
    assert list(model.models) == [UserKNN.name, ALS.name]
    found = model.recommend(prefs.users[0])
    assert len(found) == 10
    assert (found[Scored.BASIS] == Basis.FUSED).all()
    assert (found[Scored.SUPPORT] == 2).all()


def test_of_fitted_shares_fitted_models_and_fit_copies_them(data):
    words, prefs = data
    models = {"taste": UserKNN(k=7), "words": ContentBased(words)}
    fused = Hybrid(models, [1, 2]).fit(prefs)
    assert not any(hasattr(model, "prefs_") for model in models.values())
    fitted = {label: model.fit(prefs) for label, model in models.items()}
    shared = Hybrid.of_fitted(fitted, [1, 2])
    assert shared.fitted_ == fitted
    users = prefs.users[:20]
    pd.testing.assert_frame_equal(shared.recommend_all(users), fused.recommend_all(users))
    other = Hybrid.of_fitted(fused.fitted_, {"taste": 1, "words": 0})
    # Of items new to the customer: those they have take up no places in a hybrid.
    new = Policy(exclude=Exclude.KNOWN)
    one = other.recommend(users[0], policy=new)[Scored.ITEM]
    alone = fused.fitted_["taste"].recommend(users[0], policy=new)[Scored.ITEM]
    assert one.tolist() == alone.tolist()


def test_unfitted_it_keeps_the_models_and_what_they_were_given(data):
    words, prefs = data
    model = Hybrid({"taste": UserKNN(k=7), "words": ContentBased(words)}, [1, 2]).fit(prefs)
    again = model.unfitted()
    assert not hasattr(again, "fitted_")
    assert (again.c, again.weights, again.models) == (60, model.weights, model.models)
    users = prefs.users[:5]
    found = again.fit(prefs).recommend_all(users)
    pd.testing.assert_frame_equal(found, model.recommend_all(users))


def test_fitted_models_must_be_of_the_same_data(data):
    _, prefs = data
    fitted = UserKNN().fit(prefs)
    with pytest.raises(ParameterError, match="different data"):
        Hybrid.of_fitted([fitted, ItemKNN().fit(shop("a"))])
    with pytest.raises(ParameterError, match="fit it first"):
        Hybrid.of_fitted([fitted, ItemKNN()])


def test_an_item_nobody_bought_comes_in_by_its_words(data):
    words, prefs = data
    like = words.loc[prefs.items[prefs.matrix[0].indices[:1]]].set_axis(["zz new"])
    wider = pd.concat([words, like])
    model = Hybrid([UserKNN(), ContentBased(wider)]).fit(prefs.with_items(wider.index))
    why = model.explain(prefs.users[0], "zz new")
    assert why.parts[Part.SOURCE].tolist() == [ContentBased.name]


def test_a_saved_and_loaded_model_recommends_the_same(data, tmp_path):
    words, prefs = data
    inner = Hybrid([Baseline(), ItemKNN(k=3)], c=5)
    models = [("taste", UserKNN(k=7)), ("words", ContentBased(words, brand=2)), ("both", inner)]
    model = Hybrid(models, {"taste": 1, "words": 0.5, "both": 2}, c=10).fit(prefs)
    save_model(model, tmp_path / "model")
    again = load_model(tmp_path / "model")
    assert isinstance(again, Hybrid)
    assert again.parameters() == model.parameters() == json.loads(json.dumps(model.parameters()))
    assert list(again.fitted_) == ["taste", "words", "both"]
    users = prefs.users[:20]
    pd.testing.assert_frame_equal(again.recommend_all(users), model.recommend_all(users))
    pd.testing.assert_frame_equal(
        again.explain(users[0], prefs.items[0]).parts,
        model.explain(users[0], prefs.items[0]).parts,
    )


@pytest.mark.parametrize(
    ("settings_", "message"),
    [
        ({"models": []}, "at least one"),
        ({"models": {"x": 3}}, "must be a model"),
        ({"models": [UserKNN(), UserKNN()]}, "one name"),
        ({"weights": [1]}, "needs one weight; found 1"),
        ({"weights": {"user_knn": 1}}, "Give a weight to each of user_knn, als"),
        ({"weights": [1, -1]}, "'als' must be a number of at least 0"),
        ({"weights": [0, 0]}, "above 0"),
        ({"c": -1}, "c must be"),
        ({"c": float("nan")}, "c must be"),
    ],
)
def test_settings_that_cannot_work_are_refused(settings_, message):
    with pytest.raises(ParameterError, match=message):
        Hybrid(**settings_)


def test_it_predicts_no_preference(data):
    with pytest.raises(ParameterError, match="in order"):
        Hybrid().fit(data[1]).predict("u", "i")


def test_missing_texts_are_refused_with_a_sentence():
    with pytest.raises(shopai.MissingColumns, match="Titles"):
        Hybrid([ContentBased(pd.DataFrame({Item.TITLE: []}))]).fit(shop("a"))
