"""Customer lifetime value: expected purchases and money of each buyer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import pandas as pd

from shopai.arrays import Floats, Ints
from shopai.behaviour.retention.bgnbd import Seen, alive, fit
from shopai.behaviour.retention.calibration import Calibration, calibration
from shopai.behaviour.retention.expected_total import (
    Estimate,
    Expectation,
    deviations,
    expectation,
    mean_purchases,
    parameters,
)
from shopai.behaviour.retention.gamma_gamma import Worth, independence, worth
from shopai.behaviour.retention.histories import WEEK, Histories, histories, refuse_thin
from shopai.behaviour.retention.likelihood import Maximum, slopes
from shopai.checks import whole_number
from shopai.columns import Lifetime
from shopai.errors import TooThin
from shopai.events.dataset import Dataset
from shopai.selection.filter import Filter
from shopai.selection.selection import select
from shopai.selection.totals import Totals

HORIZON_DAYS: Final = 365
#: Longest horizon, days: nothing seen of a shop says what it does in ten years.
FURTHEST: Final = 3_650


@dataclass(frozen=True, eq=False)
class LifetimeValue:
    """BG/NBD and Gamma–Gamma, fitted, and what they expect of every buyer."""

    parameters: dict[str, Estimate]  # while customers, they buy at rates Gamma(r, alpha weeks) a
    # week; after a purchase they leave with probabilities Beta(a, b), or all with the probability
    # `leaving`, or the data do not tell that anyone does; where there is money, that of a
    # purchase is Gamma(p, ν), ν ~ Gamma(q, v)
    log_likelihood: float  # of BG/NBD
    customers: pd.DataFrame  # (n,) columns.Lifetime, index user_id sorted; money NaN where none
    n: int  # buyers whose first purchase is in the filter's dates, == len(customers)
    n_repeat: int  # of them those who bought on two days or more
    earlier: int  # bought in the filter's dates, but for the first time before them
    undated: int  # buyers without any time; n + earlier + undated == totals.buyers
    until: pd.Timestamp  # midnight after the last day seen: the horizon begins
    horizon_days: int
    purchases: Estimate  # expected of all in the horizon, with the range it should be in
    value: Estimate | None  # money of all in the horizon, before refunds; ends may be NaN
    alive: Estimate  # how many are customers still
    correlation: Estimate | None  # Spearman's, of repeat purchases and their mean money: the
    # model of value needs 0
    refund_share: float  # money refunded / money of purchases so far, by these; NaN: no money
    calibration: Calibration | None
    value_reason: str  # why there is no value; empty where there is
    calibration_reason: str  # why there is no calibration; empty where there is
    notes: tuple[str, ...]  # what to mind
    totals: Totals

    @property
    def leaves(self) -> bool:
        """The data tell that customers leave for good."""
        return "a" in self.parameters or "leaving" in self.parameters


def lifetime_value(
    dataset: Dataset,
    where: Filter | None = None,
    *,
    horizon_days: int = HORIZON_DAYS,
    holdout_days: int | None = None,
) -> LifetimeValue:
    """Expect of every buyer how often they will buy, and for how much.

    BG/NBD (:mod:`.bgnbd`) and Gamma–Gamma (:mod:`.gamma_gamma`), fitted by maximum
    likelihood. A purchase is a day with at least one order of the customer: orders of
    one day are one, as the models know no two at the same time. Its money is before refunds,
    and is revenue, not profit. Counted is from the first purchase among all that passes
    `where` but for its dates; buyers whose first is before them are left out (`earlier`).

    horizon_days : days after the last one seen that the expectation is for, 1 … 3,650
    holdout_days : days at the end that the trial of the model holds out, >= 1; None: a third
        of the time, at most 180

    Intervals are 95 %, of parameters by the curvature of the likelihood, of totals by the
    delta method and chance together; they hold as far as the model does, which the
    calibration shows.

    Raises
    ------
    ParameterError : a setting out of its range
    MissingColumns : no purchase, or none names a customer or a time
    TooThin : fewer than 500 buyers, 180 days or 100 repeat buyers, or a likelihood too flat

    Cost: 1,000,000 buyers take some 15 s of one core, most of it in the fits of BG/NBD (twice)
    and of Gamma–Gamma.

    >>> value = shopai.lifetime_value(dataset, horizon_days=180)
    >>> value.customers.index.name, len(value.customers)
    ('user_id', 600)
    """
    where = select(dataset, where).where
    whole_number("horizon_days", horizon_days, 1, FURTHEST)
    if holdout_days is not None:
        whole_number("holdout_days", holdout_days)
    buyers = histories(dataset, where, holdout_days)
    repeaters = int((buyers.days > 1).sum())
    refuse_thin(len(buyers), repeaters, buyers.span)
    seen, row = buyers.seen()
    model = fit(seen)
    weeks = horizon_days / WEEK
    ahead = expectation(seen, model.logs, weeks)
    try:
        valued, value_reason = worth(buyers, seen, row, model, ahead, weeks), ""
    except TooThin as reason:
        valued, value_reason = None, str(reason)
    tried, calibration_reason = _tried(buyers, holdout_days)
    purchases, still = _together(seen, model, ahead, weeks)
    names = ("r", "alpha", "leaving") if len(model.logs) == 3 else ("r", "alpha", "a", "b")
    fitted = parameters(model, names)
    if "leaving" in fitted:  # of the odds of leaving after a purchase, the same for all
        odds = fitted["leaving"]
        ends = (end / (1 + end) for end in (odds.value, odds.low, odds.high))
        fitted["leaving"] = Estimate(*ends)
    return LifetimeValue(
        parameters=fitted | (valued.parameters if valued else {}),
        log_likelihood=model.log_likelihood,
        customers=_customers(buyers, ahead, row, valued),
        n=len(buyers),
        n_repeat=repeaters,
        earlier=buyers.earlier,
        undated=buyers.undated,
        until=pd.Timestamp(buyers.end + 1, unit="D"),
        horizon_days=horizon_days,
        purchases=purchases,
        value=valued.total if valued else None,
        alive=still,
        correlation=valued.correlation if valued else None,
        refund_share=buyers.refund_share,
        calibration=tried,
        value_reason=value_reason,
        calibration_reason=calibration_reason,
        notes=_notes(buyers, repeaters, model, valued),
        totals=select(dataset, where).totals,
    )


def _tried(buyers: Histories, holdout_days: int | None) -> tuple[Calibration | None, str]:
    if holdout_days is not None and holdout_days >= buyers.span:
        return None, (
            f"{holdout_days:,} days are held out of {buyers.span:,}: nothing is left to fit. "
            "Hold out fewer."
        )
    try:
        return calibration(buyers), ""
    except TooThin as reason:
        return None, f"Without the days held out: {reason}"


def _together(
    seen: Seen, model: Maximum, ahead: Expectation, weeks: float
) -> tuple[Estimate, Estimate]:
    def sums(logs: Floats) -> Floats:
        weight = seen.weight
        return np.array([weight @ mean_purchases(seen, logs, weeks), weight @ alive(seen, logs)])

    chance = [seen.weight @ ahead.variance, seen.weight @ (ahead.alive * (1 - ahead.alive))]
    values = seen.weight @ ahead.mean, seen.weight @ ahead.alive
    off = deviations(slopes(sums, model.logs), model, np.array(chance))
    purchases, still = (
        Estimate.around(float(v), float(d)) for v, d in zip(values, off, strict=True)
    )
    return purchases, Estimate(still.value, still.low, min(still.high, seen.n))


def _customers(
    buyers: Histories, ahead: Expectation, row: Ints, valued: Worth | None
) -> pd.DataFrame:
    purchase = np.full(len(buyers), np.nan) if valued is None else valued.purchase
    if_alive = ahead.first[row] * purchase
    return pd.DataFrame(
        {
            Lifetime.REPEATS: buyers.days - 1,
            Lifetime.RECENCY: buyers.last - buyers.first,
            Lifetime.AGE: buyers.end - buyers.first,
            Lifetime.MEAN_VALUE: buyers.mean,
            Lifetime.ALIVE: ahead.alive[row],
            Lifetime.PURCHASES: ahead.mean[row],
            Lifetime.PURCHASE_VALUE: purchase,
            Lifetime.VALUE: ahead.alive[row] * if_alive,
            Lifetime.VALUE_IF_ALIVE: if_alive,
        },
        index=buyers.users,
    )


def _notes(
    buyers: Histories, repeaters: int, model: Maximum, valued: Worth | None
) -> tuple[str, ...]:
    notes = [
        "Orders of a customer on one day are one purchase; customers yet to come are not in it."
    ]
    if len(model.logs) > 2:
        notes.append(
            f"Of the {len(buyers) - repeaters:,} who bought on one day alone the model cannot "
            "tell whether they left: it takes all of them as customers still, who buy rarely."
        )
    else:
        notes.append(
            "These data do not tell that anyone left for good: a model in which all stay, "
            "and some buy rarely, fits as well and is used."
        )
    if valued is not None:
        notes.append(independence(valued.correlation))
        back = (
            f"; {buyers.refund_share:.1%} of what these customers paid so far was refunded"
            if buyers.refund_share > 0
            else ""
        )
        notes.append(f"Values are revenue before refunds, not profit{back}.")
        if valued.total.low != valued.total.low:
            notes.append(
                "A few customers spend so much that no range of the total value can be given."
            )
    if buyers.earlier:
        notes.append(
            f"{buyers.earlier:,} buyers of these dates bought for the first time before them and "
            "are left out."
        )
    if buyers.undated:
        notes.append(f"{buyers.undated:,} buyers have purchases without a time and are left out.")
    return tuple(notes)
