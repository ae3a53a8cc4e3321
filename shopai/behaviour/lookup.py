"""One customer among many: finding them, what they did, and what they share with others."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import pandas as pd

from shopai.checks import whole_number
from shopai.columns import Customer, Event, Item, Kind
from shopai.engines.duckdb import literal
from shopai.events.dataset import Dataset
from shopai.preferences import Preferences


class History:
    """Columns of :func:`history` beside the item's id, title and category."""

    LAST: Final = "last"  # UTC, of the latest event with the item; missing without times
    SPENT: Final = "spent"  # purchases minus refunds, in the data set's currency
    RATING: Final = Event.RATING  # the latest one given
    COUNTS: Final = tuple(kind for kind in Kind.ALL if kind not in (Kind.SEARCH, Kind.RATING))


_LINE: Final = "__line"  # an event's place in the source


def find_customers(dataset: Dataset, text: str, limit: int = 20) -> list[str]:
    """Ids of known customers that contain `text`, upper and lower case alike.

    The exact id comes first, then those with `text` nearest to their start, shorter ids
    before longer ones. Every character counts as itself: there are no wildcards. One scan
    of the customer ids: 1,000,000 take some 50 ms.
    """
    whole_number("limit", limit)
    exact = text.strip()
    position = f"strpos(lower({Customer.USER}), lower({literal(exact)}))"
    found = dataset.customers.filter(f"{position} > 0").aggregate(Customer.USER, Customer.USER)
    ranked = found.order(
        f"{Customer.USER} = {literal(exact)} DESC, {position}, "
        f"length({Customer.USER}), {Customer.USER}"
    )
    return [str(user) for (user,) in ranked.limit(limit).fetchall()]


def example_customers(prefs: Preferences) -> tuple[str, ...]:
    """Up to five customers worth a look, from the longest history to a short one.

    Those at 0, 5, 25, 50 and 90 % of the way down the list by number of known items; who has
    none is left out. Costs a sort of the customers.
    """
    known = np.diff(prefs.matrix.indptr)
    order = np.argsort(-known, kind="stable")[: int((known > 0).sum())]
    if not len(order):
        return ()
    places = [int(share * (len(order) - 1)) for share in (0.0, 0.05, 0.25, 0.5, 0.9)]
    return tuple(dict.fromkeys(str(prefs.users[order[place]]) for place in places))


def history(dataset: Dataset, user: str) -> pd.DataFrame:
    """What `user` did, one row an item, the latest first.

    Columns: ``item_id``, ``title``, ``category``, then :class:`History`: when last, how
    often each kind of event (`History.COUNTS`), money spent and the latest rating. Searches
    name no item and are left out; a customer without events gets an empty table. A purchase
    without a quantity is one unit, and one without a price adds nothing; where no purchase or
    refund of an item has a price, the money is missing. The latest rating is the one
    :func:`shopai.preferences.preferences` takes: without a time it is older than any with
    one, and among equals the later row of the source counts. One scan of the events.
    """
    events = (
        dataset.events.filter(f"{Event.USER} = {literal(user)} AND {Event.ITEM} IS NOT NULL")
        .project(f"*, row_number() OVER () AS {_LINE}")
        .set_alias("e")
    )
    amount = f"{Event.PRICE} * coalesce({Event.QUANTITY}, 1)"
    sign = (
        f"CASE {Event.KIND} WHEN {literal(Kind.PURCHASE)} THEN 1 "
        f"WHEN {literal(Kind.REFUND)} THEN -1 END"
    )
    counts = (
        f"count(*) FILTER ({Event.KIND} = {literal(kind)}) AS {kind}" for kind in History.COUNTS
    )
    when = f"(coalesce({Event.EPOCH}, {-(2**63) + 1}), {_LINE})"
    found: pd.DataFrame = events.aggregate(
        ", ".join(
            [
                Event.ITEM,
                f"max({Event.TIME}) AS {History.LAST}",
                *counts,
                f"sum({amount} * {sign}) AS {History.SPENT}",
                f"arg_max({Event.RATING}, {when}) FILTER (isfinite({Event.RATING})) "
                f"AS {History.RATING}",
            ]
        ),
        Event.ITEM,
    ).df()
    known = item_names(dataset)
    found.insert(1, Item.TITLE, found[Event.ITEM].map(known[Item.TITLE]))
    found.insert(2, Item.CATEGORY, found[Event.ITEM].map(known[Item.CATEGORY]))
    return found.sort_values([History.LAST, Event.ITEM], ascending=[False, True], ignore_index=True)


def item_names(dataset: Dataset) -> pd.DataFrame:
    """Title and category of every item, index ``item_id``; the id stands in for a missing title."""
    names: pd.DataFrame = (
        dataset.items.filter(f"{Item.ITEM} IS NOT NULL")
        .aggregate(
            f"{Item.ITEM}, coalesce(any_value({Item.TITLE}), {Item.ITEM}) AS {Item.TITLE}, "
            f"any_value({Item.CATEGORY}) AS {Item.CATEGORY}",
            Item.ITEM,
        )
        .df()
    )
    return names.set_index(Item.ITEM).sort_index()


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
    found = np.flatnonzero((in_title >= 0) | (in_id >= 0))
    lengths = names[Item.TITLE].astype("str").str.len().to_numpy()
    by_title = np.where(in_title >= 0, in_title, np.iinfo(np.int64).max)[found]
    exact = ids[found] == text.strip()
    order = np.lexsort((found, lengths[found], by_title, ~exact))
    return [str(ids[place]) for place in found[order[:limit]]]
