"""Repeat buyers who may be customers no more, most at stake first."""

from __future__ import annotations

from typing import Any

import streamlit as st

from pages.retention.cohorts import stand_in
from pages.retention.model import how_sure, lifetime, listing, refuse
from pages.ui import show
from pages.ui.controls import slider
from pages.ui.frame import Frame
from pages.ui.leads import JOURNEYS, RECOMMENDATIONS, Group
from shopai.behaviour.retention.churn import churn_risk
from shopai.charts.lifetime import alive_bars
from shopai.columns import Lifetime
from shopai.errors import TooThin
from shopai.findings import retention as findings
from shopai.format import counted
from shopai.sentences import Sentence

FIRST_BAND = (0, 50)
#: Columns of the table on the screen; the file has all.
COLUMNS = [
    Lifetime.AT_RISK, Lifetime.ALIVE, Lifetime.QUIET, Lifetime.REPEATS, Lifetime.MEAN_VALUE,
]  # fmt: skip


def view(frame: Frame) -> None:
    model = lifetime(frame)
    if model is None:
        stand_in(frame)
        return
    low, high = band(frame)
    if low == high:
        frame.nothing(Sentence("Choose a chance from a lower to a higher one."))
        return
    try:
        risk = churn_risk(model, low=low, high=high)
    except TooThin as reason:
        refuse(frame, str(reason))
        frame.open("rfm", "Open RFM", "leaderboard")
        stand_in(frame)
        return
    dataset = frame.dataset
    says = findings.at_risk(model, risk, dataset.currency)
    frame.say(says)
    repeat = model.customers[model.customers[Lifetime.REPEATS] > 0]
    show.chart(alive_bars(repeat[Lifetime.ALIVE], low, high), "alive_bars", str(says))
    if risk.in_band:
        ends = f"{low * 100:.0f} to {high * 100:.0f}%"
        source = f"Repeat buyers, customers still with a chance of {ends}"
        name = "Likely lost" if not low and high <= findings.LIKELY_LOST else f"Still here: {ends}"
        whom = counted(risk.in_band, "repeat buyer")
        group = Group(risk.ids, name, source)
        frame.lead_on(group, "churn", whom, RECOMMENDATIONS, JOURNEYS)
        with frame.more:
            listing(risk.table[COLUMNS], model, dataset.currency, "churn_table")
            if risk.value_at_risk is not None:
                st.caption(
                    "At stake: what the customer would be expected to spend were they a customer "
                    "for certain, less what is expected as it is. Most at stake first."
                )
        frame.file(f"These {whom}", risk.table, "churn risk", key="download_churn")
    st.caption(
        f"{findings.not_judged(risk.one_time)} A customer is likely gone who has been away for "
        "long against the own rhythm; someone who buys twice a year may well be quiet for months."
    )
    how_sure(frame, model, findings.trial_in_short(model))


def band(frame: Frame) -> tuple[float, float]:
    """The chances in the list, from and up to."""
    about = "Leave out the lowest to skip those who are most likely gone for good."
    look: dict[str, Any] = {"step": 5, "format": "%d%%", "help": about, "width": 260}
    label = "Chance to be a customer still"
    low, high = slider(label, 0, 100, FIRST_BAND, "churn_band", at=frame.controls, **look)
    return low / 100, high / 100
