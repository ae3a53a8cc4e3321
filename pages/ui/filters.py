"""The one filter of all pages on behaviour: which events they look at, kept in the address."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, Final, NamedTuple

import pandas as pd
import streamlit as st

from pages.ui import history, notes, segment_settings
from pages.ui.controls import day, dropdown, several
from pages.ui.named_popover import named_popover
from pages.ui.navigation import PAGE
from pages.ui.notes import titles_of
from pages.ui.results import choices_of, days_of, n_events_of, readiness_of
from shopai.charts.labels import shortened
from shopai.columns import Event, Item
from shopai.errors import ShopaiError
from shopai.events.dataset import Dataset
from shopai.events.moments import spoken
from shopai.format import listed
from shopai.readiness import SEGMENTS
from shopai.selection.filter import Filter
from shopai.sentences import plain

#: Keys of the controls, and their names in the address.
FROM, TO = "first_day", "last_day"
WHO, SEGMENT, AUDIENCE = "customers", "in_segment", "in_audience"
CATEGORY, CHANNEL = "category", "channel"
EVERYONE, A_SEGMENT, AN_AUDIENCE = "Everyone", "A segment", "An audience"
KEYS: Final = (FROM, TO, WHO, SEGMENT, AUDIENCE, CATEGORY, CHANNEL)

WHOSE: Final = (WHO, SEGMENT, AUDIENCE)


class Whom(NamedTuple):
    """The customers of the filter."""

    ids: pd.Index | None = None  # None for everyone
    segment: str = ""  # its title, with its number
    audience: str = ""

    @property
    def words(self) -> str:
        """The customers in words, for the badge; empty for everyone."""
        if self.segment:
            return f"Segment {self.segment}"
        return f"Audience {self.audience}" if self.audience else ""


#: Where the session state holds what the controls held last, on which page and of which data.
_HELD: Final = "filter_held"
#: Where it holds the data set whose first and last day the dates were chosen among, and these.
_ENDS: Final = "filter_ends"


def in_row(dataset: Dataset) -> tuple[Filter, list[str]]:
    """A button that opens the filter, in a row of controls; the filter, and its parts in words."""
    _bring_along(dataset)
    with st.popover("Filter", icon=":material/filter_alt:", key="filter_controls"):
        where, words = _controls(dataset)
        if words:
            clear_button("clear_filters")
    _keep(dataset)
    return where, words


def whom(dataset: Dataset, at: Any = st) -> Whom:
    """The customers of the filter alone, on a page that looks at no time or category.

    at : the container the button that opens the controls stands in
    """
    _bring_along(dataset, WHOSE)
    with named_popover("whom_controls", f"For: {EVERYONE}", at=at) as called:
        chosen = _who(dataset)
        called(f"For: {shortened(chosen.segment or chosen.audience or EVERYONE, 24)}")
    _keep(dataset, WHOSE)
    return chosen


def passes(dataset: Dataset, where: Filter) -> bool:
    """True where any event passes the filter."""
    return where.everything or bool(n_events_of(dataset, where))


def clear_button(key: str) -> None:
    """A button that sets the filter back to all events."""
    st.button("Clear the filter", key=key, icon=":material/filter_alt_off:", on_click=_clear)


def hold(dataset: Dataset, **values: str) -> None:
    """Let the filter hold these values on the next page: ``customers``, ``in_segment``, …."""
    st.session_state[_HELD] = ("", dataset.fingerprint, values)


def _bring_along(dataset: Dataset, keys: Collection[str] = KEYS) -> None:
    """Write what these controls held on the page before into the address, which they begin with.

    Streamlit keeps what was chosen by hand, but on the first run of a page a control that got
    its value from the address forgets it.
    """
    page = st.session_state.get(PAGE)
    before, fingerprint, held = st.session_state.get(_HELD, (page, "", {}))
    if before != page and fingerprint == dataset.fingerprint:
        history.begin_with({key: value for key, value in held.items() if key in keys})


def _keep(dataset: Dataset, keys: Collection[str] = KEYS) -> None:
    """Remember what the controls hold beside what they begin with, as an address says it.

    keys : of the controls on this page; what the others held stays
    """
    _, *ends = st.session_state.get(_ENDS, (None, None, None))
    usual = {FROM: ends[0], TO: ends[1], WHO: EVERYONE}
    held = {key: st.session_state[key] for key in keys if st.session_state.get(key)}
    texts = {
        key: [str(each) for each in value] if isinstance(value, list) else str(value)
        for key, value in held.items()
        if value != usual.get(key)
    }
    _, fingerprint, before = st.session_state.get(_HELD, ("", "", {}))
    if fingerprint == dataset.fingerprint:
        texts |= {key: value for key, value in before.items() if key not in keys}
    st.session_state[_HELD] = (st.session_state.get(PAGE), dataset.fingerprint, texts)


def _controls(dataset: Dataset) -> tuple[Filter, list[str]]:
    """The controls; the filter they make, and its parts in words."""
    since, until = _days(dataset)
    whose = _who(dataset)
    categories = _names(dataset, CATEGORY, "Categories", Item.CATEGORY)
    channels = _names(dataset, CHANNEL, "Channels", Event.CHANNEL)
    where = Filter(since, until, categories, channels, whose.ids)
    start = f"from {since:%-d %b %Y}" if since else ""
    end = f"to {until:%-d %b %Y}" if until else ""
    said = (f"{start} {end}".strip(), whose.words, listed(categories, 3), listed(channels, 3))
    return where, [words for words in said if words]


def _days(dataset: Dataset) -> tuple[date | None, date | None]:
    """First and last day; None where that is the data's own."""
    ends = days_of(dataset)
    if ends is None:
        return None, None
    oldest, newest = ends
    _move_along(dataset, ends)
    left, right = st.columns(2)
    explanation = f"Time zone {spoken(dataset.zone)}; the whole day counts."
    since = day("From", FROM, oldest, oldest, newest, explanation, left)
    until = day("To", TO, newest, oldest, newest, explanation, right)
    if since > until:
        st.caption(":orange[The first day is after the last: they are taken the other way round.]")
        since, until = until, since
    return (None if since == oldest else since), (None if until == newest else until)


