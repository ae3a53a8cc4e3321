"""Why a predicted preference is what it is: the neighbours behind it, and their shares."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from shopai.columns import Scored
from shopai.preferences import Preferences
from shopai.recommend.similarity import Neighbourhood, Table


@dataclass(frozen=True, eq=False)
class Explanation:
    """Why a score is what it is: ``baseline + neighbours.contribution.sum() == score``.

    Attributes
    ----------
    user_id, item_id : what was asked for
    baseline : the user's mean preference (or what stands in for it, see
        :class:`~shopai.recommend.user_knn.UserKNN`)
    score : the prediction, as :meth:`~shopai.recommend.user_knn.UserKNN.predict` gives it
    neighbours : user_id, similarity, rating (the neighbour's preference for the item),
        mean_rating (the neighbour's mean), contribution; one row a neighbour of N(i; u), most
        similar first; empty where the score is the baseline
    """

    user_id: str
    item_id: str
    baseline: float
    score: float
    neighbours: pd.DataFrame


def explanation(
    prefs: Preferences, table: Table, near: Neighbourhood, user: object, item: object, k: int
) -> Explanation:
    """What the k first of the neighbours `near` of `user` who rated `item` make of it."""
    rows, columns = prefs.pair_positions([user], [item])
    baseline = float(table.means_of(rows, columns)[0])
    column = columns[0]
    raters, ratings = np.empty(0, np.int32), np.empty(0)
    if column >= 0:
        entries = slice(table.columns.indptr[column], table.columns.indptr[column + 1])
        raters, ratings = table.columns.indices[entries], table.columns.data[entries]
    # Who of the neighbours rated the item, in the neighbours' order, and where in the column.
    is_rater = np.flatnonzero(np.isin(near.users, raters))[:k]
    chosen = near.users[is_rater]
    ratings = ratings[np.searchsorted(raters, chosen)]
    means, similar = table.user_means[chosen], near.similarity[is_rater]
    weights = similar / np.abs(similar).sum() if len(similar) else similar
    contributions = (ratings - means) * weights
    return Explanation(
        user_id=str(user),
        item_id=str(item),
        baseline=baseline,
        score=baseline + float(contributions.sum()),
        neighbours=pd.DataFrame(
            {
                Scored.USER: prefs.users[chosen],
                Scored.SIMILARITY: similar,
                Scored.RATING: ratings,
                Scored.MEAN: means,
                Scored.CONTRIBUTION: contributions,
            }
        ),
    )
