"""UserKNN by hand, against the plain NumPy twin, and against scikit-surprise."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from shopai.arrays import Hashes
from shopai.columns import Basis, Exclude, Part, Scored
from shopai.errors import ParameterError
from shopai.preferences import Preferences
from shopai.recommend.explanation import FallbackReason
from shopai.recommend.kernels.order import NO_NEIGHBOUR, first, in_order, order_keys, smallest
from shopai.recommend.models.similarity import MOST_IN_SQUARE
from shopai.recommend.models.user_knn import UserKNN
from shopai.recommend.policy.policy import Policy
from tests.recommend.models import oracle
from tests.recommend.models.oracle import prefs_of

NO = math.nan
EVERYTHING = Policy(exclude=Exclude.NOTHING)
GOLDEN = np.array(
    [
        [5, 3, NO, 1],
        [4, NO, NO, 1],
        [1, 1, NO, 5],
        [1, NO, NO, 4],
        [NO, 1, 5, 4],
    ]
)


def golden(similarity: str = "cosine", **settings: float) -> UserKNN:
    return UserKNN(similarity=similarity, **settings).fit(prefs_of(GOLDEN))


def test_prediction_of_the_worked_example():
    assert golden().predict("u0", "i2")[0] == pytest.approx(3 + (5 - 10 / 3), abs=1e-9)


# ‖u0‖ = √35, ‖u1‖ = √17, ‖u2‖ = √27, ‖u3‖ = √17, ‖u4‖ = √42; products over shared items.
COSINES = {
    "u1": 21 / math.sqrt(35 * 17),
    "u2": 13 / math.sqrt(35 * 27),
    "u3": 9 / math.sqrt(35 * 17),
    "u4": 7 / math.sqrt(35 * 42),
}


def test_cosine_by_hand():
    found = golden().neighbours("u0")
    assert list(found[Scored.USER]) == ["u1", "u2", "u3", "u4"]
    assert found[Scored.SIMILARITY].to_numpy() == pytest.approx(list(COSINES.values()), abs=1e-12)
    assert list(found[Scored.COMMON]) == [2, 3, 2, 2]


def test_pearson_by_hand():
    # u0 and u2 share 5, 3, 1 and 1, 1, 5: deviations 2, 0, −2 and −4/3, −4/3, 8/3.
    found, _ = golden("pearson").similarities(["u0", "u1", "u2", "u3"])
    expected = [1, 1, (-8 / 3 - 16 / 3) / math.sqrt(8 * (16 + 16 + 64) / 9), -1]
    assert found.to_numpy()[0] == pytest.approx(expected, abs=1e-12)
    assert list(found.columns) == list(found.index) == ["u0", "u1", "u2", "u3"]


def test_a_prediction_by_hand_with_both_neighbours():
    # Item 1 was rated by u2 (1, mean 7/3) and u4 (1, mean 10/3).
    s2, s4 = COSINES["u2"], COSINES["u4"]
    expected = 3 + (s2 * (1 - 7 / 3) + s4 * (1 - 10 / 3)) / (s2 + s4)
    assert golden().predict("u0", "i1")[0] == pytest.approx(expected, abs=1e-12)
    assert golden(k=1).predict("u0", "i1")[0] == pytest.approx(3 - 4 / 3, abs=1e-12)


def test_negative_neighbours_subtract_or_are_left_out():
    # u2 at −√3/2 and u4 at −1 both rated item 1 below their means.
    weight = math.sqrt(3) / 2
    expected = 3 + (weight * 4 / 3 + 1 * 7 / 3) / (weight + 1)
    both = golden("pearson", negatives="abs")
    assert both.predict("u0", "i1")[0] == pytest.approx(expected, abs=1e-12)
    assert golden("pearson").predict("u0", "i1")[0] == 3


def test_unknown_users_and_items_get_the_overall_mean():
    model = golden()
    overall = np.nanmean(GOLDEN)
    predicted = model.predict(["who", "u0", "who"], ["i0", "what", "what"])
    assert predicted == pytest.approx([overall] * 3, abs=1e-12)
    # With biases as much as is known.
    mean, of_users, of_items = oracle.biases(GOLDEN)
    predicted = golden(baseline="bias").predict(["who", "u0", "who"], ["i0", "what", "what"])
    assert predicted == pytest.approx([mean + of_items[0], mean + of_users[0], mean], abs=1e-12)
    assert model.predict("u0", ["i0", "i1", "i2"]).shape == (3,)
    assert model.predict([], []).shape == (0,)


def test_the_explanation_by_hand():
    why = golden().explain("u0", "i1")
    assert (why.item_id, why.baseline) == ("i1", 3.0)
    assert list(why.parts[Part.SOURCE]) == ["u2", "u4"]
    assert list(why.parts[Part.VALUE]) == [1, 1]
    assert why.parts[Part.MEAN].to_numpy() == pytest.approx([7 / 3, 10 / 3])
    s2, s4 = COSINES["u2"], COSINES["u4"]
    assert why.parts[Part.CONTRIBUTION].to_numpy() == pytest.approx(
        [s2 * (-4 / 3) / (s2 + s4), s4 * (-7 / 3) / (s2 + s4)]
    )


@pytest.mark.parametrize("pair", [("who", "i0"), ("u0", "what"), ("who", "what")])
def test_an_explanation_without_neighbours_is_the_baseline(pair):
    why = golden().explain(*pair)
    assert why.parts.empty
    assert why.score == why.baseline == golden().predict(*pair)[0]


def test_shared_items_and_oneself():
    model = golden()
    similarity, common = model.similarities(["u4", "u0"])
    assert common.to_numpy().tolist() == [[3, 2], [2, 3]]
    assert np.diag(similarity.to_numpy()).tolist() == [1, 1]
    assert [table.shape for table in model.similarities([])] == [(0, 0), (0, 0)]


def test_tables_of_users_refuse_strangers_and_crowds():
    with pytest.raises(ParameterError, match="'who'"):
        golden().similarities(["u0", "who"])
    with pytest.raises(ParameterError, match=str(MOST_IN_SQUARE)):
        golden().similarities(["u0"] * (MOST_IN_SQUARE + 1))


@pytest.mark.parametrize(
    "settings",
    [
        {"k": 0},
        {"k": 2.5},
        {"k": True},
        {"similarity": "euclid"},
        {"min_support": 0},
        {"shrinkage": -1},
        {"shrinkage": NO},
        {"min_k": 0},
        {"negatives": "keep"},
        {"baseline": "median"},
        {"min_neighbours": 0},
        {"ranking": "mean"},
        {"similarity": ["cosine"]},
        {"shrinkage": "much"},
    ],
)
def test_settings_that_cannot_work(settings):
    with pytest.raises(ParameterError):
        UserKNN(**settings)


def test_pairs_that_do_not_match():
    with pytest.raises(ParameterError, match="2 users and 3 items"):
        golden().predict(["u0", "u1"], ["i0", "i1", "i2"])


def test_equally_similar_neighbours_are_taken_in_their_order():
    # Twins u1 and u2 like item 0 alike and disagree on nothing else but scale: cosine ties.
    ratings = np.array([[1, NO, NO], [2, 2, NO], [2, NO, 2], [4, 4, NO], [4, 5, 3]])
    near = UserKNN().fit(prefs_of(ratings)).neighbours("u0")
    assert list(near[Scored.USER]) == ["u1", "u2", "u3", "u4"]
    assert UserKNN(k=1).fit(prefs_of(ratings)).explain("u0", "i1").parts[Part.SOURCE].tolist() == [
        "u1"
    ]


def test_items_rank_by_support_tier():
    ratings = np.array(
        [
            # i0 shared; i1 liked by three; i2 adored by one; i3 by strangers only
            [3, NO, NO, NO, 1],
            [3, 4, NO, NO, 1],
            [3, 4, NO, NO, 1],
            [3, 4, 9, NO, 1],
            [NO, NO, NO, 2, NO],
        ]
    )
    model = UserKNN().fit(prefs_of(ratings))
    found = model.recommend("u0")
    assert list(found[Scored.ITEM]) == ["i1", "i2", "i3"]
    assert list(found[Scored.RANK]) == [1, 2, 3]
    assert list(found[Scored.SUPPORT]) == [3, 1, 0]
    assert list(found[Scored.BASIS]) == [Basis.NEIGHBOURS, Basis.NEIGHBOURS, Basis.POPULAR]
    assert found[Scored.SCORE].iloc[2] == 2
    model = model.with_settings(min_neighbours=1)
    assert list(model.recommend("u0")[Scored.ITEM]) == ["i2", "i1", "i3"]


def test_equal_scores_rank_by_support_then_popularity_then_id():
    ratings = np.full((6, 5), 3.0)
    ratings[0, 1:] = NO
    ratings[1, 1] = ratings[2, 2] = NO  # i1 and i2 have one rater less
    ratings[5] = [NO, NO, 3, NO, NO]  # a stranger to u0: popularity without support
    found = UserKNN().fit(prefs_of(ratings)).recommend("u0", 4)
    assert list(found[Scored.ITEM]) == ["i3", "i4", "i2", "i1"]
    assert list(found[Scored.SCORE]) == [3, 3, 3, 3]


# ---- what is left out, and why ----------------------------------------------------------

# u0 bought i0, viewed i1, sent i2 back; u1 likes all that; u2 is a stranger who likes i4;
# u3 sent all they bought back.
SHOP = np.array(
    [
        [6, 1, NO, NO, NO],
        [6, 1, 6, 3, NO],
        [NO, NO, NO, NO, 2],
        [NO, NO, NO, NO, NO],
    ]
)
BOUGHT = np.array(
    [
        [1, 0, 1, 0, 0],
        [1, 0, 1, 0, 0],
        [0, 0, 0, 0, 1],
        [0, 0, 0, 0, 1],
    ]
)


def shop() -> UserKNN:
    prefs = prefs_of(SHOP)
    bought = sp.csr_matrix(BOUGHT, dtype=bool)
    return UserKNN().fit(Preferences(prefs.matrix, prefs.users, prefs.items, "events", bought))


@pytest.mark.parametrize(
    ("user", "exclude", "offered"),
    [
        ("u0", Exclude.BOUGHT, {"i1", "i3", "i4"}),
        ("u0", Exclude.KNOWN, {"i3", "i4"}),
        ("u0", Exclude.NOTHING, {"i0", "i1", "i2", "i3", "i4"}),
        ("u3", Exclude.BOUGHT, {"i0", "i1", "i2", "i3"}),
        ("u3", Exclude.KNOWN, {"i0", "i1", "i2", "i3"}),
        ("u3", Exclude.NOTHING, {"i0", "i1", "i2", "i3", "i4"}),
        ("who", Exclude.BOUGHT, {"i0", "i1", "i2", "i3", "i4"}),
    ],
)
def test_excluded_items_are_never_offered(user, exclude, offered):
    found = shop().recommend(user, policy=Policy(exclude=exclude))
    assert set(found[Scored.ITEM]) == offered


@pytest.mark.parametrize(
    ("user", "exclude", "items", "reason"),
    [
        ("u0", Exclude.BOUGHT, None, FallbackReason.PERSONAL),
        ("u0", Exclude.BOUGHT, ["i4"], FallbackReason.NOTHING_NEW),
        ("u0", Exclude.BOUGHT, ["i0", "i2"], FallbackReason.ALL_TAKEN),
        ("u0", Exclude.KNOWN, ["i1"], FallbackReason.ALL_TAKEN),
        ("u0", Exclude.BOUGHT, ["i1"], FallbackReason.PERSONAL),
        ("u0", Exclude.BOUGHT, ["what"], FallbackReason.NO_ITEMS),
        ("u2", Exclude.BOUGHT, None, FallbackReason.ALONE),
        ("u3", Exclude.BOUGHT, None, FallbackReason.UNKNOWN),
        ("who", Exclude.BOUGHT, None, FallbackReason.UNKNOWN),
        ("who", Exclude.BOUGHT, [], FallbackReason.NO_ITEMS),
    ],
)
def test_fallback_reasons(user, exclude, items, reason):
    model = shop()
    others = () if items is None else tuple(set(model.prefs_.items) - set(items))
    policy = Policy(exclude=exclude, without_items=others)
    assert model.fallback_reason(user, model.applied(policy)) is reason
    bases = set(model.recommend(user, policy=policy)[Scored.BASIS])
    if reason is FallbackReason.PERSONAL:
        assert Basis.NEIGHBOURS in bases
    elif reason in (FallbackReason.ALL_TAKEN, FallbackReason.NO_ITEMS):
        assert not bases
    else:
        assert bases == {Basis.POPULAR}


def test_a_sentence_keeps_the_id_as_it_is():
    said = FallbackReason.ALL_TAKEN.sentence("{0} {}")
    assert said == "Customer {0} {} already knows every item that could be recommended."


def test_a_method_without_neighbours_does_not_speak_of_them():
    said = FallbackReason.ALONE.sentence("c7", Basis.FACTORS)
    assert said == "By this method nothing can be said for customer c7, so these are popular items."


def test_a_sum_by_hand():
    # Of events: i1 is known to u2 (1) and u4 (1), i2 to u4 alone (5).
    model = golden(ranking="sum")
    s2, s4 = COSINES["u2"], COSINES["u4"]
    found = model.recommend("u0")
    assert list(found[Scored.ITEM]) == ["i2"]
    assert found[Scored.SCORE].iloc[0] == pytest.approx(5 * s4)
    why = model.explain("u0", "i1")
    assert (why.baseline, why.cut) == (0, 0)
    assert why.score == pytest.approx(s2 + s4)
    assert why.parts[Part.CONTRIBUTION].to_numpy() == pytest.approx([s2, s4])
    assert model.explain("who", "i1").score == model.explain("u0", "what").score == 0
    # What is predicted stays a preference.
    assert model.predict("u0", "i2")[0] == golden().predict("u0", "i2")[0]
    assert not model.ranks_by_prediction
    assert golden().ranks_by_prediction


def test_sums_are_for_events_unless_told_otherwise():
    prefs = prefs_of(GOLDEN)
    events = Preferences(prefs.matrix, prefs.users, prefs.items, "events")
    assert UserKNN().fit(events).sums_
    assert not UserKNN(ranking="prediction").fit(events).sums_
    assert not UserKNN().fit(prefs).sums_


@pytest.mark.parametrize(
    ("taste", "found"),
    [({"i0": "much"}, "'much' for item i0"), ({"i0": 1e200}, "item i0"), ({"i0": NO}, "nan")],
)
def test_what_somebody_new_prefers_must_be_numbers(taste, found):
    with pytest.raises(ParameterError, match=found):
        golden().recommend(taste)


def test_a_model_must_have_learned():
    for ask in (UserKNN().recommend, lambda user: UserKNN().explain(user, "i0")):
        with pytest.raises(ParameterError, match="has learned nothing yet; call fit"):
            ask("u0")


def test_any_collection_of_items_is_somebody_new():
    model = golden()
    expected = model.recommend(["i0", "i3"])
    for items in (
        ("i0", "i3"),
        np.array(["i0", "i3"]),
        pd.Series(["i0", "i3"]),
        {"i0": 0, "i3": 0}.keys(),
    ):
        pd.testing.assert_frame_equal(model.recommend(items), expected)


# ---- many at once, other settings -------------------------------------------------------


@pytest.mark.parametrize("exclude", Exclude.ALL)
def test_recommend_all_by_hand(exclude):
    model = shop()
    users = ["u3", "who", "u0", "u0"]
    policy = Policy(exclude=exclude, without_items=("i0", "i2", "i3"))
    found = model.recommend_all(users, 2, policy)
    one_by_one = [model.recommend(user, 2, policy).assign(**{Scored.USER: user}) for user in users]
    expected = pd.concat(one_by_one, ignore_index=True)
    assert found.columns[0] == Scored.USER
    pd.testing.assert_frame_equal(found[list(expected.columns)], expected)
    if exclude == Exclude.KNOWN:
        assert list(found[Scored.USER]) == ["u3", "who", "who", "u0", "u0"]
        assert list(found[Scored.ITEM]) == ["i1", "i1", "i4", "i4", "i4"]
        assert list(found[Scored.RANK]) == [1, 1, 2, 1, 1]


def test_recommend_all_matches_recommend_for_each_customer():
    rng = np.random.default_rng(3)
    ratings = np.where(rng.random((20, 30)) < 0.3, rng.normal(3, 1, (20, 30)), NO)
    model = UserKNN(5, "pearson").fit(prefs_of(ratings))
    found = model.recommend_all()
    assert list(found[Scored.USER].unique()) == list(model.prefs_.users)
    for user, rows in found.groupby(Scored.USER):
        one = rows.drop(columns=Scored.USER).reset_index(drop=True)
        pd.testing.assert_frame_equal(one, model.recommend(user))


def test_nobody_at_once():
    found = shop().recommend_all([])
    assert found.empty
    assert list(found.columns) == [Scored.USER, *shop().recommend("u0").columns]


def test_other_settings_share_what_was_fitted():
    model = golden()
    other = model.with_settings(k=1, similarity="pearson")
    assert (other.k, other.similarity, other.negatives) == (1, "pearson", "drop")
    assert other.table_ is model.table_
    assert other.bestsellers_ is model.bestsellers_
    assert other.predict("u0", "i1")[0] == golden("pearson", k=1).predict("u0", "i1")[0]
    assert (model.k, model.similarity) == (40, "cosine")
    biased = other.with_settings(baseline="bias")
    assert biased.k == 1
    expected = golden("pearson", k=1, baseline="bias").predict("u0", "i1")[0]
    assert biased.predict("u0", "i1")[0] == expected
    with pytest.raises(ParameterError, match="k must be"):
        model.with_settings(k=0)


# ---- degenerate shops -------------------------------------------------------------------


@pytest.mark.parametrize("baseline", ["mean", "bias"])
@pytest.mark.parametrize("similarity", sorted(oracle.MEASURES))
@pytest.mark.parametrize(
    "ratings",
    [
        np.array([[4.0]]),
        np.array([[4.0], [2.0]]),
        np.array([[4.0, 2.0, 0.0]]),
        np.full((3, 3), 0.1),
        np.zeros((2, 2)),
        np.array([[NO, NO], [1, 2]]),
        np.array([[NO, 1], [NO, 2]]),
        np.array([[1e50, -1e50], [-1e50, 1e50]]),
        np.array([[1e-200, 3e-200], [2e-200, 1e-200]]),
    ],
    ids=[
        "one rating",
        "one item",
        "one user",
        "constant",
        "all zero",
        "a user without ratings",
        "an item without ratings",
        "huge",
        "tiny",
    ],
)
def test_scores_are_finite_on_degenerate_data(ratings, similarity, baseline):
    model = UserKNN(k=1000, similarity=similarity, baseline=baseline).fit(prefs_of(ratings))
    users = [*model.prefs_.users, "who"]
    items = [*model.prefs_.items, "what"]
    for user in users:
        assert np.isfinite(model.predict(user, items)).all()
        assert np.isfinite(model.recommend(user, policy=EVERYTHING)[Scored.SCORE]).all()
        assert np.isfinite(model.explain(user, items[0]).score)
    assert np.isfinite(model.similarities(users[:-1])[0].to_numpy()).all()


def test_constant_ratings_predict_the_constant():
    model = UserKNN().fit(prefs_of(np.array([[0.1, 0.1, NO], [0.1, 0.1, 0.1]])))
    assert model.predict("u0", "i2")[0] == pytest.approx(0.1, abs=1e-15)
    assert UserKNN(similarity="pearson").fit(model.prefs_).neighbours("u0").empty


def test_a_user_without_ratings_counts_as_unknown():
    model = UserKNN().fit(prefs_of(np.array([[NO, NO], [1, 2], [1, 4]])))
    assert model.predict("u0", ["i0", "i1"]).tolist() == [2, 2]
    assert set(model.recommend("u0")[Scored.BASIS]) == {Basis.POPULAR}


# ---- a second witness -------------------------------------------------------------------

DENSE = arrays.arrays(
    float,
    st.tuples(st.integers(1, 8), st.integers(1, 6)),
    elements=st.sampled_from([NO, NO, 0.0, 1.0, 2.0, 3.0, 4.5]),
).filter(lambda ratings: not np.isnan(ratings).all())

SETTINGS = st.fixed_dictionaries(
    {
        "k": st.integers(1, 4),
        "similarity": st.sampled_from(sorted(oracle.MEASURES)),
        "min_support": st.integers(1, 3),
        "shrinkage": st.sampled_from([None, 0.0, 2.5]),
        "min_k": st.integers(1, 2),
        "negatives": st.sampled_from(["drop", "abs"]),
        "baseline": st.sampled_from(["mean", "bias"]),
    }
)


@settings(max_examples=60, deadline=None)
@given(DENSE, SETTINGS)
def test_scores_and_predictions_match_the_numpy_oracle(ratings, chosen):
    plain = oracle.Plain(ratings, **chosen)
    model = UserKNN(**chosen).fit(prefs_of(ratings))
    items = [j for j in range(ratings.shape[1]) if not np.isnan(ratings[:, j]).all()]
    for u in range(len(ratings)):
        if np.isnan(ratings[u]).all():
            continue
        near = plain.nearest(u)
        found = model.neighbours(f"u{u}", 100)
        assert list(found[Scored.USER]) == [f"u{v}" for _, v in near]
        assert found[Scored.SIMILARITY].to_numpy() == pytest.approx([s for s, _ in near], abs=1e-9)
        expected = [plain.predict(u, j) for j in items]
        predicted = model.predict(f"u{u}", [f"i{j}" for j in items])
        assert predicted == pytest.approx(expected, abs=1e-9)
        scores = model._scores(*model._look_up(f"u{u}"))
        said = [j for j in items if scores.support[j] > 0]
        assert scores.values[said] == pytest.approx([plain.predict(u, j) for j in said], abs=1e-9)
    table = model.similarities(model.prefs_.users)[1].to_numpy()
    rated = (~np.isnan(ratings)).astype(int)
    assert (table == rated @ rated.T).all()


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_smallest_matches_sorting(data):
    values = data.draw(st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=50, unique=True))
    k = data.draw(st.integers(1, len(values)))
    keys: Hashes = np.array(values, dtype=np.uint64)
    assert smallest(keys, k) == sorted(values)[k - 1]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([0.0, 1.0, -1.0, 0.5, 0.25, -0.125]) | st.floats(-1, 1)))
def test_in_order_matches_sorting(similar):
    keys = order_keys(np.array(similar), 1, True)
    assert list(in_order(keys)) == sorted(key for key in keys if key != NO_NEIGHBOUR)


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_first_matches_a_full_sort(data):
    n = data.draw(st.integers(0, 30))
    few = {"min_size": n, "max_size": n}
    weak = data.draw(st.lists(st.booleans(), **few))
    scores = data.draw(st.lists(st.sampled_from([0.0, 1.0, 2.0]), **few))
    support = data.draw(st.lists(st.integers(1, 3), **few))
    counts = data.draw(st.lists(st.integers(1, 3), **few))
    wanted = data.draw(st.integers(1, 12))
    found = first(
        np.array(weak, bool),
        np.array(scores, float),
        np.array(support, np.int32),
        np.array(counts, np.int64),
        wanted,
    )
    order = sorted(range(n), key=lambda j: (weak[j], -scores[j], -support[j], -counts[j], j))
    assert list(found) == order[:wanted]


@pytest.mark.parametrize("measure", sorted(oracle.MEASURES))
def test_predictions_of_many_users_match_the_numpy_oracle(measure):
    rng = np.random.default_rng(5)
    ratings = np.where(rng.random((40, 25)) < 0.3, rng.normal(3, 1, (40, 25)), NO)
    model = UserKNN(5, measure).fit(prefs_of(ratings))
    plain = oracle.Plain(ratings, 5, measure)
    users, items = rng.integers(0, 40, 80), rng.integers(0, 25, 80)
    at_once = model.predict([f"u{u}" for u in users], [f"i{i}" for i in items])
    expected = [plain.predict(u, i) for u, i in zip(users, items, strict=True)]
    assert at_once == pytest.approx(expected, abs=1e-9)
    square = model.similarities(model.prefs_.users[:10])[0].to_numpy()
    pairs = [[1.0 if x == y else plain.alike(x, y) for x in range(10)] for y in range(10)]
    assert square == pytest.approx(np.array(pairs), abs=1e-9)


@settings(max_examples=20, deadline=None)
@given(DENSE, st.sampled_from(sorted(oracle.MEASURES)))
def test_similarities_stay_within_bounds_whatever_the_weights(ratings, measure):
    # One-pass formulas give more than 1 on weights such as log(1 + events).
    weights = np.log1p(ratings) + 1e3
    found = UserKNN(similarity=measure, negatives="abs").fit(prefs_of(weights))
    square = found.similarities(found.prefs_.users)[0].to_numpy()
    assert (np.abs(square) <= 1).all()
    assert square == pytest.approx(square.T, abs=1e-9)


@settings(max_examples=20, deadline=None)
@given(DENSE.filter(lambda r: len(r) > 1 and not np.isnan(r[1:]).all()), SETTINGS)
def test_a_new_customer_is_scored_like_a_fitted_one(ratings, chosen):
    # But for what is usual: the mean of all ratings and the biases are those without them.
    chosen = chosen | {"baseline": "mean"}
    if chosen["similarity"] == "pearson_baseline":
        return
    known = prefs_of(ratings)
    there = UserKNN(**chosen).fit(known)
    before = Preferences(known.matrix[1:], known.users[1:], known.items)
    model = UserKNN(**chosen).fit(before)
    own = {f"i{j}": value for j, value in enumerate(ratings[0]) if not np.isnan(value)}
    if not own:
        return
    expected, found = there._scores(*there._look_up("u0")), model._scores(*model._look_up(own))
    assert list(found.support) == list(expected.support)
    said = found.support > 0
    assert found.values[said] == pytest.approx(expected.values[said], abs=1e-9)
