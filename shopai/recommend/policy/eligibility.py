"""A policy applied to preferences: which items may be offered to whom, and in what order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
import scipy.sparse as sp

from shopai.arrays import Codes, Mask
from shopai.columns import CatalogueTable, Exclude, Item
from shopai.errors import MissingColumns
from shopai.preferences import Preferences
from shopai.recommend.kernels.arrays import sparse
from shopai.recommend.policy.catalogue import Catalogue
from shopai.recommend.policy.exclusions import ItemFacts, Reason, exclusions, positions_among
from shopai.recommend.policy.policy import Policy
from shopai.recommend.policy.rerank import Rerank
from shopai.recommend.ranking import (
    Bestsellers,
    CustomerHistory,
    Ranked,
    Scores,
    best,
    concatenated,
)


@dataclass(frozen=True, eq=False)
class AppliedPolicy:
    """A policy applied to the items at hand; made once for all customers.

    Applied after scoring, here and nowhere else.
    """

    policy: Policy
    prefs: Preferences
    offerable: Mask  # (n_items,), whether an item may be offered to anybody
    excluded: tuple[tuple[Reason, Mask], ...]  # the other items, each under one reason
    rerank: Rerank | None  # None: the order is the model's
    repurchases: sp.csr_matrix | None  # (n_users, n_items) what may be offered again; None: nothing

    @classmethod
    def of(
        cls, policy: Policy, prefs: Preferences, catalogue: Catalogue | None = None
    ) -> AppliedPolicy:
        """`policy` for `prefs`.

        `catalogue`: what the rules go by; items it lacks are unknown to it.

        Raises :class:`MissingColumns` where a rule goes by what the catalogue lacks, or nothing
        in it has, :class:`ParameterError` for a category, brand or item that does not exist.
        """
        facts = ItemFacts(prefs, catalogue)
        left = np.ones(len(prefs.items), dtype=bool)
        excluded = []
        for reason, mask in exclusions(policy, facts):
            excluded.append((reason, left & mask))
            left &= ~mask
        rerank = _rerank(policy, prefs, facts) if policy.orders else None
        repurchases = None
        if policy.again_after_days is not None:
            repurchases = _repurchases(prefs, catalogue, policy.again_after_days)
        return cls(policy, prefs, left, tuple(excluded), rerank, repurchases)

    def eligible(self, history: CustomerHistory, row: int) -> Mask:
        """(n_items,) what may be offered to the user at `row` (-1: nobody known) of `history`.

        Of a category whose number is limited, all its items.
        """
        left = self.offerable.copy()
        exclude = self.policy.exclude
        if exclude == Exclude.NOTHING:
            return left
        if row < 0:
            left[history.items] = False
            return left
        tables = [self.prefs.matrix if self.prefs.bought is None else self.prefs.bought]
        if exclude == Exclude.KNOWN:
            tables.append(self.prefs.matrix)
        for table in tables:
            left[_columns(table, row)] = False
        if self.repurchases is not None:
            back = _columns(self.repurchases, row)
            left[back] = self.offerable[back]
        return left

    def ranked(self, scores: Scores, allowed: Mask, n: int, popular: Bestsellers) -> Ranked:
        """The n items to offer of those `allowed`; popular ones fill up, then all others."""
        if self.rerank is not None:
            return self.rerank.ranked(scores, allowed, n, popular)
        chosen = best(scores, allowed, n, popular)
        ranked = Ranked(chosen, scores.values[chosen], scores.support[chosen])
        if len(chosen) == n:
            return ranked
        rest = allowed.copy()
        rest[chosen] = False
        return concatenated(ranked, popular.ranked(rest, n - len(chosen)))

    def shortage(self, history: CustomerHistory, row: int, n: int) -> str | None:
        """Why fewer than n items can be offered, and how many: one sentence; None where n can.

        Each item that cannot counts once, under the first reason of: category,
        brand, stock, price, what the customer has, the limit of a category.
        """
        reasons = [(reason, int(mask.sum())) for reason, mask in self.excluded]
        left = self.eligible(history, row)
        verb = "knows" if self.policy.exclude == Exclude.KNOWN else "has"
        taken = f"the customer {verb} already"
        reasons.append((Reason(taken, taken), int((self.offerable & ~left).sum())))
        count, beyond = int(left.sum()), self._beyond(left)
        if count - beyond >= n:
            return None
        reasons.append((Reason.being(f"beyond {self.policy.per_category} of a category"), beyond))
        offered, total = count - beyond, len(left)
        start = f"Only {offered:,} of the {n:,} items" if offered else "No item"
        removed = sorted((each for each in reasons if each[1]), key=lambda each: -each[1])
        if not removed:
            return f"{start} can be offered: there are no more."
        why = ", ".join(reason.of(count) for reason, count in removed)
        return f"{start} can be offered: of {total:,} item{'s' * (total != 1)}, {why}."

    def _beyond(self, left: Mask) -> int:
        """Number of the items `left` that the limit of their category keeps from being offered."""
        if self.rerank is None or self.rerank.cap is None:
            return 0
        groups = self.rerank.groups[left]
        sizes = np.bincount(groups[groups >= 0])
        return int(np.maximum(sizes - self.rerank.cap, 0).sum())

    def missing_pins(self, history: CustomerHistory, row: int, n: int) -> str | None:
        """The pinned items that are not shown among n, and why; None where all are."""
        if self.rerank is None:
            return None
        left = self.eligible(history, row)
        kept = self.rerank.kept_pins(left, n)
        missed = [
            f"{self.prefs.items[item]} (place {place}: {self._why(item, left)})"
            for place, item in self.rerank.pins
            if place <= n and place not in kept
        ]
        return f"Pinned but not shown: {'; '.join(missed)}." if missed else None

    def _why(self, item: int, left: Mask) -> str:
        for reason, mask in self.excluded:
            if mask[item]:
                return f"it {reason.one}"
        return "its category is full" if left[item] else "the customer has it already"


def _columns(table: sp.csr_matrix, row: int) -> Codes:
    """Columns that `row` stores."""
    columns: Codes = table.indices[table.indptr[row] : table.indptr[row + 1]]
    return columns


def _repurchases(prefs: Preferences, catalogue: Catalogue | None, after: float) -> sp.csr_matrix:
    """(n_users, n_items) what each customer last bought more than `after` days ago."""
    if catalogue is None or catalogue.bought_days is None or catalogue.users is None:
        raise MissingColumns(
            "Offering again what was bought long ago needs the dates of purchases; pass "
            "catalogue(dataset, prefs) of data that have them, or leave the rule out."
        )
    days = catalogue.bought_days.tocoo()
    rows = positions_among(catalogue.users, prefs.users)[days.row]
    columns = positions_among(catalogue.items.index, prefs.items)[days.col]
    back = (days.data > after) & (rows >= 0) & (columns >= 0)
    return sp.csr_matrix((back[back], (rows[back], columns[back])), shape=prefs.matrix.shape)


def _rerank(policy: Policy, prefs: Preferences, facts: ItemFacts) -> Rerank:
    weights = np.ones(len(prefs.items))
    for kind, name, weight in policy.boosts:
        if kind in (Item.CATEGORY, Item.BRAND):
            weights[facts.named(kind, [name], f"A boost by {kind}")] *= weight
        else:
            weights[facts.position(name, "boosted")] *= weight
    if policy.margin:
        margin = facts.column(CatalogueTable.MARGIN, "price and cost", "Weighing by margin")
        # the share of items that earn less, those that earn the same counting half
        share = ((margin.rank() - 0.5) / margin.count()).fillna(0.5).to_numpy()
        weights *= 1 - policy.margin + policy.margin * share
    groups = np.full(len(prefs.items), -1, dtype=np.int64)
    name = CatalogueTable.CATEGORY
    if policy.per_category is not None or facts.has(name):
        categories = facts.column(name, name, "A limit per category")
        groups = pd.factorize(categories)[0].astype(np.int64)
    pins = sorted((slot, facts.position(item, "pinned")) for slot, item in policy.pinned)
    return Rerank(
        sparse(prefs.by_item),
        len(prefs.users),
        weights,
        groups,
        policy.per_category,
        tuple(pins),
        policy.diversity,
    )
