"""Findings of searches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import pandas as pd

from shopai.behaviour.search.rising import LEAST_SEARCHERS, RISING
from shopai.behaviour.search.terms import INTERVALS, LEAST_FOLLOWED, SearchTerms
from shopai.behaviour.search.topics import Topics
from shopai.columns import SearchTable, SearchTarget, SearchTopic
from shopai.messages import N_
from shopai.sentences import Plural, Sentence

#: Share of the searches from which it is worth telling that they led to no click.
_LEAST_FAILING: Final = 0.01
#: By the share queries are ranked by: of one query, and of all searches.
_OUTCOMES: Final = {
    SearchTable.NO_PURCHASE: (
        N_("**{query}** is not bought: **{n} of {followed:search}** led to no purchase"),
        N_("**{share:of 100} of 100 searches** lead to no purchase"),
    ),
    SearchTable.NO_CLICK: (
        N_("**{query}** is not there: **{n} of {followed:search}** led to no click"),
        N_("**{share:of 100} of 100 searches** lead to no click"),
    ),
    SearchTable.ENDED: (
        N_("**{query}** sends people away: **{n} of {followed:search}** ended the visit"),
        N_("**{share:of 100} of 100 searches** end the visit"),
    ),
}
_CAME_OF: Final = {
    SearchTable.NO_PURCHASE: N_("led to no purchase"),
    SearchTable.NO_CLICK: N_("led to no click"),
    SearchTable.ENDED: N_("ended the visit"),
}


def usual_failure(terms: SearchTerms) -> str:
    """The column that tells best what is not there: no click, no purchase where all click."""
    often = float(terms.overall[SearchTable.NO_CLICK]) >= _LEAST_FAILING
    return SearchTable.NO_CLICK if often else SearchTable.NO_PURCHASE


def ranking(terms: SearchTerms, table: pd.DataFrame, by: str) -> Sentence:
    """The first of the queries, `table` ranked by a column as of :meth:`SearchTerms.ranked`."""
    if by == SearchTable.GROWTH:
        return rising(terms, table)
    if table.empty:
        return Sentence(
            "No query has {least} searches that could be followed, too few to rank by what came "
            "of them.",
            least=LEAST_FOLLOWED,
        )
    return most_searched(terms) if by == SearchTable.SEARCHES else _by_outcome(terms, table, by)


def most_searched(terms: SearchTerms) -> Sentence:
    """The query searched for most, and what the first ten make up of all searches."""
    first = terms.table.iloc[0]
    known = int(first[SearchTable.CUSTOMERS])
    people = Sentence("by {n:known customer}", n=known) if known else Sentence("all by guests")
    ten = Sentence("all queries make up")
    if len(terms.table) > 10:
        ten = Sentence("the first ten of {n:query} make up", n=len(terms.table))
    return Sentence(
        "**{query}** is searched for most, **{n:time}** {people}; {ten} **{share:percent}** of "
        "all searches.",
        query=first[SearchTable.QUERY],
        n=int(first[SearchTable.SEARCHES]),
        people=people,
        ten=ten,
        share=terms.table.head(10)[SearchTable.SEARCHES].sum() / terms.searches,
    )


def standing_out(terms: SearchTerms, share: str) -> int:
    """Queries that surely have a larger share than all; 0 where chance alone gives as many."""
    above, _tested, by_chance = terms.worse(share)
    return above if above > by_chance else 0


def _by_outcome(terms: SearchTerms, table: pd.DataFrame, share: str) -> Sentence:
    """The query that surely has the largest share; none where chance alone gives as many."""
    overall = float(terms.overall[share])
    of_one, of_all = _OUTCOMES[share]
    if not standing_out(terms, share):
        return Sentence(
            "{of_all}. No query is surely worse than the others; more of these searches are for "
            "**{query}** than for any other, **{n} of {followed}**.",
            of_all=Sentence(of_all, share=overall),
            **_failed(table.iloc[most_failed(table, share)], share),
        )
    return Sentence(
        "{of_one} (of all searches {overall:percent}).",
        of_one=Sentence(of_one, **_failed(table.iloc[0], share)),
        overall=overall,
    )


def most_failed(table: pd.DataFrame, share: str) -> int:
    """Position of the query with the most searches that came to nothing, by `share`."""
    return int((table[share] * table[SearchTable.FOLLOWED]).to_numpy().argmax())


def _failed(row: pd.Series, share: str) -> dict[str, Any]:
    """A query, its searches that could be followed, and those of them that came to nothing."""
    followed = int(row[SearchTable.FOLLOWED])
    failed = round(float(row[share]) * followed)
    return {"query": row[SearchTable.QUERY], "n": failed, "followed": followed}


def outcome_in_short(terms: SearchTerms, share: str) -> Sentence:
    """The queries surely above all searches, beside those chance alone would put there."""
    above, tested, by_chance = terms.worse(share)
    return Plural(
        "{n} of {tested:query} is above the average with its whole interval; by chance it would "
        "be {by_chance:.1}.",
        "{n} of {tested:query} are above the average with their whole interval; by chance it "
        "would be {by_chance:.1}.",
        n=above,
        tested=tested,
        by_chance=by_chance,
    )


def outcomes_of_all(terms: SearchTerms) -> Sentence:
    """The shares of all searches by what came of them, with their intervals."""
    return Sentence(
        "Of {n:search} that could be followed (95% interval in brackets): {shares}.",
        n=int(terms.overall[SearchTable.FOLLOWED]),
        shares=[
            Sentence(
                "{share:percent} ({low:percent} to {high:percent}) {what}",
                share=float(terms.overall[share]),
                low=float(terms.overall[INTERVALS[share][0]]),
                high=float(terms.overall[INTERVALS[share][1]]),
                what=Sentence(what),
            )
            for share, what in _CAME_OF.items()
        ],
    )


def rising(terms: SearchTerms, table: pd.DataFrame) -> Sentence:
    """Queries that make up more of the searches than before, beyond chance."""
    if terms.periods is None:
        return Sentence("The searches have no times that part them into before and now.")
    if table.empty:
        return Sentence(
            "No query has been searched {least} times by different customers in both periods "
            "together, too few to tell a rise from chance.",
            least=LEAST_SEARCHERS,
        )
    since, first = terms.periods.middle, table[table[SearchTable.TREND] == RISING]
    if first.empty:
        return Sentence(
            "**No query is surely on the rise** since {since:medium}: all of them changed no more "
            "than chance would have it.",
            since=since,
        )
    names = [Sentence("**{query}**", query=name) for name in first[SearchTable.QUERY]]
    grown = float(first[SearchTable.GROWTH].iloc[0])
    by = Sentence("**{grown} times** as much of all searches as before", grown=grown)
    if not np.isfinite(grown):
        by = Sentence("nobody searched for it before")
    if len(names) == 1:
        return Sentence(
            "{name} is on the rise since {since:medium}: {by}.", name=names[0], since=since, by=by
        )
    return Sentence(
        "{names:3} are on the rise since {since:medium}, the first most surely: {by}.",
        names=names,
        since=since,
        by=by,
    )


def periods_in_short(terms: SearchTerms, table: pd.DataFrame) -> Sentence:
    """The searches compared, and the queries among them frequent enough to test."""
    if terms.periods is None:
        return Sentence("There is nothing to compare.")
    return Sentence(
        "{recent:search} after {middle:medium} against {before} in as long a time before; "
        "{n:query} frequent enough to tell.",
        recent=terms.periods.recent,
        middle=terms.periods.middle,
        before=terms.periods.before,
        n=len(table),
    )


def leads_to(table: pd.DataFrame, query: str, by: str) -> Sentence:
    """The item or category a query leads to most.

    table : of :meth:`SearchTerms.led_to`, `by` item or category, of this query alone
    """
    if table.empty:
        return Sentence(
            "Nobody clicked or bought anything after searching for **{query}**.", query=query
        )
    best = table.iloc[0]
    name = best[SearchTarget.TITLE if by == "item" else SearchTarget.CATEGORY]
    return Sentence(
        "**{query}** leads most to **{name}**: {clicked:percent} of its {n:search} led to a "
        "click there, {bought:percent} to a purchase.",
        query=query,
        name=Sentence("items without a category") if pd.isna(name) else str(name),
        clicked=float(best[SearchTarget.CLICKED_SHARE]),
        n=int(best[SearchTarget.FOLLOWED]),
        bought=float(best[SearchTarget.BOUGHT_SHARE]),
    )


def searchers(n: int, queries: Sequence[str]) -> Sentence:
    """Customers by what they searched for: “24 who searched for lamp”."""
    return Sentence("{n} who searched for {queries:2}", n=n, queries=list(queries))


def largest_topic(topics: Topics) -> Sentence:
    """The topic searched for most, by its words; why there is none where there is none."""
    if not topics.n:
        return Sentence("{told}", told=topics.told)
    first = topics.table.iloc[0]
    return Sentence(
        "**{words:3}** is the largest of {n} topics: **{share:percent}** of all searches.",
        words=list(first[SearchTopic.WORDS])[:3],
        n=topics.n,
        share=float(first[SearchTopic.SHARE]),
    )
