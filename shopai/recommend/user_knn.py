"""User-based collaborative filtering: what similar customers prefer, explained."""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from shopai.columns import Basis, Scored
from shopai.errors import ParameterError
from shopai.preferences import Preferences
from shopai.recommend.kernels import Counts, Floats, Positions, deviations, deviations_of_pairs
from shopai.recommend.offers import offerable, offers, whole_number
from shopai.recommend.popular import Popular
from shopai.recommend.similarity import Neighbourhood, Table, measure, neighbourhood

#: Most users of one square table: it grows with their number squared.
MOST_IN_SQUARE: Final = 2000


@dataclass(frozen=True, eq=False)
class Explanation:
    """Why a score is what it is: ``baseline + neighbours.contribution.sum() == score``.

    Attributes
    ----------
    user_id, item_id : what was asked for
    baseline : the user's mean preference (or what stands in for it, see :class:`UserKNN`)
    score : the prediction, as :meth:`UserKNN.predict` gives it
    neighbours : user_id, similarity, rating (the neighbour's preference for the item),
        mean_rating (the neighbour's mean), contribution; one row a neighbour of N(i; u), most
        similar first; empty where the score is the baseline
    """

    user_id: str
    item_id: str
    baseline: float
    score: float
    neighbours: pd.DataFrame


