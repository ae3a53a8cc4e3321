"""Findings of funnels: where most are lost, which groups get further, and where it goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import pandas as pd

from shopai.behaviour.journeys.comparison import compare_groups, compare_spans
from shopai.behaviour.journeys.funnel_table import Funnel
from shopai.behaviour.journeys.order_funnel import NAMES
from shopai.charts.audiences import LEVEL
from shopai.charts.journeys import UNIT
from shopai.columns import Difference, FunnelStep, Kind
from shopai.messages import N_
from shopai.sentences import Plural, Sentence, count

#: What a journey is, by what holds its steps together.
_UNITS: Final = {"customer": N_("customers"), "session": N_("visits")}
#: Groups with fewer journeys are not spoken of.
FEW: Final = 30
#: Kinds of events as they are spoken of.
_SPOKEN: Final = {
    Kind.VIEW: N_("a view"),
    Kind.SEARCH: N_("a search"),
    Kind.CART: N_("a filled cart"),
    Kind.WISHLIST: N_("a wish"),
    Kind.PURCHASE: N_("a purchase"),
    Kind.REFUND: N_("a refund"),
    Kind.RATING: N_("a rating"),
}
#: Weeks compared with as many before them.
_WEEKS: Final = 4
#: By whether a group gets more to the last step.
_GETS: Final = {
    True: N_(
        "{group} gets more to {end} than all others together: **{share:percent}** against "
        "{rest:percent}"
    ),
    False: N_(
        "{group} gets fewer to {end} than all others together: **{share:percent}** against "
        "{rest:percent}"
    ),
}


class _Weeks(NamedTuple):
    """The last whole weeks beside those before them."""

    share: float
    before: float
    low: float  # ends of the interval of their difference, percentage points
    high: float
    now: int  # journeys
    past: int


def worst_step(funnel: Funnel) -> int:
    """The step, from 2, that most were lost before."""
    later = funnel.table[funnel.table[FunnelStep.STEP] > 1]
    lost = later.groupby(FunnelStep.STEP)[FunnelStep.LOST].sum()
    return int(lost.index[int(lost.to_numpy().argmax())])


def of_orders(funnel: Funnel) -> bool:
    """True where the steps are a customer's orders."""
    return funnel.steps == NAMES[: len(funnel.steps)]


def most_lost(funnel: Funnel, names: Sequence[str]) -> Sentence:
    """Share that gets to the end, and the step most are lost before; `names` of the steps."""
    rows = _steps(funnel)
    worst, journeys = worst_step(funnel), count(funnel.n, UNIT[funnel.per])
    lost, before = _lost(funnel, worst)
    if not lost:
        return Sentence(
            "Nobody is lost on the way: **all** {journeys} go through every step.",
            journeys=journeys,
        )
    share, whole = lost / before, float(rows[FunnelStep.SHARE_OF_FIRST].iloc[-1])
    if of_orders(funnel):
        return Sentence(
            "Of {buyers} **{whole:percent}** have placed {steps} orders or more; most are lost "
            "after the {previous}: **{share:percent}** have placed no {step} so far.",
            buyers=count(funnel.n, "buyer"),
            whole=whole,
            steps=len(names),
            previous=names[worst - 2].lower(),
            share=share,
            step=names[worst - 1].lower(),
        )
    spoken = [
        Sentence(_SPOKEN[kind]) if kind in _SPOKEN else name
        for kind, name in zip(funnel.steps, names, strict=True)
    ]
    values = {"journeys": journeys, "first": spoken[0], "end": spoken[-1], "whole": whole}
    if len(names) == 2:
        return Sentence(
            "Of {journeys} with {first} **{whole:percent}** get to {end}; **{share:percent}** are "
            "lost on the way.",
            share=share,
            **values,
        )
    return Sentence(
        "Of {journeys} with {first} **{whole:percent}** get to {end}; most are lost between "
        "{previous} and {step}: **{share:percent}**.",
        share=share,
        step=spoken[worst - 1],
        previous=spoken[worst - 2],
        **values,
    )


def loss_in_short(funnel: Funnel) -> Sentence:
    """The numbers behind the largest loss, in a funnel without groups."""
    worst = worst_step(funnel)
    lost, before = _lost(funnel, worst)
    row = _steps(funnel).iloc[worst - 1]
    return Sentence(
        "{lost} of {before} are lost there ({low:percent} to {high:percent})",
        lost=lost,
        before=before,
        low=1 - float(row[FunnelStep.PREVIOUS_HIGH]),
        high=1 - float(row[FunnelStep.PREVIOUS_LOW]),
    )


def _steps(funnel: Funnel) -> pd.DataFrame:
    return funnel.table.sort_values(FunnelStep.STEP).reset_index(drop=True)


