"""The key figures of the last period, each against the one before, and revenue over time."""

from __future__ import annotations

import streamlit as st

from pages.overview import sellers
from pages.ui import show
from pages.ui.frame import Frame
from pages.ui.results import overview_of
from shopai import readiness
from shopai.behaviour.overview import Overview
from shopai.charts import overview as charts
from shopai.findings import overview as findings
from shopai.messages import N_, _
from shopai.sentences import plain

#: The pages to go on with, as far as the data allow them.
NEXT = {
    readiness.RETENTION: (N_("See who may be lost"), "event_repeat"),
    readiness.SEGMENTS: (N_("See who your customers are"), "groups"),
    readiness.BASKETS: (N_("See what sells together"), "shopping_basket"),
    readiness.RECOMMENDATIONS: (N_("See what to offer"), "recommend"),
}
MOST_NEXT = 3


def view(frame: Frame) -> None:
    currency, where = frame.dataset.currency, frame.where
    overview = overview_of(frame.dataset, where)
    frame.say(findings.how_it_goes(overview, currency, sellers.things_of(frame.dataset)))
    time = "all time" if where.since is None and where.until is None else "the chosen time"
    figures(overview, currency, time)
    if not overview.trend.empty:
        figure = charts.trend_bars(overview.trend, overview.step, currency)
        with st.container(key="trend"):
            show.told(figure, "trend_bars", findings.best_step(overview, currency))
    elif lists := sellers.lists_of(overview):  # without times there is no trend
        sellers.draw(frame, overview, lists)
    for analysis in [name for name in NEXT if frame.allows(name)][:MOST_NEXT]:
        frame.open(analysis, _(NEXT[analysis][0]), NEXT[analysis][1])
    with frame.sure("", "interval") as box:
        if box.open:
            st.markdown(findings.compared_periods(overview).markdown())
            st.markdown(
                "Revenue is what was paid for items less refunds, guests' orders included. The "
                "average order is money before refunds per order; a visit buys where it holds a "
                "purchase. Grey bars are not covered in full by the data. These are counts of all "
                "events, not samples, so they have no interval."
            )


def figures(overview: Overview, currency: str | None, time: str) -> None:
    """The key figures of the last period, each against the period before."""
    with st.container(horizontal=True, key="figures"):
        for figure in overview.figures:
            if figure.total is None:
                continue
            value = figure.total if overview.period is None else figure.current
            st.metric(
                figure.label,
                plain(findings.shown(value, figure, currency)),
                delta=findings.change(figure),
                help=findings.all_time(figure, overview, currency, time),
                border=True,
                width="stretch",
            )
