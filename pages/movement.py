"""Movement: which customers changed their segment between two dates."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.ui import audiences, controls, guard, run, segment_settings, show
from pages.ui.keys import session_cache
from pages.ui.notes import titles_of
from pages.ui.results import features_of
from shopai.charts.flows import movement_flows
from shopai.columns import FEATURES, Flow, Moves
from shopai.events.dataset import Dataset
from shopai.findings import movement as findings
from shopai.format import day
from shopai.segments.assignment import Drift, complete, drift
from shopai.segments.movement import CHANGES, OTHERS, Movement, compared, customers_at, span
from shopai.segments.segmentation import Segmentation

END = "The end of this day."
DAYS = 90  # between the two dates, at first
MOST_LISTED = 1_000
ANY = "Any segment"
GROWS = (
    "Each date counts all a customer had done by then. Orders and spend mostly grow with time, "
    "so some drift towards the bigger segments is natural."
)


@session_cache(4, "Describing each customer then …")
def customers_then(dataset: Dataset, moment: datetime) -> pd.DataFrame:
    """One row a customer known at `moment`; the newest event's where that is earlier."""
    return features_of(dataset) if moment >= span(dataset)[1] else customers_at(dataset, moment)


@session_cache(4, "Comparing the two dates …")
def movement_of(dataset: Dataset, seg: Segmentation, before: datetime, after: datetime) -> Movement:
    """Moves between the segments of `seg`; a moment after the newest event is that."""
    return compared(seg, customers_then(dataset, before), customers_then(dataset, after))


@session_cache(4)
def drift_of(dataset: Dataset, seg: Segmentation, moment: datetime) -> Drift | None:
    """Fit of `seg` to the customers of `moment`; None where nobody can be placed."""
    customers = customers_then(dataset, moment)
    return drift(seg, customers) if complete(seg, customers).any() else None


def page() -> None:
    dataset = guard.opened("Movement", "Which customers changed their segment between two dates.")
    seg = segment_settings.segments(dataset)
    before, after = dates(dataset)
    movement = movement_of(dataset, seg, end_of(before), end_of(after))
    names: dict[Hashable, str] = dict(enumerate(titles_of(dataset, seg)))
    names |= {group: group for group in OTHERS}
    title = f"{before:%d %b %Y} to {after:%d %b %Y} (n = {len(movement.table):,})"
    segments = [names[label] for label in range(seg.k)]
    figure = movement_flows(movement, seg.k, title, segments)
    show.told(figure, "movement_flows", findings.most_taken_way(movement, names, before, after))
    st.caption(GROWS)
    fit(dataset, seg, before)
    movers(dataset, seg, movement, names, f"{before} to {after}")
    counts(dataset, movement, names)


def dates(dataset: Dataset) -> tuple[date, date]:
    """The two dates to compare; ends the page where they cannot be."""
    oldest, newest = (moment.date() for moment in span(dataset))
    if oldest == newest:
        show.note(
            f"Movement compares two dates, but all events are of {day(newest)}. Open data of "
            "a longer time."
        )
        st.stop()
    left, right, _ = st.columns([1, 1, 1], gap="medium")
    first = max(newest - timedelta(days=DAYS), oldest + (newest - oldest) // 2)
    one = timedelta(days=1)
    before = controls.day("From", "before", first, oldest, newest - one, END, left)
    after = controls.day("To", "after", newest, oldest + one, newest, END, right)
    if before >= after:
        show.note("Choose a first date before the second one.")
        st.stop()
    return before, after


def fit(dataset: Dataset, seg: Segmentation, before: date) -> None:
    """The fit of the centres of today to the customers of the first date."""
    misfit = drift_of(dataset, seg, end_of(before))
    if misfit is None:
        return
    says = findings.fit_at_first(misfit, before).markdown()
    if misfit.warning:
        st.warning(says, icon=":material/trending_down:")
    else:
        st.caption(says)


def movers(
    dataset: Dataset,
    seg: Segmentation,
    movement: Movement,
    names: Mapping[Hashable, str],
    dates: str,
) -> None:
    """The customers who changed from one group to another, to list, download and save."""
    st.subheader("Who moved", anchor=False)
    left, right = st.columns(2)
    source = group_choice("From", "moved_from", movement.links[Flow.SOURCE], names, left)
    target = group_choice("To", "moved_to", movement.links[Flow.TARGET], names, right)
    rows = movement.between(source, target).sort_values(
        [Moves.MONETARY_AFTER], ascending=False, kind="stable"
    )
    if rows.empty:
        st.caption("Nobody moved this way.")
        return
    shown = readable(rows.head(MOST_LISTED), names)
    made_from = (dates, seg.features, seg.k, source, target, len(rows))
    key = show.key_of("movers", dataset.fingerprint, *made_from)
    picked = show.ticked(shown, key, columns(dataset.currency), height="auto")
    ids = rows.index[picked] if picked else rows.index
    if len(rows) > len(shown):
        st.caption(f"The {len(shown):,} who spent most of {len(rows):,}; a download has them all.")
    way = f"{names.get(source, ANY)} to {names.get(target, ANY)}"
    audiences.take_or_offer(
        dataset,
        lambda: readable(rows.loc[ids], names),
        ids,
        f"Moved: {way}",
        f"Moved from {way}, {dates}",
        "movers",
        "moved",
        dates,
    )


def group_choice(
    label: str, key: str, groups: pd.Series, names: Mapping[Hashable, str], at: DeltaGenerator
) -> Hashable:
    """One of the groups that have customers, or None for any segment."""
    present = set(groups)
    options: dict[Hashable, str] = {ANY: ANY}
    options |= {group: name for group, name in names.items() if group in present}
    group = controls.dropdown(label, options, key, in_address=False, at=at)
    return None if group == ANY else group


def counts(dataset: Dataset, movement: Movement, names: Mapping[Hashable, str]) -> None:
    """All numbers of the chart."""
    with st.expander("All numbers: from each group (rows) to each (columns)"):
        table = movement.matrix.rename(index=names, columns=names)
        show.table(table, "movement_matrix", height="content", hide_index=False)
        called = (dataset.name, "movement")
        show.download("Download these counts", table, *called, key="download_matrix")


def readable(rows: pd.DataFrame, names: Mapping[Hashable, str]) -> pd.DataFrame:
    """The groups by name, without the columns that say nothing."""
    named = rows.assign(**{end: rows[end].map(names) for end in (Moves.SOURCE, Moves.TARGET)})
    return named.dropna(axis=1, how="all")


def columns(currency: str | None) -> dict[str, Any]:
    """Titles and formats of the table of movers."""
    formats = {"money": "%,.2f", "days": "%,.1f"}
    titles: dict[str, Any] = {"_index": "Customer", Moves.SOURCE: "From", Moves.TARGET: "To"}
    for feature, ends in CHANGES.items():
        meaning = FEATURES[feature]
        money = f" ({currency})" if currency and meaning.unit == "money" else ""
        for name, when in zip(ends, ("before", "after"), strict=True):
            form = formats.get(meaning.unit, "localized")
            titles[name] = (f"{meaning.label}, {when}{money}", form)
    return titles


def end_of(chosen_day: date) -> datetime:
    """The last microsecond of the day, by the shop's clock."""
    return datetime.combine(chosen_day, time.max)


run.run(page)
