"""Findings of one score: what it adds up from, in a sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from shopai.columns import Basis, Part
from shopai.messages import N_
from shopai.recommend.explanation import Explanation
from shopai.recommend.models.base import Recommender
from shopai.recommend.models.neighbours import NeighbourModel
from shopai.sentences import Plural, Sentence, count

#: Titles or words named in a sentence.
NAMED: Final = 3
#: What the own items, or their words, say for an offer.
_SPEAKS: Final = {
    (Basis.ITEMS, False): N_("Because they know {strongest}, whose customers like this item too."),
    (Basis.ITEMS, True): N_("Because they rated {strongest}, whose customers like this item too."),
    (Basis.FACTORS, False): N_("It suits their taste, as it shows in {strongest}."),
    (Basis.FACTORS, True): N_("It suits their taste, as it shows in {strongest}."),
    (Basis.CONTENT, False): N_("It is described like what they know: {strongest}."),
    (Basis.CONTENT, True): N_("It is described like what they rated: {strongest}."),
}


def adds_up(model: Recommender) -> bool:
    """True where a model's scores are sums, not preferences foretold."""
    return isinstance(model, NeighbourModel) and model.sums_


def explained(
    reason: Explanation, model: Recommender, names: Mapping[str, str], whose: str = ""
) -> Sentence:
    """Why an item has its score.

    names : of the sources of the parts; whose : the customer's id, empty for somebody new
    """
    if reason.basis == Basis.NEIGHBOURS:
        return _by_customers(reason, model, whose)
    if reason.basis == Basis.USUAL:
        return Sentence(
            "The average is {baseline:.2}; customer and item add {adds:+.2}, {makes}.",
            baseline=reason.baseline,
            adds=float(reason.parts[Part.CONTRIBUTION].sum()),
            makes=_makes(reason),
        )
    if reason.basis == Basis.FUSED:
        places = [
            Sentence("number {place:.0} by **{name}**", place=float(place), name=names[str(source)])
            for source, place in zip(
                reason.parts[Part.SOURCE], reason.parts[Part.VALUE], strict=True
            )
        ]
        return Sentence("It is {places}.", places=_all_of(places))
    return _by_own(reason, names, model.prefs_.kind == "ratings")


def _by_customers(reason: Explanation, model: Recommender, whose: str) -> Sentence:
    """The score as what similar customers add."""
    n = len(reason.parts)
    if adds_up(model):
        return Plural(
            "{n} similar customer knows the item; the more alike they are and the more they prefer "
            "it, the more each adds, {makes}.",
            "{n} similar customers know the item; the more alike they are and the more they prefer "
            "it, the more each adds, {makes}.",
            n=n,
            makes=_makes(reason),
        )
    start = Sentence("{whose}'s own average", whose=whose) if whose else N_("Their own average")
    if isinstance(model, NeighbourModel) and model.baseline == "bias":
        start = N_("What is usual for customer and item")
    return Plural(
        "{start} is {baseline:.2}; {n} similar customer who knows the item adds {adds:+.2}, "
        "{makes}.",
        "{start} is {baseline:.2}; {n} similar customers who know the item add {adds:+.2}, "
        "{makes}.",
        n=n,
        start=Sentence(start) if isinstance(start, str) else start,
        baseline=reason.baseline,
        adds=float(reason.parts[Part.CONTRIBUTION].sum()),
        makes=_makes(reason),
    )


def _by_own(reason: Explanation, names: Mapping[str, str], rated: bool) -> Sentence:
    """The score as what own items, or their words, add."""
    most = reason.parts.sort_values(Part.CONTRIBUTION, ascending=False, kind="stable")
    most = most[most[Part.CONTRIBUTION] > 0]
    if most.empty and reason.baseline:
        return Sentence(
            "It is liked on average ({baseline:.2}); what they know adds nothing to that.",
            baseline=reason.baseline,
        )
    if most.empty:
        return Sentence("Nothing speaks for it in particular; all else on offer fits even less.")
    strongest = [
        Sentence("**{name}**", name=names[str(each)]) for each in most[Part.SOURCE].head(NAMED)
    ]
    if rest := len(most) - len(strongest):
        thing = "word" if reason.basis == Basis.CONTENT else "item"
        strongest.append(Sentence("{n} more", n=count(rest, thing)))
    return Sentence(_SPEAKS[reason.basis, rated], strongest=_all_of(strongest))


def _makes(reason: Explanation) -> Sentence:
    if reason.cut:
        return Sentence(
            "which makes **{score:.2}**, after a cut to the scale of the ratings",
            score=reason.score,
        )
    return Sentence("which makes **{score:.2}**", score=reason.score)


def _all_of(things: Sequence[Sentence]) -> Sentence:
    """“a”, “a and b”, “a, b and c”."""
    *others, last = things
    return Sentence("{others} and {last}", others=others, last=last) if others else last


def place(title: str, rank: int, items: int, n: int, customers: int) -> Sentence:
    """The place of an item among all by the customers who know it."""
    return Sentence(
        "**{title}** is number {rank} of {items} in popularity: {n:customer} of {customers} know "
        "it ({share:percent}).",
        title=title,
        rank=rank,
        items=items,
        n=n,
        customers=customers,
        share=n / customers,
    )


def scale(model: Recommender, counts: str) -> Sentence:
    """Meaning of a score; `counts` says what a preference is, in words."""
    if model.basis == Basis.POPULAR:
        return Sentence("Everybody gets the same order, less what they have.")
    if adds_up(model):
        return Sentence(
            "Scores add up what those who are alike prefer, the more alike the more; the higher, "
            "the likelier the customer wants the item."
        )
    if not model.predicts:
        return Sentence("Scores put the items in order; they are on no scale of their own.")
    if model.prefs_.kind == "ratings":
        return Sentence("Scores are on the scale of the ratings.")
    return Sentence("Scores foretell {counts}.", counts=counts)
