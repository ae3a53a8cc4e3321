"""Biases of customers and items alone: the baseline that a model must beat."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

import numpy as np

from shopai.arrays import Floats
from shopai.columns import Basis
from shopai.preferences import Preferences
from shopai.recommend.explanation import Explanation, parts
from shopai.recommend.models.base import Recommender, cut
from shopai.recommend.models.biases import Biases
from shopai.recommend.ranking import CustomerHistory, Scores


class Baseline(Recommender):
    """b_ui = μ + b_u + b_i: everybody gets the same items, at their own level.

    Attributes
    ----------
    biases_ : see :class:`~shopai.recommend.models.biases.Biases`

    >>> model = shopai.Baseline().fit(prefs)
    >>> model.predict("c0000001", ["i0001", "i0002"]).round(2).tolist()
    [1.63, 2.0]
    """

    name: ClassVar[str] = "baseline"
    basis: ClassVar[str] = Basis.USUAL
    predicts: ClassVar[bool] = True

    biases_: Biases

    def _learn(self, prefs: Preferences) -> None:
        self.biases_ = Biases.of(prefs)

    def predict(self, users: object | Iterable[object], items: object | Iterable[object]) -> Floats:
        """(n,) b_ui of aligned users and items, cut to the scale of the ratings."""
        rows, columns = self.prefs_.pair_positions(users, items)
        return cut(self.biases_.usual(rows, columns), self.prefs_)

    def _scores(self, history: CustomerHistory, row: int) -> Scores:  # noqa: ARG002
        own = self.biases_.mean + self.biases_.of_history(history)
        support = np.minimum(self.bestsellers_.counts, np.iinfo(np.int32).max)
        return Scores(own + self.biases_.items, support.astype(np.int32))

    def _explain(self, history: CustomerHistory, row: int, item: int) -> Explanation:  # noqa: ARG002
        of_user = self.biases_.of_history(history)
        of_item = float(self.biases_.items[item]) if item >= 0 else 0.0
        table = parts(["customer", "item"], [1, 1], [np.nan, np.nan], None, [of_user, of_item])
        score = self.biases_.mean + of_user + of_item
        return Explanation(self.basis, score, self.biases_.mean, table).within(self.prefs_.scale)
