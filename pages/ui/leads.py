"""Buttons that lead on to another page with the same customers chosen."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import pandas as pd
import streamlit as st

from pages.ui import audiences, filters, notes
from pages.ui.navigation import go_to
from pages.ui.results import readiness_of
from shopai.audiences import MOST_CHARACTERS, Audience
from shopai.events.dataset import Dataset
from shopai.messages import N_, _
from shopai.segments.segmentation import Segmentation

RECOMMENDATIONS, JOURNEYS, BASKETS = "recommendations", "journeys", "baskets"


class Way(NamedTuple):
    """A button that leads to a page."""

    label: str
    short: str  # on a card
    icon: str


#: The pages to lead to.
PAGES: Final = {
    RECOMMENDATIONS: Way(N_("Recommend to them"), N_("Recommend"), "recommend"),
    JOURNEYS: Way(N_("See their journeys"), N_("Journeys"), "route"),
    BASKETS: Way(N_("See what they buy together"), N_("Baskets"), "shopping_basket"),
}


class Group(NamedTuple):
    """Customers to lead on with."""

    ids: pd.Index  # (n,) of customers
    name: str  # of the audience they become where none is typed
    source: str  # how they were chosen, in words: "Segment 2 of 5"
    segment: str = ""  # its title where they are a segment as chosen; others become an audience


def of_segment(dataset: Dataset, seg: Segmentation, label: int) -> Group:
    """The customers of one segment."""
    members = seg.labels.index[seg.labels == label]
    name, title = notes.names_of(dataset, seg)[label], notes.titles_of(dataset, seg)[label]
    return Group(members, name, f"Segment {label + 1} of {seg.k}", title)


def buttons(dataset: Dataset, group: Group, key: str, *pages: str, save: bool = True) -> None:
    """A button for each page these data can fill, first one that saves them as an audience.

    key : of the buttons, one of its own for each group on a page
    """
    if save:
        audiences.offer(dataset, group.ids, group.name, group.source, f"{key}_audience")
    for page in _filled(dataset, pages):
        way = PAGES[page]
        about = None if group.segment else _("Keeps them as an audience first.")
        if st.button(
            _(way.label),
            key=f"{key}_{page}",
            icon=f":material/{way.icon}:",
            help=about,
            disabled=not len(group.ids),
        ):
            take(dataset, group, page)


def links(dataset: Dataset, group: Group, key: str, *pages: str) -> None:
    """The same in few words, for a card; the audience gets the group's name at once."""
    st.button(
        _("Audience"),
        key=f"{key}_keep",
        type="tertiary",
        help=_("Save them as an audience"),
        on_click=audiences.save,
        args=(dataset, group.ids, group.name, group.source),
    )
    for page in _filled(dataset, pages):
        if st.button(_(PAGES[page].short), key=f"{key}_{page}", type="tertiary"):
            take(dataset, group, page)


def _filled(dataset: Dataset, pages: Sequence[str]) -> list[str]:
    """The pages that the data can fill: no button leads to an empty one."""
    ready = {verdict.analysis for verdict in readiness_of(dataset) if verdict.ready}
    return [page for page in pages if page in ready]


def take(dataset: Dataset, group: Group, page: str) -> None:
    """Leave for `page`, its events and customers those of the group."""
    if group.segment:
        filters.hold(dataset, **{filters.WHO: filters.A_SEGMENT, filters.SEGMENT: group.segment})
    else:
        name = _kept(dataset, group)
        filters.hold(dataset, **{filters.WHO: filters.AN_AUDIENCE, filters.AUDIENCE: name})
    go_to(page)


def _kept(dataset: Dataset, group: Group) -> str:
    """The name of the audience of these very customers; kept now where there is none."""
    name = group.name[:MOST_CHARACTERS]
    new = Audience(name, group.ids, group.source, dataset.fingerprint)
    for audience in notes.current(dataset).audiences:
        if audience.customers.equals(new.customers):
            return audience.name
    notes.put(dataset, notes.current(dataset).keeping(new))
    return notes.current(dataset).audiences[-1].name
