"""Calibration: a model fitted without the last days, compared with what happened in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from shopai.arrays import Floats
from shopai.behaviour.retention.bgnbd import fit
from shopai.behaviour.retention.expected_total import (
    Estimate,
    deviations,
    expectation,
    mean_purchases,
)
from shopai.behaviour.retention.histories import WEEK, Histories, refuse_thin
from shopai.behaviour.retention.likelihood import slopes
from shopai.columns import Holdout
from shopai.intervals import Z

#: Numbers of repeat purchases from here on are one row.
MANY: Final = 7
#: How far from what happened the prediction may be and still be called close, or roughly right.
CLOSE: Final = 0.1
ROUGH: Final = 0.25


@dataclass(frozen=True, eq=False)
class Calibration:
    """The model fitted without the last days, against what happened in them."""

    split: pd.Timestamp  # midnight: the days before were fitted, those from it held out
    table: pd.DataFrame  # columns.Holdout, a row a number of repeat purchases, 0 … MANY or more
    n: int  # customers fitted on: those who bought by then
    actual: int  # purchases in the part held out, of these customers
    predicted: Estimate  # the same by the model, with the range the actual should be in
    sentence: str  # the verdict

    @property
    def ratio(self) -> float:
        """predicted / actual; 1 is right, NaN where nothing happened."""
        return self.predicted.value / self.actual if self.actual else float("nan")


def calibration(seen: Histories) -> Calibration:
    """Fit BG/NBD on what was seen by the split of `seen`, and compare it with what followed.

    The range of a mean covers the uncertainty of the parameters (delta method) and chance,
    the purchases of customers varying by the model; of a few customers it is rough.

    Raises TooThin where the part before the split is too thin for a model, and where nothing
    is held out.
    """
    before, row, known = seen.seen_before()
    days = seen.end - seen.split
    refuse_thin(len(row), int((seen.days_before[known] > 1).sum()), days, least_days=1)
    model = fit(before)
    part = np.minimum(before.x, MANY).astype(np.int64)
    names = np.unique(part)

    def by_part(each: Floats) -> Floats:
        sums = np.bincount(part, weights=before.weight * each, minlength=MANY + 1)
        return sums[names].astype(np.float64)

    def predicted(logs: Floats) -> Floats:
        return by_part(mean_purchases(before, logs, days / WEEK))

    ahead = expectation(before, model.logs, days / WEEK)
    means, variances = predicted(model.logs), by_part(ahead.variance)
    n = by_part(np.ones_like(ahead.mean))
    slope = slopes(predicted, model.logs)
    off = deviations(slope, model, variances)
    after = (seen.days - seen.days_before)[known]
    actual = np.bincount(part[row], weights=after, minlength=MANY + 1)[names]
    total = deviations(slope.sum(axis=0)[None], model, variances.sum()[None])[0]
    overall = Estimate.around(float(means.sum()), float(total))
    split = pd.Timestamp(seen.split + 1, unit="D")
    return Calibration(
        split=split,
        table=pd.DataFrame(
            {
                Holdout.REPEATS: names,
                Holdout.CUSTOMERS: n.astype(np.int64),
                Holdout.ACTUAL: actual / n,
                Holdout.PREDICTED: means / n,
                Holdout.LOW: np.maximum(0.0, means - Z * off) / n,
                Holdout.HIGH: (means + Z * off) / n,
            }
        ),
        n=len(row),
        actual=int(actual.sum()),
        predicted=overall,
        sentence=_verdict(split, days, int(actual.sum()), overall),
    )


def _verdict(split: pd.Timestamp, days: int, actual: int, predicted: Estimate) -> str:
    begun = (
        f"Fitted on the days before {split.day} {split:%B %Y}, the model expected "
        f"{predicted.value:,.0f} purchases in the {days:,} days after"
    )
    if not actual:
        return f"{begun}, and there was none: do not rely on it."
    off = predicted.value / actual - 1
    told = f"{begun} and there were {actual:,}"
    if predicted.low <= actual <= predicted.high:
        return f"{told}, within the range it gave ({predicted.low:,.0f} to {predicted.high:,.0f})."
    amount = f"{abs(off):.0%} too {'many' if off > 0 else 'few'}"
    if abs(off) <= CLOSE:
        return f"{told}: {amount}, which is close."
    if abs(off) <= ROUGH:
        return f"{told}: {amount}, right in size but not to be counted on."
    return f"{told}: {amount}. Do not rely on it; seasons or campaigns may be at work."
