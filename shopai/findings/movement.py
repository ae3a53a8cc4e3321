"""Findings of the movement between segments."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import date

from shopai.columns import Flow
from shopai.segments.assignment import Drift
from shopai.segments.movement import OTHERS, Movement
from shopai.sentences import Sentence


def most_taken_way(
    movement: Movement, names: Mapping[Hashable, str], before: date, after: date
) -> Sentence:
    """Customers who changed their segment between two dates, and the way most of them took.

    names : what the groups of `movement` are called
    """
    rest = Sentence(
        "{stayed} stayed in their segment and {new:new customer} came.",
        stayed=movement.stayed,
        new=movement.new,
    )
    if movement.outside:
        rest = Sentence(
            "{stayed} stayed in their segment, {outside} had none on one of the dates and "
            "{new:new customer} came.",
            stayed=movement.stayed,
            outside=movement.outside,
            new=movement.new,
        )
    links = movement.links
    between = links[links[Flow.SOURCE] != links[Flow.TARGET]]
    between = between[~between[[Flow.SOURCE, Flow.TARGET]].isin(OTHERS).any(axis=1)]
    if between.empty:
        return Sentence("**Nobody moved** from one segment to another: {rest}", rest=rest)
    most = between.iloc[int(between[Flow.CUSTOMERS].to_numpy().argmax())]
    return Sentence(
        "**{moved:customer} moved** from {before} to {after}, most from **{source}** to "
        "**{target}** ({n}); {rest}",
        moved=movement.moved,
        before=before,
        after=after,
        source=names[most[Flow.SOURCE]],
        target=names[most[Flow.TARGET]],
        n=int(most[Flow.CUSTOMERS]),
        rest=rest,
    )


def fit_at_first(drift: Drift, before: date) -> Sentence:
    """The fit of today's segments to the customers of the first date."""
    verdict = Sentence("today's segments fit that time too.")
    if drift.warning:
        verdict = Sentence(
            "today's segments describe that time poorly, so read the movement with care. A date "
            "nearer to today fits better."
        )
    return Sentence(
        "{share:percent} of the customers of {before} are farther from today's centres than 95% "
        "of today's customers are: {verdict}",
        share=drift.share,
        before=before,
        verdict=verdict,
    )
