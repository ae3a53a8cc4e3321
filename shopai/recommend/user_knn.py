"""User-based collaborative filtering: what similar customers prefer, explained."""

from __future__ import annotations

import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import numpy.typing as npt
import pandas as pd

from shopai.columns import Exclude, Scored
from shopai.errors import ParameterError
from shopai.preferences import Preferences
from shopai.recommend.explanation import Explanation, explanation
from shopai.recommend.kernels import Counts, Floats, Positions, deviations, deviations_of_pairs
from shopai.recommend.offers import Ranked, among, joined, offers, whole_number, without
from shopai.recommend.popular import Popular
from shopai.recommend.similarity import Neighbourhood, Table, measure, neighbourhood, square
from shopai.recommend.standing import Standing


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

    def with_settings(
        self,
        k: int | None = None,
        similarity: str | None = None,
        min_similarity: float | None = None,
    ) -> UserKNN:
        """The same with other settings, None as they are; what was fitted is shared, not copied.

        Fitting uses none of the settings, so that this costs nothing; the model itself stays.
        """
        other = UserKNN(
            self.k if k is None else k,
            self.measure.name if similarity is None else similarity,
            self.min_similarity if min_similarity is None else min_similarity,
        )
        other.prefs_, other.table_, other.popular_ = self.prefs_, self.table_, self.popular_
        return other

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
        exclude: str = Exclude.BOUGHT,
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
        exclude : what to leave out: "bought", what the user bought or rated, also when it was
            sent back; "known", that and all else the user has a preference for (viewed, put in
            the cart, …); "nothing"
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
        allowed = without(self.prefs_, among(self.prefs_, items), row, exclude)
        return offers(self.prefs_, [self._ranked(row, allowed, n, min_neighbours)])

    def recommend_all(
        self,
        users: Iterable[object] | None = None,
        n: int = 10,
        exclude: str = Exclude.BOUGHT,
        items: Iterable[object] | None = None,
        min_neighbours: int = 3,
    ) -> pd.DataFrame:
        """:meth:`recommend` for many: user_id, then its columns; one user after another.

        `users`: in the order wanted, None for all. A user with nothing left to offer has no
        row. Every processor serves users of its own, each holding a few numbers per user and
        per item meanwhile.
        """
        whole_number("n", n)
        whole_number("min_neighbours", min_neighbours)
        prefs = self.prefs_
        names = prefs.users if users is None else pd.Index([str(u) for u in users], dtype="str")
        chosen = among(prefs, items)

        def serve(row: int) -> Ranked:
            return self._ranked(row, without(prefs, chosen, row, exclude), n, min_neighbours)

        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            ranked = list(pool.map(serve, prefs.user_positions(names)))
        table = offers(prefs, ranked)
        table.insert(0, Scored.USER, names.repeat([len(each.items) for each in ranked]))
        return table

    def standing(
        self,
        user: object,
        exclude: str = Exclude.BOUGHT,
        items: Iterable[object] | None = None,
    ) -> Standing:
        """Why :meth:`recommend` finds for `user` what it finds; costs about as much."""
        (row,) = self.prefs_.user_positions([user])
        choosable = among(self.prefs_, items) & (self.table_.item_counts > 0)
        left = without(self.prefs_, choosable, row, exclude)
        if not left.any():
            return Standing.ALL_TAKEN if choosable.any() else Standing.NO_ITEMS
        if row < 0 or self.table_.user_counts[row] == 0:
            return Standing.UNKNOWN
        near = self._near(row)
        if not len(near.users):
            return Standing.ALONE
        _, support = self._deviations(near)
        return Standing.PERSONAL if (support[left] > 0).any() else Standing.NOTHING_NEW

    def _ranked(
        self, row: int, allowed: npt.NDArray[np.bool_], n: int, min_neighbours: int
    ) -> Ranked:
        """The n best of the items `allowed` for the user at `row`, as :meth:`recommend` says."""
        if row < 0:
            return self.popular_.ranked(allowed, n)
        deviation, support = self._deviations(self._near(row))
        items = np.flatnonzero(allowed & (support > 0))
        rounded = np.round(deviation, 9)  # what differs by rounding only is a tie
        enough = items[support[items] >= min_neighbours]
        if len(enough) > n:
            # Only those that reach the n-th best score need be put in order.
            least = np.partition(rounded[enough], len(enough) - n)[len(enough) - n]
            items = enough[rounded[enough] >= least]
        popularity = self.table_.item_counts[items]
        lone = support[items] < min_neighbours
        order = np.lexsort((-popularity, -support[items], -rounded[items], lone))
        best = items[order][:n]
        found = Ranked(best, self.table_.user_means[row] + deviation[best], support[best])
        if len(best) == n:
            return found
        rest = allowed.copy()
        rest[best] = False
        return joined(found, self.popular_.ranked(rest, n - len(best)))

    def _deviations(self, near: Neighbourhood) -> tuple[Floats, Counts]:
        """What the neighbours add to a user's mean for every item, and how many they are."""
        table = self.table_
        return deviations(
            near.users,
            near.similarity,
            table.rows,
            table.user_means,
            self.k,
            len(table.item_means),
        )

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
        user or more than :data:`~shopai.recommend.similarity.MOST_IN_SQUARE`.
        """
        return square(self.prefs_, users, self.measure)[0]

    def common(self, users: Iterable[object]) -> pd.DataFrame:
        """(m, m) items both of two `users` have rated; with oneself, all of one's own.

        Cost and errors as :meth:`similarity`.
        """
        return square(self.prefs_, users, self.measure)[1]

    def explain(self, user: object, item: object) -> Explanation:
        """What the predicted preference of `user` for `item` is made of."""
        (row,) = self.prefs_.user_positions([user])
        return explanation(self.prefs_, self.table_, self._near(row), user, item, self.k)

    def _near(self, row: int) -> Neighbourhood:
        """Everyone the user at `row` may draw on; nobody for an unknown user (-1)."""
        if row < 0:
            nobody = np.empty(0, np.int64)
            return Neighbourhood(nobody, np.empty(0), np.empty(0, np.int32))
        return neighbourhood(self.table_, row, self.measure, self.min_similarity)
