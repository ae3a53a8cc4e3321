"""Findings of the overview."""

from __future__ import annotations

from typing import Final

import pandas as pd

from shopai.behaviour.overview import Overview
from shopai.columns import TopItems, Trend
from shopai.messages import N_
from shopai.sentences import Money, Sentence, count

_BEST: Final = {
    "day": N_("The best day was {start}, with {amount}."),
    "week": N_("The best week was that from {start}, with {amount}."),
    "month": N_("The best month was {start:month}, with {amount}."),
}


def best_step(overview: Overview, currency: str | None) -> Sentence:
    """The day, week or month with the most revenue; without prices, with the most events."""
    priced = overview.ranked_by == TopItems.REVENUE
    values = overview.trend[Trend.REVENUE if priced else Trend.EVENTS].to_numpy()
    best = int(values.argmax())
    amount = (
        Sentence("{amount} of revenue", amount=Money(float(values[best]), currency))
        if priced
        else count(int(values[best]), "event")
    )
    start = overview.trend[Trend.START].iloc[best]
    return Sentence(_BEST[overview.step], start=start, amount=amount)


def compared_periods(overview: Overview) -> Sentence:
    """The two periods the key figures compare, or why none."""
    if overview.period is None or overview.period_before is None:
        if overview.trend.empty:
            return Sentence("All events together: the data have no times to compare periods by.")
        return Sentence(
            "All events together: the data cover too short a time to compare periods by."
        )
    days = (overview.period.end - overview.period.start) / pd.Timedelta(days=1)
    length = count(round(days), "day") if days >= 2 else count(round(days * 24), "hour")
    return Sentence(
        "The last {length}, up to {end:medium}, against the {length} before.",
        length=length,
        end=overview.period.end,
    )