class UserKNN:
    """k nearest users, mean-centred.

        r̂_ui = r̄_u + Σ_{v ∈ N(i;u)} (r_vi − r̄_v)·sim(u,v) / Σ_{v ∈ N(i;u)} |sim(u,v)|

    r̄ is a user's mean over the items they rated: unrated is absent, not zero, while a stored
    0 is a rating. N(i; u) are the k most similar users who rated i, without u, among those
    who share an item with u at a similarity ≠ 0. Similarities within 2⁻³⁰ of each other tie
    and the lower row goes first. Resnick et al., GroupLens, CSCW 1994; Desrosiers & Karypis,
    A comprehensive survey of neighborhood-based recommendation methods, 2011, eq. 2.10.

    A prediction is always a number: without neighbours it is the user's mean; for an unknown
    user (or one without ratings) the item's mean; for an unknown item the user's mean; for
    both unknown the mean of all ratings. It is not cut to the scale of the ratings.

    Parameters
    ----------
    k : most neighbours of one prediction
    similarity : a key of :data:`shopai.recommend.similarity.SIMILARITIES`
    min_similarity : neighbours below it are left out; 0.0 keeps only positively similar ones,
        the convention of Surprise, -1.0 keeps all as in the formula

    Attributes
    ----------
    prefs_ : the preferences it was fitted to
    table_ : the same by user and by item
    popular_ : fills up where neighbours have too little to say

    No users × users matrix is stored. Holds the ratings twice, by user and by item; one user
    costs at most O(nnz) time and a few numbers per user and per item.
    """

    prefs_: Preferences
    table_: Table
    popular_: Popular

    def __init__(
        self, k: int = 40, similarity: str = "cosine", min_similarity: float = -1.0
    ) -> None:
        self.k = whole_number("k", k)
        self.measure = measure(similarity)
        if not -1 <= min_similarity <= 1:
            raise ParameterError(
                f"min_similarity must lie between -1 and 1; found {min_similarity!r}."
            )
        self.min_similarity = float(min_similarity)

    def fit(self, prefs: Preferences) -> UserKNN:
        """Turn the preferences by user and by item. Costs O(nnz); returns self."""
        self.prefs_ = prefs
        self.table_ = Table.of(prefs.matrix)
        self.popular_ = Popular().fit_table(prefs, self.table_)
        return self

    def predict(
        self, users: object | Iterable[object], items: object | Iterable[object]
    ) -> npt.NDArray[np.float64]:
        """(n,) predicted preferences of aligned users and items; a single id goes with all.

        Costs, per distinct user, the raters of that user's items, and per pair the raters of
        the item.
        """
        rows, columns = self.prefs_.pair_positions(users, items)
        scores = self.table_.means_of(rows, columns)
        known = np.flatnonzero((rows >= 0) & (columns >= 0))
        pairs = known[np.argsort(rows[known], kind="stable")]
        if not len(pairs):
            return scores
        table = self.table_

        def add(some: Positions) -> None:
            scores[some] += deviations_of_pairs(
                self.measure.code,
                rows[some],
                columns[some],
                table.rows,
                table.columns,
                table.user_means,
                table.user_norms,
                self.k,
                self.min_similarity,
            )

        # The kernel runs outside the interpreter lock; every pair has an entry of its own.
        workers = os.cpu_count() or 1
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(add, np.array_split(pairs, workers)))
        return scores

    def recommend(
        self,
        user: object,
        n: int = 10,
        exclude_known: bool = True,
        items: Iterable[object] | None = None,
        min_neighbours: int = 3,
    ) -> pd.DataFrame:
        """The n items to offer `user`, best first.

        Items that at least `min_neighbours` neighbours have rated come first, since one lone
        enthusiast proves little; then, only to fill up, those with fewer; each by predicted
        score, ties by more neighbours, then by popularity. Where these are too few, and for a
        user who is unknown or has no neighbours, popular items follow.

        Parameters
        ----------
        exclude_known : leave out what the user has a preference for already
        items : the only ids to choose from, None for all; unknown ones are passed over

        Returns
        -------
        DataFrame : rank (from 1), item_id, score, n_neighbours, basis; at most n rows. With
            basis "neighbours" the score is the prediction; with "popular" it is the item's
            mean preference, and n_neighbours is 0
        """
        whole_number("n", n)
        whole_number("min_neighbours", min_neighbours)
        (row,) = self.prefs_.user_positions([user])
        allowed = offerable(self.prefs_, row, exclude_known, items)
        if row < 0:
            return self.popular_.top(allowed, n)
        near = self._near(row)
        table = self.table_
        deviation, support = deviations(
            near.users, near.similarity, table.rows, table.user_means, self.k, len(allowed)
        )
        best = self._best(
            np.flatnonzero(allowed & (support > 0)), deviation, support, n, min_neighbours
        )
        scores = table.user_means[row] + deviation[best]
        found = offers(self.prefs_, best, scores, support[best], Basis.NEIGHBOURS)
        if len(found) == n:
            return found
        allowed[best] = False
        rest = self.popular_.top(allowed, n - len(found))
        rest[Scored.RANK] += len(found)
        return pd.concat([found, rest], ignore_index=True)

    def _best(
        self, items: Positions, deviation: Floats, support: Counts, n: int, min_neighbours: int
    ) -> Positions:
        """The n best of the positions `items`, in the order :meth:`recommend` describes."""
        deviation = np.round(deviation, 9)  # what differs by rounding only is a tie
        enough = items[support[items] >= min_neighbours]
        if len(enough) > n:
            # Only those that reach the n-th best score need be put in order.
            least = np.partition(deviation[enough], len(enough) - n)[len(enough) - n]
            items = enough[deviation[enough] >= least]
        popularity = self.table_.item_counts[items]
        lone = support[items] < min_neighbours
        order = np.lexsort((-popularity, -support[items], -deviation[items], lone))
        return items[order][:n]

    def neighbours(self, user: object, n: int = 10) -> pd.DataFrame:
        """The n users most similar to `user`: user_id, similarity, n_common (items shared).

        Only those a prediction may draw on; none for an unknown user.
        """
        whole_number("n", n)
        (row,) = self.prefs_.user_positions([user])
        near = self._near(row)
        return pd.DataFrame(
            {
                Scored.USER: self.prefs_.users[near.users[:n]],
                Scored.SIMILARITY: near.similarity[:n],
                Scored.COMMON: near.common[:n].astype(np.int64),
            }
        )

    def similarity(self, users: Iterable[object]) -> pd.DataFrame:
        """(m, m) similarities among `users`, 0 where nothing is shared, 1 with oneself.

        Costs only the ratings of these users. Raises :class:`ParameterError` for an unknown
        user or more than :data:`MOST_IN_SQUARE`.
        """
        return self._square(users)[0]

    def common(self, users: Iterable[object]) -> pd.DataFrame:
        """(m, m) items both of two `users` have rated; with oneself, all of one's own.

        Cost and errors as :meth:`similarity`.
        """
        return self._square(users)[1]

    def explain(self, user: object, item: object) -> Explanation:
        """What the predicted preference of `user` for `item` is made of."""
        rows, columns = self.prefs_.pair_positions([user], [item])
        row, column = rows[0], columns[0]
        baseline = float(self.table_.means_of(rows, columns)[0])
        near = self._near(row)
        raters, ratings = np.empty(0, np.int32), np.empty(0)
        if column >= 0:
            by_item = self.table_.columns
            entries = slice(by_item.indptr[column], by_item.indptr[column + 1])
            raters, ratings = by_item.indices[entries], by_item.data[entries]
        # Who of the neighbours rated the item, in the neighbours' order, and where in the column.
        is_rater = np.flatnonzero(np.isin(near.users, raters))[: self.k]
        chosen = near.users[is_rater]
        ratings = ratings[np.searchsorted(raters, chosen)]
        means, similar = self.table_.user_means[chosen], near.similarity[is_rater]
        weights = similar / np.abs(similar).sum() if len(similar) else similar
        contributions = (ratings - means) * weights
        return Explanation(
            user_id=str(user),
            item_id=str(item),
            baseline=baseline,
            score=baseline + float(contributions.sum()),
            neighbours=pd.DataFrame(
                {
                    Scored.USER: self.prefs_.users[chosen],
                    Scored.SIMILARITY: similar,
                    Scored.RATING: ratings,
                    Scored.MEAN: means,
                    Scored.CONTRIBUTION: contributions,
                }
            ),
        )

    def _near(self, row: int) -> Neighbourhood:
        """Everyone the user at `row` may draw on; nobody for an unknown user (-1)."""
        if row < 0:
            nobody = np.empty(0, np.int64)
            return Neighbourhood(nobody, np.empty(0), np.empty(0, np.int32))
        return neighbourhood(self.table_, row, self.measure, self.min_similarity)

    def _square(self, users: Iterable[object]) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Similarities and shared items among `users`, from the ratings of these alone."""
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
        table = Table.of(self.prefs_.matrix[rows])
        pairs = [table.similar(row, self.measure) for row in range(len(rows))]
        shape = (len(rows), len(rows))
        similar = np.array([similar for similar, _ in pairs]).reshape(shape)
        np.fill_diagonal(similar, 1.0)
        common = np.array([common for _, common in pairs], dtype=np.int64).reshape(shape)
        index = self.prefs_.users[rows]
        return (
            pd.DataFrame(similar, index=index, columns=index),
            pd.DataFrame(common, index=index, columns=index),
        )
