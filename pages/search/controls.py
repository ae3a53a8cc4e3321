"""The parts the views of the Search page share: its results, the table of queries, ways on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final, NamedTuple

import pandas as pd
import streamlit as st

from pages.search.tables import COLUMNS, RULES
from pages.ui import show
from pages.ui.controls import switch
from pages.ui.frame import Frame
from pages.ui.keys import session_cache
from pages.ui.leads import JOURNEYS, Group
from shopai.behaviour.search.spellings import RARER, queries_of
from shopai.behaviour.search.terms import SearchTerms, search_terms
from shopai.columns import SearchTable
from shopai.errors import ParameterError
from shopai.events.dataset import Dataset
from shopai.findings import search as findings
from shopai.format import counted, listed
from shopai.selection.filter import Filter
from shopai.sentences import Sentence, plain

#: Keys of the switch of views and of the query followed, and views that others lead to.
VIEW, QUERY = "search_view", "search_query"
MOST, LEADS = "most", "leads"
#: Rows of the table on the screen, and queries to choose from; all are in the download.
SHOWN: Final = 1_000


class Request(NamedTuple):
    """Arguments of the results on the page."""

    dataset: Dataset
    where: Filter  # without categories: a search names no item
    slips: bool
    recent_days: int | None


#: The queries of the data, their spellings taken together.
numbered = session_cache(4, "Reading the searches …")(queries_of)


@session_cache(3, "Following the searches …")
def terms_of(asked: Request) -> SearchTerms:
    """The queries, and what came of them."""
    queries = numbered(asked.dataset, slips=asked.slips)
    days = asked.recent_days
    return search_terms(asked.dataset, asked.where, recent_days=days, queries=queries)


def terms(frame: Frame, recent_days: int | None = None) -> tuple[Request, SearchTerms]:
    """The searches within the filter; the page ends here where there are none."""
    slips = switch(
        "Take slips of one letter for what was meant",
        True,
        "search_slips",
        help=f"A query one letter away from another, and at most 1 in {RARER} as frequent.",
        at=frame.settings,
    )
    request = Request(frame.dataset, frame.where.without("categories"), slips, recent_days)
    try:
        searched = terms_of(request)
    except ParameterError as refused:  # the chosen events may cover less time than the data
        st.caption(f":orange[{plain(refused)}]")
        request = request._replace(recent_days=None)
        searched = terms_of(request)
    if not searched.searches:
        frame.end(
            Sentence(
                "Nobody searched for anything within this filter. Choose a longer time or more "
                "customers, or clear the filter."
            )
        )
    if frame.where.categories:
        st.caption(
            "A search names no item, so the category filter is set aside on this page: all "
            "searches count, and what they led to may be of any category."
        )
    label = f"All {counted(len(searched.table), 'query')}"
    frame.file(label, searched.table, "search terms", key="download_queries")
    return request, searched


def ticked(
    frame: Frame, table: pd.DataFrame, columns: list[str], name: str, first: int = 0
) -> list[str]:
    """List the queries of `table`; those ticked, else the one in the place `first`."""
    with frame.more:
        shown = table.head(SHOWN)[columns]
        rows = show.ticked(shown, f"search_table_{name}", COLUMNS, height="auto")
        more = f" The first {SHOWN:,} of {len(table):,} are listed." if len(table) > SHOWN else ""
        st.caption(f"Tick queries to go on with those who searched for them.{more}")
    return [str(query) for query in table[SearchTable.QUERY].iloc[rows or [first]]]


def lead_on(
    frame: Frame, searched: SearchTerms, queries: Sequence[str], ahead: bool = True
) -> None:
    """The buttons for those who searched for `queries`; `ahead`: also to where the first leads."""
    ids = searched.customers_of(queries)
    if len(ids):
        name, source = (f"Searched for {listed(queries, shown)}" for shown in (2, 6))
        whom = str(findings.searchers(len(ids), queries))
        frame.lead_on(Group(ids, name, source), "searchers", whom, JOURNEYS)
    if ahead:
        held: dict[str, Any] = {"key": "search_leads_on", QUERY: queries[0]}
        frame.turn("See where it leads", LEADS, "ads_click", **held)


def to_most(frame: Frame) -> None:
    """A way on where there is nothing to show."""
    frame.turn("See what is searched most", MOST, "search", key="to_most_searched")


def counting(searched: SearchTerms) -> None:
    """Events counted and left out; for *How sure?*."""
    said = []
    if searched.unnamed:
        said.append(f"Left out for saying not what for: {counted(searched.unnamed, 'search')}.")
    lost = searched.searches - searched.followed
    if lost:
        said.append(
            f"Without a time or a visit, so that what came of them is unknown: {lost:,} of "
            f"{searched.searches:,} searches; the shares are of the others."
        )
    st.markdown(RULES)
    st.caption(plain(" ".join([*said, *searched.cut])))
