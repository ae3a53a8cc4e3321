"""Search terms: their searches, what these lead to, and what is on the rise."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd

from shopai.behaviour.search.rising import Periods, growth, periods_of
from shopai.behaviour.search.search_outcomes import Proportions, Searches, Trials, outcomes
from shopai.behaviour.search.spellings import Queries, queries_of
from shopai.checks import listed, one_of
from shopai.columns import SearchTable, SearchTarget
from shopai.errors import ParameterError
from shopai.events.dataset import Dataset
from shopai.selection.filter import Filter
from shopai.selection.selection import Selection, select
from shopai.selection.totals import Totals

By = Literal["item", "category"]

#: Followed searches from which a query is ranked by what came of it.
LEAST_FOLLOWED: Final = 20
#: Ends of the interval of each share of outcomes.
INTERVALS: Final = {
    SearchTable.NO_CLICK: (SearchTable.NO_CLICK_LOW, SearchTable.NO_CLICK_HIGH),
    SearchTable.NO_PURCHASE: (SearchTable.NO_PURCHASE_LOW, SearchTable.NO_PURCHASE_HIGH),
    SearchTable.ENDED: (SearchTable.ENDED_LOW, SearchTable.ENDED_HIGH),
}


@dataclass(frozen=True, eq=False)
class SearchTerms:
    """Search terms of the chosen events; made by :func:`search_terms`."""

    table: pd.DataFrame  # columns.SearchTable QUERY … TREND, one row a query, most searched first
    overall: pd.Series  # the same shares and their intervals of all searches together
    searches: int  # that say what for; sum of the table's and of `other`
    unnamed: int  # that do not say what for: in no other number here
    other: int  # for queries beyond those told apart, see `cut`
    followed: int  # of `searches`, with a time in a known visit
    customers: int  # known customers who searched
    visits: int  # visits with a search
    spellings: int  # different ones among the queries of the table, of the whole data set
    periods: Periods | None  # what is compared for growth; None where no time passes
    cut: tuple[str, ...]  # what was left out, a sentence each
    queries: Queries
    log: Searches
    selection: Selection

    @property
    def totals(self) -> Totals:
        """Of the same events: those of the filter, its categories set aside."""
        return self.selection.totals

    def ranked(self, by: str = SearchTable.SEARCHES) -> pd.DataFrame:
        """Rows of `table`, those first that are highest by one measure.

        Growth and shares are ranked by the low end of their interval, so that chance does not
        lead; ties by searches.

        by : :class:`SearchTable` SEARCHES, all queries; GROWTH, those that were tested; or
            NO_CLICK, NO_PURCHASE or ENDED, those with 20 followed searches to judge it by

        Raises ParameterError for any other measure.
        """
        one_of("by", by, (SearchTable.SEARCHES, SearchTable.GROWTH, *INTERVALS))
        if by == SearchTable.SEARCHES:
            return self.table
        if by == SearchTable.GROWTH:
            judged, low = self.table[SearchTable.P].notna(), SearchTable.GROWTH_LOW
        else:
            judged, low = self.table[SearchTable.FOLLOWED] >= LEAST_FOLLOWED, INTERVALS[by][0]
        return self.table[judged].sort_values(low, ascending=False, kind="stable")

    def worse(self, by: str) -> tuple[int, int, float]:
        """Queries above all searches by a share with their whole interval.

        Returns their number, they are the first of :meth:`ranked`; the queries ranked; and
        the number of these that would lie there by chance alone, 2.5%.

        by : :class:`SearchTable` NO_CLICK, NO_PURCHASE or ENDED
        """
        low = self.ranked(by)[INTERVALS[by][0]]
        return int((low > float(self.overall[by])).sum()), len(low), 0.025 * len(low)

    def led_to(self, by: By = "item", queries: Sequence[str] | None = None) -> pd.DataFrame:
        """Targets of queries: columns.SearchTarget, one row a query and target.

        Clicks and purchases as :func:`~.search_outcomes.outcomes` owes them to searches; a
        search that led to several clicks on an item counts once. Items without a category count
        as one category, missing. By query in the order asked (of the table, where `queries` is
        None), then the most clicked and bought first.

        Raises
        ------
        ParameterError : a query that is not in the table
        """
        one_of("by", by, ("item", "category"))
        names = (
            self.table[SearchTable.QUERY]
            if queries is None
            else pd.Index(listed("queries", queries, "queries of the table"))
        )
        chosen = self._codes(names)
        log, category = self.log, self.selection.categories[0]
        bought = log.buy_item >= 0
        owed = (
            (log.click_search, log.click_item),
            (log.buy_search[bought], log.buy_item[bought]),
        )
        rank = np.full(len(self.queries.names) + 1, -1, np.int64)
        rank[chosen] = np.arange(len(chosen))
        pairs = []
        for search, item in owed:
            asked = rank[log.query[search]] >= 0
            target = item if by == "item" else category[item]
            pairs.append((search[asked], target[asked]))
        return _targets(self, pairs, chosen, rank, by)

    def customers_of(self, queries: Sequence[str]) -> pd.Index:
        """Ids of the known customers who searched for any of `queries`, sorted."""
        wanted = np.isin(self.log.query, self._codes(queries)) & (self.log.user >= 0)
        return self.selection.users[np.unique(self.log.user[wanted])]

    def spelled(self, query: str) -> pd.DataFrame:
        """Spellings of `query` in the whole data set: columns.SearchTable SPELLING, SEARCHES.

        The most typed first; what looks alike once shown is one row.
        """
        code = self._codes([query])[0]
        spelled = self.queries.spelled
        mine = spelled[spelled[SearchTable.QUERY] == self.queries.names[code]]
        counts = mine.groupby(SearchTable.SPELLING, sort=False)[SearchTable.SEARCHES].sum()
        table = counts.sort_values(ascending=False, kind="stable").reset_index()
        return pd.DataFrame(table)

    def _codes(self, queries: Sequence[str] | pd.Index | pd.Series) -> np.ndarray:
        codes = self.queries.names.get_indexer(pd.Index(queries))
        if (codes < 0).any():
            unknown = list(pd.Index(queries)[codes < 0][:3])
            raise ParameterError(
                f"Nobody searched for {unknown}; take a query from the table of search terms."
            )
        return codes


def search_terms(
    dataset: Dataset,
    where: Filter | None = None,
    *,
    recent_days: int | None = None,
    queries: Queries | None = None,
) -> SearchTerms:
    """Queries, and of each: searches, searchers, what they came to, whether it is rising.

    Parameters
    ----------
    where : which events; its categories are set aside, for a search names no item, and what it
        led to may be of any category
    recent_days : length of the recent and of the earlier period compared for growth; None: the
        two halves of the time searched in
    queries : the queries of the data set, where :func:`queries_of` has numbered them already;
        None: numbered here, slips of a letter taken together with what was meant

    Definitions: what a search leads to, :func:`~.search_outcomes.outcomes`; what is the same query,
    :class:`Queries`; growth, :func:`~.rising.growth`. Proportions are of the searches that could be
    followed, with intervals by :func:`~shopai.intervals.clustered`. Guests'
    searches count; each of their visits is a searcher of its own. Searches without words are
    counted, and part what is before them from what is after.

    A visit is what of it lies within the filter's dates, as everywhere: of one that goes on past
    the last midnight, the last search before it counts as ending the visit, and what is
    clicked or bought after it as not done. It concerns the visits under way at that midnight
    alone; likewise those cut by a filter of channels.

    Cost: one scan of the shopping events; O(n log n) in the searches and what follows them.

    Raises
    ------
    MissingColumns : the data hold no searches, or not what was searched for
    ParameterError : the searches do not cover two periods of `recent_days`

    >>> shopai.search_terms(dataset).table[["query", "searches"]].head(2)
              query  searches
    0       kitchen       235
    1  toys & games       216
    """
    queries = queries_of(dataset) if queries is None else queries
    if not isinstance(queries, Queries):
        raise ParameterError(f"queries must be those of queries_of(dataset); found {queries!r}.")
    selection = select(dataset, select(dataset, where).where.without("categories"))
    log = outcomes(selection, queries)
    n = len(queries.names)
    periods, period = periods_of(log, recent_days)
    table = _table(log, queries, n).join(growth(log, period, periods, n))
    table = table[table[SearchTable.SEARCHES] > 0]
    table = table.sort_values(SearchTable.SEARCHES, ascending=False, kind="stable")
    trials = Trials.of(log, np.zeros(len(log), np.int32), 1)
    overall = {SearchTable.FOLLOWED: float(trials.n[0])}
    for name, shares in _outcomes(log, trials).items():
        low, high = INTERVALS[name]
        overall |= {name: shares.share[0], low: shares.low[0], high: shares.high[0]}
    known = log.user[log.user >= 0]
    return SearchTerms(
        table=table.reset_index(drop=True),
        overall=pd.Series(overall),
        searches=len(log),
        unnamed=log.unnamed,
        other=int((log.query < 0).sum()),
        followed=int(log.followed.sum()),
        customers=len(pd.unique(known)),
        visits=log.visits,
        spellings=int(queries.spellings[np.unique(log.query[log.query >= 0])].sum()),
        periods=periods,
        cut=queries.cut,
        queries=queries,
        log=log,
        selection=selection,
    )


def _table(log: Searches, queries: Queries, n: int) -> pd.DataFrame:
    own = log.query[log.query >= 0].astype(np.int64)
    searches = np.bincount(own, minlength=n)
    known = (log.query >= 0) & (log.user >= 0)
    n_users = int(log.user.max(initial=0)) + 1
    people = pd.unique(log.query[known] * np.int64(n_users) + log.user[known]) // n_users
    table = pd.DataFrame(
        {
            SearchTable.QUERY: pd.Series(queries.names.to_numpy(), dtype="str"),
            SearchTable.SPELLINGS: queries.spellings,
            SearchTable.SEARCHES: searches,
            SearchTable.SHARE: searches / max(len(log), 1),
            SearchTable.CUSTOMERS: np.bincount(people, minlength=n),
        }
    )
    trials = Trials.of(log, log.query, n)
    table[SearchTable.FOLLOWED] = trials.n
    for name, shares in _outcomes(log, trials).items():
        table[name] = shares.share
        table[list(INTERVALS[name])] = np.column_stack((shares.low, shares.high))
    return table


def _outcomes(log: Searches, trials: Trials) -> dict[str, Proportions]:
    """Outcomes of the searches of each query, by the column of its share."""
    return {
        SearchTable.NO_CLICK: trials.of_queries(_marked(log.click_search, log)).complement(),
        SearchTable.NO_PURCHASE: trials.of_queries(_marked(log.buy_search, log)).complement(),
        SearchTable.ENDED: trials.of_queries(log.ended),
    }


def _marked(searches: np.ndarray, log: Searches) -> np.ndarray:
    mask = np.zeros(len(log), bool)
    mask[searches] = True
    return mask


def _targets(
    terms: SearchTerms,
    pairs: list[tuple[np.ndarray, np.ndarray]],
    chosen: np.ndarray,
    rank: np.ndarray,
    by: By,
) -> pd.DataFrame:
    """The table of :meth:`SearchTerms.led_to`, of (searches, targets) clicked and bought."""
    log, selection = terms.log, terms.selection
    width = 2 + max((int(target.max(initial=0)) for _, target in pairs), default=0)
    keys, indices = [], []
    for search, target in pairs:
        once = pd.unique(search * np.int64(width) + target + 1)
        indices.append(once // width)
        keys.append(rank[log.query[once // width]] * width + once % width)
    groups, number = np.unique(np.concatenate(keys), return_inverse=True)
    query, target = groups // width, groups % width - 1
    n = len(terms.queries.names)
    trials = Trials.of(log, np.where(np.isin(log.query, chosen), log.query, -1), n)
    parts = np.split(number, [len(keys[0])])
    clicked, bought = (
        trials.of_groups(index, part, chosen[query])
        for index, part in zip(indices, parts, strict=True)
    )
    place = np.where(target < 0, width, target)  # what is unknown comes last
    table = pd.DataFrame({SearchTarget.QUERY: terms.queries.names[chosen[query]]})
    if by == "item":
        table[SearchTarget.ITEM] = selection.item_ids[target]
        table[SearchTarget.TITLE] = pd.array(selection.titles[target], dtype="str")
        target = selection.categories[0][target]
    names = selection.categories[1].append(pd.Index([None], dtype="str"))
    table[SearchTarget.CATEGORY] = names[target]
    table[SearchTarget.FOLLOWED] = trials.n[chosen[query]]
    for shares, columns in (
        (clicked, (SearchTarget.CLICKED, SearchTarget.CLICKED_SHARE, SearchTarget.CLICKED_LOW,
                   SearchTarget.CLICKED_HIGH)),
        (bought, (SearchTarget.BOUGHT, SearchTarget.BOUGHT_SHARE, SearchTarget.BOUGHT_LOW,
                  SearchTarget.BOUGHT_HIGH)),
    ):  # fmt: skip
        values = (shares.hits, shares.share, shares.low, shares.high)
        for column, value in zip(columns, values, strict=True):
            table[column] = value
    order = np.lexsort((place, -table[SearchTarget.BOUGHT], -table[SearchTarget.CLICKED], query))
    return table.iloc[order].reset_index(drop=True)
