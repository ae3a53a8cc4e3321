"""Implicit feedback: the preferences above 0, for models that learn from likes alone."""

from __future__ import annotations

from typing import Final

import numpy as np
import scipy.sparse as sp

from shopai.arrays import Array, Floats
from shopai.errors import ParameterError
from shopai.preferences import Preferences
from shopai.recommend.ranking import CustomerHistory

#: Least of the settings that are above 0; below it the arithmetic breaks.
LEAST: Final = 1e-9


def positive_preferences(prefs: Preferences) -> sp.csr_matrix:
    """The preferences above 0, a new matrix; ratings of 0 or less are dislikes.

    Raises :class:`ParameterError` where there is none.
    """
    matrix = prefs.matrix.copy()
    if matrix.data.min() <= 0:
        matrix.data = np.where(matrix.data > 0, matrix.data, 0.0)
        matrix.eliminate_zeros()
    if not matrix.nnz:
        raise ParameterError(
            "This model learns from preferences above 0, and there is none; shift the ratings, "
            "or choose another model."
        )
    return matrix


def positive_history(history: CustomerHistory) -> CustomerHistory:
    """The part of a customer's history above 0."""
    above = history.values > 0
    return history if above.all() else CustomerHistory(history.items[above], history.values[above])


def factor_products(items: Array, one: Array) -> Floats:
    """(n_items,) the product of one row of factors with each of the items'.

    Without BLAS, whose threads get into each other's way when many customers are served.
    """
    return np.asarray(np.einsum("if,f->i", items, one), dtype=np.float64)
