"""Search terms: top, rising and failing queries, where they lead, their topics."""

from shopai.behaviour.search.spellings import Queries, queries_of
from shopai.behaviour.search.terms import SearchTerms, search_terms
from shopai.behaviour.search.topics import Topics, search_topics

__all__ = ["Queries", "SearchTerms", "Topics", "queries_of", "search_terms", "search_topics"]
