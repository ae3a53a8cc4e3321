"""BPR: factors that rank what a customer likes above what they do not have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # has no type stubs

from shopai.arrays import Array, Floats32, Ints
from shopai.checks import real_number, whole_number
from shopai.columns import Basis
from shopai.preferences import Preferences
from shopai.recommend.explanation import Explanation
from shopai.recommend.models.base import Recommender
from shopai.recommend.models.implicit_feedback import (
    LEAST,
    factor_products,
    positive_history,
    positive_preferences,
)
from shopai.recommend.models.state import piece
from shopai.recommend.ranking import CustomerHistory, Scores


class BPR(Recommender):
    """Factors that rank what a customer likes above what they do not have.

        score_ui = x_uᵀ y_i + b_i,   maximising Σ ln σ(score_ui − score_uj) − λ‖Θ‖²

    over customers u, items i with a preference above 0 and items j without, drawn at random;
    how large a preference is does not enter. Fitted by `implicit` in one thread, since with
    more the result would depend on their timing. Rendle et al., BPR: Bayesian personalized
    ranking from implicit feedback, UAI 2009.

    Only customers it was fitted to have factors: somebody new gets popular items, also with
    items typed in, and there is no exact account of what each own item adds, so an
    explanation has no parts. `ALS` and `EASE` have both.

    Parameters
    ----------
    factors : numbers per customer and item
    learning_rate : size of a step, above 0
    regularization : λ, 0 or more
    iterations : passes over the preferences
    seed : of the first factors and of the draws; the same seed gives the same model

    Raises :class:`ParameterError` for settings out of range. A pass costs O(nnz·factors); one
    customer O(items·factors).

    >>> model = shopai.BPR(factors=8).fit(prefs)
    >>> len(model.recommend("c0000001", n=2))
    2
    """

    name: ClassVar[str] = "bpr"
    basis: ClassVar[str] = Basis.FACTORS

    users_: Floats32  # (n_users, factors + 1), x_u and a 1
    items_: Floats32  # (n_items, factors + 1), y_i and b_i
    counts_: Ints  # (n_items,), customers who like each

    def __init__(
        self,
        factors: int = 64,
        learning_rate: float = 0.01,
        regularization: float = 0.01,
        iterations: int = 100,
        seed: int = 0,
    ) -> None:
        self.factors = whole_number("factors", factors)
        self.learning_rate = real_number("learning_rate", learning_rate, LEAST)
        self.regularization = real_number("regularization", regularization)
        self.iterations = whole_number("iterations", iterations)
        self.seed = whole_number("seed", seed, 0)

    def _learn(self, prefs: Preferences) -> None:
        from implicit.cpu.bpr import BayesianPersonalizedRanking  # slow to import

        likes = positive_preferences(prefs)
        with threadpool_limits(limits=1, user_api="blas"):
            model = BayesianPersonalizedRanking(
                factors=self.factors,
                learning_rate=self.learning_rate,
                regularization=self.regularization,
                iterations=self.iterations,
                num_threads=1,
                random_state=self.seed,
            )
            model.fit(likes, show_progress=False)
        self._set_factors(model.user_factors, model.item_factors)

    def _set_factors(self, users: Floats32, items: Floats32) -> None:
        self.users_, self.items_ = users, items
        self.counts_ = np.bincount(positive_preferences(self.prefs_).indices, minlength=len(items))

    def _scores(self, history: CustomerHistory, row: int) -> Scores:
        m = len(positive_history(history).items) if row >= 0 else 0
        support = np.where(self.counts_ > 0, m, 0).astype(np.int32)
        if not m:
            return Scores(np.zeros(len(self.items_)), support)
        return Scores(factor_products(self.items_, self.users_[row]), support)

    def _explain(self, history: CustomerHistory, row: int, item: int) -> Explanation:
        scores = self._scores(history, row)
        score = float(scores.values[item]) if item >= 0 and scores.support[item] > 0 else 0.0
        return Explanation(self.basis, score, score)

    def _state(self) -> dict[str, Array]:
        return {"users": self.users_, "items": self.items_}

    def _restore(self, state: Mapping[str, Array]) -> None:
        n_users, n_items = self.prefs_.matrix.shape
        self._set_factors(
            piece(state, "users", np.float32, n_users, self.factors + 1),
            piece(state, "items", np.float32, n_items, self.factors + 1),
        )
