"""ALS: matrix factorisation of likes by alternating least squares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final

import numpy as np
from scipy.linalg import cho_factor, cho_solve
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]  # has no type stubs

from shopai.arrays import Array, Floats, Floats32, Ints
from shopai.checks import real_number, whole_number
from shopai.columns import Basis
from shopai.preferences import Preferences
from shopai.recommend.explanation import Explanation, summed
from shopai.recommend.models.base import Recommender
from shopai.recommend.models.implicit_feedback import (
    LEAST,
    factor_products,
    positive_history,
    positive_preferences,
)
from shopai.recommend.models.state import piece
from shopai.recommend.ranking import CustomerHistory, Scores


class ALS(Recommender):
    """Factors of confidence in likes, by alternating least squares.

        score_ui = x_uᵀ y_i,   x_u = (YᵀY + Yᵀ(C_u − I)Y + λI)⁻¹ Yᵀ C_u p_u

    p_ui is 1 where customer u has a preference r_ui above 0 for item i, else 0, and
    c_ui = 1 + α·r_ui is how sure that is (C_u is diagonal); what is not there is a weak 0. A
    low rating is thus a weak yes, and ratings of 0 or less are left out. The item factors Y
    are those of `implicit`; the customer's x_u is solved for when asked, in double precision,
    for known and new customers alike, so that

        score_ui = Σ_j c_uj · y_iᵀ (YᵀC_uY + λI)⁻¹ y_j

    over the customer's own items j is exactly what each of them adds; an item they have already,
    say from viewing it, adds to its own score too. Customers without a like get popular
    items. Hu, Koren & Volinsky, Collaborative filtering for implicit feedback
    datasets, ICDM 2008, also its section 5.

    Parameters
    ----------
    factors : numbers per item; more of them tell finer tastes apart and need more data
    regularization : λ, above 0; the larger, the plainer the tastes, until only one is left
    alpha : α, above 0
    iterations : rounds of fitting items and customers in turn
    seed : of the first, random factors; the same seed gives the same model

    Raises :class:`ParameterError` for settings out of range. A round costs
    O((users + items)·factors² + nnz·factors); one customer O(factors³ + items·factors).

    >>> model = shopai.ALS(factors=8).fit(prefs)
    >>> len(model.recommend("c0000001", n=2))
    2
    """

    name: ClassVar[str] = "als"
    basis: ClassVar[str] = Basis.FACTORS

    items_: Floats  # (n_items, factors), Y
    gram_: Floats  # (factors, factors), YᵀY + λI
    counts_: Ints  # (n_items,), customers who like each

    def __init__(
        self,
        factors: int = 64,
        regularization: float = 3.0,
        alpha: float = 1.0,
        iterations: int = 15,
        seed: int = 0,
    ) -> None:
        self.factors = whole_number("factors", factors)
        self.regularization = real_number("regularization", regularization, LEAST)
        self.alpha = real_number("alpha", alpha, LEAST)
        self.iterations = whole_number("iterations", iterations)
        self.seed = whole_number("seed", seed, 0)

    def _learn(self, prefs: Preferences) -> None:
        from implicit.cpu.als import AlternatingLeastSquares  # slow to import

        confidence = positive_preferences(prefs)
        confidence.data = 1.0 + self.alpha * confidence.data
        # Its threads each call a BLAS that must not start more of them.
        with threadpool_limits(limits=1, user_api="blas"):
            model = AlternatingLeastSquares(
                factors=self.factors,
                regularization=self.regularization,
                iterations=self.iterations,
                # More only wait for each other on little data; the result is the same.
                num_threads=1 if confidence.nnz * self.factors < _LITTLE else 0,
                random_state=self.seed,
            )
            model.fit(confidence, show_progress=False)
        self._set_factors(model.item_factors)

    def _set_factors(self, items: Floats32) -> None:
        self.items_ = items.astype(np.float64)
        self.gram_ = self.items_.T @ self.items_ + self.regularization * np.eye(self.factors)
        self.counts_ = np.bincount(positive_preferences(self.prefs_).indices, minlength=len(items))

    def _scores(self, history: CustomerHistory, row: int) -> Scores:  # noqa: ARG002
        own = positive_history(history)
        support = np.where(self.counts_ > 0, len(own.items), 0).astype(np.int32)
        if not len(own.items):
            return Scores(np.zeros(len(self.items_)), support)
        y, confidence, equation = self._equation(own)
        x = cho_solve(equation, confidence @ y)
        return Scores(factor_products(self.items_, x), support)

    def _equation(self, own: CustomerHistory) -> tuple[Floats, Floats, tuple[Floats, bool]]:
        """(m, factors) Y of the own items, (m,) their c_uj, and YᵀC_uY + λI, factorised."""
        y = self.items_[own.items]
        confidence = 1.0 + self.alpha * own.values
        equation = self.gram_ + (y.T * (confidence - 1.0)) @ y
        return y, confidence, cho_factor(equation, lower=True)

    def _explain(self, history: CustomerHistory, row: int, item: int) -> Explanation:  # noqa: ARG002
        own = positive_history(history)
        if item < 0 or self.counts_[item] == 0 or not len(own.items):
            return Explanation(self.basis, 0.0)
        y, confidence, equation = self._equation(own)
        weights = y @ cho_solve(equation, self.items_[item])
        names = self.prefs_.items[own.items]
        return summed(self.basis, names, weights, own.values, weights * confidence)

    def _state(self) -> dict[str, Array]:
        return {"items": self.items_.astype(np.float32)}  # as they came, so nothing is lost

    def _restore(self, state: Mapping[str, Array]) -> None:
        self._set_factors(
            piece(state, "items", np.float32, self.prefs_.matrix.shape[1], self.factors)
        )


#: Up to so many preferences × factors, one thread learns as quickly as several.
_LITTLE: Final = 1_000_000
