"""Findings of recommendations, and of the preferences they are learned from."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, Final

import pandas as pd

from shopai.columns import Basis, Exclude, Kind, MostOffered, Scored
from shopai.messages import N_
from shopai.preferences.thinness import Thinness
from shopai.recommend.group import GroupOffers, OfferReason
from shopai.recommend.policy.policy import Policy
from shopai.sentences import Plural, Sentence

#: Why an item comes first, by what its score is made of; `n` counts what stands behind it.
_WHY: Final = {
    Basis.NEIGHBOURS: N_("on the word of {n:similar customer}"),
    Basis.ITEMS: N_("going by {n:item} they know"),
    Basis.FACTORS: N_("as it suits the taste shown by {n:item}"),
    Basis.CONTENT: N_("as it is described like {n:item} they know"),
    Basis.FUSED: N_("as {n:method} put it forward"),
    Basis.USUAL: N_("as it does best on average with {n:customer}"),
    Basis.POPULAR: N_("as it is known to {n:customer}"),
}


def first_offer(offers: pd.DataFrame, titles: Sequence[str], basis: str) -> list[Sentence]:
    """The first offer, and why; the number at the end that fill the list.

    offers : columns of :class:`shopai.columns.Scored`, with the items' `titles`; basis : the
    model's
    """
    silent = [Basis.PINNED] if basis == Basis.POPULAR else [Basis.PINNED, Basis.POPULAR]
    speaks = ~offers[Scored.BASIS].isin(silent).to_numpy()
    if not speaks.any():
        return [Sentence("Offer **{item}** first, as the shop pins it.", item=titles[0])]
    first = int(speaks.argmax())  # pinned items may stand above it
    why = Sentence(_WHY[basis], n=int(offers[Scored.SUPPORT].iloc[first]))
    if first:
        told = [
            Sentence(
                "Offer **{item}** first, as the shop pins it; the first of the others is "
                "**{other}**, {why}.",
                item=titles[0],
                other=titles[first],
                why=why,
            )
        ]
    else:
        told = [Sentence("Offer **{item}** first, {why}.", item=titles[0], why=why)]
    popular = int((offers[Scored.BASIS] == Basis.POPULAR).sum())
    if basis != Basis.POPULAR and popular:
        told.append(
            Plural(
                "The last one is popular with everyone, to fill the list.",
                "The last {n} are popular with everyone, to fill the list.",
                n=popular,
            )
        )
    return told


#: From this share of the reasons on, one is called the reason of most, and no example.
COMMON: Final = 0.25
#: What a customer did with an own item that speaks for another.
_DID: Final = {
    Kind.PURCHASE: N_("bought {items}"),
    Kind.RATING: N_("liked {items}"),
    Kind.VIEW: N_("looked at {items}"),
}
#: The same of the very item that is offered.
_ITSELF: Final = N_("looked at it, and has not bought it")


def because(reason: OfferReason, item: str, title: Callable[[str], str]) -> Sentence:
    """Why an item is offered, in a few words: “bought Canvas Cookbook”, “popular”.

    item : the item offered; title : what an item is called, by its id
    """
    if reason.did and reason.sources[0] == item:
        return Sentence(_ITSELF)
    if reason.did and reason.basis == Basis.NEIGHBOURS:
        did = Sentence(_DID[reason.did], items=title(reason.sources[0]))
        return Sentence("{did}, as similar customers did", did=did)
    if reason.did:
        first, *others = [title(source) for source in reason.sources if source != item]
        items = Sentence("{first} and {others}", first=first, others=others) if others else first
        return Sentence(_DID[reason.did], items=items)
    if reason.basis == Basis.CONTENT and reason.sources:
        return Sentence("described like what they know: {words:2}", words=reason.sources)
    if reason.basis == Basis.NEIGHBOURS:
        return Plural(
            "{n} similar customer has it", "{n} similar customers have it", n=reason.support
        )
    if reason.basis == Basis.FUSED:
        return Plural("{n} model puts it first", "{n} models put it first", n=reason.support)
    return Sentence(_SIMPLY.get(reason.basis, N_("their taste")))


def mostly(row: Mapping[Hashable, Any], title: Callable[[str], str]) -> Sentence:
    """The same of one row of :class:`~shopai.columns.MostOffered`; an example if few share it."""
    source = (row[MostOffered.SOURCE],) if row[MostOffered.SOURCE] else ()
    reason = OfferReason(
        row[MostOffered.BASIS], row[MostOffered.SUPPORT], row[MostOffered.DID], source
    )
    says = because(reason, row[MostOffered.ITEM], title)
    if source and row[MostOffered.AGREED] < COMMON:
        return Sentence("for example, {says}", says=says)
    return says


#: Why an item is offered where nothing of the customer's own says it.
_SIMPLY: Final = {
    Basis.POPULAR: N_("popular"),
    Basis.PINNED: N_("pinned by the shop"),
    Basis.USUAL: N_("rated well by most"),
}
#: What the items offered are to the customers, by what a list leaves out.
_NEW: Final = {
    Exclude.BOUGHT: N_("they have not bought"),
    Exclude.KNOWN: N_("they do not know yet"),
    Exclude.NOTHING: N_("of the shop"),
}


def group_served(group: GroupOffers, name: str, policy: Policy, rated: bool = False) -> Sentence:
    """Customers of a group who get a full list, and what it is of.

    name : the group's; rated : the preferences are ratings
    """
    new = _NEW[policy.exclude]
    if policy.exclude == Exclude.BOUGHT and rated:
        new = N_("they have not rated")
    elif policy.exclude == Exclude.BOUGHT and policy.again_after_days:
        new = N_("they have not bought lately")
    values = {"name": name, "k": group.n, "new": Sentence(new), "full": group.full}
    drawn = len(group.users)
    if group.full == drawn < group.customers:
        return Sentence(
            "**{name}**: all {m:customer} drawn at random from {all} get {k:item} {new}.",
            name=name,
            m=drawn,
            all=group.customers,
            k=group.n,
            new=Sentence(new),
        )
    if drawn < group.customers:
        return Sentence(
            "**{name}**: of {m:customer} drawn at random from {all}, **{full}** get {k:item} "
            "{new}.",
            m=drawn,
            all=group.customers,
            **values,
        )
    if group.full < group.customers:
        return Sentence(
            "**{name}**: **{full}** of {m:customer} get {k:item} {new}.",
            m=group.customers,
            **values,
        )
    del values["full"]
    return Plural(
        "**{name}**: the one customer gets {k:item} {new}.",
        "**{name}**: all **{n}** customers get {k:item} {new}.",
        n=group.customers,
        **values,
    )


def most_often(group: GroupOffers) -> Sentence:
    """The item that most customers of a group are offered; at least one list."""
    first = group.table.iloc[0]
    return Sentence(
        "Most often it is **{title}**, for **{n}** of them.",
        title=first[MostOffered.TITLE],
        n=int(first[MostOffered.CUSTOMERS]),
    )


def group_unknown(group: GroupOffers) -> Sentence:
    """Customers of a group who get popular items alone."""
    if not group.impersonal:
        return Sentence("Every list is made for its customer.")
    if group.impersonal == len(group.users):
        return Sentence("All get the same popular items, less what they have.")
    return Plural(
        "{n} of {m} lists is of popular items alone: too little is known of its customer.",
        "{n} of {m} lists are of popular items alone: too little is known of their customers.",
        n=group.impersonal,
        m=len(group.users),
    )


def enough(state: Thinness) -> Sentence:
    """Preferences that are enough to learn from, or the first thing that is too thin."""
    if state.sentences:
        return Sentence("There is **little to learn from**: {warning}", warning=state.sentences[0])
    return Sentence(
        "There is enough to learn from: **{pairs:preference}** of {customers:customer} for "
        "{items:item}.",
        pairs=state.n_pairs,
        customers=state.n_customers,
        items=state.n_items,
    )


def liked(state: Thinness) -> Sentence:
    """The number of preferences, and how much of the shop a customer knows."""
    return Sentence(
        "**{pairs:preference}** of {customers:customer} for {items:item}: each customer knows "
        "{density:percent} of the items on average.",
        pairs=state.n_pairs,
        customers=state.n_customers,
        items=state.n_items,
        density=state.density,
    )
