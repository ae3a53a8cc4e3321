"""Settings searched for on the training part alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp

from shopai import ParameterError, Preferences
from shopai.columns import Compared, Metric
from shopai.evaluate.evaluation import evaluate
from shopai.evaluate.splits import Split, kfold
from shopai.evaluate.tuning import tune
from shopai.recommend.models.user_knn import UserKNN
from tests.evaluate.fixed import Fixed, Ranks
from tests.evaluate.test_evaluation import some_prefs

GRID = {"rating": [1.0, 3.0, 5.0], "order": [("i0",), ("i1", "i2")]}


def test_the_best_constant_rating_is_near_the_mean() -> None:
    prefs = some_prefs()
    found = tune(Fixed, GRID, prefs, Metric.RMSE)
    assert found.settings == {"rating": 3.0, "order": ("i0",)}  # of two alike, the first
    assert list(found.table["rating"]) == [1, 1, 3, 3, 5, 5]
    errors = np.sqrt(((prefs.matrix.data - 3) ** 2).mean())
    assert found.table[Compared.VALUE][2] == pytest.approx(errors)
    assert found.sentence.startswith("Of 6 settings, rating = 3.0, order = ('i0',) is best: RMSE")


def test_the_best_is_fitted_to_all_of_the_training_part() -> None:
    prefs = some_prefs()
    found = tune(UserKNN, {"k": [1, 20], "similarity": ["msd", "pearson"]}, prefs, k=3)
    assert found.best.prefs_ is prefs
    assert found.best.parameters()["k"] == found.settings["k"]
    place = int(found.table[Compared.VALUE].argmax())
    assert found.table["k"][place] == found.settings["k"]
    alone = evaluate([UserKNN(**found.settings)], prefs, kfold(prefs, 3), k=3).table
    assert found.table[Compared.VALUE][place] == alone[Compared.VALUE][0]


def test_tuning_never_looks_at_the_test_part() -> None:
    """Whatever is in the test, and even if it breaks whoever looks, all comes out the same."""
    prefs = some_prefs()
    split = kfold(prefs, 4)[0]
    held = split.test.tocoo()
    other = replace(split, test=sp.csr_matrix((6 - held.data, (held.row, held.col)), held.shape))

    class Locked(Split):
        def __getattribute__(self, name: str) -> object:
            if name == "test" and object.__getattribute__(self, "__dict__").get("ready"):
                raise AssertionError("the test part was looked at")
            return object.__getattribute__(self, name)

    locked = Locked(split.name, split.train, split.test, rated=True)
    object.__setattr__(locked, "ready", True)
    asked: list[Preferences | Split] = [split, other, locked, split.train]
    found = [tune(UserKNN, {"k": [1, 5]}, part, folds=3, k=3) for part in asked]
    for each in found[1:]:
        pd.testing.assert_frame_equal(each.table, found[0].table)
        assert each.settings == found[0].settings


def test_progress_names_the_settings() -> None:
    told: list[str] = []
    tune(Ranks, {"rating": [1, 2]}, some_prefs(), progress=lambda _, what: told.append(what))
    assert "rating = 2, fold 3: learning" in told


def test_errors_say_what_to_do() -> None:
    prefs = some_prefs()
    with pytest.raises(ParameterError, match="at least one value"):
        tune(UserKNN, {}, prefs)
    with pytest.raises(ParameterError, match="at least one value"):
        tune(UserKNN, {"k": []}, prefs)
    with pytest.raises(ParameterError, match="same value twice"):
        tune(UserKNN, {"k": [3, 3]}, prefs)
    with pytest.raises(ParameterError, match="metric must be one of ndcg"):
        tune(UserKNN, {"k": [3]}, prefs, Metric.GINI)
    with pytest.raises(ParameterError, match="no RMSE on these data"):
        tune(Ranks, {"rating": [3]}, prefs, Metric.RMSE)
