"""How two groupings of the same customers agree."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.metrics import adjusted_rand_score

from shopai.arrays import Ints
from shopai.errors import InputError


@dataclass(frozen=True, eq=False)
class CrossTab:
    """Two groupings of the same customers, side by side."""

    counts: pd.DataFrame  # (groups, segments) customers; only groups somebody is in
    adjusted_rand: float  # 1 the same grouping, 0 as much agreement as chance gives, below 0 less
    customers: int  # who are in both

    @property
    def shares(self) -> pd.DataFrame:
        """Each row's shares of its customers, 0 … 1."""
        return self.counts.div(self.counts.sum(axis=1), axis=0)


def cross_tab(groups: pd.Series, labels: pd.Series) -> CrossTab:
    """How two groupings of customers agree, over the customers who are in both.

    `groups`, `labels`: any values, index user_id, such as ``rfm(…).scores[group]`` and
    ``segment(…).labels``; a missing value is in no group. Rows and columns are sorted, an
    ordered categorical in its own order. The adjusted Rand index is Hubert and Arabie's
    (1985). Raises InputError where no customer is in both. O(n).
    """
    rows, columns = groups.dropna(), labels.dropna()
    places = columns.index.get_indexer(rows.index)
    rows, columns = rows[places >= 0], columns.iloc[places[places >= 0]]
    if rows.empty:
        raise InputError(
            f"No customer is in both groupings ({len(groups):,} and {len(labels):,} customers); "
            "compare groupings of the same customers."
        )
    (row, row_names), (column, column_names) = _coded(rows), _coded(columns)
    shape = (len(row_names), len(column_names))
    counts = np.bincount(row * shape[1] + column, minlength=shape[0] * shape[1])
    return CrossTab(
        counts=pd.DataFrame(counts.reshape(shape), index=row_names, columns=column_names),
        adjusted_rand=float(adjusted_rand_score(row, column)),
        customers=len(rows),
    )


def _coded(values: pd.Series) -> tuple[Ints, pd.Index]:
    """Each value's position among the distinct ones in order, and these."""
    table = pd.Categorical(values).remove_unused_categories()
    return table.codes.astype(np.int64), pd.Index(table.categories, name=values.name)
