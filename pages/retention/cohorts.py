"""Cohorts: of those who came first in a month, how many came back, and what they brought."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

import pandas as pd
import streamlit as st

from pages.ui import segment_settings, show
from pages.ui.controls import choice, dropdown
from pages.ui.keys import session_cache
from pages.ui.notes import titles_of
from shopai.behaviour.retention import cohorts as core
from shopai.behaviour.retention.activity import By, Period
from shopai.behaviour.retention.cohort_table import CohortTables
from shopai.behaviour.retention.cohorts import Cohorts
from shopai.charts.retention import FIRM, MEASURES, MOST_COHORTS, cohort_map, frame_of
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


def view(dataset: Dataset, where: Filter) -> None:
    by, period, measure, seg = controls(dataset)
    cohorts = cohorts_of(dataset, where, by, period, seg)
    if not cohorts.sizes.sum():
        nobody(cohorts)
        return
    titles = () if seg is None else titles_of(dataset, seg)
    groups = {titles[int(label)]: part for label, part in cohorts.groups.items()}
    shown, whose = heat_map_of(cohorts, groups)
    if not shown.sizes.sum():
        show.note(f"Nobody of {plain(whose)} is in a cohort here.")
        return
    curve = CURVE_OF[measure]
    says = findings.means(shown, curve, by, dataset.currency)
    show.told(cohort_map(shown, measure, dataset.currency, by, whose), "cohort_map", says)
    explain(shown, cohorts, by)
    st.subheader("Cohort by cohort, and on average", anchor=False)
    alt = f"{MEASURES[curve].label} of each cohort by age, with the mean. {says}"
    show.chart(cohort_curves(shown, curve, dataset.currency, by), "cohort_curves", alt)
    share = curve == CohortTable.SHARE
    st.caption(
        "The mean is over the customers of all cohorts whose period is over, so at later ages it "
        "rests on fewer and older cohorts"
        + ("; the band is its 95% interval." if share else ", and can fall where no line does.")
        + f" Cohorts below {FIRM} customers have no line of their own; periods that are not over "
        "are left out."
    )
    if groups:
        beside(dataset, cohorts, groups, curve, by)
    files(dataset, cohorts, groups, measure, whose)


def controls(dataset: Dataset) -> tuple[By, Period, str, Segmentation | None]:
    """The controls: event and period of the cohorts, the measure, and segments to compare."""
    sold = Kind.PURCHASE in dataset.event_counts
    priced = sold and Event.PRICE in dataset.filled
    money_needed = (CohortTable.REVENUE, CohortTable.VALUE)
    words = {
        name: measure.label
        for name, measure in MEASURES.items()
        if (priced or name not in money_needed) and (sold or name != CohortTable.ORDERS)
    }
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        measure = dropdown("Show", words, "cohort_measure", CohortTable.SHARE, width=270)
        period = choice("By", PERIODS, "cohort_period")
        by: By = "purchase" if sold else "event"
        if sold and len(dataset.event_counts) > 1:
            by = choice("Cohort of the", FIRSTS, "cohort_by")
        compared = "all"
        if dataset.n_customers > 1:
            compared = choice("Customers", CUSTOMERS, "cohort_whom")
    seg = segment_settings.segments(dataset) if compared == "segments" else None
    return by, period, measure, seg


def nobody(cohorts: Cohorts) -> None:
    """No cohort at all: why."""
    did = "bought" if cohorts.by == "purchase" else "was seen"
    show.note(f"No customer {did} for the first time here.")
    if cohorts.earlier:
        came = "bought" if cohorts.by == "purchase" else "were here"
        st.caption(
            f"{counted(cohorts.earlier, 'customer')} {came} in these dates, but for the first time "
            "before them. Choose dates that begin earlier."
        )


def heat_map_of(cohorts: Cohorts, groups: dict[str, CohortTables]) -> tuple[CohortTables, str]:
    """Customers of the heat map, and their name; everyone has no name."""
    if not groups:
        return cohorts, ""
    title = dropdown("Heat map of", [CUSTOMERS["all"], *groups], "cohort_group", width=270)
    return (groups[title], title) if title in groups else (cohorts, "")


def explain(shown: CohortTables, cohorts: Cohorts, by: str) -> None:
    """Captions on a cell, on those in no cohort, and on what to mind."""
    did = "bought" if by == "purchase" else "did anything"
    said = (
        f"A row holds those whose first {by} was in that {shown.period}, with their number; "
        f"a cell, those of them who {did} so many {shown.period}s later."
    )
    if len(shown.sizes) > MOST_COHORTS:
        said += (
            f" The newest {MOST_COHORTS} of {len(shown.sizes):,} cohorts are drawn; the file has "
            "all of them."
        )
    st.caption(plain(said))
    notes = list(cohorts.notes)
    if cohorts.undated:
        notes.append(f"{counted(cohorts.undated, 'customer')} without any time are in no cohort.")
    if cohorts.ungrouped:
        notes.append(f"{counted(cohorts.ungrouped, 'customer')} of the cohorts are in no segment.")
    if notes:
        st.caption(plain(" ".join(notes)))


def beside(
    dataset: Dataset, cohorts: Cohorts, groups: dict[str, CohortTables], curve: str, by: str
) -> None:
    """The means of the segments beside each other."""
    st.subheader("Segment by segment", anchor=False)
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


def files(
    dataset: Dataset, cohorts: Cohorts, groups: dict[str, CohortTables], measure: str, whose: str
) -> None:
    """All numbers, as a table on the page and as files."""
    shown = groups[whose] if whose else cohorts
    with st.expander("All numbers of the heat map"):
        options: dict[str, Any] = {"height": "content", "placeholder": "", "hide_index": False}
        show.table(wide(shown, measure), "cohort_table", **options)
    called = (dataset.name, "cohorts")
    with st.container(horizontal=True):
        table, view = partial(wide, shown, measure), (MEASURES[measure].label, whose)
        places = 2 if MEASURES[measure].unit == "money" else None
        show.download(
            "Download the heat map", table, *called, *view, key="download_map", places=places
        )
        every = partial(tidy, cohorts, groups)
        show.download("Download all cohorts", every, *called, key="download_cohorts")


def wide(grid: CohortTables, measure: str) -> pd.DataFrame:
    """Cohorts × ages as in the heat map, the size of each cohort first."""
    frame = frame_of(grid, measure)
    table = frame.set_axis([f"{grid.period} {age}" for age in frame.columns], axis=1)
    table = table.set_axis(pd.DatetimeIndex(grid.sizes.index).strftime("%Y-%m-%d"), axis=0)
    table.index.name = CohortTable.COHORT
    table.insert(0, CohortTable.SIZE, grid.sizes.to_numpy())
    return table


def tidy(cohorts: Cohorts, groups: dict[str, CohortTables]) -> pd.DataFrame:
    """One row a cohort and age, of everyone and of each group."""
    if not groups:
        return cohorts.table()
    every = {CUSTOMERS["all"]: cohorts} | groups
    parts = {title: part.table() for title, part in every.items()}
    return pd.concat(parts, names=[CohortTable.OF, None]).reset_index(level=0)
