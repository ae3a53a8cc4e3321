"""ALS and BPR: against the library they rest on, and against their definitions."""

from __future__ import annotations

import math
import subprocess
import sys
import warnings

import numpy as np
import pytest
from implicit.cpu.als import AlternatingLeastSquares
from threadpoolctl import threadpool_limits

from shopai.columns import Basis, Part, Scored
from shopai.errors import ParameterError
from shopai.preferences import Preferences
from shopai.recommend.models import als
from shopai.recommend.models.als import ALS
from shopai.recommend.models.bpr import BPR
from shopai.recommend.ranking import CustomerHistory
from tests.recommend.models.oracle import prefs_of

NONE = math.nan


@pytest.fixture(scope="module")
def prefs() -> Preferences:
    rng = np.random.default_rng(21)
    dense = np.where(rng.random((40, 25)) < 0.3, rng.integers(-1, 6, (40, 25)), NONE)
    dense[3] = NONE  # a customer without preferences
    dense[4] = np.where(np.isnan(dense[4]), NONE, -1.0)  # one without likes
    dense[:, 7] = NONE  # an item nobody has
    return prefs_of(dense)


def fitted_by_the_library(prefs: Preferences, model: ALS) -> tuple[AlternatingLeastSquares, object]:
    confidence = prefs.matrix.copy()
    confidence.data = np.where(confidence.data > 0, 1 + model.alpha * confidence.data, 0)
    confidence.eliminate_zeros()
    with threadpool_limits(limits=1, user_api="blas"):
        peer = AlternatingLeastSquares(
            factors=model.factors,
            regularization=model.regularization,
            iterations=model.iterations,
            random_state=model.seed,
            num_threads=1,
        )
        peer.fit(confidence, show_progress=False)
    return peer, confidence


def test_als_of_one_factor_by_hand():
    """Y = (1, 2), λ = 1, α = 1: c = (3, 1); x = 3·1 / (5 + 2·1² + 1) = 3/8."""
    model = ALS(factors=1, regularization=1, alpha=1).fit(prefs_of(np.array([[2.0, NONE]] * 2)))
    model._set_factors(np.array([[1.0], [2.0]], np.float32))
    likes = CustomerHistory(np.array([0], np.int32), np.array([2.0]))
    assert model._scores(likes, -1).values == pytest.approx([3 / 8, 6 / 8])


def test_als_scores_match_implicit(prefs):
    model = ALS(factors=6, regularization=0.3, alpha=2.0).fit(prefs)
    peer, confidence = fitted_by_the_library(prefs, model)
    assert model.items_ == pytest.approx(peer.item_factors, abs=1e-6)
    asked = [row for row in range(40) if confidence[row].nnz]
    for row in asked:
        x = peer.recalculate_user(0, confidence[row])
        found = model._scores(*model._look_up(f"u{row}"))
        assert found.values == pytest.approx(peer.item_factors @ x, abs=1e-4)
        assert set(found.support) == {0, confidence[row].nnz}  # 0 for the item nobody has


def test_als_explanations_match_implicit(prefs):
    model = ALS(factors=6, regularization=0.3, alpha=2.0).fit(prefs)
    peer, confidence = fitted_by_the_library(prefs, model)
    for row in (0, 1, 9):
        for item in (0, 5, 11):
            total, added, _ = peer.explain(row, confidence, item, N=25)
            why = model.explain(f"u{row}", f"i{item}")
            assert why.score == pytest.approx(total, abs=1e-4)
            found = dict(zip(why.parts[Part.SOURCE], why.parts[Part.CONTRIBUTION], strict=True))
            assert found == pytest.approx({f"i{j}": each for j, each in added}, abs=1e-4)
            assert why.parts[Part.CONTRIBUTION].abs().is_monotonic_decreasing


def test_als_solves_the_normal_equation(prefs):
    model = ALS(factors=5, regularization=0.7).fit(prefs)
    y = model.items_
    for row in (0, 2, 30):
        history, _ = model._look_up(f"u{row}")
        c = np.ones(25)
        c[history.items] = np.where(history.values > 0, 1 + history.values, 1)
        p = np.zeros(25)
        p[history.items] = history.values > 0
        x = np.linalg.solve(y.T @ np.diag(c) @ y + 0.7 * np.eye(5), y.T @ np.diag(c) @ p)
        assert model._scores(history, row).values == pytest.approx(y @ x, abs=1e-9)


