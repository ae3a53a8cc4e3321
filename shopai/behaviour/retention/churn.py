"""Churn risk: repeat buyers by the probability that they are still customers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from shopai.behaviour.retention.lifetime import LifetimeValue
from shopai.checks import real_number
from shopai.columns import Lifetime
from shopai.errors import ParameterError, TooThin


@dataclass(frozen=True, eq=False)
class ChurnRisk:
    """Repeat buyers in a band of the probability to be customers still, most at stake first."""

    table: (
        pd.DataFrame
    )  # columns.Lifetime with QUIET and AT_RISK, index user_id, largest AT_RISK first;
    # least ALIVE first where no money is known
    band: tuple[float, float]  # the probability is at least the first, and below the second
    in_band: int  # repeat buyers in it
    n_repeat: int  # repeat buyers of all
    one_time: int  # buyers of one day, whom the model cannot call lost: left out
    value_at_risk: float | None  # money in the horizon, sum of the table's AT_RISK

    @property
    def ids(self) -> pd.Index:
        """The customers of the table, for an audience."""
        return self.table.index


def churn_risk(lifetime: LifetimeValue, *, low: float = 0.0, high: float = 0.5) -> ChurnRisk:
    """Repeat buyers who are customers still with a probability in [`low`, `high`).

    Ordered by the value at risk, (1 − P(alive)) × the value expected were they customers
    still: what is lost with them. With `low` above 0 those are left out who are most likely
    gone already. Ties are in order of the id.

    Raises ParameterError unless 0 <= low < high <= 1, and TooThin where the data do not tell
    that anyone leaves. O(n log n).

    >>> value = shopai.lifetime_value(dataset, horizon_days=180)
    >>> len(shopai.churn_risk(value).table)
    130
    """
    real_number("low", low, 0, 1)
    real_number("high", high, 0, 1)
    if not low < high:
        raise ParameterError(
            f"The band of probabilities must rise within 0 to 1; found {low} to {high}."
        )
    if not lifetime.leaves:
        raise TooThin(
            "The purchases do not tell that anyone left for good, so nobody can be called at "
            "risk. Days since the last purchase, on the RFM page, may serve instead."
        )
    customers = lifetime.customers
    alive = customers[Lifetime.ALIVE].to_numpy()
    within = (customers[Lifetime.REPEATS].to_numpy() > 0) & (alive >= low) & (alive < high)
    table = customers[within]
    table = table.assign(
        **{
            Lifetime.QUIET: table[Lifetime.AGE] - table[Lifetime.RECENCY],
            Lifetime.AT_RISK: table[Lifetime.VALUE_IF_ALIVE] - table[Lifetime.VALUE],
        }
    )
    valued = lifetime.value is not None
    stake = -table[Lifetime.AT_RISK] if valued else table[Lifetime.ALIVE]
    table = table.iloc[np.argsort(stake.to_numpy(), kind="stable")]
    return ChurnRisk(
        table=table,
        band=(low, high),
        in_band=len(table),
        n_repeat=lifetime.n_repeat,
        one_time=lifetime.n - lifetime.n_repeat,
        value_at_risk=float(table[Lifetime.AT_RISK].sum()) if valued else None,
    )
