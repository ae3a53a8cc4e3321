"""The frame every page is drawn in, from its title down to *How sure?*.

A page describes itself (`Page`) with its views (`View`). A view fills the places of the frame,
in the order its work allows; on the screen they stand in the order of the frame:

1. title, badge of the data, and one menu of downloads;
2. the finding, one sentence;
3. one row of controls: the switch of views, the filter, the view's own, its settings;
4. the main chart or table: whatever a view draws outside of the other places;
5. what next: buttons that lead on with the same customers or items;
6. more of the view: lists and tables;
7. how sure: statistics, small print and method, folded, with the terms explained.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final, NoReturn

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from pages.ui import audiences, filters, leads, links, session
from pages.ui.controls import choice
from pages.ui.leads import Group
from pages.ui.navigation import PAGE, TITLES, go_to, see
from pages.ui.results import days_of, readiness_of
from pages.ui.show import download
from shopai.events.dataset import Dataset
from shopai.format import day
from shopai.glossary import GLOSSARY
from shopai.messages import _
from shopai.selection.filter import Filter
from shopai.sentences import Sentence, plain

#: The finding one size larger than the text, its figures in the colour of the theme.
_STYLE: Final = """<style>
.st-key-frame_finding p { font-size: 1.3rem; line-height: 1.4; }
.st-key-frame_finding :is([data-testid=stAlert], label, button, [data-testid=stCaptionContainer]) p
  { font-size: 1rem; }
