"""User-based collaborative filtering: what similar customers prefer."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar, Self

import numpy as np
import pandas as pd
import scipy.sparse as sp

from shopai.checks import whole_number
from shopai.columns import Basis, Scored
from shopai.errors import ParameterError
from shopai.preferences import Preferences
from shopai.recommend.explanation import Explanation
from shopai.recommend.kernels.accumulate import RareFirst, additions, rare_first
from shopai.recommend.kernels.arrays import sparse
from shopai.recommend.kernels.pairs import Baselines
from shopai.recommend.kernels.similarities import (
    JACCARD,
    PEARSON,
    PEARSON_BASELINE,
    Target,
    target_of,
    to_all,
)
from shopai.recommend.models.base import Customer
from shopai.recommend.models.baseline import Biases
from shopai.recommend.models.neighbours import NeighbourModel, neighbour_table
from shopai.recommend.models.similarity import (
    MOST_IN_SQUARE,
    Neighbourhood,
    Table,
    neighbourhood,
)
from shopai.recommend.ranking import CustomerHistory, Scores


class UserKNN(NeighbourModel):
    """k nearest users, mean-centred.

        r̂_ui = b_ui + Σ_{v ∈ N(i;u)} (r_vi − b_vi)·sim(u,v) / Σ_{v ∈ N(i;u)} |sim(u,v)|

    b_ui is the baseline: r̄_u, a user's mean over all items they rated, or with
    ``baseline="bias"`` μ + b_u + b_i. Unrated is absent, not zero, while a stored 0 is a rating.
    N(i; u) are the k most similar users who rated i, without u, at a similarity > 0 (with
    ``negatives="abs"`` ≠ 0); most similar by sign, so that −1 is the least. Similarities within
    2⁻³⁰ of each other tie and the lower row goes first. Resnick et al., GroupLens, CSCW 1994;
    Desrosiers & Karypis, A comprehensive survey of neighborhood-based recommendation methods,
    2011, eq. 2.10; Koren, Factor in the neighbors, TKDD 2010.

    A prediction is always a number: with fewer than `min_k` neighbours it is b_ui; for an
    unknown user or item (or one without ratings) the mean of all ratings, with
    ``baseline="bias"`` as much of b_ui as is known. Nobody is their own neighbour, also when a
    rating that was fitted is asked for; Surprise, whose predictions are the same otherwise,
    counts the user in there.

    Parameters
    ----------
    k : most neighbours of one prediction
    similarity : a key of :data:`shopai.recommend.models.similarity.SIMILARITIES`
    min_support, shrinkage : see :class:`shopai.recommend.models.similarity.Comparison`
    min_k : with fewer neighbours than this, none counts
    negatives : "drop" leaves out customers of similarity <= 0; "abs" lets them pull away
    baseline : b_ui, "mean" or "bias"
    min_neighbours : items known to fewer neighbours are recommended after all others, since
        one enthusiast proves little; plays no part in a sum
    ranking : what `recommend` ranks by: "prediction", r̂_ui; or "sum",
        Σ_{v ∈ N(i;u)} r_vi·sim(u,v), which asks whether the user will want the item at all
        rather than how much they will like it once they have it; "auto" takes predictions
        where all preferences are ratings, else sums. `explain` explains what is ranked by

    No users × users matrix is stored. Holds the ratings by user, by item and, in 8 or 12 bytes
    each, by user with the rarest item first, which makes one user three times as quick; one user
    costs at most O(nnz) time and a few numbers per user and per item.

    >>> model = shopai.UserKNN(k=20, ranking="sum").fit(prefs)
    >>> model.recommend("c0000001", n=2)[["item_id", "support"]]
      item_id  support
    0   i0082       20
    1   i0091       20
    """

    name: ClassVar[str] = "user_knn"
    basis: ClassVar[str] = Basis.NEIGHBOURS

    rare_: RareFirst

    def _learn(self, prefs: Preferences) -> None:
        super()._learn(prefs)
        self.rare_ = rare_first(self.table_.rows, self.table_.columns)

    def with_settings(self, **settings: Any) -> Self:
        other = super().with_settings(**settings)
        other.rare_ = self.rare_
        return other

    def _scores(self, history: CustomerHistory, row: int) -> Scores:
        near = self._near(history, row)
        base = self.baselines_
        if self.sums_:
            base = Baselines(np.zeros_like(base.line), np.zeros_like(base.feature))
        added, support = additions(near.lines, near.similarity, self.rare_, base, self.choice_)
        return self._scored(history, added, support)

    def _own(self, history: CustomerHistory) -> float:
        """The baseline of a customer with these ratings, items left aside."""
        if self.baseline == "bias" and self.biases_ is not None:
            return self.biases_.mean + self.biases_.of_history(history)
        return float(history.values.mean()) if len(history.items) else self.table_.mean

    def _near(self, history: CustomerHistory, row: int) -> Neighbourhood:
        """All neighbours of a customer; none for one without a history."""
        shift, length = 0.0, float(np.linalg.norm(history.values))
        if self.measure_.code == PEARSON and len(history.items):
            shift = float(history.values.mean())
        elif self.measure_.code == PEARSON_BASELINE and self.biases_ is not None:
            shift = self.biases_.mean + self.biases_.of_history(history)
        elif self.measure_.code == JACCARD:
            length = float(len(history.items))
        one = Target(row, history.items, history.values, shift, length)
        return neighbourhood(self.table_, one, self.measure_, self.choice_.negative)

    def neighbours(self, user: Customer, n: int = 10) -> pd.DataFrame:
        """The n users most similar to `user`: user_id, similarity, n_common (items shared).

        Only those a prediction may draw on; none for an unknown user.
        """
        whole_number("n", n)
        near = self._near(*self._look_up(user))
        return neighbour_table(Scored.USER, self.prefs_.users, near, n)

    def similarities(self, users: Iterable[object]) -> tuple[pd.DataFrame, pd.DataFrame]:
        """(m, m) similarities among `users`, and (m, m) items both of two have rated.

        A similarity is 0 where nothing is shared, 1 with oneself; shared with oneself are all
        one's own items. Costs only the ratings of these users. Raises :class:`ParameterError`
        for an unknown user or more than
        :data:`~shopai.recommend.models.similarity.MOST_IN_SQUARE`.
        """
        names = [str(user) for user in users]
        if len(names) > MOST_IN_SQUARE:
            raise ParameterError(
                f"A table of {len(names)} × {len(names)} users is too big to read or to hold; "
                f"choose at most {MOST_IN_SQUARE}."
            )
        rows = self.prefs_.user_positions(names)
        if (rows < 0).any():
            unknown = names[int(np.argmin(rows))]
            raise ParameterError(f"Nothing is known of customer {unknown!r}; choose others.")
        part = sp.csr_matrix(self.prefs_.matrix[rows])
        table = Table.of(sparse(part), sparse(part.tocsc()))
        biases = self.biases_
        if biases is not None:
            biases = Biases(biases.mean, biases.users[rows], biases.items)
        measure = self.similarity_settings.prepared(table, biases)
        pairs = [
            to_all(target_of(table.rows, measure, row), table.columns, measure, table.n)
            for row in range(len(rows))
        ]
        shape = (len(rows), len(rows))
        similar = np.array([similar for similar, _ in pairs]).reshape(shape)
        np.fill_diagonal(similar, 1.0)
        common = np.array([common for _, common in pairs], dtype=np.int64).reshape(shape)
        index = self.prefs_.users[rows]
        return (
            pd.DataFrame(similar, index=index, columns=index),
            pd.DataFrame(common, index=index, columns=index),
        )

    def _explain(self, history: CustomerHistory, row: int, item: int) -> Explanation:
        columns = self.table_.columns
        if item < 0 or not len(history.items) or columns.indptr[item] == columns.indptr[item + 1]:
            return self._unexplained(history, item)
        near = self._near(history, row)
        entries = slice(columns.indptr[item], columns.indptr[item + 1])
        raters, ratings = columns.indices[entries], columns.data[entries]
        # Who of the neighbours rated the item, in the neighbours' order, and where in the column.
        chosen = np.flatnonzero(np.isin(near.lines, raters))[: self.k]
        if len(chosen) < self.min_k:
            chosen = chosen[:0]
        lines = near.lines[chosen]
        of_item = self.baselines_.feature[item]
        return self._explained(
            self.prefs_.users[lines],
            near.similarity[chosen],
            ratings[np.searchsorted(raters, lines)],
            self.baselines_.line[lines] + of_item,
            self._own(history) + float(of_item),
        )
