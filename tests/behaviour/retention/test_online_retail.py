"""Retention of a real shop, with its known truths."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd
import pytest

from shopai.behaviour.retention.churn import churn_risk
from shopai.behaviour.retention.cohorts import cohorts
from shopai.behaviour.retention.lifetime import lifetime_value
from shopai.columns import CohortTable, Event, Kind, Lifetime
from shopai.errors import TooThin
from shopai.events.dataset import Dataset

pytestmark = pytest.mark.slow


def test_cleaned_rows_and_repeat_buyers(retail: Dataset) -> None:
    """Customer known, not cancelled, more than 0 units and money: what others count."""
    clean = f"""FROM events WHERE {Event.KIND} = '{Kind.PURCHASE}' AND {Event.USER} IS NOT NULL
        AND {Event.QUANTITY} > 0 AND {Event.PRICE} > 0"""
    con = duckdb.connect()
    con.register("events", retail.events.to_arrow_table())
    ids = (Event.USER, Event.ORDER, Event.ITEM)
    counts = ", ".join(["count(*)", *(f"count(DISTINCT {name})" for name in ids)])
    assert con.sql(f"SELECT {counts} {clean}").fetchall() == [(397_884, 4_338, 18_532, 3_665)]
    per = f"SELECT count(DISTINCT {Event.ORDER}) > 1 AS again {clean} GROUP BY {Event.USER}"
    ((share,),) = con.sql(f"SELECT avg(again::INT) FROM ({per})").fetchall()
    assert share == pytest.approx(0.656, abs=0.0005)


def test_first_cohort(retail: Dataset) -> None:
    found = cohorts(retail)
    assert found.sizes.sum() == found.totals.buyers == 4_339  # one got nothing but gifts
    assert found.sizes.iloc[0] == 885
    assert found.customers.iloc[0].tolist()[:4] == [885, 324, 286, 340]
    assert not found.whole.iloc[0, 12]  # December 2011 ends on the 9th
    assert np.isnan(found.share.iloc[1, 12])
    assert found.mean.loc[1, CohortTable.COHORTS] == 11
    assert np.nansum(found.revenue.to_numpy()) < found.totals.revenue
    assert np.nansum(found.orders.to_numpy()) < found.totals.orders
    assert found.sizes.index[0] == pd.Timestamp("2010-12-01")


def test_nobody_visibly_leaves_within_its_year(retail: Dataset) -> None:
    """The likelihood has no use for a and b; seasons make the trial 18 % too few."""
    found = lifetime_value(retail)
    assert (found.n, found.n_repeat) == (4_339, 2_790)
    assert not found.leaves
    r, alpha = (found.parameters[name].value for name in ("r", "alpha"))
    assert (r, alpha) == pytest.approx((0.827, 9.868), abs=0.001)
    assert (found.customers[Lifetime.ALIVE] == 1).all()
    assert found.calibration.ratio == pytest.approx(0.82, abs=0.005)
    assert "too few" in found.calibration.sentence
    with pytest.raises(TooThin, match="anyone left"):
        churn_risk(found)
