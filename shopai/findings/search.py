"""Findings of searches."""

from __future__ import annotations

from typing import Final

import pandas as pd

from shopai.behaviour.search.rising import LEAST_SEARCHERS, RISING
from shopai.behaviour.search.terms import INTERVALS, LEAST_FOLLOWED, SearchTerms
from shopai.columns import SearchTable, SearchTarget
from shopai.messages import N_
from shopai.sentences import Plural, Sentence

#: By the share queries are ranked by: of all searches, and of those of one query.
_OUTCOMES: Final = {
    SearchTable.NO_PURCHASE: (
        N_("**{share:percent}** of all searches led to no purchase"),
        N_("**{query}** led to no purchase in **{share:percent}** of its {followed:search}"),
    ),
    SearchTable.NO_CLICK: (
        N_("**{share:percent}** of all searches led to no click"),
        N_("**{query}** led to no click in **{share:percent}** of its {followed:search}"),
    ),
    SearchTable.ENDED: (
        N_("**{share:percent}** of all searches ended the visit"),
        N_("**{query}** ended the visit in **{share:percent}** of its {followed:search}"),
    ),
}


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
    ten = Sentence("all queries in the table make up")
    if len(terms.table) > 10:
        ten = Sentence("the first ten of {n:query} in the table make up", n=len(terms.table))
    return Sentence(
        "**{query}** is searched for most, {n:time} {people}; {ten} **{share:percent}** of all "
        "searches.",
        query=first[SearchTable.QUERY],
        n=int(first[SearchTable.SEARCHES]),
        people=people,
        ten=ten,
        share=terms.table.head(10)[SearchTable.SEARCHES].sum() / terms.searches,
    )


def _by_outcome(terms: SearchTerms, table: pd.DataFrame, share: str) -> Sentence:
    """The query that surely has the largest share, and how many lie above the mean."""
    overall = float(terms.overall[share])
    above = int((table[INTERVALS[share][0]] > overall).sum())
    of_all, of_one = _OUTCOMES[share]
    if not above:
        return Sentence(
            "No query stands out: {of_all}, and none of the {n:query} with {least} or more is "
            "surely above that.",
            of_all=Sentence(of_all, share=overall),
            n=len(table),
            least=LEAST_FOLLOWED,
        )
    first = table.iloc[0]
    return Sentence(
        "{most}, against {overall:percent} of all; {above} (about 1 in 40 would by chance).",
        most=Sentence(
            of_one,
            query=first[SearchTable.QUERY],
            share=float(first[share]),
            followed=int(first[SearchTable.FOLLOWED]),
        ),
        overall=overall,
        above=Plural(
            "{n:query} of {tested} lies above that with its whole interval",
            "{n:query} of {tested} lie above that with their whole interval",
            n=above,
            tested=len(table),
        ),
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
    periods = Sentence(
        "after {middle:medium} (searches: {recent}) against the time as long before ({before})",
        middle=terms.periods.middle,
        recent=terms.periods.recent,
        before=terms.periods.before,
    )
    names = [*table[table[SearchTable.TREND] == RISING][SearchTable.QUERY]]
    if not names:
        return Sentence(
            "No query is rising beyond chance, {periods}: none of the {tested} tested changed more "
            "than that many would by luck.",
            periods=periods,
            tested=len(table),
        )
    return Plural(
        "{names:3} is rising beyond chance, {periods}; {were_tested}.",
        "{names:3} are rising beyond chance, {periods}; {were_tested}.",
        n=len(names),
        periods=periods,
        names=[Sentence("**{query}**", query=name) for name in names],
        were_tested=Plural("{n:query} was tested", "{n:query} were tested", n=len(table)),
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
