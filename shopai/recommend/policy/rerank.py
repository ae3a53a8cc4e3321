"""Re-ranking by the shop's rules: boosts, margin, caps, pins, diversity."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from shopai.arrays import Floats, Ints, Mask
from shopai.recommend.kernels.arrays import Sparse, cosines
from shopai.recommend.ranking import DIGITS, Bestsellers, Ranked, Scores

#: Items looked at together for diversity, best first; then the next ones.
POOL: Final = 200

#: Relevance of the least relevant item of a tier, so that a weight of 100 lifts it to the top.
LEAST: Final = 0.01


@dataclass(frozen=True, eq=False)
class Rerank:
    """The shop's rules of order, and how they are applied.

    A tier at a time (items with enough support, those with less, those merely
    popular, those nobody has yet) items are picked one by one, the greatest

        (1 − λ) · relevance(i) − λ · max over j shown already of similarity(i, j)

    first (maximal marginal relevance: Carbonell & Goldstein, SIGIR 1998). The pick is among the
    :data:`POOL` most relevant of the tier, then among the next as many. Relevance is the score
    (in the last two tiers the number of customers) scaled to :data:`LEAST` … 1 over the tier
    (1 for all where they are equal), times the weight, divided by the largest such product.
    Similarity, 0 … 1, is the cosine of two items' preferences over all customers, one below 0
    counting as 0; where one of them has none, 1 within a category and 0 else. Pinned items
    count as shown from the start. Ties are settled as by the model alone.

    Costs a sort of the eligible items, with diversity also the pool's preferences an item shown.
    """

    table: Sparse  # the preferences by item, which similarity is of
    n_users: int
    weights: Floats  # (n_items,), > 0
    groups: Ints  # (n_items,), category, -1 for none or unknown
    cap: int | None  # most items of one group
    pins: tuple[tuple[int, int], ...]  # (place from 1, position of the item), by place
    diversity: float  # λ

    def ranked(self, scores: Scores, allowed: Mask, n: int, popular: Bestsellers) -> Ranked:
        """The n items to offer of those `allowed`, best first."""
        pins = self.kept_pins(allowed, n)
        shown = list(pins.values())
        others = allowed.copy()
        others[shown] = False
        tiers = _tiers(scores, others, popular, self.weights)
        for items, relevance in (pool for tier in tiers for pool in tier.pools()):
            self._select(items, relevance, n, shown)
            if len(shown) >= n:
                break
        total = len(shown)
        # Where there is less to come before a pinned item than places, it stands at the end.
        late = [item for place, item in pins.items() if place > total]
        rest = iter([*shown[len(pins) :], *late])
        order = [pins[place] if place in pins else next(rest) for place in range(1, total + 1)]
        items = np.array(order, dtype=np.int64)
        support = scores.support[items]
        values = np.where(support > 0, scores.values[items], popular.means[items])
        pinned = np.isin(items, list(pins.values()))
        return Ranked(items, values, np.where(pinned, -1, support).astype(np.int32))

    def kept_pins(self, allowed: Mask, n: int) -> dict[int, int]:
        """Place -> item of the pins among n places that the rules leave, by place."""
        kept: dict[int, int] = {}
        for place, item in self.pins:
            if place <= n and allowed[item] and self.has_room(item, list(kept.values())):
                kept[place] = item
        return kept

    def has_room(self, item: int, shown: list[int]) -> bool:
        """True where the cap leaves room for `item` beside what is shown."""
        group = self.groups[item]
        return self.cap is None or group < 0 or (self.groups[shown] == group).sum() < self.cap

    def _select(self, items: Ints, relevance: Floats, n: int, shown: list[int]) -> None:
        """Add to those `shown` from a pool until they are n or none can be added."""
        if self.cap is None and not self.diversity:
            shown += items[: n - len(shown)].tolist()
            return
        groups, counts = self.groups[items], Counter(self.groups[shown].tolist())

        def full(group: int) -> bool:
            return self.cap is not None and group >= 0 and counts[group] >= self.cap

        free = np.array([not full(group) for group in groups.tolist()])
        nearest = np.zeros(len(items))
        if self.diversity:
            for item in shown:
                nearest = np.maximum(nearest, self._similarity(item, items))
        wanted = (1 - self.diversity) * relevance
        while len(shown) < n and free.any():
            value = np.round(wanted - self.diversity * nearest, DIGITS)
            at = int(np.where(free, value, -np.inf).argmax())
            item, group = int(items[at]), int(groups[at])
            shown.append(item)
            counts[group] += 1
            free[at] = False
            if full(group):
                free &= groups != group
            if self.diversity:
                nearest = np.maximum(nearest, self._similarity(item, items))

    def _similarity(self, item: int, items: Ints) -> Floats:
        group = self.groups[item]
        by_group = (self.groups[items] == group) & (group >= 0)
        cosine = cosines(item, items, self.table, self.n_users)
        similarity: Floats = np.clip(np.where(np.isnan(cosine), by_group, cosine), 0.0, 1.0)
        return similarity


class _Tier(NamedTuple):
    """Items that all come before those of the next tier."""

    items: Ints  # (m,), ties that no key settles stay in this order
    relevance: Floats  # (m,), > 0 … 1
    ties: tuple[Ints, ...]  # keys, each (m,), the smaller first; the last counts most

    def pools(self) -> Iterator[tuple[Ints, Floats]]:
        """Items and their relevance, :data:`POOL` at a time, the most relevant first."""
        size = len(self.items)
        first = 0
        if size > POOL:
            # Most lists are made of the first pool: it alone is sorted until more is needed.
            least = np.partition(self.relevance, size - POOL)[size - POOL]
            top = self._sorted(np.flatnonzero(self.relevance >= least))[:POOL]
            yield self.items[top], self.relevance[top]
            first = POOL
        order = self._sorted(np.arange(size))
        for start in range(first, size, POOL):
            part = order[start : start + POOL]
            yield self.items[part], self.relevance[part]

    def _sorted(self, places: Ints) -> Ints:
        keys = (*(key[places] for key in self.ties), -self.relevance[places])
        return places[np.lexsort(keys)]


def _tiers(scores: Scores, allowed: Mask, popular: Bestsellers, weights: Floats) -> Iterator[_Tier]:
    """The tiers of the items `allowed`, first to last; empty ones are left out."""
    known = scores.support > 0
    weak = scores.support < scores.min_support
    for mask in (known & ~weak, known & weak):
        items = np.flatnonzero(allowed & mask)
        if len(items):
            worth = np.round(scores.values[items], DIGITS)
            ties = (-popular.counts[items], -scores.support[items].astype(np.int64))
            yield _Tier(items, _relevance(worth, weights[items]), ties)
    rest = popular.order[(allowed & ~known)[popular.order]]
    counts = popular.counts[rest]
    for mask in (counts > 0, counts == 0):
        items = rest[mask]
        if len(items):
            worth = counts[mask].astype(np.float64)
            yield _Tier(items, _relevance(worth, weights[items]), ())


def _relevance(worth: Floats, weights: Floats) -> Floats:
    """(m,) `worth` scaled to :data:`LEAST` … 1, times `weights`, the largest made 1."""
    low, span = worth.min(), np.ptp(worth)
    scaled = np.ones(len(worth)) if span == 0 else LEAST + (1 - LEAST) * ((worth - low) / span)
    weighted = scaled * weights
    relevance: Floats = weighted / weighted.max()
    return relevance
