"""Tables to take away: customers with their segment, segments with their means, scalings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from shopai.columns import SegmentShare, Skew
from shopai.errors import InputError
from shopai.segments.features import check_names, check_varies, numeric_matrix
from shopai.segments.profile import Profile
from shopai.segments.scaling import NONE, SCALINGS, scale, skewness
from shopai.segments.segmentation import Segmentation


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


def profile_table(described: Profile) -> pd.DataFrame:
    """One row a segment: all of a profile, to keep in a spreadsheet.

    Sizes and shares with their intervals, then of each column ``<column>_mean``, …, ``_index``,
    … and the ends of their 95 % intervals (``_mean_low``, ``_mean_high``, ``_index_low``,
    ``_index_high``), and ``<column>_known``, of how many members. Index: the number of the
    segment, 1 … k.
    """
    parts = {
        "_mean": described.means,
        "_mean_low": described.mean_low,
        "_mean_high": described.mean_high,
        "_index": described.index,
        "_index_low": described.index_low,
        "_index_high": described.index_high,
        "_known": described.known,
    }
    columns = [means.add_suffix(suffix) for suffix, means in parts.items()]
    table = pd.concat([described.table, *columns], axis=1)
    return table.set_axis(pd.Index(table.index + 1, name=SegmentShare.SEGMENT), axis=0)


def scaling_table(customers: pd.DataFrame, features: Sequence[str]) -> pd.DataFrame:
    """Skewness of each numeric feature, as it is and after each scaling.

    Index: the feature; columns: `Skew.BEFORE` and the names in
    :data:`shopai.segments.scaling.SCALINGS` but "none". Values are skewness
    (:func:`shopai.segments.scaling.skewness`): near 0 symmetric, over 1 a long tail, in which a
    few customers decide distances. Categories have none and are passed over.

    Raises ParameterError for an unknown or repeated feature, InputError for missing, infinite
    or constant numbers. O(n log n p).
    """
    check_names(customers, features)
    numeric = [name for name in features if pd.api.types.is_numeric_dtype(customers[name])]
    table = pd.DataFrame(index=pd.Index(numeric, name=Skew.FEATURE))
    if not numeric:
        return table.reindex(columns=[Skew.BEFORE, *SCALINGS]).drop(columns=NONE)
    values = numeric_matrix(customers, numeric)
    for name, column in zip(numeric, values.T, strict=True):
        check_varies(name, column)
    table[Skew.BEFORE] = skewness(values)
    for scaling in SCALINGS:
        if scaling != NONE:
            table[scaling] = skewness(scale(values, scaling))
    return table
