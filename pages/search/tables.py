"""Columns of the tables of queries, and the rules by which searches are counted."""

from __future__ import annotations

from typing import Any, Final

import streamlit as st

from shopai.behaviour.search.rising import FALSE_SHARE
from shopai.behaviour.search.spellings import RARER
from shopai.behaviour.search.terms import LEAST_FOLLOWED
from shopai.columns import SearchTable, SearchTopic

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
    "- **Intervals** know that one customer's searches are alike. Queries with fewer than "
    f"{LEAST_FOLLOWED} searches are not ranked by what came of them; the others by the low end "
    "of the interval, so that chance does not lead.\n"
    "- **Rising**: a larger share of the searches than in the time as long before, "
    "tested exactly, repeats of the same customer discounted, corrected for the number "
    f"of queries tested ({FALSE_SHARE:.0%}). A season is a rise "
    "too: the test knows chance, not the calendar."
)
_TABLE: Final = (SearchTable.QUERY, SearchTable.SEARCHES, SearchTable.CUSTOMERS)
#: Columns of the tables: of what came of searches, of how many there are, of then and now.
OUTCOMES: Final = [
    *_TABLE, SearchTable.NO_PURCHASE, SearchTable.NO_CLICK, SearchTable.ENDED,
]  # fmt: skip
NUMBERS: Final = [*OUTCOMES, SearchTable.SHARE, SearchTable.SPELLINGS]
BEFORE_AND_NOW: Final = [
    *_TABLE, SearchTable.BEFORE, SearchTable.RECENT, SearchTable.GROWTH, SearchTable.TREND,
]  # fmt: skip
#: Columns of the table of queries.
COLUMNS: Final[dict[str, Any]] = {
    SearchTable.QUERY: st.column_config.TextColumn("Query", width="medium", pinned=True),
    SearchTable.SEARCHES: ("Searches", "localized"),
    SearchTable.CUSTOMERS: ("Known customers", "localized"),
    SearchTable.SPELLINGS: ("Spellings", "localized"),
    SearchTable.BEFORE: ("Searches before", "localized"),
    SearchTable.RECENT: ("Searches recently", "localized"),
    SearchTable.SHARE: ("Share of searches", "percent"),
    SearchTable.NO_CLICK: ("No click", "percent"),
    SearchTable.NO_PURCHASE: ("No purchase", "percent"),
    SearchTable.ENDED: ("Ended the visit", "percent"),
    SearchTable.GROWTH: ("Times its earlier share", "%.2f ×"),
    SearchTable.TREND: "Trend",
}
#: The test of each query, for *How sure?*.
TESTS: Final[dict[str, Any]] = {
    SearchTable.QUERY: "Query",
    SearchTable.GROWTH_LOW: ("Times its earlier share, from", "%.2f ×"),
    SearchTable.GROWTH_HIGH: ("to", "%.2f ×"),
    SearchTable.ADJUSTED: ("p, corrected", "%.3g"),
}
TOPIC_COLUMNS: Final = {
    SearchTopic.TOPIC: None,
    SearchTopic.WORDS: st.column_config.TextColumn("Words", width="medium"),
    SearchTopic.EXAMPLES: st.column_config.TextColumn("Most searched queries", width="large"),
    SearchTopic.QUERIES: ("Queries", "localized"),
    SearchTopic.SEARCHES: ("Searches", "localized"),
    SearchTopic.SHARE: ("Share", "percent"),
}
