"""What a customer likes, for models that learn from yes and nothing else."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from shopai.errors import ParameterError
from shopai.preferences import Preferences
from shopai.recommend.offers import History


def liked(prefs: Preferences) -> sp.csr_matrix:
    """The preferences above 0, a new matrix; ratings of 0 or less say that somebody dislikes.

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


def liked_of(history: History) -> History:
    """The part of a customer's history above 0."""
    above = history.values > 0
    return history if above.all() else History(history.items[above], history.values[above])
