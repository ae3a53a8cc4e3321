"""What searches led to: which search each click and each purchase of a visit is owed to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from shopai.behaviour.search.spellings import NOT_SAID, Queries
from shopai.behaviour.selection import NO_TIME, Selection
from shopai.behaviour.totals import SHOPPING
from shopai.columns import Event, Kind, Line

Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int32]
Mask = npt.NDArray[np.bool_]
Array = npt.NDArray[Any]

#: Spreads numbers over all of 64 bits (the golden ratio's).
_ODD = np.uint64(0x9E3779B97F4A7C15)
_SEARCH, _PURCHASE = Kind.ALL.index(Kind.SEARCH), Kind.ALL.index(Kind.PURCHASE)


@dataclass(frozen=True, eq=False)
class Searches:
    """The searches of a selection that say what for, in the order of the timeline.

    Known only of searches with a time in a known visit, `followed`; False of the others.
    """

    query: Codes  # (n,) place in Queries.names; −1 for one of no query of its own
    user: Codes  # (n,) the customer; −1 for a guest
    who: Ints  # (n,) the customer, or else the guest's visit: one number for each searcher
    epoch: Ints  # (n,) µs since 1970; NO_TIME for none
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

    @cached_property
    def clicked(self) -> Mask:
        """(n,) whether it led to a click."""
        return self._led(self.click_search)

    @cached_property
    def bought(self) -> Mask:
        """(n,) whether it led to a purchase."""
        return self._led(self.buy_search)

    def _led(self, to: Ints) -> Mask:
        found = np.zeros(len(self), bool)
        found[to] = True
        return found


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

    Cost: O(n log n) in the searches and the events of visits with one; five columns of the
    shopping events in memory, some 20 bytes an event.
    """
    rows = selection.arrays(Event.USER, Event.SESSION, Event.KIND, Event.ITEM, kinds=SHOPPING)
    searches = selection.arrays(Event.EPOCH, Line.LINE, kinds=(Kind.SEARCH,))
    at = np.flatnonzero(rows[Event.KIND] == _SEARCH)
    user, session, epoch = rows[Event.USER], rows[Event.SESSION], searches[Event.EPOCH]
    followed = (epoch != NO_TIME) & (session[at] != 0)
    order, visit = _by_visit(user, session, at[followed])
    number = np.full(len(user), -1, np.int64)
    number[at[followed]] = np.flatnonzero(followed)
    number, kind, item = number[order], rows[Event.KIND][order], rows[Event.ITEM][order]
    owed = _last_search(number, visit)
    last = np.append(visit[1:] != visit[:-1], True) if len(visit) else np.zeros(0, bool)
    ended = np.zeros(len(at), bool)
    ended[number[last & (number >= 0)]] = True
    clicks = (kind != _SEARCH) & (kind != _PURCHASE) & (item >= 0)
    bought = np.flatnonzero(kind == _PURCHASE)
    source = _sources(visit, item, clicks, bought, owed)
    query = queries.of(searches[Line.LINE])
    named = query != NOT_SAID
    place = np.where(named, np.cumsum(named) - 1, -1)
    place = np.append(place, -1)  # of a click or purchase owed to no search, −1
    click_search, click_item = _owed_to(place[owed[clicks]], item[clicks])
    buy_search, buy_item = _owed_to(place[source], item[bought])
    return Searches(
        query=query[named],
        user=user[at][named],
        who=_searchers(user[at], session[at], len(selection.users))[named],
        epoch=epoch[named],
        followed=followed[named],
        ended=ended[named],
        click_search=click_search,
        click_item=click_item,
        buy_search=buy_search,
        buy_item=buy_item,
        visits=int(last.sum()),
        unnamed=int((~named).sum()),
    )


def _by_visit(user: Codes, session: Array, at: Ints) -> tuple[Ints, Ints]:
    """The rows of all visits with a row of `at`, visit by visit, each in its order of time.

    Returns the rows and the number of the visit of each, from 0.

    Rows come by customer and time, so most visits lie in one piece; those of guests, and of a
    customer on two devices at once, are put together from their pieces.
    """
    if not len(at):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    begins = np.flatnonzero(
        np.append(True, (user[1:] != user[:-1]) | (session[1:] != session[:-1]))
    )
    lengths = np.diff(np.append(begins, len(user)))
    # A session is told by its customer and its number together.
    mixed = session[begins] ^ ((user[begins].astype(np.int64) + 2).astype(np.uint64) * _ODD)
    visit, _ = pd.factorize(mixed)
    searched = np.zeros(visit.max() + 1, bool)
    searched[visit[np.searchsorted(begins, at, side="right") - 1]] = True
    pieces = np.flatnonzero(searched[visit])
    pieces = pieces[np.argsort(visit[pieces], kind="stable")]
    sizes = lengths[pieces]
    ahead = np.cumsum(sizes) - sizes
    rows = np.arange(sizes.sum()) + np.repeat(begins[pieces] - ahead, sizes)
    new = np.append(0, np.cumsum(visit[pieces][1:] != visit[pieces][:-1]))
    return rows, np.repeat(new, sizes)


def _last_search(number: Ints, visit: Ints) -> Ints:
    """For each row the last search at or before it in its visit, by its number; −1 for none."""
    if not len(number):
        return number
    at = np.maximum.accumulate(np.where(number >= 0, np.arange(len(number)), -1))
    return np.where((at >= 0) & (visit[at] == visit), number[at], -1)


def _sources(visit: Ints, item: Codes, clicks: Mask, bought: Ints, owed: Ints) -> Ints:
    """The search each purchase, the rows `bought`, is owed to; −1 for none."""
    source = owed[bought]
    named = bought[item[bought] >= 0]
    if not len(named):
        return source
    buying = np.zeros(visit[-1] + 1, bool)
    buying[visit[named]] = True
    rows = np.sort(np.append(np.flatnonzero(clicks & buying[visit]), named))
    thing = visit[rows] * (int(item.max()) + 1) + item[rows]
    rows = rows[np.argsort(thing, kind="stable")]
    thing = np.sort(thing)
    place = np.arange(len(rows))
    latest = np.maximum.accumulate(np.where(clicks[rows], place, -1))
    known = (latest >= 0) & (thing[latest] == thing)
    clicked = np.full(len(visit), -1, np.int64)  # the row an item was last clicked at
    clicked[rows[known]] = rows[latest[known]]
    before = clicked[bought]
    return np.where(before >= 0, owed[before], source)


def _owed_to(search: Ints, item: Codes) -> tuple[Ints, Codes]:
    """What is owed to any search."""
    some = search >= 0
    return search[some], item[some]


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
