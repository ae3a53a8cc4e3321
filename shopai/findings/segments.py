"""Findings of segments."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import pandas as pd

from shopai.columns import PersonaTable, SegmentShare
from shopai.segments.persona.personas import Personas
from shopai.sentences import Money, Plural, Sentence


def best_segment(table: pd.DataFrame, names: Sequence[str]) -> Sentence:
    """The segment that brings the most; the largest where not all amounts are known.

    table : of :func:`shopai.segments.summary`, or of a profile; names : (k,)
    """
    shares, earns = table[SegmentShare.CUSTOMER_SHARE], table[SegmentShare.REVENUE_SHARE]
    if earns.notna().all():
        best = int(earns.to_numpy().argmax())
        return brings(names[best], float(shares[best]), float(earns[best]))
    best = int(shares.to_numpy().argmax())
    return Sentence(
        "**{name}** is the largest segment: {share:percent} of the customers.",
        name=names[best],
        share=float(shares[best]),
    )


def brings(name: str, share: float, revenue: float) -> Sentence:
    """A group's share of the customers and of the revenue."""
    return Sentence(
        "**{name}** is {share:percent} of the customers and brings **{revenue:percent}** of what "
        "known customers spent.",
        name=name,
        share=share,
        revenue=revenue,
    )


def first_to_keep(name: str, share: float, revenue: float) -> Sentence:
    """The best segment, to begin with; `revenue` NaN where it is unknown."""
    best = brings(name, share, revenue)
    if revenue != revenue:
        best = Sentence("**{name}** is {share:percent} of the customers.", name=name, share=share)
    return Sentence("Begin with your best segment: {best}", best=best)


def size_of(row: Mapping[Hashable, Any]) -> Sentence:
    """A segment's customers and its parts of customers and spend; `row` of a table of shares."""
    size = Sentence(
        "{n:customer}: {share:percent} of all",
        n=int(row[SegmentShare.CUSTOMERS]),
        share=float(row[SegmentShare.CUSTOMER_SHARE]),
    )
    earns = float(row[SegmentShare.REVENUE_SHARE])
    if earns != earns:  # unknown
        return size
    return Sentence("{size}, {earns:percent} of what known customers spent", size=size, earns=earns)


def rules_agree(personas: Personas) -> Sentence:
    """The agreement of the personas' rules with the segments, on customers held out."""
    said = Sentence("There are too few customers to test the rules on.")
    if personas.held_out:
        low, high = personas.interval
        said = Sentence(
            "The rules describe the segments, they do not define them: a tree of at most three "
            "questions puts **{share:percent}** of {n:customer} it was not made from in the same "
            "segment as K-means (95% interval {low:percent} to {high:percent}).",
            share=personas.fidelity,
            n=personas.held_out,
            low=low,
            high=high,
        )
    without = int(personas.table[PersonaTable.OWN_TREE].sum())
    if not without:
        return said
    return Plural(
        "{said} It has no room for {n:segment}, which has a rule of its own.",
        "{said} It has no room for {n:segment}, which have rules of their own.",
        n=without,
        said=said,
    )


def of_guests(brought: float, revenue: float, currency: str | None) -> Sentence:
    """The share of all revenue that customers without a name brought."""
    amount = Money(brought, currency)
    if revenue <= 0:
        return Sentence("Guests brought a further {amount}.", amount=amount)
    return Sentence(
        "Guests brought a further {amount} ({share:percent} of all revenue).",
        amount=amount,
        share=brought / revenue,
    )
