"""The base of UserKNN and ItemKNN: settings, baselines, predictions and explanations."""

from __future__ import annotations

import os
from abc import abstractmethod
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, ClassVar, Final, Literal, Self

import numpy as np
import pandas as pd

from shopai.arrays import Codes, Floats, Ints
from shopai.checks import one_of, whole_number
from shopai.columns import Scored
from shopai.preferences import Preferences
from shopai.recommend.explanation import Explanation, parts
from shopai.recommend.kernels.arrays import sparse
from shopai.recommend.kernels.pairs import Baselines, Choice, deviations_of_pairs
from shopai.recommend.kernels.similarities import PreparedMeasure
from shopai.recommend.models.base import Recommender, cut
from shopai.recommend.models.baseline import Biases
from shopai.recommend.models.similarity import Neighbourhood, SimilaritySettings, Table
from shopai.recommend.ranking import CustomerHistory, Scores

Negatives = Literal["drop", "abs"]
BaselineKind = Literal["mean", "bias"]
Ranking = Literal["auto", "prediction", "sum"]

NEGATIVES: Final = ("drop", "abs")
BASELINES: Final = ("mean", "bias")
RANKINGS: Final = ("auto", "prediction", "sum")


class NeighbourModel(Recommender):
    """k nearest lines, centred on baselines; see UserKNN and ItemKNN."""

    predicts: ClassVar[bool] = True
    #: Whether the lines are items rather than users.
    of_items: ClassVar[bool] = False

    table_: Table  # the values by line and by feature
    biases_: Biases | None  # μ, b_u and b_i where the settings need them
    sums_: bool  # whether items are ranked by sums rather than by predictions
    choice_: Choice
    measure_: PreparedMeasure
    baselines_: Baselines

    def __init__(
        self,
        k: int = 40,
        similarity: str = "cosine",
        min_support: int = 1,
        shrinkage: float | None = None,
        min_k: int = 1,
        negatives: Negatives = "drop",
        baseline: BaselineKind = "mean",
        min_neighbours: int = 3,
        ranking: Ranking = "auto",
    ) -> None:
        self.k = whole_number("k", k)
        self.similarity, self.min_support, self.shrinkage = similarity, min_support, shrinkage
        self.similarity_settings = SimilaritySettings(similarity, min_support, shrinkage)
        self.min_k = whole_number("min_k", min_k)
        one_of("negatives", negatives, NEGATIVES)
        one_of("baseline", baseline, BASELINES)
        one_of("ranking", ranking, RANKINGS)
        self.negatives: Negatives = negatives
        self.baseline: BaselineKind = baseline
        self.ranking: Ranking = ranking
        self.min_neighbours = whole_number("min_neighbours", min_neighbours)

    def _learn(self, prefs: Preferences) -> None:
        by_user, by_item = sparse(prefs.matrix), sparse(prefs.by_item)
        self.table_ = Table.of(by_item, by_user) if self.of_items else Table.of(by_user, by_item)
        self.biases_ = None
        self._settle()

    def _settle(self) -> None:
        of_ratings = self.prefs_.kind == "ratings"
        self.sums_ = self.ranking == "sum" or (self.ranking == "auto" and not of_ratings)
        centred_on_bias = self.baseline == "bias"
        if self.biases_ is None and (centred_on_bias or self.similarity == "pearson_baseline"):
            self.biases_ = Biases.of(self.prefs_)
        biases = self.biases_
        if biases is not None and self.of_items:
            biases = biases.turned()
        self.choice_ = Choice(self.k, self.min_k, self.negatives == "abs", not self.sums_)
        self.measure_ = self.similarity_settings.prepared(self.table_, biases)
        if centred_on_bias and biases is not None:
            self.baselines_ = Baselines(biases.mean + biases.users, biases.items)
        else:
            n_features = len(self.table_.columns.indptr) - 1
            self.baselines_ = Baselines(self.table_.means, np.zeros(n_features))

    @property
    def ranks_by_prediction(self) -> bool:
        return not self.sums_

    def with_settings(self, **settings: Any) -> Self:
        """The same model with other `settings`; what was fitted is shared, not copied.

        Costs nothing, but ten passes over the ratings where the new settings need biases and
        the old ones did not. The model itself stays as it is.
        """
        other = type(self)(**(self.parameters() | settings))
        other.prefs_, other.bestsellers_ = self.prefs_, self.bestsellers_
        other.table_, other.biases_ = self.table_, self.biases_
        other._settle()
        return other

    def predict(self, users: object | Iterable[object], items: object | Iterable[object]) -> Floats:
        """(n,) predicted preferences of aligned users and items; a single id goes with all.

        Always a number, see the class; cut to the scale of the ratings where there is one. A
        pair that was fitted is predicted as if it were not known: nobody is their own
        neighbour. Costs its features' entries per distinct line, the feature's per pair.
        """
        rows, columns = self.prefs_.pair_positions(users, items)
        scores = self._without_neighbours(rows, columns)
        lines, features = (columns, rows) if self.of_items else (rows, columns)
        known = np.flatnonzero((rows >= 0) & (columns >= 0))
        pairs = known[np.argsort(lines[known], kind="stable")]

        def add(some: Ints) -> None:
            scores[some] += deviations_of_pairs(
                lines[some],
                features[some],
                self.table_.rows,
                self.table_.columns,
                self.measure_,
                self.baselines_,
                self.choice_,
            )

        # The kernel runs outside the interpreter lock; every pair has an entry of its own.
        workers = os.cpu_count() or 1
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(add, np.array_split(pairs, workers)))
        return cut(scores, self.prefs_)

    @abstractmethod
    def _own(self, history: CustomerHistory) -> float:
        """The customer's part of the baseline."""

    def _scored(self, history: CustomerHistory, added: Floats, support: Codes) -> Scores:
        """The scores made of what neighbours add for every item."""
        if self.sums_:
            return Scores(added, support)
        of_items = self.baselines_.line if self.of_items else self.baselines_.feature
        return Scores(self._own(history) + of_items + added, support, self.min_neighbours)

    def _without_neighbours(self, rows: Ints, columns: Ints) -> Floats:
        """Predictions where no neighbour has a say."""
        # A user or item without ratings counts as unknown.
        rows = np.where(np.diff(self.prefs_.matrix.indptr)[rows] > 0, rows, -1)
        columns = np.where(self.bestsellers_.counts[columns] > 0, columns, -1)
        if self.baseline == "bias" and self.biases_ is not None:
            return self.biases_.usual(rows, columns)
        lines = columns if self.of_items else rows
        both = (rows >= 0) & (columns >= 0)
        return np.where(both, self.table_.means[lines], self.table_.mean)

    def _unexplained(self, history: CustomerHistory, item: int) -> Explanation:
        """The score where no neighbour has a say: 0 for a sum, else the baseline."""
        if self.sums_:
            return Explanation(self.basis, 0.0)
        known = item >= 0 and self.bestsellers_.counts[item] > 0
        baseline = self.table_.mean
        if self.baseline == "bias" and self.biases_ is not None:
            of_user = self.biases_.of_history(history)
            baseline += of_user + (float(self.biases_.items[item]) if known else 0.0)
        return Explanation(self.basis, baseline, baseline).within(self.prefs_.scale)

    def _explained(
        self,
        names: pd.Index,
        similar: Floats,
        values: Floats,
        baselines: Floats,
        baseline: float,
    ) -> Explanation:
        """The score made of neighbours: (m,) names, similarities, values and their baselines."""
        if self.sums_:
            added = similar * values
            table = parts(names, similar, values, None, added)
            return Explanation(self.basis, float(added.sum()), 0.0, table)
        weights = similar / np.abs(similar).sum() if len(similar) else similar
        added = (values - baselines) * weights
        table = parts(names, similar, values, baselines, added)
        score = baseline + float(added.sum())
        return Explanation(self.basis, score, baseline, table).within(self.prefs_.scale)


def neighbour_table(name: str, ids: pd.Index, near: Neighbourhood, n: int) -> pd.DataFrame:
    """The first n neighbours: their ids in column `name`, similarity, n_common."""
    return pd.DataFrame(
        {
            name: ids[near.lines[:n]],
            Scored.SIMILARITY: near.similarity[:n],
            Scored.COMMON: near.common[:n].astype(np.int64),
        }
    )
