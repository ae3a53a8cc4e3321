"""What sets segments apart from the customers as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from shopai.columns import Feature, SegmentShare
from shopai.errors import InputError, ParameterError
from shopai.segments.segmentation import Segmentation


def summary(seg: Segmentation, customers: pd.DataFrame) -> pd.DataFrame:
    """One row a segment: customers, revenue, and the shares of both.

    `customers`: the table that was segmented; revenue is its ``monetary``, missing values
    counting nothing. Columns: :class:`shopai.columns.SegmentShare`; revenue is missing
    without that column, and its share also where all together spent nothing or less.
    Index 0 … k−1. Raises InputError for another table than the segmented one.
    """
    _check_same(seg, customers)
    revenue = pd.Series(float("nan"), index=seg.sizes.index)
    if Feature.MONETARY in customers and customers[Feature.MONETARY].notna().any():
        revenue = customers[Feature.MONETARY].groupby(seg.labels.to_numpy()).sum()
    total = revenue.sum()
    return pd.DataFrame(
        {
            SegmentShare.CUSTOMERS: seg.sizes,
            SegmentShare.CUSTOMER_SHARE: seg.sizes / seg.sizes.sum(),
            SegmentShare.REVENUE: revenue,
            SegmentShare.REVENUE_SHARE: revenue / total if total > 0 else float("nan"),
        }
    )


@dataclass(frozen=True, eq=False)
class Comparison:
    """Means of each segment beside those of everyone; missing values are left out of both."""

    centers: pd.DataFrame  # (k, p) mean of the members, original units
    everyone: pd.Series[float]  # (p,) mean of all customers
    index: pd.DataFrame  # (k, p) 100 · centers / everyone; missing where that is 0 or less


def index_against_all(
    seg: Segmentation, customers: pd.DataFrame, features: Sequence[str] | None = None
) -> Comparison:
    """How far each segment over- or under-indexes: 100 is average, 200 twice the average.

    `customers`: the table that was segmented; `features`: its columns to compare, default
    those segmented by. An average of zero or less has no meaningful multiple: missing.
    Raises ParameterError for a column that is not there or holds no numbers, InputError for
    another table than the segmented one.
    """
    _check_same(seg, customers)
    chosen = list(seg.features if features is None else features)
    numeric = customers.select_dtypes("number")
    absent = [name for name in chosen if name not in numeric]
    if absent:
        raise ParameterError(
            f"No numeric column {', '.join(absent)} in the customer table; "
            f"there are {', '.join(map(str, numeric.columns))}."
        )
    values = numeric[chosen].astype("float64")
    centers = values.groupby(seg.labels.to_numpy()).mean().rename_axis(SegmentShare.SEGMENT)
    everyone = values.mean()
    return Comparison(centers, everyone, 100 * centers / everyone.where(everyone > 0))


def _check_same(seg: Segmentation, customers: pd.DataFrame) -> None:
    if not customers.index.equals(seg.labels.index):
        raise InputError(
            f"These {len(customers):,} customers are not the {len(seg.labels):,} that were "
            "segmented, in the same order; pass the same table."
        )
