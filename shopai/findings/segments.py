"""Findings of segments."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from shopai.columns import Borderline, Criterion, PersonaTable, SegmentShare, label_of
from shopai.format import percent
from shopai.segments.choosing.choose import KChoice
from shopai.segments.persona.personas import Personas
from shopai.segments.profile import Profile
from shopai.segments.segmentation import Segmentation
from shopai.sentences import Money, Plural, Sentence


def best_segment(table: pd.DataFrame, names: Sequence[str]) -> Sentence:
    """The segment that brings the most; the largest where not all amounts are known.

    table : of :func:`shopai.segments.summary`, or of a profile; names : (k,)
    """
    label = best(table)
    shares, earns = table[SegmentShare.CUSTOMER_SHARE], table[SegmentShare.REVENUE_SHARE]
    if earns.notna().all():
        return brings(names[label], float(shares[label]), float(earns[label]))
    return Sentence(
        "**{name}** is the largest segment: {share:percent} of the customers.",
        name=names[label],
        share=float(shares[label]),
    )


def best(table: pd.DataFrame) -> int:
    """The segment that brings the most, 0 … k−1; the largest where not all amounts are known."""
    earns = table[SegmentShare.REVENUE_SHARE]
    by = earns if earns.notna().all() else table[SegmentShare.CUSTOMER_SHARE]
    return int(by.to_numpy().argmax())


def who_they_are(
    table: pd.DataFrame, names: Sequence[str], choice: KChoice | None = None
) -> Sentence:
    """The best segment, and where the numbers of segments were compared, the data's verdict.

    table : of :func:`shopai.segments.summary`; names : (k,)
    """
    says, k = best_segment(table, names), len(table)
    if choice is None or k not in choice.table.index:
        return says
    if choice.recommended is None:
        return Sentence("{says} No number of segments stands out in these data.", says=says)
    if choice.recommended == k:
        return Sentence("{says} {k:segment} suit these customers best.", says=says, k=k)
    return Sentence(
        "{says} {best:segment} would suit these customers better than {k}.",
        says=says,
        k=k,
        best=choice.recommended,
    )


def number_of_segments(choice: KChoice) -> Sentence:
    """The number of segments the data bear out, and how surely those come back."""
    if choice.recommended is None:
        return Sentence(
            "**No number of segments stands out**: these customers differ, but without clear "
            "groups. Any number is a convenient cut, not a discovery."
        )
    stable, weakest = (
        float(choice.table[column].to_dict()[choice.recommended])
        for column in (Criterion.STABILITY, Criterion.WEAKEST)
    )
    if np.isnan(stable) or np.isnan(weakest):
        return Sentence("**{k:segment}** suit these customers best.", k=choice.recommended)
    return Sentence(
        "**{k:segment}** suit these customers best. With customers drawn anew, a segment keeps "
        "**{stable:percent0}** of its customers on average, the least sure one {weakest:percent0}.",
        k=choice.recommended,
        stable=stable,
        weakest=weakest,
    )


def apart(profile: Profile) -> tuple[int, str] | None:
    """The segment and feature furthest above the average beyond doubt; None where none is."""
    sure = profile.index.where(profile.distinct).to_numpy(dtype=float)
    if not (sure > 100).any():
        return None
    label, place = np.unravel_index(np.nanargmax(sure), sure.shape)
    return int(label), str(profile.index.columns[int(place)])


def most_apart(profile: Profile, names: Sequence[str]) -> Sentence:
    """The largest difference between a segment and the average customer; names : (k,)."""
    place = apart(profile)
    if place is None:
        return Sentence("No segment is surely above the average customer in any feature.")
    label, feature = place
    known = label_of(feature, within=True)
    index, low, high = (
        float(table[feature].iloc[label]) / 100
        for table in (profile.index, profile.index_low, profile.index_high)
    )
    return Sentence(
        "**{name}** stands out most: **{index:.1} times** the average customer in {feature} "
        "({low:.1} to {high:.1}).",
        name=names[label],
        feature=known,
        index=index,
        low=low,
        high=high,
    )


def near_a_boundary(table: pd.DataFrame, names: Sequence[str]) -> Sentence:
    """The customers nearest to a boundary, and the segment most of them are in; names : (k,).

    table : of :func:`shopai.segments.assignment.borderline`, at least one row
    """
    labels = table[Borderline.SEGMENT].value_counts()
    return Sentence(
        "Near the line to another segment: **{n:customer}**, {most} of them in **{name}**. A small "
        "change of behaviour would move them.",
        n=len(table),
        most=int(labels.iloc[0]),
        name=names[int(labels.index[0])],
    )


def belonging(near: pd.DataFrame, seg: Segmentation, names: Sequence[str]) -> Sentence:
    """The share of customers nearer to another segment than to their own; names : (k,).

    near : of :func:`shopai.segments.nearness`
    """
    silhouettes = near[Borderline.SILHOUETTE]
    worst = int(silhouettes.groupby(seg.labels).mean().to_numpy().argmin())
    return Sentence(
        "{share:percent} of all customers stand nearer to another segment than to their own; "
        "{name} is told from the others least clearly.",
        share=float((silhouettes < 0).mean()),
        name=names[worst],
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
    if revenue != revenue:
        return Sentence(
            "Begin with the largest segment: **{name}** is {share:percent} of the customers.",
            name=name,
            share=share,
        )
    says = brings(name, share, revenue)
    return Sentence("Begin with your best segment: {says}", says=says)


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


def shares_of(row: Mapping[Hashable, Any], currency: str | None) -> Sentence:
    """A segment's share of customers and spend in a few words; `row` of a table of shares."""
    share, earns = float(row[SegmentShare.CUSTOMER_SHARE]), float(row[SegmentShare.REVENUE_SHARE])
    n = int(row[SegmentShare.CUSTOMERS])
    if earns != earns:  # unknown
        return Sentence("{n:customer}, {share:percent} of all.", n=n, share=share)
    return Sentence(
        "{n:customer}, {share:percent} of all; {earns:percent} of the spend, {money}.",
        n=n,
        share=share,
        earns=earns,
        money=Money(float(row[SegmentShare.REVENUE]), currency),
    )


def rules_in_short(personas: Personas) -> Sentence:
    """The agreement of the personas' rules with the segments, in a few words."""
    if not personas.held_out:
        return Sentence("Too few customers to test the rules on.")
    return Sentence(
        "The rules on the cards agree with the segments for {share:percent} of {n:customer} "
        "held out.",
        share=personas.fidelity,
        n=personas.held_out,
    )


def shown_on_map(explained: Sequence[float]) -> Sentence:
    """The part of the differences between customers that a map of components shows.

    explained : of each axis, its share of the variance
    """
    return Sentence(
        "The map shows {sum:percent} of the differences between the customers ({each} along its "
        "axes); the rest is in directions it leaves out.",
        sum=sum(explained),
        each=[percent(share) for share in explained],
    )


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
