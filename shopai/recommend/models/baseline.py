"""Biases of customers and items, and the model of them alone: the baseline to beat."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Final

import numpy as np

from shopai.arrays import Floats, Ints
from shopai.columns import Basis
from shopai.preferences import Preferences
from shopai.recommend.explanation import Explanation, parts
from shopai.recommend.models.base import Recommender, cut
from shopai.recommend.ranking import CustomerHistory, Scores

#: Added to the number of ratings a bias is the mean of, which draws it towards 0.
USER_DAMPING: Final = 15.0
ITEM_DAMPING: Final = 10.0
#: Of the alternating fit.
ROUNDS: Final = 10


@dataclass(frozen=True, eq=False)
class Biases:
    """μ, b_u and b_i that minimise Σ (r − μ − b_u − b_i)² + 15 Σ b_u² + 10 Σ b_i².

    By alternating least squares from zero, items first, ten rounds. Koren, Factor in the
    neighbors, TKDD 2010, 2.1.
    """

    mean: float  # μ, of all ratings
    users: Floats  # (n_users,), b_u; 0 without ratings
    items: Floats  # (n_items,), b_i; 0 without ratings

    @classmethod
    def of(cls, prefs: Preferences) -> Biases:
        """Fit. Costs ten passes over the ratings."""
        matrix = prefs.matrix
        n_users, n_items = matrix.shape
        rows = np.repeat(np.arange(n_users, dtype=np.int32), np.diff(matrix.indptr))
        columns = matrix.indices
        mean = float(matrix.data.mean())
        above = matrix.data - mean
        per_user = USER_DAMPING + np.diff(matrix.indptr)
        per_item = ITEM_DAMPING + np.bincount(columns, minlength=n_items)
        users = np.zeros(n_users)
        for _ in range(ROUNDS):
            items = np.bincount(columns, above - users[rows], minlength=n_items) / per_item
            users = np.bincount(rows, above - items[columns], minlength=n_users) / per_user
        return cls(mean, users, items)

    def turned(self) -> Biases:
        """The same with users and items in each other's place."""
        return Biases(self.mean, self.items, self.users)

    def of_history(self, history: CustomerHistory) -> float:
        """b_u of a customer with these ratings; for one of the fit's, the fit's."""
        left = history.values - self.mean - self.items[history.items]
        return float(left.sum() / (USER_DAMPING + len(left)))

    def usual(self, rows: Ints, columns: Ints) -> Floats:
        """μ + b_u + b_i of each pair; an unknown user or item (-1) adds nothing."""
        of_users = np.where(rows >= 0, self.users[rows], 0.0)
        return self.mean + of_users + np.where(columns >= 0, self.items[columns], 0.0)


class Baseline(Recommender):
    """b_ui = μ + b_u + b_i: everybody gets the same items, at their own level.

    Attributes
    ----------
    biases_ : see :class:`~shopai.recommend.models.baseline.Biases`

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
