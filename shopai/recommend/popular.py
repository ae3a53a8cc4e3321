"""What most customers prefer: the recommendation for those of whom nothing is known."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

from shopai.columns import Exclude
from shopai.preferences import Preferences
from shopai.recommend.offers import Ranked, among, offers, whole_number, without
from shopai.recommend.similarity import Table


class Popular:
    """Items by the number of customers who have a preference for them.

    Ties are settled by the higher mean preference, then by the order of the items. The score
    shown is the item's mean preference over those customers.

    Attributes
    ----------
    prefs_ : the preferences it was fitted to
    table_ : the same by user and by item
    order_ : (n,) positions of the items somebody has a preference for, most popular first
    """

    prefs_: Preferences
    table_: Table
    order_: npt.NDArray[np.int64]

    def fit(self, prefs: Preferences) -> Popular:
        """Count. Costs O(nnz) and holds the ratings by user and by item."""
        return self.fit_table(prefs, Table.of(prefs.matrix))

    def fit_table(self, prefs: Preferences, table: Table) -> Popular:
        """As :meth:`fit`, of a table made already."""
        self.prefs_, self.table_ = prefs, table
        order = np.lexsort((-table.item_means, -table.item_counts))
        self.order_ = order[table.item_counts[order] > 0]
        return self

    def predict(self, users: Iterable[object], items: Iterable[object]) -> npt.NDArray[np.float64]:
        """(n,) item means; of an unknown item the user's mean, of an unknown user too, all's.

        `users` and `items` as for :meth:`shopai.recommend.user_knn.UserKNN.predict`.
        """
        rows, columns = self.prefs_.pair_positions(users, items)
        return self.table_.means_of(rows, columns, user_first=False)

    def recommend(
        self,
        user: object,
        n: int = 10,
        exclude: str = Exclude.BOUGHT,
        items: Iterable[object] | None = None,
    ) -> pd.DataFrame:
        """The n most popular items; parameters and columns as
        :meth:`shopai.recommend.user_knn.UserKNN.recommend`, basis always "popular"."""
        whole_number("n", n)
        (row,) = self.prefs_.user_positions([user])
        allowed = without(self.prefs_, among(self.prefs_, items), row, exclude)
        return offers(self.prefs_, [self.ranked(allowed, n)])

    def ranked(self, allowed: npt.NDArray[np.bool_], n: int) -> Ranked:
        """The n most popular of the items `allowed`, an (n_items,) mask."""
        best = self.order_[allowed[self.order_]][:n]
        return Ranked(best, self.table_.item_means[best], np.zeros(len(best), dtype=np.int32))
