"""Topics of the searches: groups of words that come together in queries."""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd
from sklearn.decomposition import NMF
from sklearn.exceptions import ConvergenceWarning
from sklearn.feature_extraction.text import CountVectorizer, TfidfTransformer
from sklearn.preprocessing import normalize

from shopai.arrays import Ints, Texts
from shopai.checks import whole_number
from shopai.columns import SearchTable, SearchTopic
from shopai.errors import ParameterError
from shopai.text import parts_words, pieces

#: Topics looked for, at most.
MOST_TOPICS: Final = 12
#: Queries looked at, the most searched first.
MOST_QUERIES: Final = 5_000
#: Queries a word must be in to make a topic.
LEAST_QUERIES: Final = 2
#: Cosine of a query and a topic from which the query counts to it.
LEAST_LIKE: Final = 0.3
WORDS, EXAMPLES = 5, 5

#: Words that say nothing of what is looked for.
_STOP: Final = frozenset(
    (
        "a", "an", "and", "at", "by", "das", "de", "der", "des", "die", "du", "en", "et", "for",
        "from", "in", "la", "le", "les", "mit", "of", "on", "or", "the", "to", "und", "von",
        "with", "without", "的", "和", "与", "を", "の", "に", "は",
    )
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Topics:
    """The topics of :func:`search_topics`."""

    table: pd.DataFrame  # columns.SearchTopic, the most searched first; topic 0, none of them, last
    of_query: pd.Series  # int, the topic of each query, index SearchTable.QUERY; 0 for none
    n: int  # topics, without topic 0
    told: str  # how many there are and why, a sentence


def search_topics(table: pd.DataFrame, k: int | None = None) -> Topics:
    """Find what the queries of `table` (columns.SearchTable) are about.

    Each query is a text of its words (Chinese parted as :func:`shopai.text.pieces` does), weighed
    by TF-IDF and brought to length 1; non-negative matrix factorisation gives every topic the
    weights of its words (Lee and Seung, 1999). A query counts to the topic its words are most
    like, by cosine, to none (0) where that is below `LEAST_LIKE`. Each query counts once
    whatever its searches; the sizes of the topics are in searches.

    k : number of topics; None: the square root of half the number of queries that share a
        word with others, from 2 to `MOST_TOPICS`

    Only the `MOST_QUERIES` most searched queries, and words in `LEAST_QUERIES` of them, count.
    Costs some seconds at most.

    >>> searches = shopai.search_terms(dataset)
    >>> shopai.search_topics(searches.table).table[["topic", "queries"]].head(2)
       topic  queries
    0      1       34
    1      2       21
    """
    if k is not None:
        whole_number("k, the number of topics,", k, 2, 50)
    if not isinstance(table, pd.DataFrame) or SearchTable.QUERY not in table:
        raise ParameterError(
            "Topics are of the table of search terms, search_terms(dataset).table; found "
            f"{type(table).__name__}."
        )
    names = table[SearchTable.QUERY].head(MOST_QUERIES).tolist()
    counter = CountVectorizer(analyzer=_terms, min_df=LEAST_QUERIES, binary=True)
    try:
        counts = counter.fit_transform(names)
    except ValueError:  # no word is in two queries
        return _none(table, "No word is in two different queries, so there are no topics.")
    some = np.diff(counts.indptr) > 0
    weights = TfidfTransformer().fit_transform(counts[some].astype(np.float64))
    able = min(weights.shape)
    chosen = min(k or max(2, min(MOST_TOPICS, round((weights.shape[0] / 2) ** 0.5))), able)
    if chosen < 2:
        return _none(table, "Too few queries share a word with others, so there are no topics.")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # near enough to name topics
        model = NMF(chosen, init="nndsvda", random_state=0, max_iter=400, tol=1e-3)
        model.fit(weights)
    likeness = np.asarray(weights @ normalize(model.components_).T)
    near = likeness.max(axis=1) >= LEAST_LIKE
    topic = np.zeros(len(table), np.int64)
    topic[np.flatnonzero(some)] = np.where(near, likeness.argmax(axis=1) + 1, 0)
    words = _typed(names, counter.get_feature_names_out())
    heavy = [
        tuple(str(words[i]) for i in np.argsort(-row, kind="stable")[:WORDS] if row[i] > 0)
        for row in model.components_
    ]
    why = (
        "as asked for"
        if k is not None
        else f"the square root of half their number, at most {MOST_TOPICS}"
    )
    parted = " Chinese is parted into words." if parts_words() else ""
    told = f"{chosen} topics among {weights.shape[0]:,} queries that share words: {why}.{parted}"
    return _sized(table, topic, heavy, told)


def _terms(query: str) -> list[str]:
    return [term for term, _ in pieces(query) if term not in _STOP]


def _typed(names: list[str], terms: Texts) -> list[str]:
    """Each term as it stands in the most searched query with it: "canvas" for "canva"."""
    typed: dict[str, str] = {}
    for name in names:
        for term, word in pieces(name):
            typed.setdefault(term, word)
    return [typed[term] for term in terms]


def _sized(table: pd.DataFrame, topic: Ints, words: list[tuple[str, ...]], told: str) -> Topics:
    searches = table[SearchTable.SEARCHES].to_numpy()
    n = len(words)
    sizes = np.bincount(topic, searches, minlength=n + 1).astype(np.int64)
    order = np.argsort(-sizes[1:], kind="stable")
    number = np.zeros(n + 1, np.int64)
    number[order + 1] = np.arange(1, n + 1)
    topic = number[topic]
    names = table[SearchTable.QUERY].to_numpy()
    rows = []
    for place in [*range(1, n + 1), 0]:
        mine = np.flatnonzero(topic == place)
        rows.append(
            {
                SearchTopic.TOPIC: place,
                SearchTopic.WORDS: words[order[place - 1]] if place else (),
                SearchTopic.EXAMPLES: tuple(names[mine[:EXAMPLES]].tolist()),
                SearchTopic.QUERIES: len(mine),
                SearchTopic.SEARCHES: int(searches[mine].sum()),
                SearchTopic.SHARE: float(searches[mine].sum() / max(searches.sum(), 1)),
            }
        )
    of_query = pd.Series(topic, index=pd.Index(names, dtype="str", name=SearchTable.QUERY))
    return Topics(pd.DataFrame(rows), of_query, n, told)


def _none(table: pd.DataFrame, told: str) -> Topics:
    return _sized(table, np.zeros(len(table), np.int64), [], told)
