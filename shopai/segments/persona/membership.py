"""One customer: why in this segment and not in the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from shopai.arrays import Floats
from shopai.columns import Contribution
from shopai.errors import ParameterError
from shopai.segments.persona.wording import amount, measured
from shopai.segments.segmentation import Segmentation

#: A second feature is worth a word from this share of the first's contribution.
ALSO: Final = 0.5


@dataclass(frozen=True, eq=False)
class Membership:
    """One customer's place among the segments, and what the difference is made of.

    Distances are Euclidean, in the scaled space of the segmentation.
    """

    user: str
    label: int  # the own segment, 0 … k−1
    distance: float  # to its centre
    second: int  # of the other segments, that with the nearest centre
    second_distance: float  # to that
    contributions: pd.DataFrame  # one row a feature, columns.Contribution, the largest first;
    # they sum to second_distance² − distance²
    point: Floats  # (p,) the customer, original units, as space.columns

    def sentence(self, names: Sequence[str], currency: str | None = None) -> str:
        """The reasons in words, with `names` (k,) of the segments."""
        own, other = names[self.label], names[self.second]
        start = f"{self.user} is in {own} and not in the next nearest, {other}"
        for_own = self.contributions[self.contributions[Contribution.CONTRIBUTION] > 0]
        if for_own.empty:
            return f"{start}, though as near to one as to the other."
        enough = ALSO * for_own[Contribution.CONTRIBUTION].iloc[0]
        top = for_own[for_own[Contribution.CONTRIBUTION] >= enough].head(2)
        (first, what, near, far), *more = (_reason(row, currency) for _, row in top.iterrows())
        because = f"{first} (the {what} of the former is {near}, of the latter {far})"
        also = "".join(f" and {second} ({near} against {far})" for second, _, near, far in more)
        return f"{start}, above all because of {because}{also}."


def explain_customer(seg: Segmentation, customers: pd.DataFrame, user: str) -> Membership:
    """Reasons for `user` being in their segment and not in the next nearest.

    With x the customer, c the own centre and c′ that of the next, all in the scaled space,
    ‖x − c′‖² − ‖x − c‖² = Σ_f (x_f − c′_f)² − (x_f − c_f)²: what each feature f adds is its
    contribution, above zero where it pulls to the own segment. A category's columns add up.

    `customers`: the table that was segmented; only its row of `user` is looked at. Raises
    ParameterError for an unknown customer or a single segment.

    >>> names = shopai.personas(segments, customers).names
    >>> why = shopai.explain_customer(segments, customers, "c0000001")
    >>> names[why.label], names[why.second]
    ('Lapsed small spenders', 'Occasional big baskets')
    """
    if seg.k < 2:
        raise ParameterError("A next segment needs at least two; found one. Choose a larger k.")
    if user not in seg.labels.index or user not in customers.index:
        raise ParameterError(
            f"No customer {user} among the {len(seg.labels):,} that were segmented; "
            "check the id, which counts exactly as it is written."
        )
    label = int(seg.labels.loc[user])
    values = seg.space.values(customers.loc[[user]])
    squares = (seg.space.scaled(values) - seg.scaled_centers) ** 2  # (k, p)
    away = squares.sum(axis=1)
    second = int(np.argsort(np.where(np.arange(seg.k) == label, np.inf, away), kind="stable")[0])
    return Membership(
        user=str(user),
        label=label,
        distance=float(np.sqrt(away[label])),
        second=second,
        second_distance=float(np.sqrt(away[second])),
        contributions=_by_feature(seg, values[0], label, second, squares[second] - squares[label]),
        point=values[0],
    )


def _by_feature(
    seg: Segmentation, values: Floats, label: int, second: int, parts: Floats
) -> pd.DataFrame:
    """One row a feature; of a category, the averages are those of the customer's own value."""
    rows, begin = [], 0
    centers = seg.centers.to_numpy()
    for name in seg.space.features:
        levels = seg.space.levels.get(name, ("",))
        columns = slice(begin, begin + len(levels))
        shown = begin + int(values[columns].argmax())
        rows.append(
            {
                Contribution.FEATURE: name,
                Contribution.LEVEL: levels[shown - begin],
                Contribution.VALUE: values[shown],
                Contribution.OWN: centers[label, shown],
                Contribution.NEXT: centers[second, shown],
                Contribution.CONTRIBUTION: parts[columns].sum(),
            }
        )
        begin += len(levels)
    return pd.DataFrame(rows).sort_values(
        Contribution.CONTRIBUTION, ascending=False, kind="stable", ignore_index=True
    )


def _reason(row: pd.Series, currency: str | None) -> tuple[str, str, str, str]:
    """The customer's value; what is compared; its value for the own segment and for the next."""
    feature, level = str(row[Contribution.FEATURE]), str(row[Contribution.LEVEL])
    own, other = float(row[Contribution.OWN]), float(row[Contribution.NEXT])
    if level:
        return f"{feature} {level}", "share", f"{100 * own:.0f}%", f"{100 * other:.0f}%"
    value = measured(feature, float(row[Contribution.VALUE]), currency)
    return value, "average", amount(own, feature, currency), amount(other, feature, currency)
