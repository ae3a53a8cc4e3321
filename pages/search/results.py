"""Searches kept for the length of a browser session, as :mod:`pages.ui.cache` keeps results."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from pages.ui import cache
from shopai.behaviour.search import (
    Queries,
    SearchTerms,
    Topics,
    queries_of,
    search_terms,
    search_topics,
)
from shopai.behaviour.search.terms import By
from shopai.events.dataset import Dataset
from shopai.selection.filter import Filter


@st.cache_resource(
    scope="session", max_entries=4, hash_funcs=cache.KEYS, show_spinner="Reading the searches …"
)
def numbered(dataset: Dataset, slips: bool) -> Queries:
    """The queries of the data, their spellings taken together."""
    return queries_of(dataset, slips=slips)


@st.cache_resource(
    scope="session", max_entries=3, hash_funcs=cache.KEYS, show_spinner="Following the searches …"
)
def terms_of(dataset: Dataset, where: Filter, slips: bool, recent_days: int | None) -> SearchTerms:
    """What was searched for, and what came of it."""
    queries = numbered(dataset, slips)
    return search_terms(dataset, where, recent_days=recent_days, queries=queries)


@st.cache_resource(scope="session", max_entries=24, hash_funcs=cache.KEYS, show_spinner=False)
def led_to(
    dataset: Dataset, where: Filter, slips: bool, recent_days: int | None, by: By, query: str
) -> pd.DataFrame:
    """Where one query leads."""
    return terms_of(dataset, where, slips, recent_days).led_to(by, [query])


@st.cache_resource(
    scope="session", max_entries=8, hash_funcs=cache.KEYS, show_spinner="Finding the topics …"
)
def topics_of(
    dataset: Dataset, where: Filter, slips: bool, recent_days: int | None, k: int | None
) -> Topics:
    """What the searches are about; None: as many topics as the number of queries suggests."""
    return search_topics(terms_of(dataset, where, slips, recent_days).table, k)
