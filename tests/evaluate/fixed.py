"""A recommender that does as it is told, to test what is made of its answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from shopai.columns import Basis
from shopai.preferences import Preferences
from shopai.recommend.explanation import Explanation
from shopai.recommend.models.base import Recommender
from shopai.recommend.ranking import CustomerHistory, Scores


class Fixed(Recommender):
    """Offers everybody the same items in the same order, and predicts the same rating."""

    name: ClassVar[str] = "fixed"
    basis: ClassVar[str] = Basis.ITEMS
    predicts: ClassVar[bool] = True

    def __init__(self, order: Sequence[str] = (), rating: float = 3.0) -> None:
        self.order, self.rating = order, rating

    def _learn(self, prefs: Preferences) -> None:
        self.places_ = prefs.item_positions(self.order)

    def predict(self, users: Sequence[str], items: Sequence[str]) -> np.ndarray:  # noqa: ARG002
        return np.full(1 if isinstance(users, str) else len(users), self.rating)

    def _scores(self, history: CustomerHistory, row: int) -> Scores:  # noqa: ARG002
        support = np.zeros(len(self.prefs_.items), dtype=np.int32)
        values = np.zeros(len(self.prefs_.items))
        known = self.places_ >= 0
        support[self.places_[known]] = 1
        values[self.places_[known]] = -np.flatnonzero(known)
        return Scores(values, support)

    def _explain(self, history: CustomerHistory, row: int, item: int) -> Explanation:
        raise NotImplementedError


class Ranks(Fixed):
    """The same without ratings."""

    name: ClassVar[str] = "ranks"
    predicts: ClassVar[bool] = False
