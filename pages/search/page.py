"""Search: what people look for, whether they find it, and what they look for more and more."""

from __future__ import annotations

from functools import partial
from typing import Final, NamedTuple

import pandas as pd
import streamlit as st

from pages.search.views import GROWING, RULES, TOP, TOPIC_COLUMNS, VIEWS, columns_of, config
from pages.ui import audiences, filters, guard, run, show
from pages.ui.controls import choice, dropdown, slider, switch
from pages.ui.keys import session_cache
from pages.ui.results import days_of
from shopai.behaviour.search.spellings import RARER, queries_of
from shopai.behaviour.search.terms import INTERVALS, By, SearchTerms, search_terms
from shopai.behaviour.search.topics import Topics, search_topics
from shopai.charts import search as charts
from shopai.columns import SearchTable, SearchTopic
from shopai.errors import ParameterError
from shopai.events.dataset import Dataset
from shopai.findings import search as findings
from shopai.format import counted, listed, number, percent
from shopai.selection.filter import Filter
from shopai.sentences import plain

#: Rows of the table on the screen; all are in the download.
SHOWN: Final = 1_000
PERIODS: Final = {0: "Newer half", 7: "Last 7 days", 30: "Last 30 days", 90: "Last 90 days"}
BY: Final[dict[By, str]] = {"category": "Categories", "item": "Items"}


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


@session_cache(24)
def led_to(asked: Request, by: By, query: str) -> pd.DataFrame:
    """Items or categories one query leads to."""
    return terms_of(asked).led_to(by, [query])


@session_cache(8, "Finding the topics …")
def topics_of(asked: Request, k: int | None) -> Topics:
    """Topics of the searches; None: as many as the number of queries suggests."""
    return search_topics(terms_of(asked).table, k)


def page() -> None:
    dataset = guard.opened("Search", "What people look for, and whether they find it.")
    where = filters.bar(dataset)
    view, request = controls(dataset, where)
    try:
        terms = terms_of(request)
    except ParameterError as refused:  # the chosen events may cover less time than the data
        st.caption(f":orange[{plain(refused)}]")
        request = request._replace(recent_days=None)
        terms = terms_of(request)
    if not terms.searches:
        st.info(
            "Nobody searched for anything within this filter. Choose a longer time or more "
            "customers, or clear the filter.",
            icon=":material/search_off:",
        )
        return
    figures(terms)
    table = terms.ranked(VIEWS[view])
    picture(terms, table, view)
    chosen = listing(request, terms, table, view)
    leads(request, terms, chosen)
    topics_section(request)
    method(terms, where)


def controls(dataset: Dataset, where: Filter) -> tuple[str, Request]:
    """The view, the periods compared, and whether slips of a letter are mended."""
    left, right = st.columns([4, 1], vertical_alignment="bottom")
    view = choice("Queries", list(VIEWS), "search_view", at=left)
    with right, st.popover("Settings", icon=":material/tune:", width="stretch"):
        offered = {days: PERIODS[days] for days in periods(dataset, where)}
        about = "With as long a time just before it."
        days = dropdown("Rising: compare", offered, "search_recent", help=about)
        slips = switch(
            "Take slips of one letter for what was meant",
            True,
            "search_slips",
            help=f"A query one letter away from another, and at most 1 in {RARER} as frequent.",
        )
    return view, Request(dataset, where.without("categories"), slips, days or None)


def periods(dataset: Dataset, where: Filter) -> list[int]:
    """Lengths in days that fit twice into the time the filter leaves."""
    ends = days_of(dataset)
    if ends is None:
        return [0]
    first, last = where.since or ends[0], where.until or ends[1]
    return [days for days in PERIODS if 2 * days <= (last - first).days]


def figures(terms: SearchTerms) -> None:
    """The searches as a whole."""
    overall = terms.overall
    shown = [
        ("Searches", number(terms.searches), "That say what for."),
        ("Customers who searched", number(terms.customers), "Known ones; guests have no name."),
        ("Visits with a search", number(terms.visits), "Guests' visits too."),
    ]
    n = f"n = {overall[SearchTable.FOLLOWED]:,.0f} searches that could be followed"
    for label, share in (
        ("Led to no click", SearchTable.NO_CLICK),
        ("Led to no purchase", SearchTable.NO_PURCHASE),
        ("Ended the visit", SearchTable.ENDED),
    ):
        low, high = (percent(overall[end]) for end in INTERVALS[share])
        shown.append((label, percent(overall[share]), f"95% interval {low} to {high}; {n}."))
    with st.container(horizontal=True, key="search_figures"):
        for label, value, about in shown:
            st.metric(label, value, help=about, border=True, width="stretch")


