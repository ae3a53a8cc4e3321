"""Train/test splits."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

import numpy as np
import scipy.sparse as sp

from shopai.arrays import Ints, Mask
from shopai.checks import whole_number
from shopai.errors import ParameterError
from shopai.preferences import Preferences

#: Parts of a random split, unless told.
FOLDS: Final = 5


@dataclass(frozen=True, eq=False)
class Split:
    """A training part and a test part.

    Attributes
    ----------
    name : what to call it
    train : what models learn from; customers and items met in the test alone are empty rows
        and columns
    test : (n_users, n_items) float64, compressed rows, on the axes of `train`: the values held
        out, none of them of a pair that `train` knows or counts as bought
    note : how it was made and what was left out, in a sentence or two
    cutoff : the moment until which `train` goes (UTC); None where time plays no part
    rated : whether the values of both are ratings, on one scale

    Raises :class:`ParameterError` where nothing is held out, or the parts overlap or do not
    fit each other.
    """

    name: str
    train: Preferences
    test: sp.csr_matrix
    note: str = ""
    cutoff: datetime | None = None
    rated: bool = False

    def __post_init__(self) -> None:
        test = sp.csr_matrix(self.test, dtype=np.float64).sorted_indices()
        if test.shape != self.train.matrix.shape:
            raise ParameterError(
                f"The test of split {self.name} must be a table of the same customers and items "
                f"as its training part, {_size(self.train.matrix)}; found {_size(test)}."
            )
        if test.nnz == 0:
            raise ParameterError(
                f"Split {self.name} holds nothing out, so there is nothing to test on; "
                "choose another split or an earlier cutoff."
            )
        if within(test, self.train.matrix).any() or (
            self.train.bought is not None and within(test, self.train.bought).any()
        ):
            raise ParameterError(
                f"Split {self.name} tests on pairs of customer and item that its training part "
                "already holds; leave them out of one of the two."
            )
        object.__setattr__(self, "test", test)


def kfold(
    prefs: Preferences,
    folds: int = FOLDS,
    seed: int = 0,
    *,
    order: Ints | None = None,
) -> list[Split]:
    """Every value held out once: `folds` random parts of equal size, within one.

    `order`: (nnz,) positions of the stored values, of which each part takes a run, the first
    parts one more where they do not divide evenly; None draws it with `seed`. Holds all splits at
    once, each as big as `prefs`. Raises
    :class:`ParameterError` for fewer than 2 or more parts than values.
    """
    matrix = prefs.matrix
    if whole_number("folds", folds) < 2 or folds > matrix.nnz:
        raise ParameterError(
            f"{folds} random parts cannot be made of {matrix.nnz:,} preferences; there must be at "
            "least 2 parts, and a preference for each. Load more data, or ask for fewer parts."
        )
    if order is None:
        order = np.random.default_rng(seed).permutation(matrix.nnz)
    elif not np.array_equal(np.sort(order), np.arange(matrix.nnz)):
        raise ParameterError(
            f"order must name each of the {matrix.nnz:,} stored values once, counted from 0."
        )
    note = f"A random {_share(1 / folds)} of all preferences held out, {folds} times over."
    splits = []
    for number, part in enumerate(np.array_split(order, folds), start=1):
        held = np.zeros(matrix.nnz, dtype=bool)
        held[part] = True
        splits.append(held_out(prefs, held, f"fold {number}", note))
    return splits


def held_out(prefs: Preferences, held: Mask, name: str, note: str) -> Split:
    """`prefs` without the stored values that are `held`, and these to test on."""
    test = only(prefs.matrix, held)
    bought = prefs.bought
    if bought is not None:
        bought = only(bought, ~within(bought, test))
    if held.all():
        raise ParameterError(f"Split {name} leaves nothing to learn from; hold out less.")
    train = replace(prefs, matrix=only(prefs.matrix, ~held), bought=bought)
    return Split(name, train, test, note, rated=prefs.kind == "ratings")


def lines_of(matrix: sp.csr_matrix) -> Ints:
    """(nnz,) the row of each stored value."""
    return np.repeat(np.arange(matrix.shape[0], dtype=np.int64), np.diff(matrix.indptr))


def keys(matrix: sp.csr_matrix) -> Ints:
    """(nnz,) one ascending number for each stored pair."""
    return np.asarray(lines_of(matrix) * matrix.shape[1] + matrix.indices)


def within(these: sp.csr_matrix, those: sp.csr_matrix) -> Mask:
    """(nnz of `these`,) which of its pairs `those` stores too."""
    wanted, stored = keys(these), keys(those.sorted_indices())
    place = np.searchsorted(stored, wanted)
    inside = place < len(stored)
    inside[inside] = stored[place[inside]] == wanted[inside]
    return inside


def only(table: sp.csr_matrix, keep: Mask) -> sp.csr_matrix:
    """`table` with the stored values to `keep` alone."""
    starts = np.concatenate(([0], np.cumsum(keep)))[table.indptr]
    return sp.csr_matrix((table.data[keep], table.indices[keep], starts), shape=table.shape)


def _share(part: float) -> str:
    return f"{100 * part:.0f}%"


def _size(matrix: Any) -> str:
    return f"{matrix.shape[0]:,} × {matrix.shape[1]:,}"
