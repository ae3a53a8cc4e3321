"""The numbers inside the charts of lifetime value."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shopai.behaviour.retention.calibration import Calibration
from shopai.behaviour.retention.expected_total import Estimate
from shopai.charts.lifetime import BARS, alive_bars, calibration_bars, value_bars, within
from shopai.charts.theme import MUTED, PRIMARY, SECOND
from shopai.columns import Holdout


def test_value_bars_by_hand() -> None:
    """Ninety-nine of 1 to 99 and one of 1,000: the great one does not stretch the axis."""
    values = pd.Series([*range(1, 100), 1000.0])
    figure = value_bars(values, 365, "EUR")
    (bars,) = figure.data
    assert sum(bars.y) == 100
    assert bars.y[-1] == 1
    assert bars.marker.color[-1] == MUTED
    assert set(bars.marker.color[:-1]) == {PRIMARY}
    top = np.quantile(values, 0.99)  # 99 + 1% of the way to 1,000
    assert top == pytest.approx(108.01)
    assert bars.customdata[-1] == (  # of 4,950 + 1,000
        f"more than €{top:.0f}<br>1 customer: 16.8% of all that is expected"
    )
    assert bars.customdata[0] == "€0 to €3.60<br>3 customers: 0.1% of all that is expected"
    assert bars.y[0] == 3
    assert figure.layout.title.text == "Expected spend of each buyer (n = 100)"
    assert "(EUR)" in figure.layout.xaxis.title.text


def test_purchases_have_no_currency() -> None:
    figure = value_bars(pd.Series([1.0, 2.0, 3.0]), 90, "EUR", priced=False)
    assert "EUR" not in figure.layout.xaxis.title.text
    assert figure.layout.title.text == "Expected purchases of each buyer (n = 3)"
    assert "€" not in figure.data[0].customdata[0]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=300))
def test_every_buyer_is_in_one_bar(values: list[float]) -> None:
    (bars,) = value_bars(pd.Series(values), 365).data
    assert sum(bars.y) == len(values)
    assert len(bars.x) == len(bars.y) in (BARS, BARS + 1)
    beyond = sum(value > np.quantile(values, 0.99) for value in values)
    if max(values) > 0 and len(bars.y) > BARS:
        assert bars.y[-1] == beyond


def trial(actual: list[float]) -> Calibration:
    table = pd.DataFrame(
        {
            Holdout.REPEATS: [0, 1, 7],
            Holdout.CUSTOMERS: [100, 50, 1_000],
            Holdout.ACTUAL: actual,
            Holdout.PREDICTED: [0.5, 1.0, 4.0],
            Holdout.LOW: [0.4, 0.8, 3.5],
            Holdout.HIGH: [0.6, 1.3, 4.5],
        }
    )
    moment = pd.Timestamp("2025-01-01")
    return Calibration(moment, table, 1_150, 10, Estimate(11, 9, 13), "Right.")


def test_calibration_by_hand() -> None:
    figure = calibration_bars(trial([0.5, 2.0, 3.5]))
    happened, expected = figure.data
    assert list(happened.y) == [0.5, 2.0, 3.5]
    assert list(expected.y) == [0.5, 1.0, 4.0]
    assert list(expected.error_y.array) == pytest.approx([0.1, 0.3, 0.5])
    assert list(expected.error_y.arrayminus) == pytest.approx([0.1, 0.2, 0.5])
    assert list(figure.layout.xaxis.ticktext) == ["0", "1", "7+"]
    assert happened.customdata[2] == "1,000 customers"
    assert figure.layout.title.text == "Expected against what happened (n = 1,150)"
    assert within(trial([0.5, 2.0, 3.5])) == (2, 3)


def test_alive_bars_by_hand() -> None:
    alive = pd.Series([0.0, 0.049, 0.05, 0.15, 0.5, 1.0])
    (bars,) = alive_bars(alive, 0.05, 0.5).data
    held = {round(x - 0.025, 2): n for x, n in zip(bars.x, bars.y, strict=True) if n}
    assert held == {0.0: 2, 0.05: 1, 0.15: 1, 0.5: 1, 0.95: 1}
    orange = [mark == SECOND for mark in bars.marker.color]
    assert orange == [False] + [True] * 9 + [False] * 10


@settings(max_examples=15, deadline=None)
@given(
    st.lists(st.integers(0, 100), min_size=1, max_size=80),
    st.tuples(st.integers(0, 19), st.integers(1, 20)).filter(lambda ends: ends[0] < ends[1]),
)
def test_orange_bars_hold_the_customers_of_the_band(
    hundredths: list[int], ends: tuple[int, int]
) -> None:
    low, high = (end * 5 / 100 for end in ends)
    alive = pd.Series([n / 100 for n in hundredths])
    (bars,) = alive_bars(alive, low, high).data
    held = sum(n for n, mark in zip(bars.y, bars.marker.color, strict=True) if mark == SECOND)
    top = [n for n in hundredths if n == 100] if high == 1 else []  # in the last bar, not below 1
    assert held == sum(5 * ends[0] <= n < 5 * ends[1] for n in hundredths) + len(top)
    assert sum(bars.y) == len(hundredths)
