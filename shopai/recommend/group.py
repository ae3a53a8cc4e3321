"""Recommendations to a group of customers taken together: what most of them are offered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np
import pandas as pd

from shopai.checks import whole_number
from shopai.columns import Basis, CatalogueTable, Kind, MostOffered, Part, Scored
from shopai.recommend.models.base import Recommender
from shopai.recommend.policy.catalogue import Catalogue
from shopai.recommend.policy.policy import Policy

#: Lists made at most, and at least where a customer takes long.
MOST_LISTS: Final = 1000
LEAST_LISTS: Final = 100
#: Lists times preferences learned from, which takes about a second.
_COST: Final = 80_000_000
#: Offers of an item that are explained to tell the commonest reason.
EXPLAINED: Final = 12
#: Offers whose reasons name an own item, or words of theirs.
_OWN: Final = (Basis.ITEMS, Basis.FACTORS, Basis.CONTENT, Basis.NEIGHBOURS)
#: Of similar customers with an item in common so many are most of them.
MOST_OF: Final = 0.5


class OfferReason(NamedTuple):
    """Why an item is offered to a customer, in short."""

    basis: str  # of columns.Basis
    support: int = 0  # what stands behind it: similar customers, own items or models
    did: str = ""  # with the own items below: Kind.PURCHASE, RATING, or VIEW for any other
    sources: tuple[str, ...] = ()  # own items, or words of theirs, the strongest first; of
    # similar customers the own item that most of them have too, which tells them from others


@dataclass(frozen=True, eq=False)
class GroupOffers:
    """Lists of a group of customers.

    Attributes
    ----------
    customers : in the group
    users : (m,) str, those the lists are of: all, or a sample
    n : items asked for to each
    lists : the lists, as :meth:`~shopai.recommend.models.base.Recommender.recommend_all` gives
    table : the items most offered, columns of :class:`~shopai.columns.MostOffered`
    full : customers of `users` with n items
    impersonal : customers of `users` with nothing but popular or pinned items
    """

    customers: int
    users: pd.Index
    n: int
    lists: pd.DataFrame
    table: pd.DataFrame
    full: int
    impersonal: int

    def of(self, user: str) -> pd.DataFrame:
        """The list of one customer."""
        return self.lists[self.lists[Scored.USER] == user]


def most_offered(
    model: Recommender,
    users: Iterable[object] | None = None,
    n: int = 10,
    policy: Policy = Policy(),  # noqa: B008, frozen
    *,
    catalogue: Catalogue | None = None,
    top: int = 10,
    lists: int | None = None,
    seed: int = 0,
) -> GroupOffers:
    """The items that most customers of a group are offered, to how many, and why mostly.

    Parameters
    ----------
    users : ids, None for all customers of the model; one that comes again counts once
    n, policy, catalogue : as of :meth:`~shopai.recommend.models.base.Recommender.recommend`;
        titles, categories and prices are the catalogue's
    top : items in the table
    lists : customers whose lists are made, drawn with `seed` where the group is larger; by
        default at most 1000, fewer where each takes long, which is about a second

    The reason of an item is the commonest basis of its offers, and the own item or word that is
    the first of :func:`offer_reason` most often, among :data:`EXPLAINED` offers. Costs the
    lists and at most top × :data:`EXPLAINED` explanations.

    >>> popular = shopai.Popularity().fit(prefs)
    >>> group = shopai.most_offered(popular, ["c0000001", "c0000002"], n=3)
    >>> group.customers, group.full, group.impersonal
    (2, 2, 2)
    """
    names = model.prefs_.users
    if users is not None:
        names = pd.Index([str(user) for user in users], dtype="str").unique()
    most = lists_at_most(model) if lists is None else whole_number("lists", lists)
    customers, drawn = len(names), names
    if customers > most:
        places = np.random.default_rng(seed).choice(customers, most, replace=False)
        drawn = names[np.sort(places)]
    offers = model.recommend_all(drawn, n, policy, catalogue=catalogue)
    sizes = offers.groupby(Scored.USER)[Scored.RANK].max()
    own = ~offers[Scored.BASIS].isin([Basis.POPULAR, Basis.PINNED])
    return GroupOffers(
        customers,
        drawn,
        n,
        offers,
        _table(model, offers, len(drawn), catalogue, whole_number("top", top)),
        full=int((sizes == n).sum()),
        impersonal=len(sizes) - offers.loc[own, Scored.USER].nunique(),
    )


def lists_at_most(model: Recommender) -> int:
    """Number of customers whose lists take about a second."""
    return int(np.clip(_COST // model.prefs_.matrix.nnz, LEAST_LISTS, MOST_LISTS))


def offer_reason(
    model: Recommender, user: str, item: str, basis: str, support: int, most: int = 2
) -> OfferReason:
    """Why `item` is offered to `user`: what its score rests on, with the strongest sources.

    basis, support : of the offer
    most : sources named at most

    Costs an explanation where the basis is similar customers, the customer's own items or
    their words.
    """
    if basis not in _OWN or (basis == Basis.NEIGHBOURS and model.prefs_.kind == "ratings"):
        return OfferReason(basis, support)
    parts = model.explain(user, item).parts
    if basis == Basis.NEIGHBOURS:
        shared = _shared(model, user, item, parts[Part.SOURCE])
        if not shared:
            return OfferReason(basis, support)
        return OfferReason(basis, support, _did(model, user, shared), (shared,))
    added = parts[parts[Part.CONTRIBUTION] > 0].nlargest(most, Part.CONTRIBUTION)
    sources = tuple(added[Part.SOURCE])
    did = "" if basis == Basis.CONTENT or not sources else _did(model, user, sources[0])
    alike = [each for each in sources if not did or _did(model, user, each) == did]
    return OfferReason(basis, support, did, tuple(alike))


def _shared(model: Recommender, user: str, item: str, neighbours: pd.Series) -> str:
    """The own item of a customer that most of the neighbours have too, and fewest others do.

    The largest share of the neighbours with it less that of all customers; empty where none is
    shared by :data:`MOST_OF` them.
    """
    prefs = model.prefs_
    row, *rows = prefs.user_positions([user, *neighbours])
    own = prefs.matrix.indices[prefs.matrix.indptr[row] : prefs.matrix.indptr[row + 1]]
    own = own[own != prefs.item_positions([item])[0]]
    if not len(own) or not rows:
        return ""
    shares = np.asarray((prefs.matrix[rows][:, own] != 0).mean(axis=0)).ravel()
    usual = model.bestsellers_.counts[own] / len(prefs.users)
    best = int(np.argmax(np.where(shares >= MOST_OF, shares - usual, -1.0)))
    return str(prefs.items[own[best]]) if shares[best] >= MOST_OF else ""


def _did(model: Recommender, user: str, item: str) -> str:
    """The strongest event of a customer with an own item: bought, rated, or something less."""
    prefs = model.prefs_
    if prefs.kind == "ratings":
        return Kind.RATING
    if prefs.bought is None:
        return Kind.PURCHASE
    (row,), (column,) = prefs.user_positions([user]), prefs.item_positions([item])
    return Kind.PURCHASE if prefs.bought[row, column] else Kind.VIEW


def _table(
    model: Recommender, offers: pd.DataFrame, lists: int, catalogue: Catalogue | None, top: int
) -> pd.DataFrame:
    counts = offers[Scored.ITEM].value_counts(sort=False)
    counts = counts.sort_index().sort_values(ascending=False, kind="stable").head(top)
    items = counts.index
    commonest = [_commonest(model, offers[offers[Scored.ITEM] == item]) for item in items]
    rows = [reason for reason, _ in commonest]
    table = pd.DataFrame(
        {
            MostOffered.ITEM: items.astype("str"),
            MostOffered.CUSTOMERS: counts.to_numpy(),
            MostOffered.SHARE: counts.to_numpy() / max(lists, 1),
            MostOffered.BASIS: pd.Series([row.basis for row in rows], dtype="str"),
            MostOffered.SUPPORT: np.array([row.support for row in rows], dtype=np.int64),
            MostOffered.DID: pd.Series([row.did for row in rows], dtype="str"),
            MostOffered.SOURCE: pd.Series(["".join(row.sources[:1]) for row in rows], dtype="str"),
            MostOffered.AGREED: np.array([share for _, share in commonest]),
        }
    )
    columns = (MostOffered.TITLE, MostOffered.CATEGORY, MostOffered.PRICE)
    known = pd.DataFrame(index=items) if catalogue is None else catalogue.items.reindex(items)
    for place, column in enumerate(columns, 1):
        values = known[column] if column in known else pd.Series(np.nan, items)
        table.insert(place, column, values.to_numpy())
    table[CatalogueTable.TITLE] = table[CatalogueTable.TITLE].where(
        table[CatalogueTable.TITLE].notna(), table[MostOffered.ITEM]
    )
    return table


def _commonest(model: Recommender, offers: pd.DataFrame) -> tuple[OfferReason, float]:
    """The commonest reason of the offers of one item, and the share of those explained with it.

    Ties go to the first in order of text.
    """
    basis = str(offers[Scored.BASIS].value_counts().sort_index().idxmax())
    alike = offers[offers[Scored.BASIS] == basis]
    support = int(alike[Scored.SUPPORT].median())
    if basis not in _OWN:
        return OfferReason(basis, support), 1.0
    some = alike.iloc[np.linspace(0, len(alike) - 1, min(len(alike), EXPLAINED)).astype(int)]
    reasons = Counter(
        offer_reason(model, user, item, basis, support, most=1)
        for user, item in zip(some[Scored.USER], some[Scored.ITEM], strict=True)
    )
    first = min(reasons, key=lambda reason: (-reasons[reason], reason))
    return first, reasons[first] / len(some)
