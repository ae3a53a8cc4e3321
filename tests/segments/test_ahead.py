"""Segments found ahead are those of the series, and the work ends when nobody wants it."""

from __future__ import annotations

import threading

import numpy as np
import pandas as pd
import pytest

from shopai.columns import Feature
from shopai.segments.ahead import Ahead
from shopai.segments.numbering import SegmentSeries

SECONDS = 60.0


@pytest.fixture
def customers() -> pd.DataFrame:
    rng = np.random.default_rng(3)
    columns = (Feature.RECENCY, Feature.FREQUENCY, Feature.MONETARY)
    ids = pd.Index([f"c{n}" for n in range(200)], name="user_id")
    return pd.DataFrame(rng.lognormal(2, 1, (200, 3)), index=ids, columns=list(columns))


def test_every_k_is_found_as_the_series_finds_it(customers: pd.DataFrame) -> None:
    series = SegmentSeries(customers)
    ahead = Ahead(series, series.default, (4, 5, 3, 2))
    assert ahead.wait(SECONDS)
    assert ahead.found == [4, 5, 3, 2]
    alone = SegmentSeries(customers)
    for k in ahead.found:
        assert series.segments(k).labels.equals(alone.segments(k).labels)


def test_what_was_found_is_remembered(
    customers: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    series = SegmentSeries(customers)
    assert Ahead(series, series.default, range(2, 6)).wait(SECONDS)
    monkeypatch.setattr("shopai.segments.numbering.partition", None)
    assert [series.segments(k).k for k in range(2, 6)] == [2, 3, 4, 5]


def test_a_k_the_customers_do_not_differ_in_is_passed_over() -> None:
    few = pd.DataFrame({"a": [1.0, 2.0, 3.0, 3.0]}, index=list("wxyz"))
    series = SegmentSeries(few)
    ahead = Ahead(series, series.default, (2, 3, 4))
    assert ahead.wait(SECONDS)
    assert ahead.found == [2, 3]


class Held(SegmentSeries):
    """A series that waits while it finds a K, until the test lets it go on."""

    def __init__(self, customers: pd.DataFrame) -> None:
        super().__init__(customers)
        self.begun, self.go_on = threading.Event(), threading.Event()

    def possible(self, k: int, settings: tuple[tuple[str, ...], str, float]) -> bool:
        self.begun.set()
        assert self.go_on.wait(SECONDS)
        return super().possible(k, settings)


def test_given_up_it_ends_after_the_k_under_way(customers: pd.DataFrame) -> None:
    series = Held(customers)
    ahead = Ahead(series, series.default, range(2, 9))
    assert series.begun.wait(SECONDS)
    ahead.give_up()
    series.go_on.set()
    assert ahead.wait(SECONDS)
    assert ahead.found == [2]


def test_it_ends_with_the_object_that_holds_it(customers: pd.DataFrame) -> None:
    series = Held(customers)
    ahead = Ahead(series, series.default, range(2, 9))
    thread, found = ahead._thread, ahead.found
    assert series.begun.wait(SECONDS)
    del ahead
    series.go_on.set()
    thread.join(SECONDS)
    assert not thread.is_alive()
    assert found == [2]


def test_a_failure_ends_it_quietly(
    customers: pd.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("shopai.segments.numbering.partition", fails)
    series = SegmentSeries(customers)
    ahead = Ahead(series, series.default, (2, 3))
    assert ahead.wait(SECONDS)
    assert ahead.found == []


def test_it_knows_what_it_works_on(customers: pd.DataFrame) -> None:
    series = SegmentSeries(customers)
    ahead = Ahead(series, series.default, ())
    features, scaling, weight = series.default
    assert ahead.of(series, series.default)
    assert not ahead.of(series, (features[:2], scaling, weight))
    assert not ahead.of(SegmentSeries(customers), series.default)
