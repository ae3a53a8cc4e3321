"""When they buy again: the curve by hand, and beside the textbook's formula written out."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopai.behaviour.journeys.next_purchase import kaplan_meier, next_purchase
from shopai.columns import Kind, TimeToPurchase
from shopai.errors import MissingColumns, ParameterError
from shopai.events.dataset import Dataset
from shopai.selection.filter import Filter
from tests.behaviour.journeys.shop import DAY, shop_of

Z = 1.959963984540054


def order(user: str | None, day: float | None, number: str) -> tuple:
    minutes = None if day is None else day * DAY
    return (user, Kind.PURCHASE, "i1", minutes, f"s{number}", None)


#: Orders on days 0, 10, 30 (ann), 0, 20 (bob) and 5 (cat); the newest event is of day 50.
ROWS = [
    order("ann", 0, "1"), order("ann", 0.01, "1"), order("ann", 10, "2"), order("ann", 30, "3"),
    order("bob", 0, "4"), order("bob", 20, "5"),
    order("cat", 5, "6"),
    ("cat", Kind.VIEW, "i1", 50 * DAY, "s9", None),
    order("dan", None, "7"),
    order(None, 3, "8"),
]  # fmt: skip


@pytest.fixture(scope="module")
def shop() -> Dataset:
    return shop_of(ROWS)


def test_next_purchase_by_hand(shop: Dataset) -> None:
    """Waits 10, 20, 20 days and, cut off, 20, 30, 45 days: S is 5/6, then 5/6 · 3/5 = 1/2."""
    found = next_purchase(shop)
    assert (found.n, found.bought_again, found.censored) == (6, 3, 3)
    assert (found.customers, found.untimed) == (3, 1)
    curve = found.curve.set_index(TimeToPurchase.DAYS)
    assert curve.index.tolist() == list(range(46))
    assert curve.loc[[0, 9, 10, 19, 20, 45], TimeToPurchase.SHARE].tolist() == pytest.approx(
        [0, 0, 1 / 6, 1 / 6, 0.5, 0.5]
    )
    assert curve.loc[[0, 10, 11, 20, 21, 31, 45], TimeToPurchase.AT_RISK].tolist() == [
        6,
        6,
        5,
        5,
        2,
        1,
        1,
    ]
    assert curve.loc[[9, 10, 20], TimeToPurchase.BOUGHT].tolist() == [0, 1, 3]
    assert found.median == pytest.approx(20)
    assert found.within[TimeToPurchase.DAYS].tolist() == [30, 60, 90]
    np.testing.assert_allclose(found.within[TimeToPurchase.SHARE], [0.5, np.nan, np.nan])


def test_greenwood_by_hand(shop: Dataset) -> None:
    """First orders: 10 and 20 days and, cut off, 45: variances 1/6 and 1/6 + 1/2 of log S."""
    found = next_purchase(shop, after=1)
    assert (found.n, found.bought_again, found.censored) == (3, 2, 1)
    curve = found.curve.set_index(TimeToPurchase.DAYS)
    for day, surviving, variance in [(10, 2 / 3, 1 / 6), (20, 1 / 3, 2 / 3)]:
        reach = np.exp(Z * np.sqrt(variance) / abs(np.log(surviving)))
        expected = [1 - surviving, 1 - surviving ** (1 / reach), 1 - surviving**reach]
        row = curve.loc[day, [TimeToPurchase.SHARE, TimeToPurchase.LOW, TimeToPurchase.HIGH]]
        assert row.tolist() == pytest.approx(expected)
    assert found.median == pytest.approx(20)
    assert found.median_low == pytest.approx(10)
    assert found.median_high is None
    table = found.by_number
    assert table[TimeToPurchase.NUMBER].tolist() == [1, 2, 3]
    assert table[TimeToPurchase.ORDERS].tolist() == [3, 2, 1]
    assert table[TimeToPurchase.BOUGHT].tolist() == [2, 1, 0]
    np.testing.assert_allclose(table[TimeToPurchase.MEDIAN], [20, 20, np.nan])


def test_watched_by_everyone(shop: Dataset) -> None:
    """Of ann alone, the wait after her last order still lasts to the newest event of all."""
    ann = next_purchase(shop, Filter(customers=pd.Index(["ann"])))
    assert (ann.n, ann.censored) == (3, 1)
    assert ann.curve[TimeToPurchase.DAYS].max() == 20
    early = next_purchase(shop, Filter(until=date(2024, 1, 20)))  # to the end of the day
    assert (early.n, early.bought_again) == (4, 1)
    assert early.curve[TimeToPurchase.DAYS].max() == 19


def test_numbered_from_the_first_ever(shop: Dataset) -> None:
    """From day 5: cat's first order, ann's second and third, bob's second."""
    where = Filter(since=date(2024, 1, 6))
    found = next_purchase(shop, where)
    assert (found.n, found.customers, found.earlier, found.untimed) == (4, 3, 2, 0)
    assert (found.bought_again, found.censored) == (1, 3)
    assert found.by_number[TimeToPurchase.ORDERS].tolist() == [1, 2, 1]
    first = next_purchase(shop, where, after=1)
    assert (first.n, first.bought_again, first.curve[TimeToPurchase.DAYS].max()) == (1, 0, 45)
    assert next_purchase(shop, where, after=2).bought_again == 1


