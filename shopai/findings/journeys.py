"""Findings of journeys: funnels, paths, patterns, next steps and comparisons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import pandas as pd

from shopai.behaviour.journeys.comparison import Comparison, compare_groups, compare_spans
from shopai.behaviour.journeys.funnel_table import Funnel
from shopai.behaviour.journeys.next_purchase import NextPurchase
from shopai.behaviour.journeys.order_funnel import NAMES
from shopai.behaviour.journeys.paths import Paths
from shopai.behaviour.journeys.transitions import Transitions
from shopai.behaviour.sequences.patterns import Patterns
from shopai.charts.audiences import LEVEL
from shopai.charts.journeys import all_called, called, difference_called
from shopai.charts.paths import pattern_called
from shopai.columns import (
    Difference,
    FunnelStep,
    PathLink,
    PathNode,
    Pattern,
    State,
    Step,
    TimeToPurchase,
)
from shopai.messages import N_
from shopai.sentences import Plural, Sentence, count

#: What a journey is, by what holds its steps together: in a sentence, and the noun to count.
_UNITS: Final = {
    "customer": (N_("customers"), "customer"),
    "session": (N_("visits"), "visit"),
}
#: Groups with fewer journeys, and transitions seen fewer times, are not spoken of.
FEW: Final = 30
#: Weeks compared with as many before them.
_WEEKS: Final = 4
#: By whether a group gets more to the last step.
_GETS: Final = {
    True: N_(
        "{group} gets more to {end} than all others together: {share:percent} against "
        "{rest:percent}"
    ),
    False: N_(
        "{group} gets fewer to {end} than all others together: {share:percent} against "
        "{rest:percent}"
    ),
}


def _units(per: str) -> Sentence:
    return Sentence(_UNITS[per][0])


def worst_step(funnel: Funnel) -> int:
    """The step, from 2, that most were lost before."""
    later = funnel.table[funnel.table[FunnelStep.STEP] > 1]
    lost = later.groupby(FunnelStep.STEP)[FunnelStep.LOST].sum()
    return int(lost.index[int(lost.to_numpy().argmax())])


def most_lost(funnel: Funnel, names: Sequence[str]) -> Sentence:
    """The step most are lost before, in a funnel without groups; `names` of its steps."""
    rows = funnel.table.sort_values(FunnelStep.STEP).reset_index(drop=True)
    worst, units = worst_step(funnel), _units(funnel.per)
    lost = int(rows[FunnelStep.LOST][worst - 1])
    if not lost:
        return Sentence(
            "**Nobody is lost on the way**: all {units} (n = {n}) go through every step.",
            units=units,
            n=funnel.n,
        )
    before = int(rows[FunnelStep.JOURNEYS][worst - 2])
    values = {
        "share": lost / before,
        "lost": lost,
        "before": before,
        "whole": float(rows[FunnelStep.SHARE_OF_FIRST].iloc[-1]),
        "n": funnel.n,
    }
    step, previous = names[worst - 1], names[worst - 2]
    if funnel.steps == NAMES[: len(names)]:
        return Sentence(
            "**Most are lost before the {step}: {share:percent} of those with a {previous} "
            "({lost} of {before}) have placed none so far.** {whole:percent} of all buyers "
            "(n = {n}) have placed {steps} or more.",
            step=step.lower(),
            previous=previous.lower(),
            steps=len(names),
            **values,
        )
    return Sentence(
        "**Most are lost before {step}: {share:percent} of the {units} at {previous} ({lost} of "
        "{before}) never get there.** {whole:percent} of all {units} (n = {n}) get from the first "
        "step to the last.",
        step=step,
        previous=previous,
        units=units,
        **values,
    )


def by_group(funnel: Funnel, names: Sequence[str]) -> Sentence:
    """Groups that get more, or fewer, to the last step than all others, beyond chance."""
    beside = compare_groups(funnel, FEW)
    if len(beside) < 2:
        return Sentence(
            "Fewer than two groups have {least} {units} at the first step.",
            least=FEW,
            units=_units(funnel.per),
        )
    sure = beside[beside[Difference.ADJUSTED] < LEVEL]
    if sure.empty:
        return Sentence(
            "**No group gets more or fewer to {end} than all others together beyond chance**: "
            "{low:percent} to {high:percent} of those at {start} in {n:group}.",
            end=names[-1],
            low=float(beside[Difference.FIRST_SHARE].min()),
            high=float(beside[Difference.FIRST_SHARE].max()),
            start=names[0],
            n=len(beside),
        )
    ranked = sure.sort_values(Difference.FIRST_SHARE, kind="stable")
    more = ranked[ranked[Difference.POINTS] > 0].tail(1)
    fewer = ranked[ranked[Difference.POINTS] < 0].head(1)
    told = [
        Sentence(
            _GETS[row[Difference.POINTS] > 0],
            group=row[Difference.WHAT],
            end=names[-1],
            share=row[Difference.FIRST_SHARE],
            rest=row[Difference.SECOND_SHARE],
        )
        for row in pd.concat([more, fewer]).to_dict("records")
    ]
    said = told[0]
    if len(told) > 1:
        said = Sentence("{one}; {other}", one=told[0], other=told[1])
    return Sentence(
        "**{said}.** Beyond chance, allowing for {n} groups compared.", said=said, n=len(beside)
    )


def endless(funnel: Funnel) -> bool:
    """True where those who began a week may for ever still come to the last step."""
    return funnel.per == "customer" and funnel.window is None


def by_week(funnel: Funnel, names: Sequence[str]) -> Sentence:
    """The last whole weeks against those before them."""
    if endless(funnel):
        return Sentence(
            "**Choose a conversion window, in How to count, to see whether more or fewer get to "
            "{end}**: until then those who began lately have had less time for it.",
            end=names[-1],
        )
    first = funnel.table[funnel.table[FunnelStep.STEP] == 1]
    first = first[first[FunnelStep.WHOLE].astype(bool)].sort_values(FunnelStep.GROUP)
    weeks = first[pd.to_datetime(first[FunnelStep.GROUP], errors="coerce").notna()]
    if len(weeks) < 2 * _WEEKS:
        return Sentence("Too few whole weeks to say where it goes.")
    now, past = weeks.iloc[-_WEEKS:], weeks.iloc[-2 * _WEEKS : -_WEEKS]
    spans = list(now[FunnelStep.GROUP]), list(past[FunnelStep.GROUP])
    beside = compare_spans(funnel, *spans).iloc[0]
    low, high = float(beside[Difference.LOW]), float(beside[Difference.HIGH])
    if low > 0:
        template = N_(
            "**In the last four whole weeks more got from {start} to {end}: {share:percent}, "
            "against {before:percent} in the four before.** {interval}"
        )
    elif high < 0:
        template = N_(
            "**In the last four whole weeks fewer got from {start} to {end}: {share:percent}, "
            "against {before:percent} in the four before.** {interval}"
        )
    else:
        template = N_(
            "**In the last four whole weeks {share:percent} got from {start} to {end}**, against "
            "{before:percent} in the four before: the difference may be chance. {interval}"
        )
    return Sentence(
        template,
        start=names[0],
        end=names[-1],
        share=float(beside[Difference.FIRST_SHARE]),
        before=float(beside[Difference.SECOND_SHARE]),
        interval=Sentence(
            "(Difference {low:+.1} to {high:+.1} percentage points, 95% interval; n = {now} and "
            "{past} {units}.)",
            low=low,
            high=high,
            now=int(now[FunnelStep.JOURNEYS].sum()),
            past=int(past[FunnelStep.JOURNEYS].sum()),
            units=_units(funnel.per),
        ),
    )


def most_taken_path(paths: Paths) -> Sentence:
    """The most taken way from the first step, and how many have left by the last."""
    nodes, links, journeys = paths.nodes, paths.links, count(paths.n, _UNITS[paths.per][1])
    real = links[(links[PathLink.TO] != State.LEFT) & (links[PathLink.STEP] == 1)]
    if real.empty:
        return Plural(
            "**{journeys} ends with the first step.**",
            "**All {journeys} end with their first step.**",
            n=paths.n,
            journeys=journeys,
        )
    ends = [PathLink.FROM, PathLink.TO]
    named = real[~(real[ends] == State.OTHER).any(axis=1)]
    named = real if named.empty else named
    most = named.iloc[int(named[PathLink.COUNT].to_numpy().argmax())]
    gone = nodes[nodes[PathNode.ROLE] == State.LEFT]
    left = Sentence("None has left before step {step}.", step=paths.steps)
    if len(gone):
        left = Sentence(
            "{share:percent} have left before step {step}.",
            share=gone[PathNode.COUNT].sum() / paths.n,
            step=paths.steps,
        )
    values = {
        "first": called(str(most[PathLink.FROM]), paths.of),
        "then": called(str(most[PathLink.TO]), paths.of),
        "share": float(most[PathLink.SHARE_OF_START]),
        "journeys": journeys,
        "left": left,
    }
    ended = int(gone[gone[PathNode.STEP] == 2][PathNode.COUNT].sum())
    if ended > most[PathLink.COUNT]:
        return Sentence(
            "**{ended:percent} of {journeys} end with their first step; the most common way on is "
            "{first} then {then}, {share:percent} of all.** {left}",
            ended=ended / paths.n,
            **values,
        )
    return Sentence(
        "**The most common way to begin is {first} then {then}: {share:percent} of {journeys}, "
        "{of_first:percent} of those at {first}.** {left}",
        of_first=float(most[PathLink.SHARE_OF_PREVIOUS]),
        **values,
    )


def most_common_pattern(patterns: Patterns, longer: pd.DataFrame) -> Sentence:
    """The most common pattern among `longer`, rows of the table in its order."""
    first = longer.iloc[0]
    return Sentence(
        "**{pattern} is the most common: {customers} of {all:customer} ({share:percent}).** "
        "{n:pattern} found in {least:customer} or more.",
        pattern=pattern_called(patterns, first[Pattern.PATTERN]),
        customers=int(first[Pattern.CUSTOMERS]),
        all=patterns.n_customers,
        share=float(first[Pattern.SUPPORT]),
        n=len(patterns.table),
        least=patterns.min_count,
    )


def surest_next(transitions: Transitions) -> Sentence:
    """The surest next step after another, by the low end of its interval."""
    table = transitions.table
    seen = table.groupby(Step.FROM)[Step.COUNT].transform("sum") >= FEW
    shop = ~table[Step.TO].isin((State.END, State.OTHER, State.UNKNOWN))
    begun = pd.Series([State.START in names for names in table[Step.FROM]], table.index)
    real = table[seen & shop & ~begun]
    if real.empty and not seen.any():
        return Sentence(
            "**Too little to say**: nothing was followed by anything {least} times or more.",
            least=FEW,
        )
    if real.empty:
        return Sentence("**Hardly anything follows anything**: most journeys have a single step.")
    best = real.iloc[int(real[Step.LOW].to_numpy().argmax())]
    known = int(best[Step.CUSTOMERS])
    return Sentence(
        "**After {first}, most surely {then} comes next: {share:percent}** ({low:percent} to "
        "{high:percent}; {n:time}, {people}).",
        first=all_called(best[Step.FROM], transitions.of),
        then=called(best[Step.TO], transitions.of),
        share=float(best[Step.PROBABILITY]),
        low=float(best[Step.LOW]),
        high=float(best[Step.HIGH]),
        n=int(best[Step.COUNT]),
        people=Sentence("by {n:known customer}", n=known) if known else Sentence("all by guests"),
    )


def time_to_next(again: NextPurchase) -> Sentence:
    """The median time to the next order, or how many buy again at all."""
    if again.median is None:
        return Sentence(
            "**Fewer than half are seen to buy again: {share:percent} within {days:day}** "
            "(n = {n:order}, {waiting} still waiting).",
            share=float(again.curve[TimeToPurchase.SHARE].max()),
            days=int(again.curve[TimeToPurchase.DAYS].max()),
            n=again.n,
            waiting=again.censored,
        )
    median: Sentence = count(again.median, "day")
    if again.median_low is not None and again.median_high is not None:
        median = Sentence(
            "{median} (95% interval {low} to {high})",
            median=median,
            low=again.median_low,
            high=again.median_high,
        )
    return Sentence(
        "**Half buy again within {median}** (n = {n:order} of {customers:customer}, {waiting} "
        "still waiting).",
        median=median,
        n=again.n,
        customers=again.customers,
        waiting=again.censored,
    )


def largest_difference(
    comparison: Comparison, what: str, of: str, first: str, second: str
) -> Sentence:
    """The largest difference that is more than chance, or that there is none.

    what, of : as of :func:`shopai.charts.journeys.difference_called`
    first, second : what the two audiences are called
    """
    table = comparison.table
    real = table[table[Difference.ADJUSTED] < LEVEL]
    if real.empty:
        return Sentence(
            "**Nothing here differs between {first} and {second}** by more than chance would make "
            "it ({n} compared).",
            first=first,
            second=second,
            n=len(table),
        )
    most = real.iloc[int(real[Difference.POINTS].abs().to_numpy().argmax())]
    return Sentence(
        "**{what} differs most: {of_first:percent} of {first}, {of_second:percent} of {second}** "
        "({points:points}, 95% interval {low:points} to {high:points}). {sure}",
        what=difference_called(str(most[Difference.WHAT]), what, of),
        of_first=float(most[Difference.FIRST_SHARE]),
        of_second=float(most[Difference.SECOND_SHARE]),
        first=first,
        second=second,
        points=float(most[Difference.POINTS]),
        low=float(most[Difference.LOW]),
        high=float(most[Difference.HIGH]),
        sure=Plural(
            "{n} of {all} differences is more than chance.",
            "{n} of {all} differences are more than chance.",
            n=len(real),
            all=len(table),
        ),
    )
