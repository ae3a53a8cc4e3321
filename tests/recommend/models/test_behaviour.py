"""What every recommender must do, whatever its method; a new model joins by one line here."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp

from shopai.columns import Basis, Exclude, Item, Part, Scored
from shopai.errors import ParameterError
from shopai.preferences import Preferences
from shopai.recommend.models.als import ALS
from shopai.recommend.models.base import Recommender
from shopai.recommend.models.baseline import Baseline
from shopai.recommend.models.bpr import BPR
from shopai.recommend.models.content import ContentBased
from shopai.recommend.models.ease import EASE
from shopai.recommend.models.hybrid import Hybrid
from shopai.recommend.models.item_knn import ItemKNN
from shopai.recommend.models.popularity import Popularity
from shopai.recommend.models.registry import FAMILY
from shopai.recommend.models.user_knn import UserKNN
from shopai.recommend.policy.policy import Policy
from shopai.recommend.ranking import OFFERS
from shopai.recommend.storage.model_file import load_model, save_model
from tests.recommend.models.oracle import prefs_of

N_USERS, N_ITEMS = 40, 30

#: Items of even and of odd number have a word in common, and some have more.
WORDS = pd.DataFrame(
    {
        Item.TITLE: [f"{('round', 'square')[j % 2]} tone{j % 5} part{j}" for j in range(N_ITEMS)],
        Item.BRAND: [f"Brand {j % 7}" for j in range(N_ITEMS)],
    },
    index=[f"i{j}" for j in range(N_ITEMS)],
)
SEGMENTS = {f"u{i}": "AB"[i % 2] for i in range(0, N_USERS, 3)}

MODELS = {
    "user-knn": lambda: UserKNN(k=5),
    "user-knn pearson": lambda: UserKNN(k=5, similarity="pearson", negatives="abs"),
    "user-knn bias": lambda: UserKNN(k=5, similarity="pearson_baseline", baseline="bias"),
    "item-knn": lambda: ItemKNN(k=5),
    "item-knn bias": lambda: ItemKNN(k=5, similarity="msd", min_support=2, baseline="bias"),
    "user-knn sums": lambda: UserKNN(k=5, ranking="sum"),
    "item-knn sums": lambda: ItemKNN(k=5, ranking="sum"),
    "ease": lambda: EASE(regularization=5),
    "als": lambda: ALS(factors=8, regularization=0.5),
    "bpr": lambda: BPR(factors=8, learning_rate=0.1, iterations=60),
    "content": lambda: ContentBased(WORDS),
    "hybrid": lambda: Hybrid({"they": UserKNN(k=5), "tastes": ALS(factors=4), "all": Popularity()}),
    "hybrid of words": lambda: Hybrid((ItemKNN(k=5), ContentBased(WORDS)), (2, 1)),
    "baseline": lambda: Baseline(),
    "popularity": lambda: Popularity(),
    "popularity by segment": lambda: Popularity("preference", SEGMENTS, smoothing=2),
}
#: The same order for everybody, or for all of a segment.
IMPERSONAL = (Baseline, Popularity)


@pytest.fixture(scope="module")
def prefs() -> Preferences:
    rng = np.random.default_rng(11)
    ratings = np.where(
        rng.random((N_USERS, N_ITEMS)) < 0.25, rng.integers(0, 6, (N_USERS, N_ITEMS)), math.nan
    )
    ratings[3] = math.nan  # a user without ratings
    ratings[:, 4] = math.nan  # an item without ratings
    return replace(prefs_of(ratings), scale=(0.0, 5.0))


@pytest.fixture(scope="module", params=MODELS)
def model(request, prefs) -> Recommender:
    return MODELS[request.param]().fit(prefs)


def known_items(prefs: Preferences, user: str) -> set[str]:
    (row,) = prefs.user_positions([user])
    return set(prefs.items[prefs.matrix[row].indices])


def items_of(offers: pd.DataFrame) -> list[str]:
    return list(offers[Scored.ITEM])


def test_every_model_of_the_family_is_here():
    assert {type(make()) for make in MODELS.values()} == {m.make for m in FAMILY.values()}


@pytest.mark.parametrize("name", MODELS)
def test_fit_returns_the_model_and_leaves_the_data_alone(name, prefs):
    before = prefs.matrix.copy()
    made = MODELS[name]()
    assert made.fit(prefs) is made
    made.recommend("u0")
    made.recommend_all(n=3)
    made.explain("u0", "i1")
    for part in ("data", "indices", "indptr"):
        assert (getattr(prefs.matrix, part) == getattr(before, part)).all()


def test_an_offer_has_rank_score_support_and_basis(model, prefs):
    for user in [*prefs.users[:6], "who"]:
        offers = model.recommend(user, 7)
        assert tuple(offers.columns) == OFFERS
        assert list(offers[Scored.RANK]) == list(range(1, 8))
        assert offers[Scored.ITEM].is_unique
        assert set(items_of(offers)) <= set(prefs.items)
        assert np.isfinite(offers[Scored.SCORE]).all()
        backed = offers[Scored.SUPPORT] > 0
        assert set(offers.loc[backed, Scored.BASIS]) <= {model.basis}
        assert set(offers.loc[~backed, Scored.BASIS]) <= {Basis.POPULAR}
        assert backed.is_monotonic_decreasing  # what is merely popular fills up


def test_known_items_are_excluded_unless_allowed(model, prefs):
    for user in prefs.users[:5]:
        known = known_items(prefs, user)
        for exclude in (Exclude.BOUGHT, Exclude.KNOWN):
            assert set(items_of(model.recommend(user, 30, Policy(exclude=exclude)))) == (
                set(prefs.items) - known
            )
        everything = model.recommend(user, 30, Policy(exclude=Exclude.NOTHING))
        assert set(items_of(everything)) == set(prefs.items)


@pytest.mark.parametrize("name", MODELS)
def test_bought_items_are_left_out_even_when_refunded(name, prefs):
    rng = np.random.default_rng(12)
    bought = sp.csr_matrix(rng.random(prefs.matrix.shape) < 0.2)
    model = MODELS[name]().fit(replace(prefs, kind="events", bought=bought, scale=None))
    for row, user in enumerate(prefs.users[:6]):
        own = set(prefs.items[bought[row].indices])
        left = set(prefs.items) - own
        assert set(items_of(model.recommend(user, 30))) == left
        fresh = model.recommend(user, 30, Policy(exclude=Exclude.KNOWN))
        assert set(items_of(fresh)) == left - known_items(prefs, user)


def test_n_items_or_fewer_with_the_reason(model, prefs):
    for user in ("u0", "u3", "who"):
        left = N_ITEMS - len(known_items(prefs, user)) if user != "who" else N_ITEMS
        for n in (1, left - 1, left):
            assert len(model.recommend(user, n)) == n
            assert model.shortage(user, n, model.applied()) is None
        assert len(model.recommend(user, left + 1)) == left
        assert f"Only {left} of the {left + 1} items" in model.shortage(
            user, left + 1, model.applied()
        )


def test_no_item_that_is_left_out(model):
    items = set(model.prefs_.items)
    others = tuple(items - {"i1", "i2", "i9"})
    offers = model.recommend("u0", 10, Policy(exclude=Exclude.NOTHING, without_items=others))
    assert set(items_of(offers)) == {"i1", "i2", "i9"}
    nothing = model.recommend("u0", policy=Policy(without_items=tuple(items)))
    assert nothing.empty
    assert tuple(nothing.columns) == OFFERS


def test_a_shorter_list_is_the_beginning_of_a_longer_one(model, prefs):
    for user in [*prefs.users[:5], "who"]:
        more = model.recommend(user, 12)
        pd.testing.assert_frame_equal(model.recommend(user, 4), more.head(4))


def test_scores_descend_among_what_is_proven(model, prefs):
    for user in prefs.users[:5]:
        offers = model.recommend(user, 30)
        proof = getattr(model, "min_neighbours", 1)
        proven = offers[offers[Scored.SUPPORT] >= proof]
        assert (np.diff(proven[Scored.SCORE]) <= 1e-8).all()


def test_an_unknown_customer_gets_popular_items(model, prefs):
    offers = model.recommend("who", 5)
    # Baseline has usual ratings to go by, and one of the hybrid's models is Popularity.
    own = isinstance(model, Baseline) or "all" in getattr(model, "models", ())
    assert set(offers[Scored.BASIS]) == {model.basis if own else Basis.POPULAR}
    if not isinstance(model, Baseline) and getattr(model, "measure", "") != "preference":
        raters = pd.Series(np.bincount(prefs.matrix.indices, minlength=N_ITEMS), index=prefs.items)
        assert list(raters[items_of(offers)]) == sorted(raters, reverse=True)[:5]


def test_recommend_all_gives_what_each_customer_gets(model):
    users = ["u7", "who", "u3", "u0", "u7"]
    told = []
    offers = model.recommend_all(users, 6, progress=lambda share, _: told.append(share))
    each = [model.recommend(user, 6) for user in users]
    expected = pd.concat(each, ignore_index=True)
    assert list(offers.pop(Scored.USER)) == list(np.repeat(users, 6))
    assert items_of(offers) == items_of(expected)
    pd.testing.assert_frame_equal(offers, expected, rtol=1e-9, atol=1e-9)
    assert told[-1] == 1.0
    assert len(model.recommend_all(n=2)) == 2 * N_USERS


@pytest.mark.parametrize("name", MODELS)
def test_two_fits_give_the_same(name, prefs):
    one, other = (MODELS[name]().fit(prefs).recommend_all(n=9) for _ in range(2))
    pd.testing.assert_frame_equal(one, other, check_exact=True)


def test_a_new_customer_needs_no_new_fit(model, prefs):
    median = float(np.median(prefs.matrix.data))
    had = ["i1", "i9", "i20"]
    offers = model.recommend(had, 8)
    assert len(offers) == 8
    assert not set(items_of(offers)) & set(had)
    weighed = dict.fromkeys([*had[::-1], "no such item"], median)
    pd.testing.assert_frame_equal(model.recommend(weighed, 8), offers)
    pd.testing.assert_frame_equal(model.recommend([], 8), model.recommend("who", 8))
    with pytest.raises(ParameterError, match="finite"):
        model.recommend({"i1": math.nan})


@pytest.mark.parametrize("name", ["item-knn", "ease", "als", "content", "hybrid of words"])
def test_a_new_customer_gets_what_a_known_one_with_the_same_items_gets(name, prefs):
    model = MODELS[name]().fit(prefs)
    for row in (0, 8):
        own = prefs.matrix[row]
        new = dict(zip(prefs.items[own.indices], own.data, strict=True))
        pd.testing.assert_frame_equal(
            model.recommend(new, 9), model.recommend(f"u{row}", 9), rtol=1e-9
        )


@pytest.mark.parametrize("name", [n for n in MODELS if n not in ("bpr", "popularity by segment")])
def test_somebody_new_gets_personal_items_where_the_model_can(name, prefs):
    model = MODELS[name]().fit(prefs)
    offers = model.recommend({"i1": 5.0, "i9": 4.0, "i20": 1.0}, 3)
    assert offers[Scored.BASIS].iloc[0] == model.basis


def test_an_explanation_adds_up(model, prefs):
    for user in [*prefs.users[2:4], "who", ["i1", "i9", "i20"]]:  # u3 has no ratings
        for item in [*prefs.items[:6], "what"]:  # i4 has none
            why = model.explain(user, item)
            total = why.baseline + why.parts[Part.CONTRIBUTION].sum() + why.cut
            assert why.score == pytest.approx(total, abs=1e-9)
            assert why.basis == model.basis
            assert why.item_id == item
            if isinstance(user, str):
                assert user not in set(why.parts[Part.SOURCE])


def test_the_score_explained_is_the_score(model, prefs):
    policy = Policy(exclude=Exclude.NOTHING)
    for user in [*prefs.users[2:4], ["i1", "i9", "i20"]]:
        offers = model.recommend(user, N_ITEMS, policy)
        backed = offers[offers[Scored.SUPPORT] >= getattr(model, "min_neighbours", 1)][::3]
        for item, score in zip(backed[Scored.ITEM], backed[Scored.SCORE], strict=True):
            why = model.explain(user, item)
            if model.ranks_by_prediction and isinstance(user, str):
                assert why.score == pytest.approx(model.predict(user, item)[0], abs=1e-9)
            assert why.score == pytest.approx(score, abs=1e-9)


def test_predictions_are_numbers_aligned_with_the_question(model, prefs):
    users = [*prefs.users, "who"] * 2
    items = ([*prefs.items, "what"] * 3)[: len(users)]
    if not model.predicts:
        with pytest.raises(ParameterError, match="predicts no preference"):
            model.predict(users, items)
        return
    predicted = model.predict(users, items)
    assert predicted.shape == (len(users),)
    assert ((predicted >= 0) & (predicted <= 5)).all()
    one_by_one = [model.predict(u, i)[0] for u, i in zip(users, items, strict=True)]
    assert predicted == pytest.approx(one_by_one, abs=1e-12)
    assert (model.predict("u0", items) == model.predict(["u0"] * len(items), items)).all()


def test_threads_get_the_same_recommendations(model, prefs):
    users = [*prefs.users[:6]] * 2
    alone = [model.recommend(user) for user in users]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(model.recommend, users))
    for one, other in zip(alone, together, strict=True):
        pd.testing.assert_frame_equal(one, other)


def test_saved_arrays_come_back(model, tmp_path):
    save_model(model, tmp_path / "kept")
    loaded = load_model(tmp_path / "kept")
    assert type(loaded) is type(model)
    assert loaded.parameters() == model.parameters()
    pd.testing.assert_frame_equal(
        loaded.recommend_all(n=9), model.recommend_all(n=9), check_exact=True
    )
    new = ["i1", "i9", "i20"]
    pd.testing.assert_frame_equal(loaded.recommend(new), model.recommend(new), check_exact=True)
    why, again = model.explain("u0", "i2"), loaded.explain("u0", "i2")
    assert why.score == again.score
    pd.testing.assert_frame_equal(why.parts, again.parts, check_exact=True)


@pytest.mark.parametrize("n", [0, -1, 1.5, "3"])
def test_how_many_must_be_a_number(model, n):
    with pytest.raises(ParameterError, match="n must be"):
        model.recommend("u0", n)


@pytest.mark.parametrize(
    "name", [name for name, make in MODELS.items() if not isinstance(make(), IMPERSONAL)]
)
def test_on_a_checkerboard_the_hidden_item_comes_first(name):
    """Even customers have the even items, odd ones the odd; each lacks one of their own."""
    board = np.full((N_USERS, N_ITEMS), math.nan)
    hidden = {}
    for user in range(N_USERS):
        own = np.arange(user % 2, N_ITEMS, 2)
        board[user, own] = 3.0 + own % 3
        hidden[f"u{user}"] = f"i{own[user // 2 % len(own)]}"
        board[user, own[user // 2 % len(own)]] = math.nan
    model = MODELS[name]().fit(prefs_of(board))
    first = {user: model.recommend(user, 1)[Scored.ITEM].iloc[0] for user in hidden}
    assert first == hidden
