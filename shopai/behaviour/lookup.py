"""Look-up of one customer: search by id, history, items shared with others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from shopai.arrays import Ints
from shopai.checks import whole_number
from shopai.columns import Customer, Event, Item, Kind
from shopai.engines.duckdb import literal
from shopai.events.dataset import Dataset
from shopai.preferences import Preferences
from shopai.selection.selection import Selection, select
from shopai.selection.totals import latest


class History:
    """Columns of :func:`history` beside the item's id, title and category."""

    LAST: Final = "last"  # of the latest event with the item, on the shop's clock; or missing
    SPENT: Final = "spent"  # purchases minus refunds, in the data set's currency
    RATING: Final = Event.RATING  # the latest one given
    COUNTS: Final = tuple(kind for kind in Kind.ALL if kind not in (Kind.SEARCH, Kind.RATING))


def find_customers(dataset: Dataset, text: str, limit: int = 20) -> list[str]:
    """Ids of known customers that contain `text`, upper and lower case alike.

    The exact id comes first, then those with `text` nearest to their start, shorter ids
    before longer ones. Every character counts as itself: there are no wildcards. One scan
    of the customer ids: 1,000,000 take some 50 ms.
    """
    whole_number("limit", limit)
    exact = text.strip()
    position = f"strpos(lower({Customer.USER}), lower({literal(exact)}))"
    matches = dataset.customers.filter(f"{position} > 0").aggregate(Customer.USER, Customer.USER)
    ranked = matches.order(
        f"{Customer.USER} = {literal(exact)} DESC, {position}, "
        f"length({Customer.USER}), {Customer.USER}"
    )
    return [str(user) for (user,) in ranked.limit(limit).fetchall()]


def example_customers(prefs: Preferences) -> tuple[str, ...]:
    """Up to five customers worth a look, from the longest history to a short one.

    Those at 0, 5, 25, 50 and 90 % of the way down the list by number of known items; one with
    none is left out. Costs a sort of the customers.
    """
    known = np.diff(prefs.matrix.indptr)
    order = np.argsort(-known, kind="stable")[: int((known > 0).sum())]
    if not len(order):
        return ()
    places = [int(share * (len(order) - 1)) for share in (0.0, 0.05, 0.25, 0.5, 0.9)]
    return tuple(dict.fromkeys(str(prefs.users[order[place]]) for place in places))


def history(dataset: Dataset, user: str) -> pd.DataFrame:
    """History of `user`, one row an item, the latest first.

    Columns: ``item_id``, ``title``, ``category``, then :class:`History`: when last, how
    often each kind of event (`History.COUNTS`), money spent and the latest rating. Searches
    name no item and are left out; a customer without events gets an empty table. A purchase
    without a quantity is one unit, and one without a price adds nothing; where no purchase or
    refund of an item has a price, the money is missing. The latest rating is the one
    :func:`shopai.preferences.preferences` takes: without a time it is older than any with
    one, and among equals the later row of the source counts. One scan of the events.
    """
    selection = select(dataset)
    number = int(np.append(np.flatnonzero(selection.users == user), -1)[0])  # −1: nobody's
    money = f"{Event.PRICE} * coalesce({Event.QUANTITY}, 1)"
    is_kind = {kind: f"{Event.KIND} = {literal(kind)}" for kind in Kind.ALL}
    signs = f"WHEN {is_kind[Kind.PURCHASE]} THEN 1 WHEN {is_kind[Kind.REFUND]} THEN -1"
    values = {
        History.LAST: f"max({Event.EPOCH})",
        **{kind: f"count(*) FILTER ({is_kind[kind]})" for kind in History.COUNTS},
        History.SPENT: f"sum({money} * CASE {signs} END)",
        History.RATING: latest(Event.RATING, f"isfinite({Event.RATING})"),
    }
    columns = ", ".join(f"{value} AS {name}" for name, value in values.items())
    events = dataset.timeline.filter(f"{Event.USER} = {number} AND {Event.ITEM} IS NOT NULL")
    done = events.aggregate(f"{Event.ITEM}, {columns}", Event.ITEM).df()
    done[History.LAST] = pd.to_datetime(done[History.LAST], unit="us").astype("datetime64[us]")
    named = _names(selection, done.pop(Event.ITEM).to_numpy(dtype=np.int64)).reset_index()
    return named.join(done).sort_values(
        [History.LAST, Event.ITEM], ascending=[False, True], ignore_index=True
    )


def item_names(dataset: Dataset) -> pd.DataFrame:
    """Title and category of every item, index ``item_id``; the id stands in for a missing title."""
    selection = select(dataset)
    return _names(selection, np.arange(len(selection.item_ids)))


def _names(selection: Selection, items: Ints) -> pd.DataFrame:
    """Title and category of the items of these numbers, index ``item_id``."""
    codes, names = selection.categories
    return pd.DataFrame(
        {
            Item.TITLE: pd.array(selection.titles[items], dtype="str"),
            Item.CATEGORY: pd.Categorical.from_codes(codes[items], names).astype("str"),
        },
        index=selection.item_ids[items],
    )


def shared_items(prefs: Preferences, user: str, others: Sequence[str]) -> dict[str, list[str]]:
    """Items that `user` and each of `others` both have a preference for, by id of the other.

    In the order of `user`'s own preference, strongest first; an unknown id shares nothing.
    """
    own = _row(prefs, user)
    ranked = sorted(own, key=lambda item: (-own[item], item))
    return {
        other: [str(prefs.items[item]) for item in ranked if item in theirs]
        for other in others
        for theirs in [_row(prefs, other)]
    }


def common_items(prefs: Preferences, users: Sequence[str], most: int = 3) -> dict[str, int]:
    """The items most of `users` have a preference for, each with how many have; most first."""
    rows = prefs.user_positions(users)
    counts = np.diff(prefs.matrix[rows[rows >= 0]].tocsc().indptr)
    best = np.argsort(-counts, kind="stable")[:most]
    return {str(prefs.items[item]): int(counts[item]) for item in best if counts[item] > 1}


def _row(prefs: Preferences, user: str) -> dict[int, float]:
    """The user's preferences by item position, empty for an unknown user."""
    (row,) = prefs.user_positions([user])
    if row < 0:
        return {}
    begin, end = prefs.matrix.indptr[row], prefs.matrix.indptr[row + 1]
    items, values = prefs.matrix.indices[begin:end], prefs.matrix.data[begin:end]
    return dict(zip(items.tolist(), values.tolist(), strict=True))


def find_items(names: pd.DataFrame, text: str, limit: int = 20) -> list[str]:
    """Ids of items whose title or id contains `text`, upper and lower case alike.

    `names`: as :func:`item_names` gives. The exact id comes first, then titles with `text`
    nearest to their start, shorter ones before longer ones, then matches of the id alone.
    Every character counts as itself. One scan of the titles: 100,000 take some 50 ms.
    """
    whole_number("limit", limit)
    wanted = text.strip().lower()
    ids = names.index.astype("str")
    in_title = names[Item.TITLE].astype("str").str.lower().str.find(wanted).to_numpy()
    in_id = ids.str.lower().str.find(wanted).to_numpy()
    matches = np.flatnonzero((in_title >= 0) | (in_id >= 0))
    lengths = names[Item.TITLE].astype("str").str.len().to_numpy()
    by_title = np.where(in_title >= 0, in_title, np.iinfo(np.int64).max)[matches]
    exact = ids[matches] == text.strip()
    order = np.lexsort((matches, lengths[matches], by_title, ~exact))
    return [str(ids[place]) for place in matches[order[:limit]]]
