"""What every recommender must do, whatever its method; a new model joins by one line here."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp

from shopai.columns import Basis, Exclude, Scored
from shopai.errors import ParameterError
from shopai.preferences import Preferences
from shopai.recommend.offers import OFFERS
from shopai.recommend.popular import Popular
from shopai.recommend.user_knn import UserKNN
from tests.recommend.oracle import prefs_of

MODELS = {
    "user-knn cosine": lambda: UserKNN(k=5),
    "user-knn pearson": lambda: UserKNN(k=5, similarity="pearson"),
    "user-knn positive": lambda: UserKNN(k=5, similarity="pearson", min_similarity=0.0),
    "user-knn everybody": lambda: UserKNN(k=10_000),
    "popular": lambda: Popular(),
}
EXPLAINED = [name for name in MODELS if name.startswith("user-knn")]


@pytest.fixture(scope="module")
def prefs() -> Preferences:
    rng = np.random.default_rng(11)
    ratings = np.where(rng.random((40, 30)) < 0.25, rng.integers(0, 6, (40, 30)), math.nan)
    ratings[3] = math.nan  # a user without ratings
    ratings[:, 4] = math.nan  # an item without ratings
    return prefs_of(ratings)


@pytest.fixture(params=MODELS)
def model(request, prefs):
    return MODELS[request.param]().fit(prefs)


def known_items(prefs: Preferences, user: str) -> set[str]:
    (row,) = prefs.user_positions([user])
    return set(prefs.items[prefs.matrix[row].indices])


def test_fit_returns_the_model_and_leaves_the_data_alone(prefs):
    before = prefs.matrix.copy()
    for make in MODELS.values():
        made = make()
        assert made.fit(prefs) is made
        made.recommend("u0")
        made.predict("u0", "i0")
    assert (prefs.matrix.data == before.data).all()
    assert (prefs.matrix.indices == before.indices).all()


def test_the_table_of_offers(model, prefs):
    for user in [*prefs.users, "who"]:
        found = model.recommend(user, 7)
        assert tuple(found.columns) == OFFERS
        assert list(found[Scored.RANK]) == list(range(1, 8))
        assert found[Scored.ITEM].is_unique
        assert set(found[Scored.ITEM]) <= set(prefs.items)
        assert np.isfinite(found[Scored.SCORE]).all()
        assert set(found[Scored.BASIS]) <= {Basis.NEIGHBOURS, Basis.POPULAR}
        assert ((found[Scored.SUPPORT] > 0) == (found[Scored.BASIS] != Basis.POPULAR)).all()


def test_nothing_known_is_offered_unless_asked_for(model, prefs):
    for user in prefs.users:
        known = known_items(prefs, user)
        for exclude in (Exclude.BOUGHT, Exclude.KNOWN):
            assert not known & set(model.recommend(user, 30, exclude)[Scored.ITEM])
        assert known <= set(model.recommend(user, 30, Exclude.NOTHING)[Scored.ITEM])


@pytest.mark.parametrize("name", MODELS)
def test_only_what_was_bought_is_left_out_also_when_sent_back(name, prefs):
    rng = np.random.default_rng(12)
    bought = sp.csr_matrix(rng.random(prefs.matrix.shape) < 0.2)
    model = MODELS[name]().fit(
        Preferences(prefs.matrix, prefs.users, prefs.items, "events", bought)
    )
    offerable = set(prefs.items) - {"i4"}
    for row, user in enumerate(prefs.users):
        own = set(prefs.items[bought[row].indices])
        known = known_items(prefs, user)
        assert set(model.recommend(user, 30)[Scored.ITEM]) == offerable - own
        assert set(model.recommend(user, 30, Exclude.KNOWN)[Scored.ITEM]) == offerable - own - known


def test_everything_anybody_has_rated_can_be_offered(model, prefs):
    found = model.recommend("u0", 1000, exclude=Exclude.NOTHING)
    assert set(found[Scored.ITEM]) == set(prefs.items) - {"i4"}


def test_only_the_items_asked_for(model):
    wanted = ["i1", "i2", "i9", "no such item"]
    found = model.recommend("u0", 10, exclude=Exclude.NOTHING, items=wanted)
    assert set(found[Scored.ITEM]) == {"i1", "i2", "i9"}
    assert model.recommend("u0", items=[]).empty
    assert tuple(model.recommend("u0", items=[]).columns) == OFFERS


def test_fewer_are_the_first_of_more(model, prefs):
    for user in prefs.users[:10]:
        more = model.recommend(user, 12)
        pd.testing.assert_frame_equal(model.recommend(user, 4), more.head(4))


def test_a_stranger_is_offered_what_is_popular(model, prefs):
    found = model.recommend("who", 5)
    assert set(found[Scored.BASIS]) == {Basis.POPULAR}
    raters = pd.Series(np.bincount(prefs.matrix.indices, minlength=30), index=prefs.items)
    assert list(raters[found[Scored.ITEM]]) == sorted(raters, reverse=True)[:5]


def test_scores_are_the_predictions(model, prefs):
    for user in [*prefs.users[:10], "who"]:
        found = model.recommend(user, 30)
        backed = found[found[Scored.BASIS] == Basis.NEIGHBOURS]
        predicted = model.predict(user, list(backed[Scored.ITEM]))
        assert backed[Scored.SCORE].to_numpy() == pytest.approx(predicted, abs=1e-9)
        popular = found[found[Scored.BASIS] == Basis.POPULAR]
        means = model.predict("who", list(popular[Scored.ITEM]))
        assert popular[Scored.SCORE].to_numpy() == pytest.approx(means, abs=1e-9)


def test_predictions_are_numbers_aligned_with_the_question(model, prefs):
    users = [*prefs.users, "who"] * 2
    items = ([*prefs.items, "what"] * 3)[: len(users)]
    predicted = model.predict(users, items)
    assert predicted.shape == (len(users),)
    assert np.isfinite(predicted).all()
    one_by_one = [model.predict(u, i)[0] for u, i in zip(users, items, strict=True)]
    assert predicted == pytest.approx(one_by_one, abs=1e-12)
    assert (model.predict("u0", items) == model.predict(["u0"] * len(items), items)).all()


@pytest.mark.parametrize("name", ["user-knn everybody", "popular"])  # the others cut at k,
def test_the_same_whatever_the_order_of_users_and_items(name, prefs):  # ties by position
    turned = Preferences(prefs.matrix[::-1][:, ::-1], prefs.users[::-1], prefs.items[::-1])
    model, other = MODELS[name]().fit(prefs), MODELS[name]().fit(turned)
    users = np.repeat(prefs.users, len(prefs.items))
    items = np.tile(prefs.items, len(prefs.users))
    assert model.predict(users, items) == pytest.approx(other.predict(users, items), abs=1e-9)


def test_sessions_at_once_see_what_one_sees(model, prefs):
    alone = [model.recommend(user) for user in prefs.users]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(model.recommend, prefs.users))
    for one, other in zip(alone, together, strict=True):
        pd.testing.assert_frame_equal(one, other)


@pytest.mark.parametrize("n", [0, -1, 1.5, "3"])
def test_how_many_must_be_a_number(model, n):
    with pytest.raises(ParameterError, match="n must be"):
        model.recommend("u0", n)


@pytest.mark.parametrize("name", EXPLAINED)
def test_an_explanation_adds_up_to_the_prediction(name, prefs):
    model = MODELS[name]().fit(prefs)
    for user in [*prefs.users[:12], "who"]:
        for item in [*prefs.items[:12], "what"]:
            why = model.explain(user, item)
            total = why.baseline + why.neighbours[Scored.CONTRIBUTION].sum()
            assert why.score == pytest.approx(total, abs=1e-9)
            assert why.score == pytest.approx(model.predict(user, item)[0], abs=1e-9)
            assert user not in set(why.neighbours[Scored.USER])