.st-key-frame_finding strong { color: light-dark(#174f92, #8dbcf5); font-weight: 600; }
[class*="st-key-ways_"] button { min-height: 0; padding: 0; color: light-dark(#174f92, #8dbcf5); }
</style>"""


@dataclass(frozen=True)
class View:
    """One view of a page: its name on the switch, and the function that fills the frame."""

    title: str
    show: Callable[[Frame], None]
    suits: Callable[[Dataset], bool] = lambda _dataset: True  # data it can be shown of


@dataclass(frozen=True)
class Page:
    """The description of a page that the frame draws."""

    name: str  # of the script and the address
    title: str  # in English, a message
    views: Mapping[str, View]  # by name in the address; the first is shown at first
    key: str = "view"  # of the switch, in the session state and in the address
    filtered: bool = False  # whether its events pass the filter of the visitor
    needs_data: bool = True  # whether it ends with the ways to data where nothing is open


class Frame:
    """The places of one page on one run, and the data it shows."""

    dataset: Dataset
    where: Filter = Filter()

    def __init__(self, page: Page) -> None:
        self.page = page
        st.html(_STYLE)
        place: dict[str, Any] = {"horizontal": True, "vertical_alignment": "center"}
        self._head = st.container(key="frame_head", horizontal_alignment="distribute", **place)
        with self._head.container(width="content", **place):
            st.title(_(page.title), anchor=False, width="content")
            self.badge = st.container(key="frame_data", width="content")
        self.finding = st.container(key="frame_finding")
        audiences.announce()
        links.begin(page.title)
        self._row = st.container(
            key="frame_controls", horizontal=True, vertical_alignment="bottom", gap="small"
        )
        self.main = st.container(key="frame_main")
        self._next, self._more, self._sure = (st.container() for _place in range(3))

    def say(self, finding: Sentence | str) -> None:
        """The finding of the view: one sentence with its figures; text is Markdown."""
        words = finding.markdown() if isinstance(finding, Sentence) else finding
        self.finding.markdown(words)

    @cached_property
    def controls(self) -> DeltaGenerator:
        """The view's own controls, in the one row there is; give each a width."""
        return self._own

    @cached_property
    def settings(self) -> DeltaGenerator:
        """A box for all further controls, opened by a button at the end of the row."""
        key = f"settings_{self.page.name}"
        return self._settings.popover("Settings", icon=":material/tune:", key=key)

    @cached_property
    def files(self) -> DeltaGenerator:
        """The menu of downloads and reports, beside the title."""
        place = self._head.container(key="frame_files", width="content")
        return place.popover("Download", icon=":material/download:", key="frame_files_menu")

    def file(
        self,
        label: str,
        table: pd.DataFrame | Callable[[], pd.DataFrame],
        *name: object,
        key: str,
        places: int | None = None,
    ) -> None:
        """A table in that menu, as :func:`pages.ui.show.download`, named after the shop first."""
        with self.files:
            download(label, table, self.dataset.name, *name, key=key, places=places)

    @cached_property
    def next(self) -> DeltaGenerator:
        """The row of buttons that lead on."""
        place = self._next.container(
            key="frame_next", horizontal=True, vertical_alignment="center", gap="small"
        )
        place.markdown(f"**{_('What next')}**", width="content")
        return place

    def lead_on(self, group: Group, key: str, whom: str, *pages: str, save: bool = True) -> None:
        """The same for customers: save them as an audience, and go to these pages with them.

        key : of the buttons
        whom : the customers, as the row calls them
        save : whether to offer that; not for what is an audience already
        """
        with self.next:
            st.markdown(f"{_('with')} **{plain(whom)}**", width="content")
            leads.buttons(self.dataset, group, key, *pages, save=save)

    def turn(
        self, label: str, view: str, icon: str, *, key: str = "", first: bool = False, **held: Any
    ) -> None:
        """A button that leads to another view of the page.

        first : whether it is the one to press
        held : values the controls of that view are to have, by their keys
        """
        self.next.button(
            label,
            key=key or f"to_{view}",
            icon=f":material/{icon}:",
            type="primary" if first else "secondary",
            on_click=see,
            args=(self.page.key, view),
            kwargs=held,
        )

    def allows(self, page: str) -> bool:
        """True where the data can fill the page of this analysis."""
        return any(each.analysis == page and each.ready for each in readiness_of(self.dataset))

    def open(self, page: str, label: str, icon: str) -> None:
        """A button that leads to another page, where the data can fill that."""
        key, picture = f"next_{page}", f":material/{icon}:"
        if self.allows(page) and self.next.button(label, key=key, icon=picture):
            go_to(page)

    @cached_property
    def more(self) -> DeltaGenerator:
        """The place of lists and tables below the buttons."""
        return self._more.container(key="frame_more")

    def sure(self, line: Sentence | str = "", *terms: str) -> Any:
        """The box *How sure?*, closed at first; what it costs is spent where `open` is true.

        line : the most telling of its figures, beside the title
        terms : names in the glossary of the terms used in it
        """
        words = line.markdown() if isinstance(line, Sentence) else line
        label = f"**{_('How sure?')}**" + (f" :small[{words}]" if words else "")
        with self._sure.container(key="frame_sure"):
            box = st.expander(label, key=f"sure_{self.page.name}", on_change="rerun")
        if terms and box.open:
            with box, st.container(horizontal=True, gap="xsmall"):
                for name in terms:
                    term = GLOSSARY[name]
                    st.badge(_(term.name), color="gray", help=term.explained())
        return box

    def nothing(self, says: Sentence | str) -> None:
        """Say in place of a finding why there is nothing to show, and what would help."""
        self.say(says.markdown() if isinstance(says, Sentence) else says)

    def end(self, says: Sentence | str) -> NoReturn:
        """The same, and end the page there."""
        self.nothing(says)
        st.stop()

    def _begin(self) -> None:
        """Head the page with its data, or end it with what to do where it cannot be shown."""
        dataset = session.dataset()
        if not self.page.needs_data:
            return
        if dataset is None:
            why = session.failure()
            if why:
                st.error(plain(why), icon=":material/error:")
            self._lead_out(
                _(
                    "Nothing is loaded yet. Open a file with your shop's data on the Data page, "
                    "or look around in the demo shop first."
                ),
                _("Open your file"),
            )
            st.stop()
        self.dataset = dataset
        for verdict in readiness_of(dataset):
            if TITLES[verdict.analysis] == self.page.title and not verdict.ready:
                self.tell_data([])
                self._lead_out(plain(verdict.reason), _("Open another file"))
                st.stop()

    def _lead_out(self, says: str, open_file: str) -> None:
        """Why there is nothing to see, and the ways to data that can be seen."""
        self.say(says)
        with self.next:
            icon = ":material/upload_file:"
            if st.button(open_file, key="go_data", icon=icon, type="primary"):
                go_to("data")
            st.button(_("Open the demo shop"), key="go_demo", on_click=session.open_demo)

    def _begin_row(self) -> View:
        """The switch of views, the filter, and room for the view's own controls."""
        views = dict(self.page.views)
        if self.page.needs_data:
            views = {name: view for name, view in views.items() if view.suits(self.dataset)}
        titles = {name: _(view.title) for name, view in views.items()}
        with self._row:
            shown = next(iter(views))
            if len(views) > 1:
                with st.container(key="frame_views", width="content"):
                    shown = choice("View", titles, self.page.key, label_visibility="collapsed")
            words: list[str] = []
            if self.page.filtered and self.dataset.event_counts:
                self.where, words = filters.in_row(self.dataset)
            self._own = st.container(
                width="content", horizontal=True, vertical_alignment="bottom", gap="small"
            )
            self._settings = st.container(width="content")
        if not self.page.needs_data:
            return views[shown]
        self.tell_data(words)
        if words and not filters.passes(self.dataset, self.where):
            self.say(
                Sentence(
                    "Nothing in the data passes this filter ({words}). Choose a longer time or "
                    "more categories, or clear the filter.",
                    words=words,
                )
            )
            with self.next:
                filters.clear_button("clear_from_empty")
            st.stop()
        return views[shown]

    def tell_data(self, words: list[str]) -> None:
        """The badge: shop, dates, what the filter leaves, and that the data are synthetic."""
        ends = days_of(self.dataset)
        said = [self.dataset.name]
        if ends is not None and not (self.where.since or self.where.until):
            said.append(" – ".join(day(end, "medium") for end in ends))
        said += words
        if self.dataset.synthetic and "synthetic" not in self.dataset.name:
            said.append(_("synthetic"))
        with self.badge:
            st.badge(" · ".join(map(plain, said)), color="blue" if words else "gray")


def show(page: Page) -> None:
    """Draw `page`; the last line of every page."""
    st.session_state[PAGE] = page.title
    frame = Frame(page)
    frame._begin()
    view = frame._begin_row()
    with frame.main:
        view.show(frame)
