"""Findings of which customers have the same taste."""

from __future__ import annotations

from typing import Final

import pandas as pd

from shopai.charts.similarity import Spread, Typical
from shopai.columns import Scored
from shopai.recommend.alike import Apart, Block
from shopai.sentences import Plural, Sentence

#: Shared items that are no accident.
FIRM: Final = 3
#: From this share of pairs with fewer, much of the likeness may be an accident.
MANY_THIN: Final = 0.2
#: Below so many times as much likeness within a segment as between two, taste hardly follows them.
MUCH: Final = 1.5
#: Above this p-value segments are no more alike within than chance makes them.
SURE: Final = 0.05


def nearest(user: str, near: pd.DataFrame) -> Sentence:
    """The customer most like `user`, and how many of the others may be so by accident.

    near : of :meth:`shopai.UserKNN.neighbours`, at least one row
    """
    other, common = str(near[Scored.USER].iloc[0]), int(near[Scored.COMMON].iloc[0])
    first = Sentence(
        "The nearest customer, **{other}**, shares **{common:item}** with {user}.",
        other=other,
        common=common,
        user=user,
    )
    thin = int((near[Scored.COMMON] < FIRM).sum())
    if not thin:
        return first
    if thin == len(near):
        return Sentence(
            "{first} No similar customer shares {firm} items or more: this may be an accident.",
            first=first,
            firm=FIRM,
        )
    return Plural(
        "{first} One of the {nearest:similar customer} shares fewer than {firm} items, which may "
        "be an accident.",
        "{first} {n} of the {nearest:similar customer} share fewer than {firm} items, which may "
        "be an accident.",
        n=thin,
        first=first,
        nearest=len(near),
        firm=FIRM,
    )


def segments_alike(apart: Apart) -> Sentence:
    """The likeness of two customers of one segment against that of customers of two."""
    if not apart.p <= SURE or apart.within <= apart.between:
        return Sentence(
            "Customers of one segment are **no more alike in taste** than customers of two."
        )
    if apart.between <= 0:
        return Sentence(
            "Customers of one segment are **more alike in taste** than customers of two, who have "
            "next to nothing in common."
        )
    times = apart.within / apart.between
    if times < MUCH:
        return Sentence(
            "Taste hardly follows the segments: customers of one are {times:.1} times as alike as "
            "customers of two.",
            times=times,
        )
    return Sentence(
        "Customers of one segment are **{times:.1} times** as alike in taste as customers of two.",
        times=times,
    )


def most_alike(block: Block, title: str, knows: int) -> Sentence:
    """The customers most alike, and the item most of them know: `knows` of them, `title`."""
    return Sentence(
        "The **{n:customer}** most alike are **{times:.1} times** as alike in taste as any two of "
        "these; **{knows}** of them know **{title}**.",
        n=len(block.users),
        times=block.times,
        knows=knows,
        title=title,
    )


def alike_in_numbers(apart: Apart) -> Sentence:
    """The figures behind :func:`segments_alike`."""
    return Sentence(
        "Mean similarity {within:.3} within a segment, {between:.3} between two (p = {p:.3}, "
        "segments shuffled).",
        within=apart.within,
        between=apart.between,
        p=apart.p,
    )


def closest(says: Typical) -> Sentence:
    """The two customers most alike, and what two of those compared usually share."""
    one, other = says.pair
    if says.common < 1:
        return Sentence("No two of these customers share an item.")
    usual = Sentence("most pairs share none")
    if says.usual >= 1:
        usual = Sentence("two of them typically share {usual:item}", usual=says.usual)
    return Sentence(
        "The closest two of these customers, **{one}** and **{other}**, share **{common:item}**; "
        "{usual}.",
        one=one,
        other=other,
        common=says.common,
        usual=usual,
    )


def accidental(spread: Spread) -> bool:
    """True where much of the likeness may be an accident, overall or among the most similar."""
    return max(spread.thin, spread.thin_on_top) >= MANY_THIN


def accident(spread: Spread, support: int, user: str | None = None) -> Sentence:
    """The part of the likeness that rests on one or two items, and what to do about it.

    support : items two customers must share to be alike
    user : whose likeness to others it is; None: that of all pairs
    """
    if not spread.similar:
        return Sentence("Nobody is alike at these settings: ask for fewer shared items.")
    whose = Sentence("Of the similar pairs ({n})", n=spread.similar)
    if user is not None:
        whose = Sentence("Of {n:customer} similar to {user}", n=spread.similar, user=user)
    if support >= FIRM:
        return Sentence(
            "{whose}, each rests on at least {support} shared items.", whose=whose, support=support
        )
    thin = Sentence(
        "{whose}, {thin:percent} rest on one or two shared items ({single:percent} on one)",
        whose=whose,
        thin=spread.thin,
        single=spread.single,
    )
    if spread.thin_on_top >= max(MANY_THIN, spread.thin):
        thin = Sentence(
            "{thin}, and {top:percent} of the most similar tenth", thin=thin, top=spread.thin_on_top
        )
    if not accidental(spread):
        return Sentence("{thin}: most of the likeness is taste, not accident.", thin=thin)
    if not spread.firm:
        return Sentence("{thin}, none on {firm} or more: too little.", thin=thin, firm=FIRM)
    return Sentence(
        "{thin}: ask for at least {firm} shared items, which leaves {left}.",
        thin=thin,
        firm=FIRM,
        left=spread.firm,
    )


def left_out(spread: Spread) -> Sentence:
    """The pairs that are not among the similar ones."""
    apart = spread.pairs - int(spread.counts.sum())
    return Sentence(
        "Of {pairs} pairs, {apart} ({share:percent}) are not in the picture: they share too few "
        "items, or none, or nothing can be said of them.",
        pairs=spread.pairs,
        apart=apart,
        share=apart / max(spread.pairs, 1),
    )


def kept(shrinkage: float) -> str:
    """The part of a similarity that is left, in words.

    shrinkage : of :class:`shopai.UserKNN`, 0 or more
    """
    if not shrinkage:
        return "A similarity counts in full, however few items it rests on."
    left = {shared: (shared - 1) / (shared - 1 + shrinkage) for shared in (3, 10, 50)}
    three, ten, fifty = (f"{share:.0%}" for share in left.values())
    return (
        f"With 1 shared item nothing is left of a similarity, with 3 {three} of it, "
        f"with 10 {ten}, with 50 {fifty}."
    )
