"""Findings of cohorts, lifetime value and churn risk."""

from __future__ import annotations

from typing import Final, Literal

import pandas as pd

from shopai.behaviour.retention.churn import ChurnRisk
from shopai.behaviour.retention.cohort_table import CohortTables
from shopai.behaviour.retention.expected_total import Estimate
from shopai.behaviour.retention.lifetime import LifetimeValue
from shopai.columns import CohortTable
from shopai.messages import N_
from shopai.sentences import Money, Plural, Sentence

#: The later age told of; the first one is 1.
LATER: Final = {"month": 6, "week": 8}
#: Of those who came again: by what the cohort is of.
_AGAIN: Final = {
    "purchase": N_("**Of 100 new buyers, {share:of 100} buy again** {later}."),
    "event": N_("**Of 100 new customers, {share:of 100} are seen again** {later}."),
}
_WHEN: Final = {
    ("month", True): N_("in the first month after ({low:percent} to {high:percent}; n = {n})"),
    ("week", True): N_("in the first week after ({low:percent} to {high:percent}; n = {n})"),
    ("month", False): N_("in month {age} ({low:percent} to {high:percent}; n = {n})"),
    ("week", False): N_("in week {age} ({low:percent} to {high:percent}; n = {n})"),
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
    "month": N_("{amount} by month {age} after it (n = {n})"),
    "week": N_("{amount} by week {age} after it (n = {n})"),
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
    period = grid.period
    ages = [age for age in (1, LATER[period]) if mean_at(grid, age, CohortTable.COHORTS) > 0]
    if not ages:
        return Sentence(
            "**No {period} after the first is over yet**, so nobody can have come back in one.",
            period=Sentence(N_("month") if period == "month" else N_("week")),
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
    return Sentence(_BRINGS[by, period], first=first, later=later)


def _told(grid: CohortTables, age: int, of: str, currency: str | None) -> Sentence:
    """When so many come back, or what they have brought by then."""
    n = mean_at(grid, age, CohortTable.SIZE)
    if of == CohortTable.VALUE:
        amount = Money(mean_at(grid, age, CohortTable.VALUE), currency)
        return Sentence(_BY_THEN[grid.period], amount=amount, age=age, n=n)
    return Sentence(
        _WHEN[grid.period, age == 1],
        age=age,
        low=mean_at(grid, age, CohortTable.LOW),
        high=mean_at(grid, age, CohortTable.HIGH),
        n=n,
    )


def expected(lifetime: LifetimeValue, currency: str | None) -> Sentence:
    """Expected purchases and spend of all buyers, with ranges where they are known."""
    low, high = _ends(lifetime.purchases)
    buy = Sentence(
        "In the next {days:day} the {n:buyer} are expected to make **{purchases:purchase}** "
        "({low} to {high})",
        days=lifetime.horizon_days,
        n=lifetime.n,
        purchases=round(lifetime.purchases.value),
        low=low,
        high=high,
    )
    if lifetime.value is None:
        return Sentence("{buy}.", buy=buy)
    amount = Sentence("**{amount}**", amount=Money(round(lifetime.value.value), currency))
    least, most = _ends(lifetime.value)
    if least == least:
        amount = Sentence(
            "{amount} ({least} to {most})",
            amount=amount,
            least=Money(round(least), currency),
            most=Money(round(most), currency),
        )
    return Sentence("{buy} and to spend {amount}, before refunds.", buy=buy, amount=amount)


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


def at_risk(lifetime: LifetimeValue, risk: ChurnRisk, currency: str | None) -> Sentence:
    """The repeat buyers in the band of probabilities, and what is at stake."""
    low, high = risk.band
    chance = Sentence("less than {high:percent0}", high=high)
    if low:
        chance = Sentence("{low:percent0} to {high:percent0}", low=low, high=high)
    still = Plural(
        "**{n} of {all:repeat buyer}** ({share:percent}) is a customer still with a probability "
        "of {chance}",
        "**{n} of {all:repeat buyer}** ({share:percent}) are customers still with a probability "
        "of {chance}",
        n=risk.in_band,
        all=risk.n_repeat,
        share=risk.in_band / risk.n_repeat,
        chance=chance,
    )
    if risk.value_at_risk is None or not risk.in_band:
        return Sentence("{still}.", still=still)
    return Sentence(
        "{still}; **{amount}** of the next {days:day} is at stake with them.",
        still=still,
        amount=Money(round(risk.value_at_risk), currency),
        days=lifetime.horizon_days,
    )