def _move_along(dataset: Dataset, ends: tuple[date, date]) -> None:
    """Move days that were the first or last of the data open before to those of the data now."""
    fingerprint, *before = st.session_state.get(_ENDS, (None, None, None))
    if fingerprint not in (None, dataset.fingerprint):
        for key, old in zip((FROM, TO), before, strict=True):
            if st.session_state.get(key) == old:
                del st.session_state[key]  # it begins anew, with a day of these data
    st.session_state[_ENDS] = (dataset.fingerprint, *ends)


def _who(dataset: Dataset) -> Whom:
    """The chosen customers."""
    ready = {verdict.analysis for verdict in readiness_of(dataset) if verdict.ready}
    kinds = [EVERYONE, *([A_SEGMENT] if SEGMENTS in ready else [])]
    kinds += [AN_AUDIENCE] if notes.current(dataset).audiences else []
    kind = dropdown("Customers", kinds, WHO)
    if kind == A_SEGMENT:
        try:
            seg = segment_settings.segments(dataset)
        except ShopaiError as error:
            st.caption(f":orange[No segments can be made of these data: {plain(error)}]")
            return Whom()
        titles = titles_of(dataset, seg)
        title = dropdown("Segment", titles, SEGMENT, help="As they are on the Segments page now.")
        labels = seg.labels
        return Whom(labels.index[labels == titles.index(title)], segment=title)
    if kind == AN_AUDIENCE:
        kept = {audience.name: audience for audience in notes.current(dataset).audiences}
        name = dropdown("Audience", list(kept), AUDIENCE)
        return Whom(kept[name].customers, audience=name)
    return Whom()


def _names(dataset: Dataset, key: str, label: str, column: str) -> tuple[str, ...]:
    """The chosen categories or channels; none are on offer where the data know fewer than two."""
    names = choices_of(dataset, column)
    if len(names) < 2:
        return ()
    return tuple(several(label, names, key, placeholder=f"All {len(names):,} {label.lower()}"))


def _clear() -> None:
    """Back to all events; runs before the page does.

    Controls get what they begin with: Streamlit takes out of the address what they hold then,
    and lets nobody else.
    """
    _, *ends = st.session_state.get(_ENDS, (None, None, None))
    for key, value in zip(KEYS, (*ends, EVERYONE, None, None, [], []), strict=True):
        if key in st.session_state and value is not None:
            st.session_state[key] = value
    st.session_state.pop(_HELD, None)
