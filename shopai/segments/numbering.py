"""Segments that keep their number, and so their colour and name, from one K to another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property, lru_cache
from typing import Final

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from shopai.arrays import Ints
from shopai.checks import whole_number
from shopai.columns import Flow, SegmentShare
from shopai.errors import InputError
from shopai.segments.features import default_features
from shopai.segments.kmeans import distinct
from shopai.segments.persona.naming import suggested
from shopai.segments.persona.personas import Personas, personas
from shopai.segments.scaling import LOG_STANDARD
from shopai.segments.segmentation import Placed, Segmentation, partition, placed


def numbered_like(seg: Segmentation, like: Segmentation) -> Segmentation:
    """`seg` with its segments numbered as those of `like` that share most customers with them.

    The pairs are chosen so that the customers who keep their number are as many as can be
    (the assignment problem; Kuhn 1955, "The Hungarian method"). With more segments than
    `like` has, the rest follow in the order they had; with fewer, the numbers stay 0 … k−1,
    so number segments by K rising: K = 3 like K = 2, K = 4 like that, …

    Raises InputError for other customers. O(n + k³).
    """
    table = shared(seg, like)
    k = seg.k
    gain = np.zeros((k, max(k, like.k)), dtype=np.int64)
    gain[:, : like.k] = table
    # a number of `like` that this K has no room for cannot be kept
    rows, numbers = linear_sum_assignment(gain[:, :k], maximize=True)
    kept = gain[rows, numbers] > 0
    number = np.full(k, -1, dtype=np.int64)
    number[rows[kept]] = numbers[kept]
    number[number < 0] = np.setdiff1d(np.arange(k), number)
    return _renumbered(seg, number)


def shared(a: Segmentation, b: Segmentation) -> Ints:
    """(a.k, b.k): customers in segment i of `a` and segment j of `b`.

    Raises InputError unless both are of the same customers.
    """
    if not a.labels.index.equals(b.labels.index):
        raise InputError(
            f"The two segmentations are of different customers ({len(a.labels):,} and "
            f"{len(b.labels):,}); compare segmentations of the same table."
        )
    pairs = a.labels.to_numpy() * b.k + b.labels.to_numpy()
    counts: Ints = np.bincount(pairs, minlength=a.k * b.k).reshape(a.k, b.k)
    return counts


def flows(a: Segmentation, b: Segmentation) -> pd.DataFrame:
    """Flows of customers from the segments of `a` to those of `b`.

    One row a pair of segments with customers, by label: :class:`shopai.columns.Flow`.
    Raises InputError unless both are of the same customers.
    """
    return flow_table(shared(a, b))


def flow_table(counts: Ints) -> pd.DataFrame:
    """One row a pair of groups with customers, of `counts` (groups before, groups after)."""
    source, target = np.nonzero(counts)
    customers = counts[source, target]
    return pd.DataFrame(
        {
            Flow.SOURCE: source,
            Flow.TARGET: target,
            Flow.CUSTOMERS: customers,
            Flow.SHARE: customers / counts.sum(axis=1)[source],
        }
    )


def _renumbered(seg: Segmentation, number: Ints) -> Segmentation:
    """`seg` with label l called `number[l]`."""
    order = np.argsort(number)
    numbers = pd.RangeIndex(seg.k, name=SegmentShare.SEGMENT)
    return replace(
        seg,
        labels=pd.Series(
            number[seg.labels.to_numpy()], index=seg.labels.index, name=seg.labels.name
        ),
        centers=seg.centers.iloc[order].set_axis(numbers, axis=0),
        sizes=seg.sizes.iloc[order].set_axis(numbers, axis=0),
        scaled_centers=seg.scaled_centers[order],
    )


#: Features, scaling and the weight of categories: what segments are made from.
Settings = tuple[tuple[str, ...], str, float]

#: Segmentations, and name lists, remembered.
REMEMBERED: Final = 40
#: Sets of placed customers remembered.
PLACED: Final = 3


class SegmentSeries:
    """Segments for every K, so numbered and named that the same customers keep both.

    The segments are those of :func:`shopai.segment`. Each K is numbered like the K below it
    (:func:`numbered_like`), from K = 2 up; segments with other than the default features, scaling
    and weight of categories are numbered like the default ones of the same K. A suggested name
    is kept from the segments these are numbered like while it is true.

    What was computed is remembered, the last 40 segmentations: a K asked for again costs
    nothing, one never asked for as much as the default Ks below it that are missing.

    customers : one row a customer, index user_id, as :func:`shopai.customer_features` gives;
        never written to, and not to be changed by others
    currency : of the money in names and rules, ISO 4217
    seed : as for :func:`shopai.segment`

    :meth:`segments` takes settings and raises as :func:`shopai.segment` does.
    """

    def __init__(self, customers: pd.DataFrame, currency: str | None = None, seed: int = 0) -> None:
        whole_number("seed", seed, 0)
        self.customers, self.currency, self.seed = customers, currency, seed
        self._placed = lru_cache(PLACED)(lambda settings: placed(customers, *settings))
        self._segments = lru_cache(REMEMBERED)(self._find)
        self._names = lru_cache(REMEMBERED)(self._suggest)

    @cached_property
    def default(self) -> Settings:
        """The settings where nothing else is asked for."""
        return default_features(self.customers), LOG_STANDARD, 1.0

    def segments(
        self,
        k: int,
        features: Sequence[str] | None = None,
        scaling: str = LOG_STANDARD,
        category_weight: float = 1.0,
    ) -> Segmentation:
        """The customers in `k` segments."""
        whole_number("k", k, 1)
        chosen = self.default[0] if features is None else tuple(features)
        return self._segments(k, (chosen, scaling, category_weight))

    def placed(self, settings: Settings) -> Placed:
        """The customers in the space they are segmented in."""
        return self._placed(settings)

    def possible(self, k: int, settings: Settings) -> bool:
        """True where the customers differ in at least `k` ways."""
        return k <= distinct(self._placed(settings).scaled, k)

    def personas(self, seg: Segmentation) -> Personas:
        """Names and rules of segments of this series; names are kept as the class says."""
        settings = seg.features, seg.scaling, seg.space.category_weight
        kept = self._names_before(seg.k, settings)
        return personas(seg, self.customers, currency=self.currency, kept=kept)

    def _find(self, k: int, settings: Settings) -> Segmentation:
        seg = partition(self._placed(settings), k, self.seed)
        before = self._before(k, settings)
        return seg if before is None else numbered_like(seg, self._segments(*before))

    def _suggest(self, k: int, settings: Settings) -> tuple[str, ...]:
        seg, kept = self._segments(k, settings), self._names_before(k, settings)
        names = suggested(seg, self.customers, currency=self.currency, kept=kept)
        return tuple(name.text for name in names)

    def _names_before(self, k: int, settings: Settings) -> tuple[str, ...]:
        before = self._before(k, settings)
        return () if before is None else self._names(*before)

    def _before(self, k: int, settings: Settings) -> tuple[int, Settings] | None:
        """The segments that `k` segments of these settings are numbered like, if any."""
        if settings != self.default:
            return (k, self.default) if self.possible(k, self.default) else None
        return (k - 1, settings) if k > 2 else None
