"""Segments for every K keep numbers and names, whatever is asked for first."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from shopai.columns import Feature
from shopai.errors import ParameterError
from shopai.segments.numbering import SegmentSeries, numbered_like
from shopai.segments.persona.naming import suggested
from shopai.segments.persona.personas import personas
from shopai.segments.segmentation import segment

KS = (2, 3, 4, 5)


@pytest.fixture(scope="module")
def customers() -> pd.DataFrame:
    """Four groups of 40 buyers."""
    rng = np.random.default_rng(0)
    recency, orders, spend = np.repeat(
        [[5, 9, 900], [9, 2, 60], [80, 6, 300], [90, 1, 20]], 40, 0
    ).T
    noise = rng.uniform(0.8, 1.2, (3, 160))
    return pd.DataFrame(
        {
            Feature.RECENCY: recency * noise[0],
            Feature.FREQUENCY: np.round(orders * noise[1]),
            Feature.MONETARY: spend * noise[2],
        },
        index=pd.Index([f"u{i}" for i in range(160)], name="user_id"),
    )


@pytest.fixture(scope="module")
def series(customers: pd.DataFrame) -> SegmentSeries:
    return SegmentSeries(customers, "EUR")


def test_each_k_is_the_segmentation_numbered_like_the_k_below(
    customers: pd.DataFrame, series: SegmentSeries
) -> None:
    before = segment(customers, 2)
    pd.testing.assert_series_equal(series.segments(2).labels, before.labels)
    for k in KS[1:]:
        before = numbered_like(segment(customers, k), before)
        pd.testing.assert_series_equal(series.segments(k).labels, before.labels)


def names_of(series: SegmentSeries, k: int, *settings: object) -> tuple[str, ...]:
    """What the segments of a series may be called."""
    return series.personas(series.segments(k, *settings)).names


def test_the_order_of_asking_changes_nothing(
    customers: pd.DataFrame, series: SegmentSeries
) -> None:
    other = SegmentSeries(customers, "EUR")
    for k in reversed(KS):
        pd.testing.assert_series_equal(other.segments(k).labels, series.segments(k).labels)
        assert names_of(other, k) == names_of(series, k)


def test_other_settings_are_numbered_like_the_default_segments(
    customers: pd.DataFrame, series: SegmentSeries
) -> None:
    settings = [Feature.MONETARY], "standard"
    expected = numbered_like(segment(customers, 4, 0, *settings), series.segments(4))
    pd.testing.assert_series_equal(series.segments(4, *settings).labels, expected.labels)


def test_settings_with_more_ways_to_differ_than_the_default_keep_their_own_numbers() -> None:
    """The default features tell two kinds of customers apart, the category three."""
    table = pd.DataFrame({"spend": [1.0, 1.0, 9.0, 9.0], "city": ["Rome", "Oslo", "Rome", "Rome"]})
    series = SegmentSeries(table)
    assert series.default[0] == ("spend",)
    assert not series.possible(3, series.default)
    found = series.segments(3, ("spend", "city"))
    expected = segment(table, 3, features=("spend", "city"))
    pd.testing.assert_series_equal(found.labels, expected.labels)
    with pytest.raises(ParameterError, match="3 segments asked for"):
        series.segments(3)


def test_a_name_is_kept_from_k_to_k_while_it_is_true(
    customers: pd.DataFrame, series: SegmentSeries
) -> None:
    for fewer, more in pairwise(KS):
        kept = names_of(series, fewer)
        names = suggested(series.segments(more), customers, currency="EUR", kept=kept)
        assert names_of(series, more) == tuple(name.text for name in names)


def test_suggested_names_by_hand(series: SegmentSeries) -> None:
    assert names_of(series, 2) == ("Loyal big spenders", "Occasional small spenders")
    assert names_of(series, 3) == (*names_of(series, 2), "Recent small spenders")
    assert names_of(series, 4)[::2] == names_of(series, 3)[::2]
    assert names_of(series, 4)[1::2] == ("Lapsed regulars", "Lapsed one-timers")


def test_personas_bear_the_names_of_the_series(
    customers: pd.DataFrame, series: SegmentSeries
) -> None:
    for settings in (series.default, ((Feature.MONETARY,), "standard", 1.0)):
        seg = series.segments(4, *settings)
        who = series.personas(seg)
        assert who.names == names_of(series, 4, *settings)
        assert who.rules == personas(seg, customers).rules


def test_what_was_found_is_remembered(series: SegmentSeries) -> None:
    assert series.segments(4) is series.segments(4)
    assert series.placed(series.default) is series.placed(series.default)
    assert series.segments(4).scaled is series.placed(series.default).scaled


@pytest.mark.parametrize("k", [0, 2.0, True, "2"])
def test_a_k_that_is_no_whole_number_is_refused(series: SegmentSeries, k: int) -> None:
    with pytest.raises(ParameterError, match="k"):
        series.segments(k)
