"""The base class of all recommenders.

A model learns from :class:`~shopai.preferences.Preferences` (`_learn`) and scores every item for
one customer's history (`_scores`). The rest is here: finding the customer, applying the policy,
ranking, filling up with popular items, and the tables returned.
"""

from __future__ import annotations

import inspect
import os
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any, ClassVar, Self

import numpy as np
import pandas as pd

from shopai.arrays import Array, Floats, Ints
from shopai.checks import whole_number
from shopai.columns import Basis, Scored
from shopai.errors import ParameterError
from shopai.preferences import Preferences
from shopai.preferences.matrix import LARGEST
from shopai.progress import Progress
from shopai.recommend.explanation import Explanation, FallbackReason
from shopai.recommend.policy.catalogue import Catalogue
from shopai.recommend.policy.eligibility import AppliedPolicy
from shopai.recommend.policy.policy import Policy
from shopai.recommend.ranking import Bestsellers, CustomerHistory, Ranked, Scores, offers

#: A customer: an id, or the history of somebody new: items, or items and values.
Customer = object | Mapping[str, float] | Sequence[str]


class Recommender(ABC):
    """A model that recommends items to customers.

    Wherever a `user` is asked for, it is the id of a customer, or what somebody new has: a
    mapping from item to preference, or a list of items (each then counts as the median
    preference of the data). Nothing is fitted again for somebody new.

    Attributes
    ----------
    prefs_ : the preferences it was fitted to
    bestsellers_ : their items by popularity; they fill up lists that are too short
    """

    #: The model's name in files and tables.
    name: ClassVar[str]
    #: What its recommendations are based on, of :class:`~shopai.columns.Basis`.
    basis: ClassVar[str]
    #: Whether :meth:`predict` makes sense.
    predicts: ClassVar[bool] = False

    #: Users between two reports of progress.
    _batch: int = 2000

    prefs_: Preferences
    bestsellers_: Bestsellers

    @abstractmethod
    def _learn(self, prefs: Preferences) -> None:
        """Learn from `prefs`; sets attributes that end in an underscore."""

    @abstractmethod
    def _scores(self, history: CustomerHistory, row: int) -> Scores:
        """Scores of all items for one customer.

        `history`: their preferences, maybe none; `row`: their row in `prefs_`, -1 for somebody
        new. Must not change the model: threads share it.
        """

    @abstractmethod
    def _explain(self, history: CustomerHistory, row: int, item: int) -> Explanation:
        """The parts of the score of the item at position `item`; ids are filled in later."""

    def _state(self) -> dict[str, Array]:
        """The learned arrays, where learning again takes long; else empty."""
        return {}

    def _restore(self, state: Mapping[str, Array]) -> None:  # noqa: ARG002
        """Restore what :meth:`_state` gave; `prefs_` and `bestsellers_` are set already."""
        self._learn(self.prefs_)

    @property
    def ranks_by_prediction(self) -> bool:
        """True where scores are predicted preferences, on the scale of the data."""
        return self.predicts

    def parameters(self) -> dict[str, Any]:
        """The settings, by the names of the constructor's arguments."""
        names = inspect.signature(type(self)).parameters
        return {name: getattr(self, name) for name in names}

    def unfitted(self) -> Self:
        """An unfitted copy, data given to the constructor included."""
        return type(self)(**Recommender.parameters(self))

    def fit(self, prefs: Preferences) -> Self:
        """Learn from `prefs`; returns self."""
        if not isinstance(prefs, Preferences):
            raise ParameterError(
                f"A model learns from preferences; found {type(prefs).__name__}. Make them with "
                "preferences(dataset) or Preferences.of(users, items, values)."
            )
        self.prefs_ = prefs
        self.bestsellers_ = Bestsellers.of(prefs)
        self._learn(prefs)
        return self

    def predict(
        self,
        users: object | Iterable[object],  # noqa: ARG002
        items: object | Iterable[object],  # noqa: ARG002
    ) -> Floats:
        """(n,) predicted preferences of aligned users and items; a single id goes with all.

        Raises :class:`ParameterError` where the model only ranks.
        """
        raise ParameterError(
            f"{type(self).__name__} puts items in order and predicts no preference; ask "
            "UserKNN, ItemKNN or Baseline for one."
        )

    def recommend(
        self,
        user: Customer,
        n: int = 10,
        policy: Policy = Policy(),  # noqa: B008, frozen
        *,
        catalogue: Catalogue | None = None,
    ) -> pd.DataFrame:
        """The n items to offer `user`, best first.

        Exactly n wherever n items are eligible under `policy`: where the model scores too few,
        popular items fill up, and after them those nobody has yet.

        Parameters
        ----------
        policy : the shop's rules, see :class:`~shopai.recommend.policy.policy.Policy`
        catalogue : what the rules need to know of items, see
            :func:`shopai.recommend.policy.catalogue.catalogue`

        The columns are rank (from 1), item_id, score, support, basis. Predictions are ranked as
        they are and shown cut to the scale of the ratings. Of a popular item the score is the
        mean preference of those who have it, and the support 0.
        """
        applied = self.applied(policy, catalogue)
        history, row = self._look_up(user)
        ranked = self._ranked(history, row, whole_number("n", n), applied)
        return offers(self.prefs_, [self._shown(ranked)], self.basis)

    def recommend_all(
        self,
        users: Iterable[object] | None = None,
        n: int = 10,
        policy: Policy = Policy(),  # noqa: B008, frozen
        *,
        catalogue: Catalogue | None = None,
        progress: Progress | None = None,
    ) -> pd.DataFrame:
        """:meth:`recommend` for many: user_id, then its columns; one user after another.

        `users`: ids in the order wanted, None for all. A user with nothing left to offer has
        no row. `progress` is told the share done and may raise to stop.
        """
        applied = self.applied(policy, catalogue)
        names = (
            self.prefs_.users if users is None else pd.Index([str(u) for u in users], dtype="str")
        )
        rows = self.prefs_.user_positions(names)
        ranked = self.ranked_many(rows, whole_number("n", n), applied, progress)
        table = offers(self.prefs_, [self._shown(each) for each in ranked], self.basis)
        table.insert(0, Scored.USER, names.repeat([len(each.items) for each in ranked]))
        return table

    def ranked_many(
        self,
        rows: Ints,
        n: int,
        applied: AppliedPolicy,
        progress: Progress | None = None,
    ) -> list[Ranked]:
        """The n best items of each of the users at `rows` (-1: unknown), as positions."""
        ranked: list[Ranked] = []
        for start in range(0, len(rows), self._batch):
            ranked += self._ranked_batch(rows[start : start + self._batch].tolist(), n, applied)
            if progress is not None:
                progress(len(ranked) / len(rows), f"{len(ranked):,} of {len(rows):,} customers")
        return ranked

    def _ranked_batch(self, rows: list[int], n: int, applied: AppliedPolicy) -> list[Ranked]:
        """Every processor serves users of its own: a few numbers per user and item meanwhile."""
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            return list(
                pool.map(lambda row: self._ranked(self._history(row), row, n, applied), rows)
            )

    def applied(
        self,
        policy: Policy = Policy(),  # noqa: B008, frozen
        catalogue: Catalogue | None = None,
    ) -> AppliedPolicy:
        """`policy` applied to the items known, for the questions below; see :meth:`recommend`."""
        self._require_fit()
        return AppliedPolicy.of(policy, self.prefs_, catalogue)

    def shortage(self, user: Customer, n: int, applied: AppliedPolicy) -> str | None:
        """Why fewer than n items can be offered, and how many: one sentence; None where n can."""
        return applied.shortage(*self._look_up(user), n)

    def missing_pins(self, user: Customer, n: int, applied: AppliedPolicy) -> str | None:
        """The pinned items that are not shown, and why: one sentence; None where all are."""
        return applied.missing_pins(*self._look_up(user), n)

    def fallback_reason(self, user: Customer, applied: AppliedPolicy) -> FallbackReason:
        """Why `user` gets personal items, popular ones or none; costs as :meth:`recommend`."""
        history, row = self._look_up(user)
        left = applied.eligible(history, row)
        if not left.any():
            return FallbackReason.ALL_TAKEN if applied.offerable.any() else FallbackReason.NO_ITEMS
        if not len(history.items) and self.basis != Basis.POPULAR:
            return FallbackReason.UNKNOWN
        support = self._scores(history, row).support
        if not (support > 0).any():
            return FallbackReason.ALONE
        return FallbackReason.PERSONAL if (support[left] > 0).any() else FallbackReason.NOTHING_NEW

    def explain(self, user: Customer, item: object) -> Explanation:
        """The parts that the score of `item` for `user` adds up from."""
        history, row = self._look_up(user)
        (column,) = self.prefs_.item_positions([item])
        return replace(self._explain(history, row, int(column)), item_id=str(item))

    def _look_up(self, user: Customer) -> tuple[CustomerHistory, int]:
        """The customer's history and row; -1 for somebody new or unknown."""
        self._require_fit()
        if isinstance(user, Iterable) and not isinstance(user, str):
            return self._newcomer(user), -1
        (row,) = self.prefs_.user_positions([user])
        return self._history(int(row)), int(row)

    def _require_fit(self) -> None:
        if not hasattr(self, "prefs_"):
            raise ParameterError(
                f"This {type(self).__name__} has learned nothing yet; call fit with preferences."
            )

    def _history(self, row: int) -> CustomerHistory:
        """The history of the user at `row`; empty for -1."""
        if row < 0:
            return CustomerHistory(np.empty(0, np.int32), np.empty(0))
        matrix = self.prefs_.matrix
        entries = slice(matrix.indptr[row], matrix.indptr[row + 1])
        return CustomerHistory(matrix.indices[entries], matrix.data[entries])

    def _newcomer(self, items: Mapping[Any, float] | Iterable[Any]) -> CustomerHistory:
        """The history of somebody new; unknown items are ignored."""
        if isinstance(items, pd.Series) and pd.api.types.is_numeric_dtype(items):
            items = items.to_dict()
        if isinstance(items, Mapping):
            given = {str(item): value for item, value in items.items()}
        else:
            given = dict.fromkeys(map(str, items), self.prefs_.median)
        for item, value in given.items():
            number = isinstance(value, int | float | np.number) and not isinstance(value, bool)
            if not number or not abs(value) <= LARGEST:
                raise ParameterError(
                    "What a new customer prefers must be finite numbers; found "
                    f"{value!r} for item {item}."
                )
            scale = self.prefs_.scale
            if scale is not None and not scale[0] <= value <= scale[1]:
                raise ParameterError(
                    f"Ratings go from {scale[0]:g} to {scale[1]:g}; found {value:g} for "
                    f"item {item}."
                )
        columns = self.prefs_.item_positions(given)
        order = np.argsort(columns, kind="stable")
        order = order[columns[order] >= 0]
        values = np.array(list(given.values()), dtype=np.float64)
        return CustomerHistory(columns[order].astype(np.int32), values[order])

    def _shown(self, ranked: Ranked) -> Ranked:
        """With scores cut to the scale, as `predict` gives them."""
        if not self.ranks_by_prediction:
            return ranked
        return ranked._replace(scores=cut(ranked.scores, self.prefs_))

    def _ranked(self, history: CustomerHistory, row: int, n: int, applied: AppliedPolicy) -> Ranked:
        allowed = applied.eligible(history, row)
        return applied.ranked(self._scores(history, row), allowed, n, self.bestsellers_)


def cut(values: Floats, prefs: Preferences) -> Floats:
    """`values` within the scale of the ratings, where there is one."""
    return values if prefs.scale is None else np.clip(values, *prefs.scale)
