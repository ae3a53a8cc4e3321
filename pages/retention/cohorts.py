"""Cohorts: of those who came first in a month, how many came back, and what they brought."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

import streamlit as st

from pages.retention.model import VALUE
from pages.ui import filters, segment_settings, show
from pages.ui.controls import choice, dropdown
from pages.ui.frame import Frame
from pages.ui.keys import session_cache
from pages.ui.leads import RECOMMENDATIONS, Group
from pages.ui.notes import titles_of
from shopai.behaviour.retention import cohorts as core
from shopai.behaviour.retention.activity import By, Period
from shopai.behaviour.retention.cohort_table import CohortTables
from shopai.behaviour.retention.cohorts import Cohorts
from shopai.charts.retention import MEASURES, cohort_map, wide
from shopai.charts.retention_curves import cohort_curves, group_curves
from shopai.columns import CohortTable, Event, Kind
from shopai.events.dataset import Dataset
from shopai.findings import retention as findings
from shopai.format import counted, money, percent
from shopai.segments.segmentation import Segmentation
from shopai.selection.filter import Filter
from shopai.sentences import plain

PERIODS: Final[dict[Period, str]] = {"month": "Months", "week": "Weeks"}
FIRSTS: Final[dict[By, str]] = {"purchase": "First purchase", "event": "First event"}
CUSTOMERS: Final = {"all": "Everyone", "segments": "Segments"}
#: With fewer who did not come back there is nobody to write to.
FEWEST_AWAY: Final = 10
#: What the curves show beside each heat map.
CURVE_OF: Final = {
    CohortTable.SHARE: CohortTable.SHARE,
    CohortTable.CUSTOMERS: CohortTable.SHARE,
    CohortTable.ORDERS: CohortTable.SHARE,
    CohortTable.REVENUE: CohortTable.VALUE,
    CohortTable.VALUE: CohortTable.VALUE,
}


@session_cache(8, "Following the cohorts …")
def cohorts_of(
    dataset: Dataset, where: Filter, by: By, period: Period, seg: Segmentation | None = None
) -> Cohorts:
    """Cohorts of everyone, and of each segment where `seg` is given, by its number 0 … k−1."""
    groups = None if seg is None else seg.labels
    return core.cohorts(dataset, where, by=by, period=period, groups=groups)


def view(frame: Frame) -> None:
    dataset = frame.dataset
    by, period, measure, seg = controls(frame)
    cohorts = cohorts_of(dataset, frame.where, by, period, seg)
    if not cohorts.sizes.sum():
        frame.nothing(findings.nobody(cohorts))
        with frame.next:
            filters.clear_button("clear_from_cohorts")
        return
    titles = () if seg is None else titles_of(dataset, seg)
    groups = {titles[int(label)]: part for label, part in cohorts.groups.items()}
    shown, whose = heat_map_of(frame, cohorts, groups)
    curve = CURVE_OF[measure]
    says = findings.means(shown, curve, by, dataset.currency)
    frame.say(says if shown.sizes.sum() else f"Nobody of {plain(whose)} is in a cohort here.")
    show.chart(cohort_map(shown, measure, dataset.currency, by, whose), "cohort_map", str(says))
    st.caption(findings.reading(shown, by).markdown())
    lead_on(frame, cohorts)
    frame.turn("See what they will bring", VALUE, "trending_up")
    with frame.more:
        if groups and not whose:
            beside(dataset, cohorts, groups, curve, by)
        else:
            alt = f"{MEASURES[curve].label} of each cohort by age, with the mean. {says}"
            show.chart(cohort_curves(shown, curve, dataset.currency, by), "cohort_curves", alt)
    table, words = partial(wide, shown, measure), ("cohorts", MEASURES[measure].label, whose)
    places = 2 if MEASURES[measure].unit == "money" else None
    frame.file("This heat map", table, *words, key="download_map", places=places)
    frame.file(
        "All cohorts", partial(core.tidy, cohorts, groups), "cohorts", key="download_cohorts"
    )
    with frame.sure(findings.means_in_short(shown, curve), "interval") as box:
        if box.open:
            st.markdown(" ".join(note.markdown() for note in findings.notes(cohorts, curve)))


def stand_in(frame: Frame) -> None:
    """The cohorts by months, where nobody can tell who may be lost."""
    by: By = "purchase" if Kind.PURCHASE in frame.dataset.event_counts else "event"
    cohorts = cohorts_of(frame.dataset, frame.where, by, "month")
    if cohorts.sizes.sum():
        says = findings.means(cohorts, CohortTable.SHARE, by, frame.dataset.currency)
        show.told(cohort_map(cohorts, CohortTable.SHARE, by=by), "cohort_map", says)
        lead_on(frame, cohorts)


def lead_on(frame: Frame, cohorts: Cohorts) -> None:
    """The buttons for those who did not come back."""
    if len(cohorts.away) >= FEWEST_AWAY:
        name = "Did not come back"
        source = f"No {cohorts.by} since the {cohorts.period} of the first one"
        whom = f"{counted(len(cohorts.away), 'customer')} who did not come back"
        frame.lead_on(Group(cohorts.away, name, source), "away", whom, RECOMMENDATIONS)


def controls(frame: Frame) -> tuple[By, Period, str, Segmentation | None]:
    """The controls: event and period of the cohorts, the measure, and segments to compare."""
    dataset = frame.dataset
    sold = Kind.PURCHASE in dataset.event_counts
    priced = sold and Event.PRICE in dataset.filled
    money_needed = (CohortTable.REVENUE, CohortTable.VALUE)
    words = {
        name: measure.label
        for name, measure in MEASURES.items()
        if (priced or name not in money_needed) and (sold or name != CohortTable.ORDERS)
    }
    look: dict[str, Any] = {"width": 240, "at": frame.controls}
    measure = dropdown("Show", words, "cohort_measure", CohortTable.SHARE, **look)
    with frame.settings:
        period = choice("By", PERIODS, "cohort_period")
        by: By = "purchase" if sold else "event"
        if sold and len(dataset.event_counts) > 1:
            by = choice("Cohort of the", FIRSTS, "cohort_by")
        compared = "all"
        if dataset.n_customers > 1:
            compared = choice("Customers", CUSTOMERS, "cohort_whom")
    seg = segment_settings.segments(dataset) if compared == "segments" else None
    return by, period, measure, seg


def heat_map_of(
    frame: Frame, cohorts: Cohorts, groups: dict[str, CohortTables]
) -> tuple[CohortTables, str]:
    """Customers of the heat map, and their name; everyone has no name."""
    if not groups:
        return cohorts, ""
    options = [CUSTOMERS["all"], *groups]
    title = dropdown("Heat map of", options, "cohort_group", at=frame.settings)
    return (groups[title], title) if title in groups else (cohorts, "")


def beside(
    dataset: Dataset, cohorts: Cohorts, groups: dict[str, CohortTables], curve: str, by: str
) -> None:
    """The means of the segments beside each other."""
    last = findings.LATER[cohorts.period]
    told = []
    for title, part in groups.items():
        if findings.mean_at(part, last, CohortTable.COHORTS) > 0:
            value = findings.mean_at(part, last, curve)
            share = curve == CohortTable.SHARE
            told.append(f"{title}: {percent(value) if share else money(value, dataset.currency)}")
    alt = f"{MEASURES[curve].label} by segment; {cohorts.period} {last}: {', '.join(told)}."
    show.chart(group_curves(groups, curve, dataset.currency, by), "group_curves", alt)
    st.caption(
        "Segments are made from all that customers did, also from how often they bought. So a "
        "segment of frequent buyers comes back more by how it was made: this tells the segments "
        "apart, it does not say why they differ."
    )