def picture(terms: SearchTerms, table: pd.DataFrame, view: str) -> None:
    """The main chart and what it means."""
    share = VIEWS[view]
    says = findings.ranking(terms, table, share)
    if table.empty:
        st.markdown(says.markdown())
        return
    if view == TOP:
        figure = charts.top_bars(table)
    elif view == GROWING:
        figure = charts.growth_dots(table)
    else:
        figure = charts.outcome_dots(table, share, float(terms.overall[share]))
    show.told(figure, "search_chart", says)


def listing(request: Request, terms: SearchTerms, table: pd.DataFrame, view: str) -> list[str]:
    """The table, downloads; the queries ticked in it."""
    shown = table.head(SHOWN)[columns_of(view)]
    height = min(35 * (len(shown) + 1) + 3, 423)
    rows = show.ticked(shown, f"search_table_{view}", config(), height=height)
    chosen = [str(query) for query in shown[SearchTable.QUERY].iloc[rows]]
    if len(table) > SHOWN:
        st.caption(f"The first {SHOWN:,} of {len(table):,} queries; all are in the download.")
    every, name = terms.table, request.dataset.name
    called = "all" if len(every) > 1 else "the"
    with st.container(horizontal=True, vertical_alignment="center"):
        label = f"Download {called} {counted(len(every), 'query')}"
        show.download(label, every, name, "search terms", key="download_queries")
        if chosen:
            ids = terms.customers_of(chosen)
            called, source = (f"Searched for {listed(chosen, most)}" for most in (2, 6))
            audiences.offer(request.dataset, ids, called, source, "search_audience")
            st.caption(f"{counted(len(ids), 'known customer')} searched for the ticked queries.")
        else:
            st.caption("Tick queries to see where they lead and to save who searched for them.")
    return chosen


def leads(request: Request, terms: SearchTerms, chosen: list[str]) -> None:
    """Items or categories that the query ticked first, or the most searched one, leads to."""
    st.subheader("Where a query leads", anchor=False)
    query = chosen[0] if chosen else str(terms.table[SearchTable.QUERY].iloc[0])
    by = choice("Led to", BY, "search_by", label_visibility="collapsed")
    table = led_to(request, by, query)
    says = findings.leads_to(table, query, by)
    if len(table):
        show.told(charts.target_bars(table, query), "search_leads", says)
    else:
        st.markdown(says.markdown())
    typed = terms.spelled(query)
    with st.container(horizontal=True, vertical_alignment="center"):
        every, called = partial(terms.led_to, by), (request.dataset.name, "where searches lead")
        show.download("Download where all queries lead", every, *called, key="download_leads")
        if len(typed) > 1:
            ways = [f"“{text}” {n:,}" for text, n in typed.head(6).itertuples(index=False)]
            st.caption(plain(f"Typed as {', '.join(ways)}{', …' if len(typed) > 6 else ''}."))


def topics_section(request: Request) -> None:
    """Topics of the searches."""
    st.subheader("What searches are about", anchor=False)
    label = "Number of topics (0: as many as suit the number of queries)"
    k = slider(label, 0, 20, 0, "search_topics")
    topics = topics_of(request, max(k, 2) if k else None)
    if not topics.n:
        st.markdown(plain(topics.told))
        return
    show.chart(charts.topic_bars(topics), "search_topics_chart", f"Bars: {topics.told}")
    largest = topics.table.iloc[0]
    st.markdown(
        f"The largest topic, **{plain(listed(list(largest[SearchTopic.WORDS]), 3))}**, has "
        f"**{percent(float(largest[SearchTopic.SHARE]))}** of the searches. {plain(topics.told)}"
    )
    shown = topics.table.copy()
    for name in (SearchTopic.WORDS, SearchTopic.EXAMPLES):
        shown[name] = [", ".join(cells) or "none of these" for cells in shown[name]]
    with st.expander("Topics with example queries", icon=":material/topic:"):
        show.table(shown, "topics_table", TOPIC_COLUMNS)


def method(terms: SearchTerms, where: Filter) -> None:
    """Notes on what is counted and what is left out."""
    said = []
    if where.categories:
        said.append(
            "A search names no item, so the category filter is set aside on this page: all "
            "searches count, and what they led to may be of any category."
        )
    if terms.unnamed:
        said.append(f"Left out for saying not what for: {counted(terms.unnamed, 'search')}.")
    lost = terms.searches - terms.followed
    if lost:
        said.append(
            f"Without a time or a visit, so that what came of them is unknown: {lost:,} of "
            f"{terms.searches:,} searches; the shares are of the others."
        )
    said += terms.cut
    if said:
        st.caption(plain(" ".join(said)))
    with st.expander("What is counted", icon=":material/rule:"):
        st.markdown(RULES)


run.run(page)
