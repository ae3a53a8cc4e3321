"""Findings of segments."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from shopai.columns import SegmentShare
from shopai.sentences import Money, Sentence


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
