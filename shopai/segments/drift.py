"""Drift: the fit of earlier segments to the customers of today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from shopai.errors import InputError
from shopai.intervals import wilson
from shopai.segments.assignment import nearest_two
from shopai.segments.movement import complete
from shopai.segments.segmentation import Segmentation

#: Share of the customers the segments were found from who are within the limit.
WITHIN: Final = 0.95
#: Share of customers beyond it that is certainly too much, twice what is to be expected.
ALARM: Final = 2 * (1 - WITHIN)
#: Distances are equal that differ by less than arithmetic does.
EQUAL: Final = 1e-9


@dataclass(frozen=True)
class Drift:
    """The customers far from every centre."""

    customers: int  # looked at: those with all the features the segments are made from
    left_out: int  # the others
    far: int  # of the customers, beyond the limit
    limit: float  # distance, in the scaled space, 95 % of the first customers are within
    share: float  # far / customers, 0 … 1; about 0.05 where nothing has changed
    low: float  # 95 % interval of the share
    high: float

    @property
    def warning(self) -> bool:
        """Whether the segments no longer fit: even the interval's lower end is over 10 %."""
        return self.low > ALARM

    @property
    def sentence(self) -> str:
        """The same for a marketer."""
        verdict = (
            "the segments no longer fit: find them anew"
            if self.warning
            else "the segments still fit"
            if self.low <= 1 - WITHIN
            else "more than the 5% to be expected, but the segments still fit"
        )
        return (
            f"{self.share:.1%} of the customers are farther from their segment's centre than "
            f"95% of customers were when the segments were found "
            f"(95% interval {self.low:.1%} to {self.high:.1%}): {verdict}."
        )


def drift(seg: Segmentation, customers: pd.DataFrame) -> Drift:
    """Share of `customers` farther from their nearest centre than used to be the rule.

    The limit is the 95th percentile of the distances, in the scaled space, of the customers
    `seg` was found from to their nearest centre: the smallest that 95 % are within. Of those
    themselves at most 5 % are beyond it; of customers who are like them, about 5 %. The
    interval is Wilson's (1927), which holds for few customers and small shares too. It takes
    the customers of `seg` as given and the others as independent of them.

    `customers` : the same at another time, or those of other data, with the features of
    `seg`; who lacks a number is left out and counted. Raises ParameterError for a missing
    column, InputError where nobody is left. O(n k p).

    >>> shopai.drift(segments, customers).warning
    False
    """
    whole = complete(seg, customers)
    n = int(whole.sum())
    if n == 0:
        raise InputError(
            f"None of the {len(customers):,} customers has every number the segments are made "
            f"from ({', '.join(seg.space.numeric)}); compare with customers who do."
        )
    (_, learned), _ = nearest_two(seg.scaled, seg.scaled_centers)
    # a distance that occurs, so that no more than 5 % are beyond it, however few there are
    limit = float(np.quantile(learned, WITHIN, method="inverted_cdf"))
    (_, distance), _ = nearest_two(seg.space.place(customers[whole]), seg.scaled_centers)
    far = int((distance > limit * (1 + EQUAL) + EQUAL).sum())
    low, high = map(float, wilson(far, n))
    return Drift(n, len(customers) - n, far, limit, far / n, low, high)
