"""Item-based collaborative filtering: items like those the customer has."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import ClassVar, Final

import numpy as np
import pandas as pd

from shopai.arrays import Codes, Floats
from shopai.checks import whole_number
from shopai.columns import Basis, Scored
from shopai.recommend.explanation import Explanation
from shopai.recommend.kernels.arrays import Sparse
from shopai.recommend.kernels.order import NO_NEIGHBOUR, order_keys
from shopai.recommend.kernels.pairs import additions_by_items, additions_of_block
from shopai.recommend.kernels.similarities import similarities_of, target_of, to_all
from shopai.recommend.models.neighbours import NeighbourModel, neighbour_table
from shopai.recommend.models.similarity import neighbourhood
from shopai.recommend.policy.eligibility import AppliedPolicy
from shopai.recommend.ranking import CustomerHistory, Ranked, Scores

#: Most numbers held at once for one customer, and for a block of customers.
_MOST: Final = 20_000_000


class ItemKNN(NeighbourModel):
    """k nearest items, mean-centred.

        r̂_ui = b_ui + Σ_{j ∈ N(u;i)} (r_uj − b_uj)·sim(i,j) / Σ_{j ∈ N(u;i)} |sim(i,j)|

    As `UserKNN` with users and items in each other's place:
    N(u; i) are the k items most similar to i among those u rated, without i, and b_ui is r̄_i,
    the item's mean over all who rated it, or μ + b_u + b_i. Similarities are over users who
    rated both; a sum is Σ_{j ∈ N(u;i)} r_uj·sim(i,j). Parameters, ties and what is unknown as
    there. Sarwar et al., Item-based
    collaborative filtering, WWW 2001; Desrosiers & Karypis, 2011, eq. 2.16.

    One customer costs the ratings of all who share an item with them; many at once compare
    every item with all once per block. No items × items matrix is stored.

    >>> model = shopai.ItemKNN(k=20, ranking="sum").fit(prefs)
    >>> model.recommend("c0000001", n=2)[["item_id", "support"]]
      item_id  support
    0   i0091       20
    1   i0082       20
    """

    name: ClassVar[str] = "item_knn"
    basis: ClassVar[str] = Basis.ITEMS
    of_items: ClassVar[bool] = True

    def _scores(self, history: CustomerHistory, row: int) -> Scores:  # noqa: ARG002
        n = self.table_.n
        if not len(history.items):
            return Scores(np.zeros(n), np.zeros(n, np.int32))
        if len(history.items) * n > _MOST:
            added, support = self._additions_of([history])
            return self._scored(history, added[0], support[0])
        similar = similarities_of(
            history.items, self.table_.rows, self.table_.columns, self.measure_
        )
        added, support = additions_by_items(self._own_values(history), similar, self.choice_)
        return self._scored(history, added, support)

    @property
    def _batch(self) -> int:  # type: ignore[override]
        return max(1, _MOST // self.table_.n)

    def _ranked_batch(self, rows: list[int], n: int, applied: AppliedPolicy) -> list[Ranked]:
        """Compares all items with all once."""
        histories = [self._history(row) for row in rows]
        scores = map(self._scored, histories, *self._additions_of(histories))
        return [
            applied.ranked(each, applied.eligible(history, row), n, self.bestsellers_)
            for each, history, row in zip(scores, histories, rows, strict=True)
        ]

    def _additions_of(self, histories: list[CustomerHistory]) -> tuple[Floats, Codes]:
        """(n, n_items) what their own items add for every item, and how many of them do."""
        sizes = [len(history.items) for history in histories]
        known = Sparse(
            np.concatenate(([0], np.cumsum(sizes, dtype=np.int64))),
            np.concatenate([history.items for history in histories]),
            np.concatenate([self._own_values(history) for history in histories]),
        )
        n = self.table_.n
        added = np.zeros((len(histories), n))
        support = np.zeros((len(histories), n), np.int32)
        workers = os.cpu_count() or 1
        # More parts than workers, since popular items take longer; every item has a column.
        ends = np.linspace(0, n, min(n, 8 * workers) + 1).astype(np.int64)

        def fill(place: int) -> None:
            additions_of_block(
                ends[place],
                ends[place + 1],
                known,
                self.table_.rows,
                self.table_.columns,
                self.measure_,
                self.choice_,
                added,
                support,
            )

        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(fill, range(len(ends) - 1)))
        return added, support

    def _own(self, history: CustomerHistory) -> float:
        """The customer's part of the baseline: b_u, or nothing beside an item's mean."""
        if self.baseline == "bias" and self.biases_ is not None:
            return self.biases_.of_history(history)
        return 0.0

    def _own_values(self, history: CustomerHistory) -> Floats:
        """(m,) the customer's values, less their baselines unless they are summed."""
        if self.sums_:
            return history.values
        return np.asarray(history.values - self.baselines_.line[history.items] - self._own(history))

    def neighbours(self, item: object, n: int = 10) -> pd.DataFrame:
        """The n items most similar to `item`: item_id, similarity, n_common (users shared)."""
        whole_number("n", n)
        (column,) = self.prefs_.item_positions([item])
        one = target_of(self.table_.rows, self.measure_, max(int(column), 0))
        near = neighbourhood(self.table_, one, self.measure_, self.choice_.negative)
        return neighbour_table(Scored.ITEM, self.prefs_.items, near, n if column >= 0 else 0)

    def _explain(self, history: CustomerHistory, row: int, item: int) -> Explanation:  # noqa: ARG002
        if item < 0 or not len(history.items) or self.table_.counts[item] == 0:
            return self._unexplained(history, item)
        one = target_of(self.table_.rows, self.measure_, item)
        similar, _ = to_all(one, self.table_.columns, self.measure_, self.table_.n)
        keys = order_keys(similar, item, self.choice_.negative)[history.items]
        order = np.argsort(keys, kind="stable")
        order = order[keys[order] != NO_NEIGHBOUR][: self.k]
        if len(order) < self.min_k:
            order = order[:0]
        known, own = history.items[order], self._own(history)
        line = self.baselines_.line
        return self._explained(
            self.prefs_.items[known],
            similar[known],
            history.values[order],
            line[known] + own,
            float(line[item]) + own,
        )
