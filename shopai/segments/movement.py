"""Moves of customers between segments from one moment to another, on the centres of today."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import numpy as np
import pandas as pd

from shopai.arrays import Array, Ints
from shopai.checks import whole_number
from shopai.columns import FEATURES, Event, Feature, Flow, Moves
from shopai.customers import customer_table, known_by
from shopai.engines.duckdb import row
from shopai.errors import MissingColumns, ParameterError
from shopai.events.dataset import Dataset
from shopai.events.moments import on_clock, shown
from shopai.segments.assignment import complete, nearest_two
from shopai.segments.numbering import flow_table
from shopai.segments.segmentation import Segmentation

#: Groups of customers who are in no segment at a moment.
NOT_YET: Final = "Not yet a customer"  # no event by then
UNSEEN: Final = "Not seen"  # nothing within the window looked at, but before it
NO_PURCHASE: Final = "No purchase"  # none to look at, and the segments are made from purchases
UNPLACED: Final = "Cannot be placed"  # something else the segments are made from is missing
OTHERS: Final = (NOT_YET, UNSEEN, NO_PURCHASE, UNPLACED)

#: Features that are missing for who has never bought.
BOUGHT: Final = (
    Feature.RECENCY,
    Feature.MONETARY,
    Feature.AVERAGE_ORDER,
    Feature.INTERPURCHASE,
    Feature.DISTINCT_CATEGORIES,
    Feature.REFUND_RATE,
    Feature.DISCOUNT_SHARE,
)

#: What a move is described by, most telling first: feature -> its column before, its column after.
OF_BUYERS: Final = {
    Feature.MONETARY: (Moves.MONETARY_BEFORE, Moves.MONETARY_AFTER),
    Feature.FREQUENCY: (Moves.FREQUENCY_BEFORE, Moves.FREQUENCY_AFTER),
    Feature.RECENCY: (Moves.RECENCY_BEFORE, Moves.RECENCY_AFTER),
}
#: The same where nobody bought.
OF_VISITORS: Final = {
    Feature.SESSIONS: (Moves.SESSIONS_BEFORE, Moves.SESSIONS_AFTER),
    Feature.VIEWS: (Moves.VIEWS_BEFORE, Moves.VIEWS_AFTER),
    Feature.RATINGS: (Moves.RATINGS_BEFORE, Moves.RATINGS_AFTER),
    Feature.LAST_SEEN: (Moves.SEEN_BEFORE, Moves.SEEN_AFTER),
}
CHANGES: Final = OF_BUYERS | OF_VISITORS


@dataclass(frozen=True, eq=False)
class Movement:
    """n customers, those known at the second moment, in their groups at two moments.

    A group is a segment, by its label 0 … k−1, or one of `OTHERS`.
    ``stayed + moved + new + outside == len(table)``.
    """

    table: pd.DataFrame  # (n, columns.Moves) index user_id: every customer's two groups
    links: pd.DataFrame  # columns.Flow, one row a pair of groups with customers
    matrix: pd.DataFrame  # customers by group at the first (rows) and second moment (columns):
    # all segments, and those other groups that have customers
    stayed: int  # in the same segment at both moments
    moved: int  # in a segment at both moments, but another
    new: int  # not yet a customer at the first moment
    outside: int  # a customer at both, but in no segment at one of them or at both

    @property
    def described_by(self) -> tuple[str, ...]:
        """The features of `CHANGES` known here, most telling first: money only with prices."""
        known = self.table.columns[self.table.notna().any()]
        return tuple(
            feature
            for feature, (_, after) in CHANGES.items()
            if after in known and (FEATURES[feature].unit == "days" or self.table[after].any())
        )

    def between(self, source: Hashable = None, target: Hashable = None) -> pd.DataFrame:
        """The rows of `table` that changed from group `source` to group `target`.

        A group that is not given is any segment, so the others must be asked for by name.
        """
        sources, targets = self.table[Moves.SOURCE], self.table[Moves.TARGET]
        chosen = (sources != targets) & _among(sources, source) & _among(targets, target)
        return self.table[chosen]


def movement(
    dataset: Dataset,
    seg: Segmentation,
    before: datetime,
    after: datetime | None = None,
    window_days: int | None = None,
) -> Movement:
    """Moves of customers between the segments of `seg` from one moment to another.

    Each customer is described as they were at either moment
    (:func:`shopai.customer_table`) and put in the segment with the nearest centre of `seg`;
    no centre is found anew. At the newest event these are the segments of `seg` itself, but
    for a few customers midway between two centres.

    Over all the past, orders and spend mostly grow, so that customers drift towards the
    bigger segments by the mere passing of time. With `window_days` both moments look back
    equally far; `seg` should then be of features as short,
    ``customer_table(dataset, since=newest - timedelta(window_days))``, since centres of a
    longer time make everyone look small; :func:`shopai.drift` says whether they fit.

    Parameters
    ----------
    dataset : the shop's data
    seg : the segmentation, of features of :func:`shopai.customer_table`
    before, after : the two moments, by the shop's clock unless they name a zone. One later than
        the newest event counts as that, since nothing is known later; so does `after` by default.
    window_days : how far to look back from either moment; default: over all the past

    Raises
    ------
    ParameterError : `before` not before `after`, or before every event; a segmentation of
        columns the data set does not have; `window_days` no whole number from 1, or nobody
        did anything in one of the windows
    MissingColumns : no event has a customer, or a time

    Cost: the customer features of two moments, then O(n k p).

    >>> from datetime import datetime
    >>> moves = shopai.movement(dataset, segments, before=datetime(2025, 7, 1))
    >>> moves.stayed, moves.moved, moves.new, moves.outside
    (363, 142, 78, 17)
    """
    newest = span(dataset)[1]
    before = on_clock(before, dataset.zone)
    after = newest if after is None else on_clock(after, dataset.zone)
    first, last = min(before, newest), min(after, newest)
    if first >= last:
        raise ParameterError(
            "Movement needs a first moment before the second one and before the newest event "
            f"({newest:%Y-%m-%d %H:%M}); found {before:%Y-%m-%d %H:%M} and "
            f"{after:%Y-%m-%d %H:%M}. Choose an earlier one."
        )
    return compared(
        seg, customers_at(dataset, first, window_days), customers_at(dataset, last, window_days)
    )


def customers_at(
    dataset: Dataset, moment: datetime, window_days: int | None = None
) -> pd.DataFrame:
    """One row a customer known at `moment`, as :func:`shopai.customer_table` describes them.

    With `window_days`, by what they did in so many days before it; a customer who did
    nothing in them has a row of missing values.
    """
    if window_days is None:
        return customer_table(dataset, as_of=moment)
    whole_number("window_days", window_days, 1)
    seen = customer_table(dataset, moment, since=moment - timedelta(days=window_days))
    return seen.reindex(known_by(dataset, moment))


def compared(seg: Segmentation, earlier: pd.DataFrame, later: pd.DataFrame) -> Movement:
    """The movement between two moments from the customers at each (:func:`customers_at`).

    Customers of `earlier` who are not in `later` do not count. Raises ParameterError for
    tables without the columns `seg` is made from.
    """
    names = np.array([*range(seg.k), *OTHERS], dtype=object)
    not_yet = seg.k + OTHERS.index(NOT_YET)
    source = np.full(len(later), not_yet)
    where = later.index.get_indexer(earlier.index)
    source[where[where >= 0]] = _groups(seg, earlier)[where >= 0]
    target = _groups(seg, later)
    counts = np.bincount(source * len(names) + target, minlength=len(names) ** 2)
    counts = counts.reshape(len(names), len(names))
    placed = (source < seg.k) & (target < seg.k)
    new = source == not_yet
    moved = int((placed & (source != target)).sum())
    links = flow_table(counts)
    segments = np.arange(len(names)) < seg.k
    matrix = pd.DataFrame(
        counts,
        index=pd.Index(names, name=Flow.SOURCE, dtype=object),
        columns=pd.Index(names, name=Flow.TARGET, dtype=object),
    )
    return Movement(
        table=_table(_named(names, source), _named(names, target), earlier, later),
        links=links.assign(
            **{end: _named(names, links[end]) for end in (Flow.SOURCE, Flow.TARGET)}
        ),
        matrix=matrix.loc[segments | counts.any(axis=1), segments | counts.any(axis=0)],
        stayed=int(placed.sum()) - moved,
        moved=moved,
        new=int(new.sum()),
        outside=int((~placed & ~new).sum()),
    )


def span(dataset: Dataset) -> tuple[datetime, datetime]:
    """The oldest and the newest event, by the shop's clock; raises MissingColumns without times."""
    oldest, newest = row(dataset.events.aggregate(f"min({Event.EPOCH}), max({Event.EPOCH})"))
    if newest is None:
        raise MissingColumns(
            "Movement compares two moments, but no event of these data has a time; map the "
            f"column with the date to {Event.TIME}."
        )
    return shown(oldest), shown(newest)


