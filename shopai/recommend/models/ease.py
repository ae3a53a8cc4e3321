"""EASE: a linear model of every item on all others, in closed form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Final

import numpy as np
import scipy.sparse as sp
from scipy.linalg import lapack

from shopai.arrays import Array, Codes, Floats, Floats32, Ints
from shopai.checks import real_number, whole_number
from shopai.columns import Basis
from shopai.compiled import compiled
from shopai.errors import ParameterError
from shopai.preferences import Preferences
from shopai.recommend.explanation import Explanation, summed
from shopai.recommend.models.base import Recommender
from shopai.recommend.models.implicit_feedback import positive_history, positive_preferences
from shopai.recommend.models.state import piece
from shopai.recommend.ranking import CustomerHistory, Scores


class EASE(Recommender):
    """A linear model of all items on all others.

        score_ui = Σ_j x_uj·B_ji,   B = I − P·diag(1/P_11, …, 1/P_nn),   P = (XᵀX + λI)⁻¹

    x_uj is 1 where the customer has a preference above 0 for j, else 0: how large it is does
    not enter, which ranks as well on shop events and keeps B readable: B_ji is what having j
    adds to the score of i, below 0 where j speaks against i. B minimises
    ‖X − XB‖² + λ‖B‖² with a diagonal of 0, so no item explains itself. A customer's score is
    made of all their items; those without any get popular items. Steck, Embarrassingly shallow
    autoencoders for sparse data, WWW 2019.

    Parameters
    ----------
    regularization : λ, above 0; the larger, the more what is bought most decides
    most_items : refuse to learn of more items than this, since memory grows with their square

    Raises :class:`ParameterError` for settings out of range, and on `fit` for more items with
    a customer than `most_items`. Learning takes about n³ steps and 12·n² bytes for n items
    that somebody likes, of which 4·n² are kept; one customer costs n per own item. Solved in
    double precision and kept in single: weights are right to 7 digits.

    >>> model = shopai.EASE(regularization=50).fit(prefs)
    >>> model.recommend("c0000001", n=2)["item_id"].tolist()
    ['i0091', 'i0010']
    """

    name: ClassVar[str] = "ease"
    basis: ClassVar[str] = Basis.ITEMS

    places_: Ints  # (n_items,), the line of each item in the weights, -1 for nobody's
    weights_: Floats32  # (n, n), B, of the items that somebody likes

    def __init__(self, regularization: float = 200.0, most_items: int = 20_000) -> None:
        self.regularization = real_number("regularization", regularization, above=True)
        self.most_items = whole_number("most_items", most_items)

    def _learn(self, prefs: Preferences) -> None:
        x = positive_preferences(prefs)
        x.data = np.ones(x.nnz)
        counts = np.bincount(x.indices, minlength=x.shape[1])
        n = int((counts > 0).sum())
        if n > self.most_items:
            raise ParameterError(
                f"EASE weighs every item against every other: {n:,} items would take "
                f"{12 * n * n / 1e9:,.1f} GB, and most_items allows {self.most_items:,}; choose "
                "another model, or raise most_items if the memory is there."
            )
        self.places_ = _positions(counts)
        self.weights_ = weights_of(x[:, counts > 0], self.regularization)

    def _scores(self, history: CustomerHistory, row: int) -> Scores:  # noqa: ARG002
        own = self._own(history)
        values = np.zeros(len(self.places_))
        support = np.zeros(len(self.places_), np.int32)
        if len(own):
            there = self.places_ >= 0
            values[there] = sum_of_rows(self.weights_, self.places_[own])
            support[there] = len(own)
        return Scores(values, support)

    def _own(self, history: CustomerHistory) -> Codes:
        """The items of the history that have weights."""
        items = positive_history(history).items
        return items[self.places_[items] >= 0]

    def _explain(self, history: CustomerHistory, row: int, item: int) -> Explanation:  # noqa: ARG002
        own = self._own(history)
        if item < 0 or self.places_[item] < 0 or not len(own):
            return Explanation(self.basis, 0.0)
        weights = self.weights_[self.places_[own], self.places_[item]].astype(np.float64)
        values = history.values[np.isin(history.items, own)]
        return summed(self.basis, self.prefs_.items[own], weights, values, weights)

    def _state(self) -> dict[str, Array]:
        return {_WEIGHTS: self.weights_}

    def _restore(self, state: Mapping[str, Array]) -> None:
        x = positive_preferences(self.prefs_)
        counts = np.bincount(x.indices, minlength=x.shape[1])
        self.places_ = _positions(counts)
        n = int((counts > 0).sum())
        self.weights_ = piece(state, _WEIGHTS, np.float32, n, n)


_WEIGHTS: Final = "weights"
#: Lines of the matrix worked on at once, to keep intermediate results small.
_BLOCK: Final = 512


def _positions(counts: Array) -> Ints:
    """Number the items somebody likes, in order; -1 for the others."""
    return np.where(counts > 0, np.cumsum(counts > 0) - 1, -1)


def weights_of(x: sp.csr_matrix, regularization: float) -> Floats32:
    """(n, n) B of the 0-1 table `x`, every column of which has a 1."""
    n = x.shape[1]
    turned = x.T.tocsr()
    gram = np.empty((n, n))
    for start in range(0, n, _BLOCK):
        some = slice(start, start + _BLOCK)
        gram[some] = (turned[some] @ x).toarray()
    gram[np.diag_indices(n)] += regularization
    # In place: the transposed view is what LAPACK wants. Of P it writes the lower triangle,
    # which here is the upper one.
    factor, failed = lapack.dpotrf(gram.T, lower=1, overwrite_a=1)
    p, _ = lapack.dpotri(factor, lower=1, overwrite_c=1)
    if failed:
        raise ParameterError("These data need a larger regularization.")
    p = p.T
    diagonal = p.diagonal().copy()
    weights = np.empty((n, n), np.float32)
    for start in range(0, n, _BLOCK):
        end = min(start + _BLOCK, n)
        lines = np.empty((end - start, n))
        lines[:, end:] = p[start:end, end:]
        lines[:, :start] = p[:start, start:end].T
        square = np.triu(p[start:end, start:end])
        lines[:, start:end] = square + np.triu(square, 1).T
        weights[start:end] = -lines / diagonal
    np.fill_diagonal(weights, 0.0)
    return weights


@compiled
def sum_of_rows(weights: Floats32, lines: Ints) -> Floats:  # pragma: no cover, compiled
    """The sum of some lines of the weights, in double precision, none of them copied."""
    total = np.zeros(weights.shape[1])
    for line in lines:
        for column in range(weights.shape[1]):
            total[column] += weights[line, column]
    return total
