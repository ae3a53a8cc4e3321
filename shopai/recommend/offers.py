"""What every recommender hands back: which items may be offered, and the table of offers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from shopai.columns import Basis, Exclude, Scored
from shopai.errors import ParameterError
from shopai.preferences import Preferences

#: Columns of a table of offers, in order.
OFFERS = (Scored.RANK, Scored.ITEM, Scored.SCORE, Scored.SUPPORT, Scored.BASIS)


class Ranked(NamedTuple):
    """The items to offer one user, best first."""

    items: npt.NDArray[np.int64]  # (m,), column positions
    scores: npt.NDArray[np.float64]  # (m,)
    support: npt.NDArray[np.int32]  # (m,), neighbours behind each; 0: it is merely popular


def joined(*parts: Ranked) -> Ranked:
    """One after the other, as one."""
    return Ranked(
        np.concatenate([part.items for part in parts]),
        np.concatenate([part.scores for part in parts]),
        np.concatenate([part.support for part in parts]),
    )


def among(prefs: Preferences, items: Iterable[object] | None) -> npt.NDArray[np.bool_]:
    """(n_items,) whether an item is one of `items`, None for all; unknown ones are passed over."""
    if items is None:
        return np.ones(len(prefs.items), dtype=bool)
    chosen = np.zeros(len(prefs.items), dtype=bool)
    positions = prefs.item_positions(items)
    chosen[positions[positions >= 0]] = True
    return chosen


def without(
    prefs: Preferences, chosen: npt.NDArray[np.bool_], user: int, exclude: str
) -> npt.NDArray[np.bool_]:
    """`chosen` less what `exclude` (of :class:`Exclude`) bars for the user at row `user`.

    -1 is an unknown user, who bars nothing. Raises :class:`ParameterError` for an `exclude`
    that does not exist.
    """
    if exclude not in Exclude.ALL:
        raise ParameterError(f"exclude must be one of {', '.join(Exclude.ALL)}; found {exclude!r}.")
    left = chosen.copy()
    tables = [prefs.matrix if prefs.bought is None else prefs.bought]
    if exclude == Exclude.KNOWN:
        tables.append(prefs.matrix)
    if exclude != Exclude.NOTHING and user >= 0:
        for table in tables:
            left[table.indices[table.indptr[user] : table.indptr[user + 1]]] = False
    return left


def offers(prefs: Preferences, ranked: Sequence[Ranked]) -> pd.DataFrame:
    """The items of one or more users, one user after another: the columns :data:`OFFERS`."""
    nothing = Ranked(np.empty(0, np.int64), np.empty(0), np.empty(0, np.int32))
    every = joined(nothing, *ranked)
    ranks = [np.arange(1, len(each.items) + 1) for each in (nothing, *ranked)]
    basis = np.where(every.support > 0, Basis.NEIGHBOURS, Basis.POPULAR)
    return pd.DataFrame(
        {
            Scored.RANK: np.concatenate(ranks),
            Scored.ITEM: prefs.items[every.items],
            Scored.SCORE: every.scores,
            Scored.SUPPORT: every.support.astype(np.int64),
            Scored.BASIS: pd.Series(basis, dtype="str"),
        }
    )


def whole_number(name: str, value: int) -> int:
    """`value`, checked to be a whole number of at least 1."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 1:
        raise ParameterError(f"{name} must be a whole number of at least 1; found {value!r}.")
    return int(value)
