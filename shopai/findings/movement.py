"""Findings of the movement between segments."""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping
from datetime import date

import numpy as np

from shopai.columns import FEATURES, Flow
from shopai.segments.assignment import Drift
from shopai.segments.movement import CHANGES, OTHERS, Movement
from shopai.sentences import Money, Sentence


def most_taken(movement: Movement) -> tuple[Hashable, Hashable] | None:
    """The two segments between which most customers moved; None where nobody did."""
    links = movement.links
    between = links[links[Flow.SOURCE] != links[Flow.TARGET]]
    between = between[~between[[Flow.SOURCE, Flow.TARGET]].isin(OTHERS).any(axis=1)]
    if between.empty:
        return None
    most = between.iloc[int(between[Flow.CUSTOMERS].to_numpy().argmax())]
    return most[Flow.SOURCE], most[Flow.TARGET]


def most_taken_way(
    movement: Movement, names: Mapping[Hashable, str], before: date, after: date
) -> Sentence:
    """Customers who changed their segment between two dates, and the way most of them took.

    names : what the groups of `movement` are called
    """
    rest = Sentence(
        "{stayed} stayed and {new:new customer} came.", stayed=movement.stayed, new=movement.new
    )
    way = most_taken(movement)
    if way is None:
        return Sentence("**Nobody moved** from one segment to another: {rest}", rest=rest)
    source, target = way
    return Sentence(
        "**{moved:customer} moved** from {before:medium} to {after:medium}, most from "
        "**{source}** to **{target}** ({n}); {rest}",
        moved=movement.moved,
        before=before,
        after=after,
        source=names[source],
        target=names[target],
        n=len(movement.between(source, target)),
        rest=rest,
    )


def one_way(
    movement: Movement,
    source: Hashable,
    target: Hashable,
    names: Mapping[Hashable, str],
    currency: str | None,
) -> Sentence:
    """The customers who moved from `source` to `target` (None: any), and what changed with them."""
    rows = movement.between(source, target)
    if rows.empty:
        return Sentence("Nobody moved this way. Choose other segments, or dates further apart.")
    moved = Sentence(
        "**{n:customer}** moved from {source} to {target}",
        n=len(rows),
        source=_named(source, names, "one segment"),
        target=_named(target, names, "another"),
    )
    feature = movement.described_by[0]
    means = [float(rows[column].mean()) for column in CHANGES[feature]]
    if any(math.isnan(mean) for mean in means):  # who was no customer then had spent nothing
        return Sentence("{moved}.", moved=moved)
    in_money = FEATURES[feature].unit == "money"
    then, now = (Money(mean, currency) if in_money else round(mean, 1) for mean in means)
    return Sentence(
        "{moved}; on average, {measure} went from **{then}** to **{now}**.",
        moved=moved,
        measure=FEATURES[feature].label.lower(),
        then=then,
        now=now,
    )


def faithful(movement: Movement, names: Mapping[Hashable, str]) -> Sentence:
    """The customers who kept their segment, and the segment that kept most of its own."""
    both = movement.stayed + movement.moved
    if not both:
        return Sentence("No customer had a segment on both dates.")
    square = movement.matrix.drop(columns=list(OTHERS), errors="ignore")
    square = square.loc[list(square.columns)]
    kept = np.diag(square) / square.sum(axis=1).clip(lower=1)
    return Sentence(
        "**{share:percent}** of the {n:customer} with a segment on both dates kept it; "
        "**{name}** kept most of its own, {kept:percent}.",
        share=movement.stayed / both,
        n=both,
        name=names[kept.index[int(kept.to_numpy().argmax())]],
        kept=float(kept.max()),
    )


def outside(movement: Movement) -> list[Sentence]:
    """Customers without a segment at one of the two moments, if there are any."""
    if not movement.outside:
        return []
    return [
        Sentence("{n:customer} of both dates had no segment on one of them.", n=movement.outside)
    ]


def fit_at_first(drift: Drift, before: date) -> Sentence:
    """The fit of today's segments to the customers of the first date."""
    verdict = Sentence("Today's segments fit {before:medium} too", before=before)
    if drift.warning:
        verdict = Sentence("Today's segments fit {before:medium} poorly", before=before)
    return Sentence(
        "{verdict}: {share:percent} of the customers then were farther from the middle of a "
        "segment than 95% of today's are.",
        verdict=verdict,
        share=drift.share,
    )


def misfit(drift: Drift, before: date) -> Sentence:
    """A warning where today's segments do not describe the first date."""
    return Sentence(
        "Read this with care: **{share:percent}** of the customers of {before:medium} fit none "
        "of today's segments well. A date nearer to today fits better.",
        share=drift.share,
        before=before,
    )


def _named(group: Hashable, names: Mapping[Hashable, str], any_one: str) -> Sentence:
    return Sentence(any_one) if group is None else Sentence("**{name}**", name=names[group])
