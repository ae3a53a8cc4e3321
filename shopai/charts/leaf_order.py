"""An order of rows that puts who resembles whom side by side."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.cluster.hierarchy import leaves_list, linkage, optimal_leaf_ordering
from scipy.spatial.distance import squareform


def leaf_order(similarity: pd.DataFrame) -> pd.Index:
    """The labels of `similarity`, ordered so that neighbours in the list resemble each other.

    Average linkage on the distance 1 − similarity, then the leaf order with the smallest sum
    of distances between adjacent leaves (Bar-Joseph et al. 2001, “Fast optimal leaf ordering
    for hierarchical clustering”). The order and its reverse are equally good; the one whose
    first label comes earlier in `similarity` is returned.

    `similarity`: (n, n), symmetric, in [−1, 1]. Costs O(n³) at worst: 0.1 s for n = 300.
    """
    n = len(similarity)
    if n < 3:
        return similarity.index
    distance = 1 - similarity.to_numpy(dtype=float)
    distance = np.clip((distance + distance.T) / 2, 0, None)
    np.fill_diagonal(distance, 0)
    condensed = squareform(distance, checks=False)
    order = leaves_list(optimal_leaf_ordering(linkage(condensed, "average"), condensed))
    if order[0] > order[-1]:
        order = order[::-1]
    ordered: pd.Index = similarity.index[order]
    return ordered
