"""Customers between two segments: those a small change would move."""

from __future__ import annotations

from typing import Final

import numpy as np
import pandas as pd

from shopai.checks import real_number, whole_number
from shopai.columns import Borderline
from shopai.segments.assignment import assigned
from shopai.segments.profile import check_same
from shopai.segments.segmentation import Segmentation
from shopai.segments.silhouette import squared_silhouettes

#: Customers a list is read to.
MOST: Final = 1_000


def borderline(
    seg: Segmentation,
    customers: pd.DataFrame | None = None,
    share: float = 0.05,
    most: int = MOST,
) -> pd.DataFrame:
    """The customers nearest to the boundary of their segment, the nearest first.

    With d the distance to the centre of the own segment and e that to the nearest other
    centre, in the scaled space, the margin is (e − d) / max(d, e): 0 on the boundary, 1 in
    the own centre; the silhouette with centres in place of customers. The own segment is the
    one the customer is labelled with: should another centre be nearer, as can be with labels
    that are not K-means' own, the margin is below 0. The silhouette beside it is that of
    :func:`shopai.segments.silhouette.squared_silhouettes`.

    Parameters
    ----------
    customers : the table that was segmented, to add its columns to the result's; one of the
        same name gets ``_found`` behind it
    share : of all customers, how many to list, above 0 and up to 1, rounded up
    most : but no more than so many

    Index user_id, columns :class:`shopai.columns.Borderline`; of equal margins, the first in the
    table first. Raises ParameterError for one segment, or a `share` or `most` out of range,
    InputError for another table than the segmented one. O(n k p).
    """
    real_number("share", share, 0, 1, above=True)
    whole_number("most", most, 1)
    table = nearness(seg)
    count = min(int(np.ceil(share * len(table))), most)
    nearest = np.argsort(table[Borderline.MARGIN].to_numpy(), kind="stable")[:count]
    listed = table.iloc[nearest]
    if customers is None:
        return listed
    check_same(seg, customers)
    added = customers.iloc[nearest]
    for name in added.columns.intersection(listed.columns):
        free = f"{name}_found"
        while free in added.columns:
            free += "_found"
        added = added.rename(columns={name: free})
    return pd.concat([listed, added], axis=1)


def nearness(seg: Segmentation) -> pd.DataFrame:
    """The table :func:`borderline` takes its rows from: all customers, as they were segmented."""
    near = assigned(seg, seg.scaled, seg.labels.index)
    own = np.asarray(seg.labels, dtype=np.int64)
    nearest = near.labels.to_numpy() == own
    # the centre nearest of all is the nearest other one where the label says otherwise
    following = np.where(nearest, near.second, near.labels)
    beyond = np.where(nearest, near.second_distance, near.distance)
    distance = near.distance.to_numpy(copy=True)
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
