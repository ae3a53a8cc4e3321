"""How alike two customers are: the measures, and one customer's measure to all others.

A further measure is one more kernel and one more entry of :data:`SIMILARITIES`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
import scipy.sparse as sp

from shopai.errors import ParameterError
from shopai.preferences import Preferences
from shopai.recommend.kernels import (
    COSINE,
    NOBODY,
    PEARSON,
    Counts,
    Floats,
    Positions,
    Sparse,
    means_and_norms,
    order_keys,
    sparse,
    to_all,
)


@dataclass(frozen=True)
class Similarity:
    """One measure of likeness, in [-1, 1]; 0 where it is undefined or nothing is shared."""

    name: str
    label: str
    meaning: str  # one sentence for the reader of a chart
    code: int  # the kernels'


#: Most users of one square table: it grows with their number squared.
MOST_IN_SQUARE: Final = 2000

#: The measures by name.
#:
#: cosine: Σ r_ui·r_vi over co-rated items / (‖r_u‖·‖r_v‖), the norms over all items of each;
#: an unrated item adds nothing. Salton & McGill, Introduction to Modern Information
#: Retrieval, 1983.
#: pearson: the correlation of r_ui and r_vi over co-rated items, centred on the means over
#: just these; undefined with fewer than two of them or when either is constant there.
#: Resnick et al., GroupLens, CSCW 1994.
SIMILARITIES: Final[dict[str, Similarity]] = {
    measure.name: measure
    for measure in (
        Similarity(
            "cosine",
            "Cosine",
            "1 when two customers prefer the same items in the same proportions, "
            "0 when they have no item in common.",
            COSINE,
        ),
        Similarity(
            "pearson",
            "Pearson correlation",
            "1 when two customers rank the items they share alike, −1 when oppositely, "
            "0 when nothing can be said.",
            PEARSON,
        ),
    )
}


def measure(name: str) -> Similarity:
    """The measure called `name`; :class:`ParameterError` where there is none."""
    if name not in SIMILARITIES:
        known = ", ".join(SIMILARITIES)
        raise ParameterError(f"There is no similarity called {name!r}; choose one of {known}.")
    return SIMILARITIES[name]


@dataclass(frozen=True, eq=False)
class Table:
    """Ratings by user and by item, ready for the kernels: twice the size of the matrix."""

    rows: Sparse  # by user
    columns: Sparse  # by item
    user_means: Floats  # (n_users,), over rated items; 0 for a user without any
    user_norms: Floats  # (n_users,), Euclidean
    item_means: Floats  # (n_items,), over its raters; 0 for an item without any
    global_mean: float  # over all stored ratings; 0 when there are none

    @classmethod
    def of(cls, matrix: sp.csr_matrix) -> Table:
        """The table of a users × items matrix; a stored 0 is a rating, an absent entry none."""
        rows, columns = sparse(matrix), sparse(matrix.tocsc())
        user_means, user_norms = means_and_norms(rows)
        item_means, _ = means_and_norms(columns)
        overall = float(rows.data.mean()) if len(rows.data) else 0.0
        return cls(rows, columns, user_means, user_norms, item_means, overall)

    @property
    def user_counts(self) -> Positions:
        """Items rated, per user."""
        return np.diff(self.rows.indptr)

    @property
    def item_counts(self) -> Positions:
        """Users who rated it, per item."""
        return np.diff(self.columns.indptr)

    def similar(self, user: int, measure: Similarity) -> tuple[Floats, Counts]:
        """Similarity of `user` to everyone and the number of items shared, (n_users,) each.

        Costs the raters of the user's items, plus one pass over all users.
        """
        return to_all(measure.code, user, self.rows, self.columns, self.user_means, self.user_norms)

    def means_of(self, users: Positions, items: Positions, user_first: bool = True) -> Floats:
        """The first mean there is for each pair: the user's, the item's, that of all ratings.

        Positions of -1 are unknown, as are users and items without a rating. `user_first`
        False asks for the item's mean before the user's.
        """
        means = np.full(len(users), self.global_mean)
        by_user = (users, self.user_counts, self.user_means)
        by_item = (items, self.item_counts, self.item_means)
        # The later in the list overwrites the earlier.
        for positions, counts, own in (by_item, by_user) if user_first else (by_user, by_item):
            known = (positions >= 0) & (counts[positions] > 0)
            means[known] = own[positions[known]]
        return means


@dataclass(frozen=True, eq=False)
class Neighbourhood:
    """Everyone a user's predictions may draw on, most similar first."""

    users: Positions  # (m,), row positions
    similarity: Floats  # (m,), descending up to STEP
    common: Counts  # (m,), items shared


def neighbourhood(
    table: Table, user: int, measure: Similarity, min_similarity: float
) -> Neighbourhood:
    """Those who share an item with `user` at a similarity ≠ 0 and ≥ `min_similarity`.

    Ordered by similarity, to the nearest multiple of :data:`STEP`; among ties the lower row
    position comes first. Costs one :meth:`Table.similar` and a sort.
    """
    similar, common = table.similar(user, measure)
    # A sort of plain integers is several times as fast as an argsort of the similarities.
    keys = order_keys(similar, user, min_similarity)
    keys = keys[keys != NOBODY]
    keys.sort()
    users = (keys & np.uint64(0xFFFFFFFF)).astype(np.int64)
    return Neighbourhood(users, similar[users], common[users])


def square(
    prefs: Preferences, users: Iterable[object], measure: Similarity
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(m, m) similarities and (m, m) numbers of shared items among `users`.

    From the ratings of these alone, which is all it costs. Raises :class:`ParameterError` for
    an unknown user or more than :data:`MOST_IN_SQUARE`.
    """
    names = [str(user) for user in users]
    if len(names) > MOST_IN_SQUARE:
        raise ParameterError(
            f"A table of {len(names)} × {len(names)} users is too big to read or to hold; "
            f"choose at most {MOST_IN_SQUARE}."
        )
    rows = prefs.user_positions(names)
    if (rows < 0).any():
        unknown = names[int(np.argmin(rows))]
        raise ParameterError(f"Nothing is known of customer {unknown!r}; choose others.")
    table = Table.of(prefs.matrix[rows])
    pairs = [table.similar(row, measure) for row in range(len(rows))]
    shape = (len(rows), len(rows))
    similar = np.array([similar for similar, _ in pairs]).reshape(shape)
    np.fill_diagonal(similar, 1.0)
    common = np.array([common for _, common in pairs], dtype=np.int64).reshape(shape)
    index = prefs.users[rows]
    return (
        pd.DataFrame(similar, index=index, columns=index),
        pd.DataFrame(common, index=index, columns=index),
    )
