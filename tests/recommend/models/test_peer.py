"""The neighbourhood models against scikit-surprise: every prediction, for every shared setting.

Ratings are drawn from a continuum and are dense enough that no two similarities tie: Surprise
breaks ties by the order of its input, we by the order of the ids.
"""

from __future__ import annotations

import contextlib
import io
from itertools import product

import numpy as np
import pandas as pd
import pytest
import surprise

from shopai.columns import Part
from shopai.preferences import Preferences
from shopai.recommend.models.baseline import Baseline
from shopai.recommend.models.item_knn import ItemKNN
from shopai.recommend.models.user_knn import UserKNN

#: Our names of their similarities.
SHARED = {
    "cosine_corated": "cosine",
    "msd": "msd",
    "pearson": "pearson",
    "pearson_baseline": "pearson_baseline",
}
PEERS = {"mean": surprise.KNNWithMeans, "bias": surprise.KNNBaseline}
SCALE = (1.0, 5.0)


class Sample:
    """Ratings to fit, and pairs to predict: held out, and of strangers."""

    def __init__(self, seed: int, n_users: int = 40, n_items: int = 45) -> None:
        rng = np.random.default_rng(seed)
        rated = rng.random((n_users, n_items)) < 0.7
        rows, columns = np.nonzero(rated)
        values = rng.uniform(*SCALE, len(rows))
        users = np.array([f"u{row:02d}" for row in rows])
        items = np.array([f"i{column:02d}" for column in columns])
        held_out = rng.random(len(rows)) < 0.2
        known = ~held_out
        self.prefs = Preferences.of(users[known], items[known], values[known], scale=SCALE)
        frame = pd.DataFrame({"u": users[known], "i": items[known], "r": values[known]})
        reader = surprise.Reader(rating_scale=SCALE)
        self.trainset = surprise.Dataset.load_from_df(frame, reader).build_full_trainset()
        self.users = [*users[held_out], "stranger", "u00", "stranger"]
        self.items = [*items[held_out], "i00", "unheard of", "unheard of"]

    def fit(self, peer: surprise.AlgoBase) -> None:
        with contextlib.redirect_stdout(io.StringIO()):
            peer.fit(self.trainset)

    def predictions(self, peer: surprise.AlgoBase) -> np.ndarray:
        """Those of a fitted peer."""
        pairs = zip(self.users, self.items, strict=True)
        return np.array([peer.predict(user, item).est for user, item in pairs])

    def theirs(self, peer: surprise.AlgoBase) -> np.ndarray:
        """Those of a peer that is fitted first."""
        self.fit(peer)
        return self.predictions(peer)


@pytest.fixture(scope="module")
def sample() -> Sample:
    return Sample(seed=0)


@pytest.mark.parametrize("min_support", [1, 12])
@pytest.mark.parametrize("baseline", PEERS)
@pytest.mark.parametrize("similarity", SHARED)
@pytest.mark.parametrize("model", [UserKNN, ItemKNN])
def test_predictions_match_surprise(sample, model, similarity, baseline, min_support):
    options = {
        "name": SHARED[similarity],
        "user_based": model is UserKNN,
        "min_support": min_support,
    }
    peer = PEERS[baseline](sim_options=options, verbose=False)
    sample.fit(peer)
    fitted = model(similarity=similarity, min_support=min_support, baseline=baseline)
    fitted.fit(sample.prefs)
    for k, min_k in product((1, 5, 40), (1, 3)):
        peer.k, peer.min_k = k, min_k  # what was fitted depends on neither
        ours = fitted.with_settings(k=k, min_k=min_k).predict(sample.users, sample.items)
        assert ours == pytest.approx(sample.predictions(peer), abs=1e-6)


@pytest.mark.parametrize("shrinkage", [0, 10, 100])
def test_shrinkage_matches_surprise(sample, shrinkage):
    options = {"name": "pearson_baseline", "shrinkage": shrinkage}
    peer = surprise.KNNBaseline(k=5, sim_options=options, verbose=False)
    ours = UserKNN(5, "pearson_baseline", shrinkage=shrinkage, baseline="bias").fit(sample.prefs)
    assert ours.predict(sample.users, sample.items) == pytest.approx(sample.theirs(peer), abs=1e-6)


def test_the_baseline_matches_surprise(sample):
    ours = Baseline().fit(sample.prefs).predict(sample.users, sample.items)
    assert ours == pytest.approx(sample.theirs(surprise.BaselineOnly(verbose=False)), abs=1e-6)


def test_a_fitted_pair_is_predicted_without_its_own_rating(sample):
    # Surprise finds the user among the raters, at similarity 1: with k = 1 their own rating
    # comes back. Ours predicts what it would if the rating were not the user's.
    user, item = "u01", sample.prefs.items[sample.prefs.matrix[1].indices[0]]
    options = {"name": "msd"}
    peer = surprise.KNNWithMeans(k=1, sim_options=options, verbose=False)
    sample.fit(peer)
    own = sample.prefs.matrix[1].data[0]
    assert peer.predict(user, item).est == pytest.approx(own)
    model = UserKNN(k=1, similarity="msd").fit(sample.prefs)
    why = model.explain(user, item)
    assert model.predict(user, item)[0] == pytest.approx(why.score, abs=1e-9)
    assert user not in set(why.parts[Part.SOURCE])
