"""Findings of cohorts, lifetime value and churn risk."""

from __future__ import annotations

from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from shopai.behaviour.retention.calibration import Calibration
from shopai.behaviour.retention.churn import ChurnRisk
from shopai.behaviour.retention.cohort_table import CohortTables
from shopai.behaviour.retention.cohorts import Cohorts
from shopai.behaviour.retention.expected_total import Estimate
from shopai.behaviour.retention.lifetime import LifetimeValue
from shopai.charts.retention import FIRM, MOST_COHORTS
from shopai.columns import CohortTable
from shopai.messages import N_
from shopai.sentences import Money, Plural, Sentence

#: A chance to be a customer still below which one is likely lost.
LIKELY_LOST: Final = 0.5
#: The later age told of; the first one is 1.
LATER: Final = {"month": 6, "week": 8}
#: Of those who came again: by what the cohort is of.
_AGAIN: Final = {
    "purchase": N_("**Of 100 new buyers, {share:of 100} buy again** {later}."),
    "event": N_("**Of 100 new customers, {share:of 100} are seen again** {later}."),
}
_WHEN: Final = {
    ("month", True): N_("in the first month after"),
    ("week", True): N_("in the first week after"),
    ("month", False): N_("in month {age}"),
    ("week", False): N_("in week {age}"),
}
#: Of what a customer brings: by what the cohort is of and its period.
_BRINGS: Final = {
    ("purchase", "month"): N_(
        "**A new buyer brings {first}** in the month of the first purchase, {later}."
    ),
    ("purchase", "week"): N_(
        "**A new buyer brings {first}** in the week of the first purchase, {later}."
    ),
    ("event", "month"): N_(
        "**A new customer brings {first}** in the month of the first event, {later}."
    ),
    ("event", "week"): N_(
        "**A new customer brings {first}** in the week of the first event, {later}."
    ),
}
_BY_THEN: Final = {
    "month": N_("{amount} by month {age} after it"),
    "week": N_("{amount} by week {age} after it"),
}


def mean_at(grid: CohortTables, age: int, column: str) -> float:
    """A number of the mean line; 0 beyond the data."""
    values = grid.mean[column].to_numpy(dtype="float64")
    return float(values[age]) if age < len(values) else 0.0


def means(
    grid: CohortTables, of: str, by: Literal["purchase", "event"], currency: str | None
) -> Sentence:
    """The share that comes back, or what they bring, at the first age and at a later one.

    of : CohortTable.SHARE or CohortTable.VALUE
    """
    ages = _told_of(grid)
    if not ages:
        return Sentence(
            "**No {period} after the first is over yet**, so nobody can have come back in one.",
            period=Sentence(N_("month") if grid.period == "month" else N_("week")),
        )
    told = [_told(grid, age, of, currency) for age in ages]
    share = mean_at(grid, ages[0], CohortTable.SHARE)
    later = told[0]
    if len(told) > 1:
        other = told[1]
        if of == CohortTable.SHARE:
            share_then = mean_at(grid, ages[1], CohortTable.SHARE)
            other = Sentence("{share:of 100} {when}", share=share_then, when=other)
        later = Sentence("{one}, and {other}", one=later, other=other)
    if of == CohortTable.SHARE:
        return Sentence(_AGAIN[by], share=share, later=later)
    first = Money(mean_at(grid, 0, CohortTable.VALUE), currency)
    return Sentence(_BRINGS[by, grid.period], first=first, later=later)


def _told_of(grid: CohortTables) -> list[int]:
    """The ages that are told of: the first, and a later one."""
    ages = (1, LATER[grid.period])
    return [age for age in ages if mean_at(grid, age, CohortTable.COHORTS) > 0]


def _told(grid: CohortTables, age: int, of: str, currency: str | None) -> Sentence:
    """When so many come back, or what they have brought by then."""
    if of == CohortTable.VALUE:
        amount = Money(mean_at(grid, age, CohortTable.VALUE), currency)
        return Sentence(_BY_THEN[grid.period], amount=amount, age=age)
    return Sentence(_WHEN[grid.period, age == 1], **({} if age == 1 else {"age": age}))


def means_in_short(grid: CohortTables, of: str) -> Sentence | str:
    """The customers the means rest on, and the intervals of the shares."""
    told: list[Sentence] = []
    for age in _told_of(grid):
        when, n = _told(grid, age, CohortTable.SHARE, None), mean_at(grid, age, CohortTable.SIZE)
        if of == CohortTable.VALUE:
            told.append(Sentence("{n:customer} {when}", n=n, when=when))
            continue
        low, high = (mean_at(grid, age, end) for end in (CohortTable.LOW, CohortTable.HIGH))
        words = N_("{low:percent} to {high:percent} of {n:customer} {when}")
        told.append(Sentence(words, low=low, high=high, n=n, when=when))
    return Sentence("{told}.", told=told) if told else ""


