"""Explanations: the parts a score adds up from, and why a list is personal or not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

import numpy as np
import numpy.typing as npt
import pandas as pd

from shopai.arrays import Floats
from shopai.columns import Basis, Part


def parts(
    source: Sequence[object] | pd.Index | None = None,
    weight: npt.ArrayLike = (),
    value: npt.ArrayLike = (),
    mean: npt.ArrayLike | None = None,
    contribution: npt.ArrayLike = (),
) -> pd.DataFrame:
    """A table of the columns of :class:`~shopai.columns.Part`; empty by default."""
    names = pd.Series([str(each) for each in source] if source is not None else [], dtype="str")
    return pd.DataFrame(
        {
            Part.SOURCE: names,
            Part.WEIGHT: np.asarray(weight, dtype=np.float64),
            Part.VALUE: np.asarray(value, dtype=np.float64),
            Part.MEAN: np.full(len(names), np.nan) if mean is None else np.asarray(mean, float),
            Part.CONTRIBUTION: np.asarray(contribution, dtype=np.float64),
        }
    )


@dataclass(frozen=True, eq=False)
class Explanation:
    """The parts of a score: ``baseline + parts.contribution.sum() + cut == score``."""

    basis: str  # the kind of the parts, of columns.Basis: similar customers (neighbours), own
    # items (items, factors), words (content), models (fused)
    score: float  # what `recommend` ranks by; a prediction is cut to the scale as by `predict`
    baseline: float = 0.0  # where the parts start from; 0 where a model knows no such thing
    parts: pd.DataFrame = field(default_factory=parts)  # one row a part, columns.Part; empty
    # where the score is the baseline
    cut: float = 0.0  # what cutting to the scale takes away from a prediction; mostly 0
    item_id: str = ""

    def within(self, scale: tuple[float, float] | None) -> Explanation:
        """The same as a prediction: cut to the scale of the ratings, where there is one."""
        if scale is None:
            return self
        low, high = scale
        score = min(max(self.score, low), high)
        return replace(self, score=score, cut=score - self.score)


def summed(
    basis: str, names: pd.Index, weights: Floats, values: Floats, added: Floats
) -> Explanation:
    """A score that is the sum of what is added by its parts: the largest first, none of 0."""
    order = np.argsort(-np.abs(added), kind="stable")
    order = order[added[order] != 0]
    table = parts(names[order], weights[order], values[order], None, added[order])
    return Explanation(basis, float(added.sum()), parts=table)


class FallbackReason(Enum):
    """Reasons for personal recommendations, popular items or nothing.

    The first two leave nothing to recommend at all, the next three only popular items.
    """

    NO_ITEMS = "No customer has shown a preference for any of the items to choose from."
    ALL_TAKEN = "Customer {} already knows every item that could be recommended."
    UNKNOWN = "Nothing is known of what customer {} prefers, so these are popular items."
    ALONE = "No other customer resembles customer {} by this measure, so these are popular items."
    NOTHING_NEW = (
        "The customers who resemble customer {} know none of the items left to choose from, "
        "so these are popular items."
    )
    PERSONAL = "Customers who resemble customer {} know items that may be new to them."

    def sentence(self, customer: str, basis: str = Basis.NEIGHBOURS) -> str:
        """The case in words, with `customer` (an id, marked up as the reader needs) in it.

        `basis`: what the model's recommendations are based on.
        """
        others = self in (FallbackReason.ALONE, FallbackReason.NOTHING_NEW)
        words = _SILENT if others and basis != Basis.NEIGHBOURS else self.value
        return words.replace("{}", customer)


#: Of a model that knows no similar customers.
_SILENT = "By this method nothing can be said for customer {}, so these are popular items."