def test_without_customers_the_curve_is_empty(shop: Dataset) -> None:
    found = next_purchase(shop, Filter(customers=pd.Index(["zoe"])))
    assert (found.n, found.customers, found.median) == (0, 0, None)
    assert found.curve.empty
    assert found.by_number.empty
    assert found.within[TimeToPurchase.SHARE].isna().all()


def test_impossible_settings_and_data_are_refused(shop: Dataset) -> None:
    with pytest.raises(ParameterError):
        next_purchase(shop, after=0)
    with pytest.raises(MissingColumns, match="need purchases"):
        next_purchase(shop_of([row for row in ROWS if row[1] == Kind.VIEW]))


def by_the_book(waits: np.ndarray, happened: np.ndarray, whose: np.ndarray) -> list[tuple]:
    """Time, S, Greenwood's variance, and the jackknife's from how S moves with each weight."""

    def curve(time: float, weights: np.ndarray) -> float:
        logs = 0.0
        for t in sorted({w for w, h in zip(waits, happened, strict=True) if h and w <= time}):
            risk = weights[waits >= t].sum()
            died = weights[(waits == t) & happened].sum()
            logs += np.log(1 - died / risk)
        return logs

    found = []
    ones = np.ones(len(waits))
    for time in sorted(set(waits)):
        times = sorted({w for w, h in zip(waits, happened, strict=True) if h and w <= time})
        surviving, greenwood = 1.0, 0.0
        for t in times:
            risk, died = (waits >= t).sum(), ((waits == t) & happened).sum()
            surviving *= 1 - died / risk
            greenwood += died / (risk * (risk - died)) if risk > died else np.inf
        jackknife = np.inf
        if surviving > 0:
            step = 1e-5
            moves = [
                (curve(time, ones + step * (whose == c)) - curve(time, ones - step * (whose == c)))
                / (2 * step)
                for c in np.unique(whose)
            ]
            jackknife = float(np.square(moves).sum())
        found.append((time, surviving, greenwood, jackknife))
    return found


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 6), st.booleans(), st.integers(0, 3)), min_size=1, max_size=9
    ),
    st.booleans(),
)
def test_the_curve_by_the_book(waiting: list[tuple[int, bool, int]], alone: bool) -> None:
    waits, happened = (np.array([w[i] for w in waiting]) for i in range(2))
    waits = waits.astype(float)
    customers = range(len(waiting)) if alone else [w[2] for w in waiting]
    whose = np.unique(np.array(customers), return_inverse=True)[1].astype(np.int32)
    found = kaplan_meier(waits, happened, whose)
    expected = by_the_book(waits, happened, whose)
    assert found.times.tolist() == [row[0] for row in expected]
    assert found.surviving == pytest.approx([row[1] for row in expected], abs=1e-12)
    several = len(np.unique(whose)) < len(whose)
    for row, (_, surviving, greenwood, jackknife) in enumerate(expected):
        if not 0 < surviving < 1:
            continue
        spread = np.sqrt(jackknife if several else greenwood) / abs(np.log(surviving))
        ends = [surviving ** np.exp(sign * Z * spread) for sign in (1, -1)]
        assert [found.low[row], found.high[row]] == pytest.approx(ends, abs=1e-6)
    assert (found.low <= found.surviving + 1e-12).all()
    assert (found.surviving <= found.high + 1e-12).all()


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(1, 8), min_size=3, max_size=20))
def test_jackknife_equals_greenwood_without_censoring(days: list[int]) -> None:
    """Everyone twice over is no more customers: the interval stays where it was."""
    waits, whose = np.array(days, dtype=float), np.arange(len(days), dtype=np.int32)
    happened = np.ones(len(days), dtype=bool)
    alone = kaplan_meier(waits, happened, whose)
    doubled = kaplan_meier(np.tile(waits, 2), np.tile(happened, 2), np.tile(whose, 2))
    np.testing.assert_allclose(alone.surviving, doubled.surviving, atol=1e-12)
    np.testing.assert_allclose(alone.low, doubled.low, atol=1e-9)
    np.testing.assert_allclose(alone.high, doubled.high, atol=1e-9)