def expected(lifetime: LifetimeValue, currency: str | None) -> Sentence:
    """The spend expected of all buyers, or their purchases where no money is known."""
    given: dict[str, Any] = {"n": lifetime.n, "days": lifetime.horizon_days}
    given["purchases"] = round(lifetime.purchases.value)
    if lifetime.value is None:
        return Plural(
            "**{n} buyer** is expected to make **{purchases:purchase}** in the next {days:day}.",
            "**{n} buyers** are expected to make **{purchases:purchase}** in the next {days:day}.",
            **given,
        )
    return Plural(
        "**{n} buyer** is expected to spend **{amount}** in the next {days:day}, in "
        "{purchases:purchase}.",
        "**{n} buyers** are expected to spend **{amount}** in the next {days:day}, in "
        "{purchases:purchase}.",
        amount=Money(round(lifetime.value.value), currency),
        **given,
    )


def expected_in_short(lifetime: LifetimeValue, currency: str | None) -> Sentence:
    """The ranges of purchases and spend, where they are known."""
    low, high = _ends(lifetime.purchases)
    buy = Sentence("{low} to {high} purchases", low=low, high=high)
    if lifetime.value is None or not np.isfinite(lifetime.value.low):
        return Sentence("95% range: {buy}.", buy=buy)
    least, most = _ends(lifetime.value)
    return Sentence(
        "95% range: {least} to {most} before refunds, {buy}.",
        buy=buy,
        least=Money(round(least), currency),
        most=Money(round(most), currency),
    )


def trial_in_short(lifetime: LifetimeValue) -> Sentence:
    """The purchases the model expected of days it had not seen, and those that happened."""
    tried = lifetime.calibration
    if tried is None:
        return Sentence("The model could not be tried on days it had not seen.")
    return Sentence(
        "On days it had not seen, the model expected {expected:purchase}; {actual} happened.",
        expected=round(tried.predicted.value),
        actual=tried.actual,
    )


def _ends(estimate: Estimate) -> tuple[float, float]:
    """Ends of the range, large ones to the whole."""
    low, high = (
        round(end) if abs(end) >= 10 else end  # NaN stays
        for end in (estimate.low, estimate.high)
    )
    return low, high


