"""Segments of the same customers for every K, whose numbers and names follow the customers."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, lru_cache
from typing import Final

import pandas as pd

from shopai.checks import whole_number
from shopai.segments.features import default_features
from shopai.segments.kmeans import distinct
from shopai.segments.numbering import numbered_like
from shopai.segments.persona.naming import suggested
from shopai.segments.persona.personas import Personas, personas
from shopai.segments.scaling import LOG_STANDARD
from shopai.segments.segmentation import Placed, Segmentation, partition, placed

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

    Parameters
    ----------
    customers : one row a customer, index user_id, as :func:`shopai.customer_features` gives;
        never written to, and not to be changed by others
    currency : of the money in names and rules, ISO 4217
    seed : as for :func:`shopai.segment`

    Methods take `features`, `scaling` and `category_weight` as :func:`shopai.segment` does, and
    raise as it does.
    """

    def __init__(self, customers: pd.DataFrame, currency: str | None = None, seed: int = 0) -> None:
        whole_number("seed", seed, 0)
        self.customers, self.currency, self.seed = customers, currency, seed
        self._placed = lru_cache(PLACED)(self._place)
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
        return self._segments(*self._asked(k, features, scaling, category_weight))

    def names(
        self,
        k: int,
        features: Sequence[str] | None = None,
        scaling: str = LOG_STANDARD,
        category_weight: float = 1.0,
    ) -> tuple[str, ...]:
        """(k,) what each of those segments may be called."""
        return self._names(*self._asked(k, features, scaling, category_weight))

    def placed(self, settings: Settings) -> Placed:
        """The customers in the space they are segmented in."""
        return self._placed(settings)

    def possible(self, k: int, settings: Settings) -> bool:
        """True where the customers differ in at least `k` ways."""
        return k <= distinct(self._placed(settings).scaled, k)

    def personas(self, seg: Segmentation) -> Personas:
        """Names and rules of segments of this series; the names are those of :meth:`names`."""
        settings = seg.features, seg.scaling, seg.space.category_weight
        kept = self._names_before(seg.k, settings)
        return personas(seg, self.customers, currency=self.currency, kept=kept)

    def _asked(
        self, k: int, features: Sequence[str] | None, scaling: str, category_weight: float
    ) -> tuple[int, Settings]:
        whole_number("k", k, 1)
        chosen = self.default[0] if features is None else tuple(features)
        return k, (chosen, scaling, category_weight)

    def _place(self, settings: Settings) -> Placed:
        return placed(self.customers, *settings)

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
