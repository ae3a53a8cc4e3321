"""Movement: which customers changed their segment between two dates."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from pages.ui import controls, frame, segment_settings, show
from pages.ui.keys import session_cache
from pages.ui.leads import JOURNEYS, RECOMMENDATIONS, Group
from pages.ui.notes import titles_of
from pages.ui.results import features_of
from shopai.charts.flows import movement_flows
from shopai.columns import FEATURES, Flow, Moves
from shopai.events.dataset import Dataset
from shopai.findings import movement as findings
from shopai.format import counted, day
from shopai.segments.assignment import Drift, complete, drift
from shopai.segments.movement import CHANGES, OTHERS, Movement, compared, customers_at, span
from shopai.segments.segmentation import Segmentation
from shopai.sentences import Sentence

END = "The end of this day."
DAYS = 90  # between the two dates, at first
MOST_LISTED = 1_000
ANY = "Any segment"
VIEW = "movement_view"
FROM, TO = "moved_from", "moved_to"


class Shown(NamedTuple):
    """The movement the page shows, on the segments as chosen."""

    seg: Segmentation
    movement: Movement
    before: date
    after: date
    names: dict[Hashable, str]  # of segments and other groups; text of the data or a visitor

    @property
    def dates(self) -> str:
        return f"{self.before} to {self.after}"

    @property
    def matrix(self) -> pd.DataFrame:
        """Customers from each group (rows) to each (columns), by name."""
        return self.movement.matrix.rename(index=self.names, columns=self.names)

    def way(self, source: Hashable, target: Hashable) -> str:
        return f"{self.names.get(source, ANY)} to {self.names.get(target, ANY)}"


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


def shown(page: frame.Frame) -> Shown:
    """The movement between the two dates of the row; how sure it is, and its numbers as a file."""
    dataset = page.dataset
    seg = segment_settings.segments(dataset)
    before, after = dates(page)
    movement = movement_of(dataset, seg, end_of(before), end_of(after))
    names: dict[Hashable, str] = dict(enumerate(titles_of(dataset, seg)))
    moved = Shown(seg, movement, before, after, names | {group: group for group in OTHERS})
    how_sure(page, moved)
    page.file("All numbers", moved.matrix, "movement", key="download_matrix")
    return moved


def dates(page: frame.Frame) -> tuple[date, date]:
    """The two dates to compare; ends the page where they cannot be."""
    oldest, newest = (moment.date() for moment in span(page.dataset))
    if oldest == newest:
        only = (
            "Movement compares two dates, but all events are of {day}. Open data of a longer time."
        )
        page.end(Sentence(only, day=newest))
    left, right = (page.controls.container(width=145) for _place in range(2))
    first = max(newest - timedelta(days=DAYS), oldest + (newest - oldest) // 2)
    one = timedelta(days=1)
    before = controls.day("From", "before", first, oldest, newest - one, END, left)
    after = controls.day("To", "after", newest, oldest + one, newest, END, right)
    if before >= after:
        page.end("Choose a first date before the second one.")
    return before, after


def flow(page: frame.Frame) -> None:
    """The groups then on the left, those later on the right."""
    moved = shown(page)
    says = findings.most_taken_way(moved.movement, moved.names, moved.before, moved.after)
    page.say(says)
    n, ends = len(moved.movement.table), (day(moved.before, "medium"), day(moved.after, "medium"))
    title = f"{' to '.join(ends)} ({counted(n, 'customer')})"
    segments = [moved.names[label] for label in range(moved.seg.k)]
    figure = movement_flows(moved.movement, moved.seg.k, title, segments)
    show.chart(figure, "movement_flows", str(says))
    lead_on_most_taken(page, moved)


def numbers(page: frame.Frame) -> None:
    """All numbers of the chart."""
    moved = shown(page)
    page.say(findings.faithful(moved.movement, moved.names))
    columns = {name: (name, "localized") for name in moved.matrix.columns}
    show.table(moved.matrix, "movement_matrix", columns, height="content", hide_index=False)
    st.caption("Customers from each group (rows) to each (columns).")
    lead_on_most_taken(page, moved)


def lead_on_most_taken(page: frame.Frame, moved: Shown) -> None:
    """The ways on with the customers who took the way most took."""
    way = findings.most_taken(moved.movement)
    if way is None:
        return
    source, target = way
    held: dict[str, Any] = {FROM: source, TO: target}
    ids = moved.movement.between(source, target).index
    whom = f"{counted(len(ids), 'customer')}, now {moved.names[target]}"
    lead_on(page, moved, ids, source, target, whom)
    page.turn("See who they are", "who", "list", key="list_movers", **held)


def lead_on(
    page: frame.Frame, moved: Shown, ids: pd.Index, source: Hashable, target: Hashable, whom: str
) -> None:
    """The ways on with the customers `ids`, who moved from `source` to `target`."""
    way = moved.way(source, target)
    group = Group(ids, f"Moved: {way}", f"Moved from {way}, {moved.dates}")
    page.lead_on(group, "movers", whom, RECOMMENDATIONS, JOURNEYS)


def who(page: frame.Frame) -> None:
    """The customers who changed from one group to another, to lead on with."""
    dataset, moved = page.dataset, shown(page)
    source = group_choice(page, "From segment", FROM, Flow.SOURCE, moved)
    target = group_choice(page, "To segment", TO, Flow.TARGET, moved)
    movement = moved.movement
    page.say(findings.one_way(movement, source, target, moved.names, dataset.currency))
    by = CHANGES[movement.described_by[0]][1]
    rows = movement.between(source, target).sort_values([by], ascending=False, kind="stable")
    if rows.empty:
        return
    rows = rows.assign(**{end: rows[end].map(moved.names) for end in (Moves.SOURCE, Moves.TARGET)})
    titles = columns(movement, dataset.currency)
    made_from = (moved.dates, moved.seg.features, moved.seg.k, source, target, len(rows))
    key = show.key_of("movers", dataset.fingerprint, *made_from)
    table = rows.head(MOST_LISTED)[[name for name in titles if name in rows]]
    picked = show.ticked(table, key, titles, height=430)
    ids = rows.index[picked] if picked else rows.index
    cut = f"The first {MOST_LISTED:,} of {len(rows):,}; a download has them all. "
    most = f"Most {FEATURES[movement.described_by[0]].label.lower()} first. "
    st.caption(f"{cut if len(rows) > MOST_LISTED else ''}{most}Tick rows to go on with those.")
    lead_on(page, moved, ids, source, target, counted(len(ids), "customer"))
    these, label = rows.loc[ids].dropna(axis=1, how="all"), counted(len(ids), "customer")
    page.file(label, these, "moved", moved.dates, key="download_movers")


def group_choice(page: frame.Frame, label: str, key: str, end: str, moved: Shown) -> Hashable:
    """One of the groups that have customers, or None for any segment."""
    present = set(moved.movement.links[end])
    options: dict[Hashable, str] = {ANY: ANY}
    options |= {group: name for group, name in moved.names.items() if group in present}
    look: dict[str, Any] = {"in_address": False, "at": page.controls, "width": 170}
    group = controls.dropdown(label, options, key, **look)
    return None if group == ANY else group


def how_sure(page: frame.Frame, moved: Shown) -> None:
    """The fit of the segments of today to the customers of the first date."""
    fits = drift_of(page.dataset, moved.seg, end_of(moved.before))
    says = [] if fits is None else [findings.fit_at_first(fits, moved.before)]
    line: Sentence | str = says[0] if says else ""
    if fits is not None and fits.warning:
        line, warning = "", findings.misfit(fits, moved.before).markdown()
        page.more.warning(warning, icon=":material/trending_down:")
    with page.sure(line, "k-means") as box:
        if box.open:
            says += findings.outside(moved.movement)
            st.markdown(
                "Each date counts all a customer had done by then. Such counts mostly grow with "
                "time, so some drift towards the bigger segments is natural. "
                + " ".join(sentence.markdown() for sentence in says)
            )


def columns(movement: Movement, currency: str | None) -> dict[str, Any]:
    """Titles and formats of the table of movers: what they did, before and after."""
    titles: dict[str, Any] = {"_index": "Customer", Moves.SOURCE: "From", Moves.TARGET: "To"}
    for feature in movement.described_by:
        label, unit = FEATURES[feature].label, FEATURES[feature].unit
        before, after = CHANGES[feature]
        if unit == "days":  # in the download only
            continue
        money = f" ({currency})" if currency and unit == "money" else ""
        form = "%,.2f" if unit == "money" else "localized"
        titles |= {before: (f"{label} before{money}", form), after: (f"{label} after{money}", form)}
    return titles


def end_of(chosen_day: date) -> datetime:
    """The last microsecond of the day, by the shop's clock."""
    return datetime.combine(chosen_day, time.max)


VIEWS = {
    "flow": frame.View("Flow", flow),
    "who": frame.View("Who moved", who),
    "numbers": frame.View("All numbers", numbers),
}

frame.show(frame.Page("movement", "Movement", VIEWS, key=VIEW))