def concentration(values: pd.Series, currency: str | None, priced: bool) -> Sentence:
    """The share of the best tenth, and the buyer in the middle.

    values : expected of each buyer, money or, where nothing is `priced`, purchases
    """
    total, middle = float(values.sum()), float(values.median())
    what = Money(middle, currency) if priced else Plural("{n} purchase", "{n} purchases", n=middle)
    half = Sentence("Half of the buyers are expected to bring less than {what}", what=what)
    if total > 0:
        share = float(values.nlargest(max(1, len(values) // 10)).sum()) / total
        half = Sentence(
            "{half}, the best tenth brings {share:percent} of it all", half=half, share=share
        )
    return Sentence("{half}. The grey bar holds the top 1%, however much they bring.", half=half)


def best_bring(values: pd.Series, n: int, priced: bool) -> Sentence:
    """The share of all that the best n customers are expected to bring.

    values : expected of each buyer, money or, where nothing is `priced`, purchases
    """
    total = float(values.sum())
    if total <= 0:
        return Sentence("Nothing is expected of anybody.")
    return Plural(
        "The best customer, {part:percent} of the buyers, is expected to bring "
        "**{share:percent}** of the {what}.",
        "The best {n} customers, {part:percent} of the buyers, are expected to bring "
        "**{share:percent}** of the {what}.",
        n=n,
        part=n / len(values),
        share=float(values.nlargest(n).sum()) / total,
        what=Sentence(N_("spend") if priced else N_("purchases")),
    )


def at_risk(lifetime: LifetimeValue, risk: ChurnRisk, currency: str | None) -> Sentence:
    """The repeat buyers in the band of probabilities, and what is at stake."""
    low, high = risk.band
    given: dict[str, Any] = {"n": risk.in_band, "all": risk.n_repeat}
    if not risk.in_band:
        return Sentence(
            "Nobody of {all:repeat buyer} has such a chance to be a customer still. Widen it.",
            all=risk.n_repeat,
        )
    if low or high > LIKELY_LOST:
        chance = Sentence("below {high:percent0}", high=high)
        if low:
            chance = Sentence("of {low:percent0} to {high:percent0}", low=low, high=high)
        still = Plural(
            "**{n} of {all:repeat buyer}** has a chance {chance} to be a customer still",
            "**{n} of {all:repeat buyer}** have a chance {chance} to be customers still",
            chance=chance,
            **given,
        )
    else:
        still = Plural(
            "**{n} of {all:repeat buyer}** is likely lost",
            "**{n} of {all:repeat buyer}** are likely lost",
            **given,
        )
    if risk.value_at_risk is None:
        return Sentence("{still}.", still=still)
    amount, days = Money(risk.value_at_risk, currency), lifetime.horizon_days
    if days == 365:
        stake = Sentence("**{amount:short}** a year is at stake with them", amount=amount)
    else:
        words = N_("**{amount:short}** of the next {days:day} is at stake with them")
        stake = Sentence(words, amount=amount, days=days)
    return Sentence("{still}: {stake}.", still=still, stake=stake)


def not_judged(one_time: int) -> Sentence:
    """The buyers of one day, of whom nobody can tell whether they left."""
    return Plural(
        "{n} buyer of one day alone cannot be judged and is left out.",
        "{n} buyers of one day alone cannot be judged and are left out.",
        n=one_time,
    )


def nobody(cohorts: Cohorts) -> Sentence:
    """Why there is no cohort at all, and what would help."""
    bought = cohorts.by == "purchase"
    none = Sentence(
        N_("No customer bought for the first time here.")
        if bought
        else N_("No customer was seen for the first time here.")
    )
    if not cohorts.earlier:
        return none
    came = Plural("{n:customer} was here", "{n:customer} were here", n=cohorts.earlier)
    if bought:
        came = Plural("{n:customer} bought", "{n:customer} bought", n=cohorts.earlier)
    return Sentence(
        "{none} {came} in these dates, but for the first time before them. Choose dates that "
        "begin earlier.",
        none=none,
        came=came,
    )


def reading(shown: CohortTables, by: str) -> Sentence:
    """The meaning of a row and a cell of the heat map, and what is not drawn."""
    said = Sentence(
        N_(
            "A row holds those whose first {by} was in that {period}, with their number; a cell, "
            "those of them who bought so many {period}s later."
        )
        if by == "purchase"
        else N_(
            "A row holds those whose first {by} was in that {period}, with their number; a cell, "
            "those of them who did anything so many {period}s later."
        ),
        by=by,
        period=shown.period,
    )
    if len(shown.sizes) <= MOST_COHORTS:
        return said
    return Sentence(
        "{said} The newest {drawn} of {all} cohorts are drawn; the file has all of them.",
        said=said,
        drawn=MOST_COHORTS,
        all=len(shown.sizes),
    )


def notes(cohorts: Cohorts, curve: str) -> list[Sentence]:
    """Remarks: who is in no cohort, and what the mean is of.

    curve : CohortTable.SHARE or CohortTable.VALUE
    """
    told = [Sentence("{note}", note=note) for note in cohorts.notes]
    if cohorts.undated:
        told.append(
            Plural(
                "{n:customer} without any time is in no cohort.",
                "{n:customer} without any time are in no cohort.",
                n=cohorts.undated,
            )
        )
    if cohorts.ungrouped:
        told.append(
            Plural(
                "{n:customer} of the cohorts is in no segment.",
                "{n:customer} of the cohorts are in no segment.",
                n=cohorts.ungrouped,
            )
        )
    mean = Sentence(
        N_(
            "The mean is over the customers of all cohorts whose period is over, so at later ages "
            "it rests on fewer and older cohorts; the band is its 95% interval."
        )
        if curve == CohortTable.SHARE
        else N_(
            "The mean is over the customers of all cohorts whose period is over, so at later ages "
            "it rests on fewer and older cohorts, and can fall where no line does."
        )
    )
    small = Sentence(
        "Cohorts below {firm} customers have no line of their own; periods that are not over are "
        "left out.",
        firm=FIRM,
    )
    return [*told, mean, small]


def within_range(tried: Calibration, inside: int, rows: int) -> Sentence:
    """How many rows of the trial are within the model's range, and what to rely on.

    inside, rows : of :func:`shopai.charts.lifetime.within`
    """
    said = Sentence(
        "By how often customers had bought before, what happened is within the 95% range of the "
        "model in {inside} of {rows} rows.",
        inside=inside,
        rows=rows,
    )
    if not tried.predicted.low <= tried.actual <= tried.predicted.high or 2 * inside >= rows:
        return said
    return Sentence(
        "{said} The sum is right while single customers are off: rely on the sum more than on "
        "the order of customers.",
        said=said,
    )
