"""Popular items: among all customers, within a segment, or lately."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar, Final, Literal

import numpy as np
import pandas as pd
import scipy.sparse as sp

from shopai.arrays import Array, Codes, Floats, Ints
from shopai.checks import one_of, real_number
from shopai.columns import Basis
from shopai.errors import ParameterError
from shopai.preferences import Preferences
from shopai.recommend.explanation import Explanation, parts
from shopai.recommend.models.base import Recommender
from shopai.recommend.models.state import ENDS, packed, unpacked
from shopai.recommend.ranking import CustomerHistory, Scores

Measure = Literal["customers", "preference"]
MEASURES: Final = ("customers", "preference")


class Popularity(Recommender):
    """The share of customers who have an item, or how much the average customer prefers it.

        p_i  = x_i / n                        among all n customers
        p_gi = (x_gi + m·p_i) / (n_g + m)     among the n_g of a customer's segment g

    x counts the customers with a preference for i (``measure="customers"``) or adds up their
    preferences (``"preference"``); customers without any preference count nowhere. A segment
    of few customers is drawn towards all by m, `smoothing`, customers who are like the average.
    Everybody of a segment gets the same order; somebody in none, as who is new, that of all.

    *Trending* is ``Popularity("preference")`` fitted to preferences with a half-life::

        Popularity("preference").fit(preferences(dataset, half_life_days=14))

    Times thus enter by the preferences alone, and a model tried on what comes after a moment
    cannot know it: `until` of :func:`~shopai.preferences.preferences` cuts both. Ratings keep
    their value however old they are, so of ratings there is no trend. Segments made from the
    whole of the data do know what came later; make them from the data up to that moment too.

    Parameters
    ----------
    measure : "customers" or "preference"
    segments : the segment of each customer, a Series or mapping by user_id; None for no
        segments. Ids and segments are compared as text; a missing segment is none. Data
        rather than a setting: not among :meth:`parameters`, but saved with the model
    smoothing : m, in customers

    Raises :class:`ParameterError` for an unknown measure, a smoothing that is no number of at
    least 0, or a customer in two segments. Learning costs O(nnz), one customer O(n_items).

    >>> model = shopai.Popularity().fit(prefs)
    >>> model.recommend("c0000001", n=2)[["item_id", "basis"]]
      item_id    basis
    0   i0237  popular
    1   i0230  popular
    """

    name: ClassVar[str] = "popularity"
    basis: ClassVar[str] = Basis.POPULAR

    overall_: Floats  # (n_items,), p_i
    support_: Codes  # (n_items,), customers with a preference for each
    names_: pd.Index  # (n_segments,), their names
    of_user_: Ints  # (n_users,), the number of the segment, -1 for none
    sizes_: Ints  # (n_segments,), n_g
    sums_: sp.csr_matrix  # (n_segments, n_items), x_gi

    def __init__(
        self,
        measure: Measure = "customers",
        segments: pd.Series | Mapping[str, object] | None = None,
        smoothing: float = 20.0,
    ) -> None:
        one_of("measure", measure, MEASURES)
        real_number("smoothing, customers,", smoothing)
        self.measure: Measure = measure
        self.segments = None
        if segments is not None:
            there = pd.Series(segments).dropna()
            index = pd.Index([str(each) for each in there.index], dtype="str")
            if not index.is_unique:
                twice = index[index.duplicated()][0]
                raise ParameterError(
                    f"Customer {twice!r} is in two segments; a customer has at most one."
                )
            self.segments = pd.Series([str(each) for each in there], index=index, dtype="str")
        self.smoothing = float(smoothing)

    def parameters(self) -> dict[str, Any]:
        """The settings, without the segments: those are data."""
        return {"measure": self.measure, "smoothing": self.smoothing}

    def _learn(self, prefs: Preferences) -> None:
        x = prefs.matrix.copy()
        if self.measure == "customers":
            x.data = np.ones(x.nnz)
        active = np.diff(x.indptr) > 0
        self.overall_ = np.bincount(x.indices, x.data, x.shape[1]) / active.sum()
        self.support_ = self.bestsellers_.counts.astype(np.int32)
        # Handed to many customers as they are.
        self.overall_.flags.writeable = self.support_.flags.writeable = False
        own = pd.Series(dtype="str") if self.segments is None else self.segments
        codes, self.names_ = pd.factorize(own.reindex(prefs.users), sort=True)
        self.of_user_ = codes.astype(np.int64)
        counted = np.flatnonzero((self.of_user_ >= 0) & active)
        groups = self.of_user_[counted]
        belongs = sp.csr_matrix(
            (np.ones(len(groups)), (groups, counted)), shape=(len(self.names_), x.shape[0])
        )
        self.sums_ = sp.csr_matrix(belongs @ x)
        self.sizes_ = np.bincount(groups, minlength=len(self.names_))

    def _scores(self, history: CustomerHistory, row: int) -> Scores:  # noqa: ARG002
        group = self._segment_of(row)
        if group < 0:
            return Scores(self.overall_, self.support_)
        values = self.overall_ * self.smoothing
        entries = slice(self.sums_.indptr[group], self.sums_.indptr[group + 1])
        values[self.sums_.indices[entries]] += self.sums_.data[entries]
        return Scores(values / (self.sizes_[group] + self.smoothing), self.support_)

    def _segment_of(self, row: int) -> int:
        """The segment that counts for the user at `row`; -1 for none."""
        group = int(self.of_user_[row]) if row >= 0 else -1
        return group if group >= 0 and self.sizes_[group] > 0 else -1

    def _explain(self, history: CustomerHistory, row: int, item: int) -> Explanation:  # noqa: ARG002
        """From p_i, by the segment's part of the difference: n_g / (n_g + m)·(x_gi/n_g − p_i)."""
        overall = float(self.overall_[item]) if item >= 0 else 0.0
        group = self._segment_of(row)
        if item < 0 or group < 0:
            return Explanation(self.basis, overall, overall)
        size = int(self.sizes_[group])
        own = float(self.sums_[group, item]) / size
        weight = size / (size + self.smoothing)
        added = weight * (own - overall)
        table = parts([self.names_[group]], [weight], [own], [overall], [added])
        return Explanation(self.basis, overall + added, overall, table)

    def _state(self) -> dict[str, Array]:
        if self.segments is None:
            return {}
        customers, segments = self.segments.index, pd.Index(self.segments)
        return packed(_CUSTOMERS, customers) | packed(_SEGMENTS, segments)

    def _restore(self, state: Mapping[str, Array]) -> None:
        if f"{_CUSTOMERS}{ENDS}" in state:
            names = unpacked(_SEGMENTS, state)
            self.segments = pd.Series(names.array, unpacked(_CUSTOMERS, state), dtype="str")
        self._learn(self.prefs_)


#: Arrays of the state: customers and, aligned, their segments.
_CUSTOMERS: Final = "customers#text"
_SEGMENTS: Final = "segments#text"
