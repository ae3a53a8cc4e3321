"""Lifetime value: what is seen of buyers by hand, and all of it on a shop with a known truth."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from shopai.behaviour.retention.bgnbd import Seen, alive, fit
from shopai.behaviour.retention.churn import churn_risk
from shopai.behaviour.retention.expected_total import Estimate, moments
from shopai.behaviour.retention.gamma_gamma import independence
from shopai.behaviour.retention.histories import grouped, histories, refuse_thin
from shopai.behaviour.retention.lifetime import LifetimeValue, lifetime_value
from shopai.columns import Event, Holdout, Kind, Lifetime
from shopai.errors import MissingColumns, ParameterError, TooThin
from shopai.events.dataset import Dataset
from shopai.selection.filter import Filter
from tests.behaviour.retention.making import buyers, shop

BUY = Kind.PURCHASE
ROWS = [
    ("ann", BUY, "2024-01-01 09:00", 10, "o1"),
    ("ann", BUY, "2024-01-01 18:00", 5, "o2"),  # the same day: one purchase
    ("ann", BUY, "2024-01-11 00:00", 20, "o3"),
    ("ann", BUY, "2024-01-11 23:59", 10, "o4"),
    ("ann", BUY, "2024-01-21", 0, "o5"),  # a gift is a purchase, and says nothing of money
    ("ann", BUY, "2024-01-31", 50, "o6"),
    ("bob", BUY, "2024-01-05", 40, "o7"),
    ("bob", Kind.REFUND, "2024-01-09", 15, "o7"),
    ("cat", BUY, "2024-01-31", 7, "o8"),
    ("dan", Kind.REFUND, "2024-01-31", 7, None),  # bought nothing here
    ("eve", BUY, None, 7, "o9"),
    (None, BUY, "2024-01-03", 7, "o10"),
    ("bob", Kind.VIEW, "2024-02-10 12:00", None, None),  # the last day seen
]


def test_what_is_seen_by_hand() -> None:
    found = histories(shop(ROWS), Filter(), holdout_days=20)
    assert found.users.tolist() == ["ann", "bob", "cat"]
    assert found.days.tolist() == [4, 1, 1]
    assert (found.last - found.first).tolist() == [30, 0, 0]
    assert (found.end - found.first).tolist() == [40, 36, 10]
    assert found.priced.tolist() == [2, 0, 0]
    assert found.mean.tolist()[0] == (30 + 50) / 2
    assert np.isnan(found.mean[1:]).all()
    assert (found.span, found.earlier, found.undated) == (40, 0, 1)
    assert found.refund_share == pytest.approx(15 / (10 + 5 + 20 + 10 + 50 + 40 + 7))
    # the split is the end of 21 January: the last of ann's purchases is held out, and cat
    assert found.days_before.tolist() == [3, 1, 0]
    seen, row, known = found.seen_before()
    assert known.tolist() == [True, True, False]
    assert seen.x[row].tolist() == [2, 0]
    assert (seen.recency[row] * 7).tolist() == pytest.approx([20, 0])
    assert (seen.age[row] * 7).tolist() == pytest.approx([20, 16])


def test_dates_choose_new_buyers() -> None:
    where = Filter(since=date(2024, 1, 2), until=date(2024, 1, 31))
    found = histories(shop(ROWS), where, None)
    assert found.users.tolist() == ["bob", "cat"]
    assert (found.earlier, found.undated) == (1, 0)
    assert (found.end - found.first).tolist() == [26, 0]
    assert found.end - found.split == 29 // 3  # of the days since 2 January


def test_equal_customers_share_a_row() -> None:
    x, recency, age = np.array([[1, 7, 14], [0, 0, 14], [1, 7, 14], [1, 0, 0]]).T
    seen, row = grouped(x, recency, age)
    assert seen.weight.tolist() == [1, 1, 2]
    for values, days, unit in ((seen.x, x, 1), (seen.recency, recency, 7), (seen.age, age, 7)):
        assert (values[row] * unit).tolist() == days.tolist()


def test_too_thin_data_are_refused_with_every_reason() -> None:
    refuse_thin(500, 100, 180)
    with pytest.raises(TooThin) as refused:
        refuse_thin(499, 99, 179)
    for reason in ("499 buyers where 500", "99 of them", "179 days since"):
        assert reason in str(refused.value)


@pytest.fixture(scope="module")
def made() -> Dataset:
    return buyers(2_500, 500, seed=11)


@pytest.fixture(scope="module")
def lifetime(made: Dataset) -> LifetimeValue:
    return lifetime_value(made, horizon_days=100)


def test_planted_parameters_are_found(lifetime: LifetimeValue) -> None:
    """Of purchases at any time of the day, counted by day."""
    planted = {"r": 0.6, "alpha": 5.0, "a": 0.8, "b": 2.5}
    for name, value in planted.items():
        estimate = lifetime.parameters[name]
        assert np.log(estimate.value / value) == pytest.approx(
            0, abs=1.5 * np.log(estimate.high / estimate.value)
        )
    p = lifetime.parameters["p"]
    assert p.low * 0.85 < 6 < p.high * 1.15
    assert lifetime.n == 2_500 == lifetime.totals.buyers == len(lifetime.customers)


def test_totals_are_the_customers_sums(lifetime: LifetimeValue) -> None:
    customers = lifetime.customers
    assert lifetime.purchases.value == pytest.approx(customers[Lifetime.PURCHASES].sum())
    assert lifetime.value.value == pytest.approx(customers[Lifetime.VALUE].sum())
    assert lifetime.alive.value == pytest.approx(customers[Lifetime.ALIVE].sum())
    for total in (lifetime.purchases, lifetime.value, lifetime.alive):
        assert 0 < total.low < total.value < total.high
    assert (customers[Lifetime.REPEATS] > 0).sum() == lifetime.n_repeat
    product = customers[Lifetime.PURCHASES] * customers[Lifetime.PURCHASE_VALUE]
    assert customers[Lifetime.VALUE].to_numpy() == pytest.approx(product.to_numpy())


def test_a_customer_is_valued_by_the_formulas(lifetime: LifetimeValue) -> None:
    logs = np.log([lifetime.parameters[name].value for name in ("r", "alpha", "a", "b")])
    rows = lifetime.customers.iloc[:50]
    x, recency, age = (
        rows[name].to_numpy(dtype=float)
        for name in (Lifetime.REPEATS, Lifetime.RECENCY, Lifetime.AGE)
    )
    still = alive(Seen(x, recency / 7, age / 7, np.ones(50)), logs)
    assert rows[Lifetime.ALIVE].to_numpy() == pytest.approx(still)
    first, _ = moments(x, age / 7, 100 / 7, logs)
    assert rows[Lifetime.PURCHASES].to_numpy() == pytest.approx(still * first)
    p, q, v = (lifetime.parameters[name].value for name in ("p", "q", "v"))
    paid = rows[Lifetime.MEAN_VALUE].fillna(0.0).to_numpy()
    worth = p * (v + x * paid) / (p * x + q - 1)
    assert rows[Lifetime.PURCHASE_VALUE].to_numpy() == pytest.approx(worth)


def test_calibration_of_simulated_customers(lifetime: LifetimeValue) -> None:
    trial = lifetime.calibration
    table = trial.table
    assert table[Holdout.CUSTOMERS].sum() == trial.n
    assert (table[Holdout.ACTUAL] * table[Holdout.CUSTOMERS]).sum() == pytest.approx(trial.actual)
    assert (table[Holdout.PREDICTED] * table[Holdout.CUSTOMERS]).sum() == pytest.approx(
        trial.predicted.value
    )
    inside = table[Holdout.ACTUAL].between(table[Holdout.LOW], table[Holdout.HIGH])
    assert inside.mean() >= 0.75  # 95 % ranges of eight rows
    assert trial.ratio == pytest.approx(1, abs=0.15)
    assert f"there were {trial.actual:,}" in trial.sentence


def test_every_buyer_is_accounted_for(made: Dataset) -> None:
    found = lifetime_value(made, Filter(since=date(2024, 2, 1)), holdout_days=600)
    assert found.earlier > 0
    assert found.n + found.earlier + found.undated == found.totals.buyers
    assert any("bought for the first time before" in note for note in found.notes)


def test_churn_risk_is_what_would_be_lost(lifetime: LifetimeValue) -> None:
    risk = churn_risk(lifetime, low=0.1, high=0.6)
    customers = lifetime.customers
    band = (customers[Lifetime.ALIVE] >= 0.1) & (customers[Lifetime.ALIVE] < 0.6)
    assert set(risk.ids) == set(customers.index[band & (customers[Lifetime.REPEATS] > 0)])
    stake = (1 - risk.table[Lifetime.ALIVE]) * risk.table[Lifetime.VALUE_IF_ALIVE]
    assert risk.table[Lifetime.AT_RISK].to_numpy() == pytest.approx(stake.to_numpy())
    assert risk.table[Lifetime.AT_RISK].is_monotonic_decreasing
    assert risk.value_at_risk == pytest.approx(stake.sum())
    assert risk.n_repeat + risk.one_time == lifetime.n
    assert risk.in_band == len(risk.table) and risk.n_repeat == lifetime.n_repeat


@pytest.mark.parametrize("band", [{"low": 0.5, "high": 0.5}, {"high": 1.1}, {"low": -0.1}])
def test_a_band_that_cannot_be_is_refused(lifetime: LifetimeValue, band: dict) -> None:
    with pytest.raises(ParameterError):
        churn_risk(lifetime, **band)


def test_where_nobody_leaves_nobody_is_at_risk() -> None:
    found = lifetime_value(buyers(900, 400, seed=12, a=0.0), holdout_days=600)
    assert not found.leaves
    assert (found.customers[Lifetime.ALIVE] == 1).all()
    assert found.alive == Estimate(900.0, 900.0, 900.0)
    with pytest.raises(TooThin, match="do not tell that anyone left"):
        churn_risk(found)


def test_one_probability_of_leaving_is_reported_where_all_leave_alike() -> None:
    found = lifetime_value(buyers(1_500, 500, seed=4, a=1e7, b=4e7), holdout_days=600)
    assert found.leaves
    assert "a" not in found.parameters
    leaving = found.parameters["leaving"]
    assert 0 < leaving.low < 0.2 < leaving.high < 0.4
    assert found.purchases.low < found.purchases.value < found.purchases.high
    assert 0 < found.alive.low < found.alive.value < 1_500
    assert churn_risk(found).table[Lifetime.ALIVE].between(0, 1).all()


def test_without_prices_purchases_are_still_expected(made: Dataset) -> None:
    frame = made.events.df()[[Event.USER, Event.KIND, Event.TIME, Event.PRICE, Event.ORDER]]
    frame[Event.PRICE] = np.nan
    bare = shop(list(frame.astype(object).where(frame.notna(), None).itertuples(index=False)))
    found = lifetime_value(bare, holdout_days=600)
    assert found.value is found.correlation is None
    assert "p" not in found.parameters
    assert "has a price" in found.value_reason
    assert found.purchases.value > 0
    assert found.customers[Lifetime.VALUE].isna().all()
    assert "nothing is left to fit" in found.calibration_reason
    risk = churn_risk(found)
    assert risk.value_at_risk is None
    assert risk.table[Lifetime.ALIVE].is_monotonic_increasing


def test_errors_say_what_is_wrong(made: Dataset) -> None:
    for settings in ({"horizon_days": 0}, {"holdout_days": 0}):
        with pytest.raises(ParameterError, match=next(iter(settings))):
            lifetime_value(made, **settings)
    with pytest.raises(TooThin, match="3 buyers where 500"):
        lifetime_value(shop(ROWS))
    with pytest.raises(TooThin, match="0 buyers where 500"):
        lifetime_value(made, Filter(customers=pd.Index(["nobody"])))
    with pytest.raises(MissingColumns, match="this data set holds view"):
        lifetime_value(shop([("ann", Kind.VIEW, "2024-01-01", None, None)]))
    with pytest.raises(MissingColumns, match="need times"):
        lifetime_value(shop([("ann", BUY, None, 1, "o1")]))


@pytest.mark.parametrize(
    ("rho", "words"),
    [(0.05, "hardly anything"), (0.2, "pay more"), (-0.5, "take the values as rough")],
)
def test_sentence_on_a_correlation(rho: float, words: str) -> None:
    assert words in independence(Estimate(rho, rho - 0.1, rho + 0.1))


def test_one_fit_of_many_is_the_same_as_of_groups(lifetime: LifetimeValue) -> None:
    """Rows of equal customers are no approximation."""
    rows = lifetime.customers
    apart = Seen(
        rows[Lifetime.REPEATS].to_numpy(dtype=float),
        rows[Lifetime.RECENCY].to_numpy() / 7,
        rows[Lifetime.AGE].to_numpy() / 7,
        np.ones(len(rows)),
    )
    assert fit(apart).log_likelihood == pytest.approx(lifetime.log_likelihood, rel=1e-12)
