"""Churn risk: the repeat buyers who may be customers no more, most at stake first."""

from __future__ import annotations

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.retention.value import AHEAD, SO_FAR, fitted, horizon, listing, refused
from pages.ui import audiences, show
from pages.ui.controls import slider
from shopai.behaviour.retention.churn import ChurnRisk, churn_risk
from shopai.behaviour.retention.lifetime import LifetimeValue
from shopai.charts.lifetime import alive_bars
from shopai.columns import Lifetime
from shopai.errors import TooThin
from shopai.events.dataset import Dataset
from shopai.findings import retention as findings
from shopai.format import counted
from shopai.selection.filter import Filter
from shopai.sentences import plain

FIRST_BAND = (0, 50)
#: First in the table of who may be lost.
FIRST = [Lifetime.AT_RISK, Lifetime.ALIVE, Lifetime.VALUE_IF_ALIVE, Lifetime.VALUE]


def view(dataset: Dataset, where: Filter) -> None:
    left, right = st.columns([1, 2], gap="medium")
    days = horizon(left)
    lifetime = fitted(dataset, where, days, None)
    if isinstance(lifetime, str):
        refused(lifetime)
        return
    low, high = band(right)
    if low == high:
        show.note("Choose a band from a lower to a higher probability.")
        return
    try:
        risk = churn_risk(lifetime, low=low, high=high)
    except TooThin as reason:
        show.note(plain(reason))
        st.page_link("pages/rfm.py", label="Open RFM", icon=":material/leaderboard:")
        return
    repeat = lifetime.customers[lifetime.customers[Lifetime.REPEATS] > 0]
    figure = alive_bars(repeat[Lifetime.ALIVE], low, high)
    show.told(figure, "alive_bars", findings.at_risk(lifetime, risk, dataset.currency))
    st.caption(
        f"{counted(risk.one_time, 'buyer')} of one day alone cannot be judged and are left out: "
        "the model takes all of them as customers still. A customer is likely gone who has been "
        "away for long against the own rhythm; someone who buys twice a year may well be quiet "
        "for months."
    )
    listed(dataset, lifetime, risk)


def band(at: DeltaGenerator) -> tuple[float, float]:
    """The probabilities in the list, from and up to."""
    label = "Probability to be a customer still"
    about = "Leave out the lowest to skip those who are most likely gone for good."
    more = {"step": 5, "format": "%d%%", "help": about, "at": at}
    low, high = slider(label, 0, 100, FIRST_BAND, "churn_band", **more)
    return low / 100, high / 100


def listed(dataset: Dataset, lifetime: LifetimeValue, risk: ChurnRisk) -> None:
    """The customers of the band, to list, download and save."""
    st.subheader("Who may be lost", anchor=False)
    if not risk.in_band:
        st.caption("Nobody is in this band. Move its ends.")
        return
    table = risk.table[FIRST + [name for name in AHEAD + SO_FAR if name not in FIRST]]
    listing(table, lifetime, dataset.currency, "churn_table")
    if risk.value_at_risk is not None:
        st.caption(
            "At stake: what the customer would be expected to spend were they a customer for "
            "certain, less what is expected as it is. Most at stake first."
        )
    low, high = (round(end * 100) for end in risk.band)
    called = f"Churn risk {low} to {high}%"
    source = f"Repeat buyers, customers still with a probability of {low} to {high}%"
    audiences.take_or_offer(dataset, table, risk.ids, called, source, "churn", "churn risk")
