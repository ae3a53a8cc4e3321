"""What sets segments apart from the customers as a whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from shopai.columns import Feature, SegmentShare
from shopai.errors import InputError, ParameterError
from shopai.segments.segmentation import Segmentation


def summary(seg: Segmentation, customers: pd.DataFrame) -> pd.DataFrame:
    """One row a segment: customers, revenue, and the shares of both.

    `customers`: the table that was segmented; revenue is its ``monetary``, missing values
    counting nothing, and its share is of what these customers spent: the shop's revenue less
    what guests brought. Columns: :class:`shopai.columns.SegmentShare`; revenue is missing
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


def labelled(customers: pd.DataFrame, seg: Segmentation) -> pd.DataFrame:
    """A copy of `customers` with the number of each one's segment, 1 … k, as first column.

    `customers`: the table that was segmented, or some of its rows. The column is called
    ``segment`` or, where the table has a column of that name, ``segment_found``. Raises
    InputError for customers who were not segmented.
    """
    if customers.index.equals(seg.labels.index):
        places = np.arange(len(customers))
    else:
        places = seg.labels.index.get_indexer(customers.index)
    strangers = int((places < 0).sum())
    if strangers:
        raise InputError(
            f"{strangers:,} of these {len(customers):,} customers were not among the "
            f"{len(seg.labels):,} that were segmented; pass rows of the same table."
        )
    name: str = SegmentShare.SEGMENT
    while name in customers.columns:
        name += "_found"
    table = customers.copy()
    table.insert(0, name, seg.labels.to_numpy()[places] + 1)
    return table


def segment_table(seg: Segmentation, customers: pd.DataFrame) -> pd.DataFrame:
    """One row a segment: the :func:`summary`, then each feature's mean and index.

    `customers`: the table that was segmented. The features are all its numeric columns,
    those segmented by first; of each, ``<feature>_mean`` over the members in original units,
    then of each ``<feature>_index`` as :func:`index_against_all` gives it. Index: the
    number of the segment, 1 … k. Raises InputError for another table than the segmented one.
    """
    rest = [c for c in customers.select_dtypes("number").columns if c not in seg.features]
    compared = index_against_all(seg, customers, [*seg.features, *rest])
    table = (
        summary(seg, customers)
        .join(compared.centers.add_suffix("_mean"))
        .join(compared.index.add_suffix("_index"))
    )
    return table.set_axis(pd.Index(table.index + 1, name=SegmentShare.SEGMENT), axis=0)


def _check_same(seg: Segmentation, customers: pd.DataFrame) -> None:
    if not customers.index.equals(seg.labels.index):
        raise InputError(
            f"These {len(customers):,} customers are not the {len(seg.labels):,} that were "
            "segmented, in the same order; pass the same table."
        )
