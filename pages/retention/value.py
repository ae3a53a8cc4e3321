"""Lifetime value: what the buyers of today are expected to bring."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from pages.retention.model import how_sure, lifetime, listing
from pages.ui import show
from pages.ui.controls import keep_within, number
from pages.ui.frame import Frame
from pages.ui.leads import JOURNEYS, RECOMMENDATIONS, Group
from shopai.charts.lifetime import value_bars
from shopai.columns import Lifetime
from shopai.findings import retention as findings
from shopai.format import counted
from shopai.sentences import plain

FIRST_TOP: Final = 100
#: Columns of the table on the screen; the file has all.
COLUMNS: Final = [
    Lifetime.VALUE, Lifetime.PURCHASES, Lifetime.ALIVE, Lifetime.REPEATS, Lifetime.MEAN_VALUE,
]  # fmt: skip


def view(frame: Frame) -> None:
    model = lifetime(frame)
    if model is None:
        return
    dataset, priced = frame.dataset, model.value is not None
    values = model.customers[Lifetime.VALUE if priced else Lifetime.PURCHASES]
    keep_within("top_customers", 1, model.n)
    look: dict[str, Any] = {"width": 150, "in_address": False, "at": frame.controls}
    n = number("Best customers", 1, model.n, min(FIRST_TOP, model.n), "top_customers", **look) or 1
    says = findings.expected(model, dataset.currency)
    frame.say(says)
    figure = value_bars(values, model.horizon_days, dataset.currency, priced)
    show.chart(figure, "value_bars", str(says))
    if model.value_reason:
        st.caption(plain(f"No amounts: {model.value_reason}"))
    st.caption(findings.concentration(values, dataset.currency, priced).markdown())
    best = values.sort_values(ascending=False, kind="stable").index[:n]
    table = model.customers.loc[best]
    called = f"Top {n:,} by expected {'value' if priced else 'purchases'}"
    source = f"Lifetime value, next {model.horizon_days:,} days: top {n:,}"
    whom = f"the best {counted(n, 'customer')}"
    frame.lead_on(Group(best, called, source), "top", whom, RECOMMENDATIONS, JOURNEYS)
    with frame.more:
        st.markdown(findings.best_bring(values, n, priced).markdown())
        listing(table[COLUMNS], model, dataset.currency, "top_table")
    frame.file(f"The best {n:,}", table, "lifetime value top", key="download_top")
    frame.file("All buyers", model.customers, "lifetime value", key="download_lifetime")
    how_sure(frame, model, findings.expected_in_short(model, dataset.currency))
