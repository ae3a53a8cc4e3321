"""Search: what people look for and do not find, look for most, and more and more."""

from __future__ import annotations

from pages.search import leads, queries, topics
from pages.search.controls import LEADS, MOST, VIEW
from pages.ui import frame

VIEWS = {
    "missing": frame.View("Not found", queries.missing),
    MOST: frame.View("Most searched", queries.most),
    "rising": frame.View("Rising", queries.rising),
    LEADS: frame.View("Where a query leads", leads.view),
    "topics": frame.View("Topics", topics.view),
}

frame.show(frame.Page("search", "Search", VIEWS, key=VIEW, filtered=True))
