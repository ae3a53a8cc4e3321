"""The views of the Search page: which queries, in which order, what they say in a sentence."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from shopai.behaviour.search.rising import FALSE_SHARE
from shopai.behaviour.search.spellings import RARER
from shopai.behaviour.search.terms import INTERVALS, LEAST_FOLLOWED
from shopai.columns import SearchTable, SearchTopic

TOP, GROWING = "Most searched", "Rising"
VIEWS: Final = {
    TOP: SearchTable.SEARCHES,
    GROWING: SearchTable.GROWTH,
    "No purchase": SearchTable.NO_PURCHASE,
    "No click": SearchTable.NO_CLICK,
    "Ends the visit": SearchTable.ENDED,
}
RULES: Final = (
    "- **One query** is everything typed the same but for case, width, accents, "
    "spaces, punctuation and a simple plural s. A query one letter away from another "
    f"and at most 1 in {RARER} as frequent counts as a slip of it (Settings).\n"
    "- **Led to a click**: an item was viewed, put in the cart or on the wishlist after "
    "the search in the same visit, before the next search.\n"
    "- **Led to a purchase**: something was bought later in the same visit that was "
    "last clicked between this search and the next; what was never clicked is owed to "
    "the last search before it was bought.\n"
    "- **Ended the visit**: nothing was viewed, searched, put in the cart or on the "
    "wishlist, or bought after it.\n"
    "- **Intervals** are 95% Wilson intervals that know that one customer's searches "
    f"are alike. Queries with fewer than {LEAST_FOLLOWED} searches are not ranked by what came "
    "of them.\n"
    "- **Rising**: a larger share of the searches than in the time as long before, "
    "tested exactly, repeats of the same customer discounted, corrected for the number "
    f"of queries tested (Benjamini and Hochberg, {FALSE_SHARE:.0%}). A season is a rise "
    "too: the test knows chance, not the calendar."
)


def columns_of(view: str) -> list[str]:
    base = [SearchTable.QUERY, SearchTable.SEARCHES, SearchTable.CUSTOMERS]
    if view == GROWING:
        return [*base, SearchTable.BEFORE, SearchTable.RECENT, SearchTable.GROWTH,
                SearchTable.GROWTH_LOW, SearchTable.GROWTH_HIGH, SearchTable.ADJUSTED,
                SearchTable.TREND]  # fmt: skip
    if view != TOP:
        share = VIEWS[view]
        low, high = INTERVALS[share]
        return [*base, SearchTable.FOLLOWED, share, low, high]
    return [*base, SearchTable.SHARE, SearchTable.NO_CLICK, SearchTable.NO_PURCHASE,
            SearchTable.ENDED, SearchTable.SPELLINGS]  # fmt: skip


def config() -> dict[str, Any]:
    """Columns of the table of queries."""
    columns: dict[str, Any] = {
        SearchTable.QUERY: st.column_config.TextColumn("Query", width="medium", pinned=True),
        SearchTable.SEARCHES: ("Searches", "localized"),
        SearchTable.CUSTOMERS: ("Known customers", "localized"),
        SearchTable.FOLLOWED: ("n, searches followed", "localized"),
        SearchTable.SPELLINGS: ("Spellings", "localized"),
        SearchTable.BEFORE: ("Searches before", "localized"),
        SearchTable.RECENT: ("Searches recently", "localized"),
        SearchTable.SHARE: ("Share of searches", "percent"),
        SearchTable.NO_CLICK: ("No click", "percent"),
        SearchTable.NO_PURCHASE: ("No purchase", "percent"),
        SearchTable.ENDED: ("Ended the visit", "percent"),
        SearchTable.GROWTH: ("Times its earlier share", "%.2f ×"),
        SearchTable.GROWTH_LOW: ("Low end", "%.2f ×"),
        SearchTable.GROWTH_HIGH: ("High end", "%.2f ×"),
        SearchTable.ADJUSTED: ("p, corrected", "%.3g"),
        SearchTable.TREND: "Trend",
    }
    for low, high in INTERVALS.values():
        columns |= {low: ("Low end", "percent"), high: ("High end", "percent")}
    return columns


TOPIC_COLUMNS: Final = {
    SearchTopic.TOPIC: None,
    SearchTopic.WORDS: st.column_config.TextColumn("Words", width="medium"),
    SearchTopic.EXAMPLES: st.column_config.TextColumn("Most searched queries", width="large"),
    SearchTopic.QUERIES: ("Queries", "localized"),
    SearchTopic.SEARCHES: ("Searches", "localized"),
    SearchTopic.SHARE: ("Share", "percent"),
}
