"""Customers and the centres of segments: who stands between two, and who is far from all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from shopai.arrays import Floats, Ints, Mask
from shopai.columns import Borderline
from shopai.errors import InputError, ParameterError
from shopai.intervals import wilson
from shopai.segments.features import check_names
from shopai.segments.segmentation import Segmentation
from shopai.segments.silhouette import squared_silhouettes

#: Rows whose distances to all centres are in memory at once.
BLOCK: Final = 65_536

#: Share of all customers that a list of those on a boundary has, and its most lines.
SHARE: Final = 0.05
MOST: Final = 1_000

#: Share of the customers the segments were found from who are within the limit.
WITHIN: Final = 0.95
#: Share of customers beyond it that is certainly too much, twice what is to be expected.
ALARM: Final = 2 * (1 - WITHIN)
#: Distances are equal that differ by less than arithmetic does.
EQUAL: Final = 1e-9


def nearest_two(points: Floats, centers: Floats) -> tuple[tuple[Ints, Floats], tuple[Ints, Floats]]:
    """Label and distance of the nearest of k >= 2 centres, then of the second nearest.

    Of centres equally near, the one with the smaller number comes first.
    """
    n = len(points)
    labels, distances = np.empty((2, n), dtype=np.int64), np.empty((2, n))
    for begin in range(0, n, BLOCK):
        block = slice(begin, begin + BLOCK)
        # differences, not the expanded square: it loses digits far from the origin
        squares = np.stack([((points[block] - centre) ** 2).sum(axis=1) for centre in centers])
        for rank in (0, 1):
            labels[rank, block] = squares.argmin(axis=0)
            columns = np.arange(squares.shape[1])
            distances[rank, block] = np.sqrt(squares[labels[rank, block], columns])
            squares[labels[rank, block], columns] = np.inf
    return (labels[0], distances[0]), (labels[1], distances[1])


def assign(seg: Segmentation, customers: pd.DataFrame) -> pd.DataFrame:
    """Put `customers` in the segments of `seg` without finding new ones.

    For customers `seg` has not seen, or the same at another time: each goes to the nearest
    centre. Index as `customers`, columns SEGMENT, NEXT, DISTANCE and NEXT_DISTANCE of
    :class:`shopai.columns.Borderline`, distances in the scaled space. Needs two segments or
    more; raises as :meth:`shopai.segments.feature_space.FeatureSpace.values`. O(n k p).
    """
    _check_next(seg)
    (labels, distance), (second, beyond) = nearest_two(
        seg.space.place(customers), seg.scaled_centers
    )
    return pd.DataFrame(
        {
            Borderline.SEGMENT: labels,
            Borderline.NEXT: second,
            Borderline.DISTANCE: distance,
            Borderline.NEXT_DISTANCE: beyond,
        },
        index=customers.index,
    )


def nearness(seg: Segmentation) -> pd.DataFrame:
    """The distances of each customer to the own centre and the nearest other one.

    With d the distance to the centre of the own segment and e that to the nearest other
    centre, in the scaled space, the margin is (e − d) / max(d, e): 0 on the boundary, 1 in
    the own centre; the silhouette with centres in place of customers. The own segment is the
    one the customer is labelled with: should another centre be nearer, as can be with labels
    that are not K-means' own, the margin is below 0. The silhouette beside it is that of
    :func:`shopai.segments.silhouette.squared_silhouettes`.

    Index user_id, columns :class:`shopai.columns.Borderline`; needs two segments. O(n k p).
    """
    _check_next(seg)
    (labels, distance), (second, beyond) = nearest_two(seg.scaled, seg.scaled_centers)
    own = np.asarray(seg.labels, dtype=np.int64)
    nearest = labels == own
    # the centre nearest of all is the nearest other one where the label says otherwise
    following = np.where(nearest, second, labels)
    beyond = np.where(nearest, beyond, distance)
    apart = seg.scaled[~nearest] - seg.scaled_centers[own[~nearest]]
    distance[~nearest] = np.sqrt((apart**2).sum(axis=1))
    farther = np.maximum(distance, beyond)
    margin = np.divide(beyond - distance, farther, out=np.zeros_like(farther), where=farther > 0)
    return pd.DataFrame(
        {
            Borderline.SEGMENT: own,
            Borderline.NEXT: following,
            Borderline.DISTANCE: distance,
            Borderline.NEXT_DISTANCE: beyond,
            Borderline.MARGIN: margin,
            Borderline.SILHOUETTE: squared_silhouettes(seg.scaled, own),
        },
        index=seg.labels.index,
    )


def _check_next(seg: Segmentation) -> None:
    if seg.k < 2:
        raise ParameterError("A next segment needs at least two; found one. Choose a larger k.")


def borderline(near: pd.DataFrame) -> pd.DataFrame:
    """The customers nearest to the boundary of their segment, the nearest first.

    `near`: as :func:`nearness` gives. Listed are 5 % of them, rounded up, but at most 1,000; of
    equal margins, the first in the table comes first.
    """
    count = min(int(np.ceil(SHARE * len(near))), MOST)
    return near.sort_values(Borderline.MARGIN, kind="stable").head(count)


def complete(seg: Segmentation, customers: pd.DataFrame) -> Mask:
    """(n,) whether a customer has all the numbers `seg` is made from.

    Raises ParameterError for a column that is not there.
    """
    check_names(customers, seg.features)
    whole = np.ones(len(customers), dtype=bool)
    for name in seg.space.numeric:
        whole &= np.isfinite(customers[name].to_numpy(dtype=np.float64, na_value=np.nan))
    return whole


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
        """True where the segments no longer fit: even the interval's lower end is over 10 %."""
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
