"""Queries that people do not find, search for most, or more and more."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from pages.search import controls
from pages.search.tables import BEFORE_AND_NOW, NUMBERS, OUTCOMES, TESTS
from pages.ui import show
from pages.ui.controls import dropdown
from pages.ui.frame import Frame
from pages.ui.results import days_of
from shopai.charts import search as charts
from shopai.columns import SearchTable
from shopai.events.dataset import Dataset
from shopai.findings import search as findings
from shopai.format import number, percent
from shopai.selection.filter import Filter

PERIODS: Final = {0: "Newer half", 7: "Last 7 days", 30: "Last 30 days", 90: "Last 90 days"}


def missing(frame: Frame) -> None:
    """Queries that lead to no purchase, to no click, or end the visit."""
    _request, terms = controls.terms(frame)
    usual = findings.usual_failure(terms)
    look: dict[str, Any] = {"width": 200, "at": frame.controls}
    share = dropdown("Searches that", charts.OUTCOMES, "search_outcome", usual, **look)
    table = terms.ranked(share)
    says = findings.ranking(terms, table, share)
    frame.say(says)
    line: Any = ""
    if table.empty:
        controls.to_most(frame)
    else:
        overall = terms.overall
        came_of = {name: what for name, what in charts.OUTCOMES.items() if overall[name]}
        words = {what.capitalize(): percent(overall[name]) for name, what in came_of.items()}
        figures({"Searches": number(terms.searches)} | words)
        worse = findings.standing_out(terms, share)
        figure = charts.outcome_dots(table, share, float(overall[share]), worse)
        show.chart(figure, "outcomes", str(says))
        first = 0 if worse else findings.most_failed(table, share)
        columns = [name for name in OUTCOMES if name in came_of or name not in charts.OUTCOMES]
        queries = controls.ticked(frame, table, columns, share, first)
        controls.lead_on(frame, terms, queries)
        line = findings.outcome_in_short(terms, share)
    with frame.sure(line, "interval", "wilson") as box:
        if box.open:
            st.markdown(findings.outcomes_of_all(terms).markdown())
            controls.counting(terms)


def most(frame: Frame) -> None:
    """Queries searched for most."""
    _request, terms = controls.terms(frame)
    says = findings.most_searched(terms)
    frame.say(says)
    named = ("Searches", "Known customers who searched", "Visits with a search")
    counts = (terms.searches, terms.customers, terms.visits)
    figures(dict(zip(named, map(number, counts), strict=True)))
    show.chart(charts.top_bars(terms.table), "most_searched", str(says))
    controls.lead_on(frame, terms, controls.ticked(frame, terms.table, NUMBERS, "most"))
    with frame.sure() as box:
        if box.open:
            controls.counting(terms)


def rising(frame: Frame) -> None:
    """Queries that people search for more and more."""
    offered = {days: PERIODS[days] for days in periods(frame.dataset, frame.where)}
    about = "With as long a time just before it."
    look: dict[str, Any] = {"width": 170, "help": about, "at": frame.controls}
    days = dropdown("Compare", offered, "search_recent", **look)
    _request, terms = controls.terms(frame, days or None)
    table = terms.ranked(SearchTable.GROWTH)
    says = findings.rising(terms, table)
    frame.say(says)
    if table.empty:
        controls.to_most(frame)
    else:
        show.chart(charts.growth_dots(table), "growth", str(says))
        controls.lead_on(frame, terms, controls.ticked(frame, table, BEFORE_AND_NOW, "rising"))
    with frame.sure(findings.periods_in_short(terms, table), "interval", "p", "fdr") as box:
        if box.open:
            show.table(table.head(controls.SHOWN)[list(TESTS)], "rising_tests", TESTS)
            controls.counting(terms)


def figures(values: dict[str, str]) -> None:
    """Key figures in one row."""
    with st.container(horizontal=True, key="search_figures"):
        for label, value in values.items():
            st.metric(label, value, border=True, width="stretch")


def periods(dataset: Dataset, where: Filter) -> list[int]:
    """Lengths in days that fit twice into the time the filter leaves."""
    ends = days_of(dataset)
    if ends is None:
        return [0]
    first, last = where.since or ends[0], where.until or ends[1]
    return [days for days in PERIODS if 2 * days <= (last - first).days]
