"""Catalogues and what rules leave of a model's values."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from shopai.preferences import Preferences
from shopai.recommend.policy.catalogue import Catalogue
from shopai.recommend.policy.eligibility import AppliedPolicy
from shopai.recommend.policy.policy import Policy
from shopai.recommend.ranking import Bestsellers, CustomerHistory, Ranked, Scores
from tests.recommend.models.oracle import prefs_of

NAN = math.nan
NOTHING = CustomerHistory(np.empty(0, np.int32), np.empty(0))


def catalogue_of(n: int, **columns: list[object]) -> Catalogue:
    """A catalogue of items i0, i1, ..."""
    return Catalogue(pd.DataFrame(columns, index=[f"i{j}" for j in range(n)]))


def ranked(
    prefs: Preferences,
    values: list[float],
    policy: Policy,
    n: int,
    catalogue: Catalogue | None = None,
    support: list[int] | None = None,
) -> Ranked:
    """What somebody new is offered where a model says these values."""
    applied = AppliedPolicy.of(policy, prefs, catalogue)
    counts = np.array([1] * len(values) if support is None else support, dtype=np.int32)
    scores = Scores(np.array(values, dtype=float), counts)
    return applied.ranked(scores, applied.eligible(NOTHING, -1), n, Bestsellers.of(prefs))


#: i0 and i1 have the same customers, i2 others, i3 one of each.
ALIKE = prefs_of(np.array([[1, 1, NAN, 1], [1, 1, NAN, NAN], [NAN, NAN, 1, 1], [NAN, NAN, 1, NAN]]))
