"""Customers in K segments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from shopai.arrays import Floats, Ints
from shopai.checks import whole_number
from shopai.columns import Event, Feature, SegmentShare
from shopai.errors import InputError, ParameterError
from shopai.segments.feature_space import FeatureSpace, learn
from shopai.segments.features import default_features
from shopai.segments.kmeans import distinct, inertia, kmeans, means, settled
from shopai.segments.scaling import LOG_STANDARD


@dataclass(frozen=True, eq=False)
class Segmentation:
    """Labels of customers, and what the segments are like."""

    labels: pd.Series[int]  # (n,), 0 … k−1, index user_id, name "segment"
    centers: pd.DataFrame  # (k, p) mean of the members in original units, index 0 … k−1
    inertia: float  # Σ of squared distances to the centre, in the scaled space
    sizes: pd.Series[int]  # (k,) customers, index 0 … k−1
    features: tuple[str, ...]  # the columns of the customer table that distances are made of
    scaling: str
    seed: int
    space: FeatureSpace  # p dimensions; places other customers in it
    scaled: Floats  # (n, p) where K-means saw the customers
    scaled_centers: Floats  # (k, p)

    @property
    def k(self) -> int:
        """Number of segments."""
        return len(self.sizes)


@dataclass(frozen=True, eq=False)
class Placed:
    """Customers in the space they are to be segmented in."""

    users: pd.Index  # (n,)
    space: FeatureSpace
    values: Floats  # (n, p) original units
    scaled: Floats  # (n, p)
    order: Ints  # (n,) the rows in an order of their content alone


def segment(
    customers: pd.DataFrame | ArrayLike,
    k: int = 5,
    seed: int = 0,
    features: Sequence[str] | None = None,
    scaling: str = LOG_STANDARD,
    category_weight: float = 1.0,
) -> Segmentation:
    """Split customers into `k` segments of like behaviour with K-means.

    Minimises Σᵢ Σ_{x∈Cᵢ} ‖x − μᵢ‖² over the scaled features, with many k-means++ starts
    (:mod:`shopai.segments.kmeans`) of which the best counts. It is run to the end: each
    customer is in the segment whose centre is nearest, and that is the mean of its customers.

    Parameters
    ----------
    customers : one row a customer, as :func:`shopai.customer_features` gives; an array's
        columns are called x1, x2, … It is never written to.
    k : number of segments, a whole number from 1 to the number of distinct customers
    seed : a whole number from 0; the same seed on the same data gives the same segments
    features : columns to use, numbers or categories; default: :func:`default_features`
    scaling : "log-standard", "standard", "robust", "winsorised", "quantile" or "none"
        (:func:`shopai.segments.scaling.fitted`)
    category_weight : what a category counts beside a number (`feature_space.learn`)

    Returns
    -------
    A :class:`Segmentation`. Segments are ordered by descending mean spend where
    ``monetary`` is among the features, else by their centres, the first feature first.

    Raises
    ------
    ParameterError : `k` or `seed` no whole number, or out of range; an unknown or repeated
        feature, or one that is neither numbers nor categories; an unknown scaling
    InputError : fewer than two customers, missing or infinite values, a constant column
    MissingColumns : without `features`, no column to segment by

    Cost: 100,000 customers with 3 to 6 features and K up to 15 take a few tenths of a
    second; above that, time grows with n · k · p.

    >>> segments = shopai.segment(customers, k=5, seed=0)
    >>> segments.sizes.tolist()
    [113, 99, 183, 130, 75]
    >>> segments.labels.head(2).tolist()
    [3, 2]
    """
    whole_number("k", k, 1)
    whole_number("seed", seed, 0)
    return partition(placed(customers, features, scaling, category_weight), k, seed)


def placed(
    customers: pd.DataFrame | ArrayLike,
    features: Sequence[str] | None = None,
    scaling: str = LOG_STANDARD,
    category_weight: float = 1.0,
) -> Placed:
    """The part of :func:`segment` before K comes in; parameters and errors as there."""
    table = _as_table(customers)
    if len(table) < 2:
        raise InputError(f"Segments need at least two customers; found {len(table)}.")
    chosen = default_features(table) if features is None else tuple(features)
    space = learn(table, chosen, scaling, category_weight)
    values = space.values(table)
    return Placed(table.index, space, values, space.scaled(values), _by_content(values))


def partition(customers: Placed, k: int, seed: int) -> Segmentation:
    """The part of :func:`segment` once K comes in. Raises ParameterError for too large a `k`."""
    ways = distinct(customers.scaled, k)
    if k > ways:
        raise ParameterError(
            f"{k} segments asked for, but the customers differ in only {ways} ways; "
            f"choose k up to {ways} or add features."
        )
    # whom the seed draws depends on what customers are like, not on where they stand
    points, values = customers.scaled[customers.order], customers.values[customers.order]
    columns = customers.space.columns
    nearly = kmeans(points, k, seed)
    # numbered first: of two centres equally near, a customer has the one with the smaller number
    ended = settled(points, _in_order(nearly, means(values, nearly, k), columns), k)
    labels = np.empty_like(ended)
    labels[customers.order] = _in_order(ended, means(values, ended, k), columns)
    return described(customers, labels, k, seed)


def described(customers: Placed, labels: Ints, k: int, seed: int) -> Segmentation:
    """The segmentation that `labels` (n,), each of 0 … k−1 in use, make of `customers`."""
    space, scaled = customers.space, customers.scaled
    scaled_centers = means(scaled, labels, k)
    numbers = pd.RangeIndex(k, name=SegmentShare.SEGMENT)
    return Segmentation(
        labels=pd.Series(labels, index=customers.users, name=SegmentShare.SEGMENT),
        centers=pd.DataFrame(
            means(customers.values, labels, k), index=numbers, columns=list(space.columns)
        ),
        inertia=inertia(scaled, scaled_centers, labels),
        sizes=pd.Series(
            np.bincount(labels, minlength=k), index=numbers, name=SegmentShare.CUSTOMERS
        ),
        features=space.features,
        scaling=space.scaling,
        seed=seed,
        space=space,
        scaled=scaled,
        scaled_centers=scaled_centers,
    )


def labelled(
    customers: pd.DataFrame, seg: Segmentation, names: Sequence[str] | None = None
) -> pd.DataFrame:
    """A copy of `customers` with the number of each one's segment, 1 … k, as first column.

    customers : the table that was segmented, or some of its rows
    names : (k,) what the segments are called; a second column, ``segment_name``, has them

    A column is called ``segment`` or, where the table has one of that name, ``segment_found``.
    Raises InputError for customers who were not segmented.
    """
    if customers.index.equals(seg.labels.index):
        places = np.arange(len(customers))
    else:
        places = seg.labels.index.get_indexer(customers.index)
    strangers = int((places < 0).sum())
    if strangers:
        raise InputError(
            f"{strangers:,} of these {len(customers):,} customers were not among the "
            f"{len(seg.labels):,} that were segmented; pass rows of the same table."
        )
    table, labels = customers.copy(), seg.labels.to_numpy()[places]
    columns = {SegmentShare.SEGMENT: labels + 1}
    if names is not None:
        columns[SegmentShare.NAME] = np.array(names, dtype=object)[labels]
    for position, (name, values) in enumerate(columns.items()):
        while name in customers.columns:
            name += "_found"
        table.insert(position, name, values)
    return table


def _by_content(values: Floats) -> Ints:
    """(n,) positions of the rows of `values`, sorted; the same rows in whatever order they come.

    The column to sort by first is told by its quantiles and sum, so that the order of the
    columns has no part in it either. Equal rows keep their order. O(n log n p).
    """
    each = np.sort(values, axis=0)  # their sums are the same to the last digit then
    deciles = each[np.linspace(0, len(each) - 1, 11).astype(int)]
    columns = np.lexsort([*deciles, each.sum(axis=0)])
    return np.lexsort(values[:, columns].T)


def _as_table(customers: pd.DataFrame | ArrayLike) -> pd.DataFrame:
    if isinstance(customers, pd.DataFrame):
        return customers
    values = np.asarray(customers)
    if values.ndim != 2:
        raise InputError(
            "Customers are a table with one row a customer and one column a feature; "
            f"found {values.ndim} dimension{'' if values.ndim == 1 else 's'}."
        )
    return pd.DataFrame(
        values,
        index=pd.RangeIndex(len(values), name=Event.USER),
        columns=[f"x{i}" for i in range(1, values.shape[1] + 1)],
    )


def _in_order(labels: Ints, centers: Floats, columns: tuple[str, ...]) -> Ints:
    """Number the segments by descending spend, else by their centres."""
    keys = [*centers.T[::-1]]  # the last key given to lexsort counts most
    if Feature.MONETARY in columns:
        keys.append(-centers[:, columns.index(Feature.MONETARY)])
    order = np.lexsort(keys)
    number = np.empty(len(order), dtype=np.int64)
    number[order] = np.arange(len(order))
    return number[labels]
