"""Results of the Search page, kept for the browser session."""

from __future__ import annotations

import pandas as pd

from pages.ui.keys import session_cache
from shopai.behaviour.search.spellings import queries_of
from shopai.behaviour.search.terms import By, SearchTerms, search_terms
from shopai.behaviour.search.topics import Topics, search_topics
from shopai.events.dataset import Dataset
from shopai.selection.filter import Filter

#: The queries of the data, their spellings taken together.
numbered = session_cache(4, "Reading the searches …")(queries_of)


@session_cache(3, "Following the searches …")
def terms_of(dataset: Dataset, where: Filter, slips: bool, recent_days: int | None) -> SearchTerms:
    """The queries, and what came of them."""
    queries = numbered(dataset, slips=slips)
    return search_terms(dataset, where, recent_days=recent_days, queries=queries)


@session_cache(24)
def led_to(
    dataset: Dataset, where: Filter, slips: bool, recent_days: int | None, by: By, query: str
) -> pd.DataFrame:
    """Items or categories one query leads to."""
    return terms_of(dataset, where, slips, recent_days).led_to(by, [query])


@session_cache(8, "Finding the topics …")
def topics_of(
    dataset: Dataset, where: Filter, slips: bool, recent_days: int | None, k: int | None
) -> Topics:
    """Topics of the searches; None: as many as the number of queries suggests."""
    return search_topics(terms_of(dataset, where, slips, recent_days).table, k)
