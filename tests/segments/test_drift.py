"""Drift by hand, on the customers the segments were found from, and Wilson's interval."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

import shopai
from shopai.columns import Event
from shopai.errors import InputError, ParameterError
from shopai.segments.assignment import drift
from shopai.segments.scaling import SCALINGS
from shopai.segments.segmentation import segment

X, CITY = "x", "city"


def people(values: list[float]) -> pd.DataFrame:
    return pd.DataFrame({X: values}, index=pd.RangeIndex(len(values), name=Event.USER))


#: Centres 0 and 100; distances to the nearest: 1 nineteen times each side, and 3.
LEARNED = people([*[-1.0, 1.0] * 10, *[99.0, 101.0] * 9, 97.0, 103.0])


def test_drift_by_hand() -> None:
    """40 distances, 38 of 1 and 2 of 3: 95 % are within 1."""
    seg = segment(LEARNED, k=2, scaling="none", features=[X])
    assert sorted(seg.centers[X]) == [0.0, 100.0]
    found = drift(seg, people([0.0, 1.0, 1.2, 50.0, 98.5]))
    assert found.limit == pytest.approx(1.0)
    assert (found.far, found.customers, found.left_out) == (3, 5, 0)  # 1.2, 50 and 1.5
    assert found.share == 0.6
    assert (found.low, found.high) == pytest.approx((0.2307, 0.8824), abs=1e-4)
    assert found.warning
    assert found.sentence == (
        "60.0% of the customers are farther from their segment's centre than 95% of customers "
        "were when the segments were found (95% interval 23.1% to 88.2%): the segments no longer "
        "fit: find them anew."
    )


@pytest.mark.parametrize(
    ("far", "n", "warning", "words"),
    [
        (5, 100, False, ": the segments still fit."),
        (0, 100, False, "0.0% of the customers"),
        (9, 100, False, "the segments still fit."),  # 4.8 % to 16.2 %
        (13, 100, False, ": more than the 5% to be expected, but the segments still fit."),
        (20, 100, True, "find them anew."),  # 13.3 % to 28.9 %
        (2, 4, True, "find them anew."),  # 15.0 % to 85.0 %
        (1, 4, False, "the segments still fit."),  # 4.6 % to 69.9 %
    ],
)
def test_drift_warns_beyond_chance(far: int, n: int, warning: bool, words: str) -> None:
    seg = segment(LEARNED, k=2, scaling="none", features=[X])
    found = drift(seg, people([50.0] * far + [0.0] * (n - far)))
    assert found.far == far
    assert found.warning is warning
    assert words in found.sentence


@settings(max_examples=20, deadline=None)
@given(
    values=hnp.arrays(
        np.float64,
        st.tuples(st.integers(6, 60), st.integers(1, 3)),
        elements=st.integers(-30, 30).map(float),
    ).filter(lambda x: all(len(set(c)) >= 4 for c in x.T)),
    k=st.integers(1, 4),
    scaling=st.sampled_from(SCALINGS),
)
def test_of_the_customers_themselves_at_most_a_twentieth_is_far(
    values: np.ndarray, k: int, scaling: str
) -> None:
    table = pd.DataFrame(values, columns=[f"x{i}" for i in range(values.shape[1])])
    seg = segment(table, k=k, scaling=scaling)
    found = drift(seg, table)
    assert found.customers == len(table)
    assert found.share <= 0.05
    assert not found.warning
    # in any order, and one by one, they are as far as together
    assert drift(seg, table[::-1]).far == found.far
    assert sum(drift(seg, table[i : i + 1]).far for i in range(len(table))) == found.far


def test_other_customers_who_are_alike_are_far_as_often_as_expected() -> None:
    rng = np.random.default_rng(0)
    seg = segment(pd.DataFrame(rng.lognormal(size=(5_000, 3))), k=4)
    found = drift(seg, pd.DataFrame(rng.lognormal(size=(5_000, 3))))
    assert found.low < 0.05 < found.high
    assert drift(seg, pd.DataFrame(rng.lognormal(1.5, size=(5_000, 3)))).warning


def test_who_lacks_a_number_is_left_out() -> None:
    seg = segment(LEARNED, k=2, scaling="none", features=[X])
    found = drift(seg, people([0.0, np.nan, np.inf, 50.0]))
    assert (found.customers, found.left_out, found.far) == (2, 2, 1)
    with pytest.raises(InputError, match=r"None of the 1 customers has every number .* \(x\)"):
        drift(seg, people([np.nan]))
    with pytest.raises(ParameterError, match='No column "x"'):
        drift(seg, pd.DataFrame({"y": [1.0]}))


def test_a_category_that_is_missing_is_a_value_like_others() -> None:
    table = pd.DataFrame({X: [0.0, 1.0, 9.0, 10.0], CITY: ["Oslo", "Oslo", "Rome", "Rome"]})
    seg = segment(table, k=2, features=[X, CITY])
    assert drift(seg, table.assign(**{CITY: [None, "Oslo", "Rome", "Rome"]})).left_out == 0


def test_it_is_public() -> None:
    assert shopai.drift is drift
