"""Search outcomes: the clicks and purchases that searches led to, and their shares."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from shopai.arrays import Array, Codes, Floats, Hashes, Ints, Mask, read_only
from shopai.behaviour.search.spellings import NOT_SAID, Queries
from shopai.columns import Event, Kind, Line
from shopai.compiled import compiled
from shopai.intervals import clustered
from shopai.selection.selection import NO_TIME, Selection
from shopai.selection.sessions import sessions_of, sorted_by
from shopai.selection.totals import SHOPPING

_SEARCH, _PURCHASE = Kind.ALL.index(Kind.SEARCH), Kind.ALL.index(Kind.PURCHASE)


@dataclass(frozen=True, eq=False)
class Searches:
    """The searches of a selection that say what for, in the order of the timeline.

    Known only of searches with a time in a known visit, `followed`; False of the others.
    """

    query: Codes  # (n,) place in Queries.names; −1 for one of no query of its own
    user: Codes  # (n,) the customer; −1 for a guest
    who: Ints  # (n,) the customer, or else the guest's visit: one number for each searcher
    epoch: Ints  # (n,) µs on the shop's clock; NO_TIME for none
    followed: Mask  # (n,)
    ended: Mask  # (n,) the last thing done in the visit
    click_search: Ints  # (n_clicks,) the search each click is owed to, 0 … n−1
    click_item: Codes  # (n_clicks,)
    buy_search: Ints  # (n_purchases,) the search each line bought is owed to
    buy_item: Codes  # (n_purchases,) −1 where it names no item
    visits: int  # visits with a search among them
    unnamed: int  # searches of the selection that do not say what for

    def __len__(self) -> int:
        return len(self.query)


def outcomes(selection: Selection, queries: Queries) -> Searches:
    """Follow every search of `selection` to the end of its visit.

    - A search leads to a *click* on an item viewed, put in the cart or on the wishlist after
      it in the same visit, before the next search.
    - It leads to a *purchase* of what is bought later in the same visit and was last clicked
      between it and the next search; what was not clicked before in the visit is owed to the
      last search before the purchase, and what was clicked before the first search to none.
    - It *ends* the visit if nothing is viewed, searched, put in the cart or on the wishlist or
      bought after it.

    So each click and each purchase is owed to one search at most. A search that does not say
    what for parts those before it from what follows like any other.

    Cost: linear in the shopping events; some 40 bytes each in memory.
    """
    rows = selection.arrays(Event.USER, Event.SESSION, Event.KIND, Event.ITEM, kinds=SHOPPING)
    searches = selection.arrays(Event.EPOCH, Line.LINE, kinds=(Kind.SEARCH,))
    at = np.flatnonzero(rows[Event.KIND] == _SEARCH)
    user, session, epoch = rows[Event.USER], rows.pop(Event.SESSION), searches[Event.EPOCH]
    of_search = session[at]
    followed = (epoch != NO_TIME) & (of_search != 0)
    positions, starts = _visits(user, session, at[followed])
    del session
    search = np.full(len(user), -1, np.int32)
    search[at[followed]] = np.flatnonzero(followed)
    kind, item = read_only(rows[Event.KIND]), read_only(rows[Event.ITEM])
    clicks, purchases, ended = _follow(
        positions, starts, kind, item, search, len(at), len(selection.item_ids)
    )
    query = queries.of(searches[Line.LINE])
    named = query != NOT_SAID
    place = np.where(named, np.cumsum(named) - 1, -1)
    click_search, click_item = _owed_to(place, *clicks)
    buy_search, buy_item = _owed_to(place, *purchases)
    return Searches(
        query=query[named],
        user=user[at][named],
        who=_searchers(user[at], of_search, len(selection.users))[named],
        epoch=epoch[named],
        followed=followed[named],
        ended=ended[named],
        click_search=click_search,
        click_item=click_item,
        buy_search=buy_search,
        buy_item=buy_item,
        visits=len(starts) - 1,
        unnamed=int((~named).sum()),
    )


def _visits(user: Codes, session: Hashes, at: Ints) -> tuple[Ints, Ints]:
    """The rows of all visits with a row of `at`, visit by visit, each in its order of time.

    Their positions, and where each visit begins, (n_visits + 1,).
    """
    number, n, _ = sessions_of(read_only(user), read_only(session))
    place = np.full(n + 1, -1, np.int32)  # the last is of the rows in no visit
    place[number[at]] = 0
    searched = place == 0
    n_searched = int(searched.sum())
    place[searched] = np.arange(n_searched)
    return sorted_by(place[number], n_searched)


@compiled
def _follow(
    positions: Ints,
    starts: Ints,
    kinds: npt.NDArray[np.int8],
    items: Codes,
    search: Codes,
    n_searches: int,
    n_items: int,
) -> tuple[tuple[Codes, Codes], tuple[Codes, Codes], Mask]:
    """Clicks and purchases by search: one walk through each visit's rows in their order.

    positions, starts : the rows of each visit, as of :func:`_visits`
    kinds, items : (n,) of each row; an item is 0 … n_items−1, or −1 for none
    search : (n,) the number, 0 … n_searches−1, of a followed search, rising; −1 for other rows

    Returns search and item of each click owed to one, of each purchase owed to one, and for
    each search whether the visit ends with it.
    """
    seen_in = np.full(n_items, -1, np.int32)  # the visit an item was last clicked in
    owed_to = np.empty(n_items, np.int32)  # the search that click is owed to
    n = len(positions)
    click_search, click_item = np.empty(n, np.int32), np.empty(n, np.int32)
    buy_search, buy_item = np.empty(n, np.int32), np.empty(n, np.int32)
    ended = np.zeros(n_searches, np.bool_)
    n_clicks, n_buys = 0, 0
    for visit in range(len(starts) - 1):
        last = -1
        for p in range(starts[visit], starts[visit + 1]):
            i = positions[p]
            item = items[i]
            if kinds[i] == _SEARCH:
                last = max(last, search[i])
            elif kinds[i] == _PURCHASE:
                owed = owed_to[item] if item >= 0 and seen_in[item] == visit else last
                if owed >= 0:
                    buy_search[n_buys], buy_item[n_buys] = owed, item
                    n_buys += 1
            elif item >= 0:
                seen_in[item], owed_to[item] = visit, last
                if last >= 0:
                    click_search[n_clicks], click_item[n_clicks] = last, item
                    n_clicks += 1
        final = search[positions[starts[visit + 1] - 1]]
        if final >= 0:
            ended[final] = True
    clicks = click_search[:n_clicks].copy(), click_item[:n_clicks].copy()
    return clicks, (buy_search[:n_buys].copy(), buy_item[:n_buys].copy()), ended


def _owed_to(place: Ints, search: Codes, item: Codes) -> tuple[Ints, Codes]:
    """Clicks or purchases owed to searches with words, by the `place` of each of these."""
    at = place[search]
    some = at >= 0
    return at[some], item[some]


def _searchers(user: Codes, session: Array, n_users: int) -> Ints:
    """(n,) one number for each customer, and for each visit of a guest."""
    guest = user < 0
    who = user.astype(np.int64)
    if guest.any():
        visit = session[guest]
        number = pd.factorize(visit)[0].astype(np.int64)
        # who is in no visit stands alone
        alone = visit == 0
        number[alone] = len(visit) + np.arange(alone.sum())
        who[guest] = n_users + number
    return who


@dataclass(frozen=True, eq=False)
class Proportions:
    """Hits among the followed searches of groups, (m,) each."""

    hits: Ints
    share: Floats  # 0 … 1; NaN where no search could be followed
    low: Floats  # ends of the 95 % interval
    high: Floats

    def complement(self) -> Proportions:
        """The same of those that came to nothing; without `hits`, which stay."""
        return Proportions(self.hits, 1 - self.share, 1 - self.high, 1 - self.low)


@dataclass(frozen=True, eq=False)
class Trials:
    """The followed searches by query and searcher: one searcher's are not independent."""

    pair: Ints  # (n_searches,) the query and searcher of each; −1 where not followed or no query
    size: Ints  # (n_pairs,) followed searches of each pair
    n: Ints  # (n_queries,) followed searches
    n_squares: Ints  # (n_queries,) sum of size²
    searchers: Ints  # (n_queries,) pairs
    query: Ints  # (n_pairs,) the query of each pair

    @classmethod
    def of(cls, searches: Searches, query: Codes, n_queries: int) -> Trials:
        """`query`, (n_searches,): the group of each, −1 for none, instead of its own."""
        counted = searches.followed & (query >= 0)
        who = searches.who[counted]
        people = int(who.max(initial=0)) + 1
        number, key = pd.factorize(query[counted] * np.int64(people) + who)
        size = np.bincount(number, minlength=len(key))
        owner = key // people
        pair = np.full(len(query), -1, np.int64)
        pair[counted] = number
        return cls(
            pair=pair,
            size=size,
            n=_sums(owner, size, n_queries),
            n_squares=_sums(owner, size * size, n_queries),
            searchers=np.bincount(owner, minlength=n_queries),
            query=owner,
        )

    def of_queries(self, hit: Mask) -> Proportions:
        """Of each query, the share of its followed searches marked in `hit`, (n_searches,)."""
        pair = self.pair[hit]
        hits = np.bincount(pair[pair >= 0], minlength=len(self.size))
        return self._proportions(self.query, hits, self.size, np.arange(len(self.n)))

    def of_groups(self, searches: Ints, group: Ints, query: Ints) -> Proportions:
        """Of each group, the share of its query's followed searches that are among `searches`.

        searches : (h,) indices of searches, each once a group; those not followed are left out
        group : (h,) the group of each, 0 … m−1
        query : (m,) the query of each group
        """
        pair = self.pair[searches]
        n_pairs = np.int64(len(self.size) + 1)
        number, key = pd.factorize(group[pair >= 0] * n_pairs + pair[pair >= 0])
        hits = np.bincount(number, minlength=len(key))
        return self._proportions(key // n_pairs, hits, self.size[key % n_pairs], query)

    def _proportions(self, group: Ints, hits: Ints, size: Ints, query: Ints) -> Proportions:
        """From the hits of each group and searcher, out of so many searches of the searcher."""
        m = len(query)
        total, n = _sums(group, hits, m), self.n[query]
        low, high = clustered(
            total,
            n,
            _sums(group, hits * hits, m),
            _sums(group, hits * size, m),
            self.n_squares[query],
            self.searchers[query],
        )
        none = n == 0
        return Proportions(
            total,
            np.where(none, np.nan, total / np.maximum(n, 1)),
            np.where(none, np.nan, low),
            np.where(none, np.nan, high),
        )


def _sums(group: Ints, values: Ints, n_groups: int) -> Ints:
    return np.bincount(group, values, minlength=n_groups).astype(np.int64)
