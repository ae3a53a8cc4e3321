"""Queries, where they lead and what they are about."""

from __future__ import annotations

from typing import Final

from shopai.columns.events import Event, Item


class SearchTable:
    """What is searched for: one row a query, spellings of the same taken together.

    Shares are of FOLLOWED; their 95 % intervals know that one customer's searches are alike.
    """

    QUERY: Final = Event.QUERY  # str, the spelling most often typed
    SPELLING: Final = "spelling"  # str, one way to type it
    SPELLINGS: Final = "spellings"  # int, different ones typed
    SEARCHES: Final = "searches"  # int
    SHARE: Final = "share_of_searches"  # float, 0 … 1
    CUSTOMERS: Final = "customers"  # int, known customers who searched for it
    FOLLOWED: Final = "followed"  # int, searches with a time in a known visit
    NO_CLICK: Final = "without_click"  # float, 0 … 1, led to no item
    NO_CLICK_LOW: Final = "without_click_low"
    NO_CLICK_HIGH: Final = "without_click_high"
    NO_PURCHASE: Final = "without_purchase"  # float, 0 … 1, led to no purchase
    NO_PURCHASE_LOW: Final = "without_purchase_low"
    NO_PURCHASE_HIGH: Final = "without_purchase_high"
    ENDED: Final = "ended_visit"  # float, 0 … 1, last thing done in the visit
    ENDED_LOW: Final = "ended_visit_low"
    ENDED_HIGH: Final = "ended_visit_high"
    BEFORE: Final = "searches_before"  # int, in the earlier period
    RECENT: Final = "searches_recent"  # int, in the recent one
    GROWTH: Final = "growth"  # float, share of the recent searches / of the earlier ones
    GROWTH_LOW: Final = "growth_low"  # float, ends of its 95 % interval
    GROWTH_HIGH: Final = "growth_high"
    P: Final = "p"  # float, 0 … 1, of so large a change by chance; missing where not tested
    ADJUSTED: Final = "p_adjusted"  # float, the same for all queries tested, Benjamini–Hochberg
    TREND: Final = "trend"  # str, "rising", "falling" or ""


class SearchTarget:
    """Where a query leads: one row a query and an item, or a query and a category."""

    QUERY: Final = SearchTable.QUERY
    ITEM: Final = Event.ITEM  # str; not of categories
    TITLE: Final = Item.TITLE  # str, of items; the id where there is none
    CATEGORY: Final = Item.CATEGORY  # str, missing where unknown
    FOLLOWED: Final = SearchTable.FOLLOWED  # int, searches for the query that could be followed
    CLICKED: Final = "clicked"  # int, of them those that led to a click on it
    CLICKED_SHARE: Final = "share_clicked"  # float, 0 … 1, CLICKED / FOLLOWED
    CLICKED_LOW: Final = "share_clicked_low"  # ends of the 95 % interval
    CLICKED_HIGH: Final = "share_clicked_high"
    BOUGHT: Final = "bought"  # int, of FOLLOWED those that led to a purchase of it
    BOUGHT_SHARE: Final = "share_bought"
    BOUGHT_LOW: Final = "share_bought_low"
    BOUGHT_HIGH: Final = "share_bought_high"


class SearchTopic:
    """What searches are about: one row a topic; one more for queries of none."""

    TOPIC: Final = "topic"  # int, from 1; 0 for none of them
    WORDS: Final = "words"  # tuple of str, the words that make it, the weightiest first
    EXAMPLES: Final = "example_queries"  # tuple of str, its most searched queries
    QUERIES: Final = "queries"  # int, different ones
    SEARCHES: Final = SearchTable.SEARCHES  # int
    SHARE: Final = SearchTable.SHARE  # float, 0 … 1
