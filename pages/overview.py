"""Overview: how the shop is doing, and what its data allow."""

from __future__ import annotations

import streamlit as st

from pages.ui import filters, guard, run, show
from pages.ui.navigation import TITLES, script
from pages.ui.results import overview_of, readiness_of
from shopai.behaviour.overview import KeyFigure, Overview
from shopai.charts import overview as charts
from shopai.charts.labels import in_unit
from shopai.columns import TopItems
from shopai.events.dataset import Dataset
from shopai.findings import overview as findings
from shopai.format import money
from shopai.messages import _
from shopai.readiness import OVERVIEW
from shopai.sentences import plain


def page() -> None:
    dataset = guard.opened("Overview", "How the shop is doing.", otherwise=allows)
    where = filters.bar(dataset)
    overview = overview_of(dataset, where)
    time = "all time" if where.since is None and where.until is None else "the chosen time"
    figures(overview, dataset.currency, time)
    trend(overview, dataset.currency)
    best_sellers(overview, dataset.currency, time)
    allows(dataset)


def figures(overview: Overview, currency: str | None, time: str) -> None:
    """The key figures of the last period, each against the period before."""
    known = [figure for figure in overview.figures if figure.total is not None]
    with st.container(horizontal=True, key="figures"):
        for figure in known:
            value = figure.total if overview.period is None else figure.current
            st.metric(
                figure.label,
                plain(_shown(value, figure, currency)),
                delta=_change(figure),
                help=_help(figure, overview, currency, time),
                border=True,
                width="stretch",
            )
    st.caption(findings.compared_periods(overview).markdown())


def _help(figure: KeyFigure, overview: Overview, currency: str | None, time: str) -> str:
    """The figure of all time, and what an average divides where the figures beside it do not."""
    words = f"{time.capitalize()}: {plain(_shown(figure.total, figure, currency))}"
    orders = overview.orders.total
    if figure is overview.average_order_value and figure.total is not None and orders:
        gross = plain(money(figure.total * orders, currency, short=True))
        words += f". It is the money before refunds, {gross}, of {orders:,.0f} orders."
    return words


def _shown(value: float | None, figure: KeyFigure, currency: str | None) -> str:
    if value is None:
        return "–"
    if figure.unit == "money":
        return money(value, currency, short=abs(value) >= 100_000)
    return in_unit(value, figure.unit)


def _change(figure: KeyFigure) -> str | None:
    """Against the period before: percent, and for a share percentage points."""
    if figure.change is None or figure.current is None or figure.previous is None:
        return None
    if figure.unit == "share":
        return f"{(figure.current - figure.previous) * 100:+.1f} points"
    return f"{figure.change:+.1f}%"


def trend(overview: Overview, currency: str | None) -> None:
    """Revenue over time."""
    if overview.trend.empty:
        return
    figure = charts.trend_bars(overview.trend, overview.step, currency)
    with st.container(key="trend"):
        show.told(figure, "trend_bars", findings.best_step(overview, currency))


def best_sellers(overview: Overview, currency: str | None, time: str) -> None:
    """Items and categories that lead."""
    by = "revenue" if overview.ranked_by == TopItems.REVENUE else "number of events"
    items, categories = overview.top_items, overview.top_categories
    every = (
        ("items", items, items[TopItems.TITLE].fillna(items[TopItems.ITEM])),
        ("categories", categories, categories[TopItems.CATEGORY]),
    )
    for place, (things, best, titles) in zip(st.columns(2, gap="large"), every, strict=True):
        if best.empty:
            continue
        names, title = titles.astype(str).tolist(), f"Top {things} by {by}, {time}"
        figure = charts.top_bars(best, names, overview.ranked_by, title, currency)
        with place:
            show.chart(figure, f"top_{things}", f"Bars of the top {things}; first: {names[0]}.")


def allows(dataset: Dataset) -> None:
    """The pages that are ready, and what the others lack."""
    st.subheader("What your data allow", anchor=False)
    for verdict in readiness_of(dataset):
        icon = ":green[:material/check_circle:]" if verdict.ready else ":gray[:material/block:]"
        with st.container(
            horizontal=True, vertical_alignment="center", key=f"allows_{verdict.analysis}"
        ):
            st.markdown(f"{icon} {plain(verdict.reason)}", width="content")
            if verdict.ready and verdict.analysis != OVERVIEW:
                st.page_link(
                    script(verdict.analysis),
                    label=_("Open {page}").format(page=_(TITLES[verdict.analysis])),
                    icon=":material/arrow_forward:",
                    width="content",
                )


run.run(page)