def _groups(seg: Segmentation, customers: pd.DataFrame) -> Ints:
    """(n,) the group of each customer: segment l as l, a group of `OTHERS` as k + its position."""
    orders = customers[Feature.FREQUENCY].to_numpy(dtype=np.float64, na_value=np.nan)
    unseen = np.isnan(orders)  # counts are never missing for who did anything at all
    whole = complete(seg, customers) & ~unseen
    bought = [name for name in seg.space.numeric if name in BOUGHT]
    no_purchase = customers[bought].isna().any(axis=1).to_numpy() & (orders == 0)
    groups = np.full(len(customers), seg.k + OTHERS.index(UNPLACED))
    groups[no_purchase] = seg.k + OTHERS.index(NO_PURCHASE)
    groups[unseen] = seg.k + OTHERS.index(UNSEEN)
    points = seg.space.place(customers[whole])
    (groups[whole], _), _ = nearest_two(points, seg.scaled_centers)
    return groups


def _named(names: Array, codes: Ints | pd.Series) -> pd.Series:
    """The groups; of type object even where they are all segments, or all others."""
    return pd.Series(names[codes], dtype=object)


def _table(
    source: pd.Series, target: pd.Series, earlier: pd.DataFrame, later: pd.DataFrame
) -> pd.DataFrame:
    """One row a customer of `later`: the two groups, and the features that describe a move."""
    groups = pd.DataFrame({Moves.SOURCE: source, Moves.TARGET: target})
    table = groups.set_axis(later.index, axis=0)
    changes = OF_BUYERS if (later[Feature.FREQUENCY] > 0).any() else OF_VISITORS
    known = {feature: ends for feature, ends in changes.items() if feature in later.columns}
    then = earlier[list(known)].reindex(later.index)
    for feature, (before, after) in known.items():
        table[before] = then[feature].astype("float64")
        table[after] = later[feature].astype("float64")
    return table


def _among(groups: pd.Series, wanted: Hashable) -> pd.Series:
    """Mask of the `groups` that are `wanted`; with None, of segments."""
    return ~groups.isin(OTHERS) if wanted is None else groups == wanted