def _lost(funnel: Funnel, step: int) -> tuple[int, int]:
    """Journeys lost before `step`, and those at the step before."""
    rows = _steps(funnel)
    return int(rows[FunnelStep.LOST][step - 1]), int(rows[FunnelStep.JOURNEYS][step - 2])


def by_group(funnel: Funnel, names: Sequence[str]) -> Sentence:
    """Groups that get more, or fewer, to the last step than all others, beyond chance."""
    beside = compare_groups(funnel, FEW)
    if len(beside) < 2:
        return Sentence(
            "Fewer than two groups have {least} {units} at the first step.",
            least=FEW,
            units=Sentence(_UNITS[funnel.per]),
        )
    sure = beside[beside[Difference.ADJUSTED] < LEVEL]
    if sure.empty:
        return Sentence(
            "No group gets more or fewer to {end} than all others together beyond chance: "
            "**{low:percent}** to **{high:percent}** of those at {start} in {n:group}.",
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
    if len(told) > 1:
        return Sentence("{one}; {other}.", one=told[0], other=told[1])
    return Sentence("{one}.", one=told[0])


def groups_in_short(funnel: Funnel) -> Sentence:
    """Number of groups that stand out, of those compared."""
    beside = compare_groups(funnel, FEW)
    sure = int((beside[Difference.ADJUSTED] < LEVEL).sum())
    return Sentence("{sure} of {n:group} beyond chance", sure=sure, n=len(beside))


def endless(funnel: Funnel) -> bool:
    """True where those who began a week may for ever still come to the last step."""
    return funnel.per == "customer" and funnel.window is None


def by_week(funnel: Funnel, names: Sequence[str]) -> Sentence:
    """The last whole weeks against those before them."""
    if endless(funnel):
        return Sentence(
            "Choose a conversion window in Settings to see whether more or fewer get to {end}: "
            "until then those who began lately have had less time for it.",
            end=names[-1],
        )
    weeks = _weeks(funnel)
    if weeks is None:
        return Sentence("Too few whole weeks to say where it goes.")
    if weeks.low > 0:
        template = N_(
            "In the last four whole weeks more got from {start} to {end}: **{share:percent}**, "
            "against {before:percent} in the four before."
        )
    elif weeks.high < 0:
        template = N_(
            "In the last four whole weeks fewer got from {start} to {end}: **{share:percent}**, "
            "against {before:percent} in the four before."
        )
    else:
        template = N_(
            "In the last four whole weeks **{share:percent}** got from {start} to {end}, against "
            "{before:percent} in the four before: the difference may be chance."
        )
    return Sentence(template, start=names[0], end=names[-1], share=weeks.share, before=weeks.before)


def weeks_in_short(funnel: Funnel) -> Sentence | str:
    """The interval of the difference between the weeks; nothing where none is told."""
    weeks = None if endless(funnel) else _weeks(funnel)
    if weeks is None:
        return ""
    return Sentence(
        "difference {low:+.1} to {high:+.1} percentage points; {now} and {past} {units}",
        low=weeks.low,
        high=weeks.high,
        now=weeks.now,
        past=weeks.past,
        units=Sentence(_UNITS[funnel.per]),
    )


def _weeks(funnel: Funnel) -> _Weeks | None:
    first = funnel.table[funnel.table[FunnelStep.STEP] == 1]
    first = first[first[FunnelStep.WHOLE].astype(bool)].sort_values(FunnelStep.GROUP)
    weeks = first[pd.to_datetime(first[FunnelStep.GROUP], errors="coerce").notna()]
    if len(weeks) < 2 * _WEEKS:
        return None
    now, past = weeks.iloc[-_WEEKS:], weeks.iloc[-2 * _WEEKS : -_WEEKS]
    beside = compare_spans(funnel, list(now[FunnelStep.GROUP]), list(past[FunnelStep.GROUP]))
    row = beside.iloc[0]
    return _Weeks(
        share=float(row[Difference.FIRST_SHARE]),
        before=float(row[Difference.SECOND_SHARE]),
        low=float(row[Difference.LOW]),
        high=float(row[Difference.HIGH]),
        now=int(now[FunnelStep.JOURNEYS].sum()),
        past=int(past[FunnelStep.JOURNEYS].sum()),
    )


def not_new(funnel: Funnel) -> Sentence | str:
    """Buyers of the dates in no step of a funnel of orders, since they are not new."""
    if not funnel.earlier:
        return ""
    return Plural(
        "{n} customer bought in these dates, but for the first time before them: the funnel is of "
        "new customers alone.",
        "{n} customers bought in these dates, but for the first time before them: the funnel is "
        "of new customers alone.",
        n=funnel.earlier,
    )
