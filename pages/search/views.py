"""The views of the Search page: which queries, in which order, what they say in a sentence."""

from __future__ import annotations

from typing import Any, Final

import pandas as pd
import streamlit as st

from shopai.behaviour.search import SearchTerms
from shopai.behaviour.search.rising import FALSE_SHARE, RISING
from shopai.behaviour.search.terms import LEAST_FOLLOWED, LEAST_SEARCHERS
from shopai.behaviour.search.typos import RARER
from shopai.charts import search as charts
from shopai.columns import SearchTable, SearchTarget, SearchTopic
from shopai.format import counted, listed, percent
from shopai.sentences import plain

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


def meaning(found: SearchTerms, table: pd.DataFrame, view: str) -> str:
    """One sentence on the view."""
    if view == GROWING:
        return _growing(found, table)
    if table.empty:
        return (
            f"No query has {LEAST_FOLLOWED} searches that could be followed, too few to rank by "
            "what came of them."
        )
    best = table.iloc[0]
    name = plain(best[SearchTable.QUERY])
    if view == TOP:
        top = table.head(10)[SearchTable.SEARCHES].sum() / found.searches
        known = int(best[SearchTable.CUSTOMERS])
        people = f"by {counted(known, 'known customer')}" if known else "all by guests"
        few = "all queries" if len(table) <= 10 else f"the first ten of {len(table):,} queries"
        return (
            f"**{name}** is searched for most, {counted(int(best[SearchTable.SEARCHES]), 'time')} "
            f"{people}; {few} in the table make up **{percent(top)}** of all searches."
        )
    share = VIEWS[view]
    words, low, _ = charts.OUTCOMES[share]
    overall = float(found.overall[share])
    above = int((table[low] > overall).sum())
    if not above:
        return (
            f"No query stands out: **{percent(overall)}** of all searches {words}, and none of "
            f"the {len(table):,} queries with {LEAST_FOLLOWED} or more is surely above that."
        )
    return (
        f"**{name}** {words} in **{percent(float(best[share]))}** of its "
        f"{best[SearchTable.FOLLOWED]:,} searches, against {percent(overall)} of all; "
        f"{counted(above, 'query') if above == 1 else f'{above:,} queries'} of {len(table):,} "
        "lie above that with their whole interval (about 1 in 40 would by chance)."
    )


def _growing(found: SearchTerms, table: pd.DataFrame) -> str:
    span = found.periods
    if span is None:
        return "The searches have no times that part them into before and now."
    when = (
        f"after {span.middle:%-d %b %Y} (searches: {span.recent:,}) against the time as long "
        f"before ({span.before:,})"
    )
    rising = table[table[SearchTable.TREND] == RISING]
    if table.empty:
        return (
            f"No query has been searched {LEAST_SEARCHERS} times by different customers in both "
            "periods together, too few to tell a rise from chance."
        )
    if rising.empty:
        return (
            f"No query is rising beyond chance, {when}: none of the {len(table):,} tested "
            "changed more than that many would by luck."
        )
    names = listed([f"**{plain(q)}**" for q in rising[SearchTable.QUERY]], 3)
    verb = "is" if len(rising) == 1 else "are"
    return f"{names} {verb} rising beyond chance, {when}; {len(table):,} queries were tested."


def led_meaning(table: pd.DataFrame, query: str, items: bool) -> str:
    """One sentence on where a query leads."""
    if table.empty:
        return f"Nobody clicked or bought anything after searching for **{plain(query)}**."
    best = table.iloc[0]
    name = best[SearchTarget.TITLE if items else SearchTarget.CATEGORY]
    name = "items without a category" if pd.isna(name) else str(name)
    return (
        f"**{plain(query)}** leads most to **{plain(name)}**: "
        f"{percent(float(best[SearchTarget.CLICKED_SHARE]))} of its "
        f"{best[SearchTarget.FOLLOWED]:,} searches led to a click there, "
        f"{percent(float(best[SearchTarget.BOUGHT_SHARE]))} to a purchase."
    )


def columns_of(view: str) -> list[str]:
    base = [SearchTable.QUERY, SearchTable.SEARCHES, SearchTable.CUSTOMERS]
    if view == GROWING:
        return [*base, SearchTable.BEFORE, SearchTable.RECENT, SearchTable.GROWTH,
                SearchTable.GROWTH_LOW, SearchTable.GROWTH_HIGH, SearchTable.ADJUSTED,
                SearchTable.TREND]  # fmt: skip
    if view != TOP:
        share = VIEWS[view]
        _, low, high = charts.OUTCOMES[share]
        return [*base, SearchTable.FOLLOWED, share, low, high]
    return [*base, SearchTable.SHARE, SearchTable.NO_CLICK, SearchTable.NO_PURCHASE,
            SearchTable.ENDED, SearchTable.SPELLINGS]  # fmt: skip


def config() -> dict[str, Any]:
    number_ = st.column_config.NumberColumn
    names = {
        SearchTable.SEARCHES: "Searches",
        SearchTable.CUSTOMERS: "Known customers",
        SearchTable.FOLLOWED: "n, searches followed",
        SearchTable.SPELLINGS: "Spellings",
        SearchTable.BEFORE: "Searches before",
        SearchTable.RECENT: "Searches recently",
    }
    shares = {
        SearchTable.SHARE: "Share of searches",
        SearchTable.NO_CLICK: "No click",
        SearchTable.NO_PURCHASE: "No purchase",
        SearchTable.ENDED: "Ended the visit",
    }
    ends = {end: f"{which} end" for _, low, high in charts.OUTCOMES.values()
            for end, which in ((low, "Low"), (high, "High"))}  # fmt: skip
    ratios = {
        SearchTable.GROWTH: "Times its earlier share",
        SearchTable.GROWTH_LOW: "Low end",
        SearchTable.GROWTH_HIGH: "High end",
    }
    return {
        SearchTable.QUERY: st.column_config.TextColumn("Query", width="medium", pinned=True),
        **{name: number_(label, format="localized") for name, label in names.items()},
        **{name: number_(label, format="percent") for name, label in (shares | ends).items()},
        **{name: number_(label, format="%.2f ×") for name, label in ratios.items()},
        SearchTable.ADJUSTED: number_("p, corrected", format="%.3g"),
        SearchTable.TREND: "Trend",
    }


def topic_config() -> dict[str, Any]:
    return {
        SearchTopic.TOPIC: None,
        SearchTopic.WORDS: st.column_config.TextColumn("Words", width="medium"),
        SearchTopic.EXAMPLES: st.column_config.TextColumn("Most searched queries", width="large"),
        SearchTopic.QUERIES: st.column_config.NumberColumn("Queries", format="localized"),
        SearchTopic.SEARCHES: st.column_config.NumberColumn("Searches", format="localized"),
        SearchTopic.SHARE: st.column_config.NumberColumn("Share", format="percent"),
    }
