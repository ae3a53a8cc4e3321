"""What every recommender hands back: which items may be offered, and the table of offers."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pandas as pd

from shopai.columns import Scored
from shopai.errors import ParameterError
from shopai.preferences import Preferences

#: Columns of a table of offers, in order.
OFFERS = (Scored.RANK, Scored.ITEM, Scored.SCORE, Scored.SUPPORT, Scored.BASIS)


def offerable(
    prefs: Preferences, user: int, exclude_known: bool, items: Iterable[object] | None
) -> npt.NDArray[np.bool_]:
    """(n_items,) whether an item may be offered to the user at row `user` (-1: unknown).

    `items`: the only ones to choose from, None for all; those nobody has are passed over.
    """
    if items is None:
        allowed = np.ones(len(prefs.items), dtype=bool)
    else:
        allowed = np.zeros(len(prefs.items), dtype=bool)
        positions = prefs.item_positions(items)
        allowed[positions[positions >= 0]] = True
    if exclude_known and user >= 0:
        matrix = prefs.matrix
        allowed[matrix.indices[matrix.indptr[user] : matrix.indptr[user + 1]]] = False
    return allowed


def offers(
    prefs: Preferences,
    positions: npt.NDArray[np.int64],
    scores: npt.NDArray[np.float64],
    support: npt.NDArray[np.int32],
    basis: str,
) -> pd.DataFrame:
    """The items at `positions`, best first, as a table with the columns :data:`OFFERS`."""
    table = pd.DataFrame(
        {
            Scored.RANK: np.arange(1, len(positions) + 1),
            Scored.ITEM: prefs.items[positions],
            Scored.SCORE: scores,
            Scored.SUPPORT: support.astype(np.int64),
        }
    )
    return table.assign(**{Scored.BASIS: pd.Series([basis] * len(table), dtype="str")})


def whole_number(name: str, value: int) -> int:
    """`value`, checked to be a whole number of at least 1."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < 1:
        raise ParameterError(f"{name} must be a whole number of at least 1; found {value!r}.")
    return int(value)