def test_als_with_more_factors_than_items_and_hardly_regularized(prefs):
    model = ALS(factors=40, regularization=1e-3).fit(prefs)
    for user in (*prefs.users[:9], "who"):
        found = model.recommend(user, 24)
        assert np.isfinite(found[Scored.SCORE]).all()
        for item, score in zip(found[Scored.ITEM][:3], found[Scored.SCORE], strict=False):
            assert model.explain(user, item).score in (pytest.approx(score, abs=1e-9), 0.0)


def test_als_scores_a_new_customer_like_a_fitted_one(prefs):
    model = ALS(factors=6).fit(prefs)
    row = prefs.matrix[0]
    new = dict(zip(prefs.items[row.indices], row.data, strict=True))
    old, found = model.recommend("u0", 9), model.recommend(new, 9)
    assert list(old[Scored.ITEM]) == list(found[Scored.ITEM])
    assert old[Scored.SCORE].to_numpy() == pytest.approx(found[Scored.SCORE], abs=1e-12)


def test_bpr_scores_are_products_of_the_factors(prefs):
    model = BPR(factors=5, iterations=20, seed=3).fit(prefs)
    for row in (0, 6):
        expected = model.items_.astype(float) @ model.users_[row].astype(float)
        assert model._scores(*model._look_up(f"u{row}")).values == pytest.approx(expected, abs=1e-5)
        why = model.explain(f"u{row}", "i1")
        assert why.parts.empty
        assert why.score == why.baseline == pytest.approx(expected[1], abs=1e-5)


def test_bpr_ranks_likes_above_the_rest(prefs):
    model = BPR(factors=8, learning_rate=0.1, iterations=200).fit(prefs)
    likes = (prefs.matrix > 0).toarray()
    offered = np.arange(25) != 7
    right = []
    for row in np.flatnonzero(likes.any(axis=1)):
        values = model._scores(*model._look_up(f"u{row}")).values
        better = values[likes[row]][:, None] > values[~likes[row] & offered]
        right.append(better.mean())
    assert np.mean(right) > 0.9


@pytest.mark.parametrize("make", [ALS, BPR])
def test_customers_without_likes_get_popular_items(make, prefs):
    model = make(factors=4).fit(prefs)
    for user in ("u3", "u4", "who", [], {"i1": -1.0}):
        assert set(model.recommend(user, 5)[Scored.BASIS]) == {Basis.POPULAR}


def test_bpr_gives_new_customers_popular_items(prefs):
    model = BPR(factors=4).fit(prefs)
    assert set(model.recommend(["i1", "i2"], 5)[Scored.BASIS]) == {Basis.POPULAR}


@pytest.mark.parametrize("make", [ALS, BPR])
def test_the_seed_decides_the_model(make, prefs):
    one, again, other = (make(factors=4, seed=seed).fit(prefs) for seed in (1, 1, 2))
    assert (one.items_ == again.items_).all()
    assert (one.items_ != other.items_).any()


def test_als_is_the_same_on_any_number_of_processors(prefs, monkeypatch):
    alone = ALS(factors=6).fit(prefs)
    monkeypatch.setattr(als, "_LITTLE", 0)
    assert (ALS(factors=6).fit(prefs).items_ == alone.items_).all()


@pytest.mark.parametrize("make", [ALS, BPR])
def test_fit_warns_and_prints_nothing(make, prefs, capfd):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        make(factors=4, iterations=2).fit(prefs)
    assert capfd.readouterr() == ("", "")


@pytest.mark.slow
def test_the_first_fit_of_a_process_warns_of_nothing():
    code = """
import warnings; warnings.simplefilter("error")
import numpy as np, sys
from shopai.preferences import Preferences
from shopai.recommend.models.als import ALS
assert "implicit" not in sys.modules  # it is slow to import
ALS(2).fit(Preferences.of(["a", "a", "b"], ["x", "y", "x"], [1.0, 2.0, 3.0]))
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.parametrize(
    ("make", "settings"),
    [
        (ALS, {"factors": 0}),
        (ALS, {"regularization": 0}),
        (ALS, {"alpha": 0}),
        (ALS, {"alpha": math.inf}),
        (ALS, {"iterations": 1.5}),
        (ALS, {"seed": -1}),
        (BPR, {"factors": "many"}),
        (BPR, {"learning_rate": 0.0}),
        (BPR, {"regularization": math.nan}),
        (BPR, {"seed": None}),
    ],
)
def test_what_cannot_work_is_refused(make, settings):
    (name,) = settings
    with pytest.raises(ParameterError, match=f"{name} must be"):
        make(**settings)


@pytest.mark.parametrize("make", [ALS, BPR])
def test_without_any_like_there_is_nothing_to_learn(make):
    with pytest.raises(ParameterError, match="preferences above 0, and there is none"):
        make().fit(prefs_of(np.array([[-1.0, 0.0]])))
